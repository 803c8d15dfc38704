//! Writing a whole file: beside its place under a name of its own, synced, then
//! renamed into place, so that a reader sees the old file or the new one and
//! never a part, and a failure leaves nothing behind.

use std::io;
use std::path::{Path, PathBuf};

use super::{Append, Fs};

/// How many bytes are gathered before they are written.
const BUFFER: usize = 256 << 10;

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
    placed: bool,
}

impl<'a> Draft<'a> {
    /// Begins a file that is to lie at a path.
    ///
    /// # Errors
    /// Those of the system.
    pub fn begin(fs: &'a dyn Fs, path: &Path) -> io::Result<Self> {
        let temporary = beside(path);
        let file = fs.create_new(&temporary)?;
        Ok(Self {
            fs,
            path: path.to_owned(),
            temporary,
            file,
            buffer: Vec::new(),
            placed: false,
        })
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
            return self.file.append(bytes);
        }
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.buffer.is_empty() {
            self.file.append(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// Syncs the file and takes its place. A link there is replaced, not followed.
    ///
    /// # Errors
    /// Those of the system; `AlreadyExists` for a file that is to be kept.
    pub fn finish(mut self, existing: Existing) -> io::Result<()> {
        self.flush()?;
        self.file.sync()?;
        match existing {
            Existing::Keep => self.fs.rename_new(&self.temporary, &self.path)?,
            Existing::Replace => self.fs.rename(&self.temporary, &self.path)?,
        }
        self.placed = true;
        self.fs.sync_folder(match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        })
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

/// Writes a whole file in one step, over what is there.
///
/// # Errors
/// Those of the system; nothing is left beside the file.
pub fn replace(fs: &dyn Fs, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut draft = Draft::begin(fs, path)?;
    draft.append(bytes)?;
    draft.finish(Existing::Replace)
}

/// A name beside a path that nobody else uses, for a file that will be renamed
/// to it. A long name is shortened: most systems take 255 bytes.
pub fn beside(path: &Path) -> PathBuf {
    // 50 characters are 200 bytes at most; the rest of the name is 38.
    const KEPT: usize = 50;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let kept: String = name.chars().take(KEPT).collect();
    path.with_file_name(format!(".{kept}.{}.tmp", uuid::Uuid::now_v7().simple()))
}
