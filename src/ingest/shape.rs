//! The shapes that can be read: one table with a name, what it is, how it is
//! recognised by what a file holds (never by its name), and its reader.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::domain::Vocabulary;

use super::field::Found;
use super::page::{self, Layout};
use super::scan::{self, keys};
use super::{html, labelled, service, set};

/// A shape of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// Page text, layout A: a whole incident page.
    AimPageA,
    /// Page text, layout B: the listing.
    AimPageB,
    /// Page text, layout C: the rationale first, then the title.
    AimPageC,
    /// Page text, layout D: summary and rationale only.
    AimPageD,
    /// A saved page of the monitor.
    AimHtml,
    /// An answer of the monitor's web service.
    AimJson,
    /// A set, one incident a line.
    Set,
    /// The incidents of a set as a JSON array, or over several lines.
    SetArray,
    /// A table of labelled incidents, or of their articles.
    Table,
}

/// Reads one record that begins on a line.
pub type Take = fn(&Vocabulary, &str, u64, &mut Found);

/// How a file of a shape is read.
#[derive(Clone, Copy)]
pub enum Reader {
    /// Whole.
    Whole(fn(&Vocabulary, &str, &mut Found)),
    /// Line by line, so that one bad line doesn't cost the others.
    Lines(Take),
    /// One by one out of a list, or one value after the other.
    Values(Take),
}

/// One row of the table.
pub struct Format {
    /// The shape.
    pub shape: Shape,
    /// Its name, for `--shape` and the source of a record.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// True where a text is of this shape. Rows are asked in order.
    pub detect: fn(&Vocabulary, &str) -> bool,
    /// Its reader.
    pub read: Reader,
}

/// All shapes.
pub const FORMATS: &[Format] = &[
    Format {
        shape: Shape::AimJson,
        name: "aim-json",
        about: "an answer of the AIM web service: incidents, or one incident",
        detect: |_, text| service::detect(text),
        read: Reader::Values(service::take),
    },
    Format {
        shape: Shape::SetArray,
        name: "set-array",
        about: "incidents of a set as a JSON array, in a list of an object, or over several lines",
        detect: |_, text| {
            labelled::list(text).is_some()
                || match (scan::next(text, 0), first_object(text)) {
                    ((open, Some(b'[')), None) => scan::next(text, open + 1).1 == Some(b']'),
                    ((at, Some(b'{')), _) => spans_lines(text, at),
                    (_, first) => first.is_some(),
                }
        },
        read: Reader::Values(set::take),
    },
    Format {
        shape: Shape::Set,
        name: "set",
        about: "a set: JSON Lines, one incident a line",
        detect: |_, text| first_object(text).is_some(),
        read: Reader::Lines(set::take),
    },
    Format {
        shape: Shape::Table,
        name: "table",
        about: "a table with a header (CSV, semicolons, tabs): a labelled incident, or an article of one, a row",
        detect: |_, text| labelled::table::detect(text),
        read: Reader::Whole(labelled::table::read),
    },
    Format {
        shape: Shape::AimHtml,
        name: "aim-html",
        about: "a saved AIM page with its embedded data",
        detect: |_, text| html::detect(text),
        read: Reader::Whole(html::read),
    },
    Format {
        shape: Shape::AimPageA,
        name: "aim-page-a",
        about: "the text of an AIM incident page",
        detect: |vocabulary, text| page::layout(vocabulary, text) == Some(Layout::A),
        read: Reader::Whole(|vocabulary, text, found| {
            page::read(vocabulary, Layout::A, text, found)
        }),
    },
    Format {
        shape: Shape::AimPageB,
        name: "aim-page-b",
        about: "the text of the AIM listing page",
        detect: |vocabulary, text| page::layout(vocabulary, text) == Some(Layout::B),
        read: Reader::Whole(|vocabulary, text, found| {
            page::read(vocabulary, Layout::B, text, found)
        }),
    },
    Format {
        shape: Shape::AimPageC,
        name: "aim-page-c",
        about: "the text of an AIM page, rationale first",
        detect: |vocabulary, text| page::layout(vocabulary, text) == Some(Layout::C),
        read: Reader::Whole(|vocabulary, text, found| {
            page::read(vocabulary, Layout::C, text, found)
        }),
    },
    Format {
        shape: Shape::AimPageD,
        name: "aim-page-d",
        about: "the text of an AIM page, summary and rationale only",
        detect: |vocabulary, text| page::layout(vocabulary, text) == Some(Layout::D),
        read: Reader::Whole(|vocabulary, text, found| {
            page::read(vocabulary, Layout::D, text, found)
        }),
    },
];

