//! The counts and figures of an evaluation, and how they are shown.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::domain::LabelId;

use super::{Calibration, Case, Said};

/// The name under which articles without a label are counted.
const NONE: &str = "none";

/// A share with its 95 % interval (Wilson), 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Interval {
    /// The share.
    pub share: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// Of `hits` in `n`.
    pub fn of(hits: usize, n: usize) -> Self {
        if n == 0 {
            return Self::default();
        }
        Self::of_share(hits as f64 / n as f64, n as f64)
    }

    /// Of a share of what counts as `n`; that need be no whole number.
    pub fn of_share(share: f64, n: f64) -> Self {
        if n <= 0.0 {
            return Self::default();
        }
        let z = 1.959_964;
        let middle = share + z * z / (2.0 * n);
        let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + z * z / n;
        Self {
            share,
            low: ((middle - half) / whole).max(0.0),
            high: ((middle + half) / whole).min(1.0),
        }
    }
}

/// How the articles of one label fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Count {
    /// How many there are.
    pub n: usize,
    /// How many got the label, rightly or wrongly.
    pub given: usize,
    /// How many got it rightly.
    pub right: usize,
    /// Right ones among those there are.
    pub recall: f64,
    /// Right ones among those given.
    pub precision: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

/// Agreement among articles of one confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Band {
    /// How many.
    pub n: usize,
    /// How many agree.
    pub agree: usize,
}

/// What a simpler way would reach.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Baseline {
    /// What it does.
    pub name: &'static str,
    /// How many agree.
    pub agree: usize,
    /// Its macro-F1.
    pub macro_f1: f64,
}

/// An evaluation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// How many articles.
    pub n: usize,
    /// How many labels agree with the known ones.
    pub agree: usize,
    /// The same as a share.
    pub agreement: Interval,
    /// Mean F1 of the labels that occur.
    pub macro_f1: f64,
    /// Cohen's kappa: agreement beyond chance.
    pub kappa: f64,
    /// By known label, how often each was given.
    pub matrix: BTreeMap<String, BTreeMap<String, usize>>,
    /// By label.
    pub labels: BTreeMap<String, Count>,
    /// By confidence: low, medium, high.
    pub bands: BTreeMap<&'static str, Band>,
    /// How far confidence can be believed; articles without a label left out.
    pub calibration: Calibration,
    /// Simpler ways.
    pub baselines: Vec<Baseline>,
    /// Lines whose label differs: line, known, given.
    pub differ: Vec<(usize, String, String)>,
}

/// Counts.
pub(in crate::monitor) fn of(cases: &[Case], said: &[Said]) -> Report {
    let known: Vec<&str> = cases.iter().map(|case| case.label.as_str()).collect();
    let given: Vec<&str> = said.iter().map(|said| name(said.as_ref())).collect();
    let figures = Figures::of(&known, &given);
    let mut report = Report {
        n: cases.len(),
        agree: figures.agree,
        agreement: Interval::of(figures.agree, cases.len()),
        macro_f1: figures.macro_f1,
        kappa: figures.kappa,
        labels: figures.labels,
        ..Report::default()
    };
    for ((case, said), given) in cases.iter().zip(said).zip(&given) {
        let row = report.matrix.entry(case.label.to_string()).or_default();
        *row.entry((*given).to_owned()).or_default() += 1;
        let sure = said.as_ref().map_or(0.0, |(_, sure)| *sure);
        let band = report
            .bands
            .entry(crate::domain::verdict::band(sure))
            .or_default();
        band.n += 1;
        if *given == case.label.as_str() {
            band.agree += 1;
        } else {
            let differs = (case.line, case.label.to_string(), (*given).to_owned());
            report.differ.push(differs);
        }
    }
    let sure: Vec<_> = cases
        .iter()
        .zip(said)
        .filter_map(|(case, said)| said.as_ref().map(|(label, sure)| (label, sure, case)))
        .map(|(label, sure, case)| (*sure, *label == case.label, 1.0))
        .collect();
    report.calibration = Calibration::of(&sure);
    report.baselines = vec![
        baseline("the most common label", &known, |_| most_common(&known)),
        baseline(
            "by three words: no AI named, could or may, else harm",
            &known,
            |at| by_words(&cases[at]),
        ),
    ];
    report
}

fn name(said: Option<&(LabelId, f64)>) -> &str {
    said.map_or(NONE, |(label, _)| label.as_str())
}

