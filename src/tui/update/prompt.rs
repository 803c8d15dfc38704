//! Keys while a line is being typed: the prompts and the palette. What the
//! answer does is the business of the actions.

use crossterm::event::KeyCode;

use crate::domain::{ReviewerId, Target};
use crate::tui::act::{self, find, text_of, warn};
use crate::tui::action::{ACTIONS, Action, Press};
use crate::tui::app::App;
use crate::tui::key::Chord;
use crate::tui::message::{Effect, Stamp};
use crate::tui::mode::{Ask, Mode};

/// A text field changed by a paste: what a typed key would have caused.
pub(super) fn typed(app: &mut App) -> Vec<Effect> {
    match &app.mode {
        Mode::Prompt(Ask::Search, _, field) => {
            let words = text_of(field);
            find::look_for(app, &words)
        }
        _ => Vec::new(),
    }
}

type Field = Box<tui_textarea::TextArea<'static>>;

/// A key on a line that is being typed.
pub(super) fn prompt_key(
    app: &mut App,
    ask: Ask,
    target: Option<Target>,
    mut field: Field,
    chord: Chord,
    stamp: Stamp,
) -> Vec<Effect> {
    match chord.code {
        KeyCode::Enter => answer(app, ask, target, field, stamp),
        KeyCode::Esc => {
            if ask == Ask::Search {
                return find::leave(app);
            }
            let typed = !text_of(&field).trim().is_empty();
            if ask == Ask::Reason && typed {
                act::say(app, "not put off, and the reason that was typed is gone");
            }
            if ask == Ask::Name {
                app.session.ask_name = false;
                act::say(app, format!("reviewing as {}", app.session.reviewer));
            }
            Vec::new()
        }
        // A line has one line.
        KeyCode::Char('m' | 'j') if chord.ctrl => {
            app.mode = Mode::Prompt(ask, target, field);
            Vec::new()
        }
        _ => {
            act::type_into(&mut field, chord);
            app.mode = Mode::Prompt(ask, target, field);
            typed(app)
        }
    }
}

fn answer(
    app: &mut App,
    ask: Ask,
    target: Option<Target>,
    field: Field,
    stamp: Stamp,
) -> Vec<Effect> {
    let text = text_of(&field);
    match ask {
        Ask::Search => {
            app.search.from = None;
            if app.search.done && app.search.hits.is_empty() && app.search.is_on() {
                warn(app, "nothing holds these words; esc clears the search");
            }
            Vec::new()
        }
        Ask::Filter => match find::apply_filter(app, &text) {
            Ok(effects) => effects,
            Err(why) => {
                app.mode = Mode::Prompt(ask, target, field);
                warn(app, why);
                Vec::new()
            }
        },
        Ask::Reason => target.map_or_else(Vec::new, |target| {
            let reason = text.trim();
            let reason = (!reason.is_empty()).then(|| reason.to_owned());
            let press = Press {
                chord: Chord::key(KeyCode::Enter),
                stamp,
            };
            act::decide::put_off(app, press, target, reason)
        }),
        Ask::Folder => {
            let folder = text.trim();
            if folder.is_empty() {
                app.mode = Mode::Prompt(ask, target, field);
                warn(app, "type a folder; it is made where it isn't there");
                return Vec::new();
            }
            vec![Effect::SaveTo(folder.into())]
        }
        Ask::Name => {
            let name = text.trim();
            if name.is_empty() {
                app.mode = Mode::Prompt(ask, target, field);
                warn(app, "every decision carries a name: type yours");
                return Vec::new();
            }
            app.session.reviewer = ReviewerId::from(name);
            app.session.ask_name = false;
            // What counts as one's own is another's now.
            app.count();
            vec![Effect::Name(app.session.reviewer.clone())]
        }
    }
}

/// The actions whose name or description holds all words typed.
pub fn palette_rows(typed: &str) -> Vec<&'static Action> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    ACTIONS
        .iter()
        .filter(|action| {
            let text = format!("{} {}", action.name, action.about).to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        })
        .collect()
}

/// A key in the palette.
pub(super) fn palette_key(
    app: &mut App,
    mut field: Field,
    at: usize,
    chord: Chord,
    stamp: Stamp,
) -> Vec<Effect> {
    let rows = palette_rows(&text_of(&field));
    let last = rows.len().saturating_sub(1);
    let at = match chord.code {
        KeyCode::Esc => return Vec::new(),
        KeyCode::Enter => {
            let Some(action) = rows.get(at) else {
                warn(app, "no action has such a name");
                return Vec::new();
            };
            let chords = app.keymap.chords(action.name);
            if action.name == "give-label" {
                warn(app, "press the digit of the label itself");
                return Vec::new();
            }
            let chord = chords.first().copied().unwrap_or(chord);
            return super::run(app, action, Press { chord, stamp }, None);
        }
        KeyCode::Down => (at + 1).min(last),
        KeyCode::Up => at.saturating_sub(1),
        _ => {
            act::type_into(&mut field, chord);
            0
        }
    };
    app.mode = Mode::Palette(field, at);
    Vec::new()
}
