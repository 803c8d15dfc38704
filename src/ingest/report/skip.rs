//! The reasons why something wasn't taken, each with one wording.

use serde::Serialize;

use crate::domain::IncidentId;
use crate::domain::json::JsonError;

use super::super::shape::Shape;

/// Why something wasn't taken: what was expected, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Skip {
    /// The system can't read it.
    #[error("can't be read: {cause}; check the name and its permissions")]
    Unreadable {
        /// What the system said.
        cause: String,
    },
    /// A FIFO, device or socket.
    #[error("is no regular file; save its content to a file, or pass it on standard input")]
    NotAFile,
    /// A link to a folder, met inside a folder.
    #[error("is a link to a folder, which may lead in a circle; name the folder itself")]
    LinkedFolder,
    /// A folder too far down.
    #[error("lies more than {limit} folders deep; name the folder itself")]
    FolderTooDeep {
        /// The limit.
        limit: usize,
    },
    /// A folder without a file to read.
    #[error("the folder holds no file to read (hidden files and decisions are left out)")]
    EmptyFolder,
    /// Nothing in it.
    #[error("is empty; expected page text, saved HTML, JSON, a table or a set")]
    Empty,
    /// No text at all.
    #[error(
        "is no text (a zero byte at {offset}); expected page text, saved HTML, JSON, a table or a set"
    )]
    Binary {
        /// Bytes before the zero byte.
        offset: usize,
    },
    /// Text in another encoding.
    #[error("is UTF-16; save it as UTF-8")]
    Utf16,
    /// A byte that UTF-8 doesn't have.
    #[error("is not UTF-8 (first bad byte at {offset}); save it as UTF-8")]
    NotUtf8 {
        /// Bytes before the bad one, from the start of the file.
        offset: usize,
    },
    /// A record beyond the limit.
    #[error("the record has {bytes} bytes, the limit is {limit}; split it or leave out bodies")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// A file that has to be read whole, beyond the limit.
    #[error(
        "has {bytes} bytes, and the limit for {shape} is {limit}; save it in parts, or as JSON"
    )]
    TooBig {
        /// The shape it has.
        shape: Shape,
        /// Its length.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// More records than one import takes.
    #[error(
        "more than {limit} records; this one and those after it were left out, import them into another set"
    )]
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// JSON nested beyond the limit.
    #[error(
        "the JSON is nested {depth} deep, the limit is {limit}; no incident is, so check the file"
    )]
    TooDeep {
        /// How deep it nests.
        depth: usize,
        /// The limit.
        limit: usize,
    },
    /// A key twice in one object.
    #[error("the key {key:?} stands twice: {first} and {second}; keep the right one")]
    KeyTwice {
        /// The key.
        key: String,
        /// Its first value, as raw JSON, escaped and cut short.
        first: String,
        /// Its second value, likewise.
        second: String,
    },
    /// The file lost bytes while it was read.
    #[error(
        "was cut short while it was read: it had {had} bytes and has {now}; import it again once it is whole"
    )]
    CutShort {
        /// Its length when it was opened.
        had: u64,
        /// Its length now.
        now: u64,
    },
    /// The file got more bytes while it was read.
    #[error(
        "grew while it was read: the first {had} of its {now} bytes were read; import it again for the rest"
    )]
    Grew {
        /// Its length when it was opened.
        had: u64,
        /// Its length now.
        now: u64,
    },
    /// The file was written or another one took its name.
    #[error("was changed or replaced while it was read; import it again")]
    Changed,
    /// None of the shapes.
    #[error(
        "has no known shape; expected {expected}; --shape forces one, and `overrule monitor` makes a set of news articles"
    )]
    Unrecognised {
        /// The shapes there are.
        expected: String,
    },
    /// The shape was forced, and the file has nothing of it.
    #[error("holds nothing to read as {shape}; leave the shape out to have it detected")]
    Nothing {
        /// The shape.
        shape: Shape,
    },
    /// Saved HTML without the data it was expected to embed.
    #[error(
        "holds no <script id=\"ng-state\"> with incidents; save the page once it has loaded \
         (\"HTML only\"), or copy its text into a file"
    )]
    NoEmbeddedData,
    /// JSON that breaks off or isn't JSON.
    #[error("not JSON from here: {cause}; what stands before it was taken")]
    BrokenJson {
        /// What the parser said.
        cause: String,
    },
    /// A record that can't be read.
    #[error("the record can't be read: {cause}")]
    BadRecord {
        /// What is wrong with it.
        cause: String,
    },
    /// A record without anything to review.
    #[error(
        "the record has no id, title or summary; expected an incident{}",
        fields_are(fields)
    )]
    NotAnIncident {
        /// The names of its fields.
        fields: String,
    },
    /// A table without the columns of labelled incidents.
    #[error(
        "is a table with the columns {columns}; for incidents to review it needs one for the title and one for the label or the rationale, and articles without labels are for `overrule monitor`"
    )]
    Table {
        /// Its columns.
        columns: String,
    },
    /// A line of an export.
    #[error("a line of a reviewed export, which is no set; open the set that it was made of")]
    Reviewed,
    /// A line of a journal.
    #[error("a decision out of a journal, and no incident; name the set that it is about")]
    Decision,
    /// Another record with the same id came first.
    #[error(
        "the id {id} belongs to another record, {file}:{line}; give it an id of its own, or put its articles into that one"
    )]
    IdTaken {
        /// The id.
        id: IncidentId,
        /// The file of the first one.
        file: String,
        /// The line of the first one.
        line: u64,
    },
}

/// What fields a record has, cut where there are many.
fn fields_are(fields: &str) -> String {
    let cut: String = fields.chars().take(200).collect();
    if cut.is_empty() {
        cut
    } else {
        format!(", and its fields are {cut}")
    }
}

impl From<JsonError> for Skip {
    fn from(error: JsonError) -> Self {
        match error {
            JsonError::Deep { depth, limit } => Self::TooDeep { depth, limit },
            JsonError::Duplicate {
                key, first, second, ..
            } => Self::KeyTwice { key, first, second },
            JsonError::Syntax(_) | JsonError::Field { .. } => Self::BadRecord {
                cause: error.to_string(),
            },
        }
    }
}
