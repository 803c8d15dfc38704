//! Identifiers, each a type of its own, so that an article id can't be passed
//! where an incident id is meant.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A string newtype with the conversions every identifier needs.
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            JsonSchema,
        )]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as it is written in files.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    };
}

text_id! {
    /// An incident: the source's own id, else `h:` and a hash of title or summary.
    IncidentId
}
text_id! {
    /// An article: the source's own id, else `h:` and a hash of title, outlet and date.
    ArticleId
}
text_id! {
    /// A label of the vocabulary, such as `incident` or `hazard`.
    LabelId
}
text_id! {
    /// A rung of the severity ladder, such as `serious_incident`.
    SeverityId
}
text_id! {
    /// A facet of the vocabulary, such as `harm_types`.
    FacetId
}
text_id! {
    /// The name under which a person's decisions are recorded.
    ReviewerId
}
text_id! {
    /// A bulk act: all its parts carry the same group.
    GroupId
}

/// One event of a journal (a UUIDv7, so that ids sort by time of making).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct EventId(#[schemars(with = "String")] pub uuid::Uuid);

impl EventId {
    /// Builds a UUIDv7 from a time in milliseconds since 1970 and ten random
    /// bytes, both given by the caller: nothing here asks a clock.
    pub fn new(unix_ms: u64, random: [u8; 10]) -> Self {
        Self(uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid())
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a decision is about: an incident as a whole, or one article *in that
/// incident*. The same article in two incidents is two targets.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The incident.
    pub incident: IncidentId,
    /// The article, or nothing for the incident itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleId>,
}

impl Target {
    /// The incident as a whole.
    pub fn incident(id: impl Into<IncidentId>) -> Self {
        Self {
            incident: id.into(),
            article: None,
        }
    }

    /// One article in an incident.
    pub fn article(incident: impl Into<IncidentId>, article: impl Into<ArticleId>) -> Self {
        Self {
            incident: incident.into(),
            article: Some(article.into()),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.article {
            None => write!(f, "{}", self.incident),
            Some(article) => write!(f, "{} / {}", self.incident, article),
        }
    }
}
