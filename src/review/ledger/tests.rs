//! The ledger on small universes: a few reviewers and targets, and every kind
//! of act, in any order.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::event::{Decision, Edit, Exposure, Relation, Remark, Saw, Stage, Way};
use crate::domain::{At, Digest, GroupId, LabelId, Outcome};

fn id(n: u64) -> EventId {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&n.to_be_bytes());
    EventId::new(1_000, random)
}

fn event(n: u64, at: i64, reviewer: &str, target: Option<&str>, act: Act) -> Event {
    Event {
        id: id(n),
        at: At::from_unix_ms(at),
        reviewer: reviewer.into(),
        target: target.map(Target::incident),
        act,
        group: None,
        basis: None,
        seen: Vec::new(),
    }
}

fn label(text: &str) -> Decision {
    Decision {
        label: (!text.is_empty()).then(|| LabelId::from(text)),
        outcome: Outcome::Overruled,
        stage: Stage::Final,
        how: Way::Key,
        unset_severity: None,
    }
}

fn undo(n: u64) -> Act {
    Act::Undo {
        event: id(n),
        group: None,
    }
}

fn redo(n: u64) -> Act {
    Act::Redo {
        event: id(n),
        group: None,
    }
}

fn fold(events: impl IntoIterator<Item = Event>) -> Ledger {
    let mut ledger = Ledger::new();
    for event in events {
        ledger.apply(event, true);
    }
    ledger
}

/// Acts of one reviewer on one target, a millisecond apart.
fn ana(acts: Vec<Act>) -> Ledger {
    let acts = (1..).zip(acts);
    fold(acts.map(|(n, act)| event(n, i64::try_from(n).unwrap(), "ana", Some("i"), act)))
}

fn work(ledger: &Ledger) -> Work {
    let found = ledger.work(&Target::incident("i"), &"ana".into());
    found.cloned().unwrap_or_default()
}

fn given(ledger: &Ledger) -> Option<String> {
    Some(work(ledger).answer?.decision.label?.0)
}

fn standing(ledger: &Ledger) -> Standing {
    ledger.standing(&Target::incident("i"))
}

fn is(text: &str, how: FinalHow) -> Standing {
    Standing::Decided {
        label: (!text.is_empty()).then(|| LabelId::from(text)),
        how,
    }
}

#[test]
fn the_latest_verdict_stands_and_undo_brings_back_the_one_before() {
    let ledger = ana(vec![
        Act::Decide(label("hazard")),
        Act::Decide(label("incident")),
        undo(2),
    ]);
    assert_eq!(given(&ledger).unwrap(), "hazard");
    assert_eq!(work(&ledger).events, [id(1), id(2), id(3)]);
    assert_eq!(work(&ledger).undone, [id(2)]);
    assert_eq!(ledger.undoable(&"ana".into()).unwrap().id, id(1));
    assert_eq!(ledger.redoable(&"ana".into()).unwrap().id, id(2));
}

#[test]
fn redo_walks_back_until_something_else_is_done() {
    let mut ledger = ana(vec![
        Act::Decide(label("hazard")),
        Act::Decide(label("incident")),
        undo(2),
        undo(1),
        redo(1),
    ]);
    assert_eq!(ledger.redoable(&"ana".into()).unwrap().id, id(2));
    ledger.apply(
        event(6, 6, "ana", Some("j"), Act::Defer { reason: None }),
        true,
    );
    assert!(ledger.redoable(&"ana".into()).is_none());
}

#[test]
fn only_its_maker_takes_an_act_back() {
    let mut ledger = ana(vec![Act::Decide(label("hazard"))]);
    ledger.apply(event(2, 2, "ben", Some("i"), undo(1)), true);
    assert_eq!(given(&ledger).unwrap(), "hazard");
    assert!(ledger.redoable(&"ben".into()).is_none());
}

#[test]
fn what_was_shown_cannot_be_undone() {
    let ledger = ana(vec![Act::Expose(Exposure::Machine), undo(1)]);
    assert_eq!(work(&ledger).exposures.len(), 1);
    assert!(work(&ledger).undone.is_empty());
    assert!(ledger.undoable(&"ana".into()).is_none());
}

#[test]
fn a_deferral_and_a_verdict_lift_each_other() {
    let later = Act::Defer { reason: None };
    let mut ledger = ana(vec![
        later.clone(),
        Act::Decide(label("hazard")),
        later.clone(),
    ]);
    assert_eq!(work(&ledger).answer, None);
    assert!(work(&ledger).deferred.is_some());
    assert_eq!(standing(&ledger), Standing::Deferred);
    ledger.apply(event(4, 4, "ana", Some("i"), undo(3)), true);
    assert_eq!(given(&ledger).unwrap(), "hazard");
    assert_eq!(work(&ledger).deferred, None);
}

