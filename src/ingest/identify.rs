//! Ids for incidents and articles that come without, and the folding of
//! articles that a source lists several times: no two articles of an incident
//! may have the same id and the same home, because decisions name them by both.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::num::NonZeroU64;

use crate::domain::{Article, ArticleId, Incident, IncidentId, LabelId};

use super::field::keep;
use super::report::Repair;

/// Gives ids to an incident and its articles, and folds copies of articles.
pub fn identify(incident: &mut Incident) -> Vec<Repair> {
    if incident.id.as_str().is_empty() {
        let rationale = incident.verdict.rationale.as_deref();
        let text = incident.summary.as_deref().or(rationale);
        incident.id = Incident::hashed_id(incident.title.as_deref(), text);
    }
    let mut repairs = Vec::new();
    let mut kept: Vec<Article> = Vec::with_capacity(incident.articles.len());
    // An article that merged incidents share is there for each of them.
    let mut places: HashMap<(Option<IncidentId>, ArticleId), usize> = HashMap::new();
    let mut folded: HashMap<usize, Folded> = HashMap::new();
    for mut article in std::mem::take(&mut incident.articles) {
        if article.id.as_str().is_empty() {
            article.id = article.own_id();
        }
        let mut key = (article.home.clone(), article.id.clone());
        if let Some(at) = places.get(&key)
            && Looks::of(&kept[*at]).are_anothers(Looks::of(&article))
        {
            article.id = article.own_id();
            repairs.push(Repair::ArticleRenamed {
                article: named(&article),
                id: std::mem::replace(&mut key.1, article.id.clone()),
            });
        }
        match places.get(&key) {
            None => {
                places.insert(key, kept.len());
                kept.push(article);
            }
            Some(at) => {
                folded.entry(*at).or_default().add(&mut kept[*at], article);
            }
        }
    }
    for (at, article) in kept.iter_mut().enumerate() {
        let Some(folded) = folded.remove(&at) else {
            continue;
        };
        if !folded.rationales.is_empty() {
            keep(&mut article.extra, "other_rationales", &folded.rationales);
        }
        if !folded.labels.is_empty() {
            keep(&mut article.extra, "other_labels", &folded.labels);
        }
        let count = |others: usize| u32::try_from(others).unwrap_or(u32::MAX);
        repairs.push(Repair::ArticleFolded {
            article: named(article),
            times: folded.copies + 1,
            differing: count(folded.rationales.len()),
            labels: count(folded.labels.len()),
        });
    }
    incident.articles = kept;
    repairs
}

/// What an article is called in a report.
pub fn named(article: &Article) -> String {
    let title = article.title.clone();
    title.unwrap_or_else(|| article.id.to_string())
}

/// An id of fewer characters is a number in a file: another file has it too.
pub const SURE_ID: usize = 7;

/// By what two articles under one id are told apart: a hash of each text, of its
/// words alone, where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Looks {
    title: Option<NonZeroU64>,
    url: Option<NonZeroU64>,
    lead: Option<NonZeroU64>,
}

impl Looks {
    /// Those of an article.
    pub fn of(article: &Article) -> Self {
        let hash = |text: &Option<String>| {
            let mut hasher = DefaultHasher::new();
            for word in text.as_ref()?.to_lowercase().split_whitespace() {
                hasher.write(word.as_bytes());
            }
            Some(NonZeroU64::new(hasher.finish()).unwrap_or(NonZeroU64::MIN))
        };
        Self {
            title: hash(&article.title),
            url: hash(&article.url),
            lead: hash(&article.lead),
        }
    }

    /// The same across records: an id that is no number in a file stands for one article
    /// whatever its headline was changed to, unless it has two addresses.
    pub fn are_two(self, other: Self, id: &ArticleId) -> bool {
        let is_sure = id.as_str().len() >= SURE_ID && self.url.and(other.url).is_none();
        !is_sure && self.are_anothers(other)
    }

    /// Whether two articles under one id are two all the same, by the first thing
    /// that both have. A page whose headline was changed is still that page.
    pub fn are_anothers(self, other: Self) -> bool {
        let differ = |one: Option<NonZeroU64>, other: Option<NonZeroU64>| Some(one? != other?);
        let (titles, pages) = (differ(self.title, other.title), differ(self.url, other.url));
        match (titles, pages) {
            (Some(true), Some(false)) => false,
            (Some(another), _) | (None, Some(another)) => another,
            (None, None) => differ(self.lead, other.lead).unwrap_or(false),
        }
    }
}

