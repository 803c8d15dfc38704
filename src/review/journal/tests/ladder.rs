//! Folders that fail one after the other: what was decided is on the first that
//! holds, and comes back to the journal, each event once.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::{After, Ladder, Left, Rung, TakenUp, read_folder, take_up};
use super::{FOLDER, disk, note, notes, read, three, told};
use crate::disk::{Call, Fs, Lasting, MemoryFs};
use crate::domain::event::Head;
use crate::domain::{Digest, Event};

const SPOOL: &str = "/state/spool/set";
const STICK: &str = "/stick";

fn ladder(fs: &MemoryFs) -> Ladder {
    let any: Arc<dyn Fs> = Arc::new(fs.clone());
    let (host, random) = ("box".to_owned(), "0b0b0b0b".to_owned());
    Ladder::new(any, FOLDER.into(), host, random).with_spool(SPOOL.into())
}

#[test]
fn a_ladder_says_where_it_leads() {
    let ladder = ladder(&disk());
    assert_eq!((ladder.set(), ladder.host()), (None, "box"));
    assert_eq!(ladder.folder(), Path::new(FOLDER));
    let beside = ladder.beside("/set.jsonl".into());
    assert_eq!(beside.set(), Some(Path::new("/set.jsonl")));
}

fn in_folder(fs: &MemoryFs, folder: &str) -> Vec<Event> {
    read_folder(fs, Path::new(folder)).unwrap().events
}

fn files(fs: &MemoryFs, folder: &str) -> usize {
    fs.list(Path::new(folder)).map_or(0, |files| files.len())
}

fn aside(folder: &str) -> impl Fn(&Rung) -> bool + '_ {
    move |rung| matches!(rung, Rung::Aside { folder: is, why } if is == Path::new(folder) && !why.is_empty())
}

#[test]
fn what_the_folder_does_not_take_goes_to_the_spool_and_comes_back() {
    for kind in [
        ErrorKind::Other,
        ErrorKind::StaleNetworkFileHandle,
        ErrorKind::PermissionDenied,
    ] {
        let fs = disk();
        let mut open = ladder(&fs);
        assert_eq!(open.append(notes([1])).rung, Rung::Journal);
        fs.break_folder(FOLDER, kind);
        let landing = open.append(notes([2]));
        assert!(aside(SPOOL)(&landing.rung), "{landing:?}");
        assert_eq!(landing.ids, [note(2).id]);
        assert!(open.failing());
        assert!(aside(SPOOL)(&open.append(notes([3])).rung));
        assert!(aside(SPOOL)(&open.retry().rung));
        assert_eq!(in_folder(&fs, SPOOL), notes(2..=3));
        fs.heal();
        let landing = open.retry();
        assert_eq!(landing.rung, Rung::Journal);
        assert_eq!(landing.taken.events, notes(2..=3));
        assert!(!open.failing());
        assert_eq!(read(&fs).events, notes(1..=3));
        assert_eq!((read(&fs).repeated, read(&fs).troubles), (0, vec![]));
        assert_eq!(files(&fs, SPOOL), 0);
        open.append(notes([4]));
        assert_eq!(read(&fs).events, notes(1..=4));
    }
}

#[test]
fn what_nothing_takes_is_kept_in_order_until_a_folder_is_named() {
    let fs = disk();
    let mut open = ladder(&fs);
    open.append(notes([1]));
    fs.break_folder(FOLDER, ErrorKind::Other);
    fs.break_folder("/state", ErrorKind::ReadOnlyFilesystem);
    for n in 2..=3 {
        let landing = open.append(notes([n]));
        assert!(matches!(landing.rung, Rung::Memory { .. }));
        assert_eq!(landing.ids, []);
        assert_eq!(open.unsaved(), usize::from(n) - 1);
    }
    assert!(aside(STICK)(&open.save_to(PathBuf::from(STICK)).rung));
    assert_eq!(in_folder(&fs, STICK), notes(2..=3));
    assert!(aside(STICK)(&open.append(notes([4])).rung));
    fs.heal();
    assert_eq!(open.retry().taken.events, notes(2..=4));
    assert_eq!(read(&fs).events, notes(1..=4));
    assert_eq!(
        in_folder(&fs, STICK),
        notes(2..=4),
        "a folder of one's own is left alone"
    );
}

#[test]
fn a_spool_left_behind_is_taken_up_at_the_next_start() {
    let fs = disk();
    fs.break_folder(FOLDER, ErrorKind::Other);
    let mut open = ladder(&fs);
    open.append(notes(1..=2));
    drop(open);
    let mut open = ladder(&fs);
    assert!(
        aside(SPOOL)(&open.retry().rung),
        "it waits, and that is said"
    );
    assert_eq!(open.waiting(), notes(1..=2));
    drop(open);
    fs.heal();
    let mut open = ladder(&fs);
    assert_eq!(open.retry().taken.events, notes(1..=2));
    assert_eq!(read(&fs).events, notes(1..=2));
    assert_eq!(files(&fs, SPOOL), 0);
    assert!(open.retry().taken.is_nothing());
}

