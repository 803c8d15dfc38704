//! The export as JSON Lines: the header, then the rows, then the events, each
//! line an object whose first key, `kind`, says which it is.

use serde::Serialize;

use crate::domain::Event;
use crate::domain::json::escape_invisible;

use super::reviewed::{Header, Reviewed, Row};

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Line<'a> {
    Header(&'a Header),
    Row(&'a Row),
    Event(&'a Event),
}

/// Writes an export as JSON Lines.
///
/// # Errors
/// Only where the JSON writer itself fails.
pub fn write(reviewed: &Reviewed) -> serde_json::Result<String> {
    let mut out = String::new();
    let rows = reviewed.rows.iter().map(Line::Row);
    let events = reviewed.events.iter().map(Line::Event);
    for line in std::iter::once(Line::Header(&reviewed.header))
        .chain(rows)
        .chain(events)
    {
        out.push_str(&escape_invisible(&serde_json::to_string(&line)?));
        out.push('\n');
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn every_line_says_first_what_it_is() {
        let all = sample::whole();
        let text = write(&all).unwrap();
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
