//! What the articles of a group make of their incident.

use super::*;

#[test]
fn an_incident_has_the_most_common_label_of_its_articles() {
    let one = group(&[
        (
            "A",
            "Robotaxi hits cyclist in Leeds",
            "The driverless car broke her leg. She is in hospital.",
        ),
        (
            "B",
            "Council debates robotaxi rules",
            "The regulation is to be adopted in May.",
        ),
        (
            "C",
            "Cyclist injured by robotaxi",
            "A driverless taxi injured a woman on Monday.",
        ),
    ]);
    assert_eq!(one.verdict.label, Some("incident".into()));
    assert_eq!(one.verdict.prose, one.verdict.label);
    assert_eq!(
        one.verdict.extra["votes"].get(),
        r#"{"complementary":1,"incident":2}"#
    );
    let summary = one.summary.unwrap();
    assert!(
        summary.contains("broke her leg") && summary.contains("injured a woman"),
        "{summary}"
    );
    assert_eq!(one.country.as_deref(), Some("United Kingdom"));
    assert!(one.facets[&"harm_types".into()].contains(&"Physical (injury)".to_owned()));
}

#[test]
fn a_tie_is_left_to_a_person() {
    let one = group(&[
        (
            "A",
            "Robotaxi hits cyclist in Leeds",
            "The driverless car broke her leg.",
        ),
        (
            "B",
            "Council adopts robotaxi rules",
            "The regulation was approved by lawmakers.",
        ),
    ]);
    assert_eq!((one.verdict.label, one.verdict.how), (None, How::Unclear));
    assert!(one.verdict.guess.is_some());
}

#[test]
fn an_article_that_names_no_ai_has_no_vote_beside_one_that_does() {
    let told = (
        "A",
        "Robotaxi hits cyclist in Leeds",
        "The driverless car broke her leg.",
    );
    let silent = [
        ("B", "Leeds mother home again", "Her leg is in plaster."),
        (
            "C",
            "Witnesses of Monday's crash",
            "She lay in the road, by the shop whose share price rose after it announced a takeover.",
        ),
    ];
    let one = group(&[told, silent[0], silent[1]]);
    assert_eq!(one.verdict.label, Some("incident".into()));
    assert_eq!(one.verdict.extra["votes"].get(), r#"{"incident":1}"#);
    let why = one.verdict.rationale.unwrap();
    assert!(
        why.starts_with(
            "1 article names an AI system, 2 name none; the reasons are those for the article of A."
        ),
        "{why}"
    );
    let why = group(&[told, ("D", told.1, told.2), silent[0]]);
    let why = why.verdict.rationale.unwrap();
    assert!(
        why.starts_with(
            "2 of 2 articles that name an AI system come to the same verdict, 1 names none; the reasons are"
        ),
        "{why}"
    );
    let rules = (
        "F",
        "Council adopts robotaxi rules",
        "The regulation was approved by lawmakers.",
    );
    assert_eq!(
        group(&[told, rules, silent[0]]).verdict.rationale.unwrap(),
        "The articles that name an AI system are split evenly, 1 names none, so no label is given and a person has to decide."
    );
    let denied = (
        "E",
        "Forklift hurts worker in Leeds, no AI involved",
        "The truck was driven by hand.",
    );
    let one = group(&[told, denied]);
    assert_eq!(
        one.verdict.label, None,
        "who says that there is none counts"
    );
    let one = group(&silent);
    assert_eq!(one.verdict.label, Some("unrelated".into()));
}
