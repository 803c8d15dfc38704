//! The texts of an incident's line that an analyst sees, found without reading
//! the line into values: what a search looks at. The line is taken as it stands;
//! one that isn't valid JSON ends where it stops making sense.

use std::borrow::Cow;
use std::ops::ControlFlow;

use memchr::memchr2;

/// Which text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The title of the incident.
    Title,
    /// Any other that is seen.
    Other,
}

/// Why a walk ends early.
pub enum End {
    /// Nothing more is asked for.
    Enough,
    /// The line makes no sense from there on.
    Broken,
}

type Flow = ControlFlow<End>;

/// Calls for each text that is seen, with its bytes as they stand between the
/// quotes, escapes and all, until the call says that it has enough.
pub fn walk(line: &[u8], see: &mut dyn FnMut(Field, &[u8]) -> Flow) {
    let mut walk = Walk { line, at: 0 };
    // Either end of a walk leaves nothing to be done.
    let _ = walk.object(&mut |walk, key| match key {
        "title" => walk.texts(&mut |text| see(Field::Title, text)),
        "id" | "aliases" | "date" | "country" | "summary" | "links" | "facets" => {
            walk.texts(&mut |text| see(Field::Other, text))
        }
        "verdict" => walk.rationale(see),
        "articles" => walk.list(&mut |walk| {
            walk.object(&mut |walk, key| match key {
                "id" | "title" | "outlet" | "date" | "url" | "lead" => {
                    walk.texts(&mut |text| see(Field::Other, text))
                }
                "verdict" => walk.rationale(see),
                _ => walk.pass(),
            })
        }),
        _ => walk.pass(),
    });
}

struct Walk<'a> {
    line: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    /// The next byte that isn't white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.line.get(self.at) {
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    fn take(&mut self, wanted: u8) -> bool {
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    fn need(&mut self, wanted: u8) -> Flow {
        if self.take(wanted) {
            Flow::Continue(())
        } else {
            Flow::Break(End::Broken)
        }
    }

    /// A string's bytes between its quotes.
    fn string(&mut self) -> ControlFlow<End, &'a [u8]> {
        self.need(b'"')?;
        let from = self.at;
        loop {
            match memchr2(b'"', b'\\', &self.line[self.at.min(self.line.len())..]) {
                None => return ControlFlow::Break(End::Broken),
                Some(next) if self.line[self.at + next] == b'"' => {
                    let text = &self.line[from..self.at + next];
                    self.at += next + 1;
                    return ControlFlow::Continue(text);
                }
                Some(next) => self.at += next + 2,
            }
        }
    }

    /// What stands up to the next comma or bracket: a number or a word.
    fn scalar(&mut self) -> &'a [u8] {
        let rest = &self.line[self.at.min(self.line.len())..];
        let len = rest
            .iter()
            .position(|byte| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n'))
            .unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    fn object(&mut self, each: &mut dyn FnMut(&mut Self, &str) -> Flow) -> Flow {
        if self.peek() != Some(b'{') {
            return self.pass();
        }
        self.at += 1;
        if self.take(b'}') {
            return Flow::Continue(());
        }
        loop {
            self.peek();
            let raw = self.string()?;
            let Some(key) = decoded(raw) else {
                return Flow::Break(End::Broken);
            };
            self.need(b':')?;
            each(self, &key)?;
            if !self.take(b',') {
                return self.need(b'}');
            }
        }
    }

    fn list(&mut self, each: &mut dyn FnMut(&mut Self) -> Flow) -> Flow {
        if self.peek() != Some(b'[') {
            return self.pass();
        }
        self.at += 1;
        if self.take(b']') {
            return Flow::Continue(());
        }
        loop {
            each(self)?;
            if !self.take(b',') {
                return self.need(b']');
            }
        }
    }

    /// The rationale of a verdict.
    fn rationale(&mut self, see: &mut dyn FnMut(Field, &[u8]) -> Flow) -> Flow {
        self.object(&mut |walk, key| match key {
            "rationale" => walk.texts(&mut |text| see(Field::Other, text)),
            _ => walk.pass(),
        })
    }

    /// A text, those of a list, or those of a map of lists.
    fn texts(&mut self, see: &mut dyn FnMut(&[u8]) -> Flow) -> Flow {
        match self.peek() {
            Some(b'"') => {
                let text = self.string()?;
                see(text)
            }
            Some(b'[') => self.list(&mut |walk| walk.text(see)),
            Some(b'{') => self.object(&mut |walk, _| walk.list(&mut |walk| walk.text(see))),
            _ => match self.scalar() {
                [] => Flow::Break(End::Broken),
                b"null" => Flow::Continue(()),
                text => see(text),
            },
        }
    }

    /// One text of a list; what else stands there is passed over.
    fn text(&mut self, see: &mut dyn FnMut(&[u8]) -> Flow) -> Flow {
        match self.peek() {
            Some(b'"') => {
                let text = self.string()?;
                see(text)
            }
            _ => self.pass(),
        }
    }

    /// Passes over a value, however deep.
    fn pass(&mut self) -> Flow {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                None => return Flow::Break(End::Broken),
                Some(b'"') => {
                    self.string()?;
                }
                Some(b'{' | b'[') => {
                    self.at += 1;
                    depth += 1;
                }
                Some(b'}' | b']') if depth > 0 => {
                    self.at += 1;
                    depth -= 1;
                }
                Some(b',' | b':') if depth > 0 => self.at += 1,
                Some(b'}' | b']' | b',' | b':') => return Flow::Break(End::Broken),
                Some(_) => {
                    self.scalar_or_one();
                }
            }
            if depth == 0 {
                return Flow::Continue(());
            }
        }
    }

    /// A scalar; at least one byte, so that what makes no sense ends too.
    fn scalar_or_one(&mut self) {
        if self.scalar().is_empty() {
            self.at += 1;
        }
    }
}

