//! `overrule import`: any accepted shape into a set, with a report of what was
//! taken, repaired and skipped.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::disk::{Fs, Kind, RealFs};
use crate::domain::limits::{LAID_BYTES, PIPE_BYTES, RECORD_BYTES};
use crate::domain::visible::spell;
use crate::domain::{Incident, Vocabulary};
use crate::export::{Existing, Saving};
use crate::ingest::append::Known;
use crate::ingest::input::Input;
use crate::ingest::report::Skip;
use crate::ingest::shape::Shape;
use crate::ingest::{Report, import_into};

use super::args::ImportArgs;
use super::error::CliError;
use super::homes::Homes;
use super::interrupt::Interrupt;
use super::output::{self, Growing};
use super::progress::{Progress, Unit};
use super::{Exit, out, settings};

/// Runs it.
pub fn run(args: &ImportArgs) -> Result<Exit, CliError> {
    let fs = RealFs;
    let vocabulary = settings::load(&fs, &Homes::find()?, args.vocabulary.as_deref())?.vocabulary;
    let inputs = inputs(&args.files)?;
    let shape = shape(args.shape.as_deref())?;
    let read = output::paths(&inputs).chain(args.vocabulary.as_deref());
    let existing = output::existing(&fs, &args.output, args.force, read)?;
    let report = if args.append && fs.stat(&args.output).is_ok() {
        over_file(&fs, &vocabulary, &inputs, shape, &args.output)?
    } else {
        into_file(&fs, &vocabulary, &inputs, shape, &args.output, existing)?
    };
    out::report(&report, args.json).map_err(|error| error.once_written(Some(&args.output)))?;
    Ok(if report.skipped.is_empty() {
        Exit::Done
    } else {
        Exit::Partly
    })
}

/// A shape by its name.
pub fn shape(name: Option<&str>) -> Result<Option<Shape>, CliError> {
    name.map(|name| name.parse().map_err(CliError::refused))
        .transpose()
}

/// What the command line names; `-` reads standard input.
pub fn inputs(files: &[PathBuf]) -> Result<Vec<Input>, CliError> {
    files
        .iter()
        .map(|path| {
            if path.as_os_str() != "-" {
                return Ok(Input::Path(path.clone()));
            }
            let mut bytes = Vec::new();
            std::io::stdin()
                .lock()
                .take(PIPE_BYTES + 1)
                .read_to_end(&mut bytes)
                .map_err(|cause| CliError::file("standard input", cause, "pipe something in"))?;
            if bytes.len() as u64 > PIPE_BYTES {
                return Err(CliError::Refused(format!(
                    "standard input has more than {PIPE_BYTES} bytes, which is the limit; save it to a file and name that"
                )));
            }
            Ok(Input::Bytes {
                name: "standard input".to_owned(),
                bytes,
            })
        })
        .collect()
}

/// Imports into a file, incident by incident: no more than one is held.
///
/// # Errors
/// No incident in any input, or no place to write; then nothing is written.
pub fn into_file(
    fs: &dyn Fs,
    vocabulary: &Vocabulary,
    inputs: &[Input],
    shape: Option<Shape>,
    path: &Path,
    existing: Existing,
) -> Result<Report, CliError> {
    let progress = Progress::new(true);
    progress.stage("reading", size(fs, inputs), Unit::Bytes);
    let told = |bytes| progress.tick(bytes);
    let interrupt = Interrupt::watch();
    let mut saving = Saving::begin(fs, path, existing).map_err(CliError::refused)?;
    let report = import_into(fs, vocabulary, inputs, shape, &told, &mut |incident| {
        interrupt.check()?;
        unless_too_long(incident, |_, line| {
            saving.append(&line).map_err(CliError::refused)
        })
    })?;
    if report.incidents() == 0 {
        return Err(nothing(path, &report));
    }
    saving.finish().map_err(CliError::refused)?;
    Ok(report)
}

/// How many bytes the inputs have; none where one is a folder or isn't there.
fn size(fs: &dyn Fs, inputs: &[Input]) -> Option<u64> {
    let sizes = inputs.iter().map(|input| match input {
        Input::Bytes { bytes, .. } => Some(bytes.len() as u64),
        Input::Path(path) => {
            let stat = fs.stat(path).ok();
            stat.filter(|stat| stat.kind == Kind::File)
                .map(|stat| stat.len)
        }
    });
    sizes.sum()
}

