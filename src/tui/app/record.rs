//! Acts of the analyst put on record: made into events, folded in at once as
//! unsaved, and sent to the journal.

use crate::domain::{Act, EventId, Target};
use crate::review::deed::Maker;
use crate::tui::message::{Effect, Stamp};

use super::{App, Saving};

impl App {
    /// Puts an act on record: folds it in as unsaved and sends it to the journal.
    pub fn record(&mut self, stamp: Stamp, target: Option<Target>, act: Act) -> (EventId, Effect) {
        self.record_all(stamp, vec![(target, act)])
    }

    /// Puts several acts of one key press on record, in order.
    pub fn record_all(
        &mut self,
        stamp: Stamp,
        acts: Vec<(Option<Target>, Act)>,
    ) -> (EventId, Effect) {
        let mut deeds = Vec::new();
        let mut last = EventId::new(0, [0; 10]);
        for (at, (target, act)) in acts.into_iter().enumerate() {
            last = stamp.event_id(at);
            let incident = target
                .as_ref()
                .and_then(|target| self.read(&target.incident));
            let deed = self
                .maker()
                .event((last, stamp.at), target, incident.as_deref(), act);
            self.ledger.apply(deed.clone(), false);
            deeds.push(deed);
        }
        self.done.acts += deeds.len();
        self.count();
        if !matches!(self.saving, Saving::Failed(_)) {
            self.saving = Saving::Under;
        }
        (last, Effect::Append(deeds))
    }

    /// For making events.
    pub fn maker(&self) -> Maker<'_> {
        Maker {
            ledger: &self.ledger,
            vocabulary: &self.vocabulary,
            reviewer: &self.session.reviewer,
        }
    }
}
