//! Answers of the monitor's web service: a page of results, a list of
//! incidents, one incident, or one a line. Fields that a set has no place for
//! are kept as they stand.

use std::borrow::Cow;

use crate::domain::incident::texts;
use crate::domain::json::{Fields, JsonError};
use crate::domain::strict::check;
use crate::domain::{Article, FacetId, Incident, IncidentId, Verdict, Vocabulary};

use super::field::{self, Found};
use super::object::{Object, put};
use super::report::{Repair, Skip};
use super::scan::{self, keys};
use super::shape::first_object;

/// Keys that only the service writes, and only into an incident.
const OF_INCIDENT: &[&str] = &[
    "n_articles",
    "properties",
    "is_legacy",
    "aiid_ids",
    "language_counts",
];
/// Keys that only an article has.
const OF_ARTICLE: &[&str] = &["publisher", "body", "thumbImage"];
type Keys<'a> = [(Cow<'a, str>, usize)];

/// True for an object of a text with these keys. A set keeps what the service
/// writes beside its own fields, so these are looked for as well.
pub fn is_incident(text: &str, found: &Keys<'_>) -> bool {
    let has = |names: &[&str]| found.iter().any(|(key, _)| names.contains(&key.as_ref()));
    let of_set = |(key, at): &(Cow<'_, str>, usize)| {
        key == "verdict" || (key == "source" && text[*at..].starts_with('{'))
    };
    // The service gives reasons as a list, under another name.
    let is_others = has(OF_ARTICLE) || has(&["rationale", "reasoning"]);
    has(&["title", "summary"]) && has(OF_INCIDENT) && !is_others && !found.iter().any(of_set)
}

/// The place of the list of incidents in a page of results.
pub fn list(text: &str) -> Option<usize> {
    let keys = keys(text, 0);
    let list = keys.iter().find(|(key, _)| key == "incidents");
    list.map(|(_, at)| *at)
        .filter(|at| text[*at..].starts_with('['))
}

/// What a page of results says round its list, which was read apart and is
/// left out: how many incidents there are in all.
///
/// # Errors
/// Text that isn't JSON, or has a key twice.
pub fn total(envelope: &str) -> Result<Option<u64>, JsonError> {
    let total = Fields::record(envelope)?.raw("total_results");
    Ok(total.and_then(|raw| raw.get().parse().ok()))
}

/// True for an answer of the service: a list of incidents is one where it says how
/// many there are in all, or where its first incident is as the service writes them.
pub fn detect(text: &str) -> bool {
    let is_page = |at: usize| {
        let has_total = keys(text, 0).iter().any(|(key, _)| key == "total_results");
        let first = first_object(&text[at..]).map(|first| at + first);
        has_total || first.is_some_and(|first| is_incident(text, &keys(text, first)))
    };
    list(text).is_some_and(is_page)
        || first_object(text).is_some_and(|at| is_incident(text, &keys(text, at)))
}

/// Reads one incident.
pub fn take(vocabulary: &Vocabulary, record: &str, line: u64, found: &mut Found) {
    let mut repairs = Vec::new();
    let one_line = scan::one_line(record);
    match one_line.and_then(|json| incident(vocabulary, &json, &mut repairs)) {
        Ok(one) if one.is_nothing() => found.skipped.push((
            line,
            Skip::NotAnIncident {
                fields: String::new(),
            },
        )),
        Ok(one) => {
            found.incidents.push((line, one));
            found
                .repaired
                .extend(repairs.into_iter().map(|what| (line, what)));
        }
        Err(error) => {
            let line = scan::line_of(record, line, &error);
            found.skipped.push((line, error.into()));
        }
    }
}

fn incident(
    vocabulary: &Vocabulary,
    json: &str,
    repairs: &mut Vec<Repair>,
) -> Result<Incident, JsonError> {
    check(json)?;
    let mut all = Object::new(json, repairs)?;
    let mut one = Incident {
        id: IncidentId::from(all.text("id").unwrap_or_default()),
        title: all.text("title"),
        date: all.date(),
        ..Incident::default()
    };
    if let Some(summary) = all.text("summary") {
        let (text, mark) = field::unmark(&summary);
        one.summary = Some(text.to_owned());
        one.provenance
            .extend(mark.map(|mark| ("summary".to_owned(), mark.to_owned())));
    }
    all.rationale(&mut one.verdict);
    place(&mut all, &mut one);
    properties(vocabulary, &mut all, &mut one)?;
    for name in ["severity", "label"] {
        state(vocabulary, &mut all, &mut one.verdict, name);
    }
    for raw in all.fields.list("articles")? {
        one.articles.push(article(raw.get(), all.repairs)?);
    }
    let stated = all.text("n_articles").and_then(|count| count.parse().ok());
    one.articles_stated = stated.filter(|count| *count != one.articles.len() as u64);
    one.source.url = field::monitor_page(one.id.as_str());
    one.extra = all.rest();
    Ok(one)
}

