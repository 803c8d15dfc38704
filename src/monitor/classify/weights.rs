//! The weights of the questions as data: those that ship (fitted to articles of our own,
//! `assets/cues/weights.toml`) and those refitted to decisions. A weight belongs
//! to a question and names what it weighs, so that it can be shown and argued
//! with. How they are refitted is the business of [`crate::monitor::learn`].

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::domain::Digest;

use super::signals::{Side, Signals};
use super::{Question, sigmoid};

const SHIPPED: &str = include_str!("../../../assets/cues/weights.toml");

/// No weight is further from nothing than this: a yes is long certain there.
const FURTHEST: f64 = 1000.0;

/// What a weight weighs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// Nothing: it is added whatever the article says.
    Bias,
    /// A side, in headline and text.
    All(Side),
    /// A side, in the headline once more.
    Title(Side),
    /// Notes of one kind of cue on a side, on top of what the side weighs.
    Kind(Side, String),
}

impl Term {
    /// How much of it an article has, before the cap.
    fn amount(&self, signals: &Signals) -> f64 {
        match self {
            Self::Bias => 1.0,
            Self::All(side) => signals.sum(*side),
            Self::Title(side) => signals.title(*side),
            Self::Kind(side, kind) => signals.kind(*side, kind),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bias => f.write_str("bias"),
            Self::All(side) => f.write_str(side.name()),
            Self::Title(side) => write!(f, "{} in the headline", side.name()),
            Self::Kind(side, kind) => write!(f, "{}:{kind}", side.name()),
        }
    }
}

/// The weights of one question, as a file has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    bias: f64,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    all: BTreeMap<Side, f64>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    title: BTreeMap<Side, f64>,
    /// By `side:kind`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    kind: BTreeMap<String, f64>,
}

/// Weights as a file has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightsFile {
    temperature: f64,
    #[serde(default, skip_serializing_if = "is_nothing")]
    offset: f64,
    cap: f64,
    question: BTreeMap<Question, Row>,
}

fn is_nothing(value: &f64) -> bool {
    *value == 0.0
}

/// Why weights can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadWeights {
    /// Not of this shape.
    #[error("no weights of this program: {0}")]
    Shape(String),
    /// A question without a row.
    #[error("the question {0:?} has no weights")]
    Missing(&'static str),
    /// A figure that no weight can be.
    #[error("{name} = {value} is out of range")]
    Range {
        /// What it is the figure of.
        name: String,
        /// The figure, as it is written.
        value: String,
    },
    /// A kind that names no side.
    #[error("{0:?} is no side:kind, such as \"done:death\"")]
    Kind(String),
}

/// All that weighs evidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    /// Divides the log-odds of a label's probability: confidence is drawn towards a half.
    pub temperature: f64,
    /// Added to the log-odds after that.
    pub offset: f64,
    /// The most that any term counts.
    pub cap: f64,
    /// By question, in the order of their sides.
    pub questions: BTreeMap<Question, Vec<(Term, f64)>>,
    /// Which weights these are, for the record beside a label.
    pub version: String,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let version = Digest::of(&[SHIPPED]).short().get(..8).map(str::to_owned);
    // A test rules out that they are faulty.
    Weights::from_toml(SHIPPED, version.unwrap_or_default()).unwrap_or_default()
});

