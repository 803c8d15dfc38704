//! The first rule set: the last label that a frame positively asserts.
//!
//! A mention counts only straight behind (or before) an assertion frame and
//! outside every scope that turns it down, makes it a supposition or concedes
//! it. Sentences are matched as normalised strings against the expressions of
//! the cue file.

use std::ops::Range;

use regex::{Captures, Regex};

use crate::domain::Vocabulary;

use super::cues::{CUES, FRAMES, Frames};
use super::mentions::{Form, Mention, Number, Sentence};

/// A phrase that speaks of a label, in bytes of the rationale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    /// The label's place in the vocabulary.
    pub(super) label: usize,
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
}

/// What this rule set reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    /// The last asserted label with its frame.
    pub(super) verdict: Option<Phrase>,
    /// The labels turned down.
    pub(super) rejects: Vec<Phrase>,
}

/// How a mention stands in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
enum Stand {
    /// Named without a claim, supposed, or conceded.
    Open,
    /// Turned down.
    Rejected,
    /// Asserted, unless something stronger asserts another.
    Weak,
    /// Asserted.
    Strong,
}

/// A mention judged.
struct Judged {
    stand: Stand,
    /// Units from the frame to the label, or from the label to its frame.
    units: Range<usize>,
    /// True where it stands in one coordination with the label before it.
    shared: bool,
}

impl Judged {
    fn open(at: usize) -> Self {
        Self {
            stand: Stand::Open,
            units: at..at + 1,
            shared: false,
        }
    }
}

/// Reads the verdict: the last strong assertion, else the last weak one. Two
/// labels asserted in one breath ("an AI Incident or AI Hazard") assert neither.
pub(super) fn read(vocabulary: &Vocabulary, sentences: &[Sentence]) -> Read {
    let Some(frames) = FRAMES.as_ref() else {
        return Read::default();
    };
    let strongest = vocabulary.labels.iter().map(|label| label.harm).max();
    let mut rejects = Vec::new();
    let mut best: Option<(Stand, Option<Phrase>)> = None;
    for sentence in sentences {
        let line = Line::new(sentence);
        let mut before: Option<usize> = None;
        for (at, mention) in line.mentions() {
            let harm = vocabulary.labels.get(mention.label).map(|label| label.harm);
            let scale = if harm > Some(0) && harm == strongest {
                Scale::Strongest
            } else {
                Scale::Below
            };
            let judged = line.judge(frames, at, mention, scale);
            let phrase = line.phrase(mention.label, &judged);
            match judged.stand {
                Stand::Open => {}
                Stand::Rejected => rejects.push(phrase),
                stand => {
                    let both = judged.shared && before.is_some_and(|label| label != mention.label);
                    if best.as_ref().is_none_or(|(old, _)| stand >= *old) {
                        best = Some((stand, (!both).then_some(phrase)));
                    }
                }
            }
            before = Some(mention.label);
        }
    }
    Read {
        verdict: best.and_then(|(_, phrase)| phrase),
        rejects,
    }
}

/// Whether a label makes the vocabulary's strongest claim of harm.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scale {
    Strongest,
    Below,
}

/// A sentence as a string, with a way back to its units.
struct Line<'a> {
    units: &'a Sentence,
    text: String,
    /// Where each unit begins in `text`.
    starts: Vec<usize>,
}

impl<'a> Line<'a> {
    fn new(units: &'a Sentence) -> Self {
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

    fn mentions(&self) -> impl Iterator<Item = (usize, Mention)> + '_ {
        self.units
            .iter()
            .enumerate()
            .filter_map(|(at, unit)| unit.mention.map(|mention| (at, mention)))
    }

    fn word(&self, at: usize) -> &str {
        self.units.get(at).map_or("", |unit| unit.word.as_str())
    }

    /// The units from `from` to before `to`, each followed by a space.
    fn part(&self, from: usize, to: usize) -> &str {
        let at = |unit: usize| self.starts.get(unit).copied().unwrap_or(self.text.len());
        self.text.get(at(from)..at(to)).unwrap_or_default()
    }

