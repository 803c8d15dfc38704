//! Records out of a stream: the lines of a set, the elements of a JSON list,
//! values one after the other. However long the input, no more than one record
//! is held, and a record beyond the limit is passed over without being held.
//!
//! Brackets and quotes are counted here and nothing else is looked at: whether
//! a record is JSON is asked by whoever reads it.

use std::borrow::Cow;
use std::io::{self, Read};
use std::ops::ControlFlow;

use memchr::{memchr, memchr_iter, memchr2};

use crate::domain::limits::RECORD_BYTES;

use super::report::Skip;

/// How many bytes are read at once.
const SLICE: usize = 256 << 10;

/// Bytes on their way in, counted in bytes and lines.
pub struct Feed<'a> {
    from: &'a mut dyn Read,
    buffer: Vec<u8>,
    /// The first byte of the buffer that wasn't taken yet.
    start: usize,
    /// Where what was read ends; the rest of the buffer is room to read into.
    end: usize,
    /// The line of that byte, from 1.
    pub line: u64,
    /// How many bytes were taken.
    pub at: u64,
}

impl<'a> Feed<'a> {
    /// A feed at its beginning.
    pub fn new(from: &'a mut dyn Read) -> Self {
        Self {
            from,
            buffer: vec![0; SLICE],
            start: 0,
            end: 0,
            line: 1,
            at: 0,
        }
    }

    /// The next bytes, at least so many where there are any; nothing is taken.
    ///
    /// # Errors
    /// Those of the system.
    pub fn ahead(&mut self, many: usize) -> io::Result<&[u8]> {
        if self.start > 0 && self.end - self.start < many {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        while self.end - self.start < many {
            if self.end == self.buffer.len() {
                self.buffer.resize(self.end + SLICE, 0);
            }
            match self.from.read(&mut self.buffer[self.end..]) {
                Ok(0) => break,
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(&self.buffer[self.start..self.end])
    }

    /// Takes so many of the bytes ahead.
    pub fn take(&mut self, many: usize) {
        let taken = &self.buffer[self.start..self.start + many];
        self.line += memchr_iter(b'\n', taken).count() as u64;
        self.at += many as u64;
        self.start += many;
    }

    /// Takes white space; the byte after it, which isn't taken.
    ///
    /// # Errors
    /// Those of the system.
    pub fn skip_space(&mut self) -> io::Result<Option<u8>> {
        loop {
            let ahead = self.ahead(1)?;
            let Some(space) = ahead.iter().position(|byte| !b" \t\r\n".contains(byte)) else {
                if ahead.is_empty() {
                    return Ok(None);
                }
                let all = ahead.len();
                self.take(all);
                continue;
            };
            let found = ahead[space];
            self.take(space);
            return Ok(Some(found));
        }
    }
}

/// One record of a stream.
pub struct Piece<'a> {
    /// Its first line, from 1.
    pub line: u64,
    /// Its first byte, from 0.
    pub at: u64,
    /// The bytes, or why they can't be had.
    pub bytes: Result<&'a [u8], Skip>,
}

/// What is done with each record; breaking off ends the reading.
pub type Each<'a> = dyn FnMut(Piece<'_>) -> ControlFlow<()> + 'a;

/// What was gathered of a record: its bytes as long as there are few enough.
#[derive(Default)]
struct Record {
    bytes: Vec<u8>,
    len: usize,
}

impl Record {
    fn clear(&mut self) {
        self.bytes.clear();
        self.len = 0;
    }

    fn add(&mut self, part: &[u8]) {
        self.len = self.len.saturating_add(part.len());
        if self.len <= RECORD_BYTES {
            self.bytes.extend_from_slice(part);
        } else {
            self.bytes = Vec::new();
        }
    }

    fn get(&self) -> Result<&[u8], Skip> {
        if self.len > RECORD_BYTES {
            return Err(Skip::TooLong {
                bytes: self.len,
                limit: RECORD_BYTES,
            });
        }
        Ok(&self.bytes)
    }
}

/// Hands over the lines that aren't blank, without their line feeds.
///
/// # Errors
/// Those of the system.
pub fn lines(feed: &mut Feed<'_>, each: &mut Each<'_>) -> io::Result<()> {
    let mut record = Record::default();
    loop {
        let (line, at) = (feed.line, feed.at);
        record.clear();
        loop {
            let ahead = feed.ahead(1)?;
            let end = memchr(b'\n', ahead);
            let part = &ahead[..end.unwrap_or(ahead.len())];
            record.add(part);
            let taken = part.len() + usize::from(end.is_some());
            feed.take(taken);
            if end.is_some() || taken == 0 {
                break;
            }
        }
        if feed.at == at {
            return Ok(());
        }
        let bytes = record.get();
        if bytes
            .as_ref()
            .is_ok_and(|bytes| bytes.trim_ascii().is_empty())
        {
            continue;
        }
        if each(Piece { line, at, bytes }).is_break() {
            return Ok(());
        }
    }
}

/// What stands between the values of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    /// Nothing but white space.
    Loose,
    /// The `[` of a list, just taken.
    Open,
    /// A value of a list.
    Value,
    /// A comma of a list.
    Comma,
}

