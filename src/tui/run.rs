//! The loop: draw, wait, take everything in that has arrived, draw once. The
//! same loop runs on the terminal and in tests; what differs is behind
//! [`Wires`].

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::Backend;

use super::app::App;
use super::ending::Ending;
use super::message::{Effect, Event};
use super::update::update;
use super::view;

/// Where events come from and effects go to.
pub trait Wires {
    /// The next event, waiting for it; none when there will be no more.
    fn next(&mut self) -> Option<Event>;
    /// An event that has arrived already.
    fn try_next(&mut self) -> Option<Event>;
    /// Does what an effect asks for, or has it done.
    fn perform(&mut self, effect: Effect);
    /// Time since the program began.
    fn tick(&self) -> Duration;
}

/// Reviews until the analyst leaves.
///
/// # Errors
/// Those of the terminal.
pub fn run<B: Backend, W: Wires>(
    terminal: &mut Terminal<B>,
    app: &mut App,
    wires: &mut W,
) -> Result<(), B::Error> {
    let mut later = Vec::new();
    // What is there already needs no frame without it.
    while let Some(event) = wires.try_next() {
        take(terminal, app, wires, event, &mut later)?;
    }
    let mut stale = true;
    loop {
        if stale {
            draw(terminal, app)?;
            take(terminal, app, wires, Event::Drawn(wires.tick()), &mut later)?;
        }
        for effect in later.drain(..) {
            wires.perform(effect);
        }
        if app.ended {
            return Ok(());
        }
        let Some(event) = wires.next() else {
            return Ok(());
        };
        stale = take(terminal, app, wires, event, &mut later)?;
        while let Some(event) = wires.try_next() {
            stale |= take(terminal, app, wires, event, &mut later)?;
        }
    }
}

/// Draws a frame, in which no cursor is shown. As `Terminal::draw` does it, but
/// the terminal has the frame before the old one is cleared for the next.
fn draw<B: Backend>(terminal: &mut Terminal<B>, app: &App) -> Result<(), B::Error> {
    terminal.autoresize()?;
    view::draw(&mut terminal.get_frame(), app);
    terminal.flush()?;
    terminal.backend_mut().flush()?;
    terminal.swap_buffers();
    Ok(())
}

/// Whether an effect can wait until the frame is drawn: what it asks for is for
/// the next key, and whoever does it would take a processor from the drawing.
fn can_wait(app: &App, effect: &Effect) -> bool {
    match effect {
        Effect::Remember(_) | Effect::Count(..) => true,
        Effect::Load(row) => app.row() != Some(*row),
        _ => false,
    }
}

/// As [`run`], a panic taken for an end: what was decided is still to be saved,
/// and to be told of where it couldn't be.
pub fn run_to_the_end<B: Backend<Error = io::Error>, W: Wires>(
    terminal: &mut Terminal<B>,
    app: &mut App,
    wires: &mut W,
) -> Ending {
    // Afterwards only the ledger's marks are looked at, which are set one by one.
    match catch_unwind(AssertUnwindSafe(|| run(terminal, app, wires))) {
        Ok(Ok(())) => Ending::Left,
        Ok(Err(error)) => Ending::Terminal(error),
        Err(_) => Ending::Panicked,
    }
}

/// Takes one event in; true where the screen may show something else now.
fn take<B: Backend, W: Wires>(
    terminal: &mut Terminal<B>,
    app: &mut App,
    wires: &mut W,
    event: Event,
    later: &mut Vec<Effect>,
) -> Result<bool, B::Error> {
    let before = app.row();
    // Incidents read ahead are for the next key.
    let ahead = matches!(event, Event::Record(row, _) if before != Some(row));
    for effect in update(app, event) {
        match effect {
            Effect::Repaint => terminal.clear()?,
            Effect::Resume => {
                wires.perform(Effect::Resume);
                terminal.clear()?;
            }
            effect if can_wait(app, &effect) => later.push(effect),
            effect => wires.perform(effect),
        }
    }
    Ok(!ahead || app.row() != before)
}
