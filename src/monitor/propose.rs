//! What grouping leaves to people, put onto the incidents that it is about:
//! articles that stand apart, and incidents that may be one. What analysts said
//! already is not asked again: nothing is proposed against an act of theirs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::proposals::{Apart, Near, Proposals, Share};
use crate::domain::{Article, ArticleId, Incident, IncidentId};

use super::articles::language::base;
use super::cluster::settings::Thresholds;
use super::cluster::{Group, Grouping, Known};

/// The proposals of a grouping, by the incident that they are about.
#[derive(Debug)]
pub struct Proposer(HashMap<IncidentId, Proposals>);

/// The groups that may be one with another.
pub fn alike(grouping: &Grouping) -> Vec<&Group> {
    let both = grouping.merges.iter().flat_map(|it| [it.one, it.two]);
    let groups: BTreeSet<usize> = both.collect();
    let groups = groups.into_iter();
    groups.filter_map(|at| grouping.groups.get(at)).collect()
}

impl Proposer {
    /// Takes up what a grouping leaves to people. `articles` are the ids by their
    /// numbers in the grouping, `titles` those of the incidents of [`alike`].
    pub fn new(
        grouping: &Grouping,
        articles: &[ArticleId],
        titles: &HashMap<IncidentId, Option<String>>,
        known: &Known,
        thresholds: &Thresholds,
    ) -> Self {
        let mut all: HashMap<IncidentId, Proposals> = HashMap::new();
        let below = Share::of(thresholds.split.into());
        let doubted = grouping.groups.iter().filter(|it| !it.strays.is_empty());
        for group in doubted.filter(|it| !known.is_filled(&it.id)) {
            let strays = group.strays.iter().filter_map(|(at, likeness)| {
                Some(Apart {
                    article: articles.get(*at)?.clone(),
                    likeness: Share::down((*likeness).into()),
                    below,
                })
            });
            all.entry(group.id.clone()).or_default().split = strays.collect();
        }
        let apart = known.apart();
        for merge in &grouping.merges {
            let group = |at: usize| grouping.groups.get(at).map(|group| &group.id);
            let (Some(one), Some(two)) = (group(merge.one), group(merge.two)) else {
                continue;
            };
            if apart.contains(&(one.clone(), two.clone())) {
                continue;
            }
            for (here, there) in [(one, two), (two, one)] {
                let near = Near {
                    incident: there.clone(),
                    title: titles.get(there).cloned().flatten(),
                    likeness: Share::down(merge.likeness.into()),
                    joined: Share::of(thresholds.join.into()),
                };
                all.entry(here.clone()).or_default().merge.push(near);
            }
        }
        Self(all)
    }

    /// Gives an incident its proposals in place of those it had. Each incident comes once.
    pub fn give(&mut self, incident: &mut Incident) {
        let mut own = self.0.remove(&incident.id).unwrap_or_default();
        doubted(incident, &mut own.split);
        own.extra = std::mem::take(&mut incident.proposals.extra);
        incident.proposals = own;
    }
}

/// Keeps those that are worth a doubt: an article in another language shares no
/// words anyway, and where most stand apart, words tell nothing.
fn doubted(incident: &Incident, strays: &mut Vec<Apart>) {
    let language = |article: &Article| base(article.language.as_deref());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for article in &incident.articles {
        *counts.entry(language(article)).or_default() += 1;
    }
    let common = counts.iter().max_by_key(|it| it.1).map(|it| it.0.clone());
    let of = counts.values().max().copied().unwrap_or_default();
    strays.retain(|apart| {
        let article = incident.article(&apart.article);
        article.map(language) == common
    });
    if strays.len() * 2 >= of {
        strays.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubted_of(articles: &str, strays: &[&str]) -> Vec<String> {
        let line = format!(r#"{{"id":"i","articles":[{articles}]}}"#);
        let incident = Incident::from_json(&line).unwrap();
        let apart = |id: &&str| Apart {
            article: (*id).into(),
            likeness: Share::default(),
            below: Share::default(),
        };
        let mut strays = strays.iter().map(apart).collect();
        doubted(&incident, &mut strays);
        strays
            .into_iter()
            .map(|it| it.article.to_string())
            .collect()
    }

    #[test]
    fn another_language_is_no_reason_to_doubt() {
        let articles = r#"{"id":"a","language":"en"},{"id":"b","language":"en-GB"},{"id":"c","language":"en"},{"id":"d","language":"fi"}"#;
        assert_eq!(doubted_of(articles, &["d", "b"]), ["b"]);
        let [one, two] = [r#"{"id":"a"}"#, r#"{"id":"b"}"#];
        let (three, four) = (r#"{"id":"c"}"#, r#"{"id":"d"}"#);
        let plain = [one, two, three, four].join(",");
        assert_eq!(doubted_of(&plain, &["d"]), ["d"]);
        let none: [&str; 0] = [];
        assert_eq!(doubted_of(&plain, &["d", "a"]), none, "half is no minority");
    }
}
