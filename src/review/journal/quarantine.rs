//! Quarantine: copies of what is cut off a journal file or found damaged in
//! it, beside the file, and the records that say so. Nothing is ever removed
//! from a journal before its copy is on the disk.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::read::{entries, name_of};
use crate::disk::{Fs, replace};
use crate::domain::event::{Act, Recovered};
use crate::domain::{At, Digest, Event, EventId, ReviewerId};

/// What stands between the name of a journal and the rest of the name of a copy of its tail.
const TORN: &str = ".torn-";
/// The same for a copy of the whole file.
const DAMAGED: &str = ".damaged-";

/// The copies of tails that were cut off a journal, from the names in its folder.
pub(super) fn tails(fs: &dyn Fs, journal: &Path) -> io::Result<Vec<PathBuf>> {
    beginning_with(fs, journal, TORN)
}

/// Every file of a folder that is a copy in quarantine, by name.
pub(super) fn all(fs: &dyn Fs, folder: &Path) -> io::Result<Vec<String>> {
    let paths = entries(fs, folder)?;
    let names = paths.into_iter().map(|path| name_of(&path));
    let copy = |name: &String| {
        let copy_of = |mark: &str| {
            name.split_once(mark)
                .is_some_and(|(of, _)| of.ends_with(".jsonl"))
        };
        !name.starts_with('.') && (copy_of(TORN) || copy_of(DAMAGED))
    };
    Ok(names.filter(copy).collect())
}

fn beginning_with(fs: &dyn Fs, journal: &Path, mark: &str) -> io::Result<Vec<PathBuf>> {
    let beginning = format!("{}{mark}", name_of(journal));
    let mut paths = fs.list(journal.parent().unwrap_or(Path::new("")))?;
    paths.retain(|path| name_of(path).starts_with(&beginning));
    Ok(paths)
}

/// Copies the tail that begins at a place; returns the name of the copy.
pub(super) fn keep_tail(fs: &dyn Fs, journal: &Path, from: u64) -> io::Result<String> {
    let all = fs.read(journal)?;
    let start = usize::try_from(from).unwrap_or(usize::MAX);
    let tail = all.get(start..).unwrap_or_default();
    keep(fs, journal, &format!("{TORN}{from}"), tail)
}

/// The name that the copy of a damaged file has, from what it holds.
pub(super) fn damaged_name(journal: &Path, bytes: &[u8]) -> String {
    format!(
        "{}{DAMAGED}{}",
        name_of(journal),
        Digest::of_bytes(bytes).short()
    )
}

/// Copies a damaged file as a whole; returns the record that says so.
pub(super) fn keep_damaged(
    fs: &dyn Fs,
    journal: &Path,
    bytes: &[u8],
    who: (At, &ReviewerId),
) -> io::Result<Event> {
    let end = format!("{DAMAGED}{}", Digest::of_bytes(bytes).short());
    let copy = keep(fs, journal, &end, bytes)?;
    let what = "corruption or tampering of saved data";
    Ok(record(who, what, &copy, bytes.len() as u64))
}

/// Writes a copy, synced. One that is there already is kept; the same bytes
/// aren't copied twice.
fn keep(fs: &dyn Fs, journal: &Path, end: &str, bytes: &[u8]) -> io::Result<String> {
    let taken = beginning_with(fs, journal, end)?;
    let plain = format!("{}{end}", name_of(journal));
    let mut name = plain.clone();
    for copy in 1_u64.. {
        let path = journal.with_file_name(&name);
        if !taken.contains(&path) {
            replace(fs, &path, bytes)?;
            break;
        }
        if fs.read(&path)? == bytes {
            break;
        }
        name = format!("{plain}.{copy}");
    }
    Ok(name)
}

/// The copy that an event names.
pub(super) fn names(event: &Event) -> Option<String> {
    match &event.act {
        Act::Recovered(recovered) => Some(recovered.quarantine.clone()),
        _ => None,
    }
}

/// A record of every copied tail that no record names yet: also of tails that
/// an earlier start set aside and didn't come to record.
pub(super) fn records_of_tails(
    fs: &dyn Fs,
    journal: &Path,
    known: &BTreeSet<String>,
    (at, reviewer): (At, &ReviewerId),
) -> io::Result<Vec<Event>> {
    let mut records = Vec::new();
    for path in tails(fs, journal)? {
        let name = name_of(&path);
        if !known.contains(&name) {
            let bytes = fs.stat(&path)?.len;
            records.push(record((at, reviewer), "a write was cut off", &name, bytes));
        }
    }
    Ok(records)
}

/// The event that says that something was set aside. Its id follows from the
/// name and the time given, so that a repeated recovery gives the same event.
pub(super) fn record(
    (at, reviewer): (At, &ReviewerId),
    what: &str,
    quarantine: &str,
    bytes: u64,
) -> Event {
    let hash = blake3::hash(quarantine.as_bytes());
    let mut random = [0; 10];
    random.copy_from_slice(&hash.as_bytes()[..10]);
    let ms = u64::try_from(at.unix_ms()).unwrap_or_default();
    Event {
        id: EventId::new(ms, random),
        at,
        reviewer: reviewer.clone(),
        target: None,
        act: Act::Recovered(Recovered {
            what: what.to_owned(),
            bytes,
            quarantine: quarantine.to_owned(),
        }),
        group: None,
        basis: None,
        seen: Vec::new(),
    }
}
