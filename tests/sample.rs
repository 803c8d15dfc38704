//! The sample set that ships with the program: fresh, read as meant, and with
//! one of everything a reviewer can meet.

#[path = "../examples/build_sample/sample.rs"]
mod sample;

use std::collections::{BTreeMap, BTreeSet};

use overrule::domain::{How, Incident, LabelId, Verdict, Vocabulary};
use overrule::ingest::verdict::read;
use overrule::review::checks::{FLAGS, flags};

const SOURCE: &str = include_str!("../assets/sample/source.jsonl");
const SET: &str = include_str!("../assets/sample/incidents.jsonl");

/// Every line, or nothing where one of them is no incident.
fn incidents(text: &str) -> Vec<Incident> {
    let read: Result<Vec<_>, _> = text.lines().map(Incident::from_json).collect();
    read.unwrap_or_default()
}

fn verdicts(incident: &Incident) -> impl Iterator<Item = &Verdict> {
    std::iter::once(&incident.verdict).chain(incident.articles.iter().map(|a| &a.verdict))
}

/// How often each label stands on the articles of an incident, largest first.
fn votes(incident: &Incident) -> Vec<(usize, LabelId)> {
    let mut counts: BTreeMap<LabelId, usize> = BTreeMap::new();
    for label in incident
        .articles
        .iter()
        .filter_map(|a| a.verdict.label.clone())
    {
        *counts.entry(label).or_default() += 1;
    }
    let mut votes: Vec<_> = counts.into_iter().map(|(label, n)| (n, label)).collect();
    votes.sort_by(|a, b| b.cmp(a));
    votes
}

#[test]
fn the_set_is_what_its_source_gives() {
    let built = sample::build(SOURCE).unwrap();
    for (at, (built, stored)) in built.lines().zip(SET.lines()).enumerate() {
        assert_eq!(
            built,
            stored,
            "assets/sample/incidents.jsonl, line {}, is stale; renew it: cargo run --example build_sample",
            at + 1
        );
    }
    assert_eq!(
        built.len(),
        SET.len(),
        "renew it: cargo run --example build_sample"
    );
    assert!(SET.len() < 150_000, "{} bytes", SET.len());
}

#[test]
fn every_rationale_is_read_as_it_was_meant() {
    let vocabulary = Vocabulary::shipped();
    let mut seen = 0;
    for incident in incidents(SOURCE) {
        for verdict in verdicts(&incident) {
            let Some(rationale) = &verdict.rationale else {
                continue;
            };
            let meant: String = serde_json::from_str(verdict.extra["intended"].get()).unwrap();
            let reading = read(&vocabulary, rationale);
            let label = reading.label.as_ref().map_or("unclear", LabelId::as_str);
            assert_eq!(label, meant, "{}: {rationale}", incident.id);
            seen += 1;
        }
    }
    assert_eq!(seen, 137);
}

#[test]
fn spans_agree_with_the_text_they_lie_in() {
    for incident in incidents(SET) {
        for verdict in verdicts(&incident) {
            let rationale = verdict.rationale.as_deref().unwrap_or_default();
            assert_eq!(
                verdict.how == How::Prose,
                verdict.label.is_some() && verdict.how != How::Field
            );
            for span in &verdict.spans {
                assert_eq!(
                    rationale.get(span.start..span.end),
                    Some(span.quote.as_str())
                );
            }
        }
    }
}

#[test]
fn the_spaces_breach_comes_first() {
    let set = incidents(SET);
    let breach = &set[0];
    assert!(
        breach.id.as_str().starts_with("2024-06-03-"),
        "{}",
        breach.id
    );
    let read: Vec<_> = breach
        .articles
        .iter()
        .map(|a| {
            (
                a.outlet.as_deref().unwrap(),
                a.verdict.label.as_ref().unwrap().as_str(),
            )
        })
        .collect();
    assert_eq!(
        read,
        [
            ("TechRadar", "complementary"),
            ("TechTarget", "incident"),
            ("Tech Times", "incident"),
            ("SC Media", "complementary"),
            ("WinBuzzer", "incident"),
        ]
    );
    assert_eq!(
        breach.verdict.rationale,
        breach.articles[1].verdict.rationale
    );
    assert_eq!(breach.verdict.label, Some("incident".into()));
}

