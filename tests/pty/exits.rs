//! Every way out of the program, on the shipped binary: the terminal is as it
//! was, what was decided is on the disk, and the exit code says how it ended.

use std::path::Path;

use overrule::disk::RealFs;
use overrule::review::journal::{folder_of, read_folder};
use portable_pty::CommandBuilder;
use rustix::process::Signal;
use rustix::termios::{Action, tcflow};
use tempfile::TempDir;

use super::harness::{PROGRAM, SIZE, Terminal, dress, left_on, overrule};

/// How many events are on the disk.
fn saved(home: &Path) -> usize {
    let set = home.join("data/sets/sample/sample.jsonl");
    let written = read_folder(&RealFs, &folder_of(&set)).unwrap();
    assert!(written.troubles.is_empty(), "{:?}", written.troubles);
    written.events.len()
}

/// The sample, opened.
fn opened(home: &TempDir) -> Terminal {
    let mut terminal = Terminal::open(home.path(), &[]);
    terminal.ready();
    terminal
}

/// The sample, its first incident decided; the line may not be saved yet.
fn decided(home: &TempDir) -> Terminal {
    let mut terminal = opened(home);
    terminal.press("a", ": Incident sustained");
    terminal
}

/// A shell that has jobs, on a terminal.
fn shell(home: &TempDir) -> Terminal {
    let mut command = CommandBuilder::new("sh");
    command.args(["-i", "-m"]);
    dress(&mut command, home.path());
    command.env("PS1", "ready> ");
    command.env_remove("ENV");
    let mut terminal = Terminal::run(command, SIZE);
    terminal.shows("ready>");
    terminal
}

#[test]
fn a_signal_saves_and_gives_the_terminal_back() {
    for (signal, code) in [
        (Signal::TERM, 143),
        (Signal::HUP, 129),
        (Signal::INT, 130),
        (Signal::QUIT, 131),
    ] {
        let home = TempDir::new().unwrap();
        let terminal = decided(&home);
        assert!(terminal.parser.screen().alternate_screen());
        terminal.signal(signal);
        let ended = terminal.end();
        ended.given_back(code);
        assert!(
            ended.text.contains("1 decision of ada in "),
            "{}",
            ended.text
        );
        assert!(!ended.text.contains("NOT"), "{}", ended.text);
        assert_eq!(saved(home.path()), 1);
    }
}

/// The control of all tests here: what looks at the modes sees them left on.
#[test]
fn a_program_that_is_killed_outright_leaves_its_modes_on() {
    let home = TempDir::new().unwrap();
    let terminal = opened(&home);
    terminal.signal(Signal::KILL);
    let ended = terminal.end();
    assert_eq!(ended.left_on, [25, 1004, 1049, 2004]);
    assert!(!ended.kept, "raw mode is still on");
    assert_eq!(ended.status.signal(), Some("Killed"));
}

#[test]
fn a_terminal_that_is_gone_ends_the_program_without_a_signal_too() {
    for controlling in [false, true] {
        let home = TempDir::new().unwrap();
        let mut command = overrule(home.path(), &[]);
        // Without one nobody is sent SIGHUP.
        command.set_controlling_tty(controlling);
        let mut terminal = Terminal::run(command, SIZE);
        terminal.ready();
        terminal.press("a", ": Incident sustained");
        let status = terminal.hang_up();
        assert_eq!((status.exit_code(), status.signal()), (129, None));
        assert_eq!(saved(home.path()), 1);
    }
}

#[test]
fn a_terminal_that_takes_no_more_bytes_does_not_hold_the_program() {
    let home = TempDir::new().unwrap();
    let mut terminal = opened(&home);
    terminal.there_and_back();
    let line = terminal.line();
    tcflow(&line, Action::OOff).unwrap();
    // Drawing what this does never ends.
    terminal.keys("a");
    while saved(home.path()) == 0 {
        std::thread::yield_now();
    }
    terminal.signal(Signal::TERM);
    let (status, kept) = terminal.exit();
    assert_eq!((status.exit_code(), status.signal()), (143, None));
    assert!(kept, "lines are edited as before");
    assert_eq!(saved(home.path()), 1);
}

