//! Text on its way into a text field, which shows what it holds as it is.

use super::chars::Class;
use super::{SafeText, Shown};

/// A text without what the display policy would show as something else, line
/// ends and tabs (as one space) kept, and how many characters that took away.
/// A lone CR ends a line: terminals paste it so.
pub fn tidy(source: &str) -> (String, usize) {
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    let safe = SafeText::new(&source);
    let mut text = String::new();
    for (at, line) in safe.lines.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        for piece in &line.pieces {
            if piece.kind == Shown::Plain {
                text.push_str(&piece.shown);
            } else if source.as_bytes().get(piece.bytes.start) == Some(&b'\t') {
                text.push(' ');
            }
        }
    }
    (text, safe.hidden())
}

/// True for a character that may be typed: one that is no control and not
/// hidden by itself.
pub fn is_typed(c: char) -> bool {
    !matches!(Class::of(c), Class::Control | Class::Hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_shown_as_it_is_stays() {
        let table = [
            (
                "plain, 世界 می\u{200c}رود 👩\u{200d}🚒",
                "plain, 世界 می\u{200c}رود 👩\u{200d}🚒",
                0,
            ),
            (
                "one\rtwo\r\nthree\nfour\tfive",
                "one\ntwo\nthree\nfour five",
                0,
            ),
            ("a\u{1b}[2Jb\u{202e}c\u{e0061}\u{e0062}d", "a[2Jbcd", 4),
            ("\u{301}x", "x", 1),
        ];
        for (source, text, left_out) in table {
            assert_eq!(tidy(source), (text.to_owned(), left_out), "{source:?}");
        }
    }

    #[test]
    fn joiners_are_typed_and_turns_are_not() {
        assert!("aé世\u{200c}\u{200d}\u{301}".chars().all(is_typed));
        assert!(
            !"\u{1b}\u{9b}\u{202e}\u{200b}\u{e0061}\u{e000}"
                .chars()
                .any(is_typed)
        );
    }
}
