//! Reading decisions folders: every good line is kept, everything else is listed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::head::head_path;
use super::scan::Scan;
use super::stream::{Whence, read_file};
use super::{Trouble, TroubleKind};
use crate::disk::{Fs, Kind, Stat};
use crate::domain::event::Head;
use crate::domain::{Event, EventId};

/// All that a decisions folder holds.
#[derive(Debug, Default)]
pub struct Folder {
    /// Every good event of every file, file by file, in the order of the lines.
    pub events: Vec<Event>,
    /// The last line of each file, by file name.
    pub heads: BTreeMap<String, Head>,
    /// The last line of each file that is known to be on the disk: what another
    /// journal may cite.
    pub synced: BTreeMap<String, Head>,
    /// What was wrong.
    pub troubles: Vec<Trouble>,
    /// The files, and which events came from which.
    pub readings: Vec<Reading>,
    /// How many lines hold an event that another line holds as well: written
    /// twice after a fault, or copied. Each is one event.
    pub repeated: usize,
    /// What journals cite of each other, by the name of the file cited.
    pub cited: BTreeMap<String, Citation>,
}

impl Folder {
    /// The events of lines that are known to be on the disk.
    pub(super) fn synced_events(&self) -> impl Iterator<Item = &Event> {
        self.readings.iter().flat_map(|reading| {
            let events = self.events.get(reading.events.clone()).unwrap_or_default();
            let unsure = usize::from(!reading.synced).min(events.len());
            &events[..events.len() - unsure]
        })
    }
}

/// One journal file of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The file.
    pub path: PathBuf,
    /// Its events, as places in [`Folder::events`].
    pub events: Range<usize>,
    /// How many bytes of it are whole lines, good or bad.
    pub len: u64,
    /// How many bytes of a write that was cut off come after them.
    pub torn: u64,
    /// How its head stands to it.
    pub head: HeadState,
    /// Whether its last line is known to be on the disk.
    pub synced: bool,
}

/// How a head file stands to its journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HeadState {
    /// It names the last line.
    Current,
    /// It names an earlier line.
    Old,
    /// There is none that can be read.
    Missing,
    /// It names a line that the journal doesn't have, or has otherwise.
    Ahead,
}

/// What other journals cite of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    /// The names of those that cite it.
    pub by: BTreeSet<String>,
    /// The last line they cite.
    pub seq: u64,
}

/// Reads a decisions folder; a folder that isn't there holds nothing.
///
/// # Errors
/// Those of the system while listing or reading.
pub fn read_folder(fs: &dyn Fs, folder: &Path) -> io::Result<Folder> {
    let mut events = Vec::new();
    let mut found = stream_folder(fs, folder, &mut |more| events.extend(more))?;
    let mut ids = HashSet::with_capacity(events.len());
    let repeated = events.iter().filter(|event: &&Event| !ids.insert(event.id));
    found.repeated = repeated.count();
    found.events = events;
    Ok(found)
}

/// As [`read_folder`], the events handed on as they are read, neither kept nor
/// compared with each other.
///
/// # Errors
/// Those of the system while listing or reading.
pub fn stream_folder(
    fs: &dyn Fs,
    folder: &Path,
    take: &mut dyn FnMut(Vec<Event>),
) -> io::Result<Folder> {
    let mut found = Folder::default();
    let mut scans = BTreeMap::new();
    let mut count = 0;
    for path in journals(fs, folder)? {
        if found.stat(fs, &path)?.is_none() {
            continue;
        }
        let from = count;
        let scan = read_file(fs, &path, Whence::Start, &mut |events| {
            count += events.len();
            take(events);
        })?;
        found.note(&path, &scan, from..count);
        scans.insert(name_of(&path), scan);
    }
    let troubles = disagreements(fs, folder, &scans, &mut found.cited)?;
    found.add(troubles);
    Ok(found)
}

impl Folder {
    /// Looks at what a listing has; none where there is no file to read: what
    /// stands in its place is noted, and what was removed since is passed over.
    pub(super) fn stat(&mut self, fs: &dyn Fs, path: &Path) -> io::Result<Option<Stat>> {
        match fs.stat(path) {
            Ok(stat) if stat.kind == Kind::File => return Ok(Some(stat)),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            // A link that leads nowhere isn't found either.
            Err(_) if !fs.is_link(path) => return Ok(None),
            _ => {}
        }
        let what = TroubleKind::Malformed("not a regular file".to_owned());
        self.troubles.extend(located(path, [(None, what)]));
        Ok(None)
    }

    /// Notes a file and what its scan says.
    pub(super) fn note(&mut self, path: &Path, scan: &Scan, events: Range<usize>) {
        let name = name_of(path);
        if let Some(head) = scan.heads.last() {
            self.heads.insert(name.clone(), head.clone());
        }
        if let Some(head) = scan.synced() {
            self.synced.insert(name, head.clone());
        }
        self.troubles.extend(located(path, scan.troubles.clone()));
        self.readings.push(Reading {
            path: path.to_owned(),
            events,
            len: scan.len,
            torn: scan.torn,
            head: scan.head_state(),
            synced: scan.vouched(),
        });
    }

