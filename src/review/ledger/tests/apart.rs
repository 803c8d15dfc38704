//! One reviewer's answers that were given without knowing of each other.

use super::{FinalHow, Ledger, Standing, event, fold, given, id, is, label, standing, undo, work};
use crate::domain::basis::{Basis, Judged};
use crate::domain::event::Remark;
use crate::domain::{Act, Event};

/// An answer of Ana's that names others, itself among them where one of those told
/// is `n`: then it knew of no more than it names.
fn knowing(n: u64, at: i64, text: &str, seen: &[u64]) -> Event {
    Event {
        seen: seen.iter().copied().map(id).collect(),
        ..event(n, at, "ana", Some("i"), Act::Decide(label(text)))
    }
}

/// One that is the first on its basis, as far as its maker knew.
fn first_on(text: &str, event: Event) -> Event {
    let incident = crate::domain::Incident {
        title: Some(text.to_owned()),
        ..crate::domain::Incident::default()
    };
    Event {
        basis: Some(Basis::of_incident(&incident)),
        ..event
    }
}

fn labels(ledger: &Ledger) -> Vec<String> {
    let label = |label: &crate::domain::LabelId| label.to_string();
    let given = work(ledger).apart;
    let all = given.iter().map(|answer| &answer.decision.label);
    all.map(|it| it.as_ref().map_or_else(String::new, label))
        .collect()
}

#[test]
fn answers_that_name_one_and_not_another_were_given_apart() {
    let common = knowing(1, 1, "incident", &[]);
    let here = knowing(2, 2, "hazard", &[1, 2]);
    let there = knowing(3, 3, "other", &[1, 3]);
    let ledger = fold([common, here, there]);
    assert_eq!(labels(&ledger), ["hazard", "other"]);
    assert_eq!(work(&ledger).answer, None);
    assert_eq!(standing(&ledger), Standing::Conflicting);
}

#[test]
fn two_that_embed_the_same_basis_were_given_apart() {
    let one = first_on("a", knowing(1, 1, "incident", &[]));
    let other = first_on("a", knowing(2, 2, "hazard", &[]));
    assert_eq!(labels(&fold([one, other])), ["incident", "hazard"]);
}

#[test]
fn answers_apart_that_agree_are_one() {
    let one = first_on("a", knowing(1, 1, "incident", &[]));
    let other = first_on("a", knowing(2, 2, "incident", &[]));
    let ledger = fold([one, other]);
    assert_eq!(standing(&ledger), is("incident", FinalHow::Single));
    assert_eq!(work(&ledger).answer.map(|answer| answer.event), Some(id(2)));
}

#[test]
fn an_answer_that_names_nothing_replaces_what_was_before() {
    // The set changed in between: that it embeds another basis tells nothing.
    let one = first_on("a", knowing(1, 1, "incident", &[]));
    let other = first_on("b", knowing(2, 2, "hazard", &[]));
    assert_eq!(given(&fold([one, other])).as_deref(), Some("hazard"));
}

#[test]
fn the_next_answer_settles_those_given_apart_and_its_undo_asks_again() {
    let one = first_on("a", knowing(1, 1, "incident", &[]));
    let other = first_on("a", knowing(2, 2, "hazard", &[]));
    let mut ledger = fold([one, other]);
    let known = ledger.unnamed(&crate::domain::Target::incident("i"), &"ana".into());
    assert_eq!(known, [id(1), id(2)]);
    ledger.apply(knowing(3, 3, "incident", &[1, 2, 3]), true);
    assert_eq!(standing(&ledger), is("incident", FinalHow::Single));
    ledger.apply(event(4, 4, "ana", Some("i"), undo(3)), true);
    assert_eq!(labels(&ledger), ["incident", "hazard"]);
    ledger.apply(event(5, 5, "ana", Some("i"), undo(2)), true);
    assert_eq!(given(&ledger).as_deref(), Some("incident"));
}

#[test]
fn a_clock_that_is_behind_changes_nothing_for_who_knew_better() {
    // Made after the other, by a clock that says before.
    let late = knowing(2, 1, "hazard", &[1, 2]);
    let early = knowing(1, 5, "incident", &[]);
    assert_eq!(given(&fold([late, early])).as_deref(), Some("hazard"));
}

