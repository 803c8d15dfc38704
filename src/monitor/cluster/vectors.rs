//! Articles as weighted words: how rare a word is among all articles, the
//! weightiest words of each, and how alike two such vectors are.

use super::features::Names;
use super::parallel;
use super::settings::Weights;

/// A word and its weight.
pub type Term = (u32, f32);

/// The words of many articles, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Vectors {
    terms: Vec<Term>,
    /// Where each one ends.
    ends: Vec<u32>,
    /// How much each one holds before it was brought to length 1: rare words
    /// count up to 1 each, so that the figure means the same in any set.
    pub mass: Vec<f32>,
}

impl Vectors {
    /// Adds a vector.
    pub fn push(&mut self, terms: &[Term], mass: f32) {
        self.terms.extend_from_slice(terms);
        self.ends.push(self.terms.len() as u32);
        self.mass.push(mass);
    }

    fn append(&mut self, other: &Self) {
        let base = self.terms.len() as u32;
        self.terms.extend_from_slice(&other.terms);
        self.ends.extend(other.ends.iter().map(|end| base + end));
        self.mass.extend_from_slice(&other.mass);
    }

    /// The words of one article, by number.
    pub fn get(&self, at: usize) -> &[Term] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.terms[start as usize..self.ends[at] as usize]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
}

/// In how many articles each word stands.
#[derive(Debug)]
pub struct Rarity {
    /// By the end of the word's hash; words that share a slot count together.
    counts: Vec<u32>,
    articles: f32,
    before_each: f32,
    most: f32,
}

impl Rarity {
    /// Counts the words of articles.
    pub fn count<'a>(
        articles: impl Iterator<Item = &'a [Term]> + Clone,
        weights: &Weights,
    ) -> Self {
        let n = articles.clone().count();
        let slots = (n * 16).next_power_of_two().clamp(1 << 20, 1 << 24);
        let mut counts = vec![0; slots];
        for article in articles {
            for (term, _) in article {
                counts[*term as usize & (slots - 1)] += 1;
            }
        }
        let articles = n as f32 + weights.before;
        Self {
            counts,
            articles,
            before_each: weights.before_each,
            most: (articles / (1.0 + weights.before_each))
                .ln()
                .max(f32::MIN_POSITIVE),
        }
    }

    /// In how many articles a word stands, or a few more.
    pub fn articles_with(&self, term: u32) -> u32 {
        self.counts[term as usize & (self.counts.len() - 1)]
    }

    /// 1 for a word that stands in one article, near 0 for one that stands in all.
    fn of(&self, term: u32) -> f32 {
        let with = self.articles_with(term) as f32 + self.before_each;
        ((self.articles / with).ln() / self.most).clamp(0.0, 1.0)
    }
}

/// Weighs the words of many articles against each other; `raw` gives those of
/// one article, with their weights within it.
pub fn weigh<'a>(
    n: usize,
    raw: impl Fn(usize) -> &'a [Term] + Sync,
    rarity: &Rarity,
    names: &Names,
    weights: &Weights,
    threads: usize,
) -> Vectors {
    let parts = parallel::map(n, threads, |range| {
        let mut vectors = Vectors::default();
        let mut terms: Vec<Term> = Vec::new();
        for at in range {
            terms.clear();
            for &(term, weight) in raw(at) {
                let bonus = if names.is_name(term) {
                    weights.name
                } else {
                    0.0
                };
                let weight = (weight * (1.0 + bonus)).ln_1p() * rarity.of(term);
                if weight > 0.0 {
                    terms.push((term, weight));
                }
            }
            if terms.len() > weights.kept {
                terms.select_nth_unstable_by(weights.kept, heavier);
                terms.truncate(weights.kept);
            }
            terms.sort_unstable_by_key(|term| term.0);
            let mass = length(&terms);
            for term in &mut terms {
                term.1 /= mass;
            }
            vectors.push(&terms, mass);
        }
        vectors
    });
    let mut all = Vectors::default();
    for part in parts {
        all.append(&part);
    }
    all
}

/// The heavier first, ties to the smaller number.
pub fn heavier(one: &Term, two: &Term) -> std::cmp::Ordering {
    two.1.total_cmp(&one.1).then(one.0.cmp(&two.0))
}

/// The Euclidean length, never 0.
pub fn length(terms: &[Term]) -> f32 {
    let sum: f32 = terms.iter().map(|term| term.1 * term.1).sum();
    sum.sqrt().max(f32::MIN_POSITIVE)
}

/// The inner product of two vectors, each by number.
pub fn dot(one: &[Term], two: &[Term]) -> f32 {
    let (mut a, mut b, mut sum) = (0, 0, 0.0);
    while a < one.len() && b < two.len() {
        let (left, right) = (one[a], two[b]);
        if left.0 == right.0 {
            sum += left.1 * right.1;
        }
        a += usize::from(left.0 <= right.0);
        b += usize::from(right.0 <= left.0);
    }
    sum
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
        assert!((dot(&one, &two) - 0.4).abs() < 1e-6);
        assert_eq!(sum(&one, &two), [(0, 0.5), (1, 0.6), (4, 1.3), (9, 0.1)]);
        assert_eq!(dot(&one, &[]), 0.0);
    }

    #[test]
    fn a_rare_word_weighs_more_than_a_common_one() {
        let weights = super::super::Settings::shipped().unwrap().weights;
        let raw: Vec<Vec<Term>> = (0..3000)
            .map(|at| vec![(7, 1.0), (100 + at, 1.0)])
            .collect();
        let rarity = Rarity::count(raw.iter().map(Vec::as_slice), &weights);
        let names = Names::default();
        let weighed = weigh(3000, |at| &raw[at], &rarity, &names, &weights, 2);
        let first = weighed.get(0);
        assert!(first[1].1 > 3.0 * first[0].1, "{first:?}");
        assert!((length(first) - 1.0).abs() < 1e-6);
        let alone = weigh(3000, |at| &raw[at], &rarity, &names, &weights, 1);
        assert_eq!(weighed.terms, alone.terms);
    }
}
