//! The backend that draws: collects a frame and hands it over in one piece,
//! between the marks of a synchronized update (DEC mode 2026), so that no
//! terminal shows half a frame. A frame that changes nothing is no byte long.
//! The terminal is never asked for anything: what it would answer would come
//! in among the keys.

use std::io::{self, Write};

use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// Whether the terminal shows its cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cursor {
    Hidden,
    Shown,
}

/// Draws on a terminal of a size.
#[derive(Debug)]
pub struct Display<W> {
    out: W,
    size: fn() -> io::Result<(u16, u16)>,
    frame: Vec<u8>,
    cursor: Cursor,
    at: Position,
}

impl<W: Write> Display<W> {
    /// A display whose cursor was hidden already.
    pub const fn new(out: W, size: fn() -> io::Result<(u16, u16)>) -> Self {
        Self {
            out,
            size,
            frame: Vec::new(),
            cursor: Cursor::Hidden,
            at: Position::ORIGIN,
        }
    }

    /// Writes on the frame that is being collected.
    fn pen(&mut self) -> io::Result<CrosstermBackend<&mut Vec<u8>>> {
        if self.frame.is_empty() {
            queue!(self.frame, BeginSynchronizedUpdate)?;
        }
        Ok(CrosstermBackend::new(&mut self.frame))
    }
}

impl<W: Write> Backend for Display<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        self.pen()?.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor == Cursor::Hidden {
            return Ok(());
        }
        self.cursor = Cursor::Hidden;
        self.pen()?.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor == Cursor::Shown {
            return Ok(());
        }
        self.cursor = Cursor::Shown;
        self.pen()?.show_cursor()
    }

    /// Where it was put last: asking the terminal would take a key for the answer.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.at)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.at = position.into();
        let at = self.at;
        self.pen()?.set_cursor_position(at)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.pen()?.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.pen()?.clear_region(region)
    }

    fn append_lines(&mut self, lines: u16) -> io::Result<()> {
        self.pen()?.append_lines(lines)
    }

    fn size(&self) -> io::Result<Size> {
        let (width, height) = (self.size)()?;
        Ok(Size { width, height })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        let columns_rows = self.size()?;
        // Nothing is drawn by pixels.
        let pixels = Size::default();
        Ok(WindowSize {
            columns_rows,
            pixels,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        let mut frame = std::mem::take(&mut self.frame);
        queue!(frame, EndSynchronizedUpdate)?;
        self.out.write_all(&frame)?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use ratatui::Terminal;

    use super::*;

    /// Keeps what is written, write by write.
    #[derive(Clone, Default)]
    struct Kept(Rc<RefCell<Vec<String>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            self.0.borrow_mut().push(text);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn terminal() -> (Terminal<Display<Kept>>, Kept) {
        let kept = Kept::default();
        let display = Display::new(kept.clone(), || Ok((20, 3)));
        (Terminal::new(display).unwrap(), kept)
    }

    fn show(terminal: &mut Terminal<Display<Kept>>, text: &str) {
        terminal
            .draw(|frame| frame.render_widget(text, frame.area()))
            .unwrap();
    }

    #[test]
    fn a_frame_is_one_write_between_two_marks() {
        let (mut terminal, kept) = terminal();
        show(&mut terminal, "one\ntwo");
        terminal.clear().unwrap();
        show(&mut terminal, "one\nthree");
        let writes = kept.0.take();
        assert_eq!(writes.len(), 2, "{writes:?}");
        for write in &writes {
            assert!(write.starts_with("\x1b[?2026h"), "{write:?}");
            assert!(write.ends_with("\x1b[?2026l"), "{write:?}");
            assert_eq!(write.matches("\x1b[?2026").count(), 2);
        }
        assert!(writes[1].contains("\x1b[2J"), "cleared with the frame");
    }

    #[test]
    fn a_frame_that_changes_nothing_is_no_byte() {
        let (mut terminal, kept) = terminal();
        show(&mut terminal, "one");
        kept.0.take();
        show(&mut terminal, "one");
        assert_eq!(kept.0.take(), [""; 0]);
        show(&mut terminal, "two");
        assert_eq!(kept.0.take().len(), 1);
    }

    #[test]
    fn nothing_is_ever_asked_of_the_terminal() {
        let (mut terminal, kept) = terminal();
        show(&mut terminal, "one");
        terminal.clear().unwrap();
        terminal.get_cursor_position().unwrap();
        show(&mut terminal, "two");
        let all = kept.0.take().concat();
        // Reports of position and state, attributes, version, mode: all end so.
        for question in ["n", "c", "q", "$p"] {
            assert!(
                !all.split('\x1b')
                    .any(|sequence| sequence.ends_with(question)),
                "{all:?}"
            );
        }
    }
}
