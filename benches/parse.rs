//! Reading incidents of about 7.5 KB, from lines in memory, beside what it takes
//! to see that the same bytes are JSON: `cargo bench --bench parse`.

// A measurement that can't be set up has nothing to measure.
#![allow(clippy::unwrap_used)]

#[path = "../examples/generate_set/set.rs"]
mod set;

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use overrule::domain::json::is_json;
use overrule::domain::strict::check;
use overrule::domain::{Incident, Vocabulary};
use overrule::review::queue::Row;

/// How many incidents are read.
const MANY: u64 = 500;

static LINES: LazyLock<Vec<String>> =
    LazyLock::new(|| set::lines(MANY).map(Result::unwrap).collect());

fn main() {
    divan::main();
}

fn each(bencher: Bencher, read: impl Fn(&str) -> bool + Sync) {
    let bytes: usize = LINES.iter().map(String::len).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .counter(ItemsCount::new(LINES.len()))
        .bench(|| LINES.iter().filter(|line| read(line)).count());
}

/// What the rest is to be compared with: that a line is JSON.
#[divan::bench]
fn json_alone(bencher: Bencher) {
    each(bencher, |line| is_json(line).is_ok());
}

/// That no key stands twice and nothing nests too deep.
#[divan::bench]
fn strict_check(bencher: Bencher) {
    each(bencher, |line| check(line).is_ok());
}

#[divan::bench]
fn incident(bencher: Bencher) {
    each(bencher, |line| Incident::from_json(line).is_ok());
}

/// What the queue keeps of an incident, with its reading.
#[divan::bench]
fn row_of_the_queue(bencher: Bencher) {
    let vocabulary = Vocabulary::shipped();
    each(bencher, |line| {
        let incident = Incident::from_json(line).unwrap();
        Row::of(&vocabulary, 0, &incident)
            .head(&vocabulary)
            .articles
            > 0
    });
}

/// As the export and the monitor write it.
#[divan::bench]
fn written_again(bencher: Bencher) {
    let incidents: Vec<_> = LINES
        .iter()
        .map(|line| Incident::from_json(line).unwrap())
        .collect();
    bencher
        .counter(ItemsCount::new(incidents.len()))
        .bench(|| -> usize {
            let lines = incidents.iter().map(|one| one.to_json().unwrap().len());
            lines.sum()
        });
}
