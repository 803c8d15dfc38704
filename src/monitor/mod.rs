//! News articles into labelled incidents: what a monitor does before an analyst
//! reviews it. Offline and deterministic: the same articles give the same bytes.
//! What outside files look like is the business of [`articles`]; what people
//! decide about the result is that of [`crate::review`].

pub mod arrange;
pub mod articles;
pub mod classify;
pub mod cluster;
pub mod cues;
pub mod dedup;
pub mod evaluate;
mod facets;
pub mod label;
pub mod learn;
pub mod propose;
pub mod relabel;
pub mod run;
pub mod watch;
