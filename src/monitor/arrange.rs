//! A set laid anew as analysts left it: what they merged is one incident, what
//! they split off is one of its own, what they moved is where they moved it.
//!
//! Each time this begins with the machine's grouping, which articles keep as
//! their `home`, and applies the acts that count to it. So an act that is undone
//! later is undone here too, and doing it twice changes nothing. An article that
//! is to be in a further incident as well stays where it is; the journal has it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::{Article, ArticleId, Incident, IncidentId, Target};
use crate::review::ledger::Ledger;

use super::cluster::Known;
use super::cluster::known::is_made;
use super::label::{self, Rules};
use super::run::published;

/// A set as analysts left it.
pub struct Arranged {
    /// Its incidents.
    pub incidents: Vec<Incident>,
    /// What grouping is to keep.
    pub known: Known,
    /// What is elsewhere now than it was in the set.
    pub moved: Vec<Moved>,
}

/// Articles that went from one incident to another.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Moved {
    /// Where they were in the set.
    pub from: IncidentId,
    /// Where they are now.
    pub to: IncidentId,
    /// Which.
    pub articles: Vec<ArticleId>,
    /// True where the incident they were in is gone with them.
    pub dissolved: bool,
}

/// True where an answer to the incident as a whole stands: what was published
/// about it is then left as it was answered.
pub fn is_decided(ledger: &Ledger, id: &IncidentId) -> bool {
    let target = Target::incident(id.clone());
    let mut works = ledger.works(&target);
    works.any(|(_, work)| work.answers().next().is_some())
}

/// True where an answer, a deferral or a remark on the incident as a whole stands.
fn is_touched(ledger: &Ledger, id: &IncidentId) -> bool {
    let target = Target::incident(id.clone());
    ledger.works(&target).any(|(_, work)| {
        let remark = [&work.criterion, &work.grade, &work.note];
        let is_answered = work.answers().next().is_some();
        is_answered || work.deferred.is_some() || remark.iter().any(|it| it.is_some())
    })
}

/// Lays a set as the acts of a ledger that count have it.
pub fn arrange(rules: Rules<'_>, set: Vec<Incident>, ledger: &Ledger) -> Arranged {
    let known = as_grouped(&set).after(ledger);
    let away = |it: &Incident| it.articles.iter().any(|one| one.home.is_some());
    if !known.is_changed() && !set.iter().any(away) {
        return Arranged {
            incidents: set,
            known,
            moved: Vec::new(),
        };
    }
    rearrange(rules, set, ledger, known)
}

/// The incidents of a set as the machine grouped them, before any act.
pub fn as_grouped(set: &[Incident]) -> Known {
    let aliases = set
        .iter()
        .flat_map(|it| it.aliases.iter().map(|alias| (alias, &it.id)));
    Known::new(machine(set)).with_aliases(aliases)
}

