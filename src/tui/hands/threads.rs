//! Hands in threads, joined to the loop by one channel: one thread waits for
//! keys, one reads the set, one writes the journal. Nobody wakes up without
//! being asked, except the writer while something isn't saved.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use crossterm::event::{Event as Input, KeyEventKind};

use crate::domain::Event as Deed;
use crate::domain::event::Head;
use crate::tui::key::Chord;
use crate::tui::message::{Effect, Event, Position};
use crate::tui::run::Wires;
use crate::tui::screen;

use super::{Keeper, Reader, Scribe, Stamper};

/// What the reading thread is asked for.
enum Read {
    Load(u32),
    Search(u64, String),
    Reread,
    Look(Option<PathBuf>),
}

/// What the writing thread is asked for.
enum Write {
    Append(Vec<Deed>),
    Retry,
    SaveTo(PathBuf),
    Cite(BTreeMap<String, Head>),
    Remember(Position),
    Name(crate::domain::ReviewerId),
    End,
}

/// The loop's end of the threads.
pub struct Threads {
    events: Receiver<Event>,
    read: Sender<Read>,
    write: Sender<Write>,
    writer: Option<std::thread::JoinHandle<()>>,
    clock: Stamper,
}

impl Threads {
    /// Starts the threads.
    pub fn start(reader: Reader, scribe: Scribe, keeper: Keeper) -> Self {
        let clock = Stamper::default();
        let (send, events) = channel();
        let (read, read_requests) = channel();
        let (write, write_requests) = channel();
        let (to_loop, own_clock) = (send.clone(), clock.clone());
        std::thread::spawn(move || wait_for_keys(&to_loop, own_clock));
        let to_loop = send.clone();
        std::thread::spawn(move || keep_reading(reader, &read_requests, &to_loop));
        let to_loop = send.clone();
        let own_clock = clock.clone();
        let writer = std::thread::spawn(move || {
            keep_writing(scribe, &keeper, &write_requests, &to_loop, own_clock)
        });
        watch_signals(send);
        Self {
            events,
            read,
            write,
            writer: Some(writer),
            clock,
        }
    }

    /// Waits until everything that was asked for is written, and returns what
    /// came of it and whatever else was still to be told.
    pub fn finish(mut self) -> Vec<Event> {
        let _ = self.write.send(Write::End);
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
        self.events.try_iter().collect()
    }
}

impl Wires for Threads {
    fn next(&mut self) -> Option<Event> {
        self.events.recv().ok()
    }

    fn try_next(&mut self) -> Option<Event> {
        self.events.try_recv().ok()
    }

    fn tick(&self) -> Duration {
        self.clock.tick()
    }

    fn perform(&mut self, effect: Effect) {
        // A thread that is gone can only mean that the program is ending.
        let _ = match effect {
            Effect::Load(row) => self.read.send(Read::Load(row)).ok(),
            Effect::Search { search, words } => self.read.send(Read::Search(search, words)).ok(),
            Effect::Reread => self.read.send(Read::Reread).ok(),
            Effect::Look(own) => self.read.send(Read::Look(own)).ok(),
            Effect::Append(deeds) => self.write.send(Write::Append(deeds)).ok(),
            Effect::Retry => self.write.send(Write::Retry).ok(),
            Effect::SaveTo(folder) => self.write.send(Write::SaveTo(folder)).ok(),
            Effect::Cite(heads) => self.write.send(Write::Cite(heads)).ok(),
            Effect::Remember(position) => self.write.send(Write::Remember(position)).ok(),
            Effect::Name(name) => self.write.send(Write::Name(name)).ok(),
            Effect::Copy(text) => screen::copy(&text).ok(),
            Effect::Suspend => screen::suspend().ok(),
            Effect::Repaint => None,
        };
    }
}

/// A terminal event as the loop knows it; none for what doesn't matter.
fn translate(input: Input, clock: &mut Stamper) -> Option<Event> {
    match input {
        Input::Key(key) if key.kind != KeyEventKind::Release => {
            Some(Event::Key(Chord::from(key), clock.stamp()))
        }
        Input::Paste(text) => Some(Event::Paste(text, clock.stamp())),
        Input::Resize(width, height) => Some(Event::Resize(width, height)),
        Input::FocusGained => Some(Event::FocusIn(clock.stamp())),
        _ => None,
    }
}

fn wait_for_keys(to_loop: &Sender<Event>, mut clock: Stamper) {
    loop {
        match crossterm::event::read() {
            Ok(input) => {
                if let Some(event) = translate(input, &mut clock)
                    && to_loop.send(event).is_err()
                {
                    return;
                }
            }
            Err(_) => {
                let _ = to_loop.send(Event::Hangup);
                return;
            }
        }
    }
}

fn keep_reading(mut reader: Reader, requests: &Receiver<Read>, to_loop: &Sender<Event>) {
    loop {
        let request = if reader.busy() {
            requests.try_recv().ok()
        } else {
            match requests.recv() {
                Ok(request) => Some(request),
                Err(_) => return,
            }
        };
        let events = match request {
            Some(Read::Load(row)) => reader.load(row),
            Some(Read::Search(number, words)) => {
                reader.search(number, &words);
                Vec::new()
            }
            Some(Read::Reread) => reader.reread(),
            Some(Read::Look(own)) => reader.look(own.as_deref()),
            None => reader.work(),
        };
        for event in events {
            if to_loop.send(event).is_err() {
                return;
            }
        }
    }
}

/// The first pause before trying again what couldn't be written; it doubles up to the last.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

fn keep_writing(
    mut scribe: Scribe,
    keeper: &Keeper,
    requests: &Receiver<Write>,
    to_loop: &Sender<Event>,
    mut clock: Stamper,
) {
    let mut pause = PAUSE;
    for event in scribe.begin(clock.stamp().at) {
        if to_loop.send(event).is_err() {
            return;
        }
    }
    loop {
        let request = if scribe.failing() {
            match requests.recv_timeout(pause) {
                Ok(request) => request,
                Err(RecvTimeoutError::Timeout) => Write::Retry,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        } else {
            pause = PAUSE;
            match requests.recv() {
                Ok(request) => request,
                Err(_) => return,
            }
        };
        let now = clock.stamp().at;
        let mut last = false;
        let events = match request {
            Write::Append(deeds) => scribe.append(deeds, now),
            Write::Retry => {
                pause = (pause * 2).min(LONGEST_PAUSE);
                scribe.retry(now)
            }
            Write::SaveTo(folder) => scribe.save_to(folder, now),
            Write::Cite(heads) => {
                scribe.cite(heads);
                Vec::new()
            }
            Write::Remember(position) => {
                keeper.remember(&position);
                Vec::new()
            }
            Write::Name(name) => {
                keeper.name(&name);
                Vec::new()
            }
            Write::End => {
                last = true;
                // The last chance of what is in memory alone.
                if scribe.failing() {
                    scribe.retry(now)
                } else {
                    Vec::new()
                }
            }
        };
        for event in events {
            if to_loop.send(event).is_err() {
                return;
            }
        }
        if last {
            return;
        }
    }
}

#[cfg(unix)]
fn watch_signals(to_loop: Sender<Event>) {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM, SIGCONT])
    else {
        return;
    };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let event = if signal == SIGCONT {
                let Ok((width, height)) = crossterm::terminal::size() else {
                    continue;
                };
                Event::Resize(width, height)
            } else {
                Event::Hangup
            };
            if to_loop.send(event).is_err() {
                return;
            }
        }
    });
}

#[cfg(not(unix))]
fn watch_signals(_: Sender<Event>) {}
