//! The queue: rows of a set in the order in which they are served, and the filters on them.

use std::fmt;
use std::str::FromStr;

use crate::domain::{Date, How, Incident, IncidentId, LabelId, ReviewerId, Vocabulary};

use super::ledger::Ledger;

/// What the queue knows of one incident without holding it in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its place in the file, from 0.
    pub row: u32,
    /// Its id.
    pub id: IncidentId,
    /// What it is called on screen.
    pub title: String,
    /// Its day.
    pub date: Option<Date>,
    /// The machine's label.
    pub label: Option<LabelId>,
    /// How that was obtained.
    pub how: How,
    /// How many articles it lists.
    pub articles: u32,
    /// Ids of its flags, the gravest first.
    pub flags: Vec<&'static str>,
    /// How doubtful the machine's verdict is, 0 to 1.
    pub doubt: f32,
}

impl Row {
    /// The row of an incident.
    pub fn of(vocabulary: &Vocabulary, row: u32, incident: &Incident) -> Self {
        let _ = (vocabulary, row, incident);
        unimplemented!()
    }
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

impl fmt::Display for Order {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        unimplemented!()
    }
}

/// What is wrong with a filter or an order as typed, with what is allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadFilter(pub String);

impl FromStr for Order {
    type Err = BadFilter;

    fn from_str(_: &str) -> Result<Self, BadFilter> {
        unimplemented!()
    }
}

/// Which rows the queue shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {}

/// How a filter is written, for prompts and help.
pub const FILTER_HELP: &str = "";

impl FromStr for Filter {
    type Err = BadFilter;

    fn from_str(_: &str) -> Result<Self, BadFilter> {
        unimplemented!()
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        unimplemented!()
    }
}

impl Filter {
    /// True where it lets everything pass.
    pub fn is_empty(&self) -> bool {
        unimplemented!()
    }

    /// Refuses labels that the vocabulary doesn't know.
    ///
    /// # Errors
    /// An unknown label, with those that are known.
    pub fn check(&self, vocabulary: &Vocabulary) -> Result<(), BadFilter> {
        let _ = vocabulary;
        unimplemented!()
    }

    /// Whether a row passes, for one reviewer.
    pub fn matches(
        &self,
        row: &Row,
        ledger: &Ledger,
        reviewer: &ReviewerId,
        vocabulary: &Vocabulary,
    ) -> bool {
        let _ = (row, ledger, reviewer, vocabulary);
        unimplemented!()
    }
}

/// Rows in an order; pinned ones (already seen) keep their place.
pub fn sort(rows: &[Row], order: Order, pinned: &dyn Fn(u32) -> bool) -> Vec<u32> {
    let _ = (rows, order, pinned);
    unimplemented!()
}

/// How far a review is, counted in incidents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Incidents whose own verdict is decided.
    pub decided: usize,
    /// Incidents put off.
    pub deferred: usize,
    /// Incidents on which reviewers disagree.
    pub conflicting: usize,
}

/// Counts, for one reviewer or (none) for all together.
pub fn progress(rows: &[Row], ledger: &Ledger, reviewer: Option<&ReviewerId>) -> Progress {
    let _ = (rows, ledger, reviewer);
    unimplemented!()
}

/// All that an analyst sees of an incident, folded for searching.
pub fn haystack(incident: &Incident) -> String {
    let _ = incident;
    unimplemented!()
}