impl Weights {
    /// Those that ship.
    pub fn shipped() -> &'static Self {
        &WEIGHTS
    }

    /// Reads weights; `version` is what labels given by them will say.
    ///
    /// # Errors
    /// TOML of another shape, a question left out, a figure out of range.
    pub fn from_toml(text: &str, version: String) -> Result<Self, BadWeights> {
        let file = toml::from_str(text).map_err(|error| BadWeights::Shape(error.to_string()))?;
        Self::from_file(file, version)
    }

    /// The same from what was read already.
    ///
    /// # Errors
    /// A question left out, a figure out of range.
    pub fn from_file(file: WeightsFile, version: String) -> Result<Self, BadWeights> {
        within("temperature", file.temperature, 1e-3)?;
        within("cap", file.cap, 1e-3)?;
        within("offset", file.offset, -FURTHEST)?;
        let mut questions = BTreeMap::new();
        for question in Question::ALL {
            let row = file.question.get(&question);
            let row = row.ok_or(BadWeights::Missing(question.name()))?;
            let terms = row.terms()?;
            for (term, weight) in &terms {
                let name = || format!("{}: {term}", question.name());
                within(name(), *weight, -FURTHEST)?;
            }
            questions.insert(question, terms);
        }
        Ok(Self {
            temperature: file.temperature,
            offset: file.offset,
            cap: file.cap,
            questions,
            version,
        })
    }

    /// As a file has them; reads back to the same.
    pub fn to_file(&self) -> WeightsFile {
        let row = |(question, terms): (&Question, &Vec<(Term, f64)>)| (*question, Row::of(terms));
        WeightsFile {
            temperature: self.temperature,
            offset: self.offset,
            cap: self.cap,
            question: self.questions.iter().map(row).collect(),
        }
    }

    /// How much of a term an article has.
    pub fn amount(&self, term: &Term, signals: &Signals) -> f64 {
        term.amount(signals).min(self.cap)
    }

    /// How sure a yes to a question is, 0 to 1.
    pub fn yes(&self, question: Question, signals: &Signals) -> f64 {
        let terms = self.questions.get(&question).map_or(&[][..], Vec::as_slice);
        let odds = terms.iter().fold(0.0, |odds, (term, weight)| {
            odds + weight * self.amount(term, signals)
        });
        sigmoid(odds)
    }

    /// How sure a label of that probability is.
    pub fn calibrated(&self, probability: f64) -> f64 {
        sigmoid(log_odds(probability) / self.temperature + self.offset)
    }
}

/// The log-odds of a probability, kept away from certainty.
pub fn log_odds(probability: f64) -> f64 {
    let within = probability.clamp(1e-6, 1.0 - 1e-6);
    (within / (1.0 - within)).ln()
}

fn within(name: impl Into<String>, value: f64, least: f64) -> Result<(), BadWeights> {
    match (least..=FURTHEST).contains(&value) {
        true => Ok(()),
        false => Err(BadWeights::Range {
            name: name.into(),
            value: value.to_string(),
        }),
    }
}

impl Row {
    fn terms(&self) -> Result<Vec<(Term, f64)>, BadWeights> {
        let mut terms = vec![(Term::Bias, self.bias)];
        for side in Side::ALL {
            let all = self.all.get(&side).map(|weight| (Term::All(side), *weight));
            let title = self.title.get(&side);
            terms.extend(all);
            terms.extend(title.map(|weight| (Term::Title(side), *weight)));
        }
        for (name, weight) in &self.kind {
            let parts = name.split_once(':');
            let (side, kind) = parts
                .and_then(|(side, kind)| Some((Side::named(side)?, kind)))
                .ok_or_else(|| BadWeights::Kind(name.clone()))?;
            terms.push((Term::Kind(side, kind.to_owned()), *weight));
        }
        Ok(terms)
    }

    fn of(terms: &[(Term, f64)]) -> Self {
        let mut row = Self::default();
        for (term, weight) in terms {
            match term {
                Term::Bias => row.bias = *weight,
                Term::All(side) => drop(row.all.insert(*side, *weight)),
                Term::Title(side) => drop(row.title.insert(*side, *weight)),
                Term::Kind(..) => drop(row.kind.insert(term.to_string(), *weight)),
            }
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_read_and_come_out_again() {
        let shipped = Weights::from_toml(SHIPPED, "v".into()).unwrap();
        assert_eq!(shipped.questions.len(), Question::ALL.len());
        let text = toml::to_string(&shipped.to_file()).unwrap();
        assert_eq!(Weights::from_toml(&text, "v".into()).unwrap(), shipped);
    }

    #[test]
    fn faulty_weights_say_what_is_wrong() {
        let fault = |from: &str, to: &str| {
            assert!(SHIPPED.contains(from), "{from}");
            let text = SHIPPED.replacen(from, to, 1);
            Weights::from_toml(&text, "v".into()).unwrap_err()
        };
        assert!(matches!(
            fault("not_ai =", "no_side ="),
            BadWeights::Shape(_)
        ));
        assert!(matches!(fault("bias", "bios"), BadWeights::Shape(_)));
        let row = "[question.response]";
        let kind = fault(row, &format!("{row}\nkind = {{ \"odd\" = 1.0 }}"));
        assert_eq!(kind, BadWeights::Kind("odd".into()));
        for figure in ["nan", "0.0", "1e9", "-1.0"] {
            let range = fault("temperature = 1.6", &format!("temperature = {figure}"));
            assert!(range.to_string().starts_with("temperature = "), "{range}");
        }
        let range = fault("not_ai = ", "not_ai = -inf, denied = ");
        assert_eq!(range.to_string(), "ai: not_ai = -inf is out of range");
    }
}
