//! Joining: the two groups that are most alike become one, again and again,
//! until no two are alike enough. Only groups with a pair of articles between
//! them are compared. Likeness is a matter of words, time and size; what is
//! known to belong together or apart comes in as seeds and is kept.

use std::collections::BinaryHeap;

use super::features::{Day, UNDATED};
use super::neighbours::Pair;
use super::parallel;
use super::queue::{Candidate, Sides};
use super::settings::{Likeness, Thresholds};
use super::vectors::{Term, Vectors, dot, heavier, length, sum};

/// Words kept of a group: the weightiest.
const KEPT: usize = 128;
/// How often all pairs are looked through again after the queue ran empty.
const ROUNDS: usize = 4;
/// Days for which the effect of time is worked out beforehand.
const DAYS: usize = 4096;

/// What grouping knows of the articles, in order of time.
#[derive(Debug)]
pub struct Articles {
    /// Their words; none for a copy.
    pub vectors: Vectors,
    /// Their days.
    pub days: Vec<Day>,
    /// Whether there is text besides the headline.
    pub has_text: Vec<bool>,
    /// The article that each one is a copy of.
    pub copy_of: Vec<Option<u32>>,
    /// The incident that each one is known to belong to.
    pub seed: Vec<Option<u32>>,
    /// The pairs worth comparing.
    pub pairs: Vec<Pair>,
}

/// Articles that belong together.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// Its members in order of time, copies included.
    pub members: Vec<u32>,
    /// The incident it is known as.
    pub seed: Option<u32>,
    /// Its words; none while it is one article.
    words: Option<Vec<Term>>,
    /// Length of its words, and how many members make them up.
    length: f32,
    n: f32,
    /// Mean mass of its members.
    mass: f32,
    /// Share of members that have text.
    text: f32,
    first: Day,
    last: Day,
    /// Rises with each change.
    version: u32,
}

impl Cluster {
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

/// The state of joining.
#[derive(Debug)]
pub struct Joiner<'a> {
    articles: &'a Articles,
    settings: Likeness,
    text: f32,
    /// Effect of time, by days between.
    time: Vec<f32>,
    clusters: Vec<Option<Cluster>>,
    /// The cluster that each article went into, over some steps.
    into: Vec<u32>,
    threads: usize,
}

impl<'a> Joiner<'a> {
    /// Each article by itself, but for copies and what is known.
    pub fn new(articles: &'a Articles, settings: &Likeness, text: f32, threads: usize) -> Self {
        let n = articles.days.len();
        let cluster = |at: usize| Cluster {
            members: vec![at as u32],
            seed: articles.seed[at],
            words: None,
            length: 1.0,
            n: 1.0,
            mass: articles.vectors.mass[at],
            text: if articles.has_text[at] { 1.0 } else { 0.0 },
            first: articles.days[at],
            last: articles.days[at],
            version: 0,
        };
        let time = |days: usize| {
            let fade = |over: f32| (-(days as f32) / over.max(0.1)).exp();
            1.0 + settings.near * fade(settings.near_days)
                - settings.far * (1.0 - fade(settings.far_days))
        };
        let mut joiner = Self {
            articles,
            settings: *settings,
            text,
            time: (0..DAYS).map(time).collect(),
            clusters: (0..n).map(|at| Some(cluster(at))).collect(),
            into: (0..n as u32).collect(),
            threads,
        };
        joiner.place_copies();
        joiner.place_seeds();
        joiner
    }

    fn place_copies(&mut self) {
        for (at, original) in self.articles.copy_of.iter().enumerate() {
            let Some(original) = *original else { continue };
            let Some(copy) = self.clusters[at].take() else {
                continue;
            };
            self.into[at] = original;
            if let Some(cluster) = &mut self.clusters[original as usize] {
                cluster.members.extend(copy.members);
                cluster.seed = cluster.seed.or(copy.seed);
            }
        }
    }

