//! The state of a review session: what is shown, what is in focus, what was
//! decided. No IO and no clock: everything arrives by events, and what must be
//! done outside leaves as effects (see `message`).

mod decisions;
mod known;
mod marking;
mod naming;
mod record;
mod serving;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::domain::{Article, At, EventId, Incident, IncidentId, ReviewerId, Target, Vocabulary};
use crate::review::checks::Flag;
use crate::review::ledger::{Ledger, Work};
use crate::review::queue::{Filter, Marks, Order, Progress, Queue, id_hash};

pub use decisions::{Decisions, Lies, Lost};
pub use known::{Known, Record, Records};
pub use serving::{Search, Serving};

use super::bulk::UnderWay;
use super::keymap::Keymap;
use super::message::{OnDisk, Position};
use super::mode::{Focus, Mode};
use super::theme::Theme;

/// What a session is about, fixed when it opens.
#[derive(Debug)]
pub struct Session {
    /// The name of the set, for the screen.
    pub set: String,
    /// Where the set lies.
    pub set_path: PathBuf,
    /// Where the decisions lie.
    pub decisions: PathBuf,
    /// Who reviews.
    pub reviewer: ReviewerId,
    /// Whether the reviewer's name is still to be asked for.
    pub ask_name: bool,
    /// The zone in which times are shown. Finding it out means to look through
    /// the system's zones, so it isn't done before a time is to be shown.
    pub zone: LazyLock<TimeZone>,
    /// When the session began.
    pub began: At,
    /// When this set was last exported, where that is known.
    pub exported: Option<At>,
}

/// How the last append went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Saving {
    /// Nothing was decided in this session.
    #[default]
    Idle,
    /// Everything is on the disk, since then.
    Saved(At),
    /// Events are on their way to the disk.
    Under,
    /// Everything is on a disk, but not in the set's folder.
    Aside {
        /// Where it is kept.
        folder: PathBuf,
        /// Why not in the set's folder.
        why: String,
    },
    /// Events couldn't be written anywhere; they are kept in memory and tried
    /// again, and no more are taken.
    Failed(String),
}

/// What the LAST line names: the latest act, so that a remark can follow it.
#[derive(Clone, Debug, PartialEq)]
pub struct Last {
    /// The event.
    pub event: EventId,
    /// What it is about; none for an act on many incidents.
    pub target: Option<Target>,
    /// Whose target: outlet or title.
    pub whose: String,
    /// What was done, `Incident sustained`.
    pub what: String,
    /// When.
    pub at: At,
}

/// A transient line for the analyst.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Something worth knowing.
    Say(String),
    /// A key was refused, or something went wrong.
    Warn(String),
}

/// What becomes of the session once everything is saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leaving {
    /// It goes on.
    #[default]
    No,
    /// It ends: the analyst asked to leave.
    OnceSaved,
}

/// What happens on undoing an act of an earlier session, or an exported one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OldActs {
    /// The analyst is asked.
    #[default]
    Ask,
    /// The analyst was asked once and agreed.
    Agreed,
}

/// The guard against keys that were meant for another item.
#[derive(Clone, Debug, Default)]
pub struct KeyGuard {
    /// When the item in focus was first drawn; none while it hasn't been.
    pub drawn: Option<Duration>,
    /// Decision keys are dropped until then.
    pub closed_until: Duration,
    /// The key pressed last, and when.
    pub last: Option<(super::key::Chord, Duration)>,
}

