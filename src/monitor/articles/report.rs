//! What was taken of the articles, mended and dropped, each with file, line and
//! reason; the wording is in the `Display` of the reasons.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::ingest::report::{Entry, Skip};
use crate::text::counted;

/// What was taken from one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{}, read as {shape}", counted(*articles, "article"))]
pub struct Taken {
    /// What the file was read as.
    pub shape: &'static str,
    /// How many articles.
    pub articles: usize,
}

/// Something that was taken, but not quite as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Mend {
    /// A date in a form that could mean several days, or none.
    #[error(
        "{text:?} is no date that can be read in one way only; taken without a date (write YYYY-MM-DD)"
    )]
    BadDate {
        /// What stands there.
        text: String,
    },
    /// Labels came with the articles.
    #[error(
        "holds labels or rationales ({fields}), which the monitor leaves out as it gives its own; to review those, `overrule import` takes the file"
    )]
    LabelsLeft {
        /// Where they stand.
        fields: String,
    },
    /// Another article had the id before.
    #[error("another article has the id {id}; taken under one of its own")]
    IdChanged {
        /// The id.
        id: String,
    },
}

/// Why something was dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Dropped {
    /// The file can't be read.
    #[error(transparent)]
    File(Skip),
    /// The file holds no article.
    #[error("holds no article; expected JSON, CSV with a header, a feed or a saved page")]
    NoArticles,
    /// A journal, or an export.
    #[error("is the journal or the export of a review, and holds no articles")]
    Review,
    /// An article without a headline.
    #[error("has no headline; --field title=NAME says which field holds it")]
    NoTitle,
    /// The record can't be read.
    #[error("can't be read: {cause}")]
    BadRecord {
        /// What is wrong.
        cause: String,
    },
    /// The table has no column for the headline.
    #[error("has no column for the headline, only {columns}; --field title=COLUMN names it")]
    NoTitleColumn {
        /// The columns.
        columns: String,
    },
    /// The same article again.
    #[error("the article {id} is the same again")]
    Again {
        /// Its id.
        id: String,
    },
    /// Another article with the same id.
    #[error("the article {id} came before with other words; the first one stands")]
    IdTaken {
        /// Its id.
        id: String,
    },
    /// The source itself marks it as a copy.
    #[error("the source marks it as a copy")]
    Copy,
}

/// What reading did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// By file.
    pub taken: Vec<Entry<Taken>>,
    /// Taken, but not quite as it stood.
    pub mended: Vec<Entry<Mend>>,
    /// Not taken.
    pub dropped: Vec<Entry<Dropped>>,
    /// Files of folders that hold no articles and don't claim to.
    #[serde(rename = "not_articles")]
    pub passed: Vec<String>,
}

/// How many lines of one reason are listed.
const LISTED: usize = 20;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let articles: usize = self.taken.iter().map(|entry| entry.what.articles).sum();
        writeln!(
            f,
            "taken {} from {}; mended {}, dropped {}",
            counted(articles, "article"),
            counted(self.taken.len(), "file"),
            self.mended.len(),
            self.dropped.len()
        )?;
        let dropped = self
            .dropped
            .iter()
            .map(|entry| (entry.to_string(), tag(&entry.what)));
        list(f, "dropped", dropped)?;
        let passed = self.passed.iter();
        list(
            f,
            "passed",
            passed.map(|file| (format!("{file}: not articles"), "not_articles".to_owned())),
        )?;
        list(
            f,
            "mended",
            self.mended
                .iter()
                .map(|entry| (entry.to_string(), tag(&entry.what))),
        )?;
        list(
            f,
            "taken",
            self.taken
                .iter()
                .map(|entry| (entry.to_string(), String::new())),
        )
    }
}

/// The name of a reason, under which long lists are cut.
fn tag<T: Serialize>(what: &T) -> String {
    let value = serde_json::to_value(what).unwrap_or_default();
    value["kind"].as_str().unwrap_or_default().to_owned()
}

fn list(
    f: &mut fmt::Formatter<'_>,
    word: &str,
    entries: impl Iterator<Item = (String, String)>,
) -> fmt::Result {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (line, tag) in entries {
        let count = counts.entry(tag).or_default();
        *count += 1;
        if *count <= LISTED {
            writeln!(f, "{word:<9} {line}")?;
        }
    }
    for (tag, count) in counts.into_iter().filter(|(_, count)| *count > LISTED) {
        writeln!(
            f,
            "{word:<9} and {} more{}; --json lists all",
            count - LISTED,
            match tag.as_str() {
                "" => String::new(),
                tag => format!(" ({tag})"),
            }
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_ends_with_what_it_leaves_out() {
        let taken = |number: usize| Entry {
            file: format!("{number}.xml"),
            line: None,
            what: Taken {
                shape: "feed",
                articles: 1,
            },
        };
        let report = Report {
            taken: (0..LISTED + 2).map(taken).collect(),
            ..Report::default()
        };
        let said = report.to_string();
        assert!(
            said.starts_with("taken 22 articles from 22 files;"),
            "{said}"
        );
        assert!(said.contains("0.xml: 1 article, read as feed\n"), "{said}");
        assert!(
            said.ends_with("taken     and 2 more; --json lists all\n"),
            "{said}"
        );
    }
}
