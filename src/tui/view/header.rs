//! The header: set, reviewer, progress, filter, and always the state of saving.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::review::queue::Order;
use crate::text::cells;
use crate::tui::app::{App, Decisions, Saving};
use crate::tui::theme::Role;

use super::paint::{Paint, fit, safe, safe_cut};
use super::put::Put;

/// Draws it.
pub fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, paint: Paint<'_>) {
    let width = usize::from(area.width);
    let saving = saving(app, paint);
    let narrow = width < 110;
    let mut spans: Vec<Span<'static>> = Vec::new();
    if !narrow {
        spans.push(paint.span(" overrule ", Role::Strong));
        spans.push(paint.span(" ", Role::Text));
    } else {
        spans.push(paint.span(" ", Role::Text));
    }
    let two_rows = area.height > 1;
    let parts = parts(app, narrow, two_rows);
    if two_rows || !narrow || part_of_the_set(app).is_empty() {
        // How far the review is matters more than the end of a long name.
        let taken: usize = parts.iter().map(|part| cells(part) + 3).sum();
        let room = width.saturating_sub(taken + saving.width() + 14);
        let name = safe_cut(&app.session.set, room.max(8));
        spans.push(paint.span(name, Role::Strong));
        spans.push(paint.span(" | ", Role::Dim));
    }
    for (place, part) in parts.into_iter().enumerate() {
        if place > 0 {
            spans.push(paint.span(" | ", Role::Dim));
        }
        spans.push(paint.span(part, Role::Text));
    }
    let left = fit(Line::from(spans), width.saturating_sub(saving.width() + 2));
    let gap = width.saturating_sub(left.width() + saving.width() + 1);
    let mut spans = left.spans;
    spans.push(Span::raw(" ".repeat(gap)));
    spans.push(saving);
    Line::from(spans).put(Rect { height: 1, ..area }, frame.buffer_mut());
    if area.height > 1 {
        let second = Rect {
            y: area.y + 1,
            height: 1,
            ..area
        };
        fit(
            Line::from(paint.span(format!(" {}", finding(app)), Role::Dim)),
            width,
        )
        .put(second, frame.buffer_mut());
    }
}

fn parts(app: &App, narrow: bool, two_rows: bool) -> Vec<String> {
    let progress = app.progress;
    let more = if app.known.done { "" } else { "+" };
    let mut done = format!("{}/{}{more} decided", progress.decided, app.known.total());
    if progress.deferred > 0 {
        done.push_str(&format!(", {} later", progress.deferred));
    }
    if progress.conflicting > 0 {
        done.push_str(&format!(", {} conflicting", progress.conflicting));
    }
    if progress.changed > 0 {
        done.push_str(&format!(", {} changed since", progress.changed));
    }
    match app.orphaned() {
        0 => {}
        gone => done.push_str(&format!(", {gone} orphaned")),
    }
    if !app.known.done && !two_rows {
        done.push_str(&format!(", reading {} %", app.known.percent));
    }
    match app.decisions {
        Decisions::Read => {}
        Decisions::Reading => done = "reading the decisions..".to_owned(),
        Decisions::Failing(_) => done = "decisions NOT READ".to_owned(),
    }
    let reviewer = safe(&app.session.reviewer.to_string());
    let part = part_of_the_set(app);
    if !two_rows && narrow && !part.is_empty() {
        // That not all is in view matters more than who reviews.
        return vec![part.trim_end().to_owned(), done, reviewer];
    }
    let mut parts = if narrow {
        vec![reviewer, done]
    } else {
        vec![format!("reviewer {reviewer}"), done]
    };
    if !two_rows && !part.is_empty() {
        parts.push(finding(app));
    } else if !two_rows && app.known.done && app.order != Order::default() {
        parts.push(order(app));
    }
    parts
}

/// How far a search is that isn't done.
pub fn searching(app: &App) -> String {
    if app.search.done || !app.search.is_on() {
        return String::new();
    }
    let total = u64::from(app.known.total().max(1));
    format!(", searched {} %", u64::from(app.search.upto) * 100 / total)
}

/// Which part of the set the queue holds; nothing where it is all of it.
fn part_of_the_set(app: &App) -> String {
    let mut text = String::new();
    if app.search.is_on() {
        let still = searching(app);
        text.push_str(&format!(
            "/{} ({} found{still})  ",
            safe(&app.search.words),
            app.search.hits.len()
        ));
    }
    if !app.filter.is_empty() {
        // Those decided since it was set are still among them.
        let rows = match app.queue.len() {
            1 => "1 in the queue".to_owned(),
            many => format!("{many} in the queue"),
        };
        text.push_str(&format!("filter {} ({rows})  ", app.filter));
    }
    text
}

/// Which part of the set the queue holds, and in what order.
fn finding(app: &App) -> String {
    let mut text = part_of_the_set(app);
    if text.is_empty() {
        text.push_str("all incidents  ");
    }
    text.push_str(&order(app));
    text
}

/// In what order the queue is.
fn order(app: &App) -> String {
    if !app.known.done {
        format!("reading {} %; order as in the file", app.known.percent)
    } else if app.serving.waiting {
        "ordering..".to_owned()
    } else {
        format!("order {}", app.order)
    }
}

fn saving(app: &App, paint: Paint<'_>) -> Span<'static> {
    if let Some(bulk) = &app.bulk
        && !matches!(app.saving, Saving::Aside { .. } | Saving::Failed(_))
    {
        let undo = app.keymap.shown("undo");
        let text = format!(
            "writing the bulk act {} %, {undo} calls it off",
            bulk.percent()
        );
        return paint.span(text, Role::Strong);
    }
    if !app.lost.events.is_empty()
        && !matches!(app.saving, Saving::Aside { .. } | Saving::Failed(_))
    {
        return paint.span(
            format!(" {} GONE FROM DISK ", app.lost.events.len()),
            Role::Alarm,
        );
    }
    match &app.saving {
        Saving::Idle => paint.span("nothing to save", Role::Dim),
        Saving::Saved(at) => {
            paint.span(format!("SAVED {}", at.clock(&app.session.zone)), Role::Good)
        }
        Saving::Under => paint.span("saving..", Role::Dim),
        Saving::Aside { .. } => {
            let retry = app.keymap.shown("retry");
            let text = format!(" {} KEPT ASIDE, {retry} tries again ", app.aside.len());
            paint.span(text, Role::Alarm)
        }
        Saving::Failed(_) => {
            let retry = app.keymap.shown("retry");
            let text = format!(" {} NOT SAVED, {retry} tries again ", app.ledger.unsaved());
            paint.span(text, Role::Alarm)
        }
    }
}