/// The whole state.
#[derive(Debug)]
pub struct App {
    /// What the session is about.
    pub session: Session,
    /// Labels, facets, criteria.
    pub vocabulary: Arc<Vocabulary>,
    /// Keys.
    pub keymap: Keymap,
    /// Looks.
    pub theme: Theme,
    /// What was decided, by everyone.
    pub ledger: Ledger,
    /// Whether that is all there is.
    pub decisions: Decisions,
    /// What was decided, in short.
    pub marks: Marks,
    /// What is known of the set.
    pub known: Known,
    /// Rows in the order of the queue, filter and search applied.
    pub queue: Queue,
    /// The queue in the making.
    pub serving: Serving,
    /// The place in `queue`.
    pub cursor: usize,
    /// Rows that were in focus in the order of the file; they stay in front of any
    /// other order, so that nothing that is still to come lies before them.
    pub seen: HashSet<u32>,
    /// The incidents read last.
    pub records: Records,
    /// How far the review is.
    pub progress: Progress,
    /// What a key acts on.
    pub focus: Focus,
    /// The article to return to from the incident.
    pub last_article: usize,
    /// Whether the rationale pane shows the incident's rationale though an article is in focus.
    pub incident_rationale: bool,
    /// How far the rationale pane is scrolled; none follows the deciding phrase.
    pub scroll: Option<usize>,
    /// The filter in force.
    pub filter: Filter,
    /// The order of the queue.
    pub order: Order,
    /// The running search.
    pub search: Search,
    /// What the keys mean.
    pub mode: Mode,
    /// How saving stands.
    pub saving: Saving,
    /// The bulk act under way.
    pub bulk: Option<UnderWay>,
    /// Events that are on a disk, but not in the set's folder.
    pub aside: BTreeSet<EventId>,
    /// What was on the disk and is there no more.
    pub lost: Lost,
    /// The journal file that this program writes, once there is one.
    pub own_file: Option<PathBuf>,
    /// How the set's file stands to what was opened.
    pub set_on_disk: OnDisk,
    /// When set and decisions folder were looked at last.
    pub looked: Duration,
    /// The latest act.
    pub last: Option<Last>,
    /// Acts of this reviewer that were made in another window, or on another
    /// machine, while this one was open.
    pub made_elsewhere: HashSet<EventId>,
    /// A transient line.
    pub notice: Option<Notice>,
    /// Size of the terminal, in cells.
    pub size: (u16, u16),
    /// The key guard.
    pub guard: KeyGuard,
    /// Whether an item was ever in focus.
    pub arrived: bool,
    /// Where to go once its row is known; a key calls it off.
    pub resume: Option<Position>,
    /// The article to go to once its incident was read.
    pub article_wanted: Option<Target>,
    /// Notes begun and left, by target.
    pub drafts: HashMap<Target, String>,
    /// Whether the analyst asked to leave and waits for the disk.
    pub leaving: Leaving,
    /// Set when the loop should end.
    pub ended: bool,
    /// What happens on undoing acts of earlier sessions.
    pub old_acts: OldActs,
}

impl App {
    /// A session at its beginning.
    pub fn new(
        session: Session,
        vocabulary: Arc<Vocabulary>,
        keymap: Keymap,
        theme: Theme,
        size: (u16, u16),
    ) -> Self {
        Self {
            session,
            vocabulary,
            keymap,
            theme,
            ledger: Ledger::without_texts(),
            decisions: Decisions::default(),
            marks: Marks::default(),
            known: Known::default(),
            queue: Queue::default(),
            serving: Serving::default(),
            cursor: 0,
            seen: HashSet::new(),
            records: Records::default(),
            progress: Progress::default(),
            focus: Focus::default(),
            last_article: 0,
            incident_rationale: false,
            scroll: None,
            filter: Filter::default(),
            order: Order::default(),
            search: Search::default(),
            mode: Mode::default(),
            saving: Saving::default(),
            bulk: None,
            aside: BTreeSet::new(),
            lost: Lost::default(),
            own_file: None,
            set_on_disk: OnDisk::default(),
            looked: Duration::ZERO,
            last: None,
            made_elsewhere: HashSet::new(),
            notice: None,
            size: super::gate::believed(size),
            guard: KeyGuard::default(),
            arrived: false,
            resume: None,
            article_wanted: None,
            drafts: HashMap::new(),
            leaving: Leaving::default(),
            ended: false,
            old_acts: OldActs::default(),
        }
    }

