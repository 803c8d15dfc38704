//! From articles to a set: label, group, tell. New articles join the incidents
//! of a set that is there already; what was published about an article is not
//! changed by a newer word list.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::{Article, ArticleId, Incident, IncidentId};

use super::articles::RawArticle;
use super::label::{self, Judged, Rules};

/// What a run did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The incidents: those of the set in its order, then the new ones by day.
    pub incidents: Vec<Incident>,
    /// How many incidents are new.
    pub new: usize,
    /// How many of the set took articles in.
    pub grown: usize,
    /// How many articles were in the set already.
    pub known: usize,
}

/// A group of articles: the incident's id, and places in what was grouped,
/// each with the place of the article that it is a copy of.
pub struct Group {
    /// The incident.
    pub id: IncidentId,
    /// Its articles.
    pub members: Vec<(usize, Option<usize>)>,
}

/// An article of a set as it came in once.
pub fn raw(article: &Article) -> RawArticle {
    RawArticle {
        id: article.id.to_string(),
        title: article.title.clone().unwrap_or_default(),
        lead: article.lead.clone(),
        body: None,
        url: article.url.clone(),
        outlet: article.outlet.clone(),
        date: article.date.and_then(|date| date.to_string().parse().ok()),
        language: article.language.clone(),
    }
}

/// Labels `new` articles and puts them into `set`. `group` is given all
/// articles, those of the set first, and says which belong together.
pub fn run(
    rules: Rules<'_>,
    set: Vec<Incident>,
    new: Vec<RawArticle>,
    threads: usize,
    group: impl FnOnce(&[Incident], &[RawArticle]) -> Vec<Group>,
) -> Outcome {
    let there: HashSet<&str> = set
        .iter()
        .flat_map(|incident| &incident.articles)
        .map(|article| article.id.as_str())
        .collect();
    let before = new.len();
    let new: Vec<RawArticle> = new
        .into_iter()
        .filter(|raw| !there.contains(raw.id.as_str()))
        .collect();
    let known = before - new.len();
    let mut old: Vec<(IncidentId, Article)> = Vec::new();
    for incident in &set {
        let own = incident
            .articles
            .iter()
            .map(|article| (incident.id.clone(), article.clone()));
        old.extend(own);
    }
    let mut all: Vec<RawArticle> = old.iter().map(|(_, article)| raw(article)).collect();
    let first_new = all.len();
    all.extend(new.iter().cloned());
    let groups = group(&set, &all);
    let judged = label::articles(rules, &new, threads);
    let mut judged: HashMap<usize, Judged> = judged
        .into_iter()
        .enumerate()
        .map(|(at, one)| (first_new + at, one))
        .collect();
    let places: HashMap<IncidentId, usize> = set
        .iter()
        .enumerate()
        .map(|(at, incident)| (incident.id.clone(), at))
        .collect();
    let mut joined: BTreeMap<usize, Vec<Judged>> = BTreeMap::new();
    let mut fresh = Vec::new();
    for group in groups {
        let mut taken = Vec::new();
        for (at, copy_of) in group.members {
            if let Some(mut one) = judged.remove(&at) {
                one.mark_copy(copy_of.and_then(|at| all.get(at)));
                taken.push(one);
            }
        }
        match places.get(&group.id) {
            _ if taken.is_empty() => {}
            Some(place) => joined.entry(*place).or_default().extend(taken),
            None => fresh.push(label::incident(rules.vocabulary, group.id, taken)),
        }
    }
    let mut outcome = Outcome {
        new: fresh.len(),
        grown: joined.len(),
        known,
        incidents: set,
    };
    for (place, taken) in joined {
        if let Some(incident) = outcome.incidents.get_mut(place) {
            let mut whole: Vec<Judged> = std::mem::take(&mut incident.articles)
                .into_iter()
                .map(|article| published(rules, article))
                .collect();
            whole.extend(taken);
            label::tell(rules.vocabulary, incident, whole);
        }
    }
    outcome.incidents.extend(fresh);
    outcome
}

/// An article of a set, with the verdict that stands there.
pub(super) fn published(rules: Rules<'_>, article: Article) -> Judged {
    let own = label::classified(rules.weights, &raw(&article));
    // Evidence for facets, where the label is still the one that was published.
    let agrees = |made: &super::classify::Labelled| {
        article
            .verdict
            .label
            .as_ref()
            .map(crate::domain::LabelId::as_str)
            == Some(made.label.id())
    };
    let labelled = own.filter(agrees);
    Judged { article, labelled }
}

/// The ids of the articles of an incident.
pub fn members(incident: &Incident) -> (IncidentId, Vec<ArticleId>) {
    let ids = incident.articles.iter().map(|article| article.id.clone());
    (incident.id.clone(), ids.collect())
}
