//! Tables, and whole files, as pipelines write them.

use super::super::table;
use super::{said, vocabulary};
use crate::ingest::Imported;
use crate::ingest::field::Found;
use crate::ingest::import::tests;
use crate::ingest::report::{Repair, Skip};
use crate::ingest::set;
use crate::ingest::shape::{Reader, Shape};

/// What an import makes of files.
fn imported(files: &[(&str, &[u8])]) -> Imported {
    tests::imported(files, None)
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
            [Repair::TitleShared { .. }, Repair::SameAgain { .. }]
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
    let told = done.report.repaired[0].what.to_string();
    assert!(
        told.starts_with("the fields model beside the list"),
        "{told}"
    );
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
    let text = br#"[{"id":1,"title":"T","summary":"S","n_articles":2,"label":"AI Incident","rationale":"R"}]"#;
    let done = imported(&[("a", text)]);
    let verdict = &done.incidents[0].verdict;
    assert_eq!(
        (verdict.rationale.as_deref(), &verdict.run.who),
        (Some("R"), &None)
    );
}

#[test]
fn an_incident_of_several_rows_is_called_as_the_first_of_them_that_has_a_title() {
    let table =
        b"incident_id,title,label\n7, ,AI Hazard\n7, Drone falls ,AI Hazard\n7,Other,AI Hazard\n";
    let done = imported(&[("t", table)]);
    assert_eq!(done.incidents.len(), 1);
    assert_eq!(done.incidents[0].title.as_deref(), Some("Drone falls"));
}

#[test]
fn the_export_of_a_review_as_a_table_is_no_set() {
    let text = b"incident,title,machine_label,now_label,label,final_how\na,T,incident,incident,hazard,single\n";
    let done = imported(&[("a", text)]);
    assert!(matches!(done.report.skipped[0].what, Skip::Reviewed));
}

#[test]
fn columns_of_one_name_and_rows_that_differ_lose_nothing() {
    let found = table(
        "case_id,incident_title,title,label,label,\n7,,A,AI Hazard,AI Incident,x\n7,The event,B,,,y\n7,Another name,C,,,z\n",
    );
    let one = &found.incidents[0].1;
    assert_eq!(one.title.as_deref(), Some("The event"));
    assert_eq!(
        one.articles[0].extra["label (column 5)"].get(),
        "\"AI Incident\""
    );
    assert_eq!(one.articles[0].extra["(column 6)"].get(), "\"x\"");
    assert!(one.articles[2].extra.contains_key("source_incident_title"));
}

#[test]
fn what_a_spreadsheet_says_before_the_table_is_no_row() {
    let found = table("sep=;\nTitle;Label\n\"A; b\";AI Hazard\n");
    assert_eq!(found.incidents[0].1.title.as_deref(), Some("A; b"));
    assert_eq!(found.incidents[0].0, 3);
    let found = table("\"Title, as it stands, there\";label;title\nx;AI Hazard;A\n");
    assert_eq!(found.incidents[0].1.title.as_deref(), Some("A"));
}

#[test]
fn a_headline_over_lines_is_one_where_the_row_is_whole() {
    let found = table("id,title,label\n2,\"Robot,\nsays, hello\",AI Hazard\n");
    assert!(found.skipped.is_empty(), "{:?}", found.skipped);
    assert_eq!(
        found.incidents[0].1.title.as_deref(),
        Some("Robot,\nsays, hello")
    );
}

#[test]
fn rows_are_told_apart_by_ids_and_by_nothing_else() {
    let found = table("title,incident,label\nA,yes,AI Hazard\nB,no,AI Hazard\nC,yes,AI Incident\n");
    assert_eq!(found.incidents.len(), 3);
    let found = table("cluster_id,title,incident_label,label\n7,A,AI Hazard,\n7,B,AI Incident,\n");
    let one = &found.incidents[0].1;
    assert_eq!((found.incidents.len(), one.id.as_str()), (1, "7"));
    // What rows say differently of their incident is no verdict on their articles.
    assert_eq!(one.verdict.label, Some("hazard".into()));
    assert_eq!(one.articles[1].verdict.label, None);
    assert!(one.articles[1].extra.contains_key("source_incident_label"));
}

#[test]
fn columns_of_incident_and_article_are_told_apart_though_no_id_repeats() {
    let found = table(
        "incident_id,incident_title,title,label,incident_label\n\
         1,Case one,A,AI Incident,AI Hazard\n2,Case two,B,Unrelated,AI Incident\n",
    );
    let one = &found.incidents[0].1;
    let article = &one.articles[0];
    assert_eq!(one.title.as_deref(), Some("Case one"));
    assert_eq!(article.title.as_deref(), Some("A"));
    assert_eq!(said(&one.verdict), (Some("hazard"), None, None));
    assert_eq!(said(&article.verdict), (Some("incident"), None, None));
    assert_eq!(found.incidents.len(), 2);
}
