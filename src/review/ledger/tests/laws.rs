//! What holds for any events in any order.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::*;
use super::{event, fold, id, label, redo, undo};
use crate::domain::event::{ArticleRule, Protocol};
use crate::domain::event::{Decision, Edit, Exposure, Relation, Remark, Saw, Stage};
use crate::domain::{Digest, GroupId, Incident};

/// What two ledgers amount to together.
fn merge(one: &Ledger, other: &Ledger) -> Ledger {
    let mut both = one.clone();
    for event in other.events() {
        both.apply(event.clone(), true);
    }
    both
}

/// All that a ledger says, but for the clashes that were met on the way to it.
fn said(ledger: &Ledger) -> impl PartialEq + std::fmt::Debug + use<> {
    view(&merge(&Ledger::new(), ledger))
}

/// All that a ledger says.
fn view(ledger: &Ledger) -> impl PartialEq + std::fmt::Debug + use<> {
    let people = ["ana", "ben"].map(ReviewerId::from);
    let targets: Vec<_> = ledger
        .targets()
        .map(|target| {
            let works: BTreeMap<ReviewerId, Work> = ledger
                .works(target)
                .map(|(reviewer, work)| (reviewer.clone(), work.clone()))
                .collect();
            (target.clone(), works, ledger.standing(target))
        })
        .collect();
    (
        targets,
        people.clone().map(|who| ledger.undoable(&who).cloned()),
        people.map(|who| ledger.redoable(&who).cloned()),
        ledger.protocol().cloned(),
        ledger.events().cloned().collect::<Vec<_>>(),
        ledger.clashes().clone(),
    )
}

fn some_decision() -> impl Strategy<Value = Decision> {
    let labels = prop_oneof![Just(""), Just("incident"), Just("hazard")];
    (labels, any::<bool>(), any::<bool>()).prop_map(|(text, first, unset)| Decision {
        stage: if first { Stage::First } else { Stage::Final },
        unset_severity: unset.then(|| "serious_incident".into()),
        ..label(text)
    })
}

/// How many events a universe holds at most.
const MANY: u64 = 14;

fn some_act() -> impl Strategy<Value = Act> {
    let group = |g: bool| GroupId::from(if g { "g" } else { "h" });
    let turn = (0..MANY, proptest::option::weighted(0.3, any::<bool>()));
    let settles = proptest::collection::vec(0..MANY, 0..4);
    prop_oneof![
        4 => some_decision().prop_map(Act::Decide),
        1 => proptest::option::of("[a-c]").prop_map(|n| Act::Annotate(Remark::Note(n))),
        1 => Just(Act::Annotate(Remark::Saw(Saw::Lead))),
        2 => proptest::option::of("[a-c]").prop_map(|n| Act::Annotate(Remark::Criterion(n))),
        1 => Just(Act::Defer { reason: None }),
        1 => Just(Act::Expose(Exposure::Colleague)),
        1 => any::<bool>().prop_map(|some| {
            Act::Edit(Edit::Severity(some.then(|| "serious_incident".into())))
        }),
        1 => Just(Act::Relate(Relation::Move { to: None })),
        3 => turn.clone().prop_map(move |(n, g)| Act::Undo { event: id(n), group: g.map(group) }),
        2 => turn.prop_map(move |(n, g)| Act::Redo { event: id(n), group: g.map(group) }),
        1 => any::<bool>().prop_map(|seed| Act::Protocol(Protocol {
            seed: seed.to_string(), rates: BTreeMap::new(), articles: ArticleRule::Split,
        })),
        2 => some_decision().prop_map(|decision| Act::Part {
            targets: ["i", "j"].map(Target::incident).to_vec(), decision,
        }),
        2 => any::<bool>().prop_map(move |g| Act::Commit { group: group(g), hash: Digest::default() }),
        1 => (some_decision(), settles).prop_map(|(decision, settles)| Act::Adjudicate {
            decision, settles: settles.into_iter().map(id).collect(),
        }),
    ]
}

/// One of two bases, with what was judged.
fn some_basis(one: bool) -> Basis {
    Basis::of_incident(&Incident {
        title: Some(one.to_string()),
        ..Incident::default()
    })
}

/// Events with distinct ids; the hash of most commits fits.
fn universe() -> impl Strategy<Value = Vec<Event>> {
    let one = (
        some_act(),
        0..6i64,
        any::<bool>(),
        proptest::option::weighted(0.9, any::<bool>()),
        proptest::option::weighted(0.3, any::<bool>()),
        proptest::bool::weighted(0.9),
        proptest::collection::vec(0..MANY, 0..3),
        proptest::option::weighted(0.3, any::<bool>()),
    );
    proptest::collection::vec(one, 1..MANY as usize).prop_map(|rows| {
        let fits: Vec<bool> = rows.iter().map(|row| row.5).collect();
        let mut events: Vec<Event> = (0..)
            .zip(rows)
            .map(|(n, (act, at, ana, target, group, _, seen, basis))| {
                let who = if ana { "ana" } else { "ben" };
                let target = target.map(|i| if i { "i" } else { "j" });
                let group = group.map(|g| GroupId::from(if g { "g" } else { "h" }));
                Event {
                    group,
                    seen: seen.into_iter().map(id).collect(),
                    basis: basis.map(some_basis),
                    ..event(n, at, who, target, act)
                }
            })
            .collect();
        for at in 0..events.len() {
            let who = events[at].reviewer.clone();
            let Act::Commit { group, .. } = &events[at].act else {
                continue;
            };
            let group = group.clone();
            let parts: Vec<EventId> = events
                .iter()
                .filter(|event| event.reviewer == who && event.group.as_ref() == Some(&group))
                .filter(|event| !matches!(event.act, Act::Commit { .. }))
                .map(|event| event.id)
                .collect();
            if fits[at] {
                events[at].act = Act::Commit {
                    group,
                    hash: group_hash(&parts),
                };
            }
        }
        events
    })
}

