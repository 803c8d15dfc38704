//! The flags that look at what a record holds or lacks.

use super::*;

#[test]
fn harm_types_are_missed_on_incidents_only() {
    let record = |label: &str, facets: &str| {
        format!(r#"{{"id":"i","verdict":{{"label":"{label}"}},"facets":{facets}}}"#)
    };
    assert_eq!(
        reason(
            "no-harm-type",
            &record("incident", r#"{"industries":["Agriculture"]}"#)
        )
        .unwrap(),
        "labelled Incident, and no harm type is given"
    );
    assert!(
        reason("no-harm-type", &record("incident", "{}"))
            .unwrap()
            .contains("no facets")
    );
    assert_eq!(
        reason(
            "no-harm-type",
            &record("incident", r#"{"harm_types":["Other"]}"#)
        ),
        None
    );
    assert_eq!(reason("no-harm-type", &record("hazard", "{}")), None);
}

#[test]
fn harm_is_the_vocabularys_word() {
    let more = r#"
        [[label]]
        id = "outrage"
        name = "Outrage"
        short = "Outrage"
        abbr = "Out"
        key = "6"
        role = "label6"
        harm = 2
        definition = ""
        ask = ""
        spoken = ["outrage"]
    "#;
    let vocabulary = Vocabulary::shipped().with(more).unwrap();
    let incident = Incident::from_json(r#"{"id":"i","verdict":{"label":"outrage"}}"#).unwrap();
    let found = flags(&vocabulary, &incident);
    assert!(
        found
            .iter()
            .any(|flag| flag.reason == "labelled Outrage, and the record has no facets at all")
    );
}

#[test]
fn what_the_record_lacks_is_noted() {
    let line = r#"{"id":"i","articles_stated":60,"verdict":{"label":"odd","severity":"grave","rationale":"So it is."},
        "facets":{"industries":["Agriculture","Alchemy"],"mood":["sad"]},
        "articles":[{"id":"a","copies":2,"url":"https://x.example/1"},
                    {"id":"b","lead":" ","outlet":"The Post","verdict":{"rationale":"So\nit  is."}}]}"#;
    assert_eq!(
        reason("part-listed", line).unwrap(),
        "4 of 60 articles listed"
    );
    assert_eq!(
        reason("no-text", line).unwrap(),
        "no article text; 1 of 2 have a link"
    );
    assert_eq!(
        reason("word-for-word", line).unwrap(),
        "rationale = article 2 (The Post), word for word"
    );
    assert_eq!(
        reason("unknown-value", line).unwrap(),
        "not in the vocabulary: label \"odd\" and 3 more"
    );
    assert_eq!(reason("no-articles", line), None);
    let bare = r#"{"id":"i","articles_stated":1,"articles":[{"id":"a"}]}"#;
    assert_eq!(reason("part-listed", bare), None);
    assert_eq!(
        reason("no-text", bare).unwrap(),
        "no article text, no links: headlines only"
    );
    assert!(reason("no-articles", r#"{"id":"i"}"#).is_some());
}
