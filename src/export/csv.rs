//! The export as a table for spreadsheets, a line per row. It is a view: events
//! and pasted texts aren't in it, and it doesn't read back.
//!
//! A cell that a spreadsheet could take for a formula gets a leading
//! apostrophe; numbers stay numbers. A cell that hides something or could drive
//! a terminal is an apostrophe and its text as a JSON string, so that the file
//! may be shown with any tool. Both can be taken back: a text that begins like a
//! guarded one is guarded as well, and `'"` begins a JSON string and nothing else.

use serde::Serialize;

use super::reviewed::{Header, Machine, Row};
use crate::domain::visible::{escape_invisible, hides};

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
    ("apart", |_, row| {
        joined(row.apart.iter().map(|answer| {
            let label = plain(answer.label.as_ref());
            format!("{label} {} {}", word(&answer.outcome), answer.at)
        }))
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

/// The line of the columns' names.
pub(super) fn head() -> Result<Vec<u8>, ::csv::Error> {
    table(std::iter::once(
        COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect(),
    ))
}

/// Rows as CSV (UTF-8, quoted where needed).
pub(super) fn rows(header: &Header, rows: &[Row]) -> Result<Vec<u8>, ::csv::Error> {
    table(rows.iter().map(|row| {
        let cells = COLUMNS.iter().map(|(_, cell)| cell(header, row));
        cells.map(guarded).collect()
    }))
}

fn table(lines: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, ::csv::Error> {
    let mut table = ::csv::Writer::from_writer(Vec::new());
    for line in lines {
        table.write_record(line)?;
    }
    table
        .into_inner()
        .map_err(|error| ::csv::Error::from(error.into_error()))
}

fn guarded(text: String) -> String {
    if text.starts_with("'\"") || hides(&text) {
        let json = serde_json::Value::from(text).to_string();
        format!("'{}", escape_invisible(&json))
    } else if needs_guard(&text) {
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

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::spell::{Format, whole};
    use super::*;

    /// What an import does with a guarded cell.
    fn unguarded(cell: &str) -> String {
        match cell.strip_prefix('\'') {
            Some(json) if json.starts_with('"') => serde_json::from_str(json).unwrap(),
            Some(rest) if needs_guard(rest) => rest.to_owned(),
            _ => cell.to_owned(),
        }
    }

    /// Cells as they are, and whether they get an apostrophe.
    const CELLS: &[(&str, bool)] = &[
        ("=2*3", true),
        ("+cmd", true),
        ("-cmd", true),
        ("@total", true),
        ("|run", true),
        ("\t=2", true),
        ("\r=2", true),
        ("\n=2", true),
        ("  =2", true),
        ("\u{ff1d}2", true),
        ("\u{ff0b}x", true),
        ("\u{ff0d}x", true),
        ("\u{ff20}x", true),
        ("--", true),
        ("+49 30 123456", true),
        ("'=2", true),
        ("''-5", true),
        ("-inf", true),
        ("-5", false),
        ("+1", false),
        ("-.5", false),
        ("-2.5e-3", false),
        ("007", false),
        ("a=b", false),
        ("'tis", false),
        ("", false),
        ("\u{2014}dash", false),
    ];

    #[test]
    fn formulas_get_an_apostrophe_that_comes_off_again() {
        for &(text, guards) in CELLS {
            let cell = guarded(text.to_owned());
            assert_eq!(cell != text, guards, "{text:?}");
            assert_eq!(unguarded(&cell), text, "{text:?}");
        }
    }

    #[test]
    fn what_hides_or_drives_a_terminal_is_spelled_out_and_comes_back() {
        for (text, cell) in [
            ("a\u{1b}[2J", r#"'"a\u001b[2J""#),
            ("=a\u{202e}b", r#"'"=a\u202eb""#),
            ("a\u{9b}b", r#"'"a\u009bb""#),
            ("one\rtwo", r#"'"one\rtwo""#),
            ("\u{e0041}", r#"'"\udb40\udc41""#),
            (r#"'"x""#, r#"'"'\"x\"""#),
            (r#"'""#, r#"'"'\"""#),
            (r#"''"x"#, r#"''"x"#),
            // Joiners in their places are no secret, and line ends no danger.
            ("می\u{200c}رود ❤\u{fe0f}", "می\u{200c}رود ❤\u{fe0f}"),
            ("one\r\ntwo\nthree\tfour", "one\r\ntwo\nthree\tfour"),
        ] {
            assert_eq!(guarded(text.to_owned()), cell, "{text:?}");
            assert_eq!(unguarded(cell), text, "{text:?}");
        }
        // All controls and most of what hides; of the rest a sample.
        for c in ('\0'..='\u{3200}').chain(('\u{3200}'..=char::MAX).step_by(97)) {
            for text in [format!("a{c}b"), format!("{c}=2"), format!("'{c}")] {
                let cell = guarded(text.clone());
                let drives = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
                assert!(!cell.contains(drives) && !hides(&cell), "{text:?}");
                assert_eq!(unguarded(&cell), text);
            }
        }
    }

    #[test]
    fn the_table_reads_back_cell_by_cell() {
        let all = sample::whole();
        let bytes = whole(Format::Csv, &all).unwrap();
        let mut table = ::csv::Reader::from_reader(bytes.as_slice());
        let names = table.headers().unwrap().clone();
        let lines: Vec<::csv::StringRecord> = table.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(lines.len(), all.rows.len());
        let cell = |row: usize, name: &str| {
            let at = names.iter().position(|column| column == name).unwrap();
            unguarded(&lines[row][at])
        };
        let noted = all.rows.iter().position(|row| row.note.is_some()).unwrap();
        assert_eq!(cell(noted, "note"), sample::NOTE);
        assert_eq!(cell(noted, "machine_label"), "incident");
        assert_eq!(cell(noted, "label"), "hazard");
        assert_eq!(cell(noted, "outcome"), "overruled");
        assert_eq!(cell(0, "articles_reviewed"), "3");
        assert_eq!(cell(0, "undone"), sample::id(7).to_string());
        assert!(cell(0, "events").contains("; "));
        // What the machine said then, and what it says now.
        for when in ["machine", "now"] {
            let of = |row: usize, name: &str| cell(row, &format!("{when}_{name}"));
            assert_eq!(of(0, "severity"), "incident");
            assert_eq!(of(0, "how"), "field");
            assert_eq!(of(0, "rationale"), "A cyclist was hurt.");
            assert_eq!(of(0, "guess"), "");
            let replied = all.rows.iter().position(|row| {
                let machine = row.machine.as_ref();
                machine.is_some_and(|machine| machine.guess.is_some())
            });
            assert_eq!(of(replied.unwrap(), "guess"), "complementary");
            assert_eq!(of(replied.unwrap(), "how"), "unclear");
        }
    }

    #[test]
    fn known_payloads_are_guarded_and_known_numbers_survive() {
        let Some(shared) = std::env::var_os("OVERRULE_SHARED") else {
            println!("skipped: OVERRULE_SHARED is not set");
            return;
        };
        let hostile = std::path::Path::new(&shared).join("data/hostile");
        let read = |name: &str| std::fs::read_to_string(hostile.join(name)).unwrap();
        let vectors: serde_json::Value =
            serde_json::from_str(&read("vectors/urls_paths_cells.json")).unwrap();
        let list =
            |key: &str| -> Vec<String> { serde_json::from_value(vectors[key].clone()).unwrap() };
        let payloads = read("csv-injection/Intruder/csv-payload.txt");
        let payloads = payloads.lines().map(str::to_owned);
        let starts = ['=', '+', '-', '@', '|', '\t', '\r', '\n'];
        let mut guards = 0;
        for text in list("csv_cells_formula").into_iter().chain(payloads) {
            let cell = guarded(text.clone());
            assert_eq!(unguarded(&cell), text, "{text:?}");
            let runs = text.starts_with(starts) && !is_number(&text);
            assert!(!runs || cell.starts_with('\''), "{text:?}");
            guards += usize::from(cell != text);
        }
        assert!(guards >= 20, "{guards}");
        for text in list("csv_numbers_must_survive") {
            assert_eq!(guarded(text.clone()), text);
        }
    }

    #[test]
    fn cells_of_the_csv_acid_test_come_through_whole() {
        let Some(shared) = std::env::var_os("OVERRULE_SHARED") else {
            println!("skipped: OVERRULE_SHARED is not set");
            return;
        };
        let folder = std::path::Path::new(&shared).join("data/hostile/csv-spectrum/json");
        let mut notes: Vec<String> = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let lines = match serde_json::from_str(&text).unwrap() {
                serde_json::Value::Array(lines) => lines,
                one => vec![one],
            };
            for line in lines {
                let cells = line.as_object().unwrap().values();
                notes.extend(cells.map(|cell| cell.as_str().unwrap().to_owned()));
            }
        }
        assert!(notes.len() > 50, "{}", notes.len());
        let mut all = sample::whole();
        let blank = all.rows[0].clone();
        all.rows = notes
            .iter()
            .map(|note| Row {
                note: Some(note.clone()),
                ..blank.clone()
            })
            .collect();
        let bytes = whole(Format::Csv, &all).unwrap();
        let mut table = ::csv::Reader::from_reader(bytes.as_slice());
        let at = COLUMNS
            .iter()
            .position(|(name, _)| *name == "note")
            .unwrap();
        let back: Vec<String> = table
            .records()
            .map(|line| unguarded(&line.unwrap()[at]))
            .collect();
        assert_eq!(back, notes);
    }
}
