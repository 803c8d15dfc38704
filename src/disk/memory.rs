//! A file system in memory, for tests and dry runs: the same rules as the real
//! one, no clock, and faults on request.
//!
//! Clones share their files. What isn't synced is there until a crash is asked
//! for ([`MemoryFs::crash`]).

mod handles;
mod requests;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::faults::{Call, Faults, Look};
use super::unsynced::{Content, Names};
use super::{Append, Fs, Kind, ReadAt, Stat};
use handles::{Handle, Open};

/// A file system in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryFs(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    names: Names<Entry>,
    /// Never freed: an open file outlives its name.
    files: Vec<FileState>,
    /// Counts changes, and is the time of the last one.
    ticks: u128,
    handles: usize,
    faults: Faults,
    /// Syncing does nothing, and says that it did.
    careless: bool,
}

#[derive(Clone, Debug)]
enum Entry {
    Folder,
    File(usize),
    Link(PathBuf),
    Other,
}

#[derive(Debug, Default)]
struct FileState {
    content: Content,
    modified: u128,
    /// The handle that has the lock.
    holder: Option<usize>,
}

/// What [`MemoryFs`] is filled with and asked; the rest is [`Fs`].
impl MemoryFs {
    /// With a file, and the folders above it.
    #[must_use]
    pub fn with_file(self, path: impl AsRef<Path>, bytes: impl Into<Vec<u8>>) -> Self {
        let mut state = self.state();
        let file = state.new_file(Content::on_disk(bytes.into()));
        state.place(path.as_ref(), Entry::File(file));
        drop(state);
        self
    }

    /// With a symbolic link.
    #[must_use]
    pub fn with_link(self, path: impl AsRef<Path>, target: impl Into<PathBuf>) -> Self {
        self.state()
            .place(path.as_ref(), Entry::Link(target.into()));
        self
    }

    /// With something that is neither a file nor a folder.
    #[must_use]
    pub fn with_device(self, path: impl AsRef<Path>) -> Self {
        self.state().place(path.as_ref(), Entry::Other);
        self
    }

    /// What a file holds now.
    pub fn bytes(&self, path: impl AsRef<Path>) -> Option<Vec<u8>> {
        let state = self.state();
        let file = state.file(path.as_ref()).ok()?;
        Some(state.files[file].content.bytes().to_vec())
    }

    /// Syncing does nothing from now on, and says that it did: a control that
    /// tests of crashes must notice.
    pub fn ignore_syncs(&self) {
        self.state().careless = true;
    }

