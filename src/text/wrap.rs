//! Laying out: wrapping at words, and cutting to one line.
//!
//! A line breaks after spaces, after a dash inside a word, and beside wide
//! (Chinese, Japanese, Korean) characters save where punctuation would be torn
//! from its neighbour. A word longer than the line breaks at the last word
//! boundary of UAX 29 that fits (in an address: at its punctuation), else
//! between any two parts. Every step looks back one line at most, so time is
//! linear in the length of the text.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::width::{Part, Parts, Seam, is_plain};
use super::{Line, Piece, Shown, SourceLine};

/// What ends a cut line.
const CUT: &str = "..";
/// Punctuation that stays with what comes before it.
const CLOSING: &str = ",.;:!?)]}%'\"’”»、。，．：；！？）］｝」』】〉》〕…ー々ゝゞ・ぁぃぅぇぉっゃゅょァィゥェォッャュョ";
/// Punctuation that stays with what comes after it.
const OPENING: &str = "([{'\"‘“«（［｛「『【〈《〔";

/// A part in its place in a line of the source.
struct Spot<'a> {
    part: Part<'a>,
    piece: &'a Piece,
    /// Where the part begins in what the piece shows, in bytes.
    from: usize,
    /// Width of all before it, in cells.
    left: usize,
}

impl Spot<'_> {
    fn right(&self) -> usize {
        self.left + self.part.width
    }

    fn first(&self) -> char {
        self.part.text.chars().next().unwrap_or(' ')
    }

    /// True for a space that a line may end in; one that carries a mark is none.
    fn is_space(&self) -> bool {
        self.part.text.chars().all(char::is_whitespace)
            && !matches!(self.first(), '\u{A0}' | '\u{2007}' | '\u{202F}')
    }
}

/// Wraps one line of the source; at least one line comes out.
pub(super) fn lines(pieces: &[Piece], width: usize) -> Vec<Line> {
    let width = width.max(1);
    match plain(pieces).and_then(|piece| plain_lines(piece, width)) {
        Some(lines) => lines,
        None => any_lines(pieces, width),
    }
}

/// The one piece of a line that is printable ASCII, as most are: bytes are
/// letters, parts and cells.
fn plain(pieces: &[Piece]) -> Option<&Piece> {
    let [piece] = pieces else { return None };
    let plain = piece.kind == Shown::Plain && piece.shown.len() == piece.bytes.len();
    (plain && !piece.shown.is_empty() && is_plain(&piece.shown)).then_some(piece)
}

/// Some letters of a plain piece on a line.
fn plain_line(piece: &Piece, range: Range<usize>) -> Line {
    let start = piece.bytes.start;
    let part = Piece {
        shown: piece.shown[range.clone()].to_owned(),
        bytes: start + range.start..start + range.end,
        kind: piece.kind,
    };
    Line {
        width: range.len(),
        pieces: if range.is_empty() {
            Vec::new()
        } else {
            vec![part]
        },
    }
}

/// [`any_lines`] of a plain piece; none where a word is longer than a line.
fn plain_lines(piece: &Piece, width: usize) -> Option<Vec<Line>> {
    let bytes = piece.shown.as_bytes();
    let may_break = |at: usize| match bytes[..at] {
        _ if bytes[at] == b' ' => false,
        [.., b' '] => true,
        [.., earlier, b'-'] => earlier.is_ascii_alphanumeric() && bytes[at].is_ascii_alphabetic(),
        _ => false,
    };
    let trimmed = |start: usize, mut end: usize, width: usize| {
        while end - start > width && bytes[end - 1] == b' ' {
            end -= 1;
        }
        start..end
    };
    let mut lines = Vec::new();
    let (mut start, mut soft) = (0, 0);
    for (at, byte) in bytes.iter().enumerate() {
        if may_break(at) {
            soft = at;
        }
        while *byte != b' ' && at + 1 - start > width && start < at {
            if soft <= start {
                return None;
            }
            let kept = trimmed(start, soft, 0);
            if !kept.is_empty() {
                lines.push(plain_line(piece, kept));
            }
            start = soft;
        }
    }
    lines.push(plain_line(piece, trimmed(start, bytes.len(), width)));
    Some(lines)
}

