//! Keys that answer a question, and those on a screen too small to ask one.

use crossterm::event::KeyCode;

use crate::tui::act::{bulk, program, remark, undo};
use crate::tui::action::{Action, Press};
use crate::tui::app::App;
use crate::tui::bulk::Every;
use crate::tui::key::Chord;
use crate::tui::message::{Effect, Stamp};
use crate::tui::mode::{Confirm, Mode};
use crate::tui::view::Shape;

/// Whether the terminal is too small to show anything of the review.
pub(super) fn shows_nothing(app: &App) -> bool {
    let (width, height) = app.size;
    Shape::of(width, height) == Shape::Tiny
}

/// A key while the terminal is too small to show anything: it can only leave,
/// and answer whether to.
pub(super) fn unseen(app: &mut App, chord: Chord, stamp: Stamp) -> Vec<Effect> {
    let quits = |action: &Action| action.name == "quit";
    match std::mem::take(&mut app.mode) {
        Mode::Confirm(confirm @ (Confirm::Leave { .. } | Confirm::Drafts { .. })) => {
            confirm_key(app, confirm, chord, stamp)
        }
        mode if app.keymap.action(chord).is_some_and(quits) => {
            match mode {
                Mode::Note(target, field) => remark::leave_note(app, target, &field),
                mode => app.mode = mode,
            }
            program::quit(app, Press { chord, stamp })
        }
        mode => {
            app.mode = mode;
            Vec::new()
        }
    }
}

/// A key on a question: yes, no, or what it offers.
pub(super) fn confirm_key(
    app: &mut App,
    confirm: Confirm,
    chord: Chord,
    stamp: Stamp,
) -> Vec<Effect> {
    match (chord.character(), &confirm) {
        (Some('y'), Confirm::Turn { turn, event, .. }) => {
            undo::agreed(app, Press { chord, stamp }, *turn, *event)
        }
        (Some('y'), Confirm::Drafts { .. }) => {
            program::leave_without_drafts(app);
            Vec::new()
        }
        (Some('a'), Confirm::Every { .. }) => bulk::choose(app, Every::Sustain),
        (Some(digit), Confirm::Every { .. }) if app.vocabulary.label_by_key(digit).is_some() => {
            let label = app.vocabulary.label_by_key(digit);
            let label = label.map(|label| Every::Label(label.id.clone()));
            label.map_or_else(Vec::new, |every| bulk::choose(app, every))
        }
        (Some('y'), Confirm::Bulk { .. }) => match confirm {
            Confirm::Bulk { every, rows, .. } => {
                bulk::order(app, Press { chord, stamp }, every, rows)
            }
            _ => Vec::new(),
        },
        (Some('y'), Confirm::Leave { .. }) => {
            app.ended = true;
            Vec::new()
        }
        (Some('w'), Confirm::Leave { .. }) => program::retry(app, Press { chord, stamp }),
        (Some('W'), Confirm::Leave { .. }) => program::save_elsewhere(app, Press { chord, stamp }),
        (Some('n'), _) => Vec::new(),
        _ if chord.code == KeyCode::Esc => Vec::new(),
        _ => {
            app.mode = Mode::Confirm(confirm);
            Vec::new()
        }
    }
}
