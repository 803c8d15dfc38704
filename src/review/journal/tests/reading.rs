//! Damage of every kind, read.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use super::super::line::{line_of, no_line};
use super::super::{Follower, HeadState, Much, Trouble, TroubleKind, folder_of, read_folder};
use super::{FILE, FOLDER, disk, ends, kinds, note, notes, read, three, told, with, writer};
use crate::disk::{Fs, Look, MemoryFs};
use crate::domain::Digest;
use crate::domain::event::{Head, Record};

#[test]
fn a_folder_that_is_not_there_holds_nothing() {
    assert!(read(&disk()).events.is_empty());
    let writer = writer(&disk());
    assert_eq!(writer.path(), None);
}

#[test]
fn a_name_of_former_times_is_read_all_the_same() {
    let (bytes, _) = three();
    let fs = disk().with_file("/set.decisions/-rf~box~00000000.jsonl", bytes);
    let folder = read(&fs);
    assert_eq!(folder.events, notes(1..=3));
}

#[test]
fn line_ends_of_windows_change_nothing() {
    let (bytes, head) = three();
    let turned = |bytes: &[u8]| {
        let text = std::str::from_utf8(bytes).unwrap();
        text.replace('\n', "\r\n").into_bytes()
    };
    let fs = with(&turned(&bytes), Some(&turned(&head)));
    let folder = read(&fs);
    assert_eq!((folder.events, folder.troubles), (notes(1..=3), vec![]));
    // The next one of the same reviewer and machine goes on with it.
    writer(&fs).append(&notes(4..=4)).unwrap();
    let folder = read(&fs);
    assert_eq!((folder.events, folder.troubles), (notes(1..=4), vec![]));
    assert!(fs.bytes(FILE).unwrap().starts_with(&turned(&bytes)));
}

#[test]
fn every_changed_bit_is_noticed_and_all_other_lines_are_kept() {
    let (bytes, head) = three();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let folder = read(&with(&changed, Some(&head)));
            let case = format!("bit {bit} of byte {at}");
            assert!(folder.troubles.iter().any(|t| t.what.is_alarm()), "{case}");
            assert!(!kinds(&folder).contains(&TroubleKind::TornTail), "{case}");
            // A changed line end makes two lines one.
            let hurt = if bytes[at] == b'\n' { 2 } else { 1 };
            assert!(folder.events.len() >= 3 - hurt, "{case}");
            assert!(folder.events.iter().all(|e| notes(1..=3).contains(e)));
        }
    }
}

#[test]
fn every_cut_below_the_head_is_an_alarm_and_begins_a_new_file() {
    let (bytes, head) = three();
    for cut in 0..bytes.len() {
        let fs = with(&bytes[..cut], Some(&head));
        let folder = read(&fs);
        assert!(
            folder.troubles.iter().any(|t| t.what.is_alarm()),
            "cut at {cut}"
        );
        let whole = ends(&bytes[..cut]).len();
        assert_eq!(folder.events.len(), whole);
        writer(&fs).append(&notes([9])).unwrap();
        assert_eq!(
            fs.bytes(FILE).unwrap(),
            &bytes[..cut],
            "damage is left as it is"
        );
        assert_eq!(told(&read(&fs)).len(), whole + 1);
    }
}

#[test]
fn lines_removed_swapped_or_forged_are_noticed() {
    let (bytes, _) = three();
    let at = ends(&bytes);
    let line = |n: usize| &bytes[if n == 0 { 0 } else { at[n - 1] }..at[n]];
    let removed = [line(0), line(2)].concat();
    assert_eq!(kinds(&read(&with(&removed, None))), [TroubleKind::Chain]);
    let swapped = [line(0), line(2), line(1)].concat();
    assert!(kinds(&read(&with(&swapped, None))).contains(&TroubleKind::Chain));
    let other = disk();
    writer(&other).append(&notes([7, 8])).unwrap();
    let other = other.bytes(FILE).unwrap();
    let forged = [&other[..ends(&other)[0]], line(1), line(2)].concat();
    let folder = read(&with(&forged, None));
    assert_eq!(
        kinds(&folder),
        [TroubleKind::Chain],
        "seq and checksums fit"
    );
    assert_eq!(folder.troubles[0].line, Some(2));
    let without_first = &bytes[at[0]..];
    assert_eq!(
        kinds(&read(&with(without_first, None))),
        [TroubleKind::Chain]
    );
}

