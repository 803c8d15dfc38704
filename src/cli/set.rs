//! A set with its decisions, opened for a verb: where both lie, what was
//! decided so far, and what was found wrong with the journals.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::corpus::{Corpus, CorpusError};
use crate::disk::Fs;
use crate::domain::Incident;
use crate::review::journal::{self, Folder};
use crate::review::ledger::Ledger;
use crate::text::counted;

use super::args::Beside;
use super::error::CliError;
use super::homes::Homes;
use super::progress::{Progress, Unit};
use super::{Exit, out};

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

impl Place {
    /// The set, where its decisions lie beside it: their folder is then made
    /// only while the set is there.
    pub fn beside(&self) -> Option<&Path> {
        (self.set.parent() == self.decisions.parent()).then_some(&self.set)
    }
}

/// Decisions read back.
pub struct Decided {
    /// What they amount to.
    pub ledger: Ledger,
    /// The journals as they were found.
    pub folder: Folder,
}

impl Decided {
    /// How a verb ends that has done its work: with saved data that was changed
    /// or lost it isn't simply done.
    pub fn exit(&self) -> Exit {
        let mut troubles = self.folder.troubles.iter();
        if troubles.any(|trouble| trouble.what.is_alarm()) {
            Exit::Partly
        } else {
            Exit::Done
        }
    }
}

/// Refuses a decisions folder that can't be read; reads no decision.
///
/// # Errors
/// The folder can't be read.
pub fn can_be_read(fs: &dyn Fs, decisions: &Path) -> Result<(), CliError> {
    let listed = journal::journals(fs, decisions);
    listed
        .map(drop)
        .map_err(|cause| unreadable(decisions, cause))
}

/// Looks for the decisions folder that was named: what was kept aside may wait
/// for one that isn't there yet, and else a slip of the pen would read as a set
/// that nobody decided anything on.
///
/// # Errors
/// It isn't there.
pub fn named(fs: &dyn Fs, homes: &Homes, beside: &Beside) -> Result<(), CliError> {
    let Some(folder) = &beside.decisions else {
        return Ok(());
    };
    let waits = journal::journals(fs, &homes.spool(folder));
    if waits.is_ok_and(|files| !files.is_empty()) {
        return Ok(());
    }
    fs.stat(folder)
        .map(drop)
        .map_err(|cause| CliError::file(folder, cause, "name the folder of the decisions"))
}

fn unreadable(decisions: &Path, cause: std::io::Error) -> CliError {
    CliError::file(
        decisions,
        cause,
        "make it readable, or name another folder with --decisions",
    )
}

/// Reads the decisions of a set, those that wait in a spool among them, and
/// says what is wrong with them.
///
/// # Errors
/// The folder can't be read.
pub fn decided(fs: &dyn Fs, homes: &Homes, decisions: &Path) -> Result<Decided, CliError> {
    let folder =
        journal::read_folder(fs, decisions).map_err(|cause| unreadable(decisions, cause))?;
    for trouble in &folder.troubles {
        out::message(&format!("overrule: {trouble}"));
    }
    let mut ledger = Ledger::new();
    ledger.apply_all(folder.events.iter().cloned(), true);
    let spool = homes.spool(decisions);
    // A spool that can't be read must not keep anyone from their decisions.
    let waiting = journal::read_folder(fs, &spool).unwrap_or_else(|cause| {
        out::message(&format!(
            "overrule: {}: {cause}; what may be kept aside there is not counted",
            spool.display()
        ));
        Folder::default()
    });
    let added = ledger.apply_all(waiting.events, true);
    if added > 0 {
        out::message(&format!(
            "overrule: counted with {} kept aside in {}, which a review of the set moves to {}",
            counted(added, "act"),
            spool.display(),
            decisions.display()
        ));
    }
    Ok(Decided { ledger, folder })
}

/// Opens a set and finds all its rows.
///
/// # Errors
/// The file can't be read.
pub fn corpus(fs: Arc<dyn Fs>, set: &Path) -> Result<Corpus, CliError> {
    corpus_told(fs, set, &Progress::new(false))
}

/// The same, telling how far it is.
///
/// # Errors
/// The file can't be read.
pub fn corpus_told(fs: Arc<dyn Fs>, set: &Path, progress: &Progress) -> Result<Corpus, CliError> {
    let corpus = Corpus::open(fs, set).map_err(CliError::refused)?;
    progress.stage("reading", Some(corpus.opened().len), Unit::Bytes);
    loop {
        let before = corpus.indexed();
        let done = corpus.index_more(SLICE).map_err(CliError::refused)?;
        progress.tick(corpus.indexed() - before);
        if done {
            return Ok(corpus);
        }
    }
}

/// All incidents of a set, in its order.
pub fn incidents(corpus: &Corpus) -> impl Iterator<Item = Result<(u32, Incident), CliError>> + '_ {
    let rows = u32::try_from(corpus.len()).unwrap_or(u32::MAX);
    (0..rows).map(|row| {
        let read = corpus.incident(row).map_err(damaged);
        read.map(|incident| (row, incident))
    })
}

/// A line that can't be read, and what to do about it.
pub fn damaged(error: CorpusError) -> CliError {
    match error.mend() {
        Some(mend) => CliError::refused(format!("{error}; {mend}")),
        None => CliError::refused(error),
    }
}
