//! Which decisions count, and how much.

use super::super::lessons::{Lesson, Stream};
use super::*;

#[test]
fn what_was_seen_and_sustained_and_what_was_given_in_bulk_teach_nothing() {
    let mut desk = Desk::default();
    desk.protocol("s", 0.5);
    for n in 0..5 {
        desk.answer(Target::incident(format!("s-{n}")), seen("ana", "incident"));
    }
    for n in 0..4 {
        let bulk = Answer {
            how: Way::Bulk,
            ..seen("ana", "hazard")
        };
        desk.answer(Target::incident(format!("b-{n}")), bulk);
    }
    desk.answer(Target::incident("grouped"), seen("ana", "hazard"));
    // Part of a group that was committed counts as bulk, whatever it says.
    let id = desk.events.last().unwrap().id;
    desk.events.last_mut().unwrap().group = Some(GroupId::from("g"));
    let hash = crate::review::ledger::group_hash(&[id]);
    let commit = Act::Commit {
        group: GroupId::from("g"),
        hash,
    };
    desk.add("ana", None, commit);
    for n in 0..3 {
        desk.answer(Target::incident(format!("c-{n}")), seen("ana", ""));
    }
    let taken_back = desk.answer(Target::incident("u"), seen("ana", "hazard"));
    desk.undo("ana", Target::incident("u"), taken_back);
    desk.answer(Target::incident("o"), seen("ana", "not a label"));
    let lessons = desk.lessons();
    assert!(lessons.taught.is_empty() && lessons.kept.is_empty());
    let unused = lessons.unused;
    assert_eq!(unused.sustained_in_view, 5);
    assert_eq!((unused.bulk, unused.cant_tell, unused.undone), (5, 3, 1));
    assert_eq!((unused.other_labels, unused.unreadable), (1, 0));
    let learnt = desk.learn();
    assert_eq!(weights(&learnt), shipped());
    let said = learnt.report.to_string();
    for line in [
        "5 sustained with",
        "5 given in bulk",
        "3 can't tell",
        "1 undone",
    ] {
        assert!(said.contains(&format!("\n  {line}")), "{said}");
    }
}

#[test]
fn blind_verdicts_count_by_the_inverse_of_their_chance_and_corrections_as_declared() {
    let mut desk = Desk::default();
    let mut ids = ids(false);
    desk.protocol("s", 0.5);
    let often = ids.next().unwrap();
    desk.answer(Target::incident(often.as_str()), blind("ana", "hazard"));
    desk.protocol("another seed", 0.1);
    let seldom = ids.next().unwrap();
    desk.answer(Target::incident(seldom.as_str()), blind("ana", "incident"));
    let corrected = ids.next().unwrap();
    desk.answer(Target::incident(corrected.as_str()), seen("ana", "hazard"));
    let lessons = desk.lessons();
    let share = |id: &str| {
        let found = lessons
            .taught
            .iter()
            .find(|it| it.target.incident.as_str() == id);
        found.unwrap().share
    };
    assert!((share(&seldom) / share(&often) - 5.0).abs() < 1e-9);
    assert!((share(&seldom) + share(&often) - 2.0).abs() < 1e-9);
    assert_eq!(share(&corrected), Settings::shipped().overrule);
    let chances: Vec<_> = lessons.taught.iter().map(|it| it.stream).collect();
    assert!(
        chances.contains(&Stream::Blind { chance: 0.1 }),
        "{chances:?}"
    );
}

#[test]
fn an_answer_is_blind_only_before_anything_tells_of_its_target() {
    let mut ids = ids(false);
    let mut next = || ids.next().unwrap();
    let blind_ones = |desk: &Desk| {
        let taught = desk.lessons().taught;
        taught.iter().filter(|it| it.stream.is_blind()).count()
    };
    // Without a protocol nobody knows how incidents were drawn.
    let mut desk = Desk::default();
    desk.answer(Target::incident(next()), blind("ana", "hazard"));
    desk.protocol("s", 0.2);
    assert_eq!(
        (blind_ones(&desk), desk.lessons().unused.chance_unknown),
        (0, 1)
    );
    // The machine's side was shown to her, not to him.
    let id = next();
    desk.shows("ana", Target::incident(id.as_str()));
    desk.answer(Target::incident(id.as_str()), blind("ana", "hazard"));
    desk.answer(Target::incident(id.as_str()), blind("ben", "hazard"));
    desk.shows("ben", Target::incident(id.as_str()));
    assert_eq!((blind_ones(&desk), desk.lessons().unused.not_blind), (1, 1));
    // One article tells of its incident, and nothing of the other article.
    let id = next();
    desk.shows("ana", Target::article(id.as_str(), "a"));
    desk.answer(Target::article(id.as_str(), "a"), blind("ana", "hazard"));
    desk.answer(Target::article(id.as_str(), "b"), blind("ana", "hazard"));
    assert_eq!((blind_ones(&desk), desk.lessons().unused.not_blind), (2, 2));
    desk.answer(Target::incident(id.as_str()), blind("ana", "hazard"));
    assert_eq!(desk.lessons().unused.not_blind, 3);
    // Taking an answer back that was given in view makes nothing unseen.
    let id = next();
    let event = desk.answer(Target::incident(id.as_str()), seen("ana", "hazard"));
    desk.undo("ana", Target::incident(id.as_str()), event);
    desk.answer(Target::incident(id.as_str()), blind("ana", "hazard"));
    assert_eq!(desk.lessons().unused.not_blind, 4);
    // A blind answer taken back blindly may be given again; what is said later counts no more.
    let id = next();
    let event = desk.answer(Target::incident(id.as_str()), blind("ana", "hazard"));
    desk.undo("ana", Target::incident(id.as_str()), event);
    desk.answer(Target::incident(id.as_str()), blind("ana", "unrelated"));
    desk.shows("ana", Target::incident(id.as_str()));
    desk.answer(Target::incident(id.as_str()), seen("ana", "incident"));
    let lessons = desk.lessons();
    let last = lessons
        .taught
        .iter()
        .find(|it| it.target.incident.as_str() == id);
    assert_eq!(last.unwrap().label, Given::Unrelated);
    assert_eq!(lessons.unused.after_blind, 1);
}

