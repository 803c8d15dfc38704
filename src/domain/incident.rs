//! Incidents and articles, in the canonical shape of a set: one JSON object a
//! line. Fields that nothing here knows are kept raw and written out again.

use std::collections::BTreeMap;
use std::iter::once;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;

use super::id::{ArticleId, FacetId, IncidentId, LabelId, Target};
use super::json::{Extra, JsonError, Kept, read};
use super::object::{object, read_record};
use super::proposals::Proposals;
use super::time::Date;
use super::verdict::Verdict;

/// Facet values in the order of the source; values outside the vocabulary are kept.
pub type Facets = BTreeMap<FacetId, Vec<String>>;

/// Where a record came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Source {
    /// The shape it was read from, such as `aim-page-a`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<String>,
    /// The file, as it was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line on which the record begins, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// A page where the record can be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Fields that this program doesn't know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub extra: Kept,
}

object! {
    Source { read: shape, file, line, url; } extra.0
}

impl Source {
    fn is_unknown(&self) -> bool {
        *self == Self::default()
    }
}

/// One news article, with the machine's verdict on it.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Article {
    /// The source's id, else a hash of title, outlet and date.
    pub id: ArticleId,
    /// The headline, in its own language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The outlet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// The day of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// The address of the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The language, as the source writes it (`en`, `eng`, ...).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The first lines or the body, where the source has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// The machine's verdict.
    #[serde(default, skip_serializing_if = "Verdict::is_empty")]
    pub verdict: Verdict,
    /// How many further copies of this article the source listed; they were folded into this one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub copies: u32,
    /// The article that it is a copy of, as the monitor found: word for word the
    /// same, or nearly so. In the incident of that one it has no vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<ArticleId>,
    /// The incident that the machine had put it into, where analysts moved it
    /// to this one since: decisions on the article stay on record under that id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<IncidentId>,
    /// Fields that this program doesn't know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub extra: Extra,
}

/// One incident: a group of articles about one event, with the machine's verdict.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Incident {
    /// The source's id, else a hash of title or summary.
    pub id: IncidentId,
    /// Ids under which the same incident was known before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<IncidentId>,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The day of the incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// The country, as the source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Marks of provenance by field, such as `summary` -> `AI generated`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub provenance: BTreeMap<String, String>,
    /// The machine's verdict on the incident as a whole.
    #[serde(default, skip_serializing_if = "Verdict::is_empty")]
    pub verdict: Verdict,
    /// Facets; unknown values are kept as they stand.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facets: Facets,
    /// The articles, in the order of the source.
    #[serde(default)]
    pub articles: Vec<Article>,
    /// How many articles the source says there are, where it lists fewer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub articles_stated: Option<u64>,
    /// What the monitor would have a person look at in the grouping.
    #[serde(default, skip_serializing_if = "Proposals::is_empty")]
    pub proposals: Proposals,
    /// Further pages about the incident.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Where the record came from.
    #[serde(default, skip_serializing_if = "Source::is_unknown")]
    pub source: Source,
    /// Fields that this program doesn't know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub extra: Extra,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

object! {
    Article {
        id: id;
        read: title, outlet, date, url, language, lead, copies, copy_of, home;
        object: verdict;
    } extra
}

object! {
    Incident {
        id: id;
        read: aliases, title, date, country, summary, provenance, facets, articles_stated, links;
        object: verdict, proposals, source;
        objects: articles;
    } extra
}

/// What decisions on an incident and its articles are kept under: as much of a
/// line of a set as counting needs, read in half the time.
#[derive(Debug, Default)]
pub struct Outline {
    id: IncidentId,
    pub(super) articles: Vec<ArticleOutline>,
}

#[derive(Debug, Default)]
pub(super) struct ArticleOutline {
    pub(super) id: ArticleId,
    pub(super) home: Option<IncidentId>,
}

object! {
    Outline { id: id; objects: articles; }
}

object! {
    ArticleOutline { id: id; read: home; }
}

impl Outline {
    /// That of an incident.
    pub(super) fn of(incident: &Incident) -> Self {
        let outline = |it: &Article| ArticleOutline {
            id: it.id.clone(),
            home: it.home.clone(),
        };
        Self {
            id: incident.id.clone(),
            articles: incident.articles.iter().map(outline).collect(),
        }
    }

