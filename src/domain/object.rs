//! Reads JSON objects straight into their types: one pass over the text, every
//! value once. What an object doesn't know is kept as it is written. Records of
//! other shapes are taken apart by [`super::json::Fields`].

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::json::{Extra, JsonError, is_json};
use super::strict::check;

/// What an object is read into, field by field.
pub trait Object: Default {
    /// Fields that must be there.
    const NEEDED: &'static [&'static str];

    /// Takes in one field; true where it had a value, which `null` is not. What
    /// it doesn't know it keeps.
    ///
    /// # Errors
    /// A value of the wrong shape.
    fn fill<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        value: Value<'_, A>,
    ) -> Result<bool, A::Error>;
}

/// The value of one field, still to be read.
pub struct Value<'a, A> {
    map: &'a mut A,
    name: &'a str,
    trail: &'a Trail,
}

/// The field that couldn't be read: the innermost one, as it fails first.
#[derive(Default)]
struct Trail(Cell<Option<String>>);

impl Trail {
    fn mark<E>(&self, name: &str, error: E) -> E {
        let first = self.0.take().unwrap_or_else(|| name.to_owned());
        self.0.set(Some(first));
        error
    }
}

/// Says how the fields of an object are read: the ways of [`Value`], each with
/// its fields, then where the rest is kept; without that it is passed over.
macro_rules! object {
    ($type:ident $ways:tt) => {
        object! { @ $type $ways pass () needs }
    };
    ($type:ident $ways:tt $extra:ident $(.$inner:tt)?) => {
        object! { @ $type $ways keep ($extra $(.$inner)?) needs }
    };
    ($type:ident $ways:tt $extra:ident $(.$inner:tt)? needs $($needed:ident)*) => {
        object! { @ $type $ways keep ($extra $(.$inner)?) needs $($needed)* }
    };
    (@ $type:ident { $($way:ident: $($field:ident),+;)* }
        $rest:ident ($($extra:ident $(.$inner:tt)?)?) needs $($needed:ident)*) => {
        impl $crate::domain::object::Object for $type {
            const NEEDED: &'static [&'static str] = &[$(stringify!($needed)),*];

            fn fill<'de, A: serde::de::MapAccess<'de>>(
                &mut self,
                name: &str,
                value: $crate::domain::object::Value<'_, A>,
            ) -> Result<bool, A::Error> {
                $($(if name == stringify!($field) {
                    return value.$way(&mut self.$field);
                })+)*
                value.$rest($(&mut self.$extra $(.$inner)?)?)
            }
        }
    };
}
pub(super) use object;

/// Reads a whole record.
///
/// # Errors
/// Text that isn't one JSON object, what [`check`] refuses, or a field of the
/// wrong shape.
pub fn read_record<T: Object>(text: &str) -> Result<T, JsonError> {
    check(text)?;
    let trail = Trail::default();
    let mut parser = serde_json::Deserializer::from_str(text);
    let read = One(&trail, PhantomData).deserialize(&mut parser);
    read.and_then(|object| parser.end().map(|()| object))
        .map_err(|error| match (is_json(text), trail.0.take()) {
            // What is no JSON has no fields.
            (Err(syntax), _) => syntax,
            (Ok(()), None) => JsonError::Syntax(error.to_string()),
            (Ok(()), Some(field)) => JsonError::Field {
                field,
                cause: error.to_string(),
            },
        })
}

impl<'de, A: MapAccess<'de>> Value<'_, A> {
    /// Reads it into `place`; `null` changes nothing.
    ///
    /// # Errors
    /// A value of the wrong shape.
    pub fn read<T: Deserialize<'de>>(self, place: &mut T) -> Result<bool, A::Error> {
        put(self.map.next_value()?, place)
    }

    /// Reads an id: a text, or a number as it is written, however long.
    ///
    /// # Errors
    /// Neither a text nor a number.
    pub fn id<T: From<String>>(self, place: &mut T) -> Result<bool, A::Error> {
        let raw: &RawValue = self.map.next_value()?;
        let text = match raw.get().as_bytes().first() {
            Some(b'-' | b'0'..=b'9') => Some(raw.get().to_owned()),
            _ => serde_json::from_str(raw.get()).map_err(A::Error::custom)?,
        };
        put(text.map(T::from), place)
    }

    /// Reads an object.
    ///
    /// # Errors
    /// Not an object, or one of its fields of the wrong shape.
    pub fn object<T: Object>(self, place: &mut T) -> Result<bool, A::Error> {
        let seed = Or(One(self.trail, PhantomData));
        put(self.map.next_value_seed(seed)?, place)
    }

    /// Reads a list of objects.
    ///
    /// # Errors
    /// Not a list of objects, or a field of one of the wrong shape.
    pub fn objects<T: Object>(self, place: &mut Vec<T>) -> Result<bool, A::Error> {
        let seed = Or(Many(self.trail, PhantomData));
        put(self.map.next_value_seed(seed)?, place)
    }

    /// Passes over it.
    ///
    /// # Errors
    /// Not JSON.
    pub fn pass(self) -> Result<bool, A::Error> {
        self.map.next_value::<IgnoredAny>().map(|_| true)
    }

    /// Keeps it as it is written.
    ///
    /// # Errors
    /// Not JSON.
    pub fn keep(self, extra: &mut Extra) -> Result<bool, A::Error> {
        let raw: Box<RawValue> = self.map.next_value()?;
        extra.insert(self.name.to_owned(), raw);
        Ok(true)
    }
}

