//! Hostile files: imported, and what came of them drawn; and what they hold as
//! the text of a field.

use std::fs;
use std::path::{Path, PathBuf};

use overrule::disk::MemoryFs;
use overrule::domain::Vocabulary;
use overrule::ingest::{Input, import};
use serde_json::Value;

use crate::fields::{SCREENS, desk, incident};
use crate::{full, shared, tape};

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(path);
        }
    }
}

fn hostile() -> Option<Vec<PathBuf>> {
    let mut all = Vec::new();
    files(&shared()?.join("data/hostile"), &mut all);
    assert!(all.len() > 400, "{} files", all.len());
    let step = if full() { 1 } else { 29 };
    Some(all.into_iter().step_by(step).collect())
}

/// All screens of a set, incident by incident.
fn walk(set: &[Value], what: &str) -> usize {
    let mut desk = desk(set, (120, 40));
    let mut frames = 0;
    for at in 0..set.len() {
        for (screen, keys) in SCREENS {
            desk.press(keys);
            for size in [(120, 40), (80, 24), (40, 12), (200, 50)] {
                tape::draw(&mut desk, size, &format!("{screen} {at} of {what}"));
                frames += 1;
            }
        }
        desk.press("home");
        for _ in 0..=at {
            desk.press("J");
        }
    }
    desk.press("?");
    tape::draw(&mut desk, (120, 40), what);
    frames
}

#[test]
fn hostile_files_imported_are_drawn() {
    let Some(files) = hostile() else { return };
    let (mut incidents, mut frames) = (0, 0);
    for path in &files {
        let input = Input::Bytes {
            name: path.display().to_string(),
            bytes: fs::read(path).unwrap(),
        };
        let done = import(&MemoryFs::default(), &Vocabulary::shipped(), &[input], None);
        let most = if full() { 60 } else { 2 };
        let set: Vec<Value> = done
            .incidents
            .iter()
            .take(most)
            .map(|one| serde_json::from_str(&one.to_json().unwrap()).unwrap())
            .collect();
        incidents += set.len();
        if !set.is_empty() {
            frames += walk(&set, &path.display().to_string());
        }
    }
    println!(
        "{} files, {incidents} incidents, {frames} frames",
        files.len()
    );
}

#[test]
fn what_hostile_files_hold_is_drawn() {
    let Some(files) = hostile() else { return };
    let mut frames = 0;
    for path in &files {
        let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        let long: String = text.chars().take(300_000).collect();
        let short: String = text.chars().take(200).collect();
        frames += walk(&[incident(1, &long, &short)], &path.display().to_string());
    }
    println!("{} files, {frames} frames", files.len());
}

/// A field as long as a record may be, on one line.
#[test]
fn a_field_of_megabytes_is_laid_out_in_part_and_says_so() {
    let long = "unbroken".repeat(900_000);
    let mut desk = desk(&[incident(1, "short", "short")], (120, 40));
    let mut one = overrule::domain::Incident::clone(desk.app.incident().unwrap());
    one.title = Some(long.clone());
    one.summary = Some(long.clone());
    one.verdict.rationale = Some(long.clone());
    one.articles[0].title = Some(long.clone());
    one.articles[0].outlet = Some(long);
    desk.app.records.insert(0, one.into(), &[]);
    // Laid out whole, each of these takes seconds; the sum says that none is.
    for (screen, keys) in SCREENS {
        desk.press(keys);
        let bytes = tape::draw(&mut desk, (120, 40), screen).len();
        assert!(bytes < 40_000, "{screen}: {bytes}");
    }
    desk.press("esc s");
    for _ in 0..400 {
        if desk.screen().contains("cut here") {
            break;
        }
        desk.press("pgdn");
    }
    desk.shows("[cut here: 7134464 bytes follow; the set's file has them]");
}
