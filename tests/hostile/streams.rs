//! The shipped binary given hostile arguments, names, files and settings: what
//! it writes for people is printable lines, on both streams.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::fields::incident;
use crate::grammar;

const EVIL: &str = "x\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}8m\u{202e}y\u{200b}\u{e0041}\rz";

fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_overrule"));
    command
        .current_dir(home)
        .env("OVERRULE_HOME", home.join("home"))
        .env("USER", "ada")
        .env("TERM", "xterm")
        .stdin(Stdio::null());
    command
}

#[track_caller]
fn clean(done: &Output, what: &str) {
    for (name, bytes) in [("output", &done.stdout), ("error", &done.stderr)] {
        if let Err(fault) = grammar::lines(bytes) {
            let text = String::from_utf8_lossy(bytes);
            panic!("{what}: {fault} on standard {name}: {text:?}");
        }
    }
}

/// Runs with arguments; what it says of them must name them in some form.
#[track_caller]
fn run(home: &Path, args: &[&str]) -> Output {
    let done = program(home).args(args).output().unwrap();
    clean(&done, &format!("{args:?}"));
    done
}

#[test]
fn a_wrong_command_line_is_quoted_safely() {
    let home = TempDir::new().unwrap();
    let flag = format!("--{EVIL}");
    let pair = format!("--shape={EVIL}");
    for args in [
        vec![flag.as_str()],
        vec![pair.as_str()],
        vec!["import", EVIL, flag.as_str()],
        vec!["schema", EVIL],
        vec!["completions", EVIL],
        vec!["import"],
        vec!["decide", EVIL, EVIL, EVIL, EVIL, EVIL],
        vec!["stats", "--no-such", EVIL],
        vec!["keys", EVIL],
    ] {
        let done = run(home.path(), &args);
        assert_eq!(done.status.code(), Some(2), "{args:?}");
        assert!(!done.stderr.is_empty());
    }
    let bytes = OsString::from_vec(b"--\xff\x1b[2J\x9b".to_vec());
    let done = program(home.path()).arg(bytes).output().unwrap();
    clean(&done, "bytes that are no text");
}

#[test]
fn help_and_version_say_nothing_of_the_name_they_were_called_by() {
    let home = TempDir::new().unwrap();
    for args in [
        &["--help"][..],
        &["import", "--help"],
        &["--version"],
        &["import"],
    ] {
        let mut command = program(home.path());
        command.arg0(EVIL).args(args);
        clean(&command.output().unwrap(), &format!("{args:?}"));
    }
}

#[test]
fn files_and_names_are_quoted_safely() {
    let home = TempDir::new().unwrap();
    let at = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let evil = at(&format!("no {}", EVIL.replace('/', "")));
    let set = at("set \u{1b}[2J.jsonl");
    fs::write(
        &set,
        format!("{}\n{{\"id\": \"{}\n", incident(1, EVIL, EVIL), "\u{9b}2J"),
    )
    .unwrap();
    let page = at("page \u{202e}.txt");
    fs::write(&page, format!("{EVIL}\nnothing that any shape knows\n")).unwrap();
    let out = at("out \u{1b}[2J.json");
    fs::write(&out, "there already").unwrap();
    let decisions = format!("{set}.decisions");
    fs::create_dir(&decisions).unwrap();
    fs::write(
        format!("{decisions}/ada~x~\u{1b}[2J.jsonl"),
        format!("{{\"v\":1,{EVIL}\n"),
    )
    .unwrap();
    for args in [
        &["review", "--plain", &evil][..],
        &[&evil],
        &["import", &evil, "-o", &at("new.jsonl")],
        &["import", &page, "-o", &at("new.jsonl")],
        &["import", &set, "-o", &at("new2.jsonl")],
        &["import", &set, "-o", &out],
        &["import", &set, "-o", &at(&format!("no/such/{EVIL}/set"))],
        &["stats", &set],
        &["stats", &evil],
        &["export", &set, "-o", &out],
        &["export", &set, "-o", &at("done\u{1b}[2J.json")],
        &["export", &evil],
        &["decide", &set, EVIL, EVIL],
        &["stats", &set, "--vocabulary", &page],
        &["recover", &set, "--reviewer", EVIL],
        &["evaluate", &page],
        &["evaluate", &set],
        &["review", "--plain", &set],
    ] {
        run(home.path(), args);
    }
    let mut command = program(home.path());
    command
        .env("OVERRULE_HOME", at("home \u{1b}[2J\u{202e}"))
        .env("USER", EVIL.replace('\0', ""));
    command.args(["review", "--plain"]);
    clean(&command.output().unwrap(), "home and user");
    let settings = home.path().join("home/config");
    fs::create_dir_all(&settings).unwrap();
    fs::write(
        settings.join("settings.toml"),
        format!("[keys]\n\"{EVIL}\" = [\"{EVIL}\"]\n"),
    )
    .unwrap();
    fs::write(
        settings.join("config.toml"),
        format!("[keys]\n\"{EVIL}\" = [\"{EVIL}\"]\n"),
    )
    .unwrap();
    run(home.path(), &["keys"]);
}

#[test]
fn the_dialogue_writes_printable_lines() {
    let home = TempDir::new().unwrap();
    let set = home.path().join("set.jsonl");
    fs::write(&set, format!("{}\n", incident(1, EVIL, EVIL))).unwrap();
    let keys = format!(
        "s\nj\na\nn {EVIL}\nc\nesc\n{EVIL}\n/ {EVIL}\nf {EVIL}\nf is:pending\n?\nu\nD {EVIL}\nq\n"
    );
    let mut child = program(home.path())
        .args(["review", "--plain", "--reviewer", EVIL])
        .arg(&set)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(keys.as_bytes())
        .unwrap();
    let done = child.wait_with_output().unwrap();
    clean(&done, "dialogue");
    assert!(String::from_utf8_lossy(&done.stdout).contains("it hides 8 characters"));
}

/// Panics on purpose in a process of its own, with the words of a stranger.
#[test]
fn a_panic_quotes_safely() {
    const CHILD: &str = "OVERRULE_TEST_PANIC";
    if std::env::var_os(CHILD).is_some() {
        overrule::cli::report_panics();
        panic!("{EVIL}");
    }
    for trace in ["0", "1"] {
        let done = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "streams::a_panic_quotes_safely",
                "--nocapture",
                "-q",
            ])
            .env(CHILD, "1")
            .env("RUST_BACKTRACE", trace)
            .output()
            .unwrap();
        assert!(!done.status.success());
        clean(&done, "panic");
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(
            said.contains("overrule: a fault of the program: "),
            "{said}"
        );
        assert!(said.contains("[U+202E]"), "{said}");
    }
}