fn rearrange(rules: Rules<'_>, set: Vec<Incident>, ledger: &Ledger, known: Known) -> Arranged {
    let mut before: HashMap<Target, IncidentId> = HashMap::new();
    let mut lines: HashMap<IncidentId, Incident> = HashMap::new();
    let mut pool: BTreeMap<ArticleId, Vec<(IncidentId, Article)>> = BTreeMap::new();
    let mut order: Vec<IncidentId> = Vec::new();
    let mut was: HashMap<IncidentId, Vec<Target>> = HashMap::new();
    for mut incident in set {
        let articles = std::mem::take(&mut incident.articles);
        for article in articles {
            let target = incident.target_of(&article);
            was.entry(incident.id.clone())
                .or_default()
                .push(target.clone());
            before.insert(target.clone(), incident.id.clone());
            let one = (target.incident, article);
            pool.entry(one.1.id.clone()).or_default().push(one);
        }
        order.push(incident.id.clone());
        lines.insert(incident.id.clone(), incident);
    }
    let listed: HashMap<&IncidentId, &Vec<ArticleId>> =
        known.incidents().iter().map(|it| (&it.0, &it.1)).collect();
    let there: BTreeSet<&IncidentId> = order.iter().collect();
    let added = known.incidents().iter().map(|it| &it.0);
    let added: Vec<IncidentId> = added.filter(|id| !there.contains(id)).cloned().collect();
    let mut arranged = Vec::new();
    let mut moved = Vec::new();
    let mut all: Vec<(&IncidentId, Vec<(IncidentId, Article)>)> = Vec::new();
    for id in order.iter().chain(&added) {
        let Some(list) = listed.get(id) else { continue };
        all.push((id, chosen(&known, id, list, &mut pool)));
    }
    stay(&known, pool, &mut all);
    for (id, now) in all {
        let old = was.get(id).map_or(&[][..], Vec::as_slice);
        moved.extend(arrivals(id, &now, &before));
        let line = lines.remove(id);
        arranged.extend(laid(rules, ledger, (id, line), old, now));
    }
    let left: BTreeSet<&IncidentId> = arranged.iter().map(|it| &it.id).collect();
    for one in &mut moved {
        one.dissolved = !left.contains(&one.from);
    }
    let emptied = order.iter().filter(|id| !left.contains(id));
    moved.extend(emptied.filter(|id| !was.contains_key(id)).map(|id| Moved {
        from: id.clone(),
        to: known.current(id),
        articles: Vec::new(),
        dissolved: true,
    }));
    rename(&known, &mut arranged);
    Arranged {
        incidents: arranged,
        known,
        moved,
    }
}

/// The incidents as the machine had them: each article where it is at home.
fn machine(set: &[Incident]) -> Vec<(IncidentId, Vec<ArticleId>)> {
    let mut all: Vec<(IncidentId, Vec<ArticleId>)> = Vec::new();
    let mut places = HashMap::new();
    let mut add = |id: &IncidentId, article: Option<&ArticleId>| {
        let at = *places.entry(id.clone()).or_insert_with(|| {
            all.push((id.clone(), Vec::new()));
            all.len() - 1
        });
        all[at].1.extend(article.cloned());
    };
    for incident in set {
        add(&incident.id, None);
    }
    for incident in set {
        for article in &incident.articles {
            add(
                article.home.as_ref().unwrap_or(&incident.id),
                Some(&article.id),
            );
        }
    }
    all
}

/// The articles of a list, out of the pool, each with its home. An article may
/// be in several incidents: the one at home here comes first, then one whose
/// home became part of this; one that is at home elsewhere stays there.
fn chosen(
    known: &Known,
    id: &IncidentId,
    list: &[ArticleId],
    pool: &mut BTreeMap<ArticleId, Vec<(IncidentId, Article)>>,
) -> Vec<(IncidentId, Article)> {
    let mut taken = Vec::new();
    for article in list {
        let Some(all) = pool.get_mut(article) else {
            continue;
        };
        let stays = |home: &IncidentId| {
            let own = known.incidents().iter().find(|it| it.0 == *home);
            own.is_some_and(|it| it.1.contains(article))
        };
        let at = all
            .iter()
            .position(|it| it.0 == *id)
            .or_else(|| all.iter().position(|it| known.current(&it.0) == *id))
            .or_else(|| all.iter().position(|it| !stays(&it.0)));
        taken.extend(at.map(|at| all.remove(at)));
    }
    taken
}

/// What no list asked for goes where its home went: of an article that merged
/// incidents shared, each copy has a verdict of its own, and is to be there
/// when the merge is undone.
fn stay(
    known: &Known,
    pool: BTreeMap<ArticleId, Vec<(IncidentId, Article)>>,
    all: &mut [(&IncidentId, Vec<(IncidentId, Article)>)],
) {
    let left = pool.into_values().flatten();
    for (home, article) in left {
        let now = known.current(&home);
        if let Some((_, articles)) = all.iter_mut().find(|(id, _)| **id == now) {
            articles.push((home, article));
        }
    }
}

