//! Pairs of groups that are alike enough to become one, worked off the most
//! alike first. What two groups become is compared with those that they were
//! paired with and no others: groups that no chain of pairs connects have
//! nothing to do with each other, and are worked off on different threads.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::likeness::{Cluster, Measure};
use super::vectors::Shared;

/// Two groups, with how alike they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// How alike they are.
    pub likeness: f32,
    /// The earlier one.
    pub one: u32,
    /// The later one.
    pub two: u32,
    /// How often each had changed when that was found.
    pub versions: (u32, u32),
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_likeness = self.likeness.total_cmp(&other.likeness);
        by_likeness.then((other.one, other.two).cmp(&(self.one, self.two)))
    }
}

/// What came of some groups.
#[derive(Debug, Default)]
pub struct Joined {
    /// Those that became others.
    pub clusters: Vec<(u32, Cluster)>,
    /// Those that went into another one, and which.
    pub into: Vec<(u32, u32)>,
}

/// Candidates such that those that a chain of pairs connects stand together,
/// and where each such part ends; `n` is how many clusters there are.
pub fn connected(candidates: &[Candidate], n: usize) -> (Vec<Candidate>, Vec<usize>) {
    let mut part: Vec<u32> = (0..n as u32).collect();
    for it in candidates {
        let (one, two) = (find(&mut part, it.one), find(&mut part, it.two));
        part[one.max(two) as usize] = one.min(two);
    }
    let mut next = vec![0; n + 1];
    for it in candidates {
        next[find(&mut part, it.one) as usize + 1] += 1;
    }
    for at in 1..=n {
        next[at] += next[at - 1];
    }
    let mut together = candidates.to_vec();
    for it in candidates {
        let place = &mut next[find(&mut part, it.one) as usize];
        together[*place] = *it;
        *place += 1;
    }
    // What was where a part's next candidate goes is now where it ends.
    next.dedup();
    next.retain(|end| *end > 0);
    (together, next)
}

/// What an element went into in the end.
pub fn find(into: &mut [u32], mut at: u32) -> u32 {
    while into[at as usize] != at {
        let next = into[at as usize];
        into[at as usize] = into[next as usize];
        at = next;
    }
    at
}

/// Some connected clusters while they are joined, numbered anew in their order.
struct Part<'a> {
    measure: &'a Measure<'a>,
    numbers: Vec<u32>,
    clusters: Vec<Option<Cluster>>,
    into: Vec<u32>,
}

/// Works connected candidates off, down to a threshold; `clusters` are all there are.
pub fn work_off(
    measure: &Measure<'_>,
    clusters: &[Option<Cluster>],
    candidates: &[Candidate],
    threshold: f32,
    joined: &mut Joined,
) {
    let sides = candidates.iter().flat_map(|it| [it.one, it.two]);
    let mut numbers: Vec<u32> = sides.collect();
    numbers.sort_unstable();
    numbers.dedup();
    let all = numbers.iter().map(|at| clusters[*at as usize].clone());
    let mut part = Part {
        measure,
        clusters: all.collect(),
        into: (0..numbers.len() as u32).collect(),
        numbers,
    };
    let queue = candidates.iter().map(|it| Candidate {
        one: part.place(it.one),
        two: part.place(it.two),
        ..*it
    });
    let queue = queue.collect();
    part.join(queue, threshold);
    for (at, cluster) in (0..).zip(part.clusters) {
        let number = part.numbers[at as usize];
        match cluster {
            Some(cluster) => {
                let before = clusters[number as usize].as_ref();
                if before.is_none_or(|it| it.version != cluster.version) {
                    joined.clusters.push((number, cluster));
                }
            }
            None => {
                let root = find(&mut part.into, at);
                joined.into.push((number, part.numbers[root as usize]));
            }
        }
    }
}

impl Part<'_> {
    fn place(&self, number: u32) -> u32 {
        let place = self.numbers.binary_search(&number);
        place.unwrap_or_default() as u32
    }

    fn join(&mut self, mut queue: BinaryHeap<Candidate>, threshold: f32) {
        while let Some(next) = queue.pop() {
            let (one, two) = (
                find(&mut self.into, next.one),
                find(&mut self.into, next.two),
            );
            if one == two {
                continue;
            }
            let (one, two) = (one.min(two), one.max(two));
            let of = |at: u32| self.clusters[at as usize].as_ref();
            let (Some(a), Some(b)) = (of(one), of(two)) else {
                continue;
            };
            if a.known_apart(b) {
                continue;
            }
            let versions = (a.version, b.version);
            if (one, two, versions) == (next.one, next.two, next.versions) {
                self.merge(one, two);
                continue;
            }
            // One of them was joined since, so that its words settle it.
            let number = |at: u32| self.numbers[at as usize];
            let likeness =
                self.measure
                    .likeness((number(one), a), (number(two), b), Shared::default());
            if likeness >= threshold {
                queue.push(Candidate {
                    likeness,
                    one,
                    two,
                    versions,
                });
            }
        }
    }

    fn merge(&mut self, one: u32, two: u32) {
        let mut take = |at: u32| {
            let number = self.numbers[at as usize];
            Some((number, self.clusters[at as usize].take()?))
        };
        if let (Some(a), Some(b)) = (take(one), take(two)) {
            let merged = Cluster::merged(self.measure.articles, a, b);
            self.clusters[one as usize] = Some(merged);
            self.into[two as usize] = one;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_chain_of_pairs_connects_stands_together() {
        let pair = |one, two| Candidate {
            likeness: 0.5,
            one,
            two,
            versions: (0, 0),
        };
        let all = [pair(3, 6), pair(0, 4), pair(1, 3), pair(4, 5)];
        let (together, ends) = connected(&all, 7);
        assert_eq!(ends, [2, 4]);
        assert_eq!(together, [all[1], all[3], all[0], all[2]]);
        assert!(connected(&[], 3).1.is_empty());
    }
}
