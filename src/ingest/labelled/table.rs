//! Tables of labelled incidents, or of their articles: a row is read as a record
//! whose fields are the cells. Rows that share the id of an incident are its
//! articles.

use std::collections::{HashMap, HashSet};

use csv::StringRecord;
use serde_json::{Map, Value};

use crate::domain::Vocabulary;
use crate::ingest::field::Found;
use crate::ingest::report::Skip;
use crate::ingest::rows::Table;
use crate::ingest::set;

use super::pool::{self, plain};
use super::verdict::LABEL;

/// Names of the id that the rows of one incident share.
const GROUP: &[&str] = &[
    "incidentid",
    "caseid",
    "eventid",
    "clusterid",
    "groupid",
    "storyid",
];

/// Names of columns that tell a table of labelled incidents: a category, or a reason,
/// is one of anything.
const TELLING: &[&str] = &[
    "verdict",
    "classification",
    "prediction",
    "predictedclass",
    "rationale",
    "reasoning",
    "explanation",
    "justification",
];

/// Columns that the export of a review has.
const EXPORT: [&str; 3] = ["machine_label", "now_label", "final_how"];

/// True for a table with a column for what it is about, and one for the label or
/// the rationale.
pub fn detect(text: &str) -> bool {
    let names: Vec<String> = header(text).iter().map(|name| plain(name)).collect();
    let has = |of: &[&[&str]]| {
        names
            .iter()
            .any(|name| of.iter().any(|of| of.contains(&name.as_str())))
    };
    has(&[pool::TITLE, pool::SUMMARY, pool::ID]) && has(&[LABEL, TELLING])
}

/// The columns of a text that has the look of a table.
pub fn columns(text: &str) -> Option<String> {
    let all = header(text);
    let table = Table::of(text).ok().filter(|_| !all.is_empty())?;
    // A sentence has commas as well, but no second line with as many.
    let (_, row) = table.rows(Some(0)).next()?;
    let is_row = row.is_ok_and(|row| row.len() == all.len());
    is_row.then(|| all.join(", ").chars().take(200).collect())
}

/// The columns, where there is more than one.
pub fn header(text: &str) -> Vec<String> {
    let table = head(text).and_then(|head| Table::of(head).ok());
    let header = table.map_or_else(StringRecord::new, |table| table.header);
    let names = header.iter().map(|name| name.trim().to_owned());
    names.filter(|_| header.len() > 1).collect()
}

/// The first line that isn't empty, where it isn't one of JSON or HTML.
fn head(text: &str) -> Option<&str> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let line = lines.find(|line| !line.starts_with("sep="))?;
    let first = line.trim_start().chars().next()?;
    (!['{', '[', '<'].contains(&first)).then_some(line)
}

/// Reads all of it.
pub fn read(vocabulary: &Vocabulary, text: &str, found: &mut Found) {
    let table = match Table::of(text) {
        Ok(table) => table,
        Err(cause) => return found.skipped.push((1, Skip::BadRecord { cause })),
    };
    let names = named(&table.header);
    let plains: Vec<String> = names.iter().map(|name| plain(name)).collect();
    if EXPORT.iter().all(|name| names.iter().any(|it| it == name)) {
        return found.skipped.push((1, Skip::Reviewed));
    }
    let column = |of: &[&str]| {
        of.iter()
            .find_map(|name| plains.iter().position(|it| it == name))
    };
    let title = column(pool::TITLE);
    let mut rows = Vec::new();
    for (line, row) in table.rows(title) {
        match row {
            Ok(row) => rows.push((line, row)),
            Err(cause) => found.skipped.push((line, Skip::BadRecord { cause })),
        }
    }
    let group = column(GROUP).filter(|at| has_both(&plains) || has_repeats(&rows, *at));
    for (line, record) in records((&names, &plains), rows, (group, title)) {
        set::take(vocabulary, &record.to_string(), line, found);
    }
}

/// The names of columns: one without a name goes by its number, and so does the
/// second of one name.
fn named(header: &StringRecord) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (at, name) in header.iter().enumerate() {
        let name = name.trim();
        let is_free = !name.is_empty() && !names.iter().any(|it| it == name);
        let numbered = || format!("{name} (column {})", at + 1).trim().to_owned();
        names.push(if is_free { name.to_owned() } else { numbered() });
    }
    names
}

/// Whether columns tell of an incident what others tell of the article in the row, as
/// `incident_title` beside `title` does: then no id need repeat.
fn has_both(plains: &[String]) -> bool {
    let mut of_incident = plains.iter().filter_map(|it| it.strip_prefix("incident"));
    of_incident.any(|what| matches!(what, "title" | "label") && plains.iter().any(|it| it == what))
}

fn has_repeats(rows: &[(u64, StringRecord)], at: usize) -> bool {
    let mut seen = HashSet::new();
    let ids = rows.iter().filter_map(|(_, row)| row.get(at));
    ids.filter(|id| !id.trim().is_empty())
        .any(|id| !seen.insert(id.trim()))
}

/// The records of the rows; with a column of ids that they share, one of each id.
fn records(
    (names, plains): (&[String], &[String]),
    rows: Vec<(u64, StringRecord)>,
    (group, title): (Option<usize>, Option<usize>),
) -> Vec<(u64, Value)> {
    let mut records: Vec<(u64, Value)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let has_titles = plains.iter().any(|name| name == "incidenttitle");
    for (line, row) in rows {
        let id = group
            .and_then(|at| row.get(at))
            .map(str::trim)
            .unwrap_or_default();
        if id.is_empty() {
            let record = cells(names, &row, |_| true);
            if !record.is_empty() {
                records.push((line, Value::Object(record)));
            }
            continue;
        }
        let is_shared = |at: usize| plains[at].starts_with("incident") && Some(at) != group;
        let place = *places.entry(id.to_owned()).or_insert_with(|| {
            let mut shared = cells(names, &row, is_shared);
            shared.insert("id".to_owned(), id.into());
            shared.insert("articles".to_owned(), Value::Array(Vec::new()));
            records.push((line, Value::Object(shared)));
            records.len() - 1
        });
        // What the first row of the incident doesn't say, a later one may; where it
        // says something else, that stays with its article.
        let mut article = cells(names, &row, |at| !is_shared(at) && Some(at) != group);
        if let Some(incident) = records[place].1.as_object_mut() {
            // An incident without a title of its own is called as its first article is.
            let called = title.and_then(|at| row.get(at)).map(str::trim);
            let called = called.filter(|title| !has_titles && !title.is_empty());
            if let (Some(called), None) = (called, incident.get("title")) {
                incident.insert("title".to_owned(), called.into());
            }
            for (name, cell) in cells(names, &row, is_shared) {
                match incident.get(&name) {
                    None => drop(incident.insert(name, cell)),
                    Some(said) if *said != cell => {
                        article.insert(format!("source_{name}"), cell);
                    }
                    Some(_) => {}
                }
            }
        }
        let articles = records[place].1.get_mut("articles");
        if let Some(articles) = articles.and_then(Value::as_array_mut) {
            articles.push(Value::Object(article));
        }
    }
    records
}

/// The cells of a row by the names of their columns; empty ones are left out.
fn cells(
    names: &[String],
    row: &StringRecord,
    wanted: impl Fn(usize) -> bool,
) -> Map<String, Value> {
    let mut all = Map::new();
    for (at, (name, cell)) in names.iter().zip(row).enumerate() {
        let cell = cell.trim();
        if wanted(at) && !cell.is_empty() {
            all.entry(name.clone()).or_insert_with(|| cell.into());
        }
    }
    all
}
