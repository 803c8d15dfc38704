//! The export as a table for spreadsheets, a line per row. It is a view: events
//! and pasted texts aren't in it, and it doesn't read back.
//!
//! A cell that a spreadsheet could take for a formula gets a leading
//! apostrophe; numbers stay numbers. Taking the apostrophe off again gives the
//! value back: a text that begins like a guarded one is guarded as well.

use serde::Serialize;

use super::reviewed::{Header, Machine, Reviewed, Row};

/// One column: its name, and its cell of a row.
type Column = (&'static str, fn(&Header, &Row) -> String);

/// The table's columns, in order.
const COLUMNS: &[Column] = &[
    ("incident", |_, row| row.incident.to_string()),
    ("article", |_, row| plain(row.article.as_ref())),
    ("place", |_, row| word(&row.place)),
    ("title", |_, row| plain(row.title.as_ref())),
    ("outlet", |_, row| plain(row.outlet.as_ref())),
    ("date", |_, row| plain(row.date)),
    ("url", |_, row| plain(row.url.as_ref())),
    ("reviewer", |_, row| plain(row.reviewer.as_ref())),
    ("machine_label", |_, row| label(row.machine.as_ref())),
    ("machine_severity", |_, row| severity(row.machine.as_ref())),
    ("machine_how", |_, row| how(row.machine.as_ref())),
    ("machine_guess", |_, row| guess(row.machine.as_ref())),
    ("machine_rationale", |_, row| {
        rationale(row.machine.as_ref())
    }),
    ("now_label", |_, row| label(row.machine_now.as_ref())),
    ("now_severity", |_, row| severity(row.machine_now.as_ref())),
    ("now_how", |_, row| how(row.machine_now.as_ref())),
    ("now_guess", |_, row| guess(row.machine_now.as_ref())),
    ("now_rationale", |_, row| {
        rationale(row.machine_now.as_ref())
    }),
    ("stale", |_, row| words(&row.stale)),
    ("label", |_, row| plain(row.label.as_ref())),
    ("outcome", |_, row| word(&row.outcome)),
    ("stage", |_, row| word(&row.stage)),
    ("how", |_, row| word(&row.how)),
    ("decided_at", |_, row| plain(row.decided_at)),
    ("first_label", |_, row| {
        plain(row.first.as_ref().and_then(|first| first.label.as_ref()))
    }),
    ("first_outcome", |_, row| {
        word(&row.first.as_ref().map(|first| first.outcome))
    }),
    ("deferred_at", |_, row| {
        plain(row.deferred.as_ref().map(|deferred| deferred.at))
    }),
    ("deferred_reason", |_, row| {
        plain(
            row.deferred
                .as_ref()
                .and_then(|deferred| deferred.reason.as_ref()),
        )
    }),
    ("criterion", |_, row| plain(row.criterion.as_ref())),
    ("grade", |_, row| plain(row.grade.as_ref())),
    ("note", |_, row| plain(row.note.as_ref())),
    ("saw", |_, row| words(&row.saw)),
    ("pasted", |_, row| {
        joined(row.pasted.iter().map(|pasted| pasted.hash.to_string()))
    }),
    ("exposures", |_, row| {
        joined(
            row.exposures
                .iter()
                .map(|shown| format!("{} {}", word(&shown.what), shown.at)),
        )
    }),
    ("edits", |_, row| words(&row.edits)),
    ("relations", |_, row| words(&row.relations)),
    ("events", |_, row| words(&row.events)),
    ("undone", |_, row| words(&row.undone)),
    ("final", |_, row| plain(row.final_label.as_ref())),
    ("final_how", |_, row| word(&row.final_how)),
    ("articles_reviewed", |_, row| {
        plain(row.articles.map(|count| count.reviewed))
    }),
    ("articles_of", |_, row| {
        plain(row.articles.map(|count| count.of))
    }),
    ("set", |header, _| header.set.name.clone()),
    ("set_hash", |header, _| header.set.hash.to_string()),
    ("filter", |header, _| header.filter.clone()),
    ("as_of", |header, _| plain(header.as_of)),
];

/// Writes the rows of an export as CSV (UTF-8, quoted where needed).
///
/// # Errors
/// Only where the CSV writer itself fails.
pub fn write(reviewed: &Reviewed) -> Result<Vec<u8>, ::csv::Error> {
    let mut table = ::csv::Writer::from_writer(Vec::new());
    table.write_record(COLUMNS.iter().map(|(name, _)| name))?;
    for row in &reviewed.rows {
        table.write_record(
            COLUMNS
                .iter()
                .map(|(_, cell)| guarded(cell(&reviewed.header, row))),
        )?;
    }
    table
        .into_inner()
        .map_err(|error| ::csv::Error::from(error.into_error()))
}

fn guarded(text: String) -> String {
    if needs_guard(&text) {
        format!("'{text}")
    } else {
        text
    }
}

/// True for a text that a spreadsheet could run. Leading spaces are looked
/// through, since some programs drop them; leading apostrophes as well, so that
/// guarding can be taken back.
fn needs_guard(text: &str) -> bool {
    let bare = text.trim_start_matches(['\'', ' ']);
    let opens = bare.starts_with([
        '=', '+', '-', '@', '|', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
        '\u{ff5c}',
    ]);
    opens && !is_number(text)
}

/// A sign, digits with at most one point, an exponent: nothing else is a number.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && unsigned.parse::<f64>().is_ok()
}

fn plain<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn label(machine: Option<&Machine>) -> String {
    plain(machine.and_then(|machine| machine.label.as_ref()))
}

fn severity(machine: Option<&Machine>) -> String {
    plain(machine.and_then(|machine| machine.severity.as_ref()))
}

fn how(machine: Option<&Machine>) -> String {
    word(&machine.map(|machine| machine.how))
}

fn guess(machine: Option<&Machine>) -> String {
    plain(machine.and_then(|machine| machine.guess.as_ref()))
}

fn rationale(machine: Option<&Machine>) -> String {
    plain(machine.and_then(|machine| machine.rationale.as_ref()))
}

fn joined(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join("; ")
}

fn words<T: Serialize>(items: &[T]) -> String {
    joined(items.iter().map(word))
}

/// A value as JSON spells it: a name bare, nothing for null, the rest as JSON.
fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(serde_json::Value::Null) | Err(_) => String::new(),
        Ok(other) => other.to_string(),
    }
}
