//! Drawing: a function of the state and nothing else. Text from outside comes
//! in as [`SafeText`](crate::text::SafeText) through `paint` alone.

mod articles;
mod background;
mod cluster;
mod footer;
mod header;
mod incident;
mod page;
mod paint;
mod pane;
mod places;
mod popup;
mod queue;
mod rationale;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use super::app::App;
use super::theme::Role;

pub use paint::safe;
pub use places::{Places, Shape, places};

use paint::Paint;

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

/// How much of a full-screen page is in view.
pub fn page_window(app: &App, offset: usize) -> Window {
    page::window(app, paint(app), body(app.size), offset)
}

/// Draws the whole screen.
pub fn draw(frame: &mut Frame<'_>, app: &App) {
    let area = frame.area();
    let size = (area.width, area.height);
    let paint = paint(app);
    let shape = Shape::of(area.width, area.height);
    if shape == Shape::Tiny {
        let text = format!(
            "overrule needs 40x12 cells, this is {}x{}; q leaves",
            area.width, area.height
        );
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
            Line::from(line.spans).render(at.intersection(area), frame.buffer_mut());
        }
        return;
    }
    let places = places(size);
    header::draw(frame, places.header, app, paint);
    if !page::draw(frame, body(size), app, paint) {
        queue::draw(frame, places.queue, app, paint);
        if places.summary.height > 0 {
            incident::draw(frame, places.summary, app, paint);
            articles::draw(frame, places.articles, app, paint, shape == Shape::Two);
        }
        rationale::draw(frame, places.rationale, app, paint);
        background::draw(frame, places.background, app, paint);
    }
    footer::last(frame, places.last, app, paint);
    footer::keys(frame, places.keys, app, paint);
    let over = Rect {
        height: places.last.y,
        ..area
    };
    popup::draw(frame, over, app, paint);
    cluster::spread(frame.buffer_mut());
}
