//! One reviewer's answers to one target that were given without knowing of each
//! other: on two machines that hadn't met, or in two windows at once. Such answers
//! are asked about, not guessed: none replaces the other for being later.
//!
//! An answer names those of its maker's that were known to it ([`Event::seen`]), and
//! the first on a basis embeds what was judged. What neither tells counts as known,
//! so that lines that name nothing replace each other in their order.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::event::Stage;
use crate::domain::{Act, Event, EventId};

/// One of a reviewer's decisions on a target.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    /// The event.
    pub event: &'a Event,
    /// Whether its line embeds what was judged.
    pub embeds: bool,
    /// Whether it counts: it isn't undone.
    pub counts: bool,
}

/// Whether an event is an answer of its maker to the targets it names.
pub(super) const fn stage_of(event: &Event) -> Option<Stage> {
    match &event.act {
        Act::Decide(decision) | Act::Part { decision, .. } => Some(decision.stage),
        _ => None,
    }
}

/// The final answers that no other one which counts knew of, oldest first; of
/// several that follow on each other the last one.
pub(super) fn unreplaced(all: &[Given<'_>]) -> Vec<EventId> {
    let is_final = |given: &&Given<'_>| given.counts && stage_of(given.event) == Some(Stage::Final);
    let finals: Vec<&Given<'_>> = all.iter().filter(is_final).collect();
    let own: BTreeMap<EventId, &Event> = all.iter().map(|it| (it.event.id, it.event)).collect();
    let known = known(&own, &finals);
    let mut left: Vec<&Given<'_>> = Vec::new();
    for given in &finals {
        if known.contains(&given.event.id) {
            continue;
        }
        if !given.event.seen.iter().any(|id| own.contains_key(id)) {
            left.retain(|earlier| is_first_too(given, earlier));
        }
        left.push(given);
    }
    if left.is_empty() {
        // Lines that name each other are no work of this program.
        left.extend(finals.last());
    }
    left.iter().map(|given| given.event.id).collect()
}

/// The decisions that any of these was made knowing of: those it names, those that
/// these name, and so on, through such as are undone as well.
fn known(own: &BTreeMap<EventId, &Event>, finals: &[&Given<'_>]) -> BTreeSet<EventId> {
    let mut known = BTreeSet::new();
    let mut open: Vec<&Event> = finals.iter().map(|given| given.event).collect();
    while let Some(event) = open.pop() {
        let named = event.seen.iter().filter_map(|id| own.get(id));
        for next in named {
            if known.insert(next.id) {
                open.push(next);
            }
        }
    }
    known
}

/// Whether both took themselves for the first answer on what they were given on:
/// the later one wasn't made knowing of the earlier.
fn is_first_too(by: &Given<'_>, other: &Given<'_>) -> bool {
    let bases = by.event.basis.as_ref().zip(other.event.basis.as_ref());
    by.embeds && other.embeds && bases.is_some_and(|(one, other)| one.same_as(other))
}

/// The decisions that no other one names: what the next answer is to name.
pub(super) fn unnamed(all: &[Given<'_>]) -> Vec<EventId> {
    let named: BTreeSet<EventId> = all.iter().flat_map(|it| it.event.seen.clone()).collect();
    let ids = all.iter().map(|given| given.event.id);
    ids.filter(|id| !named.contains(id)).collect()
}
