//! Long verbs that are asked to end before they are done: they say so, and
//! leave nothing half written.
#![cfg(all(test, unix))]

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

#[test]
fn an_export_that_is_asked_to_end_ends_and_says_that_it_was_not_done() {
    let home = TempDir::new().unwrap();
    let set = home.path().join("set.jsonl");
    let line = |n: u32| format!("{{\"id\":\"i-{n}\",\"title\":\"Event {n}\"}}\n");
    fs::write(&set, (0..20_000).map(line).collect::<String>()).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_overrule"))
        .env("OVERRULE_HOME", home.path())
        .args(["export", "--reviewer", "ada", "-o", "-"])
        .arg(&set)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    // It writes, and waits for someone to read.
    let mut text = vec![0];
    out.read_exact(&mut text).unwrap();
    let pid = Pid::from_child(&child);
    kill_process(pid, Signal::TERM).unwrap();
    out.read_to_end(&mut text).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(143));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("ended by signal 15"), "{said}");
    let text = String::from_utf8(text).unwrap();
    assert!(text.starts_with("{\n\"header\"") && !text.contains("\"i-19999\""));
}
