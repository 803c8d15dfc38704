//! Small things that all readers do alike: marks of provenance, dates,
//! severities, and fields that are kept beside the known ones.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::json::Extra;
use crate::domain::{Date, How, Incident, Run, Verdict, Vocabulary};

use super::report::{Repair, Skip};

/// What a reader found in one file; lines are counted from 1.
#[derive(Debug, Default)]
pub struct Found {
    /// The incidents, each with its first line.
    pub incidents: Vec<(u64, Incident)>,
    /// What was repaired.
    pub repaired: Vec<(u64, Repair)>,
    /// What was left out.
    pub skipped: Vec<(u64, Skip)>,
    /// What was read under another name, or as another word, with how often.
    pub read: BTreeMap<String, usize>,
    /// How many incidents the source says there are in all.
    pub stated: Option<u64>,
}

/// The mark behind text that a machine wrote.
const MARK: &str = "[AI generated]";

/// A text without the mark of machine text, and what the mark says.
pub fn unmark(text: &str) -> (&str, Option<&'static str>) {
    let text = text.trim();
    let Some(at) = text.len().checked_sub(MARK.len()) else {
        return (text, None);
    };
    match text.get(at..) {
        Some(end) if end.eq_ignore_ascii_case(MARK) => {
            (text[..at].trim_end(), Some(&MARK[1..MARK.len() - 1]))
        }
        _ => (text, None),
    }
}

/// An address, as opposed to another kind of id.
pub fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// A date, cut off a time where one follows it.
pub fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let cut = match text.as_bytes().get(10) {
        Some(b'T' | b' ') => text.get(..10)?,
        _ => text,
    };
    cut.parse().ok()
}

/// Reads a date; a text that is none is kept in `extra` and reported.
pub fn date(text: &str, extra: &mut Extra) -> Result<Date, Repair> {
    day(text).ok_or_else(|| {
        keep(extra, "date_text", &text);
        Repair::BadDate {
            text: text.to_owned(),
        }
    })
}

/// Keeps a value under a name that no known field has.
pub fn keep(extra: &mut Extra, name: &str, value: &impl Serialize) {
    // Texts, numbers and kept values always serialise.
    if let Ok(raw) = serde_json::value::to_raw_value(value) {
        extra.insert(name.to_owned(), raw);
    }
}

/// The rationale and who wrote it, for a verdict of the monitor.
pub fn rationale(verdict: &mut Verdict, text: &str) {
    let (text, mark) = unmark(text);
    if !text.is_empty() {
        verdict.rationale = Some(text.to_owned());
        verdict.provenance = mark.map(str::to_owned);
        monitor(verdict);
    }
}

/// The label and the rung that a severity field states.
pub fn severity(vocabulary: &Vocabulary, verdict: &mut Verdict, text: &str) -> Result<(), Repair> {
    let rung = vocabulary
        .severities
        .iter()
        .find(|rung| rung.name.eq_ignore_ascii_case(text));
    let label = vocabulary.label_by_field(text);
    if rung.is_none() && label.is_none() {
        keep(&mut verdict.extra, "severity_text", &text);
        return Err(Repair::UnknownSeverity {
            text: text.to_owned(),
        });
    }
    verdict.severity = rung.map(|rung| rung.id.clone());
    // A rung that no label names by itself belongs to the label that allows it.
    verdict.label = label
        .or_else(|| {
            let rung = &rung?.id;
            vocabulary
                .labels
                .iter()
                .find(|label| label.severities.contains(rung))
        })
        .map(|label| label.id.clone());
    verdict.how = match verdict.label {
        Some(_) => How::Field,
        None => How::Unclear,
    };
    monitor(verdict);
    Ok(())
}

fn monitor(verdict: &mut Verdict) {
    verdict.run = Run {
        who: Some("OECD AIM".to_owned()),
        ..Run::default()
    };
}

/// The page of the monitor that shows an incident, where the id is one of its ids.
pub fn monitor_page(id: &str) -> Option<String> {
    let dated = id.len() == 15
        && id
            .get(..10)
            .is_some_and(|date| date.parse::<Date>().is_ok())
        && id.as_bytes()[10] == b'-'
        && id[11..].bytes().all(|byte| byte.is_ascii_hexdigit());
    dated.then(|| format!("https://oecd.ai/en/incidents/{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_comes_off_and_is_told() {
        assert_eq!(
            unmark("Text. [AI generated] "),
            ("Text.", Some("AI generated"))
        );
        assert_eq!(unmark("[ai generated]").0, "");
        assert_eq!(unmark("é"), ("é", None));
        assert_eq!(unmark("Ünïcödé ünïcödé").1, None);
    }

    #[test]
    fn severities_give_label_and_rung() {
        let vocabulary = Vocabulary::shipped();
        let read = |text: &str| {
            let mut verdict = Verdict::default();
            let said = severity(&vocabulary, &mut verdict, text);
            let label = verdict.label.map(|id| id.to_string());
            let rung = verdict.severity.map(|id| id.to_string());
            (label, rung, verdict.how, said.is_ok())
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            read("AI hazard"),
            (some("hazard"), some("hazard"), How::Field, true)
        );
        assert_eq!(
            read("serious AI incident"),
            (some("incident"), some("serious_incident"), How::Field, true)
        );
        assert_eq!(read("AI oddity"), (None, None, How::Unclear, false));
    }

    #[test]
    fn only_the_monitors_ids_have_a_page() {
        assert!(monitor_page("2024-06-03-00af").is_some());
        assert!(monitor_page("2024-06-33-00af").is_none());
        assert!(monitor_page("2024-06-03é00a").is_none());
        assert!(monitor_page("12345").is_none());
    }

    #[test]
    fn a_time_behind_a_date_is_no_fault() {
        assert!(day("2024-06-03T10:00:00Z").is_some());
        assert!(day("2024-06-03x").is_none());
        let mut extra = Extra::new();
        assert!(date("3 June", &mut extra).is_err());
        assert_eq!(extra["date_text"].get(), "\"3 June\"");
    }
}
