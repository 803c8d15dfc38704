#![cfg(test)]
//! Grouping from the command line: measuring it and tuning it.

#[path = "common/command.rs"]
mod command;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use command::run;

/// Thirty stories of two articles each.
fn stories() -> String {
    let mut text = String::new();
    for story in 0..30 {
        let (place, who) = (format!("Zor{story}burg"), format!("Mek{}o", story * 7));
        for title in [
            format!("Robot injures {who} in {place}"),
            format!("{place}: {who} was injured by a robot"),
        ] {
            let line = serde_json::json!({"title": title, "incident_ids": [story], "url": null});
            writeln!(text, "{line}").unwrap();
        }
    }
    text
}

fn desk() -> (TempDir, PathBuf) {
    let home = TempDir::new().unwrap();
    let gold = home.path().join("gold.jsonl");
    fs::write(&gold, stories()).unwrap();
    (home, gold)
}

#[test]
fn grouping_is_measured_the_same_way_twice() {
    let (home, _) = desk();
    let args = ["evaluate", "clusters", "gold.jsonl", "--json"];
    let text = run(home.path(), 0, &args);
    assert_eq!(text, run(home.path(), 0, &args));
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["articles"], 60);
    assert!(report["settings"]["f1"].as_f64().unwrap() > 0.9, "{text}");
    let chance = report["shuffled"]["precision"].as_f64().unwrap();
    assert!(chance < 0.6, "{text}");
    let words = run(home.path(), 0, &args[..3]);
    assert!(words.contains("held out, best F1"), "{words}");
}

#[test]
fn tuned_settings_are_written_once_and_read_back() {
    let (home, _) = desk();
    let tune = ["tune", "clusters", "gold.jsonl", "-o", "own.toml"];
    let said = run(home.path(), 0, &tune);
    assert!(said.contains("own.toml: join"), "{said}");
    assert!(!said.contains("no threshold"), "{said}");
    let refused = run(home.path(), 1, &tune);
    assert!(refused.contains("own.toml"), "{refused}");
    // One headline of two events each: they are one group by any threshold.
    let one = |at: u32| {
        let title = format!("Robot injures Mek{0}o in Zor{0}burg", at / 2);
        format!("{{\"title\":\"{title}\",\"incident_ids\":[{at}]}}\n")
    };
    let alike: String = (0..30).map(one).collect();
    fs::write(home.path().join("alike.jsonl"), alike).unwrap();
    let said = run(
        home.path(),
        0,
        &["tune", "clusters", "alike.jsonl", "-o", "no.toml"],
    );
    assert!(
        said.contains("no threshold that was tried has precision 0.9"),
        "{said}"
    );
    let own = [
        "evaluate",
        "clusters",
        "gold.jsonl",
        "--settings",
        "own.toml",
        "--json",
    ];
    let report: Value = serde_json::from_str(&run(home.path(), 0, &own)).unwrap();
    assert!(report["settings"]["precision"].as_f64().unwrap() >= 0.9);
    fs::write(home.path().join("own.toml"), "joins = 1").unwrap();
    assert!(run(home.path(), 1, &own).contains("own.toml"));
}

#[test]
fn what_cannot_be_measured_is_said() {
    let (home, gold) = desk();
    let few: String = stories()
        .lines()
        .take(4)
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(&gold, few).unwrap();
    let said = run(home.path(), 0, &["evaluate", "clusters", "gold.jsonl"]);
    assert!(said.contains("Nothing is held out"), "{said}");
    let tune = ["tune", "clusters", "gold.jsonl", "-o", "own.toml"];
    let said = run(home.path(), 1, &tune);
    assert!(
        said.contains("gold.jsonl: 2 incidents are too few"),
        "{said}"
    );
    fs::write(&gold, "{}").unwrap();
    let said = run(home.path(), 1, &["evaluate", "clusters", "gold.jsonl"]);
    assert!(said.contains("line 1"), "{said}");
    let said = run(home.path(), 1, &["evaluate", "clusters", "gone.jsonl"]);
    assert!(said.contains("gone.jsonl"), "{said}");
    let share = ["evaluate", "clusters", "gold.jsonl", "--precision", "90"];
    assert!(run(home.path(), 1, &share).contains("0 to 1"));
}

/// A set with the same stories; the first 25 of them are decided.
#[test]
fn thresholds_are_tuned_on_what_analysts_decided() {
    let (home, _) = desk();
    let mut set = String::new();
    let titles: Vec<String> = stories()
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["title"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    for (story, pair) in titles.chunks(2).enumerate() {
        let line = serde_json::json!({
            "id": format!("s{story}"),
            "articles": [{"id": format!("s{story}a"), "title": pair[0]}, {"id": format!("s{story}b"), "title": pair[1]}],
        });
        writeln!(set, "{line}").unwrap();
    }
    fs::write(home.path().join("set.jsonl"), &set).unwrap();
    let tune = ["tune", "clusters", "set.jsonl", "--reviewed"];
    assert!(run(home.path(), 1, &tune).contains("0 incidents are too few"));
    for story in 0..25 {
        let id = format!("s{story}");
        run(
            home.path(),
            0,
            &["decide", "set.jsonl", &id, "hazard", "--reviewer", "ana"],
        );
    }
    assert!(run(home.path(), 0, &tune).contains("join = "));
}

#[test]
fn articles_are_grouped_by_settings_of_ones_own() {
    let (home, gold) = desk();
    let titles = [
        "Robot injures Meko in Zorburg plant",
        "Meko sues Zorburg plant after robot arm",
    ];
    let lines = titles.map(|title| format!("{{\"title\":\"{title}\"}}\n"));
    fs::write(gold, lines.concat()).unwrap();
    let shipped = include_str!("../assets/monitor/clusters.toml");
    let grouped = |join: &str, to: &str| {
        let own = shipped.replacen("join = 0.13", join, 1);
        fs::write(home.path().join("own.toml"), own).unwrap();
        let args = ["monitor", "gold.jsonl", "-o", to, "--settings", "own.toml"];
        run(home.path(), 0, &args);
        fs::read_to_string(home.path().join(to))
            .unwrap()
            .lines()
            .count()
    };
    assert_eq!(grouped("join = 0.13", "as_shipped.jsonl"), 1);
    assert_eq!(grouped("join = 0.9", "apart.jsonl"), 2);
    fs::write(
        home.path().join("old.toml"),
        "[thresholds]\njoin = 0.3\ntext = 0.2\n",
    )
    .unwrap();
    let args = [
        "monitor",
        "gold.jsonl",
        "-o",
        "x.jsonl",
        "--settings",
        "old.toml",
    ];
    let said = run(home.path(), 1, &args);
    assert!(
        said.contains("old.toml") && said.contains("`overrule tune clusters` writes"),
        "{said}"
    );
    let args = ["monitor", "gold.jsonl", "-o", "x.jsonl", "--settings", "no"];
    let said = run(home.path(), 1, &args);
    assert!(said.contains("name a file that `overrule tune"), "{said}");
}
