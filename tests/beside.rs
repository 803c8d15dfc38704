#![cfg(test)]
//! Decisions beside a set: they are found by whatever name, in whatever state
//! the set is opened, and never taken for none.

#[path = "common/command.rs"]
mod command;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use command::run;

const SET: &str = "{\"id\":\"i1\",\"title\":\"One\",\"verdict\":{\"label\":\"incident\"}}\n{\"id\":\"i2\",\"aliases\":[\"i3\"],\"title\":\"Two\",\"verdict\":{\"label\":\"hazard\"}}\n{\"id\":\"i3\",\"title\":\"Three\",\"verdict\":{\"label\":\"hazard\"}}\n";

/// A set with one decision of Ana's.
fn desk() -> TempDir {
    let home = TempDir::new().unwrap();
    fs::write(home.path().join("s.jsonl"), SET).unwrap();
    decide(home.path(), 0, &["i1", "hazard"]);
    home
}

fn decide(home: &Path, code: i32, more: &[&str]) -> String {
    let args = [&["decide", "s.jsonl"], more, &["--reviewer", "ana"]].concat();
    run(home, code, &args)
}

fn journal(home: &Path) -> std::path::PathBuf {
    let files = fs::read_dir(home.join("s.decisions")).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    files
        .find(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .unwrap()
}

#[test]
fn a_damaged_set_keeps_its_decisions_and_says_where_it_is_damaged() {
    for damaged in [
        [b"\xef\xbb\xbf", SET.as_bytes()].concat(),
        [SET.as_bytes(), b"{\"id\":\"caf\xe9\"}\n"].concat(),
        [b"#", SET.as_bytes()].concat(),
        Vec::new(),
    ] {
        let home = desk();
        fs::write(home.path().join("s.jsonl"), &damaged).unwrap();
        let said = run(home.path(), 0, &["verify", "s.jsonl"]);
        assert!(said.contains("1 journal"), "{said}");
        if damaged.starts_with(b"\xef") {
            let said = run(home.path(), 0, &["stats", "s.jsonl"]);
            assert!(said.contains("1 decided"), "{said}");
        } else if !damaged.is_empty() {
            let said = run(home.path(), 1, &["stats", "s.jsonl"]);
            assert!(said.contains("s.jsonl, line "), "{said}");
        }
        assert!(!home.path().join("data").exists(), "nothing is imported");
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_a_set_leads_to_the_same_decisions() {
    let home = desk();
    std::os::unix::fs::symlink("s.jsonl", home.path().join("link.jsonl")).unwrap();
    let said = run(home.path(), 0, &["stats", "link.jsonl"]);
    assert!(said.contains("1 decided"), "{said}");
    assert!(!home.path().join("link.decisions").exists());
}

#[test]
fn a_journal_that_is_gone_from_beside_its_head_is_missed() {
    let home = desk();
    fs::remove_file(journal(home.path())).unwrap();
    let said = run(home.path(), 3, &["verify", "s.jsonl"]);
    assert!(said.contains("MISSING"), "{said}");
}

#[test]
fn what_is_not_there_is_not_intact() {
    let home = desk();
    let verify = ["verify", "s.jsonl", "--decisions", "nope"];
    let said = run(home.path(), 1, &verify);
    assert!(said.contains("nope"), "{said}");
    let file = journal(home.path());
    let said = run(home.path(), 0, &["verify", file.to_str().unwrap()]);
    assert!(said.contains("1 journal"), "{said}");
}

#[test]
fn an_undo_says_what_it_takes_back_and_takes_no_bulk_act_apart() {
    let home = desk();
    decide(home.path(), 0, &["i2", "incident", "--note", "- not sure"]);
    let said = decide(home.path(), 0, &["i2", "undo"]);
    assert!(said.contains("undone: note"), "{said}");
    assert_cmd::Command::new(env!("CARGO_BIN_EXE_overrule"))
        .env("OVERRULE_HOME", home.path())
        .current_dir(home.path())
        .args(["--plain", "--reviewer", "bea", "s.jsonl"])
        .write_stdin("A\na\ny\nq\n")
        .assert()
        .success();
    let undo = ["decide", "s.jsonl", "i1", "undo", "--reviewer", "bea"];
    let said = run(home.path(), 1, &undo);
    assert!(said.contains("a bulk act of 3 decisions"), "{said}");
}

#[test]
fn an_id_of_its_own_goes_before_another_ones_alias_and_none_is_no_id() {
    let home = desk();
    let said = decide(home.path(), 0, &["i3", "sustain"]);
    assert!(said.starts_with("i3:"), "{said}");
    let said = decide(home.path(), 1, &["", "hazard"]);
    assert!(said.contains("no incident \"\""), "{said}");
}

#[test]
fn values_may_begin_with_a_hyphen_and_a_name_is_no_blank() {
    let home = desk();
    let filter = [
        "export",
        "s.jsonl",
        "-o",
        "x.JSON",
        "--filter",
        "-is:decided",
    ];
    run(home.path(), 0, &filter);
    let blank = ["decide", "s.jsonl", "i1", "hazard", "--reviewer", " "];
    assert!(run(home.path(), 2, &blank).contains("a name is needed"));
}

#[cfg(unix)]
#[test]
fn decisions_in_a_folder_that_cannot_be_written_are_read() {
    use std::os::unix::fs::PermissionsExt;
    let home = desk();
    let folder = home.path().join("s.decisions");
    let mode = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    let said = run(home.path(), 0, &["stats", "s.jsonl"]);
    mode(0o755);
    assert!(said.contains("1 decided"), "{said}");
}

#[test]
fn an_export_is_no_set() {
    let home = desk();
    run(home.path(), 0, &["export", "s.jsonl", "-o", "r.jsonl"]);
    run(home.path(), 0, &["export", "s.jsonl", "-o", "r.json"]);
    run(home.path(), 0, &["export", "s.jsonl", "-o", "r.csv"]);
    for args in [
        &["import", "r.jsonl", "-o", "x.jsonl"][..],
        &["import", "r.json", "-o", "x.jsonl"],
        &["import", "r.csv", "-o", "x.jsonl"],
        &["stats", "r.jsonl"],
    ] {
        let said = run(home.path(), 1, args);
        assert!(said.contains("a line of a reviewed export"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_on_leaving_is_not_said_to_hold_anything() {
    use std::io::{BufRead, BufReader, Read, Write};
    let home = desk();
    let mut review = std::process::Command::new(env!("CARGO_BIN_EXE_overrule"))
        .env("OVERRULE_HOME", home.path())
        .current_dir(home.path())
        .args(["--plain", "--reviewer", "ana", "s.jsonl"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut keys = review.stdin.take().unwrap();
    let mut out = BufReader::new(review.stdout.take().unwrap());
    keys.write_all(b"J\n2\n").unwrap();
    let mut line = String::new();
    while !line.contains("(saved)") {
        line.clear();
        assert_ne!(out.read_line(&mut line).unwrap(), 0, "it ended");
    }
    fs::rename(home.path().join("s.decisions"), home.path().join("away")).unwrap();
    fs::write(home.path().join("s.decisions"), "in the way").unwrap();
    keys.write_all(b"q\n").unwrap();
    drop(keys);
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    let done = review.wait_with_output().unwrap();
    let said = rest + &String::from_utf8(done.stderr).unwrap();
    assert!(said.contains("can't be read now"), "{said}");
    assert_eq!(done.status.code(), Some(3), "{said}");
}

#[test]
fn a_set_without_ids_is_imported_so_that_each_incident_has_one() {
    let home = TempDir::new().unwrap();
    let lines = "{\"title\":\"Alpha\",\"verdict\":{\"label\":\"incident\"}}\n{\"title\":\"Beta\",\"verdict\":{\"label\":\"hazard\"}}\n";
    fs::write(home.path().join("n.jsonl"), lines).unwrap();
    assert_cmd::Command::new(env!("CARGO_BIN_EXE_overrule"))
        .env("OVERRULE_HOME", home.path())
        .current_dir(home.path())
        .args(["--plain", "--reviewer", "ana", "n.jsonl"])
        .write_stdin("a\nq\n")
        .assert()
        .success();
    let said = run(home.path(), 0, &["stats", "n.jsonl"]);
    assert!(said.contains("2 in the set, 1 decided"), "{said}");
}

#[cfg(unix)]
#[test]
fn who_may_read_a_set_may_read_the_decisions_on_it() {
    use std::os::unix::fs::PermissionsExt;
    // The first stays as it was made, and is opened up later.
    for (set, journals, later) in [
        (0o600, 0o600, 0o644),
        (0o640, 0o640, 0o640),
        (0o666, 0o644, 0o600),
    ] {
        let home = TempDir::new().unwrap();
        let path = home.path().join("s.jsonl");
        fs::write(&path, SET).unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode(set)).unwrap();
        decide(home.path(), 0, &["i1", "hazard"]);
        for file in fs::read_dir(home.path().join("s.decisions")).unwrap() {
            let data = file.unwrap().metadata().unwrap();
            assert_eq!(data.permissions().mode() & 0o777, journals);
        }
        fs::set_permissions(&path, PermissionsExt::from_mode(later)).unwrap();
        decide(home.path(), 0, &["i2", "hazard"]);
        let data = fs::metadata(journal(home.path())).unwrap();
        assert_eq!(
            data.permissions().mode() & 0o777,
            journals | (later & 0o044)
        );
    }
}

#[test]
fn no_verb_replaces_what_it_reads() {
    let home = desk();
    fs::write(home.path().join("d.csv"), "title\nRobot hits man\n").unwrap();
    fs::write(home.path().join("v.toml"), "version = \"mine\"\n").unwrap();
    let files = |name: &str| fs::read(home.path().join(name)).unwrap();
    let (set, news) = (files("s.jsonl"), files("d.csv"));
    for args in [
        &["export", "s.jsonl", "-o", "s.jsonl", "--format", "json"][..],
        &["export", "s.jsonl", "-o", "./s.jsonl", "--format", "json"],
        &["learn", "s.jsonl", "-o", "s.jsonl"],
        &["import", "s.jsonl", "-o", "s.jsonl"],
        &[
            "import",
            "s.jsonl",
            "--vocabulary",
            "v.toml",
            "-o",
            "v.toml",
        ],
        &["monitor", "d.csv", "-o", "d.csv"],
        &["monitor", ".", "-o", "d.csv"],
    ] {
        let said = run(home.path(), 1, &[args, &["--force"]].concat());
        assert!(
            said.contains("is read by this, so it isn't replaced"),
            "{args:?}: {said}"
        );
    }
    let own = journal(home.path());
    let before = fs::read(&own).unwrap();
    let own = own.to_str().unwrap();
    let name = own.rsplit('/').next().unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("s.decisions", home.path().join("link")).unwrap();
    let linked = format!("link/{name}");
    decide(home.path(), 0, &["i2", "hazard", "--decisions", "other"]);
    let own_other = fs::read_dir(home.path().join("other")).unwrap();
    let mut own_other = own_other.map(|it| it.unwrap().file_name().into_string().unwrap());
    let other = format!(
        "other/{}",
        own_other.find(|it| it.ends_with(".jsonl")).unwrap()
    );
    for args in [
        &["export", "s.jsonl", "-o", own][..],
        &["export", "s.jsonl", "-o", "s.decisions/new.json"],
        &["export", "s.jsonl", "-o", &linked],
        &["import", "s.jsonl", "-o", own],
        &["export", "s.jsonl", "--decisions", "other", "-o", &other],
        &[
            "export",
            "s.jsonl",
            "--decisions",
            "other",
            "-o",
            "other/new.jsonl",
        ],
        &["learn", "s.jsonl", "--decisions", "other", "-o", &other],
        &["monitor", "d.csv", "-o", &other],
    ] {
        for force in [&["--force"][..], &[]] {
            let said = run(home.path(), 1, &[args, force].concat());
            assert!(said.contains("lies among decisions"), "{args:?}: {said}");
        }
    }
    run(
        home.path(),
        0,
        &["verify", "s.jsonl", "--decisions", "other"],
    );
    assert_eq!((files("s.jsonl"), files("d.csv")), (set, news));
    assert_eq!(fs::read(own).unwrap(), before);
}

#[cfg(unix)]
#[test]
fn one_program_at_a_time_adds_to_a_set() {
    let home = desk();
    fs::write(home.path().join("d.csv"), "title\nRobot hits man\n").unwrap();
    fs::write(
        home.path().join("n.jsonl"),
        "{\"id\":\"i9\",\"title\":\"Nine\"}\n",
    )
    .unwrap();
    let path = home.path().join("s.jsonl");
    let other = fs::File::options().append(true).open(&path).unwrap();
    other.try_lock().unwrap();
    for args in [
        &["monitor", "d.csv", "--into", "s.jsonl"][..],
        &["import", "n.jsonl", "-o", "s.jsonl", "--append"],
    ] {
        let said = run(home.path(), 1, args);
        assert!(
            said.contains("another program is adding to s.jsonl"),
            "{said}"
        );
        assert_eq!(fs::read(&path).unwrap(), SET.as_bytes());
    }
    drop(other);
    run(home.path(), 0, &["monitor", "d.csv", "--into", "s.jsonl"]);
    run(
        home.path(),
        0,
        &["import", "n.jsonl", "-o", "s.jsonl", "--append"],
    );
    assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 5);
}

#[test]
fn a_folder_of_decisions_is_named_right_or_said_to_be_missing() {
    let home = desk();
    for verb in [
        &["stats", "s.jsonl"][..],
        &["export", "s.jsonl", "-o", "e.json"],
        &["learn", "s.jsonl"],
    ] {
        let said = run(
            home.path(),
            1,
            &[verb, &["--decisions", "typo.decisions"]].concat(),
        );
        assert!(said.contains("name the folder of the decisions"), "{said}");
    }
    assert!(!home.path().join("e.json").exists());
    let said = run(home.path(), 1, &["stats", "s.decisions"]);
    assert!(said.contains("holds decisions, and no incidents"), "{said}");
    let own = journal(home.path());
    let own = own.to_str().unwrap();
    let said = run(home.path(), 1, &["import", own, "-o", "n.jsonl"]);
    assert!(said.contains("a decision out of a journal"), "{said}");
    let said = run(home.path(), 1, &["stats", own]);
    assert!(said.contains("holds decisions, and no incidents"), "{said}");
    fs::write(home.path().join("more.jsonl"), SET.replace("i1", "j1")).unwrap();
    let two = ["review", "--plain", "s.jsonl", "more.jsonl"];
    let said = run(home.path(), 0, &two);
    assert!(
        said.contains("the decisions in s.decisions are on s.jsonl alone"),
        "{said}"
    );
}

#[test]
fn the_place_in_a_set_and_its_filter_are_each_reviewers_own() {
    let home = desk();
    let review = |who: &str, keys: &str| {
        let done = assert_cmd::Command::new(env!("CARGO_BIN_EXE_overrule"))
            .env("OVERRULE_HOME", home.path())
            .current_dir(home.path())
            .args(["review", "--plain", "s.jsonl", "--reviewer", who])
            .write_stdin(keys.to_owned())
            .output()
            .unwrap();
        String::from_utf8(done.stdout).unwrap()
    };
    let said = review("ana", "f is:decided\nq\n");
    assert!(
        said.contains("ON INCIDENT 1 of 1 that pass is:decided, 3 in all"),
        "{said}"
    );
    let said = review("ana", "q\n");
    assert!(
        said.contains("1 of 1 that pass is:decided, 3 in all"),
        "{said}"
    );
    let said = review("ben", "q\n");
    assert!(said.contains("ON INCIDENT 1 of 3 (0 decided)"), "{said}");
    let said = review("ana", "esc\nhome\nd\nq\n");
    assert!(
        said.contains("put off, in place of overruled, Hazard"),
        "{said}"
    );
}

#[test]
fn a_name_of_two_lines_forges_none() {
    let home = desk();
    let args = [
        "decide",
        "s.jsonl",
        "i2",
        "hazard",
        "--reviewer",
        "bo\nana: 99",
    ];
    run(home.path(), 0, &args);
    let said = run(home.path(), 0, &["stats", "s.jsonl"]);
    assert!(said.contains("  bo␊ana: 99: 1 ("), "{said}");
}
