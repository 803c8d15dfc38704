//! A set on disk as an indexed sequence of incidents that never has to fit in
//! memory: row offsets are found slice by slice, an incident is parsed when it
//! is asked for.
//!
//! Nothing here writes, and nothing here knows what was decided.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::Fs;
use crate::domain::{Digest, Incident};

/// Why a set, or one line of it, can't be read.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// The file can't be read.
    #[error("{}: {cause}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
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
}

/// An open set.
pub struct Corpus {
    _fs: Arc<dyn Fs>,
}

impl Corpus {
    /// Opens a set; nothing is read yet.
    ///
    /// # Errors
    /// The file can't be opened.
    pub fn open(fs: Arc<dyn Fs>, path: &Path) -> Result<Self, CorpusError> {
        let _ = path;
        Ok(Self { _fs: fs })
    }

    /// Finds more row offsets, reading about so many bytes; true once all are known.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn index_more(&mut self, bytes: u64) -> Result<bool, CorpusError> {
        let _ = bytes;
        unimplemented!()
    }

    /// Rows known so far. Blank lines are no rows.
    pub fn len(&self) -> usize {
        unimplemented!()
    }

    /// True while no row is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One incident, parsed.
    ///
    /// # Errors
    /// The file can't be read, or the line isn't an incident.
    pub fn incident(&self, row: u32) -> Result<Incident, CorpusError> {
        let _ = row;
        unimplemented!()
    }

    /// True where the file isn't the one that was opened any more: other length or time.
    pub fn changed(&self) -> bool {
        unimplemented!()
    }

    /// Hash of the whole file as it is now.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn digest(&self) -> Result<Digest, CorpusError> {
        unimplemented!()
    }

    /// The file.
    pub fn path(&self) -> &Path {
        unimplemented!()
    }
}
