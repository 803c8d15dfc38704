//! What one reviewer left on one target: a plain fold over that reviewer's
//! events there, oldest first. Which of them count is decided elsewhere.

use std::collections::BTreeSet;

use crate::domain::basis::Basis;
use crate::domain::event::{Decision, Edit, Event, Exposure, Pasted, Relation, Remark, Saw, Stage};
use crate::domain::{Act, At, EventId, LabelId};

use super::apart::Given;

/// A reviewer's answer to one target, as it stands now.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The event that gave it.
    pub event: EventId,
    /// When.
    pub at: At,
    /// The verdict that stands (that no other one replaced). A blind first
    /// answer stands until a final one is given, and again once that is undone.
    pub decision: Decision,
    /// The blind first answer, where there was one.
    pub first: Option<Decision>,
    /// What was judged, without the text.
    pub basis: Option<Basis>,
}

/// All that one reviewer left on one target.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    /// The verdict, where one stands. Putting a decided target off takes the
    /// verdict out of force; it stays on record and undoing the deferral
    /// brings it back.
    pub answer: Option<Answer>,
    /// Answers that were given apart, on two machines or in two windows that
    /// didn't know of each other, and differ, oldest first: none of them stands
    /// until another one is given. Else empty.
    pub apart: Vec<Answer>,
    /// Set while the target is put off: when, and why. A verdict lifts it.
    pub deferred: Option<(At, Option<String>)>,
    /// The criterion that stands. One of an answer that was replaced by another
    /// label is none for that.
    pub criterion: Option<String>,
    /// The grade of the rationale that stands.
    pub grade: Option<String>,
    /// The note that stands.
    pub note: Option<String>,
    /// What was read.
    pub saw: BTreeSet<Saw>,
    /// Evidence pasted.
    pub pasted: Vec<Pasted>,
    /// What was shown, and when.
    pub exposures: Vec<(At, Exposure)>,
    /// Corrections that stand, oldest first: at most one of each field.
    pub edits: Vec<Edit>,
    /// Relations that stand, oldest first.
    pub relations: Vec<Relation>,
    /// Every event on this target, oldest first, undone ones and undos among
    /// them. Parts of a bulk act come in once it is committed.
    pub events: Vec<EventId>,
    /// Those of them that are undone.
    pub undone: Vec<EventId>,
}

impl Work {
    /// The answer that stands, or those that were given apart.
    pub fn answers(&self) -> impl Iterator<Item = &Answer> {
        self.answer.iter().chain(&self.apart)
    }
}

/// Folds the events that count, oldest first. Of several verdicts, and times it was
/// put off, those that `unreplaced` names stand; without it each replaces the one
/// before. `given` are all verdicts, those that don't count as well; `events` and
/// `undone` are left to the caller.
pub(super) fn fold<'a>(
    counting: impl Iterator<Item = &'a Event>,
    given: &[Given<'a>],
    unreplaced: Option<&[EventId]>,
) -> Work {
    let mut fold = Fold {
        given,
        unreplaced,
        ..Fold::default()
    };
    for event in counting {
        fold.add(event);
    }
    fold.finish()
}

/// A fold under way.
#[derive(Default)]
struct Fold<'a, 'g> {
    work: Work,
    /// Kept apart from the answer, which a deferral clears.
    first: Option<Decision>,
    given: &'g [Given<'a>],
    unreplaced: Option<&'g [EventId]>,
    /// The label of the latest verdict.
    before: Option<&'a Option<LabelId>>,
    /// Criteria, each with the label that it is about; before any verdict none.
    criteria: Vec<(Option<&'a Option<LabelId>>, &'a Option<String>)>,
}

