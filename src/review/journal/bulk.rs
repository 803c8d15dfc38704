//! A bulk act as a journal file of its own: written whole beside its place,
//! synced once, and renamed into place. However many lines it has, the folder
//! holds all of them or none, so that no line of it is ever torn, and whoever
//! calls it off leaves nothing. To readers it is a journal like any other.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::head::{self, Mark};
use super::line::{hash_of, line_of, no_line};
use super::names::{prefix, random_part};
use super::shard::sync_names;
use super::write::{Hand, TRIES, have_folder};
use crate::disk::{Draft, Existing, Fs};
use crate::domain::{Event, Record};

/// A bulk act under way. Dropped before it is finished, it leaves nothing.
pub struct Bulk<'a> {
    fs: &'a dyn Fs,
    path: PathBuf,
    draft: Draft<'a>,
    mark: Mark,
}

impl<'a> Bulk<'a> {
    /// Begins a file in a decisions folder that lies beside a set, where it does
    /// (see [`super::Writer::beside`]).
    ///
    /// # Errors
    /// Those of the system.
    pub fn begin(
        fs: &'a dyn Fs,
        folder: &Path,
        set: Option<&Path>,
        hand: &Hand,
    ) -> io::Result<Self> {
        have_folder(fs, folder, set, true)?;
        let prefix = prefix(hand.reviewer.as_str(), &hand.host);
        let names = (0..TRIES).map(|at| random_part(&hand.random, at));
        let mut paths = names.map(|name| folder.join(format!("{prefix}{name}.jsonl")));
        let path = paths.find(|path| fs.stat(path).is_err() && !fs.is_link(path));
        let path = path.ok_or(io::ErrorKind::AlreadyExists)?;
        Ok(Self {
            draft: Draft::begin(fs, &path)?,
            fs,
            path,
            mark: Mark {
                seq: 0,
                hash: no_line(),
                offset: 0,
            },
        })
    }

    /// Adds an event.
    ///
    /// # Errors
    /// Those of the system.
    pub fn add(&mut self, event: &Event) -> io::Result<()> {
        let (seq, prev) = (self.mark.seq + 1, self.mark.hash);
        let record = Record::seal(event.clone(), seq, prev, BTreeMap::new());
        let mut line = line_of(&record)?.into_bytes();
        let hash = hash_of(&line);
        line.push(b'\n');
        self.draft.append(&line)?;
        self.mark = Mark {
            seq,
            hash,
            offset: self.mark.offset + line.len() as u64,
        };
        Ok(())
    }

    /// Returns once the file is in its place and on the disk.
    ///
    /// # Errors
    /// Those of the system. Where it fails before the file is in its place,
    /// nothing is left.
    pub fn finish(self) -> io::Result<PathBuf> {
        self.draft.finish(Existing::Keep)?;
        if let Some(folder) = self.path.parent() {
            sync_names(self.fs, folder)?;
        }
        // Without a head the file is read all the same; its last line only
        // counts as one that may not be on the disk.
        let _ = head::write(self.fs, &self.path, &self.mark);
        Ok(self.path)
    }
}