fn put<T, E>(value: Option<T>, place: &mut T) -> Result<bool, E> {
    let there = value.is_some();
    if let Some(value) = value {
        *place = value;
    }
    Ok(there)
}

/// A key, borrowed where it is written without escapes.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        from.deserialize_str(Read)
    }
}

/// Reads one object.
struct One<'t, T>(&'t Trail, PhantomData<T>);

impl<'de, T: Object> DeserializeSeed<'de> for One<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de, T: Object> Visitor<'de> for One<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let Self(trail, _) = self;
        let mut object = T::default();
        let mut missing: Vec<&str> = T::NEEDED.to_vec();
        while let Some(Key(name)) = map.next_key()? {
            let value = Value {
                map: &mut map,
                name: &name,
                trail,
            };
            let there = object
                .fill(&name, value)
                .map_err(|error| trail.mark(&name, error))?;
            if there {
                missing.retain(|needed| *needed != name);
            }
        }
        match missing.first() {
            Some(name) => Err(trail.mark(name, A::Error::custom("it is missing"))),
            None => Ok(object),
        }
    }
}

/// Reads a list of objects.
struct Many<'t, T>(&'t Trail, PhantomData<T>);

impl<'de, T: Object> DeserializeSeed<'de> for Many<'_, T> {
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Vec<T>, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, T: Object> Visitor<'de> for Many<'_, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let Self(trail, _) = self;
        let mut all = Vec::new();
        while let Some(object) = list.next_element_seed(One(trail, PhantomData))? {
            all.push(object);
        }
        Ok(all)
    }
}

/// Reads what another reads, or `null`.
struct Or<S>(S);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Or<S> {
    type Value = Option<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_option(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Or<S> {
    type Value = Option<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(from).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::incident::Incident;

    fn told(text: &str) -> String {
        read_record::<Incident>(text).unwrap_err().to_string()
    }

    #[test]
    fn the_innermost_field_is_named() {
        for (text, field) in [
            (r#"{"title":1}"#, "title"),
            (r#"{"id":[1]}"#, "id"),
            (r#"{"date":"2026-02-30"}"#, "date"),
            (r#"{"verdict":5}"#, "verdict"),
            (r#"{"verdict":{"confidence":"x"}}"#, "confidence"),
            (r#"{"articles":{}}"#, "articles"),
            (r#"{"articles":[5]}"#, "articles"),
            (r#"{"articles":[{"copies":-1}]}"#, "copies"),
            (r#"{"articles":[{"verdict":{"spans":[{}]}}]}"#, "role"),
            (
                r#"{"verdict":{"spans":[{"role":"for","start":null,"end":1,"quote":""}]}}"#,
                "start",
            ),
        ] {
            let expected = format!("the field {field:?} is wrong: ");
            assert!(told(text).starts_with(&expected), "{text}: {}", told(text));
        }
    }

    #[test]
    fn what_is_no_json_object_has_no_field() {
        for text in [
            "",
            "1",
            "[]",
            "{} {}",
            r#"{"title":1"#,
            r#"{"title":"a" "b"}"#,
            r#"{"title":5,"x":}"#,
        ] {
            assert!(
                told(text).starts_with("not a JSON object: "),
                "{text}: {}",
                told(text)
            );
        }
    }

    #[test]
    fn what_nobody_knows_keeps_its_bytes_and_null_is_nothing() {
        let text = r#"{"id":123456789012345678901234567890,"title":null,"x\u0041": [1.0 , 2],
            "articles":[{"id":"a","verdict":null,"y":null}],"t\u0069tle2":1e400}"#;
        let incident: Incident = read_record(text).unwrap();
        assert_eq!(incident.id.as_str(), "123456789012345678901234567890");
        assert_eq!(incident.title, None);
        assert_eq!(incident.extra["xA"].get(), "[1.0 , 2]");
        assert_eq!(incident.extra["title2"].get(), "1e400");
        assert_eq!(incident.articles[0].extra["y"].get(), "null");
    }
}