    /// Adds troubles that the head files haven't told of already.
    pub(super) fn add(&mut self, troubles: Vec<Trouble>) {
        for trouble in troubles {
            if !self.troubles.contains(&trouble) {
                self.troubles.push(trouble);
            }
        }
    }
}

/// The ids of all events that a decisions folder holds.
///
/// # Errors
/// Those of the system while listing or reading.
pub fn ids_in(fs: &dyn Fs, folder: &Path) -> io::Result<HashSet<EventId>> {
    let mut there = HashSet::new();
    stream_folder(fs, folder, &mut |events| {
        there.extend(events.iter().map(|event| event.id));
    })?;
    Ok(there)
}

/// What is wrong in view of what journals cite of each other.
pub(super) fn disagreements(
    fs: &dyn Fs,
    folder: &Path,
    scans: &BTreeMap<String, Scan>,
    citations: &mut BTreeMap<String, Citation>,
) -> io::Result<Vec<Trouble>> {
    let mut cited = Cited::new();
    for (name, scan) in scans {
        for (other, head) in &scan.cited {
            let citation = citations.entry(other.clone()).or_default();
            citation.by.insert(name.clone());
            citation.seq = citation.seq.max(head.seq);
            let heads = cited.entry(other.clone()).or_default();
            heads.insert(head.seq, head.clone());
        }
    }
    let mut troubles = Vec::new();
    // A head whose journal is gone: it had lines, and was here.
    for path in entries(fs, folder)? {
        let name = name_of(&path);
        let journal = name
            .strip_suffix(".head")
            .filter(|name| !name.starts_with('.'));
        if let Some(journal) = journal.filter(|name| name.ends_with(".jsonl"))
            && !scans.contains_key(journal)
            && !cited.contains_key(journal)
            && fs.stat(&folder.join(journal)).is_err()
        {
            let what = (None, TroubleKind::LostTail);
            troubles.extend(located(&folder.join(journal), [what]));
        }
    }
    for (name, heads) in cited {
        let path = folder.join(&name);
        let wrong = vouch(fs, (folder, &path), scans.get(&name), &heads)?;
        troubles.extend(located(&path, wrong));
    }
    Ok(troubles)
}

/// Lines of other journals that the journals of a folder cite, by file name and number.
type Cited = BTreeMap<String, BTreeMap<u64, Head>>;

/// What is wrong with a file in view of what other journals cite of it.
fn vouch(
    fs: &dyn Fs,
    (folder, path): (&Path, &Path),
    scan: Option<&Scan>,
    heads: &BTreeMap<u64, Head>,
) -> io::Result<Option<(Option<u64>, TroubleKind)>> {
    let check = |scan: &Scan| {
        heads
            .values()
            .rev()
            .find_map(|head| match scan.check(head) {
                Some((line, TroubleKind::LostTail)) => Some((line, scan.lacks(head))),
                other => other,
            })
    };
    if scan.is_some_and(|scan| check(scan).is_none()) {
        return Ok(None);
    }
    // It may have grown, or come to be, after it was read and before the citing file was.
    // A listing is asked, since a cited name could lead anywhere.
    let known = fs.list(folder)?;
    let gone = || {
        // Where its head lies here, the file lay here too.
        let kind = if scan.is_some() || known.contains(&head_path(path)) {
            TroubleKind::LostTail
        } else {
            TroubleKind::NotHere
        };
        Ok(Some((None, kind)))
    };
    if !name_of(path).ends_with(".jsonl") || !known.iter().any(|journal| journal == path) {
        return gone();
    }
    match scan_file(fs, path) {
        Ok(again) => Ok(check(&again)),
        // No regular file is there, or none any more.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::InvalidInput
            ) =>
        {
            gone()
        }
        Err(error) => Err(error),
    }
}

fn located(
    path: &Path,
    troubles: impl IntoIterator<Item = (Option<u64>, TroubleKind)>,
) -> impl Iterator<Item = Trouble> {
    let path = path.to_owned();
    troubles.into_iter().map(move |(line, what)| Trouble {
        path: path.clone(),
        line,
        what,
    })
}

/// Scans a file in view of its head.
pub(super) fn scan_file(fs: &dyn Fs, path: &Path) -> io::Result<Scan> {
    read_file(fs, path, Whence::Start, &mut drop)
}

/// The journal files of a folder, sorted by name; none where it isn't there.
///
/// # Errors
/// Those of the system while listing.
pub fn journals(fs: &dyn Fs, folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = entries(fs, folder)?;
    // Hidden files are temporary ones under way.
    paths.retain(|path| {
        let name = name_of(path);
        name.ends_with(".jsonl") && !name.starts_with('.')
    });
    Ok(paths)
}

/// What lies in a folder; nothing where it isn't there.
pub(super) fn entries(fs: &dyn Fs, folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs.list(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        // A file stands in the way to where the folder would be.
        Err(error) if error.kind() == io::ErrorKind::NotADirectory && fs.stat(folder).is_err() => {
            Ok(Vec::new())
        }
        listed => listed,
    }
}

/// The name of a file.
pub(super) fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
