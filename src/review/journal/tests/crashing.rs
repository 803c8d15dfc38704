//! A crash: what was acknowledged survives it, and it is never taken for tampering.

use std::path::Path;
use std::sync::Arc;

use super::super::{Writer, read_folder};
use super::{FOLDER, disk, kinds, note, notes, read, told, writer};
use crate::disk::{Fs, MemoryFs};

/// What many different crashes leave; numbers from one linear generator.
fn crashes(fs: &MemoryFs) -> impl Iterator<Item = MemoryFs> {
    let mut state = 1_u64;
    (0..500).map(move |_| {
        fs.crash(&mut |end| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            usize::try_from(state >> 33).unwrap() % end
        })
    })
}

#[test]
fn a_crash_amid_a_batch_tears_one_line_at_most() {
    let calls = {
        let fs = disk();
        writer(&fs).append(&notes(1..=4)).unwrap();
        fs.calls()
    };
    for call in 0..calls {
        let fs = disk();
        fs.die_at(call, 700);
        let saved = writer(&fs).append(&notes(1..=4)).is_ok();
        for left in crashes(&fs) {
            let folder = read(&left);
            let alarms = folder.troubles.iter().filter(|t| t.what.is_alarm());
            assert_eq!(alarms.count(), 0, "call {call}: {:?}", kinds(&folder));
            assert!(!saved || folder.events == notes(1..=4));
        }
    }
}

#[test]
fn a_line_left_unsynced_is_synced_before_the_next_one_is_begun() {
    let fs = disk();
    let mut first = writer(&fs);
    first.append(&notes([1])).unwrap();
    fs.die_at(fs.calls() + 1, 0);
    assert!(first.append(&notes([2])).is_err());
    drop(first);
    fs.heal();
    assert_eq!(read(&fs).events.len(), 2, "whole, but not synced");
    let begun = fs.calls();
    for call in begun..begun + 8 {
        let fs = disk();
        let mut first = writer(&fs);
        first.append(&notes([1])).unwrap();
        fs.die_at(fs.calls() + 1, 0);
        assert!(first.append(&notes([2])).is_err());
        drop(first);
        fs.heal();
        fs.die_at(call, 700);
        let _ = writer(&fs).append(&notes([3]));
        for left in crashes(&fs) {
            let folder = read(&left);
            let alarms = folder.troubles.iter().filter(|t| t.what.is_alarm());
            assert_eq!(alarms.count(), 0, "call {call}: {:?}", kinds(&folder));
        }
    }
}

#[test]
fn a_line_is_cited_only_once_it_is_on_the_disk() {
    let fs = disk();
    let mut ours = Writer::open(
        Arc::new(fs.clone()),
        Path::new(FOLDER),
        &"ben".into(),
        "box",
        "b",
    )
    .unwrap();
    ours.append(&notes([1])).unwrap();
    let mut theirs = writer(&fs);
    theirs.append(&notes([2])).unwrap();
    // A second line that they die over before it is synced.
    fs.die_at(fs.calls() + 1, 0);
    assert!(theirs.append(&notes([3])).is_err());
    fs.heal();
    assert_eq!(read(&fs).events.len(), 3);
    ours.cite(&read(&fs).heads);
    ours.append(&notes([4])).unwrap();
    for left in crashes(&fs) {
        assert!(read(&left).troubles.iter().all(|t| !t.what.is_alarm()));
    }
}

#[test]
fn the_names_of_files_and_folders_are_on_the_disk_as_well() {
    let open = |fs: &MemoryFs, folder: &str| {
        let fs: Arc<dyn Fs> = Arc::new(fs.clone());
        Writer::open(fs, Path::new(folder), &"ana".into(), "box", "00000000").unwrap()
    };
    let there = |fs: &MemoryFs, folder: &str| {
        let folder = read_folder(fs, Path::new(folder)).unwrap();
        folder.events.contains(&note(2))
    };
    // Whoever made them first may have died at any call.
    for call in 0..12 {
        let fs = disk();
        fs.die_at(call, 0);
        let _ = open(&fs, FOLDER).append(&notes([1]));
        fs.heal();
        open(&fs, FOLDER).append(&notes([2])).unwrap();
        assert!(crashes(&fs).all(|left| there(&left, FOLDER)), "{call}");
    }
    let fs = disk();
    let deep = "/new/deep/set.decisions";
    open(&fs, deep).append(&notes([2])).unwrap();
    assert!(crashes(&fs).all(|left| there(&left, deep)));
}

#[test]
fn a_line_whose_sync_failed_is_taken_back() {
    let fs = disk();
    let mut first = writer(&fs);
    first.append(&notes([1])).unwrap();
    fs.fail_next(crate::disk::Call::Sync, std::io::ErrorKind::Other);
    first.append(&notes([2])).unwrap();
    drop(first);
    // The next start goes on with the first file.
    writer(&fs).append(&notes([3])).unwrap();
    for left in crashes(&fs) {
        let folder = read(&left);
        assert!(
            folder.troubles.iter().all(|t| !t.what.is_alarm()),
            "{:?}",
            kinds(&folder)
        );
        assert!(notes(1..=3).iter().all(|note| told(&folder).contains(note)));
    }
}
