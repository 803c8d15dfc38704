//! Reading JSON objects without losing anything: fields are taken by name as
//! raw ranges of the text, and what nobody took comes out again byte for byte.
//! What a record may not hold is refused by [`super::strict`].

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::strict::check;

/// Fields that are kept though nothing here knows them, each as raw JSON.
pub type Extra = BTreeMap<String, Box<RawValue>>;

/// The same inside a value that is compared: two are equal where they are
/// written alike.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Kept(pub Extra);

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        let (one, two) = (self.0.iter(), other.0.iter());
        one.map(|(name, raw)| (name, raw.get()))
            .eq(two.map(|(name, raw)| (name, raw.get())))
    }
}

impl Eq for Kept {}

/// Why a JSON object couldn't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Not JSON, or not an object; the message has line and column.
    #[error("not a JSON object: {0}")]
    Syntax(String),
    /// A key stands twice in one object.
    #[error("the key {key:?} stands twice: {first} and {second}; keep the right one")]
    Duplicate {
        /// The key.
        key: String,
        /// Its first value, as raw JSON, escaped and cut short.
        first: String,
        /// Its second value, as raw JSON, escaped and cut short.
        second: String,
        /// The byte of the text at which the key stands for the second time.
        at: usize,
    },
    /// Nested beyond the limit.
    #[error(
        "the JSON is nested {depth} deep, the limit is {limit}; no incident is, so check the file"
    )]
    Deep {
        /// How deep it nests.
        depth: usize,
        /// The limit.
        limit: usize,
    },
    /// A field has the wrong shape.
    #[error("the field {field:?} is wrong: {cause}")]
    Field {
        /// The field.
        field: String,
        /// What was expected and found.
        cause: String,
    },
}

/// The fields of one JSON object, taken one by one.
#[derive(Debug)]
pub struct Fields<'a> {
    fields: Vec<(Cow<'a, str>, &'a RawValue)>,
}

impl<'a> Fields<'a> {
    /// Checks a whole record and splits it into its fields.
    ///
    /// # Errors
    /// Text that isn't one JSON object, or what [`check`] refuses.
    pub fn record(text: &'a str) -> Result<Self, JsonError> {
        check(text)?;
        Self::part(text)
    }

    /// Splits an object inside a record that was checked as a whole.
    ///
    /// # Errors
    /// Text that isn't one JSON object.
    pub fn part(text: &'a str) -> Result<Self, JsonError> {
        let Pairs(fields) = serde_json::from_str(text).map_err(|error| {
            // `1 2` is no JSON before it is no object.
            let json = is_json(text);
            json.err().unwrap_or(JsonError::Syntax(error.to_string()))
        })?;
        Ok(Self { fields })
    }

    /// Takes a field as raw JSON; `null` counts as absent.
    pub fn raw(&mut self, name: &str) -> Option<&'a RawValue> {
        let at = self.fields.iter().position(|(key, _)| key == name)?;
        let (_, value) = self.fields.remove(at);
        (value.get() != "null").then_some(value)
    }

    /// Takes a field and reads it; absent and `null` give the default.
    ///
    /// # Errors
    /// A value of the wrong shape.
    pub fn take<T: DeserializeOwned + Default>(&mut self, name: &str) -> Result<T, JsonError> {
        match self.raw(name) {
            None => Ok(T::default()),
            Some(value) => read(name, value),
        }
    }

    /// Takes an id: a text, or a number as it is written, however long.
    ///
    /// # Errors
    /// Neither a text nor a number.
    pub fn id(&mut self, name: &str) -> Result<String, JsonError> {
        match self.raw(name) {
            None => Ok(String::new()),
            Some(raw)
                if raw
                    .get()
                    .starts_with(|c: char| c == '-' || c.is_ascii_digit()) =>
            {
                Ok(raw.get().to_owned())
            }
            Some(raw) => read(name, raw),
        }
    }

    /// Takes a list of objects, each as raw JSON; absent and `null` give none.
    ///
    /// # Errors
    /// A value that isn't a list.
    pub fn list(&mut self, name: &str) -> Result<Vec<&'a RawValue>, JsonError> {
        match self.raw(name) {
            None => Ok(Vec::new()),
            Some(value) => serde_json::from_str(value.get()).map_err(|error| JsonError::Field {
                field: name.to_owned(),
                cause: error.to_string(),
            }),
        }
    }

    /// What nobody took.
    pub fn rest(self) -> Extra {
        self.fields
            .into_iter()
            .map(|(key, value)| (key.into_owned(), value.to_owned()))
            .collect()
    }
}

/// Checks that a text is one JSON value, whatever it is.
///
/// # Errors
/// [`JsonError::Syntax`].
pub fn is_json(text: &str) -> Result<(), JsonError> {
    let read = serde_json::from_str::<&RawValue>(text);
    read.map_err(|error| JsonError::Syntax(error.to_string()))?;
    Ok(())
}

/// Reads one raw value, naming the field in the error.
///
/// # Errors
/// A value of the wrong shape.
pub fn read<T: DeserializeOwned>(field: &str, value: &RawValue) -> Result<T, JsonError> {
    serde_json::from_str(value.get()).map_err(|error| JsonError::Field {
        field: field.to_owned(),
        cause: error.to_string(),
    })
}

struct Pairs<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Walk;

        impl<'de> Visitor<'de> for Walk {
            type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(key) = map.next_key::<&RawValue>()? {
                    // The key is kept raw as well: a key with escapes can't be borrowed.
                    let key: Cow<'de, str> = match serde_json::from_str::<&str>(key.get()) {
                        Ok(plain) => Cow::Borrowed(plain),
                        Err(_) => {
                            Cow::Owned(serde_json::from_str(key.get()).map_err(A::Error::custom)?)
                        }
                    };
                    fields.push((key, map.next_value()?));
                }
                Ok(fields)
            }
        }

        deserializer.deserialize_map(Walk).map(Pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_fields_keep_their_bytes() {
        let mut fields =
            Fields::record(r#"{"a": 1, "big": 123456789012345678901234567890, "x\u0041": [1, 2]}"#)
                .unwrap();
        assert_eq!(fields.take::<u32>("a").unwrap(), 1);
        let rest = fields.rest();
        assert_eq!(rest["big"].get(), "123456789012345678901234567890");
        assert_eq!(rest["xA"].get(), "[1, 2]");
    }
}
