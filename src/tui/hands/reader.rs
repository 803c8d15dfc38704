//! Reads what the screen is waiting for: incidents, and rows of the queue; and
//! looks whether the set was changed. What takes time that grows
//! with the set is the business of [`Surveyor`](super::Surveyor) and
//! [`Seeker`](super::Seeker), so that nobody waits for them.

use std::sync::Arc;

use crate::corpus::{Corpus, CorpusError};
use crate::disk::{Fs, Stat};
use crate::domain::{IncidentId, Vocabulary};
use crate::review::checks::flags;
use crate::review::queue::Row;
use crate::tui::app::Record;
use crate::tui::message::{Event, OnDisk, Position};

/// Reads.
pub struct Reader {
    pub(super) fs: Arc<dyn Fs>,
    pub(super) corpus: Arc<Corpus>,
    pub(super) vocabulary: Arc<Vocabulary>,
    /// How the set's file stood when that was told last.
    set: (OnDisk, Option<Stat>),
    /// Where the analyst was.
    position: Option<Position>,
    /// Row and first byte of the incident that was found there, until all rows
    /// before it are known.
    pub(super) believed: Option<(u32, u64)>,
}

impl Reader {
    /// A reader of an open set.
    pub fn new(fs: Arc<dyn Fs>, corpus: Corpus, vocabulary: Arc<Vocabulary>) -> Self {
        Self {
            fs,
            corpus: Arc::new(corpus),
            vocabulary,
            set: (OnDisk::AsOpened, None),
            position: None,
            believed: None,
        }
    }

    /// With the place where the analyst was.
    #[must_use]
    pub fn at(mut self, position: Option<Position>) -> Self {
        self.position = position;
        self
    }

    /// What the first frame shows: the remembered incident where it is still at
    /// its byte, else the first one. It costs the same for a set of any size.
    /// The rows of the queue around it are asked for while the frame is drawn.
    pub fn begin(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        let mut first = 0;
        let position = self.position.take();
        if let Some((row, start, near)) = position.and_then(|place| self.remembered(&place)) {
            first = row;
            self.believed = Some((row, start));
            events.push(Event::Began { row, near });
        }
        // What is wrong with the file will be told by those who read it whole.
        let _ = self.corpus.index_more(1);
        let rows = u32::try_from(self.corpus.len()).unwrap_or(u32::MAX);
        if first == 0 && rows == 0 {
            return events;
        }
        events.push(Event::Rows { rows, percent: 0 });
        events.extend(self.load(first));
        events
    }

    /// Row and first byte of the remembered incident, where it is still there,
    /// and the rows around it.
    fn remembered(&self, place: &Position) -> Option<(u32, u64, std::ops::Range<u32>)> {
        let start = place.start?;
        let near = self.corpus.look_around(place.row, start).ok().flatten()?;
        let read = self.corpus.incident(place.row).ok();
        let found = read.is_some_and(|incident| Some(incident.id) == place.incident);
        if !found {
            self.corpus.forget_around();
            return None;
        }
        Some((place.row, start, near))
    }

    /// Rows as the queue shows them.
    pub fn lines(&self, rows: &[u32]) -> Event {
        let line = |row: &u32| match self.corpus.incident(*row) {
            Ok(incident) => Row::of(&self.vocabulary, *row, &incident),
            Err(error) => unreadable(*row, &error),
        };
        Event::Lines(rows.iter().map(line).collect())
    }

    /// One incident.
    pub fn load(&mut self, row: u32) -> Vec<Event> {
        let read = self.corpus.incident(row);
        let read = read.map(Arc::new).map_err(|error| told(&error));
        let raised = read
            .as_deref()
            .map(|incident| flags(&self.vocabulary, incident));
        let record = Record {
            flags: raised.unwrap_or_default(),
            span: self.corpus.span(row).unwrap_or_default(),
            read,
        };
        let mut events = vec![Event::Record(row, record)];
        events.extend(self.look_at_set());
        events
    }

    /// Looks at the set.
    pub fn look(&mut self) -> Vec<Event> {
        self.look_at_set().into_iter().collect()
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

/// Why there is no incident, in full, and what to do about it.
fn told(error: &CorpusError) -> String {
    let why = error.in_its_set();
    match error.mend() {
        Some(mend) => format!("{why}. Nothing can be decided on it: {mend}."),
        None => format!("{why}."),
    }
}

/// A row that holds no incident: the queue says why.
pub(super) fn unreadable(row: u32, why: &CorpusError) -> Row {
    Row {
        row,
        id: IncidentId::from(format!("unreadable:{}", row + 1)),
        title: why.in_its_set(),
        unreadable: true,
        ..Row::default()
    }
}
