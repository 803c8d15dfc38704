//! The flags that look at what texts say.

use super::*;

#[test]
fn potential_harm_alone_is_doubted() {
    for (text, wanted) in [
        (
            "Names leaked. It qualifies as an AI Incident because the leak could lead to theft.",
            true,
        ),
        ("It has led to an AI Incident due to potential harm.", true),
        (
            "It describes realized harm, not just a potential risk, so it is an AI Incident.",
            false,
        ),
        (
            "More could follow. The crash injured two, so it is an AI Incident.",
            false,
        ),
        (
            "It led to injuries and may lead to more, so it is an AI Incident.",
            false,
        ),
    ] {
        assert_eq!(
            reason("potential", &judged("incident", text)).is_some(),
            wanted,
            "{text}"
        );
        assert_eq!(reason("potential", &judged("hazard", text)), None);
    }
}

#[test]
fn the_sentence_with_the_deciding_phrase_counts() {
    let text = "This could be an AI Incident. It is not unrelated.";
    let mut incident = Incident::from_json(&judged("incident", text)).unwrap();
    let find = |incident: &Incident| {
        let flags = flags(&Vocabulary::shipped(), incident);
        flags.iter().any(|flag| flag.id == "potential")
    };
    assert!(
        !find(&incident),
        "the last sentence says nothing of the kind"
    );
    incident.verdict.spans = vec![Span::over(SpanRole::Verdict, text, 14, 28).unwrap()];
    assert!(find(&incident));
    incident.verdict.spans[0].quote = "of another text".to_owned();
    assert!(
        !find(&incident),
        "a span that doesn't fit its text counts for nothing"
    );
}

#[test]
fn prevention_is_told_from_failed_prevention() {
    for (text, wanted) in [
        (
            "It is an AI Incident because the filter prevented a theft.",
            true,
        ),
        (
            "Its use reunited families, a form of harm mitigation. It is an AI Incident.",
            true,
        ),
        (
            "It is an AI Incident because the filter failed to detect a theft.",
            false,
        ),
        (
            "The firm is mitigating the issue. The theft makes it an AI Incident.",
            false,
        ),
    ] {
        assert_eq!(
            reason("prevention", &judged("incident", text)).is_some(),
            wanted,
            "{text}"
        );
    }
}

#[test]
fn a_doubtful_part_of_ai_is_quoted() {
    let text = "It is unclear whether a model chose the targets. It is an AI Incident.";
    assert_eq!(
        reason("ai-role", &judged("incident", text)).unwrap(),
        "the part of AI is doubtful: \"It is unclear whether a model chose the..\""
    );
    assert_eq!(reason("ai-role", &judged("unrelated", text)), None);
}

#[test]
fn business_news_without_a_harm_is_no_hazard() {
    let record = |summary: &str| {
        format!(
            r#"{{"id":"i","title":"Cab maker grows","summary":"{summary}","verdict":{{"label":"hazard"}}}}"#
        )
    };
    assert_eq!(
        reason(
            "product-news",
            &record("The maker raised 40 million for its fleet.")
        )
        .unwrap(),
        "business news, and title and summary name no harm: \"The maker raised 40 million for its..\""
    );
    assert_eq!(
        reason(
            "product-news",
            &record("The maker raised funds after a crash.")
        ),
        None
    );
    assert_eq!(reason("product-news", &record("The fleet doubled.")), None);
}

#[test]
fn a_second_story_begins_a_sentence() {
    let record = |summary: &str| format!(r#"{{"id":"i","summary":"{summary}"}}"#);
    assert_eq!(
        reason(
            "two-stories",
            &record("A bus stopped. Separately, a bank was robbed.")
        )
        .unwrap(),
        "the summary may join two events: \"Separately, a bank was robbed.\""
    );
    assert_eq!(
        reason(
            "two-stories",
            &record("Two buses stopped separately, at noon.")
        ),
        None
    );
    assert_eq!(
        reason("two-stories", &record("Additionally, a bus stopped.")),
        None
    );
}

#[test]
fn other_names_tell_another_story() {
    let record = |summary: &str, rationale: &str| {
        format!(
            r#"{{"id":"i","summary":"{summary}","verdict":{{"label":"hazard","rationale":"{rationale}"}}}}"#
        )
    };
    let summary = "In May the Nordbank chatbot Ilse misled 430 customers.";
    assert_eq!(
        reason(
            "other-story",
            &record(
                summary,
                "A drone of Falk hit a tower in Lund, an AI Hazard."
            )
        )
        .unwrap(),
        "the summary names 430, Ilse, May, the rationale Falk, Lund: nothing in common"
    );
    assert_eq!(
        reason(
            "other-story",
            &record(summary, "The bank's Ilse and Falk erred.")
        ),
        None
    );
    assert_eq!(
        reason(
            "other-story",
            &record(summary, "This is an AI Incident in Lund.")
        ),
        None,
        "too few names"
    );
    let other = record(
        summary,
        "A drone of Falk hit a tower in Lund, an AI Hazard.",
    );
    let ours = other.replacen(r#""rationale""#, r#""how":"model","rationale""#, 1);
    assert_ne!(ours, other);
    assert_eq!(reason("other-story", &ours), None, "it quotes what decided");
}
