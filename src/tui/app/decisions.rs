//! What was decided before and by others, as far as it was read.

use std::collections::{BTreeSet, HashSet};

use crate::domain::changed::Part;
use crate::domain::{Basis, EventId, Incident, Target};
use crate::review::ledger::Listed;
use crate::review::queue::{Conflict, Progress};
use crate::tui::words;

use super::App;

/// How the decisions of earlier sessions, and of others, stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Decisions {
    /// They are being read; until they are there nothing can be decided.
    #[default]
    Reading,
    /// They are there.
    Read,
    /// They can't be read, and why.
    Failing(String),
}

/// Where an event lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lies {
    /// In the memory of this program alone.
    InMemory,
    /// On no disk any more.
    Nowhere,
    /// On a disk, but not in the set's folder.
    Aside,
    /// In the set's folder.
    InTheFolder,
}

/// Decisions that were on the disk and that no file of the folder holds any more:
/// another program cut or removed journals.
#[derive(Clone, Debug, Default)]
pub struct Lost {
    /// Whether any of this session were found to be gone; those are written anew.
    pub astray: bool,
    /// Those that are gone.
    pub events: BTreeSet<EventId>,
    /// Those that the folder didn't hold when it was compared last: a line that
    /// was on its way counts as gone only where it is missing twice.
    missing: BTreeSet<EventId>,
}

impl Lost {
    /// Whether there is any reason to believe that something is gone.
    pub fn is_suspected(&self) -> bool {
        self.astray || !self.events.is_empty() || !self.missing.is_empty()
    }
}

impl App {
    /// How many answers of this reviewer stand and are in the set's folder.
    pub fn answers(&self) -> usize {
        let answers = self.ledger.touched().filter_map(|target| {
            let brief = self.ledger.brief(target, &self.session.reviewer);
            brief.answer
        });
        answers
            .filter(|(event, _)| self.lies(*event) == Lies::InTheFolder)
            .count()
    }

    /// Where an event lies, as far as is known.
    pub fn lies(&self, event: EventId) -> Lies {
        if self.ledger.is_unsaved(event) {
            Lies::InMemory
        } else if self.lost.events.contains(&event) {
            Lies::Nowhere
        } else if self.aside.contains(&event) {
            Lies::Aside
        } else {
            Lies::InTheFolder
        }
    }

    /// Compares what is in view with the events that the folder holds; true
    /// where it is to be compared once more.
    pub fn compare(&mut self, there: &HashSet<EventId>) -> bool {
        let missing: BTreeSet<EventId> = self
            .ledger
            .unordered()
            .map(|event| event.id)
            .filter(|id| !there.contains(id) && !self.ledger.is_unsaved(*id))
            .filter(|id| !self.aside.contains(id))
            .collect();
        let twice = missing.intersection(&self.lost.missing);
        self.lost.events = twice.copied().collect();
        let again = self.lost.events.len() < missing.len();
        self.lost.missing = missing;
        again
    }

    /// Whether answers to the incident of a row differ, this reviewer's among them:
    /// who hasn't answered yet isn't told.
    pub fn conflicting(&self, row: u32) -> bool {
        let mark = self.known.hash(row).map(|hash| self.marks.get(hash));
        mark.is_some_and(|mark| match mark.conflict {
            Conflict::None => false,
            Conflict::Reviewers => mark.outcome.is_some(),
            Conflict::Own => true,
        })
    }

    /// Answers to incidents that the set doesn't hold (any more), once that is known.
    pub fn orphaned(&self) -> usize {
        let is_known = self.known.done && !self.serving.uncounted;
        let answered = |progress: Progress| progress.decided + progress.apart;
        let all = answered(self.marks.all());
        if is_known {
            all.saturating_sub(answered(self.progress))
        } else {
            0
        }
    }

    /// Whether the machine's label of an incident, or which articles it holds, is
    /// another since it was answered.
    pub fn outdated(&self, row: u32) -> bool {
        let head = self.known.heads.get(row);
        head.is_some_and(|(hash, head)| self.marks.get(hash).is_outdated(head.said))
    }

    /// What changed of a target since the analyst answered.
    pub fn changed(&self, incident: &Incident, target: &Target) -> Vec<Part> {
        let answer = self.mine(target).and_then(|work| work.answer.as_ref());
        let Some(then) = answer.and_then(|answer| answer.basis.as_ref()) else {
            return Vec::new();
        };
        let now = Basis::of(incident, target);
        now.map_or_else(Vec::new, |now| then.changed(&now))
    }

    /// The articles of an incident as it was when the analyst answered it, where that
    /// is known.
    pub fn listed(&self, incident: &Incident) -> Option<&Listed> {
        let target = Target::incident(incident.id.clone());
        let answer = self.mine(&target)?.answer.as_ref()?;
        self.ledger.listed(&target, answer.basis.as_ref()?)
    }

    /// The analyst's side of a target in short.
    pub fn yours(&self, target: &Target, long: bool) -> String {
        match self.decisions {
            Decisions::Read => words::yours(&self.vocabulary, self.mine(target), long),
            _ if long => "not read yet".to_owned(),
            _ => "..".to_owned(),
        }
    }
}
