//! The weights refitted to lessons: all questions at once, each as sure as the
//! label that a person gave makes it, the shipped weights as the prior. A label
//! that several ways through the tree lead to is put down to each as far as it
//! is likely. With no lesson the weights are the shipped ones.

use std::array::from_fn;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::domain::IncidentId;
use crate::monitor::classify::{Given, Question, Side, Term, Weights, likely};

use super::lessons::Lesson;
use super::logistic::Logistic;
use super::settings::Spread;

/// No fit takes more rounds; with what the prior holds, few take a tenth.
const ROUNDS: usize = 3000;
/// Weights are written to four digits.
const ENOUGH: f64 = 1e-6;
/// The least way of a weight that is told of.
const TOLD: f64 = 0.005;
/// How many incidents are named for each weight.
const NAMED: usize = 3;

/// A weight that decisions moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    /// The question.
    pub question: &'static str,
    /// What it weighs.
    pub term: String,
    /// The shipped weight.
    pub from: f64,
    /// The refitted one.
    pub to: f64,
    /// How many decisions pushed it this way.
    pub decisions: usize,
    /// Incidents whose decisions pushed it furthest, with the label given.
    pub such_as: Vec<(IncidentId, &'static str)>,
}

/// What came of a fit.
pub(super) struct Fit {
    /// The weights, to four digits.
    pub weights: Weights,
    /// Those that moved, furthest first.
    pub moved: Vec<Moved>,
}

/// Fits the weights.
pub(super) fn fit(prior: &Weights, lessons: &[&Lesson], spread: &Spread) -> Fit {
    if lessons.is_empty() {
        return Fit {
            weights: prior.clone(),
            moved: Vec::new(),
        };
    }
    let kinds = kinds(lessons);
    let terms = Question::ALL.map(|question| terms(prior, question, &kinds));
    let problems = terms
        .each_ref()
        .map(|terms| problem(prior, terms, lessons, spread));
    let mut at = problems.each_ref().map(Logistic::start);
    let (mut sure, mut wanted) = expected(&problems, &at, lessons);
    for _ in 0..ROUNDS {
        let mut furthest = 0.0_f64;
        for (number, problem) in problems.iter().enumerate() {
            let step = problem.step(&mut at[number], &sure[number], &wanted[number]);
            furthest = furthest.max(step);
        }
        (sure, wanted) = expected(&problems, &at, lessons);
        if furthest < ENOUGH {
            break;
        }
    }
    let mut weights = prior.clone();
    let mut moved = Vec::new();
    for (number, question) in Question::ALL.into_iter().enumerate() {
        for (place, (term, from)) in terms[number].iter().enumerate() {
            let to = to_four_digits(at[number][place]);
            if (to - from).abs() >= TOLD {
                let push = |row: usize| {
                    let (sure, wanted) = (sure[number][row], wanted[number][row]);
                    problems[number].push(row, place, sure, wanted)
                };
                moved.push(tell(question, term, (*from, to), lessons, push));
            }
        }
        let changed = terms[number].iter().zip(&at[number]);
        let changed = changed.map(|((term, _), to)| (term.clone(), to_four_digits(*to)));
        let said = |(term, to): &(Term, f64)| !matches!(term, Term::Kind(..)) || *to != 0.0;
        weights
            .questions
            .insert(question, changed.filter(said).collect());
    }
    let way = |moved: &Moved| (moved.to - moved.from).abs();
    moved.sort_by(|a, b| way(b).total_cmp(&way(a)));
    Fit { weights, moved }
}

/// The rest says nothing, and may differ between machines.
pub(super) fn to_four_digits(value: f64) -> f64 {
    // Adding nothing takes the sign off a zero.
    (value * 1e4).round() / 1e4 + 0.0
}

/// The kinds of cues that occur, by side.
fn kinds(lessons: &[&Lesson]) -> BTreeMap<Side, BTreeSet<String>> {
    let mut kinds: BTreeMap<Side, BTreeSet<String>> = BTreeMap::new();
    for note in lessons.iter().flat_map(|lesson| &lesson.made.signals.notes) {
        if !note.kind.is_empty() {
            kinds
                .entry(note.side)
                .or_default()
                .insert(note.kind.clone());
        }
    }
    kinds
}

