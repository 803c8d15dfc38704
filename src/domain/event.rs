//! What people decided, as events: the lines of a journal.
//!
//! An [`Event`] is made by the reviewer's program; the writer turns it into a
//! [`Record`] by giving it a sequence number and chaining it to the line
//! before. State is a fold over events; nothing is rewritten, and undoing is
//! another event. Version 1 of the format is complete: acts that no screen
//! offers yet are read, kept and folded all the same.

mod record;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::basis::{Basis, Digest};
use super::id::{
    EventId, FacetId, GroupId, IncidentId, LabelId, Names, ReviewerId, SeverityId, Target,
};
use super::strict;
use super::time::At;

pub use record::{BEGINNING, Head, Record, VERSION};

/// What a decision amounts to, seen from the machine's verdict.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The analyst gave the machine's own label.
    Sustained,
    /// The analyst gave another label.
    Overruled,
    /// The machine had no label, or an unclear one; the analyst gave one.
    Supplied,
    /// The analyst looked and can't tell. Final, and not the same as deferred.
    CantTell,
}

impl Outcome {
    /// The outcome of answering `human` where the machine said `machine`.
    pub fn of(machine: Option<&LabelId>, human: Option<&LabelId>) -> Self {
        match (machine, human) {
            (_, None) => Self::CantTell,
            (None, Some(_)) => Self::Supplied,
            (Some(machine), Some(human)) if machine == human => Self::Sustained,
            (Some(_), Some(_)) => Self::Overruled,
        }
    }
}

/// Which answer of a blind review this is; outside blind review always final.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Given before the machine's side was shown.
    First,
    /// Given with the machine's side in view.
    #[default]
    Final,
}

/// By which way a decision was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A person pressed a key on this one item.
    #[default]
    Key,
    /// Part of a bulk act; stays out of agreement, accuracy and learning.
    Bulk,
    /// From the command line.
    Headless,
}

/// The analyst's verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The label; none means *can't tell*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<LabelId>,
    /// What that amounts to.
    pub outcome: Outcome,
    /// First or final answer.
    #[serde(default)]
    pub stage: Stage,
    /// Key, bulk or headless.
    #[serde(default)]
    pub how: Way,
    /// A severity the analyst had set before that this label doesn't allow: this event unsets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unset_severity: Option<SeverityId>,
}

/// What the analyst had read when deciding; several may hold.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Saw {
    /// The headline alone.
    Headline,
    /// The machine's summary or rationale.
    MachineText,
    /// The lead that the set holds.
    Lead,
    /// The article's text, pasted here.
    Pasted,
    /// The article, somewhere else.
    ReadElsewhere,
}

/// Pasted evidence: the hash always, the text where it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pasted {
    /// Hash of the pasted text.
    pub hash: Digest,
    /// The text itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A remark on a target. A value of none takes the remark back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Remark {
    /// Why: the id of a criterion of the vocabulary.
    Criterion(Option<String>),
    /// How good the rationale is: the id of a grade of the vocabulary.
    Grade(Option<String>),
    /// Free text.
    Note(Option<String>),
    /// What the analyst had read.
    Saw(Saw),
    /// Evidence pasted by the analyst.
    Pasted(Pasted),
}

/// To what the analyst was exposed before or between answers.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Exposure {
    /// The machine's label or rationale.
    Machine,
    /// A colleague's answer.
    Colleague,
    /// The page of the source, which shows the machine's side.
    SourcePage,
}

/// A correction to the record itself, laid over the immutable set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// The severity; none takes it back.
    Severity(Option<SeverityId>),
    /// The harm letter (a) to (d); none takes it back.
    HarmLetter(Option<String>),
    /// All values of one facet; an empty list means *none apply*.
    Facet {
        /// The facet.
        facet: FacetId,
        /// Its values.
        values: Vec<String>,
    },
    /// A text field (`title`, `summary`, `country`, `date`); none takes the correction back.
    Text {
        /// The field.
        field: String,
        /// The corrected text.
        value: Option<String>,
    },
}

/// How one target stands to others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Relation {
    /// These incidents are one event; the target takes them in.
    Merge {
        /// The incidents taken in.
        with: Vec<IncidentId>,
    },
    /// These articles leave the target and become an incident of their own.
    Split {
        /// The articles that leave.
        articles: Vec<super::id::ArticleId>,
    },
    /// The target article belongs to another incident.
    Move {
        /// The incident it belongs to; none means a new one.
        to: Option<IncidentId>,
    },
    /// The target is the same as this one.
    DuplicateOf(Target),
    /// The target article belongs to this incident as well.
    AlsoIn {
        /// The further incident.
        incident: IncidentId,
    },
}

