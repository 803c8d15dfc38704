//! One key of a review, from the key to the cells of a screen of 200x50, through
//! the loop that is shipped; decisions folded; and the rows of an export, made
//! and spelled: `cargo bench --bench review`. What it takes to fold a journal
//! from the disk is in `examples/ledger_cost`.

// A measurement that can't be set up has nothing to measure.
#![allow(clippy::unwrap_used)]

#[path = "../tests/common/mod.rs"]
#[expect(dead_code)]
mod common;
#[path = "../examples/ledger_cost/events.rs"]
mod events;
#[path = "../examples/generate_set/set.rs"]
mod set;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use common::{Desk, Layout};
use divan::Bencher;
use divan::counter::ItemsCount;
use overrule::domain::{Digest, Incident, Vocabulary};
use overrule::export::reviewed::Texts;
use overrule::export::spell::whole;
use overrule::export::{ExportInput, Format, Scope, build};
use overrule::review::ledger::Ledger;

/// How many incidents there are.
const MANY: u64 = 500;

static LINES: LazyLock<Vec<String>> =
    LazyLock::new(|| set::lines(MANY).map(Result::unwrap).collect());

fn main() {
    divan::main();
}

/// The next incident and back, an article and back, a line down and up.
#[divan::bench(args = ["J K", "j k", "pgdn pgup"])]
fn two_keys(bencher: Bencher, keys: &str) {
    let mut desk = Desk::of(Layout {
        size: (200, 50),
        set: LINES.join("\n"),
        ..Layout::default()
    });
    bencher
        .counter(ItemsCount::new(2_usize))
        .bench_local(|| desk.press(keys));
}

/// Decisions, remarks and second thoughts, as a journal gives them.
#[divan::bench(args = [1_000, 100_000])]
fn fold(bencher: Bencher, many: usize) {
    let all: Vec<_> = (0..many).map(|at| events::event(at).unwrap()).collect();
    bencher
        .counter(ItemsCount::new(many))
        .with_inputs(|| all.clone())
        .bench_local_values(|all| {
            let mut ledger = Ledger::without_texts();
            ledger.apply_all(all, true);
            ledger
        });
}

#[divan::bench(args = [Format::Json, Format::Jsonl, Format::Csv])]
fn export(bencher: Bencher, format: Format) {
    let incidents: Vec<Incident> = LINES
        .iter()
        .map(|line| Incident::from_json(line).unwrap())
        .collect();
    let (ledger, vocabulary) = (Ledger::new(), Vocabulary::shipped());
    let input = ExportInput {
        ledger: &ledger,
        heads: &BTreeMap::new(),
        vocabulary: &vocabulary,
        filter: "",
        reviewer: None,
        texts: Texts::Hashes,
        set_name: "set.jsonl",
        set_hash: &Digest::of_bytes(b""),
        tool_version: "0",
    };
    bencher
        .counter(ItemsCount::new(incidents.len()))
        .with_inputs(|| incidents.clone())
        .bench_local_values(|incidents| {
            let all = incidents
                .into_iter()
                .map(|incident| Ok::<_, std::convert::Infallible>((incident, Scope::Covered)));
            whole(format, &build(&input, all).unwrap()).unwrap().len()
        });
}
