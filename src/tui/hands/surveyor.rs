//! Reads the whole set once, behind everything else: first where the rows lie,
//! then what the queue keeps of each. Nobody waits for it but the queue, and
//! what it finds comes in pieces.

use std::sync::Arc;

use crate::corpus::Corpus;
use crate::domain::{Incident, Vocabulary};
use crate::review::queue::{Head, PIECE, Piece, Row, id_hash};
use crate::tui::message::Event;

use super::reader::{Reader, unreadable};

/// How many bytes are looked at for rows before that is told.
const STEP: u64 = 32 << 20;
/// How many rows are read before it is asked again whether to go on.
const BATCH: u32 = 128;
/// What finding the rows takes of the whole, in hundredths.
const FINDING: u64 = 15;

/// What it is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Finding where rows lie.
    Finding,
    /// Reading them.
    Reading,
    /// Nothing is left.
    Done,
}

/// Reads the whole set.
pub struct Surveyor {
    corpus: Arc<Corpus>,
    vocabulary: Arc<Vocabulary>,
    stage: Stage,
    /// Row and first byte of the remembered incident, while they are believed.
    believed: Option<(u32, u64)>,
    next: u32,
    heads: Vec<(u64, Head)>,
    /// Hashes of ids, each with its row.
    ids: Vec<(u64, u32)>,
}

impl Surveyor {
    /// Of the set that a reader reads.
    pub fn new(reader: &Reader) -> Self {
        Self {
            corpus: Arc::clone(&reader.corpus),
            vocabulary: Arc::clone(&reader.vocabulary),
            stage: Stage::Finding,
            believed: reader.believed,
            next: 0,
            heads: Vec::new(),
            ids: Vec::new(),
        }
    }

    /// True while something is left to read.
    pub fn busy(&self) -> bool {
        self.stage != Stage::Done
    }

    /// The next step.
    pub fn work(&mut self) -> Vec<Event> {
        match self.stage {
            Stage::Finding => self.find(),
            Stage::Reading => self.read(),
            Stage::Done => Vec::new(),
        }
    }

    fn rows(&self) -> u32 {
        u32::try_from(self.corpus.len()).unwrap_or(u32::MAX)
    }

    fn find(&mut self) -> Vec<Event> {
        let found = self.corpus.index_more(STEP);
        let len = self.corpus.opened().len.max(1);
        let percent = self.corpus.indexed().saturating_mul(FINDING) / len;
        let mut events = vec![Event::Rows {
            rows: self.rows(),
            percent: hundredths(percent),
        }];
        if !matches!(found, Ok(false)) {
            self.stage = Stage::Reading;
        }
        if let Err(error) = found {
            events.push(Event::Trouble(format!(
                "the set can't be read any further: {error}"
            )));
        }
        events.extend(self.verify());
        events
    }

    /// Whether the remembered incident is in the row where it was believed to be.
    fn verify(&mut self) -> Option<Event> {
        let (row, start) = self.believed?;
        if self.stage == Stage::Finding && self.corpus.indexed() <= start {
            return None;
        }
        let is = self.corpus.row_at(start);
        if is.is_none() && self.stage == Stage::Finding {
            // Its line isn't at an end yet.
            return None;
        }
        self.believed = None;
        self.corpus.forget_around();
        (is != Some(row)).then_some(Event::Misplaced(is))
    }

    fn read(&mut self) -> Vec<Event> {
        let rows = self.rows();
        let end = rows.min(self.next + BATCH);
        let (vocabulary, heads, ids) = (&self.vocabulary, &mut self.heads, &mut self.ids);
        self.corpus
            .each(self.next..end, &mut |row, read: Result<Incident, _>| {
                let row = match read {
                    Ok(incident) => {
                        ids.push((id_hash(&incident.id), row));
                        Row::of(vocabulary, row, &incident)
                    }
                    Err(error) => unreadable(row, &error),
                };
                heads.push((id_hash(&row.id), row.head(vocabulary)));
            });
        self.next = end;
        let done = end == rows;
        let mut events = Vec::new();
        if self.heads.len() >= PIECE as usize || (done && !self.heads.is_empty()) {
            let done = u64::from(end) * (100 - FINDING) / u64::from(rows.max(1));
            events.push(Event::Heads {
                piece: Arc::new(Piece::new(std::mem::take(&mut self.heads))),
                percent: hundredths(FINDING + done),
            });
        }
        if done {
            self.stage = Stage::Done;
            events.push(Event::RowsDone);
            events.extend(self.doubled());
        }
        events
    }

    /// Incidents with one id: nothing that is decided can tell them apart.
    fn doubled(&mut self) -> Option<Event> {
        let mut ids = std::mem::take(&mut self.ids);
        ids.sort_unstable();
        let pairs = ids.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        let (first, second) = pairs.clone().map(|pair| (pair[0].1, pair[1].1)).min()?;
        let more = match pairs.count() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more such)"),
        };
        let mut id = None;
        self.corpus
            .each(first..first + 1, &mut |_, read: Result<Incident, _>| {
                id = read.ok().map(|incident| incident.id);
            });
        let id = id?;
        Some(Event::Trouble(format!(
            "incidents {} and {} of the set have the same id {:?}{more}: what is decided on one counts for both; give one of them another id in the file",
            first + 1,
            second + 1,
            id.as_str(),
        )))
    }
}

fn hundredths(many: u64) -> u8 {
    u8::try_from(many.min(100)).unwrap_or(100)
}
