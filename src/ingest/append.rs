//! Laying newer records over a set: a record that is known by id, by an alias
//! or by its articles keeps its id and takes the newer machine side, and keeps the
//! articles that the newer record doesn't list; others are added. Ids that were
//! ever used stay as aliases, so that decisions find their record.
//!
//! The set is gone through twice and never held: once for what its records are
//! [`Known`] by, once to hand each one on as it is from now on ([`Over::next`]).
//! The newer records are held.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use crate::domain::{Article, ArticleId, Incident, IncidentId};

use super::identify::{Looks, named};
use super::import::content;
use super::report::{Entry, Match, Repair, Replaced};

/// Records that an article is looked for in at most: one that more of them have
/// doesn't tell them apart, and to count them all for each record takes time that
/// grows with the square of the set.
const COMMON: usize = 1000;

/// What the records of a set are known by; each goes by its place, from 0.
#[derive(Default)]
pub struct Known {
    ids: HashMap<IncidentId, u32>,
    aliases: HashMap<IncidentId, u32>,
    /// Hashes of the ids of articles, each with a record that has it and what it looks
    /// like: sources that number the articles of each incident give one id to many.
    articles: Vec<(u64, u32, Looks)>,
    /// How many articles each record has.
    counts: Vec<usize>,
    hashes: RandomState,
}

impl Known {
    /// Takes the next record of the set in.
    pub fn add(&mut self, incident: &Incident) {
        let at = self.counts.len() as u32;
        self.counts.push(incident.articles.len());
        self.ids.insert(incident.id.clone(), at);
        for alias in &incident.aliases {
            self.aliases.entry(alias.clone()).or_insert(at);
        }
        let articles = incident.articles.iter();
        let hashes = articles.map(|it| (self.hashes.hash_one(&it.id), at, Looks::of(it)));
        self.articles.extend(hashes);
    }

    /// Says what becomes of the set once newer records are laid over it.
    pub fn over(mut self, new: Vec<Incident>) -> Over {
        self.articles.sort_unstable();
        let mut taken: BTreeMap<u32, Vec<Newer>> = BTreeMap::new();
        let mut place = 0..;
        let mut newer = |incident, matched| Newer {
            place: place.next().unwrap_or_default(),
            matched,
            incident,
        };
        // Ids count before articles: a record must not be taken by another one's articles.
        let mut rest = Vec::new();
        for incident in new {
            match self.by_id(&incident) {
                Some((at, matched)) => {
                    let newer = newer(incident, matched);
                    taken.entry(at).or_default().push(newer);
                }
                None => rest.push(incident),
            }
        }
        let mut added = Vec::new();
        // A record that gave way already doesn't give way again by its articles.
        let mut gave_way: HashSet<u32> = taken.keys().copied().collect();
        for incident in rest {
            match self.by_articles(&incident, &gave_way) {
                Some((at, matched)) => {
                    gave_way.insert(at);
                    taken.insert(at, vec![newer(incident, matched)]);
                }
                None => added.push(incident),
            }
        }
        Over {
            known: self,
            taken,
            added,
            next: 0,
            replaced: Vec::new(),
            repaired: Vec::new(),
            unchanged: 0,
        }
    }

    fn by_id(&self, new: &Incident) -> Option<(u32, Match)> {
        std::iter::once(&new.id).chain(&new.aliases).find_map(|id| {
            // A record's own id goes before an alias of another one.
            let own = self.ids.get(id);
            let at = *own.or_else(|| self.aliases.get(id))?;
            let matched = match own.is_some() && *id == new.id {
                true => Match::Id,
                false => Match::Alias { alias: id.clone() },
            };
            Some((at, matched))
        })
    }

    /// The record that shares most articles: at least half of the smaller
    /// one's, and at least two of them or all.
    fn by_articles(&self, new: &Incident, but: &HashSet<u32>) -> Option<(u32, Match)> {
        let mut shared: HashMap<u32, Vec<ArticleId>> = HashMap::new();
        for article in &new.articles {
            let hash = self.hashes.hash_one(&article.id);
            let start = self.articles.partition_point(|it| it.0 < hash);
            let with = self.articles[start..].iter().take_while(|it| it.0 == hash);
            let with = with.take(COMMON);
            let looks = Looks::of(article);
            let same = with.filter(|it| !but.contains(&it.1) && !it.2.are_two(looks, &article.id));
            for (_, at, _) in same {
                shared.entry(*at).or_default().push(article.id.clone());
            }
        }
        shared
            .into_iter()
            .filter(|(at, shared)| {
                let smaller = self.counts[*at as usize].min(new.articles.len());
                let count = shared.len();
                2 * count >= smaller && (count >= 2 || count == smaller)
            })
            .max_by_key(|(at, shared)| (shared.len(), u32::MAX - at))
            .map(|(at, shared)| (at, Match::Articles { shared }))
    }
}

