//! Which field of a record holds what: the names that news exports use, and
//! those that the user gives.

use std::str::FromStr;

/// A part of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The id.
    Id,
    /// The headline.
    Title,
    /// The standfirst.
    Lead,
    /// The text.
    Body,
    /// The address.
    Url,
    /// The outlet.
    Outlet,
    /// The day.
    Date,
    /// The language.
    Language,
}

/// By part, the names under which it is looked for, in this order, without regard to case.
const NAMES: &[(Part, &str, &[&str])] = &[
    (
        Part::Id,
        "id",
        &[
            "id",
            "uri",
            "guid",
            "article_id",
            "articleid",
            "uuid",
            "_id",
        ],
    ),
    (
        Part::Title,
        "title",
        &[
            "title", "headline", "name", "heading", "titel", "titre", "título",
        ],
    ),
    (
        Part::Lead,
        "lead",
        &[
            "lead",
            "description",
            "summary",
            "snippet",
            "abstract",
            "standfirst",
            "excerpt",
            "teaser",
        ],
    ),
    (
        Part::Body,
        "body",
        &[
            "body",
            "content",
            "text",
            "fulltext",
            "full_text",
            "article",
            "content_text",
            "content_html",
            "articlebody",
        ],
    ),
    (
        Part::Url,
        "url",
        &["url", "link", "href", "permalink", "web_url", "uri"],
    ),
    (
        Part::Outlet,
        "outlet",
        &[
            "outlet",
            "source",
            "publisher",
            "site",
            "site_name",
            "source_name",
            "newspaper",
            "domain",
            "media",
        ],
    ),
    (
        Part::Date,
        "date",
        &[
            "date",
            "datetime",
            "published",
            "publishedat",
            "published_at",
            "pubdate",
            "pub_date",
            "date_published",
            "datepublished",
            "publication_date",
            "publish_date",
            "time",
            "timestamp",
        ],
    ),
    (Part::Language, "language", &["language", "lang", "locale"]),
];

/// A wrong mapping of fields.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not of the form `part=name`.
    #[error("{0:?} is not of the form PART=NAME, such as title=Headline")]
    Form(String),
    /// A part that articles don't have.
    #[error(
        "articles have no part {0:?}; parts are id, title, lead, body, url, outlet, date and language"
    )]
    Part(String),
}

/// One mapping, `title=Headline`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping(Part, String);

impl FromStr for Mapping {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let (part, name) = text
            .split_once('=')
            .filter(|(_, name)| !name.trim().is_empty())
            .ok_or_else(|| Fault::Form(text.to_owned()))?;
        let known = NAMES.iter().find(|row| row.1 == part.trim());
        let row = known.ok_or_else(|| Fault::Part(part.to_owned()))?;
        Ok(Self(row.0, name.trim().to_owned()))
    }
}

/// The names in force: the user's before the usual ones.
#[derive(Clone, Debug, Default)]
pub struct Names {
    own: Vec<Mapping>,
}

impl Names {
    /// With mappings of the user's own.
    ///
    /// # Errors
    /// A mapping that isn't one.
    pub fn with(mappings: &[String]) -> Result<Self, Fault> {
        let own = mappings
            .iter()
            .map(|text| text.parse())
            .collect::<Result<_, _>>()?;
        Ok(Self { own })
    }

    /// The names under which a part is looked for; the user's alone, where there are any.
    pub fn of(&self, part: Part) -> Vec<&str> {
        let own: Vec<&str> = self
            .own
            .iter()
            .filter(|mapping| mapping.0 == part)
            .map(|mapping| mapping.1.as_str())
            .collect();
        if !own.is_empty() {
            return own;
        }
        let row = NAMES.iter().find(|row| row.0 == part);
        row.map_or_else(Vec::new, |row| row.2.to_vec())
    }
}
