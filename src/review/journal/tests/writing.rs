//! Which file is written, and what a start after a cut-off write does.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::{HeadState, TroubleKind, Writer, read_folder};
use super::{
    FILE, FOLDER, disk, ends, kinds, long_note, note, notes, read, three, told, with, writer,
};
use crate::disk::{Call, Fs, Look, MemoryFs};
use crate::domain::{Act, Event};

#[test]
fn what_was_appended_is_read_back_in_order_and_gone_on_with() {
    let fs = disk();
    let ids = writer(&fs).append(&notes(1..=2)).unwrap();
    assert_eq!(ids, [note(1).id, note(2).id]);
    let mut second = writer(&fs);
    second.append(&notes([3])).unwrap();
    assert_eq!(second.path(), Some(Path::new(FILE)));
    let folder = read(&fs);
    assert_eq!(folder.events, notes(1..=3));
    assert_eq!(folder.troubles, []);
    let [reading] = folder.readings.as_slice() else {
        panic!("one file")
    };
    assert_eq!(
        (reading.path.clone(), reading.events.clone()),
        (PathBuf::from(FILE), 0..3)
    );
    assert_eq!(reading.head, HeadState::Current);
    assert_eq!(folder.heads["ana~box~00000000.jsonl"].seq, 3);
}

#[test]
fn a_file_in_use_is_left_alone() {
    let fs = disk();
    let mut first = writer(&fs);
    first.append(&notes([1])).unwrap();
    let mut second = writer(&fs);
    second.append(&notes([2])).unwrap();
    first.append(&notes([3])).unwrap();
    assert_ne!(first.path(), second.path());
    let folder = read(&fs);
    assert_eq!(folder.troubles, []);
    assert_eq!(folder.readings.len(), 2);
    assert_eq!(folder.events.len(), 3);
}

#[test]
fn files_of_others_and_links_are_never_written() {
    let (bytes, _) = three();
    let other = "/set.decisions/ana~elsewhere~00000000.jsonl";
    let link = "/set.decisions/ana~box~11111111.jsonl";
    let fs = disk().with_file(other, &*bytes).with_link(link, other);
    writer(&fs).append(&notes([4])).unwrap();
    assert_eq!(fs.bytes(other).unwrap(), bytes);
}

#[test]
fn an_own_file_that_cannot_be_opened_locked_or_read_is_no_reason_to_stop() {
    let (bytes, head) = three();
    for look in [Look::Append, Look::Lock, Look::Open, Look::Read] {
        let fs = with(&bytes, Some(&head));
        fs.blind(look, FILE, ErrorKind::PermissionDenied);
        let mut open = writer(&fs);
        assert_eq!(open.append(&notes([4])).unwrap(), [note(4).id], "{look:?}");
        assert_ne!(open.path(), Some(Path::new(FILE)), "{look:?}");
        assert_eq!(fs.bytes(FILE).unwrap(), bytes, "{look:?}");
        drop(open);
        fs.heal();
        assert_eq!(read(&fs).events.len(), 4, "{look:?}");
    }
}

