//! Widths in cells, and the smallest parts of a text that a line may be made of.
//!
//! Such a part is a grapheme cluster. One that is longer than 16 characters or
//! 64 bytes, or wider than two cells, is taken apart between its characters
//! (never before a zero-width one): terminals and ratatui draw what they see as
//! one cluster in one cell, so a long one would swallow a line.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Characters in a part.
const MOST_CHARACTERS: usize = 16;
/// Bytes in a part.
const MOST_BYTES: usize = 64;
/// Cells of a part.
const MOST_CELLS: usize = 2;

/// What comes before a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seam {
    /// The part begins a grapheme cluster.
    Cluster,
    /// The part goes on with a cluster that was taken apart.
    Inside,
}

/// The smallest part of a text that isn't divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    /// In cells, at most two.
    pub(super) width: usize,
    pub(super) seam: Seam,
}

/// The parts of a text, in order.
pub(super) struct Parts<'a> {
    /// What comes after the cluster under way.
    text: &'a str,
    /// What is left of a cluster that is being taken apart.
    rest: &'a str,
}

impl<'a> Parts<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, rest: "" }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        let (whole, seam) = if self.rest.is_empty() {
            let cluster = cluster(self.text)?;
            self.text = &self.text[cluster.len()..];
            if let [b' '..=b'~'] = cluster.as_bytes() {
                return Some(Part {
                    text: cluster,
                    width: 1,
                    seam: Seam::Cluster,
                });
            }
            (cluster, Seam::Cluster)
        } else {
            (self.rest, Seam::Inside)
        };
        let (text, rest) = whole.split_at(head(whole));
        self.rest = rest;
        Some(Part {
            text,
            width: width(text).min(MOST_CELLS),
            seam,
        })
    }
}

/// The first cluster of a text. Most characters of most texts are ASCII, and
/// nothing in ASCII joins what is printable.
fn cluster(text: &str) -> Option<&str> {
    match text.as_bytes() {
        [b' '..=b'~'] | [b' '..=b'~', 0..=0x7F, ..] => text.get(..1),
        _ => text.graphemes(true).next(),
    }
}

/// The bytes of a cluster that go into its first part.
fn head(cluster: &str) -> usize {
    if fits(cluster) {
        return cluster.len();
    }
    let mut end = 0;
    let mut ends = cluster
        .char_indices()
        .skip(1)
        .filter(|(_, c)| c.width() != Some(0))
        .map(|(at, _)| at)
        .take_while(|at| fits(&cluster[..*at]));
    for at in ends.by_ref() {
        end = at;
    }
    if end > 0 {
        return end;
    }
    // A base with more on it than fits; the display policy lets none through.
    cluster
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| *end <= MOST_BYTES)
        .take(MOST_CHARACTERS)
        .last()
        .unwrap_or(cluster.len())
}

/// True where a text is small enough for one part.
pub(super) fn fits(part: &str) -> bool {
    part.len() <= MOST_BYTES && part.chars().count() <= MOST_CHARACTERS && width(part) <= MOST_CELLS
}

/// In cells, as ratatui counts them: it gives the half-width voiced marks of
/// Japanese a cell more than the tables do, and what is laid out otherwise
/// would run out of its pane.
fn width(text: &str) -> usize {
    let voiced = |c: &char| matches!(c, '\u{FF9E}' | '\u{FF9F}');
    text.width() + text.chars().filter(voiced).count()
}

/// The parts of a text that is already safe, each no more than a cell may hold,
/// with their widths in cells, none of them nothing.
pub fn parts(safe: &str) -> impl Iterator<Item = (&str, u16)> {
    let visible = Parts::of(safe).filter(|part| part.width > 0);
    visible.map(|part| (part.text, u16::try_from(part.width).unwrap_or(u16::MAX)))
}

/// The end of the cluster of a text that a byte lies in; the byte itself where
/// it lies between two.
pub fn cluster_end(text: &str, byte: usize) -> usize {
    let at = |byte: usize| text.as_bytes().get(byte);
    match (byte.checked_sub(1).and_then(at), at(byte)) {
        (_, None) => text.len(),
        // Between two such there is always an end.
        (None, _) | (Some(b' '..=b'~'), Some(..=0x7F)) => byte,
        _ => {
            let mut ends = text.grapheme_indices(true).map(|(at, _)| at);
            ends.find(|at| *at >= byte).unwrap_or(text.len())
        }
    }
}

