//! What one reviewer left on each incident, in short: enough to filter and to
//! count a large set without asking the ledger for every row. The ledger stays
//! the truth; a mark is made from it and made anew when an event arrives.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use crate::domain::{Basis, IncidentId, Outcome, ReviewerId, Target, Vocabulary};
use crate::review::ledger::Ledger;

use super::heads::{LabelNumber, id_hash};
use super::{Heads, Progress};

/// Into how many parts marks are divided: a part is copied when it changes
/// while another thread reads it.
const PARTS: usize = 64;

/// How answers to an incident differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conflict {
    /// They don't.
    #[default]
    None,
    /// Reviewers disagree.
    Reviewers,
    /// This reviewer's own do, given apart.
    Own,
}

/// What one reviewer left on an incident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// The outcome of the answer to its own verdict.
    pub outcome: Option<Outcome>,
    /// The label of that answer.
    pub label: LabelNumber,
    /// The machine's label and the articles of then, as
    /// [`Row::said`](super::Row::said), where that is on record.
    pub said: Option<u32>,
    /// Whether it is put off.
    pub later: bool,
    /// Whether answers to it differ.
    pub conflict: Conflict,
    /// Whether acts on it aren't on the disk yet.
    pub unsaved: bool,
    /// What became of its articles.
    pub articles: OfArticles,
}

/// What one reviewer left on the articles of an incident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfArticles {
    /// How many are answered; 65,535 means that or more.
    pub answered: u16,
    /// Whether the machine was overruled on one of them.
    pub overruled: bool,
    /// Whether answers to one of them, of anybody, differ.
    pub conflicting: bool,
}

impl OfArticles {
    fn of(ledger: &Ledger, reviewer: &ReviewerId, incident: &IncidentId) -> Self {
        let mut all = Self::default();
        let targets = ledger.targets_in(incident);
        for target in targets.filter(|target| target.article.is_some()) {
            if let Some((_, decision)) = ledger.brief(target, reviewer).answer {
                all.answered = all.answered.saturating_add(1);
                all.overruled |= decision.outcome == Outcome::Overruled;
            }
            all.conflicting |= ledger.is_conflicting(target);
        }
        all
    }
}

impl Mark {
    /// The mark of one incident.
    pub fn of(
        ledger: &Ledger,
        reviewer: &ReviewerId,
        vocabulary: &Vocabulary,
        incident: &IncidentId,
    ) -> Self {
        let whole = Target::incident(incident.clone());
        let brief = ledger.brief(&whole, reviewer);
        let answer = brief.answer.map(|(_, decision)| decision);
        let event = brief.answer.and_then(|(event, _)| ledger.event(event));
        let basis = event.and_then(|event| event.basis.as_ref());
        Self {
            outcome: answer.map(|decision| decision.outcome),
            label: LabelNumber::of(
                vocabulary,
                answer.and_then(|decision| decision.label.as_ref()),
            ),
            said: basis.map(Basis::said),
            later: brief.deferred,
            conflict: match ledger.is_conflicting(&whole) {
                true if brief.apart => Conflict::Own,
                true => Conflict::Reviewers,
                false => Conflict::None,
            },
            unsaved: ledger.has_unsaved(&whole, reviewer),
            articles: OfArticles::of(ledger, reviewer, incident),
        }
    }

    /// Whether the machine's label, or the articles it is given for, are others
    /// than when it was answered.
    pub fn is_outdated(self, now: u32) -> bool {
        self.outcome.is_some() && self.said.is_some_and(|said| said != now)
    }

    /// Whether answers differ.
    pub fn is_conflicting(self) -> bool {
        self.conflict != Conflict::None
    }

    /// Whether the incident is answered or put off.
    pub fn is_settled(self) -> bool {
        self.outcome.is_some() || self.later
    }
}

impl Progress {
    /// Counts one incident; `now` is its [`said`](super::Head::said), where that is known.
    pub fn add(&mut self, mark: Mark, now: Option<u32>) {
        self.decided += usize::from(mark.outcome.is_some());
        self.deferred += usize::from(mark.later);
        self.conflicting += usize::from(mark.is_conflicting());
        self.apart += usize::from(mark.conflict == Conflict::Own);
        self.changed += usize::from(now.is_some_and(|now| mark.is_outdated(now)));
    }

    /// Takes one incident out of the count.
    pub fn take(&mut self, mark: Mark, now: Option<u32>) {
        let less = |count: &mut usize, by: bool| *count = count.saturating_sub(usize::from(by));
        less(&mut self.decided, mark.outcome.is_some());
        less(&mut self.deferred, mark.later);
        less(&mut self.conflicting, mark.is_conflicting());
        less(&mut self.apart, mark.conflict == Conflict::Own);
        let is_outdated = now.is_some_and(|now| mark.is_outdated(now));
        less(&mut self.changed, is_outdated);
    }
}

/// Hashes of ids are hashes already.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

type Part = HashMap<u64, Mark, BuildHasherDefault<AsIs>>;

/// The marks of all incidents that have one. A clone is cheap, and doesn't see
/// what changes later.
#[derive(Clone, Debug, PartialEq)]
pub struct Marks {
    parts: Vec<Arc<Part>>,
    /// All of them counted, whether the set holds the incident or not.
    all: Progress,
    /// Grows with every change.
    version: u64,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            parts: vec![Arc::default(); PARTS],
            all: Progress::default(),
            version: 0,
        }
    }
}

impl Marks {
    /// The marks of all incidents in a ledger.
    pub fn of(ledger: &Ledger, reviewer: &ReviewerId, vocabulary: &Vocabulary) -> Self {
        let mut marks = Self::default();
        let mut last = None;
        for target in ledger.targets() {
            // Targets come in order, those of an incident together.
            if last != Some(&target.incident) {
                last = Some(&target.incident);
                let mark = Mark::of(ledger, reviewer, vocabulary, &target.incident);
                marks.set(id_hash(&target.incident), mark);
            }
        }
        marks
    }

    /// The mark of an incident.
    pub fn get(&self, hash: u64) -> Mark {
        let mark = self.parts.get(part(hash)).and_then(|part| part.get(&hash));
        mark.copied().unwrap_or_default()
    }

    /// Notes a mark; gives the one before.
    pub fn set(&mut self, hash: u64, mark: Mark) -> Mark {
        let Some(part) = self.parts.get_mut(part(hash)) else {
            return Mark::default();
        };
        let before = Arc::make_mut(part).insert(hash, mark).unwrap_or_default();
        self.all.take(before, None);
        self.all.add(mark, None);
        self.version += 1;
        before
    }

    /// A number that grows with every change.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Makes the version that of another, later one.
    #[must_use]
    pub fn after(mut self, version: u64) -> Self {
        self.version = version + 1;
        self
    }

    /// How far the review is, counting incidents that the set doesn't hold too.
    pub fn all(&self) -> Progress {
        self.all
    }

    /// How far the review is, over the rows of a set.
    pub fn progress(&self, heads: &Heads) -> Progress {
        let mut progress = Progress::default();
        if self.parts.iter().all(|part| part.is_empty()) {
            return progress;
        }
        for (_, hash, head) in heads.from(0) {
            progress.add(self.get(hash), Some(head.said));
        }
        progress
    }
}

/// The part in which a hash lies. The maps use its lowest and highest bits.
fn part(hash: u64) -> usize {
    usize::try_from((hash >> 24) % PARTS as u64).unwrap_or_default()
}
