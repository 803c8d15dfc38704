//! What is written to the terminal: whole frames between their marks, nothing
//! when nothing happens, little for a move, never a question; at every size.

use std::fs;
use std::time::Duration;

use tempfile::TempDir;

use super::harness::{SIZE, Terminal, frames, overrule};

/// Long runs instead of short ones.
fn campaign() -> bool {
    std::env::var("OVERRULE_CAMPAIGN").is_ok_and(|how| how == "full")
}

fn opened(home: &TempDir, size: (u16, u16)) -> Terminal {
    let mut terminal = Terminal::run(overrule(home.path(), &[]), size);
    terminal.ready();
    terminal
}

/// How often the threads of the program have gone to sleep so far.
fn naps(terminal: &Terminal) -> Option<u64> {
    let pid = terminal.pid().as_raw_nonzero();
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    let mut naps = 0;
    for task in tasks {
        let status = fs::read_to_string(task.ok()?.path().join("status")).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
        naps += line.trim().parse::<u64>().ok()?;
    }
    Some(naps)
}

/// Waits until the last frame was written and the threads have gone to sleep.
fn calm(terminal: &mut Terminal) -> Option<u64> {
    let mut calm = naps(terminal);
    // Longer than the writer waits before it remembers the place.
    while terminal.listen(Duration::from_millis(500)) > 0 || naps(terminal) != calm {
        calm = naps(terminal);
    }
    calm
}

#[test]
fn everything_on_the_screen_comes_in_whole_frames_and_nothing_is_asked() {
    let home = TempDir::new().unwrap();
    let mut terminal = opened(&home, SIZE);
    terminal.press("?", "Say more");
    terminal.keys("q");
    terminal.ready();
    // Ctrl-L: a terminal that was asked where its cursor is would have to answer first.
    terminal.keys("\u{c}");
    terminal.press("n", "Note on");
    terminal.keys("\u{1b}[200~pasted\u{1b}[201~");
    terminal.shows("pasted");
    terminal.press("\r", "note");
    terminal.keys("q");
    let ended = terminal.end();
    ended.given_back(0);
    let mut rest = String::from_utf8(ended.bytes.clone()).unwrap();
    for frame in frames(&ended.bytes) {
        rest = rest.replacen(std::str::from_utf8(frame).unwrap(), "", 1);
    }
    let (opening, rest) = rest.split_once("\x1b[?1004h").unwrap();
    assert_eq!(opening, "\x1b[?1049h\x1b[?25l\x1b[?2004h");
    let (closing, farewell) = rest.split_once("\x1b[?1049l").unwrap();
    assert_eq!(closing, "\x1b[?2026l\x1b[?1004l\x1b[?2004l\x1b[?25h");
    assert!(!farewell.contains('\x1b'), "{farewell:?}");
    let question = regex::bytes::Regex::new(
        r"\x1b(\[[0-9;?>=]*([nc]|\$p|x)|\[>[0-9]*q|\[[?>]u|\][^\x07\x1b]*\?|Z|P)",
    )
    .unwrap();
    let asked = question.find(&ended.bytes);
    assert!(asked.is_none(), "{asked:?}");
}

#[test]
fn nothing_is_written_and_nobody_wakes_while_nothing_happens() {
    let home = TempDir::new().unwrap();
    let mut terminal = opened(&home, SIZE);
    terminal.press("a", ": Incident sustained");
    terminal.until("saved", |screen| screen.contains(", saved"));
    let time = Duration::from_secs(if campaign() { 60 } else { 1 });
    let calm = calm(&mut terminal);
    assert_eq!(terminal.listen(time), 0, "bytes in {time:?}");
    assert_eq!(naps(&terminal), calm, "wake-ups in {time:?}");
    // The control: one key does both.
    let drawn = frames(&terminal.bytes).len();
    terminal.keys("?");
    terminal.frames(drawn + 1);
    assert!(calm.is_none() || naps(&terminal) > calm);
    terminal.keys("qq");
    terminal.end().given_back(0);
}

#[test]
fn what_changes_nothing_writes_nothing() {
    let home = TempDir::new().unwrap();
    let mut terminal = opened(&home, SIZE);
    terminal.press("?", "Say more");
    let drawn = frames(&terminal.bytes).len();
    // At the top of the help nothing moves further up.
    terminal.keys("kkkkkkkk");
    terminal.keys("j");
    terminal.frames(drawn + 1);
    assert_eq!(frames(&terminal.bytes).len(), drawn + 1);
    terminal.keys("qq");
    terminal.end().given_back(0);
}