#[test]
fn stopping_gives_the_terminal_back_and_going_on_paints_it_whole() {
    let home = TempDir::new().unwrap();
    let mut terminal = shell(&home);
    terminal.keys(&format!("{PROGRAM}\r"));
    terminal.ready();
    terminal.press("a", ": Incident sustained");
    terminal.until("the next incident, and all saved", |screen| {
        screen.contains("AGAINST-ARTICLES: ") && screen.contains(", saved")
    });
    let before = terminal.text();
    type Stop = fn(&mut Terminal);
    let stops: [Stop; 3] = [
        |terminal| terminal.keys("\u{1a}"),
        |terminal| terminal.signal_foreground(Signal::TSTP),
        // This one can't be caught; the terminal stays taken, and yet is in order afterwards.
        |terminal| terminal.signal_foreground(Signal::STOP),
    ];
    for (number, stop) in stops.into_iter().enumerate() {
        let prompts = terminal.count("ready>");
        stop(&mut terminal);
        terminal.until_count("ready>", prompts + 1);
        if number < 2 {
            assert_eq!(left_on(&terminal.bytes), [0; 0]);
            assert!(!terminal.parser.screen().alternate_screen());
            assert!(!terminal.text().contains("ON INCIDENT"));
        }
        // The end of the line as both modes of the terminal understand it.
        terminal.keys("echo x''yz; fg\n");
        terminal.until_count("xyz", number + 1);
        terminal.until(&format!("the screen as it was:\n{before}\nnot"), |screen| {
            screen == before
        });
        assert!(terminal.parser.screen().alternate_screen());
    }
    // Keys still come one by one.
    terminal.press("?", "Say more");
    terminal.keys("q");
    terminal.until("the screen as it was", |screen| screen == before);
    let prompts = terminal.count("ready>");
    terminal.keys("q");
    terminal.shows("1 decision of ada in ");
    // Until then the program may still take keys in.
    terminal.until_count("ready>", prompts + 1);
    terminal.keys("exit\r");
    let ended = terminal.end();
    ended.given_back(0);
    assert_eq!(saved(home.path()), 1);
}

#[test]
fn without_a_shell_nothing_stops() {
    let home = TempDir::new().unwrap();
    let mut terminal = opened(&home);
    terminal.keys("\u{1a}");
    terminal.shows("not suspended: no shell is there");
    terminal.signal(Signal::TSTP);
    terminal.press("?", "Say more");
    terminal.keys("qq");
    terminal.end().given_back(0);
}

/// A review with one decision that can't be saved, as no file may grow.
fn unsaved(home: &TempDir) -> Terminal {
    let mut terminal = opened(home);
    terminal.keys("q");
    terminal.end().given_back(0);
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", "ulimit -f 0 && exec \"$0\"", PROGRAM]);
    dress(&mut command, home.path());
    let mut terminal = Terminal::run(command, SIZE);
    terminal.ready();
    terminal.press("a", ": Incident sustained");
    terminal.shows("1 NOT SAVED");
    terminal
}

#[test]
fn a_file_that_may_not_grow_is_told_and_not_the_end() {
    let home = TempDir::new().unwrap();
    let mut terminal = unsaved(&home);
    terminal.keys("q");
    terminal.shows("Leave and lose it?");
    terminal.keys("y");
    let ended = terminal.end();
    ended.given_back(1);
    assert!(ended.text.contains("could NOT be saved"), "{}", ended.text);
    assert_eq!(saved(home.path()), 0);
}

#[test]
fn a_signal_with_something_unsaved_says_so() {
    let home = TempDir::new().unwrap();
    let terminal = unsaved(&home);
    terminal.signal(Signal::TERM);
    let ended = terminal.end();
    ended.given_back(1);
    assert!(ended.text.contains("could NOT be saved"), "{}", ended.text);
}

#[test]
fn a_terminal_that_can_show_no_screen_gets_a_line_and_no_sequence() {
    for term in [Some("dumb"), Some(""), None] {
        let home = TempDir::new().unwrap();
        for (args, code, says) in [
            (&[][..], 2, "overrule review --plain"),
            (&["keys"][..], 0, "sustain"),
        ] {
            let mut command = overrule(home.path(), args);
            match term {
                Some(term) => command.env("TERM", term),
                None => command.env_remove("TERM"),
            }
            let ended = Terminal::run(command, SIZE).end();
            ended.given_back(code);
            assert!(ended.text.contains(says), "{term:?} {}", ended.text);
            assert!(!ended.bytes.contains(&0x1b), "{term:?} {}", ended.text);
        }
        assert!(!home.path().join("data").exists(), "nothing was made");
    }
}

#[test]
fn without_standard_output_there_is_no_review_and_no_sequence() {
    let home = TempDir::new().unwrap();
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", "\"$0\" >&-; exit $(($? + 10))", PROGRAM]);
    dress(&mut command, home.path());
    let ended = Terminal::run(command, SIZE).end();
    ended.given_back(12);
    assert!(ended.text.contains("not a terminal"), "{}", ended.text);
    assert!(!ended.bytes.contains(&0x1b), "{}", ended.text);
}
