//! Long texts in part: what a screen lays out of a field is bounded, whatever
//! the field holds, and the text itself says where it was cut.

use std::ops::Range;

use super::chars::Class;
use super::policy::{Ends, Policy};
use super::{Piece, SafeText, Shown, SourceLine};

impl SafeText {
    /// Makes safe what lies around a byte of a decoded text, about `most`
    /// bytes of it. Where something is left out, a line of its own says so and
    /// how much it is. Pieces keep the byte ranges that they have in `source`.
    pub fn around(source: &str, place: usize, most: usize) -> Self {
        let range = window(source, place, most);
        let (before, after) = (range.start, source.len() - range.end);
        let mut safe = Self::part(source, range.clone());
        if before > 0 {
            let said = format!("[cut here: {before} bytes come before]");
            safe.lines.insert(0, cut_line(said, 0..before));
        }
        if after > 0 {
            let said = format!("[cut here: {after} bytes follow; the set's file has them]");
            safe.lines.push(cut_line(said, range.end..source.len()));
        }
        safe
    }

    /// Makes safe the beginning of a decoded text, about `most` bytes of it;
    /// two dots stand for the rest.
    pub fn head(source: &str, most: usize) -> Self {
        let range = window(source, 0, most);
        let end = range.end;
        let mut safe = Self::part(source, range);
        if end < source.len()
            && let Some(last) = safe.lines.last_mut()
        {
            last.pieces.push(Piece {
                shown: "..".to_owned(),
                bytes: end..source.len(),
                kind: Shown::Cut,
            });
        }
        safe
    }

    fn part(source: &str, range: Range<usize>) -> Self {
        let mut policy = Policy::new(Ends::Split);
        policy.text(&source[range.clone()], range.start);
        let (lines, hidden) = policy.finish(range.end);
        Self { lines, hidden }
    }
}

fn cut_line(said: String, bytes: Range<usize>) -> SourceLine {
    SourceLine {
        end: bytes.end..bytes.end,
        pieces: vec![Piece {
            shown: said,
            bytes,
            kind: Shown::Cut,
        }],
    }
}

/// The bytes of a source that a window of about `most` bytes shows: a quarter
/// of them lies before the place. It begins and ends between characters, and a
/// run of hidden characters or marks at its end is taken whole, so that the
/// count shown for the run is true.
pub fn window(source: &str, place: usize, most: usize) -> Range<usize> {
    if source.len() <= most {
        return 0..source.len();
    }
    let from = place.saturating_sub(most / 4).min(source.len() - most);
    let from = floor(source, from);
    let end = floor(source, from + most);
    let run = source[..end].chars().next_back().map(Class::of);
    let more: usize = match run {
        Some(class @ (Class::Hidden | Class::Mark)) => source[end..]
            .chars()
            .take_while(|c| Class::of(*c) == class)
            .map(char::len_utf8)
            .sum(),
        _ => 0,
    };
    from..end + more
}

/// The character boundary at or before a byte; the end, where the text is shorter.
pub fn floor(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_lies_around_its_place() {
        let text = "0123456789".repeat(10);
        assert_eq!(window(&text, 50, 100), 0..100);
        assert_eq!(window(&text, 0, 20), 0..20);
        assert_eq!(window(&text, 50, 20), 45..65);
        assert_eq!(window(&text, 99, 20), 80..100);
    }

    #[test]
    fn a_window_divides_no_character_and_no_run() {
        let text = "世".repeat(10);
        assert_eq!(window(&text, 0, 10), 0..9);
        assert_eq!(window(&text, 16, 10), 12..21);
        let text = format!("abc{}def", "\u{e0061}".repeat(9));
        assert_eq!(window(&text, 0, 11), 0..39);
        assert_eq!(window(&text, 0, 2), 0..2);
    }

    #[test]
    fn what_is_left_out_is_said_and_the_rest_keeps_its_bytes() {
        let text = format!("{}here{}", "a".repeat(100), "b".repeat(100));
        let safe = SafeText::around(&text, 100, 16);
        assert_eq!(
            safe.shown(),
            "[cut here: 96 bytes come before]\naaaaherebbbbbbbb\n\
             [cut here: 92 bytes follow; the set's file has them]"
        );
        let lines = safe.wrap(80);
        assert_eq!(lines[1].pieces[0].bytes, 96..112);
        assert_eq!(lines[0].pieces[0].kind, Shown::Cut);
        assert_eq!(SafeText::around("short", 3, 16), SafeText::new("short"));
        assert_eq!(SafeText::head(&text, 4).shown(), "aaaa..");
        assert_eq!(SafeText::head("\n\n\n\n", 2).cut(9).shown(), "  ..");
        assert_eq!(SafeText::head("short", 16), SafeText::new("short"));
    }
}
