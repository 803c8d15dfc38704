//! What goes into the update and what comes out of it: [`Event`]s from keys,
//! terminal and workers, [`Effect`]s for those who may touch the world.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::domain::event::Head;
use crate::domain::{At, EventId, GroupId, ReviewerId};
use crate::review::journal::{TakenUp, Trouble};
use crate::review::ledger::Ledger;
use crate::review::queue::{Heads, Job, Marks, Piece, Progress, Queue, Row};

use super::app::Record;
use super::bulk::Order;
use super::key::Chord;

/// Time and chance, brought along by every event so that the update needs
/// neither a clock nor a generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Wall-clock time, for the record.
    pub at: At,
    /// Time since the program began, which never jumps, for the key guard.
    pub tick: Duration,
    /// Ten random bytes, from which event ids are made.
    pub random: [u8; 10],
}

impl Stamp {
    /// The id of the event that is made of it. Stamps of one thread never share
    /// a millisecond, so that ids sort as its events were made.
    pub fn event_id(&self) -> EventId {
        EventId::new(
            u64::try_from(self.at.unix_ms()).unwrap_or_default(),
            self.random,
        )
    }
}

/// How the set's file stands to what was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnDisk {
    /// It is what was opened.
    #[default]
    AsOpened,
    /// Another file, or other bytes, are in its place.
    Changed,
    /// There is none.
    Gone,
}

/// Something that happened.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Chord, Stamp),
    /// Text was pasted.
    Paste(String, Stamp),
    /// The terminal has a new size, in cells.
    Resize(u16, u16),
    /// The terminal window got the focus.
    FocusIn(Stamp),
    /// A frame was drawn.
    Drawn(Duration),
    /// The remembered incident is where it was: believed to be that row, and
    /// readable with those around it.
    Began {
        /// Its row.
        row: u32,
        /// Rows that can be read.
        near: Range<u32>,
    },
    /// It isn't that row, as all rows before it are known now, but this one.
    Misplaced(Option<u32>),
    /// So many rows are known to be there, from the first one on.
    Rows {
        /// How many.
        rows: u32,
        /// How much of the set was read, in hundredths.
        percent: u8,
    },
    /// What the queue keeps of the next rows.
    Heads {
        /// It.
        piece: Arc<Piece>,
        /// How much of the set was read, in hundredths.
        percent: u8,
    },
    /// All rows were read.
    RowsDone,
    /// Rows as the queue shows them.
    Lines(Vec<Row>),
    /// An incident was read, or couldn't be.
    Record(u32, Record),
    /// A queue was made.
    Served {
        /// The number of its job; older ones are ignored.
        job: u64,
        /// It.
        queue: Queue,
        /// How many heads it was made from.
        heads: u32,
        /// The version of the marks that it was made from.
        marks: u64,
    },
    /// The rows of the set were counted, with the marks of this version.
    Counted(u64, Progress),
    /// These events are on the disk.
    Saved(Vec<EventId>, At),
    /// These events are on a disk, but not in the set's folder.
    KeptAside {
        /// The events.
        ids: Vec<EventId>,
        /// Where they lie.
        folder: PathBuf,
        /// Why not in the set's folder.
        why: String,
    },
    /// Events that an earlier session kept aside still wait there.
    Waiting {
        /// The events.
        deeds: Vec<crate::domain::Event>,
        /// Where they lie.
        folder: PathBuf,
        /// Why they can't be moved into the set's folder.
        why: String,
    },
    /// What was kept aside is in the set's folder now.
    TakenUp(TakenUp),
    /// The journal file that this program writes.
    OwnFile(PathBuf),
    /// These events were on the disk and are there no more. They are written
    /// anew; what follows says where they lie.
    Vanished(Vec<EventId>),
    /// The ids of all events that the decisions folder holds.
    There(HashSet<EventId>),
    /// These events couldn't be written anywhere; they are kept and tried again.
    NotSaved(String),
    /// The decisions were read: all of them folded, the last line of each journal
    /// file, and what was wrong with them.
    Decided {
        /// All that was decided, without the judged texts.
        ledger: Box<Ledger>,
        /// Its marks and whose they are, where they were made.
        marks: Option<Box<(ReviewerId, Marks)>>,
        /// What may be cited.
        heads: BTreeMap<String, Head>,
        /// What was wrong.
        troubles: Vec<Trouble>,
    },
    /// So many incidents of a bulk act are made.
    BulkAt(GroupId, usize),
    /// A bulk act is on the disk: its events without the judged texts, each with
    /// whether it embeds one.
    BulkSaved(GroupId, Vec<(crate::domain::Event, bool)>),
    /// A bulk act came to nothing, and why.
    BulkStopped(GroupId, String),
    /// The decisions can't be read, and why.
    NotRead(String),
    /// What came to the decisions folder since: events of others (or of an earlier
    /// session), and the last line of each journal file.
    Folder(Vec<crate::domain::Event>, BTreeMap<String, Head>),
    /// The set was exported meanwhile, with all acts until then.
    Exported(At),
    /// Rows that hold the words searched for; `done` when no more will come.
    Hits {
        /// Which search this answers; older ones are ignored.
        search: u64,
        /// Rows that match: ascending, and greater than those that came before.
        rows: Arc<[u32]>,
        /// The first row that wasn't searched yet.
        upto: u32,
        /// Whether the whole set was searched.
        done: bool,
    },
    /// The set file was looked at, and isn't what it was at the look before.
    SetIs(OnDisk),
    /// Something went wrong that the analyst should know.
    Trouble(String),
    /// The program was asked to end by the system.
    Hangup,
    /// The program was asked to stop by the system, as job control does.
    Stopped,
    /// The program goes on after a stop.
    Continued(Stamp),
}

