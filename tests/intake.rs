#![cfg(test)]
//! Articles on their way in, from the command line: nothing is lost unsaid.

#[path = "common/command.rs"]
mod command;

use std::fs;

use tempfile::TempDir;

use command::run;

#[test]
fn another_days_article_of_the_same_number_is_taken() {
    let home = TempDir::new().unwrap();
    let write = |name: &str, rows: &str| {
        let text = format!("id,title,lead,date\n{rows}");
        fs::write(home.path().join(name), text).unwrap();
    };
    write(
        "mon.csv",
        "1,Robotaxi hits man in Leeds,He broke his leg.,2026-03-01\n2,Chatbot leaks patient data in Lyon,300 were affected.,2026-03-01\n",
    );
    write(
        "tue.csv",
        "1,Drone hits woman in Paris,She broke an arm.,2026-03-02\n2,Chatbot leaks patient data in Lyon,300 were affected.,2026-03-01\n",
    );
    run(home.path(), 0, &["monitor", "mon.csv", "-o", "set.jsonl"]);
    for new in [3, 3] {
        let said = run(
            home.path(),
            0,
            &["monitor", "tue.csv", "--into", "set.jsonl"],
        );
        let set = fs::read_to_string(home.path().join("set.jsonl")).unwrap();
        assert_eq!(set.lines().count(), new, "{said}");
    }
    write("wed.csv", "story-77,Robot falls,It fell.,2026-03-03\n");
    run(
        home.path(),
        0,
        &["monitor", "wed.csv", "--into", "set.jsonl"],
    );
    write(
        "wed.csv",
        "story-77,Robot falls and worker dies,It fell.,2026-03-03\n",
    );
    let said = run(
        home.path(),
        3,
        &["monitor", "wed.csv", "--into", "set.jsonl"],
    );
    assert!(
        said.contains("1 of these have another headline now"),
        "{said}"
    );
}

/// Runs it with a full disk behind standard output.
#[cfg(target_os = "linux")]
fn on_a_full_disk(home: &std::path::Path, args: &[&str]) -> std::process::Output {
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    std::process::Command::new(env!("CARGO_BIN_EXE_overrule"))
        .env("OVERRULE_HOME", home)
        .current_dir(home)
        .args(args)
        .stdout(full)
        .output()
        .unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_set_that_is_written_is_no_failure_where_its_report_can_not_be() {
    let home = TempDir::new().unwrap();
    let line = "{\"title\":\"Robot stops\",\"date\":\"2026-03-02\"}\n";
    fs::write(home.path().join("a.jsonl"), line).unwrap();
    for (verb, set) in [("monitor", "one.jsonl"), ("import", "two.jsonl")] {
        let done = on_a_full_disk(home.path(), &[verb, "a.jsonl", "-o", set]);
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(3), "{said}");
        assert!(
            said.contains(&format!("{set} is written; only the report")),
            "{said}"
        );
        assert!(home.path().join(set).is_file());
    }
    let decided = run(home.path(), 0, &["stats", "one.jsonl", "--json"]);
    let none = "\"sustained\": 1";
    assert!(!decided.contains(none), "{decided}");
    let set = fs::read_to_string(home.path().join("one.jsonl")).unwrap();
    let id = set.split('"').nth(3).unwrap();
    let args = ["decide", "one.jsonl", id, "4", "--reviewer", "ana"];
    let done = on_a_full_disk(home.path(), &args);
    assert_eq!(done.status.code(), Some(3), "the decision is on record");
}

#[test]
fn a_record_that_would_be_too_long_as_a_line_of_a_set_costs_only_itself() {
    let home = TempDir::new().unwrap();
    // Within the limit as it stands; a set keeps where it came from beside it.
    let limit = 8 << 20;
    let head = r#"{"id":"b","title":"T","label":"incident","summary":""#;
    let long = format!("{head}{}\"}}", "x".repeat(limit - head.len() - 12));
    let other = |id: &str| format!(r#"{{"id":"{id}","title":"{id}","label":"incident"}}"#);
    let text = format!("{}\n{long}\n{}\n", other("a"), other("c"));
    fs::write(home.path().join("in.jsonl"), text).unwrap();
    let said = run(home.path(), 3, &["import", "in.jsonl", "-o", "set.jsonl"]);
    assert!(
        said.contains("in.jsonl:2") && said.contains("the limit is"),
        "{said}"
    );
    let set = fs::read_to_string(home.path().join("set.jsonl")).unwrap();
    assert_eq!(set.lines().count(), 2);
}
