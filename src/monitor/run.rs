//! From articles to a set: label, group, tell. New articles join the incidents
//! of a set that is there already; what was published about an article is not
//! changed by a newer word list.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::{Article, ArticleId, Incident, IncidentId, LabelId};

use super::articles::RawArticle;
use super::cluster::Grouping;
use super::label::{self, Judged, Rules};
use super::watch::{Stage, Watch};

/// What a run did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The incidents: those of the set in its order, then the new ones by day.
    pub incidents: Vec<Incident>,
    /// How many incidents are new.
    pub new: usize,
    /// The incidents of the set that took articles in.
    pub grown: Vec<Grown>,
    /// How many articles were in the set already.
    pub known: usize,
    /// Which articles belong together.
    pub grouping: Grouping,
    /// The ids of the articles that were grouped, by their numbers there.
    pub articles: Vec<ArticleId>,
}

/// An incident of the set that took articles in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Grown {
    /// The incident.
    pub incident: IncidentId,
    /// The articles, in their order.
    pub articles: Vec<ArticleId>,
    /// What it was labelled before.
    pub was: Option<LabelId>,
    /// What most of its articles say now.
    pub now: Option<LabelId>,
    /// What became of the verdict on it.
    pub verdict: Told,
}

/// What became of a verdict when articles came to its incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// It follows from all articles now.
    Anew,
    /// It stays as it was published, since a person has answered it.
    Answered,
    /// It stays, since somebody else gave it.
    NotOurs,
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
/// articles, those of the set first, and says which belong together. What was
/// published about an incident that `is_decided` stays as it is.
pub fn run(
    rules: Rules<'_>,
    set: Vec<Incident>,
    new: Vec<RawArticle>,
    threads: usize,
    is_decided: impl Fn(&IncidentId) -> bool,
    watch: &dyn Watch,
    group: impl FnOnce(&[RawArticle]) -> Grouping,
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
    let old = set.iter().flat_map(|incident| &incident.articles);
    let mut all: Vec<RawArticle> = old.map(raw).collect();
    let first_new = all.len();
    all.extend(new.iter().cloned());
    let grouping = group(&all);
    watch.stage(Stage::Labelling, Some(new.len() as u64));
    let judged = label::articles(rules, &new, threads, watch);
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
    for group in &grouping.groups {
        let mut taken = Vec::new();
        for member in &group.members {
            if let Some(mut one) = judged.remove(&member.article) {
                one.mark_copy(member.copy_of.and_then(|at| all.get(at)));
                taken.push(one);
            }
        }
        match places.get(&group.id) {
            _ if taken.is_empty() => {}
            Some(place) => joined.entry(*place).or_default().extend(taken),
            None => fresh.push(label::incident(rules.vocabulary, group.id.clone(), taken)),
        }
    }
    let mut outcome = Outcome {
        new: fresh.len(),
        known,
        incidents: set,
        grouping,
        articles: all.into_iter().map(|it| it.id.into()).collect(),
        ..Outcome::default()
    };
    for (place, taken) in joined {
        if let Some(incident) = outcome.incidents.get_mut(place) {
            let decided = is_decided(&incident.id);
            outcome.grown.push(grow(rules, incident, taken, decided));
        }
    }
    outcome.incidents.extend(fresh);
    outcome
}

/// Puts articles into an incident of the set.
fn grow(rules: Rules<'_>, incident: &mut Incident, taken: Vec<Judged>, decided: bool) -> Grown {
    let articles = taken.iter().map(|one| one.article.id.clone()).collect();
    let was = incident.verdict.label.clone();
    let verdict = match (decided, label::is_ours(incident)) {
        (true, _) => Told::Answered,
        (false, true) => Told::Anew,
        (false, false) => Told::NotOurs,
    };
    let mut whole: Vec<Judged> = std::mem::take(&mut incident.articles)
        .into_iter()
        .map(|article| published(rules, article))
        .collect();
    whole.extend(taken);
    let now = label::most(&whole);
    match verdict {
        Told::Anew => label::tell(rules.vocabulary, incident, whole),
        Told::Answered | Told::NotOurs => {
            incident.articles = whole.into_iter().map(|one| one.article).collect();
        }
    }
    Grown {
        incident: incident.id.clone(),
        articles,
        was,
        now,
        verdict,
    }
}

/// An article of a set, with the verdict that stands there.
pub(super) fn published(rules: Rules<'_>, article: Article) -> Judged {
    let own = label::classified(rules.weights, &raw(&article));
    // Evidence for facets, where the label is still the one that was published.
    let agrees = |made: &super::classify::Labelled| {
        article.verdict.label.as_ref().map(LabelId::as_str) == Some(made.label.id())
    };
    let labelled = own.filter(agrees);
    Judged { article, labelled }
}
