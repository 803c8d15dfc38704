//! Finding the set that the command line means. A set that the user names
//! stays where it is, its decisions beside it; anything else (pages,
//! web-service answers, folders, standard input, the built-in sample) becomes
//! a set in the user's data folder, and it is said where.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::{Existing, Fs, Kind, Stat, replace};
use crate::domain::event::BEGINNING;
use crate::domain::limits::RECORD_BYTES;
use crate::domain::{Digest, Vocabulary};
use crate::ingest;
use crate::ingest::input::{Input, is_export};
use crate::ingest::shape::Shape;
use crate::review::journal::{folder_of, journals};

use super::args::Beside;
use super::error::CliError;
use super::homes::{Homes, path_key};
use super::set::Place;
use super::{import, out};

/// The incidents that ship with the program.
pub const SAMPLE: &str = include_str!("../../assets/sample/incidents.jsonl");

/// What to do where the data folder can't be written.
const ROOM: &str = "make room there, or set OVERRULE_HOME to another folder";

/// What to open, as the command line names it.
pub struct Wanted<'a> {
    /// Files; none means the sample.
    pub files: &'a [PathBuf],
    /// A forced shape.
    pub shape: Option<Shape>,
    /// Where decisions are to lie.
    pub beside: &'a Beside,
}

/// A set that was found or made.
pub struct Opened {
    /// Where it lies.
    pub place: Place,
    /// What it is called on screen.
    pub name: String,
    /// True for the built-in sample.
    pub sample: bool,
}

/// Finds or makes the set.
///
/// # Errors
/// Nothing there, nothing readable in it, or no room to write.
pub fn open(
    fs: &Arc<dyn Fs>,
    homes: &Homes,
    vocabulary: &Vocabulary,
    wanted: &Wanted<'_>,
) -> Result<Opened, CliError> {
    let fs = fs.as_ref();
    let own = wanted.beside.decisions.clone();
    let mut files = wanted.files.iter();
    if let Some(journals) = files.find(|file| holds_decisions(fs, file) || is_journal(fs, file)) {
        return Err(CliError::Refused(format!(
            "{} holds decisions, and no incidents; name the set that they are about",
            journals.display()
        )));
    }
    match wanted.files {
        [] => sample(fs, homes, own),
        [one] if is_set(fs, vocabulary, one, wanted.shape)? => {
            Ok(in_place(fs, homes, &resolved(one), own))
        }
        files => made(fs, homes, vocabulary, files, wanted.shape, own),
    }
}

/// The set that a verb without a screen names: a set in place, the sample, or
/// what was imported for a review before.
///
/// # Errors
/// As for [`open`].
pub fn one(
    fs: &Arc<dyn Fs>,
    homes: &Homes,
    vocabulary: &Vocabulary,
    set: Option<&Path>,
    beside: &Beside,
) -> Result<Place, CliError> {
    let files: Vec<PathBuf> = set.map(Path::to_owned).into_iter().collect();
    let wanted = Wanted {
        files: &files,
        shape: None,
        beside,
    };
    open(fs, homes, vocabulary, &wanted).map(|opened| opened.place)
}

/// Looks for all files that are named, before anything is said of the terminal.
///
/// # Errors
/// One isn't there.
pub fn all_there(fs: &dyn Fs, files: &[PathBuf]) -> Result<(), CliError> {
    let mut named = files.iter().filter(|file| file.as_os_str() != "-");
    named.try_for_each(|file| there(fs, file).map(drop))
}

fn there(fs: &dyn Fs, path: &Path) -> Result<Stat, CliError> {
    fs.stat(path).map_err(|cause| {
        // One word alone was meant for a verb, as likely as not.
        let is_word = path.extension().is_none() && path.components().count() == 1;
        let what_to_do = if is_word {
            "name a set, or pages and answers to import; a verb of that name isn't there either, `overrule --help` lists them"
        } else {
            "name a set, or pages and answers to import"
        };
        CliError::file(path, cause, what_to_do)
    })
}