/// A record that takes the place of one that is there.
struct Newer {
    /// When it was dealt with: the order in which it is told.
    place: usize,
    matched: Match,
    incident: Incident,
}

/// What becomes of a set.
pub struct Over {
    known: Known,
    /// By the place of the record that gives way.
    taken: BTreeMap<u32, Vec<Newer>>,
    added: Vec<Incident>,
    next: u32,
    replaced: Vec<(usize, Entry<Replaced>)>,
    repaired: Vec<Entry<Repair>>,
    unchanged: usize,
}

impl Over {
    /// The next record of the set as it is from now on; nothing where it isn't
    /// the one that stood there when the set was gone through first.
    pub fn next(&mut self, mut incident: Incident) -> Option<Incident> {
        let at = self.next;
        self.next += 1;
        if self.known.ids.get(&incident.id) != Some(&at) {
            return None;
        }
        for newer in self.taken.remove(&at).unwrap_or_default() {
            incident = self.replace(incident, newer);
        }
        Some(incident)
    }

    fn replace(&mut self, old: Incident, newer: Newer) -> Incident {
        let mut new = newer.incident;
        let came_as = std::mem::replace(&mut new.id, old.id.clone());
        let mut aliases = old.aliases.clone();
        for id in std::iter::once(&came_as).chain(&new.aliases) {
            if *id != old.id && !aliases.contains(id) {
                aliases.push(id.clone());
            }
        }
        new.aliases = aliases;
        let renamed = settle(&mut new.articles, &old.articles);
        // What is added to a set takes nothing out of it: decisions may lie on them.
        let key = |article: &Article| (article.home.clone(), article.id.clone());
        let ids: HashSet<_> = new.articles.iter().map(key).collect();
        let is_left = |article: &&Article| !ids.contains(&key(article));
        let left: Vec<Article> = old.articles.iter().filter(is_left).cloned().collect();
        let kept = left.len();
        new.articles.extend(left);
        if content(&old) == content(&new) {
            self.unchanged += 1;
            return old;
        }
        let file = new.source.file.clone().unwrap_or_default();
        let line = new.source.line;
        let entry = |what| Entry {
            file: file.clone(),
            line,
            what,
        };
        self.repaired.extend(renamed.into_iter().map(entry));
        let what = Replaced {
            id: old.id,
            came_as,
            matched: newer.matched,
            kept,
        };
        let entry = Entry { file, line, what };
        self.replaced.push((newer.place, entry));
        new
    }

    /// What is added behind the set, once all of it has come; completes the
    /// report. Nothing where the set is shorter than it was.
    pub fn end(mut self, report: &mut super::Report) -> Option<Vec<Incident>> {
        self.replaced.sort_by_key(|it| it.0);
        let replaced = self.replaced.into_iter().map(|it| it.1);
        report.replaced.extend(replaced);
        for repair in self.repaired {
            report.repair(repair);
        }
        report.unchanged += self.unchanged;
        (self.next as usize == self.known.counts.len()).then_some(self.added)
    }
}

