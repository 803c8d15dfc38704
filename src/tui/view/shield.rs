//! A second line behind the tests: where the drawing of a pane panics, that
//! pane says so, and the rest of the screen and all keys go on.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Clear;

use crate::tui::theme::Role;

use super::paint::{Paint, fit, safe};
use super::put::Put;

thread_local! {
    static DRAWING: Cell<bool> = const { Cell::new(false) };
}

/// True while this thread draws a pane whose panic is caught: the terminal is
/// not to be given back for it.
pub fn shielded() -> bool {
    DRAWING.get()
}

/// Draws a pane, or says in its place why it could not be drawn.
pub fn shield(
    frame: &mut Frame<'_>,
    area: Rect,
    paint: Paint<'_>,
    draw: impl FnOnce(&mut Frame<'_>),
) {
    let before = DRAWING.replace(true);
    // What a panic leaves half drawn is cleared below, and nothing else is shared.
    let drawn = catch_unwind(AssertUnwindSafe(|| draw(frame)));
    DRAWING.set(before);
    let Err(why) = drawn else { return };
    let area = area.intersection(frame.area());
    frame.render_widget(Clear, area);
    let text = format!(" this pane could not be drawn: {}", safe(said(&*why)));
    fit(paint.line(text, Role::Alarm), usize::from(area.width)).put(area, frame.buffer_mut());
}

/// What a panic said.
fn said(why: &(dyn Any + Send)) -> &str {
    why.downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| why.downcast_ref::<&str>().copied())
        .unwrap_or("a fault of the program")
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::domain::Vocabulary;
    use crate::tui::theme::Theme;

    #[test]
    fn a_pane_that_panics_says_so_and_the_others_live() {
        let vocabulary = Vocabulary::shipped();
        let paint = Paint {
            theme: Theme::default(),
            vocabulary: &vocabulary,
        };
        let mut terminal = Terminal::new(TestBackend::new(40, 3)).unwrap();
        terminal
            .draw(|frame| {
                let row = |y| Rect::new(0, y, 40, 1);
                shield(frame, row(0), paint, |frame| {
                    paint
                        .line("above", Role::Text)
                        .put(row(0), frame.buffer_mut());
                });
                shield(frame, row(1), paint, |frame| {
                    paint
                        .line("half", Role::Text)
                        .put(row(1), frame.buffer_mut());
                    assert!(shielded());
                    panic!("bad\u{1b}[2J");
                });
                shield(frame, row(2), paint, |frame| {
                    paint
                        .line("below", Role::Text)
                        .put(row(2), frame.buffer_mut());
                });
            })
            .unwrap();
        assert!(!shielded());
        let text = terminal.backend().to_string();
        for line in ["above", " this pane could not be drawn: bad␛[2J ", "below"] {
            assert!(text.contains(line), "{text}");
        }
        assert!(!text.contains("half"));
    }
}
