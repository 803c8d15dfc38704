//! `overrule monitor`: news articles into a set of labelled incidents, or into
//! a set that is there already, as analysts left it.

mod report;

use std::path::Path;
use std::sync::Arc;

use crate::disk::{Fs, RealFs, Stat};
use crate::domain::{Digest, Incident, Vocabulary};
use crate::export::{Existing, Saving};
use crate::ingest::import;
use crate::ingest::input::Input;
use crate::ingest::shape::Shape;
use crate::monitor::arrange::{Arranged, arrange, is_decided};
use crate::monitor::articles::{self, Articles, Names, RawArticle};
use crate::monitor::cluster::{Grouper, Grouping, Known, Settings};
use crate::monitor::label::{Rules, Speech};
use crate::monitor::propose::{Proposer, alike};
use crate::monitor::relabel::relabel;
use crate::monitor::run::{Intake, Run, Was};
use crate::monitor::watch::{Stage, Watch};
use crate::review::ledger::Ledger;
use crate::threads;

use super::args::{Beside, MonitorArgs};
use super::error::CliError;
use super::evaluate::thresholds;
use super::homes::Homes;
use super::import::{inputs, line};
use super::interrupt::Interrupt;
use super::output::{self, Growing};
use super::progress::{Progress, Unit};
use super::{Exit, learn, open, out, set, settings};
use report::{Old, Report};

/// Runs it.
pub fn run(args: &MonitorArgs) -> Result<Exit, CliError> {
    let fs = RealFs;
    let homes = Homes::find()?;
    let vocabulary = settings::load(&fs, &homes, args.vocabulary.as_deref())?.vocabulary;
    let weights = learn::weights(args.weights.as_deref())?;
    let speech = Speech::new(&vocabulary);
    let rules = Rules {
        speech: &speech,
        weights: &weights,
    };
    let grouping = thresholds(args.settings.as_deref())?;
    let names = Names::with(&args.fields).map_err(CliError::refused)?;
    let threads = args.threads.unwrap_or_else(threads::count);
    let mut there = match &args.into {
        Some(set) => there(&homes, &vocabulary, set, args)?,
        None => There::default(),
    };
    let inputs = inputs(&args.files)?;
    let existing = existing(&fs, args, &there, &inputs)?;
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
    let job = Job {
        args,
        rules,
        grouping,
        threads,
        ledger: &there.ledger,
        existing,
        was: there.growing.as_ref().map(|set| set.was),
        watch: &watch,
    };
    let mut report = job.run(&fs, arranged, read)?;
    drop(watch);
    report.weights = args.weights.is_some().then(|| weights.version.clone());
    report.old = old;
    let written = args.into.as_ref().or(args.output.as_ref());
    out::report(&report, args.json).map_err(|error| error.once_written(written))?;
    if let Some(set) = written.filter(|_| !args.json) {
        out::people(&report::next(args, set))
            .map_err(|cause| CliError::Output(cause).once_written(written))?;
    }
    Ok(
        if report.articles.dropped.is_empty() && report.reworded.is_empty() {
            there.exit
        } else {
            Exit::Partly
        },
    )
}

/// What becomes of a file that is where the set goes.
fn existing(
    fs: &dyn Fs,
    args: &MonitorArgs,
    there: &There,
    inputs: &[Input],
) -> Result<Existing, CliError> {
    match (&there.growing, &args.output) {
        (Some(_), _) => Ok(Existing::Replace),
        (None, Some(output)) => {
            let files = [&args.vocabulary, &args.weights, &args.settings];
            let files = files.into_iter().filter_map(|file| file.as_deref());
            let read = output::paths(inputs).chain(files);
            output::existing(fs, output, args.force, read)
        }
        (None, None) => Ok(Existing::Keep),
    }
}

/// Articles on their way into a set.
struct Job<'a> {
    args: &'a MonitorArgs,
    rules: Rules<'a>,
    /// How they are grouped.
    grouping: Settings,
    threads: usize,
    ledger: &'a Ledger,
    /// What becomes of a file that is there already.
    existing: Existing,
    /// What the set was when it was read, where it is to grow.
    was: Option<Stat>,
    watch: &'a Bar,
}

