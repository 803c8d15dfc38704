//! Measures the reading of verdicts against texts whose label is known.
//! Prints and opens nothing: lines in, a report out.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::strict::check;
use crate::domain::{LabelId, SpanRole, Vocabulary};

use super::Reader;

/// A text whose label is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its line in the file, from 1.
    pub line: usize,
    /// The rationale.
    pub text: String,
    /// Its label.
    pub label: LabelId,
}

/// Why a file of known labels was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// Not JSON of the shape `{"text": .., "label": ..}`.
    #[error("line {line}: {cause}")]
    Shape {
        /// The line, from 1.
        line: usize,
        /// What the JSON reader says.
        cause: String,
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
}

/// A text that was read wrongly or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// Its line in the file, from 1.
    pub line: usize,
    /// Its label.
    pub expected: LabelId,
    /// The label read, or the guess where none was.
    pub found: Option<LabelId>,
    /// The phrase that decided, where one did.
    pub phrase: Option<String>,
}

/// How the texts of one label were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// How many there are.
    pub n: usize,
    /// Read rightly.
    pub correct: usize,
    /// Read as another label.
    pub wrong: usize,
    /// Left unclear.
    pub abstained: usize,
}

/// How well verdicts are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many texts were read.
    pub n: usize,
    /// How many of them got a label: correct and wrong ones.
    pub committed: usize,
    /// How many got their own.
    pub correct: usize,
    /// How many got another.
    pub wrong: usize,
    /// How many were left unclear.
    pub abstained: usize,
    /// The same by the known label.
    pub labels: BTreeMap<String, Count>,
    /// Each text that got another label.
    pub wrongs: Vec<Miss>,
    /// Each text left unclear.
    pub abstentions: Vec<Miss>,
}

/// Reads texts with their known labels from JSON Lines `{"text", "label"}`;
/// other keys don't matter, blank lines are skipped, and a label may be given
/// by any word that the vocabulary knows it by.
///
/// # Errors
/// The first line that is of another shape or names no label.
pub fn cases(vocabulary: &Vocabulary, lines: &str) -> Result<Vec<Case>, CaseError> {
    #[derive(Deserialize)]
    struct Row {
        text: String,
        label: String,
    }
    let mut all = Vec::new();
    for (at, json) in lines.lines().enumerate() {
        let line = at + 1;
        if json.trim().is_empty() {
            continue;
        }
        let wrong = |cause| CaseError::Shape { line, cause };
        check(json).map_err(|error| wrong(error.to_string()))?;
        let row: Row = serde_json::from_str(json).map_err(|error| wrong(error.to_string()))?;
        let Some(label) = vocabulary.label_meant(&row.label) else {
            return Err(CaseError::Label {
                line,
                word: row.label,
                known: vocabulary.labels.iter().map(|l| l.name.clone()).collect(),
            });
        };
        all.push(Case {
            line,
            text: row.text,
            label: label.id.clone(),
        });
    }
    Ok(all)
}

/// Reads every text and counts.
pub fn evaluate(vocabulary: &Vocabulary, cases: impl IntoIterator<Item = Case>) -> Report {
    let (mut report, reader) = (Report::default(), Reader::new(vocabulary));
    for case in cases {
        let reading = reader.read(&case.text);
        let count = report.labels.entry(case.label.to_string()).or_default();
        report.n += 1;
        count.n += 1;
        let phrase = reading
            .spans
            .into_iter()
            .find(|span| span.role == SpanRole::Verdict)
            .map(|span| span.quote);
        let miss = |found| Miss {
            line: case.line,
            expected: case.label.clone(),
            found,
            phrase,
        };
        match reading.label {
            None => {
                report.abstained += 1;
                count.abstained += 1;
                report.abstentions.push(miss(reading.guess));
            }
            Some(label) if label == case.label => {
                report.correct += 1;
                count.correct += 1;
            }
            Some(label) => {
                report.wrong += 1;
                count.wrong += 1;
                report.wrongs.push(miss(Some(label)));
            }
        }
    }
    report.committed = report.correct + report.wrong;
    report
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} texts: {} read, {} of them right and {} wrong; {} left unclear",
            self.n, self.committed, self.correct, self.wrong, self.abstained
        )?;
        for (label, count) in &self.labels {
            writeln!(
                f,
                "  {label}: {} of {} right, {} wrong, {} unclear",
                count.correct, count.n, count.wrong, count.abstained
            )?;
        }
        for (what, misses) in [
            ("read as", &self.wrongs),
            ("unclear, guess", &self.abstentions),
        ] {
            for miss in misses {
                let found = miss.found.as_ref().map_or("none", LabelId::as_str);
                write!(f, "line {}: {}, {what} {found}", miss.line, miss.expected)?;
                match &miss.phrase {
                    Some(phrase) => writeln!(f, ": \"{phrase}\"")?,
                    None => writeln!(f)?,
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_counts_right_wrong_and_unclear() {
        let vocabulary = Vocabulary::shipped();
        let lines = concat!(
            r#"{"text":"Hence, this is an AI Hazard.","label":"AI Hazard"}"#,
            "\n\n",
            r#"{"text":"Hence, this is an AI Hazard.","label":"inc","source":"x"}"#,
            "\n",
            r#"{"text":"A car was seen.","label":"incident"}"#,
        );
        let report = evaluate(&vocabulary, cases(&vocabulary, lines).unwrap());
        assert_eq!(
            (
                report.n,
                report.committed,
                report.correct,
                report.wrong,
                report.abstained
            ),
            (3, 2, 1, 1, 1)
        );
        assert_eq!(report.labels["incident"].n, 2);
        assert_eq!(report.wrongs[0].line, 3);
        assert_eq!(
            report.wrongs[0].phrase.as_deref(),
            Some("this is an AI Hazard")
        );
        let shown = report.to_string();
        assert!(shown.contains("line 3: incident, read as hazard: \"this is an AI Hazard\""));
        assert!(shown.contains("line 4: incident, unclear, guess none"));
    }

    #[test]
    fn a_faulty_line_is_named() {
        let vocabulary = Vocabulary::shipped();
        let good = r#"{"text":"x","label":"hazard"}"#;
        let error = cases(&vocabulary, &format!("{good}\n{{}}")).unwrap_err();
        assert!(error.to_string().starts_with("line 2: missing field"));
        let error = cases(&vocabulary, r#"{"text":"x","label":"odd"}"#).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("line 1: there is no label \"odd\"; labels are AI Incident")
        );
    }
}
