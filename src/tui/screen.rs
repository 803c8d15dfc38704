//! The terminal: taken over, and given back whatever happens, a panic
//! included. Escape sequences leave the program here and in ratatui only.

use std::io::{self, Stdout, stdout};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange,
};
use crossterm::execute;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::gate::Gate;

/// The terminal, for as long as it is ours.
pub struct Screen {
    /// For drawing.
    pub terminal: Terminal<Gate<CrosstermBackend<Stdout>>>,
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// Those of the terminal.
    pub fn open() -> io::Result<Self> {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if super::view::shielded() {
                return;
            }
            leave();
            before(info);
        }));
        enter()?;
        Ok(Self {
            terminal: Terminal::new(Gate::new(CrosstermBackend::new(stdout())))?,
        })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.terminal.show_cursor();
        leave();
    }
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(
        stdout(),
        EnterAlternateScreen,
        EnableBracketedPaste,
        EnableFocusChange
    )
}

fn leave() {
    // Whatever of this fails, the rest must still be tried.
    let _ = execute!(
        stdout(),
        DisableFocusChange,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        crossterm::cursor::Show
    );
    let _ = disable_raw_mode();
}

/// The size of the terminal: columns, then rows.
///
/// # Errors
/// Those of the terminal.
pub fn size() -> io::Result<(u16, u16)> {
    crossterm::terminal::size()
}

/// Puts a text on the clipboard of the analyst's own machine (OSC 52), also over ssh.
///
/// # Errors
/// Those of the terminal.
pub fn copy(text: &str) -> io::Result<()> {
    execute!(stdout(), CopyToClipboard::to_clipboard_from(text))
}

/// Gives the terminal back, stops as job control does, and takes it over again.
///
/// # Errors
/// Those of the terminal.
pub fn suspend() -> io::Result<()> {
    leave();
    #[cfg(unix)]
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
    enter()
}
