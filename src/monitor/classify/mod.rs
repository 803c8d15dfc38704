//! The label of one article: six questions answered from its signals. Is an
//! AI system involved? Is the article about an event or a danger, or about a
//! reaction? Has harm come about through it? Is harm plausible? Is it a
//! response? Does the AI help against a harm? The answers walk a tree to a label;
//! how sure each is makes the confidence. Words and weights are data
//! (`assets/cues`); nothing here reads a file or writes prose.

mod signals;
mod weights;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::Verdict;

use super::cues::{Lexicon, read};

pub use signals::{Field, Note, Side, Signals};
pub use weights::{BadWeights, Term, Weights, WeightsFile, log_odds};

/// A label that the monitor gives; its id in the shipped vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Given {
    /// `incident`
    Incident,
    /// `hazard`
    Hazard,
    /// `complementary`
    Complementary,
    /// `unrelated`
    Unrelated,
    /// `beneficial`
    Beneficial,
}

impl Given {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Incident,
        Self::Hazard,
        Self::Complementary,
        Self::Unrelated,
        Self::Beneficial,
    ];

    /// The id in the vocabulary.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Hazard => "hazard",
            Self::Complementary => "complementary",
            Self::Unrelated => "unrelated",
            Self::Beneficial => "beneficial",
        }
    }
}

/// One of the questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Is an AI system involved?
    Ai,
    /// Is AI only the countermeasure to a harm that something else causes?
    Counter,
    /// Is it about an event or a danger, rather than a reaction?
    Event,
    /// Has harm come about through the AI?
    Done,
    /// Is a specific harm plausible?
    Plausible,
    /// Is it a response, governance or research?
    Response,
}

impl Question {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 6] = [
        Self::Ai,
        Self::Counter,
        Self::Event,
        Self::Done,
        Self::Plausible,
        Self::Response,
    ];

    /// Its name in a set.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ai => Verdict::AI,
            Self::Counter => "counter",
            Self::Event => "event",
            Self::Done => "done",
            Self::Plausible => "plausible",
            Self::Response => "response",
        }
    }
}

/// How sure a yes to each question is, 0 to 1.
pub type Answers = BTreeMap<Question, f64>;

/// What came of one article.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// The label.
    pub label: Given,
    /// How sure a yes to each question is.
    pub answers: Answers,
    /// How likely each label is; they add up to 1.
    pub probabilities: BTreeMap<Given, f64>,
    /// How sure the label is after calibration, 0 to 1.
    pub confidence: f64,
    /// The evidence.
    pub signals: Signals,
}

/// The version of rules and weights, for the record beside a label.
pub fn version(lexicon: &Lexicon, weights: &Weights) -> String {
    format!(
        "{}-{} {} {}",
        lexicon.language,
        lexicon.version,
        lexicon.hash.get(..8).unwrap_or_default(),
        weights.version
    )
}

/// Labels an article by its headline and its text; either may be empty.
pub fn classify(lexicon: &Lexicon, weights: &Weights, title: &str, text: &str) -> Labelled {
    let title = read(lexicon, title, true);
    let text = read(lexicon, text, false);
    let signals = signals::collect(lexicon, &title, &text);
    weigh(weights, signals)
}

/// What follows from evidence that was collected.
pub fn weigh(weights: &Weights, signals: Signals) -> Labelled {
    let sure = Question::ALL.map(|question| weights.yes(question, &signals));
    let label = walk(&sure);
    let likely = likely(&sure);
    let confidence = weights.calibrated(likely[label as usize]);
    let answers = Question::ALL.into_iter().zip(sure).collect();
    let probabilities = Given::ALL.into_iter().zip(likely).collect();
    Labelled {
        label,
        answers,
        probabilities,
        confidence,
        signals,
    }
}

pub(in crate::monitor) fn sigmoid(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

/// The tree; answers in the order of the questions.
fn walk(sure: &[f64; 6]) -> Given {
    let [ai, counter, event, done, plausible, response] = sure.map(|sure| sure >= 0.5);
    if !ai {
        Given::Unrelated
    } else if counter {
        Given::Beneficial
    } else if event && done {
        Given::Incident
    } else if event && plausible {
        Given::Hazard
    } else if response {
        Given::Complementary
    } else {
        Given::Unrelated
    }
}

/// How likely each end of the tree is, in the order of the labels.
pub(in crate::monitor) fn likely(sure: &[f64; 6]) -> [f64; 5] {
    let [ai, counter, event, done, plausible, response] = *sure;
    let open = ai * (1.0 - counter);
    let rest = open * ((1.0 - event) + event * (1.0 - done) * (1.0 - plausible));
    [
        open * event * done,
        open * event * (1.0 - done) * plausible,
        rest * response,
        (1.0 - ai) + rest * (1.0 - response),
        ai * counter,
    ]
}

#[cfg(test)]
mod tests;