/// Which of the articles were in other incidents of the set.
fn arrivals(
    id: &IncidentId,
    now: &[(IncidentId, Article)],
    before: &HashMap<Target, IncidentId>,
) -> Vec<Moved> {
    let mut from: BTreeMap<&IncidentId, Vec<ArticleId>> = BTreeMap::new();
    for (home, article) in now {
        let target = Target::article(home.clone(), article.id.clone());
        let was = before.get(&target).filter(|was| *was != id);
        if let Some(was) = was {
            from.entry(was).or_default().push(article.id.clone());
        }
    }
    let one = |(from, articles): (&IncidentId, Vec<ArticleId>)| Moved {
        from: from.clone(),
        to: id.clone(),
        articles,
        dissolved: false,
    };
    from.into_iter().map(one).collect()
}

/// One incident with the articles that it has now; none where nothing is left
/// of what an act, or the monitor, had made, and nobody left anything on it.
fn laid(
    rules: Rules<'_>,
    ledger: &Ledger,
    (id, line): (&IncidentId, Option<Incident>),
    old: &[Target],
    mut now: Vec<(IncidentId, Article)>,
) -> Option<Incident> {
    let is_bare = |line: &Incident| is_made(id) || label::is_ours(line) && !is_touched(ledger, id);
    let is_emptied = now.is_empty() && !old.is_empty();
    if line
        .as_ref()
        .map_or(now.is_empty(), |line| is_emptied && is_bare(line))
    {
        return None;
    }
    let target = |it: &(IncidentId, Article)| Target::article(it.0.clone(), it.1.id.clone());
    // Those that were here keep their order; the others come behind them.
    let places: HashMap<&Target, usize> = old.iter().zip(0..).collect();
    now.sort_by_key(|it| places.get(&target(it)).copied().unwrap_or(old.len()));
    let now_here: BTreeSet<Target> = now.iter().map(target).collect();
    let came_back = now
        .iter()
        .any(|it| it.0 == *id && !old.contains(&target(it)));
    let some_left = old.iter().any(|target| !now_here.contains(target));
    let same = now.len() == old.len() && now.iter().map(target).eq(old.iter().cloned());
    let articles = now.into_iter().map(|(home, mut article)| {
        article.home = (home != *id).then_some(home);
        article
    });
    let Some(mut incident) = line else {
        let group = articles.map(|one| published(rules, one)).collect();
        return Some(label::incident(rules.speech, id.clone(), group));
    };
    if same || !label::is_ours(&incident) || is_decided(ledger, id) {
        incident.articles = articles.collect();
    } else {
        let group: Vec<_> = articles.map(|one| published(rules, one)).collect();
        let date = incident.date.filter(|_| group.is_empty());
        let tell = match (came_back, some_left) {
            _ if group.is_empty() => label::tell,
            (true, _) => label::tell_whole,
            (false, true) => label::tell_without,
            (false, false) => label::tell,
        };
        tell(rules.speech, &mut incident, group);
        incident.date = incident.date.or(date);
    }
    Some(incident)
}

/// Ids that became part of another incident stay as its aliases; an id that is
/// an incident of its own again is none.
fn rename(known: &Known, incidents: &mut [Incident]) {
    let own: BTreeSet<IncidentId> = incidents.iter().map(|it| it.id.clone()).collect();
    let mut of: BTreeMap<IncidentId, Vec<IncidentId>> = BTreeMap::new();
    for (gone, id) in known.redirects() {
        of.entry(id).or_default().push(gone);
    }
    for incident in incidents {
        incident.aliases.retain(|alias| !own.contains(alias));
        for gone in of.remove(&incident.id).unwrap_or_default() {
            if !own.contains(&gone) && !incident.aliases.contains(&gone) {
                incident.aliases.push(gone);
            }
        }
    }
}

#[cfg(test)]
mod tests;
