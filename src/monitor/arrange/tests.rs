//! Sets laid anew: the acts are held, undone ones are taken back, and doing it
//! twice changes nothing.

use crate::domain::event::{Decision, Relation, Way};
use crate::domain::{Act, At, Event, EventId, Outcome, Stage, Vocabulary};
use crate::monitor::articles::RawArticle;
use crate::monitor::label::Speech;

use super::*;

const WORKER: &str = "Robot injures worker in Turin";
const WARNING: &str = "Robot could injure workers, engineers warn";

fn vocabulary() -> Vocabulary {
    Vocabulary::shipped()
}

fn incident(id: &str, articles: &[(&str, &str)]) -> Incident {
    let raw = |(id, title): &(&str, &str)| RawArticle {
        id: (*id).to_owned(),
        title: (*title).to_owned(),
        language: Some("en".to_owned()),
        ..RawArticle::default()
    };
    let raw: Vec<RawArticle> = articles.iter().map(raw).collect();
    let vocabulary = vocabulary();
    let speech = Speech::new(&vocabulary);
    let judged = label::articles(
        Rules::shipped(&speech),
        &raw,
        1,
        &crate::monitor::watch::Unwatched,
    );
    label::incident(&speech, id.into(), judged)
}

fn set() -> Vec<Incident> {
    vec![
        incident("x", &[("a", WORKER), ("b", WARNING), ("c", WARNING)]),
        incident("y", &[("d", WORKER)]),
        incident("z", &[("f", WARNING)]),
    ]
}

fn event(n: u8, target: Target, act: Act) -> Event {
    Event {
        id: EventId::new(u64::from(n), [n; 10]),
        at: At::from_unix_ms(i64::from(n)),
        reviewer: "ana".into(),
        target: Some(target),
        act,
        group: None,
        basis: None,
        seen: Vec::new(),
    }
}

fn merge(n: u8, into: &str, with: &str) -> Event {
    let with = vec![with.into()];
    event(
        n,
        Target::incident(into),
        Act::Relate(Relation::Merge { with }),
    )
}

fn split(n: u8, from: &str, article: &str) -> Event {
    let articles = vec![article.into()];
    event(
        n,
        Target::incident(from),
        Act::Relate(Relation::Split { articles }),
    )
}

fn undo(n: u8, of: &Event) -> Event {
    let act = Act::Undo {
        event: of.id,
        group: None,
    };
    event(n, of.target.clone().unwrap(), act)
}

fn ledger(events: &[Event]) -> Ledger {
    let mut ledger = Ledger::new();
    for event in events {
        assert!(ledger.apply(event.clone(), true));
    }
    ledger
}

fn laid_out(incidents: &[Incident]) -> Vec<String> {
    let one = |it: &Incident| {
        let name = |article: &Article| match &article.home {
            Some(home) => format!("{}@{home}", article.id),
            None => article.id.to_string(),
        };
        let articles: Vec<String> = it.articles.iter().map(name).collect();
        format!("{}: {}", it.id, articles.join(" "))
    };
    incidents.iter().map(one).collect()
}

fn after(set: Vec<Incident>, events: &[Event]) -> Arranged {
    arrange(
        Rules::shipped(&Speech::new(&vocabulary())),
        set,
        &ledger(events),
    )
}

