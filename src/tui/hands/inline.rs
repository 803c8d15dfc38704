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
    pub fn new(reader: Reader, scribe: Scribe, keeper: Keeper) -> Self {
        Self {
            reader,
            scribe,
            keeper,
            copied: None,
            clock: Stamper::default(),
            ready: VecDeque::new(),
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
                let event = self.reader.load(row);
                self.ready.push_back(event);
            }
            Effect::Append(deeds) => self.write(deeds),
            Effect::Retry => self.write(Vec::new()),
            Effect::Cite(heads) => self.scribe.cite(heads),
            Effect::Search { search, words } => self.reader.search(search, &words),
            Effect::Copy(text) => self.copied = Some(text),
            Effect::Remember(position) => self.keeper.remember(&position),
            Effect::Name(name) => self.keeper.name(&name),
            Effect::Reread => {
                let events = self.reader.reread();
                self.ready.extend(events);
            }
            Effect::Repaint | Effect::Suspend => {}
        }
    }

    fn write(&mut self, deeds: Vec<crate::domain::Event>) {
        let now = self.clock.stamp().at;
        let event = self.scribe.append(deeds, now);
        self.ready.extend(event);
    }
}
