//! What lies over the screen: menus, prompts, questions, the palette. Each
//! leaves the item in view where there is room, and says how to leave it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders, Clear, Widget};
use tui_textarea::TextArea;

use crate::domain::vocabulary::Choice;
use crate::tui::act::text_of;
use crate::tui::app::App;
use crate::tui::mode::{Ask, Confirm, Menu, Mode, Turn};
use crate::tui::theme::Role;
use crate::tui::update::palette_rows;

use super::header::searching;
use super::paint::{Paint, column, first_rows, fit, pad, safe};
use super::put::Put;
use crate::text::cells;

/// Most rows of the help below a line that is typed.
const HELP_ROWS: usize = 4;
/// Most rows of a line that is typed.
const FIELD_ROWS: usize = 4;

/// Draws whatever the mode lays over the screen.
pub fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, paint: Paint<'_>) {
    match &app.mode {
        Mode::Review | Mode::Page(..) => {}
        Mode::Choose(menu, target) => {
            choose(frame, area, app, paint, *menu, &app.whose_remark(target))
        }
        Mode::Note(target, field) => {
            let title = format!("Note on {}", safe(&app.whose_remark(target)));
            let inner = sheet(
                frame,
                area,
                paint,
                &title,
                8,
                "enter saves   alt-enter new line   esc leaves",
            );
            frame.render_widget(&**field, inner);
        }
        Mode::Prompt(ask, target, field) => {
            let whose = target
                .as_ref()
                .map_or(String::new(), |target| safe(&app.whose_remark(target)));
            prompt(frame, area, app, paint, *ask, &whose, field);
        }
        Mode::Confirm(confirm) => question(frame, area, paint, confirm),
        Mode::Palette(field, at) => palette(frame, area, app, paint, field, *at),
    }
}

/// A sheet at the lower end of the screen, with a title and the keys that end it.
fn sheet(
    frame: &mut Frame<'_>,
    area: Rect,
    paint: Paint<'_>,
    title: &str,
    height: u16,
    keys: &str,
) -> Rect {
    let width = area.width.min(100);
    let room = usize::from(width).saturating_sub(4);
    // Keys that have no room in the frame stand below what the sheet holds.
    let inside = if keys.len() + 2 > room {
        key_rows(keys, room)
    } else {
        Vec::new()
    };
    let key_height = u16::try_from(inside.len()).unwrap_or_default();
    let height = (height + key_height + 2).min(area.height);
    let sheet = Rect {
        x: area.x,
        y: area.bottom() - height,
        width,
        height,
    };
    let mut block = Block::new()
        .borders(Borders::ALL)
        .border_style(paint.theme.style(Role::Accent));
    if paint.theme.ascii {
        block = block.border_set(super::pane::ASCII);
    }
    let inner = block.inner(sheet);
    frame.render_widget(Clear, sheet);
    block.render(sheet, frame.buffer_mut());
    let between = |y| Rect {
        x: sheet.x + 1,
        y,
        width: width.saturating_sub(4),
        height: 1,
    };
    let above = paint.line(format!(" {title} "), Role::Strong);
    fit(above, room).put(between(sheet.y), frame.buffer_mut());
    let mut inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    if inside.is_empty() {
        let below = paint.line(format!(" {keys} "), Role::Dim);
        below.put(
            between(sheet.bottom().saturating_sub(1)),
            frame.buffer_mut(),
        );
        return inner;
    }
    inner.height = inner.height.saturating_sub(key_height);
    let below = Rect {
        y: inner.bottom(),
        height: key_height,
        ..inner
    };
    let lines: Vec<Line<'static>> = inside
        .into_iter()
        .map(|row| fit(paint.line(row, Role::Dim), room))
        .collect();
    lines.put(below, frame.buffer_mut());
    inner
}

/// Keys on as many rows as they need, none of them taken apart.
fn key_rows(keys: &str, width: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for key in keys
        .split("  ")
        .map(str::trim)
        .filter(|key| !key.is_empty())
    {
        match rows.last_mut() {
            Some(row) if row.len() + 3 + key.len() <= width => {
                row.push_str("   ");
                row.push_str(key);
            }
            _ => rows.push(key.to_owned()),
        }
    }
    rows
}

fn choose(frame: &mut Frame<'_>, area: Rect, app: &App, paint: Paint<'_>, menu: Menu, whose: &str) {
    let (what, choices): (&str, &[Choice]) = match menu {
        Menu::Criterion => ("Why", &app.vocabulary.criteria),
        Menu::Grade => ("Grade of the rationale", &app.vocabulary.grades),
    };
    let title = format!("{what}: {}", safe(whose));
    let width = usize::from(area.width.min(100)).saturating_sub(4);
    let widest = choices
        .iter()
        .map(|choice| choice.name.len() + 5)
        .max()
        .unwrap_or(20);
    let keys = "a letter chooses   - takes it back   esc leaves";
    // Every letter is in view: names are cut where there is no room for a row each.
    let room = usize::from(area.height).saturating_sub(2 + key_rows(keys, width).len());
    let columns = match width / widest {
        0 | 1 if choices.len() > room => 2,
        columns => columns.clamp(1, 2),
    };
    let widest = widest.min(width / columns);
    let rows = choices.len().div_ceil(columns);
    let height = u16::try_from(rows).unwrap_or(9);
    let inner = sheet(frame, area, paint, &title, height, keys);
    let lines: Vec<Line<'static>> = (0..rows)
        .map(|row| {
            let mut line = Line::default();
            for choice in choices.iter().skip(row).step_by(rows).take(columns) {
                line.spans
                    .push(paint.span(choice.key.to_string(), Role::Accent));
                let name = column(&choice.name, widest.saturating_sub(3));
                line.spans.push(paint.span(format!(" {name} "), Role::Text));
            }
            line
        })
        .collect();
    first_rows(lines, usize::from(inner.height), width).put(inner, frame.buffer_mut());
}

