//! The last gate before the terminal: every cell that is sent is held against
//! what a cell may hold, whatever view drew it, and no cluster that terminals
//! draw at different widths can shift the rest of its row.
//!
//! Views are to let nothing through themselves; what is refused here is
//! counted, and the tests hold the count at nothing.

use std::borrow::Cow;
use std::collections::HashMap;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::{Position, Size};
use ratatui::style::Modifier;

use crate::text::CellText;

/// Widest and highest screen that is drawn, in cells: a terminal may say anything.
pub const MOST: Size = Size {
    width: 1000,
    height: 500,
};

/// A size that is drawn, for whatever the terminal says of its own.
pub fn believed((width, height): (u16, u16)) -> (u16, u16) {
    (width.clamp(1, MOST.width), height.clamp(1, MOST.height))
}

/// A backend behind the gate.
#[derive(Debug)]
pub struct Gate<B> {
    inner: B,
    refused: u64,
    first: Option<String>,
    frames: u64,
    /// What single characters were found to be.
    judged: HashMap<char, CellText>,
}

/// Characters whose judgement is kept; one more, and all are forgotten.
const JUDGED: usize = 4096;

impl<B> Gate<B> {
    /// Puts the gate before a backend.
    pub fn new(inner: B) -> Self {
        Self {
            inner,
            refused: 0,
            first: None,
            frames: 0,
            judged: HashMap::new(),
        }
    }

    /// Judges what a cell holds. To look a character up costs a fraction of
    /// what it takes to hold it against the display policy.
    fn judge(&mut self, symbol: &str) -> CellText {
        let mut characters = symbol.chars();
        match (characters.next(), characters.next()) {
            (Some(c), None) if !c.is_ascii() => {
                if self.judged.len() == JUDGED {
                    self.judged.clear();
                }
                let judged = self.judged.entry(c);
                *judged.or_insert_with(|| CellText::of(symbol))
            }
            _ => CellText::of(symbol),
        }
    }

    /// The backend behind it.
    pub const fn inner(&self) -> &B {
        &self.inner
    }

    /// The backend behind it.
    pub const fn inner_mut(&mut self) -> &mut B {
        &mut self.inner
    }

    /// How many cells were refused so far.
    pub const fn refused(&self) -> u64 {
        self.refused
    }

    /// How many frames came through so far.
    pub const fn frames(&self) -> u64 {
        self.frames
    }

    /// What the first refused cell held.
    pub fn first_refused(&self) -> Option<&str> {
        self.first.as_deref()
    }
}

/// One cell on its way.
struct Passing<'a> {
    x: u16,
    y: u16,
    cell: Cow<'a, Cell>,
    text: CellText,
}

impl Passing<'_> {
    /// How far the cell reaches, as it is counted here.
    fn right(&self) -> u16 {
        self.x.saturating_add(self.cell.cell_width().max(1))
    }

    /// True where the cursor must be told anew where `next` stands.
    fn unsettles(&self, next: &Passing<'_>) -> bool {
        match self.text {
            CellText::Agreed | CellText::Refused => false,
            CellText::Unsure => true,
            // A word in one such script is moved past as a whole: a move for
            // every letter of it would cost more than it is worth.
            CellText::Narrow => next.text != CellText::Narrow,
        }
    }
}

impl<B: Backend> Gate<B> {
    fn check<'a>(&mut self, x: u16, y: u16, cell: &'a Cell) -> Passing<'a> {
        let text = self.judge(cell.symbol());
        let mut cell = Cow::Borrowed(cell);
        if text == CellText::Refused {
            self.refused += 1;
            self.first.get_or_insert_with(|| cell.symbol().to_owned());
            let wide = cell.symbol().len() > 1 && cell.cell_width() > 1;
            let cell = cell.to_mut();
            cell.set_symbol(if wide { "??" } else { "?" });
            cell.modifier.insert(Modifier::REVERSED);
        }
        Passing { x, y, cell, text }
    }

    /// Sends a stretch after which the cursor is told where it is: the backend
    /// moves it at the beginning of every stretch.
    fn send(&mut self, stretch: &[Passing<'_>]) -> Result<(), B::Error> {
        if stretch.is_empty() {
            return Ok(());
        }
        let cells = stretch.iter().map(|one| (one.x, one.y, &*one.cell));
        self.inner.draw(cells)
    }
}

