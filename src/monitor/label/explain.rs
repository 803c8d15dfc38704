//! The rationale of a label, written from its evidence: each claim names the
//! field and quotes it, and the last sentence states the verdict in the one form
//! that [`crate::ingest::verdict`] reads back to the same label.

use std::cell::RefCell;

use crate::domain::{LabelId, Span, SpanRole};
use crate::ingest::verdict;
use crate::monitor::classify::{Field, Given, Labelled, Note, Question, Side};
use crate::monitor::cues::{Status, is_abbreviation};

use super::speech::{Speech, verdict_sentence};

/// How many pieces of evidence for and against a label are kept as spans.
const FOR: usize = 6;
const AGAINST: usize = 4;
/// The longest quote, in bytes.
const QUOTE: usize = 170;
/// How sure an answer against the label must be for an objection.
const OBJECTION: f64 = 0.5;
/// How sure it must be that harm came about to leave open what else might.
const SURELY: f64 = 0.75;
/// Words on either side of what is quoted of a sentence that was quoted before.
const BESIDE: usize = 3;

/// The texts that a label was given for.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    /// The headline.
    pub title: &'a str,
    /// Lead or body.
    pub text: &'a str,
}

impl<'a> Texts<'a> {
    fn of(self, field: Field) -> &'a str {
        match field {
            Field::Title => self.title,
            Field::Text => self.text,
        }
    }
}

/// The rationale for an article, and what is read out of it where its reasons name a label.
pub fn written(
    speech: &Speech<'_>,
    made: &Labelled,
    texts: Texts<'_>,
) -> (String, Option<verdict::Reading>) {
    let label = LabelId::from(made.label.id());
    let last = verdict_sentence(speech.vocabulary(), &label, "article");
    let with = |quotes: Quotes| {
        let reasons = reasons(made, texts, quotes).join(" ");
        let whole = format!("{reasons} {last}");
        let reading = speech.heard(&reasons, &whole);
        (whole, reading)
    };
    let (whole, reading) = with(Quotes::Kept);
    match &reading {
        Some(read) if read.label.as_ref() != Some(&label) => with(Quotes::LeftOut),
        _ => (whole, reading),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Kept,
    LeftOut,
}

fn reasons(made: &Labelled, texts: Texts<'_>, quotes: Quotes) -> Vec<String> {
    let said = RefCell::new(Vec::new());
    let say = |claim: &str, note: Option<&Note>| match note {
        Some(note) if quotes == Quotes::Kept => cite(claim, note, texts, &mut said.borrow_mut()),
        _ => format!("{claim}."),
    };
    let first = |sides: &[Side]| strongest(made, sides);
    let mut all = vec![match first(&[Side::Ai]) {
        Some(note) if made.label != Given::Unrelated || is_involved(made) => {
            say("An AI system is involved", Some(note))
        }
        _ => match first(&[Side::NotAi]) {
            Some(note) => say("An AI system plays no part", Some(note)),
            None => "No AI system is named as playing a part.".to_owned(),
        },
    }];
    match made.label {
        Given::Incident => all.push(match first(&[Side::Done]) {
            Some(note) if note.status == Status::Alleged => {
                say("Harm is alleged to have come about through it", Some(note))
            }
            Some(note) => say("Harm has come about through it", Some(note)),
            None => say(
                "Harm is shown by what follows from it",
                first(&[Side::Legal]),
            ),
        }),
        Given::Hazard => all.push(say(
            "Harm is possible and has not come about",
            first(&[Side::Possible, Side::Denied]),
        )),
        Given::Complementary => all.push(match first(&[Side::Response, Side::Legal]) {
            Some(note) => say(
                "What is told is a response, governance or research",
                Some(note),
            ),
            None => "No new harm and no new danger is told.".to_owned(),
        }),
        Given::Beneficial => all.push(say(
            "AI is what helps against harm from elsewhere",
            first(&[Side::Counter]),
        )),
        Given::Unrelated if is_involved(made) => all.push(match first(&[Side::Product]) {
            Some(note) => say("It is product or business news", Some(note)),
            None => "No harm, no danger and no response is told.".to_owned(),
        }),
        Given::Unrelated => {}
    }
    if let Some(note) = first(against(made.label)).filter(|note| objects(made, note)) {
        all.push(say(objection(note.side), Some(note)));
    }
    all
}

/// Whether a note is worth an objection: where its question was answered with a
/// clear no, the spans of the evidence show it well enough.
fn objects(made: &Labelled, note: &Note) -> bool {
    let sure = |question: Question| made.answers.get(&question).copied().unwrap_or_default();
    if made.label == Given::Incident && sure(Question::Done) >= SURELY {
        // Whether harm is possible is asked where it may not have come about.
        if matches!(note.side, Side::Possible | Side::Denied) {
            return false;
        }
    }
    let question = match note.side {
        Side::Ai => return !is_involved(made),
        Side::Counter => Question::Counter,
        Side::Done => Question::Done,
        Side::Possible | Side::Denied => Question::Plausible,
        Side::Response | Side::Legal if !tells(note) => return false,
        Side::Response => Question::Response,
        Side::NotAi | Side::Legal | Side::Product | Side::Person => return true,
    };
    sure(question) >= OBJECTION
}

fn is_involved(made: &Labelled) -> bool {
    made.answers
        .get(&Question::Ai)
        .is_some_and(|sure| *sure >= 0.5)
}

fn objection(side: Side) -> &'static str {
    match side {
        Side::Ai => "Against this, a word may mean AI",
        Side::NotAi => "Against this, the part of AI is in doubt",
        Side::Counter => "Against this, AI also helps",
        Side::Done => "Against this, harm is spoken of",
        Side::Possible => "Against this, some harm is only possible",
        Side::Denied => "Against this, harm is denied",
        Side::Legal => "Against this, courts or police are at work",
        Side::Response => "Against this, part of it is a response",
        Side::Product => "Against this, part of it is business news",
        Side::Person => "Against this, somebody is told of",
    }
}

