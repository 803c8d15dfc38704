//! Articles that tell the same of different places: what one template was
//! filled with may be several events. Headlines alone are looked at, and only
//! what stands behind a word such as `in` is taken for a place: no list of places
//! is complete, and names of people and products stand elsewhere.

use std::collections::BTreeSet;

use super::{Case, and_more, name};

/// What stands before a place in the languages that are read, in small letters.
const BEFORE: &[&str] = &[
    "in", "at", "near", "outside", "bei", "aus", "à", "en", "de", "cerca",
];
/// Words that both headlines must share beside their places.
const SHARED: usize = 4;
/// How much of all their words that must be.
const ALIKE: f64 = 0.75;
/// Articles that are looked at.
const ARTICLES: usize = 64;
/// Words of a headline that are; no headline has more.
const WORDS: usize = 60;

/// A headline with the place that it names.
struct Told<'a> {
    at: usize,
    place: &'a str,
    /// Its other words, in small letters.
    words: BTreeSet<String>,
}

pub fn two_places(case: &Case<'_>) -> Option<String> {
    let articles = &case.incident.articles;
    let told: Vec<Told<'_>> = (0..)
        .zip(articles.iter().take(ARTICLES))
        .filter_map(|(at, article)| told(at, article.title.as_deref()?))
        .collect();
    // Whether a text of one article names the place of another: then it is one event.
    let speaks_of = |at: usize, place: &str| {
        let article = &articles[at];
        let texts = [&article.title, &article.lead];
        texts.into_iter().flatten().any(|text| text.contains(place))
    };
    let apart = |a: &Told<'_>, b: &Told<'_>| {
        a.place != b.place
            && is_one_template(&a.words, &b.words)
            && !speaks_of(a.at, b.place)
            && !speaks_of(b.at, a.place)
    };
    // Another story may stand before those that are told by one template.
    let places = (0..told.len()).rev().map(|first| {
        let mut places: Vec<&Told<'_>> = Vec::new();
        for told in &told[first..] {
            if places.iter().all(|other| apart(told, other)) {
                places.push(told);
            }
        }
        places
    });
    let places = places.max_by_key(Vec::len)?;
    let [one, other, more @ ..] = places.as_slice() else {
        return None;
    };
    Some(format!(
        "may be several events: {} tells of {}, {} the same of {}{}",
        name(one.at, &articles[one.at]),
        one.place,
        name(other.at, &articles[other.at]),
        other.place,
        and_more(more.len()),
    ))
}

/// The place that a headline names, where it names one, and its other words.
fn told(at: usize, title: &str) -> Option<Told<'_>> {
    let words: Vec<&str> = title.split_whitespace().take(WORDS).collect();
    let before = words.iter().position(|word| BEFORE.contains(word))?;
    let bare = |word: &&str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let place = words.get(before + 1)?;
    let place = place.trim_matches(|c: char| !c.is_alphanumeric());
    let letters = place.chars().filter(|c| c.is_alphabetic()).count();
    let is_name = place.starts_with(char::is_uppercase) && place.chars().any(char::is_lowercase);
    if !is_name || letters < 3 {
        return None;
    }
    let rest = words.iter().enumerate().filter(|(at, _)| *at != before + 1);
    let words = rest.map(|(_, word)| bare(word).to_lowercase());
    Some(Told {
        at,
        place,
        words: words.filter(|word| !word.is_empty()).collect(),
    })
}

/// Whether two headlines say the same but for the place.
fn is_one_template(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let shared = one.intersection(other).count();
    let all = one.union(other).count();
    shared >= SHARED && shared as f64 >= ALIKE * all as f64
}
