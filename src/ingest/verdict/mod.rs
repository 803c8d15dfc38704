//! Reads the verdict out of a rationale: label, how, and the spans that say so.
//!
//! The monitor states an article's label only in prose, so two rule sets read
//! it, each by its own method and its own words: `asserted` takes the last
//! label that a frame asserts, `governed` weighs every mention by the nearest
//! word that governs it. Where both name the same label it counts as read; else
//! the text is unclear and the likelier label is kept apart as a guess. What a
//! label *should* be is not judged here.

use crate::domain::{How, Label, LabelId, Span, SpanRole, Verdict, Vocabulary};

mod asserted;
mod cues;
pub mod evaluate;
mod governed;
mod line;
mod mentions;
#[cfg(test)]
mod tests;

use cues::CUES;
use mentions::{Form, Forms, Sentence};

/// What was read out of one rationale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The label both rule sets assert; none where the text is unclear.
    pub label: Option<LabelId>,
    /// The likeliest label where the text is unclear.
    pub guess: Option<LabelId>,
    /// The deciding phrase and the phrases that turn other labels down.
    pub spans: Vec<Span>,
}

/// Reads rationales that speak of the labels of a vocabulary.
pub struct Reader<'a> {
    vocabulary: &'a Vocabulary,
    forms: Forms,
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Reader").field(self.vocabulary).finish()
    }
}

impl<'a> Reader<'a> {
    /// Prepares for the wordings of its labels.
    pub fn new(vocabulary: &'a Vocabulary) -> Self {
        Self {
            vocabulary,
            forms: Forms::of(vocabulary),
        }
    }

    /// The labels that it finds.
    pub const fn vocabulary(&self) -> &'a Vocabulary {
        self.vocabulary
    }

    /// Reads one rationale.
    pub fn read(&self, rationale: &str) -> Reading {
        let vocabulary = self.vocabulary;
        let sentences = mentions::sentences(&self.forms, rationale);
        let first = asserted::read(vocabulary, &sentences);
        let second = governed::read(vocabulary, &sentences);
        let agreed = first
            .verdict
            .as_ref()
            .map(|phrase| phrase.label)
            .filter(|label| second.label == Some(*label));
        let id = |label: usize| vocabulary.labels.get(label).map(|label| label.id.clone());
        let mut spans = Vec::new();
        for (role, phrase) in first
            .verdict
            .iter()
            .filter(|_| agreed.is_some())
            .map(|phrase| (SpanRole::Verdict, phrase))
            .chain(
                first
                    .rejects
                    .iter()
                    .filter(|phrase| Some(phrase.label) != agreed)
                    .map(|phrase| (SpanRole::Rejects, phrase)),
            )
        {
            if let Some(mut span) = Span::over(role, rationale, phrase.start, phrase.end) {
                span.label = id(phrase.label);
                spans.push(span);
            }
        }
        let guess = match agreed {
            Some(_) => None,
            None => first
                .verdict
                .map(|phrase| phrase.label)
                .or(second.likeliest)
                .or_else(|| fallback(&vocabulary.labels, &sentences)),
        };
        Reading {
            label: agreed.and_then(id),
            guess: guess.and_then(id),
            spans,
        }
    }

    /// Completes a machine verdict: reads its rationale, where there is one, fills
    /// `prose` and `spans`, and where no field stated a label sets `label` and
    /// `how` from the reading (or `guess`, where that is unclear). A label that
    /// already stands is never changed; doing it twice changes nothing.
    pub fn complete(&self, verdict: &mut Verdict) {
        if let Some(rationale) = verdict.rationale.as_deref() {
            let reading = self.read(rationale);
            complete_as(verdict, reading);
        }
    }
}

/// Reads one rationale: for many make one [`Reader`].
pub fn read(vocabulary: &Vocabulary, rationale: &str) -> Reading {
    Reader::new(vocabulary).read(rationale)
}

/// The last resort: the last label named, else the strongest or the mildest
/// label that claims harm, by whether the words speak of harm done or feared.
fn fallback(labels: &[Label], sentences: &[Sentence]) -> Option<usize> {
    let named = sentences
        .iter()
        .flatten()
        .filter_map(|unit| unit.mention)
        .rfind(|mention| mention.form == Form::Named);
    if let Some(mention) = named {
        return Some(mention.label);
    }
    let (mut done, mut feared) = (0, 0);
    for sentence in sentences {
        let mut denied = false;
        for unit in sentence {
            denied |= matches!(unit.word.as_str(), "no" | "not" | "without");
            if CUES.fallback.plausible.has(&unit.word) {
                feared += 1;
            } else if CUES.fallback.realised.has(&unit.word) {
                *(if denied { &mut feared } else { &mut done }) += 1;
            }
        }
    }
    let harmful = labels
        .iter()
        .enumerate()
        .filter(|(_, label)| label.harm > 0);
    let chosen = match (done, feared) {
        (0, 0) => None,
        _ if done >= feared => harmful.max_by_key(|(_, label)| label.harm),
        _ => harmful.min_by_key(|(_, label)| label.harm),
    };
    chosen.map(|(at, _)| at)
}

/// Completes a machine verdict with what was read out of its rationale; see
/// [`Reader::complete`].
pub fn complete_as(verdict: &mut Verdict, reading: Reading) {
    verdict.spans.retain(|span| {
        span.field.is_some() || !matches!(span.role, SpanRole::Verdict | SpanRole::Rejects)
    });
    verdict.spans.extend(reading.spans);
    verdict.prose = reading.label.clone();
    if verdict.label.is_some() {
        return;
    }
    verdict.how = match reading.label {
        Some(_) => How::Prose,
        None => How::Unclear,
    };
    verdict.label = reading.label;
    verdict.guess = reading.guess;
}
