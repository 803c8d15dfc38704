//! When a key that puts something on record doesn't count: it was typed before
//! its item was drawn, just after the terminal came to the front or a paste, or
//! the keyboard repeats it. What keys do is not decided here.

use std::time::Duration;

use crossterm::event::KeyCode;

use crate::tui::act::{text_of, warn};
use crate::tui::action::Guard;
use crate::tui::app::App;
use crate::tui::key::Chord;
use crate::tui::message::{Effect, Stamp};
use crate::tui::mode::{Ask, Confirm, Mode};

use super::palette_rows;

/// The same decision key again sooner than that is the keyboard repeating, not a person.
const REPEAT: Duration = Duration::from_millis(80);

/// Whether a key in an open menu, prompt or question puts an event on record.
pub(super) fn records(mode: &Mode, chord: Chord) -> bool {
    let enter = chord.code == KeyCode::Enter && !chord.alt;
    match mode {
        Mode::Choose(..) => chord.character().is_some(),
        Mode::Note(..) | Mode::Prompt(Ask::Reason, ..) => enter,
        Mode::Confirm(Confirm::Undo { .. } | Confirm::Bulk { .. }) => {
            chord.character() == Some('y')
        }
        Mode::Palette(field, at) => {
            enter
                && palette_rows(&text_of(field))
                    .get(*at)
                    .is_some_and(|action| action.guard == Guard::Decides)
        }
        // What the table of actions says of its keys is asked there.
        Mode::Review | Mode::Prompt(..) | Mode::Confirm(_) | Mode::Help(_) | Mode::Reading(_) => {
            false
        }
    }
}

/// Says that a key was dropped, and why.
pub(super) fn drop_key(app: &mut App, chord: Chord, why: &str) -> Vec<Effect> {
    warn(app, format!("{chord} dropped: {why}. Nothing was decided"));
    Vec::new()
}

/// Why no key must decide at this moment.
pub(super) fn closed(app: &App, stamp: Stamp) -> Option<&'static str> {
    (stamp.tick < app.guard.closed_until)
        .then_some("the window had just come to the front, or a text was pasted")
}

/// Why a decision key must not count now.
pub(super) fn guarded(
    app: &App,
    chord: Chord,
    stamp: Stamp,
    before: Option<(Chord, Duration)>,
) -> Option<&'static str> {
    if let Some(why) = closed(app, stamp) {
        return Some(why);
    }
    // Without an incident the action itself says that nothing is loaded.
    app.incident()?;
    match app.guard.drawn {
        None => return Some("the item was not on the screen yet"),
        Some(drawn) if stamp.tick < drawn => {
            return Some("it was typed before the item was on the screen");
        }
        Some(_) => {}
    }
    let repeated = before.is_some_and(|(last, at)| last == chord && stamp.tick < at + REPEAT);
    repeated.then_some("the key was repeating")
}
