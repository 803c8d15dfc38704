//! The pure step from state and event to new state and effects. No IO, no
//! clock, no chance: all of that arrives with the event.

mod guard;
mod prompt;
mod question;
mod reading;
mod saving;

use std::time::Duration;

use crossterm::event::KeyCode;

use crate::text::{counted, tidy};

use super::act::{find, remark, text_of, warn};
use super::action::{Action, Group, Guard, Press};
use super::app::{App, Leaving, Saving};
use super::gate;
use super::key::Chord;
use super::message::{Effect, Event, Stamp};
use super::mode::{Mode, Page};
use super::view;

use guard::{Before, REPEATING, closed, drop_key, guarded, records, refused, repeats};
pub use prompt::palette_rows;
use prompt::{palette_key, prompt_key, typed};
use question::{confirm_key, shows_nothing, unseen};

/// After the terminal got the focus or a paste, decision keys are dropped for so long.
const GUARD: Duration = Duration::from_millis(150);
/// What is longer is no note or search, in bytes.
const LONGEST_PASTE: usize = 1 << 20;
/// Set and decisions folder are looked at with a key, but not more often.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Takes one event in, and asks for what the screen will need.
pub fn update(app: &mut App, event: Event) -> Vec<Effect> {
    let mut effects = take(app, event);
    effects.extend(reading::wants(app));
    effects
}

fn take(app: &mut App, event: Event) -> Vec<Effect> {
    match event {
        Event::Key(chord, stamp) => key(app, chord, stamp),
        Event::Paste(text, stamp) => paste(app, &text, stamp),
        Event::Resize(width, height) => resize(app, (width, height)),
        Event::FocusIn(stamp) => to_front(app, stamp),
        Event::Drawn(tick) => drawn(app, tick),
        Event::Began { row, near } => reading::began(app, row, near),
        Event::Misplaced(row) => reading::misplaced(app, row),
        Event::Rows { rows, percent } => reading::rows(app, rows, percent),
        Event::Heads { piece, percent } => reading::heads(app, piece, percent),
        Event::RowsDone => reading::done(app),
        Event::Lines(lines) => reading::lines(app, lines),
        Event::Record(row, record) => reading::record(app, row, record),
        Event::Served {
            job,
            queue,
            heads,
            marks,
        } => find::served(app, job, queue, (heads, marks)),
        Event::Counted(version, progress) => reading::counted(app, version, progress),
        Event::Saved(ids, at) => saving::saved(app, &ids, at),
        Event::KeptAside { ids, folder, why } => saving::kept_aside(app, ids, &folder, why),
        Event::Waiting { deeds, folder, why } => saving::waiting(app, deeds, &folder, why),
        Event::TakenUp(taken) => saving::taken_up(app, taken),
        Event::OwnFile(path) => saving::own_file(app, path),
        Event::Vanished(ids) => saving::vanished(app, &ids),
        Event::There(ids) => saving::there(app, &ids),
        Event::NotSaved(why) => saving::not_saved(app, why),
        Event::Decided {
            ledger,
            marks,
            heads,
            troubles,
        } => saving::decided(app, (*ledger, marks.map(|it| *it)), heads, &troubles),
        Event::BulkAt(group, done) => saving::bulk_at(app, &group, done),
        Event::BulkSaved(group, deeds) => saving::bulk_saved(app, &group, deeds),
        Event::BulkStopped(group, why) => saving::bulk_stopped(app, &group, why),
        Event::NotRead(why) => saving::not_read(app, why),
        Event::Exported(at) => saving::exported(app, at),
        Event::Folder(events, heads) => saving::folder(app, events, heads),
        Event::SetIs(now) => saving::set_is(app, now),
        Event::Hits {
            search,
            rows,
            upto,
            done,
        } => find::hits(app, search, rows, (upto, done)),
        Event::Trouble(what) => saving::trouble(app, what),
        Event::Stopped => vec![Effect::Stop],
        Event::Continued(stamp) => {
            app.guard.closed_until = stamp.tick + GUARD;
            vec![Effect::Resume, Effect::Reread]
        }
        Event::Hangup => {
            app.ended = true;
            vec![Effect::Remember(app.position())]
        }
    }
}

/// Keys that were meant for another window are kept from deciding anything.
fn to_front(app: &mut App, stamp: Stamp) -> Vec<Effect> {
    app.guard.closed_until = stamp.tick + GUARD;
    look(app, stamp)
}

fn resize(app: &mut App, size: (u16, u16)) -> Vec<Effect> {
    app.size = gate::believed(size);
    if shows_nothing(app) {
        app.guard.drawn = None;
    }
    super::act::refit(app);
    Vec::new()
}

/// A frame went to the terminal.
fn drawn(app: &mut App, tick: Duration) -> Vec<Effect> {
    let is_new = app.guard.drawn.is_none();
    if is_new && app.incident().is_some() && !shows_nothing(app) {
        app.guard.drawn = Some(tick);
    }
    Vec::new()
}

/// Looks at set and decisions folder, and tries again what isn't saved there.
fn look(app: &mut App, stamp: Stamp) -> Vec<Effect> {
    app.looked = stamp.tick;
    let mut effects = vec![app.look()];
    if matches!(app.saving, Saving::Aside { .. } | Saving::Failed(_)) {
        effects.push(Effect::Retry);
    }
    effects
}

