//! What the ledger keeps beside what stands: texts, names, what isn't saved yet.

use std::collections::{BTreeMap, BTreeSet};

use super::super::*;
use super::{bulk, event, fold, given, id, label, standing, undo};
use crate::domain::basis::Judged;
use crate::domain::{Digest, GroupId, LabelId};

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
