//! What a label of the monitor rests on, beside its rationale: how sure it is,
//! its answers as a short ladder, and the words for and against it.

use ratatui::text::Line;

use crate::domain::Verdict;
use crate::domain::verdict::{Span, SpanRole, band};
use crate::tui::theme::Role;

use super::paint::{Mark, Paint};

/// The questions in the order of the ladder, with their short forms.
const LADDER: &[(&str, &str)] = &[
    ("ai", "AI is involved"),
    ("event", "an event or a danger"),
    ("done", "harm came about"),
    ("plausible", "harm is plausible"),
    ("response", "a response"),
];

/// The lines; none for a verdict that says nothing of the kind.
pub fn lines(verdict: &Verdict, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut entry = |name: &str, value: &str| {
        let text = format!("{name:<9}{value}");
        let marks = [Mark {
            bytes: 0..9,
            role: Role::Dim,
        }];
        lines.extend(paint.text(&text, width, Role::Text, &marks));
    };
    if let Some(sure) = verdict.confidence {
        entry("SURE", band(sure));
    }
    let mut name = "ASKED";
    for (question, words) in LADDER {
        if let Some(sure) = verdict.answers.get(*question) {
            entry(name, &format!("{words}: {}", answer(*sure)));
            name = "";
        }
    }
    for (name, role) in [("FOR", SpanRole::For), ("AGAINST", SpanRole::Against)] {
        let spans = verdict.spans.iter().filter(|span| span.role == role);
        let quotes: Vec<String> = spans.map(quoted).collect();
        if !quotes.is_empty() {
            entry(name, &quotes.join(", "));
        }
    }
    lines
}

fn answer(sure: f64) -> &'static str {
    match sure {
        sure if sure >= 0.75 => "yes",
        sure if sure >= 0.5 => "rather yes",
        sure if sure >= 0.25 => "rather no",
        _ => "no",
    }
}

/// The words, and where they stand if that isn't the headline.
fn quoted(span: &Span) -> String {
    match span.field.as_deref() {
        Some("title") | None => format!("\"{}\"", span.quote),
        Some(field) => format!("\"{}\" ({field})", span.quote),
    }
}
