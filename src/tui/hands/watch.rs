//! Watches for what ends or stops the program from outside: signals, and a
//! terminal whose far end is gone. What the terminal then needs is the business
//! of `screen`.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use crate::tui::ending::Ending;
use crate::tui::message::Event;

/// The line to the loop for those who end it; the first reason counts.
#[derive(Clone, Debug)]
pub struct Bell {
    to_loop: Sender<Event>,
    reason: Arc<Mutex<Option<Ending>>>,
}

impl Bell {
    /// A bell that nobody has rung.
    pub fn new(to_loop: Sender<Event>) -> Self {
        Self {
            to_loop,
            reason: Arc::default(),
        }
    }

    /// Has the loop end.
    pub fn ring(&self, reason: Ending) {
        let mut kept = self.reason.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get_or_insert(reason);
        // A loop that is gone has ended.
        let _ = self.to_loop.send(Event::Hangup);
    }

    /// Takes out why the bell was rung.
    pub fn take_reason(&self) -> Option<Ending> {
        self.reason
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Rings the bell when the thread that holds the alarm panics.
    pub fn alarm(&self) -> Alarm {
        Alarm(self.clone())
    }
}

/// Held by a thread for as long as it runs.
#[derive(Debug)]
pub struct Alarm(Bell);

impl Drop for Alarm {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.ring(Ending::Panicked);
        }
    }
}

#[cfg(unix)]
pub use unix::Watch;

/// Signals and hang-ups are Unix's.
#[cfg(not(unix))]
#[derive(Debug)]
pub struct Watch;

#[cfg(not(unix))]
impl Watch {
    /// Does nothing.
    ///
    /// # Errors
    /// None.
    pub const fn begin() -> std::io::Result<Self> {
        Ok(Self)
    }

    /// Does nothing.
    pub(super) fn start(
        self,
        _: Sender<Event>,
        _: Bell,
        _: super::Stamper,
        _: Sender<super::writing::Write>,
        _: std::sync::mpsc::Receiver<usize>,
    ) {
    }
}

/// What only Unix has.
#[cfg(unix)]
mod unix {
    use std::io;
    use std::sync::mpsc::{Receiver, Sender};
    use std::time::Duration;

    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;

    use super::Bell;
    use crate::tui::ending::Ending;
    use crate::tui::hands::Stamper;
    use crate::tui::hands::writing::Write;
    use crate::tui::message::Event;
    use crate::tui::screen;

    /// How long the loop has to end by itself, and the program after it.
    const GRACE: Duration = Duration::from_secs(1);

    /// Signals that are caught from now on.
    #[derive(Debug)]
    pub struct Watch(Signals);

    impl Watch {
        /// Catches signals; to be begun before the terminal is taken over, so
        /// that none falls in between.
        ///
        /// # Errors
        /// Those of the system.
        pub fn begin() -> io::Result<Self> {
            let signals = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGCONT];
            Ok(Self(Signals::new(signals)?))
        }

        /// Tells the loop of signals, and of a terminal that is gone. `written`
        /// is what the writer says as it ends: how much isn't saved.
        pub(in crate::tui::hands) fn start(
            mut self,
            to_loop: Sender<Event>,
            bell: Bell,
            mut clock: Stamper,
            write: Sender<Write>,
            written: Receiver<usize>,
        ) {
            std::thread::spawn(watch_the_line);
            std::thread::spawn(move || {
                for signal in self.0.forever() {
                    match signal {
                        SIGCONT => {
                            let _ = to_loop.send(Event::Continued(clock.stamp()));
                        }
                        // Without a shell nobody would have it go on.
                        SIGTSTP if !screen::has_shell() => {}
                        SIGTSTP => {
                            let _ = to_loop.send(Event::Stopped);
                        }
                        _ => {
                            bell.ring(Ending::Signal(signal));
                            return insist(signal, &write, &written);
                        }
                    }
                }
            });
        }
    }

    /// A terminal may go without a signal, where another process leads the
    /// session; waiting for keys would then go round and round for ever.
    fn watch_the_line() {
        if screen::wait_for_hangup().is_ok() {
            let _ = signal_hook::low_level::raise(SIGHUP);
        }
    }

    /// Ends the program where the loop doesn't: it may be drawing on a terminal
    /// that takes no more bytes. Usually the program has ended before the first
    /// wait is over.
    fn insist(signal: i32, write: &Sender<Write>, written: &Receiver<usize>) {
        std::thread::sleep(GRACE);
        let _ = write.send(Write::End);
        let unsaved = written.recv();
        std::thread::sleep(GRACE);
        screen::abandon();
        let code = match unsaved {
            Ok(0) => Ending::Signal(signal).code(),
            _ => 1,
        };
        std::process::exit(code.into());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn the_first_reason_counts_and_every_ring_wakes_the_loop() {
        let (to_loop, events) = channel();
        let bell = Bell::new(to_loop);
        bell.ring(Ending::Signal(15));
        bell.ring(Ending::Panicked);
        assert_eq!(events.try_iter().count(), 2);
        assert!(matches!(bell.take_reason(), Some(Ending::Signal(15))));
    }

    #[test]
    fn only_a_panic_sets_the_alarm_off() {
        let (to_loop, events) = channel();
        let bell = Bell::new(to_loop);
        drop(bell.alarm());
        assert!(events.try_recv().is_err() && bell.take_reason().is_none());
        let alarm = bell.alarm();
        let thread = std::thread::spawn(move || {
            let _alarm = alarm;
            std::panic::resume_unwind(Box::new("on purpose"));
        });
        thread.join().unwrap_err();
        assert!(matches!(events.try_recv(), Ok(Event::Hangup)));
        assert!(matches!(bell.take_reason(), Some(Ending::Panicked)));
    }
}
