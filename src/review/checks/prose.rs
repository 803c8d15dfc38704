//! What the texts of a record say, by cue words and by the names in them.

use std::collections::BTreeSet;

use crate::domain::How;

use super::cues::{Words, begins};
use super::lists::{
    BUSINESS, DOUBTFUL_ROLE, HARMS, POTENTIAL, POTENTIAL_REASON, PREVENTED_HARM, PREVENTION,
    REALISED, SECOND_STORY,
};
use super::sentence::{quote, sentences};
use super::{Case, Claim};

/// A text must name so many things before a lack of common ones means anything.
const FEW_NAMES: usize = 2;

/// Capitalised words that name nothing in particular here.
const NO_NAMES: &[&str] = &["ai", "oecd", "i"];

pub fn potential(case: &Case<'_>) -> Option<String> {
    if case.claim() != Claim::Harm {
        return None;
    }
    let words = Words::new(case.verdict_sentence());
    let found = words.asserted(&POTENTIAL_REASON).or_else(|| {
        let realised = words.asserted(&REALISED).is_some();
        if realised {
            None
        } else {
            words.asserted(&POTENTIAL)
        }
    })?;
    Some(format!("the verdict rests on potential harm: {found}"))
}

pub fn prevention(case: &Case<'_>) -> Option<String> {
    if case.claim() != Claim::Harm {
        return None;
    }
    let found = Words::new(case.verdict_sentence())
        .asserted(&PREVENTION)
        .or_else(|| Words::new(case.rationale()).asserted(&PREVENTED_HARM))?;
    Some(format!("AI against a harm, not its cause: {found}"))
}

pub fn ai_role(case: &Case<'_>) -> Option<String> {
    if case.claim() == Claim::None {
        return None;
    }
    let words = Words::new(case.rationale());
    // These cues carry their own negation, so that nothing can turn them down.
    let found = words.first(&DOUBTFUL_ROLE)?;
    Some(format!("the part of AI is doubtful: {found}"))
}

pub fn product_news(case: &Case<'_>) -> Option<String> {
    if case.claim() != Claim::Plausible {
        return None;
    }
    let texts = [&case.incident.title, &case.incident.summary];
    let texts: Vec<Words<'_>> = texts
        .into_iter()
        .flatten()
        .map(|text| Words::new(text))
        .collect();
    let found = texts.iter().find_map(|text| text.first(&BUSINESS))?;
    let harm = texts.iter().any(|text| text.mentions(&HARMS));
    (!harm).then(|| format!("business news, and title and summary name no harm: {found}"))
}

pub fn two_stories(case: &Case<'_>) -> Option<String> {
    let summary = case.incident.summary.as_deref()?;
    let second = sentences(summary)
        .skip(1)
        .find(|sentence| begins(sentence, SECOND_STORY))?;
    let head = second.split(' ').next().unwrap_or("");
    Some(format!(
        "the summary may join two events: {}",
        quote(second, 0, head.len())
    ))
}

pub fn other_story(case: &Case<'_>) -> Option<String> {
    // A rationale by a model of ours quotes the articles, and of them only the
    // words that decided.
    if case.incident.verdict.how == How::Model {
        return None;
    }
    let summary: BTreeSet<&str> = names(case, case.incident.summary.as_deref()?).collect();
    if summary.len() < FEW_NAMES {
        return None;
    }
    let mut rationale = BTreeSet::new();
    for name in names(case, case.rationale()) {
        if summary.contains(name) {
            return None;
        }
        rationale.insert(name);
    }
    (rationale.len() >= FEW_NAMES).then(|| {
        let list = |names: &BTreeSet<&str>| {
            let names: Vec<&str> = names.iter().take(3).copied().collect();
            names.join(", ")
        };
        format!(
            "the summary names {}, the rationale {}: nothing in common",
            list(&summary),
            list(&rationale)
        )
    })
}

/// The words of capitalised names and the numbers of a text. The first word of
/// a sentence counts only with a capital or digit further in (`OpenAI`).
fn names<'a>(case: &'a Case<'_>, text: &'a str) -> impl Iterator<Item = &'a str> {
    sentences(text)
        .flat_map(|sentence| {
            let parts = |c| matches!(c, ' ' | '-' | '–' | '—' | '/' | '(' | '"');
            let words = sentence.split(parts);
            words.filter(|word| !word.is_empty()).enumerate()
        })
        .filter_map(|(at, word)| {
            // Most words are plainly none.
            let plain =
                |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase() && !byte.is_ascii_digit();
            if word.bytes().all(plain) {
                return None;
            }
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let word = ["'s", "’s"]
                .iter()
                .find_map(|end| word.strip_suffix(end))
                .unwrap_or(word);
            let digits = word.chars().filter(char::is_ascii_digit).count();
            let mut rest = word.chars().skip(1);
            let inside = rest.any(|c| c.is_uppercase() || c.is_ascii_digit());
            let capital = word.starts_with(char::is_uppercase) && (at > 0 || inside);
            (capital || digits > 1).then_some(word)
        })
        .filter(|word| !NO_NAMES.iter().any(|no| no.eq_ignore_ascii_case(word)))
        .filter(|word| !is_label(case, word))
}

/// Whether a word, in the singular or plural, is one of a label's name.
fn is_label(case: &Case<'_>, word: &str) -> bool {
    let single = word.strip_suffix('s').unwrap_or(word);
    let labels = case.vocabulary.labels.iter();
    labels
        .flat_map(|label| label.name.split(' '))
        .any(|part| part.eq_ignore_ascii_case(word) || part.eq_ignore_ascii_case(single))
}
