//! Journals: whatever happens to the files, no event is read that nobody wrote,
//! what is missing is said, and writing goes on without losing a good line.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use overrule::disk::{Fs, MemoryFs};
use overrule::domain::event::{Decision, Remark, Stage, Way};
use overrule::domain::{Act, At, Event, EventId, LabelId, Outcome, Target};
use overrule::review::journal::{Folder, Trouble, TroubleKind, Writer, read_folder};
use overrule::review::ledger::Ledger;

use super::head;

const FOLDER: &str = "/set.decisions";
const FILE: &str = "/set.decisions/ana~box~00000000.jsonl";
const HEAD: &str = "/set.decisions/ana~box~00000000.jsonl.head";
/// A line's checksum and what follows it.
const TRAILER: usize = r#","crc":"01234567"}"#.len();

/// Any bytes as a journal; the first byte says whether they are a head file too.
pub fn bytes(data: &[u8]) {
    let ([split], data) = head::<1>(data);
    let at = data.len().min(usize::from(split));
    let (mark, journal) = data.split_at(if split < 128 { 0 } else { at });
    let fs = disk().with_file(FILE, journal);
    let fs = if mark.is_empty() {
        fs
    } else {
        fs.with_file(HEAD, mark)
    };
    let folder = read(&fs);
    let sealed = journal
        .split(|byte| *byte == b'\n')
        .filter(|line| is_sealed(line));
    assert!(
        folder.events.len() <= sealed.count(),
        "an event without a checksum that fits"
    );
    goes_on(&fs, &folder);
}

/// True for a line whose checksum fits, told apart from the program's own way.
fn is_sealed(line: &[u8]) -> bool {
    line.len().checked_sub(TRAILER).is_some_and(|at| {
        let (body, trailer) = line.split_at(at);
        trailer == format!(r#","crc":"{:08x}"}}"#, crc32c::crc32c(body)).as_bytes()
    })
}

/// Six events, and the files that a writer made of them.
struct Written {
    events: Vec<Event>,
    journal: Vec<u8>,
    head: Vec<u8>,
}

static WRITTEN: LazyLock<Written> = LazyLock::new(|| {
    let fs = disk();
    let events: Vec<Event> = (1..=6).map(event).collect();
    for event in &events {
        writer(&fs).append(std::slice::from_ref(event)).unwrap();
    }
    Written {
        events,
        journal: fs.bytes(FILE).unwrap(),
        head: fs.bytes(HEAD).unwrap(),
    }
});

/// A script of changes to a good journal, four bytes a change; the first byte
/// says whether the head file is changed as well, or is gone.
pub fn changed(data: &[u8]) {
    let ([which], script) = head::<1>(data);
    let mut journal = WRITTEN.journal.clone();
    for step in script.chunks_exact(4).take(8) {
        change(&mut journal, [step[0], step[1], step[2], step[3]]);
    }
    let mark = match which % 4 {
        0 | 1 => Some(WRITTEN.head.clone()),
        2 => None,
        _ => {
            let mut mark = WRITTEN.head.clone();
            change(&mut mark, [which >> 2, which, which, which]);
            Some(mark)
        }
    };
    let whole = mark.as_ref() == Some(&WRITTEN.head);
    let fs = disk().with_file(FILE, journal);
    let fs = match mark {
        None => fs,
        Some(mark) => fs.with_file(HEAD, mark),
    };
    let folder = read(&fs);
    let known = |event: &Event| WRITTEN.events.contains(event);
    assert!(
        folder.events.iter().all(known),
        "an event that nobody wrote"
    );
    let quiet = folder
        .troubles
        .iter()
        .all(|trouble| trouble.what == TroubleKind::TornTail);
    if quiet {
        let kept = &WRITTEN.events[..folder.events.len()];
        assert_eq!(folder.events, kept, "changed, and nothing is said");
        assert!(
            !whole || kept.len() == WRITTEN.events.len(),
            "lost, and nothing is said"
        );
    }
    goes_on(&fs, &folder);
}

/// One change: what, where (a share of the file), and two bytes more.
fn change(bytes: &mut Vec<u8>, [what, place, a, b]: [u8; 4]) {
    if bytes.is_empty() {
        return;
    }
    let at = (usize::from(place) * 256 + usize::from(a)) * bytes.len() / 65_536;
    let len = usize::from(b) + 1;
    let end = bytes.len().min(at + len);
    match what % 8 {
        0 => bytes[at] ^= 1 << (b % 8),
        1 => bytes[at] = b,
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(at..end)),
        4 => bytes.insert(at, b),
        5 => {
            let copy = bytes[at..end].to_vec();
            bytes.extend_from_slice(&copy);
        }
        // Whole lines: one goes, or stands somewhere else.
        more => {
            let ends_line = |byte: &u8| *byte == b'\n';
            let mut lines: Vec<Vec<u8>> = bytes
                .split_inclusive(ends_line)
                .map(<[u8]>::to_vec)
                .collect();
            let line = lines.remove(usize::from(place) % lines.len());
            if more == 7 {
                let to = usize::from(b) % (lines.len() + 1);
                lines.insert(to, line);
            }
            *bytes = lines.concat();
        }
    }
}

