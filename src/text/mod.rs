//! Text from strangers made safe to show, with a way back from cells to source
//! bytes; plus widths, wrapping, cutting, and folding for search.
//!
//! [`SafeText`] is the one type that views accept for text that came from a
//! file, the network, a path, the environment, a note or an error. Values in
//! files are never changed: only what is *shown* is.

use std::ops::Range;

/// Why a piece is shown the way it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shown {
    /// As it stands in the source.
    Plain,
    /// In place of something that would be invisible or could drive a terminal.
    Substitute,
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

/// Untrusted text, made safe to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SafeText {
    lines: Vec<Vec<Piece>>,
    hidden: usize,
}

impl SafeText {
    /// Makes a decoded text safe.
    pub fn new(source: &str) -> Self {
        let _ = source;
        unimplemented!()
    }

    /// How many characters are shown as something else.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// The shown text, lines joined by `\n`.
    pub fn shown(&self) -> String {
        unimplemented!()
    }

    /// Laid out at a width in cells, breaking at word boundaries where it can;
    /// no line is wider than `width` unless one single cell pair is.
    pub fn wrap(&self, width: usize) -> Vec<Line> {
        let _ = width;
        unimplemented!()
    }

    /// On one line (line ends become spaces), cut to a width; `..` ends a cut line.
    pub fn cut(&self, width: usize) -> Line {
        let _ = width;
        unimplemented!()
    }

    /// The width in cells of the whole text on one line.
    pub fn width(&self) -> usize {
        unimplemented!()
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

/// A text made safe for one line of a terminal or a log: line ends are shown as substitutes too.
pub fn safe_line(source: &str) -> String {
    let _ = source;
    unimplemented!()
}

/// Folds a text for searching: NFKC, lower case.
pub fn fold(source: &str) -> String {
    let _ = source;
    unimplemented!()
}

/// The width in cells of a text that is already safe.
pub fn cells(safe: &str) -> usize {
    let _ = safe;
    unimplemented!()
}
