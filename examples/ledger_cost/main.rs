//! What folding a journal costs beside the bare passes it can't do without:
//! medians of interleaved runs over one journal of so many events.
//! `cargo run --release --example ledger_cost [EVENTS]`, a million unless told.
//! The journal lies in the system's folder for temporary files while it runs.

mod events;

use std::collections::BTreeMap;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

use overrule::disk::RealFs;
use overrule::domain::{Act, At, Basis, Digest, EventId, Record, Target};
use overrule::review::journal::{line_of, stream_folder};
use overrule::review::ledger::Ledger;

use events::event;

const ROUNDS: usize = 3;

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let events = match std::env::args().nth(1) {
        Some(events) => events.parse()?,
        None => 1_000_000,
    };
    let folder = std::env::temp_dir().join(format!("ledger_cost-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let measured = measure(&folder, events);
    std::fs::remove_dir_all(&folder)?;
    measured
}

fn measure(folder: &Path, events: usize) -> Result<(), Failed> {
    let path = folder.join("ana~host~abcdefgh.jsonl");
    journal(&path, events)?;
    let mut out = std::io::stdout().lock();
    let mut times: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    let mut bytes = 0;
    for _ in 0..ROUNDS {
        let mut time = |what, (start, busy): (Instant, f64)| {
            let spent = (start.elapsed().as_secs_f64(), busy_for() - busy);
            times.entry(what).or_default().push(spent);
        };
        let start = (Instant::now(), busy_for());
        let all = std::fs::read(&path)?;
        time("1 read", start);
        bytes = all.len();
        let start = (Instant::now(), busy_for());
        let mut sum = 0;
        for line in all.split(|byte| *byte == b'\n') {
            sum += u64::from(blake3::hash(line).as_bytes()[0]);
        }
        time("2 hash the lines", start);
        let start = (Instant::now(), busy_for());
        for line in std::str::from_utf8(&all)?.lines() {
            sum += serde_json::from_str::<serde::de::IgnoredAny>(line).map(|_| 1)?;
        }
        time("3 serde_json passes over the lines", start);
        let start = (Instant::now(), busy_for());
        for line in std::str::from_utf8(&all)?.lines() {
            sum += serde_json::from_str::<Line>(line)?.seq;
        }
        time("4 serde_json parses the lines", start);
        std::hint::black_box(sum);
        drop(all);
        let start = (Instant::now(), busy_for());
        let mut read = 0;
        let found = stream_folder(&RealFs, folder, &mut |events| read += events.len())?;
        time("5 read and check the journal", start);
        if read != events || !found.troubles.is_empty() {
            return Err(format!("{read} events, {:?}", found.troubles).into());
        }
        let start = (Instant::now(), busy_for());
        let mut ledger = Ledger::without_texts();
        stream_folder(&RealFs, folder, &mut |events| {
            ledger.apply_all(events, true);
        })?;
        time("6 read, check and fold", start);
        std::hint::black_box(&ledger);
    }
    writeln!(out, "{events} events, {} MB", bytes / 1_000_000)?;
    for (what, mut times) in times {
        times.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        let (wall, busy) = times[times.len() / 2];
        writeln!(out, "{what:40} {wall:8.3} s, {busy:8.2} s of a core")?;
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines().filter(|line| line.starts_with("VmHWM")) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// How long this process has kept a core busy, in seconds; 0 where that isn't told.
fn busy_for() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split(' ');
    let ticks = fields
        .skip(12)
        .take(2)
        .filter_map(|it| it.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// A line as the journal's own parser takes it, but for its checksum.
#[derive(serde::Deserialize)]
struct Line {
    seq: u64,
    #[expect(dead_code)]
    id: EventId,
    #[expect(dead_code)]
    at: At,
    #[expect(dead_code)]
    reviewer: String,
    #[expect(dead_code)]
    target: Target,
    #[expect(dead_code)]
    act: Act,
    #[expect(dead_code)]
    basis: Basis,
    #[expect(dead_code)]
    prev: Digest,
}

fn journal(path: &Path, events: usize) -> Result<(), Failed> {
    let mut file = BufWriter::with_capacity(1 << 20, std::fs::File::create(path)?);
    let (mut prev, mut len) = (Digest::default(), 0);
    for number in 0..events {
        let record = Record::seal(event(number)?, number as u64 + 1, prev, BTreeMap::new());
        let line = line_of(&record)?;
        prev = Digest::of_bytes(line.as_bytes());
        len += line.len() + 1;
        file.write_all(line.as_bytes())?;
        file.write_all(b"\n")?;
    }
    file.flush()?;
    let head = format!("{{\"seq\":{events},\"hash\":\"{prev}\",\"offset\":{len}}}\n");
    std::fs::write(path.with_extension("jsonl.head"), head)?;
    Ok(())
}
