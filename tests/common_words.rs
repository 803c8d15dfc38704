#![cfg(test)]
//! How common words are in the articles that labels were made on, by language:
//! `assets/monitor/common.txt`, by which grouping tells common words from names of
//! an event. `OVERRULE_RENEW=1 cargo test --test common_words` writes it anew.

#[path = "common/renew.rs"]
mod renew;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use overrule::monitor::articles::{RawArticle, language};
use overrule::monitor::cluster::background::ARTICLES;
use overrule::monitor::cluster::stems::{Language, Remembered};
use overrule::monitor::cluster::words::Splitter;

/// The languages of the articles, the one of most of them first; and in how many a
/// word stands at least: fewer tell nothing.
const LANGUAGES: [(&str, usize); 4] = [("en", 4), ("de", 2), ("es", 2), ("fr", 2)];

#[derive(Deserialize)]
struct Article {
    title: String,
    lead: Option<String>,
}

impl Article {
    fn language(&self) -> Option<String> {
        let article = RawArticle {
            title: self.title.clone(),
            lead: self.lead.clone(),
            ..RawArticle::default()
        };
        language::of(&article)
    }
}

/// A stem: how often each form of it was met, and in how many articles any was.
#[derive(Default)]
struct Stem {
    forms: BTreeMap<String, usize>,
    articles: usize,
}

/// Words with in how many of `of` articles each would stand, the most common first.
fn counted(
    articles: &[Article],
    (language, least): (&str, usize),
    of: usize,
) -> Vec<(usize, String)> {
    let remembered = Remembered::default();
    let mut splitter = Splitter::new(&remembered);
    let mut stems: BTreeMap<u32, Stem> = BTreeMap::new();
    for article in articles {
        let text = format!(
            "{}\n{}",
            article.title,
            article.lead.as_deref().unwrap_or("")
        );
        let mut here = BTreeSet::new();
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            splitter.split(word, Language::of(Some(language)), |it| {
                let stem = stems.entry(it.term).or_default();
                *stem.forms.entry(word.to_lowercase()).or_default() += 1;
                here.insert(it.term);
                true
            });
        }
        for term in here {
            stems.entry(term).or_default().articles += 1;
        }
    }
    let mut rows: Vec<(usize, String)> = stems
        .values()
        .filter(|stem| stem.articles >= least)
        .filter_map(|stem| {
            let most = stem.forms.iter().rev().max_by_key(|form| form.1)?;
            Some((stem.articles * of / articles.len(), most.0.clone()))
        })
        .collect();
    rows.sort_by(|one, two| two.0.cmp(&one.0).then(one.1.cmp(&two.1)));
    rows
}

/// The file: English words as counted, those of other languages as if there were as
/// many articles in them.
fn told(articles: Vec<Article>) -> String {
    let mut by_language: BTreeMap<String, Vec<Article>> = BTreeMap::new();
    for article in articles {
        let language = article.language().unwrap_or_default();
        by_language.entry(language).or_default().push(article);
    }
    let mut text = String::from(
        "# In how many of so many articles a word stands, in whatever form, and its language.\n\
         # Written by tests/common_words.rs from tests/gold/tuning.jsonl.\n",
    );
    let of = by_language[LANGUAGES[0].0].len();
    writeln!(text, "{of} {ARTICLES}").unwrap();
    for language in LANGUAGES {
        for (count, word) in counted(&by_language[language.0], language, of) {
            writeln!(text, "{count} {word} {}", language.0).unwrap();
        }
    }
    text
}

#[test]
fn the_shipped_counts_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let gold = fs::read_to_string(root.join("tests/gold/tuning.jsonl")).unwrap();
    let articles: Vec<Article> = gold
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let counted = told(articles);
    let path = root.join("assets/monitor/common.txt");
    let renew = renew::is_asked();
    if renew {
        fs::write(&path, &counted).unwrap();
    }
    let shipped = fs::read_to_string(&path).unwrap();
    assert!(
        shipped == counted,
        "assets/monitor/common.txt is stale; renew it with `OVERRULE_RENEW=1 cargo test --test common_words` and look at the diff"
    );
}
