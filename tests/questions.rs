//! Questions, menus and keys on screens too small to show anything, in the
//! shipped loop: a yes holds for what was asked, and nothing gets on record
//! by a way round the checks.
#![cfg(test)]

// Not every test file pastes, resizes and waits.
#[allow(dead_code)]
mod common;

use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use common::{Desk, Input, Layout, SET, When};
use overrule::domain::{Act, Event, Target};
use overrule::review::journal::{folder_of, read_folder};
use overrule::tui;
use overrule::tui::act::travel;
use overrule::tui::mode::{Confirm, Mode};
use overrule::tui::update::update;

fn events(desk: &Desk) -> Vec<Event> {
    read_folder(&desk.fs, &folder_of(Path::new(SET)))
        .unwrap()
        .events
}

fn decided(desk: &Desk) -> usize {
    let decides = |event: &&Event| matches!(event.act, Act::Decide(_));
    events(desk).iter().filter(decides).count()
}

/// The same reviewer in another window.
fn window(desk: &Desk, day: i64) -> Desk {
    let mut window = Desk::over(desk.fs.clone(), Layout::default(), day);
    window.app.session.reviewer = desk.app.session.reviewer.clone();
    window
}

fn focus(desk: &mut Desk) {
    desk.send(When::After(Duration::from_secs(1)), Input::Focus);
    desk.go();
}

fn resize(desk: &mut Desk, width: u16, height: u16) {
    let screen = desk.terminal.backend_mut().inner_mut();
    screen.resize(width, height);
    update(&mut desk.app, tui::message::Event::Resize(width, height));
    desk.go();
}

#[test]
fn a_bulk_act_is_asked_anew_where_another_window_decided_meanwhile() {
    let mut desk = Desk::new();
    desk.press("A a");
    desk.shows("on 23 pending incidents");
    window(&desk, 1).press("4");
    focus(&mut desk);
    desk.press("y");
    desk.shows("1 of them were decided or put off meanwhile");
    desk.shows("on 22 pending incidents");
    assert_eq!(decided(&desk), 1, "nothing is on record yet");
    desk.press("y");
    assert_eq!(decided(&desk), 23);
}

#[test]
fn opening_the_question_looks_at_what_other_windows_decided() {
    let mut desk = Desk::new();
    window(&desk, 1).press("4");
    desk.press("A a");
    desk.press("y");
    desk.shows("22 pending incidents");
}

#[test]
fn a_yes_undoes_the_act_that_the_question_named_or_nothing() {
    let mut desk = Desk::new();
    desk.press("j 3 4");
    let mut desk = desk.reopen();
    desk.press("u");
    window(&desk, 2).press("J 1");
    focus(&mut desk);
    desk.press("y");
    assert_eq!(events(&desk).len(), 3, "not undone unseen");
    desk.shows("latest by now. Undo it?");
    desk.press("y");
    let last = events(&desk).pop().unwrap();
    assert!(matches!(last.act, Act::Undo { .. }), "{last:?}");
    assert_eq!(events(&desk).len(), 4);
}

#[test]
fn redoing_what_an_earlier_session_undid_asks() {
    let mut desk = Desk::new();
    desk.press("j 3 u");
    let mut desk = desk.reopen();
    desk.press("U");
    desk.shows("is from an earlier session. Redo it?");
    assert_eq!(events(&desk).len(), 2);
    desk.press("y");
    assert_eq!(events(&desk).len(), 3);
}

#[test]
fn a_bulk_act_is_the_latest_act_and_its_undo_says_how_many() {
    let mut desk = Desk::new();
    desk.press("1 A a y");
    desk.shows("LAST  all of the queue: Sustain the machine's verdict on 22 pending incidents");
    desk.press("C");
    desk.shows("the latest act is on many incidents");
    let mut desk = desk.reopen();
    desk.press("u");
    desk.shows("bulk act, 22 decisions");
    desk.press("y");
    desk.shows("LAST  all of the queue: undone: bulk act, 22 decisions");
}

#[test]
fn the_palette_refuses_what_the_key_would() {
    let mut desk = Desk::new();
    desk.fs
        .break_folder(folder_of(Path::new(SET)), ErrorKind::Other);
    desk.fs.break_folder("/home", ErrorKind::ReadOnlyFilesystem);
    desk.press("a");
    desk.shows("1 NOT SAVED");
    desk.press(":");
    desk.enter("later put off go");
    desk.shows("refused: 1 can't be saved");
    assert_eq!(desk.app.ledger.unsaved(), 1);
}

