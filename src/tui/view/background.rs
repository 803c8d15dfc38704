//! The fourth column of wide screens: what the labels mean, what to ask
//! oneself, and the analyst's own history on the item.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::app::App;
use crate::tui::theme::{Role, Theme};

use super::page;
use super::paint::{Mark, Paint};
use super::pane::pane;
use super::put::Put;
use super::rationale::Shown;

/// Draws it.
pub fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, paint: Paint<'_>) {
    if area.width == 0 {
        return;
    }
    let inner = pane(
        frame,
        area,
        paint.theme,
        paint.line("Labels and record ", Role::Strong),
    );
    let width = usize::from(inner.width);
    let mut lines = Vec::new();
    for label in &app.vocabulary.labels {
        let name = format!("{} {}", label.key, label.name);
        let text = format!("{name}: {}", label.definition);
        let marks = [Mark {
            bytes: 0..name.len(),
            role: Theme::label_role(&label.role),
        }];
        lines.extend(paint.text(&text, width, Role::Dim, &marks));
        lines.push(Line::default());
    }
    if let Some(shown) = Shown::of(app) {
        lines.extend(page::own(app, &shown.target(), paint, width));
    }
    lines.truncate(usize::from(inner.height));
    lines.put(inner, frame.buffer_mut());
}
