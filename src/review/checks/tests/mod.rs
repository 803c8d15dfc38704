//! Helpers for the tests of the flags, and what holds for all of them.

mod grouping;
mod places;
mod prose;
mod real;
mod record;
mod votes;

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
