//! Text from strangers against the whole program: whatever a field, a file, an
//! argument or a window size holds, the terminal gets printable text and our
//! own few escape sequences, nothing is lost without a trace, nothing panics.
//!
//! A seeded sample runs with the other tests; `OVERRULE_CAMPAIGN=full` runs
//! all of it (minutes in release, hours in debug).
#![cfg(test)]

#[path = "../common/mod.rs"]
mod common;
mod control;
mod fields;
mod files;
mod grammar;
mod scalars;
mod sizes;
mod streams;
mod strings;
mod tape;

use std::path::PathBuf;

/// True where everything is to be tried and not a sample.
fn full() -> bool {
    std::env::var_os("OVERRULE_CAMPAIGN").is_some_and(|value| value == "full")
}

/// The folder of real and hostile data, where there is one.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("OVERRULE_SHARED").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: OVERRULE_SHARED is not set");
    }
    folder
}

/// Numbers that look random and are the same in every run (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }
}
