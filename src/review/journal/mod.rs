//! The journal: one append-only file per writer in the decisions folder of a set.
//!
//! Format v1: one record a line (`line`), each chained to the line before by
//! its hash. Beside each file lies a head, `<name>.head`, which says how far the
//! file is known to have come, so that a tail cut off later shows. Reading
//! (`read`) keeps every good line and lists what is wrong; writing (`write`)
//! touches only files whose lock it holds. Nothing here knows what events mean.

mod line;
mod names;
mod read;
mod shard;
#[cfg(test)]
mod tests;
mod write;

use std::path::{Path, PathBuf};

pub use line::line_of;
pub use read::{Folder, Reading, read_folder};
pub use write::Writer;

/// Something found in a journal that a person should know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {what}", path.display(), line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct Trouble {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1, where it has one.
    pub line: Option<u64>,
    /// What is wrong.
    pub what: TroubleKind,
}

/// Kinds of trouble, gravest last.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TroubleKind {
    /// The last line isn't whole: a write was cut off. Nothing acknowledged is lost.
    #[error("the last write was cut off; nothing that was saved is lost")]
    TornTail,
    /// A line of a format version that this program doesn't know: the file is read-only.
    #[error("format version {0} is newer than this program; the file is only read")]
    UnknownVersion(u32),
    /// A line isn't a record.
    #[error("not a record: {0}")]
    Malformed(String),
    /// A checksum doesn't fit its line.
    #[error("the checksum doesn't fit: saved data was changed")]
    Checksum,
    /// A line doesn't continue the line before it.
    #[error("doesn't continue the line before: saved data was changed or removed")]
    Chain,
    /// The file is shorter than its head says.
    #[error("shorter than it was: saved data was cut off")]
    LostTail,
}

impl TroubleKind {
    /// True where saved data was changed or lost, which no cut-off write and
    /// no newer program explains.
    pub fn is_alarm(&self) -> bool {
        match self {
            Self::TornTail | Self::UnknownVersion(_) => false,
            Self::Malformed(_) | Self::Checksum | Self::Chain | Self::LostTail => true,
        }
    }
}

/// The folder in which a set's decisions lie: `<set>.decisions`, the extension
/// `jsonl` left off and any other kept, so that two sets never share one.
pub fn folder_of(set: &Path) -> PathBuf {
    if set.extension().is_some_and(|end| end == "jsonl") {
        return set.with_extension("decisions");
    }
    let mut name = set.as_os_str().to_owned();
    name.push(".decisions");
    PathBuf::from(name)
}

/// The head file of a journal file.
fn head_path(journal: &Path) -> PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push(".head");
    name.into()
}
