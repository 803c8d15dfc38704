#![cfg(test)]
//! How common words are in the English articles that labels were made on:
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

/// Words in fewer articles tell nothing.
const LEAST: usize = 4;

#[derive(Deserialize)]
struct Article {
    title: String,
    lead: Option<String>,
}

impl Article {
    /// Other languages have too few articles here, and stems of their own.
    fn is_english(&self) -> bool {
        let article = RawArticle {
            title: self.title.clone(),
            lead: self.lead.clone(),
            ..RawArticle::default()
        };
        language::of(&article).as_deref() == Some("en")
    }
}

/// A stem: how often each form of it was met, and in how many articles any was.
#[derive(Default)]
struct Stem {
    forms: BTreeMap<String, usize>,
    articles: usize,
}

fn counted(articles: &[Article]) -> String {
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
            splitter.split(word, Language::of(None), |it| {
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
    let mut rows: Vec<(usize, &str)> = stems
        .values()
        .filter(|stem| stem.articles >= LEAST)
        .filter_map(|stem| {
            let most = stem.forms.iter().rev().max_by_key(|form| form.1)?;
            Some((stem.articles, most.0.as_str()))
        })
        .collect();
    rows.sort_by(|one, two| two.0.cmp(&one.0).then(one.1.cmp(two.1)));
    let mut text = String::from(
        "# In how many of so many articles a word stands, in whatever form.\n\
         # Written by tests/common_words.rs from tests/gold/tuning.jsonl.\n",
    );
    writeln!(text, "{} {ARTICLES}", articles.len()).unwrap();
    for (count, word) in rows {
        writeln!(text, "{count} {word}").unwrap();
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
        .filter(Article::is_english)
        .collect();
    let counted = counted(&articles);
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
