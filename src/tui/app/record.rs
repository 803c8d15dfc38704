//! Acts of the analyst put on record: made into events, folded in at once as
//! unsaved, and sent to the journal.

use crate::domain::{Act, EventId, Target};
use crate::review::deed::Maker;
use crate::tui::message::{Effect, Stamp};

use super::{App, Saving};

impl App {
    /// Puts an act on record: folds it in as unsaved and sends it to the journal.
    pub fn record(&mut self, stamp: Stamp, target: Option<Target>, act: Act) -> (EventId, Effect) {
        let id = stamp.event_id();
        let incident = target.as_ref().and_then(|target| self.read(target));
        let mut deed = self
            .maker()
            .event((id, stamp.at), target, incident.as_deref(), act);
        if let (Act::Decide(_) | Act::Defer { .. }, Some(bulk)) = (&deed.act, &self.bulk) {
            // What it writes isn't in view yet, and this goes after it.
            deed.seen.push(bulk.ordered);
        }
        self.fold(vec![deed.clone()], false);
        if !matches!(self.saving, Saving::Aside { .. } | Saving::Failed(_)) {
            self.saving = Saving::Under;
        }
        (id, Effect::Append(vec![deed]))
    }

    /// Looks at set and decisions folder.
    pub fn look(&self) -> Effect {
        Effect::Look(self.own_file.clone())
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
