//! The ledger: what all reviewers' events amount to, target by target.
//!
//! `Ledger = fold(events)`. Folding is idempotent by event id and doesn't
//! depend on the order in which files are read: events are ordered by time and
//! id. An event may be folded before it is on the disk; it then counts as
//! *unsaved* until [`Ledger::saved`] names it.
//!
//! Applying an event notes where it belongs; what its maker left there is
//! folded when somebody asks for it, and kept until another event touches it.
//! Which events count is decided in `force`, which answers replace which in
//! `apart`, what all amount to in `work`, and what all reviewers' work amounts to
//! in `standing`.

mod apart;
mod ask;
mod force;
mod spot;
mod standing;
mod store;
#[cfg(test)]
mod tests;
mod work;

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashSet;

use crate::domain::basis::Basis;
use crate::domain::event::Event;
use crate::domain::event::share;
use crate::domain::{Act, EventId, Names, ReviewerId, Target};

pub use force::group_hash;
pub use spot::Brief;
pub use standing::{FinalHow, Standing};
pub use work::{Answer, Work};

use force::Forces;
use spot::{Spot, Spots};
pub use store::Listed;
use store::{Place, Store, Timeline};

/// What one reviewer did, over all targets.
#[derive(Clone, Debug, Default)]
struct Person {
    /// What one undo can take back.
    acts: Timeline,
    /// Undos and redos.
    turns: Timeline,
}

/// What becomes of the texts that events embed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Texts {
    /// They are kept.
    #[default]
    Kept,
    /// It is only kept that they are on record.
    Left,
}

/// The fold.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    store: Store,
    forces: Forces,
    spots: Spots,
    people: BTreeMap<ReviewerId, Person>,
    protocols: Timeline,
    unsaved: HashSet<EventId>,
    clashes: BTreeSet<EventId>,
    names: Names,
    texts: Texts,
    /// Whether an event was replaced by another one of its id.
    replaced: bool,
}

impl Ledger {
    /// An empty ledger.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty ledger that doesn't keep the judged texts: it knows which are on
    /// record, and [`Ledger::judged`] finds none. For whoever only goes on
    /// deciding.
    pub fn without_texts() -> Self {
        Self {
            texts: Texts::Left,
            ..Self::default()
        }
    }

    /// Folds one event in. An id that is known already changes nothing and
    /// returns false (but see [`Ledger::clashes`]). `saved` tells whether its
    /// line is synced.
    pub fn apply(&mut self, event: Event, saved: bool) -> bool {
        let new = self.take(event, saved);
        self.settle();
        new
    }

    /// Folds many events in, as [`Ledger::apply`] does one by one, and returns
    /// how many were new.
    pub fn apply_all(&mut self, events: impl IntoIterator<Item = Event>, saved: bool) -> usize {
        let events = events.into_iter();
        let new = events.map(|event| usize::from(self.take(event, saved)));
        let new = new.sum();
        self.settle();
        new
    }

    /// The events on some targets, without the judged texts, each with whether it
    /// embeds one: what another ledger needs to go on with these targets alone.
    pub fn excerpt(&self, wanted: &dyn Fn(&Target) -> bool) -> Vec<(Event, bool)> {
        let spots = self.spots.all().filter(|spot| wanted(spot.target()));
        let places = spots.flat_map(Spot::owns).flat_map(|own| own.places());
        let bare = |place: &Place| {
            let mut event = self.store.at(*place).clone();
            event.basis = event.basis.as_ref().map(Basis::bare);
            (event, self.store.embeds(*place))
        };
        places.map(bare).collect()
    }

    /// Folds in what [`Ledger::excerpt`] gave, or what was made in that form.
    pub fn apply_excerpt(&mut self, events: Vec<(Event, bool)>, saved: bool) {
        for (event, embeds) in events {
            self.put(event, embeds, saved);
        }
        self.settle();
    }

    fn take(&mut self, mut event: Event, saved: bool) -> bool {
        let judged = event.basis.as_mut().map(|basis| &mut basis.judged);
        let listed = judged.and_then(|judged| {
            let listed = Listed::of(&judged.as_ref()?.articles);
            if self.texts == Texts::Left {
                *judged = None;
            }
            Some(listed)
        });
        let new = self.put(event, listed.is_some(), saved);
        if let (true, Some(listed)) = (new, listed) {
            self.store.list(listed);
        }
        new
    }

    fn put(&mut self, mut event: Event, embeds: bool, saved: bool) -> bool {
        if let Some(known) = self.store.place(event.id) {
            if *self.store.at(known) != event {
                self.clash(known, event, embeds);
            }
            return false;
        }
        if !saved {
            self.unsaved.insert(event.id);
        }
        self.share(&mut event);
        let place = self.store.add(event, embeds);
        self.note(place);
        true
    }

    /// Has an event share its names with all others.
    fn share(&mut self, event: &mut Event) {
        let shared = (&mut event.reviewer, &mut event.group, &mut event.act);
        share(shared, &mut self.names);
        if let Some(target) = &mut event.target {
            self.spots.share(target);
        }
    }

    /// Takes note of where an event belongs.
    fn note(&mut self, place: Place) {
        let event = self.store.at(place);
        let person = match self.people.get_mut(&event.reviewer) {
            Some(person) => person,
            None => self.people.entry(event.reviewer.clone()).or_default(),
        };
        if force::stands_alone(event) {
            person.acts.add(&self.store, place);
        }
        if matches!(event.act, Act::Undo { .. } | Act::Redo { .. }) {
            person.turns.add(&self.store, place);
        }
        if matches!(event.act, Act::Protocol(_)) {
            self.protocols.add(&self.store, place);
        }
        self.spots.note(&self.store, place);
        self.forces.note(&self.store, place);
    }

    /// Works out which events count now, and has whatever they amount to folded
    /// anew once somebody asks.
    fn settle(&mut self) {
        if std::mem::take(&mut self.replaced) {
            self.forces = Forces::default();
            self.spots = Spots::default();
            self.people.clear();
            self.protocols = Timeline::default();
            for place in self.store.places() {
                self.note(place);
            }
        }
        for place in self.forces.settle(&self.store) {
            self.spots.touch(&self.store, place);
        }
        for person in self.people.values_mut() {
            person.acts.settle(&self.store);
            person.turns.settle(&self.store);
        }
        self.protocols.settle(&self.store);
    }

    /// Two different events under one id: whichever arrives first, the one
    /// whose JSON sorts first is kept.
    fn clash(&mut self, known: Place, event: Event, embeds: bool) {
        self.clashes.insert(event.id);
        let spelling = |event: &Event| serde_json::to_string(event).unwrap_or_default();
        if spelling(self.store.at(known)) > spelling(&event) {
            self.store.replace(known, event, embeds);
            self.replaced = true;
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

    /// Notes that an event's line is not on the disk, though it was said to be.
    pub fn vanished(&mut self, event: EventId) {
        if self.store.place(event).is_some() {
            self.unsaved.insert(event);
        }
    }

    /// How many events aren't on the disk yet.
    pub fn unsaved(&self) -> usize {
        self.unsaved.len()
    }

    /// Whether that event is folded but not on the disk yet.
    pub fn is_unsaved(&self, event: EventId) -> bool {
        self.unsaved.contains(&event)
    }
}
