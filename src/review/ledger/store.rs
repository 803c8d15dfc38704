//! The events themselves, each once, by place, by id and in order of time.

use std::collections::{BTreeMap, HashMap};

use crate::domain::{At, Event, EventId};

/// Where an event lies in the store.
pub(super) type Place = usize;
/// By what events are ordered. Ids are unique, so the order is total.
pub(super) type Key = (At, EventId);

/// All events.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    events: Vec<Event>,
    places: HashMap<EventId, Place>,
    order: BTreeMap<Key, Place>,
}

impl Store {
    /// Adds an event that isn't there yet.
    pub fn add(&mut self, event: Event) -> Place {
        let place = self.events.len();
        self.places.insert(event.id, place);
        self.order.insert((event.at, event.id), place);
        self.events.push(event);
        place
    }

    /// The event at a place that [`Store::add`] gave.
    pub fn at(&self, place: Place) -> &Event {
        &self.events[place]
    }

    /// Its place in time.
    pub fn key(&self, place: Place) -> Key {
        let event = self.at(place);
        (event.at, event.id)
    }

    /// Where an event lies.
    pub fn place(&self, id: EventId) -> Option<Place> {
        self.places.get(&id).copied()
    }

    /// All, oldest first.
    pub fn in_order(&self) -> impl Iterator<Item = &Event> {
        self.order.values().map(|place| self.at(*place))
    }

    /// Takes all events out.
    pub fn into_events(self) -> Vec<Event> {
        self.events
    }
}
