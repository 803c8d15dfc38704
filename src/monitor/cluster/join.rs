//! Joining: the two groups that are most alike become one, again and again,
//! until no two are alike enough. Only groups with a pair of articles between
//! them are compared. What is known to belong together or apart comes in as
//! seeds and is kept.

use crate::threads;

use super::Articles;
use super::likeness::{Cluster, Measure};
use super::queue::{self, Candidate, Joined};
use super::settings::{Likeness, Thresholds};
use super::vectors::Shared;

/// How often all pairs are looked through again after the queue ran empty.
const ROUNDS: usize = 4;
/// Connected parts that a thread takes at a time.
const PARTS: usize = 256;

/// Two clusters with a pair of articles between them, and what those share.
#[derive(Clone, Copy)]
struct Side {
    one: u32,
    two: u32,
    shared: Shared,
}

/// The state of joining.
#[derive(Debug)]
pub struct Joiner<'a> {
    measure: Measure<'a>,
    thresholds: Thresholds,
    clusters: Vec<Option<Cluster>>,
    /// The cluster that each article went into, over some steps.
    into: Vec<u32>,
    /// Clusters that were nearly alike enough, as they were then.
    near: Vec<Candidate>,
    threads: usize,
}

impl<'a> Joiner<'a> {
    /// Each article by itself, but for copies and what is known.
    pub fn new(
        articles: &'a Articles,
        settings: &Likeness,
        thresholds: &Thresholds,
        threads: usize,
    ) -> Self {
        let n = articles.days.len();
        let mut joiner = Self {
            measure: Measure::new(articles, settings),
            thresholds: *thresholds,
            clusters: (0..n)
                .map(|at| Some(Cluster::single(articles, at)))
                .collect(),
            into: (0..n as u32).collect(),
            near: Vec::new(),
            threads,
        };
        joiner.place_copies();
        joiner.place_seeds();
        joiner
    }

    fn place_copies(&mut self) {
        for (at, original) in self.measure.articles.copy_of.iter().enumerate() {
            let Some(original) = *original else { continue };
            let Some(copy) = self.clusters[at].take() else {
                continue;
            };
            self.into[at] = original;
            if let Some(cluster) = &mut self.clusters[original as usize] {
                cluster.seed = cluster.seed.or(copy.seed);
            }
        }
    }

    fn place_seeds(&mut self) {
        let mut first = std::collections::HashMap::new();
        for at in 0..self.clusters.len() as u32 {
            let seed = self.clusters[at as usize].as_ref().and_then(|it| it.seed);
            let Some(seed) = seed else { continue };
            let one = *first.entry(seed).or_insert(at);
            if one == at {
                continue;
            }
            let mut take = |at: u32| Some((at, self.clusters[at as usize].take()?));
            if let (Some(a), Some(b)) = (take(one), take(at)) {
                let merged = Cluster::merged(self.measure.articles, a, b);
                self.clusters[one as usize] = Some(merged);
                self.into[at as usize] = one;
            }
        }
    }

    /// Joins what is alike enough.
    pub fn join(&mut self) {
        let mut changed: Option<Vec<bool>> = None;
        self.flatten();
        for round in 0..=ROUNDS {
            let found = self.candidates(changed.as_deref());
            if found.is_empty() || round == ROUNDS {
                break;
            }
            changed = Some(self.run(&found));
            self.flatten();
        }
    }

    /// Each article's cluster in one step.
    fn flatten(&mut self) {
        // A cluster goes into an earlier one, so that one pass will do.
        for at in 0..self.into.len() {
            self.into[at] = self.into[self.into[at] as usize];
        }
    }

