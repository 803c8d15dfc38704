//! Nothing is let in: hostile files, names and texts through the shipped
//! readers and the shipped program. Suites that can't be in the repository lie
//! where `OVERRULE_SHARED` says; rows of our own always run.
#![cfg(test)]

#[path = "inputs/common.rs"]
mod common;
#[path = "inputs/files.rs"]
mod files;
#[path = "inputs/json.rs"]
mod json;
#[path = "inputs/names.rs"]
mod names;
#[path = "inputs/texts.rs"]
mod texts;
