//! Writing the journal: which file, and what happens when writing fails.
//!
//! A call of [`Writer::append`] returns once its events are on the disk. Where
//! it fails, none of them counts as saved; the file is cut back to where it
//! was, so that the next try doesn't glue on to half a line. A file that can't
//! be trusted any more is left alone, and the events go to another one; a start
//! goes on only with a file whose last line its head vouches for (`left`). Events
//! that reach the disk twice that way are folded by id.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::left;
use super::names::{prefix, random_part};
use super::quarantine;
use super::read::{journals, name_of, scan_file};
use super::shard::{Failure, Shard, sync_names};
use crate::disk::{Admitted, Fs};
use crate::domain::event::Head;
use crate::domain::{At, Event, EventId, ReviewerId};

/// How many names are tried for a new file.
pub(super) const TRIES: u32 = 64;

/// Who writes: the name on every event, and what names the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hand {
    /// The reviewer.
    pub reviewer: ReviewerId,
    /// The machine.
    pub host: String,
    /// Eight random letters and digits for a new file.
    pub random: String,
}

/// The writer of one reviewer's journal on this host. It makes a file with its first event.
pub struct Writer {
    fs: Arc<dyn Fs>,
    folder: PathBuf,
    prefix: String,
    random: String,
    /// The set that the folder lies beside.
    set: Option<PathBuf>,
    /// Whether the folder was there before.
    seen: bool,
    /// How many names were tried so far.
    tries: u32,
    /// The file that is written, its lock held.
    shard: Option<Shard>,
    /// Files that failed: not gone on with while this program runs.
    poisoned: BTreeSet<PathBuf>,
    /// Own files with damage that is to be copied and put on record.
    damaged: Vec<PathBuf>,
    /// Own files that nobody goes on with and that aren't settled yet.
    left: Vec<PathBuf>,
    /// Names of copies in quarantine that records of own files name.
    known: BTreeSet<String>,
    /// The latest heads of the other files.
    heads: BTreeMap<String, Head>,
    /// Whether a file was given up because its path leads to it no more.
    strayed: bool,
}

