//! What a decision was based on: hashes of the label, the text, the rationale
//! and the grouping that the analyst had in front of them.
//!
//! Each hash is BLAKE3, cut to 128 bits, over the decoded fields, each with its
//! length in front, so that `("ab", "c")` and `("a", "bc")` differ and the
//! JSON spelling of a text doesn't matter. An absent field and an empty one
//! hash alike.

use std::fmt;

use schemars::JsonSchema;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::id::{LabelId, SeverityId};
use super::incident::{Article, Incident};
use super::time::Date;
use super::verdict::{How, Verdict};

/// 128 bits of a BLAKE3 hash, written as 32 lower-case hex digits; all bits zero
/// where nothing was hashed.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 16]);

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
        let mut bits = [0; 16];
        bits.copy_from_slice(&hash.as_bytes()[..16]);
        Self(bits)
    }

    /// The first 32 bits: enough to tell two apart that belong together.
    pub fn first(self) -> u32 {
        let [a, b, c, d, ..] = self.0;
        u32::from_be_bytes([a, b, c, d])
    }

    /// The first 16 digits: enough for an id.
    pub fn short(self) -> String {
        let mut digits = self.to_string();
        digits.truncate(16);
        digits
    }

    /// What `text` spells; none where it isn't 32 lower-case hex digits.
    fn spelled(text: &str) -> Option<Self> {
        let digits: &[u8; 32] = text.as_bytes().try_into().ok()?;
        let mut bits = [0; 16];
        let mut wrong = 0;
        for (byte, pair) in bits.iter_mut().zip(digits.as_chunks::<2>().0) {
            // Not mapped: two lookups are a few instructions, and this is hot.
            let high = VALUES[usize::from(pair[0])];
            let low = VALUES[usize::from(pair[1])];
            // No value of a digit has one of the upper bits.
            wrong |= high | low;
            *byte = high << 4 | low & 15;
        }
        (wrong < 16).then_some(Self(bits))
    }
}

/// The value of each byte as a lower-case hex digit; 255 for what is none.
static VALUES: [u8; 256] = {
    let mut values = [u8::MAX; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value] as usize] = value as u8;
        value += 1;
    }
    values
};

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut digits = [0; 32];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        f.pad(std::str::from_utf8(&digits).unwrap_or_default())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Spelled;
        impl Visitor<'_> for Spelled {
            type Value = Digest;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("32 lower-case hex digits")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Digest, E> {
                let wrong = || E::invalid_value(serde::de::Unexpected::Str(text), &self);
                Digest::spelled(text).ok_or_else(wrong)
            }
        }
        from.deserialize_str(Spelled)
    }
}

impl JsonSchema for Digest {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Digest".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "128 bits of a BLAKE3 hash, as 32 lower-case hex digits.",
            "type": "string"
        })
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
            grouping: grouping_digest(incident),
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
            grouping: Digest::of(&[
                article.home.as_ref().unwrap_or(&incident.id).as_str(),
                article.id.as_str(),
            ]),
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

    /// What was judged in short, to tell whether that is another now: see [`said`].
    pub fn said(&self) -> u32 {
        in_short(self.label, self.grouping)
    }

    /// True where both were judged on the same label, text, rationale and grouping.
    pub fn same_as(&self, other: &Self) -> bool {
        self.changed(other).is_empty()
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

/// The label of an incident and which articles it was given for, in 32 bits:
/// another number says that one of them is another. As [`Basis::said`].
pub fn said(incident: &Incident) -> u32 {
    in_short(label_digest(&incident.verdict), grouping_digest(incident))
}

fn in_short(label: Digest, grouping: Digest) -> u32 {
    label.first() ^ grouping.first()
}

fn grouping_digest(incident: &Incident) -> Digest {
    let mut ids: Vec<&str> = incident.articles.iter().map(|a| a.id.as_str()).collect();
    ids.sort_unstable();
    Digest::of(&ids)
}

/// The hash of label, severity and guess, and of how they were obtained.
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
    fn a_digest_is_spelled_in_one_way() {
        let digest = Digest::of(&["a"]);
        let digits = digest.to_string();
        assert_eq!(Digest::spelled(&digits), Some(digest));
        assert_eq!(
            serde_json::from_str::<Digest>(&format!("\"{digits}\"")).unwrap(),
            digest
        );
        let long = format!("{digits}0");
        let upper = format!("A{}", &digits[1..]);
        let sign = format!("+{}", &digits[1..]);
        for wrong in ["", &digits[1..], &long, &upper, &sign, &"\u{e9}".repeat(16)] {
            assert_eq!(Digest::spelled(wrong), None, "{wrong}");
        }
        for byte in 0..=u8::MAX {
            let fits = byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            assert_eq!(VALUES[usize::from(byte)] < 16, fits);
        }
    }

    #[test]
    fn fields_do_not_run_together() {
        assert_ne!(Digest::of(&["ab", "c"]), Digest::of(&["a", "bc"]));
        assert_eq!(Digest::of(&["a"]).to_string().len(), 32);
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
