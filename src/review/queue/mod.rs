//! The queue: rows of a set in the order in which they are served, and how far the
//! review is. What is kept of every row is in
//! `heads`, what was decided in short in `marks`, the filters in `filter`, and
//! how all of that becomes a queue in `serve`.

mod fault;
mod filter;
mod heads;
mod marks;
mod serve;

use std::fmt;
use std::str::FromStr;

pub use fault::{BadFilter, Fault};
pub use filter::{FILTER_HELP, Filter, Passing};
pub use heads::{FlagSet, Head, Heads, LabelNumber, PIECE, Piece, id_hash};
pub use marks::{Conflict, Mark, Marks};
pub use serve::{Hits, Job, Queue, Server};

use crate::domain::basis::said;
use crate::domain::{Incident, IncidentId, LabelId, Vocabulary};

use super::checks::{Flag, Weight, flags};
use super::tally::Tally;

/// How many characters of a heading a row keeps: more than any screen shows.
const HEADING: usize = 240;

/// One incident as the queue shows it. Only rows in and around the window are
/// kept like this; of all others there is a [`Head`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its place in the file, from 0.
    pub row: u32,
    /// Its id.
    pub id: IncidentId,
    /// What it is called on screen.
    pub title: String,
    /// The machine's label.
    pub label: Option<LabelId>,
    /// What tells whether the machine's label, or which articles it is given for,
    /// was another when it was answered.
    pub said: u32,
    /// How many articles it lists.
    pub articles: u32,
    /// Ids of its flags, the gravest first.
    pub flags: Vec<&'static str>,
    /// How doubtful the machine's verdict is, 0 to 1.
    pub doubt: f32,
    /// True where its line holds no incident that can be read: nothing is decided on it.
    pub unreadable: bool,
}

impl Row {
    /// The row of an incident.
    pub fn of(vocabulary: &Vocabulary, row: u32, incident: &Incident) -> Self {
        let raised = flags(vocabulary, incident);
        Self {
            row,
            id: incident.id.clone(),
            title: incident.heading().chars().take(HEADING).collect(),
            label: incident.verdict.label.clone(),
            said: said(incident),
            articles: u32::try_from(incident.articles.len()).unwrap_or(u32::MAX),
            flags: raised.iter().map(|flag| flag.id).collect(),
            doubt: doubt(&Tally::machine(vocabulary, incident), incident, &raised),
            unreadable: false,
        }
    }
}

/// Weight of the disagreement among articles (entropy of their labels, normalised).
const DISAGREEMENT: f64 = 0.30;
/// Weight of the machine's own lack of confidence, where it gives a confidence.
const UNCERTAINTY: f64 = 0.20;
/// Weight of rules in conflict: flags of weight [`Weight::Doubt`].
const CONFLICTS: f64 = 0.15;
/// Weight of verdicts that nothing states clearly.
const UNCLEAR: f64 = 0.05;
/// So many doubting flags are as bad as it gets.
const MANY_CONFLICTS: f64 = 3.0;

/// How doubtful a verdict is, 0 to 1: those parts of the monitor's queue
/// priority that one record can tell, each weighed as there. A part that the
/// record can't tell leaves the mean, so that its absence is no sign of doubt.
fn doubt(tally: &Tally, incident: &Incident, raised: &[Flag]) -> f32 {
    let doubts = raised.iter().filter(|flag| flag.weight == Weight::Doubt);
    let conflicts = doubts.fold(0.0, |sum: f64, _| sum + 1.0);
    let voices = f64::from(tally.total() + tally.unclear);
    let unclear = match &incident.verdict.label {
        None => 1.0,
        Some(_) => f64::from(tally.unclear) / voices.max(1.0),
    };
    let confidence = incident.verdict.confidence;
    let parts = [
        (DISAGREEMENT, Some(tally.disagreement())),
        (
            UNCERTAINTY,
            confidence.map(|sure| 1.0 - sure.clamp(0.0, 1.0)),
        ),
        (
            CONFLICTS,
            Some(conflicts.min(MANY_CONFLICTS) / MANY_CONFLICTS),
        ),
        (UNCLEAR, Some(unclear)),
    ];
    let known = parts
        .iter()
        .filter_map(|(weight, part)| Some((weight, (*part)?)));
    let (sum, weights) = known.fold((0.0, 0.0), |(sum, weights), (weight, part)| {
        (sum + weight * part, weights + weight)
    });
    (sum / weights) as f32
}

/// In which order the queue is served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As in the file.
    #[default]
    File,
    /// The most doubtful first.
    Doubt,
}

/// The orders and how they are written.
const ORDERS: &[(Order, &str)] = &[(Order::File, "file"), (Order::Doubt, "doubt")];

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = ORDERS.iter().find(|(order, _)| order == self);
        f.write_str(word.map_or("", |(_, word)| word))
    }
}

impl FromStr for Order {
    type Err = BadFilter;

    fn from_str(text: &str) -> Result<Self, BadFilter> {
        fault::choose("order", text.trim(), ORDERS).map_err(|fault| BadFilter(vec![fault]))
    }
}

/// How far one reviewer is, counted in incidents. An incident on which
/// reviewers disagree is decided for each of them who answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Incidents whose own verdict is decided.
    pub decided: usize,
    /// Incidents put off.
    pub deferred: usize,
    /// Incidents to which answers differ.
    pub conflicting: usize,
    /// Those of them to which this reviewer's own do, given apart.
    pub apart: usize,
    /// Those decided whose label by the machine, or whose articles, are others since.
    pub changed: usize,
}

#[cfg(test)]
mod tests;