    /// As [`Incident::targets`].
    pub fn targets(&self) -> impl Iterator<Item = Target> {
        let articles = self.articles.iter();
        let articles = articles.map(|it| kept_under(&self.id, it.home.as_ref(), &it.id));
        once(Target::incident(self.id.clone())).chain(articles)
    }
}

impl Article {
    /// The id of an article that the source gives none: `h:` and 16 hex digits
    /// of a hash of title, outlet and date.
    pub fn hashed_id(title: &str, outlet: &str, date: &str) -> ArticleId {
        ArticleId::from(format!(
            "h:{}",
            super::basis::Digest::of(&[title, outlet, date]).short()
        ))
    }
}

impl Incident {
    /// Reads one line of a set.
    ///
    /// # Errors
    /// Not an object, a key twice at any depth, nested too deep, or a field of
    /// the wrong shape.
    pub fn from_json(text: &str) -> Result<Self, JsonError> {
        read_record(text)
    }

    /// One line of a set, without the line end.
    ///
    /// # Errors
    /// Only where the JSON writer itself fails.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    /// The id of an incident that the source gives none: `h:` and 16 hex
    /// digits of a hash of the title, or of the summary where there is no title.
    pub fn hashed_id(title: Option<&str>, summary: Option<&str>) -> IncidentId {
        let text = title.or(summary).unwrap_or_default();
        IncidentId::from(format!("h:{}", super::basis::Digest::of(&[text]).short()))
    }

    /// The id of one whose title another record has, without an id either: the hash
    /// is of all that it says as well, but for further articles.
    pub fn hashed_whole(&self) -> IncidentId {
        let article = self.articles.first();
        let article = article.map_or("", |article| article.id.as_str());
        let texts = [&self.title, &self.summary, &self.verdict.rationale];
        let [title, summary, rationale] = texts.map(|text| text.as_deref().unwrap_or_default());
        let label = self.verdict.label.as_ref().map_or("", LabelId::as_str);
        let date = self.date.map(|date| date.to_string()).unwrap_or_default();
        let all = [title, summary, rationale, article, label, &date];
        let digest = super::basis::Digest::of(&all);
        IncidentId::from(format!("h:{}", digest.short()))
    }

    /// True where there is nothing to review it by.
    pub fn is_nothing(&self) -> bool {
        self.id.as_str().is_empty() && self.title.is_none() && self.summary.is_none()
    }

    /// The article with that id.
    pub fn article(&self, id: &ArticleId) -> Option<&Article> {
        self.articles.iter().find(|article| article.id == *id)
    }

    /// The article that a target is. Merged incidents may share one: it stands
    /// there once for each, under the incident where it is at home.
    pub fn article_of(&self, target: &Target) -> Option<&Article> {
        let id = target.article.as_ref()?;
        let same = |one: &&Article| one.id == *id && self.target_of(one) == *target;
        self.articles.iter().find(same).or_else(|| self.article(id))
    }

    /// What decisions on one of its articles are kept under: the article in
    /// the incident where the machine had put it, wherever it is now.
    pub fn target_of(&self, article: &Article) -> Target {
        kept_under(&self.id, article.home.as_ref(), &article.id)
    }

    /// What decisions can be on: the incident, then its articles.
    pub fn targets(&self) -> impl Iterator<Item = Target> {
        let articles = self.articles.iter().map(|it| self.target_of(it));
        once(Target::incident(self.id.clone())).chain(articles)
    }

    /// The place of the article that one of its articles is a copy of, where
    /// both are in it.
    pub fn original_of(&self, article: &Article) -> Option<usize> {
        let original = article.copy_of.as_ref()?;
        self.articles.iter().position(|it| it.id == *original)
    }

    /// True where that target is the incident or one of its articles.
    pub fn holds(&self, target: &Target) -> bool {
        match &target.article {
            None => self.id == target.incident,
            Some(id) => self
                .articles
                .iter()
                .any(|one| one.id == *id && self.target_of(one) == *target),
        }
    }

    /// What the record is called on screen: title, else the start of the summary, else the id.
    pub fn heading(&self) -> &str {
        self.title
            .as_deref()
            .or(self.summary.as_deref())
            .unwrap_or(self.id.as_str())
    }
}

/// What decisions on an article of an incident are kept under.
fn kept_under(incident: &IncidentId, home: Option<&IncidentId>, article: &ArticleId) -> Target {
    Target::article(home.unwrap_or(incident).clone(), article.clone())
}

