//! Reading journal files: every good line is kept, everything else is listed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::head::{Mark, head_path, mark_of};
use super::line::{hash_of, no_line, record_of};
use super::{Trouble, TroubleKind};
use crate::disk::{Fs, Kind};
use crate::domain::event::{Head, Record};
use crate::domain::{Digest, Event};

/// All that a decisions folder holds.
#[derive(Debug, Default)]
pub struct Folder {
    /// Every good event of every file, file by file, in the order of the lines.
    pub events: Vec<Event>,
    /// The last line of each file, by file name.
    pub heads: BTreeMap<String, Head>,
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
}

/// How a head file stands to its journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HeadState {
    /// It names the last line.
    Current,
    /// It names an earlier line; the next append brings it up to date.
    Old,
    /// There is none that can be read; the next append makes it.
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

/// One journal file, scanned.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Its good records.
    pub records: Vec<Record>,
    /// Number and hash of the line of each of them.
    pub heads: Vec<Head>,
    /// What was wrong: the line, where there is one, and how.
    pub troubles: Vec<(Option<u64>, TroubleKind)>,
    /// How many lines it has, good or bad, a torn tail left out.
    pub lines: u64,
    /// Length in bytes of those lines.
    pub len: u64,
    /// Length of a torn tail after that.
    pub torn: u64,
    /// What the head file says.
    mark: Option<Mark>,
}

impl Scan {
    /// How the head stands to the file.
    fn head_state(&self) -> HeadState {
        let last = self.heads.last().map_or(0, |head| head.seq);
        match &self.mark {
            None => HeadState::Missing,
            Some(mark) if self.check(&mark.head()).is_some() => HeadState::Ahead,
            Some(mark) if mark.seq < last => HeadState::Old,
            Some(_) => HeadState::Current,
        }
    }

    /// What a file that lacks a line vouched for by another journal is: cut
    /// off, or an older copy that its own head came along with.
    fn lacks(&self, vouched: &Head) -> TroubleKind {
        let last = self.heads.last().map_or(0, |head| head.seq);
        let sound = self.troubles.is_empty() && self.head_state() == HeadState::Current;
        match &self.mark {
            Some(mark) if sound && mark.seq == last => TroubleKind::Behind(vouched.seq - last),
            _ => TroubleKind::LostTail,
        }
    }

    /// True where something saved was changed or lost.
    pub fn is_damaged(&self) -> bool {
        self.troubles.iter().any(|(_, kind)| kind.is_alarm())
    }

    /// True where a writer may go on after cutting a torn tail, if there is one.
    pub fn can_go_on(&self) -> bool {
        self.troubles
            .iter()
            .all(|(_, kind)| matches!(kind, TroubleKind::TornTail))
    }

    /// What is wrong in view of a line that a head file or another journal vouches for.
    fn check(&self, vouched: &Head) -> Option<(Option<u64>, TroubleKind)> {
        let last = self.heads.last().map_or(0, |head| head.seq);
        if vouched.seq > last.max(self.lines) {
            return Some((None, TroubleKind::LostTail));
        }
        let at = self
            .heads
            .binary_search_by_key(&vouched.seq, |head| head.seq)
            .ok()?;
        (self.heads[at] != *vouched).then_some((Some(vouched.seq), TroubleKind::Chain))
    }
}

/// One line, read.
struct Line {
    /// Where it ends, its line end included.
    end: u64,
    hash: Digest,
    read: Result<Record, TroubleKind>,
}

/// Scans a journal file. Bad bytes at its end are a torn tail, unless the head
/// says that lines were there.
pub(super) fn scan(bytes: &[u8], mark: Option<&Mark>) -> Scan {
    let mut lines = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        let line = &bytes[start..end];
        start = end + 1;
        lines.push(Line {
            end: start as u64,
            hash: hash_of(line),
            read: record_of(line),
        });
    }
    let whole = lines
        .iter()
        .rposition(|line| matches!(line.read, Ok(_) | Err(TroubleKind::UnknownVersion(_))))
        .map_or(0, |at| at + 1);
    let mut scan = Scan {
        lines: whole as u64,
        ..Scan::default()
    };
    chain(&mut scan, &mut lines, whole);
    let length = bytes.len() as u64;
    let vouched = mark.is_some_and(|mark| mark.seq > whole as u64);
    if scan.len < length && !vouched {
        scan.torn = length - scan.len;
        let line = Some(whole as u64 + 1);
        scan.troubles.push((line, TroubleKind::TornTail));
    } else if scan.len < length {
        // Garbage without a line end is a bad line like the others.
        let rest = (start as u64) < length;
        let rest = rest.then(|| TroubleKind::Malformed("no line end".to_owned()));
        let bad = lines
            .into_iter()
            .filter_map(|line| line.read.err())
            .chain(rest);
        for kind in bad {
            scan.lines += 1;
            scan.troubles.push((Some(scan.lines), kind));
        }
        scan.len = length;
    }
    if let Some(mark) = mark {
        scan.troubles.extend(scan.check(&mark.head()));
        scan.mark = Some(mark.clone());
    }
    scan
}

