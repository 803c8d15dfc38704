//! From a set and a ledger to the rows of an export. Pure: the same set and the
//! same events give the same value, on any machine and at any time.

use std::collections::BTreeMap;

use crate::domain::event::{Act, Head, Pasted, Remark};
use crate::domain::{
    Article, Basis, Digest, Event, Incident, Judged, ReviewerId, Target, Verdict, Vocabulary,
};
use crate::review::ledger::{self, Answer, Ledger, Standing, Work};

use super::census::Census;
use super::reviewed::{
    Apart, ArticleCount, Deferral, FinalHow, First, Machine, Place, Reviewed, Row, Shown, Texts,
};

/// All that an export is made from, but for the incidents.
#[derive(Clone, Copy, Debug)]
pub struct ExportInput<'a> {
    /// What people decided. Events that aren't on the disk yet belong saved
    /// before an export: whatever the ledger holds is taken as it stands.
    pub ledger: &'a Ledger,
    /// The last line of each journal file.
    pub heads: &'a BTreeMap<String, Head>,
    /// The vocabulary of the review.
    pub vocabulary: &'a Vocabulary,
    /// The filter as written; empty means all.
    pub filter: &'a str,
    /// The reviewer for whom the filter was asked.
    pub reviewer: Option<&'a ReviewerId>,
    /// Whether pasted texts go along.
    pub texts: Texts,
    /// The set's file name.
    pub set_name: &'a str,
    /// Hash of the set's file.
    pub set_hash: &'a Digest,
    /// The version of this program.
    pub tool_version: &'a str,
}

/// Whether an incident passed the filter. Those that didn't are needed too:
/// they are counted, and decisions on them aren't orphans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// It gets rows.
    Covered,
    /// It is counted only.
    LeftOut,
}

/// Puts an export together from *all* incidents of a set, in the set's order,
/// and holds all of it. Where a set may be large, take [`Census`] and [`Rows`].
///
/// # Errors
/// The first error that the incidents bring along.
pub fn build<E>(
    input: &ExportInput<'_>,
    incidents: impl IntoIterator<Item = Result<(Incident, Scope), E>>,
) -> Result<Reviewed, E> {
    let from = Rows { input };
    let mut census = Census::default();
    let mut rows = Vec::new();
    for item in incidents {
        let (incident, scope) = item?;
        census.add(input, incident.targets(), scope);
        if scope == Scope::Covered {
            rows.extend(from.of(incident));
        }
    }
    let frame = census.finish(input);
    rows.extend(frame.orphans.iter().flat_map(|target| from.orphan(target)));
    Ok(Reviewed {
        header: frame.header,
        rows,
        events: from.events().collect(),
    })
}

/// Makes the rows and events of an export.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// What they are made from.
    pub input: &'a ExportInput<'a>,
}

