//! Learning on small records of our own: which decisions count, how much, and
//! what comes of them.

use super::lessons::{Lessons, Stream, is_kept, read};
use super::*;
use crate::domain::event::{ArticleRule, Exposure, Protocol, Stage, Way};
use crate::domain::{
    Act, At, Basis, Decision, Event, EventId, GroupId, Incident, LabelId, Outcome, Target,
};
use crate::monitor::classify::{Given, classify};
use crate::monitor::cues::Lexicon;

/// A record under way: each act a second after the one before.
#[derive(Default)]
struct Desk {
    events: Vec<Event>,
}

/// An answer.
struct Answer<'a> {
    who: &'a str,
    label: &'a str,
    stage: Stage,
    how: Way,
}

const fn blind<'a>(who: &'a str, label: &'a str) -> Answer<'a> {
    Answer {
        who,
        label,
        stage: Stage::First,
        how: Way::Key,
    }
}

const fn seen<'a>(who: &'a str, label: &'a str) -> Answer<'a> {
    Answer {
        who,
        label,
        stage: Stage::Final,
        how: Way::Key,
    }
}

/// What the machine says of a text.
fn machine(title: &str, text: &str) -> &'static str {
    let lexicon = Lexicon::shipped("en").unwrap();
    classify(lexicon, Weights::shipped(), title, text)
        .label
        .id()
}

/// The text of an incident or article that the machine calls an incident.
fn told(id: &str) -> (String, String) {
    (
        format!("Chatbot defamed the mayor of {id}"),
        format!(
            "An AI chatbot falsely accused the mayor of {id} of bribery and ruined her reputation."
        ),
    )
}

fn incident(id: &str) -> Incident {
    let (title, text) = told(id);
    let label = machine(&title, &text);
    assert_eq!(label, "incident");
    let verdict = serde_json::json!({"label": label, "how": "model"});
    let article = |name: &str| serde_json::json!({"id": name, "title": title, "lead": text, "verdict": verdict});
    let record = serde_json::json!({
        "id": id, "title": title, "summary": text, "verdict": verdict,
        "articles": [article("a"), article("b")],
    });
    Incident::from_json(&record.to_string()).unwrap()
}

impl Desk {
    fn add(&mut self, who: &str, target: Option<Target>, act: Act) -> EventId {
        let n = self.events.len() as u64 + 1;
        let mut random = [0; 10];
        random[2..].copy_from_slice(&n.to_be_bytes());
        let id = EventId::new(1_000, random);
        let basis = target.as_ref().map(|target| {
            let incident = incident(target.incident.as_str());
            match &target.article {
                None => Basis::of_incident(&incident),
                Some(article) => Basis::of_article(&incident, incident.article(article).unwrap()),
            }
        });
        self.events.push(Event {
            id,
            at: At::from_unix_ms(1_000 * i64::try_from(n).unwrap()),
            reviewer: who.into(),
            target,
            act,
            group: None,
            basis,
            seen: Vec::new(),
        });
        id
    }

    fn protocol(&mut self, seed: &str, rate: f64) {
        let rates = [("blind".to_owned(), rate)].into();
        let protocol = Protocol {
            seed: seed.to_owned(),
            rates,
            articles: ArticleRule::default(),
        };
        self.add("ana", None, Act::Protocol(protocol));
    }

    fn answer(&mut self, target: Target, answer: Answer<'_>) -> EventId {
        let label = (!answer.label.is_empty()).then(|| LabelId::from(answer.label));
        let decision = Decision {
            outcome: Outcome::of(Some(&"incident".into()), label.as_ref()),
            label,
            stage: answer.stage,
            how: answer.how,
            unset_severity: None,
        };
        self.add(answer.who, Some(target), Act::Decide(decision))
    }

    fn shows(&mut self, who: &str, target: Target) {
        self.add(who, Some(target), Act::Expose(Exposure::Machine));
    }

    fn undo(&mut self, who: &str, target: Target, event: EventId) {
        self.add(who, Some(target), Act::Undo { event, group: None });
    }

    fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::new();
        for event in &self.events {
            ledger.apply(event.clone(), true);
        }
        ledger
    }

    fn lessons(&self) -> Lessons {
        read(&self.ledger(), Settings::shipped())
    }

    fn learn(&self) -> Learnt {
        learn(&self.ledger(), Settings::shipped())
    }

    fn file(&self) -> String {
        let learnt = self.learn();
        file::write(&learnt.weights, &learnt.fitted).unwrap()
    }
}

/// Incidents of the half that is fitted to, or of the half that is kept.
fn ids(kept: bool) -> impl Iterator<Item = String> {
    (0..)
        .map(|n| format!("i-{n}"))
        .filter(move |id| is_kept("s", &id.as_str().into()) == kept)
}

fn hand_set() -> String {
    toml::to_string(&Weights::shipped().to_file()).unwrap()
}

fn weights(learnt: &Learnt) -> String {
    toml::to_string(&learnt.weights.to_file()).unwrap()
}

#[test]
fn without_decisions_the_weights_are_the_hand_set_ones_to_the_byte() {
    let learnt = Desk::default().learn();
    assert_eq!(weights(&learnt), hand_set());
    assert_eq!(learnt.fitted, file::Fitted::default());
    let said = learnt.report.to_string();
    assert!(said.contains("no weight moved"), "{said}");
    assert!(
        said.contains("accuracy: not known: no blind verdicts"),
        "{said}"
    );
}

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
    desk.events.last_mut().unwrap().group = Some(GroupId("g".into()));
    let hash = crate::review::ledger::group_hash(&[id]);
    let commit = Act::Commit {
        group: GroupId("g".into()),
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
    assert_eq!(weights(&learnt), hand_set());
    let said = learnt.report.to_string();
    for line in [
        "5 sustained with",
        "5 given in bulk",
        "3 can't tell",
        "1 undone",
    ] {
        assert!(said.contains(&format!("not learnt from: {line}")), "{said}");
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
        let ids = |list: &[lessons::Lesson]| -> Vec<String> {
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
fn what_is_kept_apart_moves_no_weight() {
    let mut desk = Desk::default();
    desk.protocol("s", 0.2);
    for id in ids(true).take(40) {
        desk.answer(Target::incident(id), blind("ana", "unrelated"));
    }
    let learnt = desk.learn();
    assert_eq!(weights(&learnt), hand_set());
    let kept = learnt.report.kept.as_ref().unwrap();
    assert_eq!((kept.incidents, kept.hand_set.n), (40, 40));
    assert!(kept.published.agreement.share < 1e-9);
    assert!(kept.published.agreement.high > 0.05);
    assert!(learnt.report.to_string().contains("as published       0 %"));
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
    let many = always_overruled(80).learn();
    // Like articles turn; other harm stays what it was.
    assert_eq!(
        next_day(&many.weights),
        (Given::Complementary, Given::Incident),
        "{}",
        many.report
    );
    assert_eq!(
        (many.report.taught.before, many.report.taught.after),
        (0, 80)
    );
    let moved = &many.report.moved[0];
    assert_eq!((moved.decisions, moved.such_as.len()), (80, 3));
    assert_eq!(moved.such_as[0].1, "complementary");
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
