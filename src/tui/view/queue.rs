//! The queue: a strip of one row, or a list.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use std::ops::Range;

use crate::domain::Target;
use crate::review::checks::FLAGS;
use crate::review::queue::Row;
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::words;

use super::paint::{Paint, column, fit};
use super::pane::{inside, pane};
use super::put::Put;

/// Draws it in whatever room there is.
pub fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, paint: Paint<'_>) {
    if area.height == 0 {
        return;
    }
    if area.height == 1 {
        strip(app, paint, usize::from(area.width)).put(area, frame.buffer_mut());
        return;
    }
    let shown = app.queue.len();
    let place = if shown == 0 { 0 } else { app.cursor + 1 };
    let title = Line::from(vec![
        paint.span("Queue ", Role::Strong),
        paint.span(format!("{place} of {shown} "), Role::Dim),
    ]);
    let inner = pane(frame, area, paint.theme, title);
    let width = usize::from(inner.width);
    for (line, at) in window(app, area).enumerate() {
        let place = Rect {
            y: inner.y + u16::try_from(line).unwrap_or_default(),
            height: 1,
            ..inner
        };
        let Some(row) = app.queue.get(at) else {
            continue;
        };
        let here = at == app.cursor;
        let line = match app.known.line(row) {
            Some(line) => list_row(app, paint, line, here, width),
            None => fit(coming(app, paint, row, here), width),
        };
        line.put(place, frame.buffer_mut());
    }
    if shown == 0 {
        paint
            .line(nothing(app), Role::Dim)
            .put(Rect { height: 1, ..inner }, frame.buffer_mut());
    }
}

/// Rows that the strip shows at most: none takes fewer cells.
const STRIP: usize = 24;

/// The places of the queue that are in view in some room.
pub fn window(app: &App, area: Rect) -> Range<usize> {
    let shown = app.queue.len();
    match area.height {
        0 => 0..0,
        1 => app.cursor.saturating_sub(1).min(shown)..shown.min(app.cursor + STRIP),
        _ => {
            let height = usize::from(inside(area).height);
            let from = app
                .cursor
                .saturating_sub(height / 2)
                .min(shown.saturating_sub(height));
            from..shown.min(from + height)
        }
    }
}

/// A row that isn't read yet.
fn coming(app: &App, paint: Paint<'_>, row: u32, here: bool) -> Line<'static> {
    let role = if here { Role::Accent } else { Role::Dim };
    Line::from(vec![
        paint.span(number(app, row, here), role),
        paint.span("loading..", Role::Dim),
    ])
}

/// The number of a row, in as many cells as the longest one takes.
fn number(app: &App, row: u32, here: bool) -> String {
    let mark = if here { ">" } else { " " };
    let digits = app.known.total().to_string().len().max(4);
    format!("{mark}{:>digits$} ", u64::from(row) + 1)
}

/// Why the queue is empty.
pub fn nothing(app: &App) -> &'static str {
    if !app.known.done {
        "reading the set.."
    } else if app.known.heads.is_empty() {
        "this set holds no incidents"
    } else {
        "nothing passes search and filter; esc clears them"
    }
}

/// The badges of a row's flags, the gravest first.
fn badges(row: &Row) -> impl Iterator<Item = &'static str> + '_ {
    row.flags
        .iter()
        .filter_map(|id| FLAGS.iter().find(|flag| flag.id == *id))
        .map(|flag| flag.badge)
}

/// What stands in place of a badge where reviewers disagree.
const CONFLICT: &str = "CONFLICT";

fn yours(app: &App, row: &Row, long: bool) -> String {
    let target = Target::incident(row.id.clone());
    app.yours(&target, long)
}

fn list_row(app: &App, paint: Paint<'_>, row: &Row, here: bool, width: usize) -> Line<'static> {
    let number = number(app, row.row, here);
    let number_width = number.len();
    let role = if here { Role::Strong } else { Role::Text };
    let wide = width >= 90;
    let yours_width = if wide { 15 } else { 5 };
    let mut spans = vec![paint.span(number, if here { Role::Accent } else { Role::Dim })];
    let machine = paint.label(row.label.as_ref(), wide);
    let machine_width = if wide { 14 } else { 3 };
    let fill = machine_width - machine.width().min(machine_width);
    spans.push(machine);
    spans.push(Span::raw(" ".repeat(fill + 1)));
    spans.push(paint.span(if wide { "you " } else { "" }, Role::Dim));
    spans.push(paint.span(column(&yours(app, row, wide), yours_width), Role::Text));
    let badge = badges(row).next().unwrap_or("");
    let badge = if app.conflicting(row.row) {
        CONFLICT
    } else {
        badge
    };
    let badge_width = if wide { 16 } else { 9 };
    let used = number_width + machine_width + 1 + usize::from(wide) * 4 + yours_width;
    let title_width = width.saturating_sub(used + badge_width + 2);
    spans.push(Span::raw(" "));
    spans.push(paint.span(column(&row.title, title_width), role));
    spans.push(Span::raw(" "));
    spans.push(paint.span(column(badge, badge_width), Role::Doubt));
    fit(Line::from(spans), width)
}

/// The queue in one row: the item in focus first, then those that follow.
fn strip(app: &App, paint: Paint<'_>, width: usize) -> Line<'static> {
    if app.queue.is_empty() {
        return paint.line(format!(" {}", nothing(app)), Role::Dim);
    }
    let mut spans = Vec::new();
    let mut used = 0;
    for at in window(app, Rect::new(0, 0, 0, 1)) {
        let Some(row) = app.queue.get(at).and_then(|row| app.known.line(row)) else {
            break;
        };
        let here = at == app.cursor;
        let machine = row.label.as_ref().map_or_else(
            || "-".to_owned(),
            |label| words::abbr(&app.vocabulary, label),
        );
        let badge = badges(row)
            .next()
            .map_or_else(String::new, |badge| format!(" {badge}"));
        let text = format!(
            "{}{} {machine} you {}{badge}",
            if here { ">" } else { " " },
            row.row + 1,
            yours(app, row, false)
        );
        let wide = crate::text::cells(&text) + 2;
        if used + wide > width {
            break;
        }
        used += wide;
        spans.push(paint.span(text, if here { Role::Accent } else { Role::Dim }));
        spans.push(Span::raw("  "));
    }
    Line::from(spans)
}