#[test]
fn a_label_unsets_the_severity_and_its_undo_restores_it() {
    let serious = Edit::Severity(Some("serious_incident".into()));
    let unsetting = Decision {
        unset_severity: Some("serious_incident".into()),
        ..label("hazard")
    };
    let mut ledger = ana(vec![Act::Edit(serious.clone()), Act::Decide(unsetting)]);
    assert!(work(&ledger).edits.is_empty());
    ledger.apply(event(3, 3, "ana", Some("i"), undo(2)), true);
    assert_eq!(work(&ledger).edits, [serious]);
}

#[test]
fn the_first_answer_stays_beside_the_final_one() {
    let first = Decision {
        stage: Stage::First,
        ..label("hazard")
    };
    let mut ledger = ana(vec![
        Act::Decide(first.clone()),
        Act::Decide(label("incident")),
    ]);
    let answer = work(&ledger).answer.unwrap();
    assert_eq!(answer.first, Some(first.clone()));
    assert_eq!(answer.decision, label("incident"));
    ledger.apply(event(3, 3, "ana", Some("i"), undo(2)), true);
    assert_eq!(work(&ledger).answer.unwrap().decision, first);
}

#[test]
fn remarks_and_corrections_are_taken_back_by_none() {
    let ledger = ana(vec![
        Act::Annotate(Remark::Note(Some("one".to_owned()))),
        Act::Annotate(Remark::Grade(Some("sound".to_owned()))),
        Act::Annotate(Remark::Note(None)),
        Act::Edit(Edit::HarmLetter(Some("a".to_owned()))),
        Act::Edit(Edit::HarmLetter(None)),
        Act::Edit(Edit::Facet {
            facet: "harm_types".into(),
            values: Vec::new(),
        }),
    ]);
    assert_eq!(work(&ledger).note, None);
    assert_eq!(work(&ledger).grade.as_deref(), Some("sound"));
    assert_eq!(work(&ledger).edits.len(), 1);
}

#[test]
fn nobody_is_outvoted() {
    let vote = |n: u64, who: &str, what: &str| {
        event(
            n,
            i64::try_from(n).unwrap(),
            who,
            Some("i"),
            Act::Decide(label(what)),
        )
    };
    let mut ledger = fold([vote(1, "ana", "hazard")]);
    assert_eq!(standing(&ledger), is("hazard", FinalHow::Single));
    ledger.apply(vote(2, "ben", "hazard"), true);
    assert_eq!(standing(&ledger), is("hazard", FinalHow::Unanimous));
    ledger.apply(vote(3, "eve", ""), true);
    assert_eq!(standing(&ledger), Standing::Conflicting);
    let settle = |n, settles: &[u64], what| {
        let act = Act::Adjudicate {
            decision: label(what),
            settles: settles.iter().copied().map(id).collect(),
        };
        event(n, i64::try_from(n).unwrap(), "zoe", Some("i"), act)
    };
    ledger.apply(settle(4, &[1, 2, 3], ""), true);
    assert_eq!(standing(&ledger), is("", FinalHow::Adjudicated));
    // An answer that the adjudicator didn't know reopens, though its clock is older.
    ledger.apply(
        event(5, 0, "kim", Some("i"), Act::Decide(label("incident"))),
        true,
    );
    assert_eq!(standing(&ledger), Standing::Conflicting);
    ledger.apply(settle(6, &[1, 2, 3, 5], "hazard"), true);
    assert_eq!(standing(&ledger), is("hazard", FinalHow::Adjudicated));
}

#[test]
fn two_adjudications_that_differ_are_a_conflict_until_one_names_the_other() {
    let settle = |n, who, what, settles: Vec<EventId>| {
        let decision = label(what);
        let act = Act::Adjudicate { decision, settles };
        event(n, 9, who, Some("i"), act)
    };
    let mut ledger = ana(vec![Act::Decide(label("hazard"))]);
    ledger.apply(settle(2, "ben", "hazard", vec![id(1)]), true);
    ledger.apply(settle(3, "eve", "incident", vec![id(1)]), true);
    assert_eq!(standing(&ledger), Standing::Conflicting);
    ledger.apply(
        settle(4, "kim", "incident", vec![id(1), id(2), id(3)]),
        true,
    );
    assert_eq!(standing(&ledger), is("incident", FinalHow::Adjudicated));
}

