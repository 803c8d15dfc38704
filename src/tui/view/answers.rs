//! What people answered to a target: the analyst's own answer, what changed
//! since, and, once there is one, what others answered.

use ratatui::text::{Line, Span};

use crate::domain::changed::Part;
use crate::domain::{Incident, Outcome, Target};
use crate::review::ledger::Answer;
use crate::tui::app::{App, Decisions};
use crate::tui::theme::Role;
use crate::tui::words;

use super::paint::{Paint, fit, safe};

/// Its lines.
pub fn lines(
    app: &App,
    (incident, target): (&Incident, &Target),
    paint: Paint<'_>,
    width: usize,
) -> Vec<Line<'static>> {
    let line = |name: &str, told: Span<'static>| {
        let name = paint.span(format!("{name:<9}"), Role::Dim);
        fit(Line::from(vec![name, told]), width)
    };
    let work = app.mine(target);
    let is_open = work.is_none_or(|work| work.answer.is_none() && work.deferred.is_none());
    let yours = match app.decisions {
        Decisions::Read if is_open => "not decided".to_owned(),
        _ => app.yours(target, true),
    };
    let mut lines = vec![line("YOURS", paint.span(safe(&yours), Role::Strong))];
    // Who hasn't answered yet isn't told what others think.
    let Some(answer) = work.and_then(|work| work.answer.as_ref()) else {
        return lines;
    };
    let changed: Vec<String> = app
        .changed(incident, target)
        .into_iter()
        .map(|part| since(part, answer, paint))
        .collect();
    if !changed.is_empty() {
        let told = paint.span(safe(&changed.join(", ")), Role::Doubt);
        lines.push(line("CHANGED", told));
    }
    let others = app
        .ledger
        .works(target)
        .filter(|(who, work)| **who != app.session.reviewer && work.answer.is_some());
    let others: Vec<String> = others
        .map(|(who, work)| {
            let theirs = words::yours(paint.vocabulary, Some(work), true);
            format!("{}: {theirs}", safe(who.as_str()))
        })
        .collect();
    if !others.is_empty() {
        let told = paint.span(safe(&others.join(", ")), Role::Text);
        lines.push(line("OTHERS", told));
    }
    lines
}

/// What changed since an answer; the machine's label of then, where the answer says it.
fn since(part: Part, answer: &Answer, paint: Paint<'_>) -> String {
    let decision = &answer.decision;
    match (part, &decision.label, decision.outcome) {
        (Part::Label, Some(label), Outcome::Sustained) => {
            format!("label (was {})", paint.vocabulary.short(label))
        }
        _ => part.name().to_owned(),
    }
}
