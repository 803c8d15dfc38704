//! The label of one article: five questions answered from its signals. Is an
//! AI system involved? Is the article about an event or a danger, or about a
//! reaction? Has harm come about through it? Is harm plausible? Is it a
//! response? The answers walk a tree to a label; how sure each is makes the
//! confidence. Words and weights are data (`assets/cues`); nothing here reads a
//! file or writes prose.

mod signals;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::domain::Digest;

use super::cues::{Lexicon, read};

pub use signals::{Field, Note, Side, Signals};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
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
    /// Its name in a set.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ai => "ai",
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

/// The weights of one question: what each side adds to its log-odds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Weights {
    bias: f64,
    #[serde(default)]
    all: BTreeMap<String, f64>,
    #[serde(default)]
    title: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    temperature: f64,
    cap: f64,
    question: BTreeMap<Question, Weights>,
}

const SHIPPED: &str = include_str!("../../../assets/cues/weights.toml");

static FILE: LazyLock<Option<File>> = LazyLock::new(|| toml::from_str(SHIPPED).ok());

static WEIGHTS_HASH: LazyLock<String> = LazyLock::new(|| Digest::of(&[SHIPPED]).short().to_owned());

/// The version of rules and weights, for the record beside a label.
pub fn version(lexicon: &Lexicon) -> String {
    format!(
        "{}-{} {} {}",
        lexicon.language,
        lexicon.version,
        lexicon.hash.get(..8).unwrap_or_default(),
        WEIGHTS_HASH.get(..8).unwrap_or_default()
    )
}

/// Labels an article by its headline and its text; either may be empty.
pub fn classify(lexicon: &Lexicon, title: &str, text: &str) -> Labelled {
    let title = read(lexicon, title, true);
    let text = read(lexicon, text, false);
    let signals = signals::collect(lexicon, &title, &text);
    let answers = answers(&signals);
    let probabilities = probabilities(&answers);
    let label = walk(&answers);
    let confidence = calibrated(probabilities.get(&label).copied().unwrap_or_default());
    Labelled {
        label,
        answers,
        probabilities,
        confidence,
        signals,
    }
}

const SIDES: &[(&str, Side)] = &[
    ("ai", Side::Ai),
    ("not_ai", Side::NotAi),
    ("counter", Side::Counter),
    ("done", Side::Done),
    ("possible", Side::Possible),
    ("denied", Side::Denied),
    ("legal", Side::Legal),
    ("response", Side::Response),
    ("product", Side::Product),
];

fn answers(signals: &Signals) -> Answers {
    let Some(file) = FILE.as_ref() else {
        return Answers::new();
    };
    let odds = |weights: &Weights| {
        SIDES.iter().fold(weights.bias, |odds, (name, side)| {
            let all = weights.all.get(*name).copied().unwrap_or_default();
            let title = weights.title.get(*name).copied().unwrap_or_default();
            odds + all * signals.sum(*side).min(file.cap)
                + title * signals.title(*side).min(file.cap)
        })
    };
    file.question
        .iter()
        .map(|(question, weights)| (*question, sigmoid(odds(weights))))
        .collect()
}

fn sigmoid(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

fn yes(answers: &Answers, question: Question) -> f64 {
    answers.get(&question).copied().unwrap_or_default()
}

/// The tree.
fn walk(answers: &Answers) -> Given {
    let is = |question| yes(answers, question) >= 0.5;
    if !is(Question::Ai) {
        Given::Unrelated
    } else if is(Question::Counter) {
        Given::Beneficial
    } else if is(Question::Event) && is(Question::Done) {
        Given::Incident
    } else if is(Question::Event) && is(Question::Plausible) {
        Given::Hazard
    } else if is(Question::Response) {
        Given::Complementary
    } else {
        Given::Unrelated
    }
}

/// How likely each end of the tree is.
fn probabilities(answers: &Answers) -> BTreeMap<Given, f64> {
    let p = |question| yes(answers, question);
    let (ai, counter) = (p(Question::Ai), p(Question::Counter));
    let (event, done) = (p(Question::Event), p(Question::Done));
    let (plausible, response) = (p(Question::Plausible), p(Question::Response));
    let open = ai * (1.0 - counter);
    let rest = open * ((1.0 - event) + event * (1.0 - done) * (1.0 - plausible));
    BTreeMap::from([
        (Given::Incident, open * event * done),
        (Given::Hazard, open * event * (1.0 - done) * plausible),
        (Given::Complementary, rest * response),
        (Given::Unrelated, (1.0 - ai) + rest * (1.0 - response)),
        (Given::Beneficial, ai * counter),
    ])
}

/// Draws a probability towards a half by the temperature, in its log-odds.
fn calibrated(probability: f64) -> f64 {
    let temperature = FILE.as_ref().map_or(1.0, |file| file.temperature);
    let within = probability.clamp(1e-6, 1.0 - 1e-6);
    sigmoid((within / (1.0 - within)).ln() / temperature)
}

#[cfg(test)]
mod tests;