/// A terminal that was shaken, and one that was opened at the last size, show the same.
#[test]
fn a_storm_of_sizes_ends_in_the_screen_of_the_last() {
    let home = TempDir::new().unwrap();
    let mut terminal = opened(&home, SIZE);
    let storm = if campaign() { 10_000 } else { 500 };
    let mut seed = 20_260_610_u64;
    let mut chance = |below: u64| {
        // Knuth's generator: the same storm every time.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        u16::try_from((seed >> 33) % below).unwrap()
    };
    for round in 0..storm {
        let size = match round % 10 {
            0 => (1, 1),
            1 => (1 + chance(40), 1 + chance(12)),
            2 if round % 100 == 2 => (1200, 600),
            _ => (1 + chance(250), 1 + chance(80)),
        };
        terminal.resize(size);
        if round % 7 == 0 {
            // No lone escape: what follows it may come with it.
            terminal.keys(["j", "J", "K", "s", "s", "?", "\r"][usize::from(chance(7))]);
        }
        terminal.listen(Duration::ZERO);
    }
    // Out of whatever is open, and back to the beginning.
    terminal.resize(SIZE);
    let quiet = Duration::from_millis(200);
    for _ in 0..3 {
        // Once all is drawn nothing follows an escape, and the guard takes it for no repeat.
        while terminal.listen(quiet) > 0 {}
        terminal.keys("\u{1b}");
    }
    while terminal.listen(quiet) > 0 {}
    // Home stays with an article of the first incident: keys that came while
    // nothing could be shown may have led there or not.
    terminal.keys("J");
    while terminal.listen(quiet) > 0 {}
    terminal.keys("\u{1b}[H");
    terminal.shows("Queue 1 of 24");
    terminal.ready();
    terminal.keys("\u{c}");
    let shaken = terminal.text();
    terminal.keys("q");
    terminal.end().given_back(0);
    let mut terminal = opened(&TempDir::new().unwrap(), SIZE);
    terminal.until(
        &format!("the screen of the shaken one:\n{shaken}\nnot"),
        |screen| screen == shaken,
    );
}

/// The cells of the screen.
fn cells(terminal: &Terminal) -> Vec<vt100::Cell> {
    let screen = terminal.parser.screen();
    let (rows, columns) = screen.size();
    let place = |at| screen.cell(at / columns, at % columns).unwrap().clone();
    (0..rows.get() * columns.get()).map(place).collect()
}

/// A key, what its frame is: bytes, and how many of them are text that changed.
fn cost(terminal: &mut Terminal, key: &str) -> (usize, usize) {
    let (before, drawn) = (cells(terminal), frames(&terminal.bytes).len());
    terminal.keys(key);
    terminal.frames(drawn + 1);
    let frame = frames(&terminal.bytes)[drawn].len();
    let after = cells(terminal);
    let changed = before.iter().zip(&after).filter(|(a, b)| a != b);
    let text = changed.map(|(_, after)| after.contents().len().max(1));
    (frame, text.sum())
}

#[test]
fn a_move_writes_what_changes_and_little_more() {
    for size in [(80, 24), (120, 40)] {
        let home = TempDir::new().unwrap();
        let mut terminal = opened(&home, size);
        // What was visited is read already: then one key is one frame.
        for key in ["J", "K"] {
            terminal.keys(key);
            calm(&mut terminal);
        }
        // From article to article the rationale changes, from incident to
        // incident nearly everything; in the palette only the mark moves.
        for key in ["j", "j", "k", "\t", "\t", "J", "K"] {
            let (bytes, text) = cost(&mut terminal, key);
            assert!(
                bytes <= 2 * text + 300,
                "{size:?} {key:?}: {bytes} for {text}"
            );
        }
        cost(&mut terminal, ":");
        for key in ["\u{1b}[B", "\u{1b}[B", "\u{1b}[A"] {
            let (bytes, _) = cost(&mut terminal, key);
            assert!(bytes <= 600, "{size:?} {key:?}: {bytes}");
        }
    }
}

#[test]
fn colours_and_lines_are_as_the_surroundings_say() {
    let home = TempDir::new().unwrap();
    let colour =
        regex::bytes::Regex::new(r"\x1b\[([0-9]+;)*(3[0-8]|4[0-8]|9[0-7]|10[0-7])(;[0-9]+)*m")
            .unwrap();
    let lines = |text: &str| text.contains(|c: char| ('\u{2500}'..='\u{259f}').contains(&c));
    for (name, value, coloured, lined) in [
        ("TERM", "xterm", true, true),
        ("NO_COLOR", "1", false, true),
        ("LC_ALL", "C", true, false),
        ("LC_ALL", "de_DE.ISO-8859-1", true, false),
    ] {
        let mut command = overrule(home.path(), &[]);
        command.env(name, value);
        let mut terminal = Terminal::run(command, SIZE);
        terminal.ready();
        let found = colour.find(&terminal.bytes);
        assert_eq!(found.is_some(), coloured, "{name}={value} {found:?}");
        assert_eq!(lines(&terminal.text()), lined, "{name}={value}");
        terminal.keys("q");
        terminal.end().given_back(0);
    }
}