#[test]
fn an_open_menu_or_note_puts_nothing_on_record_that_nothing_takes() {
    for (open, last) in [("c", "h"), ("n x", "enter"), ("D", "enter")] {
        let mut desk = Desk::new();
        desk.press(open);
        // Saving fails while it is open.
        desk.app.saving = tui::app::Saving::Failed("no room".to_owned());
        desk.press(last);
        desk.shows("refused");
        assert!(!matches!(desk.app.mode, Mode::Review), "{open} stays open");
        assert_eq!(desk.app.ledger.events().count(), 0);
    }
}

#[test]
fn keys_decide_nothing_while_the_screen_is_too_small_to_show_it() {
    let mut desk = Desk::new();
    resize(&mut desk, 39, 12);
    desk.shows("needs 40x12");
    desk.press("a 3 d A");
    assert_eq!(events(&desk).len(), 0);
    resize(&mut desk, 80, 24);
    desk.press("a");
    assert_eq!(events(&desk).len(), 1);
    desk.press("n x");
    resize(&mut desk, 30, 5);
    desk.press("q");
    assert!(!desk.app.ended, "the note would be lost");
    desk.shows("y leaves");
    desk.press("y");
    assert!(desk.app.ended);
}

#[test]
fn a_key_held_down_grades_once_at_most() {
    let mut desk = Desk::new();
    desk.press("a K");
    desk.send(
        When::After(Duration::from_secs(1)),
        Input::Key("c".to_owned()),
    );
    for _ in 0..6 {
        desk.send(
            When::After(Duration::from_millis(30)),
            Input::Key("r".to_owned()),
        );
    }
    desk.go();
    let said = events(&desk)
        .iter()
        .filter(|event| matches!(event.act, Act::Annotate(_)))
        .count();
    assert_eq!(said, 1, "the first r chose; the keyboard repeated it");
    desk.press("esc c r");
    desk.shows("on record already");
    desk.press("r -");
    desk.shows("nothing to take back");
    assert_eq!(events(&desk).len(), 2);
}

#[test]
fn leaving_with_a_note_begun_asks() {
    let mut desk = Desk::new();
    desk.press("n x esc q");
    assert!(matches!(
        desk.app.mode,
        Mode::Confirm(Confirm::Drafts { .. })
    ));
    desk.shows("A note on incident is begun and not on record");
    desk.press("n");
    assert!(!desk.app.ended);
    desk.press("n enter q");
    assert!(desk.app.ended);
    assert_eq!(events(&desk).len(), 1);
}

#[test]
fn a_bulk_act_replaces_nothing_that_another_window_decided_unseen() {
    let mut desk = Desk::new();
    desk.press("A 5");
    // It stays in the background: nobody looks until after the yes.
    window(&desk, 0).press("4");
    desk.press("y");
    desk.shows("1 of them were decided or put off in another window");
    assert_eq!(decided(&desk), 1);
    assert_eq!(desk.app.answers(), 1, "read by then");
}

#[test]
fn a_key_that_is_no_letter_keeps_a_menu_open() {
    let mut desk = Desk::new();
    desk.press("c down d");
    assert_eq!(events(&desk).len(), 1);
    assert!(matches!(events(&desk)[0].act, Act::Annotate(_)));
}

#[test]
fn a_note_that_was_begun_outlives_a_leaving_that_came_to_nothing() {
    let mut desk = Desk::new();
    desk.press("n x y z esc");
    let decisions = folder_of(Path::new(SET));
    desk.fs.break_folder(decisions, ErrorKind::Other);
    desk.fs.break_folder("/home", ErrorKind::ReadOnlyFilesystem);
    desk.press("a q y");
    desk.shows("NOT saved");
    desk.press("n");
    desk.fs.heal();
    desk.press("w K n");
    desk.shows("xyz");
}

#[test]
fn the_place_is_kept_when_nothing_passes_a_filter() {
    let mut desk = Desk::new();
    desk.press("end K K");
    let row = desk.app.row();
    desk.press("f");
    desk.enter("is:conflicting");
    assert_eq!(desk.app.row(), None);
    desk.press("esc");
    assert_eq!(desk.app.row(), row);
}

#[test]
fn a_note_says_of_which_incident_it_is() {
    let mut desk = Desk::new();
    desk.press("1 n");
    desk.shows("Note on incident \"Care robot");
    desk.shows(", not decided yet ─");
    desk.press("esc N");
    desk.shows("Note on incident \"Spaces");
    desk.press("x esc q");
    desk.shows("A note on incident \"");
    desk.press("n C");
    desk.shows("Why: incident \"");
}

