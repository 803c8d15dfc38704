//! The shipped loop on a fake terminal and a file system in memory. Keys are
//! scripted, each a second after the one before; nothing sleeps and nothing
//! is random.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jiff::tz::TimeZone;
use overrule::corpus::Corpus;
use overrule::disk::{Fs, MemoryFs};
use overrule::domain::{At, Vocabulary};
use overrule::review::journal::folder_of;
use overrule::tui::app::{App, Session};
use overrule::tui::gate::Gate;
use overrule::tui::hands::{Inline, Keeper, Lookout, Reader, Scribe};
use overrule::tui::keymap::Keymap;
use overrule::tui::message::{Effect, Event, Position, Stamp};
use overrule::tui::run::{Wires, run};
use overrule::tui::theme::Theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// The incidents that ship with the program.
pub const SAMPLE: &str = include_str!("../../assets/sample/incidents.jsonl");
/// Where the set lies.
pub const SET: &str = "/desk/set.jsonl";
/// Where decisions are kept that the set's folder can't take.
pub const SPOOL: &str = "/home/spool";
/// Where the place is remembered.
const POSITION: &str = "/home/position.json";
/// Says when the set was last exported.
pub const EXPORTED: &str = "/home/exported";
/// 2026-06-10, 09:00:00 UTC.
const MORNING: i64 = 1_781_082_000_000;
/// The pause before a key, where a test says nothing else.
const PAUSE: Duration = Duration::from_secs(1);

/// What comes from the terminal.
#[derive(Clone, Debug)]
pub enum Input {
    /// A key, as keymap files spell it.
    Key(String),
    /// A pasted text.
    Paste(String),
    /// The window comes to the front.
    Focus,
}

/// When it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// After a pause, once the screen was drawn.
    After(Duration),
    /// Together with what came before, ahead of the next drawing.
    AtOnce,
}

/// Keys by script; work at once, but for writing, which may take its time.
pub struct Script {
    hands: Inline,
    /// How long each append takes, as with the writing thread on a slow disk.
    sync: Duration,
    /// What is still to be written, and when it will be.
    writing: VecDeque<(Duration, Effect)>,
    coming: VecDeque<(When, Input)>,
    now: Duration,
    presses: u64,
    day: i64,
}

impl Script {
    fn at(&self) -> At {
        let since = i64::try_from(self.now.as_millis()).unwrap();
        At::from_unix_ms(MORNING + self.day * 86_400_000 + since)
    }

    fn event(&mut self, (when, input): (When, Input)) -> Event {
        if let When::After(pause) = when {
            self.now += pause;
        }
        self.presses += 1;
        let mut random = [0; 10];
        random[1] = u8::try_from(self.day).unwrap();
        random[2..].copy_from_slice(&self.presses.to_be_bytes());
        let stamp = Stamp {
            at: self.at(),
            tick: self.now,
            random,
        };
        match input {
            Input::Key(key) => Event::Key(key.parse().unwrap(), stamp),
            Input::Paste(text) => Event::Paste(text, stamp),
            Input::Focus => Event::FocusIn(stamp),
        }
    }

    /// What came of the effects; times of the real clock are replaced.
    fn answer(&mut self) -> Option<Event> {
        Some(match self.hands.take()? {
            Event::Saved(ids, _) => Event::Saved(ids, self.at()),
            other => other,
        })
    }

    /// When the next key comes.
    fn due(&self) -> Option<Duration> {
        let (when, _) = self.coming.front()?;
        Some(match when {
            When::After(pause) => self.now + *pause,
            When::AtOnce => self.now,
        })
    }

    /// Writes the next thing that is written by then, if there is one.
    fn write_by(&mut self, then: Option<Duration>) -> bool {
        let by_then = |(at, _): &(Duration, Effect)| then.is_none_or(|then| *at <= then);
        if !self.writing.front().is_some_and(by_then) {
            return false;
        }
        let Some((at, effect)) = self.writing.pop_front() else {
            return false;
        };
        self.now = self.now.max(at);
        self.hands.perform(effect);
        true
    }
}

impl Wires for Script {
    fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.answer() {
                return Some(event);
            }
            if !self.write_by(self.due()) {
                break;
            }
        }
        let step = self.coming.pop_front()?;
        Some(self.event(step))
    }

    fn try_next(&mut self) -> Option<Event> {
        if let Some((When::AtOnce, _)) = self.coming.front() {
            let step = self.coming.pop_front()?;
            return Some(self.event(step));
        }
        self.answer()
    }

    fn perform(&mut self, effect: Effect) {
        if self.sync.is_zero() || !matches!(effect, Effect::Append(_) | Effect::Retry) {
            return self.hands.perform(effect);
        }
        let free = self.writing.back().map_or(self.now, |(at, _)| *at);
        self.writing
            .push_back((free.max(self.now) + self.sync, effect));
    }

    fn tick(&self) -> Duration {
        self.now
    }
}

/// How a desk is laid out.
#[derive(Clone)]
pub struct Layout {
    /// Width and height of the terminal, in cells.
    pub size: (u16, u16),
    /// Looks.
    pub theme: Theme,
    /// Labels.
    pub vocabulary: Vocabulary,
    /// The set.
    pub set: String,
    /// How long the disk takes to write a decision.
    pub sync: Duration,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            size: (120, 40),
            theme: Theme::default(),
            vocabulary: Vocabulary::shipped(),
            set: SAMPLE.to_owned(),
            sync: Duration::ZERO,
        }
    }
}