#[test]
fn a_bad_middle_line_leaves_the_others_and_the_file_as_it_is() {
    let (mut bytes, _) = three();
    let middle = ends(&bytes)[0] + 30;
    bytes[middle] ^= 1;
    let fs = with(&bytes, None);
    let folder = read(&fs);
    assert_eq!(folder.events, notes([1, 3]));
    assert_eq!(kinds(&folder), [TroubleKind::Checksum]);
    assert_eq!(folder.troubles[0].line, Some(2));
    writer(&fs).append(&notes([4])).unwrap();
    assert_eq!(fs.bytes(FILE).unwrap(), bytes);
}

#[test]
fn a_line_of_a_later_version_makes_the_file_read_only() {
    let (mut bytes, head) = three();
    bytes.extend_from_slice(b"{\"v\":2,\"what\":\"ever\"}\n");
    let fs = with(&bytes, Some(&head));
    let folder = read(&fs);
    assert_eq!(kinds(&folder), [TroubleKind::UnknownVersion(2)]);
    assert_eq!(folder.troubles[0].line, Some(4));
    assert_eq!(folder.events.len(), 3);
    writer(&fs).append(&notes([4])).unwrap();
    assert_eq!(fs.bytes(FILE).unwrap(), bytes);
    assert_eq!(read(&fs).events.len(), 4);
}

#[test]
fn heads_of_other_files_are_cited_once_and_vouch_for_them() {
    let (bytes, head) = three();
    let other = "ben~box~22222222.jsonl";
    let head_of_other = Path::new(FOLDER).join(format!("{other}.head"));
    let fs = disk()
        .with_file(Path::new(FOLDER).join(other), &*bytes)
        .with_file(&head_of_other, head);
    let mut ours = writer(&fs);
    for n in 4..=5 {
        ours.cite(&read(&fs).synced);
        ours.append(&notes([n])).unwrap();
    }
    let text = String::from_utf8(fs.bytes(FILE).unwrap()).unwrap();
    assert_eq!(text.matches(other).count(), 1, "{text}");
    assert!(!text.contains("ana~box~00000000.jsonl"));
    assert_eq!(read(&fs).troubles, []);
    fs.remove(&head_of_other).unwrap();
    assert_eq!(read(&fs).synced[other].seq, 2, "without a head");
    let ours = fs.bytes(FILE).unwrap();
    let cut = with(&ours, None).with_file(Path::new(FOLDER).join(other), &bytes[..ends(&bytes)[1]]);
    assert_eq!(kinds(&read(&cut)), [TroubleKind::LostTail]);
    // A file whose head is here was here too; without one it may still come.
    let absent = with(&ours, None);
    assert_eq!(kinds(&read(&absent)), [TroubleKind::NotHere]);
    let removed = absent.with_file(&head_of_other, &*three().1);
    assert_eq!(kinds(&read(&removed)), [TroubleKind::LostTail]);
    // An older copy comes with its own head.
    let one = disk();
    writer(&one).append(&notes([1])).unwrap();
    let (older, its_head) = (
        one.bytes(FILE).unwrap(),
        one.bytes(format!("{FILE}.head")).unwrap(),
    );
    let behind = with(&ours, None)
        .with_file(Path::new(FOLDER).join(other), older)
        .with_file(&head_of_other, its_head);
    assert_eq!(kinds(&read(&behind)), [TroubleKind::Behind(2)]);
    assert!(!TroubleKind::NotHere.is_alarm() && !TroubleKind::Behind(1).is_alarm());
}

