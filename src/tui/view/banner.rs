//! The banner below the header: what isn't in the set's folder and where it is
//! kept, and a set that isn't what was opened. It stays until that is over, and
//! covers the rows below it, so that nothing moves when it comes or goes.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};

use crate::tui::app::{App, Decisions, Saving};
use crate::tui::message::OnDisk;
use crate::tui::theme::Role;

use super::paint::{Paint, first_rows, safe};
use super::put::Put;

/// Most rows of one message: a path may be long.
const ROWS: usize = 3;

/// Draws it at the upper end of an area, where there is anything to say.
pub fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, paint: Paint<'_>) {
    let width = usize::from(area.width).saturating_sub(2);
    let mut lines: Vec<Line<'static>> = Vec::new();
    for text in [saving(app), lost(app), decisions(app), set(app)]
        .into_iter()
        .flatten()
    {
        let wrapped = paint.wrapped(&safe(&text), width, Role::Alarm);
        lines.extend(first_rows(wrapped, ROWS, width));
    }
    let lines = first_rows(lines, usize::from(area.height), width);
    for (line, y) in lines.into_iter().zip(area.y..area.bottom()) {
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        Clear.render(row, frame.buffer_mut());
        frame
            .buffer_mut()
            .set_style(row, paint.theme.style(Role::Alarm));
        let inner = Rect {
            x: row.x + 1,
            width: row.width.saturating_sub(2),
            ..row
        };
        line.put(inner, frame.buffer_mut());
    }
}

fn saving(app: &App) -> Option<String> {
    let (retry, elsewhere) = (
        app.keymap.shown("retry"),
        app.keymap.shown("save-elsewhere"),
    );
    match &app.saving {
        Saving::Idle | Saving::Under | Saving::Saved(_) => None,
        Saving::Aside { folder, .. } => Some(format!(
            "{} kept aside in {}",
            app.aside.len(),
            folder.display()
        )),
        Saving::Failed(why) => Some(format!(
            "{} NOT SAVED: in this program's memory alone. {retry} tries again, {elsewhere} saves to another folder. {why}",
            app.ledger.unsaved()
        )),
    }
}

fn lost(app: &App) -> Option<String> {
    let is = match app.lost.events.len() {
        0 => return None,
        1 => "1 act that was on the disk is".to_owned(),
        many => format!("{many} acts that were on the disk are"),
    };
    let reread = app.keymap.shown("reread");
    Some(format!(
        "{is} GONE from {}: another program cut or removed journals. They stay in view until you leave. Put the files back (a backup, a disk), then {reread} looks again",
        app.session.decisions.display()
    ))
}

fn decisions(app: &App) -> Option<String> {
    let Decisions::Failing(why) = &app.decisions else {
        return None;
    };
    let reread = app.keymap.shown("reread");
    Some(format!(
        "the decisions can't be read, and nothing can be decided until they are; {reread} tries again. {why}"
    ))
}

fn set(app: &App) -> Option<String> {
    let text = match app.set_on_disk {
        OnDisk::AsOpened => return None,
        OnDisk::Changed => "the set file was changed since it was opened: leave and open it again",
        OnDisk::Gone => "the set file is not there any more: a disk taken out, a folder renamed?",
    };
    Some(text.to_owned())
}
