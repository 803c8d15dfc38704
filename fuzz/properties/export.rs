//! Exports: what a person wrote comes back out of every format, no cell of a
//! table can be taken for a formula, and no file drives a terminal.

use std::collections::BTreeMap;
use std::convert::Infallible;

use overrule::domain::event::{Edit, Remark};
use overrule::domain::{
    Act, Article, At, Digest, Event, EventId, FacetId, Incident, ReviewerId, Target, Verdict,
    Vocabulary,
};
use overrule::export::reviewed::{Reviewed, Texts};
use overrule::export::spell::{Format, whole};
use overrule::export::{ExportInput, Scope, build};
use overrule::review::ledger::Ledger;

use super::{is_hidden, texts};

/// Texts, cut at zero bytes, as those of a set and of a reviewer.
pub fn check(data: &[u8]) {
    let texts = texts(data);
    let text = |at: usize| texts.get(at).cloned().unwrap_or_default();
    let acts = [
        Act::Annotate(Remark::Note(Some(text(0)))),
        Act::Defer {
            reason: Some(text(1)),
        },
        Act::Edit(Edit::Facet {
            facet: FacetId::from(text(2)),
            values: vec![text(3)],
        }),
    ];
    let events: Vec<Event> = (1..)
        .zip(acts)
        .map(|(at, act)| event(at, &text(4), act))
        .collect();
    let reviewed = reviewed(&events, &text);
    table(&reviewed, &text(0));
    for file in [
        text_of(Format::Json, &reviewed),
        text_of(Format::Jsonl, &reviewed),
    ] {
        let bad = file.chars().find(|c| *c != '\n' && is_hidden(*c));
        assert_eq!(bad, None, "{file:?}");
        let back = overrule::export::read_back(file.as_bytes()).unwrap();
        assert_eq!(back, events);
    }
    let again: Reviewed = serde_json::from_str(&text_of(Format::Json, &reviewed)).unwrap();
    assert_eq!(again, reviewed);
}

fn text_of(format: Format, reviewed: &Reviewed) -> String {
    String::from_utf8(whole(format, reviewed).unwrap()).unwrap()
}

fn event(number: u64, reviewer: &str, act: Act) -> Event {
    Event {
        id: EventId::new(number, [0; 10]),
        at: At::from_unix_ms(1_790_000_000_000),
        reviewer: reviewer.into(),
        target: Some(Target::incident("i")),
        act,
        group: None,
        basis: None,
        seen: Vec::new(),
    }
}

fn reviewed(events: &[Event], text: &dyn Fn(usize) -> String) -> Reviewed {
    let mut ledger = Ledger::new();
    for event in events {
        assert!(ledger.apply(event.clone(), true));
    }
    let article = Article {
        id: text(5).into(),
        title: Some(text(0)),
        outlet: Some(text(6)),
        url: Some(text(7)),
        ..Article::default()
    };
    let incident = Incident {
        id: "i".into(),
        title: Some(text(0)),
        verdict: Verdict {
            rationale: Some(text(1)),
            ..Verdict::default()
        },
        articles: vec![article],
        ..Incident::default()
    };
    let input = ExportInput {
        ledger: &ledger,
        heads: &BTreeMap::new(),
        vocabulary: &Vocabulary::default(),
        filter: &text(8),
        reviewer: Some(&ReviewerId::from(text(4))),
        texts: Texts::Whole,
        set_name: &text(6),
        set_hash: &Digest::of(&["set"]),
        tool_version: "0",
    };
    let covered = Ok::<_, Infallible>((incident, Scope::Covered));
    build(&input, [covered]).unwrap_or_else(|never| match never {})
}

/// What a spreadsheet may take for the beginning of a formula.
const STARTS: &[char] = &[
    '=', '+', '-', '@', '|', '\t', '\r', '\n', '＝', '＋', '－', '＠', '｜',
];

fn table(reviewed: &Reviewed, note: &str) {
    let bytes = whole(Format::Csv, reviewed).unwrap();
    let mut table = ::csv::Reader::from_reader(bytes.as_slice());
    let names = table.headers().unwrap().clone();
    let lines: Vec<_> = table.records().map(|line| line.unwrap()).collect();
    assert_eq!(lines.len(), reviewed.rows.len());
    for cell in lines.iter().flatten() {
        let runs = cell.trim_start_matches(' ').starts_with(STARTS);
        let number =
            cell.parse::<f64>().is_ok() && !cell.contains(char::is_alphabetic) || is_power(cell);
        assert!(!runs || number, "{cell:?} could run");
        let whole = cell.replace("\r\n", "\n");
        let bad = whole
            .chars()
            .find(|c| !matches!(c, '\n' | '\t') && is_hidden(*c));
        assert_eq!(bad, None, "{cell:?}");
    }
    let at = |name: &str| names.iter().position(|column| column == name).unwrap();
    let title = unguarded(&lines[0][at("title")]);
    assert_eq!(title, note, "a title changed on its way");
    let own = reviewed.rows.iter().position(|row| row.note.is_some());
    if let Some(own) = own {
        assert_eq!(
            unguarded(&lines[own][at("note")]),
            note,
            "a note changed on its way"
        );
    }
}

/// A number with an exponent, which is the only letter that a number has.
fn is_power(cell: &str) -> bool {
    let digits = cell.replacen(['e', 'E'], "", 1);
    cell.parse::<f64>().is_ok() && !digits.contains(char::is_alphabetic)
}

/// A cell without what keeps it from running and from hiding something.
fn unguarded(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(json) if json.starts_with('"') => serde_json::from_str(json).unwrap(),
        Some(rest) if rest.trim_start_matches(['\'', ' ']).starts_with(STARTS) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

/// Any bytes as an export to be read back.
pub fn read_back(data: &[u8]) {
    match overrule::export::read_back(data) {
        Ok(events) => {
            let mut ledger = Ledger::new();
            for event in &events {
                ledger.apply(event.clone(), true);
            }
            assert!(ledger.events().all(|event| events.contains(event)));
        }
        Err(error) => {
            let lines = data.iter().filter(|byte| **byte == b'\n').count() + 1;
            let line = match &error {
                overrule::export::ReadBackError::NotUtf8 { line }
                | overrule::export::ReadBackError::Malformed { line, .. } => *line,
                _ => 1,
            };
            assert!((1..=lines).contains(&line), "line {line} of {lines}");
        }
    }
}
