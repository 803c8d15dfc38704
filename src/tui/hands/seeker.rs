//! Searches the set, some rows at a time so that a newer search can take over.

use std::sync::Arc;

use crate::corpus::Corpus;
use crate::corpus::search::{Query, Search};
use crate::tui::message::Event;

use super::Reader;

/// How many bytes are searched before a newer search gets its turn, and before
/// the screen is told how far it is.
const STEP: u64 = 8 << 20;

/// Searches.
pub struct Seeker {
    corpus: Arc<Corpus>,
    /// The search told of last, which a narrower one goes on from.
    search: Search,
    /// Its number, while it isn't done.
    running: Option<u64>,
}

impl Seeker {
    /// In the set that a reader reads.
    pub fn new(reader: &Reader) -> Self {
        Self {
            corpus: Arc::clone(&reader.corpus),
            search: Search::default(),
            running: None,
        }
    }

    /// True while a search is under way.
    pub fn busy(&self) -> bool {
        self.running.is_some()
    }

    /// Begins a search; an older one ends. Words that ask for nothing begin none.
    pub fn search(&mut self, number: u64, typed: &str) {
        let query = Query::new(typed);
        self.running = (!query.is_empty()).then_some(number);
        self.search = std::mem::take(&mut self.search).then(query);
    }

    /// The next step.
    pub fn work(&mut self) -> Vec<Event> {
        let Some(number) = self.running else {
            return Vec::new();
        };
        let known = self.known();
        let hits = self.search.go_on(&self.corpus, known, STEP);
        let upto = self.search.next();
        // What keeps rows from being found is told by those who survey the set.
        let done =
            upto >= known && self.corpus.index_more(STEP).unwrap_or(true) && upto >= self.known();
        if done {
            self.running = None;
        }
        vec![Event::Hits {
            search: number,
            rows: hits.into(),
            upto,
            done,
        }]
    }

    fn known(&self) -> u32 {
        u32::try_from(self.corpus.len()).unwrap_or(u32::MAX)
    }
}
