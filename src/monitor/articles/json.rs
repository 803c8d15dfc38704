//! Articles in JSON: one object, a list, JSON Lines, or a list somewhere inside
//! an answer (`articles.results` of Event Registry, `articles` of others).

use serde_json::{Map, Value};

use crate::domain::strict;
use crate::ingest::scan::{self, Lines, Values};
use crate::ingest::{day, is_address};

use super::fields::{Names, Part};
use super::{BREAKS, Dropped, Found, Mend, RawArticle, markup};

/// How deep inside an answer a list of articles is looked for.
const DEEP: usize = 5;

/// Reads the articles of a text. What can't be read costs one record, and of
/// an answer that was cut off what comes after the cut.
pub fn read(names: &Names, text: &str) -> Found {
    let mut found = Found::default();
    let mut lines = Lines::new(text);
    let mut from = Some(0);
    let mut breaks = 0;
    while let Some(at) = from.take() {
        let (at, first) = scan::next(text, at);
        let mut end = at;
        for item in Values::new(text, at) {
            match item {
                Ok((at, raw)) => {
                    end = at + raw.get().len();
                    record(names, raw.get(), lines.of(at), &mut found);
                }
                Err(broken) => {
                    let (begin, _) = scan::next(text, end);
                    let line = lines.of(begin);
                    let before = found.articles.len();
                    let place = count(text, begin, broken.at);
                    let next = next_line(text, begin).filter(|_| first != Some(b'['));
                    // An answer on many lines is one value, and its records may
                    // begin lines as those of JSON Lines do.
                    if place > 0 || next.is_none() {
                        salvage(names, text, begin, line, DEEP, &mut found);
                    }
                    breaks += 1;
                    from = next.filter(|_| found.articles.len() == before && breaks < BREAKS);
                    let what = Cut {
                        listed: first == Some(b'['),
                        goes_on: from.is_some(),
                        salvaged: found.articles.len() - before,
                    };
                    let mut cause = what.cause(&broken.cause, before);
                    if breaks == BREAKS {
                        cause += &format!("; {BREAKS} lines were broken, so the rest was not read");
                    }
                    found
                        .dropped
                        .push((line + place, Dropped::BadRecord { cause }));
                }
            }
        }
    }
    found
}

/// How a text went on where it could not be read.
struct Cut {
    /// Whether the records stand in a list.
    listed: bool,
    /// Whether there are records after it.
    goes_on: bool,
    /// How many articles of the broken record were taken.
    salvaged: usize,
}

impl Cut {
    fn cause(&self, cause: &str, before: usize) -> String {
        let what = match self {
            Self { goes_on: true, .. } => "the other lines were read",
            Self { salvaged: 1.., .. } => "the articles in it that stand before were taken",
            Self { listed: true, .. } if before > 0 => "what stands before it was taken",
            Self { listed: true, .. } => "nothing of the list could be taken",
            _ => return cause.to_owned(),
        };
        format!("{cause}; {what}")
    }
}

/// How many lines one place lies after another.
fn count(text: &str, from: usize, to: usize) -> u64 {
    let between = text.as_bytes().get(from..to).unwrap_or_default();
    memchr::memchr_iter(b'\n', between).count() as u64
}

/// The next line after a place on which a record begins: of JSON Lines, where
/// the one at that place can't be read.
fn next_line(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    rest.find("\n{").map(|found| at + found + 1)
}

/// Takes the articles in lists of a value that is cut off, as far as it goes.
fn salvage(names: &Names, text: &str, at: usize, line: u64, deep: usize, found: &mut Found) {
    match scan::next(text, at) {
        (at, Some(b'[')) => {
            let (mut end, mut counted, mut line) = (at + 1, at, line);
            for (begin, raw) in Values::new(text, at).flatten() {
                end = begin + raw.get().len();
                line += count(text, counted, begin);
                counted = begin;
                record(names, raw.get(), line, found);
            }
            // The element that was cut off may hold some itself.
            if deep > 0
                && let (next, Some(b',')) = scan::next(text, end)
            {
                let line = line + count(text, counted, next);
                salvage(names, text, next + 1, line, deep - 1, found);
            }
        }
        (at, Some(b'{')) if deep > 0 => {
            let (mut counted, mut line) = (at, line);
            for (_, begin) in scan::keys(text, at) {
                if scan::value(text, begin).is_err() || text[begin..].starts_with('[') {
                    line += count(text, counted, begin);
                    counted = begin;
                    salvage(names, text, begin, line, deep - 1, found);
                }
            }
        }
        _ => {}
    }
}

/// Reads one record.
fn record(names: &Names, raw: &str, line: u64, found: &mut Found) {
    let read = strict::check(raw)
        .map_err(|error| error.to_string())
        .and_then(|()| serde_json::from_str(raw).map_err(|error| error.to_string()));
    match read {
        Err(cause) => found.dropped.push((line, Dropped::BadRecord { cause })),
        Ok(value) => walk(names, &value, line, DEEP, found),
    }
}

