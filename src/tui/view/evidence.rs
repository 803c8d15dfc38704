//! What a label of the monitor rests on: how sure it is, its answers as a short
//! ladder, and the words for and against it, listed and marked where they stand
//! in headline, lead and rationale. `+` says for, `-` against, before any colour.

use std::collections::BTreeSet;
use std::ops::Range;

use ratatui::text::Line;

use crate::domain::verdict::{Span, SpanRole, band};
use crate::domain::{Incident, Verdict};
use crate::text;
use crate::tui::theme::Role;

use super::paint::{Mark, Paint};

/// The questions in the order of the ladder, with their short forms.
const LADDER: &[(&str, &str)] = &[
    ("ai", "AI is involved"),
    ("counter", "AI only helps"),
    ("event", "an event or a danger"),
    ("done", "harm came about"),
    ("plausible", "plausible harm"),
    ("response", "a response"),
];

/// Cells that the name of a line takes.
const NAME: usize = 9;
/// The questions in few words, for screens with few lines.
const SHORT: &[(&str, &str)] = &[
    ("ai", "AI"),
    ("counter", "only helps"),
    ("event", "event"),
    ("done", "harm"),
    ("plausible", "plausible"),
    ("response", "response"),
];

/// The lines; none for a verdict that says nothing of the kind. Where lines are
/// few, sureness and answers are one of them.
pub fn lines(verdict: &Verdict, paint: Paint<'_>, width: usize, low: bool) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut entry = |name: &str, value: &str| {
        let rows = paint.wrapped(value, width.saturating_sub(NAME), Role::Text);
        for (at, row) in rows.into_iter().enumerate() {
            let name = if at == 0 { name } else { "" };
            let mut spans = vec![paint.span(format!("{name:<NAME$}"), Role::Dim)];
            spans.extend(row.spans);
            lines.push(Line::from(spans));
        }
    };
    let answers = |words: &[(&'static str, &'static str)]| -> Vec<(&'static str, f64)> {
        let asked = asked(verdict);
        let said = words.iter().filter(|it| asked.contains(&it.0));
        let said = said.filter_map(|(name, words)| {
            let sure = *verdict.answers.get(*name)?;
            // That AI does more than help goes without saying.
            (*name != "counter" || sure >= 0.5).then_some((*words, sure))
        });
        said.collect()
    };
    if low {
        let sure = verdict.confidence.map(|sure| band(sure).to_owned());
        let said = answers(SHORT).into_iter();
        let said: Vec<String> = said
            .map(|(words, sure)| format!("{words} {}", answer(sure)))
            .collect();
        let parts: Vec<String> = sure.into_iter().chain([said.join(", ")]).collect();
        if verdict.confidence.is_some() || !said.is_empty() {
            entry("SURE", parts.join(": ").trim_end_matches([':', ' ']));
        }
    } else {
        if let Some(sure) = verdict.confidence {
            entry("SURE", band(sure));
        }
        let steps = answers(LADDER);
        for (at, (words, sure)) in steps.iter().enumerate() {
            let mut step = format!("{words}: {}", answer(*sure));
            if at + 1 == steps.len() {
                step.push_str(&outcome(
                    verdict,
                    paint,
                    width.saturating_sub(NAME + step.len()),
                ));
            }
            entry(if at == 0 { "ASKED" } else { "" }, &step);
        }
    }
    for (name, sign, role) in [
        ("FOR", FOR, SpanRole::For),
        ("AGAINST", AGAINST, SpanRole::Against),
    ] {
        let spans = verdict.spans.iter().filter(|span| span.role == role);
        let quotes: Vec<String> = spans.map(quoted).collect();
        if !quotes.is_empty() {
            entry(name, &format!("{sign} {}", quotes.join(", ")));
        }
    }
    lines
}

/// Where the last answer, the one that decided, leads.
fn outcome(verdict: &Verdict, paint: Paint<'_>, room: usize) -> String {
    let Some(label) = &verdict.label else {
        return String::new();
    };
    let arrow = if paint.theme.ascii { "->" } else { "→" };
    let long = format!(" {arrow} {}", paint.vocabulary.short(label));
    if text::cells(&long) <= room {
        long
    } else {
        format!(" {arrow} {}", paint.vocabulary.abbr(label))
    }
}

/// What stands before a line with words for the label.
const FOR: &str = "+";
/// What stands before a line with words against it.
const AGAINST: &str = "-";

const fn role(role: SpanRole) -> Option<Role> {
    match role {
        SpanRole::For => Some(Role::For),
        SpanRole::Against => Some(Role::Against),
        SpanRole::Verdict | SpanRole::Rejects => None,
    }
}

/// The evidence that lies in one field of an article. A span whose quote isn't
/// what stands there any more marks nothing.
pub fn marks(verdict: &Verdict, field: &str, text: &str) -> Vec<Mark> {
    let here = verdict.spans.iter().filter(|span| {
        span.field.as_deref() == Some(field)
            && text.get(span.start..span.end) == Some(span.quote.as_str())
    });
    here.filter_map(|span| {
        Some(Mark {
            bytes: span.start..span.end,
            role: role(span.role)?,
        })
    })
    .collect()
}