#[test]
fn what_was_known_through_an_answer_that_is_undone_was_known() {
    let acts = [
        knowing(1, 1, "incident", &[]),
        knowing(2, 2, "hazard", &[1, 2]),
        knowing(3, 3, "other", &[2, 3]),
        event(4, 4, "ana", Some("i"), undo(2)),
    ];
    assert_eq!(given(&fold(acts)).as_deref(), Some("other"));
}

#[test]
fn lines_that_name_each_other_leave_the_last() {
    let one = knowing(1, 1, "incident", &[2, 1]);
    let other = knowing(2, 2, "hazard", &[1, 2]);
    assert_eq!(given(&fold([one, other])).as_deref(), Some("hazard"));
}

/// Putting off, by who knew of others.
fn put_off(n: u64, at: i64, seen: &[u64]) -> Event {
    Event {
        seen: seen.iter().copied().map(id).collect(),
        ..event(n, at, "ana", Some("i"), Act::Defer { reason: None })
    }
}

#[test]
fn putting_it_off_takes_answers_apart_out_of_force_that_were_known() {
    let one = || knowing(1, 1, "incident", &[1]);
    let other = || knowing(2, 2, "hazard", &[2]);
    let ledger = fold([one(), other(), put_off(3, 3, &[1, 2, 3])]);
    assert_eq!(standing(&ledger), Standing::Deferred);
    assert_eq!(labels(&ledger), [""; 0]);
    // One that wasn't known is an answer all the same, in either order.
    assert_eq!(
        given(&fold([one(), put_off(3, 3, &[3])])).as_deref(),
        Some("incident")
    );
    assert_eq!(
        given(&fold([put_off(3, 0, &[3]), one()])).as_deref(),
        Some("incident")
    );
    let ledger = fold([one(), other(), put_off(3, 3, &[1, 3])]);
    assert_eq!(given(&ledger).as_deref(), Some("hazard"));
    // Lines that name nothing follow on what is before them.
    let ledger = fold([knowing(1, 1, "incident", &[]), put_off(3, 3, &[])]);
    assert_eq!(standing(&ledger), Standing::Deferred);
}

#[test]
fn the_first_names_itself_and_so_knows_of_no_other() {
    // The second machine's set has another text: another basis.
    let one = first_on("a", knowing(1, 1, "incident", &[1]));
    let other = first_on("b", knowing(2, 2, "hazard", &[2]));
    assert_eq!(labels(&fold([one, other])), ["incident", "hazard"]);
    // A colleague's answer, or a note, had put the basis on record.
    let ledger = fold([
        knowing(1, 1, "incident", &[1]),
        knowing(2, 2, "hazard", &[2]),
    ]);
    assert_eq!(labels(&ledger), ["incident", "hazard"]);
}

#[test]
fn what_did_not_know_of_an_answer_did_not_know_of_the_next_either() {
    let twice = [
        first_on("a", knowing(1, 1, "incident", &[1])),
        knowing(2, 2, "hazard", &[1, 2]),
    ];
    let new = first_on("a", knowing(3, 3, "other", &[3]));
    let old = first_on("a", knowing(3, 3, "other", &[]));
    for last in [new, old] {
        let ledger = fold(twice.clone().into_iter().chain([last]));
        assert_eq!(labels(&ledger), ["hazard", "other"]);
    }
    // Nor where all lines are of old.
    let ledger = fold([
        first_on("a", knowing(1, 1, "incident", &[])),
        knowing(2, 2, "hazard", &[]),
        first_on("a", knowing(3, 3, "other", &[])),
    ]);
    assert_eq!(labels(&ledger), ["hazard", "other"]);
}

#[test]
fn who_answers_while_a_bulk_act_is_written_goes_after_it() {
    let group = crate::domain::GroupId::from(id(7).to_string());
    let part = Event {
        group: Some(group.clone()),
        ..knowing(1, 1, "hazard", &[1])
    };
    let single = knowing(2, 2, "incident", &[2, 7]);
    let commit = Act::Commit {
        hash: super::group_hash(&[id(1)]),
        group: group.clone(),
    };
    let commit = Event {
        group: Some(group),
        ..event(3, 3, "ana", None, commit)
    };
    let ledger = fold([part, single, commit]);
    assert_eq!(given(&ledger).as_deref(), Some("incident"));
}