/// Wraps one line of the source part by part.
fn any_lines(pieces: &[Piece], width: usize) -> Vec<Line> {
    let spots: Vec<Spot<'_>> = spots(pieces).collect();
    let mut lines = Vec::new();
    let mut start = 0;
    let mut soft = None;
    for (at, spot) in spots.iter().enumerate() {
        if may_break(&spots, at) {
            soft = Some(at);
        }
        // Spaces never start a line of their own: they hang over the edge.
        while !spot.is_space() && spot.right() - spots[start].left > width && start < at {
            let end = soft
                .filter(|soft| *soft > start)
                .unwrap_or_else(|| start + inside_word(&spots[start..at], spot));
            let kept = trimmed(&spots[start..end], 0);
            // An indent that its word doesn't fit beside is dropped.
            if !kept.is_empty() {
                lines.push(line(kept));
            }
            start = end;
        }
    }
    lines.push(line(trimmed(&spots[start..], width)));
    lines
}

/// Everything on one line, cut to a width.
pub(super) fn cut(lines: &[SourceLine], width: usize) -> Line {
    let used = lines
        .iter()
        .rposition(|line| !line.pieces.is_empty())
        .map_or(0, |last| last + 1);
    let lines = &lines[..used];
    let end = lines.last().map_or(0, |line| line.end.start);
    if let [only] = lines
        && let Some(piece) = plain(&only.pieces)
    {
        let len = piece.shown.len();
        return match len <= width {
            true => plain_line(piece, 0..len),
            false => dotted(
                plain_line(piece, 0..width.saturating_sub(CUT.len())),
                end,
                width,
            ),
        };
    }
    any_cut(lines, end, width)
}

/// Cuts some lines part by part; `end` is the last byte of the last one.
fn any_cut(lines: &[SourceLine], end: usize, width: usize) -> Line {
    let joints: Vec<Piece> = lines
        .iter()
        .skip(1)
        .zip(lines)
        .map(|(_, before)| Piece {
            shown: " ".to_owned(),
            bytes: before.end.clone(),
            kind: Shown::Plain,
        })
        .collect();
    let mut row = Line::default();
    // The row as it was when there was still room for the dots.
    let mut short = None;
    for (index, line) in lines.iter().enumerate() {
        let joint = index.checked_sub(1).map(|before| &joints[before]);
        for spot in spots(joint.into_iter().chain(&line.pieces)) {
            let right = row.width + spot.part.width;
            if right.saturating_add(CUT.len()) > width && short.is_none() {
                short = Some(row.clone());
            }
            if right > width {
                return dotted(short.unwrap_or_default(), end, width);
            }
            row.push(&spot);
        }
    }
    row
}

/// Ends a cut line with as much of the dots as there is room for.
fn dotted(mut row: Line, end: usize, width: usize) -> Line {
    let dots = CUT.len().min(width - row.width);
    let start = row.pieces.last().map_or(0, |piece| piece.bytes.end);
    if dots > 0 {
        row.pieces.push(Piece {
            shown: CUT[..dots].to_owned(),
            bytes: start..end.max(start),
            kind: Shown::Cut,
        });
        row.width += dots;
    }
    row
}

/// The parts of some pieces. Pieces are divided apart from each other: what
/// stands in for something never joins with its neighbours.
fn spots<'a>(pieces: impl IntoIterator<Item = &'a Piece>) -> impl Iterator<Item = Spot<'a>> {
    pieces
        .into_iter()
        .flat_map(|piece| {
            let mut from = 0;
            Parts::of(&piece.shown).map(move |part| {
                let at = from;
                from += part.text.len();
                (piece, at, part)
            })
        })
        .scan(0, |left, (piece, from, part)| {
            let spot = Spot {
                part,
                piece,
                from,
                left: *left,
            };
            *left = spot.right();
            Some(spot)
        })
}

/// True where a line may break before the spot at an index.
fn may_break(spots: &[Spot<'_>], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|at| spots.get(at)) else {
        return false;
    };
    let spot = &spots[at];
    if spot.is_space() || spot.part.seam == Seam::Inside {
        return false;
    }
    if before.is_space() {
        return true;
    }
    let (last, next) = (before.first(), spot.first());
    let dashed = match last {
        '-' => {
            let earlier = at.checked_sub(2).map_or(' ', |at| spots[at].first());
            earlier.is_alphanumeric() && next.is_alphabetic()
        }
        '–' | '—' => true,
        _ => false,
    };
    let wide = before.part.width == 2 || spot.part.width == 2;
    (dashed || wide) && !CLOSING.contains(next) && !OPENING.contains(last)
}

