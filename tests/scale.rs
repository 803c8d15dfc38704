//! Sets of more rows than a screen, a piece of heads or a slice of the file
//! holds: opened where they were left, ordered and filtered behind the review.
#![cfg(test)]

mod common;

use common::{Desk, Input, Layout, SET, When};
use overrule::disk::{Fs, MemoryFs};
use overrule::review::ledger::Ledger;
use overrule::review::queue::{PIECE, Server};
use overrule::tui::act::find::apply_filter;
use overrule::tui::app::Search;
use overrule::tui::message::{Effect, Event};
use overrule::tui::update::update;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

const POSITION: &str = "/home/position.json";
/// More than a piece of heads, and more than a slice of the file.
const MANY: u32 = PIECE + 1_000;

fn line(n: u32) -> String {
    let label = if n % 1000 == 7 { "hazard" } else { "incident" };
    format!(
        "{{\"id\":\"i-{n}\",\"title\":\"Event {n}\",\"verdict\":{{\"label\":\"{label}\",\"how\":\"field\",\"confidence\":{}}}}}\n",
        f64::from(n % 1000) / 1000.0
    )
}

fn set(rows: u32) -> String {
    (0..rows).map(line).collect()
}

fn layout(set: String) -> Layout {
    Layout {
        size: (200, 50),
        set,
        ..Layout::default()
    }
}

fn desk(rows: u32) -> Desk {
    Desk::of(layout(set(rows)))
}

/// Opens a set with a remembered place of one's own making.
fn at(set: String, position: &str) -> Desk {
    let fs = MemoryFs::default()
        .with_file(SET, set.clone())
        .with_file(POSITION, position.as_bytes().to_vec());
    Desk::over(fs, layout(set), 1)
}

fn key(desk: &mut Desk, when: When, key: &str) {
    desk.send(when, Input::Key(key.to_owned()));
}

#[test]
fn a_small_set_is_read_as_soon_as_it_is_opened() {
    let desk = Desk::new();
    assert!(desk.app.known.done);
    assert_eq!(
        (desk.app.known.heads.len(), desk.app.known.percent),
        (24, 100)
    );
}

#[test]
fn a_large_set_opens_where_it_was_left_whatever_came_before_it() {
    let mut desk = desk(MANY);
    desk.press("end K K");
    let row = desk.app.row().unwrap();
    assert_eq!(row, MANY - 3);
    let desk = desk.reopen();
    assert_eq!(desk.app.row(), Some(row));
    desk.shows(&format!("Queue {} of {MANY}", row + 1));
    desk.shows(&format!("Event {}", row - 5));
    // Two rows more before it: another row, found by its id.
    let longer = format!("{}{}", "{\"id\":\"x\"}\n".repeat(2), set(MANY));
    let position = desk.fs.bytes(POSITION).unwrap();
    let position = String::from_utf8(position).unwrap();
    let desk = at(longer, &position);
    assert_eq!(desk.app.row(), Some(row + 2));
    assert_eq!(desk.app.incident().unwrap().id.as_str(), format!("i-{row}"));
    // It is gone: the first one.
    let desk = at(set(MANY - 500), &position);
    assert_eq!(desk.app.row(), Some(0));
}

