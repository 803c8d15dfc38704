//! Searching the lines of a set: which of them hold all that was typed, in what
//! an analyst sees of them. There is no index of words: the bytes of each line
//! go through a sieve that knows both ways in which JSON writes a character
//! (`raw`), and only what stays in it is taken apart (`fields`) and folded.
//!
//! A line is searched as it stands in the file. One that isn't an incident may
//! be found too, and shows as what it is.

mod fields;
mod origins;
mod query;
mod raw;
mod scan;

#[cfg(test)]
mod tests;

use std::ops::{ControlFlow, Range};

use memchr::memchr;
use regex::bytes::{Regex, RegexBuilder};

use crate::text::fold;

use fields::{End, Field, walk};
use query::{Term, Within, terms};
use raw::Sieve;
pub use scan::Search;

/// The words and phrases of what was typed, folded: what to mark where it is shown.
pub fn words(typed: &str) -> Vec<String> {
    terms(typed).into_iter().map(|term| term.words).collect()
}

/// What is searched for.
#[derive(Debug, Default)]
pub struct Query {
    /// The strongest sieve first.
    wanted: Vec<Wanted>,
}

#[derive(Debug)]
struct Wanted {
    term: Term,
    sieve: Sieve,
    /// Finds the term in ASCII text; none where the term isn't ASCII.
    ascii: Option<Regex>,
}

/// Finds a whole text in ASCII bytes, in either case; none for nothing and for
/// what isn't ASCII.
fn whole(text: &str) -> Option<Regex> {
    if text.is_empty() || !text.is_ascii() {
        return None;
    }
    RegexBuilder::new(&regex::escape(text))
        .case_insensitive(true)
        .unicode(false)
        .build()
        .ok()
}

impl Query {
    /// What was typed: words that must all be there, `"phrases"`, and `title:`
    /// before either.
    pub fn new(typed: &str) -> Self {
        let mut wanted: Vec<Wanted> = terms(typed)
            .into_iter()
            .map(|term| Wanted {
                sieve: Sieve::of(&term.words),
                ascii: whole(&term.words),
                term,
            })
            .collect();
        wanted.sort_by_key(|wanted| std::cmp::Reverse(wanted.sieve.strength()));
        Self { wanted }
    }

    /// True where nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// True where whatever this finds, the other one finds too: a search that
    /// goes on with its hits misses nothing.
    pub fn narrows(&self, other: &Self) -> bool {
        other.wanted.iter().all(|there| {
            self.wanted.iter().any(|here| {
                here.term.words.contains(&there.term.words)
                    && (there.term.within == Within::Anything || here.term.within == Within::Title)
            })
        })
    }

    /// Which of some lines, given by their ascending places in the bytes, hold
    /// what is asked for: their numbers in the list.
    pub fn among(&self, bytes: &[u8], lines: &[Range<usize>]) -> Vec<usize> {
        let Some(first) = self.wanted.first() else {
            return (0..lines.len()).collect();
        };
        let mut marked = vec![false; lines.len()];
        first.sieve.marks(bytes).each(|place| {
            // The line that ends after the place; one that begins after it is
            // bytes between lines.
            let at = lines.partition_point(|line| line.end <= place);
            let Some(line) = lines.get(at) else {
                return bytes.len();
            };
            if !line.contains(&place) {
                return line.start.max(place + 1);
            }
            marked[at] = true;
            line.end
        });
        let marked = marked.iter().enumerate().filter(|(_, marked)| **marked);
        marked
            .map(|(at, _)| at)
            .filter(|at| self.holds(&bytes[lines[*at].clone()]))
            .collect()
    }

    /// Whether a line holds all of it.
    fn holds(&self, line: &[u8]) -> bool {
        let rest = self.wanted.get(1..).unwrap_or_default();
        if !rest.iter().all(|wanted| wanted.sieve.marks(line).any()) {
            return false;
        }
        let mut missing: Vec<&Wanted> = self.wanted.iter().collect();
        walk(line, &mut |field, text| {
            look(&mut missing, field, text);
            if missing.is_empty() {
                ControlFlow::Break(End::Enough)
            } else {
                ControlFlow::Continue(())
            }
        });
        missing.is_empty()
    }
}

/// Takes off what stands in a text, which is as it stands between its quotes.
fn look(missing: &mut Vec<&Wanted>, field: Field, text: &[u8]) {
    if text.is_ascii() && memchr(b'\\', text).is_none() {
        missing.retain(|wanted| {
            let found = || {
                wanted
                    .ascii
                    .as_ref()
                    .is_some_and(|ascii| ascii.is_match(text))
            };
            !(wanted.term.within.holds(field) && found())
        });
    } else if let Some(text) = fields::decoded(text) {
        let folded = fold(&text);
        missing.retain(|wanted| {
            !(wanted.term.within.holds(field) && folded.contains(&wanted.term.words))
        });
    }
}
