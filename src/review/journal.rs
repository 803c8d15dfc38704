//! The journal: one append-only file per writer in the decisions folder of a set.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::Fs;
use crate::domain::event::{Head, Record};
use crate::domain::{Event, EventId, ReviewerId};

/// Something found in a journal that a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1, where it has one.
    pub line: Option<u64>,
    /// What is wrong.
    pub what: TroubleKind,
}

/// Kinds of trouble, gravest last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TroubleKind {
    /// The last line isn't whole: a write was cut off. Nothing acknowledged is lost.
    TornTail,
    /// A line of a format version that this program doesn't know: the file is read-only.
    UnknownVersion(u32),
    /// A line isn't a record.
    Malformed(String),
    /// A checksum doesn't fit its line.
    Checksum,
    /// A line doesn't continue the line before it.
    Chain,
    /// The file is shorter than its head says.
    LostTail,
}

/// All that a decisions folder holds.
#[derive(Debug, Default)]
pub struct Folder {
    /// Every good event of every file.
    pub events: Vec<Event>,
    /// The last line of each file, by file name.
    pub heads: std::collections::BTreeMap<String, Head>,
    /// What was wrong.
    pub troubles: Vec<Trouble>,
}

/// Reads a decisions folder; a folder that isn't there holds nothing.
///
/// # Errors
/// Those of the system while listing or reading.
pub fn read_folder(fs: &dyn Fs, folder: &Path) -> io::Result<Folder> {
    let _ = (fs, folder);
    unimplemented!()
}

/// The folder in which a set's decisions lie: `<set>.decisions`, the extension `jsonl` left off.
pub fn folder_of(set: &Path) -> PathBuf {
    set.with_extension("decisions")
}

/// One line of a journal, without its line end.
///
/// # Errors
/// Only where the JSON writer fails.
pub fn line_of(record: &Record) -> serde_json::Result<String> {
    let _ = record;
    unimplemented!()
}

/// The writer of one journal file. It makes the file with its first event.
pub struct Writer {
    _fs: Arc<dyn Fs>,
}

impl Writer {
    /// Prepares a writer: it goes on with this host's file of this reviewer
    /// where its lock is free and its tail is good, else it makes a new one at
    /// the first append. `random` names a new file.
    ///
    /// # Errors
    /// Those of the system.
    pub fn open(
        fs: Arc<dyn Fs>,
        folder: &Path,
        reviewer: &ReviewerId,
        host: &str,
        random: &str,
    ) -> io::Result<Self> {
        let _ = (folder, reviewer, host, random);
        Ok(Self { _fs: fs })
    }

    /// Appends events in order and returns once they are on the disk.
    ///
    /// # Errors
    /// Those of the system; then none of these events counts as saved and the
    /// same call may be repeated.
    pub fn append(&mut self, events: &[Event]) -> io::Result<Vec<EventId>> {
        let _ = events;
        unimplemented!()
    }

    /// The file, once there is one.
    pub fn path(&self) -> Option<&Path> {
        None
    }
}
