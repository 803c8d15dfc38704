//! Hands in threads, joined to the loop by one channel: one thread waits for
//! keys, one reads the set, one writes the journal, others search, order, index
//! and write what is large. Nobody wakes up without being asked, except the
//! writer while something isn't saved.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crossterm::event::Event as Input;

use crate::tui::app::App;
use crate::tui::ending::Ending;
use crate::tui::key::Chord;
use crate::tui::message::{Effect, Event};
use crate::tui::run::Wires;
use crate::tui::screen;
use crate::tui::update::update;

use super::lookout::{Looking, keep_looking};
use super::readers::{Read, Serve, keep_reading, keep_seeking, keep_serving, survey};
use super::watch::Bell;
use super::writing::{Write, keep_writing};
use super::{Clerk, Keeper, Lookout, Reader, Scribe, Seeker, Stamper, Surveyor, Watch};

/// The loop's end of the threads.
pub struct Threads {
    events: Receiver<Event>,
    to_loop: Sender<Event>,
    bell: Bell,
    read: Sender<Read>,
    decided: Sender<Looking>,
    clerk: Clerk,
    seek: Sender<(u64, String)>,
    serve: Sender<Serve>,
    write: Sender<Write>,
    writer: Option<JoinHandle<()>>,
    /// While it is there, what can wait leaves the processors to the first frame.
    undrawn: Option<Sender<()>>,
    clock: Stamper,
}

impl Threads {
    /// Starts the threads; `watch` was begun before the terminal was taken.
    pub fn start(
        mut reader: Reader,
        lookout: Lookout,
        scribe: Scribe,
        keeper: Keeper,
        watch: Watch,
    ) -> Self {
        let clock = Stamper::default();
        let (to_loop, events) = channel();
        // What the first frame shows is there before it is drawn.
        send_all(&to_loop, reader.begin());
        let (read, read_requests) = channel();
        let (decided, looks) = channel();
        let (say_begun, begun) = channel();
        let (seek, searches) = channel();
        let (serve, jobs) = channel();
        let (write, write_requests) = channel();
        let (say_written, written) = channel();
        let bell = Bell::new(to_loop.clone());
        let (own_clock, own_bell) = (clock.clone(), bell.clone());
        beside(&to_loop, &bell, move |out| {
            wait_for_keys(out, own_clock, &own_bell);
        });
        let surveyor = Surveyor::new(&reader);
        let clerk = Clerk::new(&reader, &scribe);
        let seeker = Seeker::new(&reader);
        beside(&to_loop, &bell, move |out| {
            keep_reading(reader, &read_requests, out);
        });
        beside(&to_loop, &bell, move |out| {
            // What waited elsewhere is moved up first: a line of our own that is
            // half written would be taken for one that was cut off.
            let _ = begun.recv();
            keep_looking(lookout, &looks, out);
        });
        let (undrawn, drawn) = channel();
        beside(&to_loop, &bell, move |out| {
            // Nothing is sent: the other end goes once the first frame is drawn.
            let _ = drawn.recv();
            survey(surveyor, out);
        });
        beside(&to_loop, &bell, move |out| {
            keep_seeking(seeker, &searches, out)
        });
        beside(&to_loop, &bell, move |out| keep_serving(&jobs, out));
        let mut own_clock = clock.clone();
        let writer = beside(&to_loop, &bell, move |out| {
            let (mut scribe, mut keeper) = (scribe, keeper);
            let events = scribe.begin(own_clock.stamp().at);
            let _ = say_begun.send(());
            send_all(out, events);
            let left = keep_writing(scribe, &mut keeper, &write_requests, out, own_clock);
            let _ = say_written.send(left);
        });
        let (out, own_bell, own_clock) = (to_loop.clone(), bell.clone(), clock.clone());
        watch.start(out, own_bell, own_clock, write.clone(), written);
        Self {
            events,
            to_loop,
            bell,
            read,
            decided,
            clerk,
            seek,
            serve,
            write,
            writer: Some(writer),
            undrawn: Some(undrawn),
            clock,
        }
    }

    /// Waits until everything that was asked for is written, takes in what came
    /// of it, and says how the review ended: as the loop says, unless it was
    /// ended from outside.
    pub fn finish(mut self, app: &mut App, ending: Ending) -> Ending {
        self.join();
        for event in self.events.try_iter() {
            match event {
                // Who has panicked once is asked for nothing but the marks.
                Event::Saved(ids, _) if matches!(ending, Ending::Panicked) => {
                    for id in ids {
                        app.ledger.saved(id);
                    }
                }
                _ if matches!(ending, Ending::Panicked) => {}
                // What was written on the way out counts; nothing more is begun.
                event => drop(update(app, event)),
            }
        }
        match (ending, self.bell.take_reason()) {
            (Ending::Panicked, _) | (_, Some(Ending::Panicked)) => Ending::Panicked,
            // Writing may fail before word of the hang-up has come.
            (Ending::Terminal(_), None | Some(Ending::Terminal(_))) if screen::hung_up() => {
                Ending::HANGUP
            }
            (_, Some(reason)) => reason,
            (ending, None) => ending,
        }
    }

    // A thread that is gone can only mean that the program is ending.
    fn read(&self, request: Read) {
        let _ = self.read.send(request);
    }