/// Whoever goes on writing loses no good line, and is read back.
fn goes_on(fs: &MemoryFs, before: &Folder) {
    let mut ledger = Ledger::new();
    for event in &before.events {
        ledger.apply(event.clone(), true);
    }
    let mut writer = writer(fs);
    writer.cite(&before.heads);
    for number in [101, 102] {
        writer.append(&[event(number)]).unwrap();
    }
    drop(writer);
    let after = read(fs);
    for event in &before.events {
        assert!(after.events.contains(event), "lost by going on");
    }
    for number in [101, 102] {
        assert!(
            after.events.contains(&event(number)),
            "saved, and not there"
        );
    }
    // Nothing is put right silently either: alarms stay.
    for trouble in &before.troubles {
        let stays = after.troubles.contains(trouble);
        assert!(stays || !trouble.what.is_alarm(), "{trouble} is hushed up");
    }
}

/// Reads, and checks what holds for every folder.
fn read(fs: &MemoryFs) -> Folder {
    let folder = read_folder(fs, Path::new(FOLDER)).unwrap();
    let again = read_folder(fs, Path::new(FOLDER)).unwrap();
    assert_eq!(folder.events, again.events, "read twice, it differs");
    assert_eq!(folder.troubles, again.troubles, "read twice, it differs");
    let mut places = BTreeSet::new();
    for reading in &folder.readings {
        assert!(reading.events.clone().all(|at| places.insert(at)));
    }
    assert_eq!(places.len(), folder.events.len(), "an event of no file");
    for Trouble { line, .. } in &folder.troubles {
        assert_ne!(*line, Some(0), "lines are counted from 1");
    }
    folder
}

fn disk() -> MemoryFs {
    let fs = MemoryFs::default();
    fs.make_folder(Path::new(FOLDER)).unwrap();
    fs
}

fn writer(fs: &MemoryFs) -> Writer {
    let fs: Arc<dyn Fs> = Arc::new(fs.clone());
    Writer::open(fs, Path::new(FOLDER), &"ana".into(), "box", "00000000").unwrap()
}

fn event(number: u8) -> Event {
    let label = LabelId::from("hazard");
    let act = match number % 2 {
        0 => Act::Annotate(Remark::Note(Some(format!("note {number}")))),
        _ => Act::Decide(Decision {
            outcome: Outcome::of(None, Some(&label)),
            label: Some(label),
            stage: Stage::Final,
            how: Way::Key,
            unset_severity: None,
        }),
    };
    Event {
        id: EventId::new(u64::from(number), [number; 10]),
        at: At::from_unix_ms(1_790_000_000_000),
        reviewer: "ana".into(),
        target: Some(Target::incident(format!("i{number}"))),
        act,
        group: None,
        basis: None,
        seen: Vec::new(),
    }
}
