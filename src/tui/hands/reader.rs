//! Reads the set: rows slice by slice, incidents on demand, searches slice by
//! slice so that a newer one can take over; and looks whether set and decisions
//! were changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::corpus::Corpus;
use crate::disk::{Fs, Stat};
use crate::domain::{IncidentId, Vocabulary};
use crate::review::journal::Trouble;
use crate::review::queue::{Row, haystack};
use crate::text::fold;
use crate::tui::message::{Event, OnDisk};

use super::lookout::Lookout;

/// How many bytes of the set are read before other requests get their turn.
const SLICE: u64 = 1 << 20;
/// How many incidents are searched before other requests get their turn.
const BATCH: u32 = 256;

/// A search under way.
#[derive(Clone, Debug)]
struct Running {
    number: u64,
    words: Vec<String>,
    next: u32,
}

/// Reads.
pub struct Reader {
    fs: Arc<dyn Fs>,
    corpus: Corpus,
    vocabulary: Arc<Vocabulary>,
    lookout: Lookout,
    /// How the set's file stood when that was told last.
    set: (OnDisk, Option<Stat>),
    rows: u32,
    told_done: bool,
    running: Option<Running>,
}

impl Reader {
    /// A reader of an open set.
    pub fn new(
        fs: Arc<dyn Fs>,
        corpus: Corpus,
        vocabulary: Arc<Vocabulary>,
        decisions: PathBuf,
    ) -> Self {
        Self {
            lookout: Lookout::new(Arc::clone(&fs), decisions),
            fs,
            corpus,
            vocabulary,
            set: (OnDisk::AsOpened, None),
            rows: 0,
            told_done: false,
            running: None,
        }
    }

    /// With what was found wrong with the journals and told already.
    #[must_use]
    pub fn knowing(mut self, troubles: Vec<Trouble>) -> Self {
        self.lookout.know(troubles);
        self
    }

    /// True while there is more to read or to search.
    pub fn busy(&self) -> bool {
        !self.told_done || self.running.is_some()
    }

    /// One slice of whatever is under way.
    pub fn work(&mut self) -> Vec<Event> {
        if !self.told_done {
            return self.read_rows();
        }
        self.search_on()
    }

    fn read_rows(&mut self) -> Vec<Event> {
        let done = match self.corpus.index_more(SLICE) {
            Ok(done) => done,
            Err(error) => {
                self.told_done = true;
                return vec![
                    Event::Trouble(format!("the set can't be read any further: {error}")),
                    Event::RowsDone,
                ];
            }
        };
        let known = u32::try_from(self.corpus.len()).unwrap_or(u32::MAX);
        let rows: Vec<Row> = (self.rows..known).map(|row| self.row(row)).collect();
        self.rows = known;
        let mut events = Vec::new();
        if !rows.is_empty() {
            events.push(Event::Rows(rows));
        }
        if done {
            self.told_done = true;
            events.push(Event::RowsDone);
        }
        events
    }

    fn row(&self, row: u32) -> Row {
        match self.corpus.incident(row) {
            Ok(incident) => Row::of(&self.vocabulary, row, &incident),
            Err(error) => Row {
                row,
                id: IncidentId(format!("unreadable:{}", row + 1)),
                title: error.to_string(),
                ..Row::default()
            },
        }
    }

    /// One incident.
    pub fn load(&mut self, row: u32) -> Vec<Event> {
        let read = self
            .corpus
            .incident(row)
            .map(Arc::new)
            .map_err(|error| error.to_string());
        let mut events = vec![Event::Record(row, read)];
        events.extend(self.look_at_set());
        events
    }

    /// Begins a search; an older one ends.
    pub fn search(&mut self, number: u64, words: &str) {
        let words = fold(words).split_whitespace().map(str::to_owned).collect();
        self.running = Some(Running {
            number,
            words,
            next: 0,
        });
    }

    fn search_on(&mut self) -> Vec<Event> {
        let Some(mut running) = self.running.take() else {
            return Vec::new();
        };
        let end = running.next.saturating_add(BATCH).min(self.rows);
        let hits: BTreeSet<u32> = (running.next..end)
            .filter(|row| {
                self.corpus.incident(*row).is_ok_and(|incident| {
                    let text = haystack(&incident);
                    running
                        .words
                        .iter()
                        .all(|word| text.contains(word.as_str()))
                })
            })
            .collect();
        running.next = end;
        let done = end == self.rows;
        let event = Event::Hits {
            search: running.number,
            rows: hits,
            done,
        };
        if !done {
            self.running = Some(running);
        }
        vec![event]
    }

    /// Looks at the set and reads the decisions again.
    pub fn reread(&mut self) -> Vec<Event> {
        let mut events: Vec<Event> = self.look_at_set().into_iter().collect();
        events.extend(self.lookout.reread());
        events
    }

    /// Looks at the set, and reads the decisions where others changed them.
    /// `own` is the journal that this program writes.
    pub fn look(&mut self, own: Option<&Path>) -> Vec<Event> {
        let mut events: Vec<Event> = self.look_at_set().into_iter().collect();
        events.extend(self.lookout.look(own));
        events
    }

    /// How the set's file stands, where that isn't what was told last.
    fn look_at_set(&mut self) -> Option<Event> {
        let now = match self.fs.stat(self.corpus.path()) {
            Ok(now) if now == self.corpus.opened() => (OnDisk::AsOpened, None),
            Ok(now) => (OnDisk::Changed, Some(now)),
            Err(_) => (OnDisk::Gone, None),
        };
        (now != self.set).then(|| {
            self.set = now;
            Event::SetIs(now.0)
        })
    }
}
