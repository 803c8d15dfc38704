//! Articles in JSON: one object, a list, JSON Lines, or a list somewhere inside
//! an answer (`articles.results` of Event Registry, `articles` of others).

use serde_json::{Map, Value};

use crate::domain::strict;
use crate::ingest::scan::{Lines, Values};

use super::fields::{Names, Part, is_address};
use super::{Drop, Found, Mend, RawArticle, date, markup};

/// How deep inside an answer a list of articles is looked for.
const DEEP: usize = 5;

/// Reads the articles of a text.
pub fn read(names: &Names, text: &str) -> Found {
    let mut found = Found::default();
    let mut lines = Lines::new(text);
    for item in Values::new(text, 0) {
        match item {
            Err(broken) => {
                let line = lines.of(broken.at);
                let cause = format!("{}; what stands before it was taken", broken.cause);
                found.dropped.push((line, Drop::BadRecord { cause }));
            }
            Ok((at, raw)) => {
                let line = lines.of(at);
                match strict::check(raw.get()).map(|()| serde_json::from_str(raw.get())) {
                    Err(error) => {
                        let cause = error.to_string();
                        found.dropped.push((line, Drop::BadRecord { cause }));
                    }
                    Ok(Err(error)) => {
                        let cause = error.to_string();
                        found.dropped.push((line, Drop::BadRecord { cause }));
                    }
                    Ok(Ok(value)) => walk(names, &value, line, DEEP, &mut found),
                }
            }
        }
    }
    found
}

/// Takes an article, or looks for articles inside.
fn walk(names: &Names, value: &Value, line: u64, deep: usize, found: &mut Found) {
    match value {
        Value::Object(map) => {
            // An answer about one article wraps it.
            let inner = map.get("info").and_then(Value::as_object);
            let record = inner.unwrap_or(map);
            if is_article(names, record) {
                take(names, record, line, found);
            } else if deep > 0
                && map
                    .values()
                    .any(|value| value.is_object() || value.is_array())
            {
                for value in map.values() {
                    walk(names, value, line, deep - 1, found);
                }
            } else if deep == DEEP {
                found.dropped.push((line, Drop::NoTitle));
            }
        }
        Value::Array(list) if deep > 0 => {
            for value in list {
                walk(names, value, line, deep - 1, found);
            }
        }
        _ => {}
    }
}

/// True for a record with a headline and something else that articles have:
/// concepts and sources have titles too.
fn is_article(names: &Names, map: &Map<String, Value>) -> bool {
    let has = |part| get(names, map, part).is_some();
    has(Part::Title)
        && [Part::Lead, Part::Body, Part::Url, Part::Date]
            .into_iter()
            .any(has)
        || has(Part::Title)
            && map
                .values()
                .all(|value| !value.is_object() && !value.is_array())
            && map.len() <= 4
}

fn take(names: &Names, map: &Map<String, Value>, line: u64, found: &mut Found) {
    if map.get("isDuplicate").and_then(Value::as_bool) == Some(true) {
        return found.dropped.push((line, Drop::Copy));
    }
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
    if let Some(text) = text(Part::Date) {
        article.date = date::parse(&text);
        if article.date.is_none() {
            found.mended.push((line, Mend::BadDate { text }));
        }
    }
    found.articles.push((line, article));
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
