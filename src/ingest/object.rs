//! Taking fields out of an object of the web service without losing any: what
//! has another form than expected is kept and reported, and what a set has no
//! place for is kept under its own name, or under `source_` and its name.

use serde_json::value::RawValue;

use crate::domain::incident::texts;
use crate::domain::json::{Extra, Fields, JsonError, read};
use crate::domain::{Date, Verdict};

use super::field;
use super::report::Repair;

/// Keys that a set gives a meaning of its own; the service's are kept under
/// `source_` and their name.
const OURS: &[&str] = &[
    "id",
    "aliases",
    "title",
    "date",
    "country",
    "summary",
    "provenance",
    "verdict",
    "facets",
    "articles",
    "articles_stated",
    "proposals",
    "links",
    "source",
    "outlet",
    "url",
    "language",
    "lead",
    "copies",
    "copy_of",
    "home",
];

/// The fields of one object, with what can't be placed and why.
pub struct Object<'a> {
    /// What nobody took yet.
    pub fields: Fields<'a>,
    /// What is kept beside the fields of a set.
    pub extra: Extra,
    /// What was kept though it isn't what was expected.
    pub repairs: &'a mut Vec<Repair>,
}

impl<'a> Object<'a> {
    /// Splits an object of a record that was checked.
    ///
    /// # Errors
    /// No object.
    pub fn new(json: &'a str, repairs: &'a mut Vec<Repair>) -> Result<Self, JsonError> {
        Ok(Self {
            fields: Fields::part(json)?,
            extra: Extra::new(),
            repairs,
        })
    }

    /// A text, or a number as it is written; anything else is kept and reported.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let raw = self.fields.raw(name)?;
        let text = match raw.get().as_bytes().first() {
            Some(b'"') => read::<String>(name, raw).ok(),
            Some(b'-' | b'0'..=b'9') => Some(raw.get().to_owned()),
            _ => None,
        };
        if text.is_none() {
            self.odd(name, "a text", raw);
        }
        text.map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    }

    /// A list of texts, or one text; anything else is kept and reported.
    pub fn texts(&mut self, name: &str) -> Vec<String> {
        let Some(raw) = self.fields.raw(name) else {
            return Vec::new();
        };
        texts(name, raw).unwrap_or_else(|_| {
            self.odd(name, "a list of texts", raw);
            Vec::new()
        })
    }

    fn odd(&mut self, name: &str, expected: &str, raw: &RawValue) {
        put(&mut self.extra, name, raw.to_owned());
        self.repairs.push(Repair::OddField {
            field: name.to_owned(),
            expected: expected.to_owned(),
        });
    }

    /// The date; a bad one is kept as text and reported.
    pub fn date(&mut self) -> Option<Date> {
        let text = self.text("date")?;
        let date = field::date(&text, &mut self.extra);
        date.map_err(|repair| self.repairs.push(repair)).ok()
    }

    /// The evidences, which are the rationale in parts.
    pub fn rationale(&mut self, verdict: &mut Verdict) {
        field::rationale(verdict, &self.texts("evidences").join("\n\n"));
    }

    /// Everything that wasn't taken.
    pub fn rest(self) -> Extra {
        let mut extra = self.extra;
        for (name, raw) in self.fields.rest() {
            put(&mut extra, &name, raw);
        }
        extra
    }
}

/// Keeps a field beside those of a set.
pub fn put(extra: &mut Extra, name: &str, raw: Box<RawValue>) {
    let ours = OURS.contains(&name);
    let name = if ours {
        format!("source_{name}")
    } else {
        name.to_owned()
    };
    extra.insert(name, raw);
}