#[test]
fn a_file_that_cannot_be_made_is_told_at_once() {
    let fs = disk();
    fs.fail_next(Call::Create, ErrorKind::PermissionDenied);
    let error = writer(&fs).append(&notes([1])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
}

#[test]
fn a_folder_that_cannot_be_listed_is_not_begun_anew() {
    let (bytes, head) = three();
    let fs = with(&bytes, Some(&head));
    fs.blind(Look::List, FOLDER, ErrorKind::PermissionDenied);
    let shared: Arc<dyn Fs> = Arc::new(fs);
    let opened = Writer::open(shared, Path::new(FOLDER), &"ana".into(), "box", "00000000");
    let kind = opened.map(|_| ()).unwrap_err().kind();
    assert_eq!(kind, ErrorKind::PermissionDenied);
}

#[test]
fn records_longer_than_a_batch_go_through() {
    let fs = disk();
    let long: Vec<Event> = (1..=5)
        .map(|n| long_note(n, &"x".repeat(40_000 * usize::from(n))))
        .collect();
    writer(&fs).append(&long).unwrap();
    assert_eq!(read(&fs).events, long);
}

#[test]
fn a_torn_tail_is_set_aside_and_put_on_record_wherever_it_was_torn() {
    let (bytes, _) = three();
    let two = ends(&bytes)[1];
    let garbage: &[&[u8]] = &[b"", b"\0\0\0\0", b"\n\n", b"x\ny\nz"];
    for cut in two + 1..bytes.len() {
        for more in garbage {
            if cut + 1 == bytes.len() && more.starts_with(b"\n") {
                continue; // that makes the line whole
            }
            let torn = [&bytes[..cut], more].concat();
            let fs = with(&torn, None);
            assert_eq!(kinds(&read(&fs)), [TroubleKind::TornTail]);
            drop(writer(&fs));
            assert_eq!(fs.bytes(FILE).unwrap(), torn, "opening changes nothing");
            writer(&fs).append(&notes([9])).unwrap();
            let folder = read(&fs);
            assert_eq!(folder.troubles, [], "{cut}");
            assert_eq!(told(&folder), notes([1, 2, 9]));
            let aside = fs.bytes(format!("{FILE}.torn-{two}")).unwrap();
            assert_eq!(aside, &torn[two..]);
            let Act::Recovered(recovered) = &folder.events[2].act else {
                panic!("no record of the recovery");
            };
            assert_eq!(recovered.bytes, (torn.len() - two) as u64);
        }
    }
}

#[test]
fn a_second_tail_torn_at_the_same_place_does_not_replace_the_first() {
    let (bytes, _) = three();
    let two = ends(&bytes)[1];
    let fs = with(&bytes[..two + 9], None).with_file(format!("{FILE}.torn-{two}"), "first");
    writer(&fs).append(&notes([9])).unwrap();
    assert_eq!(fs.bytes(format!("{FILE}.torn-{two}")).unwrap(), b"first");
    assert_eq!(
        fs.bytes(format!("{FILE}.torn-{two}.1")).unwrap(),
        &bytes[two..two + 9]
    );
    assert_eq!(read(&fs).events.len(), 5, "both are put on record");
}

#[test]
fn a_file_without_a_head_is_left_and_its_head_is_made_anew() {
    let (bytes, _) = three();
    for head in [None, Some(&b"{"[..])] {
        let fs = with(&bytes, head);
        assert_eq!(read(&fs).troubles, []);
        writer(&fs).append(&notes([4])).unwrap();
        let head = fs.bytes(format!("{FILE}.head")).unwrap();
        let head: serde_json::Value = serde_json::from_slice(&head).unwrap();
        assert_eq!(head["seq"], 2, "the last line known to be on the disk");
        assert_eq!(head["offset"], ends(&bytes)[1]);
        assert_eq!(fs.bytes(FILE).unwrap(), bytes);
    }
}

#[test]
fn the_head_names_the_last_line_after_every_append() {
    let fs = disk();
    let lines = |fs: &MemoryFs| {
        let head = fs.bytes(format!("{FILE}.head")).unwrap();
        head.iter().filter(|byte| **byte == b'\n').count()
    };
    let mut open = writer(&fs);
    for n in 1..=130 {
        open.append(&notes([n])).unwrap();
        assert_eq!(read(&fs).readings[0].head, HeadState::Current, "{n}");
        // A line is added to it, which needs no sync, and every 64th replaces it.
        assert_eq!(lines(&fs), usize::from(n - 1) % 64 + 1, "{n}");
    }
    drop(open);
    assert_eq!(lines(&fs), 1, "replaced on closing");
    assert_eq!(read(&fs).readings[0].head, HeadState::Current);
}

#[test]
fn a_head_that_is_not_whole_leaves_the_one_before_it() {
    let fs = disk();
    let mut open = writer(&fs);
    open.append(&notes([1])).unwrap();
    open.append(&notes([2])).unwrap();
    let head = fs.bytes(format!("{FILE}.head")).unwrap();
    let journal = fs.bytes(FILE).unwrap();
    for cut in 0..head.len() {
        let folder = read(&with(&journal, Some(&head[..cut])));
        assert_eq!(folder.troubles, [], "{cut}");
        assert_ne!(folder.readings[0].head, HeadState::Ahead, "{cut}");
    }
}

#[test]
fn a_folder_that_is_gone_is_not_made_where_it_would_hide_decisions() {
    for set in [None, Some(Path::new("/disk/set.jsonl"))] {
        let fs = disk().with_file("/disk/set.jsonl", "{}");
        let any: Arc<dyn Fs> = Arc::new(fs.clone());
        let mut open = Writer::open(
            any,
            Path::new("/disk/set.decisions"),
            &"ana".into(),
            "box",
            "0a0a0a0a",
        )
        .unwrap()
        .beside(set);
        open.append(&notes([1])).unwrap();
        fs.rename(Path::new("/disk"), Path::new("/out")).unwrap();
        fs.make_folder(Path::new("/disk")).unwrap();
        assert_eq!(
            open.append(&notes([2])).unwrap_err().kind(),
            ErrorKind::NotFound
        );
        assert!(
            fs.list(Path::new("/disk")).unwrap().is_empty(),
            "nothing was hidden"
        );
        fs.rename(Path::new("/disk"), Path::new("/empty")).unwrap();
        fs.rename(Path::new("/out"), Path::new("/disk")).unwrap();
        open.append(&notes([2])).unwrap();
        let folder = read_folder(&fs, Path::new("/disk/set.decisions")).unwrap();
        assert_eq!((folder.events, folder.troubles), (notes(1..=2), vec![]));
        assert_eq!(folder.readings.len(), 1, "the same file is gone on with");
    }
}

#[test]
fn a_head_that_says_all_is_not_written_again() {
    let fs = disk();
    let mut open = writer(&fs);
    open.append(&notes([1])).unwrap();
    let before = fs.calls();
    drop(open);
    assert_eq!(fs.calls(), before);
}

#[test]
fn a_file_that_a_sync_failed_on_gets_no_head_any_more() {
    let fs = disk();
    let mut open = writer(&fs);
    open.append(&notes([1])).unwrap();
    open.append(&notes([2])).unwrap();
    let head = fs.bytes(format!("{FILE}.head")).unwrap();
    fs.fail_next(Call::Sync, ErrorKind::Other);
    open.append(&notes([3])).unwrap();
    assert_ne!(open.path(), Some(Path::new(FILE)), "another file");
    drop(open);
    assert_eq!(fs.bytes(format!("{FILE}.head")).unwrap(), head);
}

#[test]
fn the_first_line_follows_thirty_two_zeros() {
    let (bytes, _) = three();
    let text = String::from_utf8(bytes).unwrap();
    let first = text.lines().next().unwrap();
    assert!(
        first.contains("\"prev\":\"00000000000000000000000000000000\""),
        "{first}"
    );
}
