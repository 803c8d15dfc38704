//! Where a verb may write: over what is there only where that was said, never
//! over what it reads, and into a set that is there only while nobody else
//! writes it. The writing itself is in `export::save`.

use std::path::Path;

use crate::disk::{Append, Fs, Kind, Stat};
use crate::export::Existing;
use crate::ingest::input::Input;

use super::{CliError, open};

/// What becomes of a file that is there already: it is replaced where that was
/// said.
///
/// # Errors
/// It would be replaced, and is one of those that are read; or it lies in a
/// folder of decisions, where every file counts as a journal.
pub fn existing<'a>(
    fs: &dyn Fs,
    output: &Path,
    force: bool,
    read: impl IntoIterator<Item = &'a Path>,
) -> Result<Existing, CliError> {
    let place = std::path::absolute(output).unwrap_or_else(|_| output.to_owned());
    let folder = place.parent().unwrap_or(Path::new("."));
    let in_folder = fs.stat(folder).ok();
    let there = fs.stat(output).ok().filter(|_| !fs.is_link(output));
    if std::fs::canonicalize(folder).is_ok_and(|real| open::is_named_decisions(&real)) {
        return Err(among_decisions(output));
    }
    for input in read {
        let Ok(found) = fs.stat(input) else { continue };
        let is_inside = in_folder.is_some_and(|folder| same(folder, found));
        let is_it = there.is_some_and(|there| same(there, found));
        let is_folder = found.kind == Kind::Folder && is_inside;
        if is_folder && open::has_journal(fs, input) {
            return Err(among_decisions(output));
        }
        if force && (is_it || there.is_some() && is_folder) {
            return Err(CliError::Refused(format!(
                "{} is read by this, so it isn't replaced by what comes out; name another file",
                output.display()
            )));
        }
    }
    if there.is_some() && open::is_journal(fs, output) {
        return Err(among_decisions(output));
    }
    Ok(if force {
        Existing::Replace
    } else {
        Existing::Keep
    })
}

fn among_decisions(output: &Path) -> CliError {
    CliError::Refused(format!(
        "{} lies among decisions, where all files are journals; name another place",
        output.display()
    ))
}

/// Whether two paths lead to one file; where the system tells files apart by
/// their paths alone, nothing is.
fn same(one: Stat, other: Stat) -> bool {
    one.file != 0 && one.file == other.file
}

/// The paths of inputs; standard input may come out of a file as well.
pub fn paths(inputs: &[Input]) -> impl Iterator<Item = &Path> {
    inputs.iter().map(|input| match input {
        Input::Path(path) => path.as_path(),
        Input::Bytes { .. } => Path::new("/dev/stdin"),
    })
}

/// A set that is to grow: what is added to it is made from what was read, so
/// that nobody else may write it meanwhile.
pub struct Growing {
    /// What it was before it was read.
    pub was: Stat,
    /// Held by one program at a time. Elsewhere than on Unix a lock would keep
    /// this program from reading as well; then a change is only noticed.
    _lock: Option<Box<dyn Append>>,
}

impl Growing {
    /// Before the set is read.
    ///
    /// # Errors
    /// It isn't there, or another program adds to it.
    pub fn begin(fs: &dyn Fs, set: &Path) -> Result<Self, CliError> {
        // A set that may not be written may be replaced all the same.
        let mut lock = fs.append_to(set).ok().filter(|_| cfg!(unix));
        if let Some(lock) = &mut lock
            && matches!(lock.try_lock(), Ok(false))
        {
            return Err(CliError::Refused(format!(
                "another program is adding to {}; nothing was added, try again when it is done",
                set.display()
            )));
        }
        // After the lock: whoever had it may have put another file there.
        let was = fs.stat(set).map_err(|cause| {
            CliError::file(set, cause, "name a set that is there, or make one with -o")
        })?;
        Ok(Self { was, _lock: lock })
    }
}
