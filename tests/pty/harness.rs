//! A program on a real pseudo-terminal, its keys and its screen. Nothing
//! sleeps: every step waits for what it expects to see.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::fs::{Mode, OFlags, open};
use rustix::process::{Pid, Signal, kill_process};
use vt100::Parser;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_overrule");
/// How long anything may take on a loaded machine.
const DEADLINE: Duration = Duration::from_secs(60);
/// What the screen says once the first incident of the sample was read, at its end.
const LOADED: &str = "split 3:2, below";
/// Columns and rows, unless a test says otherwise.
pub const SIZE: (u16, u16) = (120, 40);

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

/// The program, as an analyst called ada starts it.
pub fn overrule(home: &Path, args: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(PROGRAM);
    command.args(args);
    dress(&mut command, home);
    command
}

/// The surroundings of every program here.
pub fn dress(command: &mut CommandBuilder, home: &Path) {
    command.env("OVERRULE_HOME", home);
    command.env("TERM", "xterm-256color");
    command.env("LC_ALL", "C.UTF-8");
    command.env("USER", "ada");
    command.env_remove("NO_COLOR");
}

/// The set that was made in the home folder.
pub fn set(home: &Path) -> PathBuf {
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

/// The program on a terminal.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    /// Set, the thread that takes the output in ends after the next of it.
    deaf: Arc<AtomicBool>,
    pub parser: Parser,
    /// All that was written to the terminal.
    pub bytes: Vec<u8>,
    /// How lines were edited before.
    before: String,
    // Closing it would hang up.
    master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    pub fn open(home: &Path, args: &[&str]) -> Self {
        Self::run(overrule(home, args), SIZE)
    }

    pub fn run(command: CommandBuilder, size: (u16, u16)) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).unwrap();
        let before = settings(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (send, output) = channel();
        let deaf = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&deaf);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = reader.read(&mut bytes) {
                if send.send(bytes[..read].to_vec()).is_err() || ends.load(Ordering::SeqCst) {
                    return;
                }
            }
        });
        let cells = |count| NonZero::new(count).unwrap();
        Self {
            child,
            keys: pair.master.take_writer().unwrap(),
            output,
            deaf,
            parser: Parser::new(cells(size.1), cells(size.0), 0),
            bytes: Vec::new(),
            before,
            master: pair.master,
        }
    }

    pub fn text(&self) -> String {
        let contents = self.parser.screen().contents();
        let lines: Vec<&str> = contents.lines().map(str::trim_end).collect();
        lines.join("\n")
    }

    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.bytes.extend_from_slice(bytes);
    }

    /// Waits until something holds of the screen and what was written.
    #[track_caller]
    fn wait(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let end = Instant::now() + DEADLINE;
        while !holds(self) {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(why) => panic!("{why}, waiting for {what}:\n{}", self.text()),
            }
        }
    }

    /// Waits until the screen is as expected, and no frame is under way.
    #[track_caller]
    pub fn until(&mut self, what: &str, holds: impl Fn(&str) -> bool) {
        self.wait(what, |terminal| {
            let last = |mark: &[u8]| memchr::memmem::rfind(&terminal.bytes, mark);
            last(b"\x1b[?2026h") <= last(b"\x1b[?2026l") && holds(&terminal.text())
        });
    }

    /// Waits until a review can be decided on and nothing more is to come: shown,
    /// and its decisions and rows read.
    #[track_caller]
    pub fn ready(&mut self) {
        self.settles(LOADED, |screen| screen.contains(LOADED));
    }

    /// Waits until the screen is as expected and nothing more is to come of itself:
    /// decisions, rows and records are read.
    #[track_caller]
    pub fn settles(&mut self, what: &str, holds: impl Fn(&str) -> bool) {
        let to_come = ["reading the decisions", "loading..", "+ decided"];
        self.until(what, |screen| {
            holds(screen) && !to_come.iter().any(|part| screen.contains(part))
        });
    }

    #[track_caller]
    pub fn shows(&mut self, text: &str) {
        self.until(text, |screen| screen.contains(text));
    }

    /// Waits until so many frames were drawn in all.
    #[track_caller]
    pub fn frames(&mut self, count: usize) {
        self.wait(&format!("{count} frames"), |terminal| {
            frames(&terminal.bytes).len() >= count
        });
    }

    /// Takes in what comes within a time; gives how many bytes it was.
    pub fn listen(&mut self, time: Duration) -> usize {
        let before = self.bytes.len();
        let end = Instant::now() + time;
        while let Ok(bytes) = self
            .output
            .recv_timeout(end.saturating_duration_since(Instant::now()))
        {
            self.take(&bytes);
        }
        self.bytes.len() - before
    }

    pub fn keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Presses a key until it has its effect: on a fast machine the key guard
    /// may take the first one for a repeat.
    #[track_caller]
    pub fn press(&mut self, key: &str, effect: &str) {
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

    /// To the help and back again: by now a key may decide.
    #[track_caller]
    pub fn there_and_back(&mut self) {
        self.press("?", "Say more");
        self.keys("q");
        self.ready();
    }

    pub fn pid(&self) -> Pid {
        let pid = i32::try_from(self.child.process_id().unwrap()).unwrap();
        Pid::from_raw(pid).unwrap()
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Sends a signal to the job in the foreground.
    pub fn signal_foreground(&self, signal: Signal) {
        let job = self.master.process_group_leader().unwrap();
        kill_process(Pid::from_raw(job).unwrap(), signal).unwrap();
    }

    /// The program's end of the terminal.
    pub fn line(&self) -> File {
        let path = self.master.tty_name().unwrap();
        let flags = OFlags::RDWR | OFlags::NOCTTY;
        open(&path, flags, Mode::empty()).unwrap().into()
    }

    /// How often a text was written.
    pub fn count(&self, text: &str) -> usize {
        String::from_utf8_lossy(&self.bytes).matches(text).count()
    }

    /// Waits until a text was written so often.
    #[track_caller]
    pub fn until_count(&mut self, text: &str, count: usize) {
        self.wait(&format!("{count} times {text:?}"), |terminal| {
            terminal.count(text) >= count
        });
    }

    pub fn resize(&mut self, size: (u16, u16)) {
        self.master.resize(pty_size(size)).unwrap();
        self.parser
            .screen_mut()
            .set_size(NonZero::new(size.1).unwrap(), NonZero::new(size.0).unwrap());
    }

    /// Closes the far end of the terminal while the program waits, with nothing
    /// to draw; gives how it ends. The keys that closing sends (a line end and
    /// ctrl-d) change nothing at the end of the help.
    pub fn hang_up(mut self) -> ExitStatus {
        self.press("?", "Say more");
        self.keys("\u{1b}[F");
        while self.listen(Duration::from_millis(200)) > 0 {}
        // A byte of our own ends the thread that takes the output in.
        self.deaf.store(true, Ordering::SeqCst);
        self.line().write_all(b"x").unwrap();
        let end = Instant::now() + DEADLINE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(why) => panic!("{why}, waiting for the end of the help"),
            }
        }
        drop(self.keys);
        drop(self.master);
        exit(self.child)
    }

    /// How the program ends, though nobody takes its output in, and whether
    /// lines are then edited as before.
    pub fn exit(self) -> (ExitStatus, bool) {
        let status = exit(self.child);
        (status, self.before == settings(self.master.as_ref()))
    }

    /// Takes all output up to the end of the program.
    pub fn end(mut self) -> Ended {
        let end = Instant::now() + DEADLINE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(why) => panic!("{why}, waiting for the end:\n{}", self.text()),
            }
        }
        Ended {
            status: self.child.wait().unwrap(),
            text: self.text(),
            left_on: left_on(&self.bytes),
            kept: self.before == settings(self.master.as_ref()),
            bytes: self.bytes,
        }
    }
}

