//! The events themselves, each once, by place and by id.

use foldhash::HashMap;

use crate::domain::{ArticleId, At, Digest, Event, EventId};

/// Where an event lies in the store.
pub(super) type Place = u32;
/// By what events are ordered. Ids are unique, so the order is total.
pub(super) type Key = (At, EventId);

/// All events.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    events: Vec<Event>,
    places: HashMap<EventId, Place>,
    /// Whether each embeds what was judged, be the text kept or not.
    embeds: Vec<bool>,
    /// The articles that those name which embed an incident.
    listed: HashMap<Place, Listed>,
}

/// The articles of an incident as it was judged, by their ids in short: told after
/// the texts are gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed(Box<[u32]>);

impl Listed {
    pub(super) fn of(articles: &[ArticleId]) -> Self {
        Self(articles.iter().map(short).collect())
    }

    /// Whether an article was among them.
    pub fn holds(&self, article: &ArticleId) -> bool {
        self.0.contains(&short(article))
    }

    /// How many they were.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

fn short(article: &ArticleId) -> u32 {
    Digest::of_bytes(article.as_str().as_bytes()).first()
}

impl Store {
    /// Adds an event that isn't there yet.
    pub fn add(&mut self, event: Event, embeds: bool) -> Place {
        // What memory holds is fewer.
        let place = Place::try_from(self.events.len()).unwrap_or(Place::MAX);
        self.places.insert(event.id, place);
        self.events.push(event);
        self.embeds.push(embeds);
        place
    }

    /// The event at a place that [`Store::add`] gave.
    pub fn at(&self, place: Place) -> &Event {
        &self.events[place as usize]
    }

    /// Puts another event in a place, under the same id.
    pub fn replace(&mut self, place: Place, event: Event, embeds: bool) {
        self.events[place as usize] = event;
        self.embeds[place as usize] = embeds;
        self.listed.remove(&place);
    }

    /// Notes which articles the event added last names, where it names any.
    pub fn list(&mut self, articles: Listed) {
        if let Some(last) = self.places().next_back().filter(|_| articles.count() > 0) {
            self.listed.insert(last, articles);
        }
    }

    /// Which articles the event at a place names, where it names any.
    pub fn listed(&self, place: Place) -> Option<&Listed> {
        self.listed.get(&place)
    }

    /// Whether an event embeds what was judged.
    pub fn embeds(&self, place: Place) -> bool {
        self.embeds[place as usize]
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

    /// All places.
    pub fn places(&self) -> std::ops::Range<Place> {
        0..Place::try_from(self.events.len()).unwrap_or(Place::MAX)
    }

    /// All, oldest first.
    pub fn in_order(&self) -> impl Iterator<Item = &Event> {
        let mut all: Vec<&Event> = self.events.iter().collect();
        // Files lie in order, so that this mostly merges them.
        all.sort_by_key(|event| (event.at, event.id));
        all.into_iter()
    }
}

/// Places by time.
#[derive(Clone, Debug, Default)]
pub(super) struct Timeline {
    places: Vec<Place>,
    /// How many of them are in order.
    sorted: usize,
}

/// So many late ones are put in their places one by one.
const FEW: usize = 16;

impl Timeline {
    /// Adds a place; it counts after [`Timeline::settle`].
    pub fn add(&mut self, store: &Store, place: Place) {
        let settled = self.sorted == self.places.len();
        let last = self.places.last();
        if settled && last.is_none_or(|last| store.key(*last) < store.key(place)) {
            self.sorted += 1;
        }
        self.places.push(place);
    }

    /// Puts what was added in order.
    pub fn settle(&mut self, store: &Store) {
        if self.places.len() - self.sorted <= FEW {
            for late in self.places.split_off(self.sorted) {
                let key = store.key(late);
                let at = self.places.partition_point(|other| store.key(*other) < key);
                self.places.insert(at, late);
            }
        } else {
            self.places.sort_by_key(|place| store.key(*place));
        }
        self.sorted = self.places.len();
    }

    /// The settled places, the latest first.
    pub fn latest(&self) -> impl Iterator<Item = Place> + '_ {
        self.places.iter().rev().copied()
    }
}
