//! `overrule evaluate`: how well the program reads, measured on a file of
//! known answers.

use crate::disk::RealFs;
use crate::ingest::verdict::evaluate;

use super::Exit;
use super::args::{Evaluate, EvaluateArgs};
use super::error::CliError;
use super::homes::Homes;
use super::{out, settings};

/// Runs it.
pub fn run(args: EvaluateArgs) -> Result<Exit, CliError> {
    let Evaluate::Verdicts {
        file,
        json,
        vocabulary,
    } = args.what;
    let vocabulary = settings::load(&RealFs, &Homes::find()?, vocabulary.as_deref())?.vocabulary;
    let text = settings::read_text(&RealFs, &file)?.ok_or_else(|| {
        CliError::file(
            &file,
            std::io::ErrorKind::NotFound.into(),
            "name a file of lines {\"text\", \"label\"}",
        )
    })?;
    let cases = evaluate::cases(&vocabulary, &text)
        .map_err(|error| CliError::Refused(format!("{}: {error}", file.display())))?;
    let report = evaluate::evaluate(&vocabulary, cases);
    out::report(&report, json)?;
    Ok(Exit::Done)
}
