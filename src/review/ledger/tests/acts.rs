//! What single acts and short series of them amount to.

use std::collections::BTreeMap;

use super::super::*;
use super::{ana, bulk, event, fold, given, id, is, label, redo, standing, undo, work};
use crate::domain::event::{ArticleRule, Protocol};
use crate::domain::event::{Decision, Edit, Exposure, Remark, Stage};

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
