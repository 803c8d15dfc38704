//! `overrule stats`: progress, outcomes, machine against human.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::disk::{Fs, RealFs};
use crate::review::stats::{CANT_TELL, Kind, Stats, Table};
use crate::text::{cells, counted, safe_line};

use super::args::StatsArgs;
use super::error::CliError;
use super::homes::Homes;
use super::{Exit, open, out, set, settings};

/// Runs it.
pub fn run(args: &StatsArgs) -> Result<Exit, CliError> {
    let fs: Arc<dyn Fs> = Arc::new(RealFs);
    let homes = Homes::find()?;
    let settings = settings::load(fs.as_ref(), &homes, args.beside.vocabulary.as_deref())?;
    let place = open::one(
        &fs,
        &homes,
        &settings.vocabulary,
        args.set.as_deref(),
        &args.beside,
    )?;
    set::named(fs.as_ref(), &homes, &args.beside)?;
    let decided = set::decided(fs.as_ref(), &homes, &place.decisions)?;
    let corpus = set::corpus(Arc::clone(&fs), &place.set)?;
    let mut stats = Stats::default();
    for item in set::incidents(&corpus) {
        stats.add(&decided.ledger, &item?.1);
    }
    stats.finish(&decided.ledger);
    out::report(&Shown(stats), args.json)?;
    Ok(decided.exit())
}

/// The counts in words.
#[derive(serde::Serialize)]
#[serde(transparent)]
struct Shown(Stats);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stats = &self.0;
        kind(f, "incidents", &stats.incidents)?;
        kind(f, "articles", &stats.articles)?;
        if stats.reviewers.is_empty() {
            writeln!(f, "nobody has decided anything yet")?;
        } else {
            writeln!(f, "answers by reviewer")?;
        }
        for (name, own) in &stats.reviewers {
            writeln!(
                f,
                "  {}: {} (sustained {}, overruled {}, supplied {}, can't tell {})",
                safe_line(name),
                own.all(),
                own.sustained,
                own.overruled,
                own.supplied,
                own.cant_tell
            )?;
        }
        if stats.stale > 0 {
            writeln!(
                f,
                "{} about records that changed since: in the reviewer `is:changed` finds those of other labels or articles, an export names what changed of each",
                counted(stats.stale, "answer")
            )?;
        }
        if stats.orphaned > 0 {
            writeln!(
                f,
                "{} about records that the set doesn't hold any more; exports keep them",
                counted(stats.orphaned, "answer")
            )?;
        }
        Ok(())
    }
}

fn kind(f: &mut fmt::Formatter<'_>, name: &str, kind: &Kind) -> fmt::Result {
    writeln!(
        f,
        "{name}: {} in the set, {} decided, {} conflicting, {} later, {} pending",
        kind.all, kind.decided, kind.conflicting, kind.deferred, kind.pending
    )?;
    let outcomes = kind.outcomes;
    if outcomes.all() == 0 {
        return Ok(());
    }
    writeln!(
        f,
        "  answers of all reviewers: sustained {}, overruled {}, supplied {}, can't tell {}{}",
        outcomes.sustained,
        outcomes.overruled,
        outcomes.supplied,
        outcomes.cant_tell,
        if kind.bulk > 0 {
            format!(" ({} of them in bulk, left out of the table)", kind.bulk)
        } else {
            String::new()
        }
    )?;
    table(f, &kind.table)
}

fn table(f: &mut fmt::Formatter<'_>, table: &Table) -> fmt::Result {
    let humans: BTreeSet<&String> = table.values().flat_map(|row| row.keys()).collect();
    let wide = table
        .keys()
        .chain(humans.iter().copied())
        .map(|word| cells(&safe_line(word)))
        .max()
        .unwrap_or(0)
        .max(13)
        + 2;
    write!(f, "  {:<wide$}", "machine \\ people")?;
    for human in &humans {
        let human = match human.as_str() {
            CANT_TELL => "can't tell",
            label => label,
        };
        write!(f, "{:>wide$}", safe_line(human))?;
    }
    writeln!(f)?;
    for (machine, row) in table {
        write!(f, "  {:<wide$}", safe_line(machine))?;
        for human in &humans {
            write!(f, "{:>wide$}", row.get(*human).copied().unwrap_or(0))?;
        }
        writeln!(f)?;
    }
    Ok(())
}