/// The sides that speak for a label, the weightiest first; business news speaks for
/// none where no AI system is involved.
fn supporting(made: &Labelled) -> &'static [Side] {
    match made.label {
        Given::Unrelated if !is_involved(made) => &[Side::NotAi],
        Given::Incident => &[Side::Done, Side::Ai, Side::Legal, Side::Person],
        Given::Hazard => &[Side::Possible, Side::Denied, Side::Ai],
        Given::Complementary => &[Side::Response, Side::Legal],
        Given::Unrelated => &[Side::NotAi, Side::Product],
        Given::Beneficial => &[Side::Counter, Side::Ai],
    }
}

/// The sides that speak against it.
const fn against(label: Given) -> &'static [Side] {
    match label {
        Given::Incident => &[
            Side::Possible,
            Side::Denied,
            Side::Response,
            Side::NotAi,
            Side::Counter,
        ],
        Given::Hazard => &[Side::Done, Side::Response, Side::NotAi, Side::Product],
        Given::Complementary => &[Side::Done, Side::Possible, Side::Product, Side::NotAi],
        Given::Unrelated => &[Side::Ai, Side::Done, Side::Possible, Side::Response],
        Given::Beneficial => &[Side::Done, Side::Possible, Side::Response],
    }
}

/// The label that a side speaks for.
const fn meant(side: Side) -> Option<Given> {
    match side {
        Side::Done | Side::Legal | Side::Person => Some(Given::Incident),
        Side::Possible | Side::Denied => Some(Given::Hazard),
        Side::Response => Some(Given::Complementary),
        Side::NotAi | Side::Product => Some(Given::Unrelated),
        Side::Counter => Some(Given::Beneficial),
        Side::Ai => None,
    }
}

/// The strongest note of some sides; one that says by itself what happened goes
/// before one that says that somebody acts or speaks (`tells`, `mayor`), unless
/// that says twice as much.
fn strongest<'a>(made: &'a Labelled, sides: &[Side]) -> Option<&'a Note> {
    // Notes are sorted, the strongest first.
    let all = made.signals.notes.iter();
    let mut all = all.filter(|note| sides.contains(&note.side));
    let first = all.next()?;
    let is_weighty = |note: &&Note| 2.0 * note.amount >= first.amount;
    let mut each = std::iter::once(first).chain(all).take_while(is_weighty);
    Some(each.find(|note| tells(note)).unwrap_or(first))
}

/// Whether a note says what happened, and not only that somebody acts or speaks.
fn tells(note: &Note) -> bool {
    !matches!(note.kind.as_str(), "" | "body" | "source")
}

/// The evidence as spans of the fields of an article.
pub fn spans(made: &Labelled, texts: Texts<'_>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let sides = [
        (SpanRole::For, supporting(made), FOR),
        (SpanRole::Against, against(made.label), AGAINST),
    ];
    for (role, sides, most) in sides {
        let mut kept = 0;
        for note in made
            .signals
            .notes
            .iter()
            .filter(|note| sides.contains(&note.side))
        {
            let name = note.field.name();
            let overlaps = |span: &Span| {
                span.field.as_deref() == Some(name)
                    && span.start < note.bytes.end
                    && note.bytes.start < span.end
            };
            if kept == most || spans.iter().any(overlaps) {
                continue;
            }
            let text = texts.of(note.field);
            let Some(mut span) = Span::over(role, text, note.bytes.start, note.bytes.end) else {
                continue;
            };
            let label = match role {
                SpanRole::For => Some(made.label),
                _ => meant(note.side),
            };
            span.label = label.map(|label| LabelId::from(label.id()));
            span.field = Some(name.to_owned());
            spans.push(span);
            kept += 1;
        }
    }
    spans
}

