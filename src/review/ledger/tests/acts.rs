//! What single acts and short series of them amount to.

use std::collections::{BTreeMap, BTreeSet};

use super::super::*;
use super::{ana, event, fold, given, id, is, label, redo, standing, undo, work};
use crate::domain::event::{Decision, Edit, Exposure, Remark, Stage};
use crate::domain::{Digest, GroupId, LabelId};

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
    // Worked out before the undo, each has to be worked out again after it.
    assert_eq!(standing(&ledger), is("hazard", FinalHow::Single));
    let mut wrong = event(
        14,
        1,
        "ana",
        None,
        Act::Commit {
            group: "g".into(),
            hash: group_hash(&[]),
        },
    );
    wrong.group = Some("g".into());
    ledger.apply(wrong, true);
    let act = ledger.undoable(&"ana".into()).cloned().unwrap();
    assert_eq!(act.id, id(13), "the commit that fits");
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
    let ledger = fold([deed.clone()]);
    let target = Target::incident("i");
    assert!(ledger.knows_basis(&target, &basis("one").bare()));
    assert!(!ledger.knows_basis(&target, &basis("two")));
    assert!(!ledger.knows_basis(&Target::incident("j"), &basis("one")));
    let judged = ledger.judged(&target, &basis("one").bare()).unwrap();
    assert_eq!(judged.title.as_deref(), Some("one"));
    let mut light = Ledger::without_texts();
    light.apply(deed.clone(), true);
    assert!(light.knows_basis(&target, &basis("one")) && light.clashes().is_empty());
    let bases: Vec<&Basis> = light.bases(&target).collect();
    assert_eq!(bases, [&basis("one").bare()]);
    assert!(light.judged(&target, &basis("one")).is_none());
    light.apply(deed, true);
    assert!(light.clashes().is_empty());
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

#[test]
fn what_is_not_on_the_disk_yet_is_known_by_its_id() {
    let mut ledger = Ledger::new();
    ledger.apply(
        event(1, 1, "ana", Some("i"), Act::Decide(label("hazard"))),
        false,
    );
    ledger.apply(
        event(2, 2, "ana", Some("i"), Act::Decide(label("hazard"))),
        true,
    );
    assert!(ledger.is_unsaved(id(1)) && !ledger.is_unsaved(id(2)));
    ledger.saved(id(1));
    assert!(!ledger.is_unsaved(id(1)));
}

#[test]
fn a_target_shows_what_of_its_reviewer_is_not_on_the_disk_yet() {
    let mut ledger = Ledger::new();
    ledger.apply_all(bulk(), true);
    let [i, j] = ["i", "j"].map(Target::incident);
    let [ana, ben] = ["ana", "ben"].map(ReviewerId::from);
    let deed = event(30, 2, "ana", Some("i"), Act::Decide(label("hazard")));
    ledger.apply(deed, false);
    assert!(ledger.has_unsaved(&i, &ana) && !ledger.has_unsaved(&i, &ben));
    assert!(!ledger.has_unsaved(&j, &ana));
    ledger.saved(id(30));
    assert!(!ledger.has_unsaved(&i, &ana));
    // An undo counts for all that the bulk act is on.
    ledger.apply(event(31, 3, "ana", None, undo(13)), false);
    assert!(ledger.has_unsaved(&j, &ana));
}

