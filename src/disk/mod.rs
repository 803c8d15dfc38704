//! The few file operations the house performs, behind one trait, so that tests
//! run the same code on memory, with faults and crashes.
//!
//! No meaning lives here: which file is a journal, a set or an export is the
//! business of the rooms that ask.

mod blocks;
mod draft;
mod faults;
mod memory;
mod real;
#[cfg(test)]
mod tests;
mod unsynced;

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

pub use blocks::Blocks;
pub use draft::{Draft, Existing, beside, replace, unless_denied};
pub use faults::{Call, Lasting, Look};
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

/// Who is let at a file besides its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admitted {
    /// Who may read the other one may read it too.
    Readers,
    /// Who may do something with the other one may do that with it, and nobody else.
    All,
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
    /// What tells the file from another one (on Unix its device and inode), or 0.
    pub file: u64,
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

    /// Has the system begin to put some bytes of the file on the disk and
    /// doesn't wait for it, so that a later [`Append::sync`] has less to do.
    /// Nothing is promised: where it can't be asked, nothing happens.
    fn begin_sync(&mut self, _bytes: Range<u64>) {}

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
        let len = usize::try_from(file.len()?).unwrap_or(usize::MAX);
        let mut bytes = Vec::new();
        // A file may say that it is longer than memory.
        bytes
            .try_reserve_exact(len)
            .map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
        while bytes.len() < len {
            let filled = bytes.len();
            bytes.resize(len.min(filled + (1 << 20)), 0);
            let read = file.read_at(filled as u64, &mut bytes[filled..])?;
            bytes.truncate(filled + read);
            if read == 0 {
                break;
            }
        }
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

    /// Lets those at a file who are let at another one. Nothing is promised:
    /// where that can't be, its owner alone is.
    fn admit(&self, _path: &Path, _like: &Path, _whom: Admitted) {}

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

    /// Renames where nothing has the new name yet. Where the system can't do
    /// that in one step it looks first, and a file made in between is replaced.
    ///
    /// # Errors
    /// Those of the system; `AlreadyExists` where the name is taken.
    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        match self.stat(to) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !self.is_link(to) => {
                self.rename(from, to)
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Err(io::ErrorKind::AlreadyExists.into()),
        }
    }

    /// Removes a file.
    ///
    /// # Errors
    /// Those of the system.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Returns once data and length of a regular file are on the disk, whoever wrote them.
    ///
    /// # Errors
    /// As for [`Fs::open`].
    fn sync_file(&self, path: &Path) -> io::Result<()>;

    /// Returns once the entries of a folder are on the disk.
    ///
    /// # Errors
    /// Those of the system.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;

    /// True where a file can be made in the folder.
    fn can_write(&self, folder: &Path) -> bool;
}
