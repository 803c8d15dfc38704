//! The real file system. On Unix a file is opened without waiting (a FIFO
//! would hang), is looked at after it is open (a name can change hands), and
//! is never written through a link. Elsewhere the same code runs without
//! these three guarantees and without syncing folders.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::{Admitted, Append, Fs, Kind, ReadAt, Stat};

/// The real file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealFs;

/// Device and inode in one number: the roots of two disks share an inode.
#[cfg(unix)]
fn told_apart(found: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    found.ino().wrapping_add(found.dev().wrapping_mul(ODD))
}

impl Fs for RealFs {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        let found = fs::metadata(path).map_err(told)?;
        let modified_ns = found
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .map_or(0, |since| since.as_nanos());
        Ok(Stat {
            kind: kind(&found),
            len: found.len(),
            modified_ns,
            #[cfg(unix)]
            file: told_apart(&found),
            #[cfg(not(unix))]
            file: 0,
        })
    }

    fn is_link(&self, path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadAt>> {
        let mut options = OpenOptions::new();
        options.read(true);
        Ok(Box::new(Reader(regular(
            path,
            &mut options,
            Links::Follow,
        )?)))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut paths = fs::read_dir(folder)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<Vec<_>>>()?;
        paths.sort_unstable();
        Ok(paths)
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    #[cfg(unix)]
    fn admit(&self, path: &Path, like: &Path, whom: Admitted) {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path| fs::metadata(path).map(|data| data.permissions().mode() & 0o777);
        let (Ok(own), Ok(like)) = (mode(path), mode(like)) else {
            return;
        };
        let mode = match whom {
            Admitted::Readers => own | (like & 0o044),
            Admitted::All => like,
        };
        // A file system without modes has none to set.
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode));
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Append>> {
        let mut options = OpenOptions::new();
        options.append(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Box::new(Writer(options.open(path)?)))
    }

    fn append_to(&self, path: &Path) -> io::Result<Box<dyn Append>> {
        let mut options = OpenOptions::new();
        options.append(true);
        Ok(Box::new(Writer(regular(
            path,
            &mut options,
            Links::Refuse,
        )?)))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        {
            use rustix::fs::{CWD, RenameFlags, renameat_with};
            use rustix::io::Errno;
            match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
                // Older kernels and some network file systems don't know the flag.
                Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
                done => return Ok(done?),
            }
        }
        link_new(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        let mut options = OpenOptions::new();
        // Elsewhere only those who may write can sync.
        options.read(true).write(cfg!(not(unix)));
        regular(path, &mut options, Links::Follow)?.sync_data()
    }

    #[cfg(unix)]
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    #[cfg(not(unix))]
    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    #[cfg(unix)]
    fn can_write(&self, folder: &Path) -> bool {
        use rustix::fs::{Access, access};
        folder.is_dir() && access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
    }

    #[cfg(not(unix))]
    fn can_write(&self, folder: &Path) -> bool {
        fs::metadata(folder).is_ok_and(|found| found.is_dir() && !found.permissions().readonly())
    }
}

/// A second name for the file fails where that name is taken, in one step;
/// then the first name goes. Only where the file system has no second names
/// (FAT, some network shares) is it looked first and renamed then.
fn link_new(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) if fs::symlink_metadata(to).is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(from, to),
    }
}

/// The system's word for links that lead in a circle is "too many levels".
fn told(error: io::Error) -> io::Error {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
        let cause = "symbolic links that lead in a circle";
        return io::Error::new(io::ErrorKind::InvalidInput, cause);
    }
    error
}

/// What opening does with a link in the last place of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    Follow,
    Refuse,
}

/// Opens a regular file and refuses anything else, at once.
fn regular(path: &Path, options: &mut OpenOptions, links: Links) -> io::Result<File> {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        if links == Links::Refuse {
            flags |= OFlags::NOFOLLOW;
        }
        std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags.bits().cast_signed());
    }
    let refused = || io::Error::new(io::ErrorKind::InvalidInput, "not a regular file");
    match options.open(path) {
        Ok(file) if file.metadata()?.is_file() => Ok(file),
        Ok(_) => Err(refused()),
        // A folder, a FIFO nobody reads, a socket or a link each fail in a way of their own.
        Err(error) => {
            let found = match links {
                Links::Follow => fs::metadata(path),
                Links::Refuse => fs::symlink_metadata(path),
            };
            Err(match found {
                Ok(found) if !found.is_file() => refused(),
                _ => told(error),
            })
        }
    }
}

fn kind(found: &Metadata) -> Kind {
    if found.is_file() {
        Kind::File
    } else if found.is_dir() {
        Kind::Folder
    } else {
        Kind::Other
    }
}

struct Reader(File);

impl ReadAt for Reader {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        use std::os::unix::fs::FileExt;
        #[cfg(windows)]
        use std::os::windows::fs::FileExt;
        loop {
            #[cfg(unix)]
            let read = self.0.read_at(buffer, offset);
            #[cfg(windows)]
            let read = self.0.seek_read(buffer, offset);
            match read {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }
}

struct Writer(File);

impl Append for Writer {
    fn try_lock(&mut self) -> io::Result<bool> {
        match self.0.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }

    /// Linux takes the advice as a request to write out what is dirty.
    #[cfg(target_os = "linux")]
    fn begin_sync(&mut self, bytes: std::ops::Range<u64>) {
        let length = std::num::NonZero::new(bytes.end.saturating_sub(bytes.start));
        let advice = rustix::fs::Advice::DontNeed;
        let _ = rustix::fs::fadvise(&self.0, bytes.start, length, advice);
    }

    fn cut(&mut self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn kind_of<T>(result: io::Result<T>) -> Option<io::ErrorKind> {
        result.err().map(|error| error.kind())
    }

    #[test]
    fn a_new_name_is_taken_only_where_it_is_free() {
        type Rename = fn(&Path, &Path) -> io::Result<()>;
        let ways: [Rename; 2] = [|from, to| RealFs.rename_new(from, to), link_new];
        for rename in ways {
            let folder = tempfile::tempdir().unwrap();
            let at = |name: &str| folder.path().join(name);
            fs::write(at("a"), "a").unwrap();
            fs::write(at("b"), "b").unwrap();
            symlink(at("gone"), at("link")).unwrap();
            for taken in ["b", "link"] {
                let done = rename(&at("a"), &at(taken));
                assert_eq!(kind_of(done), Some(io::ErrorKind::AlreadyExists), "{taken}");
            }
            assert_eq!(fs::read(at("b")).unwrap(), b"b");
            assert!(RealFs.is_link(&at("link")));
            rename(&at("a"), &at("c")).unwrap();
            assert_eq!(fs::read(at("c")).unwrap(), b"a");
            assert!(!at("a").exists());
        }
    }

    #[test]
    fn links_that_lead_in_a_circle_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        symlink(&a, &b).unwrap();
        symlink(&b, &a).unwrap();
        for error in [RealFs.stat(&a).err(), RealFs.open(&a).err()] {
            let told = error.unwrap().to_string();
            assert!(told.contains("in a circle"), "{told}");
        }
    }

    #[test]
    fn a_file_that_claims_to_be_longer_than_memory_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        File::create(&path).unwrap().set_len(1 << 42).unwrap();
        assert_eq!(
            kind_of(RealFs.read(&path)),
            Some(io::ErrorKind::OutOfMemory)
        );
    }
}
