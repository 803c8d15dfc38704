//! One line of a journal: a record as JSON with its checksum at the end.

use serde::Deserialize;

use super::TroubleKind;
use crate::domain::event::VERSION;
use crate::domain::visible::escape_invisible;
use crate::domain::{Digest, Record};

/// What stands between a record and its checksum.
const SEAL: &str = r#","crc":""#;
/// What ends a line.
const END: &str = r#""}"#;
/// Bytes from the seal to the end of the line.
const TRAILER: usize = SEAL.len() + 8 + END.len();

/// One line of a journal, without its line end: the record as JSON, its last
/// field `crc` holding CRC-32C over all bytes before it. Invisible characters
/// and those that could drive a terminal are written as `\uXXXX`, so that
/// `cat` is safe; the values stay equal.
///
/// # Errors
/// Only where the JSON writer fails.
pub fn line_of(record: &Record) -> serde_json::Result<String> {
    let json = serde_json::to_string(record)?;
    let mut line = escape_invisible(&json).into_owned();
    // The closing brace comes back after the checksum.
    line.pop();
    let crc = crc32c::crc32c(line.as_bytes());
    line.push_str(&format!("{SEAL}{crc:08x}{END}"));
    Ok(line)
}

/// A line without what other programs add to line ends: git and editors write
/// CR LF where they are set up for Windows. No line ends with a CR of its own, as
/// JSON spells it otherwise, so that checksum and hash say what they said.
pub fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// How every line of this version begins.
const BEGINNING: &[u8] = br#"{"v":1,"#;

/// Reads a line, without its line end, and checks its checksum. `text` is room
/// to work in.
///
/// # Errors
/// [`TroubleKind::UnknownVersion`], [`TroubleKind::Checksum`] or [`TroubleKind::Malformed`].
pub fn record_of(line: &[u8], text: &mut String) -> Result<Record, TroubleKind> {
    let sealed = sealed(line);
    // A line of a later version may end in another way, so its version comes
    // first. What begins as this one does is this one, or no record at all.
    if !line.starts_with(BEGINNING)
        && let Some(version) = version(line).filter(|version| *version != VERSION)
    {
        // A damaged digit of a known version is damage.
        return Err(match &sealed {
            Ok(_) | Err(TroubleKind::Malformed(_)) => TroubleKind::UnknownVersion(version),
            Err(kind) => kind.clone(),
        });
    }
    text.clear();
    text.push_str(sealed?);
    text.push('}');
    // A record refuses by its fields what stands twice in it.
    serde_json::from_str(text).map_err(|error| TroubleKind::Malformed(error.to_string()))
}

/// The hash by which the next line and heads refer to a line.
pub fn hash_of(line: &[u8]) -> Digest {
    Digest::of_bytes(line)
}

/// What the first line has in place of the hash of the line before.
pub fn no_line() -> Digest {
    Digest::default()
}

/// The bytes that the checksum covers, where it fits them.
fn sealed(line: &[u8]) -> Result<&str, TroubleKind> {
    let text = std::str::from_utf8(line)
        .map_err(|error| TroubleKind::Malformed(format!("not UTF-8: {error}")))?;
    let parts = line
        .len()
        .checked_sub(TRAILER)
        .and_then(|at| text.split_at_checked(at))
        .and_then(|(body, trailer)| {
            let crc = trailer.strip_prefix(SEAL)?.strip_suffix(END)?;
            Some((body, crc))
        });
    let Some((body, crc)) = parts else {
        return Err(TroubleKind::Malformed("no checksum at its end".to_owned()));
    };
    if crc.as_bytes() == digits_of(crc32c::crc32c(body.as_bytes())) {
        Ok(body)
    } else {
        Err(TroubleKind::Checksum)
    }
}

/// A checksum as it is written: eight lower-case hex digits.
fn digits_of(crc: u32) -> [u8; 8] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut digits = [0; 8];
    let mut rest = crc;
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(rest & 15) as usize];
        rest >>= 4;
    }
    digits
}

/// The version that a line states, whatever else is in it.
fn version(line: &[u8]) -> Option<u32> {
    #[derive(Deserialize)]
    struct Stated {
        v: u32,
    }
    serde_json::from_slice::<Stated>(line)
        .ok()
        .map(|stated| stated.v)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::event::Remark;
    use crate::domain::{Act, At, Event, EventId, Target};

    fn record_of(line: &[u8]) -> Result<Record, TroubleKind> {
        super::record_of(line, &mut String::new())
    }

    fn record(note: &str) -> Record {
        let event = Event {
            id: EventId::new(1, [7; 10]),
            at: At::from_unix_ms(1_790_000_000_120),
            reviewer: "ana".into(),
            target: Some(Target::article("i-1", "a-1")),
            act: Act::Annotate(Remark::Note(Some(note.to_owned()))),
            group: None,
            basis: None,
            seen: Vec::new(),
        };
        Record::seal(event, 1, no_line(), BTreeMap::new())
    }

    #[test]
    fn every_character_comes_back_and_no_hidden_one_is_written() {
        let all: String = ('\0'..=char::MAX).collect();
        for piece in all.as_bytes().chunks(65_536) {
            let piece = String::from_utf8_lossy(piece);
            let line = line_of(&record(&piece)).unwrap();
            assert_eq!(record_of(line.as_bytes()).unwrap(), record(&piece));
            assert!(!line.chars().any(char::is_control));
            assert_eq!(escape_invisible(&line), line);
        }
        let line = line_of(&record("a\u{1b}[2J\u{9b}\u{202e}\u{e0041}\u{2028}\nb")).unwrap();
        assert!(
            line.contains(r#""a\u001b[2J\u009b\u202e\udb40\udc41\u2028\nb""#),
            "{line}"
        );
    }

    #[test]
    fn every_changed_bit_and_every_cut_is_noticed() {
        let line = line_of(&record("a short note")).unwrap().into_bytes();
        for at in 0..line.len() {
            assert!(record_of(&line[..at]).is_err(), "cut at {at}");
            for bit in 0..8 {
                let mut changed = line.clone();
                changed[at] ^= 1 << bit;
                assert!(record_of(&changed).is_err(), "bit {bit} of byte {at}");
            }
        }
    }

    #[test]
    fn a_later_version_is_told_from_damage() {
        let line = r#"{"v":2,"anything":[1],"sum":"0"}"#;
        assert_eq!(
            record_of(line.as_bytes()),
            Err(TroubleKind::UnknownVersion(2))
        );
        let known = line_of(&record("x")).unwrap();
        let damaged = known.replacen(r#""v":1"#, r#""v":3"#, 1);
        assert_eq!(record_of(damaged.as_bytes()), Err(TroubleKind::Checksum));
    }
}
