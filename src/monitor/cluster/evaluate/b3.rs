//! B-cubed: for each article, which share of its group is about one of its
//! incidents (precision) and which share of its incidents' articles is in its
//! group (recall). Where articles belong to several incidents the extended
//! form of Amigó et al. (2009) is used: a pair that shares two incidents and
//! one group is half found.

use serde::Serialize;

use super::gold::Gold;

/// Precision and recall of one article.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Item {
    /// Share of its group that shares an incident with it, itself included.
    pub precision: f64,
    /// Share of the articles of its incidents that are in its group.
    pub recall: f64,
}

/// Means over articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Score {
    /// How many articles.
    pub n: usize,
    /// B-cubed precision.
    pub precision: f64,
    /// B-cubed recall.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

impl Score {
    /// The means of some articles.
    pub fn of<'a>(items: impl Iterator<Item = &'a Item>) -> Self {
        let (mut n, mut precision, mut recall) = (0, 0.0, 0.0);
        for item in items {
            n += 1;
            precision += item.precision;
            recall += item.recall;
        }
        Self::from_sums(n, precision, recall)
    }

    /// The means of sums over `n` articles.
    pub fn from_sums(n: usize, precision: f64, recall: f64) -> Self {
        let (precision, recall) = (precision / n.max(1) as f64, recall / n.max(1) as f64);
        let sum = precision + recall;
        Self {
            n,
            precision,
            recall,
            f1: if sum > 0.0 {
                2.0 * precision * recall / sum
            } else {
                0.0
            },
        }
    }
}

/// Every article, where `labels` gives the group of each.
pub fn items(gold: &Gold, labels: &[u32]) -> Vec<Item> {
    let mut order: Vec<u32> = (0..labels.len() as u32).collect();
    order.sort_unstable_by_key(|at| (labels[*at as usize], *at));
    let mut items = vec![Item::default(); labels.len()];
    for group in order.chunk_by(|one, two| labels[*one as usize] == labels[*two as usize]) {
        for at in group {
            let same = group.iter().filter(|other| shared(gold, *at, **other) > 0);
            items[*at as usize] = Item {
                precision: same.count() as f64 / group.len() as f64,
                recall: recall(gold, labels, *at),
            };
        }
    }
    items
}

fn recall(gold: &Gold, labels: &[u32], at: u32) -> f64 {
    let incidents = gold.incidents[at as usize].iter();
    let lists = incidents.map(|incident| &gold.members[*incident as usize]);
    let mut mates: Vec<u32> = lists.flatten().copied().collect();
    mates.sort_unstable();
    mates.dedup();
    let found = |mate: &&u32| labels[**mate as usize] == labels[at as usize];
    let share = |mate: &u32| 1.0 / shared(gold, at, *mate) as f64;
    mates.iter().filter(found).map(share).sum::<f64>() / mates.len() as f64
}

/// How many incidents two articles share.
fn shared(gold: &Gold, one: u32, two: u32) -> usize {
    let theirs = &gold.incidents[two as usize];
    let own = gold.incidents[one as usize].iter();
    own.filter(|incident| theirs.contains(incident)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitor::articles::RawArticle;

    fn gold(incidents: &[&[u32]]) -> Gold {
        let mut gold = Gold::default();
        for list in incidents {
            gold.add(RawArticle::default(), list.to_vec());
        }
        gold.divide();
        gold
    }

    fn score(incidents: &[&[u32]], labels: &[u32]) -> Score {
        Score::of(items(&gold(incidents), labels).iter())
    }

    /// The worked example: groups {a a b} and {a b}.
    #[test]
    fn groups_are_scored_article_by_article() {
        let score = score(&[&[0], &[0], &[1], &[0], &[1]], &[0, 0, 0, 1, 1]);
        let precision = (2.0 / 3.0 + 2.0 / 3.0 + 1.0 / 3.0 + 0.5 + 0.5) / 5.0;
        let recall = (2.0 / 3.0 + 2.0 / 3.0 + 0.5 + 1.0 / 3.0 + 0.5) / 5.0;
        assert!((score.precision - precision).abs() < 1e-12);
        assert!((score.recall - recall).abs() < 1e-12);
    }

    #[test]
    fn the_ends_are_where_they_should_be() {
        let incidents: &[&[u32]] = &[&[0], &[0], &[1], &[1]];
        let alone = score(incidents, &[0, 1, 2, 3]);
        assert_eq!((alone.precision, alone.recall), (1.0, 0.5));
        let all = score(incidents, &[0, 0, 0, 0]);
        assert_eq!((all.precision, all.recall), (0.5, 1.0));
        let right = score(incidents, &[5, 5, 6, 6]);
        assert_eq!(right.f1, 1.0);
    }

    #[test]
    fn an_article_of_two_incidents_costs_no_precision() {
        let score = score(&[&[0], &[0, 1], &[1]], &[0, 0, 1]);
        assert_eq!(score.precision, 1.0);
        let twice = items(&gold(&[&[0, 1], &[0, 1]]), &[0, 0]);
        // With itself and with the other one: two incidents, one group.
        assert_eq!(twice[0].recall, 0.5);
    }
}