impl<'a> Fold<'a, '_> {
    fn add(&mut self, event: &'a Event) {
        match &event.act {
            Act::Decide(decision) | Act::Part { decision, .. } => {
                // What was said before it, of no verdict, was said of what came of it.
                for (about, _) in &mut self.criteria {
                    about.get_or_insert(&decision.label);
                }
                self.before = Some(&decision.label);
                self.decide(event, decision);
            }
            Act::Annotate(Remark::Criterion(criterion)) => {
                let about = self.about(event);
                self.criteria.push((about, criterion));
            }
            Act::Annotate(remark) => annotate(&mut self.work, remark),
            Act::Defer { reason } => self.defer(event, reason.as_ref()),
            Act::Expose(exposure) => self.work.exposures.push((event.at, *exposure)),
            Act::Edit(edit) => correct(&mut self.work.edits, edit),
            Act::Relate(relation) => self.work.relations.push(relation.clone()),
            // An adjudication settles everybody's answers and is no answer of
            // its maker; the others say nothing about the target.
            Act::Adjudicate { .. }
            | Act::Undo { .. }
            | Act::Redo { .. }
            | Act::Protocol(_)
            | Act::Recovered(_)
            | Act::Begin { .. }
            | Act::Commit { .. } => {}
        }
    }

    /// The label that a criterion is about: that of the verdict it names. Where it
    /// names several that differ it is about what comes of them, where none about the
    /// verdict before it.
    fn about(&self, event: &Event) -> Option<&'a Option<LabelId>> {
        let named = self.given.iter().filter_map(|given| {
            let is_named = event.seen.contains(&given.event.id);
            match &given.event.act {
                Act::Decide(decision) | Act::Part { decision, .. } if is_named => {
                    Some(&decision.label)
                }
                _ => None,
            }
        });
        let mut labels: Vec<&'a Option<LabelId>> = named.collect();
        labels.dedup();
        match labels.as_slice() {
            [] => self.before,
            [label] => Some(label),
            _ => None,
        }
    }

    fn is_replaced(&self, event: &Event) -> bool {
        let stands = |ids: &[EventId]| ids.contains(&event.id);
        self.unreplaced.is_some_and(|ids| !stands(ids))
    }

    fn decide(&mut self, event: &Event, decision: &Decision) {
        let is_replaced = decision.stage == Stage::Final && self.is_replaced(event);
        let work = &mut self.work;
        if decision.unset_severity.is_some() {
            work.edits.retain(|edit| field_of(edit) != Field::Severity);
        }
        if is_replaced {
            return;
        }
        work.deferred = None;
        if decision.stage == Stage::First {
            self.first.get_or_insert_with(|| decision.clone());
            let mut is_answered = false;
            let answers = work.answer.iter_mut().chain(&mut work.apart);
            for answer in answers.filter(|answer| answer.decision.stage == Stage::Final) {
                answer.first.clone_from(&self.first);
                is_answered = true;
            }
            if is_answered {
                return;
            }
        }
        let answer = Answer {
            event: event.id,
            at: event.at,
            decision: decision.clone(),
            first: self.first.clone(),
            basis: event.basis.as_ref().map(Basis::bare),
        };
        match self.unreplaced {
            Some(_) if decision.stage == Stage::Final => work.apart.push(answer),
            _ => work.answer = Some(answer),
        }
    }

    fn defer(&mut self, event: &Event, reason: Option<&String>) {
        if self.is_replaced(event) {
            return;
        }
        self.work.answer = None;
        // A verdict that wasn't known to who put it off is one all the same.
        if self.work.apart.is_empty() {
            self.work.deferred = Some((event.at, reason.cloned()));
        }
    }

    fn finish(mut self) -> Work {
        let work = &mut self.work;
        if let Some((last, others)) = work.apart.split_last() {
            work.deferred = None;
            let label = &last.decision.label;
            let alike = others.iter().all(|other| other.decision.label == *label);
            work.answer = alike.then(|| last.clone());
            if alike {
                work.apart.clear();
            }
        }
        // A criterion says why a label is right, and is none for another.
        let label = match &work.answer {
            Some(answer) => Some(&answer.decision.label),
            None => self.before,
        };
        let about = self
            .criteria
            .iter()
            .rev()
            .find(|(about, _)| *about == label);
        work.criterion = about
            .filter(|_| work.apart.is_empty())
            .and_then(|(_, criterion)| (*criterion).clone());
        self.work
    }
}

fn annotate(work: &mut Work, remark: &Remark) {
    match remark {
        // What it is about is known at the end.
        Remark::Criterion(_) => {}
        Remark::Grade(grade) => work.grade.clone_from(grade),
        Remark::Note(note) => work.note.clone_from(note),
        Remark::Saw(saw) => {
            work.saw.insert(*saw);
        }
        Remark::Pasted(pasted) => work.pasted.push(pasted.clone()),
    }
}

/// The place that a correction fills; a later correction of it replaces an earlier one.
#[derive(PartialEq, Eq)]
enum Field<'a> {
    Severity,
    HarmLetter,
    Facet(&'a str),
    Text(&'a str),
}

fn field_of(edit: &Edit) -> Field<'_> {
    match edit {
        Edit::Severity(_) => Field::Severity,
        Edit::HarmLetter(_) => Field::HarmLetter,
        Edit::Facet { facet, .. } => Field::Facet(facet.as_str()),
        Edit::Text { field, .. } => Field::Text(field),
    }
}

fn correct(edits: &mut Vec<Edit>, edit: &Edit) {
    edits.retain(|old| field_of(old) != field_of(edit));
    let takes_back = match edit {
        Edit::Severity(value) => value.is_none(),
        Edit::HarmLetter(value) | Edit::Text { value, .. } => value.is_none(),
        // An empty list is a statement: none apply.
        Edit::Facet { .. } => false,
    };
    if !takes_back {
        edits.push(edit.clone());
    }
}
