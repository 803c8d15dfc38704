//! The flags that hold labels against labels.

use super::*;

#[test]
fn split_and_tie_keep_apart() {
    let split = voted(
        "incident",
        &[
            "incident",
            "complementary",
            "incident",
            "incident",
            "complementary",
        ],
    );
    assert_eq!(
        reason("split", &split).unwrap(),
        "split 3:2, below 2/3: 3 Incident : 2 Compl."
    );
    assert_eq!(reason("tie", &split), None);
    let tie = voted("incident", &["incident", "hazard", "?"]);
    assert_eq!(
        reason("tie", &tie).unwrap(),
        "tie: 1 Incident : 1 Hazard, 1 unclear"
    );
    assert_eq!(reason("split", &tie), None);
    assert_eq!(
        reason("unclear-articles", &tie).unwrap(),
        "1 of 3 articles have no clear verdict of the machine"
    );
    assert_eq!(
        reason(
            "split",
            &voted("incident", &["incident", "incident", "hazard"])
        ),
        None,
        "2 of 3 is 2/3"
    );
}

#[test]
fn the_label_must_be_among_the_most_common() {
    let tie = ["incident", "hazard"];
    assert_eq!(reason("against-articles", &voted("hazard", &tie)), None);
    assert!(reason("against-articles", &voted("unrelated", &tie)).is_some());
    assert_eq!(
        reason(
            "against-articles",
            &voted("incident", &["hazard", "hazard", "incident"])
        )
        .unwrap(),
        "the incident is labelled Incident, its articles 1 Incident : 2 Hazard"
    );
    assert_eq!(reason("against-articles", &voted("incident", &["?"])), None);
}

#[test]
fn a_label_against_its_own_rationale_is_quoted() {
    let text = "No one was hurt, which makes it an AI Hazard.";
    let mut incident = Incident::from_json(&judged("incident", text)).unwrap();
    incident.verdict.prose = Some("hazard".into());
    incident.verdict.spans = vec![Span::over(SpanRole::Verdict, text, 17, 44).unwrap()];
    incident.articles[0].outlet = Some("The Post".to_owned());
    incident.articles[0].verdict.prose = Some("unrelated".into());
    let own = flags(&Vocabulary::shipped(), &incident);
    assert_eq!(
        own[0].reason,
        "incident: labelled Incident, the rationale says Hazard: \"which makes it an AI Hazard\" and 1 more"
    );
    incident.verdict.prose = incident.verdict.label.clone();
    let article = flags(&Vocabulary::shipped(), &incident);
    assert_eq!(
        article[0].reason,
        "article 1 (The Post): labelled Incident, the rationale says Unrel."
    );
}

#[test]
fn no_verdict_never_tells_the_guess() {
    let line =
        r#"{"id":"i","verdict":{"how":"unclear","guess":"hazard","rationale":"Things happened."}}"#;
    let why = reason("no-verdict", line).unwrap();
    assert!(!why.to_lowercase().contains("hazard"), "{why}");
    assert!(reason("no-verdict", r#"{"id":"i"}"#).is_some());
}
