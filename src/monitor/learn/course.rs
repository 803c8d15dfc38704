//! What one answer teaches, in view of what its maker had seen by then and how
//! its incident was drawn. How much lessons count is the business of
//! [`super::lessons`].

use std::collections::BTreeMap;

use crate::domain::event::{Protocol, Stage, Way};
use crate::domain::{
    Act, ArticleId, At, Basis, Decision, Event, EventId, IncidentId, Outcome, ReviewerId, Target,
};
use crate::monitor::articles::{RawArticle, language};
use crate::monitor::classify::{Given, Weights};
use crate::monitor::label;
use crate::review::ledger::{FinalHow, Ledger, Standing, Work};

use super::lessons::{Lesson, Stream, Unused};

/// The rate of a protocol that draws incidents for blind review.
const BLIND: &str = "blind";

type Key = (At, EventId);

/// Where it is counted that an answer teaches nothing.
type Reason = fn(&mut Unused) -> &mut usize;

/// When something was shown, and of which article.
type Shown<'a> = (Key, Option<&'a ArticleId>);

/// What of a record hangs on the order of its events.
pub(super) struct Course<'a> {
    ledger: &'a Ledger,
    /// What was shown to whom in which incident.
    shown: BTreeMap<(&'a ReviewerId, &'a IncidentId), Vec<Shown<'a>>>,
    /// The chance of being drawn, from each protocol on.
    chances: Vec<(Key, Option<f64>)>,
}

/// Why a first answer isn't a blind verdict.
enum Not {
    /// There is none.
    First,
    /// Something was seen before.
    Blind,
    /// Nobody knows how its incident was drawn.
    Drawn,
}

/// The chance with which a protocol draws an incident for blind review, where
/// it draws any.
pub(super) fn chance(protocol: &Protocol) -> Option<f64> {
    let rate = protocol.rates.get(BLIND).copied();
    rate.filter(|rate| *rate > 0.0 && *rate <= 1.0)
}

impl<'a> Course<'a> {
    /// Of a record.
    pub fn of(ledger: &'a Ledger) -> Self {
        let mut course = Self {
            ledger,
            shown: BTreeMap::new(),
            chances: Vec::new(),
        };
        for event in ledger.events() {
            let key = (event.at, event.id);
            match (&event.act, &event.target) {
                (Act::Protocol(protocol), _) => {
                    course.chances.push((key, chance(protocol)));
                }
                (Act::Expose(_), Some(target)) => {
                    let place = (&event.reviewer, &target.incident);
                    let shown = course.shown.entry(place).or_default();
                    shown.push((key, target.article.as_ref()));
                }
                _ => {}
            }
        }
        course
    }

    /// What one reviewer's work on a target teaches; what doesn't is counted.
    pub fn lesson(
        &self,
        target: &Target,
        reviewer: &ReviewerId,
        work: &Work,
        unused: &mut Unused,
    ) -> Option<Lesson> {
        let decides = |id: &&EventId| {
            let act = self.ledger.event(**id).map(|event| &event.act);
            matches!(act, Some(Act::Decide(_) | Act::Part { .. }))
        };
        unused.undone += work.undone.iter().filter(decides).count();
        match self.taught(target, reviewer, work, unused)? {
            Ok(lesson) => Some(lesson),
            Err(reason) => {
                *reason(unused) += 1;
                None
            }
        }
    }

    /// The lesson of the answer that stands, or why there is none.
    fn taught(
        &self,
        target: &Target,
        reviewer: &ReviewerId,
        work: &Work,
        unused: &mut Unused,
    ) -> Option<Result<Lesson, Reason>> {
        let answer = work.answer.as_ref()?;
        let decision = &answer.decision;
        let given =
            |decision, basis, stream| self.given((target, reviewer), decision, basis, stream);
        let why: Reason = match self.blind(target, reviewer, work) {
            Ok((event, decision, chance)) => {
                unused.after_blind += usize::from(answer.event != event.id);
                let stream = Stream::Blind { chance };
                return Some(given(decision, event.basis.as_ref(), stream));
            }
            Err(_) if self.is_bulk(decision, answer.event) => |unused| &mut unused.bulk,
            Err(Not::Blind) if decision.stage == Stage::First => |unused| &mut unused.not_blind,
            Err(Not::Drawn) if decision.stage == Stage::First => {
                |unused| &mut unused.chance_unknown
            }
            Err(_) => {
                let stream = match decision.outcome {
                    Outcome::Sustained => Stream::Sustained,
                    _ if self.is_settled_otherwise(target, decision) => {
                        return Some(Err(|unused| &mut unused.settled_otherwise));
                    }
                    _ => Stream::Correction,
                };
                return Some(given(decision, answer.basis.as_ref(), stream));
            }
        };
        Some(Err(why))
    }

