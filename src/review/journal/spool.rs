//! Taking up what was kept aside: decisions that couldn't be written to the
//! set's folder lie in a folder of the same form elsewhere (the *spool*), until
//! they are moved into the journal. An event is in the journal, synced, before
//! it leaves the spool; what is moved twice because a move was cut short is
//! known by its id and counted.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use super::TroubleKind;
use super::head::head_path;
use super::read::{journals, read_folder};
use super::scan::Scan;
use super::stream::{Whence, read_file};
use crate::disk::{Append, Fs};
use crate::domain::{Event, EventId, ReviewerId};

/// What becomes of a spool once its events are in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// It is removed.
    Remove,
    /// It stays: a person named the folder.
    Keep,
}

/// What a take-up did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TakenUp {
    /// The events that were moved into the journal.
    pub events: Vec<Event>,
    /// Those that were in the journal already.
    pub repeated: Vec<EventId>,
    /// Files left where they are, and why.
    pub left: Vec<(PathBuf, Left)>,
}

/// Why a file of a spool is left where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Left {
    /// Another program is writing it.
    #[error("another program is writing it and will move it itself")]
    InUse,
    /// It has lines that aren't whole records: its good ones were moved, and
    /// it was renamed so that it isn't moved again.
    #[error(
        "its good lines were moved; it holds others, and is kept with .taken at the end of its name"
    )]
    Damaged,
    /// It holds lines of a later format version, which aren't understood.
    #[error("it holds lines of a newer program; open the set with that")]
    Newer,
    /// It can't be read, locked or removed.
    #[error("it can't be moved: {0}")]
    Failing(io::ErrorKind),
}

impl TakenUp {
    /// All events that were found and are in the journal now.
    pub fn ids(&self) -> impl Iterator<Item = EventId> + '_ {
        let moved = self.events.iter().map(|event| event.id);
        moved.chain(self.repeated.iter().copied())
    }

    /// Takes in what another take-up did.
    pub fn add(&mut self, other: Self) {
        self.events.extend(other.events);
        self.repeated.extend(other.repeated);
        self.left.extend(other.left);
    }

    /// True where nothing was found.
    pub fn is_nothing(&self) -> bool {
        self.events.is_empty() && self.repeated.is_empty() && self.left.is_empty()
    }
}

/// Moves all events of a spool into the journal of `folder`. `write` appends
/// events of one reviewer there and returns once they are synced.
/// What can't be taken up is listed and stays.
///
/// # Errors
/// Those of `write` and of reading the journal; what was moved by then is
/// moved, and the same call may be repeated.
pub fn take_up(
    fs: &dyn Fs,
    spool: &Path,
    folder: &Path,
    after: After,
    write: &mut dyn FnMut(&ReviewerId, &[Event]) -> io::Result<()>,
) -> io::Result<TakenUp> {
    let mut taken = TakenUp::default();
    let files = match journals(fs, spool) {
        Ok(files) if files.is_empty() => return Ok(taken),
        Ok(files) => files,
        Err(error) => {
            taken
                .left
                .push((spool.to_owned(), Left::Failing(error.kind())));
            return Ok(taken);
        }
    };
    let there = read_folder(fs, folder)?;
    // What may be lost from the journal isn't taken from the spool for it.
    let mut known: HashSet<EventId> = there.synced_events().map(|event| event.id).collect();
    for path in files {
        // Locked until all of it is in the journal.
        let (_lock, scan, events) = match held(fs, &path) {
            Ok(Some(held)) => held,
            Ok(None) => {
                taken.left.push((path, Left::InUse));
                continue;
            }
            Err(error) => {
                taken.left.push((path, Left::Failing(error.kind())));
                continue;
            }
        };
        let left = left(&scan);
        let mut own: BTreeMap<ReviewerId, Vec<Event>> = BTreeMap::new();
        for event in events {
            if known.insert(event.id) {
                own.entry(event.reviewer.clone()).or_default().push(event);
            } else {
                taken.repeated.push(event.id);
            }
        }
        for (reviewer, events) in own {
            write(&reviewer, &events)?;
            taken.events.extend(events);
        }
        let cleared = match after {
            After::Remove => clear(fs, &path, left),
            After::Keep => Ok(()),
        };
        let left = left.or(cleared.err().map(|error| Left::Failing(error.kind())));
        taken.left.extend(left.map(|left| (path, left)));
    }
    if after == After::Remove {
        // What comes back after a power cut is known by its ids.
        let _ = fs.sync_folder(spool);
    }
    Ok(taken)
}

/// A file under its lock, its scan and its events.
type Held = (Box<dyn Append>, Scan, Vec<Event>);

/// A file of a spool under its lock, with its events; none where another has it.
fn held(fs: &dyn Fs, path: &Path) -> io::Result<Option<Held>> {
    let mut file = fs.append_to(path)?;
    if !file.try_lock()? {
        return Ok(None);
    }
    let mut events = Vec::new();
    let scan = read_file(fs, path, Whence::Start, &mut |more| events.extend(more))?;
    Ok(Some((file, scan, events)))
}

fn left(scan: &Scan) -> Option<Left> {
    let newer = |(_, kind): &(_, TroubleKind)| matches!(kind, TroubleKind::UnknownVersion(_));
    if scan.troubles.iter().any(newer) {
        Some(Left::Newer)
    } else {
        (!scan.troubles.is_empty()).then_some(Left::Damaged)
    }
}

/// Takes a file out of the spool whose events are in the journal.
fn clear(fs: &dyn Fs, path: &Path, left: Option<Left>) -> io::Result<()> {
    match left {
        Some(Left::Newer | Left::InUse | Left::Failing(_)) => return Ok(()),
        Some(Left::Damaged) => {
            let mut name = path.as_os_str().to_owned();
            name.push(".taken");
            fs.rename(path, &PathBuf::from(name))?;
        }
        None => fs.remove(path)?,
    }
    match fs.remove(&head_path(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