    /// Pairs of clusters that are alike enough; where `changed` is given only
    /// those with a side that did. Those that nearly are go to `self.near`.
    fn candidates(&mut self, changed: Option<&[bool]>) -> Vec<Candidate> {
        let pairs = &self.measure.articles.pairs;
        let join = self.thresholds.join;
        let floor = join.min(self.thresholds.propose);
        let parts = threads::map(pairs.len(), self.threads, |range| {
            let (mut found, mut near) = (Vec::new(), Vec::new());
            let sides = pairs[range].iter().map(|pair| {
                let (one, two) = (self.into[pair.one as usize], self.into[pair.two as usize]);
                let (one, two) = (one.min(two), one.max(two));
                let shared = pair.shared;
                Side { one, two, shared }
            });
            let of_interest = |side: &Side| {
                let is_new = |it: &[bool]| it[side.one as usize] || it[side.two as usize];
                side.one != side.two && changed.is_none_or(is_new)
            };
            let mut sides: Vec<Side> = sides.filter(of_interest).collect();
            if changed.is_some() {
                // Only where a side has several articles can two pairs have
                // the same sides, and then theirs isn't looked at.
                sides.sort_unstable_by_key(|side| (side.one, side.two));
                sides.dedup_by_key(|side| (side.one, side.two));
            }
            for side in sides {
                let of = |at: u32| self.clusters[at as usize].as_ref();
                let (Some(a), Some(b)) = (of(side.one), of(side.two)) else {
                    continue;
                };
                let sides = ((side.one, a), (side.two, b));
                let likeness = self.measure.likeness(sides.0, sides.1, side.shared);
                if likeness >= floor {
                    let enough = likeness >= join && !a.known_apart(b);
                    let list = if enough { &mut found } else { &mut near };
                    list.push(Candidate {
                        likeness,
                        one: side.one,
                        two: side.two,
                        versions: (a.version, b.version),
                    });
                }
            }
            (found, near)
        });
        let mut all = Vec::new();
        for (found, near) in parts {
            all.extend(found);
            self.near.extend(near);
        }
        all
    }

    /// Works candidates off, best first; which clusters have changed.
    fn run(&mut self, candidates: &[Candidate]) -> Vec<bool> {
        let (candidates, ends) = queue::connected(candidates, self.clusters.len());
        let threshold = self.thresholds.join;
        let joined = threads::pieces(
            ends.len(),
            PARTS,
            self.threads,
            || (),
            |(), range| {
                let mut joined = Joined::default();
                for at in range {
                    let start = at.checked_sub(1).map_or(0, |before| ends[before]);
                    let part = &candidates[start..ends[at]];
                    queue::work_off(&self.measure, &self.clusters, part, threshold, &mut joined);
                }
                joined
            },
        );
        let mut changed = vec![false; self.clusters.len()];
        for part in joined {
            for (at, cluster) in part.clusters {
                self.clusters[at as usize] = Some(cluster);
                changed[at as usize] = true;
            }
            for (at, into) in part.into {
                self.clusters[at as usize] = None;
                self.into[at as usize] = into;
            }
        }
        changed
    }

    /// Pairs of clusters that stay apart though they are at least
    /// `thresholds.propose` alike, the most alike first.
    pub fn proposals(&self) -> Vec<Candidate> {
        let version = |at: u32| Some(self.clusters[at as usize].as_ref()?.version);
        let still = |it: &&Candidate| {
            let now = version(it.one).zip(version(it.two));
            now == Some(it.versions) && it.likeness >= self.thresholds.propose
        };
        let mut found: Vec<Candidate> = self.near.iter().filter(still).copied().collect();
        found.sort_unstable_by(|one, two| two.cmp(one));
        found.dedup_by_key(|it| (it.one, it.two));
        found
    }

    /// The cluster of each article.
    pub fn cluster_of_each(&self) -> &[u32] {
        &self.into
    }

    /// The articles of each cluster, in order of the first, whose number is
    /// that of the cluster.
    pub fn members(&self) -> Vec<Vec<u32>> {
        let mut place = vec![0; self.into.len()];
        let mut members: Vec<Vec<u32>> = Vec::new();
        for (at, number) in self.into.iter().enumerate() {
            let number = *number as usize;
            if number == at {
                place[at] = members.len();
                members.push(Vec::new());
            }
            members[place[number]].push(at as u32);
        }
        members
    }

    /// A cluster, by its number.
    pub fn cluster(&self, at: u32) -> Option<&Cluster> {
        self.clusters[at as usize].as_ref()
    }
}