#[test]
fn a_copy_with_a_bad_line_in_it_is_no_older_copy() {
    let (bytes, head) = three();
    let other = "ben~box~22222222.jsonl";
    let seq = 5;
    let hash = Digest::of(&["a later line"]);
    let heads = BTreeMap::from([(other.to_owned(), Head { seq, hash })]);
    let record = Record::seal(note(1), 1, no_line(), heads);
    let ours = format!("{}\n", line_of(&record).unwrap());
    let with_other = |bytes: &[u8], head: Option<&[u8]>| {
        let path = Path::new(FOLDER).join(other);
        let fs = with(ours.as_bytes(), None).with_file(&path, bytes);
        match head {
            Some(head) => fs.with_file(Path::new(FOLDER).join(format!("{other}.head")), head),
            None => fs,
        }
    };
    let mut damaged = bytes.clone();
    damaged[ends(&bytes)[0] + 30] ^= 1;
    let whole = with_other(&bytes, Some(&head));
    assert_eq!(kinds(&read(&whole)), [TroubleKind::Behind(2)]);
    let headless = with_other(&bytes, None);
    assert_eq!(kinds(&read(&headless)), [TroubleKind::LostTail]);
    let damaged = with_other(&damaged, Some(&head));
    assert_eq!(
        kinds(&read(&damaged)),
        [TroubleKind::Checksum, TroubleKind::LostTail]
    );
}

#[test]
fn bad_lines_are_counted_where_they_stand() {
    let (bytes, head) = three();
    let two = ends(&bytes)[1];
    let lines = |end: &[u8], head: Option<&[u8]>| {
        let folder = read(&with(&[&bytes[..two], end].concat(), head));
        let state = folder.readings[0].head;
        let at = folder.troubles.iter().map(|t| (t.line, t.what.clone()));
        (state, at.collect::<Vec<_>>())
    };
    let torn = vec![(Some(3), TroubleKind::TornTail)];
    assert_eq!(lines(b"xx", None), (HeadState::Missing, torn));
    let open = TroubleKind::Malformed("no line end".to_owned());
    let (state, found) = lines(b"xx", Some(&head));
    assert_eq!((state, &found[0]), (HeadState::Current, &(Some(3), open)));
    assert_eq!(found.len(), 1);
    let (_, found) = lines(b"xx\n", Some(&head));
    assert_eq!((found.len(), found[0].0), (1, Some(3)));
    assert_eq!(lines(b"", Some(&head)).0, HeadState::Ahead);
}

#[test]
fn a_line_that_comes_again_behind_a_bad_one_does_not_follow() {
    let (bytes, _) = three();
    let first = &bytes[..ends(&bytes)[0]];
    let again = [first, b"bad\n", first].concat();
    let found = kinds(&read(&with(&again, None)));
    assert!(
        matches!(found[..], [TroubleKind::Malformed(_), TroubleKind::Chain]),
        "{found:?}"
    );
}

#[test]
fn a_folder_where_a_file_stands_in_the_way_holds_nothing() {
    let fs = disk().with_file("/set.jsonl", "{}");
    let found = read_folder(&fs, Path::new("/set.jsonl/set.decisions"));
    assert!(found.unwrap().events.is_empty());
    let denied = disk();
    denied.break_folder(FOLDER, ErrorKind::NotADirectory);
    assert!(read_folder(&denied, Path::new("/set.decisions")).is_ok());
}

#[test]
fn a_folder_that_cannot_be_listed_is_not_taken_for_an_empty_one() {
    let (bytes, head) = three();
    for kind in [ErrorKind::PermissionDenied, ErrorKind::NotADirectory] {
        let fs = with(&bytes, Some(&head));
        fs.blind(Look::List, FOLDER, kind);
        let found = read_folder(&fs, Path::new(FOLDER));
        assert_eq!(found.unwrap_err().kind(), kind);
    }
}

