//! A file system in memory, for tests and dry runs: the same rules as the real
//! one, no clock, and faults on request.
//!
//! Clones share their files. What isn't synced is not lost here: power cuts are
//! tried on real disks.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::faults::{Call, Faults, Lasting, When};
use super::{Append, Fs, Kind, ReadAt, Stat};

/// A file system in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryFs(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    names: BTreeMap<PathBuf, Entry>,
    /// Never freed: an open file outlives its name.
    files: Vec<FileState>,
    /// Counts changes, and is the time of the last one.
    ticks: u128,
    handles: usize,
    faults: Faults,
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
    bytes: Vec<u8>,
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
        let file = state.new_file(bytes.into());
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
        Some(state.files[file].bytes.clone())
    }

    /// The next call of a kind fails, once.
    pub fn fail_next(&self, call: Call, kind: io::ErrorKind) {
        let faults = &mut self.state().faults;
        faults.add(When::Next(call), kind, Lasting::Once, 0);
    }

    /// The next append writes some bytes, then fails.
    pub fn tear_next(&self, kept: usize, kind: io::ErrorKind) {
        let faults = &mut self.state().faults;
        faults.add(When::Next(Call::Append), kind, Lasting::Once, kept);
    }

    /// The changing call with a number (from 0, see [`MemoryFs::calls`]) fails.
    pub fn fail_call(&self, number: usize, kind: io::ErrorKind, lasting: Lasting) {
        let faults = &mut self.state().faults;
        faults.add(When::Number(number), kind, lasting, 0);
    }

    /// The disk is full after so many more bytes; what is cut off or removed makes room again.
    pub fn full_after(&self, bytes: usize) {
        self.state().faults.set_room(bytes);
    }

    /// No more faults, and no end of the disk.
    pub fn heal(&self) {
        self.state().faults.heal();
    }

    /// How many changing calls there were, failed ones among them.
    pub fn calls(&self) -> usize {
        self.state().faults.calls()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn handle(&self, state: &mut State, file: usize) -> Box<dyn Append> {
        state.handles += 1;
        Box::new(Handle {
            fs: self.clone(),
            file,
            number: state.handles,
        })
    }
}

impl State {
    fn new_file(&mut self, bytes: Vec<u8>) -> usize {
        self.ticks += 1;
        self.files.push(FileState {
            bytes,
            modified: self.ticks,
            holder: None,
        });
        self.files.len() - 1
    }

    fn place(&mut self, path: &Path, entry: Entry) {
        for folder in path.ancestors().skip(1) {
            self.names.entry(folder.to_owned()).or_insert(Entry::Folder);
        }
        self.names.insert(path.to_owned(), entry);
    }

    /// What a path names, itself.
    fn entry(&self, path: &Path) -> io::Result<Entry> {
        match self.names.get(path) {
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
        self.files[file].bytes.extend_from_slice(&bytes[..kept]);
        self.touch(file);
        done
    }

    fn touch(&mut self, file: usize) {
        self.ticks += 1;
        self.files[file].modified = self.ticks;
    }
}

impl Fs for MemoryFs {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        let state = self.state();
        let (kind, len, modified_ns, file) = match state.follow(path)? {
            Entry::File(at) => {
                let file = &state.files[at];
                let len = file.bytes.len() as u64;
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
        let file = self.state().file(path)?;
        Ok(Box::new(Open {
            fs: self.clone(),
            file,
        }))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let state = self.state();
        state.folder(folder)?;
        let inside = |path: &&PathBuf| path.parent() == Some(folder);
        Ok(state.names.keys().filter(inside).cloned().collect())
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
        for above in folder.ancestors() {
            state.names.entry(above.to_owned()).or_insert(Entry::Folder);
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
        let file = state.new_file(Vec::new());
        state.names.insert(path.to_owned(), Entry::File(file));
        Ok(self.handle(&mut state, file))
    }

    fn append_to(&self, path: &Path) -> io::Result<Box<dyn Append>> {
        let mut state = self.state();
        match state.entry(path)? {
            Entry::File(file) => Ok(self.handle(&mut state, file)),
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.faults.meet(Call::Rename)?;
        let entry = state.entry(from)?;
        state.parent(to)?;
        match (&entry, state.entry(to)) {
            (Entry::Folder, _) => return Err(io::ErrorKind::Unsupported.into()),
            (_, Ok(Entry::Folder)) => return Err(io::ErrorKind::IsADirectory.into()),
            _ => {}
        }
        state.names.remove(from);
        state.names.insert(to.to_owned(), entry);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.faults.meet(Call::Remove)?;
        match state.entry(path)? {
            Entry::Folder => return Err(io::ErrorKind::IsADirectory.into()),
            Entry::File(file) => {
                let len = state.files[file].bytes.len();
                state.faults.give_back(len);
            }
            Entry::Link(_) | Entry::Other => {}
        }
        state.names.remove(path);
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.faults.meet(Call::SyncFolder)?;
        state.folder(folder)
    }

    fn can_write(&self, folder: &Path) -> bool {
        self.state().folder(folder).is_ok()
    }
}

struct Open {
    fs: MemoryFs,
    file: usize,
}

impl ReadAt for Open {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let state = self.fs.state();
        let bytes = &state.files[self.file].bytes;
        let from = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        let len = buffer.len().min(bytes.len() - from);
        buffer[..len].copy_from_slice(&bytes[from..from + len]);
        Ok(len)
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.fs.state().files[self.file].bytes.len() as u64)
    }
}

struct Handle {
    fs: MemoryFs,
    file: usize,
    number: usize,
}

impl Append for Handle {
    fn try_lock(&mut self) -> io::Result<bool> {
        let mut state = self.fs.state();
        let holder = &mut state.files[self.file].holder;
        Ok(*holder.get_or_insert(self.number) == self.number)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.fs.state().write(self.file, bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.fs.state().faults.meet(Call::Sync)
    }

    fn cut(&mut self, len: u64) -> io::Result<()> {
        let mut state = self.fs.state();
        state.faults.meet(Call::Cut)?;
        let len = usize::try_from(len).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let before = state.files[self.file].bytes.len();
        state.files[self.file].bytes.resize(len, 0);
        state.faults.give_back(before.saturating_sub(len));
        state.touch(self.file);
        Ok(())
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.fs.state().files[self.file].bytes.len() as u64)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let mut state = self.fs.state();
        let holder = &mut state.files[self.file].holder;
        if *holder == Some(self.number) {
            *holder = None;
        }
    }
}
