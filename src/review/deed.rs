//! Making events: what a decision amounts to, what it rests on, and whom its
//! maker had read by then. Screen and command line make theirs here, so that
//! both write the same record. Ids and times are given by the caller.

use crate::domain::event::{Decision, Edit, Remark, Stage, Way};
use crate::domain::{
    Act, At, Basis, Event, EventId, Incident, LabelId, Outcome, ReviewerId, SeverityId, Target,
    Verdict, Vocabulary,
};

use super::ledger::Ledger;

/// Who makes an event, and against which state of the record.
#[derive(Clone, Copy)]
pub struct Maker<'a> {
    /// Everything decided so far.
    pub ledger: &'a Ledger,
    /// Labels and what they allow.
    pub vocabulary: &'a Vocabulary,
    /// Who.
    pub reviewer: &'a ReviewerId,
}

impl Maker<'_> {
    /// The decision that giving `label` (none: can't tell) amounts to where
    /// the machine said `verdict`.
    pub fn decision(
        self,
        target: &Target,
        verdict: &Verdict,
        label: Option<LabelId>,
        how: Way,
    ) -> Decision {
        Decision {
            outcome: Outcome::of(verdict.label.as_ref(), label.as_ref()),
            unset_severity: self.conflicting_severity(target, label.as_ref()),
            label,
            stage: Stage::Final,
            how,
        }
    }

    /// A severity this reviewer had set that the new label doesn't allow.
    fn conflicting_severity(self, target: &Target, label: Option<&LabelId>) -> Option<SeverityId> {
        let work = self.ledger.work(target, self.reviewer)?;
        let set = work.edits.iter().rev().find_map(|edit| match edit {
            Edit::Severity(severity) => Some(severity.clone()),
            Edit::HarmLetter(_) | Edit::Facet { .. } | Edit::Text { .. } => None,
        })??;
        let allowed = label.is_some_and(|label| self.vocabulary.allows(label, &set));
        (!allowed).then_some(set)
    }

    /// An event; `incident` is the record that `target` lies in, where it is at hand.
    pub fn event(
        self,
        (id, at): (EventId, At),
        target: Option<Target>,
        incident: Option<&Incident>,
        act: Act,
    ) -> Event {
        let basis = target
            .as_ref()
            .zip(incident)
            .and_then(|(target, incident)| self.basis(target, incident));
        let seen = target
            .as_ref()
            .map_or_else(Vec::new, |target| self.seen(id, target, &act));
        Event {
            id,
            at,
            reviewer: self.reviewer.clone(),
            target,
            act,
            group: None,
            basis,
            seen,
        }
    }

    /// What an act on a target rests on; with the judged text where the
    /// ledger doesn't hold it yet.
    fn basis(self, target: &Target, incident: &Incident) -> Option<Basis> {
        let basis = Basis::of(incident, target)?;
        Some(if self.ledger.knows_basis(target, &basis) {
            basis.bare()
        } else {
            basis
        })
    }

    /// Answers that this program had read: of others, and what of the reviewer's own
    /// the act follows on. A verdict, and putting off, names itself as well, as it
    /// tells by that that it names all it follows on.
    fn seen(self, id: EventId, target: &Target, act: &Act) -> Vec<EventId> {
        let works = self.ledger.works(target);
        let others = works
            .filter(|(reviewer, _)| *reviewer != self.reviewer)
            .flat_map(|(_, work)| work.answers().map(|answer| answer.event));
        let own = || self.ledger.unnamed(target, self.reviewer);
        let (own, itself) = match act {
            Act::Decide(_) | Act::Defer { .. } => (own(), Some(id)),
            Act::Annotate(Remark::Criterion(_)) => (own(), None),
            _ => (Vec::new(), None),
        };
        others.chain(own).chain(itself).collect()
    }
}
