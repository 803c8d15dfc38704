//! Long verbs that are asked to end before they are done: they say so, and
//! leave nothing half written.
#![cfg(test)]
#![cfg(unix)]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

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

/// A file on its way.
fn hidden(folder: &Path, ending: &str) -> Option<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut hidden = paths.filter(|it| name(it).starts_with('.') && name(it).ends_with(ending));
    hidden.next()
}

/// Tells a program to end once something of its file is on the disk.
fn end_once_written(child: &mut Child, path: &dyn Fn() -> Option<PathBuf>) {
    let begun = || path().is_some_and(|it| it.metadata().is_ok_and(|it| it.len() > 0));
    while !begun() {
        assert!(
            child.try_wait().unwrap().is_none(),
            "over before it could be ended"
        );
        std::thread::yield_now();
    }
    kill_process(Pid::from_child(child), Signal::TERM).unwrap();
}

/// A set that takes a while to read and to write.
fn long_set(path: &Path) {
    let text = "Nobody was hurt, and the operator says so. ".repeat(20);
    let line =
        |n: u32| format!("{{\"id\":\"i-{n}\",\"title\":\"Event {n}\",\"summary\":\"{text}\"}}\n");
    fs::write(path, (0..20_000).map(line).collect::<String>()).unwrap();
}

/// Asks a verb to end while it writes `out`; what it said.
fn ended(home: &Path, verb: &[&str], from: &Path, out: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_overrule"));
    command.env("OVERRULE_HOME", home).args(verb);
    command.arg(from).arg("-o").arg(out);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let draft = || hidden(home, ".tmp");
    end_once_written(&mut child, &draft);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(143), "{verb:?}");
    assert!(draft().is_none(), "{verb:?}");
    String::from_utf8(ended.stderr).unwrap()
}

#[test]
fn an_import_and_an_export_to_a_file_leave_nothing_where_they_are_asked_to_end() {
    let home = TempDir::new().unwrap();
    let (set, out) = (home.path().join("set.jsonl"), home.path().join("out.json"));
    long_set(&set);
    let verbs: [&[&str]; 2] = [&["import"], &["export", "--reviewer", "ada"]];
    for verb in verbs {
        let said = ended(home.path(), verb, &set, &out);
        assert!(said.contains("no file was written"), "{said}");
        assert!(!out.exists(), "{verb:?}");
    }
}

#[test]
fn an_import_over_a_set_leaves_the_set_as_it_was_where_it_is_asked_to_end() {
    let home = TempDir::new().unwrap();
    let (set, more) = (
        home.path().join("set.jsonl"),
        home.path().join("more.jsonl"),
    );
    long_set(&set);
    fs::write(&more, "{\"id\":\"new\",\"title\":\"An event more\"}\n").unwrap();
    let before = fs::read(&set).unwrap();
    let said = ended(home.path(), &["import", "--append"], &more, &set);
    assert!(said.contains("no file was written"), "{said}");
    assert!(fs::read(&set).unwrap() == before);
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
    let part = || hidden(home.path(), ".part");
    end_once_written(&mut child, &part);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(143));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("the same command goes on"), "{said}");
    let left = fs::read(part().unwrap()).unwrap();
    // As where the program was killed in the middle of a line.
    fs::write(part().unwrap(), &left[..left.len() - 100]).unwrap();
    let after = monitor("set.jsonl").output().unwrap();
    assert!(after.status.success(), "{after:?}");
    let [after, whole] = [after, whole].map(|it| String::from_utf8(it.stdout).unwrap());
    let (resumed, after) = after.split_once('\n').unwrap();
    let whole = whole.replace("whole.jsonl", "set.jsonl");
    let lines = left.iter().filter(|byte| **byte == b'\n').count() - 1;
    let wanted = format!("went on after {lines} incidents that an interrupted run had left");
    assert_eq!((resumed, after), (wanted.as_str(), whole.as_str()));
    let read = |name: &str| fs::read(home.path().join(name)).unwrap();
    let (set, whole) = (read("set.jsonl"), read("whole.jsonl"));
    assert!(set == whole && set.starts_with(&left[..left.len() - 100]));
    assert!(part().is_none());
}
