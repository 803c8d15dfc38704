//! Reviewed sets out: what an export holds ([`reviewed`]), how it is put
//! together from a set and a ledger ([`build()`]), one file per format ([`json`],
//! [`jsonl`], [`csv`]), the way back to events ([`read_back()`]), the published
//! schemas ([`schema`]) and the writing of the file itself ([`save()`]).
//!
//! Everything but [`save()`] is a pure function of values: no clock, no disk.
//! Which incidents pass a filter is the caller's question to the queue.

pub mod build;
pub mod csv;
pub mod json;
pub mod jsonl;
pub mod read_back;
pub mod reviewed;
pub mod save;
pub mod schema;

#[cfg(test)]
mod sample;

pub use build::{ExportInput, Scope, build};
pub use read_back::{ReadBackError, read_back};
pub use reviewed::Reviewed;
pub use save::{Existing, SaveError, Saving, save};
