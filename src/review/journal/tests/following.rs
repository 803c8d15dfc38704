//! Following a folder gives what reading it as a whole gives.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::super::follow::{Follower, Much};
use super::super::head::mark_of;
use super::super::line::line_of;
use super::super::scan::{Scanner, lines};
use super::super::stream::{Whence, read_file};
use super::super::{Folder, TroubleKind, Writer};
use super::{FILE, FOLDER, disk, kinds, long_note, note, notes, read, told, writer};
use crate::disk::{Fs, MemoryFs};
use crate::domain::event::Record;
use crate::domain::{Digest, Event, EventId};

fn follower(fs: &MemoryFs) -> Follower {
    Follower::new(Arc::new(fs.clone()), FOLDER.into())
}

fn news(follower: &mut Follower, much: Much) -> (Folder, Vec<Event>) {
    let mut events = Vec::new();
    let folder = follower.read(much, &mut |more| events.extend(more));
    (folder.unwrap(), events)
}

/// Other bytes in the same file.
fn put(fs: &MemoryFs, path: &str, bytes: &[u8]) {
    let mut file = fs.append_to(Path::new(path)).unwrap();
    file.cut(0).unwrap();
    file.append(bytes).unwrap();
}

fn ids(events: &[Event]) -> Vec<EventId> {
    events.iter().map(|event| event.id).collect()
}

#[test]
fn only_what_came_since_is_handed_on() {
    let fs = disk();
    let mut follower = follower(&fs);
    assert!(news(&mut follower, Much::News).1.is_empty());
    let mut writer = writer(&fs);
    writer.append(&notes(1..=2)).unwrap();
    assert_eq!(news(&mut follower, Much::News).1, notes(1..=2));
    writer.append(&notes(3..=3)).unwrap();
    let (folder, events) = news(&mut follower, Much::News);
    assert_eq!(events, notes(3..=3));
    assert_eq!(folder.heads, read(&fs).heads);
    assert!(news(&mut follower, Much::All).1.is_empty());
}

#[test]
fn what_was_read_is_not_read_again() {
    let fs = disk();
    let mut writer = writer(&fs);
    writer.append(&notes(1..=3)).unwrap();
    let mut follower = follower(&fs);
    news(&mut follower, Much::News);
    let mut bytes = fs.bytes(FILE).unwrap();
    let at = bytes.len();
    // A changed byte in the first line shows that it isn't looked at, and is
    // found by a look at every byte.
    bytes[30] ^= 1;
    writer.append(&notes(4..=4)).unwrap();
    bytes.extend_from_slice(&fs.bytes(FILE).unwrap()[at..]);
    put(&fs, FILE, &bytes);
    let (folder, events) = news(&mut follower, Much::News);
    assert_eq!((events, kinds(&folder)), (notes(4..=4), Vec::new()));
    let (folder, events) = news(&mut follower, Much::All);
    assert_eq!(kinds(&folder), kinds(&read(&fs)));
    assert!(!kinds(&folder).is_empty() && events.is_empty());
}

#[test]
fn a_file_that_was_changed_without_growing_is_read_as_a_whole() {
    let fs = disk();
    writer(&fs).append(&notes(1..=3)).unwrap();
    let mut follower = follower(&fs);
    news(&mut follower, Much::News);
    let mut bytes = fs.bytes(FILE).unwrap();
    bytes[30] ^= 1;
    put(&fs, FILE, &bytes);
    let (folder, _) = news(&mut follower, Much::News);
    assert!(kinds(&folder).iter().any(TroubleKind::is_alarm));
}

#[test]
fn a_longer_file_with_another_last_line_is_read_from_its_beginning() {
    let with = |numbers: &[u8]| {
        let fs = disk();
        writer(&fs).append(&notes(numbers.iter().copied())).unwrap();
        fs.remove(Path::new(&format!("{FILE}.head"))).unwrap();
        fs
    };
    let (fs, other) = (with(&[1, 2, 3]), with(&[1, 2, 4, 5]));
    let mut follower = follower(&fs);
    news(&mut follower, Much::News);
    put(&fs, FILE, &other.bytes(FILE).unwrap());
    let (folder, events) = news(&mut follower, Much::News);
    assert_eq!(events, notes(4..=5));
    assert_eq!(kinds(&folder), []);
}

