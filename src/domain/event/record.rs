//! The lines of a journal: an event in its place in the chain. How lines are
//! written and checked is the business of the journal itself.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::basis::{Basis, Digest};
use crate::domain::id::{EventId, GroupId, Names, ReviewerId, Target};
use crate::domain::strict;
use crate::domain::time::At;

use super::{Act, Event, share};

/// The version of the journal format that this program writes.
pub const VERSION: u32 = 1;

/// How a journal begins: no other file that a person could name by mistake does.
pub const BEGINNING: &[u8] = br#"{"v":1,"seq":"#;

/// The last line of a journal file, as another journal cites it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The sequence number of that line.
    pub seq: u64,
    /// The hash of that line.
    pub hash: Digest,
}

/// One line of a journal, without its trailing `crc` (eight hex digits of
/// CRC-32C over all bytes of the line before `,"crc"`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Format version.
    pub v: u32,
    /// Number of the line in its file, from 1.
    pub seq: u64,
    /// See [`Event::id`].
    pub id: EventId,
    /// See [`Event::at`].
    pub at: At,
    /// See [`Event::reviewer`].
    pub reviewer: ReviewerId,
    /// See [`Event::target`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// See [`Event::act`].
    pub act: Act,
    /// See [`Event::group`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// See [`Event::basis`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// See [`Event::seen`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<EventId>,
    /// Heads of the other journal files seen since this file last cited them.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "strict::map"
    )]
    pub heads: BTreeMap<String, Head>,
    /// Hash of the whole line before, without its line end; for the first line of 32 zeros.
    pub prev: Digest,
}

impl Record {
    /// Seals an event into its place in a journal.
    pub fn seal(event: Event, seq: u64, prev: Digest, heads: BTreeMap<String, Head>) -> Self {
        let Event {
            id,
            at,
            reviewer,
            target,
            act,
            group,
            basis,
            seen,
        } = event;
        Self {
            v: VERSION,
            seq,
            id,
            at,
            reviewer,
            target,
            act,
            group,
            basis,
            seen,
            heads,
            prev,
        }
    }

    /// Has it share its names with all that were shared before.
    pub fn share(&mut self, names: &mut Names) {
        share((&mut self.reviewer, &mut self.group, &mut self.act), names);
        if let Some(target) = &mut self.target {
            target.incident.share(names);
            if let Some(article) = &mut target.article {
                article.share(names);
            }
        }
    }

    /// The event in it.
    pub fn into_event(self) -> Event {
        Event {
            id: self.id,
            at: self.at,
            reviewer: self.reviewer,
            target: self.target,
            act: self.act,
            group: self.group,
            basis: self.basis,
            seen: self.seen,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// One of each kind of act.
    fn acts() -> Vec<Value> {
        let id = "01932e3c-0000-7000-8000-000000000000";
        let hash = "0".repeat(32);
        let decision = json!({"label": "hazard", "outcome": "overruled", "stage": "first",
            "how": "bulk", "unset_severity": "serious_incident"});
        let target = json!({"incident": "i", "article": "a"});
        vec![
            json!({"decide": decision}),
            json!({"annotate": {"note": "x"}}),
            json!({"annotate": {"pasted": {"hash": hash, "text": "x"}}}),
            json!({"defer": {"reason": "x"}}),
            json!({"expose": "machine"}),
            json!({"edit": {"facet": {"facet": "f", "values": ["x"]}}}),
            json!({"edit": {"text": {"field": "title", "value": "x"}}}),
            json!({"relate": {"merge": {"with": ["i"]}}}),
            json!({"relate": {"split": {"articles": ["a"]}}}),
            json!({"relate": {"move": {"to": "i"}}}),
            json!({"relate": {"duplicate_of": target}}),
            json!({"relate": {"also_in": {"incident": "i"}}}),
            json!({"undo": {"event": id, "group": "g"}}),
            json!({"redo": {"event": id, "group": "g"}}),
            json!({"protocol": {"seed": "s", "rates": {"blind": 0.5}, "articles": "split"}}),
            json!({"recovered": {"what": "x", "bytes": 1, "quarantine": "x"}}),
            json!({"begin": {"group": "g", "count": 1, "filter": ""}}),
            json!({"part": {"targets": [target], "decision": decision}}),
            json!({"commit": {"group": "g", "hash": hash}}),
            json!({"adjudicate": {"decision": decision, "settles": [id]}}),
        ]
    }

    fn record(act: &Value) -> Value {
        let id = "01932e3c-0000-7000-8000-000000000000";
        let hash = "0".repeat(32);
        json!({"v": 1, "seq": 1, "id": id, "at": "2026-01-01T00:00:00.000Z", "reviewer": "ana",
            "target": {"incident": "i", "article": "a"}, "act": act, "group": "g",
            "basis": {"label": hash, "text": hash, "rationale": hash, "grouping": hash,
                "judged": {"title": "x", "text": "x", "outlet": "x", "date": "2026-01-01",
                    "url": "x", "label": "x", "severity": "x", "how": "field", "guess": "x",
                    "rationale": "x", "articles": ["a"]}},
            "seen": [id], "heads": {"file": {"seq": 1, "hash": hash}}, "prev": hash})
    }

    /// The text of a value, `more` put into one object of it at a time.
    fn with_more(value: &Value, more: &dyn Fn(&str, &Value) -> Option<String>) -> Vec<String> {
        let mut found = Vec::new();
        match value {
            Value::Object(fields) => {
                let spell = |at: &str, inner: &str| {
                    let field = |(key, value): (&String, &Value)| match key == at {
                        true => format!("{key:?}:{inner}"),
                        false => format!("{key:?}:{value}"),
                    };
                    let fields: Vec<String> = fields.iter().map(field).collect();
                    fields.join(",")
                };
                for (key, value) in fields {
                    if let Some(more) = more(key, value) {
                        found.push(format!("{{{},{more}}}", spell("", "")));
                    }
                    let inner = with_more(value, more);
                    found.extend(inner.iter().map(|it| format!("{{{}}}", spell(key, it))));
                }
            }
            Value::Array(items) => {
                let items = items.iter().flat_map(|it| with_more(it, more));
                found.extend(items.map(|it| format!("[{it}]")));
            }
            _ => {}
        }
        found
    }

    #[test]
    fn every_act_is_read_and_written_as_it_was() {
        for act in acts() {
            let text = record(&act).to_string();
            let read: Record = serde_json::from_str(&text).expect(&text);
            let written = serde_json::to_value(&read).unwrap();
            assert_eq!(written, record(&act));
        }
    }

    #[test]
    fn a_key_written_twice_is_refused_wherever_it_stands() {
        let twice = |key: &str, value: &Value| {
            // Spelled in another way it is the same key.
            let spelled: String = key
                .chars()
                .map(|c| format!("\\u{:04x}", c as u32))
                .collect();
            Some(format!("\"{spelled}\":{value}"))
        };
        for act in acts() {
            for text in with_more(&record(&act), &twice) {
                let read = serde_json::from_str::<Record>(&text);
                assert!(read.is_err(), "{text}");
            }
        }
    }

    #[test]
    fn an_unknown_field_is_refused_wherever_fields_have_names() {
        let unknown = |key: &str, _: &Value| {
            // Files and rates are named freely.
            (key != "file" && key != "blind").then(|| "\"unknown\":1".to_owned())
        };
        for act in acts() {
            for text in with_more(&record(&act), &unknown) {
                let read = serde_json::from_str::<Record>(&text);
                assert!(read.is_err(), "{text}");
            }
        }
    }
}
