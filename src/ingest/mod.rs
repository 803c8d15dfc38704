//! Outside shapes into domain values: page text, saved HTML, web-service JSON,
//! sets. Never guesses silently: what was taken, repaired and skipped is
//! reported with file, line and reason.

pub mod verdict;
