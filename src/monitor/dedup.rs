//! Copies of one article: the same page listed twice, the same text run by
//! several outlets. A copy belongs where its original belongs and adds nothing
//! to what a group is about. Two articles about one event that were written
//! apart are no copies.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::articles::RawArticle;
use super::cluster::features::{Day, UNDATED};
use super::cluster::hash::{START, hash, of_kind, text_with};
use super::cluster::slug;

/// Bits by which the fingerprints of two copies may differ: a word changed in
/// some hundred turns two or three. Unrelated texts differ in 32, give or take 4.
const BITS: u32 = 6;
/// Words a text has at least for its fingerprint to mean something.
const LEAST_WORDS: usize = 24;
/// Words a headline has at least to be taken for a copy of the same headline elsewhere.
const LEAST_TITLE: u32 = 4;
/// Days between an article and its copies at most.
const DAYS: u32 = 30;
/// Articles that share a part of their fingerprint and are compared, per article.
const COMPARED: usize = 64;

/// What copies of an article are found by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Print {
    /// Hash of the address, nothing where there is none.
    url: Option<u64>,
    /// Hash of headline and outlet, nothing where either is missing.
    title_outlet: Option<u64>,
    /// Hash of the words of the headline, nothing for a short one.
    title: Option<u64>,
    /// SimHash of the text.
    text: Option<u64>,
    /// Hash of the words of a text that is too short for one.
    short: Option<u64>,
    day: Day,
}

impl Print {
    /// Takes the fingerprints of an article; `headline` is its title without the outlet.
    pub fn new(
        article: &RawArticle,
        headline: &str,
        title: Option<u64>,
        (text, short): (Option<u64>, Option<u64>),
        day: Day,
    ) -> Self {
        let outlet = article.outlet.as_deref().filter(|it| !it.is_empty());
        Self {
            url: article.url.as_deref().and_then(slug::canonical),
            title_outlet: outlet
                .filter(|_| !headline.trim().is_empty())
                .map(|it| text_with(text_with(START, headline.as_bytes()), it.as_bytes())),
            title,
            text,
            short,
            day,
        }
    }

    /// False where both are dated and lie too far apart: a series may use one
    /// headline every year.
    fn near(&self, other: &Self) -> bool {
        self.day == UNDATED || other.day == UNDATED || self.day.abs_diff(other.day) <= DAYS
    }

    fn same_text(&self, other: &Self) -> bool {
        match (self.text, other.text) {
            (Some(one), Some(two)) => (one ^ two).count_ones() <= BITS,
            _ => false,
        }
    }

    /// True where both have a text, and the texts are not the same.
    fn other_text(&self, other: &Self) -> bool {
        match (self.short, other.short) {
            (Some(one), Some(two)) => one != two,
            _ => self.text.is_some() && other.text.is_some() && !self.same_text(other),
        }
    }

    /// True where headline and text both say something else: a page that goes
    /// on with another piece of news every day.
    fn tells_else(&self, other: &Self) -> bool {
        self.title.is_some()
            && other.title.is_some()
            && self.title != other.title
            && self.other_text(other)
    }
}

/// Hash of words in their order, as who did it and to whom may be all that two
/// headlines differ in; nothing for a few words.
pub fn of_title(words: impl Iterator<Item = u32>) -> Option<u64> {
    in_order(words, LEAST_TITLE)
}

fn in_order(words: impl Iterator<Item = u32>, least: u32) -> Option<u64> {
    let mut count = 0;
    let sum = words.fold(0_u64, |sum, word| {
        count += 1;
        (sum ^ u64::from(word))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(23)
    });
    (count >= least).then_some(sum)
}

/// SimHash of a text, over runs of three words; of a short text the hash of
/// its words instead.
pub fn text_prints(words: impl Iterator<Item = u32>) -> (Option<u64>, Option<u64>) {
    let words: Vec<u32> = words.collect();
    if words.len() < LEAST_WORDS {
        return (None, in_order(words.into_iter(), 1));
    }
    (Some(text_print(&words)), None)
}

