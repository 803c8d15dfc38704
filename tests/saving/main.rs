//! The state of saving on screen, through the shipped loop on a disk in memory:
//! folders that fail, vanish and come back, windows of others, a set changed
//! under us. Every decision is saved, kept aside, or shown as not saved.
#![cfg(test)]

#[path = "../common/mod.rs"]
mod common;
mod faults;
mod lost;

use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use common::{Desk, Input, Layout, SAMPLE, SET, SPOOL, When};
use overrule::disk::{Fs, Lasting, MemoryFs};
use overrule::domain::{Act, Event};
use overrule::review::journal::{folder_of, read_folder};
use overrule::tui::app::Saving;
use overrule::tui::mode::Mode;

const DECISIONS: &str = "/desk/set.decisions";
const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

fn desk(size: (u16, u16)) -> Desk {
    Desk::of(Layout {
        size,
        ..Layout::default()
    })
}

fn events(fs: &MemoryFs, folder: &str) -> Vec<Event> {
    let folder = read_folder(fs, Path::new(folder)).unwrap();
    assert!(folder.troubles.is_empty(), "{:?}", folder.troubles);
    folder.events
}

fn focus(desk: &mut Desk) {
    desk.send(When::After(Duration::from_secs(1)), Input::Focus);
    desk.go();
}

/// A window of another process on the same disk.
fn window(desk: &Desk, reviewer: &str, day: i64) -> Desk {
    let mut window = Desk::over(desk.fs.clone(), Layout::default(), day);
    window.app.session.reviewer = reviewer.into();
    window
}

#[test]
fn a_folder_that_fails_shows_where_decisions_are_kept_until_they_are_saved() {
    for size in SIZES {
        let mut desk = desk(size);
        desk.press("j a");
        desk.shows("SAVED");
        desk.fs.break_folder(DECISIONS, ErrorKind::Other);
        desk.press("3 4");
        assert!(matches!(desk.app.saving, Saving::Aside { .. }));
        desk.shows("2 KEPT ASIDE");
        desk.shows("kept aside in /home/spool");
        desk.shows(", kept aside");
        assert_eq!(desk.app.ledger.unsaved(), 0);
        assert_eq!(events(&desk.fs, SPOOL).len(), 2);
        desk.press("w");
        desk.shows("2 KEPT ASIDE");
        desk.fs.heal();
        desk.press("w");
        desk.shows("SAVED");
        desk.shows("2 acts kept aside");
        assert_eq!(events(&desk.fs, DECISIONS).len(), 3);
        assert_eq!(events(&desk.fs, SPOOL), []);
        desk.press("w");
        desk.shows("everything is saved");
    }
}

#[test]
fn leaving_waits_until_decisions_are_on_some_disk() {
    for fails in [false, true] {
        let mut desk = Desk::new();
        if fails {
            desk.fs.break_folder(DECISIONS, ErrorKind::Other);
        }
        desk.send(
            When::After(Duration::from_secs(1)),
            Input::Key("a".to_owned()),
        );
        desk.send(When::AtOnce, Input::Key("q".to_owned()));
        desk.go();
        assert!(desk.app.ended);
        let folder = if fails { SPOOL } else { DECISIONS };
        assert_eq!(events(&desk.fs, folder).len(), 1);
    }
}

#[test]
fn a_folder_that_is_well_again_is_noticed_on_coming_to_the_front() {
    let mut desk = Desk::new();
    desk.fs
        .break_folder(DECISIONS, ErrorKind::StaleNetworkFileHandle);
    desk.press("j a");
    desk.fs.heal();
    focus(&mut desk);
    assert!(matches!(desk.app.saving, Saving::Saved(_)));
    assert_eq!(events(&desk.fs, DECISIONS).len(), 1);
}

