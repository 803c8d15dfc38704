//! How sure the machine may be of its labels, fitted to blind verdicts: a slope
//! and an offset on the log-odds, with the shipped ones as the prior. The
//! labels are those of weights that were fitted to the other incidents.

use crate::domain::Digest;
use crate::monitor::classify::{Given, Weights, log_odds, weigh};

use super::Settings;
use super::fit::{fit, to_four_digits};
use super::lessons::Lesson;
use super::logistic::Logistic;

const ROUNDS: usize = 20_000;
const ENOUGH: f64 = 1e-7;
/// Below this slope confidence would say nothing.
const FLATTEST: f64 = 0.05;

/// The weights with their calibration fitted to labels that were given without
/// having been fitted to; unchanged where there is none.
pub(super) fn calibrated(
    prior: &Weights,
    weights: Weights,
    said: &[Said],
    settings: &Settings,
) -> Weights {
    if said.is_empty() {
        return weights;
    }
    let wanted: Vec<f64> = said.iter().map(|one| one.right).collect();
    let problem = Logistic::new(
        said.iter()
            .map(|one| vec![log_odds(one.likely), 1.0])
            .collect(),
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
pub(super) struct Said {
    /// The place of its lesson.
    pub lesson: usize,
    /// It.
    pub label: Given,
    /// Its probability, 0 to 1.
    pub likely: f64,
    /// 1 where the person said the same, else 0.
    right: f64,
    /// How much it counts.
    share: f64,
}

/// The labels of lessons that look at the machine evenly, each by weights fitted to
/// the lessons of other parts; part by part.
pub(super) fn out_of_fold(prior: &Weights, lessons: &[Lesson], settings: &Settings) -> Vec<Said> {
    let mut all = Vec::new();
    for part in 0..settings.folds {
        let numbered = lessons.iter().enumerate();
        let (own, others): (Vec<_>, Vec<_>) =
            numbered.partition(|(_, lesson)| fold(lesson, settings.folds) == part);
        let even = own.into_iter().filter(|(_, it)| it.stream.is_even());
        let even: Vec<(usize, &Lesson)> = even.collect();
        if even.is_empty() {
            continue;
        }
        let others: Vec<&Lesson> = others.into_iter().map(|(_, lesson)| lesson).collect();
        let weights = fit(prior, &others, &settings.spread).weights;
        for (place, lesson) in even {
            let made = weigh(&weights, lesson.made.signals.clone());
            let likely = made.probabilities.get(&made.label).copied();
            all.push(Said {
                lesson: place,
                label: made.label,
                likely: likely.unwrap_or_default(),
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
