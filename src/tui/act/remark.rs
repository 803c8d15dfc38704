//! Saying more about a target: why, how good the rationale is, a note, what
//! was read. Offered, never demanded. Lower case acts on the target in focus,
//! upper case on the one that the LAST line names.

use crate::domain::event::{Remark, Saw};
use crate::domain::{Act, Target};
use crate::text::{counted, tidy};
use crate::tui::action::Press;
use crate::tui::app::App;
use crate::tui::key::Chord;
use crate::tui::message::{Effect, Stamp};
use crate::tui::mode::{Menu, Mode};
use crate::tui::words;

use super::{NOTE, field, say, text_of, warn};

fn in_focus(app: &mut App) -> Option<Target> {
    let target = app.target();
    if target.is_none() {
        warn(app, "this incident is not loaded yet");
    }
    target
}

fn last(app: &mut App) -> Option<Target> {
    let last = app.last.as_ref().map(|last| last.target.clone());
    if last.as_ref().is_none_or(Option::is_none) {
        let why = match last {
            None => "nothing was decided in this session yet",
            Some(_) => "the latest act is on many incidents",
        };
        warn(
            app,
            format!("{why}; lower-case c r n act on the item in focus"),
        );
    }
    last.flatten()
}

fn choose(app: &mut App, menu: Menu, target: Option<Target>) -> Vec<Effect> {
    if let Some(target) = target {
        app.mode = Mode::Choose(menu, target);
    }
    Vec::new()
}

/// `c`.
pub fn why(app: &mut App, _: Press) -> Vec<Effect> {
    let target = in_focus(app);
    choose(app, Menu::Criterion, target)
}

/// `C`.
pub fn why_last(app: &mut App, _: Press) -> Vec<Effect> {
    let target = last(app);
    choose(app, Menu::Criterion, target)
}

/// `r`.
pub fn grade(app: &mut App, _: Press) -> Vec<Effect> {
    let target = in_focus(app);
    choose(app, Menu::Grade, target)
}

/// `R`.
pub fn grade_last(app: &mut App, _: Press) -> Vec<Effect> {
    let target = last(app);
    choose(app, Menu::Grade, target)
}

/// `n`.
pub fn note(app: &mut App, _: Press) -> Vec<Effect> {
    let target = in_focus(app);
    write(app, target)
}

/// `N`.
pub fn note_last(app: &mut App, _: Press) -> Vec<Effect> {
    let target = last(app);
    write(app, target)
}

fn write(app: &mut App, target: Option<Target>) -> Vec<Effect> {
    if let Some(target) = target {
        let saved = app.mine(&target).and_then(|work| work.note.clone());
        let text = app.drafts.remove(&target).or(saved).unwrap_or_default();
        app.mode = Mode::Note(target, Box::new(field(app, &text, NOTE)));
        if let (_, left_out @ 1..) = tidy(&text) {
            warn(
                app,
                format!(
                    "{} of the note left out here; esc keeps it as it is",
                    counted(left_out, "hidden character")
                ),
            );
        }
    }
    Vec::new()
}

/// `v`: the article was read, somewhere else.
pub fn read_elsewhere(app: &mut App, press: Press) -> Vec<Effect> {
    let Some(target) = in_focus(app) else {
        return Vec::new();
    };
    let whose = app.whose(&target);
    if app
        .mine(&target)
        .is_some_and(|work| work.saw.contains(&Saw::ReadElsewhere))
    {
        say(
            app,
            format!("it is on record already that you read the article ({whose})"),
        );
        return Vec::new();
    }
    put(app, press.stamp, target, Remark::Saw(Saw::ReadElsewhere))
}

/// Whether a remark says what stands there already.
fn stands(app: &App, target: &Target, remark: &Remark) -> bool {
    let work = app.mine(target);
    match remark {
        Remark::Criterion(id) => work.and_then(|work| work.criterion.as_ref()) == id.as_ref(),
        Remark::Grade(id) => work.and_then(|work| work.grade.as_ref()) == id.as_ref(),
        Remark::Note(_) | Remark::Saw(_) | Remark::Pasted(_) => false,
    }
}

/// Puts a remark on record, where it says anything new.
pub fn put(app: &mut App, stamp: Stamp, target: Target, remark: Remark) -> Vec<Effect> {
    if stands(app, &target, &remark) {
        let what = match &remark {
            Remark::Criterion(None) | Remark::Grade(None) => "nothing to take back".to_owned(),
            _ => format!(
                "on record already ({})",
                words::act(&app.vocabulary, &Act::Annotate(remark))
            ),
        };
        say(app, format!("{}: {what}", app.whose_remark(&target)));
        return Vec::new();
    }
    let act = Act::Annotate(remark);
    say(
        app,
        format!(
            "{} on {}",
            words::act(&app.vocabulary, &act),
            app.whose_remark(&target)
        ),
    );
    let (_, effect) = app.record(stamp, Some(target), act);
    vec![effect]
}

/// A key while a menu is open: its letter chooses, `-` takes back, esc leaves.
pub fn choose_key(
    app: &mut App,
    menu: Menu,
    target: Target,
    chord: Chord,
    stamp: Stamp,
) -> Vec<Effect> {
    let remark = |id: Option<String>| match menu {
        Menu::Criterion => Remark::Criterion(id),
        Menu::Grade => Remark::Grade(id),
    };
    let choices = match menu {
        Menu::Criterion => &app.vocabulary.criteria,
        Menu::Grade => &app.vocabulary.grades,
    };
    let letter = chord.character();
    if letter == Some('-') {
        return put(app, stamp, target, remark(None));
    }
    match choices.iter().find(|choice| Some(choice.key) == letter) {
        Some(choice) => {
            let id = choice.id.clone();
            put(app, stamp, target, remark(Some(id)))
        }
        None => {
            app.mode = Mode::Choose(menu, target);
            warn(app, format!("{chord} is none of these letters; esc leaves"));
            Vec::new()
        }
    }
}

/// Ends a note: puts it on record where it changed.
pub fn end_note(app: &mut App, stamp: Stamp, target: Target, text: &str) -> Vec<Effect> {
    let text = text.trim_end();
    let saved = app
        .mine(&target)
        .and_then(|work| work.note.clone())
        .unwrap_or_default();
    if text == saved {
        return Vec::new();
    }
    let note = (!text.is_empty()).then(|| text.to_owned());
    put(app, stamp, target, Remark::Note(note))
}

/// Leaves a note without putting it on record; what was written is kept for
/// the next time.
pub fn leave_note(app: &mut App, target: Target, field: &tui_textarea::TextArea<'_>) {
    let text = text_of(field);
    let saved = app
        .mine(&target)
        .and_then(|work| work.note.clone())
        .unwrap_or_default();
    if text.trim_end() != saved {
        app.drafts.insert(target, text);
        let key = app.keymap.shown("note");
        let what = match saved.is_empty() {
            true => "the note is not on record",
            false => "the note on record is the one before",
        };
        say(
            app,
            format!("{what}; {key} on the same item brings your draft back"),
        );
    }
}
