//! What of a set and a ledger ends up in which row.

use super::*;
use crate::domain::changed::Part;
use crate::domain::event::{Edit, Exposure, Relation, Saw, Way};
use crate::domain::{Act, At, Outcome, Stage};
use crate::export::sample::{self, export, row, whole};

#[test]
fn every_outcome_stands_beside_what_the_machine_said() {
    let all = whole();
    let cases = [
        (None, Some("incident"), Some("incident"), Outcome::Sustained),
        (
            Some("a1"),
            Some("incident"),
            Some("hazard"),
            Outcome::Overruled,
        ),
        (Some("a2"), Some("hazard"), None, Outcome::CantTell),
        (Some("a3"), None, Some("hazard"), Outcome::Supplied),
    ];
    for (article, machine, human, outcome) in cases {
        let row = row(&all, "i1", article, "ana");
        let shown = row.machine.as_ref().unwrap();
        assert_eq!(
            shown.label.as_ref().map(|l| l.as_str()),
            machine,
            "{article:?}"
        );
        assert_eq!(row.label.as_ref().map(|l| l.as_str()), human, "{article:?}");
        assert_eq!(row.outcome, Some(outcome));
        assert_eq!(row.how, Some(Way::Key));
        assert_eq!(row.final_label, row.label);
        assert_eq!(row.final_how, Some(FinalHow::Single));
        assert_eq!(row.stale, []);
        assert_eq!(row.machine, row.machine_now);
    }
    let supplied = row(&all, "i1", Some("a3"), "ana");
    let guess = supplied.machine.as_ref().unwrap().guess.as_ref();
    assert_eq!(guess.unwrap().as_str(), "complementary");
}

#[test]
fn remarks_and_the_first_answer_are_on_the_row() {
    let all = whole();
    let article = row(&all, "i1", Some("a1"), "ana");
    let first = article.first.as_ref().unwrap();
    assert_eq!(first.label.as_ref().unwrap().as_str(), "incident");
    assert_eq!(first.outcome, Outcome::Sustained);
    assert_eq!(article.stage, Some(Stage::Final));
    assert_eq!(article.note.as_deref(), Some(sample::NOTE));
    assert_eq!(article.criterion.as_deref(), Some("c1"));
    assert_eq!(article.grade.as_deref(), Some("sound"));
    assert!(article.saw.contains(&Saw::Pasted));
    let incident = row(&all, "i1", None, "ana");
    assert_eq!(incident.exposures[0].what, Exposure::Machine);
}

#[test]
fn what_belongs_elsewhere_is_on_the_row() {
    let with = Relation::Merge {
        with: vec!["i2".into()],
    };
    let mut event = sample::events().remove(0);
    (event.id, event.act) = (sample::id(90), Act::Relate(with.clone()));
    let all = export(vec![event], Texts::Hashes, &[]);
    assert_eq!(row(&all, "i1", None, "ana").relations, [with]);
}

#[test]
fn an_undone_act_is_listed_and_no_longer_counts() {
    let all = whole();
    let row = row(&all, "i1", None, "ana");
    assert_eq!(row.note, None);
    assert_eq!(row.undone, [sample::id(7)]);
    assert!(row.events.contains(&sample::id(7)));
}

#[test]
fn what_nobody_decided_is_null_and_counted() {
    let all = whole();
    let open = row(&all, "i1", Some("a4"), "");
    assert_eq!(
        (&open.label, open.outcome, open.final_how),
        (&None, None, None)
    );
    let count = row(&all, "i1", None, "ana").articles.unwrap();
    assert_eq!((count.reviewed, count.of), (3, 4));
    let later = row(&all, "i2", None, "ana");
    let deferral = later.deferred.as_ref().unwrap();
    assert_eq!(deferral.reason.as_deref(), Some("asked a colleague"));
    assert_eq!((later.outcome, later.final_how), (None, None));
    assert_eq!(row(&all, "i2", Some("b1"), "").reviewer, None);
}

#[test]
fn reviewers_who_differ_are_both_kept_and_nobody_is_outvoted() {
    let all = whole();
    for (who, outcome) in [("ana", Outcome::Sustained), ("ben", Outcome::Overruled)] {
        let row = row(&all, "i3", None, who);
        assert_eq!(row.outcome, Some(outcome));
        assert_eq!(row.final_label, None);
        assert_eq!(row.final_how, Some(FinalHow::Conflicting));
    }
}

