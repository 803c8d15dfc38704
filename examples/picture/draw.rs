//! The picture of the screen: the shipped loop on a terminal in memory, over
//! the built-in sample, with scripted keys and a clock that stands still.
//! Shared by the program that writes the picture and by the test that holds it
//! fresh.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use overrule::corpus::{Corpus, CorpusError};
use overrule::disk::{Fs, MemoryFs};
use overrule::domain::{At, ReviewerId, Vocabulary};
use overrule::review::journal::folder_of;
use overrule::tui::app::{App, Session};
use overrule::tui::hands::{Inline, Keeper, Lookout, Reader, Scribe};
use overrule::tui::key::{BadChord, Chord};
use overrule::tui::keymap::{Keymap, KeymapFaults};
use overrule::tui::message::{Effect, Event, Stamp};
use overrule::tui::run::{Wires, run};
use overrule::tui::theme::Theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

const SAMPLE: &str = include_str!("../../assets/sample/incidents.jsonl");
/// Columns and lines.
const SIZE: (u16, u16) = (120, 40);
/// The second incident is overruled and the third put off; then articles of
/// the first are judged, one of them with a criterion.
const KEYS: &[&str] = &["J", "1", "d", "home", "tab", "a", "a", "3", "C", "r"];
/// 2026-03-02 09:14:00 UTC.
const BEGAN_MS: i64 = 1_772_442_840_000;
/// Time from key to key.
const PACE: Duration = Duration::from_secs(2);

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The sample can't be opened.
    #[error(transparent)]
    Set(#[from] CorpusError),
    /// The shipped keys contradict each other.
    #[error(transparent)]
    Keymap(#[from] KeymapFaults),
    /// The script names a key that isn't one.
    #[error(transparent)]
    Key(#[from] BadChord),
    /// The terminal in memory failed, which it can't.
    #[error(transparent)]
    Terminal(#[from] std::convert::Infallible),
}

/// Hands that work at once, and keys from a script. Time goes on with each key
/// and at no other moment.
struct Script {
    hands: Inline,
    keys: std::vec::IntoIter<Chord>,
    pressed: u8,
}

impl Script {
    fn stamp(&self) -> Stamp {
        let tick = self.tick();
        let since = i64::try_from(tick.as_millis()).unwrap_or_default();
        Stamp {
            at: At::from_unix_ms(BEGAN_MS + since),
            tick,
            random: [self.pressed; 10],
        }
    }
}

impl Wires for Script {
    fn next(&mut self) -> Option<Event> {
        self.try_next().or_else(|| {
            let key = self.keys.next()?;
            self.pressed += 1;
            Some(Event::Key(key, self.stamp()))
        })
    }

    fn try_next(&mut self) -> Option<Event> {
        Some(match self.hands.take()? {
            Event::Saved(ids, _) => Event::Saved(ids, self.stamp().at),
            event => event,
        })
    }

    fn perform(&mut self, effect: Effect) {
        self.hands.perform(effect);
    }

    fn tick(&self) -> Duration {
        PACE * u32::from(self.pressed)
    }
}

/// The screen after the last key.
///
/// # Errors
/// The sample or the script is broken.
pub fn screen() -> Result<Buffer, PictureError> {
    let set = PathBuf::from("/sample.jsonl");
    let decisions = folder_of(&set);
    let fs: Arc<dyn Fs> = Arc::new(MemoryFs::default().with_file(&set, SAMPLE));
    let vocabulary = Arc::new(Vocabulary::shipped());
    let session = Session {
        set: "built-in sample".to_owned(),
        set_path: set.clone(),
        decisions: decisions.clone(),
        reviewer: ReviewerId::from("ana"),
        ask_name: false,
        zone: std::sync::LazyLock::new(|| jiff::tz::TimeZone::UTC),
        began: At::from_unix_ms(BEGAN_MS),
        exported: None,
    };
    let mut app = App::new(
        session,
        Arc::clone(&vocabulary),
        Keymap::new(&BTreeMap::new())?,
        Theme::default(),
        SIZE,
    );
    app.begin(None);
    let corpus = Corpus::open(Arc::clone(&fs), &set)?;
    let reader = Reader::new(Arc::clone(&fs), corpus, vocabulary);
    let lookout = Lookout::new(Arc::clone(&fs), decisions.clone());
    let scribe = Scribe::new(
        Arc::clone(&fs),
        decisions,
        "host".to_owned(),
        "00000000".to_owned(),
    );
    let keys: Vec<Chord> = KEYS
        .iter()
        .map(|key| key.parse())
        .collect::<Result<_, _>>()?;
    let mut script = Script {
        hands: Inline::new(reader, lookout, scribe, Keeper::new(fs, None, None)),
        keys: keys.into_iter(),
        pressed: 0,
    };
    let mut terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1))?;
    run(&mut terminal, &mut app, &mut script)?;
    Ok(terminal.backend().buffer().clone())
}

/// The cells of a line with their columns; the second half of a wide
/// character is no cell of its own.
fn cells(screen: &Buffer, y: u16) -> Vec<(u16, &Cell)> {
    let mut cells = Vec::new();
    let mut x = 0;
    while x < screen.area.width {
        let Some(cell) = screen.cell((x, y)) else {
            break;
        };
        cells.push((x, cell));
        x += u16::try_from(cell.symbol().width().max(1)).unwrap_or(1);
    }
    cells
}

/// The screen as text, a line a line.
pub fn text(screen: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..screen.area.height {
        let line: String = cells(screen, y)
            .iter()
            .map(|(_, cell)| cell.symbol())
            .collect();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// How a run of cells looks.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    ink: &'static str,
    modifier: Modifier,
}

const PAPER: &str = "#12161c";
const INK: &str = "#d6dde6";

fn look(cell: &Cell) -> Look {
    let dim = cell.modifier.contains(Modifier::DIM);
    let ink = match cell.fg {
        Color::Cyan => "#5ccfe6",
        Color::Magenta => "#d79be8",
        Color::Red => "#f28779",
        Color::Green => "#a6d17a",
        Color::Blue => "#73b8ff",
        _ if dim => "#8b97a6",
        _ => INK,
    };
    Look {
        ink,
        modifier: cell.modifier,
    }
}

/// Width of a cell, height of a line, size of the letters, in pixels.
const CELL: (u32, u32, u32) = (9, 19, 15);

/// The screen as an SVG drawing, for pages that can't show a terminal.
pub fn svg(screen: &Buffer) -> String {
    let (width, height, size) = CELL;
    let (w, h) = (
        u32::from(screen.area.width) * width,
        u32::from(screen.area.height) * height,
    );
    let mut out = String::new();
    // Writing into a string can't fail.
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" \
         font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"{size}\" xml:space=\"preserve\">\n\
         <rect width=\"{w}\" height=\"{h}\" fill=\"{PAPER}\"/>"
    );
    for y in 0..screen.area.height {
        let mut run: Option<(u16, Look, String)> = None;
        for (x, cell) in cells(screen, y) {
            let look = look(cell);
            match &mut run {
                Some((_, same, text)) if *same == look => text.push_str(cell.symbol()),
                _ => {
                    if let Some(done) = run.replace((x, look, cell.symbol().to_owned())) {
                        piece(&mut out, y, &done);
                    }
                }
            }
        }
        if let Some(done) = run {
            piece(&mut out, y, &done);
        }
    }
    out.push_str("</svg>\n");
    out
}

/// One run of cells that look alike; its length is fixed, so that columns
/// stand under each other in any font.
fn piece(out: &mut String, y: u16, (x, look, text): &(u16, Look, String)) {
    let (width, height, size) = CELL;
    let reversed = look.modifier.contains(Modifier::REVERSED);
    let bare = text.trim_end();
    let text = if reversed { text.as_str() } else { bare };
    let lead = text.len() - text.trim_start().len();
    let (lead, text) = if reversed {
        (0, text)
    } else {
        (lead, &text[lead..])
    };
    if text.is_empty() {
        return;
    }
    let left = (u32::from(*x) + u32::try_from(lead).unwrap_or_default()) * width;
    let long = u32::try_from(text.width()).unwrap_or_default() * width;
    let top = u32::from(y) * height;
    let mut ink = look.ink;
    if reversed {
        let _ = writeln!(
            out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{long}\" height=\"{height}\" fill=\"{ink}\"/>"
        );
        ink = PAPER;
    }
    let mut style = String::new();
    if look.modifier.contains(Modifier::BOLD) {
        style.push_str(" font-weight=\"bold\"");
    }
    if look.modifier.contains(Modifier::UNDERLINED) {
        style.push_str(" text-decoration=\"underline\"");
    }
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{left}\" y=\"{}\" textLength=\"{long}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{ink}\"{style}>{text}</text>",
        top + size
    );
}
