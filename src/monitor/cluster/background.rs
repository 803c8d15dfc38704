//! How common words are in news of this kind to begin with: a set of forty articles
//! can't tell a word that every report has from one that names this event. Counted
//! from articles of the project's own (`tests/common_words.rs`), and shipped.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::stems::{Language, Remembered};
use super::words::Splitter;

/// The number of articles, then a word, in how many of them it stands, in any form,
/// and its language.
const COMMON: &str = include_str!("../../../assets/monitor/common.txt");

/// What the line with the number of articles says in place of a word.
pub const ARTICLES: &str = "(articles)";
/// Of so many articles a word in one is common.
const COMMON_IN: u32 = 50;

/// Articles that were counted, and the words that stand in several of them.
#[derive(Debug, Default)]
pub struct Background {
    articles: u32,
    with: HashMap<u32, u32, foldhash::fast::RandomState>,
}

static SHIPPED: LazyLock<Background> = LazyLock::new(|| Background::of(COMMON));

impl Background {
    /// What ships with the program.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    fn of(text: &str) -> Self {
        let remembered = Remembered::default();
        let mut splitter = Splitter::new(&remembered);
        let mut found = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split(' ');
            let (Some(count), Some(word)) = (parts.next(), parts.next()) else {
                continue;
            };
            let Ok(count) = count.parse() else { continue };
            if word == ARTICLES {
                found.articles = count;
                continue;
            }
            // A word of several languages is known by the first that has it.
            splitter.split(word, Language::of(parts.next()), |word| {
                found.with.entry(word.term).or_insert(count);
                true
            });
        }
        found
    }

    /// How many articles were counted.
    pub const fn articles(&self) -> u32 {
        self.articles
    }

    /// Whether a word is common in such news, and so no name of somebody or of some
    /// place even where it is written with a capital, as AI is.
    pub fn is_common(&self, term: u32) -> bool {
        self.with(term) > self.articles / COMMON_IN
    }

    /// In how many of them a word stands; 0 for one that stands in a few at most.
    pub fn with(&self, term: u32) -> u32 {
        self.with.get(&term).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_count() {
        let background = Background::of("# Words\n90 (articles)\n31 reports\n");
        assert_eq!(background.articles(), 90);
        let remembered = Remembered::default();
        let mut with = Vec::new();
        Splitter::new(&remembered).split("Reported zorbo", Language::of(None), |word| {
            with.push(background.with(word.term));
            true
        });
        assert_eq!(with, [31, 0]);
    }

    #[test]
    fn what_ships_knows_the_words_of_the_trade() {
        let shipped = Background::shipped();
        assert!(shipped.articles() > 1_000 && shipped.with.len() > 1_000);
        assert!(shipped.with.values().all(|with| *with <= shipped.articles));
        let common = |word: &str| {
            let remembered = Remembered::default();
            let mut is_common = false;
            Splitter::new(&remembered).split(word, Language::of(None), |word| {
                is_common = shipped.is_common(word.term);
                true
            });
            is_common
        };
        assert!(common("AI") && !common("Vessingen"));
    }
}
