//! What a run of the monitor did, for people and for machines.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Serialize;

use crate::domain::{Article, ArticleId, Incident, IncidentId, LabelId};
use crate::export::SaveError;
use crate::monitor::arrange::Moved;
use crate::monitor::articles;
use crate::monitor::relabel::Relabelled;
use crate::monitor::run::{Grown, Outcome, Told, Was};
use crate::text::counted;

use super::super::args::{Beside, MonitorArgs};
use super::super::error::CliError;
use super::super::farewell::command;

/// Lines of one kind that people are shown; machines get all.
const LINES: usize = 20;

/// The report.
#[derive(Default, Serialize)]
pub struct Report {
    /// Articles in.
    pub articles: articles::Report,
    /// Incidents that an interrupted run with the same articles had left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resumed: Option<usize>,
    /// Incidents in the set.
    incidents: usize,
    /// Those that are new.
    new: usize,
    /// Those of the set that took articles in.
    grown: usize,
    /// Articles that the set had already.
    known: usize,
    /// Those of them whose headline is another now; the set keeps its own.
    pub reworded: Vec<String>,
    /// How many incidents have each label.
    labels: BTreeMap<String, usize>,
    /// By which weights of `overrule learn` articles were labelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<String>,
    /// What became of the labels that the set had.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub old: Option<Old>,
    /// Incidents that may be two.
    possible_splits: usize,
    /// Incidents that may be one with another.
    possible_merges: usize,
    /// What acts of analysts put elsewhere than it was in the set.
    moved: Vec<Moved>,
    /// What joined what.
    joined: Vec<Joined>,
    /// Whether there was a set before, in which some are new.
    #[serde(skip)]
    grows: bool,
    /// What is new in a set that was there.
    added: Vec<Added>,
}

/// An incident that is new in a set.
#[derive(Serialize)]
struct Added {
    incident: IncidentId,
    title: Option<String>,
    label: Option<LabelId>,
}

/// What became of the labels that a set had.
#[derive(Serialize)]
pub enum Old {
    /// So many articles keep them, whatever weights label the new ones.
    #[serde(rename = "labels_kept")]
    Kept(usize),
    /// They were given anew.
    #[serde(rename = "relabelled")]
    Relabelled(Relabelled),
}

impl fmt::Display for Old {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kept(kept) => writeln!(
                f,
                "{kept} articles that were there keep the labels they had; --relabel labels them anew"
            ),
            Self::Relabelled(done) => writeln!(
                f,
                "{} articles that were there were labelled anew: {} have another label, and {} incidents",
                done.articles, done.changed, done.incidents
            ),
        }
    }
}

/// An incident that took articles in.
#[derive(Serialize)]
struct Joined {
    incident: IncidentId,
    title: Option<String>,
    articles: Vec<Taken>,
    /// Its label before.
    was: Option<LabelId>,
    /// The label that most of its articles have now.
    now: Option<LabelId>,
    /// What became of label and reasons.
    verdict: Told,
}

/// An article that was taken in.
#[derive(Serialize)]
struct Taken {
    id: ArticleId,
    title: Option<String>,
    outlet: Option<String>,
}

impl Report {
    /// Before any incident is told.
    pub fn new(articles: articles::Report, moved: Vec<Moved>, grows: bool) -> Self {
        Self {
            articles,
            moved,
            grows,
            ..Self::default()
        }
    }

    /// True where acts of analysts put anything elsewhere.
    pub fn has_moved(&self) -> bool {
        !self.moved.is_empty()
    }

    /// Takes an incident of the set in, with what came to it.
    pub fn add(&mut self, incident: &Incident, was: Was) {
        let label = incident.verdict.label.as_ref();
        *self.labels.entry(named(label).to_owned()).or_default() += 1;
        self.incidents += 1;
        self.possible_splits += usize::from(!incident.proposals.split.is_empty());
        self.possible_merges += usize::from(!incident.proposals.merge.is_empty());
        match was {
            Was::Grown(grown) => {
                self.grown += 1;
                self.joined.push(Joined::of(incident, grown));
            }
            Was::Missing if self.grows => self.added.push(Added {
                incident: incident.id.clone(),
                title: incident.title.clone(),
                label: incident.verdict.label.clone(),
            }),
            Was::Missing | Was::There => {}
        }
    }

    /// Takes in what the run did as a whole.
    pub fn close(&mut self, outcome: Outcome) {
        self.new = outcome.new;
        self.known = outcome.known;
    }
}

