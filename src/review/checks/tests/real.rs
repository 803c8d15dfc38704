//! The flags on real records, which lie outside this repository.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::*;

/// A record of the shared data as an incident; its label as a field states it.
fn incident(vocabulary: &Vocabulary, record: &Value) -> Incident {
    let text = |value: &Value, key: &str| value[key].as_str().map(str::to_owned);
    let mut incident = Incident {
        id: text(record, "id")
            .or(text(record, "source"))
            .unwrap()
            .into(),
        title: text(record, "title"),
        summary: text(record, "summary"),
        ..Incident::default()
    };
    incident.verdict.rationale = text(record, "rationale").or(text(record, "text"));
    let label = text(record, "label").and_then(|label| vocabulary.label_by_field(&label));
    incident.verdict.label = label.map(|label| label.id.clone());
    if let Some(harms) = text(&record["facets_raw"], "Harm types") {
        incident.facets.insert("harm_types".into(), vec![harms]);
    }
    incident
}

/// Ids of the records that raise each flag.
fn raised(file: &str) -> Option<BTreeMap<&'static str, BTreeSet<String>>> {
    let Ok(shared) = std::env::var("OVERRULE_SHARED") else {
        println!("skipped: OVERRULE_SHARED is not set");
        return None;
    };
    let text = std::fs::read_to_string(format!("{shared}/data/aim/{file}")).unwrap();
    let vocabulary = Vocabulary::shipped();
    let mut raised: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for line in text.lines() {
        let incident = incident(&vocabulary, &serde_json::from_str(line).unwrap());
        for flag in flags(&vocabulary, &incident) {
            println!("{} {} {}", incident.id, flag.badge, flag.reason);
            let ids = raised.entry(flag.id).or_default();
            ids.insert(incident.id.to_string());
        }
    }
    Some(raised)
}

/// Whether exactly the records with these ends of their ids raise a flag.
fn only(raised: &BTreeMap<&str, BTreeSet<String>>, flag: &str, ends: &[&str]) -> bool {
    let ids = raised.get(flag).cloned().unwrap_or_default();
    ids.len() == ends.len()
        && ends
            .iter()
            .all(|end| ids.iter().any(|id| id.ends_with(end)))
}

#[test]
fn known_mistakes_are_flagged_and_sound_records_are_not() {
    let Some(raised) = raised("rationales.jsonl") else {
        return;
    };
    for (flag, ends) in [
        ("prevention", &["cbdc", "7d80"][..]),
        ("two-stories", &["ec0f"]),
        ("product-news", &["22449"]),
        ("potential", &[]),
        ("ai-role", &[]),
        ("other-story", &[]),
    ] {
        assert!(only(&raised, flag, ends), "{flag}: {:?}", raised.get(flag));
    }
}

#[test]
fn bare_verdicts_are_flagged_where_they_contradict_themselves() {
    let Some(raised) = raised("verdicts.jsonl") else {
        return;
    };
    let prevention = ["2026-04-24-1366", "2025-10-28-9bc4", "2022-12-04-a133"];
    assert!(only(&raised, "prevention", &prevention));
    assert!(only(&raised, "potential", &["2022-05-17-4a4e (held out)"]));
    assert!(only(&raised, "ai-role", &[]));
}
