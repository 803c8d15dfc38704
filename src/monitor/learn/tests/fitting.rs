//! What comes of decisions that count.

use super::*;

#[test]
fn without_decisions_the_weights_are_the_shipped_ones_to_the_byte() {
    let learnt = Desk::default().learn();
    assert_eq!(weights(&learnt), shipped());
    assert_eq!(learnt.fitted, file::Fitted::default());
    let said = learnt.report.to_string();
    assert!(said.contains("nothing to learn from yet"), "{said}");
}

#[test]
fn what_is_kept_apart_moves_no_weight() {
    let mut desk = Desk::default();
    desk.protocol("s", 0.2);
    for id in ids(true).take(40) {
        desk.answer(Target::incident(id), blind("ana", "unrelated"));
    }
    let learnt = desk.learn();
    assert_eq!(weights(&learnt), shipped());
    let kept = learnt.report.kept.as_ref().unwrap();
    assert_eq!((kept.incidents, kept.shipped.n), (40, 40));
    assert!(kept.published.agreement.share < 1e-9);
    assert!(kept.published.agreement.high > 0.05);
    assert!(learnt.report.to_string().contains("as published       0 %"));
}

/// The same as blind verdicts.
fn always_otherwise(times: usize) -> Desk {
    let mut desk = Desk::default();
    desk.protocol("s", 0.5);
    for id in ids(false).take(times) {
        desk.answer(Target::article(id, "a"), blind("ana", "complementary"));
    }
    desk
}

/// A record in which one kind of article is always overruled.
fn always_overruled(times: usize) -> Desk {
    let mut desk = Desk::default();
    for n in 0..times {
        let target = Target::article(format!("i-{n}"), "a");
        desk.answer(target, seen("ana", "complementary"));
    }
    desk
}

fn next_day(weights: &Weights) -> (Given, Given) {
    let lexicon = Lexicon::shipped("en").unwrap();
    let (title, text) = told("Ravenna");
    let like = classify(lexicon, weights, &title, &text).label;
    let title = "Robot crushed a worker to death in Turin";
    let other = classify(lexicon, weights, title, "The autonomous robot killed him.");
    (like, other.label)
}

#[test]
fn a_few_decisions_do_not_outvote_the_prior_and_many_do() {
    assert_eq!(
        next_day(Weights::shipped()),
        (Given::Incident, Given::Incident)
    );
    let few = always_overruled(8).learn();
    assert_eq!(next_day(&few.weights), (Given::Incident, Given::Incident));
    let many = always_overruled(20).learn();
    // Like articles turn; other harm stays what it was.
    assert_eq!(
        next_day(&many.weights),
        (Given::Complementary, Given::Incident),
        "{}",
        many.report
    );
    assert_eq!(
        (many.report.taught.before, many.report.taught.after),
        (0, 20)
    );
    let one = always_overruled(1).learn().report.to_string();
    assert!(
        one.starts_with("learnt from 1 decision on 1 incident\n"),
        "{one}"
    );
    let moved = &many.report.moved[0];
    assert_eq!((moved.decisions, moved.such_as.len()), (20, 3));
    assert_eq!(moved.such_as[0].1, "complementary");
    let blind = |times| next_day(&always_otherwise(times).learn().weights).0;
    assert_eq!(
        (blind(2), blind(5)),
        (Given::Incident, Given::Complementary)
    );
    assert!((moved.to - moved.from).abs() > 0.1, "{moved:?}");
}

#[test]
fn overrules_against_many_sustained_labels_are_warned_of() {
    let mut desk = always_overruled(80);
    assert!(!desk.learn().report.to_string().contains("WARNING"));
    for n in 0..200 {
        desk.answer(Target::incident(format!("s-{n}")), seen("ana", "incident"));
    }
    let said = desk.learn().report.to_string();
    assert!(
        said.contains("WARNING: 200 sustained labels would change"),
        "{said}"
    );
}

#[test]
fn the_same_record_gives_the_same_bytes_in_whatever_order_it_is_read() {
    let mut desk = always_overruled(12);
    desk.protocol("s", 0.3);
    for n in 100..130 {
        desk.answer(Target::incident(format!("i-{n}")), blind("ben", "hazard"));
    }
    let text = desk.file();
    assert_eq!(text, desk.file());
    desk.events.reverse();
    assert_eq!(text, desk.file());
    let last = At::from_unix_ms(1_000 * 43);
    assert!(text.contains(&format!("as_of = \"{last}\"")), "{text}");
    let read = file::read(&text).unwrap();
    assert_eq!(read.questions, desk.learn().weights.questions);
}

#[test]
fn confidence_falls_where_blind_verdicts_say_that_it_was_too_high() {
    let mut desk = Desk::default();
    desk.protocol("s", 0.5);
    let labels = ["incident", "hazard", "complementary"];
    for (n, id) in ids(false).take(60).chain(ids(true).take(60)).enumerate() {
        desk.answer(Target::incident(id), blind("ana", labels[n % 3]));
    }
    let learnt = desk.learn();
    let kept = learnt.report.kept.as_ref().unwrap();
    assert!(
        kept.calibration_after.brier < kept.calibration_before.brier,
        "{}",
        learnt.report
    );
    assert!(kept.calibration_after.ece < kept.calibration_before.ece);
    assert_ne!(learnt.report.calibration_to, learnt.report.calibration_from);
}
