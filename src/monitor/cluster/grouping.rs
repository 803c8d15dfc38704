//! From joined articles to groups with ids that last.

use std::collections::{HashMap, HashSet};
use std::iter::once;

use crate::domain::IncidentId;
use crate::domain::basis::Digest;
use crate::threads;

use super::join::Joiner;
use super::likeness::Cluster;
use super::queue::Candidate;
use super::settings::Thresholds;
use super::vectors::shared;
use super::{Articles, Group, Grouping, Member, PossibleMerge, Prepared};

/// Proposals for one group at most.
const PROPOSALS: usize = 5;
/// Members that a group has at least before it is doubted.
const DOUBTED: usize = 3;

impl Prepared {
    /// Groups the articles with the thresholds of the settings.
    pub fn group(&self) -> Grouping {
        let thresholds = &self.settings.thresholds;
        let joiner = self.joined(thresholds);
        let members = joiner.members();
        let made = threads::map(members.len(), self.threads, |range| {
            let group = |ranks: &Vec<u32>| {
                let cluster = joiner.cluster(*ranks.first()?)?;
                let group = self.group_of(cluster, ranks, thresholds);
                Some((group, made_of(self.id(ranks[0]))))
            };
            let groups = members[range].iter().filter_map(group);
            groups.collect::<Vec<_>>()
        });
        let made = made.into_iter().flatten();
        let (mut groups, made): (Vec<Group>, Vec<IncidentId>) = made.unzip();
        let mut in_known = vec![None; self.known.incidents().len()];
        let mut place = HashMap::new();
        for (at, ranks) in members.iter().enumerate() {
            place.insert(ranks[0], at);
            let seed = joiner.cluster(ranks[0]).and_then(|it| it.seed);
            if let Some(seed) = seed {
                in_known[seed as usize] = Some(at);
            }
        }
        self.add_to_all(&mut groups, &in_known);
        self.name(&mut groups, made);
        Grouping {
            merges: merges(&joiner.proposals(), &place, groups.len()),
            groups,
        }
    }

    /// For each article, by arrival, the number of its group: what measuring
    /// needs, without names.
    pub fn labels(&self, thresholds: &Thresholds) -> Vec<u32> {
        let joiner = self.joined(thresholds);
        let mut labels = vec![0; self.order.len()];
        for (arrival, number) in self.order.iter().zip(joiner.cluster_of_each()) {
            labels[*arrival as usize] = *number;
        }
        labels
    }

