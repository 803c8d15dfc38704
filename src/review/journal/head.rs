//! Heads: beside each journal file, `<name>.head` says how far it has come.
//!
//! A head is written after the journal's own sync has returned, so that no head
//! is ever ahead of what is on the disk, whatever of it survives a power cut.
//! Now and then it is replaced as a whole and synced; after every other append
//! a line is added to it without a sync: one write to an open file, which a
//! killed program doesn't lose, and a power cut may. Whoever reads takes the
//! last line that is whole. Damage to the last line of a journal can so be told
//! from a write that was cut off.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::disk::{Admitted, Append, Fs, replace};
use crate::domain::Digest;
use crate::domain::event::Head;

/// After how many appends the head file is replaced and synced.
const REPLACE_EVERY: u32 = 64;

/// A line of a head file: how far its journal had come when it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// The last line.
    pub seq: u64,
    /// Its hash.
    pub hash: Digest,
    /// The length of the file in bytes.
    pub offset: u64,
}

impl Mark {
    /// The line alone.
    pub fn head(&self) -> Head {
        Head {
            seq: self.seq,
            hash: self.hash,
        }
    }

    fn line(&self) -> io::Result<Vec<u8>> {
        let mut line = serde_json::to_vec(self)?;
        line.push(b'\n');
        Ok(line)
    }
}

/// The head file of a journal file.
pub(super) fn head_path(journal: &Path) -> PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push(".head");
    name.into()
}

/// How far a journal is known to have come. A head that can't be read counts as
/// missing, for the writer makes it anew.
pub(super) fn mark_of(fs: &dyn Fs, journal: &Path) -> Option<Mark> {
    let bytes = fs.read(&head_path(journal)).ok()?;
    let mut lines = bytes.split(|byte| *byte == b'\n').rev();
    lines.find_map(|line| serde_json::from_slice(line).ok())
}

/// Writes a head for good, in place of the one that is there.
pub(super) fn write(fs: &dyn Fs, journal: &Path, mark: &Mark) -> io::Result<()> {
    put(fs, &head_path(journal), journal, mark)
}

/// Whoever may read a journal may see how far it came.
fn put(fs: &dyn Fs, head: &Path, journal: &Path, mark: &Mark) -> io::Result<()> {
    replace(fs, head, &mark.line()?)?;
    fs.admit(head, journal, Admitted::Readers);
    Ok(())
}

/// The head file of a journal file that is being written.
pub(super) struct HeadFile {
    path: PathBuf,
    journal: PathBuf,
    file: Option<Box<dyn Append>>,
    /// Lines added since it was replaced; none before the first time.
    added: Option<u32>,
}

impl HeadFile {
    /// The head file of a journal; nothing is written yet.
    pub fn of(journal: &Path) -> Self {
        Self {
            path: head_path(journal),
            journal: journal.to_owned(),
            file: None,
            added: None,
        }
    }

    /// Notes how far the journal has come. A failure is no failure of saving:
    /// the old head stays true, and the next try is at the next append.
    pub fn note(&mut self, fs: &dyn Fs, mark: &Mark) {
        let added = match (&mut self.file, self.added) {
            (Some(file), Some(added)) if added + 1 < REPLACE_EVERY => mark
                .line()
                .and_then(|line| file.append(&line))
                .map(|()| added + 1),
            _ => self.replace(fs, mark).map(|()| 0),
        };
        self.added = added.ok();
        if self.added.is_none() {
            self.file = None;
        }
    }

    /// Writes the head for good, where there is anything to say.
    pub fn close(&mut self, fs: &dyn Fs, mark: &Mark) {
        if self.added.is_some_and(|added| added > 0) {
            let _ = self.replace(fs, mark);
        }
        self.give_up();
    }

    /// Says nothing more about a journal that can't be trusted.
    pub fn give_up(&mut self) {
        (self.file, self.added) = (None, None);
    }

    fn replace(&mut self, fs: &dyn Fs, mark: &Mark) -> io::Result<()> {
        self.file = None;
        put(fs, &self.path, &self.journal, mark)?;
        // Without a handle the next one is replaced as well.
        self.file = fs.append_to(&self.path).ok();
        Ok(())
    }
}
