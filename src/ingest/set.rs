//! Our own sets: JSON Lines, and the same incidents as a JSON array or spread
//! over several lines. A bad line is skipped and reported; the others are taken.

use crate::domain::json::JsonError;
use crate::domain::{Incident, Vocabulary};

use super::field::Found;
use super::labelled::{self, Read};
use super::report::Skip;
use super::scan;

/// How many lines tell whether a set can be reviewed where it stands.
const LOOKED_AT: usize = 17;

/// Reads one incident: of a set, or in other fields than a set's.
pub fn take(vocabulary: &Vocabulary, record: &str, line: u64, found: &mut Found) {
    let read = scan::one_line(record.trim()).and_then(|json| one(vocabulary, &json));
    match read {
        Ok(Ok(mut read)) => {
            read.incident.take_labels_as_stated();
            for one in read.read {
                *found.read.entry(one).or_default() += 1;
            }
            let repairs = read.repairs.into_iter();
            found.repaired.extend(repairs.map(|what| (line, what)));
            found.incidents.push((line, read.incident));
        }
        Ok(Err(skip)) => found.skipped.push((line, skip)),
        Err(error) => {
            let line = scan::line_of(record, line, &error);
            found.skipped.push((line, error.into()));
        }
    }
}

fn one(vocabulary: &Vocabulary, json: &str) -> Result<Result<Read, Skip>, JsonError> {
    let strict = Incident::from_json(json);
    let may_be_of_a_review = match &strict {
        Ok(one) => ["kind", "seq"]
            .iter()
            .any(|name| one.extra.contains_key(*name)),
        Err(error) => matches!(error, JsonError::Field { .. }),
    };
    if let Some(skip) = may_be_of_a_review.then(|| of_a_review(json)).flatten() {
        return Ok(Err(skip));
    }
    match strict {
        Ok(one) if !one.is_nothing() && !labelled::may_hold_more(vocabulary, &one) => {
            Ok(Ok(Read {
                incident: one,
                read: Vec::new(),
                repairs: Vec::new(),
            }))
        }
        Ok(_) | Err(JsonError::Field { .. }) => {
            Ok(labelled::read(vocabulary, json)?.map_err(|fields| Skip::NotAnIncident { fields }))
        }
        Err(error) => Err(error),
    }
}

/// Whether the first lines of a text can be reviewed where they stand: each names its
/// incident, and no part of it has to be read under another name, or otherwise than it
/// is written. A line that nothing can read is left to who opens the set, and so is an
/// odd one behind the first: it can be corrected where it is.
pub fn stands(vocabulary: &Vocabulary, text: &str) -> bool {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let mut lines = lines.take(LOOKED_AT).enumerate();
    lines.all(|(at, line)| match Incident::from_json(line) {
        Ok(one) if one.id.as_str().is_empty() || one.is_nothing() => false,
        Ok(one) if !labelled::may_hold_more(vocabulary, &one) => true,
        Ok(_) => matches!(
            labelled::read(vocabulary, line),
            Ok(Ok(read)) if read.read.is_empty() && read.repairs.is_empty()
        ),
        Err(JsonError::Field { .. }) if at == 0 => {
            !matches!(labelled::read(vocabulary, line), Ok(Ok(_)))
        }
        Err(_) => true,
    })
}

/// What an export says each of its lines is, as it stands in the JSON.
const LINES: [&str; 3] = ["\"header\"", "\"row\"", "\"event\""];

/// What a record of a review is: read as an incident, rows and events of an export
/// would be incidents without a title, and so would the lines of a journal, which
/// alone are numbered, chained and sealed.
fn of_a_review(json: &str) -> Option<Skip> {
    let keys = scan::keys(json, scan::next(json, 0).0);
    let at = |name: &str| keys.iter().find(|(key, _)| key == name).map(|(_, at)| *at);
    let is_line = |at: usize| LINES.iter().any(|line| json[at..].starts_with(line));
    if at("kind").is_some_and(is_line) && keys.len() > 1 {
        return Some(Skip::Reviewed);
    }
    let sealed = ["seq", "prev", "crc"]
        .into_iter()
        .all(|name| at(name).is_some());
    sealed.then_some(Skip::Decision)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::How;

    fn taken(record: &str) -> Incident {
        let mut found = Found::default();
        take(&Vocabulary::shipped(), record, 1, &mut found);
        found.incidents.remove(0).1
    }

    #[test]
    fn a_bare_label_counts_as_a_field() {
        let one = taken(r#"{"id":"a","verdict":{"label":"hazard"}}"#);
        assert_eq!(one.verdict.how, How::Field);
        let other = taken(r#"{"id":"a","verdict":{"guess":"hazard"}}"#);
        assert_eq!(other.verdict.how, How::Unclear);
    }

    #[test]
    fn what_has_to_be_read_otherwise_does_not_stand() {
        let vocabulary = Vocabulary::shipped();
        let stands = |line: &str| stands(&vocabulary, line);
        assert!(stands(
            r#"{"id":"a","title":"T","verdict":{"label":"hazard"},"score":3}"#
        ));
        assert!(stands(
            r#"{"id":"a","title":"T","verdict":{"label":"of our own"}}"#
        ));
        assert!(stands(r#"{"id":"torn"#));
        for line in [
            r#"{"title":"T","verdict":{"label":"hazard"}}"#,
            r#"{"id":"a","title":"T","verdict":{"label":"AI Hazard"}}"#,
            r#"{"id":"a","title":"T","label":"hazard"}"#,
            r#"{"id":"a","title":"T","date":"2 March 2026"}"#,
            r#"{"id":"a","title":"T","verdict":{"label":"hazard","reasoning":"R"}}"#,
        ] {
            assert!(!stands(line), "{line}");
        }
    }
}