/// A field that states the label, where no other did before it; else it stays where it is.
fn state(vocabulary: &Vocabulary, all: &mut Object<'_>, verdict: &mut Verdict, name: &str) {
    if verdict.label.is_some() {
        return;
    }
    if let Some(text) = all.text(name) {
        let read = field::severity(vocabulary, verdict, &text);
        all.repairs.extend(read.err());
    }
}

/// The country by name; the whole location, with the code, is kept.
fn place(all: &mut Object<'_>, one: &mut Incident) {
    let Some(raw) = all.fields.raw("location") else {
        one.country = all.text("country");
        return;
    };
    put(&mut all.extra, "location", raw.to_owned());
    if let Ok(mut location) = Fields::part(raw.get()) {
        let mut text = |name: &str| {
            let text: String = location.take(name).unwrap_or_default();
            (!text.trim().is_empty()).then(|| text.trim().to_owned())
        };
        one.country = text("country").or_else(|| text("country_code"));
    }
}

/// Facets, and the severity where the service has one; what is left is kept.
fn properties(
    vocabulary: &Vocabulary,
    all: &mut Object<'_>,
    one: &mut Incident,
) -> Result<(), JsonError> {
    let Some(raw) = all.fields.raw("properties") else {
        return Ok(());
    };
    let mut inner = Object::new(raw.get(), all.repairs)?;
    for facet in &vocabulary.facets {
        let mut values = inner.texts(&facet.service);
        values.retain(|value| !value.trim().is_empty());
        if !values.is_empty() {
            one.facets.insert(FacetId::from(facet.id.as_str()), values);
        }
    }
    for name in ["most_severe_harm", "harm_levels"] {
        let Some(raw) = inner.fields.raw(name) else {
            continue;
        };
        // Copied, not taken: what else the field says must not be lost.
        put(&mut inner.extra, name, raw.to_owned());
        let said = texts(name, raw).unwrap_or_default();
        let stated = said
            .iter()
            .find(|text| vocabulary.label_by_field(text).is_some());
        if let Some(text) = stated.filter(|_| one.verdict.label.is_none()) {
            let read = field::severity(vocabulary, &mut one.verdict, text);
            inner.repairs.extend(read.err());
        }
    }
    let rest = inner.rest();
    if !rest.is_empty() {
        field::keep(&mut all.extra, "properties", &rest);
    }
    Ok(())
}

