//! Records of pipelines that label: an incident or an article with its label and
//! rationale, under whatever names. They are put into the fields of a set; what a
//! set has no field for is kept beside them, and what was read under another name
//! is told of. Records in a set's own fields are the business of [`super::set`],
//! which asks here where they aren't quite that.

mod pool;
pub mod table;
#[cfg(test)]
mod tests;
mod verdict;

use serde_json::value::RawValue;

use crate::domain::incident::Article;
use crate::domain::json::{Extra, JsonError};
use crate::domain::object::{Object, read_record};
use crate::domain::proposals::Proposals;
use crate::domain::strict::check;
use crate::domain::{How, Incident, Source, Verdict, Vocabulary};

use super::day;
use super::field::is_address;
use super::report::Repair;
use super::scan;
use pool::{Pool, Record, any_named, aside, elements, is_list, is_object, put, spelled, text};

/// So many fields of a set may hold something else before a record is given up.
const ODD: usize = 32;

/// A record in the fields of a set.
#[derive(Debug)]
pub struct Read {
    /// It.
    pub incident: Incident,
    /// What was read under another name, or as another word: from what, as what.
    pub read: Vec<String>,
    /// What was kept though it isn't what was expected.
    pub repairs: Vec<Repair>,
}

/// Reads a record in whatever fields it has; the names of its fields where there
/// is nothing to review in it.
///
/// # Errors
/// What no reader could read.
pub fn read(vocabulary: &Vocabulary, json: &str) -> Result<Result<Read, String>, JsonError> {
    check(json)?;
    let mut work = Work {
        vocabulary,
        within: "",
        is_single: false,
        read: Vec::new(),
        repairs: Vec::new(),
    };
    let pool = Pool::of(json)?;
    let names = pool.names().into_iter().collect::<Vec<_>>().join(", ");
    let mut record = work.incident(pool);
    for _ in 0..ODD {
        match Incident::from_json(spelled(&record).get()) {
            Ok(incident) if incident.is_nothing() => return Ok(Err(names)),
            Ok(incident) => {
                return Ok(Ok(Read {
                    incident,
                    read: work.read,
                    repairs: work.repairs,
                }));
            }
            Err(JsonError::Field { field, .. }) if record.contains_key(&field) => {
                aside(&mut record, &field);
                work.odd(&field, "what a set has there");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Err(names))
}

/// Whether a record that can be read as one of a set may hold more than a set's
/// fields say: a look at names, before any is taken apart.
pub fn may_hold_more(vocabulary: &Vocabulary, one: &Incident) -> bool {
    let of_verdict: &[&[&str]] = &[verdict::LABEL, verdict::WORD, verdict::RATIONALE];
    let of_article: &[&[&str]] = &[
        pool::TITLE,
        pool::URL,
        pool::OUTLET,
        pool::LEAD,
        pool::DATE,
        pool::LANGUAGE,
    ];
    let foreign = |verdict: &Verdict, beside: &Extra| {
        let is_full = verdict.label.is_some() && verdict.rationale.is_some();
        let is_own = verdict.label.is_some() || verdict.how != How::Unclear;
        let label = verdict.label.as_ref();
        let label = label.filter(|label| vocabulary.label(label).is_none());
        label.is_some_and(|label| vocabulary.label_meant(label.as_str()).is_some())
            || verdict
                .confidence
                .is_some_and(|it| !(0.0..=1.0).contains(&it))
            || (!is_full && any_named(&verdict.extra, of_verdict))
            || (!is_own
                && (any_named(beside, of_verdict) || any_named(beside, &[verdict::HOLDERS])))
    };
    let article = |one: &Article| {
        let is_full = one.title.is_some() && one.url.is_some() && one.outlet.is_some();
        foreign(&one.verdict, &one.extra) || (!is_full && any_named(&one.extra, of_article))
    };
    foreign(&one.verdict, &one.extra)
        || (one.id.as_str().is_empty() && any_named(&one.extra, &[pool::ID]))
        || (one.title.is_none() && any_named(&one.extra, &[pool::TITLE]))
        || (one.summary.is_none() && any_named(&one.extra, &[pool::SUMMARY]))
        || (one.date.is_none() && any_named(&one.extra, &[pool::DATE]))
        || (one.articles.is_empty()
            && any_named(
                &one.extra,
                &[pool::ARTICLES, pool::URL, pool::OUTLET, pool::LEAD],
            ))
        || one.articles.iter().any(article)
}

/// Names of a list of records.
const LISTS: &[&str] = &[
    "incidents",
    "records",
    "results",
    "data",
    "items",
    "rows",
    "entries",
    "outputs",
];

/// The place of the list of records in an object that is no record itself.
pub fn list(text: &str) -> Option<usize> {
    let (at, open) = scan::next(text, 0);
    if open != Some(b'{') {
        return None;
    }
    let keys = scan::keys(text, at);
    let names = keys.iter().map(|(name, at)| (pool::plain(name), *at));
    let names: Vec<(String, usize)> = names.collect();
    let has = |of: &[&str]| names.iter().any(|(name, _)| of.contains(&name.as_str()));
    if has(verdict::LABEL) || has(verdict::RATIONALE) || has(&["verdict"]) {
        return None;
    }
    // JSON Lines: the next line is another record.
    let is_alone = match scan::value(text, at) {
        Ok((raw, _)) => scan::next(text, at + raw.get().len()).1 != Some(b'{'),
        Err(_) => true,
    };
    let of_objects =
        |at: usize| text[at..].starts_with('[') && scan::next(text, at + 1).1 == Some(b'{');
    let mut lists = names
        .iter()
        .filter(|(name, at)| of_objects(*at) && !pool::ARTICLES.contains(&name.as_str()));
    let is_called = |name: &str| LISTS.contains(&name);
    let is_record = has(pool::ID) || has(pool::TITLE) || has(pool::SUMMARY);
    let found = match lists.clone().find(|(name, _)| is_called(name)) {
        Some(list) => Some(list),
        None if is_record => None,
        None => lists.next().filter(|_| lists.next().is_none()),
    };
    found.map(|(_, at)| *at).filter(|_| is_alone)
}

/// The fields of a text of records, or columns of a table, that hold labels or
/// rationales; for who reads the same records as articles without any.
pub fn labels_in(text: &str) -> Vec<String> {
    let names = match super::shape::first_object(text) {
        Some(at) => scan::keys(text, at)
            .into_iter()
            .map(|(name, _)| name.into_owned())
            .collect(),
        None => table::header(text),
    };
    let is_one = |name: &String| {
        let name = pool::plain(name);
        let mut all = [verdict::LABEL, verdict::RATIONALE, &["verdict"]].into_iter();
        all.any(|names| names.contains(&name.as_str()))
    };
    names.into_iter().filter(is_one).collect()
}

/// A record under way.
struct Work<'v> {
    vocabulary: &'v Vocabulary,
    /// Inside of what, for what is told.
    within: &'static str,
    /// Whether the record is the one article it is about: its fields have no list
    /// round them.
    is_single: bool,
    read: Vec<String>,
    repairs: Vec<Repair>,
}

impl Work<'_> {
    /// Tells that a field was read as one of a set, where it has another name.
    fn tell(&mut self, from: &str, to: &str) {
        let from = match self.is_single {
            true => from.to_owned(),
            false => format!("{}{from}", self.within),
        };
        let to = format!("{}{to}", self.within);
        if !from.eq_ignore_ascii_case(&to) {
            self.read.push(format!("the field {from:?} as {to}"));
        }
    }

    /// Tells that a word was read as a label.
    fn tell_value(&mut self, from: &str, to: &str) {
        let from: String = from.chars().take(60).collect();
        self.read.push(format!("the label {from:?} as {to:?}"));
    }

    /// Moves fields of an object of a set aside that hold something else.
    fn fit<T: Object>(&mut self, record: &mut Record, within: &str) {
        for _ in 0..ODD {
            match read_record::<T>(spelled(record).get()) {
                Err(JsonError::Field { field, .. }) if record.contains_key(&field) => {
                    aside(record, &field);
                    self.odd(&format!("{within}{field}"), "what a set has there");
                }
                _ => return,
            }
        }
    }

    fn odd(&mut self, field: &str, expected: &str) {
        self.repairs.push(Repair::OddField {
            field: format!("{}{field}", self.within),
            expected: expected.to_owned(),
        });
    }

    fn incident(&mut self, mut pool: Pool) -> Record {
        let mut record = Record::new();
        self.text(&mut pool, &mut record, "id", pool::ID);
        let has_some = |raw: &RawValue| is_list(raw) && !elements(raw).is_empty();
        let lists = pool.take(pool::ARTICLES, &has_some);
        self.text(&mut pool, &mut record, "title", pool::TITLE);
        self.text(&mut pool, &mut record, "summary", pool::SUMMARY);
        self.text(&mut pool, &mut record, "country", &["country"]);
        self.date(&mut pool, &mut record);
        if let Some(verdict) = self.verdict(&mut pool) {
            record.insert("verdict".to_owned(), verdict);
        }
        if let Some((name, raw)) = lists {
            self.articles(&name, &raw, &mut record);
        } else {
            self.single(&mut pool, &mut record);
        }
        pool.leave(&mut record);
        self.nested::<Source>(&mut record, "source");
        self.nested::<Proposals>(&mut record, "proposals");
        record
    }

    /// Has an object inside a record hold what one of a set holds.
    fn nested<T: Object>(&mut self, record: &mut Record, name: &str) {
        if let Some(raw) = record.get(name).filter(|raw| is_object(raw)) {
            let mut inner: Record = serde_json::from_str(raw.get()).unwrap_or_default();
            self.fit::<T>(&mut inner, &format!("{name}."));
            record.insert(name.to_owned(), spelled(&inner));
        }
    }

    /// The articles of a list.
    fn articles(&mut self, name: &str, raw: &RawValue, record: &mut Record) {
        self.within = "articles.";
        let all = elements(raw);
        let articles: Vec<Record> = all.iter().filter_map(|raw| self.article(raw)).collect();
        self.within = "";
        if articles.is_empty() && name != "articles" {
            // A list of something else, under a name that others give to articles.
            record.insert(name.to_owned(), raw.to_owned());
            return;
        }
        if articles.len() < all.len() {
            record.insert(name.to_owned(), raw.to_owned());
            if name == "articles" {
                aside(record, name);
            }
            self.odd(name, "a list of articles or addresses alone");
        }
        if !articles.is_empty() {
            put(record, "articles", &articles);
            self.tell(name, "articles");
        }
    }

    fn article(&mut self, raw: &RawValue) -> Option<Record> {
        let mut article = Record::new();
        if !is_object(raw) {
            let url = text(raw).filter(|url| is_address(url))?;
            put(&mut article, "url", &url);
            return Some(article);
        }
        let mut pool = Pool::of(raw.get()).ok()?;
        self.text(&mut pool, &mut article, "id", pool::ARTICLE_ID);
        self.text(&mut pool, &mut article, "title", pool::TITLE);
        self.of_article(&mut pool, &mut article);
        if let Some(verdict) = self.verdict(&mut pool) {
            article.insert("verdict".to_owned(), verdict);
        }
        self.date(&mut pool, &mut article);
        pool.leave(&mut article);
        self.fit::<Article>(&mut article, "");
        Some(article)
    }

    /// What an article has that an incident hasn't.
    fn of_article(&mut self, pool: &mut Pool, article: &mut Record) {
        self.text(pool, article, "url", pool::URL);
        self.text(pool, article, "language", pool::LANGUAGE);
        self.text(pool, article, "lead", pool::LEAD);
        self.text(pool, article, "outlet", pool::OUTLET);
        if !article.contains_key("outlet")
            && let Some((name, raw)) = pool.take(pool::OUTLET, &|raw| name_in(raw).is_some())
        {
            put(article, "outlet", &name_in(&raw));
            self.tell(&format!("{name}.name"), "outlet");
        }
    }

    /// A record that names an outlet, an address or a text of its own is about one
    /// article: with it there is something to open and to read.
    fn single(&mut self, pool: &mut Pool, record: &mut Record) {
        let is_text = |raw: &RawValue| text(raw).is_some();
        let is_any = [pool::URL, pool::OUTLET, pool::LEAD]
            .into_iter()
            .any(|names| pool.see(names, &is_text).is_some());
        if !is_any {
            return;
        }
        let mut article = Record::new();
        (self.within, self.is_single) = ("articles.", true);
        self.of_article(pool, &mut article);
        (self.within, self.is_single) = ("", false);
        for name in ["title", "date"] {
            if let Some(raw) = record.get(name) {
                article.insert(name.to_owned(), raw.clone());
            }
        }
        put(record, "articles", &[article]);
    }

    fn text(&mut self, pool: &mut Pool, record: &mut Record, to: &str, names: &[&str]) {
        if let Some((name, raw)) = pool.take(names, &|raw| text(raw).is_some()) {
            if name == to && raw.get().starts_with('"') {
                record.insert(name, raw);
                return;
            }
            put(record, to, &text(&raw));
            self.tell(&name, to);
        }
    }

    fn date(&mut self, pool: &mut Pool, record: &mut Record) {
        let is_day = |raw: &RawValue| text(raw).is_some_and(|text| day::parse(&text).is_some());
        let is_text = |raw: &RawValue| text(raw).is_some();
        let taken = pool.take(pool::DATE, &is_day);
        let Some((name, raw)) = taken.or_else(|| pool.take(pool::DATE, &is_text)) else {
            // An empty cell, or text, is no date.
            pool.take(&["date"], &|raw| raw.get() == "\"\"");
            return;
        };
        let said = text(&raw).unwrap_or_default();
        match day::parse(&said) {
            Some(day) => {
                put(record, "date", &day.to_string());
                self.tell(&name, "date");
            }
            None => {
                put(record, "date_text", &said);
                self.repairs.push(Repair::BadDate { text: said });
            }
        }
    }
}

/// The name of an outlet that is an object.
fn name_in(raw: &RawValue) -> Option<String> {
    let pool = Pool::of(raw.get()).ok().filter(|_| is_object(raw))?;
    let (_, raw) = pool.see(&["name", "title", "domain", "uri"], &|raw| {
        text(raw).is_some()
    })?;
    text(raw)
}