/// A review under way.
pub struct Desk {
    /// The disk.
    pub fs: MemoryFs,
    /// The state.
    pub app: App,
    /// The screen.
    pub terminal: Terminal<Gate<TestBackend>>,
    layout: Layout,
    /// Keys to come.
    pub script: Script,
}

impl Desk {
    /// Opens the sample set, 120x40.
    pub fn new() -> Self {
        Self::of(Layout::default())
    }

    /// Opens a set.
    pub fn of(layout: Layout) -> Self {
        let fs = MemoryFs::default().with_file(SET, layout.set.clone());
        Self::over(fs, layout, 0)
    }

    /// Leaves, and opens the same set again the day after.
    pub fn reopen(mut self) -> Self {
        self.press("q");
        let (fs, layout, day) = (self.fs.clone(), self.layout.clone(), self.script.day + 1);
        drop(self);
        Self::over(fs, layout, day)
    }

    /// Opens what lies on a disk, on a day from 0.
    pub fn over(fs: MemoryFs, layout: Layout, day: i64) -> Self {
        Self::through(Arc::new(fs.clone()), fs, layout, day)
    }

    /// Opens what lies on a disk through another file system over it.
    pub fn through(disk: Arc<dyn Fs>, fs: MemoryFs, layout: Layout, day: i64) -> Self {
        let set = Path::new(SET);
        let decisions = folder_of(set);
        let vocabulary = Arc::new(layout.vocabulary.clone());
        let corpus = Corpus::open(Arc::clone(&disk), set).unwrap();
        let position = PathBuf::from(POSITION);
        let place: Option<Position> = fs
            .bytes(POSITION)
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let hands = Inline::new(
            Reader::new(Arc::clone(&disk), corpus, Arc::clone(&vocabulary)).at(place.clone()),
            Lookout::new(Arc::clone(&disk), decisions.clone()).exported(EXPORTED.into(), None),
            Scribe::new(
                Arc::clone(&disk),
                decisions.clone(),
                "desk".to_owned(),
                "00000001".to_owned(),
            )
            .beside(set.to_owned())
            .with_spool(PathBuf::from(SPOOL)),
            Keeper::new(Arc::clone(&disk), Some(position), None),
        );
        let script = Script {
            hands,
            sync: layout.sync,
            writing: VecDeque::new(),
            coming: VecDeque::new(),
            now: Duration::ZERO,
            presses: 0,
            day,
        };
        let session = Session {
            set: "sample".to_owned(),
            set_path: set.to_owned(),
            decisions: decisions.clone(),
            reviewer: "ada".into(),
            ask_name: false,
            zone: LazyLock::new(|| TimeZone::UTC),
            began: script.at(),
            exported: None,
        };
        let keymap = Keymap::new(&std::collections::BTreeMap::new()).unwrap();
        let mut app = App::new(session, vocabulary, keymap, layout.theme, layout.size);
        app.begin(place);
        let mut desk = Self {
            fs,
            app,
            terminal: Terminal::new(Gate::new(TestBackend::new(layout.size.0, layout.size.1)))
                .unwrap(),
            layout,
            script,
        };
        desk.press("");
        desk
    }

    /// Presses keys, written with spaces between them.
    pub fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.send(When::After(PAUSE), Input::Key(key.to_owned()));
        }
        self.go();
    }

    /// Types a text, then Enter.
    pub fn enter(&mut self, text: &str) {
        for letter in text.chars() {
            let key = match letter {
                ' ' => "space".to_owned(),
                letter => letter.to_string(),
            };
            self.send(When::After(PAUSE), Input::Key(key));
        }
        self.press("enter");
    }

    /// Has something come from the terminal with the next [`Desk::go`].
    pub fn send(&mut self, when: When, input: Input) {
        self.script.coming.push_back((when, input));
    }

    /// Runs the loop until everything that was to come has come. The last
    /// frame is drawn afresh: the fake terminal keeps what stood in the second
    /// cell of a wide character, which terminals don't.
    pub fn go(&mut self) {
        run(&mut self.terminal, &mut self.app, &mut self.script).unwrap();
        self.terminal.clear().unwrap();
        run(&mut self.terminal, &mut self.app, &mut self.script).unwrap();
        let refused = self.terminal.backend().first_refused();
        assert_eq!(refused, None, "a view let through what no cell may hold");
    }

    /// What stands on the screen, line by line.
    pub fn screen(&self) -> String {
        let buffer = self.terminal.backend().inner().buffer();
        let width = usize::from(buffer.area.width);
        let mut text = String::new();
        for row in buffer.content().chunks(width) {
            let mut line = String::new();
            let mut covered = 0;
            for cell in row {
                if covered == 0 {
                    line.push_str(cell.symbol());
                    covered = overrule::text::cells(cell.symbol()).max(1);
                }
                covered -= 1;
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// Fails where the screen doesn't show a text.
    #[track_caller]
    pub fn shows(&self, text: &str) {
        let screen = self.screen();
        assert!(screen.contains(text), "{text:?} is not in\n{screen}");
    }
}
