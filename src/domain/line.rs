//! A line of a set, made ready for review: what decisions need to be kept
//! apart, and what the line means without saying it. Sets that were imported
//! have all of it; one that is opened where it stands may not.

use std::collections::{HashMap, HashSet};

use super::id::ArticleId;
use super::incident::{Article, Incident, Outline};
use super::json::JsonError;
use super::object::read_record;
use super::verdict::{How, Verdict};

/// So many ids are compared each with each, which takes less than hashing them.
const FEW: usize = 24;

/// What a line of a set is read into.
pub trait Line: Sized {
    /// Reads a line of a set.
    ///
    /// # Errors
    /// As [`Incident::from_json`].
    fn of_line(text: &str) -> Result<Self, JsonError>;
}

impl Line for Incident {
    fn of_line(text: &str) -> Result<Self, JsonError> {
        let mut incident = Self::from_json(text)?;
        incident.take_labels_as_stated();
        incident.tell_articles_apart();
        Ok(incident)
    }
}

impl Line for Outline {
    fn of_line(text: &str) -> Result<Self, JsonError> {
        let outline: Self = read_record(text)?;
        if are_apart(outline.articles.iter().map(|it| (&it.home, &it.id))) {
            return Ok(outline);
        }
        // What their ids are made of isn't in an outline.
        Incident::of_line(text).map(|incident| Self::of(&incident))
    }
}

impl Incident {
    /// A label that stands there without saying how it was obtained is a field
    /// that states it.
    pub fn take_labels_as_stated(&mut self) {
        let articles = self.articles.iter_mut().map(|article| &mut article.verdict);
        for verdict in articles.chain([&mut self.verdict]) {
            let Verdict { label, how, .. } = verdict;
            if label.is_some() && *how == How::Unclear {
                *how = How::Field;
            }
        }
    }

    /// Gives an id to every article that has none, or that of one before it: a
    /// decision on one of two would be one on both.
    fn tell_articles_apart(&mut self) {
        if are_apart(self.articles.iter().map(|it| (&it.home, &it.id))) {
            return;
        }
        let mut taken = HashMap::new();
        for article in &mut self.articles {
            let mut key = (article.home.clone(), article.id.clone());
            if key.1.as_str().is_empty() || taken.contains_key(&key) {
                key.1 = article.own_id();
            }
            let base = key.1.clone();
            // It goes on counting where it counted last for that id.
            let mut number: u32 = taken.get(&key).copied().unwrap_or(1);
            while taken.contains_key(&key) {
                number += 1;
                key.1 = ArticleId::from(format!("{base}~{number}"));
            }
            taken.insert((key.0.clone(), base), number);
            article.id = key.1.clone();
            taken.entry(key).or_insert(1);
        }
    }
}

impl Article {
    /// The id of an article that the source gives none. Where it has no
    /// headline, the text that tells it from others stands in.
    pub fn own_id(&self) -> ArticleId {
        let rationale = &self.verdict.rationale;
        let texts = [&self.title, &self.url, &self.lead, rationale];
        let text = texts.into_iter().flatten().next();
        let outlet = self.outlet.as_deref().unwrap_or_default();
        let date = self.date.map(|date| date.to_string());
        let text = text.map_or("", String::as_str);
        Self::hashed_id(text, outlet, &date.unwrap_or_default())
    }
}

/// Whether all have ids, no two the same one at the same home.
fn are_apart<'a, H: std::hash::Hash + Eq + 'a>(
    ids: impl Iterator<Item = (&'a H, &'a ArticleId)>,
) -> bool {
    let ids: Vec<_> = ids.collect();
    let named = ids.iter().all(|(_, id)| !id.as_str().is_empty());
    named
        && match ids.len() > FEW {
            true => ids.iter().collect::<HashSet<_>>().len() == ids.len(),
            false => (1..ids.len()).all(|at| !ids[..at].contains(&ids[at])),
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Target;

    fn ids(articles: &str) -> Vec<String> {
        let text = format!(r#"{{"id":"i","articles":[{articles}]}}"#);
        let incident = Incident::of_line(&text).unwrap();
        let targets: Vec<Target> = incident.targets().collect();
        let outline: Vec<Target> = Outline::of_line(&text).unwrap().targets().collect();
        assert_eq!(targets, outline);
        assert_eq!(targets.iter().collect::<HashSet<_>>().len(), targets.len());
        incident
            .articles
            .iter()
            .map(|it| it.id.to_string())
            .collect()
    }

    #[test]
    fn no_two_articles_of_an_incident_have_one_id() {
        let hashed = |title: &str| Article::hashed_id(title, "O", "2026-01-02").to_string();
        let with = |id: &str, title: &str| {
            format!(r#"{{{id}"title":"{title}","outlet":"O","date":"2026-01-02"}}"#)
        };
        let (a, b) = (with("", "A"), with("", "B"));
        assert_eq!(ids(&format!("{a},{b}")), [hashed("A"), hashed("B")]);
        let (one, other) = (with(r#""id":"1","#, "A"), with(r#""id":"1","#, "B"));
        assert_eq!(
            ids(&format!("{one},{other}")),
            ["1".to_owned(), hashed("B")]
        );
        let own = hashed("A");
        assert_eq!(
            ids(&format!("{a},{a},{a}")),
            [own.clone(), format!("{own}~2"), format!("{own}~3")]
        );
        assert_eq!(
            ids(r#"{"id":"1"},{"id":"1","home":"h"},{"id":"2"}"#),
            ["1", "1", "2"]
        );
        let empty = Article::hashed_id("", "", "").to_string();
        let taken = format!(r#"{{}},{{"id":"{empty}~2"}},{{}}"#);
        assert_eq!(
            ids(&taken),
            [empty.clone(), format!("{empty}~2"), format!("{empty}~3")]
        );
    }

    #[test]
    fn few_and_many_articles_are_told_apart_alike() {
        for many in [FEW, FEW + 1] {
            let list = |last: usize| {
                let all = (1..many).chain([last]);
                let all: Vec<String> = all.map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
                ids(&all.join(","))
            };
            let apart: Vec<String> = (1..=many).map(|id| id.to_string()).collect();
            assert_eq!(list(many), apart);
            let own = Article::hashed_id("", "", "").to_string();
            assert_eq!(list(1).last(), Some(&own));
        }
    }

    #[test]
    fn many_articles_without_anything_take_no_time_to_tell_apart() {
        let many = vec!["{}"; 20_000].join(",");
        assert_eq!(ids(&many).len(), 20_000);
    }

    #[test]
    fn a_label_without_a_word_of_how_is_a_field_that_states_it() {
        let line = r#"{"id":"i","verdict":{"label":"hazard"},"articles":[{"id":"a","verdict":{"label":"hazard","how":"prose"}},{"id":"b","verdict":{"how":"unclear","guess":"hazard"}}]}"#;
        let incident = Incident::of_line(line).unwrap();
        let how = |at: usize| incident.articles[at].verdict.how;
        assert_eq!(
            (incident.verdict.how, how(0), how(1)),
            (How::Field, How::Prose, How::Unclear)
        );
    }
}