#[test]
fn only_the_answer_on_the_old_text_is_stale() {
    let all = whole();
    assert_eq!(row(&all, "i3", None, "ana").stale, [Part::Text]);
    assert_eq!(row(&all, "i3", None, "ben").stale, []);
}

#[test]
fn orphans_come_last_with_the_text_that_was_judged() {
    let all = export(sample::events(), Texts::Hashes, &["i1", "i2", "i3"]);
    assert_eq!(all.header.counts.orphaned, 1);
    let [only] = all.rows.as_slice() else {
        panic!("{} rows", all.rows.len());
    };
    assert_eq!(only.place, Place::Orphaned);
    assert_eq!(only.title.as_deref(), Some("Withdrawn"));
    assert_eq!(only.machine_now, None);
    assert_eq!(whole().rows.last(), Some(only));
}

#[test]
fn the_header_says_what_the_filter_left_out() {
    let all = export(sample::events(), Texts::Hashes, &["i1"]);
    let counts = all.header.counts;
    assert_eq!(
        (counts.incidents_covered, counts.incidents_left_out),
        (2, 1)
    );
    assert_eq!(all.header.set.incidents, 3);
    assert_eq!(all.header.filter, "some");
    assert!(all.rows.iter().all(|row| row.incident.as_str() != "i1"));
    assert_eq!(all.events.len(), sample::events().len());
    assert_eq!(all.header.as_of, Some(sample::events()[16].at));
}

#[test]
fn pasted_texts_go_along_only_when_asked() {
    let holds = |texts| {
        let all = export(sample::events(), texts, &[]);
        sample::text(crate::export::Format::Json, &all).contains("the whole article")
    };
    assert!(holds(Texts::Whole));
    assert!(!holds(Texts::Hashes));
}

#[test]
fn the_order_in_which_events_arrive_makes_no_difference() {
    let mut reversed = sample::events();
    reversed.reverse();
    assert_eq!(export(reversed, Texts::Hashes, &[]), whole());
}

#[test]
fn a_row_says_what_was_judged_when_and_what_was_left_on_it() {
    let all = whole();
    let article = row(&all, "i1", Some("a1"), "ana");
    assert_eq!(
        article.decided_at,
        Some(At::from_unix_ms(1_790_000_000_004))
    );
    assert_eq!(article.pasted.len(), 1);
    let edit = Edit::Severity(Some("incident".into()));
    let mut events = sample::events();
    events.push(Event {
        id: sample::id(18),
        act: Act::Edit(edit.clone()),
        ..events[8].clone()
    });
    let edited = export(events, Texts::Hashes, &[]);
    assert_eq!(row(&edited, "i1", Some("a1"), "ana").edits, [edit]);
}

#[test]
fn a_row_names_its_article_whether_that_is_in_the_set_or_gone() {
    let input = ExportInput {
        ledger: &sample::ledger(sample::events()),
        heads: &BTreeMap::new(),
        vocabulary: &Vocabulary::shipped(),
        filter: "",
        reviewer: None,
        texts: Texts::Hashes,
        set_name: "set.jsonl",
        set_hash: &Digest::of(&["set"]),
        tool_version: "0.0.0",
    };
    let none: [Result<(Incident, Scope), std::convert::Infallible>; 0] = [];
    let gone = build(&input, none).unwrap();
    for all in [whole(), gone] {
        let article = row(&all, "i1", Some("a1"), "ana");
        assert_eq!(article.title.as_deref(), Some("Gate hurts cyclist"));
        assert_eq!(article.outlet.as_deref(), Some("Example Post"));
        assert_eq!(article.date.unwrap().to_string(), "2026-01-06");
        assert_eq!(article.url.as_deref(), Some("https://example.org/1"));
        let incident = row(&all, "i1", None, "ana");
        let title = "A parking robot closed its gate on a cyclist";
        assert_eq!(incident.title.as_deref(), Some(title));
        assert_eq!(incident.date.unwrap().to_string(), "2026-01-05");
    }
}