    /// What the disk may hold after a power cut now, as a file system of its
    /// own, without faults. `chance` draws a number below another one. What was
    /// synced is there; of the rest anything may be, see `unsynced`.
    #[must_use]
    pub fn crash(&self, chance: &mut dyn FnMut(usize) -> usize) -> Self {
        let state = self.state();
        let mut after = State {
            ticks: state.ticks,
            careless: state.careless,
            ..State::default()
        };
        let mut left: BTreeMap<PathBuf, Entry> = BTreeMap::new();
        for (path, entry) in state.names.crash(chance) {
            // What a lost folder held is lost. Folders come before what they hold.
            let above = path.parent().filter(|above| above.parent().is_some());
            if above.is_some_and(|above| !matches!(left.get(above), Some(Entry::Folder))) {
                continue;
            }
            let entry = match entry {
                Entry::File(file) => {
                    let bytes = state.files[file].content.crash(chance);
                    Entry::File(after.new_file(Content::on_disk(bytes)))
                }
                other => other,
            };
            left.insert(path, entry);
        }
        after.names = Names::on_disk(left);
        Self(Arc::new(Mutex::new(after)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn handle(&self, state: &mut State, path: &Path, file: usize) -> Box<dyn Append> {
        state.handles += 1;
        Box::new(Handle {
            fs: self.clone(),
            path: path.to_owned(),
            file,
            number: state.handles,
        })
    }
}

impl State {
    fn new_file(&mut self, content: Content) -> usize {
        self.ticks += 1;
        self.files.push(FileState {
            content,
            modified: self.ticks,
            holder: None,
        });
        self.files.len() - 1
    }

    fn place(&mut self, path: &Path, entry: Entry) {
        for folder in path.ancestors().skip(1) {
            if !self.names.now().contains_key(folder) {
                self.names.place(folder, Entry::Folder);
            }
        }
        self.names.place(path, entry);
    }

    /// What a path names, itself.
    fn entry(&self, path: &Path) -> io::Result<Entry> {
        self.faults.reach(path)?;
        match self.names.now().get(path) {
            Some(entry) => Ok(entry.clone()),
            // The root and the working folder are always there.
            None if path.parent().is_none() || path == Path::new(".") => Ok(Entry::Folder),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// What a path names, a link followed once.
    fn follow(&self, path: &Path) -> io::Result<Entry> {
        match self.entry(path)? {
            Entry::Link(target) => self.entry(&path.parent().unwrap_or(Path::new("")).join(target)),
            entry => Ok(entry),
        }
    }

    fn file(&self, path: &Path) -> io::Result<usize> {
        match self.follow(path)? {
            Entry::File(file) => Ok(file),
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    fn folder(&self, path: &Path) -> io::Result<()> {
        match self.follow(path)? {
            Entry::Folder => Ok(()),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    fn parent(&self, path: &Path) -> io::Result<()> {
        path.parent().map_or(Ok(()), |folder| self.folder(folder))
    }

    fn write(&mut self, file: usize, bytes: &[u8]) -> io::Result<()> {
        let (kept, done) = self.faults.write(bytes.len());
        self.files[file].content.append(&bytes[..kept]);
        self.touch(file);
        done
    }

    fn sync(&mut self, file: usize) -> io::Result<()> {
        let met = self.faults.meet(Call::Sync);
        let content = &mut self.files[file].content;
        match &met {
            Ok(()) if !self.careless => content.sync(),
            // A process that is gone doesn't keep the system from writing.
            Err(_) if !self.faults.dead() => content.fail_sync(),
            _ => {}
        }
        met
    }

    fn touch(&mut self, file: usize) {
        self.ticks += 1;
        self.files[file].modified = self.ticks;
    }
}

impl Fs for MemoryFs {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        let state = self.state();
        state.faults.look(Look::Stat, path)?;
        let (kind, len, modified_ns, file) = match state.follow(path)? {
            Entry::File(at) => {
                let file = &state.files[at];
                let len = file.content.bytes().len() as u64;
                (Kind::File, len, file.modified, at as u64 + 1)
            }
            Entry::Folder => (Kind::Folder, 0, 0, 0),
            Entry::Link(_) | Entry::Other => (Kind::Other, 0, 0, 0),
        };
        Ok(Stat {
            kind,
            len,
            modified_ns,
            file,
        })
    }

    fn is_link(&self, path: &Path) -> bool {
        matches!(self.state().entry(path), Ok(Entry::Link(_)))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadAt>> {
        let state = self.state();
        state.faults.look(Look::Open, path)?;
        let file = state.file(path)?;
        Ok(Box::new(Open {
            fs: self.clone(),
            path: path.to_owned(),
            file,
        }))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let state = self.state();
        state.faults.look(Look::List, folder)?;
        state.folder(folder)?;
        let inside = |path: &&PathBuf| path.parent() == Some(folder);
        Ok(state.names.now().keys().filter(inside).cloned().collect())
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.faults.meet(Call::MakeFolder)?;
        for above in folder.ancestors() {
            match state.folder(above) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        let missing: Vec<&Path> = folder
            .ancestors()
            .filter(|above| !state.names.now().contains_key(*above))
            .collect();
        for above in missing.into_iter().rev() {
            state.names.set(above, Entry::Folder);
        }
        Ok(())
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Append>> {
        let mut state = self.state();
        state.faults.meet(Call::Create)?;
        state.parent(path)?;
        if state.entry(path).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let file = state.new_file(Content::default());
        state.names.set(path, Entry::File(file));
        Ok(self.handle(&mut state, path, file))
    }

    fn append_to(&self, path: &Path) -> io::Result<Box<dyn Append>> {
        let mut state = self.state();
        state.faults.look(Look::Append, path)?;
        match state.entry(path)? {
            Entry::File(file) => Ok(self.handle(&mut state, path, file)),
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.faults.meet(Call::Rename)?;
        let entry = state.entry(from)?;
        state.parent(to)?;
        match (&entry, state.entry(to)) {
            (Entry::Folder, Ok(_)) => return Err(io::ErrorKind::DirectoryNotEmpty.into()),
            (_, Ok(Entry::Folder)) => return Err(io::ErrorKind::IsADirectory.into()),
            _ => {}
        }
        let below = |path: &&PathBuf| path.starts_with(from) && *path != from;
        let inner: Vec<PathBuf> = state.names.now().keys().filter(below).cloned().collect();
        for path in inner {
            let entry = state.names.now().get(&path).cloned();
            if let (Ok(rest), Some(entry)) = (path.strip_prefix(from), entry) {
                state.names.rename(&path, &to.join(rest), entry);
            }
        }
        state.names.rename(from, to, entry);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.faults.meet(Call::Remove)?;
        match state.entry(path)? {
            Entry::Folder => return Err(io::ErrorKind::IsADirectory.into()),
            Entry::File(file) => {
                let len = state.files[file].content.bytes().len();
                state.faults.give_back(len);
            }
            Entry::Link(_) | Entry::Other => {}
        }
        state.names.unset(path);
        Ok(())
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        let file = state.file(path)?;
        state.sync(file)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.faults.meet(Call::SyncFolder)?;
        state.folder(folder)?;
        if !state.careless {
            state.names.sync(folder);
        }
        Ok(())
    }

    fn can_write(&self, folder: &Path) -> bool {
        self.state().folder(folder).is_ok()
    }
}