fn article(json: &str, repairs: &mut Vec<Repair>) -> Result<Article, JsonError> {
    let mut all = Object::new(json, repairs)?;
    let mut one = Article {
        id: all.text("id").unwrap_or_default().into(),
        title: all.text("title"),
        outlet: all.text("publisher"),
        date: all.date(),
        url: all.text("url"),
        language: all.text("language").or_else(|| all.text("lang")),
        lead: all.text("body"),
        ..Article::default()
    };
    all.rationale(&mut one.verdict);
    one.extra = all.rest();
    Ok(one)
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::super::split::{self, Feed, Piece};
    use super::*;
    use crate::domain::How;

    const ANSWER: &str = r#"{"total_results": 40, "incidents": [
      {"id": "2024-01-02-00af", "title": "Robot bumps into a shelf", "date": "2024-01-02T00:00:00Z", "n_articles": 3,
       "summary": "A robot bumped into a shelf. [AI generated]", "evidences": ["The harm came about.", "So it is an AI Incident."],
       "location": {"location": "Lyon", "country": "France", "country_code": "FRA"}, "image": null, "company": "ACME",
       "concepts": [{"score": 99999999999999999999, "label": {"eng": "robot"}}], "aiid_ids": [7], "is_legacy": false, "source": "wire",
       "properties": {"principles": ["Safety"], "harm_types": ["Physical (injury)", "Pride"], "harmed_entities": [],
          "autonomy_level": "Low-action autonomy (human-in-the-loop)", "most_severe_harm": "AI incident", "languages": ["eng"]},
       "articles": [{"title": "Robot trouble", "date": "2024-02-30", "publisher": "The Daily Shelf", "body": "", "url": "https://example.org/1",
          "country": "FRA", "evidences": ["It reads like an AI Hazard."], "concepts": []}]},
      {"id": 4711, "title": ["odd"], "summary": "Second", "is_legacy": true, "articles": null},
      {"n_articles": 0}, 5
    ]}"#;

    fn read(text: &str) -> Found {
        assert!(detect(text));
        let mut found = Found::default();
        let mut bytes = text.as_bytes();
        let mut feed = Feed::new(&mut bytes);
        feed.ahead(text.len()).unwrap();
        feed.take(list(text).unwrap_or_default());
        let mut each = |piece: Piece<'_>| {
            let text = std::str::from_utf8(piece.bytes.unwrap()).unwrap();
            take(&Vocabulary::shipped(), text, piece.line, &mut found);
            ControlFlow::Continue(())
        };
        let _ = split::values(&mut feed, &mut each).unwrap();
        found
    }

    fn answer() -> Found {
        read(ANSWER)
    }

    #[test]
    fn an_incident_is_mapped_whole() {
        let found = answer();
        let (line, one) = &found.incidents[0];
        assert_eq!((*line, one.id.as_str()), (2, "2024-01-02-00af"));
        assert_eq!(one.date.unwrap().to_string(), "2024-01-02");
        assert_eq!(one.country.as_deref(), Some("France"));
        assert_eq!(one.summary.as_deref(), Some("A robot bumped into a shelf."));
        assert_eq!(one.provenance["summary"], "AI generated");
        assert_eq!(one.articles_stated, Some(3));
        let rationale = one.verdict.rationale.as_deref();
        assert_eq!(
            rationale,
            Some("The harm came about.\n\nSo it is an AI Incident.")
        );
        let label = one.verdict.label.as_ref().unwrap();
        assert_eq!((label.as_str(), one.verdict.how), ("incident", How::Field));
        let facets: Vec<_> = one.facets.keys().map(FacetId::as_str).collect();
        assert_eq!(facets, ["autonomy", "harm_types", "principles"]);
        let article = &one.articles[0];
        assert_eq!(article.outlet.as_deref(), Some("The Daily Shelf"));
        assert_eq!((article.lead.as_deref(), article.date), (None, None));
        assert!(article.verdict.rationale.is_some());
    }

    #[test]
    fn what_a_set_has_no_place_for_is_kept_and_reads_back() {
        let one = &answer().incidents[0].1;
        assert!(one.extra["location"].get().contains("\"FRA\""));
        assert!(one.extra["concepts"].get().contains("99999999999999999999"));
        assert_eq!(one.extra["source_source"].get(), "\"wire\"");
        assert!(one.extra["properties"].get().contains("languages"));
        assert_eq!(one.articles[0].extra["date_text"].get(), "\"2024-02-30\"");
        assert_eq!(one.articles[0].extra["source_country"].get(), "\"FRA\"");
        let line = one.to_json().unwrap();
        assert!(!line.contains('\n'));
        assert_eq!(Incident::from_json(&line).unwrap().to_json().unwrap(), line);
    }

    #[test]
    fn odd_records_are_told_apart() {
        let found = answer();
        let (line, second) = &found.incidents[1];
        assert_eq!(
            (*line, second.id.as_str(), second.title.as_deref()),
            (10, "4711", None)
        );
        assert_eq!(second.extra["source_title"].get(), "[\"odd\"]");
        assert!(matches!(
            found.skipped[..],
            [
                (11, Skip::NotAnIncident { .. }),
                (11, Skip::BadRecord { .. })
            ]
        ));
        assert!(matches!(
            found.repaired[..],
            [(2, Repair::BadDate { .. }), (10, Repair::OddField { .. })]
        ));
    }

    #[test]
    fn one_incident_a_list_and_lines_are_read_too() {
        let one = r#"{"id":"a","title":"T","n_articles":0}"#;
        for text in [one.to_owned(), format!("[{one}]"), format!("{one}\n{one}")] {
            assert_eq!(read(&text).incidents[0].1.id.as_str(), "a");
        }
        assert!(!detect(r#"{"id":"a","title":"T","verdict":{}}"#));
        // What an import made of an answer is a set from then on.
        let made = answer().incidents.remove(1).1;
        assert!(made.extra.contains_key("is_legacy") && made.verdict.is_empty());
        let source = crate::domain::Source {
            shape: Some("aim-json".to_owned()),
            ..Default::default()
        };
        let made = Incident {
            source,
            title: Some("T".to_owned()),
            ..made
        };
        assert!(!detect(&made.to_json().unwrap()));
    }
}
