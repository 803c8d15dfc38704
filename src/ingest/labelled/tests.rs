//! Records as pipelines write them, and what is read of them.

use super::*;
use crate::disk::MemoryFs;
use crate::ingest::field::Found;
use crate::ingest::report::Skip;
use crate::ingest::set;
use crate::ingest::shape::{Reader, Shape};
use crate::ingest::{Imported, Input, import};

/// What an import makes of files.
fn imported(files: &[(&str, &[u8])]) -> Imported {
    let inputs: Vec<Input> = files
        .iter()
        .map(|(name, bytes)| Input::Bytes {
            name: (*name).to_owned(),
            bytes: bytes.to_vec(),
        })
        .collect();
    import(&MemoryFs::default(), &vocabulary(), &inputs, None)
}

fn vocabulary() -> Vocabulary {
    Vocabulary::shipped()
}

/// A record, with what was told of it.
fn taken(json: &str) -> Read {
    read(&vocabulary(), json).unwrap().unwrap()
}

/// Label, rationale and confidence of an incident.
fn said(verdict: &Verdict) -> (Option<&str>, Option<&str>, Option<f64>) {
    let label = verdict.label.as_ref();
    (
        label.map(|it| it.as_str()),
        verdict.rationale.as_deref(),
        verdict.confidence,
    )
}

#[test]
fn a_flat_record_has_its_verdict_and_the_article_it_is_about() {
    let one = taken(
        r#"{"headline":"Robot hits child","label":"AI Incident","reasoning":"A child was hurt.",
            "confidence":"93%","url":"https://m.example/1","source":"The Mill",
            "published_at":"2 March 2026","model":"gpt","n":1.50}"#,
    );
    let incident = &one.incident;
    assert_eq!(incident.title.as_deref(), Some("Robot hits child"));
    assert_eq!(
        said(&incident.verdict),
        (Some("incident"), Some("A child was hurt."), Some(0.93))
    );
    assert_eq!(incident.verdict.run.model.as_deref(), Some("gpt"));
    let article = &incident.articles[0];
    assert_eq!(article.outlet.as_deref(), Some("The Mill"));
    assert_eq!(article.url.as_deref(), Some("https://m.example/1"));
    assert_eq!(
        article.date.map(|date| date.to_string()).as_deref(),
        Some("2026-03-02")
    );
    assert_eq!(article.date, incident.date);
    // What nothing reads keeps its bytes.
    assert_eq!(incident.extra["n"].get(), "1.50");
    let told = one.read.join("\n");
    for line in [
        "the field \"headline\" as title",
        "the label \"AI Incident\" as \"incident\"",
        "the field \"reasoning\" as verdict.rationale",
        "the field \"articles.source\" as articles.outlet",
        "the field \"published_at\" as date",
    ] {
        assert!(told.contains(line), "{line} is not in\n{told}");
    }
    assert!(one.repairs.is_empty());
}

