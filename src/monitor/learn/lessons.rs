//! Which decisions teach, how much, and which don't and why: a pure function of
//! the record. Nothing is fitted here.
//!
//! - **Blind verdicts**: first answers that their maker gave before anything of
//!   the machine's side, or a colleague's, was shown to them in that incident.
//!   They count by the inverse of their chance of being drawn, 1 on average.
//! - **Corrections**: labels given with the machine's in view that differ from
//!   it, or where it had none. They count as [`Settings::overrule`] says.
//! - A label that was sustained with the machine's in view, a bulk act, a
//!   *can't tell* and what was undone teach nothing.
//!
//! Each reviewer's own answer counts, nobody is outvoted; once a conflict was
//! settled, corrections that differ from the ruling count no more. All verdicts
//! of a stream on one incident share one incident's weight, as its articles
//! tell of one event. Half of the incidents with blind verdicts is kept apart.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::domain::{Act, At, Digest, IncidentId, LabelId, ReviewerId, Target};
use crate::monitor::classify::{Given, Labelled};
use crate::review::ledger::Ledger;

use super::Settings;
use super::course::{Course, chance};

/// How a verdict came about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stream {
    /// Blind, on an incident that was drawn with this chance.
    Blind {
        /// Above 0, up to 1.
        chance: f64,
    },
    /// With the machine's label in view, and different, or where it had none.
    Correction,
    /// With the machine's label in view, and the same.
    Sustained,
    /// In no review of this program: a label known from elsewhere.
    Known,
}

impl Stream {
    /// True for what looks at the machine evenly, where it is right and where it isn't.
    pub const fn is_even(self) -> bool {
        matches!(self, Self::Blind { .. } | Self::Known)
    }

    /// True for blind verdicts.
    pub const fn is_blind(self) -> bool {
        matches!(self, Self::Blind { .. })
    }
}

/// A verdict of a person on a text that can be labelled again.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// What it is about.
    pub target: Target,
    /// Whose.
    pub reviewer: ReviewerId,
    /// How it came about.
    pub stream: Stream,
    /// What the person said.
    pub label: Given,
    /// The machine's label as it was shown then.
    pub shown: Option<LabelId>,
    /// The text as the shipped weights label it, with its evidence.
    pub made: Labelled,
    /// How much it counts.
    pub share: f64,
}

/// How many answers teach nothing, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unused {
    /// Sustained with the machine's label in view.
    pub sustained_in_view: usize,
    /// Given in bulk.
    pub bulk: usize,
    /// Can't tell.
    pub cant_tell: usize,
    /// Taken back.
    pub undone: usize,
    /// First answers after something of the machine's side was seen.
    pub not_blind: usize,
    /// First answers for which no protocol says how incidents were drawn.
    pub chance_unknown: usize,
    /// Later answers of those who had answered blind.
    pub after_blind: usize,
    /// Corrections that differ from how the conflict was settled.
    pub settled_otherwise: usize,
    /// Corrections on incidents of the half that is kept apart.
    pub kept_apart: usize,
    /// On an incident as a whole, where its articles tell as much.
    pub told_by_articles: usize,
    /// Labels that the monitor doesn't give.
    pub other_labels: usize,
    /// Texts that aren't on record, or in a language without a word list.
    pub unreadable: usize,
}

/// What a record teaches.
#[derive(Clone, Debug, Default)]
pub struct Lessons {
    /// To fit to.
    pub taught: Vec<Lesson>,
    /// Blind verdicts kept apart, to measure on.
    pub kept: Vec<Lesson>,
    /// Sustained with the machine's label in view: never fitted to, but what
    /// new weights would make of them is worth knowing.
    pub sustained: Vec<Lesson>,
    /// What teaches nothing.
    pub unused: Unused,
    /// The latest event.
    pub as_of: Option<At>,
    /// The seed of the first protocol that draws incidents for blind review.
    pub seed: Option<String>,
}

