//! What people decided: the append-only journal, the ledger (a fold over its
//! events), the tally of article verdicts, the flags on a record, and the queue.
//!
//! Only [`journal`] touches the disk; everything else is a pure function of
//! values. How any of it looks is the business of the `tui` and `cli` rooms.

pub mod checks;
pub mod deed;
pub mod journal;
pub mod ledger;
pub mod queue;
pub mod stats;
pub mod tally;