    fn joined(&self, thresholds: &Thresholds) -> Joiner<'_> {
        let likeness = &self.settings.likeness;
        let mut joiner = Joiner::new(&self.articles, likeness, thresholds, self.threads);
        joiner.join();
        joiner
    }

    /// The id of an article.
    fn id(&self, rank: u32) -> &str {
        self.ids.get(self.order[rank as usize] as usize)
    }

    fn member(&self, rank: u32) -> Member {
        let arrival = |rank: u32| self.order[rank as usize] as usize;
        Member {
            article: arrival(rank),
            copy_of: self.articles.copy_of[rank as usize].map(arrival),
        }
    }

    fn group_of(&self, cluster: &Cluster, ranks: &[u32], thresholds: &Thresholds) -> Group {
        let likeness = cluster.likeness();
        let originals = ranks
            .iter()
            .filter(|it| self.articles.copy_of[**it as usize].is_none());
        let strays = if originals.clone().count() >= DOUBTED {
            strays(cluster, originals.copied(), &self.articles, thresholds)
        } else {
            Vec::new()
        };
        Group {
            // Named below.
            id: IncidentId::default(),
            known: cluster.seed.is_some(),
            members: ranks.iter().map(|rank| self.member(*rank)).collect(),
            likeness,
            strays: strays
                .iter()
                .map(|it| (self.order[it.0 as usize] as usize, it.1))
                .collect(),
        }
    }

    /// An article that is known in several incidents stays in all of them.
    fn add_to_all(&self, groups: &mut [Group], in_known: &[Option<usize>]) {
        let mut ranks: Option<HashMap<&str, u32>> = None;
        let mut seen = HashSet::new();
        for (at, (_, articles)) in self.known.incidents().iter().enumerate() {
            for article in articles {
                if seen.insert(article) {
                    continue;
                }
                let ranks = ranks.get_or_insert_with(|| {
                    let all = self.order.iter().enumerate();
                    all.map(|(rank, it)| (self.ids.get(*it as usize), rank as u32))
                        .collect()
                });
                let rank = ranks.get(article.as_str());
                if let (Some(rank), Some(group)) = (rank, in_known[at]) {
                    let member = self.member(*rank);
                    if !groups[group].members.contains(&member) {
                        groups[group].members.push(member);
                    }
                }
            }
        }
    }

    /// Gives each group its id: the known one, or one made of its first article,
    /// where that is free.
    fn name(&self, groups: &mut [Group], made: Vec<IncidentId>) {
        let known = self.known.incidents();
        let seed_of: HashMap<usize, u32> = self
            .order
            .iter()
            .zip(&self.articles.seed)
            .filter_map(|(arrival, seed)| Some((*arrival as usize, (*seed)?)))
            .collect();
        let mut used: HashSet<IncidentId> = known.iter().map(|it| it.0.clone()).collect();
        used.extend(self.known.redirects().into_keys());
        for group in groups.iter_mut().filter(|group| group.known) {
            let seed = group.members.iter().find_map(|it| seed_of.get(&it.article));
            if let Some(seed) = seed {
                group.id = known[*seed as usize].0.clone();
            }
        }
        for (group, made) in groups.iter_mut().zip(made) {
            if !group.id.as_str().is_empty() {
                continue;
            }
            let members = group.members.iter().skip(1);
            let others = members.map(|it| made_of(self.ids.get(it.article)));
            // All may be taken, where articles were taken out of incidents by hand.
            let numbered = (2_u32..).map(|count| IncidentId::from(format!("{made}-{count}")));
            let mut all = once(made.clone()).chain(others).chain(numbered);
            group.id = all.find(|id| !used.contains(id)).unwrap_or_default();
            used.insert(group.id.clone());
        }
    }
}

/// The members that are least like the others, each with its mean cosine to
/// them, ties to the earliest.
fn strays(
    cluster: &Cluster,
    members: impl Iterator<Item = u32> + Clone,
    articles: &Articles,
    thresholds: &Thresholds,
) -> Vec<(u32, f32)> {
    let others = members.clone().count().saturating_sub(1).max(1) as f32;
    let likeness = |at: u32| {
        let own = articles.vectors.get(at as usize);
        let product = |words| shared(own, words).product;
        (product(cluster.words(articles, at)) - product(own)) / others
    };
    let mut found: Vec<(u32, f32)> = members
        .map(|at| (at, likeness(at)))
        .filter(|it| it.1 < thresholds.split)
        .collect();
    found.sort_by(|one, two| one.1.total_cmp(&two.1));
    found
}

fn merges(
    proposals: &[Candidate],
    place: &HashMap<u32, usize>,
    groups: usize,
) -> Vec<PossibleMerge> {
    let mut counts = vec![0; groups];
    let mut merges = Vec::new();
    for it in proposals {
        let (Some(&one), Some(&two)) = (place.get(&it.one), place.get(&it.two)) else {
            continue;
        };
        if counts[one] < PROPOSALS && counts[two] < PROPOSALS {
            counts[one] += 1;
            counts[two] += 1;
            merges.push(PossibleMerge {
                one,
                two,
                likeness: it.likeness,
            });
        }
    }
    merges
}

/// The id of an incident that grouping found: made of its first article's.
fn made_of(article: &str) -> IncidentId {
    IncidentId::from(format!("g:{}", Digest::of(&[article]).short()))
}