fn text_print(words: &[u32]) -> u64 {
    // Of each bit in how many runs it is set: eight counters of a byte in each
    // number, which are emptied before any could overflow.
    const EACH_BYTE: u64 = 0x0101_0101_0101_0101;
    let mut ones = [0_u32; 64];
    let runs: Vec<u64> = words.windows(3).map(of_run).collect();
    for runs in runs.chunks(255) {
        let mut counters = [0_u64; 8];
        for bits in runs {
            for (at, counter) in counters.iter_mut().enumerate() {
                *counter += bits >> at & EACH_BYTE;
            }
        }
        for (at, one) in ones.iter_mut().enumerate() {
            *one += u32::from((counters[at % 8] >> (at / 8 * 8)) as u8);
        }
    }
    let set = |bits, (at, one): (usize, &u32)| {
        let mostly = 2 * *one as usize > runs.len();
        bits | u64::from(mostly) << at
    };
    ones.iter().enumerate().fold(0, set)
}

fn of_run(words: &[u32]) -> u64 {
    let with = |hash: u64, word: &u32| {
        (hash ^ u64::from(*word))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(27)
    };
    let bits = words.iter().fold(0x51_7c_c1_b7_27_22_0a_95, with);
    bits ^ bits >> 31
}

/// For each article, given in order, the earlier one that it is a copy of.
/// An original is never itself a copy.
pub fn copies(prints: &[Print]) -> Vec<Option<u32>> {
    let mut original: Vec<Option<u32>> = vec![None; prints.len()];
    let mut seen = Seen::default();
    seen.exact.reserve(prints.len() * 3);
    if prints.iter().any(|it| it.text.is_some()) {
        seen.latest = vec![NONE; QUARTERS << 16];
        seen.before = vec![[NONE; QUARTERS]; prints.len()];
    }
    for (at, print) in prints.iter().enumerate() {
        let found = seen.find_and_add(at as u32, print, prints);
        original[at] = found.map(|found| original[found as usize].unwrap_or(found));
    }
    original
}

/// What was seen so far, by each key.
#[derive(Default)]
struct Seen {
    /// Addresses, headlines with outlet, headlines: the latest article with it.
    exact: HashMap<u64, u32, BuildHasherDefault<Hashed>>,
    /// Quarters of fingerprints of texts: of two that differ in up to three
    /// bits one quarter is the same, of two that differ in more mostly. A copy
    /// that is missed counts as an article of its own and is grouped by its words.
    /// For each quarter the latest article that has it.
    latest: Vec<u32>,
    /// For each article and quarter the one that had it before.
    before: Vec<[u32; QUARTERS]>,
}

/// Parts of a fingerprint.
const QUARTERS: usize = 4;
/// No article.
const NONE: u32 = u32::MAX;

impl Seen {
    fn find_and_add(&mut self, at: u32, print: &Print, prints: &[Print]) -> Option<u32> {
        // Whatever had a key before is what comes back when the key is taken.
        let mut taken = |kind, key: Option<u64>| self.exact.insert(of_kind(kind, key?), at);
        let url = taken(0, print.url);
        let (title_outlet, title) = (taken(1, print.title_outlet), taken(2, print.title));
        let near = |it: &u32| print.near(&prints[*it as usize]);
        let same_text = |it: &u32| print.same_text(&prints[*it as usize]);
        let other_text = |it: &u32| print.other_text(&prints[*it as usize]);
        let url = url.filter(|it| near(it) && !print.tells_else(&prints[*it as usize]));
        let exact = url.or_else(|| {
            let title = title_outlet.or(title);
            title.filter(|it| near(it) && !other_text(it))
        });
        let Some(text) = print.text else {
            return exact;
        };
        let slot = |quarter: usize| quarter << 16 | usize::from((text >> (16 * quarter)) as u16);
        let (latest, before) = (&mut self.latest, &mut self.before);
        let found = exact.or_else(|| {
            let of_quarter = |quarter: usize| {
                let before = &*before;
                let some = |it: u32| (it != NONE).then_some(it);
                let earlier = move |it: &u32| some(before[*it as usize][quarter]);
                std::iter::successors(some(latest[slot(quarter)]), earlier).take(COMPARED)
            };
            let all = (0..QUARTERS).flat_map(of_quarter);
            all.filter(|it| near(it) && same_text(it)).min()
        });
        for quarter in 0..QUARTERS {
            let latest = &mut latest[slot(quarter)];
            before[at as usize][quarter] = std::mem::replace(latest, at);
        }
        found
    }
}

