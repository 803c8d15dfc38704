//! What changed of a thing since a decision on it: the decision stands, and is
//! *stale*, until its maker has looked again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::basis::Basis;
use super::id::Target;
use super::incident::Incident;

/// A part of what a verdict was based on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The machine's label or severity, or how it was obtained.
    Label,
    /// Title, date, country or summary; headline, outlet, date, address or lead.
    Text,
    /// The rationale.
    Rationale,
    /// Which articles the incident holds.
    Grouping,
}

impl Part {
    /// Its name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Text => "text",
            Self::Rationale => "rationale",
            Self::Grouping => "articles",
        }
    }
}

impl Basis {
    /// That of a decision on a target; none where the incident doesn't hold it.
    pub fn of(incident: &Incident, target: &Target) -> Option<Self> {
        Some(match &target.article {
            None => Self::of_incident(incident),
            Some(_) => Self::of_article(incident, incident.article_of(target)?),
        })
    }

    /// The parts that are other ones now.
    pub fn changed(&self, now: &Self) -> Vec<Part> {
        [
            (Part::Label, self.label != now.label),
            (Part::Text, self.text != now.text),
            (Part::Rationale, self.rationale != now.rationale),
            (Part::Grouping, self.grouping != now.grouping),
        ]
        .into_iter()
        .filter_map(|(part, differs)| differs.then_some(part))
        .collect()
    }
}
