//! What a JSON parser lets pass and a record on the record may not hold: a key
//! written twice in one object, at any depth, and nesting beyond the limit.
//! Text that isn't JSON at all is left to the parser.
//!
//! [`check`] asks it of any text: one pass, no recursion, and a stack no higher
//! than the limit. Where all fields have names and shapes, as in a journal, the
//! types themselves refuse it, with [`map`] for the few maps among them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use memchr::memchr2;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::json::JsonError;
use super::limits::{JSON_DEPTH, SHOWN_CHARS};
use super::visible::escape_invisible;

/// Checks one JSON text.
///
/// # Errors
/// [`JsonError::Duplicate`] and [`JsonError::Deep`].
pub fn check(text: &str) -> Result<(), JsonError> {
    let bytes = text.as_bytes();
    let mut walk = Walk {
        keys: Vec::with_capacity(USUAL),
        open: Vec::with_capacity(USUAL),
    };
    // True where the next string of an object is a key.
    let mut key = false;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = string_end(bytes, at);
                if std::mem::take(&mut key) {
                    walk.key(bytes, at, end);
                }
                at = end;
                continue;
            }
            b'{' | b'[' => {
                if walk.open.len() == JSON_DEPTH {
                    return Err(JsonError::Deep {
                        depth: deepest(bytes),
                        limit: JSON_DEPTH,
                    });
                }
                key = *byte == b'{';
                walk.open.push(key.then(|| Object {
                    first: walk.keys.len(),
                    ..Object::default()
                }));
            }
            b'}' | b']' => {
                key = false;
                walk.close(text)?;
            }
            b',' => key = matches!(walk.open.last(), Some(Some(_))),
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

/// Reads a map of a record whose keys have no fixed names. A record of named
/// fields refuses by itself what stands twice.
///
/// # Errors
/// Where a key stands twice, and those of its values.
pub fn map<'de, V: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<BTreeMap<String, V>, D::Error> {
    struct Once<V>(PhantomData<V>);
    impl<'de, V: Deserialize<'de>> Visitor<'de> for Once<V> {
        type Value = BTreeMap<String, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some((key, value)) = from.next_entry::<String, V>()? {
                if map.contains_key(&key) {
                    let twice = format_args!("the key {key:?} stands twice");
                    return Err(A::Error::custom(twice));
                }
                map.insert(key, value);
            }
            Ok(map)
        }
    }
    from.deserialize_map(Once(PhantomData))
}

/// Room for so many keys is made at once.
const USUAL: usize = 32;

struct Walk {
    /// Where the keys of the objects that are open begin and end, outermost
    /// object first.
    keys: Vec<(usize, usize)>,
    /// What is open: an object or a list.
    open: Vec<Option<Object>>,
}

/// An object that is open.
#[derive(Default)]
struct Object {
    /// The number of its first key.
    first: usize,
    /// One bit for each kind of key so far.
    kinds: u64,
    /// Whether two of its keys may be one.
    suspect: bool,
}

impl Walk {
    /// Notes a key. Most keys of an object are told apart by their kinds, and
    /// few are compared.
    fn key(&mut self, bytes: &[u8], at: usize, end: usize) {
        if let Some(Some(object)) = self.open.last_mut() {
            let raw = &bytes[at..end];
            let kind = kind(raw);
            let own = &self.keys[object.first..];
            object.suspect |= raw.contains(&b'\\')
                || object.kinds & kind != 0
                    && (own.len() > USUAL
                        || own.iter().any(|(from, to)| bytes[*from..*to] == *raw));
            object.kinds |= kind;
            self.keys.push((at, end));
        }
    }

    fn close(&mut self, text: &str) -> Result<(), JsonError> {
        let Some(Some(object)) = self.open.pop() else {
            return Ok(());
        };
        if object.suspect {
            let keys = self.keys.drain(object.first..);
            return once(
                text,
                keys.map(|(at, end)| (name(&text[at..end]), at)).collect(),
            );
        }
        self.keys.truncate(object.first);
        Ok(())
    }
}

