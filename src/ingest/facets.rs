//! Splitting facet values that a browser glued together. Values hold commas,
//! "/" and "&", so that no separator helps: the vocabulary does, longest value
//! first. What it doesn't know is kept as a value of its own.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::iter::once;

use crate::domain::limits::LISTED;
use crate::domain::vocabulary::Facet;
use crate::domain::{FacetId, Incident, Vocabulary};

use super::report::Unknown;

/// Signs that may stand between values.
const BETWEEN: &[char] = &[',', ';', '|', '·', '•', '\t', ' ', '\u{a0}'];

/// Splits one line of values; one that stands there twice is given twice.
pub fn split(facet: &Facet, line: &str) -> Vec<String> {
    let mut values = Vec::new();
    let mut residue = String::new();
    let mut rest = line.trim();
    while let Some(first) = rest.chars().next() {
        // Inside an unknown value a known one begins only where it is glued on.
        let glued = !residue.ends_with(char::is_whitespace);
        if let Some(value) = glued.then(|| known(facet, rest)).flatten() {
            put(&mut values, &residue);
            residue.clear();
            put(&mut values, value);
            rest = rest[value.len()..].trim_start_matches(BETWEEN);
        } else {
            residue.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    put(&mut values, &residue);
    values
}

fn put(values: &mut Vec<String>, value: &str) {
    let value = value.trim_matches(BETWEEN);
    if !value.is_empty() {
        values.push(value.to_owned());
    }
}

/// Keeps the first of values that are the same.
pub fn distinct(values: &mut Vec<String>) {
    let mut seen = HashSet::new();
    values.retain(|value| seen.insert(value.clone()));
}

/// The longest value that `text` begins with and that ends there as a value does.
fn known<'a>(facet: &Facet, text: &'a str) -> Option<&'a str> {
    longest(facet, text).filter(|value| {
        let after = &text[value.len()..];
        let further = after.trim_start_matches(BETWEEN);
        further.is_empty()
            || longest(facet, further).is_some()
            || (further.len() == after.len() && after.starts_with(char::is_uppercase))
    })
}

fn longest<'a>(facet: &Facet, text: &'a str) -> Option<&'a str> {
    facet
        .values
        .iter()
        .filter(|value| !value.is_empty() && text.starts_with(value.as_str()))
        .map(String::len)
        .max()
        .map(|len| &text[..len])
}

/// True where the text is the beginning of a value, but not all of it.
pub fn begins(facet: &Facet, text: &str) -> bool {
    facet
        .values
        .iter()
        .any(|value| value.len() > text.len() && value.starts_with(text))
}

/// Under which name the values are counted that are too many to be listed.
pub const MORE: &str = "(more)";

/// The entry of a key, or of the one for the rest where there are too many.
pub fn more<K: Ord, V: Default>(map: &mut BTreeMap<K, V>, key: K, rest: K) -> &mut V {
    let listed = map.len() < LISTED || map.contains_key(&key);
    map.entry(if listed { key } else { rest }).or_default()
}

/// Counts the fields of an incident, and of its articles, that a set doesn't have.
pub fn count_unread(incident: &Incident, unread: &mut BTreeMap<String, usize>) {
    let own = incident.extra.keys().cloned();
    let verdict = incident.verdict.extra.keys();
    let verdict = verdict.map(|name| format!("verdict.{name}"));
    let articles = incident.articles.iter().flat_map(|it| {
        let verdict = it.verdict.extra.keys();
        let verdict = verdict.map(|name| format!("articles.verdict.{name}"));
        let own = it.extra.keys().map(|name| format!("articles.{name}"));
        own.chain(verdict)
    });
    // What was kept for being odd is told of one by one.
    let is_told = |name: &String| {
        let last = name.rsplit('.').next().unwrap_or_default();
        ["date_text", "severity_text"].contains(&last) || last.starts_with("source_")
    };
    let names = own.chain(verdict).chain(articles);
    let names: BTreeSet<String> = names.filter(|name| !is_told(name)).collect();
    for name in names {
        *more(unread, name, MORE.to_owned()) += 1;
    }
}

/// Counts the values, and the labels, of an incident that the vocabulary doesn't hold.
pub fn count_unknown(vocabulary: &Vocabulary, incident: &Incident, unknown: &mut Unknown) {
    let articles = incident.articles.iter().map(|article| &article.verdict);
    let labels = once(&incident.verdict).chain(articles);
    for label in labels.filter_map(|verdict| verdict.label.as_ref()) {
        if vocabulary.label(label).is_none() {
            let values = more(unknown, FacetId::from("label"), FacetId::from(MORE));
            *more(values, label.to_string(), MORE.to_owned()) += 1;
        }
    }
    for (id, values) in &incident.facets {
        let known: BTreeSet<&str> = vocabulary
            .facet(id)
            .map(|facet| facet.values.iter().map(String::as_str).collect())
            .unwrap_or_default();
        for value in values
            .iter()
            .filter(|value| !known.contains(value.as_str()))
        {
            let values = more(unknown, id.clone(), FacetId::from(MORE));
            *more(values, value.clone(), MORE.to_owned()) += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(facet: &str, line: &str) -> Vec<String> {
        let vocabulary = Vocabulary::shipped();
        split(vocabulary.facet(&facet.into()).unwrap(), line)
    }

    #[test]
    fn glued_values_come_apart() {
        assert_eq!(
            cut(
                "harm_types",
                "Physical (death)PsychologicalEconomic/Property"
            ),
            ["Physical (death)", "Psychological", "Economic/Property"]
        );
        assert_eq!(
            cut(
                "industries",
                "Robots, sensors, and IT hardwareOtherConsumer services"
            ),
            [
                "Robots, sensors, and IT hardware",
                "Other",
                "Consumer services"
            ]
        );
    }

    #[test]
    fn every_pair_of_values_comes_apart() {
        for facet in &Vocabulary::shipped().facets {
            for one in &facet.values {
                for two in facet.values.iter().filter(|two| *two != one) {
                    assert_eq!(
                        split(facet, &format!("{one}{two}")),
                        [one, two].map(String::clone)
                    );
                }
            }
        }
    }

    #[test]
    fn what_the_vocabulary_does_not_know_is_kept_whole() {
        assert_eq!(
            cut("stakeholders", "WorkersMigrants at seaChildren"),
            ["Workers", "Migrants at sea", "Children"]
        );
        assert_eq!(
            cut("stakeholders", "Business travellers"),
            ["Business travellers"]
        );
        assert_eq!(
            cut("stakeholders", "Consumers, elderly"),
            ["Consumers, elderly"]
        );
        assert_eq!(cut("stakeholders", "The Other side"), ["The Other side"]);
        assert_eq!(cut("stakeholders", "Ältere"), ["Ältere"]);
    }

    #[test]
    fn separators_and_repetitions_go() {
        assert_eq!(
            cut("stakeholders", "Workers, Children; Workers"),
            ["Workers", "Children", "Workers"]
        );
        assert_eq!(cut("stakeholders", " , "), [""; 0]);
        let mut values = cut("stakeholders", "Workers, Children; Workers");
        distinct(&mut values);
        assert_eq!(values, ["Workers", "Children"]);
    }
}
