//! Searching a set of 5,000 incidents (37 MB) on disk, or the one that
//! `OVERRULE_BENCH_SET` names, beside what the machine takes to read the same
//! bytes and, where it is installed, `rg -i -c` over the same file:
//! `cargo bench --bench search`.

// A measurement that can't be set up has nothing to measure.
#![allow(clippy::unwrap_used)]

#[path = "../examples/generate_set/set.rs"]
mod set;

use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use divan::counter::BytesCount;
use overrule::corpus::Corpus;
use overrule::corpus::search::{Query, Search};
use overrule::disk::RealFs;

/// How many incidents are searched.
const MANY: u64 = 5_000;
/// As many bytes at a time as the reviewer searches.
const STEP: u64 = 8 << 20;

static SET: LazyLock<PathBuf> = LazyLock::new(|| {
    if let Some(path) = std::env::var_os("OVERRULE_BENCH_SET") {
        return path.into();
    }
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{MANY}.jsonl"));
    let lines: Vec<String> = set::lines(MANY).map(|line| line.unwrap() + "\n").collect();
    std::fs::write(&path, lines.concat()).unwrap();
    path
});

fn main() {
    divan::main();
}

fn bytes() -> BytesCount {
    BytesCount::new(std::fs::metadata(&*SET).unwrap().len())
}

/// What the rest is to be compared with: the same bytes read in pieces.
#[divan::bench]
fn read_alone(bencher: Bencher) {
    bencher.counter(bytes()).bench(|| {
        let mut file = std::fs::File::open(&*SET).unwrap();
        let mut piece = vec![0; 256 << 10];
        let mut sum = 0;
        loop {
            match file.read(&mut piece).unwrap() {
                0 => return sum,
                read => sum += read,
            }
        }
    });
}

#[divan::bench]
fn row_offsets(bencher: Bencher) {
    bencher.counter(bytes()).bench(|| open().len());
}

/// A word of few incidents, one of most, one of all, a letter, a key, a phrase,
/// a title, words in other scripts, and signs that the sieve can't look for.
#[divan::bench(args = ["Quetzalneedle", "kea", "broust", "e", "rationale", "\"broust kea\"", "title:kea lest", "自动驾驶", "автомобиль", "."])]
fn search(bencher: Bencher, typed: &str) {
    let corpus = open();
    let known = u32::try_from(corpus.len()).unwrap();
    bencher.counter(bytes()).bench(|| {
        let mut search = Search::new(Query::new(typed));
        let mut found = 0;
        while search.next() < known {
            found += search.go_on(&corpus, known, STEP).len();
        }
        found
    });
}

/// What finding whole lines takes, keys and all.
#[divan::bench(args = ["Quetzalneedle", "kea", "broust", "e", "rationale", "broust kea", "自动驾驶", "автомобиль"])]
fn rg(bencher: Bencher, typed: &str) {
    let run = || {
        let mut rg = Command::new("rg");
        rg.args(["-i", "-c", "-F", typed]).arg(&*SET);
        rg.stdout(Stdio::null()).stderr(Stdio::null()).status()
    };
    if run().is_ok() {
        bencher.counter(bytes()).bench_local(run);
    }
}

fn open() -> Corpus {
    let corpus = Corpus::open(Arc::new(RealFs), &SET).unwrap();
    while !corpus.index_more(u64::MAX).unwrap() {}
    corpus
}
