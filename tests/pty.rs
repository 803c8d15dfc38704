//! The shipped binary on a real pseudo-terminal: a page reviewed, left, opened
//! again, exported. Nothing sleeps: every step waits for what it expects to see.
#![cfg(test)]
#![cfg(unix)]

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use overrule::disk::RealFs;
use overrule::domain::Event;
use overrule::export::read_back;
use overrule::review::journal::{folder_of, read_folder};
use overrule::review::ledger::Ledger;
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;
use vt100::Parser;

const PROGRAM: &str = env!("CARGO_BIN_EXE_overrule");
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/inputs/page-a.txt");
/// How long anything may take on a loaded machine.
const DEADLINE: Duration = Duration::from_secs(30);
const SIZE: PtySize = PtySize {
    rows: 40,
    cols: 120,
    pixel_width: 0,
    pixel_height: 0,
};

/// An emulated terminal.
fn parser() -> Parser {
    let cells = |count| NonZero::new(count).unwrap();
    Parser::new(cells(SIZE.rows), cells(SIZE.cols), 0)
}

/// The program on a terminal.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    parser: Parser,
    // Closing it would hang up.
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    fn open(home: &Path, args: &[&str]) -> Self {
        let pair = native_pty_system().openpty(SIZE).unwrap();
        let mut command = CommandBuilder::new(PROGRAM);
        command.args(args);
        command.env("OVERRULE_HOME", home);
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        command.env("USER", "ada");
        command.env_remove("NO_COLOR");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (send, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = reader.read(&mut bytes) {
                if send.send(bytes[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            keys: pair.master.take_writer().unwrap(),
            output,
            parser: parser(),
            _master: pair.master,
        }
    }

    fn text(&self) -> String {
        let contents = self.parser.screen().contents();
        let lines: Vec<&str> = contents.lines().map(str::trim_end).collect();
        lines.join("\n")
    }

    /// Waits until the screen is as expected.
    #[track_caller]
    fn until(&mut self, what: &str, holds: impl Fn(&str) -> bool) {
        let end = Instant::now() + DEADLINE;
        while !holds(&self.text()) {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.parser.process(&bytes),
                Err(why) => panic!("{why}, waiting for {what}:\n{}", self.text()),
            }
        }
    }

    #[track_caller]
    fn shows(&mut self, text: &str) {
        self.until(text, |screen| screen.contains(text));
    }

    fn keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Presses a key until it has its effect: on a fast machine the key guard
    /// may take the first one for a repeat.
    #[track_caller]
    fn press(&mut self, key: &str, effect: &str) {
        loop {
            self.keys(key);
            self.until(effect, |screen| {
                screen.contains(effect) || screen.contains(" dropped: ")
            });
            if self.text().contains(effect) {
                return;
            }
            // Any other key takes the notice away.
            self.keys("t");
            self.until("no notice", |screen| !screen.contains(" dropped: "));
        }
    }

    /// Takes all output up to the end of the program.
    fn end(mut self) -> (ExitStatus, Parser) {
        let end = Instant::now() + DEADLINE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.parser.process(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(why) => panic!("{why}, waiting for the end:\n{}", self.text()),
            }
        }
        (self.child.wait().unwrap(), self.parser)
    }
}

/// The terminal is as it was before.
#[track_caller]
fn given_back(parser: &Parser) {
    let screen = parser.screen();
    assert!(!screen.alternate_screen(), "alternate screen");
    assert!(!screen.hide_cursor(), "cursor hidden");
    assert!(!screen.bracketed_paste(), "bracketed paste");
}

/// The set that was made in the home folder.
fn set(home: &Path) -> PathBuf {
    let sets: Vec<_> = std::fs::read_dir(home.join("data/sets"))
        .unwrap()
        .map(|entry| entry.unwrap().path().join("set.jsonl"))
        .filter(|set| set.exists())
        .collect();
    let [one] = &sets[..] else {
        panic!("{sets:?}");
    };
    one.clone()
}

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
    terminal.press("\r", "4 SC Media: note");
    terminal.press("u", "undone: note");
    terminal.press("U", "redone: note");
    terminal.press("u", "undone: note");
    terminal.press("k", "ON ARTICLE 3");
    terminal.until("all saved", |screen| {
        screen.contains("SAVED") && !screen.contains("NOT SAVED")
    });
    terminal.keys("q");
    let (status, parser) = terminal.end();
    assert!(status.success(), "{status:?}");
    given_back(&parser);
    let farewell = parser.screen().contents();
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
    let (status, _) = terminal.end();
    assert!(status.success());
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
fn a_signal_saves_and_gives_the_terminal_back() {
    let home = TempDir::new().unwrap();
    let mut terminal = Terminal::open(home.path(), &[]);
    terminal.shows("ON INCIDENT");
    assert!(terminal.parser.screen().alternate_screen());
    terminal.press("a", "incident: Incident sustained");
    terminal.shows("SAVED");
    let pid = i32::try_from(terminal.child.process_id().unwrap()).unwrap();
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let (_, parser) = terminal.end();
    given_back(&parser);
    let set = home.path().join("data/sets/sample/sample.jsonl");
    let written = read_folder(&RealFs, &folder_of(&set)).unwrap();
    assert_eq!(written.events.len(), 1);
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
    terminal.until("the incident whole", |screen| {
        screen.contains("The set lists no articles here.") && screen.contains(" q quit")
    });
    let moved = terminal.text();
    terminal.keys("q");
    let (status, _) = terminal.end();
    assert!(status.success());

    let mut terminal = Terminal::open(home.path(), &["--reviewer", "ada"]);
    terminal.shows("Queue 19 of 24");
    terminal.until(&format!("the screen as it was:\n{moved}\nnot"), |screen| {
        screen == moved
    });
}
