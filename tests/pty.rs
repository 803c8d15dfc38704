//! The shipped binary on a real pseudo-terminal: a page reviewed, left, opened
//! again, exported. Nothing sleeps: every step waits for what it expects to see.
#![cfg(test)]
#![cfg(unix)]

#[path = "pty/exits.rs"]
mod exits;
#[path = "pty/faults.rs"]
mod faults;
#[path = "pty/frames.rs"]
mod frames;
#[path = "pty/guide.rs"]
mod guide;
#[path = "pty/harness.rs"]
mod harness;
#[path = "common/renew.rs"]
mod renew;

use overrule::disk::RealFs;
use overrule::domain::Event;
use overrule::export::read_back;
use overrule::review::journal::{folder_of, read_folder};
use overrule::review::ledger::Ledger;
use tempfile::TempDir;

use harness::{PROGRAM, Terminal, set};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/inputs/page-a.txt");

fn ledger(events: Vec<Event>) -> Ledger {
    let mut ledger = Ledger::new();
    for event in events {
        ledger.apply(event, true);
    }
    ledger
}

fn answers(ledger: &Ledger) -> Vec<String> {
    ledger
        .targets()
        .map(|target| format!("{target} {:?}", ledger.work(target, &"ada".into())))
        .collect()
}

#[test]
fn a_page_is_reviewed_left_opened_again_and_exported() {
    let home = TempDir::new().unwrap();
    let mut terminal = Terminal::open(home.path(), &[PAGE]);
    terminal.shows("Your name");
    terminal.keys("\r");
    terminal.shows("ON INCIDENT");
    terminal.shows("SPLIT: split 3:2");
    terminal.press("j", "ON ARTICLE 1 TechRadar");
    terminal.press("a", "LAST  1 TechRadar: Compl. sustained");
    terminal.shows("ON ARTICLE 2 TechTarget");
    terminal.press("3", "LAST  2 TechTarget: overruled, Compl.");
    terminal.shows("ON ARTICLE 3");
    terminal.press("0", "LAST  3 Tech Times: can't tell");
    terminal.shows("ON ARTICLE 4");
    terminal.press("n", "Note on 4 SC Media");
    terminal.keys("half of it");
    terminal.shows("half of it");
    terminal.press("\r", "note on 4 SC Media");
    terminal.press("u", "undone: note");
    terminal.press("U", "redone: note");
    terminal.press("u", "undone: note");
    terminal.press("k", "ON ARTICLE 3");
    terminal.until("all saved", |screen| {
        screen.contains("SAVED") && !screen.contains("NOT SAVED")
    });
    terminal.keys("q");
    let ended = terminal.end();
    ended.given_back(0);
    let farewell = ended.text;
    assert!(farewell.contains("3 decisions of ada in "), "{farewell}");

    let set = set(home.path());
    let written = read_folder(&RealFs, &folder_of(&set)).unwrap();
    assert!(written.troubles.is_empty(), "{:?}", written.troubles);
    assert_eq!(written.events.len(), 7);

    // The same place and state, and nobody is asked for a name again.
    let mut terminal = Terminal::open(home.path(), &[PAGE]);
    terminal.shows("ON ARTICLE 3 Tech Times");
    terminal.shows("can't tell ?");
    terminal.shows("Articles 3 of 5 reviewed");
    terminal.keys("q");
    assert!(terminal.end().status.success());
    let again = read_folder(&RealFs, &folder_of(&set)).unwrap();
    assert_eq!(again.events, written.events, "looking writes nothing");

    let exported = home.path().join("reviewed.json");
    let done = std::process::Command::new(PROGRAM)
        .env("OVERRULE_HOME", home.path())
        .args(["export".as_ref(), set.as_os_str()])
        .args(["-o".as_ref(), exported.as_os_str()])
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    let bytes = std::fs::read(&exported).unwrap();
    let schema = serde_json::from_str(include_str!("../assets/schema/export.schema.json")).unwrap();
    let value = serde_json::from_slice(&bytes).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&value)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let back = ledger(read_back(&bytes).unwrap());
    let kept = ledger(written.events);
    assert!(back.events().eq(kept.events()));
    assert_eq!(answers(&back), answers(&kept));
}

#[test]
fn moving_leaves_nothing_of_the_incident_before() {
    let home = TempDir::new().unwrap();
    let mut terminal = Terminal::open(home.path(), &["--reviewer", "ada"]);
    terminal.shows("Queue 1 of 24");
    // Past Polish, Thai and Hindi headlines to an incident without articles.
    terminal.press("\u{1b}[F", "Queue 24 of 24");
    for place in (19..24).rev() {
        terminal.press("K", &format!("Queue {place} of 24"));
    }
    terminal.shows("The set lists no articles here.");
    // A page and back again: the whole frame has come once the hints are there.
    terminal.press("?", "Say more");
    terminal.keys("q");
    terminal.settles("the incident whole", |screen| {
        screen.contains("The set lists no articles here.") && screen.contains(" q quit")
    });
    let moved = terminal.text();
    terminal.keys("q");
    assert!(terminal.end().status.success());

    let mut terminal = Terminal::open(home.path(), &["--reviewer", "ada"]);
    terminal.shows("Queue 19 of 24");
    terminal.until(&format!("the screen as it was:\n{moved}\nnot"), |screen| {
        screen == moved
    });
}
