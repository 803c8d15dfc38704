//! Where everything stands on a screen of a given size. Pure arithmetic.

use ratatui::layout::{Constraint, Layout, Rect};

/// The kinds of screen, by width (and, at the lower end, height).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// Too small for a review.
    Tiny,
    /// One pane at a time.
    One,
    /// Summary above, articles and rationale side by side.
    Two,
    /// Summary, articles and rationale side by side.
    Three,
    /// The same with the queue on the left and a column of background on the right.
    Four,
}

/// The places. A place that a shape doesn't have is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Set, reviewer, progress, saving.
    pub header: Rect,
    /// The queue, as a strip (one row) or a list.
    pub queue: Rect,
    /// The incident: title, summary, flags.
    pub summary: Rect,
    /// The articles.
    pub articles: Rect,
    /// The rationale.
    pub rationale: Rect,
    /// Definition and history.
    pub background: Rect,
    /// The latest act.
    pub last: Rect,
    /// What a key acts on, and the keys.
    pub keys: Rect,
}

impl Shape {
    /// The shape of a screen.
    pub const fn of(width: u16, height: u16) -> Self {
        if width < 40 || height < 12 {
            Self::Tiny
        } else if width < 72 || height < 16 {
            // Side by side, panes this low would hold nothing but frames.
            Self::One
        } else if width < 110 {
            Self::Two
        } else if width < 200 {
            Self::Three
        } else {
            Self::Four
        }
    }
}

/// Divides a screen.
pub fn places((width, height): (u16, u16)) -> Places {
    let shape = Shape::of(width, height);
    let area = Rect::new(0, 0, width, height);
    let header = match shape {
        Shape::Three if height >= 30 => 2,
        _ => 1,
    };
    let queue = match shape {
        Shape::Tiny | Shape::Four => 0,
        Shape::One => u16::from(height >= 20),
        Shape::Three if height >= 34 => 6,
        _ => 1,
    };
    let keys = match shape {
        Shape::One if height < 20 => 2,
        Shape::One | Shape::Two | Shape::Four => 3,
        Shape::Tiny | Shape::Three => 4,
    };
    let [header, queue, body, last, keys] = Layout::vertical([
        Constraint::Length(header),
        Constraint::Length(queue),
        Constraint::Min(1),
        Constraint::Length(1),
        Constraint::Length(keys),
    ])
    .areas(area);
    let mut places = Places {
        header,
        queue,
        last,
        keys,
        ..Places::default()
    };
    places.divide(shape, body);
    places
}

impl Places {
    /// Divides what lies between header and footer.
    fn divide(&mut self, shape: Shape, body: Rect) {
        match shape {
            Shape::Tiny => {}
            Shape::One => self.rationale = body,
            Shape::Two => {
                let summary = match body.height {
                    24.. => 8,
                    14.. => 6,
                    low => low / 3,
                };
                let [summary, below] =
                    Layout::vertical([Constraint::Length(summary), Constraint::Min(1)]).areas(body);
                let [articles, rationale] =
                    Layout::horizontal([Constraint::Percentage(42), Constraint::Min(1)])
                        .areas(below);
                (self.summary, self.articles, self.rationale) = (summary, articles, rationale);
            }
            Shape::Three => {
                let [summary, articles, rationale] = Layout::horizontal([
                    Constraint::Percentage(31),
                    Constraint::Percentage(34),
                    Constraint::Min(1),
                ])
                .areas(body);
                (self.summary, self.articles, self.rationale) = (summary, articles, rationale);
            }
            Shape::Four => {
                let [queue, summary, articles, rationale, background] = Layout::horizontal([
                    Constraint::Percentage(22),
                    Constraint::Percentage(19),
                    Constraint::Percentage(20),
                    Constraint::Min(1),
                    Constraint::Percentage(18),
                ])
                .areas(body);
                self.queue = queue;
                (self.summary, self.articles, self.rationale) = (summary, articles, rationale);
                self.background = background;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_lies_on_the_screen_and_none_overlap() {
        for width in [40, 71, 72, 80, 109, 110, 120, 199, 200, 300] {
            for height in [12, 19, 20, 24, 30, 40, 50, 90] {
                let all = places((width, height));
                let list = [
                    all.header,
                    all.queue,
                    all.summary,
                    all.articles,
                    all.rationale,
                    all.background,
                    all.last,
                    all.keys,
                ];
                for (at, one) in list.iter().enumerate() {
                    assert!(one.right() <= width && one.bottom() <= height);
                    for other in &list[at + 1..] {
                        assert!(one.intersection(*other).is_empty(), "{width}x{height}");
                    }
                }
                assert!(all.rationale.height >= 4, "{width}x{height}: {all:?}");
            }
        }
    }
}