    /// The first answer that counts, where it was given blind, and the chance
    /// with which its incident was drawn.
    fn blind(
        &self,
        target: &Target,
        reviewer: &ReviewerId,
        work: &Work,
    ) -> Result<(&'a Event, &'a Decision, f64), Not> {
        let events = work.events.iter().filter_map(|id| self.ledger.event(*id));
        for event in events {
            let decision = match &event.act {
                Act::Decide(decision) => decision,
                Act::Part { .. } => return Err(Not::Blind),
                _ => continue,
            };
            // Undoing an answer with the machine's side in view makes nothing unseen.
            if decision.stage == Stage::Final || self.is_bulk(decision, event.id) {
                return Err(Not::Blind);
            }
            if work.undone.contains(&event.id) {
                continue;
            }
            let key = (event.at, event.id);
            if self.has_seen(target, reviewer, key) {
                return Err(Not::Blind);
            }
            let protocol = self.chances.iter().rev().find(|(from, _)| *from < key);
            let chance = protocol.and_then(|(_, chance)| *chance);
            return Ok((event, decision, chance.ok_or(Not::Drawn)?));
        }
        Err(Not::First)
    }

    /// Whether anything was shown that tells of a target: of itself, of its
    /// incident as a whole, or, for an incident, of any of its articles.
    fn has_seen(&self, target: &Target, reviewer: &ReviewerId, until: Key) -> bool {
        let shown = self.shown.get(&(reviewer, &target.incident));
        let tells = |article: &Option<&ArticleId>| {
            article.is_none() || target.article.is_none() || *article == target.article.as_ref()
        };
        shown
            .into_iter()
            .flatten()
            .any(|(at, article)| *at < until && tells(article))
    }

    fn is_bulk(&self, decision: &Decision, event: EventId) -> bool {
        let event = self.ledger.event(event);
        let grouped = event
            .is_some_and(|event| event.group.is_some() || matches!(event.act, Act::Part { .. }));
        grouped || decision.how == Way::Bulk
    }

    fn is_settled_otherwise(&self, target: &Target, decision: &Decision) -> bool {
        match self.ledger.standing(target) {
            Standing::Decided {
                label,
                how: FinalHow::Adjudicated,
            } => label != decision.label,
            _ => false,
        }
    }

    /// The lesson, or where it is counted that there is none.
    fn given(
        &self,
        (target, reviewer): (&Target, &ReviewerId),
        decision: &Decision,
        basis: Option<&Basis>,
        stream: Stream,
    ) -> Result<Lesson, Reason> {
        let Some(said) = &decision.label else {
            return Err(|unused| &mut unused.cant_tell);
        };
        let known = Given::ALL
            .into_iter()
            .find(|label| label.id() == said.as_str());
        let Some(label) = known else {
            return Err(|unused| &mut unused.other_labels);
        };
        let judged = basis.and_then(|basis| self.ledger.judged(target, basis));
        let made = judged.and_then(|judged| {
            let mut raw = RawArticle {
                id: target.to_string(),
                title: judged.title.clone().unwrap_or_default(),
                lead: judged.text.clone(),
                outlet: judged.outlet.clone(),
                ..RawArticle::default()
            };
            // The record says nothing of the language; the words do.
            raw.language = language::of(&raw);
            label::classified(Weights::shipped(), &raw)
        });
        let (Some(judged), Some(made)) = (judged, made) else {
            return Err(|unused| &mut unused.unreadable);
        };
        Ok(Lesson {
            target: target.clone(),
            reviewer: reviewer.clone(),
            stream,
            label,
            shown: judged.label.clone(),
            made,
            share: 0.0,
        })
    }
}
