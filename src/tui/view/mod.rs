//! Drawing: a function of the state and nothing else. Text from outside comes
//! in as [`SafeText`](crate::text::SafeText) through `paint` alone.

mod answers;
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

/// Draws the whole screen.
pub fn draw(frame: &mut Frame<'_>, app: &App) {
    let area = frame.area();
    let size = (area.width, area.height);
    let paint = paint(app);
    let shape = Shape::of(area.width, area.height);
    if shape == Shape::Tiny {
        let text = match &app.mode {
            Mode::Confirm(Confirm::Leave { question } | Confirm::Drafts { question }) => {
                format!("{} y leaves, n stays", safe(question))
            }
            _ => format!(
                "overrule needs 40x12 cells, this is {}x{}; q leaves",
                area.width, area.height
            ),
        };
        for (row, line) in paint
            .wrapped(&text, usize::from(area.width), Role::Text)
            .into_iter()
            .enumerate()
        {
            let at = Rect {
                y: u16::try_from(row).unwrap_or_default(),
                height: 1,
                ..area
            };
            line.put(at.intersection(area), frame.buffer_mut());
        }
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
    let mut pane = |area, draw: &dyn Fn(&mut Frame<'_>, Rect)| {
        shield::shield(frame, area, paint, |frame| draw(frame, area));
    };
    pane(places.header, &|frame, area| {
        header::draw(frame, area, app, paint);
    });
    if matches!(app.mode, Mode::Page(..)) {
        pane(body(size), &|frame, area| {
            page::draw(frame, area, app, paint)
        });
    } else {
        pane(places.queue, &|frame, area| {
            queue::draw(frame, area, app, paint);
        });
        if places.summary.height > 0 {
            pane(places.summary, &|frame, area| {
                incident::draw(frame, area, app, paint);
            });
            pane(places.articles, &|frame, area| {
                articles::draw(frame, area, app, paint, shape == Shape::Two);
            });
        }
        pane(places.rationale, &|frame, area| {
            rationale::draw(frame, area, app, paint);
        });
        pane(places.background, &|frame, area| {
            background::draw(frame, area, app, paint);
        });
    }
    pane(body(size), &|frame, area| {
        banner::draw(frame, area, app, paint);
    });
    if more > 0 {
        frame.render_widget(Clear, places.last.union(places.keys));
    }
    let mut pane = |area, draw: &dyn Fn(&mut Frame<'_>, Rect)| {
        shield::shield(frame, area, paint, |frame| draw(frame, area));
    };
    pane(places.last, &|frame, area| {
        footer::last(frame, area, app, paint)
    });
    pane(places.keys, &|frame, area| {
        footer::keys(frame, area, app, paint)
    });
    pane(over, &|frame, area| popup::draw(frame, area, app, paint));
    cluster::spread(frame.buffer_mut());
}
