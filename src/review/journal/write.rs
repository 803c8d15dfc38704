//! Writing the journal: which file, and what happens when writing fails.
//!
//! A call of [`Writer::append`] returns once its events are on the disk. Where
//! it fails, none of them counts as saved; the file is cut back to where it
//! was, so that the next try doesn't glue on to half a line. A file that can't
//! be trusted any more is left alone, and the events go to a new one. Events
//! that reach the disk twice that way are folded by id.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::names::{prefix, random_part};
use super::read::{journals, name_of, scan_file};
use super::shard::{Failure, Shard, sync_names};
use crate::disk::Fs;
use crate::domain::event::Head;
use crate::domain::{Event, EventId, ReviewerId};

/// How many names are tried for a new file.
const TRIES: u32 = 64;

/// The writer of one reviewer's journal on this host. It makes a file with its first event.
pub struct Writer {
    fs: Arc<dyn Fs>,
    folder: PathBuf,
    prefix: String,
    random: String,
    /// How many names were tried so far.
    tries: u32,
    /// The file that is written, its lock held.
    shard: Option<Shard>,
    /// The latest heads of the other files.
    heads: BTreeMap<String, Head>,
}

impl Writer {
    /// Prepares a writer: it goes on with this host's file of this reviewer
    /// where its lock is free and its lines are good, else it makes a new one at
    /// the first append. A torn tail is cut, after a copy was set aside, with
    /// the first append as well: opening changes nothing. `random` names a new file.
    ///
    /// # Errors
    /// Those of the system.
    pub fn open(
        fs: Arc<dyn Fs>,
        folder: &Path,
        reviewer: &ReviewerId,
        host: &str,
        random: &str,
    ) -> io::Result<Self> {
        let prefix = prefix(reviewer.as_str(), host);
        let mut shard = None;
        for path in journals(fs.as_ref(), folder)? {
            if name_of(&path).starts_with(&prefix) {
                shard = resume(&fs, &path);
            }
            if shard.is_some() {
                break;
            }
        }
        Ok(Self {
            fs,
            folder: folder.to_owned(),
            prefix,
            random: random.to_owned(),
            tries: 0,
            shard,
            heads: BTreeMap::new(),
        })
    }

    /// Notes the last lines of other journal files, by file name, as
    /// [`super::read_folder`] found them. Those that changed since this file
    /// last cited them go into its next record, so that a tail cut off later shows.
    pub fn cite(&mut self, heads: &BTreeMap<String, Head>) {
        self.heads.extend(
            heads
                .iter()
                .map(|(name, head)| (name.clone(), head.clone())),
        );
    }

    /// Appends events in order and returns once they are on the disk.
    ///
    /// # Errors
    /// Those of the system; then none of these events counts as saved and the
    /// same call may be repeated.
    pub fn append(&mut self, events: &[Event]) -> io::Result<Vec<EventId>> {
        if !events.is_empty() && !self.append_to_shard(events)? {
            let mut shard = self.begin()?;
            let written = shard.append(events, &self.heads);
            match written {
                Ok(()) => self.shard = Some(shard),
                Err(Failure::Again(error)) => {
                    self.shard = Some(shard);
                    return Err(error);
                }
                Err(Failure::Lost(error)) => {
                    shard.abandon();
                    return Err(error);
                }
            }
        }
        Ok(events.iter().map(|event| event.id).collect())
    }

    /// Appends to the file at hand; false where there is none that can be trusted.
    fn append_to_shard(&mut self, events: &[Event]) -> io::Result<bool> {
        let Some(shard) = &mut self.shard else {
            return Ok(false);
        };
        match shard.append(events, &self.heads) {
            Ok(()) => Ok(true),
            Err(Failure::Again(error)) => Err(error),
            Err(Failure::Lost(_)) => {
                // The handle goes, and its lock with it; a later start puts the file right.
                if let Some(shard) = self.shard.take() {
                    shard.abandon();
                }
                Ok(false)
            }
        }
    }

    /// Makes a new file.
    fn begin(&mut self) -> io::Result<Shard> {
        let missing: Vec<&Path> = self
            .folder
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && self.fs.stat(folder).is_err())
            .collect();
        if !missing.is_empty() {
            self.fs.make_folder(&self.folder)?;
        }
        // The names of what was made above the folder; its own comes with the file.
        for made in missing.iter().skip(1) {
            sync_names(self.fs.as_ref(), made)?;
        }
        for _ in 0..TRIES {
            let name = random_part(&self.random, self.tries);
            self.tries = self.tries.wrapping_add(1);
            let path = self.folder.join(format!("{}{name}.jsonl", self.prefix));
            let mut file = match self.fs.create_new(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                made => made?,
            };
            let locked = file.try_lock();
            match locked.and_then(|ours| sync_names(self.fs.as_ref(), &self.folder).map(|()| ours))
            {
                Ok(true) => return Ok(Shard::new(Arc::clone(&self.fs), path, file)),
                // Another process found the file and took it in between.
                Ok(false) => {}
                Err(error) => {
                    // It is empty; the next try shall not leave one more.
                    let _ = self.fs.remove(&path);
                    return Err(error);
                }
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// The file, once there is one.
    pub fn path(&self) -> Option<&Path> {
        self.shard.as_ref().map(Shard::path)
    }
}

/// Goes on with a file, where nobody else does and its lines are good. One
/// that can't be opened (a link among them), locked or read is no reason to
/// stop: there will be another.
fn resume(fs: &Arc<dyn Fs>, path: &Path) -> Option<Shard> {
    let mut file = fs.append_to(path).ok()?;
    if !file.try_lock().ok()? {
        return None;
    }
    let scan = scan_file(fs.as_ref(), path).ok()?;
    let shard = Shard::resume(Arc::clone(fs), path.to_owned(), file, &scan);
    scan.can_go_on().then_some(shard)
}
