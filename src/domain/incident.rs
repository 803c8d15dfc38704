//! Incidents and articles, in the canonical shape of a set: one JSON object a
//! line. Fields that nothing here knows are kept raw and written out again.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;

use super::id::{ArticleId, FacetId, IncidentId};
use super::json::{Extra, Fields, JsonError, read};
use super::time::Date;
use super::verdict::Verdict;

/// Facet values in the order of the source; values outside the vocabulary are kept.
pub type Facets = BTreeMap<FacetId, Vec<String>>;

/// Where a record came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize, JsonSchema)]
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

fn verdict(fields: &mut Fields<'_>) -> Result<Verdict, JsonError> {
    fields.raw("verdict").map_or_else(
        || Ok(Verdict::default()),
        |raw| Verdict::from_json(raw.get()),
    )
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Article {
    /// Reads one article of a set.
    ///
    /// # Errors
    /// Not an object, a key twice, or a field of the wrong shape.
    pub fn from_json(text: &str) -> Result<Self, JsonError> {
        let mut fields = Fields::parse(text)?;
        Ok(Self {
            id: fields.take("id")?,
            title: fields.take("title")?,
            outlet: fields.take("outlet")?,
            date: fields.take("date")?,
            url: fields.take("url")?,
            language: fields.take("language")?,
            lead: fields.take("lead")?,
            verdict: verdict(&mut fields)?,
            copies: fields.take("copies")?,
            extra: fields.rest(),
        })
    }

    /// The id of an article that the source gives none: `h:` and 16 hex digits
    /// of a hash of title, outlet and date.
    pub fn hashed_id(title: &str, outlet: &str, date: &str) -> ArticleId {
        ArticleId(format!(
            "h:{}",
            super::basis::Digest::of(&[title, outlet, date]).short()
        ))
    }
}

impl Incident {
    /// Reads one line of a set.
    ///
    /// # Errors
    /// Not an object, a key twice, or a field of the wrong shape.
    pub fn from_json(text: &str) -> Result<Self, JsonError> {
        let mut fields = Fields::parse(text)?;
        let mut articles = Vec::new();
        for raw in fields.list("articles")? {
            articles.push(Article::from_json(raw.get())?);
        }
        Ok(Self {
            id: fields.take("id")?,
            aliases: fields.take("aliases")?,
            title: fields.take("title")?,
            date: fields.take("date")?,
            country: fields.take("country")?,
            summary: fields.take("summary")?,
            provenance: fields.take("provenance")?,
            verdict: verdict(&mut fields)?,
            facets: fields.take("facets")?,
            articles,
            articles_stated: fields.take("articles_stated")?,
            links: fields.take("links")?,
            source: fields.take("source")?,
            extra: fields.rest(),
        })
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
        IncidentId(format!("h:{}", super::basis::Digest::of(&[text]).short()))
    }

    /// The article with that id.
    pub fn article(&self, id: &ArticleId) -> Option<&Article> {
        self.articles.iter().find(|article| article.id == *id)
    }

    /// What the record is called on screen: title, else the start of the summary, else the id.
    pub fn heading(&self) -> &str {
        self.title
            .as_deref()
            .or(self.summary.as_deref())
            .unwrap_or(self.id.as_str())
    }
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
        let line = r#"{"id":"2024-06-03-0001","title":"T","articles":[{"id":"a","reach":12345678901234567890123}],"x":{"n":1e400}}"#;
        let incident = Incident::from_json(line).unwrap();
        assert_eq!(incident.to_json().unwrap(), line);
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
}
