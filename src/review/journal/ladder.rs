//! The ladder of places where decisions are kept when the set's folder fails:
//! the journal, a spool on the local disk, a folder that the analyst named, and
//! at last the memory of the program. Events are kept in order until they are
//! on some disk; nothing is ever dropped.
//!
//! Once the journal failed and a lower rung holds, new events go straight
//! there, so that a slow failing share costs one wait and not one a decision.
//! The journal is tried again with [`Ladder::retry`]: what lies on lower rungs
//! is then moved up (`spool`).

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::read::{ids_in, read_folder};
use super::spool::{After, TakenUp, take_up};
use super::write::Writer;
use crate::disk::Fs;
use crate::domain::event::Head;
use crate::domain::{Event, EventId, ReviewerId};

/// How often the journal is tried in a row before the next rung is.
const TRIES: usize = 2;

/// Where events came to lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rung {
    /// In the journal of the set.
    Journal,
    /// On a disk, but not in the set's folder.
    Aside {
        /// Where.
        folder: PathBuf,
        /// Why not in the set's folder.
        why: String,
    },
    /// In the memory of this program alone.
    Memory {
        /// Why nowhere else.
        why: String,
    },
}

/// How a call of [`Ladder`] went.
#[derive(Clone, Debug, PartialEq)]
pub struct Landing {
    /// Events that are on a disk now and weren't before.
    pub ids: Vec<EventId>,
    /// Where they, and what comes next, lie.
    pub rung: Rung,
    /// What was moved up into the journal.
    pub taken: TakenUp,
    /// Events of this session that had been in the journal and were found to be
    /// there no more; they were written anew, and lie where `rung` says.
    pub vanished: Vec<EventId>,
}

impl Landing {
    /// Events that came to lie on a rung; nothing else happened.
    fn at(rung: Rung, ids: Vec<EventId>) -> Self {
        Self {
            ids,
            rung,
            taken: TakenUp::default(),
            vanished: Vec::new(),
        }
    }
}

/// One folder below the journal.
struct Refuge {
    folder: PathBuf,
    after: After,
    writer: Option<Writer>,
    /// Whether anything was put there, or may lie there from an earlier session.
    used: bool,
}

/// The places for the decisions of one session.
pub struct Ladder {
    fs: Arc<dyn Fs>,
    folder: PathBuf,
    set: Option<PathBuf>,
    host: String,
    random: String,
    journal: Option<(ReviewerId, Writer)>,
    refuges: Vec<Refuge>,
    /// Why the journal failed, while it does.
    failed: Option<String>,
    /// Events on no disk yet.
    kept: Vec<Event>,
    /// Events of this session on a lower rung.
    aside: Vec<Event>,
    /// Events of this session in the journal, in case that it is cut or taken away.
    written: Vec<Event>,
    /// Whether the journal was found astray and not looked through since.
    astray: bool,
    heads: BTreeMap<String, Head>,
}

impl Ladder {
    /// A ladder for a decisions folder; `host` and `random` name its files.
    pub fn new(fs: Arc<dyn Fs>, folder: PathBuf, host: String, random: String) -> Self {
        Self {
            fs,
            folder,
            set: None,
            host,
            random,
            journal: None,
            refuges: Vec::new(),
            failed: None,
            kept: Vec::new(),
            aside: Vec::new(),
            written: Vec::new(),
            astray: false,
            heads: BTreeMap::new(),
        }
    }

    /// With the set that the folder lies beside (see [`Writer::beside`]).
    #[must_use]
    pub fn beside(mut self, set: PathBuf) -> Self {
        self.set = Some(set);
        self
    }

    /// With a spool on the local disk.
    #[must_use]
    pub fn with_spool(mut self, folder: PathBuf) -> Self {
        self.add(folder, After::Remove);
        self
    }

    fn add(&mut self, folder: PathBuf, after: After) {
        self.refuges.retain(|refuge| refuge.folder != folder);
        self.refuges.push(Refuge {
            folder,
            after,
            writer: None,
            used: true,
        });
    }

    /// Notes the last lines of other journal files, for what is written next.
    pub fn cite(&mut self, heads: BTreeMap<String, Head>) {
        self.heads = heads;
    }

    /// The decisions folder of the set.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The set that the folder lies beside, where it does.
    pub fn set(&self) -> Option<&Path> {
        self.set.as_deref()
    }

    /// The name of the machine in names of files.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The journal file that is written, once there is one.
    pub fn file(&self) -> Option<&Path> {
        self.journal.as_ref().and_then(|(_, writer)| writer.path())
    }

    /// True while anything isn't in the journal yet.
    pub fn failing(&self) -> bool {
        self.failed.is_some() || !self.kept.is_empty()
    }

    /// How many events are in memory alone.
    pub fn unsaved(&self) -> usize {
        self.kept.len()
    }

    /// Writes events after those that are kept.
    pub fn append(&mut self, events: Vec<Event>) -> Landing {
        let landing = self.put(events);
        self.check(landing)
    }

    /// Looks whether the journal still holds what this session wrote, and writes
    /// anew what it doesn't: another program may have cut, replaced or removed
    /// the file. None where all is as it should be.
    pub fn look(&mut self) -> Option<Landing> {
        let nothing = Landing::at(Rung::Journal, Vec::new());
        let landing = self.check(nothing);
        (!landing.vanished.is_empty()).then_some(landing)
    }

