//! What came of learning, for people and for machines: which weights moved and
//! why, which decisions taught nothing and why not, and how right the machine is
//! on the half of the blind verdicts that nothing was fitted to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use crate::domain::{At, IncidentId, LabelId};
use crate::monitor::classify::{Labelled, Weights, weigh};
use crate::monitor::evaluate::{Calibration, Interval};
use crate::text::counted;

use super::fit::Moved;
use super::lessons::{Lesson, Lessons, Unused};
use super::moves::told_of_weights;
use super::settings::Settings;

/// Under so many a figure says little.
const FEW: usize = 30;

/// How right a way of labelling is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Accuracy {
    /// Blind verdicts.
    pub n: usize,
    /// The share that agrees with them, each by the inverse of its chance of
    /// being drawn; the interval counts incidents, not verdicts.
    pub agreement: Interval,
}

/// The machine against the half of the blind verdicts that was kept apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Kept {
    /// On how many incidents they are.
    pub incidents: usize,
    /// The labels as they were published.
    pub published: Accuracy,
    /// The same texts by the shipped weights.
    pub shipped: Accuracy,
    /// The same texts by the refitted weights.
    pub learnt: Accuracy,
    /// The confidence of the shipped weights.
    pub calibration_before: Calibration,
    /// The confidence of the refitted ones.
    pub calibration_after: Calibration,
}

/// How many labels agree with people, before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Agree {
    /// How many there are.
    pub n: usize,
    /// By the shipped weights.
    pub before: usize,
    /// By the refitted ones.
    pub after: usize,
}

/// What was learnt.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The time of the latest event that was read.
    pub as_of: Option<At>,
    /// On how many incidents the decisions are that were fitted to.
    pub incidents: usize,
    /// Blind verdicts that were fitted to.
    pub blind: usize,
    /// Corrections that were fitted to.
    pub corrections: usize,
    /// What a correction counts, where a blind verdict counts 1.
    pub overrule: f64,
    /// What taught nothing.
    pub unused: Unused,
    /// The weights that moved, furthest first.
    pub moved: Vec<Moved>,
    /// Temperature and offset of confidence before.
    pub calibration_from: [f64; 2],
    /// And after.
    pub calibration_to: [f64; 2],
    /// The machine against the kept half; none where no blind verdict lies in it.
    pub kept: Option<Kept>,
    /// What becomes of the texts that were fitted to.
    pub taught: Agree,
    /// What becomes of the texts whose label was sustained in view.
    pub sustained: Agree,
}

/// Tells what came of it.
pub(super) fn of(
    (prior, weights): (&Weights, &Weights),
    lessons: &Lessons,
    moved: Vec<Moved>,
    settings: &Settings,
) -> Report {
    let incidents: BTreeSet<&IncidentId> = lessons
        .taught
        .iter()
        .map(|lesson| &lesson.target.incident)
        .collect();
    let blind = lessons
        .taught
        .iter()
        .filter(|it| it.stream.is_blind())
        .count();
    Report {
        as_of: lessons.as_of,
        incidents: incidents.len(),
        blind,
        corrections: lessons.taught.len() - blind,
        overrule: settings.overrule,
        unused: lessons.unused,
        moved,
        calibration_from: [prior.temperature, prior.offset],
        calibration_to: [weights.temperature, weights.offset],
        kept: kept(weights, &lessons.kept),
        taught: agree(weights, &lessons.taught),
        sustained: agree(weights, &lessons.sustained),
    }
}

fn agree(weights: &Weights, lessons: &[Lesson]) -> Agree {
    let after = |lesson: &&Lesson| again(weights, lesson).label == lesson.label;
    Agree {
        n: lessons.len(),
        before: lessons
            .iter()
            .filter(|it| it.made.label == it.label)
            .count(),
        after: lessons.iter().filter(after).count(),
    }
}

fn again(weights: &Weights, lesson: &Lesson) -> Labelled {
    weigh(weights, lesson.made.signals.clone())
}

fn kept(weights: &Weights, lessons: &[Lesson]) -> Option<Kept> {
    let made: Vec<Labelled> = lessons.iter().map(|it| again(weights, it)).collect();
    let incidents: BTreeSet<_> = lessons.iter().map(|it| &it.target.incident).collect();
    let published = lessons.iter().filter(|it| it.shown.is_some()).map(|it| {
        let shown = it.shown.as_ref().map(LabelId::as_str);
        (it, shown == Some(it.label.id()))
    });
    let before = lessons.iter().map(|it| (it, it.made.label == it.label));
    let after = lessons.iter().zip(&made);
    let sure = |labelled: &Labelled, it: &Lesson| {
        (labelled.confidence, labelled.label == it.label, it.share)
    };
    let sure_before: Vec<_> = lessons.iter().map(|it| sure(&it.made, it)).collect();
    let sure_after: Vec<_> = after.clone().map(|(it, made)| sure(made, it)).collect();
    (!lessons.is_empty()).then(|| Kept {
        incidents: incidents.len(),
        published: accuracy(published),
        shipped: accuracy(before),
        learnt: accuracy(after.map(|(it, made)| (it, made.label == it.label))),
        calibration_before: Calibration::of(&sure_before),
        calibration_after: Calibration::of(&sure_after),
    })
}

