//! Which events are in force: what undo, redo and the commits of bulk acts say
//! about the events they name. An event may be named before it arrives.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use crate::domain::basis::Digest;
use crate::domain::event::Event;
use crate::domain::{Act, EventId, GroupId, ReviewerId};

use super::store::{Place, Store};

/// Whether an event counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Force {
    /// It counts.
    Counts,
    /// Its maker took it back.
    Undone,
    /// It is part of a bulk act that isn't whole.
    Uncommitted,
}

/// A bulk act of one reviewer.
#[derive(Clone, Debug, Default)]
struct Group {
    /// Its events, without begin and commit.
    parts: Vec<Place>,
    /// Its commits; more than one only where something went wrong.
    commits: Vec<Place>,
    /// Undos and redos of the whole.
    turns: Vec<Place>,
    /// The commit that fits the parts, where there is one.
    whole: Option<Place>,
}

impl Group {
    /// All whose force depends on the whole.
    fn members(&self) -> Vec<Place> {
        self.parts.iter().chain(&self.commits).copied().collect()
    }
}

/// Who names whom, and what that makes of each event.
#[derive(Clone, Debug, Default)]
pub(super) struct Forces {
    turns: HashMap<EventId, Vec<Place>>,
    groups: HashMap<GroupId, BTreeMap<ReviewerId, Group>>,
    /// The force of each event, by place.
    now: Vec<Force>,
    /// Events that came since, and may change the force of others or had it
    /// changed before they came.
    dirty: Vec<Place>,
    /// Bulk acts whose parts changed since, with whose they are.
    open: BTreeSet<(GroupId, ReviewerId)>,
}

/// The bulk act that an event belongs to.
fn group_of(event: &Event) -> Option<&GroupId> {
    match &event.act {
        Act::Begin { group, .. } | Act::Commit { group, .. } => Some(group),
        Act::Decide(_)
        | Act::Annotate(_)
        | Act::Defer { .. }
        | Act::Expose(_)
        | Act::Edit(_)
        | Act::Relate(_)
        | Act::Undo { .. }
        | Act::Redo { .. }
        | Act::Protocol(_)
        | Act::Recovered(_)
        | Act::Part { .. }
        | Act::Adjudicate { .. } => event.group.as_ref(),
    }
}

/// Whether an undo of this act has any effect. What was shown can't be made
/// unseen, and records of the program itself aren't anybody's to take back.
pub(super) fn can_be_undone(act: &Act) -> bool {
    match act {
        Act::Decide(_)
        | Act::Annotate(_)
        | Act::Defer { .. }
        | Act::Edit(_)
        | Act::Relate(_)
        | Act::Part { .. }
        | Act::Commit { .. }
        | Act::Adjudicate { .. } => true,
        Act::Expose(_)
        | Act::Undo { .. }
        | Act::Redo { .. }
        | Act::Protocol(_)
        | Act::Recovered(_)
        | Act::Begin { .. } => false,
    }
}

/// Whether one undo takes this event back on its own: parts of a bulk act go
/// with its commit.
pub(super) fn stands_alone(event: &Event) -> bool {
    can_be_undone(&event.act)
        && (group_of(event).is_none() || matches!(event.act, Act::Commit { .. }))
}

/// Hash over event ids, in ascending order whatever the order given: what a
/// bulk act's commit carries, over the ids of all its events but begin and commit.
pub fn group_hash(ids: &[EventId]) -> Digest {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Digest::of(&texts)
}

impl Forces {
    /// Takes note of an event; places come one after the other. What it changes
    /// shows after [`Forces::settle`].
    pub fn note(&mut self, store: &Store, place: Place) {
        let event = store.at(place);
        self.now.push(Force::Counts);
        if let Act::Undo { event: id, group } | Act::Redo { event: id, group } = &event.act {
            match group {
                Some(group) => self.group_mut(group, &event.reviewer).turns.push(place),
                None => self.turns.entry(*id).or_default().push(place),
            }
            self.dirty.push(place);
        } else if self.turns.contains_key(&event.id) {
            self.dirty.push(place);
        }
        if let Some(id) = group_of(event) {
            let group = self.group_mut(id, &event.reviewer);
            match &event.act {
                Act::Begin { .. } => {}
                Act::Commit { .. } => group.commits.push(place),
                _ => group.parts.push(place),
            }
            let committed = !group.commits.is_empty();
            self.now[place as usize] = Force::Uncommitted;
            if committed {
                self.open.insert((id.clone(), event.reviewer.clone()));
            }
        }
    }

