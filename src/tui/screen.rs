//! The terminal: taken over step by step, and given back by [`restore_all`]
//! whatever happens: on leaving, on an error, a panic in any thread, a signal.
//! Escape sequences leave the program here and in ratatui only. Who notices
//! signals and when the program ends is the business of `hands`.

mod display;
mod held;

use std::io::{self, Stdout, Write, stdout};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crossterm::clipboard::CopyToClipboard;
use crossterm::execute;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui::Terminal;

pub use display::Display;
use held::{Held, Tty};

use super::gate::Gate;

/// What of the terminal is ours. One for the program, as the terminal is one,
/// and a panic in any thread must be able to give it back.
static HELD: Mutex<Held> = Mutex::new(Held::nothing());

/// The terminal, for as long as it is ours.
pub struct Screen {
    /// For drawing.
    pub terminal: Terminal<Gate<Display<Ours>>>,
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// Those of the terminal, which is then as it was.
    pub fn open() -> io::Result<Self> {
        held().take(&mut Own(stdout()))?;
        let terminal = Terminal::new(Gate::new(Display::new(Ours, size)));
        if terminal.is_err() {
            restore_all();
        }
        Ok(Self {
            terminal: terminal?,
        })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore_all();
    }
}

/// Gives the terminal back as it was. Nothing happens where it isn't ours, so
/// that it may be called from everywhere and more than once.
pub fn restore_all() {
    held().give_back(&mut Own(stdout()));
}

/// Gives the terminal back where that needs no waiting: one that takes no more
/// bytes can't be told anything, but lines are edited as before.
#[cfg(unix)]
pub fn abandon() {
    for _ in 0..20 {
        match HELD.try_lock() {
            Ok(mut held) if takes_bytes() => return held.give_back(&mut Own(stdout())),
            Ok(_) => break,
            // Somebody is drawing, and may be done in a moment.
            Err(_) => std::thread::sleep(std::time::Duration::from_millis(10)),
        }
    }
    let _ = disable_raw_mode();
}

/// Takes the terminal over again, after a stop that may have left it to a shell.
///
/// # Errors
/// Those of the terminal, which is then as it was.
pub fn resume() -> io::Result<()> {
    let mut held = held();
    let mut own = Own(stdout());
    held.give_back(&mut own);
    held.take(&mut own)
}

/// A panic elsewhere leaves nothing of it half done that matters here.
fn held() -> MutexGuard<'static, Held> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The terminal, while it is being taken and given back.
struct Own(Stdout);

impl Write for Own {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Tty for Own {
    fn enter_raw(&mut self) -> io::Result<()> {
        enable_raw_mode()
    }

    fn leave_raw(&mut self) -> io::Result<()> {
        disable_raw_mode()
    }
}

/// Writes to the terminal while it is ours; afterwards whatever is still drawn
/// goes nowhere.
#[derive(Debug)]
pub struct Ours;

impl Write for Ours {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let held = held();
        if !held.is_ours() {
            return Ok(());
        }
        let mut out = stdout().lock();
        out.write_all(bytes)?;
        out.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The size of the terminal: columns, then rows.
///
/// # Errors
/// Those of the terminal.
pub fn size() -> io::Result<(u16, u16)> {
    #[cfg(unix)]
    let (width, height) = {
        let size = rustix::termios::tcgetwinsize(stdout())?;
        (size.ws_col, size.ws_row)
    };
    #[cfg(not(unix))]
    let (width, height) = crossterm::terminal::size()?;
    Ok(known(width, height))
}

/// A size for a terminal that doesn't know its own and says 0.
pub fn known(width: u16, height: u16) -> (u16, u16) {
    let or = |size: u16, usual| if size == 0 { usual } else { size };
    (or(width, 80), or(height, 24))
}

/// Puts a text on the clipboard of the analyst's own machine (OSC 52), also over ssh.
///
/// # Errors
/// Those of the terminal.
pub fn copy(text: &str) -> io::Result<()> {
    execute!(Ours, CopyToClipboard::to_clipboard_from(text))
}

#[cfg(unix)]
use job::takes_bytes;
#[cfg(unix)]
pub use job::{has_shell, hung_up, stop, stop_job, wait_for_hangup};
#[cfg(not(unix))]
pub use no_job::{has_shell, hung_up, stop, stop_job};

/// Elsewhere nothing is stopped.
#[cfg(not(unix))]
mod no_job {
    use std::io;

