//! The fields of one object, found under any of the names that are in use: case,
//! spaces and signs don't matter. What is taken under another name than a set's
//! is told of.

use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

use serde_json::value::RawValue;
use unicode_normalization::UnicodeNormalization as _;

use crate::domain::json::{Extra, Fields, JsonError};

pub use crate::ingest::field::keep as put;

/// Names of the id of a record.
pub const ID: &[&str] = &[
    "id",
    "incidentid",
    "recordid",
    "caseid",
    "eventid",
    "customid",
    "uuid",
];
/// Of what it is called.
pub const TITLE: &[&str] = &[
    "title",
    "headline",
    "incidenttitle",
    "eventtitle",
    "heading",
    "name",
    "titel",
    "titre",
    "titulo",
];
/// Of what happened, told by a machine.
pub const SUMMARY: &[&str] = &[
    "summary",
    "incidentsummary",
    "description",
    "abstract",
    "synopsis",
    "zusammenfassung",
];
/// Of the day.
pub const DATE: &[&str] = &[
    "date",
    "incidentdate",
    "eventdate",
    "published",
    "publishedat",
    "publicationdate",
    "publishdate",
    "pubdate",
    "datepublished",
    "datetime",
    "datum",
];
/// Of the list of articles.
pub const ARTICLES: &[&str] = &[
    "articles",
    "news",
    "newsarticles",
    "reports",
    "sources",
    "coverage",
];
/// Of an article's id.
pub const ARTICLE_ID: &[&str] = &["id", "articleid", "guid", "uuid"];
/// Of its address.
pub const URL: &[&str] = &[
    "url",
    "link",
    "href",
    "articleurl",
    "sourceurl",
    "permalink",
    "weburl",
];
/// Of who published it.
pub const OUTLET: &[&str] = &[
    "outlet",
    "source",
    "publisher",
    "newspaper",
    "outletname",
    "sourcename",
    "sitename",
    "site",
    "media",
    "quelle",
];
/// Of its language.
pub const LANGUAGE: &[&str] = &["language", "lang", "locale"];
/// Of its first lines, or all of them.
pub const LEAD: &[&str] = &[
    "lead",
    "snippet",
    "excerpt",
    "standfirst",
    "teaser",
    "articletext",
    "fulltext",
    "text",
    "body",
    "content",
];

/// A name without what differs from one tool to the next: case, accents, signs.
pub fn plain(name: &str) -> String {
    let letters = name.nfd().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The first byte of a value tells what it is.
fn begins(raw: &RawValue) -> u8 {
    raw.get().bytes().next().unwrap_or_default()
}

/// A text, or a number as it is written; neither is empty.
pub fn text(raw: &RawValue) -> Option<String> {
    let text = match begins(raw) {
        b'"' => serde_json::from_str::<String>(raw.get()).ok()?,
        b'-' | b'0'..=b'9' => raw.get().to_owned(),
        _ => return None,
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether a value is an object.
pub fn is_object(raw: &RawValue) -> bool {
    begins(raw) == b'{'
}

/// Whether a value is a list.
pub fn is_list(raw: &RawValue) -> bool {
    begins(raw) == b'['
}

/// The elements of a list.
pub fn elements(raw: &RawValue) -> Vec<Box<RawValue>> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// What was found of it, by the names of a set.
pub type Record = Extra;

/// Moves a field beside those of a set, under a name that says where it comes from.
pub fn aside(record: &mut Record, name: &str) {
    if let Some(raw) = record.remove(name) {
        beside(record, name.to_owned(), raw);
    }
}

/// Keeps a value under its name, or one that no other field has.
fn beside(record: &mut Record, name: String, raw: Box<RawValue>) {
    let mut free = format!("source_{name}");
    while record.contains_key(&free) {
        free.insert_str(0, "source_");
    }
    record.insert(free, raw);
}

/// A record as JSON.
pub fn spelled(record: &Record) -> Box<RawValue> {
    serde_json::value::to_raw_value(record).unwrap_or_default()
}

/// The fields of one object that nobody took yet.
#[derive(Debug, Default)]
pub struct Pool {
    fields: Vec<(String, String, Box<RawValue>)>,
}

impl Pool {
    /// Those of an object.
    ///
    /// # Errors
    /// Text that isn't one JSON object.
    pub fn of(json: &str) -> Result<Self, JsonError> {
        let fields = Fields::part(json)?.rest().into_iter();
        Ok(Self {
            fields: fields
                .map(|(name, raw)| (plain(&name), name, raw))
                .collect(),
        })
    }

    /// Where the first of the names stands whose value fits.
    fn place(&self, names: &[&str], fits: &dyn Fn(&RawValue) -> bool) -> Option<usize> {
        let is_it = |raw: &RawValue| raw.get() != "null" && fits(raw);
        names.iter().find_map(|name| {
            // A field that is called just so goes before one that is nearly.
            let exact = self
                .fields
                .iter()
                .position(|(_, own, raw)| own == name && is_it(raw));
            let mut fields = self.fields.iter();
            exact.or_else(|| fields.position(|(plain, _, raw)| plain == name && is_it(raw)))
        })
    }

    /// Takes the value of the first of the names whose value fits, with the name
    /// under which it stands.
    pub fn take(
        &mut self,
        names: &[&str],
        fits: &dyn Fn(&RawValue) -> bool,
    ) -> Option<(String, Box<RawValue>)> {
        let at = self.place(names, fits)?;
        let (_, name, raw) = self.fields.remove(at);
        Some((name, raw))
    }

    /// The same, left where it is.
    pub fn see(
        &self,
        names: &[&str],
        fits: &dyn Fn(&RawValue) -> bool,
    ) -> Option<(&str, &RawValue)> {
        let (_, name, raw) = &self.fields[self.place(names, fits)?];
        Some((name, raw))
    }

    /// The names as they stand there.
    pub fn names(&self) -> BTreeSet<&str> {
        self.fields
            .iter()
            .map(|(_, name, _)| name.as_str())
            .collect()
    }

    /// Gives what nobody took to a record, beside its fields where it has one of that
    /// name.
    pub fn leave(self, record: &mut Record) {
        for (_, name, raw) in self.fields {
            match record.entry(name) {
                Entry::Vacant(free) => drop(free.insert(raw)),
                Entry::Occupied(_) if raw.get() == "null" => {}
                Entry::Occupied(taken) => {
                    let name = taken.key().clone();
                    beside(record, name, raw);
                }
            }
        }
    }
}

/// Whether one of some fields goes by one of these names.
pub fn any_named(extra: &Extra, names: &[&[&str]]) -> bool {
    extra.keys().any(|name| {
        let name = plain(name);
        names.iter().any(|names| names.contains(&name.as_str()))
    })
}
