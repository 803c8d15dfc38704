//! When a key that puts something on record doesn't count: it was typed before
//! its item was drawn, just after the terminal came to the front or a paste, or
//! the keyboard repeats it. What keys do is not decided here.

use std::time::Duration;

use crossterm::event::KeyCode;

use crate::tui::act::{text_of, warn};
use crate::tui::action::Guard;
use crate::tui::app::{App, Decisions, Saving};
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
        Mode::Confirm(Confirm::Turn { .. } | Confirm::Bulk { .. }) => {
            chord.character() == Some('y')
        }
        Mode::Palette(field, at) => {
            enter
                && palette_rows(&text_of(field))
                    .get(*at)
                    .is_some_and(|action| action.guard == Guard::Decides)
        }
        // What the table of actions says of its keys is asked there.
        Mode::Review | Mode::Prompt(..) | Mode::Confirm(_) | Mode::Page(..) => false,
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

/// The key before, and when it was pressed.
pub(super) type Before = Option<(Chord, Duration)>;

/// What is said of a key that the keyboard repeats.
pub(super) const REPEATING: &str = "the key was repeating";

/// Whether a key is the keyboard repeating the one before.
pub(super) fn repeats(before: Before, chord: Chord, stamp: Stamp) -> bool {
    before.is_some_and(|(last, at)| last == chord && stamp.tick < at + REPEAT)
}

/// Why nothing can be put on record now: not all that is there was read, or
/// nothing takes it.
pub(super) fn refused(app: &App) -> Option<String> {
    match &app.decisions {
        Decisions::Read => {}
        Decisions::Reading => {
            return Some(
                "the decisions made so far are still being read. Nothing was decided".to_owned(),
            );
        }
        Decisions::Failing(_) => {
            let reread = app.keymap.shown("reread");
            return Some(format!(
                "the decisions made so far can't be read; {reread} tries again. Nothing was decided"
            ));
        }
    }
    let Saving::Failed(_) = &app.saving else {
        return None;
    };
    let (retry, elsewhere) = (
        app.keymap.shown("retry"),
        app.keymap.shown("save-elsewhere"),
    );
    Some(format!(
        "{} can't be saved, and no more are taken until they are. {retry} tries again, {elsewhere} saves to another folder",
        app.ledger.unsaved()
    ))
}

/// Why a decision key must not count now.
pub(super) fn guarded(
    app: &App,
    chord: Chord,
    stamp: Stamp,
    before: Before,
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
    repeats(before, chord, stamp).then_some(REPEATING)
}
