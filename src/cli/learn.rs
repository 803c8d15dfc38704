//! `overrule learn`: the monitor's weights refitted to what was decided about a
//! set. Tells what moved and why; writes only the file that is asked for.

use std::path::Path;
use std::sync::Arc;

use crate::disk::{Fs, RealFs};
use crate::export::save;
use crate::monitor::classify::Weights;
use crate::monitor::learn::{Settings, file, learn};

use super::args::{Beside, LearnArgs};
use super::error::CliError;
use super::evaluate::at;
use super::farewell::command;
use super::homes::Homes;
use super::{Exit, open, out, output, set, settings};

/// Runs it.
pub fn run(args: &LearnArgs) -> Result<Exit, CliError> {
    let fs: Arc<dyn Fs> = Arc::new(RealFs);
    let homes = Homes::find()?;
    let vocabulary = settings::load(fs.as_ref(), &homes, None)?.vocabulary;
    let beside = Beside {
        decisions: args.decisions.clone(),
        ..Beside::default()
    };
    let place = open::one(&fs, &homes, &vocabulary, Some(&args.set), &beside)?;
    set::named(fs.as_ref(), &homes, &beside)?;
    let decided = set::decided(fs.as_ref(), &homes, &place.decisions)?;
    let learnt = learn(&decided.ledger, Settings::shipped());
    if let Some(output) = &args.output {
        let text = file::write(&learnt.weights, &learnt.fitted).map_err(CliError::refused)?;
        let read = [place.set.as_path(), place.decisions.as_path()];
        let existing = output::existing(fs.as_ref(), output, args.force, read)?;
        save(fs.as_ref(), output, text.as_bytes(), existing).map_err(CliError::refused)?;
    }
    out::report(&learnt.report, args.json)
        .map_err(|error| error.once_written(args.output.as_ref()))?;
    if !args.json {
        let next = match learnt.report.is_empty() && args.output.is_none() {
            true => format!(
                "\nTo decide: {}",
                command("review", Some(&args.set), &beside, "")
            ),
            false => next(&args.set, args.output.as_deref()),
        };
        out::people(&next).map_err(CliError::Output)?;
    }
    Ok(decided.exit())
}

/// Said where no file was named.
pub const NOT_WRITTEN: &str = "\nnothing was written; -o FILE writes the weights";

/// What to do with it.
fn next(set: &Path, output: Option<&Path>) -> String {
    match output {
        None => NOT_WRITTEN.to_owned(),
        Some(output) => format!(
            "\n{0}: written; no label changed. New articles are labelled by it with\n  overrule monitor FILE --into {1} --weights {0}",
            output.display(),
            set.display()
        ),
    }
}

/// The weights of a file that was named, else those that ship.
///
/// # Errors
/// The file can't be read, is of an unknown version, or belongs to other word lists.
pub fn weights(file: Option<&Path>) -> Result<Weights, CliError> {
    let Some(path) = file else {
        return Ok(Weights::shipped().clone());
    };
    let text = settings::read_text(&RealFs, path)?.ok_or_else(|| {
        CliError::file(
            path,
            std::io::ErrorKind::NotFound.into(),
            "name a file that `overrule learn SET -o FILE` wrote",
        )
    })?;
    file::read(&text).map_err(at(path))
}
