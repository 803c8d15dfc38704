//! Writing an export to its place: whole or not at all, readable by its owner
//! only, never through a symbolic link and never over another file unasked.

use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{self, Fs, Kind};

/// What becomes of a file that is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    #[default]
    Keep,
    /// It is replaced in one step.
    Replace,
}

/// Why an export wasn't written, with the next step. The place is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The path is a symbolic link.
    #[error("{} is a symbolic link; name the file that it points to, or another one", .0.display())]
    Link(PathBuf),
    /// A folder, device, pipe or socket.
    #[error("{} is not a regular file; name another one", .0.display())]
    NotAFile(PathBuf),
    /// A file that may not be replaced.
    #[error("{} is there already; name another file, or replace it with --force", .0.display())]
    Exists(PathBuf),
    /// The folder isn't there.
    #[error("the folder {} is not there; make it first, or name another one", .0.display())]
    NoFolder(PathBuf),
    /// The system refused.
    #[error("{} could not be written: {cause}; nothing was changed, try again or name another file", path.display())]
    System {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

/// Writes an export.
///
/// # Errors
/// See [`SaveError`].
pub fn save(fs: &dyn Fs, path: &Path, bytes: &[u8], existing: Existing) -> Result<(), SaveError> {
    let system = |cause| SaveError::System {
        path: path.to_owned(),
        cause,
    };
    if fs.is_link(path) {
        return Err(SaveError::Link(path.to_owned()));
    }
    match fs.stat(path) {
        Ok(stat) if stat.kind != Kind::File => return Err(SaveError::NotAFile(path.to_owned())),
        Ok(_) if existing == Existing::Keep => return Err(SaveError::Exists(path.to_owned())),
        Ok(_) => {}
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            if let Some(folder) = folder.filter(|folder| fs.stat(folder).is_err()) {
                return Err(SaveError::NoFolder(folder.to_owned()));
            }
        }
        Err(cause) => return Err(system(cause)),
    }
    disk::replace(fs, path, bytes).map_err(system)
}
