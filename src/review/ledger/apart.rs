//! One reviewer's answers to one target that were given without knowing of each
//! other: on two machines that hadn't met, or in two windows at once. Such answers
//! are asked about, not guessed: none replaces the other for being later.
//!
//! A verdict, and putting off, names itself and those of its maker's on the target
//! that were known to it ([`Event::seen`]). A line that doesn't name itself was written
//! before that was so: it replaces what is before it, but for what it shows that it
//! didn't know of, since only the first on a basis embeds what was judged.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::event::Stage;
use crate::domain::{Act, Event, EventId};

/// One of a reviewer's verdicts on a target, or of the times they put it off.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    /// The event.
    pub event: &'a Event,
    /// Whether its line embeds what was judged.
    pub embeds: bool,
    /// Whether it counts: it isn't undone, nor part of an unfinished bulk act.
    pub counts: bool,
}

/// The stage of a verdict; none of anything else.
pub(super) const fn stage_of(event: &Event) -> Option<Stage> {
    match &event.act {
        Act::Decide(decision) | Act::Part { decision, .. } => Some(decision.stage),
        _ => None,
    }
}

/// Whether an event settles a target for now: a final verdict, or putting it off.
pub(super) fn settles(event: &Event) -> bool {
    stage_of(event) == Some(Stage::Final) || matches!(event.act, Act::Defer { .. })
}

/// Whether it is one of those that are named, and name each other.
pub(super) fn is_given(event: &Event) -> bool {
    stage_of(event).is_some() || settles(event)
}

/// Those by id, and by the bulk act they are part of, which goes by the id of the
/// key that ordered it.
struct Own<'a> {
    by_id: BTreeMap<EventId, &'a Given<'a>>,
    by_group: BTreeMap<EventId, &'a Given<'a>>,
}

impl<'a> Own<'a> {
    fn of(all: &'a [Given<'a>]) -> Self {
        let group = |it: &'a Given<'a>| {
            let group = it.event.group.as_ref()?;
            let key = uuid::Uuid::parse_str(group.as_str()).ok()?;
            Some((EventId(key), it))
        };
        Self {
            by_id: all.iter().map(|it| (it.event.id, it)).collect(),
            by_group: all.iter().filter_map(group).collect(),
        }
    }

    fn get(&self, id: EventId) -> Option<&'a Given<'a>> {
        let by_group = || self.by_group.get(&id);
        self.by_id.get(&id).or_else(by_group).copied()
    }

    /// Those that an event names, but for itself.
    fn named(&self, event: &'a Event) -> impl Iterator<Item = &'a Given<'a>> {
        let named = event.seen.iter().filter_map(|id| self.get(*id));
        named.filter(|it| it.event.id != event.id)
    }

    /// What some were made knowing of: those they name, those that these name, and
    /// so on, through such as are undone as well.
    fn known(
        &self,
        of: impl IntoIterator<Item = &'a Given<'a>>,
    ) -> BTreeMap<EventId, &'a Given<'a>> {
        let mut known = BTreeMap::new();
        let mut open: Vec<&'a Given<'a>> = of.into_iter().collect();
        while let Some(given) = open.pop() {
            for next in self.named(given.event) {
                if known.insert(next.event.id, next).is_none() {
                    open.push(next);
                }
            }
        }
        known
    }
}

/// Final verdicts, and times it was put off, that no other one which counts knew of,
/// oldest first; of several that follow on each other the last one.
pub(super) fn unreplaced(all: &[Given<'_>]) -> Vec<EventId> {
    let own = Own::of(all);
    let settling = all
        .iter()
        .filter(|given| given.counts && settles(given.event));
    let settling: Vec<&Given<'_>> = settling.collect();
    let known = own.known(settling.iter().copied());
    // Each with those that it replaced by coming after them.
    let mut left: Vec<Vec<&Given<'_>>> = Vec::new();
    for given in &settling {
        if known.contains_key(&given.event.id) {
            continue;
        }
        let mut line = vec![*given];
        if is_old(given.event) {
            let (kept, replaced) = left.into_iter().partition(|line: &Vec<&Given<'_>>| {
                let before = own.known(line.iter().copied());
                line.iter()
                    .chain(before.values())
                    .any(|it| is_first_too(given, it))
            });
            left = kept;
            let replaced: Vec<Vec<&Given<'_>>> = replaced;
            line.extend(replaced.into_iter().flatten());
        }
        left.push(line);
    }
    let mut left: Vec<EventId> = left.iter().map(|line| line[0].event.id).collect();
    if left.is_empty() {
        // Lines that name each other are no work of this program.
        left.extend(settling.last().map(|given| given.event.id));
    }
    left
}

/// Whether an event was written when none named itself.
fn is_old(event: &Event) -> bool {
    !event.seen.contains(&event.id)
}

/// Whether each of these follows on the one before it, as nearly all do: then the
/// last one stands, and there is nothing to work out.
pub(super) fn is_line<'a>(mut settling: impl Iterator<Item = (&'a Event, bool)>) -> bool {
    let Some((mut before, _)) = settling.next() else {
        return true;
    };
    settling.all(|(event, embeds)| {
        let is_after = is_old(event) && !embeds && !before.seen.contains(&event.id);
        let follows = event.seen.contains(&before.id) || is_after;
        before = event;
        follows
    })
}

/// Whether both took themselves for the first on what they were given on: the later
/// one wasn't made knowing of the earlier.
fn is_first_too(by: &Given<'_>, other: &Given<'_>) -> bool {
    let bases = by.event.basis.as_ref().zip(other.event.basis.as_ref());
    by.embeds && other.embeds && bases.is_some_and(|(one, other)| one.same_as(other))
}

/// Those that no other one names: what the next one is to name.
pub(super) fn unnamed(all: &[Given<'_>]) -> Vec<EventId> {
    let own = Own::of(all);
    let named: BTreeSet<EventId> = all
        .iter()
        .flat_map(|given| own.named(given.event))
        .map(|given| given.event.id)
        .collect();
    let ids = all.iter().map(|given| given.event.id);
    ids.filter(|id| !named.contains(id)).collect()
}