/// Takes an article, or looks for articles inside.
fn walk(names: &Names, value: &Value, line: u64, deep: usize, found: &mut Found) {
    match value {
        Value::Object(map) => {
            // An answer about one article wraps it.
            let inner = map.get("info").and_then(Value::as_object);
            let record = inner.unwrap_or(map);
            if is_article(names, record, deep) {
                take(names, record, line, found);
            } else if lacks_a_title(names, record) {
                found.dropped.push((line, Dropped::NoTitle));
            } else if deep > 0
                && map
                    .values()
                    .any(|value| value.is_object() || value.is_array())
            {
                let before = found.articles.len();
                let answer = is_answer(map);
                for (name, value) in map {
                    if !(answer && HEADS.contains(&name.as_str())) {
                        walk(names, value, line, deep - 1, found);
                    }
                }
                at_home(map, found.articles.get_mut(before..).unwrap_or_default());
            } else if deep == DEEP {
                found.dropped.push((line, Dropped::NoTitle));
            }
        }
        Value::Array(list) if deep > 0 => {
            for value in list {
                walk(names, value, line, deep - 1, found);
            }
        }
        // On a line of its own it was to be an article.
        Value::String(_) | Value::Number(_) | Value::Bool(_) if deep == DEEP => {
            let cause = "no object with fields".to_owned();
            found.dropped.push((line, Dropped::BadRecord { cause }));
        }
        _ => {}
    }
}

/// True for a record with a headline and something else that articles have:
/// concepts and sources have titles too. On a line of its own a headline will do.
fn is_article(names: &Names, map: &Map<String, Value>, deep: usize) -> bool {
    let has = |part| get(names, map, part).is_some();
    let others = [Part::Lead, Part::Body, Part::Url, Part::Date];
    let flat = || {
        let inside = |value: &Value| value.is_object() || value.is_array();
        map.len() <= 4 && !map.values().any(inside)
    };
    has(Part::Title)
        && !is_answer(map)
        && (others.into_iter().any(has) || flat() || deep == DEEP && !holds_records(map))
}

/// What the list is called in which an answer or a feed has its articles.
const LISTS: [&str; 10] = [
    "items", "articles", "results", "entries", "data", "hits", "docs", "news", "stories", "posts",
];
/// What a description of the whole is called beside such a list.
const HEADS: [&str; 3] = ["feed", "channel", "meta"];

/// True for an answer or a feed: it may have a title, a text and an address of its own.
fn is_answer(map: &Map<String, Value>) -> bool {
    LISTS.iter().any(|name| {
        let list = map.get(*name).and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(Value::is_object))
    })
}

/// Articles of a feed are its own where they say nothing else.
fn at_home(map: &Map<String, Value>, articles: &mut [(u64, RawArticle)]) {
    let version = map.get("version").and_then(Value::as_str);
    if !version.is_some_and(|version| version.contains("jsonfeed")) {
        return;
    }
    let own = |name: &str| map.get(name).and_then(text);
    for (_, article) in articles {
        article.outlet = article.outlet.take().or_else(|| own("title"));
        article.language = article.language.take().or_else(|| own("language"));
    }
}

/// True where records lie inside: it is an answer, and no article.
fn holds_records(map: &Map<String, Value>) -> bool {
    let records = |value: &Value| match value {
        Value::Array(list) => list.iter().any(Value::is_object),
        Value::Object(map) => map.values().any(Value::is_array),
        _ => false,
    };
    map.values().any(records)
}

/// True for a record that has all that articles have but a headline. What is
/// inside (a source, a place) is then none either.
fn lacks_a_title(names: &Names, map: &Map<String, Value>) -> bool {
    let has = |part: &Part| get(names, map, *part).is_some();
    let parts = [Part::Lead, Part::Body, Part::Url, Part::Date];
    !has(&Part::Title) && parts.iter().filter(|part| has(part)).count() >= 2 && !holds_records(map)
}

fn take(names: &Names, map: &Map<String, Value>, line: u64, found: &mut Found) {
    if map.get("isDuplicate").and_then(Value::as_bool) == Some(true) {
        return found.dropped.push((line, Dropped::Copy));
    }
    let (article, date) = article(names, map);
    if let Some(text) = date {
        found.mended.push((line, Mend::BadDate { text }));
    }
    found.articles.push((line, article));
}

/// The article that a record holds, and what it says of its date where that is none.
pub(super) fn article(names: &Names, map: &Map<String, Value>) -> (RawArticle, Option<String>) {
    let text = |part| get(names, map, part);
    let plain = |part| {
        text(part)
            .map(|text| markup::plain(&text))
            .filter(|text| !text.trim().is_empty())
    };
    let mut article = RawArticle {
        id: text(Part::Id).unwrap_or_default(),
        title: plain(Part::Title).unwrap_or_default(),
        lead: plain(Part::Lead),
        body: plain(Part::Body),
        url: text(Part::Url).filter(|url| is_address(url)),
        outlet: text(Part::Outlet),
        language: text(Part::Language),
        date: None,
    };
    let date = text(Part::Date);
    article.date = date.as_deref().and_then(day::parse);
    let unread = date.filter(|_| article.date.is_none());
    (article, unread)
}

/// A part of a record as text: the first of its names that holds any.
fn get(names: &Names, map: &Map<String, Value>, part: Part) -> Option<String> {
    names.of(part).into_iter().find_map(|name| {
        let exact = map.get(name);
        let other = || {
            map.iter()
                .find(|(key, _)| key.to_lowercase() == name.to_lowercase())
        };
        text(exact.or_else(|| other().map(|(_, value)| value))?)
    })
}

/// A value as text; of a source that is an object, its name.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(map) => ["title", "name", "label", "eng", "uri"]
            .iter()
            .find_map(|key| map.get(*key)?.as_str().map(str::to_owned))?,
        Value::Null | Value::Bool(_) | Value::Array(_) => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}
