use crate::domain::{Span, SpanRole};

use super::*;

fn raised(line: &str) -> Vec<Flag> {
    flags(&Vocabulary::shipped(), &Incident::from_json(line).unwrap())
}

/// The reason of one flag on a record, where it is raised.
fn reason(id: &str, line: &str) -> Option<String> {
    raised(line)
        .into_iter()
        .find(|flag| flag.id == id)
        .map(|flag| flag.reason)
}

/// A record whose incident has a label and a rationale, and nothing to complain of besides.
fn judged(label: &str, rationale: &str) -> String {
    let text = serde_json::to_string(rationale).unwrap();
    format!(
        r#"{{"id":"i","verdict":{{"label":"{label}","how":"field","rationale":{text}}},
        "facets":{{"harm_types":["Reputational"]}},
        "articles":[{{"id":"a","lead":"L","verdict":{{"label":"{label}","how":"field"}}}}]}}"#
    )
}

/// A record with article labels (`?` for none).
fn voted(label: &str, votes: &[&str]) -> String {
    let articles: Vec<String> = votes
        .iter()
        .enumerate()
        .map(|(at, label)| match *label {
            "?" => format!(r#"{{"id":"{at}"}}"#),
            label => format!(r#"{{"id":"{at}","verdict":{{"label":"{label}"}}}}"#),
        })
        .collect();
    format!(
        r#"{{"id":"i","verdict":{{"label":"{label}"}},"articles":[{}]}}"#,
        articles.join(",")
    )
}

#[test]
fn the_table_is_in_order_and_names_are_its_own() {
    assert!(FLAGS.is_sorted_by(|a, b| a.weight >= b.weight));
    for (at, flag) in FLAGS.iter().enumerate() {
        let found = [by_word(flag.id), by_word(&flag.badge.to_lowercase())];
        assert!(found.iter().flatten().all(|same| same.id == FLAGS[at].id));
        assert_eq!(found.iter().flatten().count(), 2);
        assert!(flag.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
    }
}

#[test]
fn a_sound_record_raises_nothing() {
    let line = judged(
        "incident",
        "The tool's error led to an arrest. It qualifies as an AI Incident.",
    );
    assert_eq!(raised(&line), []);
}

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
}

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
