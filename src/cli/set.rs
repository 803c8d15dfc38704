//! A set with its decisions, opened for a verb: where both lie, what was
//! decided so far, and what was found wrong with the journals.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::corpus::Corpus;
use crate::disk::Fs;
use crate::domain::Incident;
use crate::review::journal::{self, Folder};
use crate::review::ledger::Ledger;

use super::error::CliError;
use super::out;

/// How many bytes of a set are indexed in one go.
const SLICE: u64 = 1 << 20;

/// Where a set and its decisions lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The set.
    pub set: PathBuf,
    /// The decisions.
    pub decisions: PathBuf,
}

/// Decisions read back.
pub struct Decided {
    /// What they amount to.
    pub ledger: Ledger,
    /// The journals as they were found.
    pub folder: Folder,
}

/// Reads the decisions of a set and says what is wrong with them.
///
/// # Errors
/// The folder can't be read.
pub fn decided(fs: &dyn Fs, decisions: &Path) -> Result<Decided, CliError> {
    let folder = journal::read_folder(fs, decisions).map_err(|cause| {
        CliError::file(
            decisions,
            cause,
            "make it readable, or name another folder with --decisions",
        )
    })?;
    for trouble in &folder.troubles {
        out::message(&format!("overrule: {trouble}"));
    }
    let mut ledger = Ledger::new();
    for event in &folder.events {
        ledger.apply(event.clone(), true);
    }
    Ok(Decided { ledger, folder })
}

/// Opens a set and finds all its rows.
///
/// # Errors
/// The file can't be read.
pub fn corpus(fs: Arc<dyn Fs>, set: &Path) -> Result<Corpus, CliError> {
    let mut corpus = Corpus::open(fs, set).map_err(CliError::refused)?;
    while !corpus.index_more(SLICE).map_err(CliError::refused)? {}
    Ok(corpus)
}

/// All incidents of a set, in its order.
pub fn incidents(corpus: &Corpus) -> impl Iterator<Item = Result<(u32, Incident), CliError>> + '_ {
    let rows = u32::try_from(corpus.len()).unwrap_or(u32::MAX);
    (0..rows).map(|row| {
        corpus
            .incident(row)
            .map(|incident| (row, incident))
            .map_err(CliError::refused)
    })
}