/// Takes the first `whole` lines out, keeps the good ones of them and checks that each
/// continues the line before.
fn chain(scan: &mut Scan, lines: &mut Vec<Line>, whole: usize) {
    // The line before; none after a bad one, of which nothing can be said.
    let mut before = Some(no_line());
    let mut last = 0;
    for (number, line) in (1..).zip(lines.drain(..whole)) {
        scan.len = line.end;
        match line.read {
            Ok(record) => {
                let follows = match &before {
                    Some(hash) => record.seq == last + 1 && record.prev == *hash,
                    None => record.seq > last,
                };
                if !follows {
                    scan.troubles.push((Some(number), TroubleKind::Chain));
                }
                last = record.seq;
                before = Some(line.hash.clone());
                scan.heads.push(Head {
                    seq: record.seq,
                    hash: line.hash,
                });
                scan.records.push(record);
            }
            Err(kind) => {
                scan.troubles.push((Some(number), kind));
                before = None;
            }
        }
    }
}

/// Reads a decisions folder; a folder that isn't there holds nothing.
///
/// # Errors
/// Those of the system while listing or reading.
pub fn read_folder(fs: &dyn Fs, folder: &Path) -> io::Result<Folder> {
    let mut found = Folder::default();
    let mut scans = BTreeMap::new();
    let mut cited = Cited::new();
    let mut ids = HashSet::new();
    for path in journals(fs, folder)? {
        if fs.stat(&path)?.kind != Kind::File {
            let what = TroubleKind::Malformed("not a regular file".to_owned());
            let line = None;
            found.troubles.push(Trouble { path, line, what });
            continue;
        }
        let mut scan = scan_file(fs, &path)?;
        let from = found.events.len();
        let name = name_of(&path);
        for mut record in std::mem::take(&mut scan.records) {
            for (other, head) in std::mem::take(&mut record.heads) {
                let citation = found.cited.entry(other.clone()).or_default();
                citation.by.insert(name.clone());
                citation.seq = citation.seq.max(head.seq);
                let heads = cited.entry(other).or_default();
                heads.insert(head.seq, head);
            }
            let event = record.into_event();
            if !ids.insert(event.id) {
                found.repeated += 1;
            }
            found.events.push(event);
        }
        if let Some(head) = scan.heads.last() {
            found.heads.insert(name.clone(), head.clone());
        }
        found.troubles.extend(located(&path, scan.troubles.clone()));
        found.readings.push(Reading {
            path,
            events: from..found.events.len(),
            len: scan.len,
            torn: scan.torn,
            head: scan.head_state(),
        });
        scans.insert(name, scan);
    }
    for (name, heads) in cited {
        let path = folder.join(&name);
        let troubles = vouch(fs, (folder, &path), scans.remove(&name), &heads)?;
        for trouble in located(&path, troubles) {
            // The head file may have said so already.
            if !found.troubles.contains(&trouble) {
                found.troubles.push(trouble);
            }
        }
    }
    Ok(found)
}

/// Lines of other journals that the journals of a folder cite, by file name and number.
type Cited = BTreeMap<String, BTreeMap<u64, Head>>;

/// What is wrong with a file in view of what other journals cite of it.
fn vouch(
    fs: &dyn Fs,
    (folder, path): (&Path, &Path),
    scan: Option<Scan>,
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
    if scan.as_ref().is_some_and(|scan| check(scan).is_none()) {
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
        Err(error) if error.kind() == io::ErrorKind::NotFound => gone(),
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
    // The head first: the journal may grow meanwhile, but never shrinks.
    let mark = mark_of(fs, path);
    Ok(scan(&fs.read(path)?, mark.as_ref()))
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
