//! Searches the set, some rows at a time so that a newer search can take over.

use std::sync::Arc;

use crate::corpus::Corpus;
use crate::review::queue::haystack;
use crate::text::fold;
use crate::tui::message::Event;

use super::Reader;

/// How many incidents are searched before a newer search gets its turn.
const BATCH: u32 = 256;
/// How many bytes are looked at for rows where the search comes before them.
const STEP: u64 = 1 << 20;

/// A search under way.
#[derive(Clone, Debug)]
struct Running {
    number: u64,
    words: Vec<String>,
    next: u32,
}

/// Searches.
pub struct Seeker {
    corpus: Arc<Corpus>,
    running: Option<Running>,
}

impl Seeker {
    /// In the set that a reader reads.
    pub fn new(reader: &Reader) -> Self {
        Self {
            corpus: Arc::clone(&reader.corpus),
            running: None,
        }
    }

    /// True while a search is under way.
    pub fn busy(&self) -> bool {
        self.running.is_some()
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

    /// The next step.
    pub fn work(&mut self) -> Vec<Event> {
        let Some(mut running) = self.running.take() else {
            return Vec::new();
        };
        let known = u32::try_from(self.corpus.len()).unwrap_or(u32::MAX);
        let end = known.min(running.next.saturating_add(BATCH));
        // What keeps rows from being found is told by those who survey the set.
        let all = end < known || self.corpus.index_more(STEP).unwrap_or(true);
        let mut hits = Vec::new();
        self.corpus.each(running.next..end, &mut |row, read| {
            let hit = read.is_ok_and(|incident| {
                let text = haystack(&incident);
                let mut words = running.words.iter();
                words.all(|word| text.contains(word.as_str()))
            });
            if hit {
                hits.push(row);
            }
        });
        running.next = end;
        let known = u32::try_from(self.corpus.len()).unwrap_or(u32::MAX);
        let done = all && end == known;
        let event = Event::Hits {
            search: running.number,
            rows: hits.into(),
            done,
        };
        if !done {
            self.running = Some(running);
        }
        vec![event]
    }
}
