//! What the machine said about one incident or one article, and how we know.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::{LabelId, SeverityId};
use super::json::{Extra, Kept};
use super::object::object;

/// How a machine label was obtained.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// A field of the source states it.
    Field,
    /// It was read out of the rationale: both rule sets assert the same label.
    Prose,
    /// The monitor gave it, by its word lists.
    Model,
    /// Nothing states it clearly, so there is no label; a guess may be kept apart.
    #[default]
    Unclear,
}

/// What a span of a text is for.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SpanRole {
    /// The phrase that states the verdict.
    #[default]
    Verdict,
    /// A phrase that turns down another label.
    Rejects,
    /// Evidence for the label.
    For,
    /// Evidence against the label.
    Against,
}

/// A stretch of a decoded text field, in bytes, with the text it covers, so
/// that a reader of the file can check that the two still agree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Span {
    /// What the span is for.
    pub role: SpanRole,
    /// First byte, counted in the decoded field.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The bytes covered, as text.
    pub quote: String,
    /// The label the span speaks of, where it speaks of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<LabelId>,
    /// The field the span lies in; absent means the rationale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Fields that this program doesn't know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub extra: Kept,
}

object! {
    Span { read: role, start, end, quote, label, field; } extra.0 needs role start end quote
}

impl Span {
    /// A span over `text[start..end]`; `None` where those bytes are no text.
    pub fn over(role: SpanRole, text: &str, start: usize, end: usize) -> Option<Self> {
        let quote = text.get(start..end)?.to_owned();
        Some(Self {
            role,
            start,
            end,
            quote,
            label: None,
            field: None,
            extra: Kept::default(),
        })
    }
}

/// Who or what labelled, as far as the source tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Run {
    /// The system or person, such as `OECD AIM`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// The model, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The version of system or model, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Fields that this program doesn't know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub extra: Kept,
}

object! {
    Run { read: who, model, version; } extra.0
}

impl Run {
    /// True where nothing is known.
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }
}

/// A machine's confidence in a word: figures would claim more than is known.
pub fn band(confidence: f64) -> &'static str {
    match confidence {
        sure if sure >= 0.75 => "high",
        sure if sure >= 0.5 => "medium",
        _ => "low",
    }
}

/// The machine's verdict on one target.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Verdict {
    /// The label; none where nothing states one clearly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<LabelId>,
    /// The rung of the severity ladder that the source states, where it states one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<SeverityId>,
    /// The machine's own confidence, 0 to 1, where it gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// The machine's reasons, word for word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<String>,
    /// A mark of provenance beside the rationale, such as `AI generated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<String>,
    /// How the label was obtained.
    #[serde(default)]
    pub how: How,
    /// The label that the rationale asserts, where that was read as well as a
    /// field: the two may contradict each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prose: Option<LabelId>,
    /// The likeliest label where `how` is `unclear`; never shown before the
    /// analyst has answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guess: Option<LabelId>,
    /// How sure the machine is of a yes to each question that it asked, 0 to 1.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, f64>,
    /// Spans of the rationale (or of the field they name).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// Who labelled.
    #[serde(default, skip_serializing_if = "Run::is_unknown")]
    pub run: Run,
    /// Fields that this program doesn't know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub extra: Extra,
}

object! {
    Verdict {
        read: label, severity, confidence, rationale, provenance, how, prose, guess, answers;
        object: run;
        objects: spans;
    } extra
}

impl Verdict {
    /// The key of the answer to whether AI is involved.
    pub const AI: &'static str = "ai";

    /// True where nothing at all is known of it: a set leaves it out, so not
    /// even a confidence or a run without a label counts as empty.
    pub fn is_empty(&self) -> bool {
        let Self {
            label,
            severity,
            confidence,
            rationale,
            provenance,
            how,
            prose,
            guess,
            answers,
            spans,
            run,
            extra,
        } = self;
        label.is_none()
            && severity.is_none()
            && confidence.is_none()
            && rationale.is_none()
            && provenance.is_none()
            && *how == How::default()
            && prose.is_none()
            && guess.is_none()
            && answers.is_empty()
            && spans.is_empty()
            && run.is_unknown()
            && extra.is_empty()
    }

    /// Whether an AI system was found in the text: the first of the questions that the
    /// monitor asks, in [`Self::answers`]; none where it wasn't asked.
    pub fn names_ai(&self) -> Option<bool> {
        self.answers.get(Self::AI).map(|sure| *sure >= 0.5)
    }

    /// Whether the text neither names an AI system nor says that there was none. Beside
    /// articles that name one it speaks for no label: a report on the victim may leave
    /// the machine out.
    pub fn is_silent(&self) -> bool {
        let mut spans = self.spans.iter();
        let is_shown = spans.any(|span| span.role == SpanRole::For);
        self.label.is_some() && self.names_ai() == Some(false) && !is_shown
    }

    /// The phrase that states the verdict, where one was found.
    pub fn deciding(&self) -> Option<&Span> {
        self.spans
            .iter()
            .find(|span| span.role == SpanRole::Verdict && span.field.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::object::read_record;

    #[test]
    fn a_verdict_with_anything_in_it_is_not_empty() {
        assert!(Verdict::default().is_empty());
        for field in [
            r#""label":"hazard""#,
            r#""severity":"hazard""#,
            r#""confidence":0.5"#,
            r#""rationale":"R""#,
            r#""provenance":"AI generated""#,
            r#""how":"model""#,
            r#""prose":"hazard""#,
            r#""guess":"hazard""#,
            r#""spans":[{"role":"for","start":0,"end":1,"quote":"R"}]"#,
            r#""run":{"who":"a monitor"}"#,
            r#""other":1"#,
        ] {
            let verdict = read_record::<Verdict>(&format!("{{{field}}}")).unwrap();
            assert!(!verdict.is_empty(), "{field}");
        }
    }
}
