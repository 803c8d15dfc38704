//! Screens: an incident made of any texts, reviewed by the shipped loop on a
//! terminal in memory. No cell drives a terminal, and what was decided is on
//! the disk and there again the day after.

use std::sync::LazyLock;
use std::time::Duration;

use overrule::domain::event::Event;
use overrule::domain::{Article, Incident, Verdict, Vocabulary};
use overrule::text::cells;
use overrule::tui::theme::{Palette, Theme};

use super::common::{Desk, Input, Layout, When};
use super::{head, is_hidden, texts};

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::shipped);

/// What a reviewer may do; the last but one types or pastes the first text.
const KEYS: &[&str] = &[
    "a",
    "1",
    "2",
    "3",
    "0",
    "d",
    "D",
    "u",
    "U",
    "c",
    "r",
    "n",
    "N",
    "C",
    "R",
    "v",
    "tab",
    "j",
    "k",
    "J",
    "K",
    ".",
    "home",
    "end",
    "t",
    "pgdn",
    "pgup",
    "s",
    "o",
    "/",
    "f",
    "z",
    "esc",
    "enter",
    ":",
    "?",
    "w",
    "ctrl-r",
    "space",
    "backspace",
    "paste",
    "type",
];

/// Eight bytes of size, looks and keys, then texts, cut at zero bytes.
pub fn check(data: &[u8]) {
    let ([wide, high, looks, keys @ ..], rest) = head::<8>(data);
    let texts = texts(rest);
    let size = (1 + u16::from(wide) % 200, 1 + u16::from(high) % 60);
    let theme = Theme {
        palette: if looks & 1 == 0 {
            Palette::Colour
        } else {
            Palette::Plain
        },
        ascii: looks & 2 != 0,
    };
    let mut desk = Desk::of(Layout {
        size,
        theme,
        vocabulary: VOCABULARY.clone(),
        set: set(&texts),
        ..Layout::default()
    });
    looks_right(&mut desk);
    for key in keys {
        match KEYS[usize::from(key) % KEYS.len()] {
            "paste" => {
                let text = texts.first().cloned().unwrap_or_default();
                desk.send(When::After(Duration::from_secs(1)), Input::Paste(text));
                desk.send(When::AtOnce, Input::Focus);
                desk.go();
            }
            "type" => desk.enter("Is it so?"),
            key => desk.press(key),
        }
        looks_right(&mut desk);
    }
    let before: Vec<Event> = desk.app.ledger.events().cloned().collect();
    assert_eq!(desk.app.ledger.unsaved(), 0, "something is not saved");
    let desk = desk.reopen();
    let after: Vec<Event> = desk.app.ledger.events().cloned().collect();
    assert_eq!(after, before, "a day later it differs");
}

/// Two incidents made of the texts.
fn set(texts: &[String]) -> String {
    let text = |at: usize| texts.get(at).cloned().filter(|text| !text.is_empty());
    let verdict = |at: usize| Verdict {
        label: text(at).map(Into::into),
        guess: text(at + 1).map(Into::into),
        rationale: text(at + 2),
        ..Verdict::default()
    };
    let incident = |at: usize| Incident {
        id: format!("i{at}{}", text(at).unwrap_or_default()).into(),
        title: text(at),
        country: text(at + 1),
        summary: text(at + 2),
        verdict: verdict(at + 3),
        articles: (0..2)
            .map(|n| Article {
                id: format!("a{n}").into(),
                title: text(at + n),
                outlet: text(at + n + 1),
                url: text(at + n + 2),
                language: text(at + n + 3),
                lead: text(at + n + 4),
                verdict: verdict(n),
                ..Article::default()
            })
            .collect(),
        ..Incident::default()
    };
    let lines = [incident(0), incident(1)].map(|incident| incident.to_json().unwrap());
    lines.join("\n")
}

/// Every cell is safe, and drawing again changes nothing.
pub fn looks_right(desk: &mut Desk) {
    let first = desk.terminal.backend().inner().buffer().clone();
    for cell in first.content() {
        let symbol = cell.symbol();
        assert!(!symbol.chars().any(is_hidden), "{symbol:?}");
        assert!((1..=2).contains(&cells(symbol)), "{symbol:?} in one cell");
    }
    desk.go();
    assert_eq!(
        *desk.terminal.backend().inner().buffer(),
        first,
        "drawn again, it differs"
    );
}
