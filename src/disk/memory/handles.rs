//! Open files of the file system in memory, for reading and for appending.

use std::io;
use std::path::PathBuf;

use super::MemoryFs;
use crate::disk::faults::{Call, Look};
use crate::disk::{Append, ReadAt};

pub(super) struct Open {
    pub fs: MemoryFs,
    pub path: PathBuf,
    pub file: usize,
}

impl ReadAt for Open {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let state = self.fs.state();
        state.faults.look(Look::Read, &self.path)?;
        let bytes = state.files[self.file].content.bytes();
        let from = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        let len = buffer.len().min(bytes.len() - from);
        buffer[..len].copy_from_slice(&bytes[from..from + len]);
        Ok(len)
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.fs.state().files[self.file].content.bytes().len() as u64)
    }
}

pub(super) struct Handle {
    pub fs: MemoryFs,
    pub path: PathBuf,
    pub file: usize,
    pub number: usize,
}

impl Append for Handle {
    fn try_lock(&mut self) -> io::Result<bool> {
        let mut state = self.fs.state();
        state.faults.look(Look::Lock, &self.path)?;
        let holder = &mut state.files[self.file].holder;
        Ok(*holder.get_or_insert(self.number) == self.number)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.fs.state();
        state.faults.reach(&self.path)?;
        state.write(self.file, bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.fs.state();
        state.faults.reach(&self.path)?;
        state.sync(self.file)
    }

    fn cut(&mut self, len: u64) -> io::Result<()> {
        let mut state = self.fs.state();
        state.faults.reach(&self.path)?;
        state.faults.meet(Call::Cut)?;
        let len = usize::try_from(len).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let content = &mut state.files[self.file].content;
        let before = content.bytes().len();
        content.set_len(len);
        state.faults.give_back(before.saturating_sub(len));
        state.touch(self.file);
        Ok(())
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.fs.state().files[self.file].content.bytes().len() as u64)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let mut state = self.fs.state();
        let holder = &mut state.files[self.file].holder;
        if *holder == Some(self.number) {
            *holder = None;
        }
    }
}
