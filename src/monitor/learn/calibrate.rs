//! How sure the machine may be of its labels, fitted to blind verdicts: a slope
//! and an offset on the log-odds, with the shipped ones as the prior. The
//! labels are those of weights that were fitted to the other incidents.

use crate::domain::Digest;
use crate::monitor::classify::{Weights, log_odds, weigh};

use super::Settings;
use super::fit::{fit, to_four_digits};
use super::lessons::Lesson;
use super::logistic::Logistic;

const ROUNDS: usize = 20_000;
const ENOUGH: f64 = 1e-7;
/// Below this slope confidence would say nothing.
const FLATTEST: f64 = 0.05;

/// The weights with their calibration fitted; unchanged where nothing is blind.
pub(super) fn calibrated(
    prior: &Weights,
    weights: Weights,
    lessons: &[Lesson],
    settings: &Settings,
) -> Weights {
    let said = out_of_fold(prior, lessons, settings);
    if said.is_empty() {
        return weights;
    }
    let wanted: Vec<f64> = said.iter().map(|one| one.right).collect();
    let problem = Logistic::new(
        said.iter().map(|one| vec![one.odds, 1.0]).collect(),
        said.iter().map(|one| one.share).collect(),
        vec![1.0 / prior.temperature, prior.offset],
        &[settings.spread.slope, settings.spread.offset],
    );
    let mut at = problem.start();
    for _ in 0..ROUNDS {
        let sure = problem.sure(&at);
        if problem.step(&mut at, &sure, &wanted) < ENOUGH {
            break;
        }
    }
    Weights {
        temperature: to_four_digits(1.0 / at[0].max(FLATTEST)),
        offset: to_four_digits(at[1]),
        ..weights
    }
}

/// A label that was given without having been fitted to.
struct Said {
    /// Log-odds of its probability.
    odds: f64,
    /// 1 where the person said the same, else 0.
    right: f64,
    /// How much it counts.
    share: f64,
}

fn out_of_fold(prior: &Weights, lessons: &[Lesson], settings: &Settings) -> Vec<Said> {
    let mut all = Vec::new();
    for part in 0..settings.folds {
        let (own, others): (Vec<&Lesson>, Vec<&Lesson>) = lessons
            .iter()
            .partition(|lesson| fold(lesson, settings.folds) == part);
        let blind: Vec<&Lesson> = own.into_iter().filter(|it| it.stream.is_blind()).collect();
        if blind.is_empty() {
            continue;
        }
        let weights = fit(prior, &others, &settings.spread).weights;
        for lesson in blind {
            let made = weigh(&weights, lesson.made.signals.clone());
            let likely = made.probabilities.get(&made.label).copied();
            all.push(Said {
                odds: log_odds(likely.unwrap_or_default()),
                right: f64::from(u8::from(made.label == lesson.label)),
                share: lesson.share,
            });
        }
    }
    all
}

/// The part of an incident: all that is said of it lies in one.
fn fold(lesson: &Lesson, folds: u8) -> u8 {
    let digest = Digest::of(&["fold", lesson.target.incident.as_str()]);
    let byte = digest
        .to_string()
        .get(..2)
        .and_then(|hex| u8::from_str_radix(hex, 16).ok());
    byte.unwrap_or_default() % folds.max(1)
}
