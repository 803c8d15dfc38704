//! A file read forward, block by block, each of whole lines. What a line says is
//! not known here.

use std::io;
use std::ops::Range;

use super::ReadAt;

/// Whole lines of a file, block by block.
pub struct Blocks<'a> {
    file: &'a dyn ReadAt,
    /// Up to where it was read.
    at: u64,
    end: u64,
    /// The beginning of a line whose end wasn't read yet.
    rest: Vec<u8>,
}

impl<'a> Blocks<'a> {
    /// How many bytes are read in one go.
    pub const LENGTH: usize = 1 << 20;

    /// The lines of a stretch of a file.
    pub const fn new(file: &'a dyn ReadAt, stretch: Range<u64>) -> Self {
        Self {
            file,
            at: stretch.start,
            end: stretch.end,
            rest: Vec::new(),
        }
    }

    /// Up to where the file was read.
    pub const fn at(&self) -> u64 {
        self.at
    }

    /// The next lines; none once all whole ones were read.
    ///
    /// # Errors
    /// Those of the system.
    pub fn read(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut block = std::mem::take(&mut self.rest);
        while self.at < self.end {
            let filled = block.len();
            let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
            block.resize(filled + left.min(Self::LENGTH), 0);
            let read = self.file.read_at(self.at, &mut block[filled..])?;
            block.truncate(filled + read);
            self.at += read as u64;
            if read == 0 {
                // It was cut meanwhile.
                self.end = self.at;
            }
            if let Some(end) = memchr::memrchr(b'\n', &block[filled..]) {
                self.rest = block.split_off(filled + end + 1);
                return Ok(Some(block));
            }
        }
        Ok(None)
    }
}
