//! The shipped program as a linear dialogue: lines in, answers out, and what
//! the journal holds afterwards. A line counts as acknowledged once the program
//! asked for the next one without saying that something isn't saved.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use overrule::disk::RealFs;
use overrule::domain::event::Remark;
use overrule::domain::{Act, Event, EventId};
use overrule::review::journal::{Folder, folder_of, read_folder};

use crate::support::Chance;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_overrule");

/// A set in a folder of its own, and its journal.
pub struct Desk {
    pub home: tempfile::TempDir,
    pub set: PathBuf,
}

impl Desk {
    /// With so many incidents, each the machine's `incident`.
    pub fn new(incidents: usize) -> Self {
        let home = tempfile::tempdir().unwrap();
        let set = home.path().join("set.jsonl");
        let mut file = File::create_new(&set).unwrap();
        for n in 1..=incidents {
            writeln!(
                file,
                r#"{{"id":"i-{n}","title":"Event {n}","summary":"A machine did something.","verdict":{{"label":"incident","how":"field"}}}}"#
            )
            .unwrap();
        }
        Self { home, set }
    }

    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env("OVERRULE_HOME", self.home.path());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// The arguments of a dialogue.
    pub fn plain(&self, reviewer: &str) -> [String; 5] {
        let set = self.set.display().to_string();
        ["review", "--plain", &set, "--reviewer", reviewer].map(str::to_owned)
    }

    /// What the journal holds; any trouble but a torn tail fails.
    #[track_caller]
    pub fn read(&self) -> Folder {
        let folder = read_folder(&RealFs, &folder_of(&self.set)).unwrap();
        let alarm = folder
            .troubles
            .iter()
            .find(|trouble| trouble.what.is_alarm());
        assert!(alarm.is_none(), "{alarm:?}");
        folder
    }
}

/// One line of the analyst, which makes one event.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    Label(char, &'static str),
    CantTell,
    Later,
    Note(String),
    Undo,
}

impl Line {
    /// So many lines; `name` tells notes apart.
    pub fn some(count: usize, name: &str, chance: &mut Chance) -> Vec<Self> {
        let mut lines: Vec<Self> = Vec::new();
        for n in 0..count {
            lines.push(match chance.below(12) {
                0 => Self::CantTell,
                1 => Self::Later,
                2..=4 => Self::Note(format!("{name}-{n}")),
                5 if lines.last().is_some_and(|line| *line != Self::Undo) => Self::Undo,
                6 | 7 => Self::Label('1', "incident"),
                8 | 9 => Self::Label('2', "hazard"),
                _ => Self::Label('4', "unrelated"),
            });
        }
        lines
    }

    /// What is typed.
    pub fn typed(lines: &[Self]) -> String {
        let typed = lines.iter().map(|line| match line {
            Self::Label(key, _) => format!("{key}\n"),
            Self::CantTell => "0\n".to_owned(),
            Self::Later => "d\n".to_owned(),
            Self::Note(text) => format!("n {text}\n"),
            Self::Undo => "u\n".to_owned(),
        });
        typed.collect()
    }

    fn made(&self, act: &Act) -> bool {
        match (self, act) {
            (Self::Label(_, label), Act::Decide(given)) => given
                .label
                .as_ref()
                .is_some_and(|given| given.as_str() == *label),
            (Self::CantTell, Act::Decide(given)) => given.label.is_none(),
            (Self::Later, Act::Defer { .. }) | (Self::Undo, Act::Undo { .. }) => true,
            (Self::Note(text), Act::Annotate(Remark::Note(Some(note)))) => note == text,
            _ => false,
        }
    }
}

/// What came out of a dialogue.
#[derive(Default)]
pub struct Answers(pub Vec<u8>);

impl Answers {
    /// How many lines were acknowledged, from the first on.
    pub fn acknowledged(&self) -> usize {
        let text = String::from_utf8_lossy(&self.0);
        let prompts = text.matches("\n> ").count();
        // What follows the last prompt isn't answered yet.
        let answers = text.split("\n> ").skip(1);
        answers
            .take(prompts.saturating_sub(1))
            .map(str::to_lowercase)
            .take_while(|it| !it.contains("not saved") && !it.contains("nothing was decided"))
            .count()
    }
}

/// A dialogue under way.
pub struct Dialogue {
    pub child: Child,
    keys: Option<ChildStdin>,
    out: ChildStdout,
    pub answers: Answers,
}

impl Dialogue {
    pub fn begin(desk: &Desk, reviewer: &str) -> Self {
        let mut command = desk.command(Path::new(PROGRAM));
        let mut child = command.args(desk.plain(reviewer)).spawn().unwrap();
        Self {
            keys: child.stdin.take(),
            out: child.stdout.take().unwrap(),
            child,
            answers: Answers::default(),
        }
    }

    /// Types lines: so few that the pipe holds them.
    pub fn type_in(&mut self, lines: &[Line]) {
        let typed = Line::typed(lines);
        assert!(typed.len() < 32_768);
        self.keys
            .as_mut()
            .unwrap()
            .write_all(typed.as_bytes())
            .unwrap();
    }

    /// Waits until so many lines are acknowledged.
    pub fn wait(&mut self, acknowledged: usize) {
        let mut bytes = [0; 4096];
        while self.answers.acknowledged() < acknowledged {
            let read = self.out.read(&mut bytes).unwrap();
            assert!(read > 0, "it ended early");
            self.answers.0.extend_from_slice(&bytes[..read]);
        }
    }

    /// kill -9; how many lines were acknowledged by then.
    pub fn kill(mut self) -> usize {
        self.child.kill().unwrap();
        self.end()
    }

    /// Takes what is still to come.
    pub fn end(mut self) -> usize {
        drop(self.keys.take());
        self.out.read_to_end(&mut self.answers.0).unwrap();
        self.child.wait().unwrap();
        self.answers.acknowledged()
    }
}

/// Checks that the events that weren't there before are what the first lines
/// make, in order, and at least those that were acknowledged.
pub fn check(
    folder: &Folder,
    known: &mut HashSet<EventId>,
    lines: &[Line],
    acknowledged: usize,
) -> Result<(), String> {
    let new: Vec<&Event> = folder
        .events
        .iter()
        .filter(|event| !known.contains(&event.id))
        .collect();
    known.extend(new.iter().map(|event| event.id));
    let new: Vec<&&Event> = new
        .iter()
        .filter(|event| !matches!(event.act, Act::Recovered(_)))
        .collect();
    if new.len() < acknowledged {
        return Err(format!("{acknowledged} acknowledged, {} there", new.len()));
    }
    if new.len() > lines.len() {
        return Err(format!("{} typed, {} there", lines.len(), new.len()));
    }
    match lines
        .iter()
        .zip(&new)
        .find(|(line, event)| !line.made(&event.act))
    {
        Some((line, event)) => Err(format!("{line:?} became {event:?}")),
        None => Ok(()),
    }
}