/// The most common of the labels, the first by name among equals.
fn most_common<'a>(known: &[&'a str]) -> &'a str {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for label in known {
        *counts.entry(label).or_default() += 1;
    }
    let best = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(NONE, |(label, _)| label)
}

/// What a handful of words would say.
fn by_words(case: &Case) -> &'static str {
    let article = &case.article;
    let (lead, body) = (article.lead.as_deref(), article.body.as_deref());
    let text = [
        &article.title,
        lead.unwrap_or_default(),
        body.unwrap_or_default(),
    ]
    .join(" ");
    let text = format!(" {text} ").to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if !has(&[
        " ai ",
        " ai-",
        "chatbot",
        "algorithm",
        "deepfake",
        "self-driving",
        "robot",
        "facial recognition",
    ]) {
        "unrelated"
    } else if has(&[" could ", " may ", " might ", " warn"]) {
        "hazard"
    } else {
        "incident"
    }
}

fn baseline<'a>(name: &'static str, known: &[&'a str], say: impl Fn(usize) -> &'a str) -> Baseline {
    let given: Vec<&str> = (0..known.len()).map(say).collect();
    let figures = Figures::of(known, &given);
    Baseline {
        name,
        agree: figures.agree,
        macro_f1: figures.macro_f1,
    }
}

struct Figures {
    agree: usize,
    macro_f1: f64,
    kappa: f64,
    labels: BTreeMap<String, Count>,
}

impl Figures {
    fn of(known: &[&str], given: &[&str]) -> Self {
        let mut labels: BTreeMap<String, Count> = BTreeMap::new();
        let mut agree = 0;
        for (known, given) in known.iter().zip(given) {
            labels.entry((*known).to_owned()).or_default().n += 1;
            labels.entry((*given).to_owned()).or_default().given += 1;
            if known == given {
                agree += 1;
                labels.entry((*known).to_owned()).or_default().right += 1;
            }
        }
        let part = |a: usize, b: usize| if b == 0 { 0.0 } else { a as f64 / b as f64 };
        for count in labels.values_mut() {
            count.recall = part(count.right, count.n);
            count.precision = part(count.right, count.given);
            count.f1 = part(2 * count.right, count.n + count.given);
        }
        let occurring: Vec<f64> = labels
            .values()
            .filter(|count| count.n > 0)
            .map(|count| count.f1)
            .collect();
        let n = known.len();
        let chance = labels
            .values()
            .map(|count| part(count.n, n) * part(count.given, n))
            .sum::<f64>();
        let share = part(agree, n);
        Self {
            agree,
            macro_f1: occurring.iter().sum::<f64>() / occurring.len().max(1) as f64,
            kappa: if chance < 1.0 {
                (share - chance) / (1.0 - chance)
            } else {
                0.0
            },
            labels,
        }
    }
}

fn percent(share: f64) -> f64 {
    100.0 * share
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} of {} agree: {:.0} % (95 % interval {:.0} to {:.0} %), macro-F1 {:.2}, kappa {:.2}",
            self.agree,
            self.n,
            percent(self.agreement.share),
            percent(self.agreement.low),
            percent(self.agreement.high),
            self.macro_f1,
            self.kappa
        )?;
        for baseline in &self.baselines {
            writeln!(
                f,
                "baseline, {}: {} agree, macro-F1 {:.2}",
                baseline.name, baseline.agree, baseline.macro_f1
            )?;
        }
        writeln!(
            f,
            "\n{:<14} {:>4} {:>6} {:>9} {:>5}   given as",
            "label", "n", "recall", "precision", "F1"
        )?;
        for (label, count) in self.labels.iter().filter(|(_, count)| count.n > 0) {
            let row = self.matrix.get(label);
            let given: Vec<String> = row
                .into_iter()
                .flatten()
                .map(|(given, times)| format!("{given} {times}"))
                .collect();
            writeln!(
                f,
                "{label:<14} {:>4} {:>6.2} {:>9.2} {:>5.2}   {}",
                count.n,
                count.recall,
                count.precision,
                count.f1,
                given.join(", ")
            )?;
        }
        writeln!(f)?;
        for (band, count) in &self.bands {
            writeln!(f, "confidence {band}: {} of {} agree", count.agree, count.n)?;
        }
        self.calibration.fmt(f)?;
        for (line, known, given) in &self.differ {
            writeln!(f, "line {line}: {known}, labelled {given}")?;
        }
        if self.n < 30 {
            writeln!(f, "too few articles to say much: under 30")?;
        }
        Ok(())
    }
}