/// Whether a file is a set already, by what it holds.
fn is_set(
    fs: &dyn Fs,
    vocabulary: &Vocabulary,
    path: &Path,
    shape: Option<Shape>,
) -> Result<bool, CliError> {
    if path.as_os_str() == "-" {
        return Ok(false);
    }
    let stat = there(fs, path)?;
    if stat.kind == Kind::Other {
        let cause = std::io::Error::other("not a regular file");
        return Err(CliError::file(
            path,
            cause,
            "name a regular file or a folder, or pipe it in with -",
        ));
    }
    if stat.kind == Kind::Folder {
        return Ok(false);
    }
    if let Some(shape) = shape {
        return Ok(shape == Shape::Set);
    }
    // What decisions lie beside is the set that they are about, whatever became
    // of its lines: what is wrong with them is said when they are read.
    if holds_journals(fs, &folder_of(&resolved(path))) {
        return Ok(true);
    }
    let head =
        first_records(fs, path).map_err(|cause| CliError::file(path, cause, "make it readable"))?;
    // Decisions on records without an id could not be told apart, and what has other
    // fields than a set's would be shown without them: importing mends both. An export
    // begins with an object as well, and says what it is.
    Ok(!is_export(&head)
        && std::str::from_utf8(&head).is_ok_and(|text| {
            Shape::detect(vocabulary, text) == Some(Shape::Set) && ingest::stands(vocabulary, text)
        }))
}

/// The first whole lines of a file: enough to tell its shape, as a set may be
/// larger than memory.
fn first_records(fs: &dyn Fs, path: &Path) -> std::io::Result<Vec<u8>> {
    const STEP: usize = 256 * 1024;
    let file = fs.open(path)?;
    let mut head: Vec<u8> = Vec::new();
    while head.len() <= RECORD_BYTES {
        let filled = head.len();
        head.resize(filled + STEP, 0);
        let read = file.read_at(filled as u64, &mut head[filled..])?;
        head.truncate(filled + read);
        if read == 0 {
            return Ok(head);
        }
        if let Some(end) = memchr::memrchr(b'\n', &head) {
            head.truncate(end + 1);
            return Ok(head);
        }
    }
    Ok(head)
}

/// Whether a folder holds any journal.
fn holds_journals(fs: &dyn Fs, folder: &Path) -> bool {
    journals(fs, folder).is_ok_and(|all| !all.is_empty())
}

/// Where a link leads: decisions belong to the set, by whatever name it is opened.
pub fn resolved(path: &Path) -> PathBuf {
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|data| data.is_symlink());
    let real = is_link.then(|| std::fs::canonicalize(path).ok()).flatten();
    real.unwrap_or_else(|| path.to_owned())
}

