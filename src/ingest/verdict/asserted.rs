//! The first rule set: the last label that a frame positively asserts.
//!
//! A mention counts only straight behind (or before) an assertion frame and
//! outside every scope that turns it down, makes it a supposition or concedes
//! it. Sentences are matched as normalised strings against the expressions of
//! the cue file.

use std::ops::Range;

use regex::Regex;

use crate::domain::Vocabulary;

use super::cues::{CUES, FRAMES, Frames};
use super::line::Line;
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

    /// By a frame behind the label, of a word for each of its spaces.
    fn behind(stand: Stand, at: usize, frame: &str) -> Self {
        Self {
            stand,
            units: at..at + 1 + frame.matches(' ').count(),
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

impl Line<'_> {
    fn judge(&self, frames: &Frames, at: usize, mention: Mention, scale: Scale) -> Judged {
        if mention.form == Form::Aside {
            return Judged::open(at);
        }
        let before = self.part(0, at);
        let behind = format!(" {}", self.part(at + 1, self.units.len()).trim_end());
        if let Some(found) = self.head(&frames.reject_before, before) {
            return self.judged(Stand::Rejected, &found, at);
        }
        if let Some(found) = frames.after_not_behind.find(&behind) {
            return Judged::behind(Stand::Rejected, at, found.as_str());
        }
        if let Some(found) = frames.after_behind.find(&behind) {
            let stand = self.scope(frames, at, self.part(at, at + 1), Stand::Strong);
            return Judged::behind(stand, at, found.as_str());
        }
        if let Some(found) = self.head(&frames.contrast_before, before)
            && frames.negator.is_match(self.part(0, found.head))
        {
            return self.judged(self.conceded(found.head, Stand::Strong), &found, at);
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
        let weakly = countable && at.checked_sub(1).is_some_and(|i| self.word(i) != "the");
        let alone = frames.alone_behind.is_match(behind);
        let kinds = [
            (&frames.strong_before, Stand::Strong, true),
            (&frames.weak_before, Stand::Weak, weakly),
            (&frames.bracket_before, Stand::Weak, weakly),
            (&frames.alone_before, Stand::Strong, alone),
        ];
        let found = kinds
            .into_iter()
            .filter(|(_, _, fits)| *fits)
            .find_map(|(frame, stand, _)| Some((self.head(frame, before)?, stand)));
        let Some((found, stand)) = found else {
            return Judged::open(at);
        };
        let head = &self.text[found.bytes.clone()];
        let withdrawn = scale == Scale::Strongest && frames.tentative.is_match(&found.fill);
        if withdrawn || frames.chance.is_match(head) {
            return Judged::open(at);
        }
        // "this is an incident" may speak of any incident.
        let plain = mention.form == Form::Common && frames.plain.is_match(head);
        let stand = if plain { Stand::Weak } else { stand };
        self.judged(self.scope(frames, found.head, head, stand), &found, at)
    }

    /// A frame that ends where the label begins; one without a head of its own
    /// is a label that stands alone.
    fn head(&self, frame: &Regex, before: &str) -> Option<Found> {
        let found = frame.captures(before)?;
        let fill = found.name("fill")?;
        let bytes = found
            .name("head")
            .map_or(fill.start()..fill.start(), |head| head.range());
        Some(Found {
            head: self.unit_at(bytes.start),
            bytes,
            fill: fill.as_str().to_owned(),
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
        let cues = &CUES.asserted;
        let word = self.word(at);
        let adverb = word.ends_with("ly") && word.len() > 4;
        let turned = stand == Stand::Rejected && cues.turned.has(word);
        let article = word == "the" && self.word(at + 1) != "event";
        !article && (adverb || turned || cues.along.has(word))
    }

    fn conceded(&self, head: usize, stand: Stand) -> Stand {
        if self.is_conceded(head) {
            Stand::Open
        } else {
            stand
        }
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
}
