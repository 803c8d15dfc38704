//! The guide is what the program does today: its commands are run in order, on
//! its own articles, and what they say and every screen is held against it.
//! `OVERRULE_RENEW=1 cargo test --test pty guide` writes the guide anew.
//!
//! A block that begins with `$ ` holds commands and what they print. A comment
//! `<!-- screen: .. -->` before a block says how its screen comes about: parts
//! with `|` between them, first the size and the command that opens it, or
//! `the same`; then keys, each with what it makes the screen say; `leave` ends it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::harness::{PROGRAM, Terminal, overrule};
use super::renew;

const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/GUIDE.md");
const ARTICLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/guide");
/// What begins a comment that tells how a screen comes about.
const SCREEN: &str = "<!-- screen: ";
/// How long a screen must be quiet before it is written down.
const QUIET: Duration = Duration::from_millis(700);

/// Where the guide's commands run.
struct Desk {
    home: TempDir,
    work: PathBuf,
    terminal: Option<Terminal>,
    renew: bool,
}

impl Desk {
    fn new(renew: bool) -> Self {
        let home = TempDir::new().unwrap();
        let work = home.path().join("work");
        for folder in ["", "monday", "tuesday"] {
            let (from, to) = (Path::new(ARTICLES).join(folder), work.join(folder));
            fs::create_dir(&to).unwrap();
            for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
                if entry.file_type().unwrap().is_file() {
                    fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
                }
            }
        }
        Self {
            home,
            work,
            terminal: None,
            renew,
        }
    }

    /// What the commands of a block print.
    fn commands(&self, block: &str) -> String {
        let mut said = String::new();
        for command in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let programs = Path::new(PROGRAM).parent().unwrap().display();
            let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
            let done = Command::new("sh")
                .args(["-c", &format!("{{ {command}; }} 2>&1")])
                .current_dir(&self.work)
                .env("OVERRULE_HOME", self.home.path())
                .env("PATH", path)
                .env("USER", "ana")
                .env("LC_ALL", "C.UTF-8")
                .output()
                .unwrap();
            assert!(done.status.success(), "{command}: {done:?}");
            let output = String::from_utf8(done.stdout).unwrap();
            said.push_str(&format!("$ {command}\n{output}"));
        }
        said
    }

    /// The screen that a comment tells of; `expected` is what the guide shows.
    fn screen(&mut self, told: &str, expected: &str) -> String {
        let mut parts = told.split(" | ");
        let first = parts.next().unwrap();
        if first != "the same" {
            let (size, command) = first.split_once(' ').unwrap();
            let (cols, rows) = size.split_once('x').unwrap();
            let words: Vec<&str> = command.split(' ').skip(1).collect();
            let mut command = overrule(self.home.path(), &words);
            command.cwd(&self.work);
            command.env("USER", "ana");
            let size = (cols.parse().unwrap(), rows.parse().unwrap());
            self.terminal = Some(Terminal::run(command, size));
        }
        let mut terminal = self.terminal.take().expect("no screen is open");
        for part in parts {
            if part == "leave" {
                terminal.keys("q");
                terminal.end().given_back(0);
                return String::new();
            }
            let (key, effect) = part.split_once(' ').unwrap();
            press(&mut terminal, key, effect);
        }
        if self.renew {
            while terminal.listen(QUIET) > 0 {}
        } else {
            terminal.until(&format!("\n{expected}"), |screen| {
                masked(screen).trim_end() == expected.trim_end()
            });
        }
        let screen = masked(&terminal.text());
        self.terminal = Some(terminal);
        format!("{}\n", screen.trim_end())
    }
}

/// Presses a key until it has its effect. The key guard may take it for a
/// repeat and say so; a look at the help takes the notice away.
fn press(terminal: &mut Terminal, key: &str, effect: &str) {
    let spelled = match key {
        "open" => "",
        "enter" => "\r",
        "esc" => "\u{1b}",
        key => key,
    };
    loop {
        terminal.keys(spelled);
        terminal.until(effect, |screen| {
            screen.contains(effect) || screen.contains(" dropped: ")
        });
        if terminal.text().contains(effect) {
            return;
        }
        terminal.keys("?");
        terminal.shows("Say more");
        terminal.keys("q");
        terminal.until("no help", |screen| !screen.contains("Say more"));
    }
}

/// The time of day is another one each time.
fn masked(screen: &str) -> String {
    let clock = regex::Regex::new(r"\b\d\d:\d\d:\d\d\b").unwrap();
    clock.replace_all(screen, "09:14:02").into_owned()
}

/// Runs through the guide; gives it as the program has it.
fn walked(guide: &str, renew: bool) -> String {
    let mut desk = Desk::new(renew);
    let mut made = String::new();
    let mut told: Option<String> = None;
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        made.push_str(&format!("{line}\n"));
        if let Some(comment) = line.strip_prefix(SCREEN) {
            let comment = comment.strip_suffix(" -->").unwrap();
            if comment.ends_with("leave") {
                desk.screen(comment, "");
            } else {
                told = Some(comment.to_owned());
            }
        }
        if !line.starts_with("```") {
            continue;
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let block = format!("{}\n", block.join("\n"));
        made.push_str(&match told.take() {
            Some(told) => desk.screen(&told, &block),
            None if block.starts_with("$ ") => desk.commands(&block),
            None => block,
        });
        made.push_str("```\n");
    }
    made
}

#[test]
fn the_guide_is_what_the_program_does() {
    let renew = renew::is_asked();
    let guide = fs::read_to_string(GUIDE).unwrap();
    let made = walked(&guide, renew);
    if renew {
        fs::write(GUIDE, made).unwrap();
        return;
    }
    for (at, (old, new)) in guide.lines().zip(made.lines()).enumerate() {
        assert_eq!(
            old,
            new,
            "GUIDE.md, line {}, is stale; renew it with `OVERRULE_RENEW=1 cargo test --test pty guide` and look at the diff",
            at + 1
        );
    }
    assert_eq!(guide.lines().count(), made.lines().count());
    assert!(made.matches(SCREEN).count() >= 4, "no screens are held");
}
