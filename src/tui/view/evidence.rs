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
    ("counter", "AI only helps"),
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
    let asked = asked(verdict);
    for (question, words) in LADDER
        .iter()
        .filter(|(question, _)| asked.contains(question))
    {
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

/// The questions on the way to the label: what comes after the deciding one,
/// or lies on the other branch, says nothing.
fn asked(verdict: &Verdict) -> Vec<&'static str> {
    let yes = |question: &str| {
        verdict
            .answers
            .get(question)
            .is_some_and(|sure| *sure >= 0.5)
    };
    let event: &[_] = if yes("event") {
        &["done", "plausible"]
    } else {
        &[]
    };
    let mut asked = vec!["ai"];
    if !yes("ai") {
        return asked;
    }
    asked.push("counter");
    if yes("counter") {
        return asked;
    }
    asked.push("event");
    for question in event {
        asked.push(question);
        if yes(question) {
            return asked;
        }
    }
    asked.push("response");
    asked
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_questions_on_the_way_are_shown() {
        let way = |answers: &[(&str, f64)]| {
            let answers = answers
                .iter()
                .map(|(name, sure)| ((*name).to_owned(), *sure));
            asked(&Verdict {
                answers: answers.collect(),
                ..Verdict::default()
            })
            .join(" ")
        };
        assert_eq!(way(&[("ai", 0.1), ("response", 0.9)]), "ai");
        assert_eq!(way(&[("ai", 0.9), ("counter", 0.6)]), "ai counter");
        assert_eq!(
            way(&[("ai", 0.9), ("event", 0.2), ("done", 0.9)]),
            "ai counter event response"
        );
        assert_eq!(
            way(&[
                ("ai", 0.9),
                ("event", 0.8),
                ("done", 0.9),
                ("response", 0.9)
            ]),
            "ai counter event done"
        );
    }
}