#[test]
fn what_is_no_file_under_a_cited_name_is_said_and_the_others_are_read() {
    let other = "/set.decisions/ben~box~22222222.jsonl";
    let (bytes, head) = three();
    let fs = disk()
        .with_file(other, bytes)
        .with_file(format!("{other}.head"), head);
    let mut ours = writer(&fs);
    ours.cite(&read(&fs).synced);
    ours.append(&notes([4])).unwrap();
    fs.remove(Path::new(other)).unwrap();
    let no_file = TroubleKind::Malformed("not a regular file".to_owned());
    let places: [&dyn Fn(MemoryFs) -> MemoryFs; 2] = [&|fs| fs.with_device(other), &|fs| {
        fs.with_link(other, "nowhere")
    }];
    for place in places {
        let fs = place(fs.clone());
        let folder = read(&fs);
        assert_eq!(folder.events, notes([4]));
        assert_eq!(kinds(&folder), [no_file.clone(), TroubleKind::LostTail]);
        let mut follower = Follower::new(Arc::new(fs), FOLDER.into());
        let followed = follower.read(Much::News, &mut drop).unwrap();
        assert_eq!(followed.troubles, folder.troubles);
    }
}

#[test]
fn a_file_removed_since_it_was_listed_is_passed_over() {
    let other = "/set.decisions/ben~box~22222222.jsonl";
    let fs = disk().with_file(other, three().0);
    writer(&fs).append(&notes([4])).unwrap();
    fs.blind(Look::Stat, other, ErrorKind::NotFound);
    let folder = read(&fs);
    assert_eq!((folder.events, folder.troubles), (notes([4]), Vec::new()));
}

#[test]
fn a_cited_file_that_cannot_be_read_is_not_taken_for_a_lost_one() {
    let other = "/set.decisions/ben~box~22222222.jsonl";
    let (bytes, _) = three();
    let fs = disk().with_file(other, bytes);
    writer(&fs).append(&notes([4])).unwrap();
    for look in [Look::Open, Look::Read, Look::Stat] {
        fs.blind(look, other, ErrorKind::PermissionDenied);
        let found = read_folder(&fs, Path::new(FOLDER));
        let kind = found.unwrap_err().kind();
        assert_eq!(kind, ErrorKind::PermissionDenied, "{look:?}");
        fs.heal();
    }
    // A hidden one is looked at for what is cited of it alone.
    let hidden = ".ben~box~22222222.jsonl";
    let (seq, hash) = (1, Digest::of(&["x"]));
    let heads = BTreeMap::from([(hidden.to_owned(), Head { seq, hash })]);
    let record = Record::seal(note(1), 1, no_line(), heads);
    let fs = with(format!("{}\n", line_of(&record).unwrap()).as_bytes(), None);
    let hidden = Path::new(FOLDER).join(hidden);
    let fs = fs.with_file(&hidden, three().0);
    assert_eq!(kinds(&read(&fs)), [TroubleKind::Chain]);
    fs.blind(Look::Open, hidden, ErrorKind::PermissionDenied);
    let found = read_folder(&fs, Path::new(FOLDER));
    assert_eq!(found.unwrap_err().kind(), ErrorKind::PermissionDenied);
}

#[test]
fn a_cited_name_leads_nowhere_else() {
    for name in [
        "../secret",
        "../secret.jsonl",
        "below/secret.jsonl",
        "notes.txt",
    ] {
        let (seq, hash) = (1, Digest::of(&["x"]));
        let heads = BTreeMap::from([(name.to_owned(), Head { seq, hash })]);
        let record = Record::seal(note(1), 1, no_line(), heads);
        let fs = with(format!("{}\n", line_of(&record).unwrap()).as_bytes(), None)
            .with_file("/secret", "secret")
            .with_file("/secret.jsonl", three().0)
            .with_file(Path::new(FOLDER).join("below/secret.jsonl"), three().0)
            .with_file(Path::new(FOLDER).join("notes.txt"), three().0);
        let folder = read(&fs);
        assert_eq!(kinds(&folder), [TroubleKind::NotHere], "{name}");
        assert_eq!(folder.events, notes([1]));
    }
}

#[test]
fn decisions_lie_beside_the_set() {
    assert_eq!(
        folder_of(Path::new("/a/set.jsonl")),
        Path::new("/a/set.decisions")
    );
}

#[test]
fn a_trouble_says_where_it_is() {
    let trouble = Trouble {
        path: "/d/a.jsonl".into(),
        line: Some(3),
        what: TroubleKind::Checksum,
    };
    assert_eq!(
        trouble.to_string(),
        "/d/a.jsonl, line 3: corruption or tampering of saved data: the checksum doesn't fit"
    );
}
