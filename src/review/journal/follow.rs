//! Following a decisions folder: it is read once as a whole, and from then on
//! what came since. A file is read on from the end of its last line where it is
//! still the file that was read and that line still stands there; any other one
//! is read from its beginning, and only what is new in it is handed on.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::line::{hash_of, without_cr};
use super::read::{Folder, disagreements, journals, name_of};
use super::scan::Scan;
use super::stream::{Whence, read_file};
use crate::disk::{Fs, Stat};
use crate::domain::Event;

/// A file as it was when it was read last.
#[derive(Debug)]
struct Known {
    stat: Stat,
    scan: Scan,
}

/// How much is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Much {
    /// What came since.
    News,
    /// Every byte.
    All,
}

/// A reader of one decisions folder.
pub struct Follower {
    fs: Arc<dyn Fs>,
    folder: PathBuf,
    files: BTreeMap<PathBuf, Known>,
}

impl Follower {
    /// Nothing was read yet.
    pub fn new(fs: Arc<dyn Fs>, folder: PathBuf) -> Self {
        Self {
            fs,
            folder,
            files: BTreeMap::new(),
        }
    }

    /// Reads the folder; `take` gets the events that weren't handed on before.
    ///
    /// # Errors
    /// Those of the system while listing or reading; what was read by then may
    /// be handed on again.
    pub fn read(&mut self, much: Much, take: &mut dyn FnMut(Vec<Event>)) -> io::Result<Folder> {
        let fs = Arc::clone(&self.fs);
        let mut known = std::mem::take(&mut self.files);
        let mut found = Folder::default();
        let mut scans = BTreeMap::new();
        let mut stats = BTreeMap::new();
        let mut count = 0;
        for path in journals(fs.as_ref(), &self.folder)? {
            let Some(stat) = found.stat(fs.as_ref(), &path)? else {
                continue;
            };
            let from = self.from(&path, &stat, much, known.remove(&path));
            let before = count;
            let scan = read_file(fs.as_ref(), &path, from, &mut |events| {
                count += events.len();
                take(events);
            })?;
            found.note(&path, &scan, before..count);
            scans.insert(name_of(&path), scan);
            stats.insert(path, stat);
        }
        let troubles = disagreements(fs.as_ref(), &self.folder, &scans, &mut found.cited)?;
        found.add(troubles);
        for (path, stat) in stats {
            if let Some(scan) = scans.remove(&name_of(&path)) {
                self.files.insert(path, Known { stat, scan });
            }
        }
        Ok(found)
    }

    /// From where a file is to be read.
    fn from(&self, path: &Path, stat: &Stat, much: Much, known: Option<Known>) -> Whence {
        match known {
            None => Whence::Start,
            Some(known) if much == Much::News && self.goes_on(path, stat, &known) => {
                Whence::End(known.scan)
            }
            Some(known) => Whence::StartAfter(known.scan),
        }
    }

    /// Whether a file is the one that was read, unchanged or longer. One that
    /// was changed without having grown is no journal being written.
    fn goes_on(&self, path: &Path, stat: &Stat, known: &Known) -> bool {
        let Some((range, hash)) = known.scan.last_line() else {
            return false;
        };
        if *stat == known.stat {
            return true;
        }
        if stat.file != known.stat.file || stat.len <= known.stat.len {
            return false;
        }
        let length = usize::try_from(range.end - range.start).unwrap_or_default();
        let mut line = vec![0; length];
        let read = self.fs.open(path);
        let read = read.and_then(|file| file.read_exact_at(range.start, &mut line));
        read.is_ok() && line.pop() == Some(b'\n') && hash_of(without_cr(&line)) == hash
    }
}
