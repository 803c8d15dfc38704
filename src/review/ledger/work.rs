//! What one reviewer left on one target: a plain fold over that reviewer's
//! events there, oldest first. Which of them count is decided elsewhere.

use std::collections::BTreeSet;

use crate::domain::basis::Basis;
use crate::domain::event::{Decision, Edit, Event, Exposure, Pasted, Relation, Remark, Saw, Stage};
use crate::domain::{Act, At, EventId};

/// A reviewer's answer to one target, as it stands now.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The event that gave it.
    pub event: EventId,
    /// When.
    pub at: At,
    /// The verdict that stands (the latest that isn't undone). A blind first
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

/// Folds the events that count, oldest first. Of several final answers those that
/// `unreplaced` names stand; without it each replaces the one before. `events` and
/// `undone` are left to the caller, who knows those that don't count as well.
pub(super) fn fold<'a>(
    counting: impl Iterator<Item = &'a Event>,
    unreplaced: Option<&[EventId]>,
) -> Work {
    let mut work = Work::default();
    // Kept apart from the answer, which a deferral clears.
    let mut first = None;
    let mut before = None;
    for event in counting {
        match &event.act {
            Act::Decide(decision) | Act::Part { decision, .. } => {
                if before.is_some_and(|label| label != &decision.label) {
                    // It said why another label was right.
                    work.criterion = None;
                }
                before = Some(&decision.label);
                decide(&mut work, &mut first, (event, decision), unreplaced);
            }
            Act::Annotate(remark) => annotate(&mut work, remark),
            Act::Defer { reason } => {
                work.answer = None;
                work.apart.clear();
                work.deferred = Some((event.at, reason.clone()));
            }
            Act::Expose(exposure) => work.exposures.push((event.at, *exposure)),
            Act::Edit(edit) => correct(&mut work.edits, edit),
            Act::Relate(relation) => work.relations.push(relation.clone()),
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
    if let Some((last, others)) = work.apart.split_last() {
        let label = &last.decision.label;
        let alike = others.iter().all(|other| other.decision.label == *label);
        work.answer = alike.then(|| last.clone());
        if alike {
            work.apart.clear();
        }
    }
    work
}

fn decide(
    work: &mut Work,
    first: &mut Option<Decision>,
    (event, decision): (&Event, &Decision),
    unreplaced: Option<&[EventId]>,
) {
    if decision.unset_severity.is_some() {
        work.edits.retain(|edit| field_of(edit) != Field::Severity);
    }
    let is_final = decision.stage == Stage::Final;
    if is_final && unreplaced.is_some_and(|ids| !ids.contains(&event.id)) {
        return;
    }
    work.deferred = None;
    if decision.stage == Stage::First {
        first.get_or_insert_with(|| decision.clone());
        let mut is_answered = false;
        let answers = work.answer.iter_mut().chain(&mut work.apart);
        for answer in answers.filter(|answer| answer.decision.stage == Stage::Final) {
            answer.first.clone_from(first);
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
        first: first.clone(),
        basis: event.basis.as_ref().map(Basis::bare),
    };
    match unreplaced {
        Some(_) if is_final => work.apart.push(answer),
        _ => work.answer = Some(answer),
    }
}

fn annotate(work: &mut Work, remark: &Remark) {
    match remark {
        Remark::Criterion(criterion) => work.criterion.clone_from(criterion),
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
