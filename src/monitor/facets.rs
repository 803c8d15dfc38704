//! Facets, severity and country of an incident, read from cues in its articles
//! (`assets/cues/facets.toml`, `countries.toml`). The values are those of the
//! vocabulary; what the articles don't say is left out.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::domain::incident::Facets;
use crate::domain::{FacetId, LabelId, SeverityId, Vocabulary};
use crate::text::floor;

use super::classify::{Given, Labelled, Side};
use super::cues::{Terms, Tokens};
use super::label::Judged;

/// How many articles of an incident are looked at.
const ARTICLES: usize = 12;
/// How much of an article's text is looked at, in bytes.
const TEXT: usize = 6 * 1024;
/// How many values a facet gets at most.
const VALUES: usize = 4;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Value {
    facet: FacetId,
    value: String,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    terms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ladder {
    serious_incident: Vec<String>,
    serious_hazard: Vec<String>,
    serious_terms: Vec<String>,
    grave_terms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: String,
    value: Vec<Value>,
    severity: Ladder,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Countries {
    #[serde(rename = "version")]
    _version: String,
    country: BTreeMap<String, Vec<String>>,
}

struct Tables {
    values: Vec<Value>,
    severity: Ladder,
    countries: Vec<String>,
    value_terms: Terms,
    country_terms: Terms,
    /// List 0 are the serious terms, list 1 the grave ones.
    severity_terms: Terms,
}

fn load() -> Result<Tables, Box<dyn std::error::Error>> {
    let file: File = toml::from_str(include_str!("../../assets/cues/facets.toml"))?;
    let countries: Countries = toml::from_str(include_str!("../../assets/cues/countries.toml"))?;
    let severity = &file.severity;
    let ladder = [
        severity.serious_terms.as_slice(),
        severity.grave_terms.as_slice(),
    ];
    Ok(Tables {
        value_terms: Terms::compile(file.value.iter().map(|value| value.terms.as_slice()))?,
        country_terms: Terms::compile(countries.country.values().map(Vec::as_slice))?,
        severity_terms: Terms::compile(ladder.into_iter())?,
        values: file.value,
        severity: file.severity,
        countries: countries.country.into_keys().collect(),
    })
}

/// The tables that ship; a test rules out that they are faulty.
static TABLES: LazyLock<Option<Tables>> = LazyLock::new(|| load().ok());

/// The articles of an incident, each taken apart once.
pub struct Group<'a> {
    judged: &'a [Judged],
    words: Vec<OnceCell<[Tokens; 2]>>,
}

impl<'a> Group<'a> {
    /// Of these articles.
    pub fn new(judged: &'a [Judged]) -> Self {
        let looked = judged.iter().map(|_| OnceCell::new());
        Self {
            judged,
            words: looked.collect(),
        }
    }

    /// The articles that have the label of the incident, or all where it has none.
    fn of_label(
        &self,
        label: Option<&LabelId>,
    ) -> impl Iterator<Item = (&'a Judged, &[Tokens; 2])> {
        let has = move |judged: &Judged| {
            label.is_none() || judged.article.verdict.label.as_ref() == label
        };
        let all = self.judged.iter().zip(&self.words);
        let of_label = all.filter(move |(judged, _)| has(judged)).take(ARTICLES);
        of_label.map(|(judged, cell)| (judged, cell.get_or_init(|| words(judged))))
    }
}

/// The words of an article that are looked at: headline, then text.
fn words(judged: &Judged) -> [Tokens; 2] {
    let title = judged.article.title.as_deref().unwrap_or_default();
    let text = judged.article.lead.as_deref().unwrap_or_default();
    [Tokens::of(title), Tokens::of(&text[..floor(text, TEXT)])]
}

/// The kinds of harm that a verdict rests on, each with its weight.
fn kinds(made: &Labelled) -> BTreeMap<&str, f64> {
    let side = match made.label {
        Given::Incident => Side::Done,
        Given::Hazard => Side::Possible,
        _ => return BTreeMap::new(),
    };
    let mut kinds: BTreeMap<&str, f64> = BTreeMap::new();
    for note in made.signals.notes.iter().filter(|note| note.side == side) {
        let most = kinds.entry(&note.kind).or_default();
        *most = most.max(note.amount);
    }
    kinds.retain(|_, amount| *amount >= 0.6);
    kinds
}

/// The facets of an incident, values in the order of how often they are met.
pub fn facets(vocabulary: &Vocabulary, group: &Group<'_>, label: Option<&LabelId>) -> Facets {
    let Some(tables) = TABLES.as_ref() else {
        return Facets::new();
    };
    let mut counts = vec![0.0_f64; tables.values.len()];
    for (judged, words) in group.of_label(label) {
        for (tokens, weight) in words.iter().zip([2.0, 1.0]) {
            for (at, _) in tables.value_terms.find(tokens) {
                counts[at] += weight;
            }
        }
        let kinds = judged.labelled.as_ref().map(kinds).unwrap_or_default();
        for (at, value) in tables.values.iter().enumerate() {
            counts[at] += value
                .kinds
                .iter()
                .filter_map(|kind| kinds.get(kind.as_str()))
                .sum::<f64>();
        }
    }
    let mut found: BTreeMap<&FacetId, Vec<(usize, f64)>> = BTreeMap::new();
    for (at, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
        found
            .entry(&tables.values[at].facet)
            .or_default()
            .push((at, *count));
    }
    let mut facets = Facets::new();
    for facet in &vocabulary.facets {
        let Some(mut values) = found.remove(&facet.id) else {
            continue;
        };
        values.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let most = if facet.single { 1 } else { VALUES };
        let names = values
            .into_iter()
            .map(|(at, _)| tables.values[at].value.clone());
        facets.insert(facet.id.clone(), names.take(most).collect());
    }
    facets
}

/// Words right after a people that say where a thing comes from, not where
/// something happened.
const ORIGIN: [&str; 7] = [
    "made",
    "built",
    "owned",
    "based",
    "developed",
    "backed",
    "designed",
];

/// The countries that a text speaks of as places of what happened.
fn countries<'a>(tables: &'a Tables, tokens: &'a Tokens) -> impl Iterator<Item = usize> + 'a {
    let found = tables.country_terms.find(tokens);
    found
        .filter(|(_, range)| !ORIGIN.contains(&tokens.word(range.end)))
        .map(|(at, _)| at)
}

/// The country that most articles name, counted by headline and text; none where
/// several are named as often, as `Paris, Texas` names two.
pub fn country(group: &Group<'_>) -> Option<String> {
    let tables = TABLES.as_ref()?;
    let mut counts = vec![0_usize; tables.countries.len()];
    for (_, words) in group.of_label(None) {
        for (tokens, weight) in words.iter().zip([3, 1]) {
            for at in countries(tables, tokens) {
                counts[at] += weight;
            }
        }
    }
    let most = counts.iter().copied().max().filter(|most| *most > 0)?;
    let mut all = counts.iter().zip(&tables.countries);
    let mut named = all.by_ref().filter(|(count, _)| **count == most);
    let (_, country) = named.next()?;
    named.next().is_none().then(|| country.clone())
}

/// The rung of the severity ladder for an article's label; none where the
/// label has none.
pub fn severity(vocabulary: &Vocabulary, made: &Labelled) -> Option<SeverityId> {
    let tables = TABLES.as_ref()?;
    let kinds = kinds(made);
    let any = |list: &[String]| list.iter().any(|kind| kinds.contains_key(kind.as_str()));
    let rung = match made.label {
        Given::Incident if any(&tables.severity.serious_incident) => "serious_incident",
        Given::Incident => "incident",
        Given::Hazard if any(&tables.severity.serious_hazard) => "serious_hazard",
        Given::Hazard => "hazard",
        _ => return None,
    };
    allowed(vocabulary, &LabelId::from(made.label.id()), rung)
}

/// The rung, where the vocabulary allows it for the label.
fn allowed(vocabulary: &Vocabulary, label: &LabelId, rung: &str) -> Option<SeverityId> {
    let label = vocabulary.label(label)?;
    label
        .severities
        .iter()
        .find(|id| id.as_str() == rung)
        .cloned()
}

/// Words right before a grave one that say that it isn't so.
const NOT: [&str; 6] = ["not", "no", "non", "nicht", "keine", "pas"];

/// The highest rung among the articles that have the label, and what their
/// words add to it.
pub fn worst(vocabulary: &Vocabulary, group: &Group<'_>, label: &LabelId) -> Option<SeverityId> {
    let tables = TABLES.as_ref()?;
    let (list, rung) = match label.as_str() {
        "incident" => (0, "serious_incident"),
        "hazard" => (1, "serious_hazard"),
        _ => return None,
    };
    let says = |words: &[Tokens; 2]| {
        let all = &tables.severity_terms;
        words.iter().any(|tokens| {
            let denied = |at: usize| at > 0 && NOT.contains(&tokens.word(at - 1));
            let mut found = all.find(tokens);
            found.any(|(at, range)| at == list && !denied(range.start))
        })
    };
    let place = |id: &SeverityId| vocabulary.severities.iter().position(|one| one.id == *id);
    let of_label = || group.of_label(Some(label));
    let own = of_label().filter_map(|(judged, _)| judged.article.verdict.severity.clone());
    let said = of_label()
        .any(|(_, words)| says(words))
        .then(|| allowed(vocabulary, label, rung))
        .flatten();
    own.chain(said).max_by_key(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_thing_was_made_is_not_where_it_did_harm() {
        let tables = load().unwrap();
        let named = |text: &str| {
            let tokens = Tokens::of(text);
            let mut named: Vec<&str> = countries(&tables, &tokens)
                .map(|at| tables.countries[at].as_str())
                .collect();
            named.dedup();
            named.join(", ")
        };
        for (text, wanted) in [
            ("Chinese-made robot breaks arm of girl in Graz", "Austria"),
            (
                "App of a US based firm misleads patients in Leeds",
                "United Kingdom",
            ),
            ("Chinese police hold man by mistake", "China"),
        ] {
            assert_eq!(named(text), wanted, "{text}");
        }
    }

    #[test]
    fn the_tables_hold_only_values_of_the_vocabulary() {
        let vocabulary = Vocabulary::shipped();
        let tables = load().unwrap();
        for value in &tables.values {
            let facet = vocabulary
                .facets
                .iter()
                .find(|facet| facet.id == value.facet);
            let facet = facet.unwrap_or_else(|| panic!("no facet {}", value.facet));
            assert!(
                facet.values.contains(&value.value),
                "{}: {}",
                facet.id,
                value.value
            );
        }
        assert!(tables.countries.len() > 40);
    }
}
