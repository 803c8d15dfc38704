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
