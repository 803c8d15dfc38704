#![cfg(test)]
//! `overrule monitor` and `overrule evaluate labels`, from the command line:
//! what they write passes the schema, opens in the reviewer and stays the same.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use assert_cmd::Command;
use overrule::disk::{Fs, RealFs};
use overrule::domain::event::Relation;
use overrule::domain::{Act, At, Event, EventId, IncidentId, Target};
use overrule::review::journal::{Writer, folder_of};
use serde_json::Value;

const ARTICLES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/examples/articles/articles.jsonl"
);

fn overrule(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_overrule"));
    command.env("OVERRULE_HOME", home).args(args);
    command
}

fn stdout(command: &mut Command, code: i32) -> String {
    let out = command.assert().code(code).get_output().stdout.clone();
    String::from_utf8(out).unwrap()
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_set_of_the_monitor_passes_the_schema_and_opens() {
    let home = tempfile::tempdir().unwrap();
    let set = home.path().join("set.jsonl");
    let path = set.to_str().unwrap();
    // One article has no headline.
    let report = stdout(
        &mut overrule(home.path(), &["monitor", ARTICLES, "-o", path]),
        3,
    );
    assert!(
        report.contains("articles.jsonl:20: has no headline"),
        "{report}"
    );
    let schema: Value =
        serde_json::from_str(&stdout(&mut overrule(home.path(), &["schema", "set"]), 0)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let incidents = lines(&set);
    let articles: usize = incidents
        .iter()
        .map(|one| one["articles"].as_array().unwrap().len())
        .sum();
    assert_eq!(articles, 19);
    // Two papers tell of the cyclist in Leeds.
    let grouped = |one: &&Value| one["articles"].as_array().unwrap().len() > 1;
    let leeds = incidents.iter().find(grouped).expect("no group");
    assert!(
        leeds["title"].as_str().unwrap().contains("Leeds"),
        "{leeds}"
    );
    for incident in &incidents {
        let faults: Vec<_> = validator
            .iter_errors(incident)
            .map(|fault| fault.to_string())
            .collect();
        assert!(faults.is_empty(), "{faults:?} in {incident}");
    }
    let mut plain = overrule(home.path(), &["--plain", "--reviewer", "ana", path]);
    let shown = stdout(plain.write_stdin("q\n"), 0);
    assert!(shown.contains("Therefore the"), "{shown}");
}

#[test]
fn threads_make_no_difference_to_the_bytes() {
    let home = tempfile::tempdir().unwrap();
    let bytes = |threads: &str| {
        let set = home.path().join(format!("{threads}.jsonl"));
        let args = [
            "monitor",
            ARTICLES,
            "--threads",
            threads,
            "-o",
            set.to_str().unwrap(),
        ];
        stdout(&mut overrule(home.path(), &args), 3);
        fs::read(set).unwrap()
    };
    assert!(bytes("1") == bytes("2"));
}

#[test]
fn a_new_day_joins_the_set_and_ids_stay() {
    let home = tempfile::tempdir().unwrap();
    let [set, first, second] =
        ["set.jsonl", "first.jsonl", "second.jsonl"].map(|name| home.path().join(name));
    let text = fs::read_to_string(ARTICLES).unwrap();
    let all: Vec<&str> = text.lines().take(19).collect();
    fs::write(&first, all[..12].join("\n")).unwrap();
    fs::write(&second, all[8..].join("\n")).unwrap();
    let [set_path, first, second] = [&set, &first, &second].map(|path| path.to_str().unwrap());
    stdout(
        &mut overrule(home.path(), &["monitor", first, "-o", set_path]),
        0,
    );
    let before = lines(&set);
    // A set that is there is not replaced without being told to.
    overrule(home.path(), &["monitor", second, "-o", set_path])
        .assert()
        .code(1);
    let report = stdout(
        &mut overrule(home.path(), &["monitor", second, "--into", set_path]),
        0,
    );
    assert!(report.contains("4 articles there already"), "{report}");
    let after = lines(&set);
    assert!(after.len() >= before.len());
    for (old, new) in before.iter().zip(&after) {
        assert_eq!((&old["id"], &old["title"]), (&new["id"], &new["title"]));
    }
    let bytes = fs::read(&set).unwrap();
    stdout(
        &mut overrule(home.path(), &["monitor", second, "--into", set_path]),
        0,
    );
    assert!(
        bytes == fs::read(&set).unwrap(),
        "the same day again changes nothing"
    );
}

/// Puts acts on record beside a set, as a reviewer's program does.
fn on_record(set: &Path, acts: &[(u8, Target, Relation)]) {
    let event = |(n, target, relation): &(u8, Target, Relation)| Event {
        id: EventId::new(u64::from(*n), [*n; 10]),
        at: At::from_unix_ms(i64::from(*n)),
        reviewer: "ana".into(),
        target: Some(target.clone()),
        act: Act::Relate(relation.clone()),
        group: None,
        basis: None,
        seen: Vec::new(),
    };
    let events: Vec<Event> = acts.iter().map(event).collect();
    let disk: Arc<dyn Fs> = Arc::new(RealFs);
    let mut writer = Writer::open(disk, &folder_of(set), &"ana".into(), "box", "00000000").unwrap();
    writer.append(&events).unwrap();
}

/// Ids and articles of a set, an incident a line.
fn layout(set: &Path) -> Vec<String> {
    let one = |line: &Value| {
        let ids = line["articles"].as_array().unwrap().iter();
        let ids: Vec<&str> = ids.map(|it| it["id"].as_str().unwrap()).collect();
        format!("{}: {}", line["id"].as_str().unwrap(), ids.join(" "))
    };
    lines(set).iter().map(one).collect()
}

fn news(id: &str, title: &str) -> String {
    format!(
        "{}\n",
        serde_json::json!({"id": id, "title": title, "language": "en"})
    )
}

#[test]
fn what_analysts_merged_split_and_moved_is_held_day_after_day() {
    let home = tempfile::tempdir().unwrap();
    let [set, first, second] =
        ["set.jsonl", "first.jsonl", "second.jsonl"].map(|name| home.path().join(name));
    let day = [
        news("a1", "Robotaxi hits cyclist near Leeds station"),
        news("a2", "Leeds station: cyclist hit by robotaxi"),
        news("a3", "Robotaxi hits cyclist at Leeds station, say police"),
        news("b1", "Chatbot invents court rulings, lawyer in Lyon fined"),
        news("c1", "Barrister punished over made-up citations"),
        news("d1", "Drone falls on market hall in Graz"),
    ];
    fs::write(&first, day.concat()).unwrap();
    let [set_path, first, second_path] = [&set, &first, &second].map(|it| it.to_str().unwrap());
    let monitor = |args: &[&str]| stdout(&mut overrule(home.path(), args), 0);
    monitor(&["monitor", first, "-o", set_path]);
    let id = |article: &str| {
        let all = layout(&set);
        let found = all.iter().find_map(|line| {
            let (id, articles) = line.split_once(": ")?;
            articles.split(' ').any(|it| it == article).then_some(id)
        });
        IncidentId::from(found.unwrap())
    };
    let (leeds, lyon, citations, graz) = (id("a1"), id("b1"), id("c1"), id("d1"));
    assert!(
        layout(&set).contains(&format!("{leeds}: a1 a2 a3")),
        "{:?}",
        layout(&set)
    );
    let answer = [
        "decide",
        set_path,
        leeds.as_str(),
        "hazard",
        "--reviewer",
        "ana",
    ];
    monitor(&answer);
    monitor(
        &[
            &answer[..3],
            &["incident", "--article", "a3", "--reviewer", "ana"],
        ]
        .concat(),
    );
    let apart = vec!["a3".into()];
    let with = vec![citations.clone()];
    on_record(
        &set,
        &[
            (
                1,
                Target::incident(leeds.clone()),
                Relation::Split { articles: apart },
            ),
            (2, Target::incident(lyon.clone()), Relation::Merge { with }),
            (
                3,
                Target::article(leeds.clone(), "a2"),
                Relation::Move {
                    to: Some(graz.clone()),
                },
            ),
        ],
    );
    let made = format!("e:{}", EventId::new(1, [1; 10]));
    let before = lines(&set);
    let published = &before.iter().find(|it| it["id"] == leeds.as_str()).unwrap()["verdict"];
    // The next day brings news about what was split, and about what was merged.
    let next = [
        news(
            "a4",
            "Robotaxi hits cyclist at Leeds station, police say now",
        ),
        news(
            "c2",
            "Barrister punished over made-up citations, court says",
        ),
    ];
    fs::write(&second, next.concat()).unwrap();
    let report = monitor(&["monitor", second_path, "--into", set_path]);
    let after = [
        format!("{leeds}: a1"),
        format!("{lyon}: b1 c1 c2"),
        format!("{graz}: d1 a2"),
        format!("{made}: a3 a4"),
    ];
    let mut found = layout(&set);
    found.sort();
    let mut expected = after.to_vec();
    expected.sort();
    assert_eq!(found, expected, "{report}");
    assert!(
        report.contains(&format!(
            "1 article to {lyon} from {citations}, which is part of it now"
        )),
        "{report}"
    );
    assert!(report.contains("\"Barrister punished over made-up citations, court says\""));
    for line in lines(&set) {
        let near = line["proposals"]["merge"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let taken_apart = near.iter().any(|it| {
            let pair = [
                line["id"].as_str().unwrap(),
                it["incident"].as_str().unwrap(),
            ];
            pair.contains(&made.as_str()) && pair.contains(&leeds.as_str())
        });
        assert!(!taken_apart, "what was split is proposed again: {line}");
        if line["id"] == leeds.as_str() {
            // Answered: what was published stays, though other articles are left.
            assert_eq!(&line["verdict"], published);
        }
        if line["id"] == lyon.as_str() {
            assert_eq!(line["aliases"], serde_json::json!([citations]));
        }
    }
    // A decision on an article goes where the article went.
    let export = home.path().join("out.json");
    monitor(&[
        "export",
        set_path,
        "-o",
        export.to_str().unwrap(),
        "--reviewer",
        "ana",
    ]);
    let export: Value = serde_json::from_str(&fs::read_to_string(&export).unwrap()).unwrap();
    assert_eq!(
        export["header"]["counts"]["orphaned"], 0,
        "{}",
        export["header"]
    );
    let bytes = fs::read(&set).unwrap();
    monitor(&["monitor", second_path, "--into", set_path]);
    assert!(
        bytes == fs::read(&set).unwrap(),
        "the same day again changes nothing"
    );
}

#[test]
fn nothing_is_written_where_there_is_no_article() {
    let home = tempfile::tempdir().unwrap();
    let set = home.path().join("set.jsonl");
    let mut command = overrule(home.path(), &["monitor", "-", "-o", set.to_str().unwrap()]);
    let failed = command.write_stdin("{\"x\":1}").assert().code(1);
    let error = String::from_utf8(failed.get_output().stderr.clone()).unwrap();
    assert!(
        error.contains("no article was found") && error.contains("--field"),
        "{error}"
    );
    assert!(!set.exists());
}

#[test]
fn labels_are_measured_in_words_and_in_json() {
    let home = tempfile::tempdir().unwrap();
    let gold = home.path().join("gold.jsonl");
    let rows = [
        r#"{"title":"Robot injures worker in Turin","lead":"The autonomous machine broke his arm.","label":"AI Incident"}"#,
        r#"{"title":"Robot could injure workers","lead":"Engineers warn that the robot might crush people.","label":"hazard"}"#,
        r#"{"title":"Bakery wins prize","summary":"The bread is good.","label":"complementary"}"#,
    ];
    fs::write(&gold, rows.join("\n")).unwrap();
    let path = gold.to_str().unwrap();
    let words = stdout(&mut overrule(home.path(), &["evaluate", "labels", path]), 0);
    assert!(
        words.starts_with("2 of 3 agree: 67 % (95 % interval 21 to 94 %)"),
        "{words}"
    );
    assert!(
        words.contains("line 3: complementary, labelled unrelated"),
        "{words}"
    );
    let json = stdout(
        &mut overrule(home.path(), &["evaluate", "labels", path, "--json"]),
        0,
    );
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["matrix"]["hazard"]["hazard"], 1);
    fs::write(&gold, "{\"label\":\"x\"}").unwrap();
    overrule(home.path(), &["evaluate", "labels", path])
        .assert()
        .code(1);
}

#[test]
fn a_record_that_no_set_may_hold_is_refused_before_anything_is_replaced() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let body = "The robot stood still. ".repeat(400_000);
    let article = serde_json::json!({"title": "Robot stands still in Turin", "body": body});
    fs::write(path("long.jsonl"), format!("{article}\n")).unwrap();
    let (long, set) = (path("long.jsonl"), path("set.jsonl"));
    let done = overrule(home.path(), &["monitor", &long, "-o", &set])
        .assert()
        .code(1);
    let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    assert!(
        said.contains("and no set can be read whose record"),
        "{said}"
    );
    assert!(!home.path().join("set.jsonl").exists());
}

#[test]
fn a_column_alone_is_not_divided_by_its_commas() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    fs::write(
        path("one.csv"),
        "title\nRobot stops, blocks road in Leeds\n",
    )
    .unwrap();
    let (table, set) = (path("one.csv"), path("set.jsonl"));
    stdout(
        &mut overrule(home.path(), &["monitor", &table, "-o", &set]),
        0,
    );
    let made = fs::read_to_string(set).unwrap();
    assert!(made.contains("Robot stops, blocks road in Leeds"), "{made}");
}

#[test]
fn the_published_figures_of_labelling_are_those_of_the_command() {
    let home = tempfile::tempdir().unwrap();
    let published = include_str!("../EVALUATION.md");
    for file in ["labels", "held_out", "full", "tuning"] {
        let gold = format!("{}/tests/gold/{file}.jsonl", env!("CARGO_MANIFEST_DIR"));
        let said = stdout(
            &mut overrule(home.path(), &["evaluate", "labels", &gold]),
            0,
        );
        let lines = said.lines().take_while(|line| !line.starts_with("line "));
        // Of those that lists and weights were made by the total is told alone.
        let told = if file == "tuning" { 1 } else { usize::MAX };
        let block: Vec<String> = lines
            .take(told)
            .map(|line| format!("    {line}").trim_end().to_owned())
            .collect();
        let block = block.join("\n");
        assert!(
            published.contains(&block),
            "EVALUATION.md lacks of {file}:\n{block}"
        );
    }
}
