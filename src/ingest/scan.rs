//! Walking JSON text without building it: the elements of a list, the keys of
//! an object, each with its place, as far as the text goes. Whatever the text
//! holds, nothing here recurses.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::domain::json::{JsonError, is_json};

/// The place where JSON stops being JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The byte from which it can't be read.
    pub at: usize,
    /// What the parser said.
    pub cause: String,
}

/// Counts lines towards growing places of a text.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    /// Begins at line 1.
    pub fn new(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            at: 0,
            line: 1,
        }
    }

    /// The line of a byte; places must not go back.
    pub fn of(&mut self, at: usize) -> u64 {
        let at = at.clamp(self.at, self.text.len());
        self.line += memchr::memchr_iter(b'\n', &self.text[self.at..at]).count() as u64;
        self.at = at;
        self.line
    }
}

/// The first byte at or after `at` that isn't white space.
pub fn next(text: &str, at: usize) -> (usize, Option<u8>) {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let skip = rest
        .iter()
        .position(|byte| !b" \t\r\n".contains(byte))
        .unwrap_or(rest.len());
    (at + skip, rest.get(skip).copied())
}

/// The value that begins at `at`, and the place after it.
///
/// # Errors
/// Where the text isn't JSON.
pub fn value(text: &str, at: usize) -> Result<(&RawValue, usize), Broken> {
    let (at, _) = next(text, at);
    let rest = text.get(at..).unwrap_or_default();
    let mut parser = serde_json::Deserializer::from_str(rest);
    let raw = <&RawValue>::deserialize(&mut parser).map_err(|error| Broken {
        at: at + place(rest, &error),
        cause: said(&error),
    })?;
    Ok((raw, at + raw.get().len()))
}

/// What the parser said, without its line and column, which count from elsewhere.
fn said(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

fn place(text: &str, error: &serde_json::Error) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    (before + error.column()).min(text.len())
}

/// The values of a list, or of a text with one value after the other.
#[derive(Debug)]
pub struct Values<'a> {
    text: &'a str,
    at: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first element of a list.
    First,
    /// After an element of a list.
    Listed,
    /// Between values of a text.
    Loose,
    Done,
}

impl<'a> Values<'a> {
    /// The elements of the list at `at`, or the values from there on.
    pub fn new(text: &'a str, at: usize) -> Self {
        match next(text, at) {
            (open, Some(b'[')) => Self {
                text,
                at: open + 1,
                state: State::First,
            },
            (at, _) => Self {
                text,
                at,
                state: State::Loose,
            },
        }
    }

    /// Moves to the next value; false at the end.
    fn advance(&mut self) -> Result<bool, Broken> {
        let (at, byte) = next(self.text, self.at);
        self.at = at;
        let expected = |cause: &str| Broken {
            at,
            cause: cause.to_owned(),
        };
        match (self.state, byte) {
            (State::Done, _)
            | (State::Loose, None)
            | (State::First | State::Listed, Some(b']')) => Ok(false),
            (State::First | State::Listed, None) => Err(expected("the list isn't closed")),
            (State::Listed, Some(b',')) => {
                self.at = at + 1;
                Ok(true)
            }
            (State::Listed, Some(_)) => Err(expected("expected `,` or `]`")),
            (State::First | State::Loose, Some(_)) => Ok(true),
        }
    }
}

impl<'a> Iterator for Values<'a> {
    /// The place of a value, and the value.
    type Item = Result<(usize, &'a RawValue), Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        let found = match self.advance() {
            Ok(false) => None,
            Ok(true) => Some(value(self.text, self.at)),
            Err(broken) => Some(Err(broken)),
        };
        match found {
            Some(Ok((raw, end))) => {
                self.at = end;
                if self.state == State::First {
                    self.state = State::Listed;
                }
                Some(Ok((end - raw.get().len(), raw)))
            }
            Some(Err(broken)) => {
                self.state = State::Done;
                Some(Err(broken))
            }
            None => {
                self.state = State::Done;
                None
            }
        }
    }
}

/// The keys of the object at `at`, each with the place of its value, as far as
/// the object can be read; none where there is no object.
pub fn keys(text: &str, at: usize) -> Vec<(Cow<'_, str>, usize)> {
    let mut keys = Vec::new();
    let (mut at, Some(b'{')) = next(text, at) else {
        return keys;
    };
    loop {
        let Ok((key, end)) = value(text, at + 1) else {
            return keys;
        };
        let Ok(key) = serde_json::from_str::<String>(key.get()) else {
            return keys;
        };
        let (colon, Some(b':')) = next(text, end) else {
            return keys;
        };
        let (begin, _) = next(text, colon + 1);
        keys.push((Cow::Owned(key), begin));
        let Ok((_, end)) = value(text, begin) else {
            return keys;
        };
        match next(text, end) {
            (comma, Some(b',')) => at = comma,
            _ => return keys,
        }
    }
}

/// The line that an error of a record is about, where the record begins on `line`.
pub fn line_of(record: &str, line: u64, error: &JsonError) -> u64 {
    let at = match error {
        JsonError::Duplicate { at, .. } => *at,
        JsonError::Syntax(_) | JsonError::Deep { .. } | JsonError::Field { .. } => 0,
    };
    let before = record.as_bytes().get(..at).unwrap_or_default();
    line + memchr::memchr_iter(b'\n', before).count() as u64
}

/// JSON on one line: a set keeps unknown fields as they stand, and one of its
/// records is one line.
///
/// # Errors
/// A text over several lines that isn't JSON: a line end inside a string, say,
/// would pass unseen.
pub fn one_line(json: &str) -> Result<Cow<'_, str>, JsonError> {
    if !json.contains(['\n', '\r']) {
        return Ok(Cow::Borrowed(json));
    }
    is_json(json)?;
    Ok(Cow::Owned(json.replace(['\n', '\r'], " ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(usize, &str)>, Option<String>) {
        let mut good = Vec::new();
        for item in Values::new(text, 0) {
            match item {
                Ok((at, raw)) => good.push((at, raw.get())),
                Err(broken) => return (good, Some(broken.cause)),
            }
        }
        (good, None)
    }

    #[test]
    fn lists_and_loose_values_give_places() {
        assert_eq!(
            read(" [ 1, {\"a\": [2]} ]"),
            (vec![(3, "1"), (6, "{\"a\": [2]}")], None)
        );
        assert_eq!(read("{}\n{}"), (vec![(0, "{}"), (3, "{}")], None));
        assert_eq!(read("[]"), (vec![], None));
    }

    #[test]
    fn a_broken_list_gives_what_stands_before() {
        let (good, cause) = read("[1, {\"a\":");
        assert_eq!(good.len(), 1);
        assert!(cause.unwrap().contains("EOF"));
        assert_eq!(read("[1").1.unwrap(), "the list isn't closed");
        assert_eq!(read("[1 2]").1.unwrap(), "expected `,` or `]`");
        assert!(read("[1,]").1.is_some());
    }

    #[test]
    fn keys_go_as_far_as_the_object() {
        let text = r#"{"total":2,"incidents":[{"id":"#;
        let names: Vec<_> = keys(text, 0).into_iter().map(|(key, _)| key).collect();
        assert_eq!(names, ["total", "incidents"]);
        assert!(keys("[1]", 0).is_empty());
    }

    #[test]
    fn lines_are_counted_forward() {
        let mut lines = Lines::new("a\nb\n\nc");
        assert_eq!([lines.of(0), lines.of(2), lines.of(5)], [1, 2, 4]);
    }
}
