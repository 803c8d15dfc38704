//! A journal file read block by block: the lines of one block are taken apart
//! on other threads while the events of an earlier one are handed on, always in
//! the order of the file. What a short file holds is read where it is asked for.

use std::io;
use std::path::Path;

use super::head::mark_of;
use super::scan::{Scan, Scanner, lines};
use crate::disk::{Blocks, Fs};
use crate::domain::Event;
use crate::threads::in_order;

/// Where a file is read from.
pub(super) enum Whence {
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
    from: Whence,
    take: &mut dyn FnMut(Vec<Event>),
) -> io::Result<Scan> {
    // The head first: the journal may grow meanwhile, but never shrinks.
    let mark = mark_of(fs, path);
    let file = fs.open(path)?;
    let length = file.len()?;
    let (from, mut scanner) = match from {
        Whence::Start => (0, Scanner::again(None)),
        Whence::StartAfter(known) => (0, Scanner::again(Some(known))),
        Whence::End(known) => (known.len, Scanner::after(known)),
    };
    let mut blocks = Blocks::new(file.as_ref(), from..length);
    if length.saturating_sub(from) <= Blocks::LENGTH as u64 {
        while let Some(block) = blocks.read()? {
            take(scanner.take(lines(&block)));
        }
    } else {
        in_order(
            &mut || blocks.read(),
            &|block: Vec<u8>| lines(&block),
            &mut |lines| {
                take(scanner.take(lines));
                Ok::<(), io::Error>(())
            },
        )?;
    }
    Ok(scanner.finish(blocks.at(), mark))
}
