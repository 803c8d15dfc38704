//! What a decision was based on: hashes of the label, the text, the rationale
//! and the grouping that the analyst had in front of them.
//!
//! Each hash is BLAKE3, cut to 128 bits, over the decoded fields, each with its
//! length in front, so that `("ab", "c")` and `("a", "bc")` differ and the
//! JSON spelling of a text doesn't matter. An absent field and an empty one
//! hash alike.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::{LabelId, SeverityId};
use super::incident::{Article, Incident};
use super::time::Date;
use super::verdict::{How, Verdict};

/// 128 bits of a BLAKE3 hash, as 32 lower-case hex digits.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Digest(pub String);

impl Digest {
    /// Hashes fields, each with its length in bytes (8 bytes, little end first) before it.
    pub fn of(fields: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for field in fields {
            hasher.update(&(field.len() as u64).to_le_bytes());
            hasher.update(field.as_bytes());
        }
        Self::from_hash(&hasher.finalize())
    }

    /// Hashes bytes as they are.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::from_hash(&blake3::hash(bytes))
    }

    /// Cuts a whole hash down.
    pub fn from_hash(hash: &blake3::Hash) -> Self {
        Self(hash.to_hex()[..32].to_owned())
    }

    /// The first 16 digits: enough for an id.
    pub fn short(&self) -> &str {
        self.0.get(..16).unwrap_or(&self.0)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text and the machine verdict that were judged, embedded in the first
/// event on a basis so that they can be shown even after the set changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// Title of the incident or headline of the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Summary of the incident or lead of the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Outlet of the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Date of incident or article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Address of the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The machine's label as shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<LabelId>,
    /// The machine's severity as shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<SeverityId>,
    /// How the label was obtained.
    #[serde(default)]
    pub how: How,
    /// The guess, where the verdict was unclear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guess: Option<LabelId>,
    /// The machine's rationale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<String>,
    /// Ids of the articles of the incident, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<super::id::ArticleId>,
}

/// Hashes of what was judged, and on its first use the judged text itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Label, severity, guess and how they were obtained.
    pub label: Digest,
    /// What the world says: title, date, country and summary, or headline, outlet, date, address and lead.
    pub text: Digest,
    /// The machine's rationale.
    pub rationale: Digest,
    /// Which articles the incident holds; for an article, which incident and article it is.
    pub grouping: Digest,
    /// The judged text and verdict, on the first event on this basis only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Box<Judged>>,
}

impl Basis {
    /// The basis of a decision on an incident as a whole, with the judged text.
    pub fn of_incident(incident: &Incident) -> Self {
        let mut ids: Vec<&str> = incident.articles.iter().map(|a| a.id.as_str()).collect();
        ids.sort_unstable();
        let verdict = &incident.verdict;
        Self {
            label: label_digest(verdict),
            text: Digest::of(&[
                text(&incident.title),
                &date(incident.date),
                text(&incident.country),
                text(&incident.summary),
            ]),
            rationale: Digest::of(&[text(&verdict.rationale)]),
            grouping: Digest::of(&ids),
            judged: Some(Box::new(Judged {
                title: incident.title.clone(),
                text: incident.summary.clone(),
                date: incident.date,
                articles: incident.articles.iter().map(|a| a.id.clone()).collect(),
                ..judged(verdict)
            })),
        }
    }

    /// The basis of a decision on one article of an incident, with the judged text.
    pub fn of_article(incident: &Incident, article: &Article) -> Self {
        let verdict = &article.verdict;
        Self {
            label: label_digest(verdict),
            text: Digest::of(&[
                text(&article.title),
                text(&article.outlet),
                &date(article.date),
                text(&article.url),
                text(&article.lead),
            ]),
            rationale: Digest::of(&[text(&verdict.rationale)]),
            grouping: Digest::of(&[incident.id.as_str(), article.id.as_str()]),
            judged: Some(Box::new(Judged {
                title: article.title.clone(),
                text: article.lead.clone(),
                outlet: article.outlet.clone(),
                date: article.date,
                url: article.url.clone(),
                ..judged(verdict)
            })),
        }
    }

    /// True where both were judged on the same label, text, rationale and grouping.
    pub fn same_as(&self, other: &Self) -> bool {
        self.label == other.label
            && self.text == other.text
            && self.rationale == other.rationale
            && self.grouping == other.grouping
    }

    /// The four hashes alone.
    pub fn bare(&self) -> Self {
        Self {
            judged: None,
            ..self.clone()
        }
    }
}

fn judged(verdict: &Verdict) -> Judged {
    Judged {
        label: verdict.label.clone(),
        severity: verdict.severity.clone(),
        how: verdict.how,
        guess: verdict.guess.clone(),
        rationale: verdict.rationale.clone(),
        ..Judged::default()
    }
}

fn label_digest(verdict: &Verdict) -> Digest {
    let how = match verdict.how {
        How::Field => "field",
        How::Prose => "prose",
        How::Model => "model",
        How::Unclear => "unclear",
    };
    Digest::of(&[
        verdict.label.as_ref().map_or("", LabelId::as_str),
        verdict.severity.as_ref().map_or("", SeverityId::as_str),
        verdict.guess.as_ref().map_or("", LabelId::as_str),
        how,
    ])
}

fn text(field: &Option<String>) -> &str {
    field.as_deref().unwrap_or_default()
}

fn date(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_do_not_run_together() {
        assert_ne!(Digest::of(&["ab", "c"]), Digest::of(&["a", "bc"]));
        assert_eq!(Digest::of(&["a"]).as_str().len(), 32);
    }

    #[test]
    fn each_part_moves_only_its_own_hash() {
        let plain = Incident::from_json(
            r#"{"id":"i","title":"T","verdict":{"label":"hazard","how":"field","rationale":"R"},"articles":[{"id":"a"}]}"#,
        )
        .unwrap();
        let base = Basis::of_incident(&plain);
        let changed = |edit: fn(&mut Incident)| {
            let mut other = plain.clone();
            edit(&mut other);
            let new = Basis::of_incident(&other);
            [
                new.label != base.label,
                new.text != base.text,
                new.rationale != base.rationale,
                new.grouping != base.grouping,
            ]
        };
        assert_eq!(
            changed(|i| i.verdict.label = Some("incident".into())),
            [true, false, false, false]
        );
        assert_eq!(
            changed(|i| i.title = Some("U".into())),
            [false, true, false, false]
        );
        assert_eq!(
            changed(|i| i.verdict.rationale = Some("S".into())),
            [false, false, true, false]
        );
        assert_eq!(changed(|i| i.articles.clear()), [false, false, false, true]);
    }
}
