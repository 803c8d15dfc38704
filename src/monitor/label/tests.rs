//! Laws of verdicts: quotes are quotes, rationales say what the label says,
//! threads and files make no difference.

mod votes;

use super::*;
use crate::domain::{Incident, IncidentId, SpanRole};
use crate::ingest::verdict;
use crate::monitor::cues::Lexicon;
use crate::monitor::watch::Unwatched;

fn raw(title: &str, text: &str) -> RawArticle {
    RawArticle {
        id: format!("{title}|{text}"),
        title: title.to_owned(),
        lead: Some(text.to_owned()).filter(|text| !text.is_empty()),
        language: Some("en".to_owned()),
        ..RawArticle::default()
    }
}

#[test]
fn a_quote_ends_at_no_comma_within_a_number() {
    let one = one(&[(
        "Tesla to recall 362,000 cars: Autopilot may run stop signs",
        "",
    )]);
    let rationale = one.verdict.rationale.unwrap();
    let cut = rationale
        .split("362,")
        .skip(1)
        .any(|rest| !rest.starts_with("000"));
    assert!(
        rationale.contains("362,000") && !cut && !rationale.contains("362\""),
        "{rationale}"
    );
}

/// Our own articles, and many made at random of cues, quotation marks and
/// phrases that speak of labels.
fn many() -> Vec<RawArticle> {
    let mut all: Vec<RawArticle> = include_str!("../classify/articles.tsv")
        .lines()
        .map(|line| {
            let parts: Vec<_> = line.split('\t').collect();
            RawArticle {
                language: Some(parts[1].to_owned()),
                ..raw(parts[2], parts[3])
            }
        })
        .collect();
    let mut state = 7_u64;
    let mut next = |n: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let odd = [
        "\"",
        "“",
        "”",
        "'s",
        ",",
        ". ",
        "; ",
        "but",
        "\n",
        "This is an AI Incident.",
        "is classified as Unrelated",
        "not an AI Hazard",
        "qualifies as Complementary Information",
        "Therefore the article is classified as Beneficial Use.",
        "U.S.",
        "世界",
        "é",
        "🤖",
        "said",
        "the",
        "(",
        ")",
        "3.5",
        "Acme Inc.",
        "\u{202e}",
    ];
    let cues = [
        "chatbot",
        "killed",
        "could kill",
        "no one was hurt",
        "robotaxi",
        "law",
        "launches",
        "AI helps detect",
        "wildfires",
        "sues",
        "wrongly arrested",
        "near miss",
        "researchers warn",
        "deepfake",
        "lost $5 million",
        "apologises",
        "after",
    ];
    for _ in 0..400 {
        let mut words = |count: usize| -> String {
            let word = |_| {
                if next(3) == 0 {
                    odd[next(odd.len())]
                } else {
                    cues[next(cues.len())]
                }
            };
            (0..count).map(word).collect::<Vec<_>>().join(" ")
        };
        all.push(raw(&words(8), &words(40)));
    }
    all
}

#[test]
fn every_span_is_its_quote_and_every_quote_is_in_its_text() {
    let vocabulary = Vocabulary::shipped();
    let mut quoted = 0;
    for raw in many() {
        let article = article(Rules::shipped(&Speech::new(&vocabulary)), &raw).article;
        let rationale = article.verdict.rationale.as_deref().unwrap();
        for span in &article.verdict.spans {
            let text = match span.field.as_deref() {
                None => rationale,
                Some("title") => article.title.as_deref().unwrap(),
                Some("lead") => article.lead.as_deref().unwrap(),
                Some(other) => panic!("no field {other}"),
            };
            assert_eq!(text.get(span.start..span.end), Some(span.quote.as_str()));
        }
        for (says, text) in [
            ("the headline says \"", article.title.as_deref()),
            ("the text says \"", article.lead.as_deref()),
        ] {
            for part in rationale.split(says).skip(1) {
                let quote = part.split('"').next().unwrap();
                assert!(
                    !quote.is_empty() && text.unwrap().contains(quote),
                    "{quote:?} in {rationale}"
                );
                quoted += 1;
            }
        }
    }
    assert!(quoted > 500, "only {quoted} quotes were looked at");
}

#[test]
fn every_rationale_is_read_back_to_its_label() {
    let vocabulary = Vocabulary::shipped();
    for raw in many() {
        let verdict = article(Rules::shipped(&Speech::new(&vocabulary)), &raw)
            .article
            .verdict;
        let reading = verdict::read(&vocabulary, verdict.rationale.as_deref().unwrap());
        assert_eq!(reading.label, verdict.label, "{:?}", verdict.rationale);
        assert_eq!(verdict.prose, verdict.label);
        // The phrase is where the reader finds it.
        let found = reading
            .spans
            .iter()
            .find(|span| span.role == SpanRole::Verdict);
        assert_eq!(verdict.deciding(), found, "{:?}", verdict.rationale);
    }
}

#[test]
fn evidence_is_given_for_and_against() {
    let vocabulary = Vocabulary::shipped();
    let raw = raw(
        "Robotaxi hits cyclist in Leeds",
        "The driverless car broke her leg. Regulators are drafting rules.",
    );
    let spans = article(Rules::shipped(&Speech::new(&vocabulary)), &raw)
        .article
        .verdict
        .spans;
    let has = |role, quote: &str| {
        spans
            .iter()
            .any(|span| span.role == role && span.quote == quote)
    };
    assert!(
        has(SpanRole::For, "hits cyclist") && has(SpanRole::For, "Robotaxi"),
        "{spans:?}"
    );
    assert!(has(SpanRole::Against, "Regulators"), "{spans:?}");
}

