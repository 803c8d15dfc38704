//! Reading a file that others may write at the same time: up to the length it
//! had when it was opened, and with a look at the end whether it is still the
//! same. Nothing is locked; what changed is told.

use std::io::{self, Read};
use std::path::Path;

use crate::disk::{Fs, ReadAt, Stat};

use super::input::unreadable;
use super::report::Skip;

/// A file being read.
pub struct Reading<'a> {
    fs: &'a dyn Fs,
    path: &'a Path,
    file: Box<dyn ReadAt>,
    opened: Stat,
    /// Its length when it was opened.
    pub len: u64,
    at: u64,
    /// True once it ended before that.
    short: bool,
}

impl<'a> Reading<'a> {
    /// Opens a regular file.
    ///
    /// # Errors
    /// What the system said.
    pub fn open(fs: &'a dyn Fs, path: &'a Path) -> Result<Self, Skip> {
        let open = || {
            let opened = fs.stat(path)?;
            let file = fs.open(path)?;
            let len = file.len()?;
            Ok((opened, file, len))
        };
        let (opened, file, len) = open().map_err(|error: io::Error| unreadable(&error))?;
        Ok(Self {
            fs,
            path,
            file,
            opened,
            len,
            at: 0,
            short: false,
        })
    }

    /// What happened to the file meanwhile, once it was read.
    pub fn changed(&self) -> Option<Skip> {
        let now = self.file.len().unwrap_or(self.len);
        let had = self.len;
        if now < had || self.short {
            return Some(Skip::CutShort { had, now });
        }
        if now > had {
            return Some(Skip::Grew { had, now });
        }
        let same = self.fs.stat(self.path).is_ok_and(|now| now == self.opened);
        (!same).then_some(Skip::Changed)
    }
}

impl Read for Reading<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len - self.at).unwrap_or(usize::MAX);
        let many = left.min(buffer.len());
        let read = self.file.read_at(self.at, &mut buffer[..many])?;
        self.at += read as u64;
        self.short = self.short || (read == 0 && many > 0);
        Ok(read)
    }
}

/// Tells how much is read.
pub struct Counted<'a> {
    /// What is read.
    pub from: &'a mut dyn Read,
    /// Who is told, with the number of bytes.
    pub told: &'a dyn Fn(u64),
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        (self.told)(read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::{MemoryFs, replace};

    const PATH: &str = "/in/a.jsonl";

    /// What is told of a file that something happens to when half of it is read.
    fn told(happens: impl FnOnce(&MemoryFs, &Path)) -> Option<Skip> {
        let fs = MemoryFs::default().with_file(PATH, "0123456789");
        let path = Path::new(PATH);
        let mut reading = Reading::open(&fs, path).unwrap();
        let mut half = [0; 5];
        reading.read_exact(&mut half).unwrap();
        happens(&fs, path);
        let mut rest = Vec::new();
        reading.read_to_end(&mut rest).unwrap();
        assert!(rest.len() <= 5, "no more is read than there was");
        reading.changed()
    }

    #[test]
    fn a_file_that_stays_is_no_news() {
        assert_eq!(told(|_, _| ()), None);
    }

    #[test]
    fn a_file_cut_grown_written_or_replaced_is_told() {
        let cut = told(|fs, path| fs.append_to(path).unwrap().cut(7).unwrap());
        assert_eq!(cut, Some(Skip::CutShort { had: 10, now: 7 }));
        let grown = told(|fs, path| fs.append_to(path).unwrap().append(b"ab").unwrap());
        assert_eq!(grown, Some(Skip::Grew { had: 10, now: 12 }));
        let written = told(|fs, path| {
            let mut file = fs.append_to(path).unwrap();
            file.cut(7).unwrap();
            file.append(b"xyz").unwrap();
        });
        assert_eq!(written, Some(Skip::Changed));
        let replaced = told(|fs, path| replace(fs, path, b"0123456789").unwrap());
        assert_eq!(replaced, Some(Skip::Changed));
        assert_eq!(
            told(|fs, path| fs.remove(path).unwrap()),
            Some(Skip::Changed)
        );
    }
}
