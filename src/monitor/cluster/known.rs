//! What is known before articles are grouped: the incidents of a set, and what
//! analysts merged, split and moved since. Incidents that are known keep their
//! ids and stay apart; new articles may join them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use crate::domain::event::Relation;
use crate::domain::{Act, ArticleId, EventId, IncidentId, Target};
use crate::review::ledger::Ledger;

/// How the id of an incident begins that an act made.
const MADE: &str = "e:";

/// Incidents that are known, as analysts left them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// In the order of the set, those that acts made behind them.
    incidents: Vec<(IncidentId, Vec<ArticleId>)>,
    /// Ids that aren't used any more, each with the one that took its place.
    redirects: BTreeMap<IncidentId, IncidentId>,
    /// Incidents that an act made, or took articles from or to.
    touched: BTreeSet<IncidentId>,
    /// Incidents that an act put articles into.
    filled: BTreeSet<IncidentId>,
    /// Pairs of incidents that acts took apart.
    apart: BTreeSet<(IncidentId, IncidentId)>,
}

impl Known {
    /// The incidents of a set, each with its articles. An article that stands
    /// in several is grouped by the first and stays in all.
    pub fn new(incidents: impl IntoIterator<Item = (IncidentId, Vec<ArticleId>)>) -> Self {
        Self {
            incidents: incidents.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Further ids of incidents. An incident that is there under its own id
    /// goes before an id of another.
    #[must_use]
    pub fn with_aliases<'a>(
        mut self,
        aliases: impl IntoIterator<Item = (&'a IncidentId, &'a IncidentId)>,
    ) -> Self {
        let own: HashSet<&IncidentId> = self.incidents.iter().map(|it| &it.0).collect();
        for (alias, id) in aliases {
            if !own.contains(alias) && own.contains(id) {
                self.redirects.entry(alias.clone()).or_insert(id.clone());
            }
        }
        self
    }

    /// Applies the relations of a ledger that count, of all reviewers, oldest
    /// first: where two contradict each other the later one holds.
    #[must_use]
    pub fn after(mut self, ledger: &Ledger) -> Self {
        for event in ledger.events() {
            let (Act::Relate(relation), Some(target)) = (&event.act, &event.target) else {
                continue;
            };
            let work = ledger.work(target, &event.reviewer);
            let counts = |it: &crate::review::ledger::Work| {
                it.events.contains(&event.id) && !it.undone.contains(&event.id)
            };
            if work.is_some_and(counts) {
                self.relate(event.id, target, relation);
            }
        }
        self
    }

    /// Applies one relation; `event` names the incident that it makes, where it
    /// makes one. What is about an incident that isn't there changes nothing.
    pub fn relate(&mut self, event: EventId, target: &Target, relation: &Relation) {
        let here = self.current(&target.incident);
        match relation {
            Relation::Merge { with } => {
                for other in with {
                    let other = self.current(other);
                    self.take_in(&here, &other);
                }
            }
            Relation::Split { articles } => {
                self.transfer(&here, None, event, articles);
            }
            Relation::Move { to } => {
                if let Some(article) = &target.article {
                    let to = to.as_ref().map(|to| self.current(to));
                    self.transfer(&here, to, event, std::slice::from_ref(article));
                }
            }
            // Two articles may be the same without their incidents being so.
            Relation::DuplicateOf(other) if target.article.is_none() => {
                let other = self.current(&other.incident);
                self.take_in(&other, &here);
            }
            Relation::DuplicateOf(_) => {}
            Relation::AlsoIn { incident } => {
                let incident = self.current(incident);
                if let Some(article) = &target.article {
                    self.put(&incident, std::slice::from_ref(article));
                }
            }
        }
    }

    /// The id under which an incident goes now.
    pub fn current(&self, id: &IncidentId) -> IncidentId {
        let mut id = id;
        while let Some(next) = self.redirects.get(id) {
            id = next;
        }
        id.clone()
    }

    fn place(&self, id: &IncidentId) -> Option<usize> {
        self.incidents.iter().position(|it| it.0 == *id)
    }

    /// `one` takes all of `other` in.
    fn take_in(&mut self, one: &IncidentId, other: &IncidentId) {
        if one == other || self.place(one).is_none() {
            return;
        }
        let Some(place) = self.place(other) else {
            return;
        };
        let (_, articles) = self.incidents.remove(place);
        self.put(one, &articles);
        self.redirects.insert(other.clone(), one.clone());
    }

    /// Adds articles that aren't there yet.
    fn put(&mut self, id: &IncidentId, articles: &[ArticleId]) {
        let Some(place) = self.place(id) else { return };
        let list = &mut self.incidents[place].1;
        let new = articles.iter().filter(|it| !list.contains(it)).cloned();
        let new: Vec<_> = new.collect();
        list.extend(new);
        self.touched.insert(id.clone());
        self.filled.insert(id.clone());
    }

    /// Articles of `from` go to another incident, or to one of their own.
    fn transfer(
        &mut self,
        from: &IncidentId,
        to: Option<IncidentId>,
        event: EventId,
        articles: &[ArticleId],
    ) {
        let missing = to.as_ref().is_some_and(|to| self.place(to).is_none());
        let Some(place) = self.place(from).filter(|_| !missing) else {
            return;
        };
        let list = &mut self.incidents[place].1;
        let leaving: Vec<_> = list.extract_if(.., |it| articles.contains(it)).collect();
        if leaving.is_empty() {
            return;
        }
        self.touched.insert(from.clone());
        let to = to.unwrap_or_else(|| {
            let id = made_by(event);
            if self.place(&id).is_none() {
                self.redirects.remove(&id);
                self.incidents.push((id.clone(), Vec::new()));
            }
            id
        });
        self.put(&to, &leaving);
        self.apart.insert((from.clone(), to));
    }

    /// The incidents that stay as they are.
    pub fn incidents(&self) -> &[(IncidentId, Vec<ArticleId>)] {
        &self.incidents
    }

    /// Ids that aren't used any more, each with the one that took its place.
    pub fn redirects(&self) -> BTreeMap<IncidentId, IncidentId> {
        let all = self.redirects.keys();
        all.map(|id| (id.clone(), self.current(id))).collect()
    }

    /// True for an incident that an act made, or took articles from or to.
    pub fn is_touched(&self, id: &IncidentId) -> bool {
        self.touched.contains(id)
    }

    /// True where any act changed anything.
    pub fn is_changed(&self) -> bool {
        !self.touched.is_empty()
    }

    /// True for an incident that an act put articles into: an analyst said
    /// that they belong together.
    pub fn is_filled(&self, id: &IncidentId) -> bool {
        self.filled.contains(id)
    }

    /// Pairs of incidents that an act took apart, each way round: an analyst
    /// said that they are two.
    pub fn apart(&self) -> HashSet<(IncidentId, IncidentId)> {
        let now = |(from, to): &(IncidentId, IncidentId)| (self.current(from), self.current(to));
        let pairs = self.apart.iter().map(now);
        pairs
            .flat_map(|(one, two)| [(one.clone(), two.clone()), (two, one)])
            .collect()
    }

    /// The incident that each article is grouped by, in their order. Where several have
    /// one id, as sources that number the articles of each incident give it, the first
    /// is that of the first incident with it, and so on.
    pub(super) fn seeds<'a>(&self, articles: impl Iterator<Item = &'a str>) -> Vec<Option<u32>> {
        let mut seeds: HashMap<&str, VecDeque<u32>> = HashMap::new();
        for (at, (_, articles)) in self.incidents.iter().enumerate() {
            for article in articles {
                let seeds = seeds.entry(article.as_str()).or_default();
                seeds.push_back(at as u32);
            }
        }
        let seed = |id| {
            let left = seeds.get_mut(id)?;
            match left.len() {
                1 => left.front().copied(),
                _ => left.pop_front(),
            }
        };
        articles.map(seed).collect()
    }
}

