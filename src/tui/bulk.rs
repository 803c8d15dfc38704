//! Bulk acts as the reviewer knows them: what is ordered, and how far it is.
//! How they are carried out is the business of the hands.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::domain::{Event, EventId, GroupId, LabelId, ReviewerId, Vocabulary};

use super::message::Stamp;

/// What every incident of a bulk act gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Every {
    /// The machine's own label.
    Sustain,
    /// This label.
    Label(LabelId),
}

/// A line to whoever carries a bulk act out.
#[derive(Clone, Debug, Default)]
pub struct Recall(Arc<AtomicBool>);

impl Recall {
    /// Calls the act off.
    pub fn call_off(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was called off.
    pub fn is_called_off(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl PartialEq for Recall {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A bulk act to be carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Its group.
    pub group: GroupId,
    /// What every incident gets.
    pub every: Every,
    /// The incidents, by row.
    pub rows: Vec<u32>,
    /// The filter in force, as it goes on record.
    pub filter: String,
    /// The key that ordered it.
    pub stamp: Stamp,
    /// What is on record of these incidents already (see `Ledger::excerpt`).
    pub early: Vec<(Event, bool)>,
    /// Who orders it.
    pub reviewer: ReviewerId,
    /// The labels.
    pub vocabulary: Arc<Vocabulary>,
    /// The line by which it is called off.
    pub recall: Recall,
}

/// A bulk act under way.
#[derive(Clone, Debug, PartialEq)]
pub struct UnderWay {
    /// Its group.
    pub group: GroupId,
    /// The id that the key which ordered it would give an event.
    pub ordered: EventId,
    /// What it does, in words.
    pub what: String,
    /// How many incidents are made.
    pub done: usize,
    /// How many there are.
    pub all: usize,
    /// The line by which it is called off.
    pub recall: Recall,
}

impl UnderWay {
    /// How far it is, in hundredths.
    pub fn percent(&self) -> usize {
        self.done * 100 / self.all.max(1)
    }
}
