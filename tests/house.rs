//! The rules of the house that the compiler doesn't hold: which room may
//! import which, who may name which library, and the form of the files.

use std::collections::BTreeSet;
use std::fs;

use overrule::tui::action::ACTIONS;

use source::{Source, imports, root, sources};

/// Which room may import which; only ever downwards.
const STAIRS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("threads", &[]),
    ("domain", &["text"]),
    ("disk", &[]),
    ("ingest", &["domain", "text", "disk", "threads"]),
    ("corpus", &["domain", "text", "disk", "threads"]),
    ("review", &["domain", "text", "corpus", "disk", "threads"]),
    // Of `ingest` what reads files and records, and labels out of prose.
    (
        "monitor",
        &["domain", "text", "disk", "threads", "review", "ingest"],
    ),
    ("export", &["domain", "text", "review", "disk"]),
    (
        "tui",
        &["text", "domain", "disk", "corpus", "review", "export"],
    ),
    (
        "cli",
        &[
            "text", "threads", "domain", "disk", "ingest", "corpus", "review", "monitor", "export",
            "tui",
        ],
    ),
];

/// What code only some files may hold: a pattern, the files, and what others do instead.
const OWNERS: &[(&str, &[&str], &str)] = &[
    (
        r"\b(?:ratatui|crossterm|tui_textarea)\b",
        &["src/tui/"],
        "put what draws or asks the terminal into src/tui",
    ),
    (
        r"\bclap(?:_complete|_mangen)?\b",
        &["src/cli/"],
        "put what knows the command line into src/cli",
    ),
    (
        r"\bParagraph\b",
        &[],
        "lay text out with view/paint and write it with view/put: its wrapping panics, and it drops what it can't show",
    ),
    (
        r"\b(?:stdout|stderr)\b",
        &["src/cli/out.rs", "src/tui/screen.rs"],
        "write through src/cli/out.rs, where text from outside is made safe",
    ),
    (
        r"\bunsafe\b|#!?\[\s*(?:allow|expect)\b",
        &[],
        "change the code instead of silencing the compiler",
    ),
];

/// Lines of a file, its tests left out.
const LINES: usize = 400;

/// The rooms that a room may import.
fn stairs(room: &str) -> Option<&'static [&'static str]> {
    let row = STAIRS.iter().find(|(name, _)| *name == room)?;
    Some(row.1)
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn rooms_import_only_down_the_stairs() {
    let mut faults = Vec::new();
    for source in sources() {
        let Some(room) = source.room() else { continue };
        let Some(below) = stairs(room) else {
            faults.push(format!("{}: give {room} a row in STAIRS", source.path));
            continue;
        };
        for (at, name) in imports(&source) {
            if name != room && !below.contains(&name.as_str()) {
                faults.push(format!(
                    "{}: {room} must not import {name}; pass the value in, or move the code to the room that may",
                    source.at(at)
                ));
            }
        }
    }
    none(&faults);
}

#[test]
fn the_table_has_every_room_and_no_circle() {
    let rooms: BTreeSet<_> = STAIRS.iter().map(|row| row.0).collect();
    let folders = fs::read_dir(root().join("src")).unwrap();
    let folders: BTreeSet<_> = folders
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert_eq!(folders, rooms.iter().map(|&room| room.to_owned()).collect());
    for (at, (room, below)) in STAIRS.iter().enumerate() {
        let above: Vec<_> = STAIRS[..at].iter().map(|row| row.0).collect();
        assert!(
            below.iter().all(|name| above.contains(name)),
            "{room} imports a room that stands under it in the table"
        );
    }
}

#[test]
fn imports_are_found_however_they_are_written() {
    let file = |code: &str| Source {
        path: "src/review/ledger/force.rs".into(),
        text: String::new(),
        code: source::code(code),
    };
    let names = |text: &str| -> Vec<String> {
        let found = imports(&file(text));
        found.into_iter().map(|it| it.1).collect()
    };
    assert_eq!(names("use crate::{tui::{app, key}, cli};"), ["tui", "cli"]);
    assert_eq!(names("fn f(a: crate::cli::Exit) {}"), ["cli"]);
    assert_eq!(names("// crate::tui\nlet a = \"crate::tui\";"), [""; 0]);
    assert_eq!(names("use super::super::queue;"), [""; 0]);
    assert_eq!(names("use super::super::super::tui;"), ["tui"]);
    let tests =
        "mod tests { use super::super::super::queue; use super::super::super::super::cli; }";
    assert_eq!(names(tests), ["cli"]);
}

#[test]
fn libraries_and_streams_stay_in_their_room() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        for (pattern, owners, instead) in OWNERS {
            if owners.iter().any(|owner| source.path.starts_with(owner)) {
                continue;
            }
            let pattern = regex::Regex::new(pattern).unwrap();
            for word in pattern.find_iter(&source.code) {
                let (at, word) = (source.at(word.start()), word.as_str());
                faults.push(format!("{at}: holds {word}; {instead}"));
            }
        }
    }
    none(&faults);
}

#[test]
fn files_are_short_and_say_what_they_hold() {
    let mut faults = Vec::new();
    for source in sources() {
        if !source.text.starts_with("//!") {
            faults.push(format!(
                "{}:1: begin with a //! paragraph: what lives here and what does not",
                source.path
            ));
        }
        let own = source
            .text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap();
        let lines = own.lines().count();
        if lines >= LINES {
            faults.push(format!(
                "{}: {lines} lines; split it under {LINES}",
                source.path
            ));
        }
    }
    none(&faults);
}

