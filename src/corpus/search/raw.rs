//! Bytes that must stand in a line for a term to be found in it, whatever the
//! encoding: a cheap sieve that lets nothing wanted through its meshes. What
//! stays in it is looked at closely elsewhere.

use std::collections::BTreeSet;

use memchr::memmem;
use regex::bytes::Regex;

use super::origins::Origins;
use super::whole;

/// The bytes to look for.
#[derive(Debug)]
pub struct Sieve {
    /// Signs of punctuation alone: there is nothing to look for, every line stays.
    open: bool,
    /// Letters and digits that stand in the line as they are, in either case.
    plain: Option<Regex>,
    /// Or else one of these characters, as itself or as `\uXXXX`.
    other: Characters,
}

impl Sieve {
    /// For folded words.
    pub fn of(words: &str) -> Self {
        let origins = Origins::get();
        let pieces = words.split(|letter: char| !letter.is_ascii_alphanumeric());
        let piece = pieces.max_by_key(|piece| piece.len()).unwrap_or_default();
        let rarest = words
            .chars()
            .filter(|letter| !letter.is_ascii())
            .map(|letter| origins.of(letter))
            .min_by_key(BTreeSet::len);
        match rarest {
            Some(rare) if piece.len() < LONG => Self {
                open: false,
                plain: None,
                other: Characters::new(rare),
            },
            _ => Self {
                open: piece.is_empty(),
                plain: whole(piece),
                other: Characters::new(
                    piece
                        .chars()
                        .flat_map(|letter| origins.of(letter))
                        .collect(),
                ),
            },
        }
    }

    /// How much it is likely to hold back: more is better.
    pub fn strength(&self) -> usize {
        match &self.plain {
            _ if self.open => 0,
            Some(plain) => plain.as_str().len(),
            None => LONG,
        }
    }

    /// Where the next line begins to be of interest, from a place on: some byte
    /// of every line that may hold the term.
    pub fn marks<'a>(&'a self, bytes: &'a [u8]) -> Marks<'a> {
        Marks {
            sieve: self,
            bytes,
            escape: memmem::Finder::new(b"\\u"),
        }
    }
}

/// An ASCII piece of this length is rarer than most characters.
const LONG: usize = 3;

/// Looks through bytes for one of the three signs of a term.
pub struct Marks<'a> {
    sieve: &'a Sieve,
    bytes: &'a [u8],
    escape: memmem::Finder<'static>,
}

impl Marks<'_> {
    /// Calls with places in ascending order, each at or after what the call
    /// before gave back as the place to go on from; one run for each sign.
    pub fn each(&self, mut found: impl FnMut(usize) -> usize) {
        let mut at = 0;
        while let Some(hit) = self.plain(at) {
            at = found(hit);
        }
        at = 0;
        while let Some(hit) = self.escaped(at) {
            at = found(hit);
        }
        at = 0;
        while let Some(hit) = self.written(at) {
            at = found(hit);
        }
    }

    /// True where any sign is there.
    pub fn any(&self) -> bool {
        self.plain(0)
            .or_else(|| self.escaped(0))
            .or_else(|| self.written(0))
            .is_some()
    }

    fn plain(&self, from: usize) -> Option<usize> {
        if self.sieve.open {
            return (from < self.bytes.len()).then_some(from);
        }
        let plain = self.sieve.plain.as_ref()?;
        let mut from = from.min(self.bytes.len());
        loop {
            let hit = plain.find_at(self.bytes, from)?;
            match after_key(self.bytes, hit.start()) {
                Some(after) => from = after,
                None => return Some(hit.start()),
            }
        }
    }

    /// A character written as `\uXXXX`, or as two of them.
    fn escaped(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            at += self.escape.find(self.bytes.get(at..)?)?;
            let unit = unit(self.bytes, at)?;
            if unit <= 0xFFFF && !self.sieve.other.uppers[(unit >> 8) as usize] {
                at += 2;
                continue;
            }
            let character = match (unit, at.checked_add(6)) {
                // The first half of a pair.
                (0xD800..=0xDBFF, Some(next)) if self.bytes.get(next..next + 2) == Some(b"\\u") => {
                    let low = self::unit(self.bytes, next)?;
                    let low = low.checked_sub(0xDC00).filter(|low| *low < 0x400);
                    low.and_then(|low| char::from_u32(0x1_0000 + ((unit - 0xD800) << 10) + low))
                }
                _ => char::from_u32(unit),
            };
            if character.is_some_and(|character| self.sieve.other.has(character)) {
                return Some(at);
            }
            at += 2;
        }
    }

    /// A character written as itself.
    fn written(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            at = beyond_ascii(self.bytes, at)?;
            let lead = self.bytes[at];
            let len = match lead {
                0xC0..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xFF => 4,
                _ => 1,
            };
            if self.sieve.other.may_begin(&self.bytes[at..]) {
                let text = self
                    .bytes
                    .get(at..at + len)
                    .and_then(|bytes| std::str::from_utf8(bytes).ok());
                if text
                    .and_then(|text| text.chars().next())
                    .is_some_and(|it| self.sieve.other.has(it))
                {
                    return Some(at);
                }
            }
            at += len;
        }
    }
}

