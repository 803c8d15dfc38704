//! Writing an export to its place: whole or not at all, readable by its owner
//! only or by whom the file that it replaces was, never through a symbolic link
//! and never over another file unasked.

use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{Draft, Fs, Kind, Stat, unless_denied};

pub use crate::disk::Existing;

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
    /// A file that isn't any more what it was when it was read.
    #[error("{} was changed by another program meanwhile; nothing was written, try again", .0.display())]
    Changed(PathBuf),
    /// The folder isn't there.
    #[error("the folder {} is not there; make it first, or name another one", .0.display())]
    NoFolder(PathBuf),
    /// It is in its place, and the system doesn't say that it is on the disk.
    #[error("{} was written, but the system doesn't say that it is on the disk: {cause}; look at it before you rely on it", path.display())]
    Unsure {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The system refused.
    #[error("{} could not be written: {cause}; nothing was changed, try again or name another file", path.display())]
    System {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

/// A file on its way to its place.
pub struct Saving<'a> {
    draft: Draft<'a>,
    fs: &'a dyn Fs,
    path: PathBuf,
    existing: Existing,
    /// What is to be replaced, where that alone may be.
    was: Option<Stat>,
}

impl<'a> Saving<'a> {
    /// Looks at the place and begins the file beside it.
    ///
    /// # Errors
    /// See [`SaveError`].
    pub fn begin(fs: &'a dyn Fs, path: &Path, existing: Existing) -> Result<Self, SaveError> {
        look(fs, path, existing)?;
        let draft = Draft::begin(fs, path).map_err(|cause| refused(path, cause))?;
        draft.sweep();
        Ok(Self {
            draft,
            fs,
            path: path.to_owned(),
            existing,
            was: None,
        })
    }

    /// Looks at the place and begins the file beside it, or goes on with what an
    /// interrupted run with the same key left; see [`Draft::resume`].
    ///
    /// # Errors
    /// See [`SaveError`].
    pub fn resume(
        fs: &'a dyn Fs,
        path: &Path,
        existing: Existing,
        key: &str,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<Self, SaveError> {
        look(fs, path, existing)?;
        let draft = Draft::resume(fs, path, key, take).map_err(|cause| refused(path, cause))?;
        Ok(Self {
            draft,
            fs,
            path: path.to_owned(),
            existing,
            was: None,
        })
    }

    /// Replaces that file alone, where there is one: what is written was made from it.
    #[must_use]
    pub fn over(mut self, was: Option<Stat>) -> Self {
        self.was = was;
        self
    }

    /// Leaves what was added so far for another run to go on with.
    ///
    /// # Errors
    /// [`SaveError::System`]; then nothing is left.
    pub fn leave(self) -> Result<(), SaveError> {
        let done = self.draft.leave();
        done.map_err(|cause| refused(&self.path, cause))
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// [`SaveError::System`].
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), SaveError> {
        let done = self.draft.append(bytes);
        done.map_err(|cause| refused(&self.path, cause))
    }

    /// Puts the file into its place.
    ///
    /// # Errors
    /// [`SaveError::Exists`] where another file came there meanwhile,
    /// [`SaveError::Changed`] where that to be replaced was written,
    /// [`SaveError::Unsure`] where it is there and may not outlast a power cut, else
    /// [`SaveError::System`].
    pub fn finish(mut self) -> Result<(), SaveError> {
        let is_another = |was| self.fs.stat(&self.path).ok() != Some(was);
        if self.was.is_some_and(is_another) {
            return Err(SaveError::Changed(self.path));
        }
        let done = self.draft.place(self.existing);
        done.map_err(|cause| refused(&self.path, cause))?;
        unless_denied(self.draft.sync_place()).map_err(|cause| SaveError::Unsure {
            path: self.path,
            cause,
        })
    }
}

fn refused(path: &Path, cause: io::Error) -> SaveError {
    let path = path.to_owned();
    match cause.kind() {
        io::ErrorKind::AlreadyExists => SaveError::Exists(path),
        _ => SaveError::System { path, cause },
    }
}

/// Writes an export.
///
/// # Errors
/// See [`SaveError`].
pub fn save(fs: &dyn Fs, path: &Path, bytes: &[u8], existing: Existing) -> Result<(), SaveError> {
    let mut saving = Saving::begin(fs, path, existing)?;
    saving.append(bytes)?;
    saving.finish()
}

fn look(fs: &dyn Fs, path: &Path, existing: Existing) -> Result<(), SaveError> {
    if fs.is_link(path) {
        return Err(SaveError::Link(path.to_owned()));
    }
    match fs.stat(path) {
        Ok(stat) if stat.kind != Kind::File => Err(SaveError::NotAFile(path.to_owned())),
        Ok(_) if existing == Existing::Keep => Err(SaveError::Exists(path.to_owned())),
        Ok(_) => Ok(()),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            match folder.filter(|folder| fs.stat(folder).is_err()) {
                Some(folder) => Err(SaveError::NoFolder(folder.to_owned())),
                None => Ok(()),
            }
        }
        Err(cause) => Err(refused(path, cause)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::{Call, Look, MemoryFs, RealFs};

    fn home() -> MemoryFs {
        MemoryFs::default()
            .with_file("/out/old.json", "old")
            .with_link("/out/link.json", "/out/old.json")
            .with_device("/out/device")
    }

    #[test]
    fn a_new_file_is_written_whole_and_leaves_nothing_beside_it() {
        let fs = home();
        let before = fs.list(Path::new("/out")).unwrap().len();
        save(&fs, Path::new("/out/new.json"), b"new", Existing::Keep).unwrap();
        assert_eq!(fs.bytes("/out/new.json").unwrap(), b"new");
        assert_eq!(fs.list(Path::new("/out")).unwrap().len(), before + 1);
    }

    #[test]
    fn an_old_file_is_replaced_only_when_asked() {
        let fs = home();
        let path = Path::new("/out/old.json");
        let error = save(&fs, path, b"new", Existing::Keep).unwrap_err();
        assert!(matches!(error, SaveError::Exists(_)));
        assert!(error.to_string().contains("--force"), "{error}");
        assert_eq!(fs.bytes(path).unwrap(), b"old");
        save(&fs, path, b"new", Existing::Replace).unwrap();
        assert_eq!(fs.bytes(path).unwrap(), b"new");
    }

    #[test]
    fn what_is_left_is_gone_on_with() {
        let (path, fs) = (Path::new("/out/new.json"), home());
        let begin = |taken: &mut Vec<Vec<u8>>| {
            let mut take = |line: &[u8]| {
                taken.push(line.to_vec());
                true
            };
            Saving::resume(&fs, path, Existing::Keep, "key", &mut take).unwrap()
        };
        let mut taken = Vec::new();
        let mut saving = begin(&mut taken);
        saving.append(b"one\n").unwrap();
        saving.leave().unwrap();
        assert_eq!(fs.bytes(path), None);
        begin(&mut taken).finish().unwrap();
        assert_eq!(taken, [b"one\n"]);
        assert_eq!(fs.bytes(path).unwrap(), b"one\n");
    }

    #[test]
    fn a_file_in_its_place_is_not_said_to_be_unwritten() {
        let path = Path::new("/out/new.json");
        let saved = |kind| {
            let fs = home();
            fs.fail_next(Call::SyncFolder, kind);
            let done = save(&fs, path, b"new", Existing::Keep);
            assert_eq!(fs.bytes(path).unwrap(), b"new");
            done
        };
        saved(io::ErrorKind::PermissionDenied).unwrap();
        let error = saved(io::ErrorKind::StorageFull).unwrap_err();
        assert!(error.to_string().contains("was written"), "{error}");
    }

    #[test]
    fn a_file_that_is_there_is_refused_before_anything_is_made() {
        let path = Path::new("/out/old.json");
        let fs = home();
        let begun = Saving::begin(&fs, path, Existing::Keep).map(drop);
        assert!(matches!(begun, Err(SaveError::Exists(_))));
    }

    #[test]
    fn a_place_that_cannot_be_looked_at_is_not_taken_for_a_free_one() {
        let path = Path::new("/out/new.json");
        let fs = home();
        fs.blind(Look::Stat, path, io::ErrorKind::PermissionDenied);
        let begun = Saving::begin(&fs, path, Existing::Keep).map(drop);
        assert!(matches!(begun, Err(SaveError::System { .. })));
    }

    #[test]
    fn links_devices_and_missing_folders_are_refused_even_when_forced() {
        type Fits = fn(&SaveError) -> bool;
        let cases: [(&str, Fits); 4] = [
            ("/out/link.json", |e| matches!(e, SaveError::Link(_))),
            ("/out/device", |e| matches!(e, SaveError::NotAFile(_))),
            ("/out", |e| matches!(e, SaveError::NotAFile(_))),
            ("/none/new.json", |e| matches!(e, SaveError::NoFolder(_))),
        ];
        let fs = home();
        for (path, fits) in cases {
            let error = save(&fs, Path::new(path), b"new", Existing::Replace).unwrap_err();
            assert!(fits(&error), "{path}: {error}");
        }
        assert_eq!(fs.bytes("/out/old.json").unwrap(), b"old");
        assert!(fs.is_link(Path::new("/out/link.json")));
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_file_and_no_other() {
        let fs = home();
        let path = Path::new("/out/old.json");
        let before = fs.list(Path::new("/out")).unwrap();
        fs.full_after(1);
        let error = save(&fs, path, b"new", Existing::Replace).unwrap_err();
        assert!(matches!(error, SaveError::System { .. }), "{error}");
        assert_eq!(fs.bytes(path).unwrap(), b"old");
        assert_eq!(fs.list(Path::new("/out")).unwrap(), before);
    }

    #[test]
    fn a_file_that_came_meanwhile_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("new.json");
        let memory = home();
        let both: [(&dyn Fs, &Path); 2] = [
            (&RealFs, real.as_path()),
            (&memory, Path::new("/out/new.json")),
        ];
        for (fs, path) in both {
            let mut saving = Saving::begin(fs, path, Existing::Keep).unwrap();
            saving.append(b"ours").unwrap();
            fs.create_new(path).unwrap().append(b"theirs").unwrap();
            let error = saving.finish().unwrap_err();
            assert!(matches!(error, SaveError::Exists(_)), "{error}");
            assert_eq!(fs.read(path).unwrap(), b"theirs");
            let left = fs.list(path.parent().unwrap()).unwrap();
            assert!(
                left.iter()
                    .all(|path| path.extension() != Some("tmp".as_ref()))
            );
        }
    }

    #[test]
    fn a_file_that_another_program_changed_meanwhile_stays_as_that_left_it() {
        let fs = home();
        let path = Path::new("/out/old.json");
        let was = fs.stat(path).unwrap();
        let begin = || {
            Saving::begin(&fs, path, Existing::Replace)
                .unwrap()
                .over(Some(was))
        };
        let (first, second) = (begin(), begin());
        first.finish().unwrap();
        let error = second.finish().unwrap_err();
        assert!(matches!(error, SaveError::Changed(_)), "{error}");
        assert_eq!(fs.bytes(path).unwrap(), b"");
    }

    #[test]
    fn what_is_begun_and_given_up_leaves_nothing() {
        let fs = home();
        let before = fs.list(Path::new("/out")).unwrap();
        let path = Path::new("/out/new.json");
        let mut saving = Saving::begin(&fs, path, Existing::Keep).unwrap();
        saving.append(&vec![b'x'; 1 << 20]).unwrap();
        drop(saving);
        assert_eq!(fs.list(Path::new("/out")).unwrap(), before);
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new.json");
        save(&RealFs, &path, b"new", Existing::Keep).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn what_a_killed_program_left_is_taken_away_and_nothing_else() {
        let fs = MemoryFs::default();
        fs.make_folder(Path::new("/out")).unwrap();
        let of = |name: &str| format!("/out/{name}");
        let stays = [
            of(".set.jsonl.k.part"),
            of(".other.jsonl.00.tmp"),
            of(".set.jsonl.backup.tmp"),
        ];
        let stale = of(&format!(".set.jsonl.{}.tmp", "0193abcd".repeat(4)));
        for path in stays.iter().chain([&stale]) {
            fs.create_new(Path::new(path)).unwrap();
        }
        // Another program is at it.
        let path = PathBuf::from(of("set.jsonl"));
        let under_way = Saving::begin(&fs, &path, Existing::Replace).unwrap();
        assert!(fs.stat(Path::new(&stale)).is_err());
        save(&fs, &path, b"x", Existing::Replace).unwrap();
        for path in &stays {
            assert!(fs.stat(Path::new(path)).is_ok(), "{path}");
        }
        under_way.finish().unwrap();
        assert_eq!(fs.bytes(&path).unwrap(), b"");
    }
}
