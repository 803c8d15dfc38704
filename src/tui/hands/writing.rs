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
    keeper: &'a mut Keeper,
    /// A place to remember, once there is time for it.
    place: Option<Position>,
    pause: Pause,
    clock: Stamper,
}

/// When to try again what couldn't be written.
#[derive(Debug)]
struct Pause {
    length: Duration,
    /// When it ends; none before it has begun.
    ends: Option<Duration>,
}

impl Default for Pause {
    fn default() -> Self {
        Self {
            length: PAUSE,
            ends: None,
        }
    }
}

impl Pause {
    /// How much of it is left; it goes on whatever else is asked for meanwhile.
    fn left(&mut self, now: Duration) -> Duration {
        let ends = *self.ends.get_or_insert(now + self.length);
        ends.saturating_sub(now)
    }

    /// It was tried, and the next pause will be longer.
    fn tried(&mut self) {
        self.length = (self.length * 2).min(LONGEST_PAUSE);
        self.ends = None;
    }
}

/// Writes until it is asked to end; gives how many events it couldn't write.
pub(super) fn keep_writing(
    scribe: Scribe,
    keeper: &mut Keeper,
    requests: &Receiver<Write>,
    to_loop: &Sender<Event>,
    clock: Stamper,
) -> usize {
    let mut desk = Desk {
        scribe,
        keeper,
        place: None,
        pause: Pause::default(),
        clock,
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
        events = desk.write(request);
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
            let again = match self.scribe.failing() {
                true => Some(self.pause.left(self.clock.tick())),
                false => {
                    self.pause = Pause::default();
                    None
                }
            };
            if again == Some(Duration::ZERO) {
                return Some(Write::Retry);
            }
            let settled = self.place.is_some().then_some(SETTLED);
            let asked = match again.into_iter().chain(settled).min() {
                Some(wait) => requests.recv_timeout(wait),
                None => requests.recv().map_err(RecvTimeoutError::from),
            };
            match asked {
                Ok(request) => return Some(request),
                Err(RecvTimeoutError::Disconnected) => return None,
                // If it was the pause that ended, the next round says so.
                Err(RecvTimeoutError::Timeout) => self.settle(),
            }
        }
    }

    fn write(&mut self, request: Write) -> Vec<Event> {
        let now: At = self.clock.stamp().at;
        match request {
            Write::Append(deeds) => return self.scribe.append(deeds, now),
            Write::Retry => {
                self.pause.tried();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_goes_on_whatever_is_asked_for_meanwhile() {
        let seconds = Duration::from_secs;
        let mut pause = Pause::default();
        assert_eq!(pause.left(seconds(10)), seconds(1));
        assert_eq!(pause.left(seconds(11)), Duration::ZERO);
        for _ in 0..9 {
            pause.tried();
        }
        assert_eq!(pause.left(seconds(20)), LONGEST_PAUSE);
        // A key every few seconds, and it ends when it would have.
        assert_eq!(pause.left(seconds(35)), seconds(15));
        assert_eq!(pause.left(seconds(49)), seconds(1));
        assert_eq!(pause.left(seconds(51)), Duration::ZERO);
    }
}