/// How many spots of a word that fills its line, and is followed by `next`, stay on the line.
fn inside_word(word: &[Spot<'_>], next: &Spot<'_>) -> usize {
    let mut text: String = word.iter().map(|spot| spot.part.text).collect();
    let full = text.len();
    text.push_str(next.part.text);
    let bound = text
        .split_word_bound_indices()
        .map(|(at, _)| at)
        .take_while(|at| *at <= full)
        .last()
        .unwrap_or(0);
    let mut len = 0;
    let before_bound = word
        .iter()
        .take_while(|spot| {
            len += spot.part.text.len();
            len <= bound
        })
        .count();
    if before_bound > 0 {
        return before_bound;
    }
    // A cluster in several parts moves to the next line whole, if it fits there.
    let cluster = match next.part.seam {
        Seam::Cluster => word.len(),
        Seam::Inside => word
            .iter()
            .rposition(|spot| spot.part.seam == Seam::Cluster)
            .unwrap_or(0),
    };
    if cluster > 0 { cluster } else { word.len() }
}

/// Without the spaces at the end that stick out over a width.
fn trimmed<'s, 'a>(mut spots: &'s [Spot<'a>], width: usize) -> &'s [Spot<'a>] {
    let left = spots.first().map_or(0, |spot| spot.left);
    while let [kept @ .., last] = spots
        && last.is_space()
        && last.right() - left > width
    {
        spots = kept;
    }
    spots
}

