//! The one way out to standard output and standard error: text from outside
//! passes through `safe_line` on its way to a terminal.

use std::io::{self, IsTerminal, Write};

use crate::domain::visible::escape_invisible;
use crate::text::safe_line;

use super::error::CliError;

/// Writes for people, line by line made safe.
///
/// # Errors
/// Those of the stream; a pipe that was closed early is none.
pub fn people(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    write_lines(&mut out, text)
}

/// Writes a message about the run to standard error.
pub fn message(text: &str) {
    let mut out = io::stderr().lock();
    // There is nowhere left to say that standard error can't be written.
    let _ = write_lines(&mut out, text);
}

fn write_lines(out: &mut dyn Write, text: &str) -> io::Result<()> {
    for line in text.lines() {
        quiet(writeln!(out, "{}", safe_line(line)))?;
    }
    quiet(out.flush())
}

/// Writes bytes for machines as they are.
///
/// # Errors
/// Those of the stream; a pipe that was closed early is none.
pub fn machines(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    quiet(out.write_all(bytes).and_then(|()| out.flush()))
}

/// Standard output for the linear dialogue, which makes its lines safe itself.
pub fn dialogue() -> io::StdoutLock<'static> {
    io::stdout().lock()
}

/// Whoever closed the pipe has read enough.
fn quiet(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// True where a screen can be drawn: standard output goes to a terminal. Keys
/// come from the terminal of the process, whatever standard input is.
pub fn on_a_terminal() -> bool {
    io::stdout().is_terminal()
}

/// True where a line on standard error can be drawn over: it goes to a
/// terminal, and one that can move its cursor.
pub fn can_draw_over() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stderr().is_terminal() && !dumb
}

/// Writes a report: as JSON for machines, else in words.
///
/// # Errors
/// Standard output can't be written.
pub fn report<R: serde::Serialize + std::fmt::Display>(
    report: &R,
    json: bool,
) -> Result<(), CliError> {
    if json {
        let mut text = serde_json::to_string_pretty(report).map_err(CliError::refused)?;
        text = escape_invisible(&text).into_owned();
        text.push('\n');
        machines(text.as_bytes()).map_err(CliError::Output)
    } else {
        people(&report.to_string()).map_err(CliError::Output)
    }
}
