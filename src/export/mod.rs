//! Reviewed sets out: what an export holds ([`reviewed`]), how it is put
//! together from a set and a ledger ([`build()`], and [`census`] for what comes
//! first), how it is spelled piece by piece ([`spell`]) in each format (`json`,
//! `jsonl`, `csv`), the way back to events ([`read_back()`]), the published
//! schemas ([`schema`]) and the writing of the file itself ([`save()`]).
//!
//! Everything but [`save()`] is a pure function of values: no clock, no disk.
//! Which incidents pass a filter is the caller's question to the queue.

pub mod build;
pub mod census;
mod csv;
mod json;
mod jsonl;
pub mod read_back;
pub mod reviewed;
pub mod save;
pub mod schema;
pub mod spell;

#[cfg(test)]
mod sample;

pub use build::{ExportInput, Rows, Scope, build};
pub use census::{Census, Frame};
pub use read_back::{ReadBackError, read_back};
pub use reviewed::Reviewed;
pub use save::{Existing, SaveError, Saving, save};
pub use spell::{Format, List, SpellError, Spelling};