/// True for printable ASCII: every byte is a letter, a part and a cell.
pub fn is_plain(text: &str) -> bool {
    // A piece is looked at without leaving it early, many bytes in one step.
    let plain = |piece: &[u8]| {
        let printable = |byte: &u8| matches!(byte, b' '..=b'~');
        piece.iter().fold(true, |all, byte| all & printable(byte))
    };
    text.as_bytes().chunks(64).all(plain)
}

/// The width in cells of a text that is already safe.
pub fn cells(safe: &str) -> usize {
    if is_plain(safe) {
        return safe.len();
    }
    Parts::of(safe).map(|part| part.width).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn clusters_are_those_of_the_standard(text in "([ -~\r\n]|[a\u{301}\u{200d}\u{fe0f}❤🏽👩\u{1f1e9}\u{1f1ea}क\u{94d}ष\u{600}각\u{11a8}])*") {
            let (mut rest, mut found) = (text.as_str(), Vec::new());
            while let Some(first) = cluster(rest) {
                found.push(first);
                rest = &rest[first.len()..];
            }
            proptest::prop_assert_eq!(found, text.graphemes(true).collect::<Vec<_>>());
            for byte in 0..=text.len() + 1 {
                let ends = text.grapheme_indices(true).map(|(at, _)| at);
                let end = ends.chain([text.len()]).find(|at| *at >= byte);
                proptest::prop_assert_eq!(cluster_end(&text, byte), end.unwrap_or(text.len()));
            }
        }
    }

    fn parts(text: &str) -> Vec<&str> {
        Parts::of(text).map(|part| part.text).collect()
    }

    #[test]
    fn widths_are_those_of_clusters() {
        let table = [
            ("", 0),
            ("abc", 3),
            ("世界", 4),
            ("e\u{301}", 1),
            ("👩\u{200d}👩\u{200d}👧\u{200d}👦", 2),
            ("👍🏽", 2),
            ("❤\u{fe0f}", 2),
            ("🇬🇧", 2),
            ("ｶﾞ", 3),
            ("\u{1112}\u{1161}\u{11ab}", 2),
            ("क\u{94d}षि", 3),
        ];
        for (text, width) in table {
            assert_eq!(cells(text), width, "{text:?}");
        }
    }

    #[test]
    fn visible_parts_have_their_widths() {
        let found: Vec<_> = super::parts("a世\u{301}e\u{301}").collect();
        assert_eq!(found, [("a", 1), ("世\u{301}", 2), ("e\u{301}", 1)]);
        assert_eq!(super::parts("\u{301}").count(), 0);
    }

    #[test]
    fn a_part_has_no_more_characters_than_a_cell_takes() {
        let many = format!("a{}", "\u{301}".repeat(20));
        assert!(many.len() < MOST_BYTES);
        let counts: Vec<usize> = parts(&many).iter().map(|it| it.chars().count()).collect();
        assert_eq!(counts, [MOST_CHARACTERS, 21 - MOST_CHARACTERS]);
    }

    #[test]
    fn a_cluster_ends_after_its_marks() {
        for (byte, end) in [(0, 0), (1, 1), (2, 4), (3, 4), (4, 4), (5, 5), (9, 5)] {
            assert_eq!(cluster_end("ae\u{301}b", byte), end, "{byte}");
        }
    }

    #[test]
    fn ordinary_clusters_stay_whole() {
        assert_eq!(parts("ae\u{301}世"), ["a", "e\u{301}", "世"]);
        let family = "👩\u{200d}👩\u{200d}👧\u{200d}👦";
        assert_eq!(parts(family), [family]);
    }

    #[test]
    fn long_clusters_are_taken_apart_within_limits() {
        let bombs = [
            "\u{1100}".repeat(500),
            "क\u{94d}".repeat(500),
            format!("{}👨", "👨\u{200d}".repeat(500)),
            format!("a{}", "\u{301}".repeat(500)),
            "❤\u{fe0f}\u{200d}".repeat(500),
        ];
        for bomb in bombs {
            let parts: Vec<Part<'_>> = Parts::of(&bomb).collect();
            assert!(parts.len() > 1);
            assert_eq!(parts[0].seam, Seam::Cluster);
            assert!(parts.iter().all(|part| fits(part.text)));
            let whole: String = parts.iter().map(|part| part.text).collect();
            assert_eq!(whole, bomb);
        }
        let hearts = "❤\u{fe0f}\u{200d}".repeat(30);
        assert!(Parts::of(&hearts).all(|part| part.text.starts_with('❤')));
    }
}
