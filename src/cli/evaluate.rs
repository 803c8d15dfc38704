//! `overrule evaluate`: how well the program reads and labels, measured on a
//! file of known answers.

use std::path::Path;

use crate::disk::RealFs;
use crate::domain::Vocabulary;
use crate::ingest::verdict::evaluate as verdicts;
use crate::monitor::evaluate as labels;

use super::Exit;
use super::args::{Evaluate, EvaluateArgs};
use super::error::CliError;
use super::homes::Homes;
use super::{out, settings};

/// Runs it.
pub fn run(args: EvaluateArgs) -> Result<Exit, CliError> {
    match args.what {
        Evaluate::Verdicts {
            file,
            json,
            vocabulary,
        } => {
            let text = text(&file, "name a file of lines {\"text\", \"label\"}")?;
            let vocabulary = vocabulary_of(vocabulary.as_deref())?;
            let cases =
                verdicts::cases(&vocabulary, &text).map_err(|error| refused(&file, error))?;
            out::report(&verdicts::evaluate(&vocabulary, cases), json)?;
        }
        Evaluate::Labels { file, json } => {
            let text = text(
                &file,
                "name a file of lines {\"title\", \"lead\", \"label\"}",
            )?;
            let vocabulary = vocabulary_of(None)?;
            let cases = labels::cases(&vocabulary, &text).map_err(|error| refused(&file, error))?;
            out::report(&labels::evaluate(&cases), json)?;
        }
    }
    Ok(Exit::Done)
}

fn vocabulary_of(file: Option<&Path>) -> Result<Vocabulary, CliError> {
    Ok(settings::load(&RealFs, &Homes::find()?, file)?.vocabulary)
}

fn text(file: &Path, hint: &'static str) -> Result<String, CliError> {
    settings::read_text(&RealFs, file)?
        .ok_or_else(|| CliError::file(file, std::io::ErrorKind::NotFound.into(), hint))
}

fn refused(file: &Path, error: impl std::fmt::Display) -> CliError {
    CliError::Refused(format!("{}: {error}", file.display()))
}
