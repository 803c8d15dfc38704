//! What is on the disk and what isn't yet, for the file system in memory, and
//! what a crash may leave of it. The rules are harsher than those of any one
//! file system: of what wasn't synced, any part may survive, in any order;
//! zeros or garbage may stand in for the rest; a length may be ahead of its
//! data; and a name is on the disk only once its own folder was synced.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Draws a number below another one.
pub(super) type Chance<'a> = &'a mut dyn FnMut(usize) -> usize;

/// What a file holds, in memory and on the disk.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    /// What is read now.
    bytes: Vec<u8>,
    /// How many of these, from the first, the disk has as well.
    kept: usize,
    /// What the disk has after them.
    old: Vec<u8>,
    /// What was written and cut off again since, and where.
    cut: Vec<(usize, Vec<u8>)>,
    /// What a failed sync has marked as written all the same: no later sync
    /// writes it any more.
    doubtful: Vec<Range<usize>>,
}

impl Content {
    pub fn on_disk(bytes: Vec<u8>) -> Self {
        Self {
            kept: bytes.len(),
            bytes,
            ..Self::default()
        }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn append(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub fn set_len(&mut self, len: usize) {
        if len < self.bytes.len() {
            let gone = self.bytes.split_off(len);
            let (on_disk, fresh) = gone.split_at(self.kept.saturating_sub(len).min(gone.len()));
            if !fresh.is_empty() {
                self.cut.push((len + on_disk.len(), fresh.to_vec()));
            }
            self.old.splice(0..0, on_disk.iter().copied());
            self.kept = self.kept.min(len);
        }
        self.bytes.resize(len, 0);
        for range in &mut self.doubtful {
            range.end = range.end.min(len);
        }
        self.doubtful.retain(|range| !range.is_empty());
    }

    pub fn sync(&mut self) {
        self.kept = self.bytes.len();
        self.old.clear();
        self.cut.clear();
    }

    pub fn fail_sync(&mut self) {
        if self.kept < self.bytes.len() {
            self.doubtful.push(self.kept..self.bytes.len());
        }
    }

    /// What the disk may hold after a crash now.
    pub fn crash(&self, chance: Chance<'_>) -> Vec<u8> {
        let ends = self.cut.iter().map(|(at, bytes)| at + bytes.len());
        let longest = ends.fold(self.bytes.len(), usize::max);
        let longest = longest.max(self.kept + self.old.len());
        if longest == self.kept && self.doubtful.is_empty() {
            return self.bytes.clone();
        }
        let len = match chance(6) {
            0 => self.kept,
            1 => self.kept + self.old.len(),
            2 => longest,
            3 => self.kept + chance(longest - self.kept + 1),
            _ => self.bytes.len(),
        };
        let mut left = self.bytes[..self.kept.min(len)].to_vec();
        left.resize(len, 0);
        for range in &self.doubtful {
            self.fill(&mut left, range.start..range.end.min(len), chance);
        }
        self.fill(&mut left, self.kept..len, chance);
        left
    }

    /// Fills a part of what a crash left, block by block.
    fn fill(&self, left: &mut [u8], part: Range<usize>, chance: Chance<'_>) {
        let block = [1, 16, 64, 512, 4096, usize::MAX][chance(6)];
        // Some crashes leave nothing strange: each block is there or isn't.
        let kinds = if chance(3) == 0 { 4 } else { 7 };
        let mut at = part.start;
        while at < part.end {
            let end = at.saturating_add(block - at % block).min(part.end);
            let kind = chance(kinds);
            for (place, byte) in (at..end).zip(&mut left[at..end]) {
                let old = self.old.get(place.wrapping_sub(self.kept)).copied();
                let once = self.once_there(place);
                *byte = match (kind, old) {
                    // Nothing was written over it since it was cut off.
                    (_, Some(old)) if place >= self.bytes.len() && once.is_none() => old,
                    (0..=2, _) => self.bytes.get(place).copied().unwrap_or_default(),
                    (3, _) => 0,
                    (4, old) => old.unwrap_or_default(),
                    (5, _) => once.unwrap_or_default(),
                    _ if chance(16) == 0 => b'\n',
                    _ => u8::try_from(chance(256)).unwrap_or_default(),
                };
            }
            at = end;
        }
    }

    /// What was cut off at a place.
    fn once_there(&self, place: usize) -> Option<u8> {
        self.cut.iter().find_map(|(at, bytes)| {
            let from = place.checked_sub(*at)?;
            bytes.get(from).copied()
        })
    }
}

/// Names now and on the disk.
#[derive(Debug)]
pub(super) struct Names<T> {
    now: BTreeMap<PathBuf, T>,
    disk: BTreeMap<PathBuf, T>,
    /// What happened since, oldest first.
    changes: Vec<Change<T>>,
}

#[derive(Debug)]
enum Change<T> {
    Set(PathBuf, T),
    Move {
        from: PathBuf,
        to: PathBuf,
        entry: T,
    },
    Unset(PathBuf),
}

impl<T> Change<T> {
    fn place(&self) -> &Path {
        match self {
            Self::Set(path, _) | Self::Move { to: path, .. } | Self::Unset(path) => path,
        }
    }

    fn happen(self, names: &mut BTreeMap<PathBuf, T>) {
        match self {
            Self::Set(path, entry) => {
                names.insert(path, entry);
            }
            Self::Move { from, to, entry } => {
                names.remove(&from);
                names.insert(to, entry);
            }
            Self::Unset(path) => {
                names.remove(&path);
            }
        }
    }
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self {
            now: BTreeMap::new(),
            disk: BTreeMap::new(),
            changes: Vec::new(),
        }
    }
}

impl<T: Clone> Names<T> {
    pub fn on_disk(names: BTreeMap<PathBuf, T>) -> Self {
        Self {
            now: names.clone(),
            disk: names,
            changes: Vec::new(),
        }
    }