fn in_place(fs: &dyn Fs, homes: &Homes, set: &Path, own: Option<PathBuf>) -> Opened {
    let beside = folder_of(set);
    let parent = set
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let kept = homes.imported(&path_key(set)).join("decisions");
    let decisions = own.unwrap_or_else(|| {
        if fs.stat(&beside).is_ok() {
            // It is read in any case; what it doesn't take is kept aside.
            if holds_journals(fs, &kept) {
                out::message(&format!(
                    "overrule: decisions made while {} couldn't be written lie in {}; copy its files there",
                    beside.display(),
                    kept.display()
                ));
            }
            return beside;
        }
        if fs.can_write(parent) {
            return beside;
        }
        out::message(&format!(
            "overrule: {} can't be written; its decisions lie in {}",
            parent.display(),
            kept.display()
        ));
        kept
    });
    Opened {
        name: file_name(set),
        place: Place {
            set: set.to_owned(),
            decisions,
        },
        sample: false,
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn write_set(fs: &dyn Fs, set: &Path, bytes: &[u8]) -> Result<(), CliError> {
    if fs.read(set).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    make_room(fs, set)?;
    replace(fs, set, bytes).map_err(|cause| CliError::file(set, cause, ROOM))
}

fn make_room(fs: &dyn Fs, set: &Path) -> Result<(), CliError> {
    set.parent().map_or(Ok(()), |folder| {
        let made = fs.make_folder(folder);
        made.map_err(|cause| CliError::file(folder, cause, ROOM))
    })
}

fn sample(fs: &dyn Fs, homes: &Homes, own: Option<PathBuf>) -> Result<Opened, CliError> {
    let set = homes.imported("sample").join("sample.jsonl");
    write_set(fs, &set, SAMPLE.as_bytes())?;
    Ok(Opened {
        name: "built-in sample".to_owned(),
        place: Place {
            decisions: own.unwrap_or_else(|| folder_of(&set)),
            set,
        },
        sample: true,
    })
}

/// Whether a folder has a journal among its files, by how they begin.
pub fn has_journal(fs: &dyn Fs, folder: &Path) -> bool {
    journals(fs, folder).is_ok_and(|all| all.iter().any(|path| is_journal(fs, path)))
}

/// Whether a path is named as folders of decisions are.
pub fn is_named_decisions(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "decisions")
}

/// Whether a path is a folder of decisions, by its name.
pub fn holds_decisions(fs: &dyn Fs, path: &Path) -> bool {
    is_named_decisions(path) && fs.stat(path).is_ok_and(|stat| stat.kind == Kind::Folder)
}

/// Whether a file is a journal, by how it begins.
pub fn is_journal(fs: &dyn Fs, path: &Path) -> bool {
    let mut head = [0; BEGINNING.len()];
    let file = fs.stat(path).ok().filter(|stat| stat.kind == Kind::File);
    let file = file.and_then(|_| fs.open(path).ok());
    file.is_some_and(|file| file.read_exact_at(0, &mut head).is_ok() && head == BEGINNING)
}

/// Says of which files the decisions beside them are none of the copy that is
/// made of all.
fn leave_behind(fs: &dyn Fs, files: &[PathBuf]) {
    for file in files {
        let beside = folder_of(&resolved(file));
        if holds_journals(fs, &beside) {
            out::message(&format!(
                "overrule: the decisions in {} are on {} alone, which is copied here; open it by itself to go on with them",
                beside.display(),
                file.display()
            ));
        }
    }
}

/// Imports to a set in the data folder, keyed by the paths (standard input by
/// what it holds); what is there already takes the new records in.
fn made(
    fs: &dyn Fs,
    homes: &Homes,
    vocabulary: &Vocabulary,
    files: &[PathBuf],
    shape: Option<Shape>,
    own: Option<PathBuf>,
) -> Result<Opened, CliError> {
    leave_behind(fs, files);
    let inputs = import::inputs(files)?;
    let key = match inputs.as_slice() {
        [Input::Bytes { bytes, .. }] => format!("stdin-{}", Digest::of_bytes(bytes).short()),
        [Input::Path(path)] => path_key(path),
        _ => {
            let keys: Vec<String> = files.iter().map(|path| path_key(path)).collect();
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            format!("{}-files-{}", files.len(), Digest::of(&keys).short())
        }
    };
    let set = homes.imported(&key).join("set.jsonl");
    let report = if fs.stat(&set).is_ok() {
        import::over_file(fs, vocabulary, &inputs, shape, &set)?
    } else {
        make_room(fs, &set)?;
        import::into_file(fs, vocabulary, &inputs, shape, &set, Existing::Replace)?
    };
    out::message(&report.to_string());
    out::message(&format!("the set lies in {}", set.display()));
    Ok(Opened {
        name: match files {
            [one] if one.as_os_str() == "-" => "standard input".to_owned(),
            [one] => file_name(one),
            many => format!("{} files", many.len()),
        },
        place: Place {
            decisions: own.unwrap_or_else(|| folder_of(&set)),
            set,
        },
        sample: false,
    })
}
