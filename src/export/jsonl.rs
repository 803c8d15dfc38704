//! The export as JSON Lines: the header, then the rows, then the events, each
//! line an object whose first key, `kind`, says which it is.

use serde::Serialize;

use crate::domain::Event;
use crate::domain::visible::spell;

use super::reviewed::{Header, Row};

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Line<'a> {
    Header(&'a Header),
    Row(&'a Row),
    Event(&'a Event),
}

/// The first line.
pub(super) fn head(header: &Header) -> serde_json::Result<Vec<u8>> {
    lines(std::iter::once(Line::Header(header)))
}

/// The lines of rows.
pub(super) fn rows(rows: &[Row]) -> serde_json::Result<Vec<u8>> {
    lines(rows.iter().map(Line::Row))
}

/// The lines of events.
pub(super) fn events(events: &[Event]) -> serde_json::Result<Vec<u8>> {
    lines(events.iter().map(Line::Event))
}

fn lines<'a>(lines: impl Iterator<Item = Line<'a>>) -> serde_json::Result<Vec<u8>> {
    let mut out = Vec::new();
    for line in lines {
        spell(&line, &mut out)?;
        out.push(b'\n');
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::spell::Format;

    #[test]
    fn every_line_says_first_what_it_is() {
        let all = sample::whole();
        let text = sample::text(Format::Jsonl, &all);
        let count = |kind: &str| {
            let start = format!("{{\"kind\":\"{kind}\",");
            text.lines().filter(|line| line.starts_with(&start)).count()
        };
        assert_eq!(count("header"), 1);
        assert_eq!(count("row"), all.rows.len());
        assert_eq!(count("event"), all.events.len());
        assert_eq!(text.lines().count(), 1 + all.rows.len() + all.events.len());
    }
}
