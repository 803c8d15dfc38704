//! How well articles are labelled, measured on articles whose label is known:
//! agreement with an interval, recall and precision of each label, macro-F1,
//! kappa, and two baselines beside them. Opens nothing: lines in, a report out.

mod calibration;
mod report;

use serde_json::Value;

use crate::domain::{LabelId, Vocabulary};

use super::articles::RawArticle;
use super::classify::{Given, Weights};
use super::label as labelling;

pub use calibration::{Bin, Calibration, Sure};
pub(in crate::monitor) use report::of as report_of;
pub use report::{Band, Baseline, Count, Interval, Report};

/// An article whose label is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its line in the file, from 1.
    pub line: usize,
    /// The article; a summary stands for its lead.
    pub article: RawArticle,
    /// Its label.
    pub label: LabelId,
}

/// Why a file of known labels was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// Not JSON of the expected shape.
    #[error(
        "line {line}: {cause}; expected {{\"title\", \"lead\", \"summary\" or \"text\", \"label\"}}"
    )]
    Shape {
        /// The line, from 1.
        line: usize,
        /// What the JSON reader says.
        cause: String,
    },
    /// Neither headline nor text.
    #[error("line {line}: neither \"title\" nor \"lead\", \"summary\" or \"text\"")]
    Empty {
        /// The line, from 1.
        line: usize,
    },
    /// A label that the vocabulary doesn't have.
    #[error("line {line}: there is no label {word:?}; labels are {}", known.join(", "))]
    Label {
        /// The line, from 1.
        line: usize,
        /// The word that stands there.
        word: String,
        /// The words that would do.
        known: Vec<String>,
    },
    /// Nothing in the file.
    #[error("no line to measure on")]
    Nothing,
}

/// Reads articles with their known labels from JSON Lines; blank lines are
/// skipped, other keys don't matter.
///
/// # Errors
/// The first line that is of another shape or names no label.
pub fn cases(vocabulary: &Vocabulary, lines: &str) -> Result<Vec<Case>, CaseError> {
    let mut all = Vec::new();
    for (at, json) in lines.lines().enumerate() {
        let line = at + 1;
        if json.trim().is_empty() {
            continue;
        }
        let shape = |cause| CaseError::Shape { line, cause };
        let (row, article) = RawArticle::of_line(json).map_err(shape)?;
        let Some(word) = row.get("label").and_then(Value::as_str) else {
            return Err(shape("no \"label\"".to_owned()));
        };
        let Some(label) = vocabulary.label_meant(word) else {
            return Err(CaseError::Label {
                line,
                word: word.to_owned(),
                known: vocabulary
                    .labels
                    .iter()
                    .map(|label| label.name.clone())
                    .collect(),
            });
        };
        if article.texts().all(|text| text.trim().is_empty()) {
            return Err(CaseError::Empty { line });
        }
        let case = Case {
            line,
            article,
            label: label.id.clone(),
        };
        all.push(case);
    }
    if all.is_empty() {
        return Err(CaseError::Nothing);
    }
    Ok(all)
}

/// What was said of a case: a label and how sure it is, or nothing.
pub(in crate::monitor) type Said = Option<(LabelId, f64)>;

/// Labels every article and counts.
pub fn evaluate(cases: &[Case], weights: &Weights) -> Report {
    let said: Vec<Said> = cases
        .iter()
        .map(|case| {
            labelling::classified(weights, &case.article)
                .map(|made| said(made.label, made.confidence))
        })
        .collect();
    report::of(cases, &said)
}

/// A label and how sure it is.
pub(in crate::monitor) fn said(label: Given, confidence: f64) -> (LabelId, f64) {
    (LabelId::from(label.id()), confidence)
}

#[cfg(test)]
mod tests;
