//! 64 processes on one folder, two for each of 32 reviewers, killed at random
//! points and begun anew: nothing that one of them acknowledged is lost, and
//! every conflict is listed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use overrule::domain::event::Remark;
use overrule::domain::{Act, Event};

use crate::dialogue::{Desk, Dialogue, Line, PROGRAM};
use crate::support::{Chance, cases, seed};

const PROCESSES: u64 = 64;
const INCIDENTS: usize = 12;

/// What one process and its successors acknowledged: notes, and how many other acts.
fn sit(desk: &Desk, number: u64, seed: u64) -> (Vec<String>, usize) {
    let mut chance = Chance::of(seed, number);
    let (mut notes, mut others) = (Vec::new(), 0);
    for life in 0..3 {
        let lines = Line::some(
            2 + chance.below(10),
            &format!("p{number}-{life}"),
            &mut chance,
        );
        // What is undone is no answer: the check is simpler without.
        let lines: Vec<Line> = lines
            .into_iter()
            .filter(|line| *line != Line::Undo)
            .collect();
        let mut dialogue = Dialogue::begin(desk, &reviewer(number));
        dialogue.type_in(&lines);
        let saved = if life == 2 {
            dialogue.end()
        } else {
            dialogue.wait(chance.below(lines.len() + 1));
            dialogue.kill()
        };
        if life == 2 {
            assert_eq!(saved, lines.len(), "an orderly end saves everything");
        }
        for line in &lines[..saved] {
            match line {
                Line::Note(text) => notes.push(text.clone()),
                _ => others += 1,
            }
        }
    }
    (notes, others)
}

fn reviewer(number: u64) -> String {
    format!("r{:02}", number / 2)
}

/// Incidents on which the last answers of reviewers differ, from the events alone.
fn conflicts(events: &[Event]) -> BTreeSet<String> {
    let mut answers = BTreeMap::new();
    let mut sorted: Vec<&Event> = events.iter().collect();
    sorted.sort_by_key(|event| (event.at, event.id));
    for event in sorted {
        if let (Act::Decide(given), Some(target)) = (&event.act, &event.target) {
            let incident = target.incident.to_string();
            let own: &mut BTreeMap<_, _> = answers.entry(incident).or_default();
            own.insert(event.reviewer.clone(), given.label.clone());
        }
    }
    let differs = |own: &BTreeMap<_, _>| own.values().collect::<HashSet<_>>().len() > 1;
    answers
        .into_iter()
        .filter(|(_, own)| differs(own))
        .map(|(incident, _)| incident)
        .collect()
}

fn run(desk: &Desk, args: &[&str]) -> serde_json::Value {
    let done = desk
        .command(Path::new(PROGRAM))
        .args(args)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    assert_eq!(String::from_utf8_lossy(&done.stderr), "");
    serde_json::from_slice(&done.stdout).unwrap()
}

#[test]
fn sixty_four_at_once_lose_nothing_and_every_conflict_is_listed() {
    let seed = seed();
    for round in 0..cases(1) {
        let desk = Desk::new(INCIDENTS);
        let told: Vec<(Vec<String>, usize)> = std::thread::scope(|scope| {
            let seats: Vec<_> = (0..PROCESSES)
                .map(|number| {
                    let desk = &desk;
                    scope.spawn(move || sit(desk, number + round * PROCESSES, seed))
                })
                .collect();
            seats.into_iter().map(|seat| seat.join().unwrap()).collect()
        });
        let folder = desk.read();
        let written: HashSet<&str> = folder.events.iter().filter_map(note).collect();
        let (mut notes, mut others) = (0, 0);
        for (own, count) in &told {
            for note in own {
                assert!(
                    written.contains(note.as_str()),
                    "seed {seed}: {note} is lost"
                );
            }
            notes += own.len();
            others += count;
        }
        let acts = folder
            .events
            .iter()
            .filter(|event| event.target.is_some())
            .count();
        assert!(acts - written.len() >= others, "seed {seed}: lost");

        let wanted = conflicts(&folder.events);
        assert!(!wanted.is_empty());
        let set = desk.set.display().to_string();
        let stats = run(&desk, &["stats", &set, "--json"]);
        assert_eq!(stats["incidents"]["conflicting"], wanted.len());
        let export = run(&desk, &["export", &set, "-o", "-", "--format", "json"]);
        let listed: BTreeSet<String> = export["rows"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["final_how"] == "conflicting")
            .map(|row| row["incident"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(listed, wanted, "seed {seed}");
        println!(
            "seed {seed}, round {round}: {} files, {} acknowledged, 0 lost, {} conflicts listed",
            folder.readings.len(),
            notes + others,
            wanted.len()
        );
    }
}

fn note(event: &Event) -> Option<&str> {
    match &event.act {
        Act::Annotate(Remark::Note(Some(text))) => Some(text),
        _ => None,
    }
}
