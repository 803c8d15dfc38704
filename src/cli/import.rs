//! `overrule import`: any accepted shape into a set, with a report of what was
//! taken, repaired and skipped.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::disk::{Fs, RealFs};
use crate::domain::json::escape_invisible;
use crate::domain::{Incident, Vocabulary};
use crate::export::{Existing, save};
use crate::ingest::input::Input;
use crate::ingest::shape::Shape;
use crate::ingest::{Imported, append, import};

use super::args::ImportArgs;
use super::error::CliError;
use super::homes::Homes;
use super::{Exit, out, settings};

/// Runs it.
pub fn run(args: &ImportArgs) -> Result<Exit, CliError> {
    let fs = RealFs;
    let vocabulary = settings::load(&fs, &Homes::find()?, args.vocabulary.as_deref())?.vocabulary;
    let inputs = inputs(&args.files)?;
    let shape = shape(args.shape.as_deref())?;
    let there = args.append.then_some(args.output.as_path());
    let made = make(&fs, &vocabulary, &inputs, shape, there)?;
    if made.incidents.is_empty() {
        return Err(CliError::Refused(format!(
            "no incident was found, so {} was not written\n{}",
            args.output.display(),
            made.report
        )));
    }
    let existing = if args.append || args.force {
        Existing::Replace
    } else {
        Existing::Keep
    };
    save(&fs, &args.output, &bytes(&made.incidents)?, existing).map_err(CliError::refused)?;
    out::report(&made.report, args.json)?;
    Ok(if made.report.skipped.is_empty() {
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
                .read_to_end(&mut bytes)
                .map_err(|cause| CliError::file("standard input", cause, "pipe something in"))?;
            Ok(Input::Bytes {
                name: "standard input".to_owned(),
                bytes,
            })
        })
        .collect()
}

/// Imports; where a set is `there` already it takes the new records in.
pub fn make(
    fs: &dyn Fs,
    vocabulary: &Vocabulary,
    inputs: &[Input],
    shape: Option<Shape>,
    there: Option<&Path>,
) -> Result<Imported, CliError> {
    let new = import(fs, vocabulary, inputs, shape);
    let Some(set) = there.filter(|set| fs.stat(set).is_ok()) else {
        return Ok(new);
    };
    let old = import(
        fs,
        vocabulary,
        &[Input::Path(set.to_owned())],
        Some(Shape::Set),
    );
    if let Some(first) = old.report.skipped.first() {
        return Err(CliError::Refused(format!(
            "{} is damaged, so nothing was added to it: {first}; mend or move it first",
            set.display()
        )));
    }
    Ok(append(old.incidents, new))
}

/// The bytes of a set: one incident a line.
pub fn bytes(incidents: &[Incident]) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    for incident in incidents {
        let line = incident.to_json().map_err(CliError::refused)?;
        bytes.extend_from_slice(escape_invisible(&line).as_bytes());
        bytes.push(b'\n');
    }
    Ok(bytes)
}