impl Writer {
    /// Prepares a writer: it goes on with this host's file of this reviewer
    /// where its lock is free, its lines are good and the last one is known to
    /// be on the disk, else it makes a new one at the first append. A torn tail is cut, after a copy was set aside, with
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
        let mut writer = Self {
            seen: fs.stat(folder).is_ok(),
            fs,
            folder: folder.to_owned(),
            prefix: prefix(reviewer.as_str(), host),
            random: random.to_owned(),
            set: None,
            tries: 0,
            shard: None,
            poisoned: BTreeSet::new(),
            damaged: Vec::new(),
            left: Vec::new(),
            known: BTreeSet::new(),
            heads: BTreeMap::new(),
            strayed: false,
        };
        writer.shard = writer.resume()?;
        Ok(writer)
    }

    /// The set that the folder lies beside: the folder is made only where the
    /// set is. A folder that was there and is gone may be one whose disk was
    /// taken out, and what is written under its name would be hidden once the
    /// disk is back; so without a set to look for it isn't made again.
    #[must_use]
    pub fn beside(mut self, set: Option<&Path>) -> Self {
        self.set = set.map(Path::to_owned);
        if let (Some(shard), Some(set)) = (&self.shard, set) {
            // The set may have been shared since.
            self.fs.admit(shard.path(), set, Admitted::Readers);
        }
        self
    }

    /// Notes the last lines of other journal files that are known to be on the
    /// disk, by file name, as [`super::Folder::synced`] has them. Those that changed since this file
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
        if let Some(first) = events.first() {
            let mut all = self.set_aside((first.at, &first.reviewer));
            all.extend_from_slice(events);
            self.put_once(&all)?;
        }
        Ok(events.iter().map(|event| event.id).collect())
    }

    /// Appends events after what [`Self::set_aside`] put on record.
    fn put_once(&mut self, events: &[Event]) -> io::Result<()> {
        let left = std::mem::take(&mut self.left);
        if let Err(error) = self.put(events) {
            self.left = left;
            return Err(error);
        }
        self.known
            .extend(events.iter().filter_map(quarantine::names));
        Ok(())
    }

    /// Appends events and nothing else.
    pub(super) fn put(&mut self, events: &[Event]) -> io::Result<()> {
        if self.append_to_shard(events)? {
            return Ok(());
        }
        // The path may lead to a good file of ours again.
        if let Some(shard) = self.resume()? {
            self.shard = Some(shard);
            if self.append_to_shard(events)? {
                return Ok(());
            }
        }
        let mut shard = self.begin()?;
        match shard.append(events, &self.heads) {
            Ok(()) => self.shard = Some(shard),
            Err(Failure::Again(error)) => {
                self.shard = Some(shard);
                return Err(error);
            }
            Err(Failure::Gone(error) | Failure::Lost(error)) => {
                let path = shard.path().to_owned();
                shard.abandon();
                // Nothing in it was acknowledged: each try shall not leave one more.
                let _ = self.fs.remove(&path);
                self.poisoned.insert(path);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Appends to the file at hand; false where there is none that can be trusted.
    fn append_to_shard(&mut self, events: &[Event]) -> io::Result<bool> {
        let Some(shard) = &mut self.shard else {
            return Ok(false);
        };
        let failure = match shard.append(events, &self.heads) {
            Ok(()) => return Ok(true),
            Err(Failure::Again(error)) => return Err(error),
            Err(failure) => failure,
        };
        // The handle goes, and its lock with it; a later start puts the file right.
        if let Some(shard) = self.shard.take() {
            match failure {
                Failure::Lost(_) => drop(self.poisoned.insert(shard.path().to_owned())),
                Failure::Gone(_) | Failure::Again(_) => self.strayed = true,
            }
            shard.abandon();
        }
        Ok(false)
    }

    /// Goes on with a file of this reviewer on this host, where nobody else
    /// does, its lines are good and its head vouches for the last one. One that can't be opened (a link among
    /// them), locked or read is no reason to stop: there will be another.
    fn resume(&mut self) -> io::Result<Option<Shard>> {
        let mut resumed = None;
        let mut left = Vec::new();
        self.damaged.clear();
        for path in journals(self.fs.as_ref(), &self.folder)? {
            if !name_of(&path).starts_with(&self.prefix) || self.poisoned.contains(&path) {
                continue;
            }
            let Ok(mut file) = self.fs.append_to(&path) else {
                continue;
            };
            if !file.try_lock().unwrap_or(false) {
                continue;
            }
            let Ok(scan) = scan_file(self.fs.as_ref(), &path) else {
                continue;
            };
            self.known.extend(scan.copies.iter().cloned());
            if scan.is_damaged() {
                self.damaged.push(path);
            } else if resumed.is_none() && scan.can_go_on() {
                resumed = Some(Shard::resume(Arc::clone(&self.fs), path, file, &scan));
            } else if scan.is_sound() && !scan.can_go_on() {
                left.push((path, scan.torn > 0 || scan.overdue().is_some()));
            }
        }
        self.left = self.unsettled(left)?;
        Ok(resumed)
    }

    /// Of files that nobody goes on with, those with something to be done: that
    /// is known already, or a tail was copied and didn't come on record.
    fn unsettled(&self, left: Vec<(PathBuf, bool)>) -> io::Result<Vec<PathBuf>> {
        let mut copies = Vec::new();
        if !left.is_empty() {
            copies = quarantine::all(self.fs.as_ref(), &self.folder)?;
            copies.retain(|copy| !self.known.contains(copy));
        }
        let unsettled = left.into_iter().filter(|(path, known)| {
            let name = name_of(path);
            *known || copies.iter().any(|copy| copy.starts_with(&name))
        });
        Ok(unsettled.map(|(path, _)| path).collect())
    }

    /// Copies damaged files of this reviewer, and tails of those that nobody
    /// goes on with, into quarantine and returns the records that say so. What
    /// can't be copied now is copied another time: it must not keep a decision
    /// from being saved.
    fn set_aside(&self, who: (At, &ReviewerId)) -> Vec<Event> {
        let fs = self.fs.as_ref();
        let settled = self.left.iter();
        let settled = settled.flat_map(|path| left::settle(fs, path, &self.known, who));
        let mut records: Vec<Event> = settled.flatten().collect();
        for path in &self.damaged {
            let Ok(bytes) = self.fs.read(path) else {
                continue;
            };
            if self.known.contains(&quarantine::damaged_name(path, &bytes)) {
                continue;
            }
            records.extend(quarantine::keep_damaged(fs, path, &bytes, who));
        }
        records
    }

    /// Makes a new file.
    fn begin(&mut self) -> io::Result<Shard> {
        have_folder(
            self.fs.as_ref(),
            &self.folder,
            self.set.as_deref(),
            !self.seen,
        )?;
        self.seen = true;
        for _ in 0..TRIES {
            let name = random_part(&self.random, self.tries);
            self.tries = self.tries.wrapping_add(1);
            let path = self.folder.join(format!("{}{name}.jsonl", self.prefix));
            let mut file = match self.fs.create_new(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                made => made?,
            };
            // Decisions are for whom the set is for.
            let like = self.set.as_deref().unwrap_or(&self.folder);
            self.fs.admit(&path, like, Admitted::Readers);
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

    /// Whether what was written may not be where it was written any more: since
    /// this was asked last, the file was cut, grew by another hand, went, or was
    /// replaced. A file of which that is so is given up.
    pub fn has_strayed(&mut self) -> bool {
        if let Some(shard) = self.shard.take_if(|shard| shard.still_ours().is_err()) {
            shard.abandon();
            self.strayed = true;
        }
        std::mem::take(&mut self.strayed)
    }

    /// The file, once there is one.
    pub fn path(&self) -> Option<&Path> {
        self.shard.as_ref().map(Shard::path)
    }
}

/// Makes a decisions folder where that can't hide decisions: one that was there
/// before and has no set to lie beside isn't made `new`.
pub(super) fn have_folder(
    fs: &dyn Fs,
    folder: &Path,
    set: Option<&Path>,
    new: bool,
) -> io::Result<()> {
    if fs.stat(folder).is_ok() {
        return Ok(());
    }
    match set.map(|set| fs.stat(set)) {
        Some(there) => drop(there?),
        None if !new => return Err(io::ErrorKind::NotFound.into()),
        None => {}
    }
    let missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|above| !above.as_os_str().is_empty() && fs.stat(above).is_err())
        .collect();
    fs.make_folder(folder)?;
    // The names of what was made above the folder; its own comes with the file.
    for made in missing.iter().skip(1) {
        sync_names(fs, made)?;
    }
    Ok(())
}
