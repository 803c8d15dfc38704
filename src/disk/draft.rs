//! Writing a whole file: beside its place under a name of its own, synced, then
//! renamed into place, so that a reader sees the old file or the new one and
//! never a part, and a failure leaves nothing behind.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::{Admitted, Append, Blocks, Fs};

/// How names of files end that another run may go on with.
const PART: &str = "part";
/// How names of files end that nobody goes on with.
const TEMPORARY: &str = "tmp";
/// How often a file is begun anew that another program took away at once.
const TRIES: u32 = 3;
/// How many bytes are gathered before they are written.
const BUFFER: usize = 256 << 10;

/// How many bytes are written before the system is asked to begin putting them
/// on the disk: waiting for all of a large file at its end takes as long again.
const BEGUN: u64 = 8 << 20;

/// What becomes of a file that is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    #[default]
    Keep,
    /// It is replaced in one step.
    Replace,
}

/// A file on its way. Dropped before it is finished, it leaves nothing.
pub struct Draft<'a> {
    fs: &'a dyn Fs,
    path: PathBuf,
    temporary: PathBuf,
    file: Box<dyn Append>,
    buffer: Vec<u8>,
    /// What is written and the system wasn't yet asked to put on the disk.
    waiting: Range<u64>,
    placed: bool,
}

impl<'a> Draft<'a> {
    /// Begins a file that is to lie at a path.
    ///
    /// # Errors
    /// Those of the system.
    pub fn begin(fs: &'a dyn Fs, path: &Path) -> io::Result<Self> {
        let mut tries = 0;
        loop {
            let temporary = beside(path);
            let mut file = fs.create_new(&temporary)?;
            // Whoever finds it free may take it away: its program was killed.
            let _ = file.try_lock();
            tries += 1;
            match fs.stat(&temporary) {
                // That came before the lock.
                Err(error) if error.kind() == io::ErrorKind::NotFound && tries < TRIES => {}
                _ => return Ok(Self::over(fs, path, temporary, (file, 0))),
            }
        }
    }

    /// A file that holds so many bytes.
    fn over(
        fs: &'a dyn Fs,
        path: &Path,
        temporary: PathBuf,
        (file, written): (Box<dyn Append>, u64),
    ) -> Self {
        Self {
            fs,
            path: path.to_owned(),
            temporary,
            file,
            buffer: Vec::new(),
            waiting: written..written,
            placed: false,
        }
    }