#[test]
fn labels_are_read_in_every_spelling_and_others_are_kept() {
    let label = |word: &str| {
        let one = taken(&format!(
            r#"{{"title":"T","verdict":{{"label":"{word}"}}}}"#
        ));
        one.incident.verdict.label.map(|label| label.to_string())
    };
    for (word, id) in [
        ("Incident", "incident"),
        ("AI_INCIDENT", "incident"),
        ("ai-hazard", "hazard"),
        ("Hazard (potential)", "hazard"),
        ("Complementary information", "complementary"),
        ("Not AI related", "unrelated"),
        ("of our own", "of our own"),
    ] {
        assert_eq!(label(word).as_deref(), Some(id), "{word}");
    }
    assert_eq!(label("none"), None);
    let one = taken(r#"{"title":"T","label":1}"#);
    assert_eq!(
        (
            one.incident.verdict.label,
            one.incident.extra["label"].get()
        ),
        (None, "1")
    );
}

#[test]
fn verdicts_are_found_where_pipelines_put_them() {
    let hazard = |json: &str| {
        let incident = taken(json).incident;
        assert_eq!(
            said(&incident.verdict),
            (Some("hazard"), Some("R"), None),
            "{json}"
        );
        assert!(incident.articles.is_empty(), "{json}");
    };
    for json in [
        r#"{"title":"T","classification":{"label":"hazard","rationale":"R"}}"#,
        r#"{"title":"T","classification":"AI Hazard","why":["R"]}"#,
        r#"{"title":"T","verdict":"hazard","rationale":"R"}"#,
        r#"{"title":"T","verdict":{"verdict":"hazard","justification":"R"}}"#,
        r#"{"title":"T","answer":"{\"label\": \"hazard\", \"reason\": \"R\"}"}"#,
        r#"{"title":"T","output":"```json\n{\"label\": \"hazard\", \"reason\": \"R\"}\n```"}"#,
        r#"{"custom_id":"r-1","response":{"body":{"choices":[{"message":{"role":"assistant","content":"{\"label\":\"hazard\",\"rationale\":\"R\"}"}}]}}}"#,
        r#"{"id":"r","result":{"message":{"content":[{"type":"text","text":"{\"label\":\"hazard\",\"rationale\":\"R\"}"}]}}}"#,
    ] {
        hazard(json);
    }
    // The rest of an answer isn't lost.
    let one = taken(r#"{"title":"T","result":{"label":"hazard","tokens":7}}"#).incident;
    assert_eq!(
        one.extra["result"].get(),
        r#"{"label":"hazard","tokens":7}"#
    );
}

#[test]
fn articles_are_read_out_of_lists_of_any_name() {
    let one = taken(
        r#"{"title":"T","reports":[{"headline":"A","publisher":{"name":"BBC"},"link":"https://b/1",
            "label":"AI Hazard","reason":"R"},{"title":"B","text":"Long."}]}"#,
    );
    let articles = &one.incident.articles;
    assert_eq!(articles[0].outlet.as_deref(), Some("BBC"));
    assert_eq!(
        said(&articles[0].verdict),
        (Some("hazard"), Some("R"), None)
    );
    assert_eq!(articles[1].lead.as_deref(), Some("Long."));
    let one = taken(r#"{"title":"T","sources":["https://a/1","https://a/2"]}"#);
    assert_eq!(one.incident.articles.len(), 2);
    let one = taken(r#"{"title":"T","reports":[1]}"#);
    assert_eq!(
        (
            one.incident.articles.len(),
            one.incident.extra["reports"].get()
        ),
        (0, "[1]")
    );
    assert_eq!(one.repairs.len(), 1);
}

#[test]
fn one_odd_field_costs_itself_and_not_the_record() {
    let one = taken(
        r#"{"id":"a","title":"T","date":"03/04/2026","country":["DE"],"links":5,"source":7,
            "verdict":{"label":"hazard","how":"llm","confidence":"high","run":"gpt"},
            "facets":{"industries":"Health"},"aliases":{"x":1}}"#,
    );
    let incident = &one.incident;
    assert_eq!(said(&incident.verdict), (Some("hazard"), None, None));
    assert_eq!(incident.verdict.run.model.as_deref(), Some("gpt"));
    assert_eq!(incident.extra["date_text"].get(), "\"03/04/2026\"");
    for kept in ["source_country", "source_links", "source_aliases"] {
        assert!(
            incident.extra.contains_key(kept),
            "{kept}: {:?}",
            incident.extra
        );
    }
    assert_eq!(incident.verdict.extra["source_how"].get(), "\"llm\"");
    assert_eq!(
        incident.verdict.extra["source_confidence"].get(),
        "\"high\""
    );
    assert!(one.repairs.len() >= 6, "{:?}", one.repairs);
}

#[test]
fn percent_are_shares() {
    let share = |json: &str| {
        let raw: Box<RawValue> = serde_json::from_str(json).unwrap();
        verdict::share(&raw)
    };
    assert_eq!(share("0.5"), Some(0.5));
    assert_eq!(share("60"), Some(0.6));
    assert_eq!(share("\"1 %\""), Some(0.01));
    assert_eq!(
        (share("-1"), share("400"), share("\"high\"")),
        (None, None, None)
    );
}

#[test]
fn what_a_set_says_itself_is_read_as_before() {
    let json = r#"{"id":"a","title":"T","headline":"H","verdict":{"label":"hazard","rationale":"R","reason":"S"},"articles":[{"title":"A","outlet":"O","url":"https://u","link":"v"}]}"#;
    let strict = Incident::from_json(json).unwrap();
    assert!(!may_hold_more(&vocabulary(), &strict));
    let one = taken(json);
    assert!(one.read.is_empty(), "{:?}", one.read);
    assert_eq!(
        serde_json::to_string(&one.incident).unwrap(),
        serde_json::to_string(&strict).unwrap()
    );
}

