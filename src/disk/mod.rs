//! The few file operations the house performs, behind one trait, so that tests
//! run the same code on memory, with faults and crashes.
//!
//! No meaning lives here: which file is a journal, a set or an export is the
//! business of the rooms that ask.

mod faults;
mod memory;
mod real;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

pub use faults::{Call, Lasting};
pub use memory::MemoryFs;
pub use real::RealFs;

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// Anything else: FIFO, device, socket.
    Other,
}

/// What is known of a path without opening it. Links are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// What it is.
    pub kind: Kind,
    /// Length in bytes.
    pub len: u64,
    /// Time of the last change, in nanoseconds since 1970, or 0.
    pub modified_ns: u128,
}

/// An open file for reading at any place.
pub trait ReadAt: Send + Sync {
    /// Reads up to `buffer.len()` bytes from `offset`; 0 at the end.
    ///
    /// # Errors
    /// Those of the system.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// The length now.
    ///
    /// # Errors
    /// Those of the system.
    fn len(&self) -> io::Result<u64>;

    /// True for an empty file.
    ///
    /// # Errors
    /// Those of the system.
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Fills the buffer from `offset`.
    ///
    /// # Errors
    /// Those of the system, and `UnexpectedEof` where the file is shorter.
    fn read_exact_at(&self, mut offset: u64, mut buffer: &mut [u8]) -> io::Result<()> {
        while !buffer.is_empty() {
            match self.read_at(offset, buffer)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => {
                    offset += read as u64;
                    buffer = &mut buffer[read..];
                }
            }
        }
        Ok(())
    }
}

/// An open file for appending. Dropping it gives its lock back.
pub trait Append: Send {
    /// Takes the file's exclusive lock without waiting; false where another holds it.
    ///
    /// # Errors
    /// Those of the system.
    fn try_lock(&mut self) -> io::Result<bool>;

    /// Appends all bytes with as few calls as the system allows.
    ///
    /// # Errors
    /// Those of the system; some of the bytes may have been written.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Returns once data and length are on the disk (`fdatasync`).
    ///
    /// # Errors
    /// Those of the system.
    fn sync(&mut self) -> io::Result<()>;

    /// Cuts the file to a length.
    ///
    /// # Errors
    /// Those of the system.
    fn cut(&mut self, len: u64) -> io::Result<()>;

    /// The length now.
    ///
    /// # Errors
    /// Those of the system.
    fn length(&self) -> io::Result<u64>;
}

/// The file operations.
pub trait Fs: Send + Sync {
    /// What is known of a path.
    ///
    /// # Errors
    /// Those of the system, `NotFound` among them.
    fn stat(&self, path: &Path) -> io::Result<Stat>;

    /// True where the path itself is a symbolic link.
    fn is_link(&self, path: &Path) -> bool;

    /// Opens a regular file for reading; anything else is refused.
    ///
    /// # Errors
    /// Those of the system; `InvalidInput` for what is no regular file.
    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadAt>>;

    /// Reads a whole regular file.
    ///
    /// # Errors
    /// As for [`Fs::open`].
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let file = self.open(path)?;
        let mut bytes = vec![0; usize::try_from(file.len()?).unwrap_or(usize::MAX)];
        let mut filled = 0;
        while filled < bytes.len() {
            match file.read_at(filled as u64, &mut bytes[filled..])? {
                0 => break,
                read => filled += read,
            }
        }
        bytes.truncate(filled);
        Ok(bytes)
    }

    /// The entries of a folder, as whole paths, sorted by name.
    ///
    /// # Errors
    /// Those of the system.
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>>;

    /// Makes a folder and those above it.
    ///
    /// # Errors
    /// Those of the system.
    fn make_folder(&self, folder: &Path) -> io::Result<()>;

    /// Makes a new file (mode 0600) for appending; an existing one, or a link, is refused.
    ///
    /// # Errors
    /// Those of the system, `AlreadyExists` among them.
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Append>>;

    /// Opens an existing file for appending.
    ///
    /// # Errors
    /// Those of the system.
    fn append_to(&self, path: &Path) -> io::Result<Box<dyn Append>>;

    /// Renames, replacing the target in one step.
    ///
    /// # Errors
    /// Those of the system.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// Those of the system.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Returns once the entries of a folder are on the disk.
    ///
    /// # Errors
    /// Those of the system.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;

    /// True where a file can be made in the folder.
    fn can_write(&self, folder: &Path) -> bool;
}

/// Writes a whole file beside its target, syncs it and renames it into place,
/// so that a reader sees the old file or the new one and never a part.
///
/// A link in the target's place is replaced, not followed.
///
/// # Errors
/// Those of the system; the temporary file is removed.
pub fn replace(fs: &dyn Fs, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = beside(path);
    let temporary = temporary.as_path();
    let written = (|| {
        let mut file = fs.create_new(temporary)?;
        file.append(bytes)?;
        file.sync()
    })();
    let done = written.and_then(|()| fs.rename(temporary, path));
    if done.is_err() {
        // The first error is the one that matters; a left-over file is harmless.
        let _ = fs.remove(temporary);
        return done;
    }
    fs.sync_folder(match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    })
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