fn prompt(
    frame: &mut Frame<'_>,
    area: Rect,
    app: &App,
    paint: Paint<'_>,
    ask: Ask,
    whose: &str,
    field: &TextArea<'static>,
) {
    let (title, help, keys): (String, String, &str) = match ask {
        Ask::Search => (
            "Search".to_owned(),
            format!(
                "{} of {} incidents hold all these words{}",
                if app.search.is_on() {
                    app.search.hits.len()
                } else {
                    app.known.total() as usize
                },
                app.known.total() as usize,
                searching(app)
            ),
            "\"a phrase\"  title:word   enter keeps   esc leaves",
        ),
        Ask::Filter => (
            "Filter".to_owned(),
            crate::review::queue::FILTER_HELP.to_owned(),
            "enter applies   esc leaves",
        ),
        Ask::Reason => (
            format!("Later, because: {whose}"),
            "May stay empty.".to_owned(),
            "enter puts it off   esc leaves",
        ),
        Ask::Folder => (
            "Save to another folder".to_owned(),
            "The folder is made where it isn't there. The journal files in it can be copied into the set's own decisions folder at any time.".to_owned(),
            "enter saves there   esc leaves",
        ),
        Ask::Name => (
            "Your name".to_owned(),
            "Every decision carries the name of who made it. It is asked once.".to_owned(),
            "enter goes on",
        ),
    };
    let width = usize::from(area.width.min(100)).saturating_sub(4);
    let help = first_rows(paint.wrapped(&help, width, Role::Dim), HELP_ROWS, width);
    // The whole of what is typed is in view: a filter without its beginning may
    // say the opposite.
    let needed = (cells(&text_of(field)) + 1).div_ceil(width.max(1));
    let rows = needed.min(FIELD_ROWS);
    let title = if needed > rows {
        format!("{title} (the end of it)")
    } else {
        title
    };
    let rows = u16::try_from(rows).unwrap_or(1);
    let height = u16::try_from(help.len()).unwrap_or(1) + rows;
    let inner = sheet(frame, area, paint, &title, height, keys);
    let typed = Rect {
        height: rows.min(inner.height),
        ..inner
    };
    frame.render_widget(field, typed);
    let below = Rect {
        y: typed.bottom(),
        height: inner.height - typed.height,
        ..inner
    };
    first_rows(help, usize::from(below.height), width).put(below, frame.buffer_mut());
}

fn question(frame: &mut Frame<'_>, area: Rect, paint: Paint<'_>, confirm: &Confirm) {
    let (title, text, keys) = match confirm {
        Confirm::Turn { question, turn, .. } => match turn {
            Turn::Undo => ("Undo", question, "y undoes   n or esc leaves"),
            Turn::Redo => ("Redo", question, "y redoes   n or esc leaves"),
        },
        Confirm::Every { question } => (
            "Decide all",
            question,
            "a sustains each   a digit gives that label   esc leaves",
        ),
        Confirm::Bulk { question, .. } => (
            "Decide all",
            question,
            "y puts them on record   n or esc leaves",
        ),
        Confirm::Drafts { question } => (
            "Not on record",
            question,
            "y leaves without   n or esc goes back",
        ),
        Confirm::Leave { question } => (
            "Not saved",
            question,
            "w tries again   W another folder   y leaves and loses them   esc goes back",
        ),
    };
    let width = usize::from(area.width.min(100)).saturating_sub(4);
    let lines = paint.text(text, width, Role::Text, &[]);
    let height = u16::try_from(lines.len()).unwrap_or(1);
    let inner = sheet(frame, area, paint, title, height, keys);
    first_rows(lines, usize::from(inner.height), width).put(inner, frame.buffer_mut());
}

fn palette(
    frame: &mut Frame<'_>,
    area: Rect,
    app: &App,
    paint: Paint<'_>,
    field: &TextArea<'static>,
    at: usize,
) {
    let rows = palette_rows(&text_of(field));
    let room = usize::from(area.height.saturating_sub(8)).clamp(3, 14);
    let height = u16::try_from(room + 1).unwrap_or(8);
    let inner = sheet(
        frame,
        area,
        paint,
        "Actions",
        height,
        "type a word   up down choose   enter runs   esc leaves",
    );
    frame.render_widget(field, Rect { height: 1, ..inner });
    let from = at.saturating_sub(room.saturating_sub(1));
    let lines: Vec<Line<'static>> = rows
        .iter()
        .enumerate()
        .skip(from)
        .take(room)
        .map(|(place, action)| {
            let here = place == at;
            let line = Line::from(vec![
                paint.span(if here { ">" } else { " " }, Role::Accent),
                paint.span(pad(app.keymap.shown(action.name), 9), Role::Accent),
                paint.span(action.about, if here { Role::Strong } else { Role::Text }),
            ]);
            fit(line, usize::from(inner.width))
        })
        .collect();
    let below = Rect {
        y: inner.y + 1,
        height: inner.height.saturating_sub(1),
        ..inner
    };
    lines.put(below, frame.buffer_mut());
}
