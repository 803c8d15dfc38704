//! Lines into cells. ratatui's own way drops what has no width without a
//! trace and gives a cluster of any length one cell; here a cell holds one
//! part as it was laid out.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::text::{is_plain, parts};

/// Writes itself into the cells of an area; what doesn't fit is left out.
pub trait Put {
    /// Writes.
    fn put(self, area: Rect, buffer: &mut Buffer);
}

impl Put for Line<'_> {
    fn put(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return;
        }
        let mut x = area.x;
        for span in &self.spans {
            let style = self.style.patch(span.style);
            let content = span.content.as_ref();
            if x >= area.right() {
                return;
            }
            // Most text is ASCII, of which every letter is a part and a cell.
            if is_plain(content) {
                let from = buffer.index_of(x, area.y);
                let room = usize::from(area.right() - x);
                let cells = buffer.content[from..].iter_mut().take(room);
                for (at, cell) in cells.enumerate().take(content.len()) {
                    cell.set_symbol(&content[at..=at]).set_style(style);
                }
                if content.len() >= room {
                    return;
                }
                x += content.len() as u16;
                continue;
            }
            for (part, width) in parts(&span.content) {
                let end = x.saturating_add(width);
                if end > area.right() {
                    return;
                }
                for covered in x + 1..end {
                    buffer[(covered, area.y)].reset();
                }
                buffer[(x, area.y)].set_symbol(part).set_style(style);
                x = end;
            }
        }
    }
}

impl Put for Vec<Line<'_>> {
    fn put(self, area: Rect, buffer: &mut Buffer) {
        for (y, line) in (area.y..area.bottom()).zip(self) {
            line.put(
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                buffer,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Color, Style};
    use ratatui::text::Span;

    use super::*;

    fn cells(line: &str, width: u16) -> Vec<String> {
        let mut buffer = Buffer::filled(Rect::new(0, 0, 9, 1), ratatui::buffer::Cell::new("#"));
        Line::from(line).put(Rect::new(1, 0, width, 1), &mut buffer);
        let cells = buffer.content().iter();
        cells.map(|cell| cell.symbol().to_owned()).collect()
    }

    #[test]
    fn a_cell_holds_one_part() {
        assert_eq!(
            cells("a世b", 8),
            ["#", "a", "世", " ", "b", "#", "#", "#", "#"]
        );
        assert_eq!(
            cells("a世b", 2),
            ["#", "a", "#", "#", "#", "#", "#", "#", "#"]
        );
        assert_eq!(cells("ｶﾞx", 8), ["#", "ｶ", "ﾞ", " ", "x", "#", "#", "#", "#"]);
        assert_eq!(
            cells("ab", 2),
            ["#", "a", "b", "#", "#", "#", "#", "#", "#"]
        );
        assert_eq!(cells("abc", 2), cells("ab", 2));
        let family = "👨\u{200d}".repeat(7) + "👨";
        assert_eq!(cells(&family, 8)[1], family);
        let chain = "👨\u{200d}".repeat(30);
        let laid = cells(&chain, 8);
        assert!(laid.iter().all(|cell| cell.len() <= 64), "{laid:?}");
        assert_ne!(laid[3], "#");
    }

    #[test]
    fn what_stands_behind_the_edge_is_left_out() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 1));
        let spans = ["ab", "c", "d", "世"].map(Span::raw);
        Line::from(spans.to_vec()).put(Rect::new(0, 0, 3, 1), &mut buffer);
        let cells = buffer.content().iter().map(|cell| cell.symbol());
        assert_eq!(cells.collect::<String>(), "abc");
    }

    #[test]
    fn lines_stand_below_each_other_in_their_looks() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 2));
        let red = Span::styled("b", Style::default().fg(Color::Red));
        let lines = vec![
            Line::from("a"),
            Line::from(vec![Span::raw("x"), red]),
            Line::from("c"),
        ];
        lines.put(Rect::new(0, 0, 3, 9), &mut buffer);
        assert_eq!(buffer[(0, 0)].symbol(), "a");
        assert_eq!(buffer[(1, 1)].symbol(), "b");
        assert_eq!(buffer[(1, 1)].fg, Color::Red);
    }
}
