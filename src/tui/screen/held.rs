//! What was changed on the terminal, step by step, and how each step is
//! undone. Which terminal it is, and when it is given back, is the business of
//! the module above.

use std::io::{self, Write};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange,
};
use crossterm::execute;
use crossterm::terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};

/// A terminal: takes bytes, and hands keys over one by one in raw mode.
pub trait Tty: Write {
    /// Keys are handed over one by one, unechoed.
    fn enter_raw(&mut self) -> io::Result<()>;
    /// Lines are edited as before.
    fn leave_raw(&mut self) -> io::Result<()>;
}

/// One change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Raw,
    Alternate,
    HiddenCursor,
    Paste,
    Focus,
    /// A frame that may be under way: held back by the terminal until it ends.
    Frame,
}

/// In this order they are made, and undone the other way round.
const STEPS: &[Step] = &[
    Step::Raw,
    Step::Alternate,
    Step::HiddenCursor,
    Step::Paste,
    Step::Focus,
    Step::Frame,
];

impl Step {
    fn make(self, tty: &mut impl Tty) -> io::Result<()> {
        match self {
            Self::Raw => tty.enter_raw(),
            Self::Alternate => execute!(tty, EnterAlternateScreen),
            Self::HiddenCursor => execute!(tty, Hide),
            Self::Paste => execute!(tty, EnableBracketedPaste),
            Self::Focus => execute!(tty, EnableFocusChange),
            Self::Frame => Ok(()),
        }
    }

    fn undo(self, tty: &mut impl Tty) -> io::Result<()> {
        match self {
            Self::Raw => tty.leave_raw(),
            Self::Alternate => execute!(tty, LeaveAlternateScreen),
            Self::HiddenCursor => execute!(tty, Show),
            Self::Paste => execute!(tty, DisableBracketedPaste),
            Self::Focus => execute!(tty, DisableFocusChange),
            Self::Frame => execute!(tty, EndSynchronizedUpdate),
        }
    }
}

/// The changes that stand.
#[derive(Debug)]
pub struct Held(Vec<Step>);

impl Held {
    /// None yet.
    pub const fn nothing() -> Self {
        Self(Vec::new())
    }

    /// True while the terminal is ours.
    pub const fn is_ours(&self) -> bool {
        !self.0.is_empty()
    }

    /// Takes a terminal over; where that fails, it is given back.
    pub fn take(&mut self, tty: &mut impl Tty) -> io::Result<()> {
        for step in STEPS {
            // Noted first: a step that failed may have been half made.
            self.0.push(*step);
            if let Err(error) = step.make(tty) {
                self.give_back(tty);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Undoes all changes that stand; the second time there are none.
    pub fn give_back(&mut self, tty: &mut impl Tty) {
        while let Some(step) = self.0.pop() {
            // Whatever of this fails, the rest must still be tried.
            let _ = step.undo(tty);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A terminal that fails at one of the things asked of it.
    #[derive(Default)]
    struct Fake {
        bytes: Vec<u8>,
        raw: bool,
        asked: usize,
        fails_at: Option<usize>,
    }

    impl Fake {
        fn ask(&mut self) -> io::Result<()> {
            self.asked += 1;
            match self.fails_at {
                Some(at) if at == self.asked => Err(io::Error::other("asked once too often")),
                _ => Ok(()),
            }
        }

        fn text(&self) -> &str {
            std::str::from_utf8(&self.bytes).unwrap()
        }
    }

    impl Write for Fake {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.bytes.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            self.ask()
        }
    }

    impl Tty for Fake {
        fn enter_raw(&mut self) -> io::Result<()> {
            self.raw = true;
            self.ask()
        }

        fn leave_raw(&mut self) -> io::Result<()> {
            self.raw = false;
            self.ask()
        }
    }

    const ON: &str = "\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?1004h";
    const OFF: &str = "\x1b[?2026l\x1b[?1004l\x1b[?2004l\x1b[?25h\x1b[?1049l";

    #[test]
    fn what_is_taken_is_given_back_in_reverse_and_once() {
        let (mut tty, mut held) = (Fake::default(), Held::nothing());
        held.take(&mut tty).unwrap();
        assert!(tty.raw && held.is_ours());
        assert_eq!(tty.text(), ON);
        tty.bytes.clear();
        held.give_back(&mut tty);
        assert!(!tty.raw && !held.is_ours());
        assert_eq!(tty.text(), OFF);
        tty.bytes.clear();
        held.give_back(&mut tty);
        assert_eq!(tty.text(), "");
    }

    #[test]
    fn wherever_taking_fails_what_was_done_is_undone() {
        for fails_at in 1..STEPS.len() {
            let mut tty = Fake {
                fails_at: Some(fails_at),
                ..Fake::default()
            };
            let mut held = Held::nothing();
            held.take(&mut tty).unwrap_err();
            assert!(!tty.raw && !held.is_ours(), "{fails_at}");
            for mode in ["1049", "2004", "1004"] {
                let last = tty.text().rfind(&format!("[?{mode}"));
                let off = last.is_none_or(|at| tty.text()[at..].starts_with(&format!("[?{mode}l")));
                assert!(off, "{mode} is on after failing at {fails_at}");
            }
            assert!(!tty.text().ends_with("\x1b[?25l"), "{fails_at}");
        }
    }

    #[test]
    fn an_undo_that_fails_keeps_none_of_the_others() {
        for fails_at in 1..=STEPS.len() {
            let (mut tty, mut held) = (Fake::default(), Held::nothing());
            held.take(&mut tty).unwrap();
            tty.bytes.clear();
            tty.fails_at = Some(tty.asked + fails_at);
            held.give_back(&mut tty);
            assert_eq!(tty.text(), OFF, "{fails_at}");
            assert!(!tty.raw);
        }
    }
}
