//! What can go wrong on the command line, worded for the person who typed it:
//! what was expected and what to do. Printed in one place, `cli::main`.

use std::io;
use std::path::PathBuf;

use super::Exit;

/// Why a verb failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// There is no home folder.
    #[error("there is no home folder to keep things in; set OVERRULE_HOME to a folder")]
    NoHome,
    /// A file or folder couldn't be used.
    #[error("{}: {cause}; {hint}", path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
        /// What to do.
        hint: &'static str,
    },
    /// Something is wrong with what was asked for.
    #[error("{0}")]
    Refused(String),
    /// A signal asked for the end before the work was done.
    #[error("ended by signal {signal} before it was done; no file was written")]
    Interrupted {
        /// The number of the signal.
        signal: u8,
    },
    /// A signal asked for the end; what was done waits for another run.
    #[error("ended by signal {signal} before it was done; {} was not written, and the {incidents} incidents that were done are kept beside it: the same command goes on after them", path.display())]
    Paused {
        /// The number of the signal.
        signal: u8,
        /// What was to be written.
        path: PathBuf,
        /// How many incidents are kept.
        incidents: usize,
    },
    /// Standard output couldn't be written.
    #[error("standard output can't be written: {0}")]
    Output(io::Error),
    /// A file was written, and what is said of it couldn't be.
    #[error("{} is written; only the report of it is not: standard output can't be written: {cause}", path.display())]
    Unreported {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The terminal can't show the review.
    #[error(
        "{0}; `overrule review --plain` reviews line by line, and the other verbs need no terminal"
    )]
    NoTerminal(&'static str),
    /// The terminal couldn't be used.
    #[error("the terminal can't be used: {0}; --plain reviews line by line")]
    Terminal(io::Error),
}

impl CliError {
    /// A file error with a hint.
    pub fn file(path: impl Into<PathBuf>, cause: io::Error, hint: &'static str) -> Self {
        Self::File {
            path: path.into(),
            cause,
            hint,
        }
    }

    /// What the exit code says of it.
    pub const fn exit(&self) -> Exit {
        match self {
            Self::NoTerminal(_) => Exit::Usage,
            Self::Unreported { .. } => Exit::Partly,
            Self::Interrupted { signal } | Self::Paused { signal, .. } => {
                Exit::Ended(128 + *signal)
            }
            Self::NoHome
            | Self::File { .. }
            | Self::Refused(_)
            | Self::Output(_)
            | Self::Terminal(_) => Exit::Failed,
        }
    }

    /// The same, of a report on a file that is written already.
    #[must_use]
    pub fn once_written(self, path: Option<&PathBuf>) -> Self {
        match (self, path.cloned()) {
            (Self::Output(cause), Some(path)) => Self::Unreported { path, cause },
            (other, _) => other,
        }
    }

    /// A refusal in the words of another error.
    pub fn refused(error: impl std::fmt::Display) -> Self {
        Self::Refused(error.to_string())
    }
}
