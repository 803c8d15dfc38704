//! JSON that is safe to show: what is written holds no character that could
//! drive a terminal or stand in a text unseen, and the values stay equal.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::text::SafeText;

/// Control, format, private and default-ignorable characters, line separators
/// and noncharacters: categories Cc, Cf, Co, Zl, Zp and the property
/// Default_Ignorable_Code_Point of Unicode 16, first and last of each range.
/// Held complete by a test against the tables of the `regex` crate.
const HIDDEN: &[(u32, u32)] = &[
    (0x7F, 0x9F),
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x600, 0x605),
    (0x61C, 0x61C),
    (0x6DD, 0x6DD),
    (0x70F, 0x70F),
    (0x890, 0x891),
    (0x8E2, 0x8E2),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xE000, 0xF8FF),
    (0xFDD0, 0xFDEF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x110BD, 0x110BD),
    (0x110CD, 0x110CD),
    (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
    (0xF0000, 0x10_FFFF),
];

/// For each 256 characters of the first plane, whether any of them is in the
/// table: most letters are told by their page.
const PAGES: [bool; 256] = {
    let mut pages = [false; 256];
    let mut at = 0;
    while at < HIDDEN.len() {
        let (first, last) = HIDDEN[at];
        let mut page = first >> 8;
        while page <= last >> 8 && page < 256 {
            pages[page as usize] = true;
            page += 1;
        }
        at += 1;
    }
    // Noncharacters.
    pages[0xFF] = true;
    pages
};

/// Adds a value as JSON in which control and format characters are written as
/// `\uXXXX`.
///
/// # Errors
/// Only where the JSON writer itself fails.
pub fn spell<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> serde_json::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Visible))
}

/// Writes strings so that they can be seen.
struct Visible;

impl Formatter for Visible {
    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        to: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        self.write_raw_fragment(to, fragment)
    }

    fn write_raw_fragment<W: io::Write + ?Sized>(
        &mut self,
        to: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        to.write_all(escape_invisible(fragment).as_bytes())
    }
}

/// Writes control and format characters in the strings of a JSON text as
/// `\uXXXX`. The ASCII controls are left alone: the JSON writer has escaped
/// those in strings already, and between values they are line ends.
pub fn escape_invisible(json: &str) -> Cow<'_, str> {
    // Most of what is written is ASCII, and that is seen much faster, in pieces that
    // the processor takes at once.
    let plain = json
        .bytes()
        .fold(true, |so_far, byte| so_far & (byte < 0x7F));
    if plain || !json.contains(is_invisible) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if is_invisible(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// True for a text that a screen wouldn't show as it is: it holds controls (line
/// ends and tabs aside) or hidden characters (joiners in their places aside).
pub fn hides(text: &str) -> bool {
    let suspect = |c: char| is_invisible(c) || (c.is_control() && !matches!(c, '\n' | '\t'));
    text.contains(suspect) && SafeText::new(text).hidden() > 0
}

/// True for a character of that table, or DEL: one that a text can hold unseen.
/// The ASCII controls below it are no part of it.
pub fn is_invisible(character: char) -> bool {
    let code = u32::from(character);
    if code < 0x7F || PAGES.get((code >> 8) as usize) == Some(&false) {
        return false;
    }
    // The last two of every plane are noncharacters.
    code & 0xFFFE == 0xFFFE
        || HIDDEN
            .binary_search_by(|(first, last)| {
                if *last < code {
                    Ordering::Less
                } else if *first > code {
                    Ordering::Greater
                } else {
                    Ordering::Equal
                }
            })
            .is_ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::value::RawValue;

    use super::*;

    #[test]
    fn the_table_of_hidden_characters_is_complete() {
        let all = r"^[\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\x{7f}-\x{9f}]$";
        let all = regex::Regex::new(all).unwrap();
        for c in char::MIN..=char::MAX {
            let code = u32::from(c);
            let nonchar = (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE;
            let known = nonchar || all.is_match(c.encode_utf8(&mut [0; 4]));
            assert_eq!(is_invisible(c), known, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn invisible_characters_are_escaped_and_values_stay_equal() {
        let text = "a\u{7f}b\u{9b}c\u{202e}d\u{e0041}e\nf";
        let json = serde_json::to_string(text).unwrap();
        let safe = escape_invisible(&json);
        assert_eq!(safe, r#""a\u007fb\u009bc\u202ed\udb40\udc41e\nf""#);
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), text);
    }

    #[test]
    fn a_value_is_spelled_as_its_text_is_escaped() {
        let raw = RawValue::from_string("[\"\u{200b}\", 1.0 ]".to_owned()).unwrap();
        let texts = [
            "plain",
            "a\"b\\c\nd",
            "x\u{202e}\u{7f}",
            "слово 自動 ❤\u{fe0f}",
        ];
        let value = BTreeMap::from([("k\u{200b}", (texts, raw))]);
        let mut out = b"before ".to_vec();
        spell(&value, &mut out).unwrap();
        let whole = serde_json::to_string(&value).unwrap();
        let expected = format!("before {}", escape_invisible(&whole));
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