    /// Opens where the analyst was, with the filter and order in force then,
    /// and asks for the reviewer's name where it isn't known.
    pub fn begin(&mut self, position: Option<Position>) {
        self.count();
        if let Some(position) = position {
            self.filter = position.filter.parse().unwrap_or_default();
            self.order = position.order.parse().unwrap_or_default();
            self.resume = Some(position);
        }
        if self.session.ask_name {
            let name = self.session.reviewer.to_string();
            super::act::prompt(self, super::mode::Ask::Name, None, &name);
        }
    }

    /// The row in focus; none in an empty queue.
    pub fn row(&self) -> Option<u32> {
        self.queue.get(self.cursor)
    }

    /// The incident in focus, once it was read.
    pub fn incident(&self) -> Option<&Arc<Incident>> {
        self.records.incident(self.row()?)
    }

    /// The article in focus, with its place from 0.
    pub fn article(&self) -> Option<(usize, &Article)> {
        match self.focus {
            Focus::Incident => None,
            Focus::Article(at) => Some((at, self.incident()?.articles.get(at)?)),
        }
    }

    /// What a key acts on, once the incident was read.
    pub fn target(&self) -> Option<Target> {
        let incident = self.incident()?;
        Some(match self.article() {
            None => Target::incident(incident.id.clone()),
            Some((_, article)) => incident.target_of(article),
        })
    }

    /// The flags of the incident in focus.
    pub fn flags(&self) -> &[Flag] {
        self.row()
            .and_then(|row| self.records.get(row))
            .map_or(&[], |record| record.flags.as_slice())
    }

    /// What this reviewer left on a target.
    pub fn mine(&self, target: &Target) -> Option<&Work> {
        self.ledger.work(target, &self.session.reviewer)
    }

    /// The row of an incident, where it was read already.
    pub fn row_of(&self, incident: &IncidentId) -> Option<u32> {
        let kept = self.records.find(incident).map(|(row, _)| row);
        kept.or_else(|| self.known.line_of(incident))
            .or_else(|| self.known.heads.find(id_hash(incident)))
    }

    /// Whether this reviewer has answered a target.
    pub fn answered(&self, target: &Target) -> bool {
        self.mine(target).is_some_and(|work| work.answer.is_some())
    }

    /// Whether this reviewer is done with an incident's own verdict for now:
    /// answered, or put off. A row that isn't read yet counts as open.
    pub fn settled(&self, row: u32) -> bool {
        let hash = self.known.hash(row);
        hash.is_some_and(|hash| self.marks.get(hash).is_settled())
    }

    /// Why the record of the row under the cursor can't be read, where it was tried.
    pub fn unreadable(&self) -> Option<&str> {
        let record = self.records.get(self.row()?)?;
        record.read.as_ref().err().map(String::as_str)
    }

    /// The incident that holds a target, where it was read and is kept: the one in
    /// view before another of the same id.
    fn read(&self, target: &Target) -> Option<Arc<Incident>> {
        let shown = self.row().and_then(|row| self.records.incident(row));
        if let Some(shown) = shown.filter(|shown| shown.holds(target)) {
            return Some(Arc::clone(shown));
        }
        self.records
            .holding(target)
            .map(|(_, incident)| Arc::clone(incident))
    }

    /// Where the analyst is, to be remembered.
    pub fn position(&self) -> Position {
        let incident = self.incident();
        let home = self.article().and_then(|(_, article)| article.home.clone());
        Position {
            incident: incident.map(|incident| incident.id.clone()),
            row: self.row().unwrap_or_default(),
            start: self
                .row()
                .and_then(|row| self.records.get(row))
                .map(|record| record.span.0),
            article: self.article().map(|(_, article)| article.id.clone()),
            home,
            filter: self.filter.to_string(),
            order: self.order.to_string(),
        }
    }
}
