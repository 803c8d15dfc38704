//! Faults on request for the file system in memory: which call fails, how, for
//! how long, and a disk that fills up.

use std::io;
use std::path::{Path, PathBuf};

/// The calls that change something, and can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// [`Fs::make_folder`](super::Fs::make_folder).
    MakeFolder,
    /// [`Fs::create_new`](super::Fs::create_new).
    Create,
    /// [`Fs::rename`](super::Fs::rename).
    Rename,
    /// [`Fs::remove`](super::Fs::remove).
    Remove,
    /// [`Fs::sync_folder`](super::Fs::sync_folder).
    SyncFolder,
    /// [`Append::append`](super::Append::append).
    Append,
    /// [`Append::sync`](super::Append::sync).
    Sync,
    /// [`Append::cut`](super::Append::cut).
    Cut,
}

/// The calls that look at something, and can be made to fail for one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// [`Fs::list`](super::Fs::list).
    List,
    /// [`Fs::stat`](super::Fs::stat).
    Stat,
    /// [`Fs::open`](super::Fs::open), to read.
    Open,
    /// [`ReadAt::read_at`](super::ReadAt::read_at) of a file opened under that path.
    Read,
    /// [`Fs::append_to`](super::Fs::append_to), which opens to append.
    Append,
    /// [`Append::try_lock`](super::Append::try_lock).
    Lock,
}

/// How long a fault lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// One call fails.
    Once,
    /// All later calls fail too.
    ForEver,
}

#[derive(Clone, Copy, Debug)]
struct Fault {
    when: When,
    kind: io::ErrorKind,
    lasting: Lasting,
    /// Bytes that an append writes before it fails.
    kept: usize,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    /// The next call of a kind.
    Next(Call),
    /// The call with this number and, for a lasting fault, those after it.
    Number(usize),
}

/// The faults still to come.
#[derive(Debug, Default)]
pub(super) struct Faults {
    calls: usize,
    faults: Vec<Fault>,
    /// Bytes that may still be written, where the disk has an end.
    room: Option<usize>,
    /// The call at which the process dies, and what an append there writes.
    death: Option<(usize, usize)>,
    /// Folders out of reach, and how.
    broken: Vec<(PathBuf, io::ErrorKind)>,
    /// Looks that fail, at which path and how.
    blind: Vec<(Look, PathBuf, io::ErrorKind)>,
}

impl Faults {
    pub(super) fn add(&mut self, when: When, kind: io::ErrorKind, lasting: Lasting, kept: usize) {
        self.faults.push(Fault {
            when,
            kind,
            lasting,
            kept,
        });
    }

    pub(super) fn break_folder(&mut self, folder: PathBuf, kind: io::ErrorKind) {
        self.broken.push((folder, kind));
    }

    /// Fails where a path lies in a folder that is out of reach.
    pub(super) fn reach(&self, path: &Path) -> io::Result<()> {
        let met = self
            .broken
            .iter()
            .find(|(folder, _)| path.starts_with(folder));
        met.map_or(Ok(()), |(_, kind)| Err((*kind).into()))
    }

    pub(super) fn blind(&mut self, look: Look, path: PathBuf, kind: io::ErrorKind) {
        self.blind.push((look, path, kind));
    }

    /// Fails where that look at a path was asked to fail.
    pub(super) fn look(&self, look: Look, path: &Path) -> io::Result<()> {
        let mut blind = self.blind.iter();
        let met = blind.find(|(kind, at, _)| *kind == look && at == path);
        met.map_or(Ok(()), |(.., kind)| Err((*kind).into()))
    }

    pub(super) fn set_room(&mut self, bytes: usize) {
        self.room = Some(bytes);
    }

    pub(super) fn die_at(&mut self, number: usize, kept: usize) {
        self.death = Some((number, kept));
    }

    /// True once the process has died.
    pub(super) fn dead(&self) -> bool {
        self.death.is_some_and(|(number, _)| self.calls > number)
    }

    pub(super) fn give_back(&mut self, bytes: usize) {
        if let Some(room) = &mut self.room {
            *room += bytes;
        }
    }

    pub(super) fn heal(&mut self) {
        self.faults.clear();
        self.broken.clear();
        self.blind.clear();
        self.room = None;
        self.death = None;
    }

    pub(super) fn calls(&self) -> usize {
        self.calls
    }

    /// Counts a call that does all or nothing; fails where a fault meets it.
    pub(super) fn meet(&mut self, call: Call) -> io::Result<()> {
        self.next(call)
            .map_or(Ok(()), |fault| Err(fault.kind.into()))
    }

    /// Counts an append: how many of its bytes are written, and how it ends.
    pub(super) fn write(&mut self, len: usize) -> (usize, io::Result<()>) {
        let (mut kept, mut done) = match self.next(Call::Append) {
            None => (len, Ok(())),
            Some(fault) => (fault.kept.min(len), Err(fault.kind.into())),
        };
        if let Some(room) = &mut self.room {
            if *room < kept {
                kept = *room;
                done = Err(io::ErrorKind::StorageFull.into());
            }
            *room -= kept;
        }
        (kept, done)
    }

    fn next(&mut self, call: Call) -> Option<Fault> {
        let number = self.calls;
        self.calls += 1;
        if let Some((death, kept)) = self.death.filter(|(death, _)| number >= *death) {
            return Some(Fault {
                when: When::Number(death),
                kind: io::ErrorKind::Other,
                lasting: Lasting::ForEver,
                kept: if number == death { kept } else { 0 },
            });
        }
        let met = self.faults.iter().position(|fault| match fault.when {
            When::Next(kind) => kind == call,
            When::Number(from) => {
                number == from || (number > from && fault.lasting == Lasting::ForEver)
            }
        })?;
        match self.faults[met].lasting {
            Lasting::Once => Some(self.faults.remove(met)),
            Lasting::ForEver => Some(self.faults[met]),
        }
    }
}
