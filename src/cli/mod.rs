//! The only room that names clap. One file a verb; errors are printed here
//! and nowhere else, and here they become exit codes.

mod args;
mod decide;
mod error;
mod evaluate;
mod export;
mod farewell;
mod homes;
mod import;
mod interrupt;
mod learn;
mod monitor;
mod open;
mod out;
mod output;
mod print;
mod progress;
mod recover;
mod review;
mod set;
mod settings;
mod stats;
mod tune;
mod verify;

use std::backtrace::{Backtrace, BacktraceStatus};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::text::safe_line;
use crate::tui::screen;
use crate::tui::view::shielded;

use args::{Cli, Verb};
use error::CliError;

pub use args::command;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Exit {
    /// Done.
    #[default]
    Done,
    /// It failed; nothing was half done.
    Failed,
    /// The command line is wrong, or the terminal can't do what was asked.
    Usage,
    /// Done, but some input was skipped.
    Partly,
    /// Ended from outside, or by a fault of its own, with this code.
    Ended(u8),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Partly => 3,
            Exit::Ended(code) => code,
        })
    }
}

/// Has a panic give the terminal back, and then say what it says through the
/// one way out: it may quote what it stumbled over. One that a pane of the
/// screen stops is shown in its place.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|info| {
        if shielded() {
            return;
        }
        screen::restore_all();
        let trace = Backtrace::capture();
        let trace = match trace.status() {
            BacktraceStatus::Captured => format!("\n{trace}"),
            _ => String::new(),
        };
        out::message(&format!(
            "overrule: a fault of the program: {info}{trace}\nDecisions that were saved are safe; open the same set to go on, and please report these lines (version {}).",
            env!("CARGO_PKG_VERSION")
        ));
    }));
}

/// Parses the command line, runs the verb, prints what went wrong.
pub fn main() -> ExitCode {
    report_panics();
    survive_full_files();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    match run(cli) {
        Ok(exit) => exit.into(),
        Err(error) => {
            out::message(&format!("overrule: {error}"));
            error.exit().into()
        }
    }
}

/// A file that reaches the limit of its user is an error like a full disk; the
/// signal that comes with it would end the program with the work half done.
fn survive_full_files() {
    #[cfg(unix)]
    {
        let seen = std::sync::Arc::default();
        // Where that is refused, everything else works as before.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, seen);
    }
}

/// Help and version go out as they are; a wrong command line echoes what was
/// typed, so that it is made safe first.
fn refuse(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A pipe that was closed early has had enough.
            let _ = error.print();
            Exit::Done.into()
        }
        _ => {
            let text = error.render().to_string();
            out::message(&text.lines().map(safe_line).collect::<Vec<_>>().join("\n"));
            Exit::Usage.into()
        }
    }
}

fn run(cli: Cli) -> Result<Exit, CliError> {
    match cli.verb {
        None => review::run(&cli.review),
        Some(Verb::Review(args)) => review::run(&args),
        Some(Verb::Import(args)) => import::run(&args),
        Some(Verb::Monitor(args)) => monitor::run(&args),
        Some(Verb::Decide(args)) => decide::run(&args),
        Some(Verb::Export(args)) => export::run(&args),
        Some(Verb::Stats(args)) => stats::run(&args),
        Some(Verb::Verify(args)) => verify::run(&args),
        Some(Verb::Recover(args)) => recover::run(&args),
        Some(Verb::Evaluate(args)) => evaluate::run(args),
        Some(Verb::Tune(args)) => tune::run(args),
        Some(Verb::Learn(args)) => learn::run(&args),
        Some(Verb::Keys) => print::keys(),
        Some(Verb::Schema { format }) => print::schema(format),
        Some(Verb::Completions { shell }) => print::completions(shell),
        Some(Verb::Man) => print::manual(),
    }
}