    fn look(&self, request: Looking) {
        self.read(Read::Look);
        // First of all, as it may write anew what isn't there any more.
        self.write(Write::Look);
        let _ = self.decided.send(request);
    }

    fn write(&self, request: Write) {
        let _ = self.write.send(request);
    }

    fn say(&self, event: Event) {
        let _ = self.to_loop.send(event);
    }

    fn join(&mut self) {
        self.write(Write::End);
        if let Some(writer) = self.writer.take() {
            // A writer that panicked has rung the bell.
            let _ = writer.join();
        }
    }

    /// Takes the terminal over again, or ends the review.
    fn resume(&self) {
        if let Err(error) = screen::resume() {
            self.bell.ring(Ending::Terminal(error));
        }
        if let Ok((width, height)) = screen::size() {
            self.say(Event::Resize(width, height));
        }
    }

    fn suspend(&self) {
        let failed = if screen::has_shell() {
            screen::stop_job().err().map(|error| error.to_string())
        } else {
            Some("no shell is there to go back to".to_owned())
        };
        if let Some(why) = failed {
            self.say(Event::Trouble(format!("not suspended: {why}")));
        }
    }

    fn stop(&self) {
        if let Err(error) = screen::stop() {
            self.say(Event::Continued(self.clock.clone().stamp()));
            self.say(Event::Trouble(format!("not suspended: {error}")));
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.join();
    }
}

impl Wires for Threads {
    fn next(&mut self) -> Option<Event> {
        self.undrawn = None;
        self.events.recv().ok()
    }

    fn try_next(&mut self) -> Option<Event> {
        self.events.try_recv().ok()
    }

    fn tick(&self) -> Duration {
        self.clock.tick()
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Load(row) => self.read(Read::Load(row)),
            Effect::Lines(rows) => self.read(Read::Lines(rows)),
            Effect::Search { search, words } => {
                let _ = self.seek.send((search, words));
            }
            Effect::Serve(job) => {
                let _ = self.serve.send(Serve::Job(job));
            }
            Effect::Count(heads, marks) => {
                let _ = self.serve.send(Serve::Count(heads, marks));
            }
            Effect::Reread => self.look(Looking::Reread),
            Effect::Look(own) => self.look(Looking::Look(own)),
            Effect::Compare => {
                let _ = self.decided.send(Looking::Compare);
            }
            Effect::Append(deeds) => self.write(Write::Append(deeds)),
            Effect::Bulk(order) => {
                let clerk = self.clerk.clone();
                beside(&self.to_loop, &self.bell, move |out| {
                    // A loop that is gone has ended.
                    clerk.carry_out(*order, &mut |event| drop(out.send(event)));
                });
            }
            Effect::Retry => self.write(Write::Retry),
            Effect::SaveTo(folder) => self.write(Write::SaveTo(folder)),
            Effect::Cite(heads) => self.write(Write::Cite(heads)),
            Effect::Remember(position) => self.write(Write::Remember(position)),
            Effect::Name(name) => self.write(Write::Name(name)),
            Effect::Copy(text) => {
                // A terminal that can't be written to fails the next frame.
                let _ = screen::copy(&text);
            }
            Effect::Suspend => self.suspend(),
            Effect::Stop => self.stop(),
            Effect::Resume => self.resume(),
            Effect::Repaint => {}
        }
    }
}

/// A loop that is gone takes none.
fn send_all(out: &Sender<Event>, events: Vec<Event>) {
    for event in events {
        let _ = out.send(event);
    }
}

/// Starts a thread that works beside the loop and tells it what it finds.
fn beside(
    to_loop: &Sender<Event>,
    bell: &Bell,
    work: impl FnOnce(&Sender<Event>) + Send + 'static,
) -> JoinHandle<()> {
    let (out, alarm) = (to_loop.clone(), bell.alarm());
    std::thread::spawn(move || {
        let _alarm = alarm;
        work(&out);
    })
}

/// A terminal event as the loop knows it; none for what doesn't matter.
fn translate(input: Input, clock: &mut Stamper) -> Option<Event> {
    match input {
        Input::Key(key) if key.is_press() => Some(Event::Key(Chord::from(key), clock.stamp())),
        Input::Paste(text) => Some(Event::Paste(text, clock.stamp())),
        Input::Resize(width, height) => {
            let (width, height) = screen::known(width, height);
            Some(Event::Resize(width, height))
        }
        Input::FocusGained => Some(Event::FocusIn(clock.stamp())),
        _ => None,
    }
}

fn wait_for_keys(to_loop: &Sender<Event>, mut clock: Stamper, bell: &Bell) {
    loop {
        match crossterm::event::read() {
            Ok(input) => {
                if let Some(event) = translate(input, &mut clock)
                    && to_loop.send(event).is_err()
                {
                    return;
                }
            }
            Err(error) => {
                bell.ring(Ending::Terminal(error));
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

    use super::*;

    #[test]
    fn only_a_press_is_a_key() {
        for (kind, counts) in [
            (KeyEventKind::Press, true),
            (KeyEventKind::Repeat, false),
            (KeyEventKind::Release, false),
        ] {
            let key = KeyEvent::new_with_kind(KeyCode::Char('a'), KeyModifiers::NONE, kind);
            let event = translate(Input::Key(key), &mut Stamper::default());
            assert_eq!(event.is_some(), counts, "{kind:?}");
        }
    }
}