/// How the values of a text ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With the text, or with the `]` of the list, which is taken.
    Whole,
    /// Before that: the text is broken, which was said, or nobody wanted more.
    Before,
}

/// Hands over the elements of the list that begins here, or values one after
/// the other. Where the text breaks off or makes no sense, that is the last piece.
///
/// # Errors
/// Those of the system.
pub fn values(feed: &mut Feed<'_>, each: &mut Each<'_>) -> io::Result<Ended> {
    let mut between = Between::Loose;
    if feed.skip_space()? == Some(b'[') {
        feed.take(1);
        between = Between::Open;
    }
    let mut record = Record::default();
    // The line on which the value before ended.
    let mut ended = 0;
    loop {
        let next = feed.skip_space()?;
        let (line, at) = (feed.line, feed.at);
        let cause = match (between, next) {
            (Between::Loose, None) => return Ok(Ended::Whole),
            (Between::Loose, Some(_)) if ended == line => {
                Cow::Borrowed("expected the next value on a line of its own")
            }
            (Between::Open | Between::Value, Some(b']')) => {
                feed.take(1);
                return Ok(Ended::Whole);
            }
            (Between::Value, Some(b',')) => {
                feed.take(1);
                between = Between::Comma;
                continue;
            }
            (_, None) => Cow::Borrowed("the list isn't closed"),
            (Between::Value, Some(_)) => Cow::Borrowed("expected `,` or `]`"),
            (Between::Loose | Between::Open | Between::Comma, Some(_)) => {
                record.clear();
                let closed = value(feed, &mut record)?;
                if closed && record.len > 0 {
                    let bytes = record.get();
                    if each(Piece { line, at, bytes }).is_break() {
                        return Ok(Ended::Before);
                    }
                    ended = feed.line;
                    if between != Between::Loose {
                        between = Between::Value;
                    }
                    continue;
                }
                match closed {
                    true => Cow::Borrowed("expected a value"),
                    false => {
                        format!("the text ends inside the record that begins on line {line}").into()
                    }
                }
            }
        };
        let cause = cause.into_owned();
        let (line, bytes) = (feed.line, Err(Skip::BrokenJson { cause }));
        let _ = each(Piece { line, at, bytes });
        return Ok(Ended::Before);
    }
}