/// A bulk act over two targets, its commit last.
fn bulk() -> Vec<Event> {
    let group = GroupId::from("g");
    let part = |n, targets: &[&str]| {
        let targets = targets.iter().copied().map(Target::incident).collect();
        let decision = label("hazard");
        event(n, 1, "ana", None, Act::Part { targets, decision })
    };
    let begin = Act::Begin {
        group: group.clone(),
        count: 3,
        filter: String::new(),
    };
    let commit = Act::Commit {
        group: group.clone(),
        hash: group_hash(&[id(11), id(12)]),
    };
    let mut all = vec![
        event(10, 1, "ana", None, begin),
        part(11, &["i", "j"]),
        part(12, &["k"]),
        event(13, 1, "ana", None, commit),
    ];
    for event in &mut all {
        event.group = Some(group.clone());
    }
    all
}

#[test]
fn a_bulk_act_counts_once_committed_and_goes_with_one_undo() {
    let mut whole = bulk();
    let commit = whole.pop().unwrap();
    let mut ledger = fold(whole);
    assert_eq!(ledger.targets().count(), 0);
    assert!(ledger.undoable(&"ana".into()).is_none());
    ledger.apply(commit, true);
    assert_eq!(ledger.targets().count(), 3);
    let act = ledger.undoable(&"ana".into()).cloned().unwrap();
    assert_eq!(act.id, id(13));
    for (n, group) in [(20, act.group.clone()), (21, None)] {
        let mut undone = ledger.clone();
        let event_id = act.id;
        let undo = Act::Undo {
            event: event_id,
            group,
        };
        undone.apply(event(n, 2, "ana", None, undo), true);
        assert_eq!(standing(&undone), Standing::Pending, "{n}");
        assert_eq!(work(&undone).events, [id(11), id(n)]);
        assert!(undone.undoable(&"ana".into()).is_none());
        assert_eq!(undone.redoable(&"ana".into()).unwrap().id, id(13));
    }
}

#[test]
fn a_bulk_act_with_a_missing_part_does_not_count() {
    let mut whole = bulk();
    let missing = whole.remove(2);
    let mut ledger = fold(whole);
    assert_eq!(ledger.targets().count(), 0);
    ledger.apply(missing, true);
    assert_eq!(ledger.targets().count(), 3);
}

#[test]
fn unsaved_events_are_known_by_id() {
    let mut ledger = Ledger::new();
    let deed = event(1, 1, "ana", Some("i"), Act::Decide(label("hazard")));
    assert!(ledger.apply(deed.clone(), false));
    assert!(!ledger.apply(deed, true));
    assert_eq!(ledger.unsaved(), 1);
    ledger.saved(id(1));
    assert!(!ledger.is_unsaved(id(1)));
    assert_eq!(ledger.unsaved(), 0);
}

#[test]
fn the_judged_text_is_found_for_its_basis_alone() {
    let basis = |text: &str| Basis {
        text: Digest::of(&[text]),
        judged: Some(Box::new(Judged {
            title: Some(text.to_owned()),
            ..Judged::default()
        })),
        ..Basis::default()
    };
    let mut deed = event(1, 1, "ana", Some("i"), Act::Decide(label("hazard")));
    deed.basis = Some(basis("one"));
    let ledger = fold([deed]);
    let target = Target::incident("i");
    assert!(ledger.knows_basis(&target, &basis("one").bare()));
    assert!(!ledger.knows_basis(&target, &basis("two")));
    assert!(!ledger.knows_basis(&Target::incident("j"), &basis("one")));
    let judged = ledger.judged(&target, &basis("one").bare()).unwrap();
    assert_eq!(judged.title.as_deref(), Some("one"));
}

#[test]
fn a_later_protocol_replaces_an_earlier_one() {
    let rules = |n, at, seed: &str| {
        let protocol = Protocol {
            seed: seed.to_owned(),
            rates: BTreeMap::new(),
            articles: ArticleRule::Required,
        };
        event(n, at, "ana", None, Act::Protocol(protocol))
    };
    let ledger = fold([rules(2, 2, "two"), rules(1, 1, "one")]);
    assert_eq!(ledger.protocol().unwrap().seed, "two");
    assert_eq!(ledger.article_rule(), ArticleRule::Required);
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

/// Events with distinct ids; the hash of most commits fits.
fn universe() -> impl Strategy<Value = Vec<Event>> {
    let one = (
        some_act(),
        0..6i64,
        any::<bool>(),
        proptest::option::weighted(0.9, any::<bool>()),
        proptest::option::weighted(0.3, any::<bool>()),
        proptest::bool::weighted(0.9),
    );
    proptest::collection::vec(one, 1..MANY as usize).prop_map(|rows| {
        let fits: Vec<bool> = rows.iter().map(|row| row.5).collect();
        let mut events: Vec<Event> = (0..)
            .zip(rows)
            .map(|(n, (act, at, ana, target, group, _))| {
                let who = if ana { "ana" } else { "ben" };
                let target = target.map(|i| if i { "i" } else { "j" });
                let group = group.map(|g| GroupId::from(if g { "g" } else { "h" }));
                Event {
                    group,
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
