//! `overrule verify`: every journal of a set, file by file. Changes nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::{Fs, RealFs};
use crate::domain::Vocabulary;
use crate::review::journal::{self, folder_of};

use super::args::{Beside, VerifyArgs};
use super::error::CliError;
use super::homes::Homes;
use super::{Exit, open, out, set, settings};

/// Runs it.
pub fn run(args: &VerifyArgs) -> Result<Exit, CliError> {
    let fs: Arc<dyn Fs> = Arc::new(RealFs);
    let homes = Homes::find()?;
    let settings = settings::load(fs.as_ref(), &homes, args.beside.vocabulary.as_deref())?;
    let folder = folder(
        &fs,
        &homes,
        &settings.vocabulary,
        args.set.as_deref(),
        &args.beside,
    )?;
    let spool = homes.spool(&folder);
    let found = journal::verify(fs.as_ref(), &folder, &spool)
        .map_err(|cause| CliError::file(&folder, cause, "make it and the files in it readable"))?;
    out::report(&found, args.json)?;
    Ok(if found.intact {
        Exit::Done
    } else {
        Exit::Partly
    })
}

/// The decisions folder that the command line means: it can be named itself,
/// so that decisions can be checked whose set is lost.
pub fn folder(
    fs: &Arc<dyn Fs>,
    homes: &Homes,
    vocabulary: &Vocabulary,
    set: Option<&Path>,
    beside: &Beside,
) -> Result<PathBuf, CliError> {
    set::named(fs.as_ref(), homes, beside)?;
    if let Some(folder) = &beside.decisions {
        return Ok(folder.clone());
    }
    let decisions = |path: &&Path| open::holds_decisions(fs.as_ref(), path);
    if let Some(folder) = set.filter(decisions) {
        return Ok(folder.to_owned());
    }
    // One of its journals was named.
    if let Some(folder) = set.and_then(Path::parent)
        && decisions(&folder)
    {
        return Ok(folder.to_owned());
    }
    // The set itself may be damaged, or be gone: it isn't asked.
    let near = set.map(|set| folder_of(&open::resolved(set)));
    if let Some(folder) = near.filter(|it| decisions(&it.as_path())) {
        return Ok(folder);
    }
    open::one(fs, homes, vocabulary, set, beside).map(|place| place.decisions)
}
