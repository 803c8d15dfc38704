//! How rationales speak of labels: the sentence that states a verdict, and that
//! it is read back to the same label whatever strangers' texts are quoted before
//! it. The reasons are the business of [`super::explain`].

use std::fmt;

use aho_corasick::AhoCorasick;

use crate::domain::{LabelId, Span, SpanRole, Verdict, Vocabulary};
use crate::ingest::verdict;

/// What comes before the name of the label in the sentence that states it.
const STATES: &str = "is classified as ";
/// How rationales speak of the labels of a vocabulary.
pub struct Speech<'a> {
    reader: verdict::Reader<'a>,
    /// The last words of the names of labels; none where there are too many.
    names: Option<AhoCorasick>,
}

impl fmt::Debug for Speech<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Speech").field(self.vocabulary()).finish()
    }
}

impl<'a> Speech<'a> {
    /// Prepares for the names of its labels.
    pub fn new(vocabulary: &'a Vocabulary) -> Self {
        let spoken = vocabulary.labels.iter().flat_map(|label| &label.spoken);
        // Wherever a whole name stands its last word does.
        let words = spoken.map(|it| it.split_whitespace().next_back().unwrap_or(it));
        Self {
            names: AhoCorasick::new(words).ok(),
            reader: verdict::Reader::new(vocabulary),
        }
    }

    /// The labels.
    pub const fn vocabulary(&self) -> &'a Vocabulary {
        self.reader.vocabulary()
    }

    /// What is read out of a rationale, where its reasons may name a label.
    pub(super) fn heard(&self, reasons: &str, whole: &str) -> Option<verdict::Reading> {
        self.names_in(reasons).then(|| self.reader.read(whole))
    }

    /// True where a text may name a label, in whatever form.
    fn names_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.names
            .as_ref()
            .is_none_or(|names| names.is_match(&text))
    }
}

/// The sentence that states a verdict on `what`, an article or an incident.
pub fn verdict_sentence(vocabulary: &Vocabulary, label: &LabelId, what: &str) -> String {
    let known = vocabulary.label(label);
    let name = known.map_or(label.as_str(), |label| label.name.as_str());
    // What has a rung of severity can be counted; the others are names of a class.
    let article = match known.is_some_and(|label| label.harm > 0) {
        true if name.starts_with(['A', 'E', 'I', 'O', 'U']) => "an ",
        true => "a ",
        false => "",
    };
    format!("Therefore the {what} {STATES}{article}{name}.")
}

/// True where a rationale is read back to its label. An article may be written
/// to mislead, so a quote that speaks of labels is read as strangers read it;
/// without one nothing but our own last sentence speaks of any.
pub fn holds(speech: &Speech<'_>, label: &LabelId, reasons: &str, whole: &str) -> bool {
    let heard = speech.heard(reasons, whole);
    heard.is_none_or(|reading| reading.label.as_ref() == Some(label))
}

/// Completes a verdict whose rationale ends in `last`: what it states, and where.
pub fn settle(speech: &Speech<'_>, verdict: &mut Verdict, last: &str) {
    let rationale = verdict.rationale.as_deref().unwrap_or_default();
    let reasons = rationale.strip_suffix(last);
    match reasons.is_none_or(|reasons| speech.names_in(reasons)) {
        true => speech.reader.complete(verdict),
        false => state(speech, verdict, last),
    }
}

/// The same with what was read out of the rationale where its reasons name a label.
pub fn settle_read(
    speech: &Speech<'_>,
    verdict: &mut Verdict,
    last: &str,
    reading: Option<verdict::Reading>,
) {
    match reading {
        Some(reading) => verdict::complete_as(verdict, reading),
        None => state(speech, verdict, last),
    }
}

/// Takes what `last` states for what the whole rationale does.
fn state(speech: &Speech<'_>, verdict: &mut Verdict, last: &str) {
    let rationale = verdict.rationale.as_deref().unwrap_or_default();
    let (Some(reasons), Some(at)) = (rationale.strip_suffix(last), last.find(STATES)) else {
        return speech.reader.complete(verdict);
    };
    let (start, end) = (reasons.len() + at, rationale.len() - 1);
    if let Some(mut span) = Span::over(SpanRole::Verdict, rationale, start, end) {
        span.label = verdict.label.clone();
        verdict.spans.push(span);
    }
    verdict.prose = verdict.label.clone();
}