#[test]
fn an_excerpt_is_all_that_stands_on_its_targets_without_the_texts() {
    let mut texts = event(1, 1, "ana", Some("i"), Act::Decide(label("hazard")));
    texts.basis = Some(Basis {
        judged: Some(Box::default()),
        ..Basis::default()
    });
    let ledger = fold([
        texts,
        event(2, 2, "ana", Some("i"), Act::Decide(label("incident"))),
        event(3, 3, "ben", Some("j"), Act::Decide(label("incident"))),
        event(4, 4, "ben", Some("i"), Act::Decide(label("neither"))),
    ]);
    let i = Target::incident("i");
    let excerpt = ledger.excerpt(&|target| *target == i);
    let parts: Vec<(EventId, bool)> = excerpt.iter().map(|(event, b)| (event.id, *b)).collect();
    assert_eq!(parts, [(id(1), true), (id(2), false), (id(4), false)]);
    assert!(excerpt.iter().all(|(event, _)| {
        let basis = event.basis.as_ref();
        basis.is_none_or(|basis| basis.judged.is_none())
    }));
    let mut other = Ledger::without_texts();
    other.apply_excerpt(excerpt, true);
    assert_eq!(standing(&other), standing(&ledger));
    assert_eq!(other.targets().collect::<Vec<_>>(), [&i]);
    assert_eq!(other.bases(&i).count(), 1);
    assert_eq!(other.unsaved(), 0);
}

#[test]
fn events_share_their_names() {
    let mut bulk = bulk();
    bulk.extend(bulk.clone().into_iter().zip(50..).map(|(mut event, n)| {
        event.id = id(n);
        event
    }));
    let deeds = (1..=2).map(|n| event(n, 1, "ana", Some("i"), Act::Decide(label("hazard"))));
    // Each read on its own, as from a file.
    let apart = |event: Event| serde_json::from_value(serde_json::to_value(event).unwrap());
    let ledger = fold(
        bulk.into_iter()
            .chain(deeds)
            .map(|event| apart(event).unwrap()),
    );
    let mut places = BTreeMap::<String, BTreeSet<*const u8>>::new();
    for event in ledger.events() {
        let label = match &event.act {
            Act::Decide(decision) | Act::Part { decision, .. } => decision.label.as_ref(),
            _ => None,
        };
        let names = [
            Some(event.reviewer.as_str()),
            event.group.as_ref().map(GroupId::as_str),
            event.target.as_ref().map(|target| target.incident.as_str()),
            label.map(LabelId::as_str),
        ];
        for name in names.into_iter().flatten() {
            places
                .entry(name.to_owned())
                .or_default()
                .insert(name.as_ptr());
        }
    }
    assert!(
        places.values().all(|places| places.len() == 1),
        "{places:?}"
    );
    assert_eq!(places.len(), 4);
}

#[test]
fn of_two_events_under_one_id_the_first_by_spelling_counts_and_both_are_noticed() {
    let one = |text| event(1, 1, "ana", Some("i"), Act::Decide(label(text)));
    for order in [["hazard", "incident"], ["incident", "hazard"]] {
        let ledger = fold(order.map(one));
        assert_eq!(given(&ledger).unwrap(), "hazard");
        assert_eq!(ledger.clashes().iter().collect::<Vec<_>>(), [&id(1)]);
    }
    assert!(fold([one("hazard"), one("hazard")]).clashes().is_empty());
}

#[test]
fn a_first_answer_never_takes_the_place_of_a_final_one() {
    let first = |text| {
        Act::Decide(Decision {
            stage: Stage::First,
            ..label(text)
        })
    };
    let ledger = ana(vec![first("hazard"), first("incident")]);
    assert_eq!(given(&ledger).unwrap(), "incident");
    let ledger = ana(vec![Act::Decide(label("hazard")), first("incident")]);
    assert_eq!(given(&ledger).unwrap(), "hazard");
    let answer = work(&ledger).answer.clone().unwrap();
    assert_eq!(answer.first.unwrap().label.unwrap().as_str(), "incident");
}

#[test]
fn a_correction_replaces_the_one_of_the_same_field_alone() {
    let severity = |text: &str| Edit::Severity(Some(text.into()));
    let facet = Edit::Facet {
        facet: "sector".into(),
        values: vec!["schools".into()],
    };
    let edits = [severity("incident"), facet.clone(), severity("serious")];
    let ledger = ana(edits.map(Act::Edit).to_vec());
    assert_eq!(work(&ledger).edits, [facet, severity("serious")]);
}
