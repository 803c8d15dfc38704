//! Measures grouping against known incidents, and tunes the threshold of
//! joining on them. Prints and opens nothing: articles in, a report out.
//!
//! All articles are grouped together, as in use. What is held out are
//! incidents: a threshold is chosen by the articles of some incidents and
//! scored on those of the others, five times over. Everything is drawn from a
//! fixed seed.

pub mod b3;
mod draw;
mod gold;
mod report;

use super::settings::{Settings, Thresholds};
use super::{Grouper, Known, Prepared};
use b3::{Item, Score};

pub use gold::{Gold, GoldError};
pub use report::{Curve, Held, HeldOut, Interval, Measured, Report};

/// What everything is drawn from.
const SEED: u64 = 20_240_607;
/// Times that incidents are held out.
const FOLDS: usize = 5;
/// Resamples of an interval.
const RESAMPLES: usize = 1000;
/// Parts that a file has at least for anything to be held out.
const LEAST: usize = 4 * FOLDS;
/// Thresholds that are tried, in hundredths.
const TRIED: std::ops::RangeInclusive<u32> = 2..=40;

/// Groups known articles with some settings and measures the result.
///
/// # Errors
/// No articles.
pub fn evaluate(
    gold: &Gold,
    settings: &Settings,
    precision: f64,
    threads: usize,
) -> Result<Report, GoldError> {
    if gold.articles.is_empty() {
        return Err(GoldError::Nothing);
    }
    let trial = Trial::new(gold, settings, threads);
    let labels = trial.prepared.labels(&settings.thresholds);
    let items = b3::items(gold, &labels);
    let alone: Vec<u32> = (0..labels.len() as u32).collect();
    Ok(Report {
        articles: gold.articles.len(),
        incidents: gold.members.len(),
        single: gold.members.iter().filter(|it| it.len() == 1).count(),
        folds: FOLDS,
        seed: SEED,
        resamples: RESAMPLES,
        target: precision,
        settings: trial.measured(&items, settings.thresholds.join),
        groups: count(&labels),
        held_out: (gold.parts >= LEAST).then(|| HeldOut {
            careful: trial.hold_out(|curve| careful(curve, precision)),
            best: trial.hold_out(best),
        }),
        alone: trial.measured(&b3::items(gold, &alone), 1.0),
        shuffled: trial.score(&b3::items(gold, &draw::shuffled(&labels, SEED))),
        curve: trial.curve(|_| true),
    })
}

/// Thresholds that suit known articles.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuned {
    /// The settings with them.
    pub settings: Settings,
    /// Whether any threshold tried has the precision that was asked for.
    pub precise: bool,
}

/// Settings with the thresholds that suit known articles: joining as low as
/// precision allows, proposing where F1 is best.
///
/// # Errors
/// Too few incidents.
pub fn tune(
    gold: &Gold,
    settings: &Settings,
    precision: f64,
    threads: usize,
) -> Result<Tuned, GoldError> {
    if gold.parts < LEAST {
        return Err(GoldError::TooFew {
            incidents: gold.parts,
            least: LEAST,
        });
    }
    let trial = Trial::new(gold, settings, threads);
    let curve = trial.curve(|_| true);
    let join = careful(&curve, precision);
    let mut settings = settings.clone();
    settings.thresholds.join = join;
    settings.thresholds.propose = best(&curve).min(join * 0.8);
    let last = curve.last();
    Ok(Tuned {
        settings,
        precise: last.is_some_and(|it| it.score.precision >= precision),
    })
}

/// Of the thresholds from which precision stays at or above what is asked the one
/// with the best F1: where most incidents are of one article, precision stays
/// high for long after groups have begun to be wrong. Where none does, the highest.
fn careful(curve: &[Curve], precision: f64) -> f32 {
    let below = curve.iter().rposition(|it| it.score.precision < precision);
    let at = below.map_or(0, |at| (at + 1).min(curve.len() - 1));
    best(&curve[at..])
}

