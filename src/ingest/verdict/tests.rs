use super::*;
use crate::domain::Vocabulary;

/// Sentences in the style of rationales, with the label they state; `?` where
/// they state none.
const TABLE: &[(&str, &str)] = &[
    // Plain frames.
    (
        "incident",
        "The crash injured two people, so the event qualifies as an AI Incident.",
    ),
    (
        "incident",
        "Two pupils were hurt by the sorting robot. The definition of an AI Incident is therefore met.",
    ),
    (
        "incident",
        "The ranking tool denied loans by race. This meets the threshold of harm required for an AI Incident.",
    ),
    (
        "incident",
        "The chatbot's advice led to poisoning; this fulfils all the criteria set out for an AI Incident.",
    ),
    (
        "incident",
        "The drone struck a crowd. We therefore classify this event as an AI Incident.",
    ),
    (
        "incident",
        "The event is best categorised as an AI incident because a patient was harmed.",
    ),
    (
        "incident",
        "A worker lost a hand to the cobot, making this an AI Incident.",
    ),
    (
        "incident",
        "The deepfake ruined her name, which makes the event an AI Incident.",
    ),
    (
        "incident",
        "The realised injury and the role of the model justify the classification as an AI Incident.",
    ),
    (
        "incident",
        "The leak of health records supports its classification as an AI Incident.",
    ),
    (
        "incident",
        "The wrongful arrest is a clear case of an AI Incident.",
    ),
    ("incident", "This is a textbook example of an AI Incident."),
    (
        "incident",
        "Harm has come about through the model's use, confirming this as an AI Incident.",
    ),
    (
        "incident",
        "The outage of the grid controller constitutes an AI Incident under harm (b).",
    ),
    ("incident", "The matter amounts to an AI Incident."),
    (
        "incident",
        "Because the harm was real, the correct label is AI Incident.",
    ),
    (
        "incident",
        "The appropriate classification is therefore \"AI Incident\".",
    ),
    (
        "incident",
        "It's an AI Incident, since the ballots were in fact miscounted by the software.",
    ),
    (
        "incident",
        "The forged recording falls squarely within the definition of an AI Incident.",
    ),
    (
        "incident",
        "The case has to be seen as an AI Incident: the model picked the wrong man.",
    ),
    (
        "incident",
        "The chain of causation leads to the classification of the event as an AI Incident.",
    ),
    (
        "incident",
        "Accordingly, the event should be treated as an AI Incident.",
    ),
    (
        "hazard",
        "No one was hurt. However, a hijacked fleet could plausibly injure people, so this is an AI Hazard.",
    ),
    (
        "hazard",
        "The weakness was found in time; the event matches the definition of an AI Hazard.",
    ),
    (
        "hazard",
        "The planned system represents a credible AI Hazard.",
    ),
    (
        "hazard",
        "Since the weapon has not been used, the AI Hazard classification is appropriate.",
    ),
    (
        "hazard",
        "As the risk is plausible, the criteria for an AI Hazard are satisfied.",
    ),
    (
        "hazard",
        "A near collision of two robotaxis took place, which places the event in the AI Hazard category.",
    ),
    (
        "hazard",
        "AI Hazard is the most fitting label here, given that nobody has been harmed so far.",
    ),
    ("hazard", "This situation is consistent with an AI Hazard."),
    (
        "hazard",
        "The tool may yet be abused at scale, rendering this event an AI Hazard.",
    ),
    (
        "complementary",
        "The minister's reply is best described as Complementary Information.",
    ),
    (
        "complementary",
        "The piece follows up on a known case, which aligns with Complementary Information.",
    ),
    (
        "complementary",
        "It belongs to the category of Complementary Information.",
    ),
    (
        "complementary",
        "The new guidance on audits falls under Complementary Information.",
    ),
    (
        "complementary",
        "The article primarily provides Complementary Information about the court's schedule.",
    ),
    (
        "complementary",
        "This is Complementary Information because it reports the fine for an earlier breach.",
    ),
    (
        "unrelated",
        "No AI system takes part, so the article is Unrelated.",
    ),
    (
        "unrelated",
        "The recipe book has nothing to do with AI and should be classified as unrelated.",
    ),
    (
        "beneficial",
        "The scanner only helps rescuers, hence Beneficial Use is the right label.",
    ),
    (
        "beneficial",
        "The model serves to find lost hikers. The event is thus categorised as Beneficial Use.",
    ),
    // Short and colon forms.
    (
        "hazard",
        "Nobody has been harmed so far. Therefore, AI Hazard.",
    ),
    (
        "incident",
        "The patient died after the faulty dose. Classification: AI Incident.",
    ),
    (
        "incident",
        "The patient died after the faulty dose.\n\n**Verdict:** AI Incident",
    ),
    (
        "complementary",
        "The court set a date. Hence, Complementary Information.",
    ),
    (
        "hazard",
        "The valve could be opened remotely, thus an AI Hazard.",
    ),
    (
        "hazard",
        "AI Hazard: the toy could be made to listen, but no family was spied on.",
    ),
    // Rejections beside the verdict, and verdicts in mid-text.
    (
        "incident",
        "This is an AI Incident rather than an AI Hazard or Complementary Information.",
    ),
    (
        "incident",
        "The event is not merely a hazard but an AI Incident.",
    ),
    (
        "incident",
        "It is not just complementary information; it qualifies as an AI Incident.",
    ),
    (
        "incident",
        "The harm was real, meeting the definition of an AI Incident. It is not an AI Hazard, nor Complementary Information, and it is not unrelated, since the model took the decision.",
    ),
    (
        "incident",
        "This fits the definition of an AI Incident. Families are still waiting for answers, and a second hearing is due in spring.",
    ),
    (
        "hazard",
        "It is neither an AI Incident nor Complementary Information; it is an AI Hazard.",
    ),
    (
        "hazard",
        "While not an AI Incident, the event does qualify as an AI Hazard.",
    ),
    (
        "hazard",
        "Rather than an AI Incident, this is an AI Hazard.",
    ),
    (
        "hazard",
        "This qualifies as an AI Hazard, as misuse could plausibly lead to an AI Incident.",
    ),
    (
        "hazard",
        "The event is an AI Hazard. Had the valve opened, it would have been an AI Incident.",
    ),
    (
        "hazard",
        "As no injury is reported, it cannot be classified as an AI Incident; it meets the criteria of an AI Hazard instead.",
    ),
    (
        "hazard",
        "This goes beyond complementary information and constitutes an AI Hazard.",
    ),
    (
        "hazard",
        "There is no evidence of an AI Incident, and the event is therefore considered an AI Hazard.",
    ),
    (
        "hazard",
        "It does not, however, qualify as an AI Incident. It is an AI Hazard.",
    ),
    (
        "complementary",
        "It doesn't describe harm that would qualify as an AI Incident, nor a scenario that could become an AI Hazard. It is Complementary Information.",
    ),
    (
        "complementary",
        "The harms listed are not those defined under AI Incident. The piece updates the record of a known case, which fits Complementary Information.",
    ),
    (
        "complementary",
        "The article recalls prior AI incidents and previous AI Hazards, but its subject is the new law, so it is Complementary Information.",
    ),
    (
        "complementary",
        "As neither harm nor plausible harm is described, the event isn't an AI Incident or AI Hazard but Complementary Information.",
    ),
    (
        "complementary",
        "The definition of an AI Incident requires harm. None is reported, so the report is classified as Complementary Information.",
    ),
    (
        "complementary",
        "If harm had followed, it would meet the definition of an AI Incident. As things stand, the article represents Complementary Information.",
    ),
    // Concessions, and doubt about a part.
    (
        "incident",
        "Although the bill, the hearing and the reactions are complementary information, the core event is a suicide driven by a chatbot, making this an AI Incident.",
    ),
    (
        "incident",
        "Though parts of the text are complementary information, the event qualifies as an AI Incident.",
    ),
    (
        "complementary",
        "While the crash itself was an AI Incident, this article is about the trial and so is Complementary Information.",
    ),
    (
        "hazard",
        "Despite being complementary information in part, the article describes a new flaw and therefore fits the definition of an AI Hazard.",
    ),
    // Odd grammar.
    (
        "incident",
        "There is no doubt that this qualifies as an AI Incident.",
    ),
    (
        "incident",
        "That the firm paid does not change the fact that this is an AI Incident.",
    ),
    (
        "incident",
        "This qualifies as an AI Incident due to potential harm.",
    ),
    (
        "incident",
        "The two frauds are both classified as AI Incidents.",
    ),
    ("hazard", "This would be better classified as an AI Hazard."),
    // Nothing stated, or two things.
    ("?", "The robot moved boxes across the yard."),
    ("?", "The system could lead to an AI Incident."),
    ("?", "It might become an AI Hazard if it were sold."),
    ("?", "The event is an AI Incident or an AI Hazard."),
    ("?", "It is not an AI Incident. It is not an AI Hazard."),
    (
        "?",
        "It is unclear whether this qualifies as an AI Incident.",
    ),
    (
        "?",
        "An AI Hazard is an event that could plausibly lead to harm.",
    ),
    ("?", "The AI Incident Database lists the case."),
    (
        "?",
        "The article names several AI incidents of the past year.",
    ),
    (
        "?",
        "After the incident the plant was closed and a hazard light was fitted.",
    ),
    (
        "?",
        "To qualify as an AI Incident, harm must have come about.",
    ),
    (
        "?",
        "A different outcome would have made this an AI Incident.",
    ),
    (
        "?",
        "Nor does it describe a scenario that would qualify as an AI Hazard.",
    ),
    ("?", ""),
];

