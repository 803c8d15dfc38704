//! From articles to a set: label, tell, hand on. New articles join the incidents
//! of a set that is there already; what was published about an article is not
//! changed by a newer word list. Which articles belong together is found by
//! [`super::cluster`].
//!
//! Incidents are handed on as they are made, so that the verdicts and evidence of
//! only some thousand articles are held at once.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::ops::Range;

use crate::domain::{Article, ArticleId, Digest, Incident, IncidentId, LabelId};
use crate::threads;

use super::articles::RawArticle;
use super::cluster::{Group, Grouping};
use super::cues::Lexicon;
use super::label::{self, Judged, Rules};
use super::propose::Proposer;
use super::watch::{Stage, Watch};

/// How many articles are labelled before their incidents are handed on.
const BATCH: usize = 4096;
/// How many groups a thread takes at once.
const GROUPS: usize = 8;

/// Articles on their way into a set.
#[derive(Debug)]
pub struct Intake {
    set: Vec<Incident>,
    /// Those of the set, then the new ones.
    articles: Vec<RawArticle>,
    /// Where the new ones begin.
    first: usize,
    /// How many were in the set already.
    known: usize,
    /// Those of them that have another headline now.
    reworded: Vec<String>,
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many incidents are new.
    pub new: usize,
    /// How many articles were in the set already.
    pub known: usize,
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

impl Intake {
    /// Tells the new articles from those that the set has.
    pub fn new(set: Vec<Incident>, mut new: Vec<RawArticle>) -> Self {
        let before = new.len();
        let there = || set.iter().flat_map(|incident| &incident.articles);
        let old: Vec<RawArticle> = there().map(raw).collect();
        let ids: HashMap<&str, &RawArticle> =
            old.iter().map(|one| (one.id.as_str(), one)).collect();
        for raw in &mut new {
            if let Some(one) = ids.get(raw.id.as_str()) {
                raw.tell_apart(one);
            }
        }
        let mut reworded = Vec::new();
        new.retain(|raw| {
            let one = ids.get(raw.id.as_str());
            reworded.extend(
                one.filter(|one| one.title != raw.title)
                    .map(|one| one.id.clone()),
            );
            one.is_none()
        });
        let known = before - new.len();
        let first = old.len();
        let mut articles = new;
        if first > 0 {
            articles.splice(0..0, old);
        }
        Self {
            set,
            articles,
            first,
            known,
            reworded,
        }
    }

    /// Articles that the set has under another headline: its own stays.
    pub fn reworded(&self) -> &[String] {
        &self.reworded
    }

    /// All articles, those of the set first: what is to be grouped.
    pub fn articles(&self) -> &[RawArticle] {
        &self.articles
    }

    /// How many incidents the set has.
    pub fn there(&self) -> usize {
        self.set.len()
    }

    /// Their ids, by their numbers in a grouping.
    pub fn ids(&self) -> Vec<ArticleId> {
        let ids = self.articles.iter();
        ids.map(|raw| raw.id.as_str().into()).collect()
    }
}

/// Labels the new articles of an intake and puts them into its set.
pub struct Run<'a> {
    /// By what is labelled.
    pub rules: Rules<'a>,
    /// How many may work at once, which changes nothing but the time it takes.
    pub threads: usize,
    /// Who is told how far it is.
    pub watch: &'a dyn Watch,
    /// Which articles belong together, of all that the intake has.
    pub grouping: &'a Grouping,
    /// What was published about an incident of which this is true stays as it is.
    pub is_decided: &'a (dyn Fn(&IncidentId) -> bool + Sync),
}

/// Whether an incident was in the set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Was {
    /// It was, and is as it was.
    There,
    /// It was, and took articles in.
    Grown(Grown),
    /// It is new.
    Missing,
}

/// Takes an incident.
pub type Take<'a, E> = &'a mut dyn FnMut(Incident, Was) -> Result<(), E>;