/// The id of an incident that an act made.
fn made_by(event: EventId) -> IncidentId {
    IncidentId::from(format!("{MADE}{event}"))
}

/// True for the id of an incident that an act made.
pub fn is_made(id: &IncidentId) -> bool {
    id.as_str().starts_with(MADE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let incident = |id: &str, articles: &[&str]| {
            let articles = articles.iter().map(|it| ArticleId::from(*it)).collect();
            (IncidentId::from(id), articles)
        };
        Known::new([incident("x", &["a", "b", "c"]), incident("y", &["d"])])
    }

    fn event(n: u64) -> EventId {
        EventId::new(n, [0; 10])
    }

    fn articles(known: &Known, id: &IncidentId) -> Vec<String> {
        let found = known.incidents().iter().find(|it| it.0 == *id).unwrap();
        found.1.iter().map(|it| it.to_string()).collect()
    }

    #[test]
    fn a_merge_takes_in_and_redirects_also_later_acts() {
        let mut known = known();
        let merge = Relation::Merge {
            with: vec!["x".into()],
        };
        known.relate(event(1), &Target::incident("y"), &merge);
        assert_eq!(articles(&known, &"y".into()), ["d", "a", "b", "c"]);
        assert_eq!(known.redirects()[&"x".into()], "y".into());
        let split = Relation::Split {
            articles: vec!["b".into()],
        };
        known.relate(event(2), &Target::incident("x"), &split);
        assert_eq!(articles(&known, &"y".into()), ["d", "a", "c"]);
        assert_eq!(articles(&known, &made_by(event(2))), ["b"]);
    }

    #[test]
    fn a_move_goes_to_another_or_a_new_incident() {
        let mut known = known();
        let target = Target::article("x", "a");
        let there = Relation::Move {
            to: Some("y".into()),
        };
        known.relate(event(1), &target, &there);
        assert_eq!(articles(&known, &"y".into()), ["d", "a"]);
        let alone = Relation::Move { to: None };
        known.relate(event(2), &Target::article("y", "d"), &alone);
        assert_eq!(articles(&known, &made_by(event(2))), ["d"]);
    }

    #[test]
    fn what_is_about_nothing_changes_nothing() {
        let mut changed = known();
        let nowhere = Relation::Move {
            to: Some("gone".into()),
        };
        changed.relate(event(1), &Target::article("x", "a"), &nowhere);
        let gone = Relation::Merge {
            with: vec!["gone".into(), "x".into()],
        };
        changed.relate(event(2), &Target::incident("x"), &gone);
        let split = Relation::Split {
            articles: vec!["zz".into()],
        };
        changed.relate(event(3), &Target::incident("x"), &split);
        assert_eq!(changed, known());
    }

    #[test]
    fn an_article_stays_in_all_its_incidents() {
        let mut known = known();
        let also = Relation::AlsoIn {
            incident: "y".into(),
        };
        known.relate(event(1), &Target::article("x", "a"), &also);
        assert_eq!(articles(&known, &"y".into()), ["d", "a"]);
        assert_eq!(articles(&known, &"x".into()), ["a", "b", "c"]);
        assert_eq!(known.seeds(["a"].into_iter()), [Some(0)]);
        assert_eq!(known.seeds(["?", "d"].into_iter()), [None, Some(1)]);
    }

    #[test]
    fn articles_numbered_in_each_incident_stay_in_their_own() {
        let numbered = |id: &str| (IncidentId::from(id), vec!["1".into(), "2".into()]);
        let known = Known::new([numbered("x"), numbered("y")]);
        let seeds = known.seeds(["1", "2", "1", "2"].into_iter());
        assert_eq!(seeds, [Some(0), Some(0), Some(1), Some(1)]);
    }
}