#[test]
fn it_has_one_of_everything() {
    let set = incidents(SET);
    assert_eq!(set.len(), 24);
    let ids: BTreeSet<_> = set.iter().map(|i| &i.id).collect();
    assert_eq!(ids.len(), set.len(), "an id stands twice");
    let has = |what: &str, holds: &dyn Fn(&Incident) -> bool| {
        assert!(set.iter().any(holds), "no incident {what}");
    };
    for label in Vocabulary::shipped().labels {
        has(label.id.as_str(), &|i| {
            i.verdict.label.as_ref() == Some(&label.id)
        });
    }
    for votes_each in [1, 2] {
        has(
            "with a tie",
            &|i| matches!(votes(i)[..], [(a, _), (b, _)] if a == b && a == votes_each),
        );
    }
    for count in [0, 1, 60] {
        has("of that size", &|i| i.articles.len() == count);
    }
    has("without a title", &|i| i.title.is_none());
    has("without a summary", &|i| i.summary.is_none());
    has("without a country", &|i| i.country.is_none());
    has("without facets", &|i| i.facets.is_empty());
    has("without a label", &|i| {
        i.verdict.how == How::Unclear && i.verdict.rationale.is_some()
    });
    has("whose field and prose differ", &|i| {
        i.verdict.prose.is_some() && i.verdict.prose != i.verdict.label
    });
    has("against its articles", &|i| {
        votes(i).first().is_some_and(|(n, label)| {
            *n == i.articles.len() && Some(label) != i.verdict.label.as_ref()
        })
    });
    has("with more articles than it lists", &|i| {
        i.articles_stated
            .is_some_and(|n| n > i.articles.len() as u64)
    });
    has("with a copied article", &|i| {
        i.articles.iter().any(|a| a.copies > 0)
    });
    has("with a lead", &|i| {
        i.articles.iter().any(|a| a.lead.is_some())
    });
    has("with a long rationale", &|i| {
        i.verdict
            .rationale
            .as_ref()
            .is_some_and(|text| text.len() > 1_500)
    });
    has("that turns text round", &|i| {
        i.articles
            .iter()
            .any(|a| a.title.as_ref().is_some_and(|t| t.contains('\u{202e}')))
    });
}

#[test]
fn an_article_stands_in_two_incidents() {
    let mut homes: BTreeMap<_, usize> = BTreeMap::new();
    for incident in incidents(SET) {
        let ids: BTreeSet<_> = incident.articles.iter().map(|a| a.id.clone()).collect();
        assert_eq!(
            ids.len(),
            incident.articles.len(),
            "{}: an article stands twice",
            incident.id
        );
        for id in ids {
            *homes.entry(id).or_default() += 1;
        }
    }
    assert_eq!(homes.values().filter(|n| **n == 2).count(), 1);
}

#[test]
fn facets_are_known_but_for_two() {
    let vocabulary = Vocabulary::shipped();
    let mut unknown = Vec::new();
    for incident in incidents(SET) {
        for (id, values) in &incident.facets {
            let facet = vocabulary.facet(id).unwrap();
            unknown.extend(
                values
                    .iter()
                    .filter(|value| !facet.values.contains(value))
                    .cloned(),
            );
        }
    }
    assert_eq!(unknown, ["Space and satellites", "Moral rights"]);
}

#[test]
fn nothing_hides_from_who_opens_the_files() {
    for (name, text) in [("source.jsonl", SOURCE), ("incidents.jsonl", SET)] {
        let hidden = text.chars().find(|c| match c {
            '\n' => false,
            '\u{ad}'
            | '\u{200b}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => true,
            c => c.is_control(),
        });
        assert_eq!(hidden, None, "in {name}");
    }
}

#[test]
fn every_flag_is_raised_by_some_incident() {
    let vocabulary = Vocabulary::shipped();
    let mut raised = BTreeSet::new();
    for incident in incidents(SET) {
        let flags = flags(&vocabulary, &incident);
        raised.extend(flags.into_iter().map(|flag| flag.id));
    }
    for check in FLAGS {
        assert!(raised.contains(check.id), "no incident raises {}", check.id);
    }
}
