//! The ledger: what all reviewers' events amount to, target by target.
//!
//! `Ledger = fold(events)`. Folding is idempotent by event id and doesn't
//! depend on the order in which files are read: events are ordered by time and
//! id. An event may be folded before it is on the disk; it then counts as
//! *unsaved* until [`Ledger::saved`] names it.
//!
//! Applying an event folds anew what its maker left on its targets, and
//! nothing else. Which events count is decided in `force`, what they amount to
//! in `work`, and what all reviewers' work amounts to in `standing`.

mod force;
mod standing;
mod store;
#[cfg(test)]
mod tests;
mod work;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::domain::basis::{Basis, Judged};
use crate::domain::event::{ArticleRule, Event, Protocol};
use crate::domain::{Act, EventId, IncidentId, ReviewerId, Target};

pub use force::group_hash;
pub use standing::{FinalHow, Standing};
pub use work::{Answer, Work};

use force::{Force, Forces};
use standing::Ruling;
use store::{Key, Place, Store};

/// What is known about one target.
#[derive(Clone, Debug, Default)]
struct Spot {
    /// By reviewer.
    owns: BTreeMap<ReviewerId, Own>,
    /// Events that embed the judged text.
    judged: Vec<Place>,
}

/// One reviewer's events on one target and what they amount to.
#[derive(Clone, Debug, Default)]
struct Own {
    /// The events, oldest first.
    places: Vec<Place>,
    /// Their fold.
    work: Work,
    /// The latest adjudication that counts.
    ruling: Option<Place>,
}

/// What one reviewer did, over all targets.
#[derive(Clone, Debug, Default)]
struct Person {
    /// What one undo can take back, by time.
    acts: BTreeMap<Key, Place>,
    /// Undos and redos, by time.
    turns: BTreeMap<Key, Place>,
}

/// The fold.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    store: Store,
    forces: Forces,
    spots: BTreeMap<Target, Spot>,
    people: BTreeMap<ReviewerId, Person>,
    protocols: BTreeMap<Key, Place>,
    unsaved: HashSet<EventId>,
    clashes: BTreeSet<EventId>,
}

impl Ledger {
    /// An empty ledger.
    pub fn new() -> Self {
        Self::default()
    }

    /// Folds one event in. An id that is known already changes nothing and
    /// returns false (but see [`Ledger::clashes`]). `saved` tells whether its
    /// line is synced.
    pub fn apply(&mut self, event: Event, saved: bool) -> bool {
        if let Some(known) = self.store.place(event.id) {
            if *self.store.at(known) != event {
                self.clash(known, event);
            }
            return false;
        }
        if !saved {
            self.unsaved.insert(event.id);
        }
        self.add(event);
        true
    }

    fn add(&mut self, event: Event) {
        let place = self.store.add(event);
        let event = self.store.at(place);
        let key = self.store.key(place);
        let person = match self.people.get_mut(&event.reviewer) {
            Some(person) => person,
            None => self.people.entry(event.reviewer.clone()).or_default(),
        };
        if force::stands_alone(event) {
            person.acts.insert(key, place);
        }
        match event.act {
            Act::Undo { .. } | Act::Redo { .. } => {
                person.turns.insert(key, place);
            }
            Act::Protocol(_) => {
                self.protocols.insert(key, place);
            }
            _ => {}
        }
        for target in targets_of(event) {
            let spot = match self.spots.get_mut(target) {
                Some(spot) => spot,
                None => self.spots.entry(target.clone()).or_default(),
            };
            if event.basis.as_ref().is_some_and(|b| b.judged.is_some()) {
                spot.judged.push(place);
            }
            let places = &mut spot.owns.entry(event.reviewer.clone()).or_default().places;
            let after = places.partition_point(|other| self.store.key(*other) < key);
            places.insert(after, place);
        }
        self.refold(place);
    }

