//! Giving verdicts: sustain, overrule, can't tell, later. Sustaining and
//! overruling cost the same: one key that decides and goes on.

use crate::domain::event::Way;
use crate::domain::{Act, LabelId, Target, Verdict};
use crate::review::ledger::Work;
use crate::tui::action::Press;
use crate::tui::app::{App, Last};
use crate::tui::message::Effect;
use crate::tui::mode::{Ask, Focus};
use crate::tui::words;

use super::{prompt, travel, warn};

/// The machine's verdict on what is in focus.
fn machine(app: &App) -> Option<Verdict> {
    let incident = app.incident()?;
    Some(match app.article() {
        None => incident.verdict.clone(),
        Some((_, article)) => article.verdict.clone(),
    })
}

/// `a`: sustain the machine's label.
pub fn sustain(app: &mut App, press: Press) -> Vec<Effect> {
    match machine(app) {
        None => not_loaded(app),
        Some(Verdict {
            label: Some(label), ..
        }) if app.vocabulary.label(&label).is_some() => decide(app, press, Some(label)),
        Some(Verdict {
            label: Some(label), ..
        }) => {
            warn(
                app,
                format!(
                    "the vocabulary has no label \"{label}\", so it can't be sustained: give one with its digit, or name a vocabulary that has it (--vocabulary)"
                ),
            );
            Vec::new()
        }
        Some(Verdict { label: None, .. }) => {
            warn(
                app,
                "the machine states no clear label here, so there is nothing to sustain: give one with its digit, or 0 for can't tell",
            );
            Vec::new()
        }
    }
}

/// A digit: give that label.
pub fn give_label(app: &mut App, press: Press) -> Vec<Effect> {
    let digit = press.chord.character().unwrap_or('?');
    match app
        .vocabulary
        .label_by_key(digit)
        .map(|label| label.id.clone())
    {
        Some(label) => decide(app, press, Some(label)),
        None => {
            let keys: Vec<String> = app
                .vocabulary
                .labels
                .iter()
                .map(|label| format!("{} {}", label.key, label.short))
                .collect();
            warn(
                app,
                format!("no label has the digit {digit}: {}", keys.join(", ")),
            );
            Vec::new()
        }
    }
}

/// `0`: can't tell.
pub fn cant_tell(app: &mut App, press: Press) -> Vec<Effect> {
    decide(app, press, None)
}

fn not_loaded(app: &mut App) -> Vec<Effect> {
    let why = match app.row() {
        Some(_) if app.unreadable().is_some() => "this record can't be read; nothing was decided",
        Some(_) => "this incident is not loaded yet; nothing was decided",
        None => "no incident is in the queue; nothing was decided",
    };
    warn(app, why);
    Vec::new()
}

/// Puts a verdict on record and goes on.
fn decide(app: &mut App, press: Press, label: Option<LabelId>) -> Vec<Effect> {
    let (Some(target), Some(verdict)) = (app.target(), machine(app)) else {
        return not_loaded(app);
    };
    let decision = app.maker().decision(&target, &verdict, label, Way::Key);
    let what = words::decision(&app.vocabulary, &decision);
    let (event, effect) = app.record(press.stamp, Some(target.clone()), Act::Decide(decision));
    app.last = Some(Last {
        event,
        whose: app.whose(&target),
        target: Some(target),
        what,
        at: press.stamp.at,
    });
    let mut effects = vec![effect];
    effects.extend(advance(app));
    effects
}

/// After an article: the next undecided article, after the last one the
/// incident. After the incident: the next pending incident.
fn advance(app: &mut App) -> Vec<Effect> {
    let Some(incident) = app.incident().cloned() else {
        return Vec::new();
    };
    if let Focus::Article(at) = app.focus {
        let open = |place: &usize| {
            let article = &incident.articles[*place];
            !settled_article(app, &incident.target_of(article))
        };
        let next = (at + 1..incident.articles.len()).find(open);
        travel::set_focus(app, next.map_or(Focus::Incident, Focus::Article));
        app.guard.drawn = None;
        return Vec::new();
    }
    app.guard.drawn = None;
    travel::to_next(app, "every incident of this queue is decided or put off")
}

fn settled_article(app: &App, target: &Target) -> bool {
    app.mine(target)
        .is_some_and(|work| work.answer.is_some() || work.deferred.is_some())
}

/// `d`: put off.
pub fn later(app: &mut App, press: Press) -> Vec<Effect> {
    match app.target() {
        None => not_loaded(app),
        Some(target) => put_off(app, press, target, None),
    }
}

/// Puts a target off and goes on.
pub fn put_off(app: &mut App, press: Press, target: Target, reason: Option<String>) -> Vec<Effect> {
    let answers = app.mine(&target).into_iter().flat_map(Work::answers);
    let before: Vec<String> = answers
        .map(|answer| words::decision(&app.vocabulary, &answer.decision))
        .collect();
    let what = match before.as_slice() {
        [] => "put off".to_owned(),
        before => format!("put off, in place of {}", before.join(" and ")),
    };
    let (event, effect) = app.record(press.stamp, Some(target.clone()), Act::Defer { reason });
    app.last = Some(Last {
        event,
        whose: app.whose(&target),
        target: Some(target),
        what,
        at: press.stamp.at,
    });
    let mut effects = vec![effect];
    effects.extend(advance(app));
    effects
}

/// `D`: put off with a reason.
pub fn later_because(app: &mut App, _: Press) -> Vec<Effect> {
    match app.target() {
        None => not_loaded(app),
        Some(target) => {
            prompt(app, Ask::Reason, Some(target), "");
            Vec::new()
        }
    }
}
