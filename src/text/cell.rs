//! What one cell of a terminal may hold, and whether terminals agree on how
//! wide it is. Asked last, after all layout: `tui::gate` holds every cell
//! against it.

use unicode_normalization::char::is_combining_mark;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::SafeText;
use super::chars::{clings, is_joiner, may_join};
use super::width::fits;

/// What a terminal would make of the text of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellText {
    /// One character of a width that terminals agree on.
    Agreed,
    /// One character that a terminal set up for Chinese, Japanese or Korean
    /// may draw wider than others do.
    Narrow,
    /// A cluster that terminals draw at different widths: a letter with marks,
    /// a mark with a cell of its own, a picture asked for or joined.
    Unsure,
    /// Nothing that a cell may hold: a control, an invisible or reordering
    /// character, a mark without a base, more than one cluster has room for.
    Refused,
}

impl CellText {
    /// Judges what a cell holds.
    pub fn of(symbol: &str) -> Self {
        if let [byte] = symbol.as_bytes() {
            return if matches!(byte, b' '..=b'~') {
                Self::Agreed
            } else {
                Self::Refused
            };
        }
        let small = fits(symbol) || is_voiced_sound(symbol);
        if !small || symbol.width() == 0 || !is_shown_as_it_is(symbol) {
            return Self::Refused;
        }
        let mut characters = symbol.chars();
        match (characters.next(), characters.next()) {
            (Some(c), None) if !is_combining_mark(c) && !clings(c) => {
                if symbol.width() == symbol.width_cjk() {
                    Self::Agreed
                } else {
                    Self::Narrow
                }
            }
            _ => Self::Unsure,
        }
    }
}

/// A narrow character under a half-width voiced mark of Japanese: two cells on
/// any terminal, though ratatui counts three. Text fields draw them as one.
fn is_voiced_sound(symbol: &str) -> bool {
    let mut characters = symbol.chars();
    match (characters.next(), characters.next(), characters.next()) {
        (Some(base), Some('\u{FF9E}' | '\u{FF9F}'), None) => base.width() == Some(1),
        _ => false,
    }
}

/// True where the display policy changes nothing. A joiner at the end had its
/// right to stand there from what follows in the next cell.
fn is_shown_as_it_is(symbol: &str) -> bool {
    let joined = symbol
        .strip_suffix(is_joiner)
        .filter(|rest| rest.chars().next_back().is_some_and(may_join));
    let whole = joined.unwrap_or(symbol);
    let safe = SafeText::new(whole);
    // A line end is no substitution, yet it ends a row.
    safe.hidden() == 0 && safe.shown() == whole && !whole.contains('\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_judged_by_what_terminals_make_of_them() {
        let table = [
            ("a", CellText::Agreed),
            (" ", CellText::Agreed),
            ("世", CellText::Agreed),
            ("🚒", CellText::Agreed),
            ("я", CellText::Agreed),
            ("ü", CellText::Agreed),
            ("─", CellText::Narrow),
            ("…", CellText::Narrow),
            ("e\u{301}", CellText::Unsure),
            ("◌\u{301}", CellText::Unsure),
            ("น้", CellText::Unsure),
            ("ा", CellText::Unsure),
            ("ำ", CellText::Unsure),
            ("ﾞ", CellText::Unsure),
            ("ｶﾞ", CellText::Unsure),
            ("世ﾞ", CellText::Refused),
            ("❤\u{fe0f}", CellText::Unsure),
            ("👩\u{200d}🚒", CellText::Unsure),
            ("🇬🇧", CellText::Unsure),
            ("ی\u{200c}", CellText::Unsure),
            ("👨\u{200d}", CellText::Unsure),
            ("", CellText::Refused),
            ("\u{1b}", CellText::Refused),
            ("a\u{1b}", CellText::Refused),
            ("\u{9b}", CellText::Refused),
            ("\n", CellText::Refused),
            ("\t", CellText::Refused),
            ("a\t", CellText::Refused),
            ("a\n", CellText::Refused),
            ("\u{202e}", CellText::Refused),
            ("a\u{202e}", CellText::Refused),
            ("a\u{200b}", CellText::Refused),
            ("a\u{200d}", CellText::Refused),
            ("a\u{e0061}", CellText::Refused),
            ("\u{301}", CellText::Refused),
            ("a\u{fe0f}", CellText::Refused),
            ("\u{e000}", CellText::Refused),
            ("ab c", CellText::Refused),
        ];
        for (symbol, expected) in table {
            assert_eq!(CellText::of(symbol), expected, "{symbol:?}");
        }
        let bomb = format!("a{}", "\u{301}".repeat(9));
        assert_eq!(CellText::of(&bomb), CellText::Refused);
    }
}