#[test]
fn a_move_that_is_cut_short_moves_the_rest_the_next_time_each_event_once() {
    let moving = |fail: Option<usize>| {
        let fs = disk();
        fs.break_folder(FOLDER, ErrorKind::Other);
        ladder(&fs).append(notes(1..=3));
        fs.heal();
        if let Some(call) = fail {
            let number = fs.calls() + call;
            fs.fail_call(number, ErrorKind::Other, Lasting::ForEver);
        }
        let before = fs.calls();
        ladder(&fs).retry();
        let calls = fs.calls() - before;
        fs.heal();
        let taken = ladder(&fs).retry().taken;
        (fs, calls, taken)
    };
    let (_, calls, _) = moving(None);
    for call in 0..calls {
        let (fs, _, taken) = moving(Some(call));
        let folder = read(&fs);
        let (mut events, repeated) = (told(&folder), folder.repeated);
        // The event of a line that may be lost is moved all the same.
        assert!(repeated <= 1, "call {call}");
        events.sort_by_key(|event| event.id);
        events.dedup();
        assert_eq!(events, notes(1..=3), "call {call}");
        assert_eq!(in_folder(&fs, SPOOL), [], "call {call}");
        assert!(taken.left.is_empty(), "{call}");
        assert!([0, 3].contains(&taken.ids().count()));
    }
}

#[test]
fn events_that_are_in_the_journal_already_are_counted_and_not_written_again() {
    let fs = disk();
    fs.break_folder(FOLDER, ErrorKind::Other);
    let mut open = ladder(&fs);
    open.append(notes(1..=2));
    drop(open);
    fs.heal();
    let any: Arc<dyn Fs> = Arc::new(fs.clone());
    Ladder::new(any, FOLDER.into(), "box".to_owned(), "0c0c0c0c".to_owned()).append(notes([2]));
    let taken = ladder(&fs).retry().taken;
    assert_eq!(
        (taken.events, taken.repeated),
        (notes([1]), vec![note(2).id])
    );
    assert_eq!(read(&fs).repeated, 0);
}

#[test]
fn a_spool_that_cannot_be_moved_keeps_nothing_from_the_journal() {
    let fs = disk();
    let mut open = ladder(&fs);
    open.append(notes([1]));
    fs.break_folder(FOLDER, ErrorKind::Other);
    open.append(notes([2]));
    fs.heal();
    fs.break_folder("/state", ErrorKind::PermissionDenied);
    let landing = open.retry();
    assert_eq!(landing.rung, Rung::Journal);
    let left = (
        PathBuf::from(SPOOL),
        Left::Failing(ErrorKind::PermissionDenied),
    );
    assert_eq!(landing.taken.left, [left]);
    assert_eq!(read(&fs).events, notes(1..=2), "written from memory");
    fs.heal();
    let taken = ladder(&fs).retry().taken;
    assert_eq!((taken.events, taken.repeated.len()), (vec![], 1));
    assert_eq!(read(&fs).events, notes(1..=2));
}

#[test]
fn a_head_that_is_not_there_needs_no_removing_and_one_that_stays_is_said() {
    let file = "/state/spool/set/ana~box~00000000.jsonl";
    let (bytes, head) = three();
    let take = |fs: &MemoryFs, fails: bool| {
        take_up(
            fs,
            Path::new(SPOOL),
            Path::new(FOLDER),
            After::Remove,
            &mut |_, _| {
                if fails {
                    // The file goes, its head doesn't.
                    fs.fail_call(fs.calls() + 1, ErrorKind::Other, Lasting::Once);
                }
                Ok(())
            },
        )
        .unwrap()
        .left
    };
    let fs = disk().with_file(file, &*bytes);
    assert_eq!(take(&fs, false), []);
    let fs = disk()
        .with_file(file, bytes)
        .with_file(format!("{file}.head"), head);
    let left = Left::Failing(ErrorKind::Other);
    assert_eq!(take(&fs, true), [(file.into(), left)]);
}

#[test]
fn damaged_and_foreign_spools_are_kept() {
    let fs = disk();
    fs.break_folder(FOLDER, ErrorKind::Other);
    let mut other = ladder(&fs);
    other.append(notes([1]));
    let mut open = ladder(&fs);
    open.append(notes([2]));
    drop(open);
    fs.heal();
    let spooled = format!("{SPOOL}/ana~box~0b0b0b0b.jsonl");
    let TakenUp { events, left, .. } = ladder(&fs).retry().taken;
    assert_eq!(events, notes([2]));
    assert_eq!(left, [(PathBuf::from(&spooled), Left::InUse)]);
    drop(other);
    let mut bytes = fs.bytes(&spooled).unwrap();
    bytes.extend_from_slice(b"torn");
    let _ = fs.clone().with_file(&spooled, bytes.clone());
    let taken = ladder(&fs).retry().taken;
    assert_eq!(taken.events, notes([1]));
    assert_eq!(taken.left, [(PathBuf::from(&spooled), Left::Damaged)]);
    assert_eq!(fs.bytes(format!("{spooled}.taken")).unwrap(), bytes);
    assert!(ladder(&fs).retry().taken.is_nothing());
}