#[test]
fn what_was_left_aside_is_taken_up_by_the_next_session_and_said() {
    let mut first = Desk::new();
    first.fs.break_folder(DECISIONS, ErrorKind::Other);
    first.press("j a 3");
    first.fs.heal();
    // The folder can be read and not written.
    let calls = first.fs.calls();
    first
        .fs
        .fail_call(calls, ErrorKind::Other, Lasting::ForEver);
    let waiting = first.reopen();
    waiting.shows("2 kept aside in /home/spool");
    assert_eq!(waiting.app.ledger.events().count(), 2, "they are in view");
    waiting.fs.heal();
    let next = waiting.reopen();
    next.shows("2 acts kept aside");
    assert_eq!(next.app.ledger.events().count(), 2);
    assert_eq!(events(&next.fs, DECISIONS).len(), 2);
    assert_eq!(next.fs.list(Path::new(SPOOL)).unwrap().len(), 0);
}

#[test]
fn a_folder_of_ones_own_takes_what_nothing_else_does() {
    for size in SIZES {
        let mut desk = desk(size);
        desk.fs.break_folder(DECISIONS, ErrorKind::Other);
        desk.fs.break_folder("/home", ErrorKind::ReadOnlyFilesystem);
        desk.press("j a");
        desk.shows("1 NOT SAVED");
        desk.press("q");
        assert!(!desk.app.ended);
        desk.shows("Leave and lose it?");
        desk.press("W");
        assert!(matches!(desk.app.mode, Mode::Prompt(..)));
        desk.press("enter");
        desk.shows("type a folder");
        if size == SIZES[0] {
            desk.send(
                When::After(Duration::from_secs(1)),
                Input::Paste("/stick/mine".to_owned()),
            );
            desk.press("enter");
        } else {
            desk.enter("/stick/mine");
        }
        desk.shows("1 KEPT ASIDE");
        assert_eq!(events(&desk.fs, "/stick/mine").len(), 1);
        desk.press("3 u");
        assert_eq!(events(&desk.fs, "/stick/mine").len(), 3);
        desk.fs.heal();
        desk.press("w q");
        assert!(desk.app.ended);
        assert_eq!(events(&desk.fs, DECISIONS).len(), 3);
        assert_eq!(events(&desk.fs, "/stick/mine").len(), 3);
    }
}

#[test]
fn a_disk_taken_out_and_put_back_hides_nothing() {
    for size in SIZES {
        let mut desk = desk(size);
        desk.press("j a");
        focus(&mut desk);
        desk.fs
            .rename(Path::new("/desk"), Path::new("/out"))
            .unwrap();
        desk.fs.make_folder(Path::new("/desk")).unwrap();
        focus(&mut desk);
        desk.shows("the set file is not there any more");
        desk.press("3");
        desk.shows("kept aside in /home/spool");
        assert!(
            desk.fs.list(Path::new("/desk")).unwrap().is_empty(),
            "nothing is written where the disk will be"
        );
        desk.fs
            .rename(Path::new("/desk"), Path::new("/empty"))
            .unwrap();
        desk.fs
            .rename(Path::new("/out"), Path::new("/desk"))
            .unwrap();
        focus(&mut desk);
        desk.shows("SAVED");
        assert!(!desk.screen().contains("not there any more"));
        assert_eq!(events(&desk.fs, DECISIONS).len(), 2);
        let files = desk.fs.list(Path::new(DECISIONS)).unwrap();
        assert_eq!(files.len(), 2, "one journal and its head: {files:?}");
    }
}

