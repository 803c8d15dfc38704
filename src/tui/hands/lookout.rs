//! Reads the decisions: all of them when the review begins, and at every look
//! what others wrote since, and which files are gone. Nothing watches while
//! nobody asks.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use crate::disk::{Fs, Stat};
use crate::domain::{At, ReviewerId, Vocabulary};
use crate::review::journal::{Follower, Much, Trouble, ids_in, journals};
use crate::review::ledger::Ledger;
use crate::review::queue::Marks;
use crate::tui::message::Event;

/// The folder as it was at the last look.
pub struct Lookout {
    fs: Arc<dyn Fs>,
    folder: PathBuf,
    follower: Follower,
    /// The journal files; none before the first look.
    files: Option<BTreeMap<PathBuf, Stat>>,
    /// Whether the decisions were read and handed over.
    begun: bool,
    /// Why it couldn't be read at the last look.
    failing: Option<ErrorKind>,
    /// What was told already.
    told: Vec<Trouble>,
    /// Whether anything that was read is there no more.
    astray: bool,
    /// Whose marks are made, and of which labels.
    marking: Option<(ReviewerId, Arc<Vocabulary>)>,
    /// The file that says when the set was last exported, and what it said.
    exported: Option<(PathBuf, Option<At>)>,
}

impl Lookout {
    /// Nothing was looked at yet.
    pub fn new(fs: Arc<dyn Fs>, folder: PathBuf) -> Self {
        Self {
            follower: Follower::new(Arc::clone(&fs), folder.clone()),
            fs,
            folder,
            files: None,
            begun: false,
            failing: None,
            told: Vec::new(),
            astray: false,
            marking: None,
            exported: None,
        }
    }

    /// With the file that says when the set was last exported, and what it says.
    #[must_use]
    pub fn exported(mut self, file: PathBuf, at: Option<At>) -> Self {
        self.exported = Some((file, at));
        self
    }

    /// Whether the set was exported since.
    fn export(&mut self) -> Option<Event> {
        let (file, known) = self.exported.as_mut()?;
        let said = String::from_utf8(self.fs.read(file).ok()?).ok()?;
        let at: At = said.trim().parse().ok()?;
        (known.replace(at) != Some(at)).then_some(Event::Exported(at))
    }

    /// With the one whose marks are made of the decisions.
    #[must_use]
    pub fn marking(mut self, reviewer: ReviewerId, vocabulary: Arc<Vocabulary>) -> Self {
        self.marking = Some((reviewer, vocabulary));
        self
    }

    /// Reads all decisions and folds them.
    pub fn begin(&mut self) -> Vec<Event> {
        // Listed first: what is written from now on is news.
        let files = self.list();
        let mut ledger = Ledger::without_texts();
        let read = self.follower.read(Much::All, &mut |events| {
            ledger.apply_all(events, true);
        });
        let folder = match read {
            Ok(folder) => folder,
            Err(error) => {
                // What was handed on went with the ledger.
                self.follower = Follower::new(Arc::clone(&self.fs), self.folder.clone());
                let text = format!("{}: {error}", self.folder.display());
                return vec![Event::NotRead(text)];
            }
        };
        self.begun = true;
        self.files = files.ok();
        self.told.clone_from(&folder.troubles);
        let marks = self.marking.take().map(|(reviewer, vocabulary)| {
            let marks = Marks::of(&ledger, &reviewer, &vocabulary);
            Box::new((reviewer, marks))
        });
        vec![Event::Decided {
            ledger: Box::new(ledger),
            marks,
            heads: folder.synced,
            troubles: folder.troubles,
        }]
    }

    /// Reads what was written since to a file that isn't `own`.
    pub fn look(&mut self, own: Option<&Path>) -> Vec<Event> {
        if !self.begun {
            return self.begin();
        }
        let found = match self.list() {
            Ok(found) => found,
            Err(error) => return self.failed(&error),
        };
        let mut events = self.gone(&found);
        events.extend(self.export());
        let others = |files: &BTreeMap<PathBuf, Stat>| -> Vec<(PathBuf, Stat)> {
            let files = files.iter().filter(|(path, _)| Some(path.as_path()) != own);
            files.map(|(path, stat)| (path.clone(), *stat)).collect()
        };
        let same = self
            .files
            .as_ref()
            .is_some_and(|known| others(known) == others(&found));
        let lacks = self.lacks(&found);
        self.astray |= lacks;
        self.files = Some(found);
        if !same || self.failing.is_some() {
            events.extend(self.read(Much::News));
        }
        if lacks || self.astray && !same {
            events.extend(self.compare());
        }
        events
    }