    pub fn now(&self) -> &BTreeMap<PathBuf, T> {
        &self.now
    }

    /// Puts a name on the disk at once.
    pub fn place(&mut self, path: &Path, entry: T) {
        self.now.insert(path.to_owned(), entry.clone());
        self.disk.insert(path.to_owned(), entry);
    }

    pub fn set(&mut self, path: &Path, entry: T) {
        self.now.insert(path.to_owned(), entry.clone());
        self.changes.push(Change::Set(path.to_owned(), entry));
    }

    pub fn rename(&mut self, from: &Path, to: &Path, entry: T) {
        self.now.remove(from);
        self.now.insert(to.to_owned(), entry.clone());
        let (from, to) = (from.to_owned(), to.to_owned());
        self.changes.push(Change::Move { from, to, entry });
    }

    pub fn unset(&mut self, path: &Path) {
        self.now.remove(path);
        self.changes.push(Change::Unset(path.to_owned()));
    }

    /// Puts what happened in a folder on the disk.
    pub fn sync(&mut self, folder: &Path) {
        for change in std::mem::take(&mut self.changes) {
            if change.place().parent() == Some(folder) {
                change.happen(&mut self.disk);
            } else {
                self.changes.push(change);
            }
        }
    }

    /// The names that a crash now may leave: of the changes since, the first
    /// few or any; of a rename, both names now and then.
    pub fn crash(&self, chance: Chance<'_>) -> BTreeMap<PathBuf, T> {
        let mut names = self.disk.clone();
        let in_order = chance(2) == 0;
        let reach = chance(self.changes.len() + 1);
        for (number, change) in self.changes.iter().enumerate() {
            let happened = if in_order {
                number < reach
            } else {
                chance(2) == 0
            };
            if !happened {
                continue;
            }
            match change {
                Change::Set(path, entry) => {
                    names.insert(path.clone(), entry.clone());
                }
                Change::Move { from, to, entry } => {
                    if in_order || chance(4) > 0 {
                        names.remove(from);
                    }
                    names.insert(to.clone(), entry.clone());
                }
                Change::Unset(path) => {
                    names.remove(path);
                }
            }
        }
        names
    }
}
