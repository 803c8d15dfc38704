//! What the actions of the table do: pure functions from state and key press
//! to new state and effects, one file per group of actions.

use crossterm::event::KeyCode;
use tui_textarea::{CursorMove, TextArea, WrapMode};

use crate::domain::Target;
use crate::text::{is_typed, tidy};

use super::app::{App, Notice};
use super::mode::{Ask, Mode};

pub mod bulk;
pub mod decide;
pub mod find;
pub mod look;
pub mod program;
pub mod remark;
pub mod travel;
pub mod undo;

/// How a note is wrapped.
pub const NOTE: WrapMode = WrapMode::WordOrGlyph;

/// Tells the analyst something, until the next key.
pub fn say(app: &mut App, text: impl Into<String>) {
    app.notice = Some(Notice::Say(text.into()));
}

/// Tells the analyst that a key did nothing, and what to do instead.
pub fn warn(app: &mut App, text: impl Into<String>) {
    app.notice = Some(Notice::Warn(text.into()));
}

/// Tells the analyst what happened meanwhile, without hiding what a key was
/// just answered with.
pub fn tell(app: &mut App, text: impl Into<String>) {
    let text = text.into();
    app.notice = Some(Notice::Warn(match app.notice.take() {
        Some(Notice::Warn(before)) if before.contains(&text) => before,
        Some(Notice::Warn(before)) => format!("{before}; {text}"),
        Some(Notice::Say(_)) | None => text,
    }));
}

/// Opens a one-line prompt with a text in it.
pub fn prompt(app: &mut App, ask: Ask, target: Option<Target>, text: &str) {
    // The rows that the field needs follow from its width (see `view::popup`).
    let mut field = field(app, text, WrapMode::Glyph);
    if ask == Ask::Name {
        // What stands there is a guess: typing replaces it.
        field.select_all();
    }
    app.mode = Mode::Prompt(ask, target, Box::new(field));
}

/// A text field that holds a text, the cursor at its end. Hidden characters
/// are left out, as a field shows what it holds as it is.
pub fn field(app: &App, text: &str, wrap: WrapMode) -> TextArea<'static> {
    let (text, _) = tidy(text);
    let mut field = TextArea::new(text.split('\n').map(str::to_owned).collect());
    field.move_cursor(CursorMove::Bottom);
    field.move_cursor(CursorMove::End);
    field.set_cursor_line_style(ratatui::style::Style::default());
    field.set_cursor_style(app.theme.style(super::theme::Role::Found));
    field.set_selection_style(app.theme.style(super::theme::Role::Found));
    field.set_wrap_mode(wrap);
    field
}

/// Has an open note begin at its first line again where there is room for it: a
/// field keeps to where it was scrolled on a smaller screen.
pub fn refit(app: &mut App) {
    if let Mode::Note(..) = app.mode
        && let Mode::Note(target, old) = std::mem::take(&mut app.mode)
    {
        let mut new = field(app, &text_of(&old), NOTE);
        let at = old.cursor();
        let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        new.move_cursor(CursorMove::Jump(place(at.0), place(at.1)));
        app.mode = Mode::Note(target, Box::new(new));
    }
}

/// What a text field holds.
pub fn text_of(field: &TextArea<'_>) -> String {
    field.lines().join("\n")
}

/// Types a key into a text field. `ctrl-u` clears what stands before the
/// cursor, as it does in a shell.
pub fn type_into(field: &mut TextArea<'_>, chord: super::key::Chord) {
    if chord.ctrl && chord.code == KeyCode::Char('u') {
        field.delete_line_by_head();
    } else if chord.character().is_none_or(is_typed) {
        field.input(chord.event());
    }
}
