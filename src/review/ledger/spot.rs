//! What events belong to which target, and what they amount to there.

use std::sync::OnceLock;

use foldhash::HashMap;

use crate::domain::event::Stage;
use crate::domain::{Act, Decision, Event, EventId, IncidentId, ReviewerId, Target};

use super::apart::{self, Given};
use super::force::{Force, Forces};
use super::standing::{Ruling, Standing, standing};
use super::store::{Place, Store};
use super::work::{self, Work};

/// So many of one reviewer's verdicts on one target are compared with each other: no
/// person gives as many, and a file that holds more must not cost the square of them.
const MOST: usize = 256;

/// What one reviewer's work on a target says of the verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Brief<'a> {
    /// The verdict that stands, and the event that gave it.
    pub answer: Option<(EventId, &'a Decision)>,
    /// Whether the target is put off.
    pub deferred: bool,
    /// Whether answers given apart differ, so that none stands.
    pub apart: bool,
}

/// All targets.
#[derive(Clone, Debug, Default)]
pub(super) struct Spots {
    spots: Vec<Spot>,
    /// Where the targets of each incident lie, the incident itself first.
    incidents: HashMap<IncidentId, Vec<u32>>,
    /// Where the one target of each event lies, by the place of the event.
    homes: Vec<Option<u32>>,
}

/// What is known about one target.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    target: Target,
    /// By the name of the reviewer.
    owns: Vec<Own>,
}

/// One reviewer's events on one target and what they amount to.
#[derive(Clone, Debug)]
pub(super) struct Own {
    reviewer: ReviewerId,
    /// The events, oldest first.
    places: Vec<Place>,
    /// Their fold, once somebody asked for it.
    fold: OnceLock<Box<Fold>>,
}

/// What events amount to.
#[derive(Clone, Debug, Default)]
struct Fold {
    work: Work,
    /// The latest adjudication that counts.
    ruling: Option<Place>,
}

/// The targets of an event.
fn targets_of(event: &Event) -> &[Target] {
    match &event.act {
        Act::Part { targets, .. } => targets,
        _ => event.target.as_slice(),
    }
}

impl Spots {
    /// A target, where anything is known of it.
    pub fn get(&self, target: &Target) -> Option<&Spot> {
        let at = self.at(target)?;
        self.spots.get(at as usize)
    }

    /// All of one incident, in order.
    pub fn of(&self, incident: &IncidentId) -> impl Iterator<Item = &Spot> {
        let own = self.incidents.get(incident).map_or(&[][..], Vec::as_slice);
        own.iter().filter_map(|at| self.spots.get(*at as usize))
    }

    fn at(&self, target: &Target) -> Option<u32> {
        let own = self.incidents.get(&target.incident)?;
        let at = own.binary_search_by(|at| self.spots[*at as usize].target.cmp(target));
        Some(own[at.ok()?])
    }

    /// All, as they came.
    pub fn all(&self) -> impl Iterator<Item = &Spot> {
        self.spots.iter()
    }

    /// Has a target share its names with what is known of it.
    pub fn share(&self, target: &mut Target) {
        if let Some(spot) = self.get(target) {
            *target = spot.target.clone();
        } else if let Some((incident, _)) = self.incidents.get_key_value(&target.incident) {
            target.incident = incident.clone();
        }
    }

    /// Takes note of an event; places come one after the other.
    pub fn note(&mut self, store: &Store, place: Place) {
        let event = store.at(place);
        let targets = targets_of(event);
        let mut home = None;
        for target in targets {
            let at = self.place(target);
            home = Some(at);
            self.spots[at as usize].add(store, place);
        }
        self.homes.push(home.filter(|_| targets.len() == 1));
    }

    fn place(&mut self, target: &Target) -> u32 {
        let new = u32::try_from(self.spots.len()).unwrap_or(u32::MAX);
        let spots = &self.spots;
        match self.incidents.get_mut(&target.incident) {
            Some(own) => {
                let known = own.binary_search_by(|at| spots[*at as usize].target.cmp(target));
                match known {
                    Ok(known) => return own[known],
                    Err(after) => own.insert(after, new),
                }
            }
            None => {
                self.incidents.insert(target.incident.clone(), vec![new]);
            }
        }
        self.spots.push(Spot {
            target: target.clone(),
            owns: Vec::with_capacity(1),
        });
        new
    }

    /// Has the work that an event belongs to folded anew.
    pub fn touch(&mut self, store: &Store, place: Place) {
        let reviewer = &store.at(place).reviewer;
        if let Some(Some(home)) = self.homes.get(place as usize) {
            self.spots[*home as usize].touch(reviewer);
            return;
        }
        for target in targets_of(store.at(place)) {
            if let Some(at) = self.at(target) {
                self.spots[at as usize].touch(reviewer);
            }
        }
    }
}

impl Spot {
    /// The target.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// What each reviewer left, by name.
    pub fn owns(&self) -> &[Own] {
        &self.owns
    }

    /// False while all that is known are parts of unfinished bulk acts.
    pub fn is_there(&self, forces: &Forces) -> bool {
        let mut places = self.owns.iter().flat_map(|own| &own.places);
        places.any(|place| forces.of(*place) != Force::Uncommitted)
    }

    /// What one reviewer left.
    pub fn own(&self, reviewer: &ReviewerId) -> Option<&Own> {
        self.owns.iter().find(|own| own.reviewer == *reviewer)
    }