impl<B: Backend> Backend for Gate<B> {
    type Error = B::Error;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), Self::Error>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut stretch: Vec<Passing<'a>> = Vec::new();
        for (x, y, cell) in content {
            let passing = self.check(x, y, cell);
            if let Some(last) = stretch.last() {
                // ratatui blanks the second cell of some pictures after the
                // picture, which erases half of it; it was blanked before.
                if last.text == CellText::Unsure && y == last.y && x < last.right() && x > last.x {
                    continue;
                }
                if y == last.y && x == last.right() && last.unsettles(&passing) {
                    self.send(&stretch)?;
                    stretch.clear();
                }
            }
            if passing.text == CellText::Unsure {
                // Where the terminal draws it narrower, nothing old is to stay
                // in the cells that it doesn't reach.
                for covered in (x + 1..passing.right()).rev() {
                    let mut cell = passing.cell.clone();
                    cell.to_mut().set_symbol(" ");
                    stretch.push(Passing {
                        x: covered,
                        y,
                        cell,
                        text: CellText::Agreed,
                    });
                }
            }
            stretch.push(passing);
        }
        self.send(&stretch)
    }

    fn append_lines(&mut self, count: u16) -> Result<(), Self::Error> {
        self.inner.append_lines(count)
    }

    fn hide_cursor(&mut self) -> Result<(), Self::Error> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), Self::Error> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> Result<Position, Self::Error> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Self::Error> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), Self::Error> {
        self.inner.clear()
    }

    fn clear_region(&mut self, kind: ClearType) -> Result<(), Self::Error> {
        self.inner.clear_region(kind)
    }

    fn size(&self) -> Result<Size, Self::Error> {
        let said = self.inner.size()?;
        Ok(believed((said.width, said.height)).into())
    }

    fn window_size(&mut self) -> Result<WindowSize, Self::Error> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.frames += 1;
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::{CrosstermBackend, TestBackend};
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    use super::*;

    /// The bytes that the terminal gets for cells side by side.
    fn sent(symbols: &[&str]) -> (String, u64) {
        let mut bytes = Vec::new();
        let mut gate = Gate::new(CrosstermBackend::new(&mut bytes));
        let mut row = Buffer::empty(Rect::new(0, 0, 12, 1));
        let mut at = 0;
        for symbol in symbols {
            row[(at, 0)].set_symbol(symbol);
            at += row[(at, 0)].cell_width().max(1);
        }
        let blank = Buffer::filled(Rect::new(0, 0, 12, 1), Cell::new("#"));
        gate.draw(blank.diff_iter(&row)).unwrap();
        let refused = gate.refused();
        // What crossterm says of colours doesn't matter here.
        let quiet = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
        let bytes = String::from_utf8(bytes).unwrap();
        (quiet.replace_all(&bytes, "").into_owned(), refused)
    }

    fn to(column: u16) -> String {
        format!("\u{1b}[1;{column}H")
    }

    #[test]
    fn what_no_cell_may_hold_is_replaced_and_counted() {
        let moves = regex::Regex::new("\u{1b}\\[[0-9;]*H").unwrap();
        for bad in [
            "a\u{1b}",
            "a\u{202e}",
            "a\u{200b}",
            "a\u{e0061}",
            "\u{9b}",
            "世\u{200d}\u{7}",
        ] {
            let (bytes, refused) = sent(&["x", bad, "y"]);
            assert_eq!(refused, 1, "{bad:?}");
            assert!(bytes.contains("x?"), "{bytes:?}");
            let text = moves.replace_all(&bytes, "");
            assert!(text.chars().all(|c| " xy?".contains(c)), "{text:?}");
        }
        assert_eq!(sent(&["x", "é", "世", "y"]).1, 0);
    }

    #[test]
    fn the_cursor_is_told_where_it_is_after_what_terminals_differ_on() {
        for unsure in ["e\u{301}", "ा", "น้"] {
            let (bytes, _) = sent(&["a", unsure, "b"]);
            assert!(
                bytes.contains(&format!("{unsure}{}b", to(3))),
                "{unsure}: {bytes:?}"
            );
        }
        let (bytes, _) = sent(&["a", "b", "c"]);
        assert!(bytes.starts_with(&format!("{}abc", to(1))), "{bytes:?}");
        let (bytes, _) = sent(&["─", "─", "b"]);
        assert!(
            bytes.starts_with(&format!("{}──{}b", to(1), to(3))),
            "{bytes:?}"
        );
    }

    #[test]
    fn a_picture_is_drawn_over_blanks_and_not_erased() {
        let heart = "❤\u{fe0f}";
        let (bytes, _) = sent(&["a", heart, "b"]);
        let expected = format!("{}a{} {}{heart}{}b", to(1), to(3), to(2), to(4));
        assert!(bytes.starts_with(&expected), "{bytes:?}");
    }

    #[test]
    fn sizes_that_no_screen_has_are_not_believed() {
        for (said, believed) in [((0, 0), (1, 1)), ((80, 24), (80, 24))] {
            let gate = Gate::new(TestBackend::new(said.0, said.1));
            assert_eq!(gate.size().unwrap(), Size::new(believed.0, believed.1));
        }
        let gate = Gate::new(TestBackend::new(1001, 501));
        assert_eq!(gate.size().unwrap(), MOST);
        let terminal = Terminal::new(gate).unwrap();
        assert_eq!(terminal.size().unwrap(), MOST);
    }
}
