//! The loop of the thread that writes: the journal first, and what the program
//! remembers once nothing else waits. It sleeps until it is asked, but for what
//! couldn't be written yet.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use crate::domain::event::Head;
use crate::domain::{At, Event as Deed};
use crate::tui::message::{Event, Position};

use super::{Keeper, Scribe, Stamper};

/// What the writing thread is asked for.
pub(super) enum Write {
    Append(Vec<Deed>),
    Retry,
    /// Look whether what was written is still there.
    Look,
    SaveTo(PathBuf),
    Cite(BTreeMap<String, Head>),
    Remember(Position),
    Name(crate::domain::ReviewerId),
    /// Try once more what couldn't be written, and end.
    End,
}

/// The first pause before trying again what couldn't be written; it doubles up to the last.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A place is written once nothing else was for so long: no decision waits for it.
const SETTLED: Duration = Duration::from_millis(300);

/// What the writing thread has at hand.
struct Desk<'a> {
    scribe: Scribe,
    keeper: &'a Keeper,
    /// A place to remember, once there is time for it.
    place: Option<Position>,
    pause: Duration,
}

/// Writes until it is asked to end; gives how many events it couldn't write.
pub(super) fn keep_writing(
    scribe: Scribe,
    keeper: &Keeper,
    requests: &Receiver<Write>,
    to_loop: &Sender<Event>,
    mut clock: Stamper,
) -> usize {
    let mut desk = Desk {
        scribe,
        keeper,
        place: None,
        pause: PAUSE,
    };
    let mut events = Vec::new();
    loop {
        for event in events {
            if to_loop.send(event).is_err() {
                return desk.scribe.unsaved();
            }
        }
        let Some(request) = desk.next(requests) else {
            return desk.scribe.unsaved();
        };
        let last = matches!(request, Write::End);
        events = desk.write(request, clock.stamp().at);
        if last {
            for event in events {
                let _ = to_loop.send(event);
            }
            return desk.scribe.unsaved();
        }
    }
}

impl Desk<'_> {
    /// What to write next; none when nobody can ask any more.
    fn next(&mut self, requests: &Receiver<Write>) -> Option<Write> {
        loop {
            let wait = if self.scribe.failing() {
                Some(self.pause)
            } else {
                self.pause = PAUSE;
                self.place.is_some().then_some(SETTLED)
            };
            let asked = match wait {
                Some(wait) => requests.recv_timeout(wait),
                None => requests.recv().map_err(RecvTimeoutError::from),
            };
            match asked {
                Ok(request) => return Some(request),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) if self.place.is_some() => self.settle(),
                Err(RecvTimeoutError::Timeout) => return Some(Write::Retry),
            }
        }
    }

    fn write(&mut self, request: Write, now: At) -> Vec<Event> {
        match request {
            Write::Append(deeds) => return self.scribe.append(deeds, now),
            Write::Retry => {
                self.pause = (self.pause * 2).min(LONGEST_PAUSE);
                return self.scribe.retry(now);
            }
            Write::Look => return self.scribe.look(now),
            Write::SaveTo(folder) => return self.scribe.save_to(folder, now),
            Write::Cite(heads) => self.scribe.cite(heads),
            Write::Remember(position) => self.place = Some(position),
            Write::Name(name) => self.keeper.name(&name),
            Write::End => {
                self.settle();
                let mut events = self.scribe.look(now);
                // The last chance of what is in memory alone.
                if self.scribe.failing() {
                    events.extend(self.scribe.retry(now));
                }
                return events;
            }
        }
        Vec::new()
    }

    fn settle(&mut self) {
        if let Some(position) = self.place.take() {
            self.keeper.remember(&position);
        }
    }
}
