//! A pane: a titled rule above, a line to its left where another pane stands.

use ratatui::layout::Rect;
use ratatui::symbols::border;
use ratatui::widgets::{Block, Borders, Widget};
use ratatui::{Frame, text::Line};

use crate::tui::theme::{Role, Theme};

use super::paint::fit;
use super::put::Put;

/// Lines for terminals that have nothing but ASCII.
pub const ASCII: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// Draws the frame of a pane and gives back its inside.
pub fn pane(frame: &mut Frame<'_>, area: Rect, theme: Theme, title: Line<'static>) -> Rect {
    // A block goes through all cells that it encloses: the rule and the line are
    // two that enclose none.
    let rule = Rect {
        height: 1.min(area.height),
        ..area
    };
    let beside = Rect {
        y: rule.bottom(),
        width: 1.min(area.width),
        height: area.height - rule.height,
        ..area
    };
    if area.x > 0 {
        let corner = Borders::TOP | Borders::LEFT;
        block(corner, theme).render(rule, frame.buffer_mut());
        block(Borders::LEFT, theme).render(beside, frame.buffer_mut());
    } else {
        block(Borders::TOP, theme).render(rule, frame.buffer_mut());
    }
    let corner = u16::from(area.x > 0).min(area.width);
    let top = Rect {
        x: area.x + corner,
        width: area.width - corner,
        ..area
    };
    fit(title, usize::from(top.width)).put(top, frame.buffer_mut());
    inside(area)
}

/// The inside of a pane: below its rule, one cell off the line on its left.
pub fn inside(area: Rect) -> Rect {
    let left = if area.x > 0 { 2 } else { 1 };
    let right = 1;
    Rect {
        x: area.x + left.min(area.width),
        y: area.y + 1.min(area.height),
        width: area.width.saturating_sub(left + right),
        height: area.height.saturating_sub(1),
    }
}

fn block(borders: Borders, theme: Theme) -> Block<'static> {
    let set = if theme.ascii {
        ASCII
    } else {
        border::Set {
            top_left: "┬",
            ..border::PLAIN
        }
    };
    Block::new()
        .borders(borders)
        .border_set(set)
        .border_style(theme.style(Role::Dim))
}
