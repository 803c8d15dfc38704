//! Outside shapes into domain values: page text, saved HTML, web-service JSON,
//! sets. Never guesses silently: what was taken, repaired and skipped is
//! reported with file, line and reason.
//!
//! The way of a file: [`input`] finds it, `reading` reads it and notices where
//! it changes meanwhile, [`shape`] knows what it is and which reader takes it
//! apart (`page`, `html`; record by record, out of `split`: `service`, `set`, and
//! `labelled` for records in other fields than a set's),
//! [`import`](mod@import) gives ids, folds copies and has verdicts read, and
//! [`append`] lays the result over a set that is there already.
//! What happened is in the [`report`].

pub mod append;
pub mod day;
mod facets;
mod field;
mod html;
mod identify;
pub mod import;
pub mod input;
mod labelled;
mod object;
mod page;
mod reading;
pub mod report;
pub mod rows;
pub(crate) mod scan;
mod service;
mod set;
pub mod shape;
mod split;
pub mod verdict;

#[cfg(test)]
mod real;

pub use field::is_address;
pub use identify::SURE_ID;
pub use import::{Imported, import, import_into};
pub use input::Input;
pub use labelled::labels_in;
pub use report::Report;
pub use set::stands;
pub use shape::Shape;
