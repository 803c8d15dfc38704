//! The journal: one append-only file per writer in the decisions folder of a set.
//!
//! Format v1: one record a line (`line`), each chained to the line before by
//! its hash. Beside each file lies a head (`head`), which says how far the file
//! is known to have come, so that a tail cut off later shows. Reading (`scan`,
//! `read`) keeps every good line and lists what is wrong; writing (`write`)
//! touches only files whose lock it holds, and puts nothing after a line that
//! may not be on the disk (`left`). What the folder can't take is kept on lower rungs
//! (`ladder`) and moved up later (`spool`). Nothing here knows what events mean.

mod bulk;
mod follow;
mod head;
mod ladder;
mod left;
mod line;
mod names;
mod quarantine;
mod read;
mod recover;
mod scan;
mod shard;
mod spool;
mod stream;
#[cfg(test)]
mod tests;
mod verify;
mod write;

use std::path::{Path, PathBuf};

pub use bulk::Bulk;
pub use follow::{Follower, Much};
pub use ladder::{Ladder, Landing, Rung};
pub use line::line_of;
pub use read::{
    Citation, Folder, HeadState, Reading, ids_in, journals, read_folder, stream_folder,
};
pub use recover::{Doing, Recovery, Step, recover};
pub use spool::{After, Left, TakenUp, take_up};
pub use verify::{FileReport, FolderReport, State, Verified, verify};
pub use write::{Hand, Writer};

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

/// Kinds of trouble.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TroubleKind {
    /// The last line isn't whole: a write was cut off. Nothing acknowledged is lost.
    #[error("the last write was cut off; nothing that was saved is lost")]
    TornTail,
    /// Another journal cites the file, and neither it nor its head lies in the folder.
    #[error(
        "not here yet: its decisions were read where other journals were written; copy it here"
    )]
    NotHere,
    /// The file and its head agree, and other journals cite so many lines more.
    #[error(
        "an older copy: other journals were written with {0} more of its lines in view; copy the newer one here"
    )]
    Behind(u64),
    /// A line of a format version that this program doesn't know: the file is read-only.
    #[error("format version {0} is newer than this program; the file is only read")]
    UnknownVersion(u32),
    /// A line isn't a record.
    #[error("corruption or tampering of saved data: not a record: {0}")]
    Malformed(String),
    /// A checksum doesn't fit its line.
    #[error("corruption or tampering of saved data: the checksum doesn't fit")]
    Checksum,
    /// A line doesn't continue the line before it.
    #[error("corruption or tampering of saved data: it doesn't continue the line before")]
    Chain,
    /// The file is shorter than its head, or another journal, says.
    #[error(
        "corruption or tampering of saved data, or a copy that isn't complete: lines are missing at its end"
    )]
    LostTail,
}

impl TroubleKind {
    /// True where saved data was changed or lost, which no cut-off write, no
    /// copy still to come and no newer program explains.
    pub fn is_alarm(&self) -> bool {
        match self {
            Self::TornTail | Self::NotHere | Self::Behind(_) | Self::UnknownVersion(_) => false,
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
