//! Our own sets: JSON Lines, and the same incidents as a JSON array or spread
//! over several lines. A bad line is skipped and reported; the others are taken.

use crate::domain::json::JsonError;
use crate::domain::{Incident, Vocabulary};

use super::field::Found;
use super::report::Skip;
use super::scan;

/// Reads one incident of a set.
pub fn take(_: &Vocabulary, record: &str, line: u64, found: &mut Found) {
    let line_of_set = scan::one_line(record.trim());
    match line_of_set.and_then(|json| incident(&json)) {
        Ok(one) if is_export(&one) => found.skipped.push((line, Skip::Reviewed)),
        Ok(one) if is_decision(&one) => found.skipped.push((line, Skip::Decision)),
        Ok(one) if one.is_nothing() => found.skipped.push((line, Skip::NotAnIncident)),
        Ok(incident) => found.incidents.push((line, incident)),
        Err(error) => {
            let line = scan::line_of(record, line, &error);
            found.skipped.push((line, error.into()));
        }
    }
}

/// What an export says each of its lines is, as it stands in the JSON.
const LINES: [&str; 3] = ["\"header\"", "\"row\"", "\"event\""];

/// True for a line of an export: read as an incident, rows and events would be
/// incidents without a title.
fn is_export(one: &Incident) -> bool {
    let kind = one.extra.get("kind").map(|raw| raw.get());
    kind.is_some_and(|kind| LINES.contains(&kind)) && one.extra.len() > 1
}

/// True for a line of a journal: only they are numbered, chained and sealed.
fn is_decision(one: &Incident) -> bool {
    ["seq", "prev", "crc"]
        .iter()
        .all(|name| one.extra.contains_key(*name))
}

fn incident(text: &str) -> Result<Incident, JsonError> {
    let mut incident = Incident::from_json(text)?;
    incident.take_labels_as_stated();
    Ok(incident)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::How;

    #[test]
    fn a_bare_label_counts_as_a_field() {
        let one = incident(r#"{"id":"a","verdict":{"label":"hazard"}}"#).unwrap();
        assert_eq!(one.verdict.how, How::Field);
        let other = incident(r#"{"id":"a","verdict":{"guess":"hazard"}}"#).unwrap();
        assert_eq!(other.verdict.how, How::Unclear);
    }
}