/// A claim with the words it rests on: their sentence, or where that was quoted
/// before, the words with those beside them.
fn cite<'a>(claim: &str, note: &Note, texts: Texts<'a>, said: &mut Vec<&'a str>) -> String {
    let text = texts.of(note.field);
    let mut quote = quote(text, note);
    if said.contains(&quote) {
        quote = phrase(text, note);
    } else {
        said.push(quote);
    }
    let source = match note.field {
        Field::Title => "the headline says",
        Field::Text => "the text says",
    };
    format!("{claim}: {source} \"{quote}\".")
}

/// The words around a note: its sentence, or as much of it as is short enough
/// and holds no quotation mark that would end the quote early.
fn quote<'a>(text: &'a str, note: &Note) -> &'a str {
    let (start, end) = (note.bytes.start, note.bytes.end);
    let ends = |c: char| matches!(c, '"' | '\n' | '.' | '!' | '?');
    let (before, after) = (
        text.get(..start).unwrap_or_default(),
        text.get(end..).unwrap_or_default(),
    );
    // A point between two characters that aren't spaces ends no sentence.
    let stops = |whole: &str, at: usize, c: char| {
        let next = whole[at + c.len_utf8()..].chars().next();
        ends(c)
            && (matches!(c, '"' | '\n')
                || next.is_none_or(char::is_whitespace)
                    && !(c == '.' && next.is_some() && is_abbreviation(last_word(&whole[..at]))))
    };
    let from = before
        .char_indices()
        .rev()
        .find(|(at, c)| stops(text, *at, *c))
        .map_or(0, |(at, c)| at + c.len_utf8());
    let to = after
        .char_indices()
        .find(|(at, c)| stops(text, end + at, *c))
        .map_or(text.len(), |(at, _)| end + at);
    let (from, to) = shorten(text, from..to, start..end);
    text.get(from..to).unwrap_or_default().trim()
}

/// The word at the end of a text.
fn last_word(text: &str) -> &str {
    let begin = |c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '‘');
    text.rsplit(begin).next().unwrap_or_default()
}

/// The words of a note with some on either side, as far as their clause goes.
fn phrase<'a>(text: &'a str, note: &Note) -> &'a str {
    let (start, end) = (note.bytes.start, note.bytes.end);
    let ends = |(at, c): &(usize, char)| ends_clause(text, *at, *c);
    let mut all = text.char_indices();
    let before = all.clone().take_while(|(at, _)| *at < start).filter(ends);
    let from = before.last().map_or(0, |(at, c)| at + c.len_utf8());
    let to = all.find(|mark| mark.0 >= end && ends(mark));
    let to = to.map_or(text.len(), |(at, _)| at);
    let before = text.get(from..start).unwrap_or_default();
    let after = text.get(end..to).unwrap_or_default();
    let words = |text: &'a str| text.split_inclusive(char::is_whitespace).map(str::len);
    // A space that the note itself begins or ends at belongs to no word.
    let left: Vec<usize> = words(before).collect();
    let left: usize = left.iter().rev().take(BESIDE).sum();
    let lead = after.len() - after.trim_start().len();
    let right: usize = words(after.trim_start()).take(BESIDE).sum();
    let whole = text.get(start - left..end + lead + right);
    whole.unwrap_or_default().trim()
}

/// Whether a character of a text is a mark that divides clauses. One between two
/// letters or digits belongs to them: `362,000`, `a.m`.
fn ends_clause(text: &str, at: usize, c: char) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c.is_whitespace();
    if is_part(c) || matches!(c, '\'' | '’' | '-' | '%' | '$' | '€' | '£') {
        return false;
    }
    let (before, after) = (&text[..at], &text[at + c.len_utf8()..]);
    !(before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric))
}

/// Cuts a stretch at words to the longest quote that still holds the note.
fn shorten(
    text: &str,
    whole: std::ops::Range<usize>,
    note: std::ops::Range<usize>,
) -> (usize, usize) {
    if whole.len() <= QUOTE {
        return (whole.start, whole.end);
    }
    let room = QUOTE.saturating_sub(note.len()) / 2;
    let left = note.start.saturating_sub(room).max(whole.start);
    let right = (left + QUOTE).max(note.end).min(whole.end);
    let space = |at: &(usize, char)| at.1.is_whitespace();
    let head = text.get(whole.start..note.start).unwrap_or_default();
    let from = match left == whole.start {
        true => left,
        false => head
            .char_indices()
            .find(|at| space(at) && whole.start + at.0 >= left)
            .map_or(note.start, |(at, _)| whole.start + at),
    };
    let tail = text.get(note.end..whole.end).unwrap_or_default();
    let to = match right == whole.end {
        true => right,
        false => tail
            .char_indices()
            .rev()
            .find(|at| space(at) && note.end + at.0 <= right)
            .map_or(note.end, |(at, _)| note.end + at),
    };
    (from, to)
}