#[test]
fn every_action_has_one_name_and_a_sentence() {
    let mut names = BTreeSet::new();
    for action in ACTIONS {
        assert!(names.insert(action.name), "two actions are {}", action.name);
        let named = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(action.name.chars().all(named), "{}", action.name);
        assert!(action.about.len() > 3, "{} says nothing", action.name);
        assert!(!action.keys.is_empty(), "{} has no key", action.name);
    }
}

#[test]
fn the_readme_names_every_verb() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_overrule"))
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let (_, rest) = help.split_once("Commands:\n").unwrap();
    let rows = rest.lines().take_while(|line| !line.is_empty());
    // Rows that go on from the line before are indented deeper.
    let verbs: Vec<_> = rows
        .filter_map(|row| row.strip_prefix("  "))
        .filter(|row| !row.starts_with(' '))
        .filter_map(|row| row.split_whitespace().next())
        .collect();
    assert!(verbs.len() > 5, "{help}");
    let unnamed = |verb: &&str| *verb != "help" && !readme.contains(&format!("overrule {verb}"));
    let missing: Vec<_> = verbs.into_iter().filter(unnamed).collect();
    assert!(
        missing.is_empty(),
        "README.md has no `overrule` with {missing:?}"
    );
}

/// The files of the crate as the rules see them.
#[cfg(test)]
mod source {
    use std::fs;
    use std::path::{Path, PathBuf};

    /// A file of `src/`, as code alone.
    pub struct Source {
        /// From the root of the repository, `src/tui/app.rs`.
        pub path: String,
        pub text: String,
        /// The text with comments and literals blanked out, lines kept.
        pub code: String,
    }

    impl Source {
        pub fn room(&self) -> Option<&str> {
            self.path
                .strip_prefix("src/")?
                .split_once('/')
                .map(|it| it.0)
        }

        pub fn is_test(&self) -> bool {
            let is_test = |name: &str| matches!(name, "tests" | "tests.rs" | "laws.rs" | "real.rs");
            self.path.split('/').any(is_test)
        }

        /// `file:line` of a place in the code.
        pub fn at(&self, byte: usize) -> String {
            let line = self.code[..byte].matches('\n').count() + 1;
            format!("{}:{line}", self.path)
        }
    }

    pub fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    pub fn sources() -> Vec<Source> {
        let mut folders = vec![root().join("src")];
        let mut sources = Vec::new();
        while let Some(folder) = folders.pop() {
            let mut entries: Vec<PathBuf> = fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect();
            entries.sort();
            for path in entries {
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "rs") {
                    let text = fs::read_to_string(&path).unwrap();
                    let path = path.strip_prefix(root()).unwrap();
                    sources.push(Source {
                        path: path.to_str().unwrap().replace('\\', "/"),
                        code: code(&text),
                        text,
                    });
                }
            }
        }
        sources
    }

    /// Rust without comments, strings and characters: what is left is as long, line by line.
    pub fn code(text: &str) -> String {
        let skipped = regex::Regex::new(
        r##"(?s)//[^\n]*|/\*.*?\*/|b?r#".*?"#|\bb?r"[^"]*"|"(?:\\.|[^"\\])*"|'(?:\\u\{[^}]*\}|\\x..|\\.|[^'\\\n])'"##,
    )
    .unwrap();
        let blank = |found: &regex::Captures<'_>| -> String {
            let blank = |byte| if byte == b'\n' { '\n' } else { ' ' };
            found[0].bytes().map(blank).collect()
        };
        skipped.replace_all(text, blank).into_owned()
    }

    /// The names that follow `crate::` or a `super::` that leaves the room, grouped
    /// imports taken apart, each with its place.
    pub fn imports(source: &Source) -> Vec<(usize, String)> {
        let head = regex::Regex::new(r"\bcrate\s*::\s*|\b(?:super\s*::\s*)+").unwrap();
        let mut found = Vec::new();
        for path in head.find_iter(&source.code) {
            let ups = path.as_str().matches("super").count();
            if ups > 0 && ups < depth(source, path.start()) {
                continue;
            }
            let rest = &source.code[path.end()..];
            for (at, name) in first_names(rest) {
                found.push((path.end() + at, name.to_owned()));
            }
        }
        found
    }

    /// How many `super`s lead from a place to the root of the crate: the modules
    /// of the file's path, and those that are open there.
    fn depth(source: &Source, at: usize) -> usize {
        let path = source.path.trim_start_matches("src/");
        let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
        let files = path
            .split('/')
            .filter(|name| !matches!(*name, "lib" | "main"));
        let module = regex::Regex::new(r"\bmod\s+\w+\s*\{").unwrap();
        let open = module.find_iter(&source.code[..at]).filter(|module| {
            let within = &source.code[module.end()..at];
            within.matches('{').count() >= within.matches('}').count()
        });
        files.count() + open.count()
    }

    /// `a` of `a::b`, or `a` and `b` of `{a, b::{c, d}}`.
    fn first_names(rest: &str) -> Vec<(usize, &str)> {
        let end = |text: &str| {
            text.find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(text.len())
        };
        if !rest.starts_with('{') {
            return vec![(0, &rest[..end(rest)])];
        }
        let mut names = Vec::new();
        let (mut deep, mut fresh) = (0, false);
        for (at, c) in rest.char_indices() {
            match c {
                '{' => {
                    deep += 1;
                    fresh = deep == 1;
                }
                '}' if deep == 1 => break,
                '}' => deep -= 1,
                ',' if deep == 1 => fresh = true,
                c if fresh && !c.is_whitespace() => {
                    names.push((at, &rest[at..at + end(&rest[at..])]));
                    fresh = false;
                }
                _ => {}
            }
        }
        names
    }
}
