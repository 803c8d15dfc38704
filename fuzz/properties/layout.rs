//! Wrapping and cutting: every line fits its width, no text is lost, and every
//! piece leads back to the bytes it stands for.

use overrule::text::{Line, SafeText, Shown, cells};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::head;

/// A width (two bytes, up to 299), then any text.
pub fn check(data: &[u8]) {
    let (width, text) = head::<2>(data);
    let width = usize::from(u16::from_le_bytes(width)) % 300;
    let source = String::from_utf8_lossy(text);
    let safe = SafeText::new(&source);
    wrap(&safe, &source, width);
    cut(&safe, &source, width);
}

fn wrap(safe: &SafeText, source: &str, width: usize) {
    let lines = safe.wrap(width);
    let mut at = 0;
    for line in &lines {
        assert!(line.width <= width.max(2), "{line:?} at {width}");
        pieces(line, source);
        for piece in &line.pieces {
            assert!(piece.bytes.start >= at, "{piece:?} goes back before {at}");
            at = piece.bytes.start;
        }
    }
    let seen = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let whole: String = lines.iter().map(Line::shown).collect();
    assert_eq!(seen(&whole), seen(&safe.shown()), "text is lost at {width}");
}

fn cut(safe: &SafeText, source: &str, width: usize) {
    let line = safe.cut(width);
    pieces(&line, source);
    assert!(line.width <= width);
    let whole = safe.width();
    let cut = line.pieces.last().is_some_and(|p| p.kind == Shown::Cut);
    assert_eq!(
        cut,
        whole > width && width > 0,
        "{line:?} of {whole} at {width}"
    );
    if cut {
        assert!(
            line.width + 1 >= width,
            "{line:?}: more than a wide character is missing"
        );
        assert!(line.shown().ends_with(&".."[..width.min(2)]), "{line:?}");
    }
}

fn pieces(line: &Line, source: &str) {
    let mut width = 0;
    for piece in &line.pieces {
        width += cells(&piece.shown);
        let from = &source[piece.bytes.clone()];
        if piece.kind == Shown::Plain && !matches!(from, "\n" | "\r\n") {
            assert_eq!(piece.shown, from);
        }
        let unseen = piece
            .shown
            .graphemes(true)
            .find(|cluster| cluster.width() == 0);
        assert_eq!(unseen, None, "{piece:?}");
    }
    assert_eq!(width, line.width, "{line:?}");
}
