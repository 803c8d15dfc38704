//! The properties that the fuzz targets try on made-up bytes, on the seeds they
//! start from: what was once found there stays found. Campaigns are run by
//! `tests/campaign/fuzz.sh`.
#![cfg(test)]

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

#[path = "../fuzz/properties/mod.rs"]
mod properties;

#[test]
fn every_property_holds_for_its_seeds() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    for (name, check) in properties::ALL {
        let mut paths: Vec<_> = fs::read_dir(seeds.join(name))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        assert!(!paths.is_empty(), "{name} has no seeds");
        for path in paths {
            let bytes = fs::read(&path).unwrap();
            let held = catch_unwind(|| check(&bytes));
            assert!(held.is_ok(), "{} fails", path.display());
        }
    }
}

#[test]
fn the_sample_looks_right() {
    let mut desk = properties::common::Desk::new();
    desk.shows("ON INCIDENT");
    properties::screen::looks_right(&mut desk);
}

#[test]
fn a_property_that_nothing_makes_true_fails() {
    let turned = "a\u{202e}b".as_bytes();
    properties::sanitise::check(turned);
    assert!(catch_unwind(|| properties::sanitise::control(turned)).is_err());
}
