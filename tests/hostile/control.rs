//! Controls: with the filters off, these tests do find what they look for.

use overrule::tui::gate::Gate;
use ratatui::Terminal;
use ratatui::text::Span;

use crate::grammar;
use crate::tape::Tape;

/// A view that forgets to make its text safe, cell by cell and by a span.
fn careless(frame: &mut ratatui::Frame<'_>, text: &str) {
    frame.buffer_mut()[(0, 0)].set_symbol(text);
    frame.render_widget(Span::raw(text), ratatui::layout::Rect::new(0, 1, 20, 1));
}

const BAD: &[&str] = &[
    "a\u{1b}]0;title\u{7}",
    "a\u{1b}[3J",
    "a\u{9b}2J",
    "a\u{202e}b",
    "a\u{200d}",
    "a\u{e0041}\u{e0042}",
    "\u{e000}",
    "a\u{200b}",
];

#[test]
fn without_the_gate_the_grammar_finds_it() {
    for bad in BAD {
        let (tape, kept) = Tape::new((20, 2));
        let mut terminal = Terminal::new(tape).unwrap();
        terminal.draw(|frame| careless(frame, bad)).unwrap();
        assert!(grammar::check(&kept.bytes()).is_err(), "{bad:?}");
    }
}

#[test]
fn the_gate_stops_and_counts_it() {
    for bad in BAD {
        let (tape, kept) = Tape::new((20, 2));
        let mut terminal = Terminal::new(Gate::new(tape)).unwrap();
        terminal.draw(|frame| careless(frame, bad)).unwrap();
        assert_eq!(grammar::check(&kept.bytes()), Ok(()), "{bad:?}");
        assert!(terminal.backend().refused() > 0, "{bad:?}");
    }
}
