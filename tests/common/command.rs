//! The program run in a folder of its own, and what it says.

use std::path::Path;

use assert_cmd::Command;

/// Runs it with a home; it must end with the code. What it says on both streams.
pub fn run(home: &Path, code: i32, args: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_overrule"))
        .env("OVERRULE_HOME", home)
        .current_dir(home)
        .args(args)
        .output()
        .unwrap();
    let err = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(code), "{err}");
    String::from_utf8(done.stdout).unwrap() + &err
}
