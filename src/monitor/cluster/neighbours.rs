//! Which pairs of articles are worth comparing: those that share heavy words.
//! An index from words to articles, read from each article backwards in time,
//! so that the cost of one article is bounded however many there are.

use crate::monitor::watch::Watch;

use super::parallel;
use super::settings::Search;
use super::vectors::{Term, Vectors, dot};

/// Two articles that may belong together, the earlier one first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The earlier article.
    pub one: u32,
    /// The later article.
    pub two: u32,
    /// The cosine of their words.
    pub cosine: f32,
}

/// The pairs of all articles, which stand in order of time.
pub fn pairs(vectors: &Vectors, search: &Search, threads: usize, watch: &dyn Watch) -> Vec<Pair> {
    let finder = Finder {
        vectors,
        index: Index::new(vectors, threads),
        search,
    };
    let make = || Scores {
        of: vec![0.0; vectors.len()],
        touched: Vec::new(),
    };
    parallel::map_with(vectors.len(), threads, make, |scores, range| {
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
    /// Word and article, sorted, parted by the upper half of the word's range.
    halves: Vec<Half>,
}

/// The part of the index for a range of words.
struct Half {
    /// Word in the upper 32 bits, article in the lower.
    entries: Vec<u64>,
    /// Where words begin, by their upper bits.
    starts: Vec<u32>,
}

/// Bits of a word that choose a start.
const START_BITS: u32 = 20;
/// Parts of the index.
const HALVES: u32 = 2;

impl Index {
    fn new(vectors: &Vectors, threads: usize) -> Self {
        let entries = parallel::map(vectors.len(), threads, |range| {
            let mut halves = [Vec::new(), Vec::new()];
            for at in range {
                for (term, _) in vectors.sought.get(at) {
                    let half = (term >> 31) as usize;
                    halves[half].push(u64::from(*term) << 32 | at as u64);
                }
            }
            halves
        });
        let half = |half: usize| {
            let mut all: Vec<u64> = Vec::new();
            for part in &entries {
                all.extend_from_slice(&part[half]);
            }
            all.sort_unstable();
            Half::new(all)
        };
        let halves = if threads > 1 {
            std::thread::scope(|scope| {
                let upper = scope.spawn(|| half(1));
                let lower = half(0);
                match upper.join() {
                    Ok(upper) => vec![lower, upper],
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            })
        } else {
            (0..HALVES as usize).map(half).collect()
        };
        Self { halves }
    }

    /// The entries of a word before an article, in order.
    fn before(&self, term: u32, at: usize) -> &[u64] {
        let half = &self.halves[(term >> 31) as usize];
        let slot = (term >> (32 - START_BITS)) as usize;
        let near = &half.entries[half.starts[slot] as usize..half.starts[slot + 1] as usize];
        let word = u64::from(term) << 32;
        let start = near.partition_point(|entry| *entry < word);
        let end = start + near[start..].partition_point(|entry| *entry < word | at as u64);
        &near[start..end]
    }
}

impl Half {
    fn new(entries: Vec<u64>) -> Self {
        let slots = 1 << START_BITS;
        let mut starts = vec![0_u32; slots + 1];
        for entry in &entries {
            starts[(entry >> (64 - START_BITS)) as usize + 1] += 1;
        }
        for slot in 0..slots {
            starts[slot + 1] += starts[slot];
        }
        Self { entries, starts }
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
        for &(term, weight) in self.vectors.sought.get(at) {
            let with = self.index.before(term, at);
            for entry in with.iter().rev().take(self.search.each) {
                let other = *entry as u32;
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
        let Scores { of, touched, .. } = scores;
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
            let cosine = dot(own, self.vectors.get(*other as usize));
            if cosine >= floor {
                pairs.push(Pair {
                    one: *other,
                    two: at as u32,
                    cosine,
                });
            }
        }
        let found = &mut pairs[first..];
        found.sort_unstable_by(|one, two| {
            two.cosine
                .total_cmp(&one.cosine)
                .then(one.one.cmp(&two.one))
        });
        pairs.truncate(first + self.search.kept.min(pairs.len() - first));
    }
}