fn line(spots: &[Spot<'_>]) -> Line {
    let mut line = Line::default();
    for spot in spots {
        line.push(spot);
    }
    line
}

impl Line {
    /// Adds a part, to the last piece where it goes on with it.
    fn push(&mut self, spot: &Spot<'_>) {
        let Piece { shown, bytes, kind } = spot.piece;
        let text = spot.part.text;
        let from = bytes.start + spot.from;
        let bytes = match kind {
            Shown::Plain if shown.len() == bytes.len() => from..from + text.len(),
            // A line end, or a stand-in: it stands for all of its bytes.
            Shown::Plain | Shown::Substitute | Shown::Cut => bytes.clone(),
        };
        self.width += spot.part.width;
        // A cluster that was taken apart has a piece for each of its parts.
        let goes_on = spot.from > 0 && spot.part.seam == Seam::Cluster;
        match self.pieces.last_mut().filter(|_| goes_on) {
            Some(last) => {
                last.shown.push_str(text);
                last.bytes.end = bytes.end;
            }
            None => self.pieces.push(Piece {
                shown: text.to_owned(),
                bytes,
                kind: *kind,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::text::SafeText;

    fn wrapped(source: &str, width: usize) -> Vec<String> {
        let lines = SafeText::new(source).wrap(width);
        lines.iter().map(Line::shown).collect()
    }

    proptest::proptest! {
        #[test]
        fn plain_text_is_laid_out_as_any(text in "[a-c1 .,'(-]{1,40}", width in 1_usize..20) {
            let text = SafeText::new(&text);
            let lines = &text.lines;
            let piece = plain(&lines[0].pieces).unwrap();
            let any = any_lines(&lines[0].pieces, width);
            proptest::prop_assert!(plain_lines(piece, width).is_none_or(|it| it == any));
            for width in 0..=width {
                let any = any_cut(lines, lines[0].end.start, width);
                proptest::prop_assert_eq!(cut(lines, width), any);
            }
        }
    }

    #[test]
    fn breaks_where_a_reader_would() {
        let table: &[(&str, usize, &[&str])] = &[
            ("", 10, &[""]),
            ("one two", 0, &["o", "n", "e", "t", "w", "o"]),
            ("one two three", 7, &["one two", "three"]),
            ("one two three", 8, &["one two", "three"]),
            ("one   two", 4, &["one", "two"]),
            ("one\n\ntwo", 9, &["one", "", "two"]),
            ("one\n", 9, &["one", ""]),
            ("  in", 9, &["  in"]),
            ("    indented", 8, &["indented"]),
            ("ends   ", 5, &["ends "]),
            ("     ", 2, &["  "]),
            ("abcdefghij", 4, &["abcd", "efgh", "ij"]),
            (
                "to example.org/a/page",
                12,
                &["to", "example.org/", "a/page"],
            ),
            ("well-known facts", 6, &["well-", "known", "facts"]),
            ("at -5 below", 4, &["at", "-5", "belo", "w"]),
            ("aa well-known", 8, &["aa well-", "known"]),
            ("aa well—known", 8, &["aa well—", "known"]),
            ("aaaa 10-15", 8, &["aaaa", "10-15"]),
            ("at -abc", 4, &["at", "-abc"]),
            ("aaaa ends   ", 5, &["aaaa", "ends "]),
            ("bb a世", 4, &["bb a", "世"]),
            ("世界人权", 4, &["世界", "人权"]),
            ("世界人权", 3, &["世", "界", "人", "权"]),
            ("世界", 1, &["世", "界"]),
            ("a世a", 2, &["a", "世", "a"]),
            ("aaﾞ世", 4, &["aaﾞ", "世"]),
            ("aaﾞ世", 3, &["a", "aﾞ", "世"]),
            ("世界、人", 4, &["世", "界、", "人"]),
            ("「世界」人", 6, &["「世", "界」人"]),
            (
                "e\u{301}e\u{301}e\u{301}",
                2,
                &["e\u{301}e\u{301}", "e\u{301}"],
            ),
            ("x\u{202e}y", 3, &["x[U", "+", "202", "E]y"]),
            // Three cells, one cluster: it moves down whole.
            ("कक\u{94d}षि", 3, &["क", "क\u{94d}षि"]),
        ];
        for (source, width, expected) in table {
            assert_eq!(wrapped(source, *width), *expected, "{source:?} at {width}");
        }
    }

    #[test]
    fn pieces_of_a_wrapped_line_know_their_bytes() {
        let lines = SafeText::new("ab \u{1}cd\r\n世界").wrap(3);
        let bytes: Vec<(usize, usize, usize)> = lines
            .iter()
            .enumerate()
            .flat_map(|(row, line)| line.pieces.iter().map(move |piece| (row, &piece.bytes)))
            .map(|(row, bytes)| (row, bytes.start, bytes.end))
            .collect();
        assert_eq!(
            bytes,
            [(0, 0, 2), (1, 3, 4), (1, 4, 6), (2, 8, 11), (3, 11, 14)]
        );
        assert_eq!(lines[1].width, 3);
    }

    #[test]
    fn a_long_cluster_is_drawn_in_pieces() {
        let lines = SafeText::new(&"\u{1100}".repeat(6)).wrap(8);
        let widths: Vec<usize> = lines.iter().map(|line| line.width).collect();
        assert_eq!(widths, [8, 4]);
        assert!(lines[0].pieces.iter().all(|piece| piece.shown.width() == 2));
    }

    #[test]
    fn cuts_to_the_cell() {
        let table = [
            ("", 0, ""),
            ("abc", 0, ""),
            ("abc", 1, "."),
            ("abc", 2, ".."),
            ("abc", 3, "abc"),
            ("abcd", 3, "a.."),
            ("one\ntwo", 9, "one two"),
            ("one\r\ntwo\n\n", 9, "one two"),
            ("one\n\ntwo", 9, "one  two"),
            ("one\ntwo", 6, "one .."),
            ("世界", 4, "世界"),
            ("世界", 3, ".."),
            ("世界人", 5, "世.."),
            ("a\u{1b}b", 9, "a␛b"),
        ];
        for (source, width, expected) in table {
            let line = SafeText::new(source).cut(width);
            assert_eq!(line.shown(), expected, "{source:?} at {width}");
            assert!(line.width <= width);
        }
        assert_eq!(SafeText::new("one\n世界").width(), 8);
        assert_eq!(SafeText::new("abc").cut(0).pieces, []);
    }

    #[test]
    fn a_cut_line_knows_its_bytes() {
        let line = SafeText::new("ab\r\ncd\nefgh").cut(8);
        let pieces: Vec<_> = line
            .pieces
            .iter()
            .map(|piece| (piece.shown.as_str(), piece.bytes.clone(), piece.kind))
            .collect();
        assert_eq!(
            pieces,
            [
                ("ab", 0..2, Shown::Plain),
                (" ", 2..4, Shown::Plain),
                ("cd", 4..6, Shown::Plain),
                (" ", 6..7, Shown::Plain),
                ("..", 7..11, Shown::Cut),
            ]
        );
    }
}