impl Rows<'_> {
    /// The rows of an incident that is covered, its articles' after its own.
    pub fn of(&self, incident: Incident) -> Vec<Row> {
        let with_basis = |target: Target, now: &dyn Fn() -> Basis| {
            let touched = self.input.ledger.works(&target).next().is_some();
            (target, touched.then(now))
        };
        let articles = incident.articles.iter().map(|article| {
            let now = || Basis::of_article(&incident, article);
            with_basis(incident.target_of(article), &now)
        });
        let articles: Vec<(Target, Option<Basis>)> = articles.collect();
        let whole = Target::incident(incident.id.clone());
        let (whole, now) = with_basis(whole, &|| Basis::of_incident(&incident));
        let reviewed = articles.iter().filter(|(it, _)| self.is_answered(it));
        let count = ArticleCount {
            reviewed: reviewed.count() as u64,
            of: articles.len() as u64,
        };
        let start = Row {
            title: incident.title,
            date: incident.date,
            machine_now: Some(Machine::from(incident.verdict)),
            articles: Some(count),
            ..empty(whole.clone(), Place::InSet)
        };
        let mut rows = Vec::with_capacity(1 + articles.len());
        self.target(&whole, start, now, &mut rows);
        for ((target, now), article) in articles.into_iter().zip(incident.articles) {
            let start = of_article(target.clone(), article);
            self.target(&target, start, now, &mut rows);
        }
        rows
    }

    fn is_answered(&self, target: &Target) -> bool {
        self.input
            .ledger
            .works(target)
            .any(|(_, work)| work.answer.is_some())
    }

    /// Adds a row per reviewer of a target, or one without a reviewer. The
    /// basis as it is now is needed where a reviewer left something.
    fn target(&self, target: &Target, start: Row, now: Option<Basis>, rows: &mut Vec<Row>) {
        let start = self.with_standing(target, start);
        let before = rows.len();
        for (reviewer, work) in self.input.ledger.works(target) {
            let row = self.with_work(target, start.clone(), reviewer, work);
            let then = work.answers().last().and_then(|it| it.basis.as_ref());
            let stale = match (then, &now) {
                (Some(then), Some(now)) => then.changed(now),
                _ => Vec::new(),
            };
            rows.push(Row { stale, ..row });
        }
        if rows.len() == before {
            rows.push(start);
        }
    }

    fn with_standing(&self, target: &Target, row: Row) -> Row {
        let (final_label, final_how) = match self.input.ledger.standing(target) {
            Standing::Pending | Standing::Deferred => (None, None),
            Standing::Decided { label, how } => (label, Some(how.into())),
            Standing::Conflicting => (None, Some(FinalHow::Conflicting)),
        };
        Row {
            final_label,
            final_how,
            ..row
        }
    }

    fn with_work(&self, target: &Target, row: Row, reviewer: &ReviewerId, work: &Work) -> Row {
        let answer = work.answer.as_ref();
        let decision = answer.map(|answer| &answer.decision);
        Row {
            reviewer: Some(reviewer.clone()),
            machine: self.judged(target, work).map(Machine::from),
            label: decision.and_then(|decision| decision.label.clone()),
            outcome: decision.map(|decision| decision.outcome),
            stage: decision.map(|decision| decision.stage),
            how: decision.map(|decision| decision.how),
            decided_at: answer.map(|answer| answer.at),
            first: answer
                .and_then(|answer| answer.first.as_ref())
                .map(|first| First {
                    label: first.label.clone(),
                    outcome: first.outcome,
                }),
            deferred: work.deferred.as_ref().map(|(at, reason)| Deferral {
                at: *at,
                reason: reason.clone(),
            }),
            apart: work.apart.iter().map(apart).collect(),
            criterion: work.criterion.clone(),
            grade: work.grade.clone(),
            note: work.note.clone(),
            saw: work.saw.iter().copied().collect(),
            pasted: work
                .pasted
                .iter()
                .map(|pasted| self.cleared(pasted))
                .collect(),
            exposures: work
                .exposures
                .iter()
                .map(|&(at, what)| Shown { at, what })
                .collect(),
            edits: work.edits.clone(),
            relations: work.relations.clone(),
            events: work.events.clone(),
            undone: work.undone.clone(),
            ..row
        }
    }

    /// What was judged: of this answer, or the latest of those given apart, wherever
    /// its text was embedded.
    fn judged<'w>(&'w self, target: &Target, work: &'w Work) -> Option<&'w Judged> {
        let basis = work.answers().last()?.basis.as_ref()?;
        basis
            .judged
            .as_deref()
            .or_else(|| self.input.ledger.judged(target, basis))
    }

    /// The rows of a target that the set doesn't hold.
    pub fn orphan(&self, target: &Target) -> Vec<Row> {
        let start = self.with_standing(target, empty(target.clone(), Place::Orphaned));
        let works = self.input.ledger.works(target);
        let rows = works.map(|(reviewer, work)| {
            let row = self.with_work(target, start.clone(), reviewer, work);
            match self.judged(target, work) {
                None => row,
                Some(judged) => Row {
                    title: judged.title.clone(),
                    outlet: judged.outlet.clone(),
                    date: judged.date,
                    url: judged.url.clone(),
                    ..row
                },
            }
        });
        rows.collect()
    }

    /// Every event, oldest first.
    pub fn events(&self) -> impl Iterator<Item = Event> + '_ {
        self.input.ledger.events().map(|event| self.event(event))
    }

    fn event(&self, event: &Event) -> Event {
        match &event.act {
            Act::Annotate(Remark::Pasted(pasted)) => Event {
                act: Act::Annotate(Remark::Pasted(self.cleared(pasted))),
                ..event.clone()
            },
            _ => event.clone(),
        }
    }

    fn cleared(&self, pasted: &Pasted) -> Pasted {
        match self.input.texts {
            Texts::Whole => pasted.clone(),
            Texts::Hashes => Pasted {
                text: None,
                ..pasted.clone()
            },
        }
    }
}

fn apart(answer: &Answer) -> Apart {
    Apart {
        event: answer.event,
        at: answer.at,
        label: answer.decision.label.clone(),
        outcome: answer.decision.outcome,
    }
}

fn of_article(target: Target, article: Article) -> Row {
    Row {
        title: article.title,
        outlet: article.outlet,
        date: article.date,
        url: article.url,
        machine_now: Some(Machine::from(article.verdict)),
        ..empty(target, Place::InSet)
    }
}

/// A row on which nobody has left anything.
fn empty(target: Target, place: Place) -> Row {
    Row {
        incident: target.incident,
        article: target.article,
        place,
        ..Row::default()
    }
}

impl From<Verdict> for Machine {
    fn from(verdict: Verdict) -> Self {
        Self {
            label: verdict.label,
            severity: verdict.severity,
            how: verdict.how,
            guess: verdict.guess,
            rationale: verdict.rationale,
        }
    }
}

impl From<&Judged> for Machine {
    fn from(judged: &Judged) -> Self {
        Self {
            label: judged.label.clone(),
            severity: judged.severity.clone(),
            how: judged.how,
            guess: judged.guess.clone(),
            rationale: judged.rationale.clone(),
        }
    }
}

impl From<ledger::FinalHow> for FinalHow {
    fn from(how: ledger::FinalHow) -> Self {
        match how {
            ledger::FinalHow::Single => Self::Single,
            ledger::FinalHow::Unanimous => Self::Unanimous,
            ledger::FinalHow::Adjudicated => Self::Adjudicated,
        }
    }
}

#[cfg(test)]
mod tests;
