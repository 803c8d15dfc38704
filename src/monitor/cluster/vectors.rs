//! Articles as weighted words: how rare a word is among all articles, the
//! weightiest words of each, and how alike two such vectors are.

use std::ops::Range;

use crate::threads;

use super::background::Background;
use super::features::KnownNames;
use super::settings::{Search, Weights};

/// A word and its weight.
pub type Term = (u32, f32);

/// Lists of words, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    terms: Vec<Term>,
    /// Where each one ends.
    ends: Vec<u32>,
}

impl Lists {
    /// One list.
    pub fn get(&self, at: usize) -> &[Term] {
        &self.terms[self.range(at)]
    }

    /// Where one list stands in [`Self::terms`].
    pub fn range(&self, at: usize) -> Range<usize> {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[at] as usize
    }

    /// All lists, one after the other.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// How many lists there are.
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Adds a list.
    pub fn push(&mut self, terms: impl IntoIterator<Item = Term>) {
        self.terms.extend(terms);
        self.ends.push(self.terms.len() as u32);
    }

    /// Adds all lists of another.
    pub fn append(&mut self, other: &Self) {
        let base = self.terms.len() as u32;
        self.terms.extend_from_slice(&other.terms);
        self.ends.extend(other.ends.iter().map(|end| base + end));
    }
}

/// The words of many articles.
#[derive(Clone, Debug, Default)]
pub struct Vectors {
    /// Those of each one, by number.
    words: Lists,
    /// Those that others are found by, the heaviest first.
    pub sought: Lists,
    /// How much each one holds before it was brought to length 1: rare words
    /// count up to 1 each, names some more, so that the figure means the same in any set.
    pub mass: Vec<f32>,
}

impl Vectors {
    fn append(&mut self, other: &Self) {
        self.words.append(&other.words);
        self.sought.append(&other.sought);
        self.mass.extend_from_slice(&other.mass);
    }

    /// The words of one article, by number.
    pub fn get(&self, at: usize) -> &[Term] {
        self.words.get(at)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.mass.len()
    }
}

/// Threads that count at most; each goes through all words.
const PARTS: usize = 4;

/// In how many articles each word stands.
#[derive(Debug)]
pub struct Rarity {
    /// By the end of the word's hash; words that share a slot count together.
    counts: Vec<u32>,
    /// How common words are elsewhere.
    background: &'static Background,
    /// How rare a word is, by how many articles it stands in: logarithms are dear.
    of: Vec<f32>,
    articles: f32,
    before_each: f32,
    most: f32,
}

/// How many rarities are worked out beforehand.
const WORKED_OUT: u32 = 1 << 14;

impl Rarity {
    /// Counts the words of articles.
    pub fn count<'a>(
        articles: impl Iterator<Item = &'a [Term]> + Clone + Send,
        weights: &Weights,
        threads: usize,
    ) -> Self {
        let n = articles.clone().count();
        let slots = (n * 16).next_power_of_two().clamp(1 << 20, 1 << 24);
        let mut counts = vec![0; slots];
        // Each thread goes through all words and counts those of its own slots.
        let parts = threads.clamp(1, PARTS).next_power_of_two();
        let size = slots / parts;
        std::thread::scope(|scope| {
            for (part, counts) in counts.chunks_mut(size).enumerate() {
                let articles = articles.clone();
                scope.spawn(move || {
                    let base = part * size;
                    for (term, _) in articles.flatten() {
                        let slot = (*term as usize & (slots - 1)).wrapping_sub(base);
                        if let Some(count) = counts.get_mut(slot) {
                            *count += 1;
                        }
                    }
                });
            }
        });
        let background = Background::shipped();
        let articles = n as f32 + weights.before + background.articles() as f32;
        let mut rarity = Self {
            counts,
            background,
            of: Vec::new(),
            articles,
            before_each: weights.before_each,
            most: (articles / (1.0 + weights.before_each))
                .ln()
                .max(f32::MIN_POSITIVE),
        };
        rarity.of = (0..WORKED_OUT).map(|with| rarity.with(with)).collect();
        rarity
    }

    /// In how many articles a word stands, or a few more.
    pub fn articles_with(&self, term: u32) -> u32 {
        self.counts[term as usize & (self.counts.len() - 1)]
    }

    /// How rare a word is that stands in so many articles: 1 where it stands in
    /// one, near 0 where in all, here and elsewhere.
    fn of(&self, term: u32, with: u32) -> f32 {
        let with = with.saturating_add(self.background.with(term));
        let known = self.of.get(with as usize).copied();
        known.unwrap_or_else(|| self.with(with))
    }

    fn with(&self, with: u32) -> f32 {
        let with = with as f32 + self.before_each;
        ((self.articles / with).ln() / self.most).clamp(0.0, 1.0)
    }
}

/// A word with its weight, and in how many articles it stands.
#[derive(Clone, Copy)]
struct Weighed {
    term: Term,
    with: u32,
}

/// Cuts down to the heaviest.
fn keep(terms: &mut Vec<Weighed>, most: usize) {
    if terms.len() > most {
        terms.select_nth_unstable_by(most, |one, two| heavier(&one.term, &two.term));
        terms.truncate(most);
    }
}

/// Articles weighed before what came of them is put with the rest: all parts
/// beside the whole would take twice the room.
const STRETCH: usize = 1 << 16;

