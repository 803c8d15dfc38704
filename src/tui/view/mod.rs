//! Drawing: a function of the state and nothing else. Text from outside comes
//! in as [`SafeText`](crate::text::SafeText) through `paint` alone.

pub mod answers;
mod article;
mod articles;
mod background;
mod banner;
mod cluster;
mod evidence;
mod footer;
mod header;
mod incident;
mod memo;
mod page;
mod paint;
mod pane;
mod places;
mod popup;
mod put;
mod queue;
mod rationale;
mod shield;

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Clear;

use super::app::App;
use super::mode::{Confirm, Mode, Page};
use super::theme::Role;

pub use places::{Places, Shape, places};
pub use shield::shielded;

use paint::{Paint, safe};
use put::Put;

/// How much of a longer text is in view, in lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Lines in all.
    pub lines: usize,
    /// Lines in view.
    pub height: usize,
    /// The first line in view.
    pub offset: usize,
}

fn paint(app: &App) -> Paint<'_> {
    Paint {
        theme: app.theme,
        vocabulary: &app.vocabulary,
    }
}

/// The part of the screen between header and the last lines.
fn body(size: (u16, u16)) -> Rect {
    let places = places(size);
    let top = places.header.bottom();
    Rect {
        x: 0,
        y: top,
        width: size.0,
        height: places.last.y.saturating_sub(top),
    }
}

/// How much of the rationale is in view.
pub fn rationale_window(app: &App) -> Window {
    rationale::window(app, paint(app), places(app.size).rationale)
}

/// The places of the queue that are in view.
pub fn queue_window(app: &App) -> Range<usize> {
    queue::window(app, places(app.size).queue)
}

/// How much of a full-screen page is in view.
pub fn page_window(app: &App, page: Page, offset: usize) -> Window {
    page::window(app, paint(app), body(app.size), (page, offset))
}

/// What is said where there is no room for a review.
fn too_small(frame: &mut Frame<'_>, app: &App, paint: Paint<'_>) {
    let area = frame.area();
    let text = match &app.mode {
        Mode::Confirm(Confirm::Leave { question } | Confirm::Drafts { question }) => {
            format!("{} y leaves, n stays", safe(question))
        }
        _ => format!(
            "overrule needs 40x12 cells, this is {}x{}; q leaves",
            area.width, area.height
        ),
    };
    let lines = paint.wrapped(&text, usize::from(area.width), Role::Text);
    for (line, row) in lines.into_iter().zip(area.rows()) {
        line.put(row, frame.buffer_mut());
    }
}

/// How a pane is drawn.
type Draw = fn(&mut Frame<'_>, Rect, &App, Paint<'_>);

/// Draws the whole screen.
pub fn draw(frame: &mut Frame<'_>, app: &App) {
    let area = frame.area();
    let size = (area.width, area.height);
    let paint = paint(app);
    let shape = Shape::of(area.width, area.height);
    if shape == Shape::Tiny {
        too_small(frame, app, paint);
        return;
    }
    let mut places = places(size);
    let more = footer::more(app, paint, places.keys);
    places.last.y -= more;
    places.keys.y -= more;
    places.keys.height += more;
    let over = Rect {
        height: places.last.y,
        ..area
    };
    let mut pane = |area, draw: Draw| {
        shield::shield(frame, area, paint, |frame| draw(frame, area, app, paint));
    };
    pane(places.header, header::draw);
    if matches!(app.mode, Mode::Page(..)) {
        pane(body(size), page::draw);
    } else {
        pane(places.queue, queue::draw);
        if places.summary.height > 0 {
            pane(places.summary, incident::draw);
            pane(places.articles, articles::draw);
        }
        pane(places.rationale, rationale::draw);
        pane(places.background, background::draw);
    }
    pane(body(size), banner::draw);
    if more > 0 {
        pane(places.last.union(places.keys), |frame, area, _, _| {
            frame.render_widget(Clear, area);
        });
    }
    pane(places.last, footer::last);
    pane(places.keys, footer::keys);
    pane(over, popup::draw);
    cluster::spread(frame.buffer_mut());
}
