//! Laying newer records over a set: a record that is known by id, by an alias
//! or by its articles keeps its id and takes the newer machine side; others are
//! added. Ids that were ever used stay as aliases, so that decisions find
//! their record.

use std::collections::{BTreeSet, HashMap};

use crate::domain::{ArticleId, Incident, IncidentId};

use super::import::{Imported, content};
use super::report::{Entry, Match, Replaced};

/// Lays what was imported over the incidents of a set, in the order of the set
/// with additions at the end, and completes the report.
pub fn append(existing: Vec<Incident>, new: Imported) -> Imported {
    let Imported {
        incidents: new,
        mut report,
    } = new;
    let mut set = Set::of(existing);
    // Ids count before articles: a record must not be taken by another one's articles.
    let mut rest = Vec::new();
    for incident in new {
        match set.by_id(&incident) {
            Some((at, matched)) => set.replace(at, matched, incident, &mut report),
            None => rest.push(incident),
        }
    }
    for incident in rest {
        match set.by_articles(&incident) {
            Some((at, matched)) => set.replace(at, matched, incident, &mut report),
            None => set.incidents.push(incident),
        }
    }
    Imported {
        incidents: set.incidents,
        report,
    }
}

struct Set {
    incidents: Vec<Incident>,
    ids: HashMap<IncidentId, usize>,
    articles: HashMap<ArticleId, Vec<usize>>,
    /// Records that gave way already; none gives way twice by its articles.
    replaced: BTreeSet<usize>,
}

impl Set {
    fn of(incidents: Vec<Incident>) -> Self {
        let mut ids = HashMap::new();
        let mut articles: HashMap<_, Vec<_>> = HashMap::new();
        for (at, incident) in incidents.iter().enumerate() {
            for alias in &incident.aliases {
                ids.entry(alias.clone()).or_insert(at);
            }
            for article in &incident.articles {
                articles.entry(article.id.clone()).or_default().push(at);
            }
        }
        // A record's own id goes before an alias of another one.
        ids.extend(
            incidents
                .iter()
                .enumerate()
                .map(|(at, one)| (one.id.clone(), at)),
        );
        Self {
            incidents,
            ids,
            articles,
            replaced: BTreeSet::new(),
        }
    }

    fn by_id(&self, new: &Incident) -> Option<(usize, Match)> {
        std::iter::once(&new.id).chain(&new.aliases).find_map(|id| {
            let at = *self.ids.get(id)?;
            let matched = match self.incidents[at].id == new.id {
                true => Match::Id,
                false => Match::Alias { alias: id.clone() },
            };
            Some((at, matched))
        })
    }

    /// The record that shares most articles: at least half of the smaller
    /// one's, and at least two of them or all.
    fn by_articles(&self, new: &Incident) -> Option<(usize, Match)> {
        let mut shared: HashMap<usize, Vec<ArticleId>> = HashMap::new();
        for article in &new.articles {
            for at in self.articles.get(&article.id).into_iter().flatten() {
                shared.entry(*at).or_default().push(article.id.clone());
            }
        }
        shared
            .into_iter()
            .filter(|(at, shared)| {
                let smaller = self.incidents[*at].articles.len().min(new.articles.len());
                let count = shared.len();
                !self.replaced.contains(at)
                    && 2 * count >= smaller
                    && (count >= 2 || count == smaller)
            })
            .max_by_key(|(at, shared)| (shared.len(), usize::MAX - at))
            .map(|(at, shared)| (at, Match::Articles { shared }))
    }

    fn replace(
        &mut self,
        at: usize,
        matched: Match,
        mut new: Incident,
        report: &mut super::Report,
    ) {
        self.replaced.insert(at);
        let old = &mut self.incidents[at];
        let came_as = std::mem::replace(&mut new.id, old.id.clone());
        let mut aliases = old.aliases.clone();
        for id in std::iter::once(&came_as).chain(&new.aliases) {
            if *id != old.id && !aliases.contains(id) {
                aliases.push(id.clone());
            }
        }
        new.aliases = aliases;
        if content(old) == content(&new) {
            report.unchanged += 1;
            return;
        }
        report.replaced.push(Entry {
            file: new.source.file.clone().unwrap_or_default(),
            line: new.source.line,
            what: Replaced {
                id: old.id.clone(),
                came_as,
                matched,
            },
        });
        *old = new;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: &str, articles: &[&str]) -> Incident {
        Incident {
            id: id.into(),
            articles: articles
                .iter()
                .map(|id| crate::domain::Article {
                    id: (*id).into(),
                    ..Default::default()
                })
                .collect(),
            ..Incident::default()
        }
    }

    fn laid(old: Vec<Incident>, new: Vec<Incident>) -> Imported {
        append(
            old,
            Imported {
                incidents: new,
                report: Default::default(),
            },
        )
    }

    fn ids(done: &Imported) -> Vec<String> {
        done.incidents
            .iter()
            .map(|one| {
                let aliases: Vec<_> = one.aliases.iter().map(|id| id.as_str()).collect();
                format!("{}<{}", one.id, aliases.join(","))
            })
            .collect()
    }

    #[test]
    fn the_same_id_takes_the_newer_side() {
        let newer = Incident {
            title: Some("New".into()),
            ..one("a", &[])
        };
        let done = laid(
            vec![one("a", &[]), one("b", &[])],
            vec![newer, one("b", &[]), one("c", &[])],
        );
        assert_eq!(ids(&done), ["a<", "b<", "c<"]);
        assert_eq!(done.incidents[0].title.as_deref(), Some("New"));
        assert_eq!((done.report.replaced.len(), done.report.unchanged), (1, 1));
    }

    #[test]
    fn aliases_work_both_ways_and_stay() {
        let alias = |id: &str, alias: &str| Incident {
            aliases: vec![alias.into()],
            ..one(id, &[])
        };
        let done = laid(
            vec![alias("a", "x"), one("b", &[])],
            vec![one("x", &["n"]), alias("c", "b")],
        );
        assert_eq!(ids(&done), ["a<x", "b<c"]);
        assert_eq!(done.incidents[0].articles.len(), 1);
        let again = laid(done.incidents, vec![one("c", &["m"])]);
        assert_eq!(ids(&again), ["a<x", "b<c"]);
    }

    #[test]
    fn articles_tell_where_ids_do_not() {
        let old = || vec![one("a", &["1", "2", "3", "4"]), one("b", &["5"])];
        let meets = |articles: &[&str]| ids(&laid(old(), vec![one("n", articles)]))[..2].to_vec();
        assert_eq!(meets(&["1", "2", "8", "9"]), ["a<n", "b<"]);
        assert_eq!(meets(&["1", "7"]), ["a<", "b<"], "one of two is too few");
        assert_eq!(meets(&["1", "2", "7", "8", "9"]), ["a<n", "b<"]);
        assert_eq!(
            meets(&["5", "8", "9"]),
            ["a<", "b<n"],
            "all of the smaller one"
        );
        assert_eq!(meets(&[]), ["a<", "b<"]);
    }

    #[test]
    fn articles_never_replace_a_record_twice_nor_before_its_own_id() {
        let old = vec![one("a", &["1", "2"])];
        let done = laid(
            old,
            vec![
                one("n", &["1", "2", "3"]),
                one("a", &["1", "2", "4"]),
                one("m", &["1", "2"]),
            ],
        );
        assert_eq!(ids(&done), ["a<", "n<", "m<"]);
        assert_eq!(done.incidents[0].articles[2].id.as_str(), "4");
        assert!(matches!(done.report.replaced[0].what.matched, Match::Id));
    }
}
