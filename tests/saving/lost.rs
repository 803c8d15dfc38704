//! Journals cut or removed by another program while a review is open: what this
//! session wrote is written anew, and what can't be is never said to be saved.

use std::path::{Path, PathBuf};

use overrule::disk::{Fs, MemoryFs};
use overrule::review::journal::read_folder;
use overrule::tui::app::Saving;

use super::common::Desk;
use super::{DECISIONS, focus, window};

/// The journal that a window writes.
fn journal(desk: &Desk) -> PathBuf {
    desk.app.own_file.clone().unwrap()
}

/// Cuts a file after so many lines.
fn cut(fs: &MemoryFs, journal: &Path, lines: usize) {
    let bytes = fs.bytes(journal).unwrap();
    let kept: Vec<u8> = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .take(lines)
        .flatten()
        .copied()
        .collect();
    let mut file = fs.append_to(journal).unwrap();
    file.cut(kept.len() as u64).unwrap();
}

fn held(fs: &MemoryFs) -> usize {
    read_folder(fs, Path::new(DECISIONS)).unwrap().events.len()
}

#[test]
fn what_this_session_wrote_is_written_anew_where_its_journal_is_cut() {
    let mut desk = Desk::new();
    desk.press("j a 3 4");
    cut(&desk.fs, &journal(&desk), 1);
    assert_eq!(held(&desk.fs), 1);
    focus(&mut desk);
    desk.shows("2 acts of this session that it held are written anew");
    desk.shows("SAVED");
    assert_eq!((held(&desk.fs), desk.app.lost.events.len()), (3, 0));
    assert_eq!(desk.app.answers(), 3);
    desk.press("a");
    // With the record of the damaged file.
    assert_eq!((held(&desk.fs), desk.app.answers()), (5, 4));
}

#[test]
fn what_this_session_wrote_is_written_anew_with_the_next_decision() {
    let mut desk = Desk::new();
    desk.press("j a");
    desk.fs.remove(&journal(&desk)).unwrap();
    desk.press("3");
    desk.shows("written anew");
    assert_eq!(held(&desk.fs), 2);
    assert!(matches!(desk.app.saving, Saving::Saved(_)));
}

#[test]
fn a_removed_folder_is_made_anew_with_what_this_session_wrote() {
    let mut desk = Desk::new();
    desk.press("j a 3");
    desk.fs
        .rename(Path::new(DECISIONS), Path::new("/elsewhere"))
        .unwrap();
    focus(&mut desk);
    desk.shows("written anew");
    assert_eq!((held(&desk.fs), desk.app.lost.events.len()), (2, 0));
}

#[test]
fn what_an_earlier_session_wrote_and_is_gone_is_told_until_it_is_back() {
    let mut first = Desk::new();
    first.press("j a 3");
    let file = journal(&first);
    let whole = first.fs.bytes(&file).unwrap();
    let mut desk = first.reopen();
    desk.press("4");
    assert_eq!(journal(&desk), file, "it goes on with the file");
    cut(&desk.fs, &file, 1);
    focus(&mut desk);
    desk.shows("1 GONE FROM DISK");
    desk.shows("1 act that was on the disk is GONE from /desk/set.decisions");
    assert_eq!((held(&desk.fs), desk.app.answers()), (2, 2));
    desk.press("j j");
    focus(&mut desk);
    desk.shows("1 GONE FROM DISK");
    let _ = desk.fs.clone().with_file(&file, whole);
    desk.press("ctrl-r");
    assert!(!desk.screen().contains("GONE"), "{}", desk.screen());
    desk.shows("SAVED");
    assert_eq!(desk.app.answers(), 3);
}

#[test]
fn what_another_wrote_and_is_gone_is_told_as_well() {
    let mut desk = Desk::new();
    let mut ben = window(&desk, "ben", 1);
    ben.press("j a 3");
    focus(&mut desk);
    cut(&desk.fs, &journal(&ben), 1);
    focus(&mut desk);
    desk.shows("1 GONE FROM DISK");
}

#[test]
fn a_bulk_act_whose_file_goes_is_told_as_well() {
    let mut desk = Desk::new();
    desk.press("A 2 y");
    desk.shows("saved");
    desk.fs
        .rename(Path::new(DECISIONS), Path::new("/elsewhere"))
        .unwrap();
    focus(&mut desk);
    desk.shows("GONE FROM DISK");
    assert_eq!(desk.app.answers(), 0);
}
