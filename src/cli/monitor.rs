//! `overrule monitor`: news articles into a set of labelled incidents, or into
//! a set that is there already.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZero;

use serde::Serialize;

use crate::disk::{Fs, RealFs};
use crate::domain::{Incident, Vocabulary};
use crate::export::{Existing, save};
use crate::ingest::import;
use crate::ingest::input::Input;
use crate::ingest::shape::Shape;
use crate::monitor::articles::{self, Names, RawArticle};
use crate::monitor::cluster::{self, Grouper, Known, Settings};
use crate::monitor::label::Rules;
use crate::monitor::relabel::{Relabelled, relabel};
use crate::monitor::run::{Group, Outcome, members, run as monitor};

use super::args::MonitorArgs;
use super::error::CliError;
use super::homes::Homes;
use super::import::{bytes, inputs};
use super::{Exit, learn, out, settings};

/// What a run did, for people and for machines.
#[derive(Serialize)]
struct Report {
    /// Articles in.
    articles: articles::Report,
    /// Incidents in the set.
    incidents: usize,
    /// Those that are new.
    new: usize,
    /// Those of the set that took articles in.
    grown: usize,
    /// Articles that the set had already.
    known: usize,
    /// How many incidents have each label.
    labels: BTreeMap<String, usize>,
    /// By which weights of `overrule learn` articles were labelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    weights: Option<String>,
    /// What became of the labels that the set had.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    old: Option<Old>,
}

/// What became of the labels that a set had.
#[derive(Serialize)]
enum Old {
    /// So many articles keep them, whatever weights label the new ones.
    #[serde(rename = "labels_kept")]
    Kept(usize),
    /// They were given anew.
    #[serde(rename = "relabelled")]
    Relabelled(Relabelled),
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} incidents", self.incidents)?;
        if self.grown > 0 || self.known > 0 || self.new != self.incidents {
            write!(
                f,
                ": {} new, {} took articles in; {} articles were there already",
                self.new, self.grown, self.known
            )?;
        }
        writeln!(f)?;
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
        match &self.old {
            Some(Old::Kept(kept)) => writeln!(
                f,
                "{kept} articles that were there keep the labels they had; --relabel labels them anew"
            )?,
            Some(Old::Relabelled(done)) => writeln!(
                f,
                "{} articles that were there were labelled anew: {} have another label, and {} incidents",
                done.articles, done.changed, done.incidents
            )?,
            None => {}
        }
        self.articles.fmt(f)
    }
}

/// Runs it.
pub fn run(args: &MonitorArgs) -> Result<Exit, CliError> {
    let fs = RealFs;
    let vocabulary = settings::load(&fs, &Homes::find()?, args.vocabulary.as_deref())?.vocabulary;
    let weights = learn::weights(args.weights.as_deref())?;
    let rules = Rules {
        vocabulary: &vocabulary,
        weights: &weights,
    };
    let names = Names::with(&args.fields).map_err(CliError::refused)?;
    let threads = args
        .threads
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, NonZero::get));
    let mut there = match &args.into {
        Some(set) => there(&fs, &vocabulary, set)?,
        None => Vec::new(),
    };
    let read = articles::read(&fs, &inputs(&args.files)?, &names);
    if read.articles.is_empty() && !args.files.is_empty() {
        return Err(CliError::Refused(format!(
            "no article was found, so nothing was written\n{}",
            read.report
        )));
    }
    let old = old_labels(args, rules, &mut there, threads);
    let settings = Settings::shipped().map_err(CliError::refused)?;
    let made = if args.files.is_empty() {
        Outcome {
            incidents: there,
            ..Outcome::default()
        }
    } else {
        monitor(rules, there, read.articles, threads, |set, all| {
            group(settings, threads, set, all)
        })
    };
    let existing = if args.force || args.into.is_some() {
        Existing::Replace
    } else {
        Existing::Keep
    };
    if let Some(path) = args.into.as_ref().or(args.output.as_ref()) {
        save(&fs, path, &bytes(&made.incidents)?, existing).map_err(CliError::refused)?;
    }
    let report = Report {
        weights: args.weights.is_some().then(|| weights.version.clone()),
        old,
        ..report(read.report, &made)
    };
    out::report(&report, args.json)?;
    Ok(if report.articles.dropped.is_empty() {
        Exit::Done
    } else {
        Exit::Partly
    })
}

/// What becomes of the labels that a set has: they stay, unless asked.
fn old_labels(
    args: &MonitorArgs,
    rules: Rules<'_>,
    there: &mut [Incident],
    threads: usize,
) -> Option<Old> {
    if args.relabel {
        return Some(Old::Relabelled(relabel(rules, there, threads)));
    }
    let kept = || there.iter().map(|incident| incident.articles.len()).sum();
    (args.weights.is_some() && args.into.is_some()).then(|| Old::Kept(kept()))
}

fn report(articles: articles::Report, made: &Outcome) -> Report {
    let mut labels: BTreeMap<String, usize> = BTreeMap::new();
    for incident in &made.incidents {
        let label = incident.verdict.label.as_ref();
        let name = label.map_or("unclear", |label| label.as_str());
        *labels.entry(name.to_owned()).or_default() += 1;
    }
    Report {
        articles,
        incidents: made.incidents.len(),
        new: made.new,
        grown: made.grown,
        known: made.known,
        labels,
        weights: None,
        old: None,
    }
}

/// The incidents of a set that is to take articles in.
fn there(
    fs: &dyn Fs,
    vocabulary: &Vocabulary,
    set: &std::path::Path,
) -> Result<Vec<Incident>, CliError> {
    let done = import(
        fs,
        vocabulary,
        &[Input::Path(set.to_owned())],
        Some(Shape::Set),
    );
    match done.report.skipped.first() {
        None => Ok(done.incidents),
        Some(first) => Err(CliError::Refused(format!(
            "{} can't take articles in: {first}; mend it, or write a new set with -o",
            set.display()
        ))),
    }
}

/// Which articles belong together; those of the set stay in their incidents.
fn group(settings: Settings, threads: usize, set: &[Incident], all: &[RawArticle]) -> Vec<Group> {
    let mut grouper = Grouper::new(settings, threads);
    grouper.add(all);
    let grouping = grouper
        .prepare(&Known::new(set.iter().map(members)))
        .group();
    let places = |group: cluster::Group| Group {
        id: group.id,
        members: group
            .members
            .iter()
            .map(|member| (member.article, member.copy_of))
            .collect(),
    };
    grouping.groups.into_iter().map(places).collect()
}
