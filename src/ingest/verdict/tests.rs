//! The verdict reader: its table, its spans, and real rationales.

use super::*;
use crate::domain::Vocabulary;

/// Sentences in the style of rationales, each behind the label that it states
/// and a tab; `?` where it states none. `\n` is a line end.
const TABLE: &str = include_str!("table.tsv");

#[test]
fn the_table_is_read() {
    let vocabulary = Vocabulary::shipped();
    let mut faults = Vec::new();
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    for (expected, text) in rows.clone().map(|row| row.split_once('\t').unwrap()) {
        let text = &text.replace(r"\n", "\n");
        let reading = read(&vocabulary, text);
        let found = reading.label.as_ref().map_or("?", LabelId::as_str);
        if found != expected {
            let units = mentions::sentences(&Forms::of(&vocabulary), text);
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
        rows.count(),
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
        Reader::new(&vocabulary).complete(&mut verdict);
        let once = serde_json::to_string(&verdict).unwrap();
        Reader::new(&vocabulary).complete(&mut verdict);
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
    Reader::new(&vocabulary).complete(&mut none);
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
    let report = evaluate::evaluate(&vocabulary, cases);
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
    let cases: Vec<evaluate::Case> = lines
        .lines()
        .enumerate()
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

proptest::proptest! {
    /// Whatever the text, every span quotes it.
    #[test]
    fn spans_quote_any_text(parts in proptest::collection::vec(
        proptest::sample::select(vec![
            "qualifies as", "AI Incident", "an AI-Hazard", "rather than", "isn’t", "N'T", "'s", "—", "-", "(", ",", ". ", "\n",
            "İ", "§", "but", "not", "Complementary", "…", "would be", "is", "although", "met", "：", "e\u{301}", "",
        ]),
        0..24,
    )) {
        let text = parts.join(" ");
        for span in read(&Vocabulary::shipped(), &text).spans {
            assert_eq!(text.get(span.start..span.end), Some(span.quote.as_str()));
            assert!(!span.quote.is_empty());
        }
    }
}

#[test]
fn no_sentence_is_endless() {
    let vocabulary = Vocabulary::shipped();
    let text = "not an AI incident, nor an AI hazard; ".repeat(2_000);
    let sentences = mentions::sentences(&Forms::of(&vocabulary), &text);
    assert!(sentences.iter().all(|units| units.len() <= 400));
    assert!(sentences.len() > 10);
}
