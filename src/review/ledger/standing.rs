//! Where a target stands over all reviewers. Nobody is outvoted, and no later
//! answer silently replaces another person's.

use crate::domain::event::Decision;
use crate::domain::{EventId, LabelId};

use super::work::Work;

/// How a final verdict came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinalHow {
    /// One reviewer answered.
    Single,
    /// Several answered alike.
    Unanimous,
    /// Someone settled a conflict.
    Adjudicated,
}

/// Where a target stands, over all reviewers.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// Nobody has answered.
    Pending,
    /// Nobody has answered; someone put it off.
    Deferred,
    /// There is one verdict.
    Decided {
        /// It; none means *can't tell*.
        label: Option<LabelId>,
        /// How it came about.
        how: FinalHow,
    },
    /// Answers differ, of several reviewers or of one who gave them apart; nobody
    /// is outvoted.
    Conflicting,
}

/// One reviewer's latest adjudication.
#[derive(Clone, Copy)]
pub(super) struct Ruling<'a> {
    /// The event.
    pub event: EventId,
    /// The verdict.
    pub decision: &'a Decision,
    /// The answers, or earlier adjudications, that it settles.
    pub settles: &'a [EventId],
}

/// The standing from each reviewer's work and latest adjudication.
///
/// An adjudication holds while every answer is one that it names or agrees
/// with it: an answer that its maker didn't know reopens the target, whatever
/// the clocks say. Of two adjudications the one that names the other holds;
/// where neither does and they differ, the target is conflicting.
pub(super) fn standing<'a>(
    works: impl Iterator<Item = &'a Work> + Clone,
    rulings: &[Ruling<'_>],
) -> Standing {
    let answers: Vec<(EventId, &Option<LabelId>)> = works
        .clone()
        .flat_map(Work::answers)
        .map(|answer| (answer.event, &answer.decision.label))
        .collect();
    let Some((_, first)) = answers.first() else {
        return if works.into_iter().any(|work| work.deferred.is_some()) {
            Standing::Deferred
        } else {
            Standing::Pending
        };
    };
    let named = |id: EventId| rulings.iter().any(|ruling| ruling.settles.contains(&id));
    let mut holding = rulings
        .iter()
        .filter(|ruling| !named(ruling.event))
        .map(|ruling| &ruling.decision.label);
    if let Some(label) = holding.next() {
        if holding.any(|other| other != label) {
            return Standing::Conflicting;
        }
        if answers
            .iter()
            .all(|(event, given)| *given == label || named(*event))
        {
            return decided(label, FinalHow::Adjudicated);
        }
    }
    if answers.iter().any(|(_, given)| given != first) {
        return Standing::Conflicting;
    }
    // Answers of one reviewer are one here: those given apart differ.
    let how = match answers.len() {
        1 => FinalHow::Single,
        _ => FinalHow::Unanimous,
    };
    decided(first, how)
}

fn decided(label: &Option<LabelId>, how: FinalHow) -> Standing {
    Standing::Decided {
        label: label.clone(),
        how,
    }
}