    /// Begins a file, or goes on with the one that was [left](Draft::leave) under
    /// the same key (letters and digits), or when its program was killed: `take`
    /// is given its lines, line ends and all. The first that it refuses is cut off
    /// with all that follow. Where another program writes that file, this is one of
    /// its own.
    ///
    /// # Errors
    /// Those of the system.
    pub fn resume(
        fs: &'a dyn Fs,
        path: &Path,
        key: &str,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> io::Result<Self> {
        let temporary = hidden(path, &format!("{key}.{PART}"));
        let mut file = match fs.create_new(&temporary) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                fs.append_to(&temporary)?
            }
            made => made?,
        };
        if !file.try_lock()? {
            return Self::begin(fs, path);
        }
        let good = good_lines(fs, &temporary, take)?;
        file.cut(good)?;
        Ok(Self::over(fs, path, temporary, (file, good)))
    }

    /// Leaves what was added so far for another program to go on with.
    ///
    /// # Errors
    /// Those of the system; then nothing is left.
    pub fn leave(mut self) -> io::Result<()> {
        self.flush()?;
        // It stays where it is.
        self.placed = true;
        Ok(())
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// Those of the system.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.buffer.len() + bytes.len() > BUFFER {
            self.flush()?;
        }
        if bytes.len() > BUFFER {
            self.file.append(bytes)?;
            self.begin_sync(bytes.len());
            return Ok(());
        }
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.buffer.is_empty() {
            self.file.append(&self.buffer)?;
            self.begin_sync(self.buffer.len());
            self.buffer.clear();
        }
        Ok(())
    }

    /// Has the system begin, where so many bytes more are enough for that.
    fn begin_sync(&mut self, more: usize) {
        self.waiting.end += more as u64;
        if self.waiting.end - self.waiting.start >= BEGUN {
            self.file.begin_sync(self.waiting.clone());
            self.waiting.start = self.waiting.end;
        }
    }

    /// Syncs the file, takes its place and syncs that. A link there is replaced, not
    /// followed.
    ///
    /// # Errors
    /// Those of the system; `AlreadyExists` for a file that is to be kept. It may be
    /// in its place then.
    pub fn finish(mut self, existing: Existing) -> io::Result<()> {
        self.place(existing)?;
        self.sync_place()
    }

    /// Syncs the file and takes its place, of which the system hasn't said yet that it
    /// is on the disk: [`Self::sync_place`] asks it.
    ///
    /// # Errors
    /// As [`Self::finish`]; what was there before is there still.
    pub fn place(&mut self, existing: Existing) -> io::Result<()> {
        self.flush()?;
        self.file.sync()?;
        match existing {
            Existing::Keep => self.fs.rename_new(&self.temporary, &self.path)?,
            Existing::Replace => {
                self.fs.admit(&self.temporary, &self.path, Admitted::All);
                self.fs.rename(&self.temporary, &self.path)?;
            }
        }
        self.placed = true;
        if self.temporary.extension().is_some_and(|it| it == PART) {
            self.clear(PART, is_key);
        }
        Ok(())
    }

    /// Syncs the folder, once the file has taken its place.
    ///
    /// # Errors
    /// Those of the system; the file is in its place.
    pub fn sync_place(&self) -> io::Result<()> {
        self.fs.sync_folder(self.folder())
    }

    fn folder(&self) -> &Path {
        match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        }
    }

    /// Takes away what programs that were killed left on the way to the same place.
    pub fn sweep(&self) {
        self.clear(TEMPORARY, is_made_here);
    }

    /// Takes away what was left on the way to the same place under other keys:
    /// nobody goes on with it now. What can't be removed is harmless.
    fn clear(&self, end: &str, is_ours: fn(&str) -> bool) {
        let own = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let middle = name.strip_prefix(&head(&self.path));
            middle.is_some_and(|it| it.strip_suffix(&format!(".{end}")).is_some_and(is_ours))
        };
        let there = self.fs.list(self.folder()).unwrap_or_default();
        for path in there.into_iter().filter(own) {
            let file = self.fs.append_to(&path);
            let free = file.is_ok_and(|mut file| file.try_lock().unwrap_or(false));
            if free {
                let _ = self.fs.remove(&path);
            }
        }
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        if !self.placed {
            // Whatever went wrong before matters more; a left-over file is harmless.
            let _ = self.fs.remove(&self.temporary);
        }
    }
}

/// What came of syncing a folder, where one may be let into it without being let look
/// at it: then nothing more can be known, and nothing is wrong.
///
/// # Errors
/// All others.
pub fn unless_denied(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        done => done,
    }
}

/// Writes a whole file in one step, over what is there.
///
/// # Errors
/// Those of the system; nothing is left beside the file.
pub fn replace(fs: &dyn Fs, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut draft = Draft::begin(fs, path)?;
    draft.append(bytes)?;
    draft.finish(Existing::Replace)
}

/// How many bytes the lines have that are taken.
fn good_lines(fs: &dyn Fs, path: &Path, take: &mut dyn FnMut(&[u8]) -> bool) -> io::Result<u64> {
    let file = fs.open(path)?;
    let mut blocks = Blocks::new(file.as_ref(), 0..file.len()?);
    let mut good = 0;
    while let Some(block) = blocks.read()? {
        for line in block.split_inclusive(|byte| *byte == b'\n') {
            if !take(line) {
                return Ok(good);
            }
            good += line.len() as u64;
        }
    }
    Ok(good)
}

/// A name beside a path that nobody else uses, for a file that will be renamed
/// to it.
pub fn beside(path: &Path) -> PathBuf {
    let key = uuid::Uuid::now_v7();
    hidden(path, &format!("{}.{TEMPORARY}", key.simple()))
}

/// A hidden name beside a path.
fn hidden(path: &Path, end: &str) -> PathBuf {
    path.with_file_name(head(path) + end)
}

/// How hidden names beside a path begin. A long name is shortened: most systems
/// take 255 bytes.
fn head(path: &Path) -> String {
    // 50 characters are 200 bytes at most; the rest of the name is 39.
    const KEPT: usize = 50;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let kept: String = name.chars().take(KEPT).collect();
    format!(".{kept}.")
}

/// Whether a name is one that [`beside`] makes.
fn is_made_here(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
