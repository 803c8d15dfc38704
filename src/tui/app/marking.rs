//! Events folded into the ledger, and the marks and counts that follow from
//! them. One act changes the marks of one incident; only a bulk act, or a
//! ledger that comes as a whole, has all of them made anew.

use std::collections::BTreeSet;

use crate::domain::{Act, Event, EventId, IncidentId};
use crate::review::queue::{Mark, Marks, Progress, id_hash};

use super::App;

/// So many incidents are marked one by one; of more all are.
const ONE_BY_ONE: usize = 256;

impl App {
    /// Folds events in; gives which of them were new.
    pub fn fold(&mut self, events: Vec<Event>, saved: bool) -> Vec<bool> {
        let clashes = self.ledger.clashes().len();
        let mut touched = Some(BTreeSet::new());
        let mut new = Vec::with_capacity(events.len());
        for event in events {
            if let Some(own) = &mut touched {
                match self.incidents(&event) {
                    Some(more) if own.len() <= ONE_BY_ONE => own.extend(more),
                    _ => touched = None,
                }
            }
            new.push(self.ledger.apply(event, saved));
        }
        match touched {
            _ if !new.contains(&true) && self.ledger.clashes().len() == clashes => {}
            Some(touched) if self.ledger.clashes().len() == clashes => {
                touched.iter().for_each(|id| self.mark(id));
            }
            _ => self.count(),
        }
        new
    }

    /// Notes that an event is on a disk.
    pub fn note_saved(&mut self, id: EventId) {
        if !self.ledger.is_unsaved(id) {
            return;
        }
        self.ledger.saved(id);
        let touched = self.ledger.event(id).map(|event| self.incidents(event));
        match touched {
            Some(Some(touched)) => touched.iter().for_each(|id| self.mark(id)),
            Some(None) | None => self.count(),
        }
    }

    /// Notes that an event is on no disk any more.
    pub fn note_vanished(&mut self, id: EventId) {
        self.ledger.vanished(id);
        let touched = self.ledger.event(id).map(|event| self.incidents(event));
        for id in touched.flatten().iter().flatten() {
            self.mark(id);
        }
    }

    /// Makes the mark of one incident anew.
    fn mark(&mut self, id: &IncidentId) {
        let mark = Mark::of(&self.ledger, &self.session.reviewer, &self.vocabulary, id);
        let hash = id_hash(id);
        let before = self.marks.set(hash, mark);
        if !self.known.done {
            self.progress = self.marks.all();
        } else if before != mark
            && let Some(row) = self.known.heads.find(hash)
        {
            let now = self.known.heads.get(row).map(|(_, head)| head.said);
            self.progress.take(before, now);
            self.progress.add(mark, now);
        }
    }

    /// Makes all marks anew: the ledger or the reviewer is another one.
    pub fn count(&mut self) {
        let marks = Marks::of(&self.ledger, &self.session.reviewer, &self.vocabulary);
        self.count_as(marks);
    }

    /// Takes marks over that were made of the whole ledger.
    pub fn count_as(&mut self, marks: Marks) {
        self.marks = marks.after(self.marks.version());
        self.progress = self.marks.all();
        self.recount();
    }

    /// Has the rows of the set counted by those who have time for it.
    pub fn recount(&mut self) {
        self.serving.uncounted = self.known.done && self.marks.all() != Progress::default();
        if self.known.done && !self.serving.uncounted {
            self.progress = Progress::default();
        }
    }

    /// The rows of the set were counted, with the marks of a version.
    pub fn counted(&mut self, version: u64, progress: Progress) {
        if version == self.marks.version() {
            self.progress = progress;
        } else {
            self.recount();
        }
    }

    /// The incidents whose marks an event changes; none where only the ledger
    /// knows: a part may complete a bulk act.
    fn incidents(&self, event: &Event) -> Option<Vec<IncidentId>> {
        let named = match &event.act {
            Act::Part { .. } | Act::Commit { .. } => return None,
            Act::Undo { group, .. } | Act::Redo { group, .. } if group.is_some() => return None,
            Act::Undo { event, .. } | Act::Redo { event, .. } => self.ledger.event(*event),
            _ => None,
        };
        let named = named.and_then(|event| event.target.as_ref());
        let targets = event.target.iter().chain(named);
        Some(targets.map(|target| target.incident.clone()).collect())
    }
}
