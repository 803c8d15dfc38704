//! Writes the journal, and says where what was written came to lie. Which
//! folder takes it when the set's own fails is the business of the journal's
//! [`Ladder`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::Fs;
use crate::domain::event::Head;
use crate::domain::{At, Event as Deed};
use crate::review::journal::{Ladder, Landing, Rung};
use crate::tui::message::Event;

/// Writes.
pub struct Scribe {
    ladder: Ladder,
    /// The file that the loop was told of.
    file: Option<PathBuf>,
}

impl Scribe {
    /// A scribe for a decisions folder; `host` and `random` name its file.
    pub fn new(fs: Arc<dyn Fs>, folder: PathBuf, host: String, random: String) -> Self {
        Self {
            ladder: Ladder::new(fs, folder, host, random),
            file: None,
        }
    }

    /// With the set that the folder lies beside.
    #[must_use]
    pub fn beside(mut self, set: PathBuf) -> Self {
        self.ladder = self.ladder.beside(set);
        self
    }

    /// With a folder on the local disk that takes what the set's can't.
    #[must_use]
    pub fn with_spool(mut self, folder: PathBuf) -> Self {
        self.ladder = self.ladder.with_spool(folder);
        self
    }

    /// Where it writes: the folder, the set beside it, and the name of the machine.
    pub(super) fn place(&self) -> (&Path, Option<&Path>, &str) {
        (self.ladder.folder(), self.ladder.set(), self.ladder.host())
    }

    /// Notes the last lines of other journal files, for what is written next.
    pub fn cite(&mut self, heads: BTreeMap<String, Head>) {
        self.ladder.cite(heads);
    }

    /// True while something isn't in the set's folder.
    pub fn failing(&self) -> bool {
        self.ladder.failing()
    }

    /// Takes up what an earlier session had to keep aside. Where that can't be
    /// done, what waits there is told all the same.
    pub fn begin(&mut self, now: At) -> Vec<Event> {
        let landing = self.ladder.retry();
        if let Rung::Aside { folder, why } = landing.rung {
            let deeds = self.ladder.waiting();
            return vec![Event::Waiting { deeds, folder, why }];
        }
        self.told(landing, now)
    }

    /// How many events are in memory alone.
    pub fn unsaved(&self) -> usize {
        self.ladder.unsaved()
    }

    /// Writes events after those that are kept, and says how it went.
    pub fn append(&mut self, deeds: Vec<Deed>, now: At) -> Vec<Event> {
        let landing = self.ladder.append(deeds);
        self.told(landing, now)
    }

    /// Looks whether the journal still holds what was written.
    pub fn look(&mut self, now: At) -> Vec<Event> {
        let landing = self.ladder.look();
        landing.map_or_else(Vec::new, |landing| self.told(landing, now))
    }

    /// Tries the set's folder again.
    pub fn retry(&mut self, now: At) -> Vec<Event> {
        let landing = self.ladder.retry();
        self.told(landing, now)
    }

    /// Has a folder that the analyst named take what nothing else does.
    pub fn save_to(&mut self, folder: PathBuf, now: At) -> Vec<Event> {
        let landing = self.ladder.save_to(folder);
        self.told(landing, now)
    }

    fn told(&mut self, landing: Landing, now: At) -> Vec<Event> {
        let mut events = Vec::new();
        let file = self.ladder.file();
        if file.is_some() && file != self.file.as_deref() {
            self.file = file.map(PathBuf::from);
            events.extend(self.file.clone().map(Event::OwnFile));
        }
        let Landing {
            ids,
            rung,
            taken,
            vanished,
        } = landing;
        if !vanished.is_empty() {
            events.push(Event::Vanished(vanished));
        }
        let moved = !taken.is_nothing();
        if moved {
            events.push(Event::TakenUp(taken));
        }
        match rung {
            Rung::Journal if ids.is_empty() && !moved => {}
            Rung::Journal => events.push(Event::Saved(ids, now)),
            Rung::Aside { folder, why } => events.push(Event::KeptAside { ids, folder, why }),
            Rung::Memory { why } => events.push(Event::NotSaved(why)),
        }
        events
    }
}