/// Waits for the end of a program, and ends it where it doesn't.
fn exit(mut child: Box<dyn Child + Send + Sync>) -> ExitStatus {
    let mut killer = child.clone_killer();
    let (send, ended) = channel();
    std::thread::spawn(move || send.send(child.wait()));
    match ended.recv_timeout(DEADLINE) {
        Ok(status) => status.unwrap(),
        Err(why) => {
            killer.kill().unwrap();
            panic!("{why}: the program goes on");
        }
    }
}

/// How lines are edited, in full.
fn settings(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

/// What is left of a program that has ended.
pub struct Ended {
    pub status: ExitStatus,
    /// The screen.
    pub text: String,
    /// All that was written to the terminal.
    pub bytes: Vec<u8>,
    /// Modes of the terminal that are not as they were.
    pub left_on: Vec<u16>,
    /// Whether lines are edited as before.
    pub kept: bool,
}

impl Ended {
    /// Fails unless the terminal is as it was before, and the exit code as expected.
    #[track_caller]
    pub fn given_back(&self, code: u32) {
        assert_eq!(self.left_on, [0; 0], "modes left on:\n{}", self.text);
        assert!(self.kept, "lines are not edited as before");
        assert_eq!(self.status.signal(), None);
        assert_eq!(self.status.exit_code(), code, "{}", self.text);
    }
}

/// The private modes whose last state isn't that of a fresh terminal, where
/// only wrapping (7) and the cursor (25) are on.
pub fn left_on(bytes: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(bytes);
    let set = regex::Regex::new(r"\x1b\[\?([0-9;]+)([hl])").unwrap();
    let mut last = std::collections::BTreeMap::new();
    for found in set.captures_iter(&text) {
        for mode in found[1].split(';') {
            last.insert(mode.parse::<u16>().unwrap(), &found[2] == "h");
        }
    }
    let changed = last
        .into_iter()
        .filter(|(mode, on)| *on != matches!(mode, 7 | 25));
    changed.map(|(mode, _)| mode).collect()
}

/// The frames drawn whole, each with its marks.
pub fn frames(bytes: &[u8]) -> Vec<&[u8]> {
    let frame = regex::bytes::Regex::new(r"(?s-u)\x1b\[\?2026h.*?\x1b\[\?2026l").unwrap();
    frame
        .find_iter(bytes)
        .map(|found| found.as_bytes())
        .collect()
}
