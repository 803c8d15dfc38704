//! What measuring grouping found, for people and for machines.

use std::fmt;

use serde::Serialize;

use super::LEAST;
use super::b3::Score;

/// The middle 95 % of resamples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// Of values in any order.
    pub fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut all: Vec<f64> = values.collect();
        all.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| {
            let last = all.len().saturating_sub(1);
            let place = (share * last as f64).round() as usize;
            all.get(place).copied().unwrap_or(0.0)
        };
        Self {
            low: at(0.025),
            high: at(0.975),
        }
    }
}

/// One way of grouping, measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Measured {
    /// The threshold of joining.
    pub join: f32,
    /// B-cubed over all articles.
    #[serde(flatten)]
    pub score: Score,
    /// 95 % interval of precision, over resampled incidents.
    pub precision_95: Interval,
    /// 95 % interval of recall.
    pub recall_95: Interval,
    /// 95 % interval of F1.
    pub f1_95: Interval,
    /// Over the articles of incidents with more than one.
    pub without_single: Score,
}

/// One way of choosing the threshold, measured on incidents that had no part in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Held {
    /// The threshold chosen without each fold.
    pub chosen: Vec<f32>,
    /// All folds together; `join` is what the whole file would choose.
    #[serde(flatten)]
    pub measured: Measured,
}

/// What is held out.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HeldOut {
    /// The best threshold of those that reach the target, held out.
    pub careful: Held,
    /// The threshold with the best F1, held out.
    pub best: Held,
}

/// The score at one threshold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Curve {
    /// The threshold of joining.
    pub join: f32,
    /// B-cubed over all articles.
    #[serde(flatten)]
    pub score: Score,
}

/// How well articles are grouped.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// How many articles.
    pub articles: usize,
    /// How many incidents they are about.
    pub incidents: usize,
    /// How many of those have one article.
    pub single: usize,
    /// How many groups were made.
    pub groups: usize,
    /// Times that incidents were held out.
    pub folds: usize,
    /// What folds and resamples were drawn from.
    pub seed: u64,
    /// Resamples of an interval.
    pub resamples: usize,
    /// The precision that a careful threshold must reach.
    pub target: f64,
    /// The settings as they are. Where they were tuned on this very file this
    /// says less than the figures held out.
    pub settings: Measured,
    /// What thresholds reach on incidents that had no part in choosing them; none
    /// where there are too few incidents to hold any out.
    #[serde(flatten)]
    pub held_out: Option<HeldOut>,
    /// Every article by itself, to compare with.
    pub alone: Measured,
    /// The groups made, articles dealt out by chance: what sizes alone give.
    pub shuffled: Score,
    /// All thresholds tried, on the whole file.
    pub curve: Vec<Curve>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} articles, {} incidents ({} of one article); {} groups made",
            self.articles, self.incidents, self.single, self.groups
        )?;
        writeln!(
            f,
            "B-cubed, in percent; ranges are 95 % over {} resamples of incidents, seed {}",
            self.resamples, self.seed
        )?;
        writeln!(
            f,
            "\n{:<34} join  precision         recall            F1",
            ""
        )?;
        let careful = format!("held out, precision {}", percent(self.target));
        let held = self.held_out.iter();
        let held = held.flat_map(|it| [(&*careful, &it.careful), ("held out, best F1", &it.best)]);
        let ours = [
            ("these settings", &self.settings),
            ("every article alone", &self.alone),
        ];
        let all: Vec<_> = ours
            .into_iter()
            .chain(held.map(|(name, it)| (name, &it.measured)))
            .collect();
        for (name, it) in &all {
            row(f, name, it)?;
        }
        writeln!(f, "\nincidents of several articles only")?;
        for (name, it) in &all {
            single(f, name, &it.without_single)?;
        }
        writeln!(f, "\nto compare with")?;
        single(f, "same sizes, dealt by chance", &self.shuffled)?;
        let Some(held) = &self.held_out else {
            return writeln!(
                f,
                "\nNothing is held out: that takes {LEAST} incidents that share no article."
            );
        };
        writeln!(
            f,
            "\nHeld out: the threshold is chosen by 4/5 of the incidents and scored on the rest, {} times;\n\
             careful {}; best F1 {}. All articles are grouped together, as in use.",
            self.folds,
            list(&held.careful.chosen),
            list(&held.best.chosen)
        )
    }
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, it: &Measured) -> fmt::Result {
    let range = |value, interval: &Interval| {
        format!(
            "{} ({} to {})",
            percent(value),
            percent(interval.low),
            percent(interval.high)
        )
    };
    writeln!(
        f,
        "  {name:<32} {:.2}  {:<19} {:<19} {}",
        it.join,
        range(it.score.precision, &it.precision_95),
        range(it.score.recall, &it.recall_95),
        range(it.score.f1, &it.f1_95)
    )
}

fn single(f: &mut fmt::Formatter<'_>, name: &str, it: &Score) -> fmt::Result {
    writeln!(
        f,
        "  {name:<32}       precision {}, recall {}, F1 {} (n {})",
        percent(it.precision),
        percent(it.recall),
        percent(it.f1),
        it.n
    )
}

fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

fn list(all: &[f32]) -> String {
    let all: Vec<String> = all.iter().map(|it| format!("{it:.2}")).collect();
    all.join(" ")
}