#[test]
fn a_wrong_number_for_the_remembered_line_is_set_right() {
    let start: usize = (0..5_000).map(|n| line(n).len()).sum();
    let position = format!(r#"{{"incident":"i-5000","row":6000,"start":{start}}}"#);
    let mut desk = at(set(MANY), &position);
    assert_eq!(desk.app.row(), Some(5_000));
    desk.shows("Event 5000");
    assert_eq!(desk.app.known.near, 0..0);
    desk.press("K");
    desk.shows("Event 4999");
    // In the middle of a line nothing begins.
    let position = format!(
        r#"{{"incident":"i-5000","row":5000,"start":{}}}"#,
        start + 2
    );
    assert_eq!(at(set(MANY), &position).app.row(), Some(5_000), "by its id");
}

#[test]
fn a_key_before_the_place_is_found_calls_it_off() {
    let position = r#"{"incident":"i-5000","row":70}"#;
    let fs = MemoryFs::default()
        .with_file(SET, set(MANY))
        .with_file(POSITION, position.as_bytes().to_vec());
    let mut desk = Desk::over(fs, layout(set(MANY)), 1);
    assert_eq!(desk.app.row(), Some(5_000), "no key, no matter");
    desk.app.resume = serde_json::from_str(position).unwrap();
    desk.press("J");
    assert!(desk.app.resume.is_none());
    assert_eq!(desk.app.row(), Some(5_001));
}

#[test]
fn filters_and_orders_reach_every_piece() {
    let mut desk = desk(MANY);
    desk.press("f");
    desk.enter("label:hazard");
    let wanted: Vec<u32> = (0..MANY).filter(|row| row % 1000 == 7).collect();
    assert_eq!(desk.app.queue.rows().collect::<Vec<u32>>(), wanted);
    desk.press("end");
    let row = desk.app.row();
    desk.press("esc");
    assert_eq!(desk.app.queue.len() as u32, MANY);
    assert_eq!(desk.app.row(), row, "the place is kept");
    desk.press("z home J J J");
    // Rows 0, 7 and the last were seen; the others come by how unsure the machine is.
    assert_eq!(desk.app.row(), Some(1_000));
}

#[test]
fn what_is_decided_while_a_queue_is_made_counts() {
    let mut desk = desk(MANY);
    desk.press("f");
    desk.send(When::AtOnce, Input::Paste("is:pending".to_owned()));
    desk.go();
    // Decision keys just after a paste don't count.
    desk.press("right");
    // The filter and a decision come in together: no queue is made in between.
    key(&mut desk, When::AtOnce, "enter");
    key(&mut desk, When::AtOnce, "a");
    desk.go();
    assert_eq!(desk.app.progress.decided, 1);
    assert_eq!(desk.app.queue.len() as u32, MANY - 1);
    assert_eq!(desk.app.row(), Some(1));
}

#[test]
fn decisions_are_counted_over_the_rows_that_are_there() {
    let mut desk = desk(MANY);
    desk.press("a a a d end a");
    assert_eq!(desk.app.progress.decided, 4);
    assert_eq!(desk.app.progress.deferred, 1);
    desk.press("u u");
    assert_eq!(desk.app.progress.deferred, 0);
    assert_eq!(desk.app.progress.decided, 3);
    desk.press("q");
    // The first two rows are gone; what was decided on them is no progress.
    let lines = set(MANY);
    let less: String = lines.split_inclusive('\n').skip(2).collect();
    let fs = desk.fs.clone().with_file(SET, less.clone());
    let desk = Desk::over(fs, layout(less), 2);
    assert_eq!(desk.app.progress.decided, 1);
    desk.shows(&format!("1/{} decided", MANY - 2));
}

#[test]
fn few_incidents_are_kept_and_remarks_on_the_last_one_still_rest_on_its_text() {
    let mut desk = desk(300);
    desk.press("a");
    for _ in 0..150 {
        key(&mut desk, When::After(Duration::from_secs(1)), "J");
    }
    desk.go();
    let kept = (0..300).filter(|row| desk.app.records.get(*row).is_some());
    assert_eq!(kept.count(), 64);
    desk.press("N h i enter");
    let noted = desk.app.ledger.events().last().unwrap();
    assert_eq!(noted.target.as_ref().unwrap().incident.as_str(), "i-0");
    assert!(noted.basis.is_some(), "what was judged is known");
}

#[test]
fn a_set_cut_short_while_it_is_read_shows_what_is_left() {
    let fs = MemoryFs::default().with_file(SET, set(MANY));
    let mut desk = Desk::over(fs, layout(set(MANY)), 0);
    let len = set(MANY / 2).len() as u64;
    let mut open = desk.fs.append_to(Path::new(SET)).unwrap();
    open.cut(len).unwrap();
    desk.press("end");
    desk.shows("the file was cut");
    assert!(desk.app.incident().is_none());
    desk.press("home J");
    desk.shows("Event 1");
    desk.send(When::AtOnce, Input::Focus);
    desk.go();
    desk.shows("the set file was changed");
}

#[test]
fn reading_ahead_draws_nothing() {
    let mut desk = desk(40);
    desk.press("J J");
    let before = desk.terminal.backend().frames();
    desk.press("J J J J J");
    // One frame a key, and two for beginning twice.
    assert_eq!(desk.terminal.backend().frames() - before, 5 + 2);
}

#[test]
fn a_wrong_number_is_set_right_under_a_filter_too() {
    let start: usize = (0..5_007).map(|n| line(n).len()).sum();
    let position =
        format!(r#"{{"incident":"i-5007","row":6000,"start":{start},"filter":"label:hazard"}}"#);
    let desk = at(set(MANY), &position);
    assert_eq!(desk.app.row(), Some(5_007));
    let wanted = (0..MANY).filter(|row| row % 1000 == 7);
    assert!(desk.app.queue.rows().eq(wanted));
}

#[test]
fn numbers_of_many_digits_stand_in_one_column() {
    let mut desk = desk(10_000);
    desk.press("end");
    desk.shows("  9999 Inc");
    desk.shows(">10000 Inc");
    desk.press("home");
    desk.shows(">    1 Inc");
}

/// Has a piece of what a search found arrive, as from a thread of its own.
fn found(desk: &mut Desk, rows: &[u32], done: bool) {
    let event = Event::Hits {
        search: desk.app.search.number,
        rows: rows.into(),
        upto: rows.last().map_or(0, |row| row + 1),
        done,
    };
    update(&mut desk.app, event);
}

/// Has a search begin of which nothing was found yet.
fn begin(desk: &mut Desk, words: &str) {
    desk.app.search = Search {
        number: desk.app.search.number + 1,
        words: words.to_owned(),
        from: desk.app.row().map(|row| (row, desk.app.focus)),
        ..Search::default()
    };
}

#[test]
fn what_a_search_finds_piece_by_piece_is_put_behind_what_is_there() {
    let mut desk = desk(MANY);
    desk.press("J J J");
    begin(&mut desk, "event");
    found(&mut desk, &[], false);
    assert_eq!(
        desk.app.queue.len(),
        MANY as usize,
        "nothing to show instead"
    );
    found(&mut desk, &[1, 2], false);
    assert_eq!(desk.app.row(), Some(1));
    found(&mut desk, &[3, 4], false);
    assert_eq!(desk.app.row(), Some(3), "where the typing began");
    found(&mut desk, &[7], true);
    assert_eq!(desk.app.row(), Some(3));
    assert_eq!(desk.app.queue.rows().collect::<Vec<_>>(), [1, 2, 3, 4, 7]);
    // Found nothing: the queue is empty only at the end.
    begin(&mut desk, "eventless");
    found(&mut desk, &[], false);
    assert_eq!(desk.app.queue.len(), 5);
    found(&mut desk, &[], true);
    assert!(desk.app.queue.is_empty());
}

#[test]
fn pieces_of_what_was_found_pass_the_filter_and_take_the_order() {
    let mut desk = desk(MANY);
    desk.press("f");
    desk.enter("label:hazard");
    begin(&mut desk, "event");
    found(&mut desk, &[6, 7], false);
    found(&mut desk, &[8, 1_006, 1_007], true);
    assert_eq!(desk.app.queue.rows().collect::<Vec<_>>(), [7, 1_007]);
    desk.press("esc z /");
    for key in "1998".chars() {
        key_press(&mut desk, key);
    }
    desk.go();
    let rows: Vec<u32> = desk.app.queue.rows().collect();
    assert_eq!(rows, [1_998], "by doubt as well");
}

fn key_press(desk: &mut Desk, letter: char) {
    key(desk, When::AtOnce, &letter.to_string());
}

#[test]
fn a_filter_typed_while_the_set_is_read_keeps_no_row_that_it_hides() {
    for late in [Event::RowsDone, nothing_decided()] {
        let mut desk = desk(20);
        desk.app.known.done = false;
        let effects = apply_filter(&mut desk.app, "label:hazard").unwrap();
        // The rest of the set, or the decisions, are read before the queue is made.
        let again = update(&mut desk.app, late);
        let mut server = Server::default();
        for effect in effects.into_iter().chain(again) {
            if let Effect::Serve(job) = effect {
                let (queue, heads) = (server.serve(&job), job.heads.len());
                let (job, marks) = (job.number, desk.app.marks.version());
                let served = Event::Served {
                    job,
                    queue,
                    heads,
                    marks,
                };
                update(&mut desk.app, served);
            }
        }
        assert_eq!(desk.app.queue.rows().collect::<Vec<_>>(), [7]);
    }
}

/// The decisions as they are read where there are none.
fn nothing_decided() -> Event {
    Event::Decided {
        ledger: Box::new(Ledger::without_texts()),
        marks: None,
        heads: BTreeMap::new(),
        troubles: Vec::new(),
    }
}

#[test]
fn incidents_with_one_id_are_named() {
    let lines: Vec<String> = [3, 1, 2, 1, 4].map(line).into();
    let mut desk = Desk::of(layout(lines.concat()));
    desk.shows("incidents 2 and 4 of the set have the same id \"i-1\": what is decided on one");
    desk.press("J");
    let desk = Desk::of(layout([3, 1, 1, 2, 1, 3].map(line).concat()));
    desk.shows("incidents 1 and 6 of the set have the same id \"i-3\" (and 2 more such)");
}

#[test]
fn what_is_doubtful_comes_next_after_opening_again() {
    let mut desk = desk(20);
    desk.press("z a a a");
    let at = desk.app.row();
    let next: Vec<u32> = desk.app.queue.rows().skip(desk.app.cursor + 1).collect();
    let mut desk = desk.reopen();
    assert_eq!((desk.app.row(), desk.app.cursor), (at, 0));
    desk.press("a");
    assert_eq!(desk.app.row(), next.first().copied());
}