    /// Folds anew whatever an event may have changed: always work of its own maker.
    fn refold(&mut self, place: Place) {
        let touched = self.forces.note(&self.store, place);
        let reviewer = &self.store.at(place).reviewer;
        let mut targets: Vec<&Target> = touched
            .into_iter()
            .flat_map(|place| targets_of(self.store.at(place)))
            .collect();
        targets.sort_unstable();
        targets.dedup();
        for target in targets {
            // Work of others that an undo names in vain isn't there under its maker's name.
            let own = self
                .spots
                .get_mut(target)
                .and_then(|spot| spot.owns.get_mut(reviewer));
            if let Some(own) = own {
                own.refold(&self.store, &self.forces);
            }
        }
    }

    /// Two different events under one id: whichever arrives first, the one
    /// whose JSON sorts first is kept.
    fn clash(&mut self, known: Place, event: Event) {
        self.clashes.insert(event.id);
        let spelling = |event: &Event| serde_json::to_string(event).unwrap_or_default();
        if spelling(self.store.at(known)) <= spelling(&event) {
            return;
        }
        let old = std::mem::take(self);
        self.unsaved = old.unsaved;
        self.clashes = old.clashes;
        let id = event.id;
        let others = old.store.into_events().into_iter();
        for event in others.filter(|other| other.id != id).chain([event]) {
            self.add(event);
        }
    }

    /// Ids under which two different events arrived: a sign that a file was
    /// changed by hand. One of the two is folded, always the same.
    pub fn clashes(&self) -> &BTreeSet<EventId> {
        &self.clashes
    }

    /// Notes that an event's line is on the disk.
    pub fn saved(&mut self, event: EventId) {
        self.unsaved.remove(&event);
    }

    /// How many events aren't on the disk yet.
    pub fn unsaved(&self) -> usize {
        self.unsaved.len()
    }

    /// Whether that event is folded but not on the disk yet.
    pub fn is_unsaved(&self, event: EventId) -> bool {
        self.unsaved.contains(&event)
    }

    /// What one reviewer left on a target.
    pub fn work(&self, target: &Target, reviewer: &ReviewerId) -> Option<&Work> {
        let own = self.spots.get(target)?.owns.get(reviewer)?;
        own.is_there().then_some(&own.work)
    }

    /// What all reviewers left on a target, by name.
    pub fn works(&self, target: &Target) -> impl Iterator<Item = (&ReviewerId, &Work)> {
        self.spots
            .get(target)
            .into_iter()
            .flat_map(|spot| &spot.owns)
            .filter(|(_, own)| own.is_there())
            .map(|(reviewer, own)| (reviewer, &own.work))
    }

    /// Where a target stands.
    pub fn standing(&self, target: &Target) -> Standing {
        let Some(spot) = self.spots.get(target) else {
            return Standing::Pending;
        };
        let rulings: Vec<Ruling<'_>> = spot
            .owns
            .values()
            .filter_map(|own| ruling(self.store.at(own.ruling?)))
            .collect();
        standing::standing(spot.owns.values().map(|own| &own.work), &rulings)
    }

