//! Hands that work at once and in order: for the plain dialogue and for tests.

use std::collections::VecDeque;
use std::time::Duration;

use crate::tui::message::{Effect, Event};

use crate::review::queue::Server;

use super::{Clerk, Keeper, Lookout, Reader, Scribe, Seeker, Stamper, Surveyor, server};

/// Works at once.
pub struct Inline {
    reader: Reader,
    lookout: Lookout,
    surveyor: Surveyor,
    seeker: Seeker,
    clerk: Clerk,
    server: Server,
    scribe: Scribe,
    keeper: Keeper,
    /// What was copied to the clipboard last.
    pub copied: Option<String>,
    clock: Stamper,
    ready: VecDeque<Event>,
}

impl Inline {
    /// Hands that work at once.
    pub fn new(
        mut reader: Reader,
        mut lookout: Lookout,
        mut scribe: Scribe,
        keeper: Keeper,
    ) -> Self {
        let mut clock = Stamper::default();
        let mut ready: VecDeque<Event> = reader.begin().into();
        ready.extend(scribe.begin(clock.stamp().at));
        ready.extend(lookout.begin());
        Self {
            surveyor: Surveyor::new(&reader),
            seeker: Seeker::new(&reader),
            clerk: Clerk::new(&reader, &scribe),
            server: Server::default(),
            reader,
            lookout,
            scribe,
            keeper,
            copied: None,
            clock,
            ready,
        }
    }

    /// Reads the whole set, and searches to the end.
    fn finish(&mut self) {
        while self.surveyor.busy() {
            let events = self.surveyor.work();
            self.ready.extend(events);
        }
        while self.seeker.busy() {
            let events = self.seeker.work();
            self.ready.extend(events);
        }
    }

    /// What has come of the effects so far.
    pub fn take(&mut self) -> Option<Event> {
        if self.ready.is_empty() {
            self.finish();
        }
        self.ready.pop_front()
    }

    /// Time since the hands were made.
    pub fn tick(&self) -> Duration {
        self.clock.tick()
    }

    /// A stamp for a key that is pressed now.
    pub fn stamp(&mut self) -> crate::tui::message::Stamp {
        self.clock.stamp()
    }

    fn look(&mut self) {
        let now = self.clock.stamp().at;
        self.ready.extend(self.reader.look());
        self.ready.extend(self.scribe.look(now));
    }

    /// Does what an effect asks for.
    pub fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Load(row) => {
                let events = self.reader.load(row);
                self.ready.extend(events);
            }
            Effect::Lines(rows) => {
                let lines = self.reader.lines(&rows);
                self.ready.push_back(lines);
            }
            Effect::Serve(job) => {
                let served = server::serve(&mut self.server, &job);
                self.ready.push_back(served);
            }
            Effect::Count(heads, marks) => {
                self.ready.push_back(server::count(&heads, &marks));
            }
            Effect::Append(deeds) => {
                let now = self.clock.stamp().at;
                let events = self.scribe.append(deeds, now);
                self.ready.extend(events);
            }
            Effect::Retry => {
                let now = self.clock.stamp().at;
                let events = self.scribe.retry(now);
                self.ready.extend(events);
            }
            Effect::SaveTo(folder) => {
                let now = self.clock.stamp().at;
                let events = self.scribe.save_to(folder, now);
                self.ready.extend(events);
            }
            Effect::Bulk(order) => {
                let ready = &mut self.ready;
                self.clerk
                    .carry_out(*order, &mut |event| ready.push_back(event));
            }
            Effect::Cite(heads) => self.scribe.cite(heads),
            Effect::Search { search, words } => self.seeker.search(search, &words),
            Effect::Copy(text) => self.copied = Some(text),
            Effect::Remember(position) => self.keeper.remember(&position),
            Effect::Name(name) => self.keeper.name(&name),
            Effect::Reread => {
                self.look();
                self.ready.extend(self.lookout.reread());
            }
            Effect::Look(own) => {
                self.look();
                self.ready.extend(self.lookout.look(own.as_deref()));
            }
            Effect::Compare => self.ready.extend(self.lookout.compare()),
            Effect::Repaint | Effect::Suspend | Effect::Stop | Effect::Resume => {}
        }
    }
}