/// A work without the list of what led to it.
fn bare(work: &Work) -> Work {
    Work {
        events: Vec::new(),
        undone: Vec::new(),
        ..work.clone()
    }
}

fn bare_works(ledger: &Ledger) -> Vec<(Target, ReviewerId, Work)> {
    let mut all = Vec::new();
    for target in ledger.targets() {
        for (reviewer, work) in ledger.works(target) {
            let work = bare(work);
            if work != Work::default() {
                all.push((target.clone(), reviewer.clone(), work));
            }
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn order_and_copies_change_nothing(
        (events, shuffled) in universe().prop_flat_map(|events| {
            let twice: Vec<Event> = events.iter().chain(&events).cloned().collect();
            (Just(events), Just(twice).prop_shuffle())
        })
    ) {
        prop_assert_eq!(view(&fold(events)), view(&fold(shuffled)));
    }

    #[test]
    fn many_at_once_are_folded_as_one_by_one(
        events in universe(), other in universe(), cut in 0usize..20,
    ) {
        let events: Vec<Event> = events.into_iter().chain(other).collect();
        let (left, right) = events.split_at(cut.min(events.len()));
        let mut at_once = Ledger::new();
        let new = at_once.apply_all(left.to_vec(), true) + at_once.apply_all(right.to_vec(), true);
        prop_assert_eq!(new, at_once.events().count());
        prop_assert_eq!(view(&fold(events)), view(&at_once));
    }

    #[test]
    fn a_brief_says_what_the_work_says(events in universe()) {
        let ledger = fold(events);
        for target in ["i", "j"].map(Target::incident) {
            for who in ["ana", "ben"].map(ReviewerId::from) {
                let work = ledger.work(&target, &who);
                let said = Brief {
answer: work
                        .and_then(|it| it.answer.as_ref())
                        .map(|it| (it.event, &it.decision)),
                    deferred: work.is_some_and(|it| it.deferred.is_some()),
                    apart: work.is_some_and(|it| !it.apart.is_empty()),
                };
                prop_assert_eq!(ledger.brief(&target, &who), said);
            }
            let conflicting = ledger.standing(&target) == Standing::Conflicting;
            prop_assert_eq!(ledger.is_conflicting(&target), conflicting);
        }
    }

    #[test]
    fn two_halves_make_the_whole(events in universe(), cut in 0usize..20) {
        let (left, right) = events.split_at(cut.min(events.len()));
        let mut merged = fold(right.to_vec());
        for event in fold(left.to_vec()).events() {
            merged.apply(event.clone(), true);
        }
        prop_assert_eq!(view(&fold(events)), view(&merged));
    }

    #[test]
    fn of_two_events_under_one_id_always_the_same_is_kept(
        events in universe(), other in universe(),
    ) {
        let there = fold(events.iter().chain(&other).cloned());
        let back = fold(other.iter().chain(&events).cloned());
        prop_assert_eq!(view(&there), view(&back));
    }

    #[test]
    fn merging_is_associative_commutative_and_idempotent(
        one in universe(), two in universe(), three in universe(),
    ) {
        // Their ids overlap, so that events clash as well.
        let [one, two, three] = [one, two, three].map(fold);
        let all = merge(&merge(&one, &two), &three);
        prop_assert_eq!(said(&all), said(&merge(&one, &merge(&two, &three))));
        prop_assert_eq!(said(&all), said(&merge(&three, &merge(&two, &one))));
        for known in [&one, &two, &three, &all] {
            prop_assert_eq!(said(&all), said(&merge(&all, known)));
            prop_assert!(known.events().all(|event| all.event(event.id).is_some()));
        }
    }

    #[test]
    fn nobody_takes_back_the_work_of_another(
        events in universe(), n in 0..MANY, group in proptest::option::of(any::<bool>()), back in any::<bool>(),
    ) {
        let mut ledger = fold(events);
        let before = bare_works(&ledger);
        let group = group.map(|g| GroupId::from(if g { "g" } else { "h" }));
        let act = if back {
            Act::Redo { event: id(n), group }
        } else {
            Act::Undo { event: id(n), group }
        };
        ledger.apply(event(100, 10, "cyn", Some("i"), act), true);
        prop_assert_eq!(bare_works(&ledger), before);
    }

    #[test]
    fn undo_restores_the_former_work_and_redo_the_later(
        events in universe(), act in some_act(),
    ) {
        let mut ledger = fold(events);
        let before = bare_works(&ledger);
        let deed = event(100, 10, "ana", Some("i"), act);
        prop_assume!(force::stands_alone(&deed) && !matches!(deed.act, Act::Commit { .. }));
        // An earlier undo that names the new event would take it back at once.
        ledger.apply(deed.clone(), true);
        let after = bare_works(&ledger);
        prop_assert_eq!(ledger.undoable(&"ana".into()).map(|e| e.id), Some(deed.id));
        ledger.apply(event(101, 11, "ana", Some("i"), undo(100)), true);
        prop_assert_eq!(&bare_works(&ledger), &before);
        prop_assert_eq!(ledger.redoable(&"ana".into()).map(|e| e.id), Some(deed.id));
        ledger.apply(event(102, 12, "ana", Some("i"), redo(100)), true);
        prop_assert_eq!(&bare_works(&ledger), &after);
        prop_assert!(ledger.redoable(&"ana".into()).is_none_or(|e| e.id != deed.id));
    }
}