/// The place after the key around a place, where there is a plain one: every
/// line has `"rationale":`, and no key is seen. A quotation mark inside a text
/// is escaped, so nothing in a text looks like that.
fn after_key(bytes: &[u8], at: usize) -> Option<usize> {
    let inside = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    let before = bytes[..at].iter().rev().take_while(inside).count();
    let after = bytes[at..].iter().take_while(inside).count();
    let open = (at - before).checked_sub(1)?;
    let opens = bytes[open] == b'"' && (open == 0 || bytes[open - 1] != b'\\');
    (opens && bytes[at + after..].starts_with(b"\":")).then_some(at + after)
}

/// What the four digits of an escape at a place say; `u32::MAX` where there are none.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at + 2..at + 6)?;
    let unit = digits.iter().try_fold(0, |unit, digit| {
        char::from(*digit)
            .to_digit(16)
            .map(|digit| unit << 4 | digit)
    });
    Some(unit.unwrap_or(u32::MAX))
}

/// The first byte that isn't ASCII, from a place on: eight at a time.
fn beyond_ascii(bytes: &[u8], from: usize) -> Option<usize> {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let rest = bytes.get(from..)?;
    let (eights, tail) = rest.as_chunks::<8>();
    for (at, eight) in eights.iter().enumerate() {
        let high = u64::from_le_bytes(*eight) & HIGH;
        if high != 0 {
            return Some(from + at * 8 + (high.trailing_zeros() / 8) as usize);
        }
    }
    let after = tail.iter().position(|byte| !byte.is_ascii())?;
    Some(from + eights.len() * 8 + after)
}

/// A set of characters, asked fast: first by the two bytes with which they
/// begin, or the upper half of the unit by which they are escaped.
#[derive(Debug)]
struct Characters {
    sorted: Vec<char>,
    /// For each first byte, one bit for each second byte, which has six bits.
    seconds: [u64; 256],
    /// Whether a unit of UTF-16 of that upper half begins one.
    uppers: [bool; 256],
}

impl Characters {
    fn new(these: BTreeSet<char>) -> Self {
        let mut seconds = [0; 256];
        let mut uppers = [false; 256];
        for character in &these {
            let mut bytes = [0; 4];
            character.encode_utf8(&mut bytes);
            let mut units = [0; 2];
            uppers[usize::from(character.encode_utf16(&mut units)[0] >> 8)] = true;
            if !character.is_ascii() {
                seconds[usize::from(bytes[0])] |= 1 << (bytes[1] & 0x3F);
            }
        }
        Self {
            sorted: these.into_iter().collect(),
            seconds,
            uppers,
        }
    }

    /// Whether one of them may stand, as itself, where these bytes begin.
    fn may_begin(&self, bytes: &[u8]) -> bool {
        match bytes {
            [first, second, ..] => self.seconds[usize::from(*first)] & (1 << (second & 0x3F)) != 0,
            _ => false,
        }
    }

    fn has(&self, character: char) -> bool {
        self.sorted.binary_search(&character).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(words: &str, line: &str) -> bool {
        Sieve::of(words).marks(line.as_bytes()).any()
    }

    #[test]
    fn whatever_folds_to_the_words_is_let_through() {
        let table = [
            ("robot", "a ROBOT"),
            ("kelvin", "\u{212A}elvin"),
            ("find", "ﬁnd"),
            ("find", r"\ufb01nd"),
            ("robot", r"\u0052OBOT"),
            ("été", "ÉTÉ"),
            ("été", r"\u00c9T\u00C9"),
            ("été", "E\u{301}te\u{301}"),
            ("été", r"e\u0301te\u0301"),
            ("自", "自"),
            ("自", r"\u81ea"),
            ("𝐛ig", r"\uD835\uDC01ig"),
            ("🙂", r"\ud83d\ude42"),
            ("各", "各"),
            ("각", "\u{1100}\u{1161}\u{11A8}"),
            ("&", "anything"),
            ("rationale", r#"{"x":"rationale"}"#),
            ("rationale", r#"{"x":"\"rationale\":"}"#),
            ("rationale", r#"{"rationale":"no","x":"a rationale"}"#),
        ];
        for (words, line) in table {
            assert!(marked(&crate::text::fold(words), line), "{words} in {line}");
        }
    }

    #[test]
    fn what_can_t_hold_them_is_held_back() {
        let table = [
            (
                "robot",
                "roboter".trim_end_matches("er").trim_end_matches('t'),
            ),
            ("robot", "自动驾驶 “quoted” – dash"),
            ("robot", r"\u81ea\u52a8 \u2019"),
            ("自", "动驾驶 robot"),
            ("été", "ete à là"),
            ("🙂", r"\ud83d\ude43"),
            ("𝕏", r"\ud835\uzzzz \ud835\u0041 \ud835\uffff"),
            ("rationale", r#"{"rationale":"none"}"#),
            ("ration", r#"{"rationale":"none"}"#),
        ];
        for (words, line) in table {
            assert!(!marked(words, line), "{words} in {line}");
        }
    }

    #[test]
    fn the_first_byte_beyond_ascii_is_found_at_any_distance() {
        for before in 0..40 {
            for after in 0..20 {
                let text = format!("{}é{}", "a".repeat(before), "b".repeat(after));
                assert_eq!(beyond_ascii(text.as_bytes(), 0), Some(before));
                assert_eq!(beyond_ascii(text.as_bytes(), before + 2), None);
            }
        }
    }
}
