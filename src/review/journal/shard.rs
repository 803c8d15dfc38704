//! One journal file under its lock: where its end is, how a batch is put
//! there, and how a torn tail is cut.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::head::{HeadFile, Mark};
use super::line::{hash_of, line_of, no_line};
use super::quarantine;
use super::read::name_of;
use super::scan::Scan;
use crate::disk::{Append, Fs, unless_denied};
use crate::domain::event::Head;
use crate::domain::{At, Digest, Event, Record, ReviewerId};

/// Why an append failed, and what that means for the file.
pub(super) enum Failure {
    /// The file is as it was before; the same may be tried again.
    Again(io::Error),
    /// The path leads to this file no more, or can't be reached.
    Gone(io::Error),
    /// What the file holds isn't known any more.
    Lost(io::Error),
}

impl Failure {
    /// What the system said.
    pub fn into_error(self) -> io::Error {
        match self {
            Self::Again(error) | Self::Gone(error) | Self::Lost(error) => error,
        }
    }
}

/// The end of a file.
#[derive(Clone)]
struct Tip {
    seq: u64,
    prev: Digest,
    len: u64,
}

/// One journal file.
pub(super) struct Shard {
    fs: Arc<dyn Fs>,
    path: PathBuf,
    file: Box<dyn Append>,
    /// The end of what is on the disk.
    tip: Tip,
    /// Heads of other files that this one cites already.
    cited: BTreeMap<String, Head>,
    /// Length of a torn tail that is still to be cut.
    torn: u64,
    /// Names of quarantined tails that the records name.
    known: BTreeSet<String>,
    /// False until this session looked for tails to put on record.
    ready: bool,
    head: HeadFile,
}

impl Shard {
    /// A file just made.
    pub fn new(fs: Arc<dyn Fs>, path: PathBuf, file: Box<dyn Append>) -> Self {
        Self::resume(fs, path, file, &Scan::default())
    }

