//! The queue: a strip of one row, or a list.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use std::ops::Range;

use crate::domain::Target;
use crate::review::checks::{FLAGS, NO_VERDICT};
use crate::review::queue::Row;
use crate::tui::app::App;
use crate::tui::theme::Role;

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
    let tall = row_height(inner);
    let places = inner.rows().step_by(usize::from(tall));
    for (place, at) in places.zip(window(app, area)) {
        let Some(row) = app.queue.get(at) else {
            continue;
        };
        let here = at == app.cursor;
        let place = Rect {
            height: tall.min(inner.bottom() - place.y),
            ..place
        };
        let lines = match app.known.line(row) {
            Some(line) if tall == 1 => vec![wide_row(app, paint, line, here, place.width)],
            Some(line) => narrow_row(app, paint, line, here, place.width),
            None => vec![coming(app, paint, row, here)],
        };
        for (line, place) in lines.into_iter().zip(place.rows()) {
            fit(line, usize::from(place.width)).put(place, frame.buffer_mut());
        }
    }
    if shown == 0 {
        paint
            .line(nothing(app), Role::Dim)
            .put(Rect { height: 1, ..inner }, frame.buffer_mut());
    }
}

/// A list of so many cells shows a row in one line; a narrower one has no room
/// for a title beside the verdicts, and puts it below them.
const WIDE: u16 = 60;

/// The lines that one row of the list takes.
const fn row_height(inner: Rect) -> u16 {
    if inner.width < WIDE { 2 } else { 1 }
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
            let inner = inside(area);
            let height = usize::from(inner.height.div_ceil(row_height(inner)));
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

const CONFLICT: &str = "CONFLICT";
const CHANGED: &str = "CHANGED";

/// What stands before the badges where it is so of an answer, and what it means.
pub const OF_ANSWERS: [(&str, &str); 2] = [
    (CONFLICT, "answers to the incident differ"),
    (
        CHANGED,
        "the machine's label or the articles are others since you answered",
    ),
];

fn yours(app: &App, row: &Row, long: bool) -> String {
    let target = Target::incident(row.id.clone());
    app.yours(&target, long)
}

/// What stands in a row's place for flags: first what became of an answer, then
/// the badges, the gravest first.
fn badges<'a>(app: &App, row: &'a Row) -> impl Iterator<Item = &'static str> + 'a {
    // That there is no verdict has nothing to say any more once there is an answer.
    let is_answered = app.answered(&Target::incident(row.id.clone()));
    let asks = move |id: &&&str| !(is_answered && **id == NO_VERDICT);
    let flags = row.flags.iter().filter(asks);
    let badges = flags.filter_map(|id| FLAGS.iter().find(|flag| flag.id == *id));
    let conflict = app.conflicting(row.row).then_some(CONFLICT);
    let changed = app.outdated(row.row).then_some(CHANGED);
    let own = conflict.into_iter().chain(changed);
    own.chain(badges.map(|flag| flag.badge))
}

/// A row in one line.
fn wide_row(app: &App, paint: Paint<'_>, row: &Row, here: bool, width: u16) -> Line<'static> {
    const MACHINE: usize = 14;
    const YOURS: usize = 15;
    const BADGE: usize = 16;
    let mut spans = vec![numbered(app, paint, row, here)];
    spans.extend(machine(paint, row, true, MACHINE));
    spans.push(paint.span(" you ", Role::Dim));
    spans.push(paint.span(column(&yours(app, row, true), YOURS), Role::Text));
    spans.push(Span::raw(" "));
    let used = spans.iter().map(Span::width).sum::<usize>();
    let room = usize::from(width).saturating_sub(used + 1 + BADGE);
    spans.push(paint.span(column(&row.title, room), title_role(here)));
    spans.push(Span::raw(" "));
    let badge = badges(app, row).next().unwrap_or_default();
    spans.push(paint.span(column(badge, BADGE), Role::Doubt));
    Line::from(spans)
}

/// A row in two lines: verdicts and flags, and the title below.
fn narrow_row(
    app: &App,
    paint: Paint<'_>,
    row: &Row,
    here: bool,
    width: u16,
) -> Vec<Line<'static>> {
    const MACHINE: usize = 3;
    const YOURS: usize = 5;
    let mut spans = vec![numbered(app, paint, row, here)];
    let indent = spans.iter().map(Span::width).sum::<usize>();
    spans.extend(machine(paint, row, false, MACHINE));
    spans.push(paint.span("  you ", Role::Dim));
    spans.push(paint.span(column(&yours(app, row, false), YOURS), Role::Text));
    let mut used = spans.iter().map(Span::width).sum::<usize>();
    for badge in badges(app, row) {
        used += 2 + badge.len();
        if used > usize::from(width) {
            break;
        }
        spans.push(paint.span(format!("  {badge}"), Role::Doubt));
    }
    let title = column(&row.title, usize::from(width).saturating_sub(indent));
    vec![
        Line::from(spans),
        Line::from(vec![
            Span::raw(" ".repeat(indent)),
            paint.span(title, title_role(here)),
        ]),
    ]
}

/// The machine's label, and what fills its column.
fn machine(paint: Paint<'_>, row: &Row, long: bool, width: usize) -> [Span<'static>; 2] {
    let label = paint.label(row.label.as_ref(), long);
    let fill = " ".repeat(width.saturating_sub(label.width()));
    [label, Span::raw(fill)]
}

/// The number of a row, marked where it is the one in view.
fn numbered(app: &App, paint: Paint<'_>, row: &Row, here: bool) -> Span<'static> {
    let role = if here { Role::Accent } else { Role::Dim };
    paint.span(number(app, row.row, here), role)
}

const fn title_role(here: bool) -> Role {
    if here { Role::Strong } else { Role::Text }
}

/// The queue in one row: the item before that in focus, that, and those that follow.
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
        let machine = row
            .label
            .as_ref()
            .map_or("-", |label| app.vocabulary.abbr(label));
        let badge = badges(app, row)
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