/// Reads a field of an unknown shape as a list of texts: a list, or one text.
///
/// # Errors
/// Neither a list of texts nor a text.
pub fn texts(field: &str, value: &RawValue) -> Result<Vec<String>, JsonError> {
    read::<Vec<String>>(field, value).or_else(|_| read::<String>(field, value).map(|one| vec![one]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_fields_come_out_again() {
        let line = r#"{"id":"2024-06-03-0001","title":"T","articles":[{"id":"a","reach":12345678901234567890123}],"source":{"file":"f","batch":18446744073709551616},"x":{"n":1e400}}"#;
        let incident = Incident::from_json(line).unwrap();
        assert_eq!(incident.to_json().unwrap(), line);
        let line = r#"{"id":"a","verdict":{"how":"field","spans":[{"role":"for","start":0,"end":1,"quote":"q","w":0.10}],"run":{"who":"m","temperature":0.70}},"articles":[]}"#;
        let incident = Incident::from_json(line).unwrap();
        assert_eq!(incident.to_json().unwrap(), line);
    }

    #[test]
    fn an_outline_has_the_targets_of_the_incident() {
        for text in [
            r#"{"id":"i","title":"T","articles":[{"id":"a","lead":"x"},{"home":"j","id":7}]}"#,
            r#"{"articles":null,"id":1.50,"x":{"id":"k"}}"#,
        ] {
            let outline: Outline = read_record(text).unwrap();
            let incident = Incident::from_json(text).unwrap();
            assert!(outline.targets().eq(incident.targets()), "{text}");
        }
        assert!(read_record::<Outline>(r#"{"id":"i","x":{"k":1,"k":2}}"#).is_err());
    }

    #[test]
    fn a_number_is_an_id_as_it_is_written() {
        let text = r#"{"id":340282366920938463463374607431768211456,"articles":[{"id":1.50}]}"#;
        let incident = Incident::from_json(text).unwrap();
        assert_eq!(
            incident.id.as_str(),
            "340282366920938463463374607431768211456"
        );
        assert_eq!(incident.articles[0].id.as_str(), "1.50");
        assert!(Incident::from_json(r#"{"id":[1]}"#).is_err());
    }

    #[test]
    fn a_key_twice_is_refused_wherever_it_stands() {
        for (text, part) in [
            (r#"{"id":"a","id":"b"}"#, r#""a" and "b""#),
            (
                r#"{"id":"a","facets":{"x":["1"],"x":["2"]}}"#,
                r#"["1"] and ["2"]"#,
            ),
            (r#"{"id":"a","source":{"line":1,"line":2}}"#, "1 and 2"),
            (
                r#"{"id":"a","verdict":{"run":{"who":"a","who":"b"}}}"#,
                r#""a" and "b""#,
            ),
            (
                r#"{"id":"a","articles":[{"id":"x","more":[{"k":0,"k":1}]}]}"#,
                "0 and 1",
            ),
            (
                r#"{"id":"a","provenance":{"summary":"m","summary":"n"}}"#,
                r#""m" and "n""#,
            ),
        ] {
            let error = Incident::from_json(text).unwrap_err().to_string();
            assert!(
                error.contains("stands twice") && error.contains(part),
                "{error}"
            );
        }
    }

    #[test]
    fn ids_are_stable() {
        assert_eq!(
            Incident::hashed_id(Some("A title"), None),
            Incident::hashed_id(Some("A title"), Some("a summary"))
        );
        assert_ne!(
            Article::hashed_id("ab", "c", "2024-01-01"),
            Article::hashed_id("a", "bc", "2024-01-01")
        );
    }

    #[test]
    fn a_shared_article_of_merged_incidents_is_told_by_its_home() {
        let text = r#"{"id":"x","articles":[{"id":"a","title":"Own"},{"id":"a","title":"Taken","home":"y"}]}"#;
        let incident = Incident::from_json(text).unwrap();
        let title = |home: &str| {
            let target = Target::article(home, "a");
            incident
                .article_of(&target)
                .and_then(|it| it.title.as_deref())
        };
        assert_eq!((title("x"), title("y")), (Some("Own"), Some("Taken")));
        assert!(incident.article_of(&Target::incident("x")).is_none());
    }
}