    /// The unit that begins at or behind a byte of `text`.
    fn unit_at(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start < byte)
    }

    fn judge(&self, frames: &Frames, at: usize, mention: Mention, scale: Scale) -> Judged {
        if mention.form == Form::Aside {
            return Judged::open(at);
        }
        let before = self.part(0, at);
        let behind = self.part(at + 1, self.units.len()).trim_end();
        let behind = format!(" {behind}");
        if let Some(found) = self.head(&frames.reject_before, before) {
            return self.judged(Stand::Rejected, &found, at);
        }
        if frames.after_not_behind.is_match(&behind) {
            return self.rejected_behind(frames, at, &behind);
        }
        if let Some(found) = frames.after_behind.find(&behind) {
            // The expression's words: one for each space before its end.
            let words = found.as_str().matches(' ').count();
            let mut judged = Judged::open(at);
            judged.stand = self.scope(frames, at, self.part(at, at + 1), Stand::Strong);
            judged.units = at..at + 1 + words;
            return judged;
        }
        if let Some(found) = self.head(&frames.contrast_before, before) {
            let denied = frames.negator.is_match(self.part(0, found.head));
            let stand = if denied { Stand::Strong } else { Stand::Open };
            if denied {
                return self.judged(self.conceded(found.head, stand), &found, at);
            }
        }
        self.framed(frames, at, mention, scale, &behind)
    }

    /// The frames proper, strongest first.
    fn framed(
        &self,
        frames: &Frames,
        at: usize,
        mention: Mention,
        scale: Scale,
        behind: &str,
    ) -> Judged {
        let before = self.part(0, at);
        let countable = mention.form == Form::Named && mention.number == Number::One;
        let kinds = [
            (&frames.strong_before, Stand::Strong),
            (&frames.weak_before, Stand::Weak),
            (&frames.bracket_before, Stand::Weak),
            (&frames.alone_before, Stand::Strong),
        ];
        for (frame, mut stand) in kinds {
            let Some(found) = self.head(frame, before) else {
                continue;
            };
            let head = &self.text[found.bytes.clone()];
            let single = [
                "hence",
                "thus",
                "therefore",
                "so",
                "accordingly",
                "consequently",
                "ergo",
            ];
            let alone = std::ptr::eq(frame, &frames.alone_before)
                || single.contains(&head.trim_end_matches([' ', ',']));
            if alone && !frames.alone_behind.is_match(behind) {
                continue;
            }
            if stand == Stand::Weak && (!countable || self.word(found.label - 1) == "the") {
                continue;
            }
            if frames.chance.is_match(head) {
                return Judged::open(at);
            }
            if scale == Scale::Strongest && frames.tentative.is_match(&found.fill) {
                return Judged::open(at);
            }
            let plain = ["is", "are", "was", "were", "be"].contains(&head);
            if plain && mention.form == Form::Common {
                stand = Stand::Weak;
            }
            let stand = self.scope(frames, found.head, head, stand);
            return self.judged(stand, &found, at);
        }
        Judged::open(at)
    }

    /// A frame that ends where the label begins.
    fn head(&self, frame: &Regex, before: &str) -> Option<Found> {
        let found: Captures<'_> = frame.captures(before)?;
        let head = found.name("head")?;
        let fill = found.name("fill").map_or("", |fill| fill.as_str());
        Some(Found {
            head: self.unit_at(head.start()),
            bytes: head.range(),
            fill: fill.to_owned(),
            label: self.unit_at(before.len()),
        })
    }

    fn judged(&self, stand: Stand, found: &Found, at: usize) -> Judged {
        let shared = found.fill.contains('§');
        let first = if shared { at } else { found.head };
        Judged {
            stand,
            units: first..at + 1,
            shared,
        }
    }

    fn rejected_behind(&self, frames: &Frames, at: usize, behind: &str) -> Judged {
        let words = frames
            .after_not_behind
            .find(behind)
            .map_or(0, |found| found.as_str().matches(' ').count());
        let mut judged = Judged::open(at);
        judged.stand = Stand::Rejected;
        judged.units = at..at + 1 + words;
        judged
    }

    /// What is left of an assertion once the words before its frame are heard.
    fn scope(&self, frames: &Frames, head: usize, frame: &str, stand: Stand) -> Stand {
        let clause = self.part(self.clause(frames, head, frame), head);
        let heard = frames.pseudo.replace_all(clause, " ");
        if frames.negator.is_match(&heard) || frames.negator.is_match(frame) {
            return Stand::Rejected;
        }
        let infinitive = clause.ends_with("to ") && !frames.bare.is_match(frame);
        let firm = infinitive
            || frames.firm_before.is_match(clause)
            || frames.firm_before.is_match(&format!("{clause}{frame} "));
        if frames.supposing_before.is_match(clause) && !firm {
            return Stand::Open;
        }
        if stand == Stand::Strong && frames.partly.is_match(clause) {
            return self.conceded(head, Stand::Weak);
        }
        self.conceded(head, stand)
    }

    /// The first unit of the clause that a frame belongs to.
    fn clause(&self, frames: &Frames, head: usize, frame: &str) -> usize {
        let cues = &CUES.asserted;
        let is = |list: &[String], word: &str| list.iter().any(|entry| entry == word);
        let mut at = head;
        while at > 0 {
            let word = self.word(at - 1);
            let earlier = at.checked_sub(2).map_or("", |i| self.word(i));
            let pair = format!("{earlier} {word}");
            if word == "," && self.is_parenthesis(at - 1) {
                at -= 3;
                continue;
            }
            if is(&cues.boundary, word) && !["not", "does", "cannot", "is"].contains(&earlier) {
                return at;
            }
            if word == "and" && !frames.bare.is_match(frame) {
                return at;
            }
            let own = [(word, 2), (pair.as_str(), 3)]
                .into_iter()
                .find(|(subject, back)| {
                    is(&cues.subject, subject)
                        && !at
                            .checked_sub(*back)
                            .is_some_and(|i| is(&cues.binding, self.word(i)))
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
            && [
                "however",
                "therefore",
                "thus",
                "hence",
                "though",
                "yet",
                "itself",
                "accordingly",
                "strictly",
            ]
            .contains(&self.word(comma - 1))
    }

    /// Withdraws an assertion that lies in a concession: from its conjunction
    /// to the comma at which its clause is whole.
    fn conceded(&self, head: usize, stand: Stand) -> Stand {
        let cues = &CUES.asserted;
        let is = |list: &[String], word: &str| list.iter().any(|entry| entry == word);
        let Some(from) = (0..head).rfind(|at| is(&cues.concession, self.word(*at))) else {
            return stand;
        };
        let mut whole = false;
        for at in from..head {
            let pair = format!("{} {}", self.word(at + 1), self.word(at + 2));
            let ends = whole || is(&cues.opening, self.word(at + 1)) || is(&cues.opening, &pair);
            match self.word(at) {
                "," if ends => return stand,
                ";" | "but" | "however" => return stand,
                word => whole |= is(&cues.finite, word),
            }
        }
        Stand::Open
    }

    /// The phrase in bytes; a frame takes its subject and its auxiliaries along.
    fn phrase(&self, label: usize, judged: &Judged) -> Phrase {
        let mut first = judged.units.start;
        let framed = judged.units.len() > 1 && self.word(first) != "§";
        while framed && first > 0 && self.goes_along(first - 1, judged.stand) {
            first -= 1;
        }
        let last = judged.units.end.min(self.units.len()).saturating_sub(1);
        Phrase {
            label,
            start: self.units.get(first).map_or(0, |unit| unit.start),
            end: self.units.get(last).map_or(0, |unit| unit.end),
        }
    }

    fn goes_along(&self, at: usize, stand: Stand) -> bool {
        let word = self.word(at);
        let auxiliary = [
            "is",
            "are",
            "be",
            "been",
            "has",
            "should",
            "must",
            "can",
            "cannot",
            "best",
            "better",
            "most",
            "more",
            "therefore",
            "thus",
            "which",
            "this",
            "it",
            "does",
            "do",
            "not",
            "nor",
            "event",
            "the",
            "clear",
        ];
        let subject = word != "the" || self.word(at + 1) == "event";
        let kind = stand == Stand::Rejected || !["nor", "not", "does"].contains(&word);
        kind && subject && (auxiliary.contains(&word) || (word.ends_with("ly") && word.len() > 4))
    }
}

/// A frame found before a label.
struct Found {
    /// The unit at which it begins.
    head: usize,
    /// Its bytes in the line.
    bytes: Range<usize>,
    /// What stands between it and the label.
    fill: String,
    /// The unit that is the label.
    label: usize,
}
