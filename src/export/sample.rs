//! A small reviewed set that the tests of this room share: two reviewers, a
//! conflict, a changed text, an orphan, something put off and something undone.

use std::collections::BTreeMap;
use std::convert::Infallible;

use crate::domain::event::{Exposure, Head, Pasted, Remark, Saw, Way};
use crate::domain::{
    Act, At, Basis, Decision, Digest, Event, EventId, Incident, LabelId, Outcome, ReviewerId,
    Stage, Target, Vocabulary,
};
use crate::review::ledger::Ledger;

use super::build::{ExportInput, Scope, build};
use super::reviewed::{Reviewed, Row, Texts};
use super::spell::{self, Format};

/// A note with everything that a writer has to quote, escape or guard.
pub const NOTE: &str = "=cmd, \"quoted\"\nsecond line \u{9b}31m \u{202e}";

const BEFORE: [&str; 3] = [
    r#"{"id":"i1","title":"A parking robot closed its gate on a cyclist","date":"2026-01-05","verdict":{"label":"incident","severity":"incident","how":"field","rationale":"A cyclist was hurt."},"articles":[
        {"id":"a1","title":"Gate hurts cyclist","outlet":"Example Post","date":"2026-01-06","url":"https://example.org/1","verdict":{"label":"incident","how":"prose","rationale":"Harm occurred."}},
        {"id":"a2","title":"Could it happen here?","verdict":{"label":"hazard","how":"field"}},
        {"id":"a3","title":"City replies","verdict":{"how":"unclear","guess":"complementary"}},
        {"id":"a4","title":"A quiet week"}]}"#,
    r#"{"id":"i2","title":"A school timetable program","verdict":{"label":"hazard","how":"field"},"articles":[{"id":"b1"}]}"#,
    r#"{"id":"i3","title":"A harbour crane stopped","verdict":{"label":"hazard","how":"field","rationale":"No harm yet."}}"#,
];

/// The set as it is now: the text of `i3` changed after it was judged, `gone` left.
pub fn incidents() -> Vec<Incident> {
    let mut all = before();
    all[2].title = Some("A harbour crane stopped again".to_owned());
    all
}

fn before() -> Vec<Incident> {
    BEFORE
        .iter()
        .map(|text| Incident::from_json(text).unwrap())
        .collect()
}

/// An id that sorts by its number.
pub fn id(number: u64) -> EventId {
    EventId::new(1_790_000_000_000 + number, [0; 10])
}

fn event(number: u64, who: &str, target: &Target, act: Act) -> Event {
    Event {
        id: id(number),
        at: At::from_unix_ms(1_790_000_000_000 + i64::try_from(number).unwrap()),
        reviewer: who.into(),
        target: Some(target.clone()),
        act,
        group: None,
        basis: None,
        seen: Vec::new(),
    }
}

/// A decision on what `of` shows of the target.
fn decide(number: u64, who: &str, of: &Incident, article: Option<usize>, human: &str) -> Event {
    let (target, basis, machine) = match article {
        None => (
            Target::incident(of.id.clone()),
            Basis::of_incident(of),
            &of.verdict,
        ),
        Some(at) => (
            Target::article(of.id.clone(), of.articles[at].id.clone()),
            Basis::of_article(of, &of.articles[at]),
            &of.articles[at].verdict,
        ),
    };
    let label = (!human.is_empty()).then(|| LabelId::from(human));
    let decision = Decision {
        outcome: Outcome::of(machine.label.as_ref(), label.as_ref()),
        label,
        stage: Stage::Final,
        how: Way::Key,
        unset_severity: None,
    };
    Event {
        basis: Some(basis),
        ..event(number, who, &target, Act::Decide(decision))
    }
}