impl Job<'_> {
    /// Puts articles into a set as analysts left it, and proposes. An incident is
    /// written once it is told; where the run is interrupted what was written
    /// stays for the next one.
    fn run(&self, fs: &dyn Fs, arranged: Arranged, new: Articles) -> Result<Report, CliError> {
        let Arranged {
            incidents,
            known,
            moved,
        } = arranged;
        // Where nothing came in and nothing moved, all stands as it was proposed.
        let as_it_was = new.articles.is_empty() && moved.is_empty();
        let mut report = Report::new(new.report, moved, !incidents.is_empty());
        let settings = self.grouping.clone();
        let thresholds = settings.thresholds;
        let also = format!("{known:?} {settings:?}");
        let intake = Intake::new(incidents, new.articles);
        report.reworded = intake.reworded().to_vec();
        let grouping = match as_it_was {
            true => Grouping::default(),
            false => self.group(settings, &known, intake.articles()),
        };
        let is_decided = |id: &_| is_decided(self.ledger, id);
        let run = Run {
            rules: self.rules,
            threads: self.threads,
            watch: self.watch,
            grouping: &grouping,
            is_decided: &is_decided,
        };
        let changes = !as_it_was && (report.has_moved() || run.has_news(&intake));
        let proposer = changes.then(|| {
            let titles = run.titles(&intake, alike(&grouping));
            Proposer::new(&grouping, &intake.ids(), &titles, &known, &thresholds)
        });
        let also = format!("{also} {changes}");
        let key = || run.fingerprint(&intake, &also);
        let mut output = self.output(fs, key, intake.there(), &mut report)?;
        let done = output.as_ref().map_or(0, Output::done);
        let interrupt = Interrupt::watch();
        let told = run.tell(intake, proposer, done, &mut |incident, was| {
            interrupt.check()?;
            if let Some(output) = &mut output {
                output.add(&incident)?;
            }
            report.add(&incident, was);
            Ok(())
        });
        let outcome = match (told, output) {
            (Ok(outcome), None) => outcome,
            (Ok(outcome), Some(Output { saving, .. })) => {
                let saving = saving.over(self.was);
                saving.finish().map_err(CliError::refused)?;
                outcome
            }
            (Err(CliError::Interrupted { signal }), Some(output)) => {
                return Err(output.leave(signal));
            }
            (Err(error), _) => return Err(error),
        };
        report.close(outcome);
        Ok(report)
    }

    fn group(&self, settings: Settings, known: &Known, articles: &[RawArticle]) -> Grouping {
        group(settings, self.threads, known, self.watch, articles)
    }

    /// Begins what is to be written, or goes on with what an interrupted run
    /// with the same key left; none where nothing is.
    fn output<'a>(
        &'a self,
        fs: &'a dyn Fs,
        key: impl FnOnce() -> std::io::Result<Digest>,
        old: usize,
        report: &mut Report,
    ) -> Result<Option<Output<'a>>, CliError> {
        let Some(path) = self.args.into.as_ref().or(self.args.output.as_ref()) else {
            return Ok(None);
        };
        let key = key().map_err(|cause| CliError::file(path, cause, "report this"))?;
        let place = (fs, path.as_path(), self.existing);
        Output::begin(place, &key.short(), old, report).map(Some)
    }
}

/// The set on its way to its place.
struct Output<'a> {
    saving: Saving<'a>,
    path: &'a Path,
    /// How many incidents the set had.
    old: usize,
    /// How many an interrupted run left in it.
    there: usize,
    /// How many came by in this one, old ones first.
    passed: usize,
}

impl<'a> Output<'a> {
    /// Begins, or goes on after the incidents that a run with the same key left;
    /// the new ones of them are reported now.
    fn begin(
        (fs, path, existing): (&'a dyn Fs, &'a Path, Existing),
        key: &str,
        old: usize,
        report: &mut Report,
    ) -> Result<Self, CliError> {
        let mut there = 0;
        let mut take = |line: &[u8]| {
            let line = std::str::from_utf8(line).ok();
            let incident = line.and_then(|line| Incident::from_json(line).ok());
            let good = incident.is_some();
            if let Some(incident) = incident.filter(|_| there >= old) {
                report.add(&incident, Was::Missing);
            }
            there += usize::from(good);
            good
        };
        let saving = Saving::resume(fs, path, existing, key, &mut take);
        report.resumed = (there > 0).then_some(there);
        Ok(Self {
            saving: saving.map_err(report::refused)?,
            path,
            old,
            there,
            passed: 0,
        })
    }

    /// How many of the incidents that are there are new.
    fn done(&self) -> usize {
        self.there.saturating_sub(self.old)
    }

    /// How many old ones needn't be written again.
    fn skipped(&self) -> usize {
        self.there.min(self.old)
    }

    fn add(&mut self, incident: &Incident) -> Result<(), CliError> {
        self.passed += 1;
        if self.passed <= self.skipped() {
            return Ok(());
        }
        let line = line(incident)?;
        self.saving.append(&line).map_err(CliError::refused)
    }

    /// Leaves what was written to the next run.
    fn leave(self, signal: u8) -> CliError {
        let incidents = self.there + self.passed.saturating_sub(self.skipped());
        match self.saving.leave() {
            Ok(()) => CliError::Paused {
                signal,
                path: self.path.to_owned(),
                incidents,
            },
            Err(error) => CliError::refused(error),
        }
    }
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
#[derive(Default)]
struct There {
    growing: Option<Growing>,
    incidents: Vec<Incident>,
    ledger: Ledger,
    exit: Exit,
}

/// Its incidents, and what was decided about them.
fn there(
    homes: &Homes,
    vocabulary: &Vocabulary,
    path: &Path,
    args: &MonitorArgs,
) -> Result<There, CliError> {
    let fs: Arc<dyn Fs> = Arc::new(RealFs);
    let growing = Growing::begin(fs.as_ref(), path)?;
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
    let beside = Beside {
        decisions: args.decisions.clone(),
        ..Beside::default()
    };
    let place = open::one(&fs, homes, vocabulary, Some(path), &beside)?;
    set::named(fs.as_ref(), homes, &beside)?;
    let decided = set::decided(fs.as_ref(), homes, &place.decisions)?;
    Ok(There {
        growing: Some(growing),
        exit: decided.exit(),
        incidents: done.incidents,
        ledger: decided.ledger,
    })
}

/// Articles whose words are held beside those of all that were taken in.
const BATCH: usize = 1 << 15;

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
    for batch in all.chunks(BATCH) {
        grouper.add(batch);
    }
    grouper.prepare(known).group()
}
