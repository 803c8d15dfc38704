//! What folding a journal costs beside the bare passes it can't do without:
//! medians of interleaved runs over one journal of so many events.
//! `cargo run --release --example ledger_cost [EVENTS]`, a million unless told.
//! The journal lies in the system's folder for temporary files while it runs.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

use overrule::disk::RealFs;
use overrule::domain::event::{Decision, Remark, Stage, Way};
use overrule::domain::{Act, At, Basis, Digest, Event, EventId, Incident, Outcome, Record, Target};
use overrule::review::journal::{line_of, stream_folder};
use overrule::review::ledger::Ledger;

const ROUNDS: usize = 3;
/// Of so many events one is the first on its target, and embeds what was judged.
const PER_TARGET: usize = 4;

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

/// Decisions, then a criterion, a note and a second thought on each of them.
fn event(number: usize) -> Result<Event, Failed> {
    let id = format!("INC-{:07}", number / PER_TARGET);
    let incident = Incident::from_json(&format!(
        r#"{{"id":"{id}","title":"A chat assistant gave out the address of customer {number}","country":"France","summary":"The assistant of a retailer answered questions of strangers with the address and the last orders of a customer. The company switched it off for two days and told the authority. {number}","verdict":{{"label":"incident","how":"field","rationale":"The article reports that an AI system disclosed personal data, a realised harm to privacy that the system's answers caused directly. Verdict: AI Incident."}},"articles":[{{"id":"a-{number}"}}]}}"#
    ))?;
    let basis = Basis::of_incident(&incident);
    let decision = |label: &str| {
        Act::Decide(Decision {
            label: Some(label.into()),
            outcome: Outcome::of(Some(&"incident".into()), Some(&label.into())),
            stage: Stage::Final,
            how: Way::Key,
            unset_severity: None,
        })
    };
    let (act, basis) = match number % PER_TARGET {
        0 => (decision("incident"), basis),
        1 => (
            Act::Annotate(Remark::Criterion(Some("harm_shown".to_owned()))),
            basis.bare(),
        ),
        2 => (
            Act::Annotate(Remark::Note(Some("the second article says so".to_owned()))),
            basis.bare(),
        ),
        _ => (decision("hazard"), basis.bare()),
    };
    let ms = 1_790_000_000_000 + number as u64;
    let mut random = [0; 10];
    random[..8].copy_from_slice(&blake3::hash(&ms.to_le_bytes()).as_bytes()[..8]);
    Ok(Event {
        id: EventId::new(ms, random),
        at: At::from_unix_ms(i64::try_from(ms)?),
        reviewer: "ana".into(),
        target: Some(Target::incident(id.as_str())),
        act,
        group: None,
        basis: Some(basis),
        seen: Vec::new(),
    })
}
