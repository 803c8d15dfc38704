//! The shipped backend, its bytes kept instead of sent.

use std::io::{self, Write};

use overrule::tui::gate::Gate;
use overrule::tui::message::Event;
use overrule::tui::run::run;
use overrule::tui::update::update;
use ratatui::Terminal;
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use crate::common::Desk;
use crate::grammar;

/// Keeps what it gets.
#[derive(Clone, Debug, Default)]
pub struct Kept(std::rc::Rc<std::cell::RefCell<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The backend that ships, on a terminal of any size.
pub struct Tape {
    inner: CrosstermBackend<Kept>,
    size: Size,
}

impl Tape {
    /// The backend and what it will have sent.
    pub fn new(size: (u16, u16)) -> (Self, Kept) {
        let kept = Kept::default();
        let inner = CrosstermBackend::new(kept.clone());
        let size = size.into();
        (Self { inner, size }, kept)
    }
}

impl Kept {
    /// The bytes so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.borrow().clone()
    }
}

impl Backend for Tape {
    type Error = io::Error;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> io::Result<()> {
        self.inner.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, kind: ClearType) -> io::Result<()> {
        self.inner.clear_region(kind)
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size,
            pixels: self.size,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Draws the desk as it stands on a terminal of a size, with the loop that
/// ships, and holds what is sent against the grammar.
#[track_caller]
pub fn draw(desk: &mut Desk, size: (u16, u16), what: &str) -> String {
    update(&mut desk.app, Event::Resize(size.0, size.1));
    let (tape, kept) = Tape::new(size);
    let mut terminal = Terminal::new(Gate::new(tape)).unwrap();
    run(&mut terminal, &mut desk.app, &mut desk.script).unwrap();
    let refused = terminal.backend().first_refused();
    assert_eq!(refused, None, "{what}: refused at the gate");
    let bytes = kept.bytes();
    if let Err(fault) = grammar::check(&bytes) {
        panic!("{what} at {size:?}: {fault}");
    }
    let text = String::from_utf8(bytes).unwrap();
    assert!(!text.contains("could not be drawn"), "{what} at {size:?}");
    text
}
