//! The reviewed export as values: a header, a row per target and reviewer, and
//! every event of the journals. How the rows come about is in [`super::build()`],
//! how they are spelled in the writers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::changed::Part;
use crate::domain::event::{Edit, Exposure, Head, Pasted, Protocol, Relation, Saw, Way};
use crate::domain::{
    ArticleId, At, Date, Digest, Event, EventId, How, IncidentId, LabelId, Outcome, ReviewerId,
    SeverityId, Stage,
};

/// What the header's `format` says.
pub const FORMAT: &str = "overrule-reviewed";

/// The version of the export that this program writes and reads.
pub const VERSION: u32 = 1;

/// A reviewed set: every verdict, by whom, on what, and every event behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reviewed {
    /// What the export covers, and what it was made from.
    pub header: Header,
    /// One row per target and reviewer: incidents in the order of the set, each
    /// before its articles, reviewers by name; orphaned targets last.
    pub rows: Vec<Row>,
    /// Every event of the journals, oldest first, of incidents that the filter
    /// left out as well, so that reading them back gives the same ledger.
    pub events: Vec<Event>,
}

/// What an export covers, and what it was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// Always `overrule-reviewed`.
    pub format: String,
    /// Version of the format.
    pub v: u32,
    /// Time of the latest event; null where there is none.
    pub as_of: Option<At>,
    /// The set that was reviewed.
    pub set: SetInfo,
    /// The filter that chose the incidents; empty means all.
    pub filter: String,
    /// The reviewer for whom the filter was asked (`pending` for whom?), where one was.
    pub reviewer: Option<ReviewerId>,
    /// Whether pasted texts are in the export.
    pub texts: Texts,
    /// How much is in the export.
    pub counts: Counts,
    /// Ids of the JSON Schemas that the files follow.
    pub schemas: Schemas,
    /// The vocabulary of the review.
    pub taxonomy: Taxonomy,
    /// The program that wrote it.
    pub tool: Tool,
    /// The protocol in force, where one was recorded.
    pub protocol: Option<Protocol>,
    /// The last line of each journal file, by file name.
    pub heads: BTreeMap<String, Head>,
}

/// The set that was reviewed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SetInfo {
    /// Its file name.
    pub name: String,
    /// Hash of the file.
    pub hash: Digest,
    /// How many incidents it holds.
    pub incidents: u64,
}

/// Whether pasted texts are in the export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Texts {
    /// Their hashes alone.
    #[default]
    Hashes,
    /// Their hashes and the texts.
    Whole,
}

/// How much is in an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Incidents that passed the filter and are in the rows.
    pub incidents_covered: u64,
    /// Incidents that the filter left out.
    pub incidents_left_out: u64,
    /// Rows.
    pub rows: u64,
    /// Targets with events that the set doesn't hold; they are in the rows whatever the filter.
    pub orphaned: u64,
    /// Events.
    pub events: u64,
}

/// Ids of the JSON Schemas that the files follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Schemas {
    /// A line of a set.
    pub set: String,
    /// A line of a journal.
    pub journal: String,
    /// This export.
    pub export: String,
}

/// A vocabulary, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Taxonomy {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
}