/// Takes a key that is a hash already as it is.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitor::cluster::{
        features::Sketcher,
        settings::{Settings, Weights},
        stems::Remembered,
    };
    use jiff::civil::date;

    fn article(title: &str) -> RawArticle {
        RawArticle {
            title: title.into(),
            ..RawArticle::default()
        }
    }

    fn found(articles: &[RawArticle]) -> Vec<Option<u32>> {
        let remembered = Remembered::default();
        let sketches = Sketcher::new(&remembered).sketch(articles, &weights());
        copies(&sketches.prints)
    }

    fn weights() -> Weights {
        Settings::shipped().unwrap().weights
    }

    #[test]
    fn one_page_listed_twice_is_a_copy_whatever_its_title() {
        let mut one = article("Delivery robot blocks ambulance");
        let mut two = article("Updated: robot and ambulance");
        one.url = Some("https://www.example.org/robot?utm_source=feed".into());
        two.url = Some("http://example.org/robot/#comments".into());
        assert_eq!(found(&[one, two]), [None, Some(0)]);
    }

    #[test]
    fn a_headline_run_by_two_outlets_is_a_copy_but_not_a_year_later() {
        let mut one = article("Delivery robot blocks ambulance in Lindenau | Lantern");
        let mut two = article("Delivery robot blocks ambulance in Lindenau");
        one.outlet = Some("Lantern".into());
        assert_eq!(found(&[one.clone(), two.clone()]), [None, Some(0)]);
        one.date = Some(date(2025, 3, 1));
        two.date = Some(date(2026, 3, 1));
        assert_eq!(found(&[one, two]), [None, None]);
        let short = article("Robot blocks ambulance");
        assert_eq!(found(&[short.clone(), short]), [None, None]);
    }

    #[test]
    fn who_did_it_to_whom_tells_headlines_apart() {
        let one = article("Police robot shoots armed man in Denver");
        let two = article("Armed man shoots police robot in Denver");
        assert_eq!(found(&[one, two]), [None, None]);
    }

    #[test]
    fn a_column_or_a_page_that_tells_something_else_each_day_is_no_copy() {
        let of = |title: &str, lead: &str| RawArticle {
            outlet: Some("Post".to_owned()),
            lead: Some(lead.to_owned()),
            url: Some("https://e.org/live".to_owned()),
            ..article(title)
        };
        let title = "Today in artificial intelligence news";
        let column = |lead: &str| RawArticle {
            url: None,
            ..of(title, lead)
        };
        let (one, two) = ("A chatbot told lies.", "A drone fell on a school.");
        assert_eq!(found(&[column(one), column(two)]), [None, None]);
        assert_eq!(found(&[column(one), column(one)]), [None, Some(0)]);
        let live = [
            of("Live: chatbot leaks patient data", one),
            of("Live: fire in a warehouse in Paris", two),
        ];
        assert_eq!(found(&live), [None, None]);
    }

    #[test]
    fn a_number_tells_headlines_apart() {
        let one = article("Delivery robots injure 12 people in Lindenau");
        let two = article("Delivery robots injure 13 people in Lindenau");
        assert_eq!(found(&[one, two]), [None, None]);
    }

    #[test]
    fn a_text_with_a_word_changed_is_a_copy_and_another_text_is_none() {
        let text: String = (0..400).map(|n| format!("word{} ", n * n)).collect();
        let other: String = (0..400).map(|n| format!("term{} ", n * 7)).collect();
        let with = |title: &str, body: &str| RawArticle {
            body: Some(body.to_owned()),
            ..article(title)
        };
        let changed = text.replace("word100 ", "changed ");
        let all = [
            with("One headline about robots", &text),
            with("Some other words entirely here", &changed),
            with("One headline about robots", &other),
        ];
        assert_eq!(found(&all), [None, Some(0), None]);
    }
}
