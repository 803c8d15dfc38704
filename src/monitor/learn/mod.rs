//! What the monitor learns from decisions: the weights of the questions and the
//! calibration of its confidence, refitted to the record, the shipped ones as
//! the prior. A pure function of record, word lists and seed: nothing is kept
//! between runs, and without decisions the weights are the shipped ones.
//!
//! [`lessons`] says which decisions count and how much, `fit` and `calibrate`
//! fit, [`report`] tells what came of it, [`mod@file`] writes and reads weights;
//! [`known`] does the same with labels that are known from elsewhere.
//! No label that was published is changed here.

mod calibrate;
mod course;
pub mod file;
mod fit;
pub mod known;
pub mod lessons;
mod logistic;
mod moves;
pub mod report;
mod settings;
#[cfg(test)]
mod tests;

use super::classify::Weights;
use crate::review::ledger::Ledger;

pub use fit::Moved;
pub use report::Report;
pub use settings::{Settings, Spread};

/// What was learnt.
#[derive(Clone, Debug)]
pub struct Learnt {
    /// The weights.
    pub weights: Weights,
    /// What they were fitted to.
    pub fitted: file::Fitted,
    /// What came of it, for people.
    pub report: Report,
}

/// Learns from a record.
pub fn learn(ledger: &Ledger, settings: &Settings) -> Learnt {
    let prior = Weights::shipped();
    let lessons = lessons::read(ledger, settings);
    let taught: Vec<&lessons::Lesson> = lessons.taught.iter().collect();
    let fit = fit::fit(prior, &taught, &settings.spread);
    let said = calibrate::out_of_fold(prior, &lessons.taught, settings);
    let weights = calibrate::calibrated(prior, fit.weights, &said, settings);
    let blind = taught.iter().filter(|it| it.stream.is_blind()).count();
    Learnt {
        fitted: file::Fitted {
            as_of: lessons.as_of,
            seed: lessons.seed.clone(),
            blind,
            kept: lessons.kept.len(),
            corrections: taught.len() - blind,
            known: 0,
        },
        report: report::of((prior, &weights), &lessons, fit.moved, settings),
        weights,
    }
}
