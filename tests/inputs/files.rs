//! What is no regular file, or no file that can be read or written, through
//! the program: a clear line, no waiting, nothing left behind.
#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::process::Command;

use super::common::{Desk, said};

/// A desk with one of each kind of thing that is no file to read.
fn odd() -> (Desk, Vec<(&'static str, &'static str)>) {
    let desk = Desk::new();
    let made = Command::new("mkfifo")
        .arg(desk.path("fifo"))
        .status()
        .unwrap();
    assert!(made.success());
    symlink("two", desk.path("one")).unwrap();
    symlink("one", desk.path("two")).unwrap();
    symlink("nowhere", desk.path("dangling")).unwrap();
    symlink("fifo", desk.path("to-fifo")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(desk.path("socket")).unwrap();
    std::fs::create_dir(desk.path("folder")).unwrap();
    desk.file("empty", "");
    desk.file("utf16", b"\xff\xfe{\0\"\0");
    desk.file("latin", b"[{\"id\":\"a\",\"title\":\"\xe9\"}]");
    desk.file("cut", "{\"id\":\"a\",\"title\":\"T");
    desk.file("words", "a list of things to buy");
    desk.file(
        "deep",
        "[{\"id\":\"a\",\"x\":".to_owned() + &"[".repeat(90_000),
    );
    let sparse = std::fs::File::create(desk.path("sparse")).unwrap();
    sparse.set_len(1 << 40).unwrap();
    let told = vec![
        ("fifo", "no regular file"),
        ("to-fifo", "no regular file"),
        ("socket", "no regular file"),
        ("/dev/zero", "no regular file"),
        ("/dev/null", "no regular file"),
        ("one", "in a circle"),
        ("dangling", "No such file"),
        ("folder", "holds no file"),
        ("empty", "is empty"),
        ("utf16", "UTF-16"),
        ("latin", "not UTF-8"),
        ("cut", "cut:1: "),
        ("words", "no known shape"),
        ("deep", "ends inside the record"),
        ("sparse", "is no text"),
    ];
    (desk, told)
}

#[test]
fn what_is_no_file_to_read_is_named_at_once() {
    let (desk, told) = odd();
    for (name, reason) in told {
        let done = desk.run(&["import", name, "-o", "out.jsonl"]);
        let text = said(&done);
        assert_eq!(done.status.code(), Some(1), "{name}: {text}");
        assert!(
            text.contains(name) && text.contains(reason),
            "{name}: {text}"
        );
        for verb in ["stats", "export", "review"] {
            let more: &[&str] = match verb {
                "export" => &["-o", "-"],
                "review" => &["--plain"],
                _ => &[],
            };
            let done = desk.run(&[&[verb, name], more].concat());
            assert!(!said(&done).is_empty(), "{verb} {name}");
        }
    }
    assert!(
        desk.names(".")
            .iter()
            .all(|name| !name.ends_with(".tmp") && name != "out.jsonl")
    );
}

#[test]
fn settings_and_journals_that_are_no_files_do_not_hang() {
    let desk = Desk::new();
    let set = desk.set();
    let fifo = |path: std::path::PathBuf| {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        assert!(
            Command::new("mkfifo")
                .arg(&path)
                .status()
                .unwrap()
                .success()
        );
    };
    let done = desk.run(&["stats", set.to_str().unwrap(), "--vocabulary", "/dev/zero"]);
    assert!(
        said(&done).contains("not a regular file"),
        "{}",
        said(&done)
    );
    fifo(desk.path("set.decisions/ada~h~00000000.jsonl"));
    let done = desk.run(&["stats", set.to_str().unwrap()]);
    assert!(
        said(&done).contains("not a regular file"),
        "{}",
        said(&done)
    );
}

#[test]
fn an_export_goes_to_a_new_regular_file_or_nowhere() {
    let (desk, _) = odd();
    let set = desk.set();
    symlink("set.jsonl", desk.path("link")).unwrap();
    let before = std::fs::read(&set).unwrap();
    for (out, reason) in [
        ("link", "is a symbolic link"),
        ("dangling", "is a symbolic link"),
        ("one", "is a symbolic link"),
        ("fifo", "not a regular file"),
        ("folder", "not a regular file"),
        ("/dev/full", "not a regular file"),
        ("no/out.json", "is not there"),
        ("empty/out.json", "empty"),
    ] {
        let done = desk.run(&["export", "set.jsonl", "-o", out, "--force"]);
        assert_eq!(done.status.code(), Some(1), "{out}: {}", said(&done));
        assert!(said(&done).contains(reason), "{out}: {}", said(&done));
    }
    let done = desk.run(&["export", "set.jsonl", "-o", "empty"]);
    assert!(said(&done).contains("--force"), "{}", said(&done));
    assert!(std::fs::read(desk.path("empty")).unwrap().is_empty());
    assert_eq!(std::fs::read(&set).unwrap(), before);
    assert!(desk.names(".").iter().all(|name| !name.ends_with(".tmp")));
}

#[test]
fn a_file_size_limit_is_an_error_and_leaves_nothing() {
    let desk = Desk::new();
    let long = format!("{{\"id\":\"a\",\"summary\":\"{}\"}}\n", "x".repeat(2_000));
    let set: String = (0..400)
        .map(|at| long.replace("\"a\"", &format!("\"{at}\"")))
        .collect();
    desk.file("set.jsonl", set);
    for line in [
        "ulimit -f 8; exec \"$0\" import set.jsonl -o out.jsonl",
        "ulimit -f 8; exec \"$0\" export set.jsonl -o out.json",
    ] {
        let done = desk.shell(line);
        assert_eq!(done.status.code(), Some(1), "{line}: {}", said(&done));
        assert!(
            said(&done).contains("could not be written"),
            "{}",
            said(&done)
        );
        assert_eq!(desk.names("."), ["set.jsonl"], "{line}");
    }
}

#[test]
fn a_full_disk_leaves_no_half_file() {
    let desk = Desk::new();
    let disk = desk.path("disk");
    std::fs::create_dir(&disk).unwrap();
    let mount = ["-t", "tmpfs", "-o", "size=64k", "tmpfs"];
    let mounted = Command::new("mount").args(mount).arg(&disk).output();
    if !mounted.is_ok_and(|done| done.status.success()) {
        println!("skipped: a file system can't be mounted here");
        return;
    }
    let long = format!("{{\"id\":\"a\",\"summary\":\"{}\"}}\n", "x".repeat(2_000));
    let set: String = (0..400)
        .map(|at| long.replace("\"a\"", &format!("\"{at}\"")))
        .collect();
    desk.file("set.jsonl", set);
    std::fs::write(disk.join("old.json"), "old").unwrap();
    let runs = [
        desk.run(&["import", "set.jsonl", "-o", "disk/new.jsonl"]),
        desk.run(&["export", "set.jsonl", "-o", "disk/old.json", "--force"]),
        desk.run(&["export", "set.jsonl", "-o", "disk/new.json"]),
    ];
    let (names, old) = (desk.names("disk"), std::fs::read(disk.join("old.json")));
    assert!(
        Command::new("umount")
            .arg(&disk)
            .status()
            .unwrap()
            .success()
    );
    for done in &runs {
        assert_eq!(done.status.code(), Some(1), "{}", said(done));
        assert!(said(done).contains("No space left"), "{}", said(done));
    }
    assert_eq!(
        (names, old.unwrap()),
        (vec!["old.json".to_owned()], b"old".to_vec())
    );
}