    /// A file that is there already and may be gone on with.
    pub fn resume(fs: Arc<dyn Fs>, path: PathBuf, file: Box<dyn Append>, scan: &Scan) -> Self {
        let cited = scan.cited.iter().cloned().collect();
        let head = scan.heads.last().cloned();
        let (seq, prev) = head.map_or((0, no_line()), |head| (head.seq, head.hash));
        let len = scan.len;
        Self {
            fs,
            head: HeadFile::of(&path),
            path,
            file,
            tip: Tip { seq, prev, len },
            cited,
            torn: scan.torn,
            known: scan.copies.iter().cloned().collect(),
            ready: false,
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends events and returns once they are on the disk.
    pub fn append(
        &mut self,
        events: &[Event],
        heads: &BTreeMap<String, Head>,
    ) -> Result<(), Failure> {
        self.still_ours()?;
        let recovered = match events.first() {
            Some(first) if !self.ready => self.put_right((first.at, &first.reviewer))?,
            _ => Vec::new(),
        };
        let mut news = self.news(heads);
        let cited = news.clone();
        let mut tip = self.tip.clone();
        for event in recovered.iter().chain(events) {
            let line = seal(event, &tip, std::mem::take(&mut news)).map_err(Failure::Again);
            // Half of a call isn't left behind, whatever it was that failed.
            let line = line.or_else(|failure| self.cut_back(failure, &tip))?;
            self.write(&line, &tip)?;
            tip.seq += 1;
            tip.prev = hash_of(&line[..line.len() - 1]);
            tip.len += line.len() as u64;
        }
        self.tip = tip;
        self.cited.extend(cited);
        self.ready = true;
        let mark = self.mark();
        self.head.note(self.fs.as_ref(), &mark);
        Ok(())
    }

    /// Heads of other files that this one doesn't cite yet.
    fn news(&self, heads: &BTreeMap<String, Head>) -> BTreeMap<String, Head> {
        let own = name_of(&self.path);
        heads
            .iter()
            .filter(|(name, head)| **name != own && self.cited.get(*name) != Some(*head))
            .map(|(name, head)| (name.clone(), head.clone()))
            .collect()
    }

    /// Whether the path still leads to this file, and nobody wrote to it: a
    /// folder under version control can be swapped under an open handle.
    pub fn still_ours(&self) -> Result<(), Failure> {
        let expected = self.tip.len + self.torn;
        let open = self.file.length().map_err(Failure::Gone)?;
        let there = self.fs.stat(&self.path).map_err(Failure::Gone)?.len;
        if open == expected && there == expected {
            return Ok(());
        }
        Err(Failure::Gone(io::Error::other(format!(
            "{} has {there} bytes where {expected} were written",
            self.path.display()
        ))))
    }

    /// Writes a line and returns once it is on the disk. Each line is synced
    /// before the next one is begun: a crash may keep any part of what wasn't
    /// synced, and a good line after a bad one has to mean that saved data was
    /// changed.
    fn write(&mut self, line: &[u8], tip: &Tip) -> Result<(), Failure> {
        match self.file.append(line) {
            Ok(()) => {}
            Err(error) if leaves_the_file_sound(&error) => {
                return self.cut_back(Failure::Again(error), tip);
            }
            Err(error) => return self.cut_back(Failure::Lost(error), tip),
        }
        // After a failed sync nobody knows what is on the disk, and the next
        // sync may wrongly say that all is well.
        match self.file.sync() {
            Ok(()) => Ok(()),
            Err(error) => self.cut_back(Failure::Lost(error), tip),
        }
    }

    /// Cuts the file back to what was acknowledged; `tip` is the end of what was synced.
    fn cut_back<T>(&mut self, failure: Failure, tip: &Tip) -> Result<T, Failure> {
        let mut cut = self.file.cut(self.tip.len);
        if tip.len > self.tip.len {
            // The next try mustn't lie over lines that may come back.
            cut = cut.and_then(|()| self.file.sync());
        }
        let cut = cut.and_then(|()| self.file.length());
        match (failure, cut) {
            (Failure::Again(error), Ok(len)) if len == self.tip.len => Err(Failure::Again(error)),
            (failure, _) => Err(Failure::Lost(failure.into_error())),
        }
    }

    /// Cuts a torn tail after a copy was set aside, and returns the records
    /// that say so.
    fn put_right(&mut self, who: (At, &ReviewerId)) -> Result<Vec<Event>, Failure> {
        let fs = Arc::clone(&self.fs);
        // Whoever made the file may have died before its name was on the disk.
        sync_names(fs.as_ref(), folder_of(&self.path)).map_err(Failure::Again)?;
        if self.torn > 0 {
            quarantine::keep_tail(fs.as_ref(), &self.path, self.tip.len).map_err(Failure::Again)?;
            self.file.cut(self.tip.len).map_err(Failure::Lost)?;
            self.torn = 0;
        }
        // What was cut off, now or before, mustn't come back behind a new line.
        self.file.sync().map_err(Failure::Lost)?;
        quarantine::records_of_tails(fs.as_ref(), &self.path, &self.known, who)
            .map_err(Failure::Again)
    }

    /// Puts the file right without any other event: cuts a torn tail and puts
    /// it on record. Returns the records.
    pub fn tidy(&mut self, who: (At, &ReviewerId)) -> Result<Vec<Event>, Failure> {
        self.still_ours()?;
        let records = self.put_right(who)?;
        self.ready = true;
        if !records.is_empty() {
            self.append(&records, &BTreeMap::new())?;
        }
        Ok(records)
    }

    fn mark(&self) -> Mark {
        Mark {
            seq: self.tip.seq,
            hash: self.tip.prev,
            offset: self.tip.len,
        }
    }

    /// Gives the file up without another word about it.
    pub fn abandon(mut self) {
        self.head.give_up();
    }
}

impl Drop for Shard {
    fn drop(&mut self) {
        let mark = self.mark();
        self.head.close(self.fs.as_ref(), &mark);
    }
}

/// The folder that a file lies in.
fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Returns once the names in a folder, and its own, are on the disk.
pub(super) fn sync_names(fs: &dyn Fs, folder: &Path) -> io::Result<()> {
    fs.sync_folder(folder)?;
    unless_denied(fs.sync_folder(folder_of(folder)))
}

/// A line with its line end.
fn seal(event: &Event, tip: &Tip, heads: BTreeMap<String, Head>) -> io::Result<Vec<u8>> {
    let record = Record::seal(event.clone(), tip.seq + 1, tip.prev, heads);
    let mut line = line_of(&record)?.into_bytes();
    line.push(b'\n');
    Ok(line)
}

/// Whether the file is known to hold what it held before, but for a part of
/// the batch: there was no room, or the call was broken off.
fn leaves_the_file_sound(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge
            | io::ErrorKind::Interrupted
            | io::ErrorKind::WouldBlock
            | io::ErrorKind::WriteZero
    )
}