/// Gives newer articles the names under which a record has them already: the incident
/// that a merged one came from, where the newer record doesn't know of it; and an id of
/// its own to one that only has the id of another.
fn settle(new: &mut [Article], old: &[Article]) -> Vec<Repair> {
    let mut known: HashMap<&ArticleId, Vec<&Article>> = HashMap::new();
    for article in old {
        known.entry(&article.id).or_default().push(article);
    }
    let mut renamed = Vec::new();
    for article in new {
        let Some(known) = known.get(&article.id) else {
            continue;
        };
        let looks = Looks::of(article);
        let is_same = |it: &&&Article| !Looks::of(it).are_two(looks, &it.id);
        let same: Vec<_> = known.iter().filter(is_same).collect();
        match same.first() {
            Some(first) if same.iter().all(|it| it.home != article.home) => {
                article.home.clone_from(&first.home);
            }
            Some(_) => {}
            None => {
                let own = article.own_id();
                let id = std::mem::replace(&mut article.id, own);
                let article = named(article);
                renamed.push(Repair::ArticleRenamed { article, id });
            }
        }
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: &str, articles: &[&str]) -> Incident {
        Incident {
            id: id.into(),
            articles: articles
                .iter()
                .map(|id| Article {
                    id: (*id).into(),
                    ..Default::default()
                })
                .collect(),
            ..Incident::default()
        }
    }

    struct Laid {
        incidents: Vec<Incident>,
        report: crate::ingest::Report,
    }

    fn laid(old: Vec<Incident>, new: Vec<Incident>) -> Laid {
        let mut known = Known::default();
        old.iter().for_each(|it| known.add(it));
        let mut over = known.over(new);
        let next = |it| over.next(it).unwrap();
        let mut incidents: Vec<Incident> = old.into_iter().map(next).collect();
        let mut report = Default::default();
        incidents.extend(over.end(&mut report).unwrap());
        Laid { incidents, report }
    }

    fn ids(done: &Laid) -> Vec<String> {
        done.incidents
            .iter()
            .map(|one| {
                let aliases: Vec<_> = one.aliases.iter().map(|id| id.as_str()).collect();
                format!("{}<{}", one.id, aliases.join(","))
            })
            .collect()
    }

    fn told(id: &str, articles: &[(&str, &str)]) -> Incident {
        let mut one = one(id, &articles.iter().map(|it| it.0).collect::<Vec<_>>());
        for (article, (_, title)) in one.articles.iter_mut().zip(articles) {
            article.title = Some((*title).to_owned());
        }
        one
    }

    #[test]
    fn articles_numbered_in_each_incident_are_not_the_same() {
        let old = || vec![told("a", &[("1", "Robotaxi"), ("2", "Cyclist")])];
        let done = laid(old(), vec![told("b", &[("1", "Chatbot"), ("2", "Leak")])]);
        assert_eq!(ids(&done), ["a<", "b<"]);
        // Nor does one push another out of its own record.
        let done = laid(old(), vec![told("a", &[("1", "Chatbot")])]);
        let titles = done.incidents[0].articles.iter();
        let titles: Vec<_> = titles.filter_map(|it| it.title.as_deref()).collect();
        assert_eq!(titles, ["Chatbot", "Robotaxi", "Cyclist"]);
        assert_eq!(done.report.repaired.len(), 1);
        // An id that no other source would give is the article's, whatever it says now.
        let old = vec![told("a", &[("guid-0001", "Robotaxi hits")])];
        let done = laid(old, vec![told("a", &[("guid-0001", "Robotaxi hit")])]);
        assert_eq!(done.incidents[0].articles.len(), 1);
    }

    #[test]
    fn an_article_keeps_the_incident_that_it_came_from() {
        let mut old = told("a", &[("x", "X"), ("y", "Y")]);
        old.articles[1].home = Some("b".into());
        let done = laid(vec![old], vec![told("a", &[("y", "Y"), ("z", "Z")])]);
        let places = done.incidents[0].articles.iter();
        let places: Vec<_> = places
            .map(|it| (it.id.as_str(), it.home.as_ref().map(|home| home.as_str())))
            .collect();
        assert_eq!(places, [("y", Some("b")), ("z", None), ("x", None)]);
    }

    #[test]
    fn articles_that_a_newer_record_does_not_list_stay() {
        let newer = || one("a", &["n", "y"]);
        let done = laid(vec![one("a", &["x", "y", "z"])], vec![newer()]);
        let articles = |incident: &Incident| -> Vec<String> {
            let articles = incident.articles.iter();
            articles.map(|it| it.id.to_string()).collect()
        };
        assert_eq!(articles(&done.incidents[0]), ["n", "y", "x", "z"]);
        let told = done.report.replaced[0].what.to_string();
        assert!(told.contains("2 articles that the new record"), "{told}");
        let again = laid(done.incidents, vec![newer()]);
        assert_eq!(
            (again.report.unchanged, again.report.replaced.len()),
            (1, 0)
        );
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

    #[test]
    fn a_set_that_changed_meanwhile_is_noticed() {
        let over = || {
            let mut known = Known::default();
            known.add(&one("a", &[]));
            known.add(&one("b", &[]));
            known.over(vec![one("c", &[])])
        };
        assert!(over().next(one("b", &[])).is_none(), "another one");
        let mut shorter = over();
        assert!(shorter.next(one("a", &[])).is_some());
        assert!(shorter.end(&mut Default::default()).is_none());
    }
}