/// Imports over a set that is there, incident by incident: what is added is
/// held, the set is not. Where nothing changes, the file stays as it is.
///
/// # Errors
/// A damaged set, one that changes meanwhile, more than can be held, or no
/// place to write; then the set stays as it was.
pub fn over_file(
    fs: &dyn Fs,
    vocabulary: &Vocabulary,
    inputs: &[Input],
    shape: Option<Shape>,
    set: &Path,
) -> Result<Report, CliError> {
    let growing = Growing::begin(fs, set)?;
    let progress = Progress::new(true);
    let told = |bytes| progress.tick(bytes);
    let interrupt = Interrupt::watch();
    progress.stage("reading", size(fs, inputs), Unit::Bytes);
    let mut new = Vec::new();
    let mut held = 0;
    let mut report = import_into(fs, vocabulary, inputs, shape, &told, &mut |incident| {
        interrupt.check()?;
        unless_too_long(incident, |incident, line| {
            held += line.len() as u64;
            new.push(incident);
            fits(set, held)
        })
    })?;
    let there = [Input::Path(set.to_owned())];
    let through = |stage, each: &mut dyn FnMut(Incident) -> Result<(), CliError>| {
        progress.stage(stage, size(fs, &there), Unit::Bytes);
        let shape = Some(Shape::Set);
        import_into(fs, vocabulary, &there, shape, &told, &mut |incident| {
            interrupt.check()?;
            each(incident)?;
            Ok(None)
        })
    };
    let mut known = Known::default();
    let read = through("reading the set", &mut |incident| {
        known.add(&incident);
        Ok(())
    })?;
    if let Some(first) = read.skipped.first() {
        return Err(CliError::Refused(format!(
            "{} is damaged, so nothing was added to it: {first}; mend or move it first",
            set.display()
        )));
    }
    let mut over = known.over(new);
    let changed = || {
        CliError::Refused(format!(
            "{} changed while it was read, so nothing was added to it; try again",
            set.display()
        ))
    };
    let saving = Saving::begin(fs, set, Existing::Replace).map_err(CliError::refused)?;
    let mut saving = saving.over(Some(growing.was));
    let mut save = |incident: &Incident| {
        let line = line(incident)?;
        saving.append(&line).map_err(CliError::refused)
    };
    through("writing", &mut |incident| {
        save(&over.next(incident).ok_or_else(changed)?)
    })?;
    let added = over.end(&mut report).ok_or_else(changed)?;
    if added.is_empty() && report.replaced.is_empty() {
        return Ok(report);
    }
    added.iter().try_for_each(&mut save)?;
    saving.finish().map_err(CliError::refused)?;
    Ok(report)
}

/// What is added to a set is held in memory.
fn fits(set: &Path, held: u64) -> Result<(), CliError> {
    if held <= LAID_BYTES {
        return Ok(());
    }
    Err(CliError::Refused(format!(
        "what is to be added to {} has more than {LAID_BYTES} bytes, which is the limit; add it in parts or import it into another set",
        set.display()
    )))
}

fn nothing(path: &Path, report: &Report) -> CliError {
    CliError::Refused(format!(
        "no incident was found, so {} was not written\n{report}",
        path.display()
    ))
}

/// A line of a set.
///
/// # Errors
/// It would be longer than a record of a set may be.
pub fn line(incident: &Incident) -> Result<Vec<u8>, CliError> {
    let line = spelled(incident)?;
    if too_long(&line).is_none() {
        return Ok(line);
    }
    let source = match (&incident.source.file, incident.source.line) {
        (Some(file), Some(line)) => format!(" ({file}:{line})"),
        (Some(file), None) => format!(" ({file})"),
        _ => String::new(),
    };
    Err(CliError::Refused(format!(
        "the incident {}{source} with {} articles would take {} bytes, and no set can be read whose record has more than {RECORD_BYTES}, so nothing was written; leave long texts out, or divide it",
        incident.id,
        incident.articles.len(),
        line.len() - 1
    )))
}

/// An incident as a line of a set, with its line feed.
fn spelled(incident: &Incident) -> Result<Vec<u8>, CliError> {
    let mut line = Vec::new();
    spell(incident, &mut line).map_err(CliError::refused)?;
    line.push(b'\n');
    Ok(line)
}

/// Takes an incident with its line, unless no reader of sets would: then why not.
fn unless_too_long(
    incident: Incident,
    take: impl FnOnce(Incident, Vec<u8>) -> Result<(), CliError>,
) -> Result<Option<Skip>, CliError> {
    let line = spelled(&incident)?;
    match too_long(&line) {
        Some(skip) => Ok(Some(skip)),
        None => take(incident, line).map(|()| None),
    }
}

/// Why no reader of sets would take a line.
fn too_long(line: &[u8]) -> Option<Skip> {
    let (bytes, limit) = (line.len() - 1, RECORD_BYTES);
    (bytes > limit).then_some(Skip::TooLong { bytes, limit })
}
