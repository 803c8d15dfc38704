//! What a decisions folder holds and what is wrong with it, file by file. Reads
//! and changes nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::io;
use std::path::Path;

use serde::Serialize;

use super::quarantine;
use super::read::{Folder, HeadState, name_of, read_folder};
use super::{Trouble, TroubleKind};
use crate::disk::Fs;
use crate::domain::event::Head;
use crate::domain::{Event, EventId};
use crate::text::counted;

/// How a journal file is, the gravest thing found in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Every line is whole, in its place and vouched for.
    Intact,
    /// Its last write was cut off; nothing that was saved is lost.
    Torn,
    /// Other journals cite it; it isn't in the folder.
    NotHere,
    /// An older copy: other journals cite later lines.
    OlderCopy,
    /// It holds lines of a later format version.
    UnknownVersion,
    /// Lines that were saved are missing at its end.
    MissingTail,
    /// Saved lines were changed, removed or added.
    Tampered,
}

impl State {
    fn of(kind: &TroubleKind) -> Self {
        match kind {
            TroubleKind::TornTail => Self::Torn,
            TroubleKind::NotHere => Self::NotHere,
            TroubleKind::Behind(_) => Self::OlderCopy,
            TroubleKind::UnknownVersion(_) => Self::UnknownVersion,
            TroubleKind::LostTail => Self::MissingTail,
            TroubleKind::Malformed(_) | TroubleKind::Checksum | TroubleKind::Chain => {
                Self::Tampered
            }
        }
    }

    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intact => "intact",
            Self::Torn => "torn",
            Self::NotHere => "not here yet",
            Self::OlderCopy => "older copy",
            Self::UnknownVersion => "unknown version",
            Self::MissingTail => "MISSING TAIL",
            Self::Tampered => "CORRUPTED OR TAMPERED WITH",
        }
    }
}

/// Something wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The line, from 1, where it has one.
    pub line: Option<u64>,
    /// What, in words.
    pub what: String,
}

/// One journal file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// Its name.
    pub file: String,
    /// How it is.
    pub state: State,
    /// How many good events it holds.
    pub events: usize,
    /// How many bytes of whole lines it holds.
    pub bytes: u64,
    /// How many bytes of a write that was cut off come after them.
    pub torn_bytes: u64,
    /// Its last good line.
    pub last: Option<Head>,
    /// How its head file stands to it; none where it isn't in the folder.
    pub head: Option<HeadState>,
    /// The names of the journals that cite it.
    pub cited_by: BTreeSet<String>,
    /// The last line that they cite; 0 where none does.
    pub cited_up_to: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// One folder of journals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FolderReport {
    /// The folder.
    pub folder: String,
    /// Its journals, by name; those that others cite and that aren't there among them.
    pub files: Vec<FileReport>,
    /// How many events there are, each counted once.
    pub events: usize,
    /// How many lines repeat an event.
    pub repeated: usize,
    /// How many ids stand on two different events.
    pub clashes: usize,
    /// Files in quarantine.
    pub quarantine: Vec<String>,
}

/// The decisions of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// True where nothing was found.
    pub intact: bool,
    /// The decisions folder.
    pub decisions: FolderReport,
    /// What is kept aside on the local disk.
    pub spool: FolderReport,
    /// How many events of the spool aren't in the decisions folder.
    pub waiting: usize,
}

/// Looks at the decisions of a set and at what is kept aside of them.
///
/// # Errors
/// Those of the system.
pub fn verify(fs: &dyn Fs, folder: &Path, spool: &Path) -> io::Result<Verified> {
    let (decisions, there) = report(fs, folder)?;
    let (spool, aside) = report(fs, spool)?;
    let known: HashSet<EventId> = there.iter().map(|event| event.id).collect();
    let waiting: HashSet<EventId> = aside.iter().map(|event| event.id).collect();
    let sound = decisions
        .files
        .iter()
        .all(|file| file.state == State::Intact);
    Ok(Verified {
        intact: sound && decisions.clashes == 0 && spool.files.is_empty(),
        waiting: waiting.difference(&known).count(),
        decisions,
        spool,
    })
}

