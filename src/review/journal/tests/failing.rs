//! A disk that fails: what was acknowledged is there, nothing is invented.

use std::io::ErrorKind;
use std::path::Path;

use super::{FILE, disk, note, notes, read, three, told, with, writer};
use crate::disk::{Call, Fs, Lasting, MemoryFs};
use crate::domain::{Event, EventId};

#[test]
fn a_recovery_that_is_cut_short_itself_ends_alike() {
    let (bytes, _) = three();
    let torn = &bytes[..bytes.len() - 5];
    let calls = {
        let fs = with(torn, None);
        writer(&fs).append(&notes([9])).unwrap();
        fs.calls()
    };
    for call in 0..calls {
        let fs = with(torn, None);
        fs.fail_call(call, ErrorKind::Other, Lasting::ForEver);
        let _ = writer(&fs).append(&notes([9]));
        fs.heal();
        writer(&fs).append(&notes([9])).unwrap();
        let folder = read(&fs);
        assert!(folder.troubles.iter().all(|t| !t.what.is_alarm()), "{call}");
        let mut ids: Vec<EventId> = told(&folder).iter().map(|e| e.id).collect();
        ids.dedup();
        assert_eq!(ids.len(), 3, "{call}");
    }
}

#[test]
fn a_full_disk_leaves_no_half_line_and_the_same_call_may_be_repeated() {
    for room in 0..1_500 {
        let fs = disk();
        let mut open = writer(&fs);
        open.append(&notes([1])).unwrap();
        let before = fs.bytes(FILE).unwrap();
        fs.full_after(room);
        if let Err(error) = open.append(&notes(2..=4)) {
            assert_eq!(error.kind(), ErrorKind::StorageFull);
            assert_eq!(fs.bytes(FILE).unwrap(), before, "{room}");
            fs.heal();
            open.append(&notes(2..=4)).unwrap();
        }
        let folder = read(&fs);
        assert_eq!(folder.events, notes(1..=4), "{room}");
        assert_eq!(folder.troubles, []);
        assert_eq!(folder.readings.len(), 1);
    }
}

#[test]
fn a_file_that_fails_is_given_up_for_a_new_one() {
    let breaks: [&dyn Fn(&MemoryFs); 3] = [
        &|fs| fs.fail_next(Call::Sync, ErrorKind::Other),
        &|fs| fs.tear_next(40, ErrorKind::Other),
        &|fs| {
            fs.tear_next(40, ErrorKind::StorageFull);
            fs.fail_next(Call::Cut, ErrorKind::Other);
        },
    ];
    for (number, fault) in breaks.into_iter().enumerate() {
        let fs = disk();
        let mut open = writer(&fs);
        open.append(&notes([1])).unwrap();
        fault(&fs);
        let written = open.append(&notes([2]));
        if number == 2 {
            // The call says what happened; the next one goes to the new file.
            assert_eq!(open.append(&notes([2])).unwrap(), [note(2).id]);
        } else {
            assert!(written.is_ok());
        }
        assert_ne!(open.path(), Some(Path::new(FILE)));
        let folder = read(&fs);
        assert!(folder.troubles.iter().all(|t| !t.what.is_alarm()));
        assert!(folder.events.contains(&note(1)) && folder.events.contains(&note(2)));
    }
}

#[test]
fn a_file_swapped_under_the_writer_is_noticed() {
    let (bytes, _) = three();
    let swapped: [&dyn Fn(&MemoryFs); 2] = [&|fs| fs.remove(Path::new(FILE)).unwrap(), &|fs| {
        let _ = fs.clone().with_file(FILE, &*bytes);
    }];
    for swap in swapped {
        let fs = disk();
        let mut open = writer(&fs);
        open.append(&notes([7])).unwrap();
        swap(&fs);
        open.append(&notes([8])).unwrap();
        assert!(read(&fs).events.contains(&note(8)));
    }
}

/// Every call to the system fails in turn, once and for ever: what was
/// acknowledged is there, nothing else is invented, and once the disk is well
/// again the same call goes through.
#[test]
fn whichever_call_fails_nothing_acknowledged_is_lost() {
    let batches = || [notes([1]), notes(2..=4), notes([5])];
    let calls = {
        let fs = disk();
        let mut open = writer(&fs);
        for batch in batches() {
            open.append(&batch).unwrap();
        }
        fs.calls()
    };
    let errors = [
        ErrorKind::StorageFull,
        ErrorKind::Other,
        ErrorKind::PermissionDenied,
        ErrorKind::Interrupted,
    ];
    for call in 0..=calls {
        for error in errors {
            for lasting in [Lasting::Once, Lasting::ForEver] {
                let fs = disk();
                fs.fail_call(call, error, lasting);
                let case = format!("call {call}, {error}, {lasting:?}");
                let mut open = writer(&fs);
                let mut kept = Vec::new();
                let mut acknowledged = Vec::new();
                for batch in batches() {
                    kept.extend(batch);
                    if let Ok(ids) = open.append(&kept) {
                        acknowledged.extend(ids);
                        kept.clear();
                    }
                }
                let there = told(&read(&fs));
                let has = |events: &[Event], id| events.iter().any(|event| event.id == id);
                assert!(acknowledged.iter().all(|id| has(&there, *id)), "{case}");
                fs.heal();
                open.append(&kept).unwrap();
                drop(open);
                let folder = read(&fs);
                assert!(folder.troubles.iter().all(|t| !t.what.is_alarm()), "{case}");
                assert!(
                    notes(1..=5).iter().all(|e| folder.events.contains(e)),
                    "{case}"
                );
                assert!(
                    told(&folder).iter().all(|e| notes(1..=5).contains(e)),
                    "{case}"
                );
            }
        }
    }
}