    /// There is none.
    pub const fn has_shell() -> bool {
        false
    }

    /// Nobody can tell.
    pub const fn hung_up() -> bool {
        false
    }

    /// Refuses.
    ///
    /// # Errors
    /// Always.
    pub fn stop_job() -> io::Result<()> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }

    /// Refuses.
    ///
    /// # Errors
    /// Always.
    pub fn stop() -> io::Result<()> {
        stop_job()
    }
}

/// Job control and the far end of the line, which only Unix has.
#[cfg(unix)]
mod job {
    use std::io::{self, stdout};
    use std::os::fd::AsFd;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};

    /// Whether a shell is there to go on with while the program is stopped. The
    /// first process on a terminal has none, and nobody would wake it again.
    pub fn has_shell() -> bool {
        getsid(None).is_ok_and(|session| session != getpgrp())
    }

    /// Asks the whole job to stop, as the terminal does where it isn't raw.
    ///
    /// # Errors
    /// Those of the system.
    pub fn stop_job() -> io::Result<()> {
        Ok(kill_current_process_group(Signal::TSTP)?)
    }

    /// Gives the terminal back and stops, until somebody has the program go on.
    ///
    /// # Errors
    /// Those of the system.
    pub fn stop() -> io::Result<()> {
        super::restore_all();
        signal_hook::low_level::raise(signal_hook::consts::SIGSTOP)
    }

    /// Waits, without waking up in between, until nobody is at the far end of
    /// the terminal any more.
    ///
    /// # Errors
    /// The system can't tell.
    pub fn wait_for_hangup() -> io::Result<()> {
        wait(&stdout())
    }

    /// Whether nobody is at the far end of the terminal any more.
    pub fn hung_up() -> bool {
        gone(&stdout(), Some(&Timespec::default())).unwrap_or(false)
    }

    fn wait(terminal: &impl AsFd) -> io::Result<()> {
        loop {
            match gone(terminal, None) {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn gone(terminal: &impl AsFd, patience: Option<&Timespec>) -> io::Result<bool> {
        // Nothing is asked for: only the end is reported.
        let mut line = [PollFd::new(terminal, PollFlags::empty())];
        poll(&mut line, patience)?;
        let seen = line[0].revents();
        if seen.contains(PollFlags::NVAL) {
            return Err(io::Error::from(io::ErrorKind::Unsupported));
        }
        Ok(seen.intersects(PollFlags::HUP | PollFlags::ERR))
    }

    /// Whether the terminal takes bytes without waiting.
    pub fn takes_bytes() -> bool {
        let out = stdout();
        let mut line = [PollFd::new(&out, PollFlags::OUT)];
        poll(&mut line, Some(&Timespec::default())).is_ok_and(|ready| ready > 0)
            && line[0].revents() == PollFlags::OUT
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_hangup_is_seen_and_nothing_else_is_taken_for_one() {
            let now = Timespec::default();
            let (near, far) = std::os::unix::net::UnixStream::pair().unwrap();
            assert!(!gone(&near, Some(&now)).unwrap());
            io::Write::write_all(&mut &far, b"a key").unwrap();
            assert!(!gone(&near, Some(&now)).unwrap(), "a key is no hang-up");
            drop(far);
            wait(&near).unwrap();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_that_knows_no_size_has_the_usual_one() {
        for (said, used) in [((0, 0), (80, 24)), ((0, 7), (80, 7)), ((1, 1), (1, 1))] {
            assert_eq!(known(said.0, said.1), used, "{said:?}");
        }
    }

    #[test]
    fn what_is_drawn_on_a_terminal_that_is_not_ours_goes_nowhere() {
        Ours.write_all(b"\x1b[2J").unwrap();
        restore_all();
    }
}