#[test]
fn a_fault_that_passes_is_not_noticed() {
    for call in [
        Call::Create,
        Call::Sync,
        Call::Append,
        Call::SyncFolder,
        Call::MakeFolder,
    ] {
        let fs = disk();
        fs.fail_next(call, ErrorKind::Other);
        let mut open = ladder(&fs);
        assert_eq!(open.append(notes([1])).rung, Rung::Journal, "{call:?}");
        assert_eq!(read(&fs).events, notes([1]));
        assert_eq!(files(&fs, SPOOL), 0);
    }
}

#[test]
fn a_failing_folder_is_not_littered() {
    let fs = disk();
    let mut open = ladder(&fs);
    open.append(notes([1]));
    fs.fail_call(fs.calls(), ErrorKind::Other, Lasting::ForEver);
    for _ in 0..20 {
        open.retry();
        open.append(notes([2]));
    }
    let journals = fs.list(Path::new(FOLDER)).unwrap();
    assert!(journals.len() < 20, "{journals:?}");
}

#[test]
fn what_may_be_lost_from_the_journal_is_not_taken_from_the_spool_for_it() {
    let fs = disk();
    let mut open = ladder(&fs);
    open.append(notes([1]));
    // The sync fails, and the process dies over taking the line back; another
    // one keeps the same decision aside.
    fs.fail_next(Call::Sync, ErrorKind::Other);
    fs.die_at(fs.calls() + 2, 0);
    open.append(notes([2]));
    drop(open);
    fs.heal();
    assert_eq!(read(&fs).events, notes(1..=2));
    fs.break_folder(FOLDER, ErrorKind::Other);
    let mut open = ladder(&fs);
    assert!(aside(SPOOL)(&open.append(notes([2])).rung));
    fs.heal();
    assert_eq!(open.retry().rung, Rung::Journal);
    assert_eq!(files(&fs, SPOOL), 0);
    let mut state = 7_usize;
    for _ in 0..200 {
        let left = fs.crash(&mut |end| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % end
        });
        assert!(read(&left).events.contains(&note(2)));
    }
}

#[test]
fn while_the_folder_fails_only_a_retry_asks_it_again() {
    let fs = disk();
    let mut open = ladder(&fs);
    assert_eq!(open.file(), None);
    open.append(notes([1]));
    let file = Path::new(FOLDER).join("ana~box~0b0b0b0b.jsonl");
    assert_eq!(open.file(), Some(&*file));
    fs.break_folder(FOLDER, ErrorKind::Other);
    open.append(notes([2]));
    assert_eq!(open.unsaved(), 0, "the spool has it");
    fs.heal();
    assert!(aside(SPOOL)(&open.append(notes([3])).rung));
    assert_eq!(open.retry().rung, Rung::Journal);
    assert_eq!(read(&fs).events, notes(1..=3));
}

#[test]
fn a_folder_that_is_named_comes_after_the_spool_and_once() {
    let fs = disk();
    let mut open = ladder(&fs);
    fs.break_folder(FOLDER, ErrorKind::Other);
    open.append(notes([1]));
    for _ in 0..2 {
        assert!(aside(SPOOL)(&open.save_to(PathBuf::from(STICK)).rung));
    }
    assert_eq!(open.waiting(), notes([1]));
    fs.heal();
    assert!(!open.retry().taken.is_nothing());
    assert_eq!(files(&fs, SPOOL), 0, "the spool isn't forgotten");
    assert_eq!(read(&fs).events, notes([1]));
}

#[test]
fn nothing_was_taken_up_only_where_nothing_was_found() {
    let left = (PathBuf::from(SPOOL), Left::InUse);
    let found = [
        TakenUp {
            events: notes([1]),
            ..TakenUp::default()
        },
        TakenUp {
            repeated: vec![note(1).id],
            ..TakenUp::default()
        },
        TakenUp {
            left: vec![left],
            ..TakenUp::default()
        },
    ];
    assert!(found.iter().all(|taken| !taken.is_nothing()));
    assert!(TakenUp::default().is_nothing());
}

#[test]
fn what_a_session_has_seen_is_cited_in_what_it_writes() {
    let fs = disk();
    let mut open = ladder(&fs);
    let head = Head {
        seq: 4,
        hash: Digest::of(&["a line"]),
    };
    open.cite(BTreeMap::from([(
        "ben~box~22222222.jsonl".to_owned(),
        head,
    )]));
    open.append(notes([1]));
    assert_eq!(read(&fs).cited["ben~box~22222222.jsonl"].seq, 4);
}

#[test]
fn what_was_moved_up_is_missed_like_all_that_was_written() {
    let fs = disk();
    fs.break_folder(FOLDER, ErrorKind::Other);
    let mut open = ladder(&fs);
    open.append(notes(1..=2));
    fs.heal();
    open.retry();
    let files = fs.list(Path::new(FOLDER)).unwrap();
    files.iter().for_each(|file| fs.remove(file).unwrap());
    open.look();
    assert_eq!(read(&fs).events, notes(1..=2));
}