/// The threshold with the best F1, ties to the higher.
fn best(curve: &[Curve]) -> f32 {
    let by_f1 = |one: &&Curve, two: &&Curve| one.score.f1.total_cmp(&two.score.f1);
    curve.iter().max_by(by_f1).map_or(1.0, |it| it.join)
}

fn count(labels: &[u32]) -> usize {
    let mut all = labels.to_vec();
    all.sort_unstable();
    all.dedup();
    all.len()
}

/// Known articles, grouped with every threshold tried.
struct Trial<'a> {
    gold: &'a Gold,
    prepared: Prepared,
    /// By threshold, the score of each article.
    tried: Vec<(f32, Vec<Item>)>,
    /// The fold of each part of the file.
    folds: Vec<usize>,
}

impl<'a> Trial<'a> {
    fn new(gold: &'a Gold, settings: &Settings, threads: usize) -> Self {
        let mut grouper = Grouper::new(settings.clone(), threads);
        grouper.add(&gold.articles);
        let prepared = grouper.prepare(&Known::default());
        let attempt = |hundredths: u32| {
            let join = hundredths as f32 / 100.0;
            let thresholds = Thresholds {
                join,
                ..settings.thresholds
            };
            (join, b3::items(gold, &prepared.labels(&thresholds)))
        };
        Self {
            gold,
            tried: TRIED.map(attempt).collect(),
            prepared,
            folds: draw::folds(gold.parts, FOLDS, SEED),
        }
    }

    fn in_fold(&self, at: usize, fold: usize) -> bool {
        self.folds[self.gold.part[at] as usize] == fold
    }

    /// The scores by threshold, over the articles chosen.
    fn curve(&self, chosen: impl Fn(usize) -> bool) -> Vec<Curve> {
        let score = |items: &[Item]| {
            let items = items.iter().enumerate();
            Score::of(items.filter(|it| chosen(it.0)).map(|it| it.1))
        };
        let tried = self.tried.iter();
        tried
            .map(|(join, items)| Curve {
                join: *join,
                score: score(items),
            })
            .collect()
    }

    /// Chooses a threshold without each fold in turn and scores it there.
    fn hold_out(&self, choose: impl Fn(&[Curve]) -> f32) -> Held {
        let mut items = vec![Item::default(); self.gold.articles.len()];
        let mut chosen = Vec::new();
        for fold in 0..FOLDS {
            let join = choose(&self.curve(|at| !self.in_fold(at, fold)));
            chosen.push(join);
            let Some((_, tried)) = self.tried.iter().find(|it| it.0 == join) else {
                continue;
            };
            for at in (0..items.len()).filter(|at| self.in_fold(*at, fold)) {
                items[at] = tried[at];
            }
        }
        let join = choose(&self.curve(|_| true));
        Held {
            chosen,
            measured: self.measured(&items, join),
        }
    }

    fn score(&self, items: &[Item]) -> Score {
        Score::of(items.iter())
    }

    fn measured(&self, items: &[Item], join: f32) -> Measured {
        let gold = self.gold;
        let several = |at: &usize| {
            let incidents = gold.incidents[*at].iter();
            incidents
                .clone()
                .any(|it| gold.members[*it as usize].len() > 1)
        };
        let kept = (0..items.len()).filter(several).map(|at| &items[at]);
        let mut sums = vec![(0, 0.0, 0.0); gold.parts];
        for (at, item) in items.iter().enumerate() {
            let sum = &mut sums[gold.part[at] as usize];
            *sum = (sum.0 + 1, sum.1 + item.precision, sum.2 + item.recall);
        }
        let all = draw::resamples(&sums, RESAMPLES, SEED);
        let interval = |of: fn(&Score) -> f64| Interval::of(all.iter().map(of));
        Measured {
            join,
            score: self.score(items),
            precision_95: interval(|it| it.precision),
            recall_95: interval(|it| it.recall),
            f1_95: interval(|it| it.f1),
            without_single: Score::of(kept),
        }
    }
}

#[cfg(test)]
mod tests;