/// Takes one value, bracket by bracket; false where the text ends inside it.
fn value(feed: &mut Feed<'_>, record: &mut Record) -> io::Result<bool> {
    let (mut depth, mut inside) = (0_usize, false);
    loop {
        let ahead = feed.ahead(2)?;
        if ahead.is_empty() {
            // A number or a word may end with the text.
            return Ok(depth == 0 && !inside);
        }
        let (mut at, mut closed) = (0, false);
        while at < ahead.len() && !closed {
            if inside {
                let Some(found) = memchr2(b'"', b'\\', &ahead[at..]) else {
                    at = ahead.len();
                    break;
                };
                at += found;
                if ahead[at] == b'\\' {
                    // What is escaped may be the first byte of the next slice.
                    if at + 1 == ahead.len() && at > 0 {
                        break;
                    }
                    at = (at + 2).min(ahead.len());
                    continue;
                }
                inside = false;
                at += 1;
                closed = depth == 0;
                continue;
            }
            match ahead[at] {
                b'"' if depth == 0 && record.len + at > 0 => closed = true,
                b'{' | b'[' if depth == 0 && record.len + at > 0 => closed = true,
                b'"' => {
                    inside = true;
                    at += 1;
                }
                b'{' | b'[' => {
                    depth += 1;
                    at += 1;
                }
                b'}' | b']' if depth > 0 => {
                    depth -= 1;
                    at += 1;
                    closed = depth == 0;
                }
                b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => closed = true,
                _ => at += 1,
            }
        }
        record.add(&ahead[..at]);
        feed.take(at);
        if closed {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A reader that gives a few bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let many = self.1.min(self.0.len()).min(buffer.len());
            buffer[..many].copy_from_slice(&self.0[..many]);
            self.0 = &self.0[many..];
            Ok(many)
        }
    }

    type Told = Vec<(u64, Result<String, String>)>;
    type Text = (u64, String);

    fn pieces(text: &[u8], step: usize, by_line: bool) -> (Told, u64) {
        let mut told = Vec::new();
        let mut slow = Slow(text, step);
        let mut feed = Feed::new(&mut slow);
        let mut each = |piece: Piece<'_>| {
            let bytes = piece.bytes.map(|bytes| {
                assert_eq!(
                    &text[usize::try_from(piece.at).unwrap()..][..bytes.len()],
                    bytes
                );
                String::from_utf8_lossy(bytes).into_owned()
            });
            told.push((piece.line, bytes.map_err(|skip| skip.to_string())));
            ControlFlow::Continue(())
        };
        if by_line {
            lines(&mut feed, &mut each).unwrap();
        } else {
            let _ = values(&mut feed, &mut each).unwrap();
        }
        let at = feed.at;
        (told, at)
    }

    fn read(text: &str) -> (Vec<Text>, Option<Text>) {
        let (mut told, _) = pieces(text.as_bytes(), 7, false);
        let fault = told
            .last()
            .and_then(|(line, last)| Some((*line, last.as_ref().err()?.clone())));
        told.truncate(told.len() - usize::from(fault.is_some()));
        (
            told.into_iter()
                .map(|(line, one)| (line, one.unwrap()))
                .collect(),
            fault,
        )
    }

    fn one(line: u64, text: &str) -> Text {
        (line, text.to_owned())
    }

    #[test]
    fn lists_and_loose_values_come_apart_with_their_lines() {
        assert_eq!(
            read(" [ 1,\n {\"a\": [2]}\n,\"x,]\\\"\" ]").0,
            [one(1, "1"), one(2, "{\"a\": [2]}"), one(3, "\"x,]\\\"\"")]
        );
        assert_eq!(
            read("{}\n{\"a\":\n1}\n{}").0,
            [one(1, "{}"), one(2, "{\"a\":\n1}"), one(4, "{}")]
        );
        assert_eq!(read("[]"), (vec![], None));
    }

    #[test]
    fn a_broken_text_gives_what_stands_before_and_says_where() {
        for (text, before, line, cause) in [
            ("[1,\n{\"a\":\n", 1, 3, "record that begins on line 2"),
            ("[1,\n\"a\\\"", 1, 2, "ends inside the record"),
            ("[1\n", 1, 2, "isn't closed"),
            ("[1 2]", 1, 1, "expected `,` or `]`"),
            ("[1,]", 1, 1, "expected a value"),
            ("[,1]", 0, 1, "expected a value"),
            ("1\n}", 1, 2, "expected a value"),
            ("{}{}", 1, 1, "line of its own"),
        ] {
            let (good, fault) = read(text);
            let (at, said) = fault.unwrap();
            assert_eq!((good.len(), at), (before, line), "{text}");
            assert!(said.contains(cause), "{text}: {said}");
        }
    }

    #[test]
    fn a_record_over_the_limit_is_passed_over_and_the_next_is_read() {
        let long = "x".repeat(RECORD_BYTES + 1);
        let (told, _) = pieces(format!("[\"{long}\",\n1]").as_bytes(), SLICE, false);
        assert_eq!(told[1], (2, Ok("1".to_owned())));
        let reason = told[0].1.as_ref().unwrap_err();
        assert!(
            reason.contains("8388611") && reason.contains("8388608"),
            "{reason}"
        );
        let (told, _) = pieces(format!("{long}\n{{}}").as_bytes(), SLICE, true);
        assert_eq!(told[1], (2, Ok("{}".to_owned())));
        let fits = "x".repeat(RECORD_BYTES);
        assert!(pieces(fits.as_bytes(), SLICE, true).0[0].1.is_ok());
    }

    proptest! {
        #[test]
        fn where_the_slices_end_changes_nothing(
            text in "[\\[\\]{}\",:\\\\a1é \n]{0,60}",
            step in 1_usize..9,
            by_line: bool,
        ) {
            let whole = pieces(text.as_bytes(), usize::MAX, by_line);
            prop_assert_eq!(pieces(text.as_bytes(), step, by_line), whole);
        }

        #[test]
        fn lines_are_those_of_the_text(text in "[a \r\n]{0,60}") {
            let by_hand: Vec<_> = text
                .split('\n')
                .zip(1..)
                .filter(|(line, _)| !line.trim().is_empty())
                .map(|(line, number)| (number, Ok(line.to_owned())))
                .collect();
            prop_assert_eq!(pieces(text.as_bytes(), 5, true).0, by_hand);
        }
    }
}
