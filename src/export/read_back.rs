//! The way back: the events of an export, from which the same ledger folds.
//! Rows are derived from events and set, so they are passed over here.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::domain::Event;
use crate::domain::json::JsonError;
use crate::domain::strict::check as strict;

use super::reviewed::{Counts, FORMAT, VERSION};

/// Why a file can't be read back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadBackError {
    /// Bytes that are no UTF-8.
    #[error("line {line}: the text is not UTF-8")]
    NotUtf8 {
        /// The line, from 1.
        line: usize,
    },
    /// Not an export of this program.
    #[error("not a reviewed export (JSON or JSON Lines with a header of the format {FORMAT:?})")]
    NotAnExport,
    /// A version that this program doesn't know.
    #[error("the export has version {0}; this program reads version {VERSION}")]
    UnknownVersion(u32),
    /// A line that doesn't hold what it should.
    #[error("line {line}: {what}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// Rows or events are missing, or there are too many.
    #[error("the header counts {stated} {what}, but the file holds {found}; it was cut or changed")]
    Count {
        /// Rows or events.
        what: &'static str,
        /// As the header says.
        stated: u64,
        /// As they are.
        found: u64,
    },
}

/// Reads the events out of an export, JSON or JSON Lines.
///
/// # Errors
/// See [`ReadBackError`].
pub fn read_back(bytes: &[u8]) -> Result<Vec<Event>, ReadBackError> {
    let text = std::str::from_utf8(bytes).map_err(|error| ReadBackError::NotUtf8 {
        line: line_at(&bytes[..error.valid_up_to()]),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().next().unwrap_or_default();
    let read = match serde_json::from_str::<Kind>(first) {
        Ok(Kind { kind }) if kind == "header" => lines(text)?,
        _ => document(text)?,
    };
    let held = [
        ("rows", read.counts.rows, read.rows),
        ("events", read.counts.events, read.events.len() as u64),
    ];
    for (what, stated, found) in held {
        if stated != found {
            return Err(ReadBackError::Count {
                what,
                stated,
                found,
            });
        }
    }
    Ok(read.events)
}

struct Read {
    counts: Counts,
    rows: u64,
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Kind {
    kind: String,
}

/// As much of a header as any version has.
#[derive(Deserialize)]
struct Mark {
    format: String,
    v: u32,
}

/// As much of a header as reading back needs.
#[derive(Deserialize)]
struct Head {
    counts: Counts,
}

#[derive(Deserialize)]
struct Document {
    header: Head,
    rows: Vec<IgnoredAny>,
    events: Vec<Event>,
}

fn check(mark: &Mark) -> Result<(), ReadBackError> {
    match mark {
        Mark { format, .. } if format != FORMAT => Err(ReadBackError::NotAnExport),
        Mark { v, .. } if *v != VERSION => Err(ReadBackError::UnknownVersion(*v)),
        Mark { .. } => Ok(()),
    }
}

fn document(text: &str) -> Result<Read, ReadBackError> {
    // The mark alone first: a later version may differ in all the rest.
    #[derive(Deserialize)]
    struct Marked {
        header: Mark,
    }
    let malformed = |error: serde_json::Error| ReadBackError::Malformed {
        line: error.line().max(1),
        what: error.to_string(),
    };
    match serde_json::from_str::<Marked>(text) {
        Ok(marked) => check(&marked.header)?,
        // JSON that breaks off is a damaged export; other JSON is none at all.
        Err(error) if error.is_data() || !text.contains(FORMAT) => {
            return Err(ReadBackError::NotAnExport);
        }
        Err(error) => return Err(malformed(error)),
    }
    strict(text).map_err(|error| refused(0, text, &error))?;
    let whole: Document = serde_json::from_str(text).map_err(malformed)?;
    Ok(Read {
        counts: whole.header.counts,
        rows: whole.rows.len() as u64,
        events: whole.events,
    })
}

fn lines(text: &str) -> Result<Read, ReadBackError> {
    #[derive(Deserialize)]
    #[serde(tag = "kind", rename_all = "snake_case")]
    enum Line {
        Row(IgnoredAny),
        Event(Box<Event>),
    }
    let mut lines = text.lines().enumerate();
    let header = lines.next().map_or("", |(_, line)| line);
    let mark: Mark = serde_json::from_str(header).map_err(|_| ReadBackError::NotAnExport)?;
    check(&mark)?;
    let mut read = Read {
        counts: parse::<Head>(0, header)?.counts,
        rows: 0,
        events: Vec::new(),
    };
    for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        match parse(at, line)? {
            Line::Row(_) => read.rows += 1,
            Line::Event(event) => read.events.push(*event),
        }
    }
    Ok(read)
}

fn parse<'a, T: Deserialize<'a>>(at: usize, line: &'a str) -> Result<T, ReadBackError> {
    strict(line).map_err(|error| refused(at, line, &error))?;
    serde_json::from_str(line).map_err(|error| ReadBackError::Malformed {
        line: at + 1,
        what: error.to_string(),
    })
}

/// JSON that holds what it may not; `line` lines stand before the text.
fn refused(line: usize, text: &str, error: &JsonError) -> ReadBackError {
    let before = match error {
        JsonError::Duplicate { at, .. } => line_at(&text.as_bytes()[..*at]),
        JsonError::Syntax(_) | JsonError::Deep { .. } | JsonError::Field { .. } => 1,
    };
    ReadBackError::Malformed {
        line: line + before,
        what: error.to_string(),
    }
}

/// The line on which the byte after `before` stands, from 1.
fn line_at(before: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', before).count() + 1
}

#[cfg(test)]
mod tests {
    use super::super::reviewed::Texts;
    use super::super::sample::{self, text};
    use super::super::spell::Format;
    use super::*;

    fn both() -> [String; 2] {
        let all = sample::export(sample::events(), Texts::Whole, &["i1"]);
        [Format::Json, Format::Jsonl].map(|format| text(format, &all))
    }

    #[test]
    fn the_same_ledger_folds_from_what_comes_back() {
        for text in both() {
            let back = read_back(text.as_bytes()).unwrap();
            assert_eq!(back, sample::events());
            assert_eq!(
                sample::export(back, Texts::Whole, &[]),
                sample::export(sample::events(), Texts::Whole, &[])
            );
        }
    }

    #[test]
    fn an_export_of_nothing_reads_back_as_nothing() {
        let all = sample::export(Vec::new(), Texts::Hashes, &[]);
        assert_eq!(all.header.as_of, None);
        assert_eq!(read_back(text(Format::Json, &all).as_bytes()), Ok(vec![]));
        assert_eq!(read_back(text(Format::Jsonl, &all).as_bytes()), Ok(vec![]));
    }

    #[test]
    fn a_header_that_does_not_say_so_is_none() {
        let [_, text] = both();
        let other = text.replacen("\"header\"", "\"row\"", 1);
        let error = read_back(other.as_bytes()).unwrap_err();
        assert_eq!(error, ReadBackError::NotAnExport);
    }

    #[test]
    fn a_missing_line_is_noticed() {
        let [_, text] = both();
        for gone in [2, text.lines().count()] {
            let cut: Vec<&str> = text
                .lines()
                .enumerate()
                .filter_map(|(at, line)| (at + 1 != gone).then_some(line))
                .collect();
            let error = read_back(cut.join("\n").as_bytes()).unwrap_err();
            assert!(matches!(error, ReadBackError::Count { .. }), "{error}");
        }
    }

    #[test]
    fn a_key_twice_is_refused_with_its_line_and_both_values() {
        for text in both() {
            let at = text.find("\"reviewer\"").unwrap();
            let changed = format!(
                "{}\"more\": {{\"k\":1,\"k\":2}}, {}",
                &text[..at],
                &text[at..]
            );
            let line = line_at(&text.as_bytes()[..at]);
            let error = read_back(changed.as_bytes()).unwrap_err().to_string();
            let wanted = format!("line {line}: the key \"k\" stands twice: 1 and 2");
            assert!(error.starts_with(&wanted), "{error}");
        }
    }

    #[test]
    fn whatever_else_is_refused_with_line_and_reason() {
        let [document, text] = both();
        let broken = text.replacen("\"act\"", "\"art\"", 1);
        let at = broken
            .lines()
            .position(|line| line.contains("\"art\""))
            .unwrap()
            + 1;
        let newer = text.replacen("\"v\":1", "\"v\":2", 1);
        let half = &document[..document.len() / 2];
        let other = document.replacen(FORMAT, "something-else", 1);
        type Fits = fn(&ReadBackError) -> bool;
        let cases: [(&[u8], Fits); 8] = [
            (b"", |e| *e == ReadBackError::NotAnExport),
            (b"[]", |e| *e == ReadBackError::NotAnExport),
            (b"{\"id\":\"i\"}\n{}", |e| *e == ReadBackError::NotAnExport),
            (other.as_bytes(), |e| *e == ReadBackError::NotAnExport),
            (b"{\n\xff", |e| *e == ReadBackError::NotUtf8 { line: 2 }),
            (newer.as_bytes(), |e| *e == ReadBackError::UnknownVersion(2)),
            (
                half.as_bytes(),
                |e| matches!(e, ReadBackError::Malformed { line, .. } if *line > 1),
            ),
            (broken.as_bytes(), |e| {
                matches!(e, ReadBackError::Malformed { .. })
            }),
        ];
        for (bytes, fits) in cases {
            let error = read_back(bytes).unwrap_err();
            assert!(fits(&error), "{error}");
        }
        let error = read_back(broken.as_bytes()).unwrap_err();
        assert!(
            error.to_string().starts_with(&format!("line {at}: ")),
            "{error}"
        );
    }
}