#[test]
fn the_events_of_each_file_follow_those_of_the_one_before() {
    let fs = disk();
    let (mut first, mut second) = (writer(&fs), writer(&fs));
    first.append(&notes(1..=2)).unwrap();
    second.append(&notes(3..=5)).unwrap();
    let mut follower = follower(&fs);
    let (folder, _) = news(&mut follower, Much::News);
    let ranges: Vec<_> = folder.readings.iter().map(|it| it.events.clone()).collect();
    assert_eq!(ranges, [0..2, 2..5]);
}

#[test]
fn a_line_that_was_half_written_is_read_once_it_is_whole() {
    let fs = disk();
    writer(&fs).append(&notes(1..=2)).unwrap();
    let whole = fs.bytes(FILE).unwrap();
    fs.remove(Path::new(&format!("{FILE}.head"))).unwrap();
    put(&fs, FILE, &whole[..whole.len() - 9]);
    let mut follower = follower(&fs);
    let (folder, events) = news(&mut follower, Much::News);
    assert_eq!(
        (events, kinds(&folder)),
        (notes(1..=1), vec![TroubleKind::TornTail])
    );
    put(&fs, FILE, &whole);
    let (folder, events) = news(&mut follower, Much::News);
    assert_eq!((events, kinds(&folder)), (notes(2..=2), Vec::new()));
}

#[test]
fn another_file_in_its_place_is_read_from_its_beginning() {
    let fs = disk();
    writer(&fs).append(&notes(1..=2)).unwrap();
    let mut follower = follower(&fs);
    news(&mut follower, Much::News);
    let other = disk();
    writer(&other).append(&notes(5..=9)).unwrap();
    for end in ["", ".head"] {
        let path = format!("{FILE}{end}");
        let bytes = other.bytes(&path).unwrap();
        let _ = fs.clone().with_file(&path, bytes);
    }
    assert_eq!(news(&mut follower, Much::News).1, notes(5..=9));
}

/// A journal of more than one block, some of its lines bad.
fn long(bad: &[usize]) -> Vec<u8> {
    let text = "x".repeat(3_000);
    let (mut bytes, mut prev) = (Vec::new(), Digest::default());
    for n in 0..1_500_u64 {
        let event = Event {
            id: EventId::new(n, [1; 10]),
            ..long_note(1, &text)
        };
        let record = Record::seal(event, n + 1, prev, std::collections::BTreeMap::new());
        let line = line_of(&record).unwrap();
        prev = Digest::of_bytes(line.as_bytes());
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
    }
    for at in bad {
        let at = at % bytes.len();
        bytes[at] ^= 1;
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_long_file_is_read_as_in_one_piece(
        bad in proptest::collection::vec(any::<usize>(), 0..3), cut in 0usize..5_000_000,
    ) {
        let mut bytes = long(&bad);
        bytes.truncate(cut.max(2_500_000));
        let fs = disk().with_file(FILE, bytes.as_slice());
        let mut events = Vec::new();
        let path = Path::new(FILE);
        let scan = read_file(&fs, path, Whence::Start, &mut |more| events.extend(more)).unwrap();
        let mut scanner = Scanner::again(None);
        let plain = scanner.take(lines(&bytes));
        let whole = scanner.finish(bytes.len() as u64, mark_of(&fs, path));
        prop_assert_eq!(ids(&events), ids(&plain));
        prop_assert_eq!(format!("{scan:?}"), format!("{whole:?}"));
    }

    #[test]
    fn following_step_by_step_gives_the_whole(steps in proptest::collection::vec(0u8..6, 1..12)) {
        let fs = disk();
        let as_fs: Arc<dyn Fs> = Arc::new(fs.clone());
        let open = |host| {
            Writer::open(Arc::clone(&as_fs), Path::new(FOLDER), &"ana".into(), host, "00000000").unwrap()
        };
        let mut writers = [open("box"), open("tub")];
        let mut follower = follower(&fs);
        let mut seen = Vec::new();
        for (n, step) in (1u8..).zip(steps) {
            match step {
                0..=3 => {
                    writers[usize::from(step % 2)].append(&[note(n)]).unwrap();
                }
                _ => {
                    let much = if step == 4 { Much::News } else { Much::All };
                    let (folder, events) = news(&mut follower, much);
                    seen.extend(events);
                    prop_assert_eq!(&folder.heads, &read(&fs).heads);
                    let heads = folder.synced;
                    writers[0].cite(&heads);
                    writers[1].cite(&heads);
                }
            }
        }
        seen.extend(news(&mut follower, Much::News).1);
        let mut whole = ids(&told(&read(&fs)));
        let mut seen = ids(&seen);
        whole.sort_unstable();
        seen.sort_unstable();
        prop_assert_eq!(seen, whole);
    }
}
