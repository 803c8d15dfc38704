//! What is asked of the file system in memory: which calls fail, from when on
//! and how, and when the disk is full or the process dies.

use std::io;
use std::path::PathBuf;

use super::MemoryFs;
use crate::disk::faults::{Call, Lasting, Look, When};

/// Faults on request.
impl MemoryFs {
    /// The next call of a kind fails, once.
    pub fn fail_next(&self, call: Call, kind: io::ErrorKind) {
        let faults = &mut self.state().faults;
        faults.add(When::Next(call), kind, Lasting::Once, 0);
    }

    /// The next append writes some bytes, then fails.
    pub fn tear_next(&self, kept: usize, kind: io::ErrorKind) {
        let faults = &mut self.state().faults;
        faults.add(When::Next(Call::Append), kind, Lasting::Once, kept);
    }

    /// The changing call with a number (from 0, see [`MemoryFs::calls`]) fails.
    pub fn fail_call(&self, number: usize, kind: io::ErrorKind, lasting: Lasting) {
        let faults = &mut self.state().faults;
        faults.add(When::Number(number), kind, lasting, 0);
    }

    /// From the changing call with a number on nothing happens any more, as
    /// where the process is killed; an append at that call writes some bytes.
    pub fn die_at(&self, number: usize, kept: usize) {
        self.state().faults.die_at(number, kept);
    }

    /// The disk is full after so many more bytes; what is cut off or removed makes room again.
    pub fn full_after(&self, bytes: usize) {
        self.state().faults.set_room(bytes);
    }

    /// Every call on a path in that folder, or on an open file of it, fails from now on.
    pub fn break_folder(&self, folder: impl Into<PathBuf>, kind: io::ErrorKind) {
        self.state().faults.break_folder(folder.into(), kind);
    }

    /// Every look of a kind at that very path fails from now on. Looks aren't
    /// counted among the [`MemoryFs::calls`].
    pub fn blind(&self, look: Look, path: impl Into<PathBuf>, kind: io::ErrorKind) {
        self.state().faults.blind(look, path.into(), kind);
    }

    /// No more faults, and no end of the disk.
    pub fn heal(&self) {
        self.state().faults.heal();
    }

    /// How many changing calls there were, failed ones among them.
    pub fn calls(&self) -> usize {
        self.state().faults.calls()
    }
}