/// All events, oldest first.
pub fn events() -> Vec<Event> {
    let set = before();
    let gone = Incident::from_json(r#"{"id":"gone","title":"Withdrawn"}"#).unwrap();
    let (i1, i2) = (Target::incident("i1"), Target::incident("i2"));
    let a1 = Target::article("i1", "a1");
    let note = |text: &str| Act::Annotate(Remark::Note(Some(text.to_owned())));
    let pasted = Pasted {
        hash: Digest::of(&["the whole article"]),
        text: Some("the whole article".to_owned()),
    };
    let mut first = decide(3, "ana", &set[0], Some(0), "incident");
    if let Act::Decide(decision) = &mut first.act {
        decision.stage = Stage::First;
    }
    let undo = Act::Undo {
        event: id(7),
        group: None,
    };
    let reason = Some("asked a colleague".to_owned());
    vec![
        event(1, "ana", &i1, Act::Expose(Exposure::Machine)),
        decide(2, "ana", &set[0], None, "incident"),
        first,
        decide(4, "ana", &set[0], Some(0), "hazard"),
        decide(5, "ana", &set[0], Some(1), ""),
        decide(6, "ana", &set[0], Some(2), "hazard"),
        event(7, "ana", &i1, note("mistaken")),
        event(8, "ana", &i1, undo),
        event(9, "ana", &a1, note(NOTE)),
        event(
            10,
            "ana",
            &a1,
            Act::Annotate(Remark::Criterion(Some("c1".into()))),
        ),
        event(
            11,
            "ana",
            &a1,
            Act::Annotate(Remark::Grade(Some("sound".into()))),
        ),
        event(12, "ana", &a1, Act::Annotate(Remark::Saw(Saw::Pasted))),
        event(13, "ana", &a1, Act::Annotate(Remark::Pasted(pasted))),
        event(14, "ana", &i2, Act::Defer { reason }),
        decide(15, "ana", &set[2], None, "hazard"),
        decide(16, "ben", &incidents()[2], None, "incident"),
        decide(17, "ben", &gone, None, "unrelated"),
    ]
}

/// The ledger of some events.
pub fn ledger(events: Vec<Event>) -> Ledger {
    let mut ledger = Ledger::new();
    for event in events {
        ledger.apply(event, true);
    }
    ledger
}

/// The export of some events; the filter leaves out the incidents named.
pub fn export(events: Vec<Event>, texts: Texts, left_out: &[&str]) -> Reviewed {
    let all = incidents().into_iter().map(|incident| {
        let scope = match left_out.contains(&incident.id.as_str()) {
            true => Scope::LeftOut,
            false => Scope::Covered,
        };
        Ok::<_, Infallible>((incident, scope))
    });
    let filter = if left_out.is_empty() { "" } else { "some" };
    with_input(events, texts, filter, |input| {
        build(input, all).unwrap_or_else(|never| match never {})
    })
}

/// What an export of some events is made from.
pub fn with_input<T>(
    events: Vec<Event>,
    texts: Texts,
    filter: &str,
    make: impl FnOnce(&ExportInput<'_>) -> T,
) -> T {
    let head = Head {
        seq: 17,
        hash: Digest::of(&["line"]),
    };
    let input = ExportInput {
        ledger: &ledger(events),
        heads: &BTreeMap::from([("ana~desk~01234567.jsonl".to_owned(), head)]),
        vocabulary: &Vocabulary::shipped(),
        filter,
        reviewer: Some(&ReviewerId::from("ana")),
        texts,
        set_name: "set.jsonl",
        set_hash: &Digest::of(&["set"]),
        tool_version: "0.0.0",
    };
    make(&input)
}

/// The whole export, hashes only.
pub fn whole() -> Reviewed {
    export(events(), Texts::Hashes, &[])
}

/// An export as text.
pub fn text(format: Format, reviewed: &Reviewed) -> String {
    String::from_utf8(spell::whole(format, reviewed).unwrap()).unwrap()
}

/// The row of a target and a reviewer (none: nobody's).
pub fn row<'a>(of: &'a Reviewed, incident: &str, article: Option<&str>, who: &str) -> &'a Row {
    of.rows
        .iter()
        .find(|row| {
            row.incident.as_str() == incident
                && row.article.as_ref().map(|id| id.as_str()) == article
                && row.reviewer.as_ref().map_or("", |id| id.as_str()) == who
        })
        .unwrap()
}
