//! No acknowledged decision is lost, none is invented: on a simulated disk that
//! crashes, on a journal with every bit changed, and with the shipped program
//! killed, failed and run many times at once.
//!
//! Each run is a sample from a fixed seed. `OVERRULE_CASES=N` makes it larger,
//! `OVERRULE_SEED=N` another one; both are printed. Campaigns that need root
//! lie in `tests/campaign`.
#![cfg(test)]

mod crash;
mod dialogue;
mod flips;
mod kill;
mod many;
mod strace;
mod support;
