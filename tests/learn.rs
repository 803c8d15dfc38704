#![cfg(test)]
//! Learning from the command line: decisions move weights, weights label new
//! articles, and nothing that was published changes unless asked.

#[path = "common/command.rs"]
mod command;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use command::run;

fn told(place: &str) -> (String, String) {
    (
        format!("Chatbot defamed the mayor of {place}"),
        format!(
            "An AI chatbot falsely accused the mayor of {place} of bribery and ruined her reputation."
        ),
    )
}

/// A set of the monitor with so many incidents of one kind, one article each.
fn desk(incidents: usize) -> TempDir {
    let home = TempDir::new().unwrap();
    let mut set = String::new();
    for n in 0..incidents {
        let (title, text) = told(&format!("Zor{n}burg"));
        let verdict = json!({
            "label": "incident", "how": "model", "confidence": 0.8,
            "run": {"who": "overrule monitor"},
        });
        let line = json!({
            "id": format!("s{n}"), "title": title, "summary": text, "verdict": verdict,
            "articles": [{"id": format!("s{n}a"), "title": title, "lead": text, "language": "en", "verdict": verdict}],
        });
        writeln!(set, "{line}").unwrap();
    }
    fs::write(home.path().join("set.jsonl"), set).unwrap();
    let (title, text) = told("Ravenna");
    let new = json!({"id": "new", "title": title, "lead": text, "language": "en"});
    fs::write(home.path().join("tomorrow.jsonl"), new.to_string()).unwrap();
    home
}

fn decide(home: &Path, n: usize, verdict: &str) {
    let id = format!("s{n}");
    let args = [
        "decide",
        "set.jsonl",
        &id,
        verdict,
        "--article",
        "1",
        "--reviewer",
        "ana",
    ];
    run(home, 0, &args);
}

/// By article its label and the version of what gave it.
fn labels(home: &Path, set: &str) -> Vec<(String, String, String)> {
    let text = fs::read_to_string(home.join(set)).unwrap();
    let lines = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let said = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    lines
        .flat_map(|line| line["articles"].as_array().unwrap().clone())
        .map(|it| {
            let verdict = &it["verdict"];
            (
                said(&it["id"]),
                said(&verdict["label"]),
                said(&verdict["run"]["version"]),
            )
        })
        .collect()
}

