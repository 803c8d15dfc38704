//! The same review as a linear dialogue: no alternate screen, no cursor
//! movement, one line in and a few lines out. For screen readers, dumb
//! terminals and pipes. State, update, actions and journal are those of the
//! screen.

mod item;

use std::io::{self, BufRead, Write};

use crossterm::event::KeyCode;

use crate::text::one_line as safe;

use super::action::ACTIONS;
use super::app::{App, Lies, Notice, Saving};
use super::hands::Inline;
use super::key::Chord;
use super::message::{Event, OnDisk};
use super::mode::{Confirm, Menu, Mode, Page};
use super::update::update;
use item::item;

/// Reviews line by line until the input ends or the analyst leaves.
///
/// # Errors
/// Those of input and output.
pub fn run(
    app: &mut App,
    hands: &mut Inline,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> io::Result<()> {
    settle(app, hands);
    writeln!(
        out,
        "overrule: {} as {}. A line is a key: a, 1, 0, d, n TEXT, / WORDS, and ? for all; q leaves.",
        safe(&app.session.set),
        safe(app.session.reviewer.as_str())
    )?;
    let mut shown = None;
    loop {
        report(app, out)?;
        // Whoever narrows the queue is told, though the item stays the same.
        let now = (app.target(), app.narrowed());
        if shown.as_ref() != Some(&now) {
            item(app, out)?;
            shown = Some(now);
        }
        if app.ended {
            return Ok(());
        }
        write!(out, "> ")?;
        out.flush()?;
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line)? == 0 {
            writeln!(out)?;
            let effects = super::act::program::quit(app, press(hands, Chord::plain('q')));
            perform(hands, effects);
            settle(app, hands);
            return report(app, out);
        }
        match std::str::from_utf8(&line) {
            Ok(line) => answer(app, hands, line.trim(), out)?,
            Err(_) => writeln!(out, "! that line isn't UTF-8, and nothing was done")?,
        }
    }
}

fn press(hands: &mut Inline, chord: Chord) -> super::action::Press {
    super::action::Press {
        chord,
        stamp: hands.stamp(),
    }
}

fn perform(hands: &mut Inline, effects: Vec<super::message::Effect>) {
    for effect in effects {
        hands.perform(effect);
    }
}

fn give(app: &mut App, hands: &mut Inline, event: Event) {
    let effects = update(app, event);
    perform(hands, effects);
    settle(app, hands);
}

/// Takes in all that came of the effects. Each line is read after the item
/// was written out, so that the item counts as drawn, and a line is a person
/// (or a script) and never a key that repeats.
fn settle(app: &mut App, hands: &mut Inline) {
    while let Some(event) = hands.take() {
        let effects = update(app, event);
        perform(hands, effects);
    }
    app.guard.last = None;
    app.guard.closed_until = std::time::Duration::ZERO;
    let drawn = Event::Drawn(hands.tick());
    let effects = update(app, drawn);
    perform(hands, effects);
}

/// One line: a key and, where it opens a prompt, the text for it.
fn answer(app: &mut App, hands: &mut Inline, line: &str, out: &mut dyn Write) -> io::Result<()> {
    if let Mode::Prompt(..) | Mode::Note(..) = app.mode {
        if line == "esc" {
            let stamp = hands.stamp();
            give(app, hands, Event::Key(Chord::key(KeyCode::Esc), stamp));
            return Ok(());
        }
        return fill(app, hands, line);
    }
    if line.is_empty() {
        return item(app, out);
    }
    if line == "?" {
        return help(app, out);
    }
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let Ok(chord) = word.parse::<Chord>() else {
        return writeln!(out, "! {} is not a key; ? lists them", safe(word));
    };
    let stamp = hands.stamp();
    give(app, hands, Event::Key(chord, stamp));
    let rest = rest.trim();
    match &app.mode {
        Mode::Note(..) | Mode::Prompt(..) if !rest.is_empty() => fill(app, hands, rest),
        Mode::Choose(..) if !rest.is_empty() => {
            let Ok(chord) = rest.parse::<Chord>() else {
                writeln!(out, "! {:?} is none of these letters", safe(rest))?;
                return mode(app, out);
            };
            let stamp = hands.stamp();
            give(app, hands, Event::Key(chord, stamp));
            Ok(())
        }
        _ => {
            if !rest.is_empty() {
                let (word, rest) = (safe(word), safe(rest));
                writeln!(out, "! {word} takes no text: {rest:?} was left out")?;
            }
            mode(app, out)
        }
    }
}