fn bytes(incidents: &[Incident]) -> String {
    let lines = incidents.iter().map(|it| it.to_json().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn merged_incidents_are_one_under_the_id_that_took_the_other_in() {
    let done = after(set(), &[merge(1, "y", "x")]);
    assert_eq!(laid_out(&done.incidents), ["y: d a@x b@x c@x", "z: f"]);
    assert_eq!(done.incidents[0].aliases, ["x".into()]);
    assert_eq!(done.moved.len(), 1);
    assert!(done.moved[0].dissolved && done.moved[0].articles.len() == 3);
    // Title and id stay, the label follows from all articles: two of each.
    assert_eq!(done.incidents[0].title.as_deref(), Some(WORKER));
    assert_eq!(done.incidents[0].verdict.label, None);
    assert!(done.known.is_filled(&"y".into()));
}

#[test]
fn doing_it_twice_changes_nothing() {
    let split = split(1, "x", "b");
    let made = IncidentId::from(format!("e:{}", split.id));
    let home = Target::article(made.clone(), "b");
    let there = Relation::Move {
        to: Some("z".into()),
    };
    for events in [
        vec![merge(1, "y", "x")],
        vec![split.clone()],
        vec![split.clone(), merge(2, "x", made.as_str())],
        vec![split.clone(), event(2, home, Act::Relate(there))],
        vec![merge(1, "y", "x"), merge(2, "z", "y")],
    ] {
        let once = after(set(), &events);
        let again = after(once.incidents.clone(), &events);
        assert_eq!(
            bytes(&once.incidents),
            bytes(&again.incidents),
            "{events:?}"
        );
        assert_eq!(again.moved, [], "{events:?}");
        assert_eq!(once.known.redirects(), again.known.redirects());
    }
}

#[test]
fn a_split_makes_an_incident_that_stays_apart() {
    let split = split(1, "x", "b");
    let made = format!("e:{}", split.id);
    let done = after(set(), std::slice::from_ref(&split));
    let expected = ["x: a c", "y: d", "z: f", &format!("{made}: b@x")];
    assert_eq!(laid_out(&done.incidents), expected);
    let apart = done.known.apart();
    assert!(apart.contains(&(made.as_str().into(), "x".into())));
    assert!(!apart.contains(&("y".into(), "x".into())));
    let new = done.incidents.last().unwrap();
    assert_eq!(new.title.as_deref(), Some(WARNING));
    assert_eq!(new.verdict.label.as_ref().unwrap().as_str(), "hazard");
    // Decisions on the article go on under the id that they were given under.
    assert_eq!(new.target_of(&new.articles[0]), Target::article("x", "b"));
}

#[test]
fn what_is_undone_later_is_taken_back() {
    let (merge, split) = (merge(1, "y", "x"), split(2, "z", "f"));
    let both = [merge.clone(), split.clone()];
    let once = after(set(), &both);
    let undone = [
        merge.clone(),
        split.clone(),
        undo(3, &merge),
        undo(4, &split),
    ];
    let back = after(once.incidents, &undone);
    let mut lines = laid_out(&back.incidents);
    lines.sort();
    assert_eq!(lines, ["x: a b c", "y: d", "z: f"]);
    assert!(back.incidents.iter().all(|it| it.aliases.is_empty()));
}

#[test]
fn a_moved_article_stays_where_it_was_moved() {
    let act = Act::Relate(Relation::Move {
        to: Some("z".into()),
    });
    let done = after(set(), &[event(1, Target::article("x", "c"), act)]);
    assert_eq!(laid_out(&done.incidents), ["x: a b", "y: d", "z: f c@x"]);
    assert!(done.known.apart().contains(&("z".into(), "x".into())));
}

#[test]
fn a_duplicate_goes_into_what_it_is_the_same_as() {
    let act = Act::Relate(Relation::DuplicateOf(Target::incident("y")));
    let done = after(set(), &[event(1, Target::incident("x"), act)]);
    assert_eq!(laid_out(&done.incidents), ["y: d a@x b@x c@x", "z: f"]);
}

#[test]
fn an_answered_verdict_is_not_told_anew() {
    let decision = Decision {
        label: Some("incident".into()),
        outcome: Outcome::Sustained,
        stage: Stage::Final,
        how: Way::Key,
        unset_severity: None,
    };
    let answer = event(1, Target::incident("y"), Act::Decide(decision));
    let was = set()[1].to_json().unwrap();
    let done = after(set(), &[answer, merge(2, "y", "x")]);
    let mut y = done.incidents[0].clone();
    assert_eq!(y.verdict.label.as_ref().unwrap().as_str(), "incident");
    y.articles.truncate(1);
    y.aliases.clear();
    assert_eq!(y.to_json().unwrap(), was, "nothing but its articles is new");
}

#[test]
fn without_acts_a_set_is_what_it_was() {
    let done = after(set(), &[]);
    assert_eq!(bytes(&done.incidents), bytes(&set()));
    assert_eq!(done.moved, []);
}

#[test]
fn an_article_that_merged_incidents_share_is_there_twice_and_again_when_that_is_undone() {
    let set = vec![
        incident("x", &[("a", "Robot hurts worker"), ("b", "Worker hurt")]),
        incident("y", &[("a", "Robot hurts worker"), ("d", "Drone falls")]),
    ];
    let merge = merge(1, "x", "y");
    let merged = after(set.clone(), std::slice::from_ref(&merge));
    let homes: Vec<(String, Option<String>)> = merged.incidents[0]
        .articles
        .iter()
        .map(|it| (it.id.to_string(), it.home.as_ref().map(ToString::to_string)))
        .collect();
    let y = || Some("y".to_owned());
    let own = |id: &str| (id.to_owned(), None);
    let taken = |id: &str| (id.to_owned(), y());
    assert_eq!(homes, [own("a"), own("b"), taken("d"), taken("a")]);
    let again = after(merged.incidents.clone(), std::slice::from_ref(&merge));
    assert_eq!(bytes(&again.incidents), bytes(&merged.incidents));
    let undone = after(merged.incidents, &[merge.clone(), undo(2, &merge)]);
    assert_eq!(laid_out(&undone.incidents), ["x: a b", "y: d a"]);
}

fn shift(n: u8, article: Target, to: &str) -> Event {
    event(
        n,
        article,
        Act::Relate(Relation::Move {
            to: Some(to.into()),
        }),
    )
}

#[test]
fn title_and_summary_are_those_of_an_article_that_is_still_there() {
    let other = "Factory robot breaks arm of worker, police say";
    let before = vec![incident("x", &[("a", WORKER), ("b", other)])];
    let title = before[0].title.clone();
    let (source, left) = match title.as_deref() {
        Some(WORKER) => ("a", other),
        _ => ("b", WORKER),
    };
    let split = split(1, "x", source);
    let done = after(before, std::slice::from_ref(&split));
    assert_eq!(done.incidents[0].title.as_deref(), Some(left));
    let summary = done.incidents[0].summary.as_deref().unwrap_or_default();
    assert!(!summary.contains(title.as_deref().unwrap()), "{summary}");
    let back = after(done.incidents, &[split.clone(), undo(2, &split)]);
    let of: Vec<usize> = back.incidents.iter().map(|it| it.articles.len()).collect();
    assert_eq!(of, [2]);
    assert_eq!(back.incidents[0].title, title, "as it was told at first");
}

#[test]
fn an_incident_whose_articles_all_went_is_gone_unless_somebody_said_something_on_it() {
    let away = shift(1, Target::article("y", "d"), "x");
    let done = after(set(), std::slice::from_ref(&away));
    assert_eq!(laid_out(&done.incidents), ["x: a b c d@y", "z: f"]);
    assert!(done.moved[0].dissolved);
    let back = after(done.incidents, &[away.clone(), undo(2, &away)]);
    let mut laid = laid_out(&back.incidents);
    laid.sort();
    assert_eq!(laid, ["x: a b c", "y: d", "z: f"]);
    let noted = event(3, Target::incident("y"), Act::Defer { reason: None });
    let done = after(set(), &[away, noted]);
    assert_eq!(laid_out(&done.incidents), ["x: a b c d@y", "y: ", "z: f"]);
    let rationale = done.incidents[1].verdict.rationale.as_deref().unwrap();
    assert!(rationale.starts_with("No article is left"), "{rationale}");
}
