//! Searching the rows of an open set, a part at a time: whoever asks says how
//! much is to be read before something newer gets its turn.

use std::ops::Range;

use super::Query;
use crate::corpus::{Corpus, Place, SLICE};
use crate::domain::limits::RECORD_BYTES;
use crate::threads;

/// Rows further apart than this are read one by one, not with what lies between.
const GAP: u64 = 16 << 10;

/// A search through a set as far as it has got. It can be left at any time, and
/// a narrower one goes on where it stands.
#[derive(Debug, Default)]
pub struct Search {
    query: Query,
    /// Rows that were found, ascending.
    found: Vec<u32>,
    /// Rows that a wider search found and this one hasn't looked at, from the
    /// last to the first: all are between those found and the next.
    left: Vec<u32>,
    /// The first row that no search has looked at.
    next: u32,
}

impl Search {
    /// A search from the first row.
    pub fn new(query: Query) -> Self {
        Self {
            query,
            ..Self::default()
        }
    }

    /// Goes on with another query: only in what was found, where that is enough.
    #[must_use]
    pub fn then(self, query: Query) -> Self {
        if !query.narrows(&self.query) || self.query.is_empty() {
            return Self::new(query);
        }
        let mut left = self.left;
        left.extend(self.found.iter().rev());
        Self {
            query,
            found: Vec::new(),
            left,
            next: self.next,
        }
    }

    /// The first row that wasn't looked at, when those found before are done.
    pub fn next(&self) -> u32 {
        match self.left.last() {
            Some(row) => *row,
            None => self.next,
        }
    }

    /// Looks at further rows among the first so many, until about so many bytes
    /// were read; gives those that hold what is asked for. Rows that can't be
    /// read hold nothing here; who reads them says why.
    pub fn go_on(&mut self, corpus: &Corpus, known: u32, bytes: u64) -> Vec<u32> {
        let mut budget = bytes;
        let mut slices = Vec::new();
        while budget > 0 && self.next() < known {
            let places = if self.left.is_empty() {
                corpus.slice_of(self.next..known)
            } else {
                self.near_ones(corpus)
            };
            let Some(last) = places.last() else {
                break;
            };
            let (row, place) = *last;
            let start = places.first().map_or(place.start, |(_, first)| first.start);
            budget = budget.saturating_sub(place.start + u64::from(place.len) - start);
            if self.left.is_empty() {
                self.next = self.next.max(row + 1);
            } else {
                self.left.truncate(self.left.len() - places.len());
            }
            slices.push(places);
        }
        let found = self.query.within(corpus, &slices);
        self.found.extend(&found);
        found
    }

    /// The next of the rows left, as many as lie close together.
    fn near_ones(&self, corpus: &Corpus) -> Vec<(u32, Place)> {
        let mut near: Vec<(u32, Place)> = Vec::new();
        for row in self.left.iter().rev() {
            let Some(place) = corpus.place(*row) else {
                break;
            };
            if let (Some((_, first)), Some((_, last))) = (near.first(), near.last()) {
                let end = place.start + u64::from(place.len);
                let gap = place.start - last.start - u64::from(last.len);
                if gap > GAP || end - first.start > SLICE as u64 {
                    break;
                }
            }
            near.push((*row, place));
        }
        near
    }
}

/// Fewer slices than this are searched before another thread has begun.
const FEW: usize = 4;

/// More threads than this would wait for the memory.
const MOST: usize = 8;

impl Query {
    /// The rows of some slices that hold what is asked for, in their order, on
    /// as many threads as there are processors.
    fn within(&self, corpus: &Corpus, slices: &[Vec<(u32, Place)>]) -> Vec<u32> {
        let threads = match slices.len() {
            0..FEW => 1,
            _ => threads::count().min(MOST),
        };
        let share = slices.len().div_ceil(threads).max(1);
        let search = |buffer: &mut Vec<u8>, range: Range<usize>| {
            let mut found = Vec::new();
            for places in &slices[range] {
                self.read(corpus, places, buffer, &mut found);
            }
            found
        };
        threads::pieces(slices.len(), share, threads, Vec::new, search).concat()
    }

    /// Reads rows that lie close together and looks at them.
    fn read(
        &self,
        corpus: &Corpus,
        places: &[(u32, Place)],
        buffer: &mut Vec<u8>,
        found: &mut Vec<u32>,
    ) {
        let (Some((_, first)), Some((_, last))) = (places.first(), places.last()) else {
            return;
        };
        let span = last.start + u64::from(last.len) - first.start;
        let Ok(span) = usize::try_from(span) else {
            return;
        };
        if span > RECORD_BYTES.max(SLICE) {
            return;
        }
        if buffer.len() < span {
            buffer.resize(span, 0);
        }
        let bytes = &mut buffer[..span];
        if corpus.read(first.start, bytes).is_err() {
            return;
        }
        let lines: Vec<Range<usize>> = places
            .iter()
            .map(|(_, place)| {
                let from = usize::try_from(place.start - first.start).unwrap_or(span);
                from..from + place.len as usize
            })
            .collect();
        found.extend(self.among(bytes, &lines).into_iter().map(|at| places[at].0));
    }
}