#[test]
fn the_next_day_is_labelled_as_people_decided_and_the_day_before_stays() {
    let home = desk(45);
    let home = home.path();
    for n in 0..40 {
        decide(home, n, "complementary");
    }
    decide(home, 40, "sustain");
    decide(home, 41, "cant-tell");
    let said = run(home, 0, &["learn", "set.jsonl", "-o", "own.toml"]);
    for part in [
        "learnt from 40 decisions on 40 incidents\n  0 blind verdicts",
        "not learnt from\n  1 sustained with",
        "\n  1 can't tell",
        "done:reputational",
        "accuracy: not known: no blind verdicts",
        "fitted to: 40 of 40 agree with the person, 0 before",
        "overrule monitor FILE --into set.jsonl --weights own.toml",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let before = fs::read_to_string(home.join("set.jsonl")).unwrap();
    let day = |more: &[&str]| {
        fs::write(home.join("set.jsonl"), &before).unwrap();
        let args = [&["monitor", "tomorrow.jsonl", "--into", "set.jsonl"], more].concat();
        (run(home, 0, &args), labels(home, "set.jsonl"))
    };
    let new = |labels: &[(String, String, String)]| {
        let found = labels.iter().find(|it| it.0 == "new").unwrap();
        (found.1.clone(), found.2.contains("learnt"))
    };
    let (_, by_hand) = day(&[]);
    assert_eq!(new(&by_hand), ("incident".into(), false));
    let (said, learnt) = day(&["--weights", "own.toml"]);
    assert_eq!(new(&learnt), ("complementary".into(), true));
    assert!(
        said.contains("45 articles that were there keep the labels"),
        "{said}"
    );
    let old =
        |labels: &[(String, String, String)]| labels.iter().filter(|it| it.1 == "incident").count();
    assert_eq!(old(&learnt), 45);
    let (said, all) = day(&["--weights", "own.toml", "--relabel"]);
    assert!(
        said.contains("45 articles that were there were labelled anew: 45 have"),
        "{said}"
    );
    assert_eq!(old(&all), 0);
    // Decisions stay, with what they answered.
    let stats = run(home, 0, &["stats", "set.jsonl"]);
    assert!(stats.contains("sustained 1, overruled 40"), "{stats}");
    // Without a file of articles the set is labelled anew, here by shipped weights.
    let said = run(home, 0, &["monitor", "--into", "set.jsonl", "--relabel"]);
    assert!(
        said.contains("46 articles that were there were labelled anew: 46 have"),
        "{said}"
    );
    assert_eq!(old(&labels(home, "set.jsonl")), 46);
}

#[test]
fn learning_twice_writes_the_same_bytes_and_nothing_over_a_file() {
    let home = desk(8);
    let home = home.path();
    for n in 0..6 {
        decide(home, n, "hazard");
    }
    run(home, 0, &["learn", "set.jsonl", "-o", "a.toml"]);
    run(home, 0, &["learn", "set.jsonl", "-o", "b.toml"]);
    let read = |name: &str| fs::read_to_string(home.join(name)).unwrap();
    assert_eq!(read("a.toml"), read("b.toml"));
    let said = run(home, 1, &["learn", "set.jsonl", "-o", "a.toml"]);
    assert!(said.contains("a.toml"), "{said}");
    run(home, 0, &["learn", "set.jsonl", "-o", "a.toml", "--force"]);
    let json = run(home, 0, &["learn", "set.jsonl", "--json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&report["corrections"], &report["kept"]),
        (&json!(6), &Value::Null)
    );
    let measured = ["evaluate", "labels", "known.jsonl", "--weights", "a.toml"];
    fs::write(
        home.join("known.jsonl"),
        r#"{"title":"Robot injures worker","label":"incident"}"#,
    )
    .unwrap();
    assert!(run(home, 0, &measured).contains("Brier score"));
}

#[test]
fn weights_that_do_not_belong_here_are_refused_and_nothing_is_written() {
    let home = desk(1);
    let home = home.path();
    run(home, 0, &["learn", "set.jsonl", "-o", "own.toml"]);
    let own = fs::read_to_string(home.join("own.toml")).unwrap();
    for (from, to, says) in [
        (
            "version = 1",
            "version = 9",
            "version 9 of the format is not known",
        ),
        (
            "lexicon = \"",
            "lexicon = \"f",
            "belong to other word lists",
        ),
        ("[weights", "[weighs", "no file of weights"),
    ] {
        fs::write(home.join("other.toml"), own.replacen(from, to, 1)).unwrap();
        let args = [
            "monitor",
            "tomorrow.jsonl",
            "-o",
            "new.jsonl",
            "--weights",
            "other.toml",
        ];
        let said = run(home, 1, &args);
        assert!(
            said.contains("other.toml: ") && said.contains(says),
            "{said}"
        );
        assert!(!home.join("new.jsonl").exists());
    }
    let args = [
        "monitor",
        "tomorrow.jsonl",
        "-o",
        "new.jsonl",
        "--weights",
        "gone.toml",
    ];
    assert!(run(home, 1, &args).contains("overrule learn SET -o FILE"));
    let said = run(
        home,
        2,
        &["monitor", "tomorrow.jsonl", "-o", "new.jsonl", "--relabel"],
    );
    assert!(said.contains("--relabel"), "{said}");
}

#[test]
fn weights_are_fitted_to_labels_that_are_known() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let line = |town: usize| {
        format!(
            "{{\"title\": \"Chatbot defamed the mayor of town {town}\", \"label\": \"Unrelated\"}}\n"
        )
    };
    let known: String = (0..40).map(line).collect();
    fs::write(home.join("known.jsonl"), &known).unwrap();
    let tune = ["tune", "labels", "known.jsonl"];
    let said = run(home, 0, &tune);
    assert!(said.contains("nothing was written"), "{said}");
    let written = [&tune[..], &["-o", "own.toml"]].concat();
    let said = run(home, 0, &written);
    assert!(said.contains("fitted to 40 articles"), "{said}");
    assert!(run(home, 1, &written).contains("--force"));
    let over = [&tune[..], &["-o", "known.jsonl", "--force"]].concat();
    run(home, 1, &over);
    assert_eq!(fs::read_to_string(home.join("known.jsonl")).unwrap(), known);
    let measured = ["evaluate", "labels", "known.jsonl"];
    assert!(run(home, 0, &measured).contains("0 of 40 agree"));
    let by_own = [&measured[..], &["--weights", "own.toml"]].concat();
    assert!(run(home, 0, &by_own).contains("40 of 40 agree"));
    let json = run(home, 0, &[&tune[..], &["--json"]].concat());
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["refitted"]["agree"], 40);
}
