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