    fn add(&mut self, store: &Store, place: Place) {
        let reviewer = &store.at(place).reviewer;
        let at = match self.owns.binary_search_by(|own| own.reviewer.cmp(reviewer)) {
            Ok(at) => at,
            Err(at) => {
                self.owns.insert(
                    at,
                    Own {
                        reviewer: reviewer.clone(),
                        places: Vec::new(),
                        fold: OnceLock::new(),
                    },
                );
                at
            }
        };
        self.owns[at].add(store, place);
    }

    fn touch(&mut self, reviewer: &ReviewerId) {
        let mut owns = self.owns.iter_mut();
        if let Some(own) = owns.find(|own| own.reviewer == *reviewer) {
            own.fold.take();
        }
    }

    /// Where the target stands.
    pub fn standing(&self, store: &Store, forces: &Forces) -> Standing {
        let folds = self.owns.iter().map(|own| own.fold(store, forces));
        let rulings: Vec<Ruling<'_>> = folds
            .clone()
            .filter_map(|fold| ruling(store.at(fold.ruling?)))
            .collect();
        standing(folds.map(|fold| &fold.work), &rulings)
    }
}

impl Own {
    /// Whose it is.
    pub fn reviewer(&self) -> &ReviewerId {
        &self.reviewer
    }

    /// The events, oldest first.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The fold, where anything is there.
    pub fn work(&self, store: &Store, forces: &Forces) -> Option<&Work> {
        let work = &self.fold(store, forces).work;
        (!work.events.is_empty()).then_some(work)
    }

    /// What the fold says of the verdict.
    pub fn brief<'a>(&'a self, store: &'a Store, forces: &Forces) -> Brief<'a> {
        if self.has_several(store, forces) {
            let work = &self.fold(store, forces).work;
            let answer = work.answer.as_ref();
            return Brief {
                answer: answer.map(|answer| (answer.event, &answer.decision)),
                deferred: work.deferred.is_some(),
                apart: !work.apart.is_empty(),
            };
        }
        let mut brief = Brief::default();
        let counting = self.places.iter().rev();
        for place in counting.filter(|place| forces.of(**place) == Force::Counts) {
            let event = store.at(*place);
            match &event.act {
                Act::Decide(decision) | Act::Part { decision, .. } => {
                    brief.answer = match (brief.answer, decision.stage) {
                        // A blind first answer stands where no final one does.
                        (Some(first), Stage::First) => Some(first),
                        (_, _) => Some((event.id, decision)),
                    };
                    if decision.stage == Stage::Final {
                        return brief;
                    }
                }
                Act::Defer { .. } => {
                    brief.deferred = brief.answer.is_none();
                    return brief;
                }
                _ => {}
            }
        }
        brief
    }

    /// Whether several verdicts, or times it was put off, count that don't follow on
    /// each other, so that it is to be worked out which of them stand.
    pub fn has_several(&self, store: &Store, forces: &Forces) -> bool {
        let places = self.places.iter().copied();
        let counts = places.filter(|place| forces.of(*place) == Force::Counts);
        let events = counts.map(|place| (store.at(place), store.embeds(place)));
        !apart::is_line(events.filter(|(event, _)| apart::settles(event)))
    }

    /// The verdicts, and the times it was put off, oldest first; of very many the last.
    fn given<'a>(&self, store: &'a Store, forces: &Forces) -> Vec<Given<'a>> {
        let places = self.places.iter().copied().rev();
        let given = places.filter(|place| apart::is_given(store.at(*place)));
        let given = given.take(MOST).map(|place| Given {
            event: store.at(place),
            embeds: store.embeds(place),
            counts: forces.of(place) == Force::Counts,
        });
        let mut given: Vec<Given<'_>> = given.collect();
        given.reverse();
        given
    }

    /// Those that no other one names.
    pub fn unnamed(&self, store: &Store, forces: &Forces) -> Vec<EventId> {
        apart::unnamed(&self.given(store, forces))
    }

    fn add(&mut self, store: &Store, place: Place) {
        let key = store.key(place);
        let after = match self.places.last() {
            Some(last) if store.key(*last) > key => {
                self.places.partition_point(|other| store.key(*other) < key)
            }
            _ => self.places.len(),
        };
        self.places.insert(after, place);
        self.fold.take();
    }

    fn fold(&self, store: &Store, forces: &Forces) -> &Fold {
        self.fold
            .get_or_init(|| Box::new(self.folded(store, forces)))
    }

    fn folded(&self, store: &Store, forces: &Forces) -> Fold {
        let mut fold = Fold::default();
        let mut counting = Vec::with_capacity(self.places.len());
        let mut shown = Vec::with_capacity(self.places.len());
        let mut undone = Vec::new();
        for place in self.places.iter().copied() {
            match forces.of(place) {
                Force::Uncommitted => continue,
                Force::Undone => undone.push(store.at(place).id),
                Force::Counts => {
                    counting.push(place);
                    if ruling(store.at(place)).is_some() {
                        fold.ruling = Some(place);
                    }
                }
            }
            shown.push(store.key(place));
            // The undo of a whole bulk act names no target, but belongs to each.
            shown.extend(forces.turns(store, place).map(|turn| store.key(turn)));
        }
        shown.sort_unstable();
        shown.dedup();
        let given = self.given(store, forces);
        let unreplaced = self
            .has_several(store, forces)
            .then(|| apart::unreplaced(&given));
        let counting = counting.into_iter().map(|place| store.at(place));
        fold.work = work::fold(counting, &given, unreplaced.as_deref());
        fold.work.events = shown.into_iter().map(|(_, id)| id).collect();
        fold.work.undone = undone;
        fold
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
