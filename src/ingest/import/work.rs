//! What is done with each record apart from all others, on any thread: taking
//! it apart, giving ids, having the verdicts read that nobody has read yet.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::domain::{Digest, How, Incident, Verdict, Vocabulary};
use crate::threads;

use super::super::field::Found;
use super::super::report::{Repair, Skip};
use super::super::shape::Take;
use super::super::split::Piece;
use super::super::verdict::Reader;
use super::super::{identify::identify, input};
use super::known::content;

/// Records that are worked on at once, and bytes of them, so that threads have
/// enough to do and little is held.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 4 << 20;
/// Records that a thread takes at a time.
const PIECE: usize = 8;

/// A record on its way, with bytes of its own.
struct Raw {
    line: u64,
    at: u64,
    bytes: Result<Vec<u8>, Skip>,
}

/// Records that wait until there are enough for all threads.
#[derive(Default)]
pub struct Batch {
    waiting: Vec<Raw>,
    bytes: usize,
}

impl Batch {
    /// Adds a piece of a file; true once there are enough.
    pub fn push(&mut self, piece: Piece<'_>) -> bool {
        let bytes = piece.bytes.map(<[u8]>::to_vec);
        self.bytes += bytes.as_ref().map_or(0, Vec::len);
        self.waiting.push(Raw {
            line: piece.line,
            at: piece.at,
            bytes,
        });
        self.waiting.len() >= BATCH || self.bytes >= BATCH_BYTES
    }

    /// Works on all that wait, on all threads; what came of each, in order.
    pub fn work_off(&mut self, work: &Work<'_>, take: Take) -> Vec<Done> {
        let Self { waiting, .. } = std::mem::take(self);
        let piece = |(): &mut (), range: Range<usize>| {
            let records = waiting[range].iter();
            let done = records.map(|raw| work.record(take, raw));
            done.collect::<Vec<Done>>()
        };
        let done = threads::pieces(waiting.len(), PIECE, threads::count(), || (), piece);
        done.into_iter().flatten().collect()
    }
}

/// What came of a record.
#[derive(Default)]
pub struct Done {
    /// What was left out, with its line.
    pub skipped: Vec<(u64, Skip)>,
    /// What was repaired before there was an incident, with its line.
    pub repaired: Vec<(u64, Repair)>,
    /// The incidents.
    pub incidents: Vec<Ready>,
    /// What was read under another name, or as another word, with how often.
    pub read: BTreeMap<String, usize>,
}

/// An incident that is whole, but for where it came from.
pub struct Ready {
    /// Its first line.
    pub line: u64,
    /// Whether the source gave it an id.
    pub is_named: bool,
    /// What was repaired.
    pub repairs: Vec<Repair>,
    /// Hash of its content as it came, before any verdict was read.
    pub content: Digest,
    /// It.
    pub incident: Incident,
}

/// What works on records.
pub struct Work<'a> {
    vocabulary: &'a Vocabulary,
    verdicts: Reader<'a>,
}

impl<'a> Work<'a> {
    /// Works with a vocabulary.
    pub fn new(vocabulary: &'a Vocabulary) -> Self {
        Self {
            vocabulary,
            verdicts: Reader::new(vocabulary),
        }
    }

    /// Works on a record.
    fn record(&self, take: Take, raw: &Raw) -> Done {
        let mut found = Found::default();
        let before = usize::try_from(raw.at).unwrap_or(usize::MAX);
        match raw.bytes.as_ref().map(|bytes| input::text(bytes, before)) {
            Ok(Ok(text)) => take(self.vocabulary, text, raw.line, &mut found),
            Ok(Err((after, skip))) => found.skipped.push((raw.line + after - 1, skip)),
            Err(skip) => found.skipped.push((raw.line, skip.clone())),
        }
        self.found(found)
    }

    /// Works on what was found in a file that is read whole.
    pub fn found(&self, found: Found) -> Done {
        let incidents = found.incidents.into_iter();
        Done {
            skipped: found.skipped,
            repaired: found.repaired,
            read: found.read,
            incidents: incidents.map(|it| self.incident(it.0, it.1)).collect(),
        }
    }

    fn incident(&self, line: u64, mut incident: Incident) -> Ready {
        let is_named = !incident.id.as_str().is_empty();
        let repairs = identify(&mut incident);
        let content = Digest::of_bytes(content(&incident).as_bytes());
        complete(&self.verdicts, &mut incident);
        Ready {
            line,
            is_named,
            repairs,
            content,
            incident,
        }
    }
}

/// Has every verdict read whose rationale nobody has read yet.
fn complete(reader: &Reader<'_>, incident: &mut Incident) {
    let articles = incident
        .articles
        .iter_mut()
        .map(|article| &mut article.verdict);
    std::iter::once(&mut incident.verdict)
        .chain(articles)
        .filter(|verdict| is_unread(verdict))
        .for_each(|verdict| reader.complete(verdict));
}

/// A set that was read before keeps its readings: reading it again with newer
/// rules would change the machine's labels under the decisions on them.
fn is_unread(verdict: &Verdict) -> bool {
    verdict.rationale.is_some()
        && match verdict.how {
            How::Field => verdict.prose.is_none(),
            How::Unclear => verdict.guess.is_none(),
            How::Prose | How::Model => false,
        }
}