/// True for an incident of the half that is kept apart. It hangs on id and seed
/// alone, and not on whether the incident was drawn.
pub fn is_kept(seed: &str, incident: &IncidentId) -> bool {
    // Even digits of a hash of its own.
    let digest = Digest::of(&["kept for accuracy", seed, incident.as_str()]);
    digest.to_string().bytes().next_back().is_some_and(|digit| {
        (digit as char)
            .to_digit(16)
            .is_some_and(|value| value % 2 == 0)
    })
}

/// Reads what a record teaches.
pub fn read(ledger: &Ledger, settings: &Settings) -> Lessons {
    let course = Course::of(ledger);
    let mut lessons = Lessons {
        as_of: ledger.events().last().map(|event| event.at),
        seed: seed(ledger),
        ..Lessons::default()
    };
    let mut all = Vec::new();
    for target in ledger.targets() {
        for (reviewer, work) in ledger.works(target) {
            let taught = course.lesson(target, reviewer, work, &mut lessons.unused);
            all.extend(taught);
        }
    }
    let all = without_wholes(all, &mut lessons.unused);
    let seed = lessons.seed.clone().unwrap_or_default();
    let half = |lesson: &Lesson| is_kept(&seed, &lesson.target.incident);
    let apart: BTreeSet<IncidentId> = all
        .iter()
        .filter(|lesson| lesson.stream.is_blind() && half(lesson))
        .map(|lesson| lesson.target.incident.clone())
        .collect();
    for lesson in all {
        match lesson.stream {
            Stream::Sustained => lessons.sustained.push(lesson),
            Stream::Blind { .. } if half(&lesson) => lessons.kept.push(lesson),
            Stream::Correction if apart.contains(&lesson.target.incident) => {
                lessons.unused.kept_apart += 1;
            }
            Stream::Blind { .. } | Stream::Correction | Stream::Known => {
                lessons.taught.push(lesson);
            }
        }
    }
    lessons.unused.sustained_in_view = lessons.sustained.len();
    share(&mut lessons.taught, settings.overrule);
    share(&mut lessons.kept, settings.overrule);
    lessons
}

/// The seed stays that of the first protocol, so that a later one moves no
/// incident from one half to the other.
fn seed(ledger: &Ledger) -> Option<String> {
    ledger.events().find_map(|event| match &event.act {
        Act::Protocol(protocol) if chance(protocol).is_some() => Some(protocol.seed.clone()),
        _ => None,
    })
}

/// Leaves a verdict on an incident as a whole out where its maker gave verdicts
/// of the same stream on articles of it: it would be the same evidence again.
fn without_wholes(all: Vec<Lesson>, unused: &mut Unused) -> Vec<Lesson> {
    let by_article: BTreeSet<(IncidentId, ReviewerId, bool)> = all
        .iter()
        .filter(|lesson| lesson.target.article.is_some())
        .map(whose)
        .collect();
    let (told, kept): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|one| one.target.article.is_none() && by_article.contains(&whose(one)));
    unused.told_by_articles = told.len();
    kept
}

fn whose(lesson: &Lesson) -> (IncidentId, ReviewerId, bool) {
    let incident = lesson.target.incident.clone();
    (incident, lesson.reviewer.clone(), lesson.stream.is_blind())
}

/// Says how much each counts.
fn share(lessons: &mut [Lesson], overrule: f64) {
    let mut counts: BTreeMap<(IncidentId, bool), f64> = BTreeMap::new();
    let place = |lesson: &Lesson| (lesson.target.incident.clone(), lesson.stream.is_blind());
    for lesson in lessons.iter() {
        *counts.entry(place(lesson)).or_default() += 1.0;
    }
    let inverse = |lesson: &Lesson| match lesson.stream {
        Stream::Blind { chance } => Some(1.0 / chance),
        Stream::Correction | Stream::Sustained | Stream::Known => None,
    };
    let known: Vec<f64> = lessons.iter().filter_map(inverse).collect();
    let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
    for lesson in lessons {
        let whole = inverse(lesson).map_or(overrule, |inverse| inverse / mean);
        lesson.share = whole / counts.get(&place(lesson)).copied().unwrap_or(1.0);
    }
}
