//! Deciding all pending incidents of the queue at once, in the shipped loop.
#![cfg(test)]

// Nothing is pasted here, and no key comes early.
#[allow(dead_code)]
mod common;

use std::path::Path;

use common::{Desk, Layout, SET};
use overrule::domain::event::Way;
use overrule::domain::{Act, Event};
use overrule::review::journal::{folder_of, read_folder};
use overrule::review::ledger::Ledger;

fn on_disk(desk: &Desk) -> Vec<Event> {
    let folder = read_folder(&desk.fs, &folder_of(Path::new(SET))).unwrap();
    assert!(folder.troubles.is_empty(), "{:?}", folder.troubles);
    folder.events
}

fn answers(desk: &Desk) -> usize {
    desk.app.answers()
}

#[test]
fn all_pending_are_sustained_after_three_keys_and_one_undo_takes_them_back() {
    let mut desk = Desk::new();
    desk.press("1 A");
    desk.shows("pending incidents of the queue (no filter: the whole set)");
    assert_eq!(on_disk(&desk).len(), 1, "a key alone decides nothing");
    desk.press("a");
    desk.shows("Sustain the machine's verdict on 22 pending incidents");
    desk.shows("1 where the machine states no clear label");
    desk.shows("how: bulk");
    assert_eq!(on_disk(&desk).len(), 1, "two keys decide nothing");
    desk.press("y");
    desk.shows("takes it back as a whole");
    let events = on_disk(&desk);
    let bulk: Vec<&Event> = events
        .iter()
        .filter(|event| event.group.is_some())
        .collect();
    let decided: Vec<_> = bulk
        .iter()
        .filter_map(|event| match &event.act {
            Act::Decide(decision) => Some((decision, event.basis.as_ref())),
            _ => None,
        })
        .collect();
    assert!(decided.len() > 10);
    for (decision, basis) in &decided {
        assert_eq!(decision.how, Way::Bulk);
        assert!(basis.is_some_and(|basis| basis.judged.is_some()));
    }
    assert!(bulk.iter().any(|event| matches!(
        &event.act,
        Act::Begin { count, filter, .. } if *count == decided.len() as u64 && filter.is_empty()
    )));
    assert_eq!(answers(&desk), decided.len() + 1);
    // What the screen holds is what the disk holds.
    let mut ledger = Ledger::new();
    ledger.apply_all(events.clone(), true);
    assert_eq!(ledger.targets().count(), desk.app.ledger.targets().count());
    desk.press("u");
    assert_eq!(answers(&desk), 1);
    desk.press("U");
    assert_eq!(answers(&desk), decided.len() + 1);
    let desk = desk.reopen();
    assert_eq!(answers(&desk), decided.len() + 1);
}

#[test]
fn a_label_goes_to_what_the_filter_shows_and_the_filter_is_on_record() {
    let mut desk = Desk::new();
    desk.press("f");
    desk.enter("label:hazard");
    let shown = desk.app.queue.len();
    desk.press("A 4 y");
    assert_eq!(answers(&desk), shown);
    let events = on_disk(&desk);
    assert!(events.iter().any(|event| matches!(
        &event.act,
        Act::Begin { filter, .. } if filter == "label:hazard"
    )));
    desk.press("A");
    desk.shows("no incident of this queue is pending");
}

#[test]
fn whoever_says_no_decides_nothing() {
    for keys in ["A esc", "A n", "A a n", "A a esc"] {
        let mut desk = Desk::new();
        desk.press(keys);
        assert_eq!(on_disk(&desk), Vec::new(), "{keys}");
        assert!(desk.app.bulk.is_none());
    }
}

#[test]
fn a_bulk_act_that_cannot_be_written_leaves_nothing_and_says_so() {
    let mut desk = Desk::new();
    desk.fs.break_folder(
        folder_of(Path::new(SET)),
        std::io::ErrorKind::PermissionDenied,
    );
    desk.press("A a y");
    desk.shows("nothing of it is on record");
    desk.fs.heal();
    assert_eq!((answers(&desk), on_disk(&desk).len()), (0, 0));
    desk.press("A a y");
    assert!(answers(&desk) > 10);
}

#[test]
fn a_line_that_cannot_be_read_is_left_out() {
    let line = |id: &str| format!(r#"{{"id":"{id}","title":"T","verdict":{{"label":"hazard"}}}}"#);
    let set = format!("{}\n{{\"id\":\"B\n{}\n", line("A"), line("C"));
    let mut desk = Desk::of(Layout {
        set,
        ..Layout::default()
    });
    desk.press("A 1");
    desk.shows("Left out: 1");
    desk.press("y");
    assert_eq!(answers(&desk), 2);
}