    fn place_seeds(&mut self) {
        let mut first = std::collections::HashMap::new();
        for at in 0..self.clusters.len() as u32 {
            let seed = self.clusters[at as usize].as_ref().and_then(|it| it.seed);
            let Some(seed) = seed else { continue };
            match first.get(&seed) {
                Some(&one) => self.merge(one, at),
                None => {
                    first.insert(seed, at);
                }
            }
        }
    }

    /// The cluster that an article is in.
    fn find(&mut self, mut at: u32) -> u32 {
        while self.into[at as usize] != at {
            let next = self.into[at as usize];
            self.into[at as usize] = self.into[next as usize];
            at = next;
        }
        at
    }

    /// Each article's cluster in one step.
    fn flatten(&mut self) {
        // A cluster goes into an earlier one, so that one pass will do.
        for at in 0..self.into.len() {
            self.into[at] = self.into[self.into[at] as usize];
        }
    }

    /// How alike two clusters are, with what text adds to thresholds taken off;
    /// `cosine` is that of their articles, which settles it where both are one.
    fn likeness(&self, one: u32, two: u32, cosine: f32) -> f32 {
        let (Some(a), Some(b)) = (&self.clusters[one as usize], &self.clusters[two as usize])
        else {
            return 0.0;
        };
        let cosine = match (&a.words, &b.words) {
            (None, None) => cosine,
            _ => {
                let product = dot(a.words(self.articles, one), b.words(self.articles, two));
                product / (a.length * b.length)
            }
        };
        if cosine <= 0.0 {
            return 0.0;
        }
        let unity = a.unity() * b.unity();
        let shared = cosine * unity * a.mass * b.mass;
        let mut likeness = cosine * unity.powf(self.settings.pairwise);
        likeness *= shared / (shared + self.settings.evidence);
        if a.first != UNDATED && b.first != UNDATED {
            let gap = (a.first - b.last).max(b.first - a.last).max(0) as usize;
            likeness *= self.time[gap.min(DAYS - 1)];
        }
        likeness - self.settings.size * a.n.min(b.n).ln() - self.text * a.text * b.text
    }

    /// True where both are known, as different incidents.
    fn known_apart(&self, one: u32, two: u32) -> bool {
        let seed = |at: u32| self.clusters[at as usize].as_ref()?.seed;
        matches!((seed(one), seed(two)), (Some(a), Some(b)) if a != b)
    }

    fn versions(&self, one: u32, two: u32) -> Option<(u32, u32)> {
        let version = |at: u32| Some(self.clusters[at as usize].as_ref()?.version);
        Some((version(one)?, version(two)?))
    }

    fn candidate(&self, side: Sides) -> Option<Candidate> {
        let (one, two) = (side.one, side.two);
        Some(Candidate {
            likeness: self.likeness(one, two, side.cosine),
            one,
            two,
            versions: self.versions(one, two)?,
        })
    }

    /// The pairs of clusters with a pair of articles between them, in order;
    /// those that `looked` leaves out aside.
    fn sides(&self, looked: impl Fn(u32, u32) -> bool + Sync) -> Vec<Sides> {
        let (into, pairs) = (&self.into, &self.articles.pairs);
        let parts = parallel::map(pairs.len(), self.threads, |range| {
            let mut sides = Vec::new();
            for pair in &pairs[range] {
                let (one, two) = (into[pair.one as usize], into[pair.two as usize]);
                if one != two && looked(one, two) {
                    sides.push(Sides {
                        one: one.min(two),
                        two: one.max(two),
                        cosine: pair.cosine,
                    });
                }
            }
            sides
        });
        let mut sides = parts.concat();
        sides.sort_unstable_by_key(|side| (side.one, side.two));
        // Only where a side has several articles can a pair come twice, and
        // then the cosine isn't looked at.
        sides.dedup_by_key(|side| (side.one, side.two));
        sides
    }