/// Articles of one incident tell of one event, so that the interval is that of
/// as many independent verdicts as there are incidents, fewer where they count
/// unequally.
fn accuracy<'a>(verdicts: impl Iterator<Item = (&'a Lesson, bool)>) -> Accuracy {
    let mut by: BTreeMap<&IncidentId, f64> = BTreeMap::new();
    let (mut n, mut whole, mut right) = (0, 0.0, 0.0);
    for (lesson, is) in verdicts {
        n += 1;
        whole += lesson.share;
        right += lesson.share * f64::from(u8::from(is));
        *by.entry(&lesson.target.incident).or_default() += lesson.share;
    }
    let squares: f64 = by.values().map(|share| share * share).sum();
    let alike = if squares > 0.0 {
        whole * whole / squares
    } else {
        0.0
    };
    let share = if whole > 0.0 { right / whole } else { 0.0 };
    Accuracy {
        n,
        agreement: Interval::of_share(share, alike),
    }
}

impl Report {
    /// True where no decision teaches or measures anything.
    pub const fn is_empty(&self) -> bool {
        self.blind + self.corrections == 0 && self.kept.is_none()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (blind, corrections) = (self.blind, self.corrections);
        if self.is_empty() {
            writeln!(
                f,
                "there is nothing to learn from yet: what teaches is a label that was overruled, or a\n\
                 verdict given blind, before the machine's label was seen"
            )?;
            return self.unused.fmt(f);
        }
        let decisions = counted(blind + corrections, "decision");
        let incidents = counted(self.incidents, "incident");
        writeln!(f, "learnt from {decisions} on {incidents}")?;
        let verdicts = counted(blind, "blind verdict");
        writeln!(f, "  {verdicts}, each counting 1 on average")?;
        let corrections = counted(corrections, "correction");
        writeln!(f, "  {corrections}, each counting {}", self.overrule)?;
        self.unused.fmt(f)?;
        told_of_weights(&self.moved, "decision", f)?;
        self.accuracy(f)?;
        self.confidence(f)?;
        self.effect(f)
    }
}

impl Report {
    fn accuracy(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(kept) = &self.kept else {
            return writeln!(
                f,
                "\naccuracy: not known: no blind verdicts (given before the machine's label was seen)"
            );
        };
        writeln!(
            f,
            "\naccuracy on the kept half of the blind verdicts, {}",
            counted(kept.incidents, "incident")
        )?;
        for (name, accuracy) in [
            ("as published", kept.published),
            ("shipped weights", kept.shipped),
            ("refitted weights", kept.learnt),
        ] {
            let part = accuracy.agreement;
            writeln!(
                f,
                "  {name:<16} {:>3.0} % (95 % interval {:.0} to {:.0} %), n {}",
                100.0 * part.share,
                100.0 * part.low,
                100.0 * part.high,
                accuracy.n
            )?;
        }
        if kept.incidents < FEW {
            writeln!(f, "  too few incidents to say much: under {FEW}")?;
        }
        if kept.learnt.agreement.share < kept.shipped.agreement.share {
            writeln!(
                f,
                "  WARNING: the refitted weights do worse there than the shipped ones"
            )?;
        }
        Ok(())
    }

    fn confidence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ([from, off], [to, offset]) = (self.calibration_from, self.calibration_to);
        if self.blind == 0 {
            writeln!(
                f,
                "\nconfidence: as set by hand, no blind verdict to calibrate by"
            )?;
        } else {
            writeln!(
                f,
                "\nconfidence, fitted to {}\n  temperature {from:.2} to {to:.2}, offset {off:.2} to {offset:.2}",
                counted(self.blind, "blind verdict")
            )?;
        }
        let Some(kept) = &self.kept else {
            return Ok(());
        };
        for (name, calibration) in [
            ("before", &kept.calibration_before),
            ("after", &kept.calibration_after),
        ] {
            let mut lines = calibration.to_string();
            lines.truncate(lines.trim_end().len());
            writeln!(
                f,
                "  {name} on the kept half: {}",
                lines.replace('\n', "\n  ")
            )?;
        }
        Ok(())
    }

    fn effect(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |f: &mut fmt::Formatter<'_>, name: &str, agree: Agree| match agree.n {
            0 => Ok(()),
            n => writeln!(
                f,
                "  {name}: {} of {n} agree with the person, {} before",
                agree.after, agree.before
            ),
        };
        if self.taught.n + self.sustained.n > 0 {
            writeln!(f, "\nthe same texts by the refitted weights")?;
        }
        of(f, "fitted to", self.taught)?;
        of(f, "sustained in view, not fitted to", self.sustained)?;
        let lost = self.sustained.before.saturating_sub(self.sustained.after);
        let gained = self.taught.after.saturating_sub(self.taught.before);
        if lost > gained {
            writeln!(
                f,
                "  WARNING: {lost} sustained labels would change, only {gained} more would agree.\n  Overrules alone lean against the machine; blind verdicts put that right"
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Unused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [
            (
                self.sustained_in_view,
                "sustained with the machine's label in view",
            ),
            (self.bulk, "given in bulk"),
            (self.cant_tell, "can't tell"),
            (self.undone, "undone"),
            (
                self.not_blind,
                "first answers after the machine's side was seen",
            ),
            (
                self.chance_unknown,
                "first answers without a protocol that says how incidents are drawn",
            ),
            (self.after_blind, "later answers to what was answered blind"),
            (self.settled_otherwise, "corrections settled otherwise"),
            (
                self.kept_apart,
                "corrections in the half that is kept apart",
            ),
            (
                self.told_by_articles,
                "on an incident whose articles were answered too",
            ),
            (self.other_labels, "labels that the monitor doesn't give"),
            (
                self.unreadable,
                "texts not on record, or in a language without a word list",
            ),
        ];
        let mut counted = all.into_iter().filter(|(count, _)| *count > 0).peekable();
        if counted.peek().is_some() {
            writeln!(f, "not learnt from")?;
        }
        counted.try_for_each(|(count, why)| writeln!(f, "  {count} {why}"))
    }
}