#[test]
fn the_halves_are_apart_and_stay_what_they_are() {
    let mut desk = Desk::default();
    desk.protocol("s", 0.2);
    for n in 0..60 {
        desk.answer(Target::incident(format!("i-{n}")), blind("ana", "hazard"));
    }
    let halves = |desk: &Desk| {
        let lessons = desk.lessons();
        let ids = |list: &[Lesson]| -> Vec<String> {
            list.iter()
                .map(|it| it.target.incident.to_string())
                .collect()
        };
        (
            ids(&lessons.taught),
            ids(&lessons.kept),
            lessons.unused.kept_apart,
        )
    };
    let (taught, kept, _) = halves(&desk);
    assert_eq!(taught.len() + kept.len(), 60);
    assert!(
        taught.len() > 15 && kept.len() > 15,
        "{} {}",
        taught.len(),
        kept.len()
    );
    assert!(kept.iter().all(|id| !taught.contains(id)));
    // Corrections by others stay out of what is measured on.
    desk.protocol("another seed", 0.9);
    for n in 0..60 {
        desk.answer(Target::incident(format!("i-{n}")), seen("ben", "unrelated"));
    }
    let (with_corrections, same, apart) = halves(&desk);
    assert_eq!((&same, apart), (&kept, kept.len()));
    assert!(kept.iter().all(|id| !with_corrections.contains(id)));
    assert_eq!(with_corrections.len(), 2 * taught.len());
}

#[test]
fn all_that_is_said_of_one_incident_counts_as_one() {
    let mut desk = Desk::default();
    let id = ids(false).next().unwrap();
    for who in ["ana", "ben"] {
        desk.answer(Target::incident(id.as_str()), seen(who, "hazard"));
        for article in ["a", "b"] {
            desk.answer(Target::article(id.as_str(), article), seen(who, "hazard"));
        }
    }
    let lessons = desk.lessons();
    let whole: f64 = lessons.taught.iter().map(|it| it.share).sum();
    assert_eq!(
        (lessons.taught.len(), lessons.unused.told_by_articles),
        (4, 2)
    );
    assert!((whole - Settings::shipped().overrule).abs() < 1e-12);
}

#[test]
fn a_ruling_takes_the_corrections_that_differ_out() {
    let mut desk = Desk::default();
    let target = Target::incident("i");
    let hazard = desk.answer(target.clone(), seen("ana", "hazard"));
    let unrelated = desk.answer(target.clone(), seen("ben", "unrelated"));
    assert_eq!(desk.lessons().taught.len(), 2);
    let decision = Decision {
        label: Some("hazard".into()),
        outcome: Outcome::Overruled,
        stage: Stage::Final,
        how: Way::Key,
        unset_severity: None,
    };
    let settles = vec![hazard, unrelated];
    desk.add("cleo", Some(target), Act::Adjudicate { decision, settles });
    let lessons = desk.lessons();
    let left: Vec<_> = lessons.taught.iter().map(|it| it.label).collect();
    assert_eq!(
        (left, lessons.unused.settled_otherwise),
        (vec![Given::Hazard], 1)
    );
}

#[test]
fn a_text_that_is_not_on_record_or_in_no_language_of_ours_teaches_nothing() {
    let mut desk = Desk::default();
    desk.answer(Target::incident("lost"), seen("ana", "hazard"));
    desk.events[0].basis = None;
    desk.answer(Target::incident("greek"), seen("ana", "hazard"));
    let basis = desk.events[1].basis.as_mut().unwrap();
    let judged = basis.judged.as_mut().unwrap();
    judged.title = Some("Το ρομπότ τραυμάτισε έναν εργάτη".into());
    judged.text = None;
    let lessons = desk.lessons();
    assert!(lessons.taught.is_empty());
    assert_eq!(lessons.unused.unreadable, 2);
}
