//! How the screens look: every kind of screen at the usual sizes, its text in
//! full and its styles as one hash.
#![cfg(test)]

mod common;

use std::time::Duration;

use common::{Desk, Input, Layout, When};
use overrule::disk::MemoryFs;
use overrule::domain::Digest;
use overrule::tui::theme::{Palette, Theme};
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// A screen: its name, the size of the terminal, the keys that lead to it.
type Case = (&'static str, (u16, u16), &'static str);

const SMALL: (u16, u16) = (40, 12);
const USUAL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);
const WIDE: (u16, u16) = (200, 50);

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("opening", SMALL, ""),
    ("opening", USUAL, ""),
    ("opening", LARGE, ""),
    ("opening", WIDE, ""),
    ("article_sustained", SMALL, "j a"),
    ("article_sustained", USUAL, "j a"),
    ("article_sustained", LARGE, "j a"),
    ("article_sustained", WIDE, "j a"),
    ("overruled", USUAL, "j j 3"),
    ("overruled", LARGE, "j j 3"),
    ("overruled", WIDE, "3 K"),
    ("criterion_menu", USUAL, "j 3 C"),
    ("criterion_menu", LARGE, "j 3 C"),
    ("grade_menu", LARGE, "j 3 R"),
    ("note", SMALL, "n h e l l o"),
    ("note", LARGE, "j a N h e l l o"),
    ("search", USUAL, "/ r o b o t"),
    ("search", WIDE, "/ r o b o t enter"),
    ("filter", LARGE, "f l a b e l : h a z a r d"),
    ("filtered", USUAL, "f l a b e l : h a z a r d enter"),
    ("wrong_filter", SMALL, "f f l a g : x enter"),
    ("wrong_filter", USUAL, "f f l a g : x enter"),
    ("help", USUAL, "?"),
    ("help", LARGE, "?"),
    ("whole_text", USUAL, "s"),
    ("whole_text", LARGE, "s"),
    ("palette", LARGE, ": n e x t"),
    ("undone", LARGE, "j a 3 u"),
    ("undo_nothing", SMALL, "u"),
    ("hostile_text", USUAL, "end K K j"),
    ("hostile_text", WIDE, "end K K j"),
    ("sixty_articles", LARGE, "J J J J J k j j j j j j j j j j j j j j j j j j j j j"),
    ("sixty_articles", USUAL, "J J J J J"),
    ("without_articles", LARGE, "end K K K K K"),
    ("without_title", USUAL, "end K K K K"),
    ("unclear", LARGE, "J J J J a"),
];

fn cells(desk: &Desk) -> &[Cell] {
    desk.terminal.backend().inner().buffer().content()
}

/// The screen and a hash of its styles.
fn shot(desk: &Desk) -> String {
    let styles: Vec<String> = cells(desk)
        .iter()
        .map(|cell| format!("{:?} {:?} {:?}", cell.fg, cell.bg, cell.modifier))
        .collect();
    let styles: Vec<&str> = styles.iter().map(String::as_str).collect();
    format!("{}styles {}\n", desk.screen(), Digest::of(&styles).short())
}

fn keep(name: &str, (width, height): (u16, u16), desk: &Desk) {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("{name}_{width}x{height}"), shot(desk)));
}

fn desk(size: (u16, u16), theme: Theme, keys: &str) -> Desk {
    let mut desk = Desk::of(Layout {
        size,
        theme,
        ..Layout::default()
    });
    desk.press(keys);
    desk
}

#[test]
fn screens_look_as_they_did() {
    for (name, size, keys) in CASES {
        keep(name, *size, &desk(*size, Theme::default(), keys));
    }
}

#[test]
fn what_is_not_saved_is_said_at_every_size() {
    for size in [SMALL, USUAL, LARGE] {
        let mut desk = desk(size, Theme::default(), "");
        MemoryFs::full_after(&desk.fs, 100);
        desk.press("j a");
        keep("not_saved", size, &desk);
        desk.shows("NOT SAVED");
    }
}

#[test]
fn what_was_refused_is_said() {
    let mut desk = Desk::new();
    desk.send(
        When::After(Duration::from_secs(1)),
        Input::Paste("4".into()),
    );
    desk.go();
    keep("paste_refused", LARGE, &desk);
    desk.send(When::After(Duration::from_secs(1)), Input::Key("a".into()));
    desk.send(When::AtOnce, Input::Key("4".into()));
    desk.go();
    keep("key_ahead_dropped", LARGE, &desk);
    desk.send(When::AtOnce, Input::Focus);
    desk.send(When::AtOnce, Input::Key("4".into()));
    desk.go();
    keep("key_on_focus_dropped", LARGE, &desk);
}

#[test]
fn a_set_opens_as_it_was_left() {
    let mut desk = Desk::new();
    desk.press("j 3 a f");
    desk.enter("is:pending");
    desk.press("J j");
    let desk = desk.reopen();
    keep("reopened", LARGE, &desk);
}

#[test]
fn without_colour_nothing_is_lost_but_colour() {
    let plain = Theme {
        palette: Palette::Plain,
        ascii: false,
    };
    for (name, size, keys) in CASES {
        let (bare, full) = (
            desk(*size, plain, keys),
            desk(*size, Theme::default(), keys),
        );
        assert_eq!(bare.screen(), full.screen(), "{name}");
        for cell in cells(&bare) {
            assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "{name}");
        }
        assert!(
            cells(&bare)
                .iter()
                .any(|cell| cell.modifier != Modifier::empty()),
            "{name}: all looks alike"
        );
    }
}

#[test]
fn colours_are_those_of_the_terminal_and_readable_on_light_ones() {
    for (name, size, keys) in CASES {
        for cell in cells(&desk(*size, Theme::default(), keys)) {
            let own = !matches!(cell.fg, Color::Rgb(..) | Color::Indexed(_));
            assert!(own, "{name}: {:?}", cell.fg);
            let pale = matches!(cell.fg, Color::Yellow | Color::LightYellow | Color::White);
            assert!(!pale, "{name}: {:?}", cell.fg);
        }
    }
}

#[test]
fn ascii_frames_hold_nothing_else() {
    let ascii = Theme {
        palette: Palette::Colour,
        ascii: true,
    };
    for (name, size, keys) in CASES {
        let desk = desk(*size, ascii, keys);
        // The set's own text is shown as it is.
        let own: String = desk
            .screen()
            .chars()
            .filter(|c| !c.is_ascii() && !common::SAMPLE.contains(*c))
            .collect();
        assert_eq!(own, "", "{name} {size:?}\n{}", desk.screen());
    }
    keep("ascii", LARGE, &desk(LARGE, ascii, "j a"));
}

#[test]
fn no_screen_lets_a_control_or_a_turn_through() {
    for (name, size, keys) in CASES {
        let text = desk(*size, Theme::default(), keys).screen();
        let bad = text.chars().find(|c| {
            (c.is_control() && *c != '\n')
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert_eq!(bad, None, "{name} {size:?}");
    }
}
