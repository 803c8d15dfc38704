//! A journal of 60 records with every single bit changed and cut at every
//! place: each is noticed, and every line that is still whole is kept.

use std::path::Path;
use std::sync::Arc;

use overrule::disk::{Fs, MemoryFs};
use overrule::domain::event::Remark;
use overrule::domain::{Act, At, Event, EventId, Target};
use overrule::review::journal::{Folder, TroubleKind, Writer, read_folder};

use crate::support::{Chance, cases, seed};

const FOLDER: &str = "/set.decisions";
const FILE: &str = "/set.decisions/ana~box~00000000.jsonl";
const HEAD: &str = "/set.decisions/ana~box~00000000.jsonl.head";
const RECORDS: u8 = 60;

fn events() -> Vec<Event> {
    let event = |n| Event {
        id: EventId::new(1_000, [n; 10]),
        at: At::from_unix_ms(1_000),
        reviewer: "ana".into(),
        target: Some(Target::article("i-1", format!("a-{n}"))),
        act: Act::Annotate(Remark::Note(Some(format!("note {n}")))),
        group: None,
        basis: None,
        seen: Vec::new(),
    };
    (1..=RECORDS).map(event).collect()
}

struct Journal {
    events: Vec<Event>,
    bytes: Vec<u8>,
    head: Vec<u8>,
}

impl Journal {
    fn new() -> Self {
        let (fs, events) = (MemoryFs::default(), events());
        let disk: Arc<dyn Fs> = Arc::new(fs.clone());
        let mut writer =
            Writer::open(disk, Path::new(FOLDER), &"ana".into(), "box", "00000000").unwrap();
        for event in &events {
            writer.append(std::slice::from_ref(event)).unwrap();
        }
        drop(writer);
        let (bytes, head) = (fs.bytes(FILE).unwrap(), fs.bytes(HEAD).unwrap());
        Self {
            events,
            bytes,
            head,
        }
    }

    /// What is read of these bytes; nothing but events of the journal, in order.
    fn read(&self, bytes: &[u8], head: Option<&[u8]>) -> Folder {
        let mut fs = MemoryFs::default().with_file(FILE, bytes);
        if let Some(head) = head {
            fs = fs.with_file(HEAD, head);
        }
        let folder = read_folder(&fs, Path::new(FOLDER)).unwrap();
        let mut left = self.events.iter();
        for event in &folder.events {
            assert!(left.any(|known| known == event), "invented {event:?}");
        }
        folder
    }

    fn lines_before(&self, at: usize) -> usize {
        memchr::memchr_iter(b'\n', &self.bytes[..at]).count()
    }
}

fn alarmed(folder: &Folder) -> bool {
    folder
        .troubles
        .iter()
        .any(|trouble| trouble.what.is_alarm())
}

/// All places below `end`, or a sample of them.
fn places(end: usize) -> Box<dyn Iterator<Item = usize>> {
    let (wanted, seed) = (usize::try_from(cases(400)).unwrap(), seed());
    if wanted >= end {
        return Box::new(0..end);
    }
    let mut chance = Chance::of(seed, 1);
    Box::new((0..wanted).map(move |_| chance.below(end)))
}

#[test]
fn every_changed_bit_of_sixty_records_is_noticed() {
    let journal = Journal::new();
    let mut count = 0;
    for place in places(journal.bytes.len() * 8) {
        let (at, bit) = (place / 8, place % 8);
        let mut bytes = journal.bytes.clone();
        bytes[at] ^= 1 << bit;
        // A changed line end makes two lines one.
        let hurt = if journal.bytes[at] == b'\n' { 2 } else { 1 };
        let kept = usize::from(RECORDS) - hurt;
        let folder = journal.read(&bytes, Some(&journal.head));
        assert!(alarmed(&folder), "bit {bit} of byte {at}");
        assert!(folder.events.len() >= kept, "bit {bit} of byte {at}");
        // Without a head a bad last line may be a torn write, and is named as one.
        let folder = journal.read(&bytes, None);
        let last = journal.lines_before(at) + hurt >= usize::from(RECORDS);
        assert!(
            alarmed(&folder) || (last && !folder.troubles.is_empty()),
            "bit {bit} of byte {at}"
        );
        assert!(folder.events.len() >= kept, "bit {bit} of byte {at}");
        count += 1;
    }
    println!("{count} of {} bits", journal.bytes.len() * 8);
}

#[test]
fn every_cut_of_sixty_records_is_noticed() {
    let journal = Journal::new();
    let mut count = 0;
    for at in places(journal.bytes.len()) {
        let whole = journal.lines_before(at);
        let folder = journal.read(&journal.bytes[..at], Some(&journal.head));
        assert!(alarmed(&folder), "cut at {at}");
        assert_eq!(folder.events.len(), whole, "cut at {at}");
        // Without a head only half a line shows.
        let folder = journal.read(&journal.bytes[..at], None);
        let torn = folder
            .troubles
            .iter()
            .any(|t| t.what == TroubleKind::TornTail);
        let clean = at == 0 || journal.bytes[at - 1] == b'\n';
        assert_eq!(torn, !clean, "cut at {at}");
        assert_eq!(folder.events.len(), whole, "cut at {at}");
        count += 1;
    }
    println!("{count} of {} cuts", journal.bytes.len());
}

#[test]
fn a_damaged_head_loses_no_line() {
    let journal = Journal::new();
    for place in 0..journal.head.len() * 8 {
        let mut head = journal.head.clone();
        head[place / 8] ^= 1 << (place % 8);
        let folder = journal.read(&journal.bytes, Some(&head));
        assert_eq!(folder.events, journal.events, "bit {place}");
    }
    assert!(
        journal
            .read(&journal.bytes, Some(&journal.head))
            .troubles
            .is_empty()
    );
}

/// The control: as JSON alone, without checksum and chain, many changed bits
/// would read as something else that was decided.
#[test]
fn without_checksums_changed_bits_pass() {
    let journal = Journal::new();
    let whole = |bytes: &[u8]| {
        bytes
            .split(|&byte| byte == b'\n')
            .filter(|line| serde_json::from_slice::<serde_json::Value>(line).is_ok())
            .count()
    };
    let all = whole(&journal.bytes);
    let mut chance = Chance::of(seed(), 2);
    let passed = (0..400).filter(|_| {
        let place = chance.below(journal.bytes.len() * 8);
        let mut bytes = journal.bytes.clone();
        bytes[place / 8] ^= 1 << (place % 8);
        whole(&bytes) == all
    });
    assert!(passed.count() > 100);
}
