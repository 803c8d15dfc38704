//! The ledger: what all reviewers' events amount to, target by target.
//!
//! `Ledger = fold(events)`. Folding is idempotent by event id and doesn't
//! depend on the order in which files are read: events are ordered by time and
//! id. An event may be folded before it is on the disk; it then counts as
//! *unsaved* until [`Ledger::saved`] names it.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::basis::{Basis, Digest};
use crate::domain::event::{
    ArticleRule, Decision, Edit, Event, Exposure, Pasted, Protocol, Relation, Saw,
};
use crate::domain::{At, EventId, LabelId, ReviewerId, Target};

/// A reviewer's answer to one target, as it stands now.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The event that gave it.
    pub event: EventId,
    /// When.
    pub at: At,
    /// The verdict that stands (the latest that isn't undone).
    pub decision: Decision,
    /// The blind first answer, where there was one.
    pub first: Option<Decision>,
    /// What was judged (with the text where this event embeds it).
    pub basis: Option<Basis>,
}

/// All that one reviewer left on one target.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    /// The verdict, where one stands.
    pub answer: Option<Answer>,
    /// Set while the target is put off: when, and why. A verdict lifts it.
    pub deferred: Option<(At, Option<String>)>,
    /// The criterion that stands.
    pub criterion: Option<String>,
    /// The grade of the rationale that stands.
    pub grade: Option<String>,
    /// The note that stands.
    pub note: Option<String>,
    /// What was read.
    pub saw: BTreeSet<Saw>,
    /// Evidence pasted.
    pub pasted: Vec<Pasted>,
    /// What was shown, and when.
    pub exposures: Vec<(At, Exposure)>,
    /// Corrections that stand, oldest first.
    pub edits: Vec<Edit>,
    /// Relations that stand, oldest first.
    pub relations: Vec<Relation>,
    /// Every event on this target, oldest first, undone ones and undos among them.
    pub events: Vec<EventId>,
    /// Those of them that are undone.
    pub undone: Vec<EventId>,
}

/// How a final verdict came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinalHow {
    /// One reviewer answered.
    Single,
    /// Several answered alike.
    Unanimous,
    /// Someone settled a conflict.
    Adjudicated,
}

/// Where a target stands, over all reviewers.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// Nobody has answered.
    Pending,
    /// Nobody has answered; someone put it off.
    Deferred,
    /// There is one verdict.
    Decided {
        /// It; none means *can't tell*.
        label: Option<LabelId>,
        /// How it came about.
        how: FinalHow,
    },
    /// Answers differ; nobody is outvoted.
    Conflicting,
}

/// The fold.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    _private: (),
}

impl Ledger {
    /// An empty ledger.
    pub fn new() -> Self {
        Self::default()
    }

    /// Folds one event in. An id that is known already changes nothing and
    /// returns false. `saved` tells whether its line is synced.
    pub fn apply(&mut self, event: Event, saved: bool) -> bool {
        let _ = (event, saved);
        unimplemented!()
    }

    /// Notes that an event's line is on the disk.
    pub fn saved(&mut self, event: EventId) {
        let _ = event;
        unimplemented!()
    }

    /// How many events aren't on the disk yet.
    pub fn unsaved(&self) -> usize {
        unimplemented!()
    }

    /// Whether that event is folded but not on the disk yet.
    pub fn is_unsaved(&self, event: EventId) -> bool {
        let _ = event;
        unimplemented!()
    }

    /// What one reviewer left on a target.
    pub fn work(&self, target: &Target, reviewer: &ReviewerId) -> Option<&Work> {
        let _ = (target, reviewer);
        unimplemented!()
    }

    /// What all reviewers left on a target, by name.
    pub fn works(&self, target: &Target) -> impl Iterator<Item = (&ReviewerId, &Work)> {
        let _ = target;
        std::iter::empty()
    }

    /// Where a target stands.
    pub fn standing(&self, target: &Target) -> Standing {
        let _ = target;
        unimplemented!()
    }

    /// All targets with any event, in order.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        std::iter::empty()
    }

    /// An event by id.
    pub fn event(&self, id: EventId) -> Option<&Event> {
        let _ = id;
        unimplemented!()
    }

    /// All events, oldest first.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        std::iter::empty()
    }

    /// This reviewer's latest act that counts: what one undo takes back.
    pub fn undoable(&self, reviewer: &ReviewerId) -> Option<&Event> {
        let _ = reviewer;
        unimplemented!()
    }

    /// The act that a redo brings back: the one this reviewer undid last,
    /// unless they did something else since.
    pub fn redoable(&self, reviewer: &ReviewerId) -> Option<&Event> {
        let _ = reviewer;
        unimplemented!()
    }

    /// Whether any event of any reviewer on that basis is known (so that the
    /// next one needn't embed the judged text again).
    pub fn knows_basis(&self, target: &Target, basis: &Basis) -> bool {
        let _ = (target, basis);
        unimplemented!()
    }

    /// The judged text for that basis, wherever it was embedded.
    pub fn judged(&self, target: &Target, basis: &Basis) -> Option<&crate::domain::Judged> {
        let _ = (target, basis);
        unimplemented!()
    }

    /// The protocol in force, where one was recorded.
    pub fn protocol(&self) -> Option<&Protocol> {
        unimplemented!()
    }

    /// Which articles must be decided, from the protocol or the default.
    pub fn article_rule(&self) -> ArticleRule {
        self.protocol()
            .map_or_else(ArticleRule::default, |p| p.articles)
    }
}

/// Hash over event ids, in order: what a bulk act's commit carries.
pub fn group_hash(ids: &[EventId]) -> Digest {
    let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Digest::of(&texts)
}

/// Unused maps keep their shape here until a caller needs them.
pub type ByReviewer<T> = BTreeMap<ReviewerId, T>;