/// A paste fills text fields and does nothing else.
fn paste(app: &mut App, text: &str, stamp: Stamp) -> Vec<Effect> {
    app.guard.closed_until = stamp.tick + GUARD;
    if text.len() > LONGEST_PASTE {
        warn(
            app,
            "a paste of more than 1 MiB is refused; paste a part of it",
        );
        return Vec::new();
    }
    let (clean, left_out) = tidy(text);
    match &mut app.mode {
        Mode::Note(_, field) => {
            field.insert_str(&clean);
        }
        Mode::Prompt(_, _, field) => {
            field.insert_str(clean.replace('\n', " "));
        }
        Mode::Palette(field, at) => {
            field.insert_str(clean.replace('\n', " "));
            // Other rows are listed now.
            *at = 0;
        }
        _ => {
            warn(app, "a paste runs no keys; nothing was done");
            return Vec::new();
        }
    }
    if left_out > 0 {
        let left_out = counted(left_out, "hidden character");
        warn(app, format!("{left_out} of the paste left out"));
    }
    typed(app)
}

fn key(app: &mut App, chord: Chord, stamp: Stamp) -> Vec<Effect> {
    let mut effects = press(app, chord, stamp);
    if stamp.tick >= app.looked + LOOK_EVERY {
        // What the key did goes first.
        app.looked = stamp.tick;
        effects.push(app.look());
    }
    effects
}

fn press(app: &mut App, chord: Chord, stamp: Stamp) -> Vec<Effect> {
    app.notice = None;
    // Whoever has begun elsewhere isn't taken away from there.
    app.resume = None;
    let before = app.guard.last.replace((chord, stamp.tick));
    if shows_nothing(app) {
        return unseen(app, chord, stamp);
    }
    if records(&app.mode, chord) {
        if let Some(why) = closed(app, stamp) {
            return drop_key(app, chord, why);
        }
        if let Some(why) = refused(app) {
            warn(app, format!("{chord} refused: {why}"));
            return Vec::new();
        }
        if matches!(app.mode, Mode::Choose(..)) && repeats(before, chord, stamp) {
            return drop_key(app, chord, REPEATING);
        }
    }
    match std::mem::take(&mut app.mode) {
        Mode::Review => review(app, chord, stamp, before),
        Mode::Choose(menu, target) if chord.code != KeyCode::Esc => {
            remark::choose_key(app, menu, target, chord, stamp)
        }
        Mode::Choose(..) => Vec::new(),
        Mode::Note(target, mut field) => match chord.code {
            KeyCode::Enter if chord.alt => {
                field.insert_newline();
                app.mode = Mode::Note(target, field);
                Vec::new()
            }
            KeyCode::Enter => remark::end_note(app, stamp, target, &text_of(&field)),
            KeyCode::Esc => {
                remark::leave_note(app, target, &field);
                Vec::new()
            }
            _ => {
                super::act::type_into(&mut field, chord);
                app.mode = Mode::Note(target, field);
                Vec::new()
            }
        },
        Mode::Prompt(ask, target, field) => prompt_key(app, ask, target, field, chord, stamp),
        Mode::Confirm(confirm) => confirm_key(app, confirm, chord, stamp),
        Mode::Page(page, offset) => {
            if let Some(offset) = scrolled(app, chord, page, offset) {
                app.mode = Mode::Page(page, offset);
            }
            Vec::new()
        }
        Mode::Palette(field, at) => palette_key(app, field, at, chord, stamp),
    }
}

fn review(app: &mut App, chord: Chord, stamp: Stamp, before: Before) -> Vec<Effect> {
    let Some(action) = app.keymap.action(chord) else {
        let help = app.keymap.shown("help");
        warn(
            app,
            format!("{chord} does nothing here; {help} shows all keys"),
        );
        return Vec::new();
    };
    run(app, action, Press { chord, stamp }, before)
}

/// Runs an action, unless nothing may be put on record now.
fn run(app: &mut App, action: &Action, press: Press, before: Before) -> Vec<Effect> {
    let Press { chord, stamp } = press;
    if !matches!(action.name, "quit" | "undo" | "retry") {
        // Whoever goes on working stays.
        app.leaving = Leaving::No;
    }
    if matches!(action.group, Group::Decide | Group::Remark)
        && let Some(why) = refused(app)
    {
        warn(app, format!("{chord} refused: {why}"));
        return Vec::new();
    }
    if action.guard == Guard::Decides
        && let Some(why) = guarded(app, chord, stamp, before)
    {
        return drop_key(app, chord, why);
    }
    (action.run)(app, press)
}

/// Scrolls a full-screen text; none where the key leaves it.
fn scrolled(app: &App, chord: Chord, page: Page, offset: usize) -> Option<usize> {
    if app.keymap.chords(page.action()).contains(&chord) {
        return None;
    }
    let window = view::page_window(app, page, offset);
    let most = window.lines.saturating_sub(window.height);
    let page = window.height.saturating_sub(1).max(1);
    match chord.to_string().as_str() {
        "esc" | "q" | "enter" => None,
        "down" | "j" => Some((offset + 1).min(most)),
        "up" | "k" => Some(offset.saturating_sub(1)),
        "pgdn" | "space" | "ctrl-d" => Some((offset + page).min(most)),
        "pgup" | "ctrl-u" => Some(offset.saturating_sub(page)),
        "home" => Some(0),
        "end" => Some(most),
        _ => Some(offset),
    }
}
