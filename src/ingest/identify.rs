//! Ids for incidents and articles that come without, and the folding of
//! articles that a source lists several times: no two articles of an incident
//! may have the same id and the same home, because decisions name them by both.

use std::collections::HashMap;

use crate::domain::{Article, ArticleId, Incident, IncidentId};

use super::field::keep;
use super::report::Repair;

/// Gives ids to an incident and its articles, and folds copies of articles.
pub fn identify(incident: &mut Incident) -> Vec<Repair> {
    if incident.id.as_str().is_empty() {
        let rationale = incident.verdict.rationale.as_deref();
        let text = incident.summary.as_deref().or(rationale);
        incident.id = Incident::hashed_id(incident.title.as_deref(), text);
    }
    let mut kept: Vec<Article> = Vec::with_capacity(incident.articles.len());
    // An article that merged incidents share is there for each of them.
    let mut places: HashMap<(Option<IncidentId>, ArticleId), usize> = HashMap::new();
    let mut folded: HashMap<usize, (u32, Vec<String>)> = HashMap::new();
    for mut article in std::mem::take(&mut incident.articles) {
        if article.id.as_str().is_empty() {
            article.id = hashed(&article);
        }
        let key = (article.home.clone(), article.id.clone());
        match places.get(&key) {
            None => {
                places.insert(key, kept.len());
                kept.push(article);
            }
            Some(at) => {
                let (copies, others) = folded.entry(*at).or_default();
                *copies += 1;
                others.extend(fold(&mut kept[*at], article));
            }
        }
    }
    let mut repairs = Vec::new();
    for (at, article) in kept.iter_mut().enumerate() {
        let Some((copies, others)) = folded.remove(&at) else {
            continue;
        };
        if !others.is_empty() {
            keep(&mut article.extra, "other_rationales", &others);
        }
        repairs.push(Repair::ArticleFolded {
            article: article
                .title
                .clone()
                .unwrap_or_else(|| article.id.to_string()),
            times: copies + 1,
            differing: u32::try_from(others.len()).unwrap_or(u32::MAX),
        });
    }
    incident.articles = kept;
    repairs
}

/// The id of an article without one. Where it has no headline, the text that
/// tells it from others stands in.
fn hashed(article: &Article) -> ArticleId {
    let texts = [
        &article.title,
        &article.url,
        &article.lead,
        &article.verdict.rationale,
    ];
    let text = texts
        .into_iter()
        .flatten()
        .next()
        .map_or("", String::as_str);
    let date = article
        .date
        .map(|date| date.to_string())
        .unwrap_or_default();
    Article::hashed_id(text, article.outlet.as_deref().unwrap_or_default(), &date)
}

/// Folds a copy into an article; its rationale, where that is another one.
fn fold(kept: &mut Article, copy: Article) -> Option<String> {
    kept.copies = kept.copies.saturating_add(copy.copies).saturating_add(1);
    kept.url = kept.url.take().or(copy.url);
    kept.lead = kept.lead.take().or(copy.lead);
    if kept.verdict.is_empty() {
        kept.verdict = copy.verdict;
        return None;
    }
    copy.verdict
        .rationale
        .filter(|other| kept.verdict.rationale.as_ref() != Some(other))
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
        };
        assert_eq!(repairs, [folded]);
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
