//! What the monitor proposes about the grouping of a set: articles that may
//! belong to another event, and incidents that may be one. A proposal is a
//! reason to look; only a person splits or merges.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::{ArticleId, IncidentId};
use super::json::Kept;
use super::object::object;

/// The proposals on one incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proposals {
    /// Articles that stand apart from the others: they may be about another event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub split: Vec<Apart>,
    /// Incidents that may be the same event, the nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merge: Vec<Near>,
    /// Fields that this program doesn't know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub extra: Kept,
}

/// An article that is unlike the others of its incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Apart {
    /// The article.
    pub article: ArticleId,
    /// How alike it is to the others, 0 (no word in common) to 1, on average.
    pub likeness: Share,
    /// Below this likeness an article stands apart.
    pub below: Share,
}

/// Another incident that may be the same event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Near {
    /// The other incident.
    pub incident: IncidentId,
    /// Its title, as it was then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How alike the two are, 0 to 1.
    pub likeness: Share,
    /// From this likeness on new articles join of themselves.
    pub joined: Share,
}

/// A likeness, 0 to 1, kept in hundredths: more digits would claim more than
/// is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u8);

impl Share {
    /// Rounds to hundredths; what lies outside 0 to 1 becomes the nearer end.
    pub fn of(value: f64) -> Self {
        // A cast saturates; not-a-number becomes 0.
        Self((value * 100.0).round().clamp(0.0, 100.0) as u8)
    }

    /// As [`Share::of`], but rounded down, so that what is below a threshold of
    /// whole hundredths is so when it is read.
    pub fn down(value: f64) -> Self {
        // A threshold has come through a shorter number.
        let hundredths = (value * 100.0 + 1e-4).floor();
        Self(hundredths.clamp(0.0, 100.0) as u8)
    }

    /// As a number.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl Serialize for Share {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::of)
    }
}

impl JsonSchema for Share {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Share".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number", "minimum": 0, "maximum": 1 })
    }
}

object! {
    Proposals { read: split, merge; } extra.0
}

impl Proposals {
    /// True where nothing is proposed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Incident;

    #[test]
    fn what_is_below_a_threshold_stays_below_it() {
        assert!(Share::down(0.129) < Share::of(0.13));
        assert_eq!(Share::down(f64::from(0.13_f32)), Share::of(0.13));
        assert_eq!(Share::down(-1.0), Share::default());
    }

    #[test]
    fn proposals_come_out_as_they_went_in() {
        let line = r#"{"id":"i","proposals":{"split":[{"article":"a","likeness":0.02,"below":0.05}],"merge":[{"incident":"j","title":"T","likeness":0.27,"joined":0.3}],"seen":true},"articles":[{"id":"a","home":"h"}]}"#;
        let incident = Incident::from_json(line).unwrap();
        assert_eq!(incident.proposals.merge[0].likeness, Share::of(0.27));
        assert_eq!(
            incident.target_of(&incident.articles[0]),
            crate::domain::Target::article("h", "a")
        );
        let text = incident.to_json().unwrap();
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        let was: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(read["proposals"], was["proposals"]);
        assert_eq!(read["articles"], was["articles"]);
    }

    #[test]
    fn a_share_is_in_hundredths_and_in_bounds() {
        for (given, kept) in [(0.274, 0.27), (-1.0, 0.0), (7.0, 1.0), (f64::NAN, 0.0)] {
            assert_eq!(Share::of(given).value(), kept, "{given}");
        }
    }
}
