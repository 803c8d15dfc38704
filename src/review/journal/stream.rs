//! A journal file read block by block: the lines of one block are taken apart
//! on other threads while the events of an earlier one are handed on, always in
//! the order of the file. What a short file holds is read where it is asked for.

use std::io;
use std::path::Path;

use super::head::mark_of;
use super::scan::{Scan, Scanner, lines};
use crate::corpus::in_order;
use crate::disk::{Fs, ReadAt};
use crate::domain::Event;

/// How many bytes are read in one go.
const BLOCK: usize = 1 << 20;

/// Where a file is read from.
pub(super) enum From {
    /// From its beginning.
    Start,
    /// From its beginning; lines that are as they were then aren't handed on.
    StartAfter(Scan),
    /// From the end of a sound scan.
    End(Scan),
}

/// Reads a file in view of its head; `take` gets its events in order.
pub(super) fn read_file(
    fs: &dyn Fs,
    path: &Path,
    from: From,
    take: &mut dyn FnMut(Vec<Event>),
) -> io::Result<Scan> {
    // The head first: the journal may grow meanwhile, but never shrinks.
    let mark = mark_of(fs, path);
    let file = fs.open(path)?;
    let length = file.len()?;
    let (from, mut scanner) = match from {
        From::Start => (0, Scanner::again(None)),
        From::StartAfter(known) => (0, Scanner::again(Some(known))),
        From::End(known) => (known.len, Scanner::after(known)),
    };
    let mut blocks = Blocks {
        file: file.as_ref(),
        at: from,
        end: length,
        rest: Vec::new(),
    };
    if length.saturating_sub(from) <= BLOCK as u64 {
        while let Some(block) = blocks.next()? {
            take(scanner.take(lines(&block)));
        }
    } else {
        in_order(
            &mut || blocks.next(),
            &|block: Vec<u8>| lines(&block),
            &mut |lines| {
                take(scanner.take(lines));
                Ok::<(), io::Error>(())
            },
        )?;
    }
    Ok(scanner.finish(blocks.at.max(from), mark))
}

/// Whole lines of a file, block by block.
struct Blocks<'a> {
    file: &'a dyn ReadAt,
    /// Up to where it was read.
    at: u64,
    end: u64,
    /// The beginning of a line whose end wasn't read yet.
    rest: Vec<u8>,
}

impl Blocks<'_> {
    /// The next lines; none once the file, as it was when it was opened, is read.
    fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut block = std::mem::take(&mut self.rest);
        while self.at < self.end {
            let filled = block.len();
            let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
            block.resize(filled + left.min(BLOCK), 0);
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