#[test]
fn a_record_without_anything_to_review_names_its_fields() {
    let names = read(&vocabulary(), r#"{"model":"gpt","items":[1]}"#).unwrap();
    assert_eq!(names.unwrap_err(), "items, model");
}

#[test]
fn lists_are_found_in_an_object_of_any_other_fields() {
    let list = |text: &str| list(text).map(|at| text[at..at + 4].to_owned());
    assert_eq!(
        list(r#"{"model":"gpt","results":[{"id":1}]}"#),
        Some(r#"[{"i"#.to_owned())
    );
    assert_eq!(list(r#"{"title":"T","results":[{"id":1}]}"#), None);
    assert_eq!(list(r#"{"a":[{"id":1}],"b":[{"id":2}]}"#), None);
    assert_eq!(list(r#"[{"id":1}]"#), None);
}

fn table(text: &str) -> Found {
    let vocabulary = vocabulary();
    assert_eq!(
        Shape::detect(&vocabulary, text),
        Some(Shape::Table),
        "{text}"
    );
    let Reader::Whole(read) = Shape::Table.format().read else {
        panic!("a table is read whole");
    };
    let mut found = Found::default();
    read(&vocabulary, text, &mut found);
    found
}

#[test]
fn a_row_of_a_table_is_an_incident() {
    let found = table(
        "Incident title;AI label;Reasoning;URL\r\n\"Robot; child\";AI Hazard;\"Two\nlines\";https://u\r\nB;;;\r\n",
    );
    let one = &found.incidents[0].1;
    assert_eq!(one.title.as_deref(), Some("Robot; child"));
    assert_eq!(
        said(&one.verdict),
        (Some("hazard"), Some("Two\nlines"), None)
    );
    assert_eq!(one.articles[0].url.as_deref(), Some("https://u"));
    assert_eq!(found.incidents[1].1.title.as_deref(), Some("B"));
    assert_eq!(found.incidents[1].0, 4, "the line of the row");
}

#[test]
fn rows_of_one_incident_are_its_articles() {
    let found = table(
        "incident_id,incident_title,title,outlet,label,rationale\n\
         7,The event,A,BBC,AI Incident,R\n8,Other,C,ARD,AI Hazard,S\n7,The event,B,ZDF,AI Hazard,T\n",
    );
    let titles: Vec<_> = found
        .incidents
        .iter()
        .map(|(_, it)| it.title.as_deref())
        .collect();
    assert_eq!(titles, [Some("The event"), Some("Other")]);
    let one = &found.incidents[0].1;
    assert_eq!((one.id.as_str(), one.articles.len()), ("7", 2));
    assert_eq!(
        said(&one.articles[1].verdict),
        (Some("hazard"), Some("T"), None)
    );
    // Its own verdict is for a person to give.
    assert_eq!(one.verdict.label, None);
}

#[test]
fn tables_without_labels_are_none() {
    for text in [
        "title,url\nA,https://u\n",
        "Just a sentence, with a label.",
        "a,label\n1,2\n",
    ] {
        assert!(!table::detect(text), "{text}");
    }
    assert_eq!(
        table::columns("title,url\nA,https://u\n").as_deref(),
        Some("title, url")
    );
}

#[test]
fn a_record_goes_through_the_reader_of_sets() {
    let mut found = Found::default();
    let json = r#"{"title":"T","label":"AI Hazard"}"#;
    for line in [1, 2] {
        set::take(&vocabulary(), json, line, &mut found);
    }
    assert_eq!(found.incidents.len(), 2);
    assert_eq!(found.read["the label \"AI Hazard\" as \"hazard\""], 2);
}

#[test]
fn records_that_share_no_more_than_a_title_are_told_apart() {
    let text = b"{\"title\":\"Untitled\",\"summary\":\"A\"}\n{\"title\":\"Untitled\",\"summary\":\"B\"}\n{\"title\":\"Untitled\",\"summary\":\"B\"}\n";
    let done = imported(&[("a", text)]);
    let summaries: Vec<_> = done
        .incidents
        .iter()
        .map(|it| it.summary.as_deref())
        .collect();
    assert_eq!(summaries, [Some("A"), Some("B")]);
    assert_ne!(done.incidents[0].id, done.incidents[1].id);
    let kinds: Vec<_> = done
        .report
        .repaired
        .iter()
        .map(|entry| &entry.what)
        .collect();
    assert!(
        matches!(
            kinds[..],
            [
                Repair::TitleShared { .. },
                Repair::TitleShared { .. },
                Repair::SameAgain { .. }
            ]
        ),
        "{kinds:?}"
    );
}

#[test]
fn a_list_in_an_object_and_a_table_are_imported() {
    let wrapped = br#"{"model":"gpt","results":[{"title":"A","label":"AI Hazard"},{"title":"B","label":"AI Incident"}]}"#;
    let table = b"title,label\nC,AI Hazard\n";
    let done = imported(&[("w", wrapped), ("t", table)]);
    let labels = done
        .incidents
        .iter()
        .map(|it| it.verdict.label.as_ref().unwrap().as_str());
    assert_eq!(labels.collect::<Vec<_>>(), ["hazard", "incident", "hazard"]);
    assert_eq!(done.incidents[2].source.shape.as_deref(), Some("table"));
    let done = imported(&[("t", b"title,url\nC,https://u\n")]);
    assert!(
        matches!(&done.report.skipped[0].what, Skip::Table { columns } if columns == "title, url")
    );
}

#[test]
fn incidents_that_do_not_come_from_the_service_are_not_credited_to_it() {
    let text = br#"{"model":"gpt","incidents":[{"id":"w","title":"T","label":"AI Incident","rationale":"R"}]}"#;
    let done = imported(&[("a", text)]);
    let verdict = &done.incidents[0].verdict;
    assert_eq!(
        (verdict.rationale.as_deref(), &verdict.run.who),
        (Some("R"), &None)
    );
}

#[test]
fn the_export_of_a_review_as_a_table_is_no_set() {
    let text = b"incident,title,machine_now_label,label,final_how\na,T,incident,hazard,single\n";
    let done = imported(&[("a", text)]);
    assert!(matches!(done.report.skipped[0].what, Skip::Reviewed));
}