    fn merge(&mut self, one: u32, two: u32) {
        let Some(b) = self.clusters[two as usize].take() else {
            return;
        };
        let Some(a) = self.clusters[one as usize].take() else {
            self.clusters[two as usize] = Some(b);
            return;
        };
        let mut words = sum(a.words(self.articles, one), b.words(self.articles, two));
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
        let mut members = a.members;
        members.extend(b.members);
        self.clusters[one as usize] = Some(Cluster {
            members,
            seed: a.seed.or(b.seed),
            length: length(&words),
            words: Some(words),
            n,
            mass: mean(a.mass, b.mass),
            text: mean(a.text, b.text),
            first: a.first.min(b.first),
            last,
            version: a.version.max(b.version) + 1,
        });
        self.into[two as usize] = one;
    }

    /// Joins what is at least `threshold` alike.
    pub fn join(&mut self, threshold: f32) {
        let mut fresh: Option<Vec<bool>> = None;
        for _ in 0..ROUNDS {
            let found = self.candidates(threshold, fresh.as_deref());
            let mut changed = vec![false; self.into.len()];
            if !self.run(BinaryHeap::from(found), threshold, &mut changed) {
                break;
            }
            fresh = Some(changed);
        }
        self.flatten();
    }

    /// Pairs of clusters that are `threshold` alike, by number; where `fresh`
    /// is given only those with a side that is.
    fn candidates(&mut self, threshold: f32, fresh: Option<&[bool]>) -> Vec<Candidate> {
        self.flatten();
        let sides = self.sides(|one, two| {
            fresh.is_none_or(|it| it[one as usize] || it[two as usize])
                && !self.known_apart(one, two)
        });
        let found = parallel::map(sides.len(), self.threads, |range| {
            let all = sides[range].iter();
            all.filter_map(|side| self.candidate(*side))
                .filter(|it| it.likeness >= threshold)
                .collect::<Vec<_>>()
        });
        found.into_iter().flatten().collect()
    }

    /// Works a queue off, best first; false where nothing was joined.
    fn run(
        &mut self,
        mut queue: BinaryHeap<Candidate>,
        threshold: f32,
        changed: &mut [bool],
    ) -> bool {
        let mut any = false;
        while let Some(next) = queue.pop() {
            let (one, two) = (self.find(next.one), self.find(next.two));
            if one == two || self.known_apart(one, two) {
                continue;
            }
            let (one, two) = (one.min(two), one.max(two));
            let Some(versions) = self.versions(one, two) else {
                continue;
            };
            if (one, two, versions) == (next.one, next.two, next.versions) {
                self.merge(one, two);
                changed[one as usize] = true;
                any = true;
                continue;
            }
            // One of them was joined since, so that its words settle it.
            let side = Sides {
                one,
                two,
                cosine: 0.0,
            };
            let now = self.candidate(side);
            queue.extend(now.filter(|now| now.likeness >= threshold));
        }
        any
    }

    /// Pairs of clusters that stay apart though they are at least
    /// `thresholds.propose` alike, the most alike first.
    pub fn proposals(&mut self, thresholds: &Thresholds) -> Vec<(u32, u32, f32)> {
        self.flatten();
        let sides = self.sides(|_, _| true);
        let found = parallel::map(sides.len(), self.threads, |range| {
            let all = sides[range].iter();
            all.map(|it| (it.one, it.two, self.likeness(it.one, it.two, it.cosine)))
                .filter(|it| it.2 >= thresholds.propose)
                .collect::<Vec<_>>()
        });
        let mut found = found.concat();
        found.sort_unstable_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
        found
    }

    /// The clusters, in order of their first article, each with its number.
    pub fn clusters(&self) -> impl Iterator<Item = (u32, &Cluster)> {
        let all = self.clusters.iter().enumerate();
        all.filter_map(|(at, cluster)| Some((at as u32, cluster.as_ref()?)))
    }
}