/// What a question weighs: what it did, and each kind of cue on its sides.
fn terms(
    prior: &Weights,
    question: Question,
    kinds: &BTreeMap<Side, BTreeSet<String>>,
) -> Vec<(Term, f64)> {
    let mut terms = prior.questions.get(&question).cloned().unwrap_or_default();
    let sides: Vec<Side> = terms
        .iter()
        .filter_map(|(term, _)| match term {
            Term::All(side) => Some(*side),
            Term::Bias | Term::Title(_) | Term::Kind(..) => None,
        })
        .collect();
    for side in sides {
        for kind in kinds.get(&side).into_iter().flatten() {
            let term = Term::Kind(side, kind.clone());
            if !terms.iter().any(|(known, _)| *known == term) {
                terms.push((term, 0.0));
            }
        }
    }
    // In the order of a file of weights, from which they are read back the same.
    terms.sort_by_cached_key(|(term, _)| match term {
        Term::Kind(..) => Some(term.to_string()),
        Term::Bias | Term::All(_) | Term::Title(_) => None,
    });
    terms
}

fn problem(
    prior: &Weights,
    terms: &[(Term, f64)],
    lessons: &[&Lesson],
    spread: &Spread,
) -> Logistic {
    let row = |lesson: &&Lesson| {
        let amount = |(term, _): &(Term, f64)| prior.amount(term, &lesson.made.signals);
        terms.iter().map(amount).collect()
    };
    let spreads: Vec<f64> = terms.iter().map(|(term, _)| spread.of(term)).collect();
    Logistic::new(
        lessons.iter().map(row).collect(),
        lessons.iter().map(|lesson| lesson.share).collect(),
        terms.iter().map(|(_, weight)| *weight).collect(),
        &spreads,
    )
}

/// By question and lesson.
type Yes = [Vec<f64>; 6];

/// How sure each yes is, and how sure the label makes it.
fn expected(problems: &[Logistic; 6], at: &Yes, lessons: &[&Lesson]) -> (Yes, Yes) {
    let sure = from_fn(|number| problems[number].sure(&at[number]));
    let mut wanted = sure.clone();
    for (row, lesson) in lessons.iter().enumerate() {
        let own = sure.each_ref().map(|sure| sure[row]);
        for (wanted, value) in wanted.iter_mut().zip(given(&own, lesson.label)) {
            wanted[row] = value;
        }
    }
    (sure, wanted)
}

/// How sure each yes is once the label is known: a label's probability is a
/// line in each answer, so that setting one to yes tells its share.
fn given(sure: &[f64; 6], label: Given) -> [f64; 6] {
    let whole = likely(sure)[label as usize].max(f64::MIN_POSITIVE);
    from_fn(|number| {
        let mut yes = *sure;
        yes[number] = 1.0;
        (sure[number] * likely(&yes)[label as usize] / whole).clamp(0.0, 1.0)
    })
}

fn tell(
    question: Question,
    term: &Term,
    (from, to): (f64, f64),
    lessons: &[&Lesson],
    push: impl Fn(usize) -> f64,
) -> Moved {
    let way = (to - from).signum();
    let mut decisions = 0;
    let mut by: BTreeMap<&IncidentId, (f64, &'static str)> = BTreeMap::new();
    for (row, lesson) in lessons.iter().enumerate() {
        let push = push(row) * way;
        if push > ENOUGH {
            decisions += 1;
            let place = by.entry(&lesson.target.incident);
            place.or_insert((0.0, lesson.label.id())).0 += push;
        }
    }
    let mut by: Vec<_> = by.into_iter().collect();
    by.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then(a.0.cmp(b.0)));
    let named = by.into_iter().take(NAMED);
    Moved {
        question: question.name(),
        term: term.to_string(),
        from,
        to,
        decisions,
        such_as: named.map(|(id, (_, label))| (id.clone(), label)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_says_how_sure_each_answer_was() {
        let sure = [0.9, 0.1, 0.7, 0.6, 0.5, 0.4];
        let incident = given(&sure, Given::Incident);
        assert_eq!(incident[..4], [1.0, 0.0, 1.0, 1.0]);
        // What isn't asked on the way there stays as it was.
        assert!((incident[4] - 0.5).abs() < 1e-12 && (incident[5] - 0.4).abs() < 1e-12);
        let hazard = given(&sure, Given::Hazard);
        assert_eq!((hazard[3], hazard[4]), (0.0, 1.0));
        // Unrelated may be no AI, or AI and nothing to tell.
        let unrelated = given(&sure, Given::Unrelated);
        assert!(unrelated[0] > 0.0 && unrelated[0] < 0.9, "{unrelated:?}");
    }
}