#[test]
fn the_table_is_read() {
    let vocabulary = Vocabulary::shipped();
    let mut faults = Vec::new();
    for (expected, text) in TABLE {
        let reading = read(&vocabulary, text);
        let found = reading.label.as_ref().map_or("?", LabelId::as_str);
        if found != *expected {
            let units = mentions::sentences(&vocabulary, text);
            let name = |label: usize| vocabulary.labels[label].id.to_string();
            faults.push(format!(
                "{expected}, not {found} (asserted {:?}, governed {:?}): {text}",
                asserted::read(&vocabulary, &units)
                    .verdict
                    .map(|phrase| name(phrase.label)),
                governed::read(&vocabulary, &units).label.map(name),
            ));
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {}\n{}",
        faults.len(),
        TABLE.len(),
        faults.join("\n")
    );
}

#[test]
fn spans_cover_the_frame_and_the_label() {
    let vocabulary = Vocabulary::shipped();
    let text = "Naïve tests failed – the article reports the fix, which aligns with Complementary Information rather than an AI Incident or AI Hazard.";
    let reading = read(&vocabulary, text);
    let found: Vec<_> = reading
        .spans
        .iter()
        .map(|span| {
            assert_eq!(span.quote, text[span.start..span.end]);
            (
                span.role,
                span.quote.as_str(),
                span.label.as_ref().map_or("", LabelId::as_str),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                SpanRole::Verdict,
                "which aligns with Complementary Information",
                "complementary"
            ),
            (SpanRole::Rejects, "rather than an AI Incident", "incident"),
            (SpanRole::Rejects, "AI Hazard", "hazard"),
        ]
    );
}

#[test]
fn an_unclear_text_keeps_a_guess_apart() {
    let vocabulary = Vocabulary::shipped();
    let guess = |text: &str| read(&vocabulary, text).guess.map(|label| label.to_string());
    assert_eq!(
        guess("Two riders were injured and one died when the brakes were released."),
        Some("incident".into())
    );
    assert_eq!(
        guess("Experts warn of risks: the drone could be stolen."),
        Some("hazard".into())
    );
    assert_eq!(
        guess("The system could lead to an AI Hazard."),
        Some("hazard".into())
    );
    assert_eq!(guess("A car was seen."), None);
    assert_eq!(guess("This is an AI Hazard."), None);
}

#[test]
fn a_label_of_the_users_own_is_read_like_any_other() {
    let row = r#"
        [[label]]
        id = "near_miss"
        name = "Near Miss"
        short = "Near miss"
        abbr = "Nea"
        key = "6"
        role = "label6"
        definition = "Harm was averted by luck."
        ask = "Was it luck?"
        spoken = ["near miss", "close call"]
    "#;
    let vocabulary = Vocabulary::shipped().with(row).unwrap();
    for text in [
        "The drones passed a metre apart, so the event is classified as a near-miss.",
        "It is not an AI Incident but a Near Miss.",
        "Both flights qualify as near misses rather than AI Hazards.",
        "This fits the definition of a close call.",
    ] {
        let label = read(&vocabulary, text).label;
        assert_eq!(label, Some("near_miss".into()), "{text}");
    }
}

#[test]
fn completing_sets_what_no_field_stated_and_is_idempotent() {
    let vocabulary = Vocabulary::shipped();
    let with = |label: Option<&str>, how, rationale: &str| {
        let mut verdict = Verdict {
            label: label.map(LabelId::from),
            how,
            rationale: Some(rationale.to_owned()),
            ..Verdict::default()
        };
        complete(&vocabulary, &mut verdict);
        let once = serde_json::to_string(&verdict).unwrap();
        complete(&vocabulary, &mut verdict);
        assert_eq!(once, serde_json::to_string(&verdict).unwrap());
        verdict
    };
    let read = with(None, How::Unclear, "Hence, this is an AI Hazard.");
    assert_eq!(
        (read.label.unwrap().as_str(), read.how),
        ("hazard", How::Prose)
    );
    assert_eq!(read.prose.unwrap().as_str(), "hazard");
    let stated = with(Some("incident"), How::Field, "Hence, this is an AI Hazard.");
    assert_eq!(
        (stated.label.unwrap().as_str(), stated.how),
        ("incident", How::Field)
    );
    assert_eq!(stated.prose.unwrap().as_str(), "hazard");
    let unclear = with(None, How::Unclear, "It could become an AI Hazard.");
    assert_eq!((unclear.label, unclear.how), (None, How::Unclear));
    assert_eq!(unclear.guess.unwrap().as_str(), "hazard");
    let mut none = Verdict::default();
    complete(&vocabulary, &mut none);
    assert!(none.is_empty());
}

/// The lines of a file of the shared data, or none where that is not at hand.
fn shared(file: &str) -> Option<String> {
    let Some(folder) = std::env::var_os("OVERRULE_SHARED") else {
        println!("skipped: OVERRULE_SHARED is not set");
        return None;
    };
    Some(
        std::fs::read_to_string(std::path::Path::new(&folder).join("data/aim").join(file)).unwrap(),
    )
}

#[test]
fn real_verdicts_are_read() {
    let Some(lines) = shared("verdicts.jsonl") else {
        return;
    };
    let vocabulary = Vocabulary::shipped();
    let cases = evaluate::cases(&vocabulary, &lines).unwrap();
    let half: usize = std::env::var("HALF").map_or(999, |n| n.parse().unwrap());
    let report = evaluate::evaluate(&vocabulary, cases.into_iter().filter(|c| c.line <= half));
    println!("{report}");
    assert_eq!(report.wrong, 0, "{report}");
    assert!(report.committed + 2 >= report.n, "{report}");
}

#[test]
fn real_rationales_are_read() {
    let Some(lines) = shared("rationales.jsonl") else {
        return;
    };
    let vocabulary = Vocabulary::shipped();
    let half: usize = std::env::var("HALF").map_or(999, |n| n.parse().unwrap());
    let cases: Vec<evaluate::Case> = lines
        .lines()
        .enumerate()
        .filter(|(at, _)| *at < half / 2 + 1 || half == 999)
        .filter_map(|(at, json)| {
            let row: serde_json::Value = serde_json::from_str(json).unwrap();
            let label = vocabulary.label_by_word(row["label"].as_str()?)?;
            Some(evaluate::Case {
                line: at + 1,
                text: row["rationale"].as_str()?.to_owned(),
                label: label.id.clone(),
            })
        })
        .collect();
    let report = evaluate::evaluate(&vocabulary, cases);
    println!("{report}");
    assert_eq!(report.wrong, 0, "{report}");
}