/// A criterion, said of others.
fn because(n: u64, at: i64, criterion: &str, seen: &[u64]) -> Event {
    let act = Act::Annotate(Remark::Criterion(Some(criterion.to_owned())));
    Event {
        seen: seen.iter().copied().map(id).collect(),
        ..event(n, at, "ana", Some("i"), act)
    }
}

#[test]
fn a_criterion_stays_with_the_label_it_was_given_for() {
    let apart = || {
        [
            knowing(1, 1, "hazard", &[1]),
            knowing(2, 2, "other", &[2]),
            because(3, 3, "p", &[1]),
            because(4, 4, "n", &[2]),
        ]
    };
    let criterion = |more: Vec<Event>| work(&fold(apart().into_iter().chain(more))).criterion;
    assert_eq!(criterion(Vec::new()), None, "none stands");
    let settled = |text: &str| criterion(vec![knowing(5, 5, text, &[1, 2])]);
    assert_eq!(settled("hazard").as_deref(), Some("p"));
    assert_eq!(settled("other").as_deref(), Some("n"));
    assert_eq!(settled("incident"), None);
    // By a clock that is behind.
    let ledger = fold([
        knowing(1, 9, "other", &[1]),
        because(2, 10, "n", &[1]),
        knowing(3, 3, "hazard", &[1, 3]),
        because(4, 4, "p", &[3]),
    ]);
    assert_eq!(given(&ledger).as_deref(), Some("hazard"));
    assert_eq!(work(&ledger).criterion.as_deref(), Some("p"));
}

#[test]
fn what_is_said_beside_answers_apart_is_kept() {
    let note = Act::Annotate(Remark::Note(Some("n".to_owned())));
    let one = first_on("a", knowing(1, 1, "incident", &[]));
    let other = first_on("a", knowing(2, 2, "hazard", &[]));
    let ledger = fold([one, other, event(3, 3, "ana", Some("i"), note)]);
    assert_eq!(work(&ledger).note.as_deref(), Some("n"));
    assert_eq!(labels(&ledger).len(), 2);
}

#[test]
fn without_its_text_it_is_still_known_who_embedded_it() {
    let mut ledger = Ledger::without_texts();
    for (n, text) in [(1, "incident"), (2, "hazard")] {
        let at = i64::try_from(n).unwrap();
        let event = first_on("a", knowing(n, at, text, &[]));
        assert_ne!(
            event.basis.as_ref().and_then(|it| it.judged.clone()),
            None::<Box<Judged>>
        );
        ledger.apply(event, true);
    }
    assert_eq!(labels(&ledger), ["incident", "hazard"]);
}

#[test]
fn a_criterion_for_answers_apart_is_about_what_comes_of_them() {
    let criterion = |text: &str| {
        let acts = [
            knowing(1, 1, "hazard", &[1]),
            knowing(2, 2, "other", &[2]),
            because(3, 3, "p", &[1, 2]),
            knowing(4, 4, text, &[1, 2, 4]),
        ];
        work(&fold(acts)).criterion
    };
    assert_eq!(criterion("hazard").as_deref(), Some("p"));
    assert_eq!(criterion("other").as_deref(), Some("p"));
}

#[test]
fn what_names_a_verdict_that_is_not_here_yet_knew_of_no_other() {
    let here = knowing(1, 1, "hazard", &[1]);
    // It follows on one whose file hasn't come.
    let later = knowing(3, 3, "other", &[2, 3]);
    assert_eq!(
        labels(&fold([here.clone(), later.clone()])),
        ["hazard", "other"]
    );
    let comes = knowing(2, 2, "incident", &[1, 2]);
    assert_eq!(given(&fold([here, later, comes])).as_deref(), Some("other"));
}

#[test]
fn very_many_answers_are_not_compared_with_each_other() {
    let many = (1..=5_000).map(|n| {
        let at = i64::try_from(n).unwrap();
        first_on(
            "a",
            knowing(n, at, if n % 2 == 0 { "incident" } else { "hazard" }, &[]),
        )
    });
    assert_eq!(labels(&fold(many)).len(), 256);
}
