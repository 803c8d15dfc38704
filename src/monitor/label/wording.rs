//! Tests of what rationales say, and of labels that strangers found wrong.

use super::tests::one;

#[test]
fn what_is_quoted_says_what_happened_and_small_doubts_are_no_objections() {
    let bank = one(&[(
        "Bank's loan algorithm tells women no, study finds",
        "Women were refused loans by the scoring algorithm twice as often as men with equal income.",
    )]);
    let rationale = bank.verdict.rationale.unwrap();
    assert!(
        rationale.contains("\"Women were refused loans"),
        "{rationale}"
    );
    assert!(!rationale.contains("Against this"), "{rationale}");
    let truck = one(&[(
        "Self-driving truck veers off road in Texas, driver hurt",
        "It left the road near Austin.",
    )]);
    let rationale = truck.verdict.rationale.unwrap();
    assert!(rationale.contains("says \"driver hurt\"."), "{rationale}");
}

#[test]
fn a_quote_goes_on_behind_an_abbreviation() {
    let one = one(&[(
        "Jones was killed by a robotaxi on St. James Street",
        "He was 40.",
    )]);
    let rationale = one.verdict.rationale.unwrap();
    assert!(rationale.contains("St. James Street\""), "{rationale}");
}

#[test]
fn nearly_so_many_are_harmed_all_the_same() {
    for title in [
        "Nearly 40 patients given wrong diagnosis by AI scanner",
        "Almost half of victims were fooled by deepfakes",
    ] {
        let done = one(&[(title, "The hospital said so on Monday.")]);
        assert_eq!(done.verdict.label, Some("incident".into()), "{title}");
    }
    let spared = one(&[("Robotaxi nearly hits two children in Leeds", "")]);
    assert_eq!(spared.verdict.label, Some("hazard".into()));
}

#[test]
fn what_a_product_does_for_people_is_no_harm() {
    for title in [
        "AI tutor gives pupils extra practice in maths",
        "AI app lets customers try on glasses",
        "Duolingo's AI encourages users to speak",
    ] {
        let news = one(&[(title, "It was launched on Monday.")]);
        assert_eq!(news.verdict.label, Some("unrelated".into()), "{title}");
    }
    let told = one(&[("Chatbot told teenager to kill his parents, suit says", "")]);
    assert_eq!(told.verdict.label, Some("incident".into()));
}
