//! Panics in each thread, on a real terminal. The shipped program has no way
//! to panic on request, and none was built in: this test program runs itself
//! again on a terminal of its own, puts the same screen, threads and loop
//! together as the program does, and a fault in one of them.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jiff::tz::TimeZone;
use overrule::corpus::Corpus;
use overrule::disk::{Append, Fs, MemoryFs, ReadAt, Stat};
use overrule::domain::{At, Vocabulary};
use overrule::review::journal::{folder_of, read_folder};
use overrule::tui::app::{App, Session};
use overrule::tui::hands::{Keeper, Lookout, Reader, Scribe, Threads, Watch};
use overrule::tui::keymap::Keymap;
use overrule::tui::message::{Effect, Event};
use overrule::tui::run::{Wires, run_to_the_end};
use overrule::tui::screen::{self, Display, Ours, Screen};
use overrule::tui::theme::Theme;
use portable_pty::CommandBuilder;
use ratatui::Terminal as Canvas;

use super::harness::{SIZE, Terminal, dress};

const FAULT: &str = "OVERRULE_TEST_FAULT";
const SET: &str = "/set.jsonl";
/// Ctrl-R: look at everything again.
const REREAD: &str = "\x12";

/// Where it panics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Draw,
    Event,
    Reader,
    Writer,
}

/// Set once everything is looked at again: now the fault is due.
static DUE: AtomicBool = AtomicBool::new(false);
/// Set where drawing has the fault.
static DRAWING: AtomicBool = AtomicBool::new(false);

fn due() -> bool {
    DUE.load(Ordering::SeqCst)
}

fn size() -> io::Result<(u16, u16)> {
    let here = DRAWING.load(Ordering::SeqCst);
    assert!(!(here && due()), "in \u{1b}[31m draw");
    screen::size()
}

/// The threads, and a panic once everything is looked at again.
struct Faulty(Threads, Fault);

impl Wires for Faulty {
    fn next(&mut self) -> Option<Event> {
        self.0.next()
    }
    fn try_next(&mut self) -> Option<Event> {
        self.0.try_next()
    }
    fn perform(&mut self, effect: Effect) {
        if effect == Effect::Reread {
            DUE.store(true, Ordering::SeqCst);
            assert!(self.1 != Fault::Event, "in \u{1b}[31m event");
        }
        self.0.perform(effect);
    }
    fn tick(&self) -> Duration {
        self.0.tick()
    }
}

/// A disk that panics when its folders are listed, or when a file is made.
struct Disk(MemoryFs, Fault);

impl Fs for Disk {
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        assert!(!(due() && self.1 == Fault::Reader), "in \u{1b}[31m reader");
        self.0.list(folder)
    }
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Append>> {
        assert!(self.1 != Fault::Writer, "in \u{1b}[31m writer");
        self.0.create_new(path)
    }
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        self.0.stat(path)
    }
    fn is_link(&self, path: &Path) -> bool {
        self.0.is_link(path)
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadAt>> {
        self.0.open(path)
    }
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        self.0.make_folder(folder)
    }
    fn append_to(&self, path: &Path) -> io::Result<Box<dyn Append>> {
        self.0.append_to(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.rename(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.0.remove(path)
    }
    fn sync_file(&self, path: &Path) -> io::Result<()> {
        self.0.sync_file(path)
    }
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.0.sync_folder(folder)
    }
    fn can_write(&self, folder: &Path) -> bool {
        self.0.can_write(folder)
    }
}

fn app(vocabulary: &Arc<Vocabulary>) -> App {
    let session = Session {
        set: "sample".to_owned(),
        set_path: SET.into(),
        decisions: folder_of(Path::new(SET)),
        reviewer: "ada".into(),
        ask_name: false,
        zone: LazyLock::new(|| TimeZone::UTC),
        began: At::from_unix_ms(0),
        exported: None,
    };
    let keymap = Keymap::new(&std::collections::BTreeMap::new()).unwrap();
    App::new(
        session,
        Arc::clone(vocabulary),
        keymap,
        Theme::default(),
        SIZE,
    )
}

/// What the other tests run, on a terminal of their own.
#[test]
#[ignore = "needs a terminal; the tests of this file run it"]
fn a_review_with_a_fault() {
    let fault = match std::env::var(FAULT).as_deref() {
        Ok("Draw") => Fault::Draw,
        Ok("Event") => Fault::Event,
        Ok("Reader") => Fault::Reader,
        Ok("Writer") => Fault::Writer,
        _ => return,
    };
    let memory = MemoryFs::default().with_file(
        SET,
        include_str!("../../assets/sample/incidents.jsonl").to_owned(),
    );
    let disk: Arc<dyn Fs> = Arc::new(Disk(memory.clone(), fault));
    let decisions = folder_of(Path::new(SET));
    let vocabulary = Arc::new(Vocabulary::shipped());
    let mut app = app(&vocabulary);
    let corpus = Corpus::open(Arc::clone(&disk), Path::new(SET)).unwrap();
    let reader = Reader::new(Arc::clone(&disk), corpus, vocabulary);
    let lookout = Lookout::new(Arc::clone(&disk), decisions.clone());
    let (host, random) = ("desk".to_owned(), "00000001".to_owned());
    let scribe = Scribe::new(Arc::clone(&disk), decisions.clone(), host, random);
    let keeper = Keeper::new(disk, None, None);

    DRAWING.store(fault == Fault::Draw, Ordering::SeqCst);
    overrule::cli::report_panics();
    let watch = Watch::begin().unwrap();
    let open = Screen::open().unwrap();
    let mut canvas = Canvas::new(Display::new(Ours, size)).unwrap();
    let mut wires = Faulty(
        Threads::start(reader, lookout, scribe, keeper, watch),
        fault,
    );
    let ending = run_to_the_end(&mut canvas, &mut app, &mut wires);
    let ending = wires.0.finish(&mut app, ending);
    drop(open);
    let saved = read_folder(&memory, &decisions).unwrap().events.len();
    println!("saved {saved}, unsaved {}", app.ledger.unsaved());
    std::process::exit(ending.code().into());
}

fn faulty(fault: Fault) -> Terminal {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args([
        "faults::a_review_with_a_fault",
        "--exact",
        "--ignored",
        "--nocapture",
    ]);
    dress(&mut command, Path::new("/nowhere"));
    command.env(FAULT, format!("{fault:?}"));
    command.env_remove("RUST_BACKTRACE");
    let mut terminal = Terminal::run(command, SIZE);
    terminal.ready();
    terminal
}

#[test]
fn a_panic_anywhere_gives_the_terminal_back_and_loses_nothing() {
    for (fault, place) in [
        (Fault::Draw, "draw"),
        (Fault::Event, "event"),
        (Fault::Reader, "reader"),
    ] {
        let mut terminal = faulty(fault);
        terminal.press("a", ": Incident sustained");
        terminal.keys(REREAD);
        let ended = terminal.end();
        ended.given_back(101);
        assert!(
            ended.text.contains(&format!("in ␛[31m {place}")),
            "{}",
            ended.text
        );
        assert!(ended.text.contains("are safe"), "{}", ended.text);
        assert!(ended.text.contains("saved 1, unsaved 0"), "{}", ended.text);
    }
}

#[test]
fn a_panic_of_the_writer_says_what_is_lost() {
    let mut terminal = faulty(Fault::Writer);
    terminal.there_and_back();
    terminal.keys("a");
    let ended = terminal.end();
    ended.given_back(101);
    assert!(ended.text.contains("in ␛[31m writer"), "{}", ended.text);
    assert!(ended.text.contains("saved 0, unsaved 1"), "{}", ended.text);
}