impl Joined {
    fn of(incident: &Incident, grown: Grown) -> Self {
        let taken = |article: &Article| Taken {
            id: article.id.clone(),
            title: article.title.clone(),
            outlet: article.outlet.clone(),
        };
        let articles = grown.articles.iter();
        Self {
            incident: grown.incident,
            title: incident.title.clone(),
            articles: articles
                .filter_map(|id| incident.article(id).map(taken))
                .collect(),
            was: grown.was,
            now: grown.now,
            verdict: grown.verdict,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(resumed) = self.resumed {
            writeln!(
                f,
                "went on after {} that an interrupted run had left",
                counted(resumed, "incident")
            )?;
        }
        write!(f, "{}", counted(self.incidents, "incident"))?;
        if self.grown > 0 || self.known > 0 || self.new != self.incidents {
            write!(
                f,
                ": {} new, {} took articles in; {} there already",
                self.new,
                self.grown,
                counted(self.known, "article")
            )?;
        }
        writeln!(f)?;
        if !self.reworded.is_empty() {
            writeln!(
                f,
                "{} of these have another headline now, and what the set says of them stays: {}",
                self.reworded.len(),
                self.reworded.join(", ")
            )?;
        }
        let labels: Vec<String> = self
            .labels
            .iter()
            .map(|(label, count)| format!("{label} {count}"))
            .collect();
        writeln!(f, "labels of the machine: {}", labels.join(", "))?;
        if let Some(weights) = &self.weights {
            writeln!(
                f,
                "labelled by weights of `overrule learn`, in the record as {weights}"
            )?;
        }
        self.old.as_ref().map_or(Ok(()), |old| old.fmt(f))?;
        if self.possible_splits + self.possible_merges > 0 {
            writeln!(
                f,
                "to look at: {} may be two events (flag:possible-split), {} one with another (flag:possible-merge)",
                self.possible_splits, self.possible_merges
            )?;
        }
        self.lists(f)?;
        self.articles.fmt(f)
    }
}

impl Report {
    /// What went where.
    fn lists(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        lines(f, "moved     ", &self.moved, |f, moved| {
            let count = counted(moved.articles.len(), "article");
            let gone = match moved.dissolved {
                true => ", which is part of it now",
                false => "",
            };
            writeln!(
                f,
                "{count} to {} from {}{gone}, as decided",
                moved.to, moved.from
            )
        })?;
        lines(f, "new       ", &self.added, |f, added| {
            let title = added.title.as_deref().unwrap_or("no title");
            let label = named(added.label.as_ref());
            writeln!(f, "\"{title}\" ({}): {label}", added.incident)
        })?;
        lines(f, "joined    ", &self.joined, |f, joined| {
            write!(f, "{joined}")
        })
    }
}

impl fmt::Display for Joined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = self.title.as_deref().unwrap_or("no title");
        write!(
            f,
            "{} into \"{title}\" ({})",
            counted(self.articles.len(), "article"),
            self.incident
        )?;
        let (was, now) = (named(self.was.as_ref()), named(self.now.as_ref()));
        let why = match self.verdict {
            _ if was == now => None,
            Told::Anew => Some(format!("labelled {now} now, {was} before")),
            Told::Answered => Some(format!(
                "stays {was}, as a person has answered it; by its articles it would be {now}"
            )),
            Told::NotOurs => Some(format!(
                "stays {was}, as its source has it; by its articles it would be {now}"
            )),
        };
        match why {
            None => writeln!(f)?,
            Some(why) => writeln!(f, "; {why}")?,
        }
        for article in &self.articles {
            let title = article.title.as_deref().unwrap_or("no headline");
            match &article.outlet {
                Some(outlet) => writeln!(f, "            \"{title}\" ({outlet})")?,
                None => writeln!(f, "            \"{title}\"")?,
            }
        }
        Ok(())
    }
}

/// Why the set can't be begun, with what can be done where there is one already.
pub fn refused(error: SaveError) -> CliError {
    match &error {
        SaveError::Exists(path) => CliError::Refused(format!(
            "{error}; --into {} takes these articles into it",
            path.display()
        )),
        _ => CliError::refused(error),
    }
}

/// What to do with the set next.
pub fn next(args: &MonitorArgs, set: &Path) -> String {
    let beside = Beside {
        decisions: args.decisions.clone(),
        vocabulary: args.vocabulary.clone(),
    };
    format!("To review: {}", command("review", Some(set), &beside, ""))
}

/// A label, or that there is none.
fn named(label: Option<&LabelId>) -> &str {
    label.map_or("unclear", LabelId::as_str)
}

/// The first few of a list, and how many are left out.
fn lines<T>(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    list: &[T],
    line: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for one in list.iter().take(LINES) {
        f.write_str(name)?;
        line(f, one)?;
    }
    match list.len().saturating_sub(LINES) {
        0 => Ok(()),
        more => writeln!(f, "{name}and {more} more: --json lists all"),
    }
}