    /// Whether a file went, is another one, or lost bytes. Journals only grow.
    fn lacks(&self, found: &BTreeMap<PathBuf, Stat>) -> bool {
        let mut known = self.files.iter().flatten();
        known.any(|(path, before)| {
            let now = found.get(path);
            now.is_none_or(|now| now.file != before.file || now.len < before.len)
        })
    }

    /// Says which events the folder holds; nothing where it can't be read.
    pub fn compare(&self) -> Vec<Event> {
        let there = ids_in(self.fs.as_ref(), &self.folder).ok();
        there.into_iter().map(Event::There).collect()
    }

    /// Reads every byte of the folder again.
    pub fn reread(&mut self) -> Vec<Event> {
        if !self.begun {
            return self.begin();
        }
        let mut events = self.read(Much::All);
        events.extend(self.compare());
        events
    }

    fn read(&mut self, much: Much) -> Vec<Event> {
        let mut deeds = Vec::new();
        let read = self.follower.read(much, &mut |more| deeds.extend(more));
        let folder = match read {
            Ok(folder) => folder,
            Err(error) => return self.failed(&error),
        };
        let mut events = Vec::new();
        if self.failing.take().is_some() {
            let text = format!("{} can be read again", self.folder.display());
            events.push(Event::Trouble(text));
        }
        for trouble in folder.troubles {
            if trouble.what.is_alarm() && !self.told.contains(&trouble) {
                events.push(Event::Trouble(trouble.to_string()));
                self.told.push(trouble);
            }
        }
        events.push(Event::Folder(deeds, folder.synced));
        events
    }

    fn list(&self) -> io::Result<BTreeMap<PathBuf, Stat>> {
        let paths = journals(self.fs.as_ref(), &self.folder)?;
        let stats = paths
            .into_iter()
            .filter_map(|path| match self.fs.stat(&path) {
                Ok(stat) => Some(Ok((path, stat))),
                // A link to nowhere, or it went since the folder was listed.
                Err(error) if error.kind() == ErrorKind::NotFound => None,
                Err(error) => Some(Err(error)),
            });
        stats.collect()
    }

    /// What was there at the last look and isn't any more.
    fn gone(&self, found: &BTreeMap<PathBuf, Stat>) -> Vec<Event> {
        let known = self.files.iter().flatten();
        let gone: Vec<_> = known
            .filter(|(path, _)| !found.contains_key(*path))
            .collect();
        let folder = self.folder.display();
        let text = match gone.as_slice() {
            [] => return Vec::new(),
            _ if found.is_empty() => format!(
                "the journals in {folder} are not there any more (a disk taken out, a folder renamed?); what was read of them stays in view until you leave"
            ),
            [(path, _)] => format!(
                "{} is not there any more; what was read of it stays in view until you leave",
                path.display()
            ),
            many => format!(
                "{} journals in {folder} are not there any more; what was read of them stays in view until you leave",
                many.len()
            ),
        };
        vec![Event::Trouble(text)]
    }

    /// Says once that, and why, the folder can't be read.
    fn failed(&mut self, error: &io::Error) -> Vec<Event> {
        if self.failing.replace(error.kind()) == Some(error.kind()) {
            return Vec::new();
        }
        vec![Event::Trouble(format!(
            "the decisions of others can't be read: {}: {error}",
            self.folder.display()
        ))]
    }
}

/// What the thread that reads the decisions is asked for.
pub(super) enum Looking {
    /// Every byte.
    Reread,
    /// What others wrote; the file is this program's own journal.
    Look(Option<PathBuf>),
    /// Which events the folder holds.
    Compare,
}

/// Reads the decisions, and what others add to them.
pub(super) fn keep_looking(
    mut lookout: Lookout,
    requests: &Receiver<Looking>,
    to_loop: &Sender<Event>,
) {
    let mut events = lookout.begin();
    loop {
        for event in events {
            if to_loop.send(event).is_err() {
                return;
            }
        }
        events = match requests.recv() {
            Ok(Looking::Reread) => lookout.reread(),
            Ok(Looking::Compare) => lookout.compare(),
            Ok(Looking::Look(own)) => lookout.look(own.as_deref()),
            Err(_) => return,
        };
    }
}
