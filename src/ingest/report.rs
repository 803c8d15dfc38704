//! What an import took, repaired, skipped and replaced, each with file, line
//! and reason. The wording lives in the `Display` of the reasons; the same
//! values are written as JSON.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde::ser::SerializeStruct;

use crate::domain::limits::LISTED;
use crate::domain::{ArticleId, FacetId, IncidentId};
use crate::text::counted;

use super::shape::Shape;

mod skip;

pub use skip::Skip;

/// What was taken from one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{} with {}, read as {shape}{}", counted(*.incidents, "incident"), counted(*.articles, "article"), of(*.stated))]
pub struct Taken {
    /// The shape the file was read as.
    pub shape: Shape,
    /// Incidents taken.
    pub incidents: usize,
    /// Articles in them.
    pub articles: usize,
    /// How many incidents the source says there are in all, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated: Option<u64>,
}

fn of(stated: Option<u64>) -> String {
    stated.map_or_else(String::new, |all| format!("; the source speaks of {all}"))
}

/// Something that was taken, but not quite as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Repair {
    /// The source listed one article several times.
    #[error("the article {article:?} is listed {times} times; folded into one{}", apart(*.differing, *.labels))]
    ArticleFolded {
        /// Its headline, else its id.
        article: String,
        /// How often it is listed.
        times: u32,
        /// How many of the copies have another rationale; those are kept in `other_rationales`.
        differing: u32,
        /// How many have another label; those are kept in `other_labels`.
        labels: u32,
    },
    /// Another article has the same id.
    #[error(
        "the article {article:?} has the id {:?} of another one; taken under an id of its own",
        id.as_str()
    )]
    ArticleRenamed {
        /// Its headline, else its new id.
        article: String,
        /// The id that both had.
        id: ArticleId,
    },
    /// Fields of an object round the list of records.
    #[error("the fields {fields} beside the list of records belong to none of them; left out")]
    BesideTheList {
        /// Their names.
        fields: String,
    },
    /// Another record has the same title, and neither has an id.
    #[error(
        "another record has its title, and neither has an id; taken as {id}, give both ids of their own to keep them apart for good"
    )]
    TitleShared {
        /// The id that both had got.
        shared: IncidentId,
        /// The one it got.
        id: IncidentId,
    },
    /// The text ends inside an article.
    #[error("the text ends inside the article {article:?}; taken as far as it goes")]
    ArticleCut {
        /// Its headline, as far as it goes.
        article: String,
    },
    /// The text ends inside a record, outside its articles.
    #[error("the text ends at {at:?}; taken as far as it goes")]
    RecordCut {
        /// The last words of the text.
        at: String,
    },
    /// The page announces articles and lists none.
    #[error("the text ends where the list of articles should begin; taken without articles")]
    NoArticles,
    /// A date that is none.
    #[error(
        "{text:?} is no date that can be read in one way only; kept as \"date_text\" (write YYYY-MM-DD)"
    )]
    BadDate {
        /// The text in its place.
        text: String,
    },
    /// A severity that the vocabulary doesn't know.
    #[error("the severity {text:?} is unknown; kept as \"severity_text\"")]
    UnknownSeverity {
        /// The text in its place.
        text: String,
    },
    /// Values of facets that the page hides behind "Show More".
    #[error("the page hides {hidden} values behind \"Show More\"; open them before you copy it")]
    Collapsed {
        /// How many, as the page says.
        hidden: u64,
    },
    /// A field holds something of another form than expected.
    #[error("the field {field:?} is not {expected}; kept as it stands")]
    OddField {
        /// The field.
        field: String,
        /// What was expected.
        expected: String,
    },
    /// The same record again, word for word.
    #[error("the incident {id} is the same again; folded into the one of {file}:{line}")]
    SameAgain {
        /// Its id.
        id: IncidentId,
        /// The file of the first one.
        file: String,
        /// The line of the first one.
        line: u64,
    },
    /// The mark of a byte order at the start of the text.
    #[error("the byte order mark at the start was dropped")]
    ByteOrderMark,
}

fn apart(differing: u32, labels: u32) -> String {
    let others = [
        (labels, "label", "other_labels"),
        (differing, "rationale", "other_rationales"),
    ];
    let others = others.iter().filter(|(count, ..)| *count > 0);
    others
        .map(|(count, what, field)| format!(", {count} with another {what}, kept as \"{field}\""))
        .collect()
}

/// How a new record was recognised as one that is there already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Match {
    /// Same id.
    Id,
    /// An alias of one is an id or alias of the other.
    Alias {
        /// The shared id.
        alias: IncidentId,
    },
    /// They share articles.
    Articles {
        /// How many, by id.
        shared: Vec<ArticleId>,
    },
}

/// A record of the set whose machine side gave way to a newer one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{id}: the machine's side was replaced{}{}", from(.came_as, .matched), also(*.kept))]
pub struct Replaced {
    /// The id it keeps.
    pub id: IncidentId,
    /// The id under which the new record came.
    pub came_as: IncidentId,
    /// How it was recognised.
    pub matched: Match,
    /// How many of its articles the new record doesn't list; they were kept.
    pub kept: usize,
}

fn also(kept: usize) -> String {
    match kept {
        0 => String::new(),
        _ => format!(
            "; {} that the new record doesn't list stayed",
            counted(kept, "article")
        ),
    }
}

fn from(came_as: &IncidentId, matched: &Match) -> String {
    match matched {
        Match::Id => String::new(),
        Match::Alias { alias } => format!(" by {came_as}, the same by its alias {alias}"),
        Match::Articles { shared } => {
            format!(
                " by {came_as}, which shares {}",
                counted(shared.len(), "article")
            )
        }
    }
}

