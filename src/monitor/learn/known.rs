//! Weights fitted to articles whose labels are known from elsewhere: coded by
//! hand, in another tool, before there was a review. The same fit as for
//! decisions, from the same prior; each article counts 1. How right the weights
//! are is told of labels given by weights that were fitted to other articles.

use std::fmt;

use serde::Serialize;

use crate::domain::{ReviewerId, Target};
use crate::monitor::classify::{Given, Weights};
use crate::monitor::evaluate::{self, Case, said};
use crate::monitor::label;
use crate::text::counted;

use super::calibrate::{calibrated, out_of_fold};
use super::file::Fitted;
use super::fit::{Moved, fit};
use super::lessons::{Lesson, Stream, Unused};
use super::moves::told_of_weights;
use super::settings::Settings;

/// The weights, with what they were fitted to and what came of it.
#[derive(Clone, Debug)]
pub struct Tuned {
    /// The weights.
    pub weights: Weights,
    /// For their file.
    pub fitted: Fitted,
    /// For people.
    pub report: Report,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// How many articles were fitted to.
    pub fitted: usize,
    /// Those that weren't, by reason.
    pub unused: Unused,
    /// The weights that moved, furthest first; what pushed them is named by line.
    pub moved: Vec<Moved>,
    /// Into how many parts the articles were divided.
    pub parts: u8,
    /// The articles, labelled by the shipped weights.
    pub shipped: evaluate::Report,
    /// The same, each labelled by weights that were fitted to the other parts. How
    /// sure these labels are is calibrated to all parts.
    pub refitted: evaluate::Report,
}

/// Fits the shipped weights to articles whose labels are known.
pub fn tune(cases: &[Case], settings: &Settings) -> Tuned {
    let prior = Weights::shipped();
    let mut unused = Unused::default();
    let mut fitted = Vec::new();
    let mut lessons = Vec::new();
    for case in cases {
        match lesson(case, prior) {
            Ok(lesson) => {
                fitted.push(case.clone());
                lessons.push(lesson);
            }
            Err(Not::Given) => unused.other_labels += 1,
            Err(Not::Read) => unused.unreadable += 1,
        }
    }
    let all: Vec<&Lesson> = lessons.iter().collect();
    let fit = fit(prior, &all, &settings.spread);
    let mut others = out_of_fold(prior, &lessons, settings);
    let weights = calibrated(prior, fit.weights, &others, settings);
    others.sort_unstable_by_key(|one| one.lesson);
    let made = lessons.iter().map(|lesson| &lesson.made);
    let shipped: Vec<_> = made
        .map(|made| Some(said(made.label, made.confidence)))
        .collect();
    let refitted: Vec<_> = others
        .iter()
        .map(|one| Some(said(one.label, weights.calibrated(one.likely))))
        .collect();
    Tuned {
        fitted: Fitted {
            known: lessons.len(),
            ..Fitted::default()
        },
        report: Report {
            fitted: lessons.len(),
            unused,
            moved: fit.moved,
            parts: settings.folds,
            shipped: evaluate::report_of(&fitted, &shipped),
            refitted: evaluate::report_of(&fitted, &refitted),
        },
        weights,
    }
}

/// Why an article can't be fitted to.
enum Not {
    /// The monitor doesn't give its label.
    Given,
    /// There is no word list of its language.
    Read,
}

fn lesson(case: &Case, prior: &Weights) -> Result<Lesson, Not> {
    let mut labels = Given::ALL.into_iter();
    let label = labels.find(|label| label.id() == case.label.as_str());
    Ok(Lesson {
        target: Target::incident(format!("line {}", case.line)),
        reviewer: ReviewerId::from("known"),
        stream: Stream::Known,
        label: label.ok_or(Not::Given)?,
        shown: None,
        made: label::classified(prior, &case.article).ok_or(Not::Read)?,
        share: 1.0,
    })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "fitted to {}", counted(self.fitted, "article"))?;
        self.unused.fmt(f)?;
        told_of_weights(&self.moved, "article", f)?;
        writeln!(
            f,
            "\nshipped weights, and refitted: each of {} parts by weights that were fitted to the others",
            self.parts
        )?;
        writeln!(f, "{:<14} {:>12} {:>12}", "", "shipped", "refitted")?;
        let share = |report: &evaluate::Report| format!("{:.1} %", 100.0 * report.agreement.share);
        let both =
            |f: &mut fmt::Formatter<'_>, name: &str, of: &dyn Fn(&evaluate::Report) -> String| {
                let (from, to) = (of(&self.shipped), of(&self.refitted));
                writeln!(f, "{name:<14} {from:>12} {to:>12}")
            };
        both(f, "agree", &|it| format!("{} of {}", it.agree, it.n))?;
        both(f, "", &share)?;
        both(f, "macro-F1", &|it| format!("{:.3}", it.macro_f1))?;
        for (label, _) in self.shipped.labels.iter().filter(|(_, count)| count.n > 0) {
            let recall = |it: &evaluate::Report| {
                it.labels
                    .get(label)
                    .map_or_else(String::new, |it| format!("{:.2}", it.recall))
            };
            both(f, label, &recall)?;
        }
        let (low, high) = (self.refitted.agreement.low, self.refitted.agreement.high);
        writeln!(
            f,
            "95 % interval of the refitted: {:.0} to {:.0} %; articles of one event in several parts make it look better than it is",
            100.0 * low,
            100.0 * high
        )?;
        if self.refitted.agree < self.shipped.agree {
            writeln!(
                f,
                "WARNING: the refitted weights do worse than the shipped ones"
            )?;
        }
        Ok(())
    }
}