#[test]
fn a_second_window_has_its_own_file_and_each_sees_the_other() {
    let mut first = Desk::new();
    first.press("j a");
    let mut second = window(&first, "ada", 1);
    second.press("K K home j 3");
    assert_eq!(events(&first.fs, DECISIONS).len(), 2);
    let journals = |fs: &MemoryFs| {
        let files = fs.list(&folder_of(Path::new(SET))).unwrap();
        let journal =
            |path: &&std::path::PathBuf| path.extension().is_some_and(|end| end == "jsonl");
        files.iter().filter(journal).count()
    };
    assert_eq!(journals(&first.fs), 2);
    focus(&mut first);
    first.shows("read anew: 1 act by yourself in another window");
    assert_eq!(first.app.ledger.events().count(), 2);
    first.press("tab tab");
    focus(&mut first);
    assert!(!first.screen().contains("read anew"), "said once");
    let mut ben = window(&first, "ben", 2);
    ben.press("a");
    // Without the focus the next keys bring it.
    first.press("J J J");
    assert_eq!(first.app.ledger.events().count(), 3);
    first.press("j a");
    focus(&mut second);
    assert_eq!(second.app.ledger.events().count(), 4);
}

#[test]
fn a_link_to_nowhere_hides_no_colleague() {
    let mut desk = Desk::new();
    let mut ben = window(&desk, "ben", 1);
    ben.press("j a");
    let _ = desk
        .fs
        .clone()
        .with_link(format!("{DECISIONS}/x.jsonl"), "/nowhere");
    focus(&mut desk);
    assert_eq!(desk.app.ledger.events().count(), 1, "{}", desk.screen());
}

#[test]
fn damage_done_meanwhile_is_said() {
    let mut desk = Desk::new();
    let mut ben = window(&desk, "ben", 1);
    ben.press("j a 3");
    focus(&mut desk);
    let files = desk.fs.list(Path::new(DECISIONS)).unwrap();
    let journal = files
        .iter()
        .find(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .unwrap();
    let mut bytes = desk.fs.bytes(journal).unwrap();
    bytes[100] ^= 1;
    let _ = desk.fs.clone().with_file(journal, bytes);
    focus(&mut desk);
    desk.shows("corruption or tampering of saved");
    assert_eq!(desk.app.ledger.events().count(), 2, "what was read stays");
    desk.fs.remove(journal).unwrap();
    focus(&mut desk);
    desk.shows("not there any more");
}

#[test]
fn a_set_replaced_under_us_is_said_and_decisions_keep_what_was_shown() {
    for size in SIZES {
        let mut desk = desk(size);
        desk.press("j a");
        let other = SAMPLE.replacen("\"incident\"", "\"hazard\"", 1);
        let _ = desk.fs.clone().with_file(SET, other);
        desk.press("K J");
        desk.shows("the set file was changed since it was opened");
        desk.press("home j j 3");
        desk.shows("the set file was changed");
        let written = events(&desk.fs, DECISIONS);
        let set = MemoryFs::default().with_file(SET, SAMPLE);
        let fresh = Desk::over(set, Layout::default(), 3);
        for event in &written {
            let target = event.target.as_ref().unwrap();
            let shown = fresh.app.records.incident(0).unwrap();
            let article = target.article.as_ref().unwrap();
            let basis = overrule::domain::Basis::of_article(shown, shown.article(article).unwrap());
            assert!(event.basis.as_ref().unwrap().same_as(&basis));
        }
        assert_eq!(written.len(), 2);
    }
}

#[test]
fn a_row_that_holds_another_incident_by_now_is_not_judged_under_the_old_name() {
    let mut desk = Desk::new();
    let mut lines: Vec<&str> = SAMPLE.lines().collect();
    let line = lines[9].replacen("\"id\":\"", "\"id\":\"x", 1);
    let padded = &line[..];
    lines[9] = padded;
    // Written over in place, as `cp` does: the open file changes.
    let mut open = desk.fs.append_to(Path::new(SET)).unwrap();
    open.cut(0).unwrap();
    open.append(lines.join("\n").as_bytes()).unwrap();
    for _ in 0..10 {
        desk.press("J");
    }
    desk.press("K a");
    let decided = desk
        .app
        .ledger
        .events()
        .filter(|event| matches!(event.act, Act::Decide(_)));
    assert_eq!(decided.count(), 0);
}