/// Puts a text into the open field in the place of what it holds, and ends it.
fn fill(app: &mut App, hands: &mut Inline, text: &str) -> io::Result<()> {
    if let Mode::Note(_, field) | Mode::Prompt(_, _, field) = &mut app.mode {
        field.clear();
    }
    let stamp = hands.stamp();
    give(app, hands, Event::Paste(text.to_owned(), stamp));
    // What was left out of it, or why it was refused.
    let warned = app.notice.take();
    let came = match &app.mode {
        Mode::Note(_, field) | Mode::Prompt(_, _, field) => !field.is_empty() || text.is_empty(),
        _ => false,
    };
    let enter = if came { KeyCode::Enter } else { KeyCode::Esc };
    let stamp = hands.stamp();
    give(app, hands, Event::Key(Chord::key(enter), stamp));
    if let Some(Notice::Warn(text)) = warned {
        super::act::tell(app, text);
    }
    Ok(())
}

/// What the mode asks for.
fn mode(app: &mut App, out: &mut dyn Write) -> io::Result<()> {
    match &app.mode {
        Mode::Choose(menu, _) => {
            let choices = match menu {
                Menu::Criterion => &app.vocabulary.criteria,
                Menu::Grade => &app.vocabulary.grades,
            };
            for choice in choices {
                writeln!(out, "  {} {}", choice.key, safe(&choice.name))?;
            }
            writeln!(out, "  - takes it back, esc leaves")
        }
        Mode::Note(..) | Mode::Prompt(..) => {
            writeln!(
                out,
                "Type the text on one line; an empty line means none, the word esc leaves."
            )
        }
        Mode::Confirm(Confirm::Every { question }) => writeln!(out, "{}", safe(question)),
        Mode::Confirm(
            Confirm::Turn { question, .. }
            | Confirm::Leave { question }
            | Confirm::Drafts { question }
            | Confirm::Bulk { question, .. },
        ) => {
            writeln!(out, "{} y or n", safe(question))
        }
        Mode::Page(Page::Whole, _) => {
            app.mode = Mode::Review;
            item(app, out)
        }
        Mode::Page(Page::Help, _) | Mode::Palette(..) => {
            app.mode = Mode::Review;
            help(app, out)
        }
        Mode::Review => Ok(()),
    }
}

fn help(app: &App, out: &mut dyn Write) -> io::Result<()> {
    for action in ACTIONS {
        let keys = app.keymap.all_shown(action.name);
        writeln!(out, "  {keys:<18} {}", action.about)?;
    }
    writeln!(
        out,
        "  An empty line shows the item again. `n TEXT` writes a note, `/ WORDS` searches, `f FILTER` filters."
    )
}

/// Notice, latest act, state of saving.
fn report(app: &mut App, out: &mut dyn Write) -> io::Result<()> {
    match app.notice.take() {
        Some(Notice::Say(text)) => writeln!(out, "i {}", safe(&text))?,
        Some(Notice::Warn(text)) => writeln!(out, "! {}", safe(&text))?,
        None => {}
    }
    if let Some(last) = app.last.take() {
        let saved = match app.lies(last.event) {
            Lies::InMemory => "NOT SAVED",
            Lies::Nowhere => "GONE from the disk",
            Lies::Aside => "kept aside",
            Lies::InTheFolder => "saved",
        };
        let on = last.target.as_ref();
        let of = on.and_then(|on| app.elsewhere(on, 40));
        writeln!(
            out,
            "LAST {}{}: {} ({saved})",
            safe(&last.whose),
            safe(&of.unwrap_or_default()),
            safe(&last.what)
        )?;
        app.last = Some(last);
    }
    match &app.saving {
        Saving::Idle | Saving::Under | Saving::Saved(_) => {}
        Saving::Aside { folder, why } => writeln!(
            out,
            "! {} kept aside in {}, not in the set's folder: {}; w tries it again",
            app.aside.len(),
            safe(&folder.display().to_string()),
            safe(why)
        )?,
        Saving::Failed(why) => writeln!(
            out,
            "! {} not saved: {}; w tries again, W FOLDER saves there",
            app.ledger.unsaved(),
            safe(why)
        )?,
    }
    if !app.lost.events.is_empty() {
        writeln!(
            out,
            "! {} gone from {}, where they were on the disk: another program cut or removed journals; put the files back, then ctrl-r looks again",
            app.lost.events.len(),
            safe(&app.session.decisions.display().to_string())
        )?;
    }
    match app.set_on_disk {
        OnDisk::AsOpened => Ok(()),
        OnDisk::Changed => writeln!(
            out,
            "! the set file was changed or replaced since it was opened; leave and open it again"
        ),
        OnDisk::Gone => writeln!(out, "! the set file is not there any more"),
    }
}