impl Run<'_> {
    /// True where a group has a new article.
    pub fn has_news(&self, intake: &Intake) -> bool {
        let groups = self.grouping.groups.iter();
        let mut members = groups.flat_map(|group| &group.members);
        members.any(|member| member.article >= intake.first)
    }

    /// What is told follows from it, and from `also`, which is what else goes
    /// into it: wherever this is the same, so are the incidents.
    ///
    /// # Errors
    /// What can't be spelled as JSON.
    pub fn fingerprint(&self, intake: &Intake, also: &str) -> io::Result<Digest> {
        let (rules, mut hasher) = (self.rules, blake3::Hasher::new());
        let program = (env!("CARGO_PKG_VERSION"), Lexicon::fingerprint());
        let rules = format!("{rules:?}");
        serde_json::to_writer(&mut hasher, &(program, rules, also))?;
        for incident in &intake.set {
            let decided = (self.is_decided)(&incident.id);
            serde_json::to_writer(&mut hasher, &(incident, decided))?;
        }
        serde_json::to_writer(&mut hasher, &intake.articles)?;
        serde_json::to_writer(&mut hasher, &self.grouping.groups)?;
        serde_json::to_writer(&mut hasher, &self.grouping.merges)?;
        Ok(Digest::from_hash(&hasher.finalize()))
    }

    /// Hands on the incidents of the set in its order, then the new ones by day,
    /// but for the first `done` of these: an earlier run made them.
    ///
    /// # Errors
    /// Those of `take`; what it had taken by then is as it should be.
    pub fn tell<E>(
        &self,
        intake: Intake,
        mut proposer: Option<Proposer>,
        done: usize,
        take: Take<'_, E>,
    ) -> Result<Outcome, E> {
        let Intake {
            set,
            articles,
            first,
            known,
            ..
        } = intake;
        let new = Fresh {
            run: self,
            articles: &articles,
            first,
        };
        let places: HashMap<&IncidentId, usize> = set
            .iter()
            .enumerate()
            .map(|(at, incident)| (&incident.id, at))
            .collect();
        let groups = self.grouping.groups.iter();
        let (joining, fresh): (Vec<&Group>, Vec<&Group>) = groups
            .filter(|group| new.members(group).next().is_some())
            .partition(|group| places.contains_key(&group.id));
        let outcome = Outcome {
            new: fresh.len(),
            known,
        };
        let told = fresh.get(done..).unwrap_or_default();
        let groups = joining.iter().chain(told);
        let total: usize = groups.map(|group| new.members(group).count()).sum();
        self.watch.stage(Stage::Labelling, Some(total as u64));
        let judged = new.each(&joining, |group| new.judged(group));
        let mut joined: BTreeMap<usize, Vec<Judged>> = BTreeMap::new();
        for (group, judged) in joining.iter().zip(judged) {
            joined.entry(places[&group.id]).or_default().extend(judged);
        }
        let mut give = |mut incident: Incident, was| {
            if let Some(proposer) = &mut proposer {
                proposer.give(&mut incident);
            }
            take(incident, was)
        };
        for (place, mut incident) in set.into_iter().enumerate() {
            let was = joined.remove(&place).map_or(Was::There, |taken| {
                let decided = (self.is_decided)(&incident.id);
                Was::Grown(grow(self.rules, &mut incident, taken, decided))
            });
            give(incident, was)?;
        }
        let mut rest = told;
        while !rest.is_empty() {
            let (batch, after) = rest.split_at(new.batch(rest));
            for incident in new.each(batch, |group| new.incident(group)) {
                give(incident, Was::Missing)?;
            }
            rest = after;
        }
        Ok(outcome)
    }

    /// The titles that incidents will have: those of the set keep theirs.
    pub fn titles(
        &self,
        intake: &Intake,
        groups: Vec<&Group>,
    ) -> HashMap<IncidentId, Option<String>> {
        self.watch.stage(Stage::Labelling, None);
        let there = intake
            .set
            .iter()
            .map(|it| (it.id.clone(), it.title.clone()));
        let mut titles: HashMap<IncidentId, Option<String>> = there.collect();
        let new = Fresh {
            run: self,
            articles: &intake.articles,
            first: intake.first,
        };
        let unknown: Vec<&Group> = groups
            .into_iter()
            .filter(|it| !titles.contains_key(&it.id))
            .collect();
        titles.extend(new.each(&unknown, |group| {
            (group.id.clone(), label::title(&new.judged(group)))
        }));
        titles
    }
}

/// The new articles of a run.
struct Fresh<'a> {
    run: &'a Run<'a>,
    articles: &'a [RawArticle],
    first: usize,
}

impl Fresh<'_> {
    /// Those of a group, each with the article that it is a copy of.
    fn members(&self, group: &Group) -> impl Iterator<Item = (&RawArticle, Option<&RawArticle>)> {
        let at = |at: usize| self.articles.get(at);
        let new = group.members.iter().filter(|it| it.article >= self.first);
        new.filter_map(move |it| Some((at(it.article)?, it.copy_of.and_then(at))))
    }

    /// Makes something of each of many groups, in their order, on all threads.
    fn each<T: Send>(&self, groups: &[&Group], make: impl Fn(&Group) -> T + Sync) -> Vec<T> {
        let part = |(): &mut (), range: Range<usize>| {
            let part = groups.get(range).unwrap_or_default();
            part.iter().map(|group| make(group)).collect::<Vec<T>>()
        };
        let parts = threads::pieces(groups.len(), GROUPS, self.run.threads, || (), part);
        parts.into_iter().flatten().collect()
    }

    /// Labels those of a group.
    fn judged(&self, group: &Group) -> Vec<Judged> {
        let one = |(raw, original)| {
            let mut judged = label::article(self.run.rules, raw);
            judged.mark_copy(original);
            self.run.watch.done(1);
            judged
        };
        self.members(group).map(one).collect()
    }

    fn incident(&self, group: &Group) -> Incident {
        label::incident(self.run.rules.speech, group.id.clone(), self.judged(group))
    }

    /// How many groups are told at once: no more than a batch has articles, one at least.
    fn batch(&self, groups: &[&Group]) -> usize {
        let mut articles = 0;
        let fits = groups.iter().take_while(|group| {
            articles += group.members.len();
            articles <= BATCH
        });
        fits.count().max(1)
    }
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
        Told::Anew => label::tell(rules.speech, incident, whole),
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