/// The place of the first object of JSON text: the text itself, or the first
/// element of a list.
pub fn first_object(text: &str) -> Option<usize> {
    match scan::next(text, 0) {
        (at, Some(b'{')) => Some(at),
        (at, Some(b'[')) => match scan::next(text, at + 1) {
            (at, Some(b'{')) => Some(at),
            _ => None,
        },
        _ => None,
    }
}

/// True where the object at `at` goes on over a line end.
fn spans_lines(text: &str, at: usize) -> bool {
    let line = text[at..].lines().next().unwrap_or_default();
    let broken_off = scan::value(line, 0).is_err();
    broken_off
        && match scan::value(text, at) {
            Ok((raw, _)) => raw.get().len() > line.len(),
            // A cut object: keys on later lines show that it was spread out.
            Err(_) => keys(text, at)
                .iter()
                .any(|(_, begin)| *begin > at + line.len()),
        }
}

impl Shape {
    /// The shape of a text, by what it holds.
    pub fn detect(vocabulary: &Vocabulary, text: &str) -> Option<Self> {
        FORMATS
            .iter()
            .find(|format| (format.detect)(vocabulary, text))
            .map(|format| format.shape)
    }

    /// Its row.
    pub fn format(self) -> &'static Format {
        FORMATS
            .iter()
            .find(|format| format.shape == self)
            .unwrap_or(&FORMATS[0])
    }

    /// All names, for help and errors.
    pub fn names() -> String {
        let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
        names.join(", ")
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.format().name)
    }
}

impl Serialize for Shape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A word that names no shape.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no shape; expected one of {all}", all = Shape::names())]
pub struct NoShape(pub String);

impl FromStr for Shape {
    type Err = NoShape;

    fn from_str(word: &str) -> Result<Self, NoShape> {
        FORMATS
            .iter()
            .find(|format| format.name.eq_ignore_ascii_case(word.trim()))
            .map(|format| format.shape)
            .ok_or_else(|| NoShape(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_has_a_row_and_reads_back() {
        for format in FORMATS {
            assert_eq!(format.name.parse::<Shape>().unwrap(), format.shape);
            assert_eq!(format.shape.to_string(), format.name);
        }
        let all = [
            Shape::AimPageA,
            Shape::AimPageB,
            Shape::AimPageC,
            Shape::AimPageD,
        ];
        let rest = [
            Shape::AimHtml,
            Shape::AimJson,
            Shape::Set,
            Shape::SetArray,
            Shape::Table,
        ];
        for shape in all.into_iter().chain(rest) {
            assert_eq!(shape.format().shape, shape);
        }
        assert!(
            "csv"
                .parse::<Shape>()
                .unwrap_err()
                .to_string()
                .contains("aim-page-a")
        );
    }

    #[test]
    fn shapes_are_told_by_content() {
        let cases = [
            (
                r#"{"total_results":1,"incidents":[{"id":1}]}"#,
                Some(Shape::AimJson),
            ),
            (
                r#"{"total_results":9,"incidents":[{"id":"x","ti"#,
                Some(Shape::AimJson),
            ),
            (
                r#"[{"id":1,"n_articles":2,"title":"T"}]"#,
                Some(Shape::AimJson),
            ),
            (r#"{"id":"a","title":"T"}"#, Some(Shape::Set)),
            ("{\"id\":\"a\"}\n{\"id\":\"b\"}\n", Some(Shape::Set)),
            ("{\"id\":\"torn\n{\"id\":\"b\"}\n", Some(Shape::Set)),
            ("{\n \"id\": \"a\"\n}\n", Some(Shape::SetArray)),
            (
                "{\n \"id\": \"a\",\n \"title\": \"cu",
                Some(Shape::SetArray),
            ),
            ("[{\"id\":\"a\"}]", Some(Shape::SetArray)),
            ("[ ]", Some(Shape::SetArray)),
            ("[1,2]", None),
            ("<!DOCTYPE html><html></html>", Some(Shape::AimHtml)),
            ("Just a sentence.", None),
        ];
        for (text, shape) in cases {
            assert_eq!(Shape::detect(&Vocabulary::shipped(), text), shape, "{text}");
        }
    }
}
