//! The queue: rows of a set in the order in which they are served, how far the
//! review is, and what a search looks at. The filters are in `filter`.

mod fault;
mod filter;

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

pub use fault::{BadFilter, Fault};
pub use filter::{FILTER_HELP, Filter, Passing};

use crate::domain::{Date, How, Incident, IncidentId, LabelId, ReviewerId, Target, Vocabulary};

use super::checks::{Flag, Weight, flags};
use super::ledger::{Ledger, Standing};
use super::tally::Tally;

/// How many characters of a heading a row keeps: more than any screen shows.
const HEADING: usize = 240;

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
        let raised = flags(vocabulary, incident);
        Self {
            row,
            id: incident.id.clone(),
            title: incident.heading().chars().take(HEADING).collect(),
            date: incident.date,
            label: incident.verdict.label.clone(),
            how: incident.verdict.how,
            articles: u32::try_from(incident.articles.len()).unwrap_or(u32::MAX),
            flags: raised.iter().map(|flag| flag.id).collect(),
            doubt: doubt(&Tally::machine(vocabulary, incident), incident, &raised),
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

/// Rows in an order; pinned ones (already seen) keep their place.
pub fn sort(rows: &[Row], order: Order, pinned: &dyn Fn(u32) -> bool) -> Vec<u32> {
    let mut served: Vec<u32> = rows.iter().map(|row| row.row).collect();
    match order {
        Order::File => {}
        Order::Doubt => {
            let free: Vec<usize> = (0..rows.len())
                .filter(|at| !pinned(rows[*at].row))
                .collect();
            let mut by_doubt = free.clone();
            by_doubt.sort_by(|a, b| {
                let (a, b) = (&rows[*a], &rows[*b]);
                b.doubt.total_cmp(&a.doubt).then(a.row.cmp(&b.row))
            });
            for (place, from) in free.into_iter().zip(by_doubt) {
                served[place] = rows[from].row;
            }
        }
    }
    served
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

/// Counts, for one reviewer or (none) for all together. An incident on which
/// reviewers disagree is decided for each of them, and for all together it isn't.
pub fn progress(rows: &[Row], ledger: &Ledger, reviewer: Option<&ReviewerId>) -> Progress {
    // Sets are large and decisions few: rows are probed against what has events.
    let touched: HashSet<&IncidentId> = ledger
        .targets()
        .filter(|target| target.article.is_none())
        .map(|target| &target.incident)
        .collect();
    let mut progress = Progress::default();
    if touched.is_empty() {
        return progress;
    }
    for row in rows.iter().filter(|row| touched.contains(&row.id)) {
        let target = Target::incident(row.id.clone());
        let standing = ledger.standing(&target);
        progress.conflicting += usize::from(standing == Standing::Conflicting);
        let (decided, deferred) = match reviewer {
            None => (
                matches!(standing, Standing::Decided { .. }),
                standing == Standing::Deferred,
            ),
            Some(reviewer) => {
                let work = ledger.work(&target, reviewer);
                let decided = work.is_some_and(|work| work.answer.is_some());
                let deferred = work.is_some_and(|work| work.deferred.is_some());
                (decided, deferred && !decided)
            }
        };
        progress.decided += usize::from(decided);
        progress.deferred += usize::from(deferred);
    }
    progress
}

/// All that an analyst sees of an incident, folded for searching.
pub fn haystack(incident: &Incident) -> String {
    crate::text::fold(&seen(incident))
}

/// All that an analyst sees of an incident, one text a line.
fn seen(incident: &Incident) -> String {
    let mut lines = Vec::new();
    let mut see = |field: Option<&str>| lines.extend(field.map(str::to_owned));
    see(Some(incident.id.as_str()));
    for alias in &incident.aliases {
        see(Some(alias.as_str()));
    }
    see(incident.title.as_deref());
    see(incident.date.map(|date| date.to_string()).as_deref());
    see(incident.country.as_deref());
    see(incident.summary.as_deref());
    see(incident.verdict.rationale.as_deref());
    for value in incident.facets.values().flatten() {
        see(Some(value));
    }
    for article in &incident.articles {
        see(Some(article.id.as_str()));
        see(article.title.as_deref());
        see(article.outlet.as_deref());
        see(article.date.map(|date| date.to_string()).as_deref());
        see(article.url.as_deref());
        see(article.lead.as_deref());
        see(article.verdict.rationale.as_deref());
    }
    for link in &incident.links {
        see(Some(link));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests;