/// Copies of one article, and what they say otherwise.
#[derive(Default)]
struct Folded {
    copies: u32,
    rationales: Vec<String>,
    labels: Vec<LabelId>,
}

impl Folded {
    /// Folds a copy into an article.
    fn add(&mut self, kept: &mut Article, copy: Article) {
        self.copies += 1;
        kept.copies = kept.copies.saturating_add(copy.copies).saturating_add(1);
        kept.url = kept.url.take().or(copy.url);
        kept.lead = kept.lead.take().or(copy.lead);
        if kept.verdict.is_empty() {
            kept.verdict = copy.verdict;
            return;
        }
        let own = &kept.verdict;
        let (why, label) = (copy.verdict.rationale, copy.verdict.label);
        self.rationales
            .extend(why.filter(|other| own.rationale.as_ref() != Some(other)));
        self.labels
            .extend(label.filter(|other| own.label.as_ref() != Some(other)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_fold_and_their_other_rationale_is_kept() {
        let copy = |why: &str| format!(r#"{{"title":"H","verdict":{{"rationale":"{why}"}}}}"#);
        let articles = [copy("r"), copy("r"), r#"{"title":"G"}"#.into(), copy("s")].join(",");
        let text = format!(r#"{{"id":"i","articles":[{articles}]}}"#);
        let mut one = Incident::from_json(&text).unwrap();
        let repairs = identify(&mut one);
        let copies: Vec<_> = one.articles.iter().map(|article| article.copies).collect();
        assert_eq!(copies, [2, 0]);
        assert_eq!(one.articles[0].extra["other_rationales"].get(), "[\"s\"]");
        let folded = Repair::ArticleFolded {
            article: "H".to_owned(),
            times: 3,
            differing: 1,
            labels: 0,
        };
        assert_eq!(repairs, [folded]);
    }

    #[test]
    fn another_label_of_a_copy_is_kept_and_told() {
        let copy = |label: &str| format!(r#"{{"title":"H","verdict":{{"label":"{label}"}}}}"#);
        let articles = [copy("incident"), copy("unrelated")].join(",");
        let text = format!(r#"{{"id":"i","articles":[{articles}]}}"#);
        let mut one = Incident::from_json(&text).unwrap();
        let told = identify(&mut one)[0].to_string();
        assert_eq!(
            one.articles[0].extra["other_labels"].get(),
            "[\"unrelated\"]"
        );
        assert!(told.contains("1 with another label"), "{told}");
    }

    #[test]
    fn another_article_under_the_same_id_is_taken_under_its_own() {
        let articles = [
            r#"{"id":"1","title":"Harm done","url":"u"}"#,
            r#"{"id":"1","title":"harm  done","url":"v"}"#,
            r#"{"id":"1","title":"Harm was done","url":"u"}"#,
            r#"{"id":"1","title":"A fine","url":"w"}"#,
            r#"{"id":"1","title":"A fine","url":"w"}"#,
            r#"{"id":"1","home":"h","title":"A fine"}"#,
        ];
        let text = format!(r#"{{"id":"i","articles":[{}]}}"#, articles.join(","));
        let mut one = Incident::from_json(&text).unwrap();
        let repairs = identify(&mut one);
        let own = Article::hashed_id("A fine", "", "");
        let ids = one.articles.iter().map(|it| it.id.as_str());
        assert_eq!(ids.collect::<Vec<_>>(), ["1", own.as_str(), "1"]);
        let renamed = Repair::ArticleRenamed {
            article: "A fine".to_owned(),
            id: "1".into(),
        };
        let times = |repair: &Repair| match repair {
            Repair::ArticleFolded { times, .. } => *times,
            _ => 0,
        };
        assert_eq!(repairs[0], renamed);
        let folded: Vec<u32> = repairs.iter().map(times).filter(|it| *it > 0).collect();
        assert_eq!(folded, [3, 2], "{repairs:?}");
        let again = identify(&mut one);
        assert!(again.is_empty(), "{again:?}");
    }

    #[test]
    fn articles_without_a_headline_are_told_apart() {
        let text = r#"{"id":"i","articles":[{"url":"u"},{"url":"v"},{"lead":"l"},{"outlet":"o"}]}"#;
        let mut one = Incident::from_json(text).unwrap();
        assert!(identify(&mut one).is_empty());
        assert_eq!(one.articles.len(), 4);
    }

    #[test]
    fn a_record_without_title_is_named_by_what_it_has() {
        let mut one = Incident::from_json(r#"{"id":"","verdict":{"rationale":"R"}}"#).unwrap();
        identify(&mut one);
        assert_eq!(one.id, Incident::hashed_id(None, Some("R")));
    }
}
