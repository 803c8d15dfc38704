//! A set on disk as an indexed sequence of incidents that never has to fit in
//! memory: row offsets are found slice by slice, an incident is parsed when it
//! is asked for.
//!
//! Nothing here writes, and nothing here knows what was decided. The file is
//! opened once and read up to the length it had then: what a writer appends or
//! renames into its place later shows in [`Corpus::changed`] and nowhere else.

mod index;
mod rows;
pub mod search;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use index::{Index, Place};
use rows::Near;

use crate::disk::{Fs, ReadAt, Stat};
use crate::domain::Digest;
use crate::domain::limits::RECORD_BYTES;

/// How many bytes are read at once: plain reads of this size run at the speed
/// of memory, and unlike a memory map they survive a file that is cut short.
const SLICE: usize = 256 << 10;

/// Why a set, or one line of it, can't be read.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// The file can't be read.
    #[error("{}: {cause}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The file ends before a byte that was there when it was opened.
    #[error("{}: the file was cut short while it was open: it had {had} bytes, and byte {missing} is gone", path.display())]
    Shrunk {
        /// The file.
        path: PathBuf,
        /// Its length when it was opened.
        had: u64,
        /// The first byte, from 0, that couldn't be read.
        missing: u64,
    },
    /// A line isn't an incident.
    #[error("{}, line {line}: {cause}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        cause: String,
    },
    /// A line is longer than [`RECORD_BYTES`].
    #[error("{}, line {line}: the record has {len} bytes, the limit is {RECORD_BYTES}; split it or leave out bodies", path.display())]
    LongLine {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// Its length in bytes.
        len: u32,
    },
    /// There is no such row, or it isn't found yet.
    #[error("{}: there is no row {row}; {known} are known", path.display())]
    NoRow {
        /// The file.
        path: PathBuf,
        /// The row, from 0.
        row: u32,
        /// How many rows are known.
        known: usize,
    },
}

impl CorpusError {
    /// What to do about a line that is no incident.
    const MEND: &str = "correct the line, or leave it out: `overrule import SET -o NEW.jsonl` \
        takes the other lines and lists what it left out, and --decisions names the folder of \
        the decisions that belong to NEW.jsonl";

    /// The same where the file is known: a line by its number.
    pub fn in_its_set(&self) -> String {
        match self {
            Self::Line { line, cause, .. } => format!("line {line} can't be read: {cause}"),
            other => other.to_string(),
        }
    }

    /// What to do about it, where it is a line that is no incident.
    pub const fn mend(&self) -> Option<&'static str> {
        match self {
            Self::Line { .. } | Self::LongLine { .. } => Some(Self::MEND),
            _ => None,
        }
    }
}

/// An open set. Threads share it: finding offsets, reading rows and searching
/// wait for each other only while a few offsets are noted.
pub struct Corpus {
    fs: Arc<dyn Fs>,
    path: PathBuf,
    file: Box<dyn ReadAt>,
    opened: Stat,
    index: RwLock<Index>,
    /// Held by whoever finds offsets, with the bytes of the slice under way.
    feeding: Mutex<Vec<u8>>,
    /// Rows around a remembered place, until their offsets are found.
    near: RwLock<Near>,
}

impl Corpus {
    /// Opens a set; nothing is read yet.
    ///
    /// # Errors
    /// The file can't be opened.
    pub fn open(fs: Arc<dyn Fs>, path: &Path) -> Result<Self, CorpusError> {
        // Looked at before it is opened: a file that takes its name in between
        // counts as a change, and never as the one that is read.
        let opened = fs.stat(path).and_then(|opened| {
            let file = fs.open(path)?;
            let len = file.len()?;
            Ok((file, Stat { len, ..opened }))
        });
        let (file, opened) = opened.map_err(|cause| CorpusError::File {
            path: path.to_owned(),
            cause,
        })?;
        Ok(Self {
            fs,
            path: path.to_owned(),
            file,
            opened,
            index: RwLock::default(),
            feeding: Mutex::default(),
            near: RwLock::default(),
        })
    }

    /// Finds more row offsets, reading about so many bytes (whole slices of
    /// 256 KiB, at least one); true once all are known.
    ///
    /// # Errors
    /// The file can't be read, or was cut short.
    pub fn index_more(&self, bytes: u64) -> Result<bool, CorpusError> {
        let mut slice = self.feeding.lock().unwrap_or_else(PoisonError::into_inner);
        let mut from = self.index().fed();
        let until = from.saturating_add(bytes.max(1)).min(self.opened.len);
        while from < until {
            let left = usize::try_from(self.opened.len - from).unwrap_or(SLICE);
            slice.resize(left.min(SLICE), 0);
            self.read(from, &mut slice)?;
            let mut index = self.index_mut();
            index.feed(&slice);
            from = index.fed();
        }
        let done = from >= self.opened.len;
        if done {
            *slice = Vec::new();
            self.index_mut().finish();
        }
        Ok(done)
    }

    fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn index_mut(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many bytes of the file were looked at for offsets so far.
    pub fn indexed(&self) -> u64 {
        self.index().fed()
    }

    /// Rows known so far. Blank lines are no rows.
    pub fn len(&self) -> usize {
        self.index().len()
    }

    /// True while no row is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True where the file isn't the one that was opened any more: another
    /// file, length or time, or not there.
    pub fn changed(&self) -> bool {
        self.fs
            .stat(&self.path)
            .map_or(true, |now| now != self.opened)
    }

    /// What was known of the file when it was opened.
    pub fn opened(&self) -> Stat {
        self.opened
    }

    /// Hash of the whole open file, with the bytes it has now; `told` gets the
    /// number of bytes of each slice that was read.
    ///
    /// # Errors
    /// The file can't be read, or was cut short.
    pub fn digest(&self, told: &dyn Fn(u64)) -> Result<Digest, CorpusError> {
        let mut hasher = blake3::Hasher::new();
        let mut buffer = vec![0; SLICE];
        let mut at = 0;
        while at < self.opened.len {
            let left = usize::try_from(self.opened.len - at).unwrap_or(SLICE);
            let slice = &mut buffer[..left.min(SLICE)];
            self.read(at, slice)?;
            hasher.update(slice);
            at += slice.len() as u64;
            told(slice.len() as u64);
        }
        Ok(Digest::from_hash(&hasher.finalize()))
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn read(&self, from: u64, buffer: &mut [u8]) -> Result<(), CorpusError> {
        self.file.read_exact_at(from, buffer).map_err(|cause| {
            match (cause.kind(), self.file.len()) {
                (io::ErrorKind::UnexpectedEof, Ok(now)) => CorpusError::Shrunk {
                    path: self.path.clone(),
                    had: self.opened.len,
                    missing: now.max(from),
                },
                _ => CorpusError::File {
                    path: self.path.clone(),
                    cause,
                },
            }
        })
    }
}

#[cfg(test)]
mod tests;
