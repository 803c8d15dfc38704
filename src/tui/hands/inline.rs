//! Hands that work at once and in order: for the plain dialogue and for tests.

use std::collections::VecDeque;
use std::time::Duration;

use crate::tui::message::{Effect, Event};

use super::{Keeper, Reader, Scribe, Stamper};

/// Works at once.
pub struct Inline {
    reader: Reader,
    scribe: Scribe,
    keeper: Keeper,
    /// What was copied to the clipboard last.
    pub copied: Option<String>,
    clock: Stamper,
    ready: VecDeque<Event>,
}

impl Inline {
    /// Hands that work at once.
    pub fn new(reader: Reader, mut scribe: Scribe, keeper: Keeper) -> Self {
        let mut clock = Stamper::default();
        let ready = scribe.begin(clock.stamp().at).into();
        Self {
            reader,
            scribe,
            keeper,
            copied: None,
            clock,
            ready,
        }
    }

    /// Reads the whole set, and searches to the end.
    fn finish(&mut self) {
        while self.reader.busy() {
            let events = self.reader.work();
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

    /// Does what an effect asks for.
    pub fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Load(row) => {
                let events = self.reader.load(row);
                self.ready.extend(events);
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
            Effect::Cite(heads) => self.scribe.cite(heads),
            Effect::Search { search, words } => self.reader.search(search, &words),
            Effect::Copy(text) => self.copied = Some(text),
            Effect::Remember(position) => self.keeper.remember(&position),
            Effect::Name(name) => self.keeper.name(&name),
            Effect::Reread => {
                let events = self.reader.reread();
                self.ready.extend(events);
            }
            Effect::Look(own) => {
                let events = self.reader.look(own.as_deref());
                self.ready.extend(events);
            }
            Effect::Repaint | Effect::Suspend | Effect::Stop | Effect::Resume => {}
        }
    }
}