/// Something to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read one incident.
    Load(u32),
    /// Read rows as the queue shows them.
    Lines(Vec<u32>),
    /// Make a queue; newest wins.
    Serve(Box<Job>),
    /// Count the rows of the set.
    Count(Heads, Marks),
    /// Write events to the journal, in order, and say when they are synced.
    Append(Vec<crate::domain::Event>),
    /// Carry a bulk act out.
    Bulk(Box<Order>),
    /// Try again what couldn't be written.
    Retry,
    /// Write to this folder what nothing else takes.
    SaveTo(PathBuf),
    /// Cite the last lines of these journal files in what is written next.
    Cite(BTreeMap<String, Head>),
    /// Search the set for words; newest wins. Words that ask for nothing end the search.
    Search {
        /// The number of this search.
        search: u64,
        /// The words as typed.
        words: String,
    },
    /// Put text on the clipboard.
    Copy(String),
    /// Remember where the analyst is.
    Remember(Position),
    /// Remember the reviewer's name.
    Name(ReviewerId),
    /// Look at set and decisions folder again, at every byte.
    Reread,
    /// Look whether set or decisions folder were changed by others, and read
    /// what was; the file is this program's own journal.
    Look(Option<PathBuf>),
    /// Say which events the decisions folder holds.
    Compare,
    /// Draw everything afresh.
    Repaint,
    /// Ask the job to stop, as the terminal itself does where it isn't raw.
    Suspend,
    /// Give the terminal back and stop.
    Stop,
    /// Take the terminal over again, and draw everything afresh.
    Resume,
}

/// Where the analyst is, remembered between sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Position {
    /// The incident.
    #[serde(default)]
    pub incident: Option<crate::domain::IncidentId>,
    /// Its row.
    #[serde(default)]
    pub row: u32,
    /// The byte of the file at which its line begins, so that it is found
    /// before all rows are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u64>,
    /// The article in focus, by id; none means the incident as a whole.
    #[serde(default)]
    pub article: Option<crate::domain::ArticleId>,
    /// The incident that this article came from, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<crate::domain::IncidentId>,
    /// The filter in force, as typed.
    #[serde(default)]
    pub filter: String,
    /// The order of the queue, as typed.
    #[serde(default)]
    pub order: String,
}

impl Position {
    /// What decisions on the article in focus are kept under; none for the incident as
    /// a whole.
    pub fn article_target(&self) -> Option<crate::domain::Target> {
        let incident = self.home.as_ref().or(self.incident.as_ref())?;
        let article = self.article.as_ref()?;
        Some(crate::domain::Target::article(
            incident.clone(),
            article.clone(),
        ))
    }
}