/// One line of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<W> {
    /// The file, as it was named.
    pub file: String,
    /// The line, counted from 1; none where it concerns the file as a whole.
    pub line: Option<u64>,
    /// What happened.
    pub what: W,
}

impl<W: fmt::Display> fmt::Display for Entry<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}

impl<W: Serialize + fmt::Display> Serialize for Entry<W> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entry = serializer.serialize_struct("Entry", 4)?;
        entry.serialize_field("file", &self.file)?;
        entry.serialize_field("line", &self.line)?;
        entry.serialize_field("what", &self.what)?;
        entry.serialize_field("message", &self.what.to_string())?;
        entry.end()
    }
}

/// Values outside the vocabulary, by facet, with how often each was met.
pub type Unknown = BTreeMap<FacetId, BTreeMap<String, usize>>;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// By file, what was taken.
    pub taken: Vec<Entry<Taken>>,
    /// What was taken, but not quite as it stood.
    pub repaired: Vec<Entry<Repair>>,
    /// What wasn't taken.
    pub skipped: Vec<Entry<Skip>>,
    /// Records of the set that gave way to newer ones.
    pub replaced: Vec<Entry<Replaced>>,
    /// How many records came that the set holds word for word.
    pub unchanged: usize,
    /// Facet values outside the vocabulary, and labels under `label`; they were kept.
    pub unknown: Unknown,
    /// Fields that were read under other names than a set's, and words that were
    /// read as labels, with how often.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub read: BTreeMap<String, usize>,
    /// Fields of a set's records that a set doesn't have, with how often each was
    /// met; they were kept, and nothing reads them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: BTreeMap<String, usize>,
    /// What happened more often than is listed.
    #[serde(skip_serializing_if = "Unlisted::is_nothing")]
    pub unlisted: Unlisted,
}

/// How much more happened than a report lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unlisted {
    /// Records taken, but not quite as they stood.
    pub repaired: usize,
    /// Records not taken.
    pub skipped: usize,
}

impl Unlisted {
    fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Report {
    /// Incidents taken from all files.
    pub fn incidents(&self) -> usize {
        self.taken.iter().map(|entry| entry.what.incidents).sum()
    }

    /// Notes what wasn't taken, in the list as long as that is short.
    pub fn skip(&mut self, entry: Entry<Skip>) {
        note(&mut self.skipped, &mut self.unlisted.skipped, entry);
    }

    /// Notes what was taken otherwise, in the list as long as that is short.
    pub fn repair(&mut self, entry: Entry<Repair>) {
        note(&mut self.repaired, &mut self.unlisted.repaired, entry);
    }

    /// Articles taken from all files.
    pub fn articles(&self) -> usize {
        self.taken.iter().map(|entry| entry.what.articles).sum()
    }
}

fn note<W>(list: &mut Vec<Entry<W>>, unlisted: &mut usize, entry: Entry<W>) {
    if list.len() < LISTED {
        list.push(entry);
    } else {
        *unlisted += 1;
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let incidents = counted(self.incidents(), "incident");
        let articles = counted(self.articles(), "article");
        let files = counted(self.taken.len(), "file");
        writeln!(
            f,
            "taken {incidents} with {articles} from {files}; \
             repaired {}, skipped {}, replaced {}, unchanged {}",
            self.repaired.len() + self.unlisted.repaired,
            self.skipped.len() + self.unlisted.skipped,
            self.replaced.len(),
            self.unchanged
        )?;
        list(f, "skipped", &self.skipped, self.unlisted.skipped)?;
        list(f, "repaired", &self.repaired, self.unlisted.repaired)?;
        list(f, "replaced", &self.replaced, 0)?;
        for (what, count) in &self.read {
            writeln!(f, "read      {what} ({count})")?;
        }
        for (facet, values) in &self.unknown {
            for (value, count) in values {
                writeln!(f, "unknown   {facet}: {value:?} ({count})")?;
            }
        }
        for (field, count) in &self.unread {
            writeln!(
                f,
                "unread    the field {field:?}, which a set doesn't have, was kept as it is ({count})"
            )?;
        }
        list(f, "taken", &self.taken, 0)
    }
}

fn list<W: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    entries: &[Entry<W>],
    unlisted: usize,
) -> fmt::Result {
    entries
        .iter()
        .try_for_each(|entry| writeln!(f, "{what:<9} {entry}"))?;
    match unlisted {
        0 => Ok(()),
        more => writeln!(f, "{what:<9} {more} more, not listed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_names_file_line_and_reason_in_text_and_json() {
        let mut report = Report::default();
        report.skipped.push(Entry {
            file: "a.jsonl".into(),
            line: Some(7),
            what: Skip::NotUtf8 { offset: 41 },
        });
        let text = report.to_string();
        assert!(
            text.contains("skipped   a.jsonl:7: is not UTF-8 (first bad byte at 41)"),
            "{text}"
        );
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["skipped"][0]["what"]["kind"], "not_utf8");
        assert_eq!(json["skipped"][0]["what"]["offset"], 41);
        assert_eq!(json["skipped"][0]["line"], 7);
        assert!(json.get("unlisted").is_none());
    }

    #[test]
    fn what_is_too_much_to_list_is_counted() {
        let mut report = Report::default();
        for _ in 0..LISTED + 2 {
            report.skip(Entry {
                file: "a".into(),
                line: Some(1),
                what: Skip::Changed,
            });
        }
        assert_eq!((report.skipped.len(), report.unlisted.skipped), (LISTED, 2));
        let text = report.to_string();
        assert!(
            text.contains("skipped 10002,") && text.contains("skipped   2 more"),
            "{text:.300}"
        );
    }
}