/// Pieces of evidence, and quotes of a rationale, that are looked at: more are
/// nothing that a person reads, and each frame looks for each of the one in each
/// of the other.
const SPANS: usize = 256;
const QUOTES: usize = 512;
/// Longest quote that is looked at, in bytes: what is longer has lost its other
/// quotation mark.
const QUOTE: usize = 1024;

/// The evidence that a rationale quotes: that of its own verdict, for an incident
/// that of the articles with its label. Only between quotation marks, as outside
/// of them a rationale speaks in words of its own.
pub fn quoted_marks(incident: &Incident, verdict: &Verdict, rationale: &str) -> Vec<Mark> {
    let own = verdict.spans.iter();
    let articles = incident.articles.iter().map(|article| &article.verdict);
    let alike = articles.filter(|it| it.label == verdict.label);
    let spans = own.chain(alike.flat_map(|it| &it.spans));
    let spans = spans.filter(|span| span.field.is_some());
    let spans = spans.filter(|span| !span.quote.is_empty()).take(SPANS);
    let mut seen = BTreeSet::new();
    let told: Vec<(&str, Role)> = spans
        .filter(|span| seen.insert((span.role, &span.quote)))
        .filter_map(|span| Some((span.quote.as_str(), role(span.role)?)))
        .collect();
    let mut marks: Vec<Mark> = Vec::new();
    let quotes = quotes(rationale).into_iter();
    for quote in quotes.filter(|it| it.len() <= QUOTE).take(QUOTES) {
        let text = &rationale[quote.clone()];
        for (said, role) in &told {
            if let Some(at) = text.find(said) {
                let start = quote.start + at;
                marks.push(Mark {
                    bytes: start..start + said.len(),
                    role: *role,
                });
            }
        }
    }
    marks
}

/// What lies between each pair of quotation marks.
fn quotes(text: &str) -> Vec<Range<usize>> {
    let marks: Vec<usize> = memchr::memchr_iter(b'"', text.as_bytes()).collect();
    let pairs = marks.chunks_exact(2);
    pairs.map(|pair| pair[0] + 1..pair[1]).collect()
}

/// What stands before a line of a text from outside: a sign where evidence lies
/// on it, else a bar.
pub fn gutter(paint: Paint<'_>, line: &text::Line, marks: &[Mark]) -> &'static str {
    let on_it = |role: Role| {
        let mut marks = marks.iter().filter(|mark| mark.role == role);
        marks.any(|mark| {
            let mut pieces = line.pieces.iter();
            pieces.any(|it| it.bytes.start < mark.bytes.end && mark.bytes.start < it.bytes.end)
        })
    };
    match (on_it(Role::For), on_it(Role::Against), paint.theme.ascii) {
        (true, false, _) => "+ ",
        (false, true, _) => "- ",
        (true, true, false) => "± ",
        (true, true, true) => "* ",
        (false, false, false) => "┊ ",
        (false, false, true) => ": ",
    }
}

/// A text from outside with what stands before its lines.
pub fn beside(
    paint: Paint<'_>,
    laid: &[text::Line],
    look: Role,
    marks: &[Mark],
) -> Vec<Line<'static>> {
    let one = |line: &text::Line| {
        let mut spans = vec![paint.span(gutter(paint, line, marks), Role::Dim)];
        spans.extend(paint.laid(line, look, marks).spans);
        Line::from(spans)
    };
    laid.iter().map(one).collect()
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
    fn evidence_is_marked_only_where_its_quote_still_stands() {
        let span = |start, end, quote: &str, role| Span {
            field: Some("title".to_owned()),
            quote: quote.to_owned(),
            ..Span::over(role, "Robot hurts man", start, end).unwrap()
        };
        let verdict = Verdict {
            spans: vec![
                span(6, 11, "hurts", SpanRole::For),
                span(0, 5, "Drone", SpanRole::Against),
            ],
            ..Verdict::default()
        };
        let found = marks(&verdict, "title", "Robot hurts man");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].bytes.clone(), found[0].role), (6..11, Role::For));
        assert!(marks(&verdict, "lead", "Robot hurts man").is_empty());
        let said = r#"It hurts: the headline says "Robot hurts man"."#;
        let found = quoted_marks(&Incident::default(), &verdict, said);
        let words: Vec<&str> = found.iter().map(|it| &said[it.bytes.clone()]).collect();
        assert_eq!(words, ["hurts"], "once, inside the quotation marks");
        assert!(found[0].bytes.start > 30);
    }

    #[test]
    fn a_sign_stands_before_each_line_with_evidence() {
        let vocabulary = crate::domain::Vocabulary::shipped();
        let text = "Robot hurts man. It could have been worse. The end";
        let mark = |words: &str, role| {
            let at = text.find(words).unwrap();
            let bytes = at..at + words.len();
            Mark { bytes, role }
        };
        let marks = [mark("hurts", Role::For), mark("could have", Role::Against)];
        let signs = |ascii, width| {
            let theme = crate::tui::theme::Theme {
                ascii,
                ..Default::default()
            };
            let paint = Paint {
                theme,
                vocabulary: &vocabulary,
            };
            let (laid, _) = paint.around(text, 0, width);
            let signs = laid.iter().map(|line| gutter(paint, line, &marks).trim());
            signs.collect::<String>()
        };
        // "could" ends one line and "have" begins the next.
        assert_eq!(signs(false, 9), "┊+┊--┊┊");
        assert_eq!(signs(true, 40), "*:");
    }

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
