//! A sentence as one normalised string with a way back to its words, and how
//! far in it a clause and a concession reach. For the first rule set.

use super::cues::{CUES, Frames};
use super::mentions::{Mention, Sentence};

/// A sentence as a string, with a way back to its units.
pub(super) struct Line<'a> {
    pub(super) units: &'a Sentence,
    /// Words in lower case, each followed by a space.
    pub(super) text: String,
    /// Where each unit begins in `text`.
    starts: Vec<usize>,
}

impl<'a> Line<'a> {
    pub(super) fn new(units: &'a Sentence) -> Self {
        let mut text = String::new();
        let mut starts = Vec::with_capacity(units.len());
        for unit in units {
            starts.push(text.len());
            text.push_str(&unit.word);
            text.push(' ');
        }
        Self {
            units,
            text,
            starts,
        }
    }

    pub(super) fn mentions(&self) -> impl Iterator<Item = (usize, Mention)> + '_ {
        self.units
            .iter()
            .enumerate()
            .filter_map(|(at, unit)| unit.mention.map(|mention| (at, mention)))
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.units.get(at).map_or("", |unit| unit.word.as_str())
    }

    /// The units from `from` to before `to`, each followed by a space.
    pub(super) fn part(&self, from: usize, to: usize) -> &str {
        let at = |unit: usize| self.starts.get(unit).copied().unwrap_or(self.text.len());
        self.text.get(at(from)..at(to)).unwrap_or_default()
    }

    /// The unit that begins at or behind a byte of `text`.
    pub(super) fn unit_at(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start < byte)
    }

    /// The first unit of the clause that a frame belongs to.
    pub(super) fn clause(&self, frames: &Frames, head: usize, frame: &str) -> usize {
        let cues = &CUES.asserted;
        let mut at = head;
        while at > 0 {
            let word = self.word(at - 1);
            let earlier = at.checked_sub(2).map_or("", |i| self.word(i));
            let pair = format!("{earlier} {word}");
            if word == "," && self.is_parenthesis(at - 1) {
                at -= 3;
                continue;
            }
            if cues.boundary.has(word) && !cues.turned.has(earlier) {
                return at;
            }
            if word == "and" && !frames.bare.is_match(frame) {
                return at;
            }
            let own = [(word, 2), (pair.as_str(), 3)]
                .into_iter()
                .find(|(subject, back)| {
                    cues.subject.has(subject)
                        && !at
                            .checked_sub(*back)
                            .is_some_and(|i| cues.binding.has(self.word(i)))
                });
            if let Some((_, back)) = own {
                return at + 1 - back;
            }
            at -= 1;
        }
        0
    }

    /// True at the second comma of ", however,".
    fn is_parenthesis(&self, comma: usize) -> bool {
        comma >= 2
            && self.word(comma - 2) == ","
            && CUES.asserted.parenthesis.has(self.word(comma - 1))
    }

    /// True where a unit lies in a concession, which reaches from its
    /// conjunction to the comma at which its clause is whole.
    pub(super) fn is_conceded(&self, unit: usize) -> bool {
        let cues = &CUES.asserted;
        let Some(from) = (0..unit).rfind(|at| cues.concession.has(self.word(*at))) else {
            return false;
        };
        let mut whole = false;
        for at in from..unit {
            let pair = format!("{} {}", self.word(at + 1), self.word(at + 2));
            let opens = cues.opening.has(self.word(at + 1)) || cues.opening.has(&pair);
            match self.word(at) {
                "," if whole || opens => return false,
                ";" | "but" | "however" => return false,
                word => whole |= cues.finite.has(word),
            }
        }
        true
    }
}
