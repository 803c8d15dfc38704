//! `overrule export`: the reviewed set, every decision on the record.

use std::path::Path;
use std::sync::Arc;

use crate::disk::{Fs, RealFs, replace};
use crate::export::reviewed::Texts;
use crate::export::{Existing, ExportInput, Reviewed, Scope, build, csv, json, jsonl, save};
use crate::review::queue::{Filter, Row};

use super::args::{ExportArgs, ExportFormat};
use super::error::CliError;
use super::homes::Homes;
use super::{Exit, open, out, set, settings};

/// Runs it.
pub fn run(args: &ExportArgs) -> Result<Exit, CliError> {
    let fs: Arc<dyn Fs> = Arc::new(RealFs);
    let homes = Homes::find()?;
    let settings = settings::load(fs.as_ref(), &homes, args.who.vocabulary.as_deref())?;
    let vocabulary = &settings.vocabulary;
    let reviewer = settings::reviewer(fs.as_ref(), &homes, &args.who)?.id;
    let filter: Filter = args.filter.parse().map_err(CliError::refused)?;
    filter.check(vocabulary).map_err(CliError::refused)?;
    let place = open::one(&fs, &homes, vocabulary, args.set.as_deref(), &args.who)?;
    let decided = set::decided(fs.as_ref(), &homes, &place.decisions)?;
    let corpus = set::corpus(Arc::clone(&fs), &place.set)?;
    let name = place.set.file_name().unwrap_or_default().to_string_lossy();
    let written = filter.to_string();
    let hash = corpus.digest().map_err(CliError::refused)?;
    let input = ExportInput {
        ledger: &decided.ledger,
        heads: &decided.folder.heads,
        vocabulary,
        filter: &written,
        reviewer: (!filter.is_empty()).then_some(&reviewer),
        texts: if args.with_text {
            Texts::Whole
        } else {
            Texts::Hashes
        },
        set_name: &name,
        set_hash: &hash,
        tool_version: env!("CARGO_PKG_VERSION"),
    };
    let reviewed = build(
        &input,
        set::incidents(&corpus).map(|item| {
            let (row, incident) = item?;
            let passes = filter.is_empty()
                || filter.matches(
                    &Row::of(vocabulary, row, &incident),
                    &decided.ledger,
                    &reviewer,
                    vocabulary,
                );
            let scope = if passes {
                Scope::Covered
            } else {
                Scope::LeftOut
            };
            Ok::<_, CliError>((incident, scope))
        }),
    )?;
    let bytes = bytes(&reviewed, format(args))?;
    if args.output.as_os_str() == "-" {
        out::machines(&bytes).map_err(CliError::Output)?;
    } else {
        write(fs.as_ref(), args, &bytes)?;
        remember(fs.as_ref(), &homes, &place.set, &reviewed);
        out::people(&said(&reviewed, &args.output)).map_err(CliError::Output)?;
    }
    Ok(decided.exit())
}

/// The format asked for, else by the name of the file, else JSON.
fn format(args: &ExportArgs) -> ExportFormat {
    let by_name = || match args.output.extension().and_then(|end| end.to_str()) {
        Some("csv") => ExportFormat::Csv,
        Some("jsonl" | "ndjson") => ExportFormat::Jsonl,
        _ => ExportFormat::Json,
    };
    args.format.unwrap_or_else(by_name)
}

fn bytes(reviewed: &Reviewed, format: ExportFormat) -> Result<Vec<u8>, CliError> {
    match format {
        ExportFormat::Json => json::write(reviewed)
            .map(String::into_bytes)
            .map_err(CliError::refused),
        ExportFormat::Jsonl => jsonl::write(reviewed)
            .map(String::into_bytes)
            .map_err(CliError::refused),
        ExportFormat::Csv => csv::write(reviewed).map_err(CliError::refused),
    }
}

fn write(fs: &dyn Fs, args: &ExportArgs, bytes: &[u8]) -> Result<(), CliError> {
    let existing = if args.force {
        Existing::Replace
    } else {
        Existing::Keep
    };
    save(fs, &args.output, bytes, existing).map_err(CliError::refused)
}

/// Remembers up to which event an export went, so that undoing what was
/// exported asks first. Losing this loses no decision, so a failure is not shown.
fn remember(fs: &dyn Fs, homes: &Homes, set: &Path, reviewed: &Reviewed) {
    let Some(at) = reviewed.header.as_of else {
        return;
    };
    let path = homes.exported(set);
    if let Some(folder) = path.parent() {
        let _ = fs.make_folder(folder);
    }
    let _ = replace(fs, &path, at.to_string().as_bytes());
}

fn said(reviewed: &Reviewed, output: &Path) -> String {
    let header = &reviewed.header;
    let counts = &header.counts;
    let covers = if header.filter.is_empty() {
        format!("all {} incidents", counts.incidents_covered)
    } else {
        format!(
            "{} of {} incidents (filter {}, for {})",
            counts.incidents_covered,
            counts.incidents_covered + counts.incidents_left_out,
            header.filter,
            header
                .reviewer
                .as_ref()
                .map_or("everyone", |name| name.as_str())
        )
    };
    let orphaned = match counts.orphaned {
        0 => String::new(),
        many => format!(", {many} decisions on records that are gone among them"),
    };
    format!(
        "{}: {covers}, {} rows, {} events{orphaned}",
        output.display(),
        counts.rows,
        counts.events
    )
}