/// One of 64 bits for a key, the same for equal ones.
fn kind(raw: &[u8]) -> u64 {
    let letter = |at: usize| raw.get(at).copied().map_or(0, u64::from);
    let (first, inner, last) = (
        letter(1),
        letter(raw.len() / 2),
        letter(raw.len().saturating_sub(2)),
    );
    let mixed =
        (raw.len() as u64) ^ first.wrapping_mul(7) ^ inner.wrapping_mul(13) ^ last.wrapping_mul(29);
    1 << (mixed & 63)
}

/// Refuses keys of one object that stand twice; each comes with its place, or
/// with that of its value.
///
/// # Errors
/// [`JsonError::Duplicate`].
pub fn once<K: AsRef<str> + Ord>(text: &str, mut keys: Vec<(K, usize)>) -> Result<(), JsonError> {
    keys.sort_unstable();
    let twice = keys.windows(2).find(|pair| pair[0].0 == pair[1].0);
    let Some([(key, one), (_, two)]) = twice else {
        return Ok(());
    };
    Err(JsonError::Duplicate {
        key: key.as_ref().to_owned(),
        first: value_at(text, *one),
        second: value_at(text, *two),
        at: *two,
    })
}

/// The place after the string that begins at `at`.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(found) = memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        // Whatever is escaped, it doesn't end the string.
        at += 2;
    }
    bytes.len()
}

/// A key without quotes and escapes; two spellings of one key are one key.
fn name(raw: &str) -> Cow<'_, str> {
    if raw.contains('\\')
        && let Ok(plain) = serde_json::from_str::<String>(raw)
    {
        return Cow::Owned(plain);
    }
    Cow::Borrowed(raw.trim_matches('"'))
}

/// The value at `at`, or behind the key that stands there, as it is written,
/// short and safe to show.
fn value_at(text: &str, at: usize) -> String {
    let behind = || {
        let after = text[at..]
            .starts_with('"')
            .then(|| string_end(text.as_bytes(), at))?;
        text[after..].trim_start().strip_prefix(':')
    };
    let rest = behind().unwrap_or(&text[at..]).trim_start();
    let mut parser = serde_json::Deserializer::from_str(rest);
    let value = <&RawValue>::deserialize(&mut parser).map_or(rest, RawValue::get);
    let mut short: String = value.chars().take(SHOWN_CHARS).collect();
    if short.len() < value.len() {
        short.push_str("...");
    }
    escape_invisible(&short.replace(['\n', '\r'], " ")).into_owned()
}