/// Weighs the words of many articles against each other; `raw` gives those of
/// one article, with their weights within it.
pub fn weigh<'a>(
    n: usize,
    raw: impl Fn(usize) -> &'a [Term] + Sync,
    rarity: &Rarity,
    names: &KnownNames,
    weights: &Weights,
    search: &Search,
    threads: usize,
) -> Vectors {
    let common = (n as f32 * search.common).max(20.0) as u32;
    let part = |range: Range<usize>| {
        let mut vectors = Vectors::default();
        let mut terms: Vec<Weighed> = Vec::new();
        let mut sought: Vec<Weighed> = Vec::new();
        for at in range {
            terms.clear();
            for &(term, weight) in raw(at) {
                let with = rarity.articles_with(term);
                let is_name = names.has(term) && !rarity.background.is_common(term);
                let bonus = if is_name { weights.name } else { 0.0 };
                let weight = (weight * (1.0 + bonus)).ln_1p() * rarity.of(term, with);
                if weight > 0.0 {
                    let term = (term, weight);
                    terms.push(Weighed { term, with });
                }
            }
            keep(&mut terms, weights.kept);
            terms.sort_unstable_by_key(|it| it.term.0);
            let mass = length(terms.iter().map(|it| &it.term));
            for it in &mut terms {
                it.term.1 /= mass;
            }
            sought.clear();
            sought.extend(terms.iter().filter(|it| it.with <= common));
            keep(&mut sought, search.words);
            // A word in one article only leads nowhere.
            sought.retain(|it| it.with > 1);
            sought.sort_unstable_by(|one, two| heavier(&one.term, &two.term));
            vectors.words.push(terms.iter().map(|it| it.term));
            vectors.sought.push(sought.iter().map(|it| it.term));
            vectors.mass.push(mass);
        }
        vectors
    };
    let mut all = Vectors::default();
    for first in (0..n).step_by(STRETCH) {
        let moved = |range: Range<usize>| part(first + range.start..first + range.end);
        for part in threads::map(STRETCH.min(n - first), threads, moved) {
            all.append(&part);
        }
    }
    all
}

/// The heavier first, ties to the smaller number.
pub fn heavier(one: &Term, two: &Term) -> std::cmp::Ordering {
    two.1.total_cmp(&one.1).then(one.0.cmp(&two.0))
}

/// The Euclidean length, never 0.
pub fn length<'a>(terms: impl IntoIterator<Item = &'a Term>) -> f32 {
    let sum: f32 = terms.into_iter().map(|term| term.1 * term.1).sum();
    sum.sqrt().max(f32::MIN_POSITIVE)
}

/// What two vectors have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shared {
    /// Their inner product.
    pub product: f32,
    /// What the one word adds to it that adds most.
    pub most: f32,
}

/// What two vectors, each by number, have in common.
pub fn shared(one: &[Term], two: &[Term]) -> Shared {
    let (mut a, mut b) = (0, 0);
    let mut shared = Shared::default();
    while a < one.len() && b < two.len() {
        let (left, right) = (one[a], two[b]);
        if left.0 == right.0 {
            let product = left.1 * right.1;
            shared.product += product;
            shared.most = shared.most.max(product);
        }
        a += usize::from(left.0 <= right.0);
        b += usize::from(right.0 <= left.0);
    }
    shared
}

/// The sum of two vectors, each by number.
pub fn sum(one: &[Term], two: &[Term]) -> Vec<Term> {
    let mut out = Vec::with_capacity(one.len() + two.len());
    let (mut a, mut b) = (0, 0);
    while a < one.len() || b < two.len() {
        match (one.get(a), two.get(b)) {
            (Some(left), Some(right)) if left.0 == right.0 => {
                out.push((left.0, left.1 + right.1));
                a += 1;
                b += 1;
            }
            (Some(left), Some(right)) if left.0 < right.0 => {
                out.push(*left);
                a += 1;
            }
            (Some(left), None) => {
                out.push(*left);
                a += 1;
            }
            (_, Some(right)) => {
                out.push(*right);
                b += 1;
            }
            (None, None) => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_and_sums_go_by_number() {
        let (one, two) = ([(1, 0.6), (4, 0.8)], [(0, 0.5), (4, 0.5), (9, 0.1)]);
        let both = shared(&one, &two);
        assert!((both.product - 0.4).abs() < 1e-6, "{both:?}");
        assert_eq!(sum(&one, &two), [(0, 0.5), (1, 0.6), (4, 1.3), (9, 0.1)]);
        assert_eq!(shared(&one, &[]), Shared::default());
    }

    #[test]
    fn a_rare_word_weighs_more_than_a_common_one() {
        let settings = super::super::Settings::shipped().unwrap();
        let (weights, search) = (settings.weights, settings.search);
        let raw: Vec<Vec<Term>> = (0..3000)
            .map(|at| vec![(7, 1.0), (100 + at, 1.0)])
            .collect();
        let rarity = Rarity::count(raw.iter().map(Vec::as_slice), &weights, 2);
        let names = crate::monitor::cluster::features::Names::default().known();
        let weighed = weigh(3000, |at| &raw[at], &rarity, &names, &weights, &search, 2);
        let first = weighed.get(0);
        assert!(first[1].1 > 3.0 * first[0].1, "{first:?}");
        assert!((length(first) - 1.0).abs() < 1e-6);
        let alone = weigh(3000, |at| &raw[at], &rarity, &names, &weights, &search, 1);
        assert_eq!(weighed.words.terms, alone.words.terms);
        assert_eq!(
            weighed.sought.get(0),
            [],
            "its other word stands nowhere else"
        );
    }
}
