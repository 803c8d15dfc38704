//! Which pairs of articles are worth comparing: those that share heavy words.
//! An index from words to articles, read from each article backwards in time,
//! so that the cost of one article is bounded however many there are.

use crate::monitor::watch::Watch;
use crate::threads;

use super::settings::Search;
use super::vectors::{Lists, Shared, Term, Vectors, shared};

/// Two articles that may belong together, the earlier one first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The earlier article.
    pub one: u32,
    /// The later article.
    pub two: u32,
    /// What their words have in common; the product is their cosine.
    pub shared: Shared,
}

/// The pairs of all articles, which stand in order of time.
pub fn pairs(vectors: &Vectors, search: &Search, threads: usize, watch: &dyn Watch) -> Vec<Pair> {
    let finder = Finder {
        vectors,
        index: Index::new(&vectors.sought),
        search,
    };
    let make = || Scores {
        of: vec![0.0; vectors.len()],
        touched: Vec::new(),
    };
    threads::map_with(vectors.len(), threads, make, |scores, range| {
        let mut pairs = Vec::new();
        let n = range.len() as u64;
        for at in range {
            finder.find(at, scores, &mut pairs);
        }
        watch.done(n);
        pairs
    })
    .concat()
}

/// From words to articles.
struct Index {
    /// Word and article: words with one slot together, articles in order.
    entries: Vec<(u32, u32)>,
    /// Where each entry of the lists of words went.
    places: Vec<u32>,
    /// Bits of a word that are no part of its slot.
    shift: u32,
}

impl Index {
    fn new(sought: &Lists) -> Self {
        let bits = sought.terms().len().max(2).ilog2().clamp(10, 24);
        let shift = 32 - bits;
        // Where a slot begins, then where its next entry goes.
        let mut next = vec![0_u32; (1 << bits) + 1];
        for (term, _) in sought.terms() {
            next[(term >> shift) as usize + 1] += 1;
        }
        for slot in 1..next.len() {
            next[slot] += next[slot - 1];
        }
        let mut entries = vec![(0, 0); sought.terms().len()];
        let mut places = Vec::with_capacity(entries.len());
        for at in 0..sought.len() {
            for (term, _) in sought.get(at) {
                let place = &mut next[(term >> shift) as usize];
                entries[*place as usize] = (*term, at as u32);
                places.push(*place);
                *place += 1;
            }
        }
        Self {
            entries,
            places,
            shift,
        }
    }

    /// The articles before that of an entry with its word, the latest first.
    fn before(&self, entry: usize) -> impl Iterator<Item = u32> {
        let place = self.places[entry] as usize;
        let (term, _) = self.entries[place];
        let slot = self.entries[..place].iter().rev();
        slot.take_while(move |it| it.0 >> self.shift == term >> self.shift)
            .filter(move |it| it.0 == term)
            .map(|it| it.1)
    }
}

/// What one thread adds up.
struct Scores {
    /// By article; 0 outside of one search.
    of: Vec<f32>,
    touched: Vec<u32>,
}

struct Finder<'a> {
    vectors: &'a Vectors,
    index: Index,
    search: &'a Search,
}

impl Finder<'_> {
    /// Adds the pairs of an article with earlier ones.
    fn find(&self, at: usize, scores: &mut Scores, pairs: &mut Vec<Pair>) {
        let own = self.vectors.get(at);
        let sought = &self.vectors.sought;
        for (entry, &(_, weight)) in sought.range(at).zip(sought.get(at)) {
            for other in self.index.before(entry).take(self.search.each) {
                let score = &mut scores.of[other as usize];
                if *score == 0.0 {
                    scores.touched.push(other);
                }
                *score += weight * weight;
            }
        }
        self.compare(at, own, scores, pairs);
        for other in scores.touched.drain(..) {
            scores.of[other as usize] = 0.0;
        }
    }

    fn compare(&self, at: usize, own: &[Term], scores: &mut Scores, pairs: &mut Vec<Pair>) {
        let floor = self.search.floor;
        let Scores { of, touched } = scores;
        touched.retain(|other| {
            let score = &mut of[*other as usize];
            // The words looked up promise about the cosine.
            let promising = *score >= floor;
            if !promising {
                *score = 0.0;
            }
            promising
        });
        let better = |one: &u32, two: &u32| {
            let by_score = of[*two as usize].total_cmp(&of[*one as usize]);
            by_score.then(one.cmp(two))
        };
        if touched.len() > self.search.compared {
            touched.select_nth_unstable_by(self.search.compared, better);
        }
        let first = pairs.len();
        for other in touched.iter().take(self.search.compared) {
            let shared = shared(own, self.vectors.get(*other as usize));
            if shared.product >= floor {
                pairs.push(Pair {
                    one: *other,
                    two: at as u32,
                    shared,
                });
            }
        }
        let found = &mut pairs[first..];
        found.sort_unstable_by(|one, two| {
            let by_cosine = two.shared.product.total_cmp(&one.shared.product);
            by_cosine.then(one.one.cmp(&two.one))
        });
        pairs.truncate(first + self.search.kept.min(pairs.len() - first));
    }
}