    /// What became of a landing if the journal isn't where it was.
    fn check(&mut self, landing: Landing) -> Landing {
        if let Some((_, writer)) = &mut self.journal {
            self.astray |= writer.has_strayed();
        }
        if !self.astray {
            return landing;
        }
        // A folder that can't be read tells nothing; it is looked at another time.
        let Ok(there) = ids_in(self.fs.as_ref(), &self.folder) else {
            return landing;
        };
        self.astray = false;
        let is_there = |event: &Event| there.contains(&event.id);
        let (written, vanished): (Vec<_>, Vec<_>) = std::mem::take(&mut self.written)
            .into_iter()
            .partition(is_there);
        self.written = written;
        if vanished.is_empty() {
            return landing;
        }
        let ids: Vec<EventId> = vanished.iter().map(|event| event.id).collect();
        let mut again = self.put(vanished);
        let before = landing.ids.into_iter().filter(|id| !ids.contains(id));
        again.ids.extend(before);
        again.taken.add(landing.taken);
        again.vanished = ids;
        again
    }

    fn put(&mut self, events: Vec<Event>) -> Landing {
        self.kept.extend(events);
        if self.failed.is_some() {
            let landing = self.seek_refuge();
            if !matches!(landing.rung, Rung::Memory { .. }) {
                return landing;
            }
        }
        self.retry()
    }

    /// Tries the journal again with all that isn't in it, what lies on lower
    /// rungs first.
    pub fn retry(&mut self) -> Landing {
        let mut taken = TakenUp::default();
        let mut tried = Ok(());
        for _ in 0..TRIES {
            tried = self.climb(&mut taken);
            if tried.is_ok() {
                break;
            }
        }
        let mut landing = match tried {
            Ok(()) => {
                self.failed = None;
                let ids = self.kept.iter().map(|event| event.id).collect();
                self.written.append(&mut self.kept);
                Landing::at(Rung::Journal, ids)
            }
            Err(error) => {
                self.failed = Some(format!("{}: {error}", self.folder.display()));
                self.seek_refuge()
            }
        };
        landing.taken = taken;
        landing
    }

    /// Has a folder that a person named hold what nothing else will.
    pub fn save_to(&mut self, folder: PathBuf) -> Landing {
        if folder != self.folder {
            self.add(folder, After::Keep);
        }
        self.append(Vec::new())
    }

    /// Events that lie on lower rungs: what an earlier session left, where it
    /// can't be moved up now.
    pub fn waiting(&self) -> Vec<Event> {
        let refuges = self.refuges.iter().filter(|refuge| refuge.used);
        let folders = refuges.map(|refuge| read_folder(self.fs.as_ref(), &refuge.folder));
        folders.flatten().flat_map(|found| found.events).collect()
    }

    /// Puts everything into the journal.
    fn climb(&mut self, taken: &mut TakenUp) -> io::Result<()> {
        for at in 0..self.refuges.len() {
            if !self.refuges[at].used {
                continue;
            }
            // Its lock goes with it, and is taken for the move.
            self.refuges[at].writer = None;
            let (folder, after) = (self.refuges[at].folder.clone(), self.refuges[at].after);
            let (fs, home) = (Arc::clone(&self.fs), self.folder.clone());
            let moved = take_up(fs.as_ref(), &folder, &home, after, &mut |who, events| {
                self.write(who, events)
            })?;
            self.refuges[at].used = false;
            let there: HashSet<EventId> = moved.ids().collect();
            let all = std::mem::take(&mut self.aside).into_iter();
            let (up, rest): (Vec<_>, Vec<_>) = all.partition(|event| there.contains(&event.id));
            // They are missed from the journal from now on as what was written there.
            self.written.extend(up);
            self.aside = rest;
            taken.add(moved);
        }
        // Whatever became of the lower rungs, what this session put there is
        // still in memory.
        let rest: Vec<Event> = self.aside.iter().chain(&self.kept).cloned().collect();
        if let Some(first) = rest.first() {
            let who = first.reviewer.clone();
            self.write(&who, &rest)?;
        }
        self.written.extend(self.aside.iter().cloned());
        taken.events.append(&mut self.aside);
        Ok(())
    }

    /// Appends to the journal of the set.
    fn write(&mut self, who: &ReviewerId, events: &[Event]) -> io::Result<()> {
        let at_hand = self.journal.take_if(|(own, _)| own == who);
        let mut writer = match at_hand {
            Some((_, writer)) => writer,
            None => Writer::open(
                Arc::clone(&self.fs),
                &self.folder,
                who,
                &self.host,
                &self.random,
            )?
            .beside(self.set.as_deref()),
        };
        writer.cite(&self.heads);
        let written = writer.append(events).map(|_| ());
        self.journal = Some((who.clone(), writer));
        written
    }

    /// Puts what is kept in memory on the first lower rung that holds.
    fn seek_refuge(&mut self) -> Landing {
        let mut why = self.failed.clone().unwrap_or_default();
        for refuge in &mut self.refuges {
            if self.kept.is_empty() && !refuge.used {
                continue;
            }
            match refuge.put(&self.fs, &self.host, &self.random, &self.kept) {
                Ok(()) => {
                    let ids = self.kept.iter().map(|event| event.id).collect();
                    self.aside.append(&mut self.kept);
                    return Landing::at(
                        Rung::Aside {
                            folder: refuge.folder.clone(),
                            why,
                        },
                        ids,
                    );
                }
                Err(error) => why.push_str(&format!("; {}: {error}", refuge.folder.display())),
            }
        }
        Landing::at(Rung::Memory { why }, Vec::new())
    }
}

impl Refuge {
    fn put(
        &mut self,
        fs: &Arc<dyn Fs>,
        host: &str,
        random: &str,
        events: &[Event],
    ) -> io::Result<()> {
        let Some(first) = events.first() else {
            return Ok(());
        };
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => Writer::open(Arc::clone(fs), &self.folder, &first.reviewer, host, random)?,
        };
        self.used = true;
        self.writer.insert(writer).append(events).map(|_| ())
    }
}
