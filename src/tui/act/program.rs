//! The program itself: help, palette, saving again, leaving.

use tui_textarea::WrapMode;

use crate::tui::action::Press;
use crate::tui::app::{App, Leaving, Saving};
use crate::tui::message::Effect;
use crate::tui::mode::{Ask, Confirm, Mode, Page};

use super::{field, prompt, say};

/// `:`.
pub fn palette(app: &mut App, _: Press) -> Vec<Effect> {
    app.mode = Mode::Palette(Box::new(field(app, "", WrapMode::None)), 0);
    Vec::new()
}

/// `?`.
pub fn help(app: &mut App, _: Press) -> Vec<Effect> {
    app.mode = Mode::Page(Page::Help, 0);
    Vec::new()
}

/// `w`.
pub fn retry(app: &mut App, _: Press) -> Vec<Effect> {
    if app.ledger.unsaved() == 0 && app.aside.is_empty() {
        say(app, "everything is saved");
        return Vec::new();
    }
    vec![Effect::Retry]
}

/// `W`.
pub fn save_elsewhere(app: &mut App, _: Press) -> Vec<Effect> {
    if app.ledger.unsaved() == 0 {
        say(app, "everything is on a disk; nothing needs another folder");
        return Vec::new();
    }
    prompt(app, Ask::Folder, None, "");
    Vec::new()
}

/// `ctrl-r`.
pub fn reread(app: &mut App, _: Press) -> Vec<Effect> {
    say(app, "looking at the set and the decisions again");
    vec![Effect::Reread]
}

/// `ctrl-l`.
pub fn repaint(_: &mut App, _: Press) -> Vec<Effect> {
    vec![Effect::Repaint]
}

/// `ctrl-z`.
pub fn suspend(_: &mut App, _: Press) -> Vec<Effect> {
    vec![Effect::Suspend]
}

/// `q`: leaves at once where everything is saved, waits for what is on its
/// way, and asks only where saving failed.
pub fn quit(app: &mut App, _: Press) -> Vec<Effect> {
    leave(app);
    vec![Effect::Remember(app.position())]
}

/// Leaves, or says why not yet.
pub fn leave(app: &mut App) {
    if !app.drafts.is_empty() {
        let note = app.keymap.shown("note");
        let drafts = app.drafts.keys();
        let whose: Vec<String> = drafts.map(|target| app.whose_where(target)).collect();
        let begun = match whose.as_slice() {
            [one] => format!("A note on {one} is begun and not on record. Leave without it?"),
            many => format!(
                "{} notes are begun and not on record. Leave without them?",
                many.len()
            ),
        };
        app.mode = Mode::Confirm(Confirm::Drafts {
            question: format!("{begun} Back there, {note} on the same item goes on with it."),
        });
        return;
    }
    leave_without_drafts(app);
}

/// The same, notes that were begun left behind. They go with the program, and
/// not before: what isn't saved may keep it.
pub fn leave_without_drafts(app: &mut App) {
    let unsaved = app.ledger.unsaved();
    if app.bulk.is_some() && !matches!(app.saving, Saving::Failed(_)) {
        app.leaving = Leaving::OnceSaved;
        say(app, "writing the bulk act, then leaving; u calls it off");
    } else if unsaved == 0 {
        app.ended = true;
    } else if let Saving::Failed(why) = &app.saving {
        app.leaving = Leaving::No;
        app.mode = Mode::Confirm(Confirm::Leave {
            question: match unsaved {
                1 => format!("1 decision is NOT saved ({why}). Leave and lose it?"),
                many => format!("{many} decisions are NOT saved ({why}). Leave and lose them?"),
            },
        });
    } else {
        app.leaving = Leaving::OnceSaved;
        say(app, "saving, then leaving");
    }
}
