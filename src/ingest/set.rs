//! Our own sets: JSON Lines, and the same incidents as a JSON array or spread
//! over several lines. A bad line is skipped and reported; the others are taken.

use crate::domain::{How, Incident, Verdict, Vocabulary};

use super::field::Found;
use super::input;
use super::report::Skip;
use super::scan::{self, Lines, Values};

/// Reads a set line by line.
pub fn read_lines(bytes: &[u8], found: &mut Found) {
    let mut before = 0;
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let number = at as u64 + 1;
        if !line.trim_ascii().is_empty() {
            match input::text(line, before) {
                Ok(text) => take(number, text.trim(), found),
                Err((_, skip)) => found.skipped.push((number, skip)),
            }
        }
        before += line.len() + 1;
    }
}

/// Reads incidents out of a JSON array, or one after the other.
pub fn read_values(_: &Vocabulary, text: &str, found: &mut Found) {
    let mut lines = Lines::new(text);
    for value in Values::new(text, 0) {
        match value {
            Ok((at, raw)) => take(lines.of(at), &scan::one_line(raw.get()), found),
            Err(broken) => found.skipped.push((
                lines.of(broken.at),
                Skip::BrokenJson {
                    cause: broken.cause,
                },
            )),
        }
    }
}

fn take(line: u64, text: &str, found: &mut Found) {
    match incident(text) {
        Ok(incident) => found.incidents.push((line, incident)),
        Err(skip) => found.skipped.push((line, skip)),
    }
}

fn incident(text: &str) -> Result<Incident, Skip> {
    scan::limits(text)?;
    let mut incident = Incident::from_json(text).map_err(|error| Skip::BadRecord {
        cause: error.to_string(),
    })?;
    if incident.id.as_str().is_empty() && incident.title.is_none() && incident.summary.is_none() {
        return Err(Skip::NotAnIncident);
    }
    stated(&mut incident.verdict);
    for article in &mut incident.articles {
        stated(&mut article.verdict);
    }
    Ok(incident)
}

/// A label that stands there without saying how it was obtained is a field that states it.
fn stated(verdict: &mut Verdict) {
    if verdict.label.is_some() && verdict.how == How::Unclear {
        verdict.how = How::Field;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Told = Vec<(u64, String)>;

    fn lines(bytes: &[u8]) -> (Told, Told) {
        let mut found = Found::default();
        read_lines(bytes, &mut found);
        (
            found
                .incidents
                .into_iter()
                .map(|(line, one)| (line, one.id.0))
                .collect(),
            found
                .skipped
                .into_iter()
                .map(|(line, skip)| (line, skip.to_string()))
                .collect(),
        )
    }

    #[test]
    fn bad_lines_are_skipped_with_line_and_reason() {
        let set = b"{\"id\":\"a\"}\r\n\n{\"id\":\"x\",\"id\":\"y\"}\n{\"id\":\"b\"}\n{\"id\":\"\xff\"}\n{\"foo\":1}\n[]\n{\"id\":\"cut";
        let (good, bad) = lines(set);
        assert_eq!(good, [(1, "a".to_owned()), (4, "b".to_owned())]);
        let expected = [
            (3, "the key \"id\" stands twice: \"x\" and \"y\""),
            (5, "first bad byte at 51"),
            (6, "no id, title or summary"),
            (7, "not a JSON object"),
            (8, "not a JSON object"),
        ];
        assert_eq!(bad.len(), expected.len(), "{bad:?}");
        for ((line, reason), (at, part)) in bad.iter().zip(expected) {
            assert!(*line == at && reason.contains(part), "{line}: {reason}");
        }
        assert_eq!(set[51], 0xff);
    }

    #[test]
    fn arrays_give_lines_and_stop_where_they_break() {
        let mut found = Found::default();
        let text = "[{\"id\":\"a\",\n  \"x\": [1,\n 2]},\n{\"id\":\"b\"},\n{\"id\":";
        read_values(&Vocabulary::shipped(), text, &mut found);
        let lines: Vec<_> = found.incidents.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 4]);
        assert!(
            matches!(found.skipped[..], [(5, Skip::BrokenJson { .. })]),
            "{:?}",
            found.skipped
        );
        assert!(!found.incidents[0].1.to_json().unwrap().contains('\n'));
    }

    #[test]
    fn limits_are_named() {
        let deep = format!(
            "{{\"id\":\"a\",\"x\":{}{}}}",
            "[".repeat(64),
            "]".repeat(64)
        );
        assert_eq!(incident(&deep).unwrap_err(), Skip::TooDeep { limit: 64 });
        let long = format!("{{\"id\":\"{}\"}}", "a".repeat(scan::RECORD));
        assert!(matches!(incident(&long).unwrap_err(), Skip::TooLong { .. }));
    }

    #[test]
    fn a_bare_label_counts_as_a_field() {
        let one = incident(r#"{"id":"a","verdict":{"label":"hazard"}}"#).unwrap();
        assert_eq!(one.verdict.how, How::Field);
        let other = incident(r#"{"id":"a","verdict":{"guess":"hazard"}}"#).unwrap();
        assert_eq!(other.verdict.how, How::Unclear);
    }
}
