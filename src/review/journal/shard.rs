//! One journal file under its lock: where its end is, how a batch is put
//! there, and how a torn tail is cut.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::head_path;
use super::line::{hash_of, line_of, no_line};
use super::read::{Mark, Scan, name_of};
use crate::disk::{Append, Fs, replace};
use crate::domain::event::{Act, Head, Recovered};
use crate::domain::{Digest, Event, EventId, Record};

/// After how many appends the head file is written again.
const HEAD_EVERY: u32 = 64;

/// Why an append failed, and what that means for the file.
pub(super) enum Failure {
    /// The file is as it was before; the same may be tried again.
    Again(io::Error),
    /// What the file holds isn't known any more.
    Lost(io::Error),
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
    /// Appends since the head file was written; none before the first.
    since_head: Option<u32>,
}

impl Shard {
    /// A file just made.
    pub fn new(fs: Arc<dyn Fs>, path: PathBuf, file: Box<dyn Append>) -> Self {
        Self::resume(fs, path, file, &Scan::default())
    }

    /// A file that is there already.
    pub fn resume(fs: Arc<dyn Fs>, path: PathBuf, file: Box<dyn Append>, scan: &Scan) -> Self {
        let mut cited = BTreeMap::new();
        let mut known = BTreeSet::new();
        for record in &scan.records {
            cited.extend(record.heads.clone());
            if let Act::Recovered(recovered) = &record.act {
                known.insert(recovered.quarantine.clone());
            }
        }
        let head = scan.heads.last().cloned();
        let (seq, prev) = head.map_or((0, no_line()), |head| (head.seq, head.hash));
        let len = scan.len;
        Self {
            fs,
            path,
            file,
            tip: Tip { seq, prev, len },
            cited,
            torn: scan.torn,
            known,
            ready: false,
            since_head: None,
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
        let recovered = if self.ready {
            Vec::new()
        } else {
            self.put_right(events)?
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
        self.count_towards_head();
        Ok(())
    }

    /// Heads of other files that this one doesn't cite yet. Their lines may be
    /// in the memory of the system alone, where a crash would take them and
    /// leave the citation: they are synced first, and cited another time where
    /// that fails.
    fn news(&self, heads: &BTreeMap<String, Head>) -> BTreeMap<String, Head> {
        let own = name_of(&self.path);
        let new = heads
            .iter()
            .filter(|(name, head)| **name != own && self.cited.get(*name) != Some(*head));
        let synced = new.filter(|(name, _)| {
            let path = self.path.with_file_name(name);
            self.fs.sync_file(&path).is_ok()
        });
        let mut news: BTreeMap<String, Head> = synced
            .map(|(name, head)| (name.clone(), head.clone()))
            .collect();
        if !news.is_empty() && self.fs.sync_folder(folder_of(&self.path)).is_err() {
            news.clear();
        }
        news
    }

    /// Whether the path still leads to this file, and nobody wrote to it: a
    /// folder under version control can be swapped under an open handle.
    fn still_ours(&self) -> Result<(), Failure> {
        let expected = self.tip.len + self.torn;
        let open = self.file.length().map_err(Failure::Lost)?;
        let there = self.fs.stat(&self.path).map_err(Failure::Lost)?.len;
        if open == expected && there == expected {
            return Ok(());
        }
        Err(Failure::Lost(io::Error::other(format!(
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
            (Failure::Again(error) | Failure::Lost(error), _) => Err(Failure::Lost(error)),
        }
    }

    /// Cuts a torn tail after a copy was set aside, and returns the records
    /// that say so: also of tails that an earlier start set aside and didn't
    /// come to record.
    fn put_right(&mut self, events: &[Event]) -> Result<Vec<Event>, Failure> {
        // Whoever made the file may have died before its name was on the disk.
        sync_names(self.fs.as_ref(), folder_of(&self.path)).map_err(Failure::Again)?;
        if self.torn > 0 {
            self.set_aside().map_err(Failure::Again)?;
            self.file.cut(self.tip.len).map_err(Failure::Lost)?;
            self.torn = 0;
            self.file.sync().map_err(Failure::Lost)?;
        }
        let Some(first) = events.first() else {
            return Ok(Vec::new());
        };
        let asides = self.asides().map_err(Failure::Again)?;
        let unknown = asides
            .into_iter()
            .filter(|path| !self.known.contains(&name_of(path)));
        let mut records = Vec::new();
        for path in unknown {
            let bytes = self.fs.stat(&path).map_err(Failure::Again)?.len;
            records.push(recovered(first, &name_of(&path), bytes));
        }
        Ok(records)
    }

    /// Files into which tails of this file were put.
    fn asides(&self) -> io::Result<Vec<PathBuf>> {
        let beginning = format!("{}.torn-", name_of(&self.path));
        let mut paths = self.fs.list(folder_of(&self.path))?;
        paths.retain(|path| name_of(path).starts_with(&beginning));
        Ok(paths)
    }

    /// Copies a torn tail to a file of its own, synced.
    fn set_aside(&self) -> io::Result<()> {
        let all = self.fs.read(&self.path)?;
        let from = usize::try_from(self.tip.len).unwrap_or(usize::MAX);
        let tail = all.get(from..).unwrap_or_default();
        let taken = self.asides()?;
        let mut name = format!("{}.torn-{}", name_of(&self.path), self.tip.len);
        // A tail set aside at the same place before is kept; the same one isn't copied twice.
        for copy in 1.. {
            let path = self.path.with_file_name(&name);
            if !taken.contains(&path) {
                return replace(self.fs.as_ref(), &path, tail);
            }
            if self.fs.read(&path)? == tail {
                return Ok(());
            }
            name = format!("{}.torn-{}.{copy}", name_of(&self.path), self.tip.len);
        }
        Ok(())
    }

    /// Gives the file up without another word about it.
    pub fn abandon(mut self) {
        self.since_head = None;
    }

    fn count_towards_head(&mut self) {
        let due = self.since_head.is_none_or(|since| since + 1 >= HEAD_EVERY);
        if due {
            self.write_head();
        } else if let Some(since) = &mut self.since_head {
            *since += 1;
        }
    }

    /// Writes the head file. A failure is no failure of saving: the old head
    /// stays true, and the next try is at the next append.
    fn write_head(&mut self) {
        let mark = Mark {
            seq: self.tip.seq,
            hash: self.tip.prev.clone(),
            offset: self.tip.len,
        };
        let written = serde_json::to_vec(&mark)
            .map_err(io::Error::from)
            .and_then(|bytes| replace(self.fs.as_ref(), &head_path(&self.path), &bytes));
        self.since_head = written.is_ok().then_some(0);
    }
}

impl Drop for Shard {
    fn drop(&mut self) {
        // Before the first append, and right after a head, there is nothing to say.
        if self.since_head.is_some_and(|since| since > 0) {
            self.write_head();
        }
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
    match fs.sync_folder(folder_of(folder)) {
        // One may be let into a folder without being let look at it.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        done => done,
    }
}

/// A line with its line end.
fn seal(event: &Event, tip: &Tip, heads: BTreeMap<String, Head>) -> io::Result<Vec<u8>> {
    let record = Record::seal(event.clone(), tip.seq + 1, tip.prev.clone(), heads);
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

/// The event that says that a tail was set aside. Its time is that of the
/// event it goes before, and its id follows from the name, so that a repeated
/// recovery gives the same event.
fn recovered(first: &Event, quarantine: &str, bytes: u64) -> Event {
    let hash = blake3::hash(quarantine.as_bytes());
    let mut random = [0; 10];
    random.copy_from_slice(&hash.as_bytes()[..10]);
    let ms = u64::try_from(first.at.unix_ms()).unwrap_or_default();
    Event {
        id: EventId::new(ms, random),
        at: first.at,
        reviewer: first.reviewer.clone(),
        target: None,
        act: Act::Recovered(Recovered {
            what: "a write was cut off".to_owned(),
            bytes,
            quarantine: quarantine.to_owned(),
        }),
        group: None,
        basis: None,
        seen: Vec::new(),
    }
}