#[test]
fn threads_make_no_difference() {
    let vocabulary = Vocabulary::shipped();
    let raw = many();
    let lines = |threads| -> Vec<String> {
        let made = articles(
            Rules::shipped(&Speech::new(&vocabulary)),
            &raw,
            threads,
            &Unwatched,
        );
        made.iter()
            .map(|one| serde_json::to_string(&one.article).unwrap())
            .collect()
    };
    let one = lines(1);
    assert!(one == lines(2) && one == lines(7));
}

#[test]
fn the_outlet_changes_nothing() {
    let vocabulary = Vocabulary::shipped();
    let with = |outlet: &str, suffix: &str| {
        let raw = RawArticle {
            outlet: Some(outlet.to_owned()),
            ..raw(
                &format!("Robot injures worker in Turin{suffix}"),
                "The machine broke his arm.",
            )
        };
        let verdict = article(Rules::shipped(&Speech::new(&vocabulary)), &raw)
            .article
            .verdict;
        (verdict.label, verdict.confidence, verdict.rationale)
    };
    let plain = with("Il Giornale", "");
    assert_eq!(plain, with("The Law Report", " | The Law Report"));
    assert_eq!(plain, with("No AI Today", " - No AI Today"));
}

#[test]
fn a_language_without_a_lexicon_is_left_to_a_person() {
    let vocabulary = Vocabulary::shipped();
    let greek = RawArticle {
        language: Some("el".to_owned()),
        ..raw("Ρομπότ τραυμάτισε εργάτη", "")
    };
    let verdict = article(Rules::shipped(&Speech::new(&vocabulary)), &greek)
        .article
        .verdict;
    assert_eq!((verdict.label, verdict.how), (None, How::Unclear));
    assert!(verdict.rationale.unwrap().contains("(el)"));
}

fn group(articles: &[(&str, &str, &str)]) -> Incident {
    let vocabulary = Vocabulary::shipped();
    let judged = articles.iter().map(|(outlet, title, text)| {
        let raw = RawArticle {
            outlet: Some((*outlet).to_owned()),
            ..raw(title, text)
        };
        article(Rules::shipped(&Speech::new(&vocabulary)), &raw)
    });
    incident(
        &Speech::new(&vocabulary),
        IncidentId::from("m:1"),
        judged.collect(),
    )
}

#[test]
fn a_set_of_the_monitor_reads_back_as_it_is() {
    let line = group(&[(
        "A",
        "Robot kills worker in Osaka",
        "The autonomous machine crushed him.",
    )]);
    let line = line.to_json().unwrap();
    assert_eq!(Incident::from_json(&line).unwrap().to_json().unwrap(), line);
    assert!(Lexicon::shipped("en").is_some());
}

/// One incident of articles in English.
pub(super) fn one(texts: &[(&str, &str)]) -> Incident {
    let vocabulary = Vocabulary::shipped();
    let speech = Speech::new(&vocabulary);
    let raw: Vec<RawArticle> = texts.iter().map(|(title, text)| raw(title, text)).collect();
    let judged = articles(Rules::shipped(&speech), &raw, 1, &Unwatched);
    incident(&speech, "i".into(), judged)
}

#[test]
fn a_country_is_given_where_one_is_named_most() {
    let named = |title: &str| one(&[(title, "")]).country;
    for (title, country) in [
        (
            "Robotaxi hits man in Albuquerque, New Mexico",
            Some("United States"),
        ),
        ("Robotaxi hits man in Paris, Texas", None),
        ("Robotaxi hits man in Paris", Some("France")),
        ("Drone hits market in Sudan", Some("Sudan")),
    ] {
        assert_eq!(named(title).as_deref(), country, "{title}");
    }
}

#[test]
fn what_is_not_life_threatening_is_not_serious() {
    let rung = |text: &str| {
        let one = one(&[("Robotaxi hits cyclist in Leeds", text)]);
        one.verdict.severity.map(|id| id.to_string())
    };
    let serious = rung("Her injuries are life-threatening.");
    assert_eq!(serious.as_deref(), Some("serious_incident"));
    let light = rung("Her injuries are not life-threatening.");
    assert_eq!(light.as_deref(), Some("incident"));
}

#[test]
fn an_age_alone_makes_no_child() {
    let facets = |title: &str| format!("{:?}", one(&[(title, "")]).facets);
    assert!(!facets("Robotaxi kills 54-year-old man").contains("Children"));
    assert!(facets("Robotaxi kills 7-year-old girl").contains("Children"));
}

#[test]
fn an_incidents_rationale_names_the_article_and_does_not_contradict_itself() {
    let text = "The driverless car broke her leg.";
    let two = one(&[
        ("Robotaxi hits cyclist in Leeds", text),
        ("Cyclist hurt by robotaxi in Leeds", text),
    ]);
    let rationale = two.verdict.rationale.unwrap();
    assert!(
        rationale.contains("those for the article \"Cyclist"),
        "{rationale}"
    );
    let match_ = one(&[(
        "Late winner settles cup match",
        "It was a bad-tempered match.",
    )]);
    let rationale = match_.verdict.rationale.unwrap();
    assert!(!rationale.contains("AI is named:"), "{rationale}");
}
