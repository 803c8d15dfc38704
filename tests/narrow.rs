//! Screens with little room: what is cut off says so, what is typed is in view
//! as a whole, and what narrows the queue is never hidden.
#![cfg(test)]

// Nothing comes to the front here, and no key comes early.
#[allow(dead_code)]
mod common;

use common::{Desk, Layout};
use overrule::tui;
use overrule::tui::mode::Mode;
use overrule::tui::update::update;

fn desk(size: (u16, u16)) -> Desk {
    Desk::of(Layout {
        size,
        ..Layout::default()
    })
}

fn resize(desk: &mut Desk, width: u16, height: u16) {
    desk.terminal
        .backend_mut()
        .inner_mut()
        .resize(width, height);
    update(&mut desk.app, tui::message::Event::Resize(width, height));
    desk.go();
}

#[test]
fn a_long_filter_is_shown_whole_while_it_is_typed() {
    let mut desk = desk((40, 14));
    desk.press("f");
    for key in "-is:decided,later,conflicting label:incident".chars() {
        let key = if key == ' ' {
            "space".to_owned()
        } else {
            key.to_string()
        };
        desk.press(&key);
    }
    desk.shows("-is:decided");
    desk.shows("incident");
    assert!(!desk.screen().contains("the end of it"));
    for _ in 0..120 {
        desk.press("x");
    }
    desk.shows("Filter (the end of it)");
}

#[test]
fn a_note_begins_at_its_first_line_once_there_is_room() {
    let mut desk = desk((40, 12));
    desk.press("n");
    for word in 10..90 {
        desk.press(&format!("{} {} space", word / 10, word % 10));
    }
    assert!(!desk.screen().contains("10 11 12"), "{}", desk.screen());
    resize(&mut desk, 120, 40);
    desk.shows("10 11 12");
    desk.press("x");
    desk.shows("88 89 x");
}

#[test]
fn filter_and_search_stand_in_a_header_of_one_row() {
    let mut desk = desk((40, 12));
    desk.press("f");
    desk.enter("is:pending");
    desk.shows("filter is:pend");
    let mut desk = self::desk((60, 12));
    desk.press("f");
    desk.enter("is:pending");
    desk.shows("filter is:pending (24 in the queue)");
}

#[test]
fn a_question_too_long_for_the_screen_ends_with_a_sign() {
    let mut desk = desk((40, 12));
    desk.press("A a");
    desk.shows("..");
    desk.shows("y puts them on record");
    desk.shows("n or esc leaves");
}

#[test]
fn a_title_too_long_for_its_pane_ends_with_a_sign() {
    let mut desk = desk((80, 24));
    desk.press("J J J J J");
    desk.shows("Articles 0 of 60 reviewed (sourc..");
}

#[test]
fn escaping_from_the_search_line_keeps_the_search_that_was_in_force() {
    let mut desk = desk((120, 40));
    desk.press("/");
    assert!(!desk.screen().contains("searched 0 %"));
    desk.enter("bank");
    let rows = desk.app.queue.len();
    desk.press("J");
    let row = desk.app.row();
    desk.press("/ backspace backspace backspace backspace c h esc");
    assert_eq!(desk.app.search.words, "bank");
    assert_eq!((desk.app.queue.len(), desk.app.row()), (rows, row));
    desk.press("esc");
    assert_eq!(desk.app.search.words, "");
}

#[test]
fn undo_says_that_it_cleared_what_hid_the_item() {
    let mut desk = desk((120, 40));
    desk.press("3 f");
    desk.enter("label:hazard");
    desk.press("u");
    desk.shows("filter cleared");
}

#[test]
fn a_page_is_scrolled_no_further_than_its_own_end() {
    let mut desk = desk((80, 24));
    for open in ["?", "s"] {
        desk.press(open);
        desk.press("end k");
        assert!(desk.screen().contains("1 below"), "{}", desk.screen());
        desk.press(open);
        assert!(matches!(desk.app.mode, Mode::Review), "its key closes it");
    }
}

#[test]
fn every_choice_of_a_menu_is_in_view() {
    for size in [(40, 12), (60, 14), (80, 24)] {
        let mut desk = desk(size);
        desk.press("c");
        let screen = desk.screen();
        for choice in &desk.app.vocabulary.criteria {
            let begun: String = choice.name.chars().take(12).collect();
            let shown = format!("{} {}", choice.key, begun.trim_end());
            assert!(screen.contains(&shown), "{shown}:\n{screen}");
        }
        desk.shows("esc leaves");
    }
}

#[test]
fn an_order_other_than_the_files_is_named_on_every_screen() {
    for size in [(80, 24), (120, 40), (200, 50)] {
        let mut desk = desk(size);
        assert!(!desk.screen().contains("order doubt"), "{size:?}");
        desk.press("z");
        desk.shows("order doubt");
    }
}

#[test]
fn a_queue_at_the_side_shows_titles_below_the_verdicts() {
    let mut desk = desk((200, 50));
    desk.press("3 J");
    let screen = desk.screen();
    let row = screen
        .lines()
        .position(|line| line.starts_with("     1 Inc  you Com x  SPLIT"));
    let title = screen.lines().nth(row.unwrap() + 1).unwrap();
    assert!(
        title.starts_with("       Spaces platform breach lays authen.."),
        "{screen}"
    );
}

#[test]
fn what_was_decided_last_is_named_though_some_keys_are_left_out() {
    // An incident in which the machine found no label, as the longest outcome says.
    let mut desk = desk((120, 40));
    desk.press("J J J J");
    desk.shows("NO-VERDICT: ");
    desk.press("1");
    desk.shows("given, the machine had none");
    let screen = desk.screen();
    let last = screen.lines().find(|line| line.contains("LAST  "));
    assert!(
        last.is_some_and(|line| line.contains("incident \"")),
        "{screen}"
    );
}
