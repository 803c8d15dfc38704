//! The lines of a journal: an event in its place in the chain. How lines are
//! written and checked is the business of the journal itself.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::basis::{Basis, Digest};
use crate::domain::id::{EventId, GroupId, ReviewerId, Target};
use crate::domain::time::At;

use super::{Act, Event};

/// The version of the journal format that this program writes.
pub const VERSION: u32 = 1;

/// The last line of a journal file, as another journal cites it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The sequence number of that line.
    pub seq: u64,
    /// The hash of that line.
    pub hash: Digest,
}

/// One line of a journal, without its trailing `crc` (eight hex digits of
/// CRC-32C over all bytes of the line before `,"crc"`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Format version.
    pub v: u32,
    /// Number of the line in its file, from 1.
    pub seq: u64,
    /// See [`Event::id`].
    pub id: EventId,
    /// See [`Event::at`].
    pub at: At,
    /// See [`Event::reviewer`].
    pub reviewer: ReviewerId,
    /// See [`Event::target`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// See [`Event::act`].
    pub act: Act,
    /// See [`Event::group`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// See [`Event::basis`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// See [`Event::seen`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<EventId>,
    /// Heads of the other journal files seen since this file last cited them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub heads: BTreeMap<String, Head>,
    /// Hash of the whole line before, without its line end; for the first line of 32 zeros.
    pub prev: Digest,
}

impl Record {
    /// Seals an event into its place in a journal.
    pub fn seal(event: Event, seq: u64, prev: Digest, heads: BTreeMap<String, Head>) -> Self {
        let Event {
            id,
            at,
            reviewer,
            target,
            act,
            group,
            basis,
            seen,
        } = event;
        Self {
            v: VERSION,
            seq,
            id,
            at,
            reviewer,
            target,
            act,
            group,
            basis,
            seen,
            heads,
            prev,
        }
    }

    /// The event in it.
    pub fn into_event(self) -> Event {
        Event {
            id: self.id,
            at: self.at,
            reviewer: self.reviewer,
            target: self.target,
            act: self.act,
            group: self.group,
            basis: self.basis,
            seen: self.seen,
        }
    }
}
