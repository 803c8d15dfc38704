//! `overrule` is a terminal reviewer for machine-labelled AI incidents.
//!
//! A machine groups news articles into incidents, gives every article and
//! every incident a label and writes a rationale for each. An analyst reads
//! them side by side, *sustains* or *overrules* each verdict with one key, and
//! exports the reviewed set with every decision on the record.
//!
//! The house has one-way stairs (`tests/house.rs` holds them):
//!
//! | room | what lives there |
//! |---|---|
//! | [`text`] | text from strangers made safe to show: widths, wrapping, cutting, folding for search |
//! | [`threads`] | work shared among threads, the results in order |
//! | [`domain`] | what things are: incidents, articles, verdicts, labels, decision events. No IO, no clock |
//! | [`disk`] | the few file operations the house performs, behind one trait with a real and an in-memory side |
//! | [`ingest`] | outside shapes (page text, saved HTML, web-service JSON, sets) into domain values |
//! | [`corpus`] | a set on disk as an indexed sequence of incidents |
//! | [`review`] | what people decided: journal, ledger, queue, flags |
//! | [`monitor`] | news articles into labelled incidents, offline |
//! | [`export`] | reviewed sets out, one file per format |
//! | [`tui`] | the only room that names ratatui: state, pure update, views |
//! | [`cli`] | the only room that names clap: verbs, exit codes, the one printing place |

// Sixty lines, by clippy.toml; a test may list as many cases as it has.
#![cfg_attr(not(test), warn(clippy::too_many_lines))]

pub mod cli;
pub mod corpus;
pub mod disk;
pub mod domain;
pub mod export;
pub mod ingest;
pub mod monitor;
pub mod review;
pub mod text;
pub mod threads;
pub mod tui;