/// Which articles of an incident must be decided before the incident counts as reviewed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ArticleRule {
    /// All of them.
    Required,
    /// Those of incidents whose article verdicts split.
    #[default]
    Split,
    /// None.
    Optional,
}

/// The rules of a review, fixed before the first decision they govern.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// The seed from which blind membership is drawn.
    pub seed: String,
    /// Named rates, 0 to 1, such as `blind`.
    #[serde(deserialize_with = "strict::map")]
    pub rates: BTreeMap<String, f64>,
    /// Which articles must be decided.
    #[serde(default)]
    pub articles: ArticleRule,
}

/// What was found and put right when a journal was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recovered {
    /// What was wrong, in words.
    pub what: String,
    /// How many bytes were set aside.
    pub bytes: u64,
    /// Where they were put.
    pub quarantine: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Act {
    /// A verdict.
    Decide(Decision),
    /// A remark.
    Annotate(Remark),
    /// Put off for later.
    Defer {
        /// Why, where the analyst said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Something was shown.
    Expose(Exposure),
    /// A correction.
    Edit(Edit),
    /// A relation.
    Relate(Relation),
    /// An earlier event, or a whole group, no longer counts.
    Undo {
        /// The event.
        event: EventId,
        /// The bulk act, where a whole one is undone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<GroupId>,
    },
    /// An undone event counts again.
    Redo {
        /// The event that was undone.
        event: EventId,
        /// The bulk act, where a whole one is redone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<GroupId>,
    },
    /// The rules of the review.
    Protocol(Protocol),
    /// The journal was put right.
    Recovered(Recovered),
    /// A bulk act begins.
    Begin {
        /// The group of all its parts.
        group: GroupId,
        /// How many targets it covers.
        count: u64,
        /// The filter that chose them.
        filter: String,
    },
    /// Many targets decided alike in one line (at most 64 KiB).
    Part {
        /// The targets.
        targets: Vec<Target>,
        /// What was decided on each.
        decision: Decision,
    },
    /// A bulk act is whole; before this line none of it counts.
    Commit {
        /// The group.
        group: GroupId,
        /// Hash over the ids of its events but for the first and this one, sorted.
        hash: Digest,
    },
    /// Conflicting answers were settled.
    Adjudicate {
        /// The verdict.
        decision: Decision,
        /// The answers it settles.
        settles: Vec<EventId>,
    },
}

/// One event as its maker made it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Its id, a UUIDv7.
    pub id: EventId,
    /// When it was made, on the maker's clock.
    pub at: At,
    /// Who made it.
    pub reviewer: ReviewerId,
    /// What it is about; none for protocol, groups and recovery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// What happened.
    pub act: Act,
    /// The bulk act it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// What was judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Decisions on this target that the maker's program had read by then: answers of
    /// others that stood; on a verdict, putting off or a criterion also the maker's own
    /// verdicts and deferrals that no later one names. A verdict or a deferral names
    /// itself as well: one that does was made knowing of no other own one than those it
    /// names, and those that these name. In place of a decision of a bulk act that is
    /// being written its group may stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<EventId>,
}

/// Has reviewer, group and label of an event share their texts with all that were
/// shared before.
pub fn share(
    (reviewer, group, act): (&mut ReviewerId, &mut Option<GroupId>, &mut Act),
    names: &mut Names,
) {
    reviewer.share(names);
    if let Some(group) = group {
        group.share(names);
    }
    if let Act::Decide(decision) | Act::Part { decision, .. } = act
        && let Some(label) = &mut decision.label
    {
        label.share(names);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outcome_follows_from_both_labels() {
        let (incident, hazard) = (LabelId::from("incident"), LabelId::from("hazard"));
        assert_eq!(
            Outcome::of(Some(&incident), Some(&incident)),
            Outcome::Sustained
        );
        assert_eq!(
            Outcome::of(Some(&incident), Some(&hazard)),
            Outcome::Overruled
        );
        assert_eq!(Outcome::of(None, Some(&hazard)), Outcome::Supplied);
        assert_eq!(Outcome::of(Some(&incident), None), Outcome::CantTell);
        assert_eq!(Outcome::of(None, None), Outcome::CantTell);
    }

    #[test]
    fn an_unknown_field_in_a_record_is_refused() {
        let text = r#"{"v":1,"seq":1,"id":"01932e3c-0000-7000-8000-000000000000","at":"2026-01-01T00:00:00Z","reviewer":"ana","act":{"defer":{}},"prev":"0","more":1}"#;
        assert!(serde_json::from_str::<Record>(text).is_err());
    }
}
