//! JSON Schemas (draft 2020-12) of the formats, made from the types themselves,
//! so that they can't say anything else. `assets/schema/` holds them for people
//! and other programs; `tests/schemas.rs` keeps those files fresh.

use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Value, json};

use crate::domain::{Incident, Record};

use super::reviewed::Reviewed;

/// The formats that have a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// A line of a set.
    Set,
    /// A line of a journal.
    Journal,
    /// An export.
    Export,
}

impl Schema {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Set, Self::Journal, Self::Export];

    /// The id, which names the version of the format.
    pub fn id(self) -> &'static str {
        match self {
            Self::Set => "urn:overrule:schema:set:1",
            Self::Journal => "urn:overrule:schema:journal:1",
            Self::Export => "urn:overrule:schema:export:1",
        }
    }

    /// The name of its file in `assets/schema/`.
    pub fn file(self) -> &'static str {
        match self {
            Self::Set => "set.schema.json",
            Self::Journal => "journal.schema.json",
            Self::Export => "export.schema.json",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Set => "A line of an overrule set",
            Self::Journal => "A line of an overrule journal",
            Self::Export => "An overrule reviewed export",
        }
    }

    fn description(self) -> &'static str {
        match self {
            Self::Set => {
                "A set is JSON Lines, one incident a line: articles about one event, with the \
                 machine's verdict on each and on the whole. Fields not named here are allowed, \
                 kept and written out again."
            }
            Self::Journal => {
                "A journal is JSON Lines, append-only, one event a line. `prev` chains each line \
                 to the one before; `crc` is the last field: eight hex digits of CRC-32C over all \
                 bytes of the line before `,\"crc\"`. A reader that meets another version `v` \
                 opens the file read-only."
            }
            Self::Export => {
                "One document with a header, a row per target and reviewer, and every event of \
                 the journals. As JSON Lines the same header, rows and events stand one a line, \
                 each with a first key `kind`: header, row or event."
            }
        }
    }

    /// The schema, as a value.
    pub fn value(self) -> Value {
        let made = match self {
            // Readers' view: what may be absent isn't required.
            Self::Set => reading().into_root_schema_for::<Incident>(),
            Self::Journal => reading().into_root_schema_for::<Record>(),
            // Writers' view: a row always has all of its fields.
            Self::Export => SchemaSettings::draft2020_12()
                .for_serialize()
                .into_generator()
                .into_root_schema_for::<Reviewed>(),
        };
        let mut schema = made.to_value();
        if self == Self::Journal {
            add_crc(&mut schema);
        }
        schema["$id"] = json!(self.id());
        schema["title"] = json!(self.title());
        schema["description"] = json!(self.description());
        schema
    }

    /// The schema as it is published: indented JSON with a line end.
    ///
    /// # Errors
    /// Only where the JSON writer itself fails.
    pub fn text(self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.value()).map(|text| text + "\n")
    }
}

fn reading() -> SchemaGenerator {
    SchemaSettings::draft2020_12().into_generator()
}

/// The checksum is added by the journal's writer and isn't part of the type.
fn add_crc(schema: &mut Value) {
    schema["properties"]["crc"] = json!({
        "type": "string",
        "pattern": "^[0-9a-f]{8}$",
        "description": "CRC-32C over all bytes of the line before `,\"crc\"`."
    });
    if let Some(required) = schema["required"].as_array_mut() {
        required.push(json!("crc"));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::sample;
    use super::super::spell::Format;
    use super::*;
    use crate::domain::Digest;

    /// What a schema says against a value; empty where it is content.
    fn faults(schema: Schema, value: &Value) -> Vec<String> {
        jsonschema::validator_for(&schema.value())
            .unwrap()
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect()
    }

    fn journal_line(event: crate::domain::Event) -> Value {
        let record = Record::seal(event, 1, Digest::default(), BTreeMap::new());
        let mut line = serde_json::to_value(record).unwrap();
        line["crc"] = json!("0123abcd");
        line
    }

    #[test]
    fn schemas_say_which_they_are() {
        for (schema, name) in Schema::ALL.into_iter().zip(["set", "journal", "export"]) {
            let value = schema.value();
            assert_eq!(value["$id"], format!("urn:overrule:schema:{name}:1"));
            assert_eq!(schema.file(), format!("{name}.schema.json"));
            let title = value["title"].as_str().unwrap();
            assert!(title.starts_with("A") && title.contains(name), "{title}");
        }
    }

    #[test]
    fn an_export_validates_and_a_maimed_one_does_not() {
        let text = sample::text(Format::Json, &sample::whole());
        let mut value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(faults(Schema::Export, &value), [""; 0]);
        value["rows"][0]["outcome"] = json!("maybe");
        assert_eq!(faults(Schema::Export, &value).len(), 1);
        value["rows"][0].as_object_mut().unwrap().remove("outcome");
        assert_eq!(faults(Schema::Export, &value).len(), 1);
    }

    #[test]
    fn set_lines_validate_with_fields_of_their_own() {
        for incident in sample::incidents() {
            let mut value: Value = serde_json::from_str(&incident.to_json().unwrap()).unwrap();
            value["reach"] = json!(3);
            assert_eq!(faults(Schema::Set, &value), [""; 0]);
            value["date"] = json!("5 January");
            assert_eq!(faults(Schema::Set, &value).len(), 1);
        }
    }

    #[test]
    fn journal_lines_validate_only_with_their_checksum() {
        for event in sample::events() {
            let mut line = journal_line(event);
            assert_eq!(faults(Schema::Journal, &line), [""; 0]);
            line.as_object_mut().unwrap().remove("crc");
            assert_eq!(faults(Schema::Journal, &line).len(), 1);
        }
    }

    #[test]
    fn each_schema_names_itself() {
        for schema in Schema::ALL {
            let value = schema.value();
            assert_eq!(value["$id"], schema.id());
            assert_eq!(
                value["$schema"],
                "https://json-schema.org/draft/2020-12/schema"
            );
            assert!(
                value["description"].as_str().unwrap().len() > 20,
                "{schema:?}"
            );
            let text = schema.text().unwrap();
            assert!(text.ends_with("}\n"));
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
            for key in ["$schema", "title", "description", "properties"] {
                assert!(value.get(key).is_some(), "{schema:?} has no {key}");
            }
        }
    }
}
