//! Filters, orders and the folding of searches: what is written is read back
//! the same, a minus turns a filter round, and faults are told in one safe line.

use std::sync::LazyLock;

use overrule::corpus::search::Query;
use overrule::domain::event::Way;
use overrule::domain::{Act, At, EventId, Target};
use overrule::domain::{Incident, ReviewerId, Vocabulary};
use overrule::review::deed::Maker;
use overrule::review::ledger::Ledger;
use overrule::review::queue::{Filter, Head, Mark, Order, Row};
use overrule::text::fold;

/// A few rows, some of them decided.
struct Desk {
    vocabulary: Vocabulary,
    rows: Vec<(Head, Mark)>,
}

static DESK: LazyLock<Desk> = LazyLock::new(desk);

const SAMPLE: &str = include_str!("../../assets/sample/incidents.jsonl");

fn desk() -> Desk {
    let vocabulary = Vocabulary::shipped();
    let reviewer = ReviewerId::from("ada");
    let mut ledger = Ledger::new();
    let incidents: Vec<Incident> = SAMPLE
        .lines()
        .map(|line| Incident::from_json(line).unwrap())
        .collect();
    for (at, incident) in (0..).zip(&incidents).step_by(3) {
        let maker = Maker {
            ledger: &ledger,
            vocabulary: &vocabulary,
            reviewer: &reviewer,
        };
        let target = Target::incident(incident.id.clone());
        let label = vocabulary
            .labels
            .get(at as usize % 7)
            .map(|label| label.id.clone());
        let act = match at % 2 {
            0 => Act::Decide(maker.decision(&target, &incident.verdict, label, Way::Key)),
            _ => Act::Defer { reason: None },
        };
        let stamp = (EventId::new(at, [0; 10]), At::from_unix_ms(0));
        let event = maker.event(stamp, Some(target), Some(incident), act);
        ledger.apply(event, at % 4 == 0);
    }
    let rows = (0..).zip(&incidents);
    let rows = rows.map(|(at, incident)| {
        let head = Row::of(&vocabulary, at, incident).head(&vocabulary);
        let mark = Mark::of(&ledger, &reviewer, &vocabulary, &incident.id);
        (head, mark)
    });
    Desk {
        rows: rows.collect(),
        vocabulary,
    }
}

/// Any text as a filter, an order and a search.
pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    filter(&text);
    if let Ok(order) = text.parse::<Order>() {
        assert_eq!(order.to_string().parse::<Order>().unwrap(), order);
    }
    search(&text);
}

fn filter(text: &str) {
    let filter = match text.parse::<Filter>() {
        Ok(filter) => filter,
        Err(bad) => {
            assert!(!bad.0.is_empty(), "refused without a reason");
            assert!(bad.0.iter().all(|fault| !fault.to_string().is_empty()));
            return;
        }
    };
    let written = filter.to_string();
    assert_eq!(written.parse::<Filter>().unwrap(), filter, "{written:?}");
    assert_eq!(filter.is_empty(), text.trim().is_empty());
    let passes = |filter: &Filter| -> Vec<bool> {
        let passing = filter.passing(&DESK.vocabulary);
        let rows = DESK.rows.iter();
        rows.map(|(head, mark)| passing.row(*head, *mark)).collect()
    };
    let all = passes(&filter);
    // All terms must hold, so each row passes exactly where it passes every term.
    let mut each = vec![true; all.len()];
    for term in written.split_whitespace() {
        let turned = match term.strip_prefix('-') {
            Some(plain) => plain.to_owned(),
            None => format!("-{term}"),
        };
        let (one, other) = (
            passes(&term.parse().unwrap()),
            passes(&turned.parse().unwrap()),
        );
        for ((each, one), other) in each.iter_mut().zip(one).zip(other) {
            assert_ne!(one, other, "{term:?} and {turned:?}");
            *each &= one;
        }
    }
    assert_eq!(all, each, "{written:?}");
    // A label that the vocabulary knows is one that rows can have.
    if let Err(bad) = filter.check(&DESK.vocabulary) {
        assert!(!bad.0.is_empty());
    }
}

/// Upper case finds what lower case finds, in ASCII, where nothing combines.
fn search(text: &str) {
    let folded = fold(text);
    assert_eq!(folded, fold(text), "folding is no matter of chance");
    if text.is_ascii() {
        assert_eq!(fold(&text.to_ascii_uppercase()), folded);
        let mut end = 0;
        let lines: Vec<_> = SAMPLE
            .split_inclusive('\n')
            .map(|line| {
                let from = end;
                end += line.len();
                from..end
            })
            .collect();
        let found = |typed: &str| Query::new(typed).among(SAMPLE.as_bytes(), &lines);
        assert_eq!(found(text), found(&text.to_ascii_uppercase()));
    }
}
