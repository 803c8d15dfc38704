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

/// Articles of about as many incidents.
fn articles(n: usize) -> String {
    let words = [
        "robot", "camera", "chatbot", "drone", "scanner", "tractor", "lift",
    ];
    let title = |n: usize| {
        let word = |at: usize| words[n / words.len().pow(at as u32) % words.len()];
        let (one, two, three) = (word(0), word(1), word(2));
        format!("AI {one} of plant {n} injured a worker beside {two} {three}")
    };
    let line = |n| {
        format!(
            "{{\"id\":\"a{n}\",\"title\":\"{}\",\"date\":\"2026-01-0{}\",\"language\":\"en\"}}\n",
            title(n),
            n % 9 + 1
        )
    };
    (0..n).map(line).collect()
}

#[test]
fn a_monitor_that_is_asked_to_end_is_gone_on_with_to_the_same_set() {
    let home = TempDir::new().unwrap();
    let news = home.path().join("news.jsonl");
    fs::write(&news, articles(9_000)).unwrap();
    let monitor = |output: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_overrule"));
        command
            .env("OVERRULE_HOME", home.path())
            .arg("monitor")
            .arg(&news);
        command.arg("-o").arg(home.path().join(output));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    let whole = monitor("whole.jsonl").output().unwrap();
    assert!(whole.status.success(), "{whole:?}");
    let mut child = monitor("set.jsonl").spawn().unwrap();
    // It is told to end once the first incidents are on the disk.
    let part = || {
        let mut names = fs::read_dir(home.path()).unwrap().flatten();
        names.find(|it| it.file_name().to_string_lossy().ends_with(".part"))
    };
    let begun = || part().is_some_and(|it| it.metadata().is_ok_and(|it| it.len() > 0));
    while !begun() {
        assert!(
            child.try_wait().unwrap().is_none(),
            "over before it could be ended"
        );
        std::thread::yield_now();
    }
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(143));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("the same command goes on"), "{said}");
    let left = fs::read(part().unwrap().path()).unwrap();
    // As where the program was killed in the middle of a line.
    fs::write(part().unwrap().path(), &left[..left.len() - 100]).unwrap();
    let after = monitor("set.jsonl").output().unwrap();
    assert!(after.status.success(), "{after:?}");
    assert_eq!(after.stdout, whole.stdout);
    let read = |name: &str| fs::read(home.path().join(name)).unwrap();
    let (set, whole) = (read("set.jsonl"), read("whole.jsonl"));
    assert!(set == whole && set.starts_with(&left[..left.len() - 100]));
    assert!(part().is_none());
}
