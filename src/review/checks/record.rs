//! What a record holds or lacks.

use crate::domain::{FacetId, Vocabulary};

use super::{Case, Claim, and_more, name};

/// The facet of the vocabulary that lists kinds of harm.
const HARM_TYPES: &str = "harm_types";

pub fn no_harm_type(case: &Case<'_>) -> Option<String> {
    let facet = FacetId::from(HARM_TYPES);
    case.vocabulary.facet(&facet)?;
    let given = case
        .incident
        .facets
        .get(&facet)
        .is_some_and(|values| !values.is_empty());
    let label = case.label()?;
    (case.claim() == Claim::Harm && !given).then(|| {
        let why = if case.incident.facets.is_empty() {
            "the record has no facets at all"
        } else {
            "no harm type is given"
        };
        format!("labelled {}, and {why}", label.short)
    })
}

pub fn no_articles(case: &Case<'_>) -> Option<String> {
    case.incident
        .articles
        .is_empty()
        .then(|| "no article is listed: there is nothing to check the summary against".to_owned())
}

pub fn part_listed(case: &Case<'_>) -> Option<String> {
    let stated = case.incident.articles_stated?;
    let articles = &case.incident.articles;
    let listed: u64 = articles.iter().map(|a| 1 + u64::from(a.copies)).sum();
    (stated > listed).then(|| format!("{listed} of {stated} articles listed"))
}

pub fn no_text(case: &Case<'_>) -> Option<String> {
    let articles = &case.incident.articles;
    if articles.is_empty() || articles.iter().any(|article| filled(&article.lead)) {
        return None;
    }
    let linked = articles
        .iter()
        .filter(|article| filled(&article.url))
        .count();
    Some(match linked {
        0 => "no article text, no links: headlines only".to_owned(),
        linked => format!(
            "no article text; {linked} of {} have a link",
            articles.len()
        ),
    })
}

fn filled(field: &Option<String>) -> bool {
    field.as_deref().is_some_and(|text| !text.trim().is_empty())
}

pub fn word_for_word(case: &Case<'_>) -> Option<String> {
    let whole = case.rationale();
    if whole.trim().is_empty() {
        return None;
    }
    let articles = case.incident.articles.iter().enumerate();
    let mut same = articles.filter(|(_, article)| {
        let other = article.verdict.rationale.as_deref().unwrap_or("");
        whole.split_whitespace().eq(other.split_whitespace())
    });
    let (at, article) = same.next()?;
    let more = and_more(same.count());
    Some(format!(
        "rationale = {}{more}, word for word",
        name(at, article)
    ))
}

pub fn unknown_value(case: &Case<'_>) -> Option<String> {
    let vocabulary = case.vocabulary;
    let verdicts = case
        .incident
        .articles
        .iter()
        .map(|article| &article.verdict);
    let verdicts = || std::iter::once(&case.incident.verdict).chain(verdicts.clone());
    let labels = verdicts()
        .filter_map(|verdict| verdict.label.as_ref())
        .filter(|label| vocabulary.label(label).is_none())
        .map(|label| format!("label \"{label}\""));
    let severities = verdicts()
        .filter_map(|verdict| verdict.severity.as_ref())
        .filter(|severity| vocabulary.severity(severity).is_none())
        .map(|severity| format!("severity \"{severity}\""));
    let facets = case.incident.facets.iter().flat_map(|(facet, values)| {
        values
            .iter()
            .filter(|value| !knows(vocabulary, facet, value))
            .map(move |value| format!("{facet} \"{value}\""))
    });
    let mut unknown = labels.chain(severities).chain(facets);
    let first = unknown.next()?;
    let more = and_more(unknown.count());
    Some(format!("not in the vocabulary: {first}{more}"))
}

fn knows(vocabulary: &Vocabulary, facet: &FacetId, value: &str) -> bool {
    vocabulary
        .facet(facet)
        .is_some_and(|facet| facet.values.iter().any(|known| known == value))
}
