//! Sets whose every field holds text from strangers.

use serde_json::{Value, json};

use crate::common::{Desk, Layout};

/// An incident all of whose fields hold texts: long ones where a field is
/// shown at length, short ones where it shares a line.
pub fn incident(id: usize, long: &str, short: &str) -> Value {
    let verdict = |label: &str| {
        json!({
            "label": label, "severity": short, "rationale": long,
            "provenance": short, "how": "field",
        })
    };
    let article = |number: usize| {
        json!({
            "id": format!("a{number}"), "title": short, "outlet": short, "date": "2026-05-01",
            "url": format!("https://example.org/{short}"), "language": short, "lead": long,
            "verdict": verdict("hazard"),
        })
    };
    json!({
        "id": format!("{id} {short}"), "title": short, "date": "2026-05-21", "country": short,
        "summary": long, "provenance": {"summary": short}, "verdict": verdict(short),
        "facets": {"harm_types": [short, "x"], short: [short]},
        "articles": [article(1), article(2)], "links": [short],
        "source": {"shape": "set", "file": short, "line": 7, "url": short},
    })
}

/// An incident that has a title and nothing else.
pub fn titled(id: usize, title: &str) -> Value {
    json!({"id": format!("t{id}"), "title": title, "date": "2026-05-21"})
}

/// A desk with these incidents.
pub fn desk(incidents: &[Value], size: (u16, u16)) -> Desk {
    let lines: Vec<String> = incidents.iter().map(Value::to_string).collect();
    Desk::of(Layout {
        size,
        set: lines.join("\n") + "\n",
        ..Layout::default()
    })
}

/// The screens from which everything about an incident is seen: keys that lead
/// to each from the one before.
pub const SCREENS: &[(&str, &str)] = &[
    ("incident", ""),
    ("incident in full", "s"),
    ("end of it", "end"),
    ("article", "esc j"),
    ("article in full", "s"),
    ("end of that", "end"),
    ("the incident's reasons", "esc t pgdn"),
    ("menu on the article", "c"),
    ("note on the article", "esc n x"),
    ("decided", "esc a"),
];
