//! The `overrule` program: parses, runs, exits. All else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    overrule::cli::main()
}