/// A program, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What one reviewer (or, with no reviewer, nobody yet) left on one target.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// The incident.
    pub incident: IncidentId,
    /// The article; null for the incident as a whole.
    pub article: Option<ArticleId>,
    /// Whether the set holds the target.
    pub place: Place,
    /// Title or headline, as the set has it now (of an orphan: as judged).
    pub title: Option<String>,
    /// Outlet of the article.
    pub outlet: Option<String>,
    /// Date of incident or article.
    pub date: Option<Date>,
    /// Address of the article.
    pub url: Option<String>,
    /// Who; null where nobody left anything on the target.
    pub reviewer: Option<ReviewerId>,
    /// The machine's verdict as shown when the reviewer judged.
    pub machine: Option<Machine>,
    /// The machine's verdict in the set now; null for an orphan.
    pub machine_now: Option<Machine>,
    /// What changed in the set since the reviewer judged; empty means nothing did.
    pub stale: Vec<Part>,
    /// The reviewer's label; null where there is no verdict, or the outcome is `cant_tell`.
    pub label: Option<LabelId>,
    /// What the verdict amounts to; null where there is no verdict.
    pub outcome: Option<Outcome>,
    /// Whether the verdict that stands is a blind first answer or a final one.
    pub stage: Option<Stage>,
    /// Key, bulk or headless; bulk verdicts belong in no measure of agreement or accuracy.
    pub how: Option<Way>,
    /// When the verdict was given.
    pub decided_at: Option<At>,
    /// The blind first answer, where there was one.
    pub first: Option<First>,
    /// Set while the target is put off.
    pub deferred: Option<Deferral>,
    /// Answers that the reviewer gave without knowing of each other, on two machines
    /// or in two windows, and that differ, oldest first: none of them is the verdict.
    #[serde(default)]
    pub apart: Vec<Apart>,
    /// Id of the criterion.
    pub criterion: Option<String>,
    /// Id of the grade of the rationale.
    pub grade: Option<String>,
    /// The note.
    pub note: Option<String>,
    /// What the reviewer had read.
    pub saw: Vec<Saw>,
    /// Evidence pasted.
    pub pasted: Vec<Pasted>,
    /// What was shown to the reviewer, and when.
    pub exposures: Vec<Shown>,
    /// Corrections that stand, oldest first.
    pub edits: Vec<Edit>,
    /// Relations that stand, oldest first.
    pub relations: Vec<Relation>,
    /// Ids of all the reviewer's events on the target, oldest first.
    pub events: Vec<EventId>,
    /// Ids of those that are undone.
    pub undone: Vec<EventId>,
    /// The target's verdict over all reviewers. Null beside a `final_how` of
    /// single, unanimous or adjudicated means can't tell.
    #[serde(rename = "final")]
    pub final_label: Option<LabelId>,
    /// How `final` came about; null while nobody has answered.
    pub final_how: Option<FinalHow>,
    /// Of an incident in the set: how many of its articles have an answer from
    /// anyone (can't tell is one, deferred is none).
    pub articles: Option<ArticleCount>,
}

/// Whether the set holds a target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// It does.
    #[default]
    InSet,
    /// It doesn't (any more): the decisions are kept all the same.
    Orphaned,
}

/// The machine's verdict on a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Machine {
    /// The label.
    pub label: Option<LabelId>,
    /// The severity.
    pub severity: Option<SeverityId>,
    /// How the label was obtained.
    pub how: How,
    /// The likeliest label, where it was unclear.
    pub guess: Option<LabelId>,
    /// The rationale, word for word.
    pub rationale: Option<String>,
}

/// A blind first answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct First {
    /// The label; null means can't tell.
    pub label: Option<LabelId>,
    /// What it amounts to.
    pub outcome: Outcome,
}

/// A target put off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deferral {
    /// When.
    pub at: At,
    /// Why, where the reviewer said.
    pub reason: Option<String>,
}

/// One of several answers that none knew of the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Apart {
    /// Its event.
    pub event: EventId,
    /// When it was given.
    pub at: At,
    /// The label; null means can't tell.
    pub label: Option<LabelId>,
    /// What it amounts to.
    pub outcome: Outcome,
}

/// Something shown to a reviewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Shown {
    /// When.
    pub at: At,
    /// What.
    pub what: Exposure,
}

/// How a target's verdict over all reviewers came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FinalHow {
    /// One reviewer answered.
    Single,
    /// Several answered alike.
    Unanimous,
    /// Someone settled a conflict.
    Adjudicated,
    /// Answers differ, of several reviewers or of one who gave them apart; nobody is
    /// outvoted, so there is no verdict.
    Conflicting,
}

/// How many articles of an incident are reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ArticleCount {
    /// Those with an answer.
    pub reviewed: u64,
    /// All that the set lists.
    pub of: u64,
}