/// How deep a text nests at most.
fn deepest(bytes: &[u8]) -> usize {
    let (mut at, mut depth, mut most) = (0, 0_usize, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string_end(bytes, at);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
        at += 1;
    }
    most
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(text: &str) -> String {
        check(text).map_or_else(|error| error.to_string(), |()| "fine".to_owned())
    }

    #[test]
    fn a_key_twice_is_found_at_every_depth_with_both_values() {
        let cases = [
            (r#"{"a":1,"a":2}"#, "\"a\" stands twice: 1 and 2"),
            (
                r#"{"x":{"a":1,"b":2,"a":3}}"#,
                "\"a\" stands twice: 1 and 3",
            ),
            (r#"[[{"x":[{"a":"1","a":"2"}]}]]"#, "\"1\" and \"2\""),
            (
                r#"{"a":{"q":[1,2]},"b":0,"a":{"q":[3]}}"#,
                "{\"q\":[1,2]} and {\"q\":[3]}",
            ),
            (
                r#"{"label":"harm","\u006cabel":"none"}"#,
                "\"label\" stands twice: \"harm\" and \"none\"",
            ),
            (r#"{"a\"":1,"a\"":2}"#, "stands twice: 1 and 2"),
            (r#"{"":1,"":2}"#, "\"\" stands twice"),
            ("{\"a\" : \n 1 ,\n\"a\"\t:2}", "stands twice: 1 and 2"),
        ];
        for (text, part) in cases {
            assert!(told(text).contains(part), "{text}: {}", told(text));
        }
        for fine in [
            r#"{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}"#,
            r#"["a","a"]"#,
            r#"{"a":"a","b":"a"}"#,
            r#"{"a":"{\"x\":1,\"x\":2}"}"#,
            r#"{"a":1,"A":2,"á":3,"a\u0301":4}"#,
            "",
            "\"a",
            "}}]]",
        ] {
            assert_eq!(told(fine), "fine", "{fine}");
        }
    }

    #[test]
    fn a_long_or_hidden_value_is_shown_short_and_escaped() {
        let long = "\u{202e}x".repeat(4_000);
        let text = format!("{{\"a\":\"{long}\",\"a\":\"\u{9b}2J\"}}");
        let told = told(&text);
        assert!(told.len() < 800, "{}", told.len());
        assert!(told.contains("\\u202ex") && told.contains("...") && told.contains("\\u009b2J"));
        assert!(!told.contains(['\u{202e}', '\u{9b}']));
    }

    #[test]
    fn the_place_of_the_second_key_is_told() {
        let text = "{\"b\":1,\n\"a\":1,\n\"a\":2}";
        let Err(JsonError::Duplicate { at, .. }) = check(text) else {
            panic!("no duplicate found");
        };
        assert_eq!(text[..at].matches('\n').count(), 2);
    }

    #[test]
    fn nesting_is_counted_outside_strings_and_told() {
        let deep = |count: usize| format!("{}{}", "[".repeat(count), "]".repeat(count));
        assert_eq!(told(&deep(64)), "fine");
        let error = check(&deep(100_000)).unwrap_err();
        assert_eq!(
            error,
            JsonError::Deep {
                depth: 100_000,
                limit: 64
            }
        );
        assert!(
            told(&deep(65)).contains("65 deep, the limit is 64"),
            "{}",
            told(&deep(65))
        );
        assert_eq!(told(&format!("\"\\\"{}\"", "[".repeat(99))), "fine");
    }

    /// A value nested a few deep whose keys come from three names.
    fn value() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![Just("1".to_owned()), Just("\"a\\\"{,\"".to_owned())];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let key = prop_oneof![Just("a"), Just("b"), Just("\\u0061")];
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..3)
                    .prop_map(|all| format!("[{}]", all.join(", "))),
                proptest::collection::vec((key, inner), 0..3).prop_map(|all| {
                    let fields: Vec<_> = all
                        .iter()
                        .map(|(key, value)| format!("\"{key}\" : {value}"))
                        .collect();
                    format!("{{{}}}", fields.join(","))
                }),
            ]
        })
    }

    /// The same question asked by building the whole value.
    fn by_building(text: &str) -> bool {
        struct Strict(bool);
        impl<'de> Deserialize<'de> for Strict {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Build;
                impl<'de> Visitor<'de> for Build {
                    type Value = Strict;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("JSON")
                    }
                    fn visit_u64<E>(self, _: u64) -> Result<Strict, E> {
                        Ok(Strict(true))
                    }
                    fn visit_str<E>(self, _: &str) -> Result<Strict, E> {
                        Ok(Strict(true))
                    }
                    fn visit_seq<A: serde::de::SeqAccess<'de>>(
                        self,
                        mut list: A,
                    ) -> Result<Strict, A::Error> {
                        let mut fine = true;
                        while let Some(Strict(one)) = list.next_element()? {
                            fine &= one;
                        }
                        Ok(Strict(fine))
                    }
                    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Strict, A::Error> {
                        let (mut fine, mut keys) = (true, std::collections::BTreeSet::new());
                        while let Some((key, Strict(one))) = map.next_entry::<String, Strict>()? {
                            fine &= one & keys.insert(key);
                        }
                        Ok(Strict(fine))
                    }
                }
                from.deserialize_any(Build)
            }
        }
        serde_json::from_str::<Strict>(text).unwrap().0
    }

    proptest! {
        #[test]
        fn it_finds_what_building_the_value_finds(text in value()) {
            prop_assert_eq!(check(&text).is_ok(), by_building(&text), "{}", text);
        }

        #[test]
        fn no_text_stops_it(text in "[\\[\\]{}\",:\\\\a1 é]{0,40}") {
            let _ = check(&text);
        }
    }
}