fn report(fs: &dyn Fs, path: &Path) -> io::Result<(FolderReport, Vec<Event>)> {
    let folder = read_folder(fs, path)?;
    let mut first: HashMap<EventId, &Event> = HashMap::new();
    let mut clashes = BTreeSet::new();
    for event in &folder.events {
        if *first.entry(event.id).or_insert(event) != event {
            clashes.insert(event.id);
        }
    }
    let report = FolderReport {
        folder: path.display().to_string(),
        files: files(&folder),
        events: first.len(),
        repeated: folder.repeated,
        clashes: clashes.len(),
        quarantine: quarantine::all(fs, path)?,
    };
    Ok((report, folder.events))
}

fn files(folder: &Folder) -> Vec<FileReport> {
    let mut troubles: BTreeMap<String, Vec<&Trouble>> = BTreeMap::new();
    for trouble in &folder.troubles {
        let of = troubles.entry(name_of(&trouble.path)).or_default();
        of.push(trouble);
    }
    let read = folder
        .readings
        .iter()
        .map(|read| (name_of(&read.path), read));
    let read: BTreeMap<String, _> = read.collect();
    let names: BTreeSet<&String> = read.keys().chain(troubles.keys()).collect();
    let file = |name: &String| {
        let found = troubles.get(name).map_or(&[][..], Vec::as_slice);
        let reading = read.get(name);
        let cited = folder.cited.get(name).cloned().unwrap_or_default();
        let state = found.iter().map(|trouble| State::of(&trouble.what)).max();
        FileReport {
            file: name.clone(),
            state: state.unwrap_or(State::Intact),
            events: reading.map_or(0, |read| read.events.len()),
            bytes: reading.map_or(0, |read| read.len),
            torn_bytes: reading.map_or(0, |read| read.torn),
            last: folder.heads.get(name).cloned(),
            head: reading.map(|read| read.head),
            cited_by: cited.by,
            cited_up_to: cited.seq,
            findings: found
                .iter()
                .map(|trouble| Finding {
                    line: trouble.line,
                    what: trouble.what.to_string(),
                })
                .collect(),
        }
    };
    names.into_iter().map(file).collect()
}

impl fmt::Display for FolderReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}: {}, {}",
            self.folder,
            counted(self.files.len(), "journal"),
            counted(self.events, "event")
        )?;
        for file in &self.files {
            write!(
                f,
                "  {}: {}, {}",
                file.file,
                file.state.name(),
                counted(file.events, "event")
            )?;
            match file.head {
                Some(HeadState::Current | HeadState::Ahead) | None => {}
                Some(HeadState::Old) => write!(f, ", head of an earlier line")?,
                Some(HeadState::Missing) => write!(f, ", no head")?,
            }
            if !file.cited_by.is_empty() {
                write!(
                    f,
                    ", cited by {} up to line {}",
                    file.cited_by.len(),
                    file.cited_up_to
                )?;
            }
            writeln!(f)?;
            for finding in &file.findings {
                match finding.line {
                    Some(line) => writeln!(f, "    line {line}: {}", finding.what)?,
                    None => writeln!(f, "    {}", finding.what)?,
                }
            }
        }
        if self.repeated > 0 {
            let lines = counted(self.repeated, "line");
            writeln!(f, "  {lines} told an event once more; each counts once")?;
        }
        if self.clashes > 0 {
            let ids = counted(self.clashes, "id");
            writeln!(
                f,
                "  {ids} of two different events each: a file was changed by hand"
            )?;
        }
        for copy in &self.quarantine {
            writeln!(f, "  in quarantine: {copy}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.decisions)?;
        if !self.spool.files.is_empty() {
            write!(f, "kept aside in {}", self.spool)?;
            writeln!(
                f,
                "  {} of these events are not in the decisions folder",
                self.waiting
            )?;
        }
        writeln!(
            f,
            "{}",
            if self.intact {
                "intact"
            } else {
                "NOT intact; `overrule recover` says what can be done"
            }
        )
    }
}
