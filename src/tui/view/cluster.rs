//! Characters of several letters that stand side by side, as in Thai and
//! Hindi: one cell each.
//!
//! ratatui puts such a cluster into its first cell and takes the next one for
//! covered, but terminals print the letters cell by cell. Left so, the second
//! letter would stay on the screen after its incident is gone.

use ratatui::buffer::Buffer;

use crate::text::cells;

/// Gives every letter that has a width its own cell, with the marks that
/// follow it.
pub fn spread(buffer: &mut Buffer) {
    let width = usize::from(buffer.area.width).max(1);
    for row in buffer.content.chunks_mut(width) {
        for at in 0..row.len() {
            // Most cells hold one character, and what has two letters has more
            // than two bytes: the second isn't ASCII.
            let symbol = row[at].symbol();
            if symbol.len() <= 2 || symbol.chars().nth(1).is_none() {
                continue;
            }
            let letters = letters(row[at].symbol());
            let style = row[at].style();
            let Some(covered) = row.get_mut(at..at + letters.len()) else {
                continue;
            };
            for (cell, letter) in covered.iter_mut().zip(&letters) {
                cell.set_symbol(letter).set_style(style);
            }
        }
    }
}

/// The letters of a cluster, each one cell wide; none where the cluster is a
/// single letter or a wide character, which terminals keep together.
fn letters(cluster: &str) -> Vec<String> {
    if cells(cluster) < 2 {
        return Vec::new();
    }
    let mut letters: Vec<String> = Vec::new();
    let mut spelled = [0; 4];
    for character in cluster.chars() {
        match (
            cells(character.encode_utf8(&mut spelled)),
            letters.last_mut(),
        ) {
            (0, Some(last)) => last.push(character),
            (1, _) => letters.push(character.to_string()),
            _ => return Vec::new(),
        }
    }
    if letters.len() == cells(cluster) {
        letters
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    use super::*;

    #[test]
    fn letters_side_by_side_get_a_cell_each() {
        assert_eq!(letters("पा"), ["प", "ा"]);
        assert_eq!(letters("น้ำ"), ["น้", "ำ"]);
        for whole in ["a", "é", "ё", "日", "👩‍🔬", ""] {
            assert!(letters(whole).is_empty(), "{whole}");
        }
    }

    #[test]
    fn both_cells_look_alike_and_nothing_else_moves() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let red = Style::default().fg(Color::Red);
        buffer.set_string(0, 0, "xपा日z", red);
        spread(&mut buffer);
        let symbols: Vec<&str> = buffer.content().iter().map(|cell| cell.symbol()).collect();
        assert_eq!(symbols, ["x", "प", "ा", "日", " ", "z"]);
        assert_eq!(buffer[(2, 0)].fg, Color::Red);
    }
}
