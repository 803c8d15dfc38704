//! Text from strangers made safe to show, with a way back from cells to source
//! bytes; plus widths, wrapping, cutting, and folding for search.
//!
//! [`SafeText`] is the one type that views accept for text that came from a
//! file, the network, a path, the environment, a note or an error. Values in
//! files are never changed: only what is *shown* is.

mod cell;
mod chars;
mod counted;
mod fold;
#[cfg(test)]
mod laws;
mod policy;
mod tags;
mod tidy;
mod width;
mod window;
mod wrap;

use std::ops::Range;

use policy::{Ends, Policy};

pub use cell::CellText;
pub use counted::counted;
pub use fold::fold;
pub use tags::spelled;
pub use tidy::{is_typed, tidy};
pub use width::{cells, cluster_end, is_plain, parts};
pub use window::{floor, window};

/// Why a piece is shown the way it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shown {
    /// As it stands in the source.
    Plain,
    /// In place of something that would be invisible or could drive a terminal.
    Substitute,
    /// In place of the end of a text that was cut.
    Cut,
}

/// A stretch of shown text with the source bytes that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What is shown; never holds a control character.
    pub shown: String,
    /// The bytes of the source it stands for.
    pub bytes: Range<usize>,
    /// Why it is shown so.
    pub kind: Shown,
}

/// One laid-out line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its pieces, left to right.
    pub pieces: Vec<Piece>,
    /// Its width in cells.
    pub width: usize,
}

/// One line of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SourceLine {
    pieces: Vec<Piece>,
    /// The bytes of its end: LF, CR LF, or none for the last line.
    end: Range<usize>,
}

/// Untrusted text, made safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeText {
    /// At least one.
    lines: Vec<SourceLine>,
    hidden: usize,
}

impl Default for SafeText {
    fn default() -> Self {
        Self::new("")
    }
}

impl SafeText {
    /// Makes a decoded text safe.
    pub fn new(source: &str) -> Self {
        let mut policy = Policy::new(Ends::Split);
        policy.text(source, 0);
        let (lines, hidden) = policy.finish(source.len());
        Self { lines, hidden }
    }

    /// Makes raw bytes safe; each longest run of bytes that can't begin a
    /// character is shown as U+FFFD and counted as hidden.
    pub fn from_bytes(source: &[u8]) -> Self {
        let mut policy = Policy::new(Ends::Split);
        let mut at = 0;
        for chunk in source.utf8_chunks() {
            policy.text(chunk.valid(), at);
            at += chunk.valid().len();
            let bad = chunk.invalid().len();
            if bad > 0 {
                policy.bad(at..at + bad);
                at += bad;
            }
        }
        let (lines, hidden) = policy.finish(source.len());
        Self { lines, hidden }
    }

    /// How many characters are shown as something else, tabs not among them.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// The shown text, lines joined by `\n`.
    pub fn shown(&self) -> String {
        let mut shown = String::new();
        for (index, line) in self.lines.iter().enumerate() {
            if index > 0 {
                shown.push('\n');
            }
            shown.extend(line.pieces.iter().map(|piece| piece.shown.as_str()));
        }
        shown
    }

    /// Laid out at a width in cells, breaking at word boundaries where it can;
    /// no line is wider than `width` unless a single character of two cells is.
    /// An empty line of the source gives an empty line; spaces at a break are dropped.
    pub fn wrap(&self, width: usize) -> Vec<Line> {
        self.lines
            .iter()
            .flat_map(|line| wrap::lines(&line.pieces, width))
            .collect()
    }

    /// On one line (line ends become spaces, those at the end of the text
    /// nothing), cut to a width; `..` ends a cut line.
    pub fn cut(&self, width: usize) -> Line {
        wrap::cut(&self.lines, width)
    }

    /// The width in cells of the whole text on one line.
    pub fn width(&self) -> usize {
        self.cut(usize::MAX).width
    }
}

impl Line {
    /// The shown text.
    pub fn shown(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| piece.shown.as_str())
            .collect()
    }
}

/// A text on one line as it is shown, whole: line ends become spaces.
pub fn one_line(source: &str) -> String {
    SafeText::new(source).cut(usize::MAX).shown()
}

/// A text made safe for one line of a terminal or a log: line ends are shown as substitutes too.
pub fn safe_line(source: &str) -> String {
    let mut policy = Policy::new(Ends::Shown);
    policy.text(source, 0);
    let (lines, _) = policy.finish(source.len());
    lines
        .into_iter()
        .flat_map(|line| line.pieces)
        .map(|piece| piece.shown)
        .collect()
}
