//! Identifiers, each a type of its own, so that an article id can't be passed
//! where an incident id is meant.

use std::fmt;
use std::sync::Arc;

use foldhash::HashSet;
use schemars::JsonSchema;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Texts of identifiers, each held in memory once.
#[derive(Clone, Debug, Default)]
pub struct Names(HashSet<Arc<str>>);

impl Names {
    fn share(&mut self, text: &mut Arc<str>) {
        match self.0.get(text) {
            Some(known) => *text = Arc::clone(known),
            None => {
                self.0.insert(Arc::clone(text));
            }
        }
    }
}

/// Reads a text as an identifier holds it.
struct Read;

impl Visitor<'_> for Read {
    type Value = Arc<str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<Arc<str>, E> {
        Ok(text.into())
    }
}

/// A string newtype with the conversions every identifier needs.
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
        #[schemars(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The identifier as it is written in files.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Shares its text with all that were shared before and are equal.
            pub fn share(&mut self, names: &mut Names) {
                names.share(&mut self.0);
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_str(Read).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
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
