//! How far a review is and how machine and people compare: counts only. They
//! say nothing of how often the machine is right: whoever saw its label first
//! tends to agree with it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::domain::event::Way;
use crate::domain::{Basis, Incident, Outcome, Target, Verdict};

use super::ledger::{Ledger, Standing};

/// Outcomes, counted over answers (a target answered by two people counts twice).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcomes {
    /// The machine's label was given.
    pub sustained: usize,
    /// Another label was given.
    pub overruled: usize,
    /// A label was given where the machine had none.
    pub supplied: usize,
    /// Answered *can't tell*.
    pub cant_tell: usize,
}

impl Outcomes {
    fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Sustained => self.sustained += 1,
            Outcome::Overruled => self.overruled += 1,
            Outcome::Supplied => self.supplied += 1,
            Outcome::CantTell => self.cant_tell += 1,
        }
    }

    /// All of them.
    pub const fn all(self) -> usize {
        self.sustained + self.overruled + self.supplied + self.cant_tell
    }
}

/// Machine label -> human label -> answers. `none` stands for a machine
/// without a clear label, `cant_tell` for a person who couldn't tell.
pub type Table = BTreeMap<String, BTreeMap<String, usize>>;

/// Counts over targets of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Kind {
    /// Targets in the set.
    pub all: usize,
    /// Not answered by anyone.
    pub pending: usize,
    /// With one verdict.
    pub decided: usize,
    /// Put off, answered by nobody.
    pub deferred: usize,
    /// Answered differently by several.
    pub conflicting: usize,
    /// What the answers amount to.
    pub outcomes: Outcomes,
    /// Machine against human; bulk answers are left out.
    pub table: Table,
    /// Answers given in bulk.
    pub bulk: usize,
}

/// The counts of a review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Incidents as a whole.
    pub incidents: Kind,
    /// Articles in incidents.
    pub articles: Kind,
    /// Answers by reviewer.
    pub reviewers: BTreeMap<String, Outcomes>,
    /// Answers on targets that the set doesn't hold any more.
    pub orphaned: usize,
    /// Answers on what is another thing now: the set changed since.
    pub stale: usize,
    /// The answered targets that it holds: one may stand in it twice.
    #[serde(skip)]
    held: BTreeSet<Target>,
}

/// The word for a missing machine label.
const NONE: &str = "none";
/// The word for an answer without a label.
pub const CANT_TELL: &str = "cant_tell";

impl Stats {
    /// Counts one incident and its articles in.
    pub fn add(&mut self, ledger: &Ledger, incident: &Incident) {
        let whole = Target::incident(incident.id.clone());
        self.incidents.add(ledger, &whole, &incident.verdict);
        self.hold(ledger, incident, whole);
        for article in &incident.articles {
            let target = incident.target_of(article);
            self.articles.add(ledger, &target, &article.verdict);
            self.hold(ledger, incident, target);
        }
    }

    fn hold(&mut self, ledger: &Ledger, incident: &Incident, target: Target) {
        let answers = ledger.works(&target).flat_map(|(_, work)| work.answers());
        let bases: Vec<_> = answers.map(|answer| answer.basis.as_ref()).collect();
        if bases.is_empty() {
            return;
        }
        let now = Basis::of(incident, &target);
        let stale = |then: &&Basis| now.as_ref().is_some_and(|now| !then.same_as(now));
        self.stale += bases.into_iter().flatten().filter(stale).count();
        self.held.insert(target);
    }

    /// Counts what doesn't hang on the set: reviewers, and answers whose
    /// target is gone. Call it once, after every incident was added.
    pub fn finish(&mut self, ledger: &Ledger) {
        self.orphaned = 0;
        for target in ledger.targets() {
            for (reviewer, work) in ledger.works(target) {
                if work.answers().next().is_none() {
                    continue;
                }
                self.orphaned += usize::from(!self.held.contains(target));
                let own = self.reviewers.entry(reviewer.to_string()).or_default();
                if let Some(answer) = &work.answer {
                    own.add(answer.decision.outcome);
                }
            }
        }
    }
}

impl Kind {
    fn add(&mut self, ledger: &Ledger, target: &Target, verdict: &Verdict) {
        self.all += 1;
        match ledger.standing(target) {
            Standing::Pending => self.pending += 1,
            Standing::Deferred => self.deferred += 1,
            Standing::Decided { .. } => self.decided += 1,
            Standing::Conflicting => self.conflicting += 1,
        }
        for answer in ledger
            .works(target)
            .filter_map(|(_, work)| work.answer.as_ref())
        {
            let decision = &answer.decision;
            self.outcomes.add(decision.outcome);
            if decision.how == Way::Bulk {
                self.bulk += 1;
                continue;
            }
            // What it was given on, where that is on record: the machine may say
            // something else by now.
            let basis = answer.basis.as_ref();
            let judged = basis.and_then(|basis| ledger.judged(target, basis));
            let machine = judged.map_or(&verdict.label, |judged| &judged.label);
            let machine = machine.as_ref().map_or(NONE, |label| label.as_str());
            let human = decision
                .label
                .as_ref()
                .map_or(CANT_TELL, |label| label.as_str());
            *self
                .table
                .entry(machine.to_owned())
                .or_default()
                .entry(human.to_owned())
                .or_default() += 1;
        }
    }
}
