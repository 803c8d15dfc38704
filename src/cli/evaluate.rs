//! `overrule evaluate`: how well the program reads, labels and groups, measured on a
//! file of known answers.

use std::path::Path;

use crate::disk::RealFs;
use crate::domain::Vocabulary;
use crate::ingest::verdict::evaluate as verdicts;
use crate::monitor::cluster::{Settings, evaluate as clusters};
use crate::monitor::evaluate as labels;

use super::Exit;
use super::args::{Evaluate, EvaluateArgs, KnownGroups};
use super::error::CliError;
use super::homes::Homes;
use super::{learn, out, settings};

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
            let cases = verdicts::cases(&vocabulary, &text).map_err(at(&file))?;
            out::report(&verdicts::evaluate(&vocabulary, cases), json)?;
        }
        Evaluate::Labels {
            file,
            weights,
            json,
        } => {
            let weights = learn::weights(weights.as_deref())?;
            out::report(&labels::evaluate(&cases(&file)?, &weights), json)?;
        }
        Evaluate::Clusters { known, json } => {
            let settings = grouping(&known)?;
            let gold = gold(&known.file)?;
            let report =
                clusters::evaluate(&gold, &settings, known.precision, crate::threads::count());
            out::report(&report.map_err(at(&known.file))?, json)?;
        }
    }
    Ok(Exit::Done)
}

fn vocabulary_of(file: Option<&Path>) -> Result<Vocabulary, CliError> {
    Ok(settings::load(&RealFs, &Homes::find()?, file)?.vocabulary)
}

/// Articles whose labels are known.
///
/// # Errors
/// The file can't be read, or holds something else.
pub fn cases(file: &Path) -> Result<Vec<labels::Case>, CliError> {
    let hint = "name a file of lines {\"title\", \"lead\", \"label\"}";
    labels::cases(&vocabulary_of(None)?, &text(file, hint)?).map_err(at(file))
}

/// Articles whose incidents are known.
///
/// # Errors
/// The file can't be read, or holds something else.
pub fn gold(file: &Path) -> Result<clusters::Gold, CliError> {
    let text = text(file, "name a file of lines {\"title\", \"incident_ids\"}")?;
    clusters::Gold::read(&text).map_err(at(file))
}

/// The settings of grouping: those of a file, else those that ship.
///
/// # Errors
/// The file can't be read, or holds something else.
pub fn grouping(known: &KnownGroups) -> Result<Settings, CliError> {
    if !(0.0..=1.0).contains(&known.precision) {
        return Err(CliError::Refused(format!(
            "--precision {} is no share; give one from 0 to 1, such as 0.9",
            known.precision
        )));
    }
    thresholds(known.settings.as_deref())
}

/// The settings of grouping in a file, or those that ship with the program.
///
/// # Errors
/// The file can't be read, or holds something else.
pub fn thresholds(file: Option<&Path>) -> Result<Settings, CliError> {
    let Some(file) = file else {
        return Settings::shipped().map_err(CliError::refused);
    };
    let text = text(file, "name a file that `overrule tune clusters` wrote")?;
    let say = |error: toml::de::Error| {
        let error = error.to_string();
        let error = error.trim_end();
        format!(
            "{error}\n`overrule tune clusters` writes such a file anew; another version's may not do"
        )
    };
    Settings::from_toml(&text).map_err(say).map_err(at(file))
}

/// Puts the name of a file before what is wrong with it.
pub fn at<E: std::fmt::Display>(file: &Path) -> impl Fn(E) -> CliError + '_ {
    move |error| CliError::Refused(format!("{}: {error}", file.display()))
}

fn text(file: &Path, hint: &'static str) -> Result<String, CliError> {
    settings::read_text(&RealFs, file)?
        .ok_or_else(|| CliError::file(file, std::io::ErrorKind::NotFound.into(), hint))
}
