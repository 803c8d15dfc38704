//! Records as pipelines write them, and what is read of them.

mod files;

use super::*;

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
        "the field \"source\" as articles.outlet",
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
        (
            "AI Incident (false positive)",
            "AI Incident (false positive)",
        ),
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
fn a_sets_own_verdict_says_all_there_is() {
    for json in [
        r#"{"id":"a","title":"T","verdict":{"label":"hazard"},"reason":"duplicate of b","model":"Tesla Model 3","score":37,"status":"closed"}"#,
        r#"{"id":"a","title":"T","verdict":{"how":"unclear","guess":"hazard"},"type":"incident","category":"hazard"}"#,
        r#"{"id":"a1","ID":"row-7","title":" T ","Title":"old","verdict":{"label":"hazard","Label":"incident"},"y":null}"#,
    ] {
        let strict = Incident::from_json(json).unwrap();
        let one = taken(json);
        assert!(one.read.is_empty(), "{:?}", one.read);
        let written = |one: &Incident| serde_json::to_string(one).unwrap();
        assert_eq!(written(&one.incident), written(&strict));
    }
}

#[test]
fn reasons_are_those_of_the_label() {
    let one = taken(
        r#"{"title":"T","label":"hazard","assessment":{"label":"incident","rationale":"It harmed."}}"#,
    );
    assert_eq!(said(&one.incident.verdict), (Some("hazard"), None, None));
    let one = taken(
        r#"{"title":"T","response":{"message":{"reasoning":"Let me think.","content":"{\"label\":\"AI Hazard\",\"rationale\":\"R\"}"}}}"#,
    );
    assert_eq!(
        said(&one.incident.verdict),
        (Some("hazard"), Some("R"), None)
    );
    let twice =
        taken(r#"{"title":"T","response":"{\"label\":\"AI Hazard\",\"label\":\"AI Incident\"}"}"#);
    assert_eq!(twice.incident.verdict.label, None);
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
    let one = taken(r#"{"title":"T","sources":["Reuters","AP"]}"#);
    assert_eq!((one.incident.articles.len(), one.repairs.len()), (0, 0));
    assert_eq!(one.incident.extra["sources"].get(), r#"["Reuters","AP"]"#);
    let one = taken(r#"{"title":"T","sources":["https://a/1","www.b.org/x"]}"#);
    assert_eq!((one.incident.articles.len(), one.repairs.len()), (1, 1));
    assert!(one.incident.extra.contains_key("sources"));
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
    assert_eq!(share("\"0,91\""), Some(0.91));
    assert_eq!(share("\"1,200\""), None);
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
    let called = r#"{"name":"AIID","incidents":[{"id":1}],"b":[{"id":2}]}"#;
    assert_eq!(list(called), Some(r#"[{"i"#.to_owned()));
    assert_eq!(list(r#"{"title":"T","evidence":[{"id":1}]}"#), None);
    assert_eq!(list(r#"{"event":"E","articles":[{"id":1}]}"#), None);
    assert_eq!(
        list("{\"event\":\"E\",\"parts\":[{\"id\":1}]}\n{\"event\":\"F\"}"),
        None
    );
    assert_eq!(list(r#"{"a":[{"id":1}],"b":[{"id":2}]}"#), None);
    assert_eq!(list(r#"[{"id":1}]"#), None);
}

/// Names that fields go by in the wild.
const NAMES: &[&str] = &[
    "title",
    "headline",
    "name",
    "summary",
    "description",
    "id",
    "custom_id",
    "date",
    "published",
    "country",
    "label",
    "ai_label",
    "verdict",
    "classification",
    "category",
    "rationale",
    "reason",
    "confidence",
    "severity",
    "model",
    "url",
    "outlet",
    "source",
    "text",
    "articles",
    "reports",
    "facets",
    "links",
    "aliases",
    "proposals",
    "Title",
    "score",
];

/// What stands in them, marked so that it is found again.
fn some_value(mark: usize) -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let text = format!("mark{mark}");
    prop_oneof![
        3 => Just(format!("\"{text}\"")),
        1 => Just(format!("[\"{text}\"]")),
        1 => Just(format!("[{{\"title\":\"{text}\"}}]")),
        1 => Just(format!("{{\"label\":\"{text}\"}}")),
        1 => Just(format!("{{\"rationale\":\"AI Hazard\",\"x\":\"{text}\"}}")),
        1 => Just(format!("{{\"model\":[\"{text}\"]}}")),
        1 => Just(format!("70{mark:02}")),
    ]
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_a_record_holds_comes_out_somewhere(
        names in proptest::sample::subsequence(NAMES, 1..8),
        seed in proptest::collection::vec(0usize..7, 8),
    ) {
        use proptest::strategy::{Strategy as _, ValueTree as _};
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let fields: Vec<(String, String)> = names
            .iter()
            .zip(&seed)
            .enumerate()
            .map(|(at, (name, skip))| {
                for _ in 0..*skip {
                    let _ = some_value(at).new_tree(&mut runner);
                }
                let value = some_value(at).new_tree(&mut runner).unwrap().current();
                ((*name).to_owned(), value)
            })
            .collect();
        let json: Vec<String> = fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let json = format!("{{{}}}", json.join(","));
        let Ok(Ok(one)) = read(&vocabulary(), &json) else {
            return Ok(());
        };
        let out = serde_json::to_string(&one.incident).unwrap();
        for (at, (name, value)) in fields.iter().enumerate() {
            let mark = if value.starts_with("70") { format!("70{at:02}") } else { format!("mark{at}") };
            proptest::prop_assert!(out.contains(&mark), "{name}: {value} of {json} is not in {out}");
        }
        // What is written is a set's, and reads back the same.
        let again = Incident::from_json(&out).unwrap();
        proptest::prop_assert_eq!(serde_json::to_string(&again).unwrap(), out);
    }
}

#[test]
fn an_odd_field_deep_inside_costs_itself_alone() {
    let one = taken(
        r#"{"title":"T","label":"hazard","articles":[{"title":["A"],"copies":"x","outlet":"O"}],
            "source":{"line":"x","file":"f"},"proposals":{"split":7}}"#,
    );
    let incident = &one.incident;
    assert_eq!(incident.title.as_deref(), Some("T"));
    assert_eq!(incident.articles[0].outlet.as_deref(), Some("O"));
    assert_eq!(incident.articles[0].extra["source_copies"].get(), "\"x\"");
    assert_eq!(incident.source.file.as_deref(), Some("f"));
    assert_eq!(one.repairs.len(), 4, "{:?}", one.repairs);
}

#[test]
fn words_the_vocabulary_knows_go_before_others() {
    let label = |json: &str| {
        taken(json)
            .incident
            .verdict
            .label
            .map(|label| label.to_string())
    };
    assert_eq!(
        label(r#"{"title":"T","label":"batch-7","verdict":"hazard"}"#).as_deref(),
        Some("hazard")
    );
    assert_eq!(label(r#"{"title":"T","label":"unclear"}"#), None);
    assert_eq!(label(r#"{"title":"T","type":"incident"}"#), None);
    assert_eq!(
        label(r#"{"title":"T","severity":"serious AI incident"}"#).as_deref(),
        Some("incident")
    );
}
