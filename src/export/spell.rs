//! How an export is spelled, piece by piece, in each format: the pieces one
//! after the other are the file, so that nobody has to hold more than one. The
//! formats themselves are in `json`, `jsonl` and `csv`.

use crate::domain::Event;

use super::reviewed::{Header, Reviewed, Row};
use super::{csv, json, jsonl};

/// A format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON document.
    Json,
    /// JSON Lines.
    Jsonl,
    /// A table of the rows alone.
    Csv,
}

/// A value that a writer couldn't spell.
#[derive(Debug, thiserror::Error)]
pub enum SpellError {
    /// The JSON writer.
    #[error("the export can't be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The CSV writer.
    #[error("the export can't be written as CSV: {0}")]
    Csv(#[from] ::csv::Error),
}

/// One spelling of one export.
#[derive(Clone, Copy, Debug)]
pub struct Spelling<'a> {
    /// The format.
    pub format: Format,
    /// The header of the export.
    pub header: &'a Header,
}

/// Whether a list has an item yet: the first one is separated in another way.
#[derive(Clone, Copy, Debug, Default)]
pub struct List {
    begun: bool,
}

impl Spelling<'_> {
    /// What stands before the rows.
    ///
    /// # Errors
    /// Only where the writer itself fails, as everywhere here.
    pub fn begin(&self) -> Result<Vec<u8>, SpellError> {
        Ok(match self.format {
            Format::Json => json::head(self.header)?.into_bytes(),
            Format::Jsonl => jsonl::head(self.header)?,
            Format::Csv => csv::head()?,
        })
    }

    /// Some rows; to be joined by [`List::join`].
    ///
    /// # Errors
    /// See [`SpellError`].
    pub fn rows(&self, rows: &[Row]) -> Result<Vec<u8>, SpellError> {
        Ok(match self.format {
            Format::Json => json::items(rows)?,
            Format::Jsonl => jsonl::rows(rows)?,
            Format::Csv => csv::rows(self.header, rows)?,
        })
    }

    /// What stands between rows and events.
    pub fn turn(&self, rows: List) -> &'static str {
        match self.format {
            Format::Json => json::turn(rows.begun),
            Format::Jsonl | Format::Csv => "",
        }
    }

    /// Some events; to be joined by [`List::join`].
    ///
    /// # Errors
    /// See [`SpellError`].
    pub fn events(&self, events: &[Event]) -> Result<Vec<u8>, SpellError> {
        Ok(match self.format {
            Format::Json => json::items(events)?,
            Format::Jsonl => jsonl::events(events)?,
            Format::Csv => Vec::new(),
        })
    }

    /// What stands after the events.
    pub fn end(&self, events: List) -> &'static str {
        match self.format {
            Format::Json => json::end(events.begun),
            Format::Jsonl | Format::Csv => "",
        }
    }
}

impl List {
    /// A piece as it stands in the file after those that were joined before.
    pub fn join<'p>(&mut self, format: Format, piece: &'p [u8]) -> &'p [u8] {
        let first = !self.begun;
        self.begun |= !piece.is_empty();
        match piece.strip_prefix(b",") {
            Some(rest) if first && format == Format::Json => rest,
            _ => piece,
        }
    }
}

/// A whole export at once.
///
/// # Errors
/// See [`SpellError`].
pub fn whole(format: Format, reviewed: &Reviewed) -> Result<Vec<u8>, SpellError> {
    let header = &reviewed.header;
    let spelling = Spelling { format, header };
    let (mut rows, mut events) = (List::default(), List::default());
    let mut out = spelling.begin()?;
    out.extend_from_slice(rows.join(format, &spelling.rows(&reviewed.rows)?));
    out.extend_from_slice(spelling.turn(rows).as_bytes());
    out.extend_from_slice(events.join(format, &spelling.events(&reviewed.events)?));
    out.extend_from_slice(spelling.end(events).as_bytes());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn pieces_of_any_size_make_the_same_file() {
        let all = sample::whole();
        for format in [Format::Json, Format::Jsonl, Format::Csv] {
            let expected = whole(format, &all).unwrap();
            for size in [1, 2, 3] {
                let header = &all.header;
                let spelling = Spelling { format, header };
                let (mut rows, mut events) = (List::default(), List::default());
                let mut out = spelling.begin().unwrap();
                // Nothing is a piece as well.
                out.extend(rows.join(format, &spelling.rows(&[]).unwrap()));
                for piece in all.rows.chunks(size) {
                    out.extend(rows.join(format, &spelling.rows(piece).unwrap()));
                }
                out.extend(spelling.turn(rows).bytes());
                for piece in all.events.chunks(size) {
                    out.extend(events.join(format, &spelling.events(piece).unwrap()));
                }
                out.extend(spelling.end(events).bytes());
                assert!(out == expected, "{format:?} in pieces of {size}");
            }
        }
    }

    #[test]
    fn an_export_of_nothing_is_one() {
        let mut all = sample::whole();
        all.rows.clear();
        all.events.clear();
        let text = whole(Format::Json, &all).unwrap();
        let read: Reviewed = serde_json::from_slice(&text).unwrap();
        assert_eq!(read, all);
        assert!(text.ends_with(b"\"rows\": [],\n\"events\": []\n}\n"));
    }
}