#[test]
fn what_was_made_in_another_window_is_asked_about_before_it_is_undone() {
    let first = Desk::new();
    let (mut other, mut desk) = (window(&first, 2), window(&first, 1));
    desk.press("a");
    other.press("J J 4");
    focus(&mut desk);
    desk.press("u");
    desk.shows("was made in");
    desk.shows("another window. Undo it?");
    desk.shows("overruled");
    assert_eq!(events(&desk).len(), 2, "nothing is undone unseen");
    desk.press("y");
    desk.shows("undone: overruled");
    // Its own act is the latest again, and no question.
    desk.press("u");
    desk.shows("undone: ");
    assert_eq!(events(&desk).len(), 4);
}

#[test]
fn a_yes_for_another_windows_act_is_none_for_an_earlier_session() {
    let first = Desk::new();
    let mut before = window(&first, 1);
    before.press("a");
    let (mut other, mut desk) = (window(&first, 3), window(&first, 2));
    other.press("J J 4");
    focus(&mut desk);
    desk.press("u y");
    desk.shows("undone: overruled");
    desk.press("u");
    desk.shows("from an earlier session");
    assert_eq!(events(&desk).len(), 3);
}

#[test]
fn what_is_gone_to_was_not_in_view_though_the_cursor_stays() {
    let mut desk = Desk::new();
    // A filter hides the second incident, and its own second is in view.
    desk.press("z f");
    desk.enter("label:none,unrelated,complementary");
    desk.press("home J");
    assert_eq!((desk.app.cursor, desk.app.guard.drawn.is_some()), (1, true));
    let target = Target::incident(desk.app.known.line(1).unwrap().id.clone());
    let _ = travel::go_to_target(&mut desk.app, &target);
    assert_eq!(desk.app.row(), Some(1));
    assert_eq!(
        desk.app.guard.drawn, None,
        "a key that waits is for another item"
    );
}

#[test]
fn a_paste_into_the_palette_chooses_the_first_row() {
    let mut desk = Desk::new();
    desk.press(": down down down down down");
    desk.send(
        When::After(Duration::from_secs(1)),
        Input::Paste("help".into()),
    );
    desk.press("enter");
    desk.shows("Look closer");
}

#[test]
fn answers_of_one_reviewer_given_apart_are_asked_about() {
    let first = Desk::new();
    let (mut other, mut desk) = (window(&first, 1), window(&first, 2));
    other.press("0");
    desk.press("4");
    focus(&mut desk);
    desk.shows("another answer of yours was given elsewhere, none stands until you answer again");
    desk.press("K");
    desk.shows("apart <>");
    desk.shows("answer again: apart <>");
    desk.shows("can't tell ? 06-11 09:00");
    desk.shows("1 conflicting");
    // The next answer knows of both.
    desk.press("4");
    focus(&mut desk);
    assert!(!desk.screen().contains("conflicting"));
    desk.press("u");
    desk.shows("(answers given apart again)");
    desk.press("A 2");
    desk.shows("Left out: 1 answered");
    desk.press("esc d");
    desk.shows("put off, in place of can't tell and overruled, Unrel.");
    desk.press("u u");
    desk.shows("(can't tell stands)");
}

#[test]
fn a_question_that_covers_nothing_takes_the_next_key_all_the_same() {
    let mut desk = Desk::new();
    desk.press("A 4 y");
    let before = events(&desk).len();
    desk.press("A a");
    desk.shows("nothing to decide at once");
    assert_eq!(events(&desk).len(), before);
}

#[test]
fn who_has_answered_sees_what_others_answered_and_who_has_not_does_not() {
    let first = Desk::new();
    let mut bo = window(&first, 1);
    bo.app.session.reviewer = "bo".into();
    bo.press("4");
    let mut desk = window(&first, 2);
    desk.press("home");
    desk.shows("YOURS    not decided");
    assert!(!desk.screen().contains("OTHERS") && !desk.screen().contains("CONFLICT"));
    desk.press("home a");
    focus(&mut desk);
    desk.press("home");
    desk.shows("OTHERS   bo: Unrel. x");
    desk.shows("CONFLICT");
}

#[test]
fn what_is_typed_and_dropped_is_said() {
    let mut desk = Desk::new();
    desk.press("D w a i t esc");
    desk.shows("not put off, and the reason that was typed is gone");
    desk.press("D esc");
    assert!(!desk.screen().contains("is gone"));
    desk.press("f");
    desk.enter("is:conflicting");
    desk.shows("no incident is in the queue");
}
