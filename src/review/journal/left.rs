//! Files that nobody goes on with: their last line may be one that its writer
//! died over before its sync, or after one that failed. After a failed sync the
//! system may take what isn't on the disk for written and say so to the next
//! sync, so that no later one proves anything. Such a line is read for as long
//! as it is there; nothing is put after it, and nothing vouches for it.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use super::head;
use super::quarantine;
use super::read::scan_file;
use crate::disk::Fs;
use crate::domain::{At, Event, ReviewerId};

/// Puts such a file right without putting anything after its last line: cuts a
/// torn tail after a copy was set aside, and brings the head up to the last line
/// that is known to be on the disk. Returns the records of tails that aren't
/// among the `known` ones; they go to another file. Nothing happens where a
/// program holds the file, or where it is damaged.
pub(super) fn settle(
    fs: &dyn Fs,
    path: &Path,
    known: &BTreeSet<String>,
    who: (At, &ReviewerId),
) -> io::Result<Vec<Event>> {
    let mut file = fs.append_to(path)?;
    if !file.try_lock()? {
        return Ok(Vec::new());
    }
    let scan = scan_file(fs, path)?;
    if !scan.is_sound() {
        return Ok(Vec::new());
    }
    if scan.torn > 0 {
        quarantine::keep_tail(fs, path, scan.len)?;
        file.cut(scan.len)?;
        file.sync()?;
    }
    if let Some(mark) = scan.overdue() {
        head::write(fs, path, &mark)?;
    }
    quarantine::records_of_tails(fs, path, known, who)
}
