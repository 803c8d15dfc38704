//! What acts, outcomes and remarks are called on screen: one wording for the
//! LAST line, the notices and the history.

use crate::domain::event::{Decision, Remark, Saw};
use crate::domain::{Act, How, Outcome, Verdict, Vocabulary};
use crate::review::ledger::Work;
use crate::text::{SafeText, spelled};

/// What a decision amounts to: `Incident sustained`.
pub fn decision(vocabulary: &Vocabulary, decision: &Decision) -> String {
    let name = decision
        .label
        .as_ref()
        .map(|label| vocabulary.short(label))
        .unwrap_or_default();
    match decision.outcome {
        Outcome::Sustained => format!("{name} sustained"),
        Outcome::Overruled => format!("overruled, {name}"),
        Outcome::Supplied => format!("{name} given, the machine had none"),
        Outcome::CantTell => "can't tell".to_owned(),
    }
}

/// The mark of an outcome beside a label: `=` sustained, `x` overruled, `+` supplied.
pub const fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Sustained => "=",
        Outcome::Overruled => "x",
        Outcome::Supplied => "+",
        Outcome::CantTell => "?",
    }
}

/// The marks and what they mean, for the legend.
pub const LEGEND: &[(&str, &str)] = &[
    ("-", "open"),
    ("=", "sustained"),
    ("x", "overruled"),
    ("+", "given"),
    ("?", "can't tell"),
    ("~", "later"),
    ("<>", "given apart"),
];

/// The analyst's side of a target in short: `Inc =`, `?`, `~ later`, `-`.
pub fn yours(vocabulary: &Vocabulary, work: Option<&Work>, long: bool) -> String {
    let Some(work) = work else {
        return "-".to_owned();
    };
    if work.deferred.is_some() {
        return if long { "later ~" } else { "~" }.to_owned();
    }
    let Some(answer) = &work.answer else {
        return match (work.apart.is_empty(), long) {
            (true, _) => "-",
            (false, true) => "apart <>",
            (false, false) => "<>",
        }
        .to_owned();
    };
    given(vocabulary, &answer.decision, long)
}

/// An answer in short.
pub fn given(vocabulary: &Vocabulary, decision: &Decision, long: bool) -> String {
    let mark = mark(decision.outcome);
    match (&decision.label, long) {
        (None, true) => format!("can't tell {mark}"),
        (None, false) => mark.to_owned(),
        (Some(label), true) => format!("{} {mark}", vocabulary.short(label)),
        (Some(label), false) => format!("{} {mark}", vocabulary.abbr(label)),
    }
}

/// How a machine verdict was obtained.
pub fn how(verdict: &Verdict) -> &'static str {
    match verdict.how {
        How::Field => "stated in field",
        How::Prose => "read in rationale",
        How::Model => "by word lists",
        How::Unclear if verdict.is_empty() => "no verdict in the set",
        How::Unclear => "unclear, give a label",
    }
}

/// What was read.
pub const fn saw(saw: Saw) -> &'static str {
    match saw {
        Saw::Headline => "headline",
        Saw::MachineText => "machine text",
        Saw::Lead => "lead",
        Saw::Pasted => "pasted text",
        Saw::ReadElsewhere => "article read",
    }
}

/// What a text from outside hides: how many characters are shown as something
/// else, and what its tag characters spell. `part` says that the text goes on.
pub fn hidden(text: &str, part: bool) -> Option<String> {
    let count = SafeText::new(text).hidden();
    if count == 0 {
        return None;
    }
    let least = if part { "at least " } else { "" };
    let noun = if count == 1 {
        "character"
    } else {
        "characters"
    };
    let mut said = format!("hides {least}{count} {noun}, named where they stand");
    let runs = spelled(text);
    if !runs.is_empty() {
        let runs = runs.join("\", \"");
        said.push_str(&format!("; in tag characters it says \"{runs}\""));
    }
    Some(said)
}

/// What an act is called.
pub fn act(vocabulary: &Vocabulary, act: &Act) -> String {
    match act {
        Act::Decide(given) => decision(vocabulary, given),
        Act::Defer { reason: None } => "put off".to_owned(),
        Act::Defer {
            reason: Some(reason),
        } => format!("put off: {reason}"),
        Act::Annotate(given) => remark(vocabulary, given),
        Act::Expose(_) => "shown".to_owned(),
        Act::Edit(_) => "record corrected".to_owned(),
        Act::Relate(_) => "related".to_owned(),
        Act::Undo { .. } => "undone".to_owned(),
        Act::Redo { .. } => "redone".to_owned(),
        Act::Protocol(_) => "protocol set".to_owned(),
        Act::Recovered(_) => "journal put right".to_owned(),
        Act::Begin { .. } | Act::Part { .. } | Act::Commit { .. } => "bulk act".to_owned(),
        Act::Adjudicate {
            decision: given, ..
        } => {
            format!("settled: {}", decision(vocabulary, given))
        }
    }
}

/// A text up to so many characters; `..` where more was there.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}..", text[..end].trim_end()),
    }
}

/// What stands where others name an outlet, for an act on many incidents.
pub const ALL: &str = "all of the queue";

/// A bulk act and how many decisions it is.
pub fn bulk(decisions: usize, what: &str) -> String {
    match decisions {
        1 => format!("{what}, 1 decision"),
        many => format!("{what}, {many} decisions"),
    }
}

fn remark(vocabulary: &Vocabulary, remark: &Remark) -> String {
    match remark {
        Remark::Criterion(Some(id)) => format!("why: {}", vocabulary.criterion_name(id)),
        Remark::Criterion(None) => "why taken back".to_owned(),
        Remark::Grade(Some(id)) => format!("grade: {}", vocabulary.grade_name(id)),
        Remark::Grade(None) => "grade taken back".to_owned(),
        Remark::Note(Some(_)) => "note".to_owned(),
        Remark::Note(None) => "note taken back".to_owned(),
        Remark::Saw(what) => saw(*what).to_owned(),
        Remark::Pasted(_) => "text pasted".to_owned(),
    }
}