    /// All targets with any event, in order.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        self.spots
            .iter()
            .filter(|(_, spot)| spot.owns.values().any(Own::is_there))
            .map(|(target, _)| target)
    }

    /// The targets of one incident with any event, in order.
    pub fn targets_in(&self, incident: &IncidentId) -> impl Iterator<Item = &Target> {
        let first = Target::incident(incident.clone());
        let own = self.spots.range(first..);
        own.take_while(|(target, _)| target.incident == *incident)
            .filter(|(_, spot)| spot.owns.values().any(Own::is_there))
            .map(|(target, _)| target)
    }

    /// An event by id.
    pub fn event(&self, id: EventId) -> Option<&Event> {
        self.store.place(id).map(|place| self.store.at(place))
    }

    /// All events, oldest first.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.store.in_order()
    }

    /// This reviewer's latest act that counts: what one undo takes back. For a
    /// bulk act it is the commit.
    pub fn undoable(&self, reviewer: &ReviewerId) -> Option<&Event> {
        let acts = self.people.get(reviewer)?.acts.values().rev();
        acts.copied()
            .find(|place| self.forces.of(&self.store, *place) == Force::Counts)
            .map(|place| self.store.at(place))
    }

    /// The act that a redo brings back: the one this reviewer undid last,
    /// unless they did something else since.
    pub fn redoable(&self, reviewer: &ReviewerId) -> Option<&Event> {
        let person = self.people.get(reviewer)?;
        let last_act = person.acts.last_key_value().map(|(key, _)| *key);
        let since = person
            .turns
            .iter()
            .rev()
            .take_while(|(key, _)| Some(**key) > last_act);
        since
            .filter_map(|(_, turn)| Some((*turn, self.forces.subject(&self.store, *turn)?)))
            .find(|(turn, subject)| {
                self.forces.of(&self.store, *subject) == Force::Undone
                    && self.forces.last_turn(&self.store, *subject) == Some(*turn)
            })
            .map(|(_, subject)| self.store.at(subject))
    }

    /// Whether the judged text for that basis is on record, by any reviewer
    /// (so that the next event needn't embed it again).
    pub fn knows_basis(&self, target: &Target, basis: &Basis) -> bool {
        self.judged(target, basis).is_some()
    }

    /// The judged text for that basis, wherever it was embedded first.
    pub fn judged(&self, target: &Target, basis: &Basis) -> Option<&Judged> {
        let spot = self.spots.get(target)?;
        let first = spot
            .judged
            .iter()
            .filter(|place| {
                let known = self.store.at(**place).basis.as_ref();
                known.is_some_and(|known| known.same_as(basis))
            })
            .min_by_key(|place| self.store.key(**place))?;
        self.store.at(*first).basis.as_ref()?.judged.as_deref()
    }

    /// The protocol in force, where one was recorded: the latest. A later one
    /// replaces an earlier one for what is decided after it, and both stay on
    /// record, so that a change of the rules in the middle of a review shows.
    pub fn protocol(&self) -> Option<&Protocol> {
        let (_, place) = self.protocols.last_key_value()?;
        match &self.store.at(*place).act {
            Act::Protocol(protocol) => Some(protocol),
            _ => None,
        }
    }

    /// Which articles must be decided, from the protocol or the default.
    pub fn article_rule(&self) -> ArticleRule {
        self.protocol()
            .map_or_else(ArticleRule::default, |protocol| protocol.articles)
    }
}

/// The targets of an event.
fn targets_of(event: &Event) -> &[Target] {
    match &event.act {
        Act::Part { targets, .. } => targets,
        _ => event.target.as_slice(),
    }
}

fn ruling(event: &Event) -> Option<Ruling<'_>> {
    match &event.act {
        Act::Adjudicate { decision, settles } => Some(Ruling {
            event: event.id,
            decision,
            settles,
        }),
        _ => None,
    }
}

impl Own {
    /// False while all that is known are parts of unfinished bulk acts.
    fn is_there(&self) -> bool {
        !self.work.events.is_empty()
    }

    fn refold(&mut self, store: &Store, forces: &Forces) {
        let mut counting = Vec::with_capacity(self.places.len());
        let mut shown = Vec::with_capacity(self.places.len());
        let mut undone = Vec::new();
        self.ruling = None;
        for place in self.places.iter().copied() {
            match forces.of(store, place) {
                Force::Uncommitted => continue,
                Force::Undone => undone.push(store.at(place).id),
                Force::Counts => {
                    counting.push(place);
                    if ruling(store.at(place)).is_some() {
                        self.ruling = Some(place);
                    }
                }
            }
            shown.push(store.key(place));
            // The undo of a whole bulk act names no target, but belongs to each.
            shown.extend(forces.turns(store, place).map(|turn| store.key(turn)));
        }
        shown.sort_unstable();
        shown.dedup();
        self.work = work::fold(counting.into_iter().map(|place| store.at(place)));
        self.work.events = shown.into_iter().map(|(_, id)| id).collect();
        self.work.undone = undone;
    }
}
