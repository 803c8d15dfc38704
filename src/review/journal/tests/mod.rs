//! The journal as a whole: written, torn, damaged, shared and failing.

mod bulk;
mod crashing;
mod failing;
mod following;
mod ladder;
mod reading;
mod recovery;
mod verify;
mod writing;

use std::path::Path;
use std::sync::Arc;

use super::{Folder, TroubleKind, Writer, read_folder};
use crate::disk::{Fs, MemoryFs};
use crate::domain::event::Remark;
use crate::domain::{Act, At, Event, EventId, Target};

pub(super) const FOLDER: &str = "/set.decisions";
pub(super) const FILE: &str = "/set.decisions/ana~box~00000000.jsonl";

pub(super) fn note(n: u8) -> Event {
    long_note(n, "a note")
}

pub(super) fn long_note(n: u8, text: &str) -> Event {
    Event {
        id: EventId::new(1_000, [n; 10]),
        at: At::from_unix_ms(1_000),
        reviewer: "ana".into(),
        target: Some(Target::incident("i")),
        act: Act::Annotate(Remark::Note(Some(text.to_owned()))),
        group: None,
        basis: None,
        seen: Vec::new(),
    }
}

pub(super) fn notes(numbers: impl IntoIterator<Item = u8>) -> Vec<Event> {
    numbers.into_iter().map(note).collect()
}

pub(super) fn disk() -> MemoryFs {
    let fs = MemoryFs::default();
    fs.make_folder(Path::new("/")).unwrap();
    fs
}

pub(super) fn writer(fs: &MemoryFs) -> Writer {
    let fs: Arc<dyn Fs> = Arc::new(fs.clone());
    Writer::open(fs, Path::new(FOLDER), &"ana".into(), "box", "00000000").unwrap()
}

pub(super) fn read(fs: &MemoryFs) -> Folder {
    read_folder(fs, Path::new(FOLDER)).unwrap()
}

pub(super) fn kinds(folder: &Folder) -> Vec<TroubleKind> {
    folder.troubles.iter().map(|t| t.what.clone()).collect()
}

/// The notes among the events.
pub(super) fn told(folder: &Folder) -> Vec<Event> {
    let events = folder.events.iter();
    events.filter(|e| e.target.is_some()).cloned().collect()
}

/// A file with three notes, and its head.
pub(super) fn three() -> (Vec<u8>, Vec<u8>) {
    let fs = disk();
    writer(&fs).append(&notes(1..=3)).unwrap();
    let head = fs.bytes(format!("{FILE}.head")).unwrap();
    (fs.bytes(FILE).unwrap(), head)
}

pub(super) fn with(bytes: &[u8], head: Option<&[u8]>) -> MemoryFs {
    let fs = disk().with_file(FILE, bytes);
    match head {
        None => fs,
        Some(head) => fs.with_file(format!("{FILE}.head"), head),
    }
}

/// Where each line ends, its line end included.
pub(super) fn ends(bytes: &[u8]) -> Vec<usize> {
    (1..=bytes.len())
        .filter(|at| bytes[at - 1] == b'\n')
        .collect()
}
