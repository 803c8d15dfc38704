//! How alike two groups are: a matter of words, time and size. And what a group
//! is once two have become one.

use super::Articles;
use super::features::{Day, UNDATED};
use super::machines::Told;
use super::settings::Likeness;
use super::vectors::{Shared, Term, heavier, length, shared, sum};

/// Words kept of a group: the weightiest.
const KEPT: usize = 128;
/// Days for which the effect of time is worked out beforehand.
const DAYS: usize = 4096;

/// Articles that belong together, as far as others are compared with them.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// The incident it is known as.
    pub seed: Option<u32>,
    /// Its words; none while it is one article.
    words: Option<Box<[Term]>>,
    /// Length of its words, and how many members make them up.
    length: f32,
    n: f32,
    /// Mean mass of its members.
    mass: f32,
    first: Day,
    last: Day,
    /// What its members tell of machines.
    told: Told,
    /// Rises with each change.
    pub version: u32,
}

impl Cluster {
    /// One article.
    pub fn single(articles: &Articles, at: usize) -> Self {
        Self {
            seed: articles.seed[at],
            words: None,
            length: 1.0,
            n: 1.0,
            mass: articles.vectors.mass[at],
            first: articles.days[at],
            last: articles.days[at],
            told: articles.told[at],
            version: 0,
        }
    }

    /// Two that become one; each comes with its number.
    pub fn merged(articles: &Articles, one: (u32, Self), two: (u32, Self)) -> Self {
        let ((one, a), (two, b)) = (one, two);
        let mut words = sum(a.words(articles, one), b.words(articles, two));
        if words.len() > KEPT {
            words.select_nth_unstable_by(KEPT, heavier);
            words.truncate(KEPT);
            words.sort_unstable_by_key(|term| term.0);
        }
        let n = a.n + b.n;
        let mean = |x: f32, y: f32| (x * a.n + y * b.n) / n;
        let last = match (a.last, b.last) {
            (UNDATED, day) | (day, UNDATED) => day,
            (x, y) => x.max(y),
        };
        Self {
            seed: a.seed.or(b.seed),
            length: length(&words),
            words: Some(words.into()),
            n,
            mass: mean(a.mass, b.mass),
            first: a.first.min(b.first),
            last,
            told: a.told.with(b.told),
            version: a.version.max(b.version) + 1,
        }
    }

    /// True where both are known, as different incidents.
    pub fn known_apart(&self, other: &Self) -> bool {
        matches!((self.seed, other.seed), (Some(a), Some(b)) if a != b)
    }

    /// How long the mean of its members is: 1 where all are the same.
    fn unity(&self) -> f32 {
        self.length / self.n
    }

    /// Mean cosine over all pairs of members; none for a single one.
    pub fn likeness(&self) -> Option<f32> {
        let n = self.n;
        (n > 1.0).then(|| ((self.length * self.length - n) / (n * (n - 1.0))).max(0.0))
    }

    /// Its words, by number.
    pub fn words<'a>(&'a self, articles: &'a Articles, at: u32) -> &'a [Term] {
        match &self.words {
            Some(words) => words,
            None => articles.vectors.get(at as usize),
        }
    }
}

/// What measures how alike clusters are.
#[derive(Debug)]
pub struct Measure<'a> {
    /// What they are made of.
    pub articles: &'a Articles,
    settings: Likeness,
    /// Effect of time, by days between.
    time: Vec<f32>,
}

impl<'a> Measure<'a> {
    /// Works out beforehand what time does.
    pub fn new(articles: &'a Articles, settings: &Likeness) -> Self {
        let time = |days: usize| {
            let fade = |over: f32| (-(days as f32) / over.max(0.1)).exp();
            1.0 + settings.near * fade(settings.near_days)
                - settings.far * (1.0 - fade(settings.far_days))
        };
        Self {
            articles,
            settings: *settings,
            time: (0..DAYS).map(time).collect(),
        }
    }

    /// How alike two clusters are; `pair` is what two of their articles share, which
    /// settles it where both are one.
    pub fn likeness(&self, one: (u32, &Cluster), two: (u32, &Cluster), pair: Shared) -> f32 {
        let ((one, a), (two, b)) = (one, two);
        let (both, lengths) = match (&a.words, &b.words) {
            (None, None) => (pair, 1.0),
            _ => {
                let (own, other) = (a.words(self.articles, one), b.words(self.articles, two));
                (shared(own, other), a.length * b.length)
            }
        };
        // Of most pairs both are one article, whose mean is as long as it is
        // and whose size takes nothing off.
        let single = a.n == 1.0 && b.n == 1.0;
        let unity = a.unity() * b.unity();
        let cosine = both.product / lengths;
        let mut likeness = match single {
            true => cosine,
            false => cosine * unity.powf(self.settings.pairwise),
        };
        // One word alone is no evidence, however rare: two events of one town.
        let shared = (both.product - both.most) / lengths * unity * a.mass * b.mass;
        if shared <= 0.0 {
            return 0.0;
        }
        likeness *= shared / (shared + self.settings.evidence);
        if a.first != UNDATED && b.first != UNDATED {
            let gap = (a.first - b.last).max(b.first - a.last).max(0) as usize;
            likeness *= self.time[gap.min(DAYS - 1)];
        }
        if a.told.differs(b.told) {
            likeness *= self.settings.silent;
        }
        if !single {
            likeness -= self.settings.size * a.n.min(b.n).ln();
        }
        likeness
    }
}