    /// Works out what the events noted since amount to, and returns all events
    /// whose force, or whose undos, may have changed.
    pub fn settle(&mut self, store: &Store) -> Vec<Place> {
        let mut touched = Vec::new();
        for (id, reviewer) in std::mem::take(&mut self.open) {
            let group = self.group_mut(&id, &reviewer);
            group.whole = whole(store, group);
            for member in group.members() {
                touched.push(member);
                touched.extend(self.named(store, member));
            }
        }
        for place in std::mem::take(&mut self.dirty) {
            touched.push(place);
            touched.extend(self.named(store, place));
        }
        for place in touched.iter().copied() {
            self.now[place as usize] = self.work_out(store, place);
        }
        touched
    }

    fn group_mut(&mut self, id: &GroupId, reviewer: &ReviewerId) -> &mut Group {
        let group = self.groups.entry(id.clone()).or_default();
        group.entry(reviewer.clone()).or_default()
    }

    /// How many events one reviewer's bulk act holds, begin and commit aside.
    pub fn group_size(&self, id: &GroupId, reviewer: &ReviewerId) -> usize {
        self.group(id, reviewer)
            .map_or(0, |group| group.parts.len())
    }

    fn group(&self, id: &GroupId, reviewer: &ReviewerId) -> Option<&Group> {
        self.groups.get(id)?.get(reviewer)
    }

    /// The events, as far as they are known, that an undo or redo names.
    fn named(&self, store: &Store, turn: Place) -> Vec<Place> {
        let turn = store.at(turn);
        let (Act::Undo { event, group } | Act::Redo { event, group }) = &turn.act else {
            return Vec::new();
        };
        let subject = store.place(*event);
        let group = group.as_ref().or_else(|| {
            // Naming the commit names the whole.
            let subject = store.at(subject?);
            matches!(subject.act, Act::Commit { .. })
                .then(|| group_of(subject))
                .flatten()
        });
        match group {
            Some(group) => self
                .group(group, &turn.reviewer)
                .map_or_else(Vec::new, Group::members),
            None => subject.into_iter().collect(),
        }
    }

    /// The undoable event that an undo or redo is about: for a bulk act its commit.
    pub fn subject(&self, store: &Store, turn: Place) -> Option<Place> {
        let turn = store.at(turn);
        match &turn.act {
            Act::Undo {
                group: Some(group), ..
            }
            | Act::Redo {
                group: Some(group), ..
            } => self.group(group, &turn.reviewer)?.whole,
            Act::Undo { event, group: None } | Act::Redo { event, group: None } => {
                store.place(*event)
            }
            _ => None,
        }
    }

    /// Undos and redos by its maker that name an event, itself or with its
    /// bulk act. Those that are parts of an unfinished bulk act aren't among them.
    pub fn turns<'a>(&'a self, store: &'a Store, place: Place) -> impl Iterator<Item = Place> + 'a {
        let event = store.at(place);
        let group = group_of(event).and_then(|id| self.group(id, &event.reviewer));
        let commits = group.map_or(&[][..], |group| &group.commits);
        let whole = group.map_or(&[][..], |group| &group.turns);
        let ids = commits.iter().map(|commit| store.at(*commit).id);
        std::iter::once(event.id)
            .chain(ids)
            .filter_map(|id| self.turns.get(&id))
            .flatten()
            .chain(whole)
            .copied()
            .filter(move |turn| {
                store.at(*turn).reviewer == event.reviewer && self.is_whole(store, *turn)
            })
    }

    /// The latest of those.
    pub fn last_turn(&self, store: &Store, place: Place) -> Option<Place> {
        self.turns(store, place).max_by_key(|turn| store.key(*turn))
    }

    /// False for what belongs to a bulk act that isn't whole.
    fn is_whole(&self, store: &Store, place: Place) -> bool {
        let event = store.at(place);
        let Some(id) = group_of(event) else {
            return true;
        };
        let whole = self
            .group(id, &event.reviewer)
            .and_then(|group| group.whole);
        match event.act {
            Act::Commit { .. } => whole == Some(place),
            _ => whole.is_some(),
        }
    }

    /// Whether an event counts.
    pub fn of(&self, place: Place) -> Force {
        let known = self.now.get(place as usize);
        known.copied().unwrap_or(Force::Uncommitted)
    }

    fn work_out(&self, store: &Store, place: Place) -> Force {
        if !self.is_whole(store, place) {
            return Force::Uncommitted;
        }
        if !can_be_undone(&store.at(place).act) {
            return Force::Counts;
        }
        match self.last_turn(store, place).map(|turn| &store.at(turn).act) {
            Some(Act::Undo { .. }) => Force::Undone,
            _ => Force::Counts,
        }
    }
}

fn whole(store: &Store, group: &Group) -> Option<Place> {
    let ids: Vec<EventId> = group.parts.iter().map(|part| store.at(*part).id).collect();
    let expected = group_hash(&ids);
    group
        .commits
        .iter()
        .copied()
        .filter(|commit| {
            matches!(&store.at(*commit).act, Act::Commit { hash, .. } if *hash == expected)
        })
        .max_by_key(|commit| store.key(*commit))
}