/// What a string says, escapes resolved; none where it isn't one.
pub fn decoded(raw: &[u8]) -> Option<Cow<'_, str>> {
    if memchr::memchr(b'\\', raw).is_none() {
        return std::str::from_utf8(raw).ok().map(Cow::Borrowed);
    }
    let mut quoted = Vec::with_capacity(raw.len() + 2);
    quoted.push(b'"');
    quoted.extend_from_slice(raw);
    quoted.push(b'"');
    serde_json::from_slice::<String>(&quoted)
        .ok()
        .map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(line: &str) -> Vec<(Field, String)> {
        let mut found = Vec::new();
        walk(line.as_bytes(), &mut |field, text| {
            found.push((field, String::from_utf8_lossy(text).into_owned()));
            Flow::Continue(())
        });
        found
    }

    fn others(line: &str) -> Vec<String> {
        seen(line).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn every_text_that_is_seen_and_no_other() {
        let line = r#" { "id" : "i", "aliases":["a","b"], "title":"T", "secret":{"title":["x",{"id":"y"}]},
            "verdict":{"label":"no","rationale":"R","spans":[{"quote":"no"}]}, "facets":{"f":["v","w"]},
            "articles":[{"id":"1","title":"H","outlet":"O","language":"no","verdict":{"rationale":"S"}},{}],
            "links":["L"], "summary":"s\"}", "date":null, "n":-1.5e3 }"#;
        let found = others(line);
        assert_eq!(
            found,
            [
                "i", "a", "b", "T", "R", "v", "w", "1", "H", "O", "S", "L", r#"s\"}"#
            ]
        );
        assert!(seen(line).contains(&(Field::Title, "T".to_owned())));
    }

    #[test]
    fn a_key_is_read_with_its_escapes() {
        assert_eq!(others(r#"{"t\u0069tle":"T"}"#), ["T"]);
    }

    #[test]
    fn what_makes_no_sense_ends_the_walk() {
        for line in [
            "",
            "{",
            "[1]",
            r#"{"id""#,
            r#"{"id":"a"#,
            r#"{"id":}"#,
            r#"{"x":]}"#,
            r#"{"id":"\"#,
        ] {
            assert!(others(line).is_empty(), "{line}");
        }
        assert_eq!(others(r#"{"id":"a","x":[},"title":"t"}"#), ["a", "t"]);
    }

    #[test]
    fn it_stops_when_told() {
        let mut calls = 0;
        walk(br#"{"id":"a","title":"b"}"#, &mut |_, _| {
            calls += 1;
            Flow::Break(End::Enough)
        });
        assert_eq!(calls, 1);
    }
}
