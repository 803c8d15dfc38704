//! A crash: what was acknowledged survives it, and it is never taken for tampering.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use super::super::shard::sync_names;
use super::super::{After, Writer, read_folder, take_up};
use super::{FILE, FOLDER, disk, kinds, note, notes, read, three, told, writer};
use crate::disk::{Call, Fs, Lasting, MemoryFs};
use crate::domain::Event;

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
fn what_was_cut_back_of_a_batch_does_not_come_again_after_a_crash() {
    let fs = disk();
    let mut open = writer(&fs);
    open.append(&notes([1])).unwrap();
    // Two lines and a part of the third.
    fs.full_after(fs.bytes(FILE).unwrap().len() * 2 + 100);
    assert!(open.append(&notes(2..=4)).is_err());
    for left in crashes(&fs) {
        assert_eq!(read(&left).events, notes([1]));
    }
}

#[test]
fn what_was_taken_out_of_a_spool_does_not_come_again_after_a_crash() {
    let spool = Path::new("/state/spool");
    let file = spool.join("ana~box~00000000.jsonl");
    let fs = disk().with_file(&file, three().0);
    let mut journal = writer(&fs);
    let mut write = |_: &_, events: &[Event]| journal.append(events).map(drop);
    let taken = take_up(&fs, spool, Path::new(FOLDER), After::Remove, &mut write);
    assert_eq!(taken.unwrap().events, notes(1..=3));
    for left in crashes(&fs) {
        assert_eq!(left.bytes(&file), None);
    }
}

#[test]
fn a_folder_above_that_may_not_be_looked_at_is_let_be_and_any_other_fault_told() {
    let fs = disk();
    fs.make_folder(Path::new(FOLDER)).unwrap();
    let synced = |kind| {
        fs.fail_call(fs.calls() + 1, kind, Lasting::Once);
        sync_names(&fs, Path::new(FOLDER)).map_err(|error| error.kind())
    };
    assert_eq!(synced(ErrorKind::PermissionDenied), Ok(()));
    assert_eq!(synced(ErrorKind::Other), Err(ErrorKind::Other));
}

/// A disk on which a process died over the sync of its second line, which is
/// there whole; `tried` means that the sync had failed before.
fn died_over_a_sync(tried: bool) -> MemoryFs {
    let fs = disk();
    let mut first = writer(&fs);
    first.append(&notes([1])).unwrap();
    if tried {
        // Not taken back, since the process dies over that.
        fs.fail_next(Call::Sync, ErrorKind::Other);
        fs.die_at(fs.calls() + 2, 0);
    } else {
        fs.die_at(fs.calls() + 1, 0);
    }
    assert!(first.append(&notes([2])).is_err());
    drop(first);
    fs.heal();
    assert_eq!(read(&fs).events.len(), 2, "whole, but not synced");
    fs
}

#[test]
fn a_file_whose_last_line_may_not_be_on_the_disk_is_never_gone_on_with() {
    for tried in [false, true] {
        for fails in [false, true] {
            let fs = died_over_a_sync(tried);
            if fails {
                fs.fail_next(Call::Sync, ErrorKind::Other);
            }
            let mut second = writer(&fs);
            if second.append(&notes([3])).is_err() {
                second.append(&notes([3])).unwrap();
            }
            drop(second);
            writer(&fs).append(&notes([4])).unwrap();
            for left in crashes(&fs) {
                let folder = read(&left);
                let alarms = folder.troubles.iter().filter(|t| t.what.is_alarm());
                assert_eq!(alarms.count(), 0, "{:?}", kinds(&folder));
                assert!(notes([1, 3, 4]).iter().all(|n| told(&folder).contains(n)));
            }
        }
    }
}

#[test]
fn a_torn_tail_after_such_a_line_is_set_aside_and_put_on_record_once() {
    let fs = died_over_a_sync(true);
    let bytes = fs.bytes(FILE).unwrap();
    let fs = fs.with_file(FILE, [&bytes[..], b"{\"v"].concat());
    for n in [3, 4] {
        writer(&fs).append(&notes([n])).unwrap();
        assert_eq!(fs.bytes(FILE).unwrap(), bytes);
        let folder = read(&fs);
        assert_eq!((folder.troubles.len(), folder.readings.len()), (0, 2));
        let records = folder.events.iter().filter(|e| e.target.is_none());
        assert_eq!(records.count(), 1);
    }
    // Also where the process died between the cut and the record.
    for call in 0..12 {
        let fs = died_over_a_sync(true).with_file(FILE, [&bytes[..], b"{\"v"].concat());
        fs.die_at(call, 0);
        let _ = writer(&fs).append(&notes([3]));
        fs.heal();
        writer(&fs).append(&notes([4])).unwrap();
        let folder = read(&fs);
        let records = folder.events.iter().filter(|e| e.target.is_none());
        assert_eq!(records.count(), 1, "{call}");
        assert_eq!(fs.bytes(FILE).unwrap(), bytes, "{call}");
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
    // A second line that they die over after its sync has failed: no later
    // one proves anything.
    fs.fail_next(Call::Sync, ErrorKind::Other);
    fs.die_at(fs.calls() + 2, 0);
    assert!(theirs.append(&notes([3])).is_err());
    fs.heal();
    assert_eq!(read(&fs).events.len(), 3);
    assert_eq!(read(&fs).synced["ana~box~00000000.jsonl"].seq, 1);
    ours.cite(&read(&fs).synced);
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
    fs.fail_next(Call::Sync, ErrorKind::Other);
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
