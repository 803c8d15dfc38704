//! `overrule monitor`: news articles into a set of labelled incidents, or into
//! a set that is there already, as analysts left it.

mod report;

use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;

use crate::disk::{Fs, RealFs};
use crate::domain::{Incident, Vocabulary};
use crate::export::{Existing, save};
use crate::ingest::import;
use crate::ingest::input::Input;
use crate::ingest::shape::Shape;
use crate::monitor::arrange::{Arranged, arrange, is_decided};
use crate::monitor::articles::{self, Names, RawArticle};
use crate::monitor::cluster::{Grouper, Grouping, Known, Settings};
use crate::monitor::label::Rules;
use crate::monitor::propose::propose;
use crate::monitor::relabel::relabel;
use crate::monitor::run::{Outcome, run as monitor};
use crate::monitor::watch::{Stage, Watch};
use crate::review::ledger::Ledger;

use super::args::{MonitorArgs, Who};
use super::error::CliError;
use super::homes::Homes;
use super::import::{bytes, inputs};
use super::progress::{Progress, Unit};
use super::{Exit, learn, open, out, set, settings};
use report::Old;

/// Runs it.
pub fn run(args: &MonitorArgs) -> Result<Exit, CliError> {
    let fs = RealFs;
    let homes = Homes::find()?;
    let vocabulary = settings::load(&fs, &homes, args.vocabulary.as_deref())?.vocabulary;
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
        Some(set) => there(&homes, &vocabulary, set, args)?,
        None => There::default(),
    };
    let inputs = inputs(&args.files)?;
    let watch = Bar(Progress::new(!args.json));
    watch.stage(Stage::Reading, None);
    let read = articles::read(&fs, &inputs, &names, &watch);
    if read.articles.is_empty() && !args.files.is_empty() {
        return Err(CliError::Refused(format!(
            "no article was found, so nothing was written\n{}",
            read.report
        )));
    }
    let old = old_labels(args, rules, &mut there.incidents, threads, &watch);
    let incidents = std::mem::take(&mut there.incidents);
    let arranged = arrange(rules, incidents, &there.ledger);
    let moved = arranged.moved.clone();
    let made = joined(
        rules,
        arranged,
        &there.ledger,
        read.articles,
        threads,
        &watch,
    )?;
    let existing = if args.force || args.into.is_some() {
        Existing::Replace
    } else {
        Existing::Keep
    };
    if let Some(path) = args.into.as_ref().or(args.output.as_ref()) {
        save(&fs, path, &bytes(&made.incidents)?, existing).map_err(CliError::refused)?;
    }
    drop(watch);
    let mut report = report::of(read.report, moved, &made);
    report.weights = args.weights.is_some().then(|| weights.version.clone());
    report.old = old;
    out::report(&report, args.json)?;
    Ok(if report.articles.dropped.is_empty() {
        there.exit
    } else {
        Exit::Partly
    })
}

/// Puts articles into a set as analysts left it, and proposes.
fn joined(
    rules: Rules<'_>,
    arranged: Arranged,
    ledger: &Ledger,
    new: Vec<RawArticle>,
    threads: usize,
    watch: &dyn Watch,
) -> Result<Outcome, CliError> {
    let Arranged {
        incidents,
        known,
        moved,
    } = arranged;
    if new.is_empty() && moved.is_empty() {
        return Ok(Outcome {
            incidents,
            ..Outcome::default()
        });
    }
    let settings = Settings::shipped().map_err(CliError::refused)?;
    let thresholds = settings.thresholds;
    let decided = |id: &_| is_decided(ledger, id);
    let mut made = monitor(rules, incidents, new, threads, decided, watch, |all| {
        group(settings, threads, &known, watch, all)
    });
    // Where nothing came in and nothing moved, what was proposed stands.
    if made.new > 0 || !made.grown.is_empty() || !moved.is_empty() {
        let (incidents, grouping) = (&mut made.incidents, &made.grouping);
        propose(incidents, grouping, &made.articles, &known, &thresholds);
    }
    Ok(made)
}

/// The line that tells how far a run is.
struct Bar(Progress);

impl Watch for Bar {
    fn stage(&self, stage: Stage, total: Option<u64>) {
        let name = match stage {
            Stage::Reading => "reading",
            Stage::Words => "splitting",
            Stage::Comparing => "comparing",
            Stage::Joining => "joining",
            Stage::Labelling => "labelling",
        };
        let unit = match stage {
            Stage::Reading => Unit::Bytes,
            _ => Unit::Items("articles"),
        };
        self.0.stage(name, total, unit);
    }

    fn done(&self, n: u64) {
        self.0.tick(n);
    }
}

/// What becomes of the labels that a set has: they stay, unless asked.
fn old_labels(
    args: &MonitorArgs,
    rules: Rules<'_>,
    there: &mut [Incident],
    threads: usize,
    watch: &dyn Watch,
) -> Option<Old> {
    if args.relabel {
        return Some(Old::Relabelled(relabel(rules, there, threads, watch)));
    }
    let kept = || there.iter().map(|incident| incident.articles.len()).sum();
    (args.weights.is_some() && args.into.is_some()).then(|| Old::Kept(kept()))
}

/// A set that is to take articles in.
struct There {
    incidents: Vec<Incident>,
    ledger: Ledger,
    exit: Exit,
}

impl Default for There {
    fn default() -> Self {
        Self {
            incidents: Vec::new(),
            ledger: Ledger::new(),
            exit: Exit::Done,
        }
    }
}

/// Its incidents, and what was decided about them.
fn there(
    homes: &Homes,
    vocabulary: &Vocabulary,
    path: &Path,
    args: &MonitorArgs,
) -> Result<There, CliError> {
    let fs: Arc<dyn Fs> = Arc::new(RealFs);
    let done = import(
        fs.as_ref(),
        vocabulary,
        &[Input::Path(path.to_owned())],
        Some(Shape::Set),
    );
    if let Some(first) = done.report.skipped.first() {
        return Err(CliError::Refused(format!(
            "{} can't take articles in: {first}; mend it, or write a new set with -o",
            path.display()
        )));
    }
    let who = Who {
        decisions: args.decisions.clone(),
        ..Who::default()
    };
    let place = open::one(&fs, homes, vocabulary, Some(path), &who)?;
    let decided = set::decided(fs.as_ref(), homes, &place.decisions)?;
    Ok(There {
        exit: decided.exit(),
        incidents: done.incidents,
        ledger: decided.ledger,
    })
}

/// Which articles belong together; those of the set stay in their incidents.
fn group(
    settings: Settings,
    threads: usize,
    known: &Known,
    watch: &dyn Watch,
    all: &[RawArticle],
) -> Grouping {
    watch.stage(Stage::Words, Some(all.len() as u64));
    let mut grouper = Grouper::new(settings, threads).watched(watch);
    grouper.add(all);
    grouper.prepare(known).group()
}
