//! What people answered to a target: the analyst's own answer, what changed
//! since, and, once there is one, what others answered.

use ratatui::text::{Line, Span};

use crate::domain::changed::Part;
use crate::domain::{Incident, LabelId, Outcome, Target, Vocabulary};
use crate::review::ledger::Answer;
use crate::tui::app::{App, Decisions};
use crate::tui::theme::Role;
use crate::tui::words;

use super::paint::{Mark, Paint, fit, safe, safe_cut};

/// Most cells of another reviewer's name: what they answered matters more.
const NAME: usize = 16;

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
    let is_open =
        work.is_none_or(|work| work.answers().next().is_none() && work.deferred.is_none());
    let yours = match app.decisions {
        Decisions::Read if is_open => "not decided".to_owned(),
        Decisions::Read if work.is_some_and(|work| !work.apart.is_empty()) => {
            "answer again: apart <>".to_owned()
        }
        _ => app.yours(target, true),
    };
    let mut lines = vec![line("YOURS", paint.span(safe(&yours), Role::Strong))];
    for given in apart(app, target) {
        lines.push(line("", paint.span(safe(&given), Role::Text)));
    }
    // Who hasn't answered yet isn't told what others think.
    if !app.answered(target) {
        return lines;
    }
    let changed = changed(app, incident, target);
    if !changed.is_empty() {
        let told = paint.span(safe(&changed.join(", ")), Role::Doubt);
        lines.push(line("CHANGED", told));
    }
    let others = others(app, target);
    if !others.is_empty() {
        let told = format!("OTHERS   {}", others.join(", "));
        let name = Mark {
            bytes: 0..6,
            role: Role::Dim,
        };
        lines.extend(paint.text(&told, width, Role::Text, &[name]));
    }
    lines
}

/// What the analyst answered apart, each with its time.
pub fn apart(app: &App, target: &Target) -> Vec<String> {
    let zone = &app.session.zone;
    let given = |answer: &Answer| {
        let label = words::given(&app.vocabulary, &answer.decision, true);
        format!("{label} {}", answer.at.short(zone))
    };
    let apart = app.mine(target).map_or(&[][..], |work| &work.apart);
    apart.iter().map(given).collect()
}

/// What changed of a target since it was answered, in words.
pub fn changed(app: &App, incident: &Incident, target: &Target) -> Vec<String> {
    let Some(answer) = app.mine(target).and_then(|work| work.answer.as_ref()) else {
        return Vec::new();
    };
    let article = incident.article_of(target).map(|article| &article.verdict);
    let now = article.unwrap_or(&incident.verdict).label.as_ref();
    let changed = app.changed(incident, target).into_iter();
    let told = changed.map(|part| match part {
        Part::Grouping => articles(app, incident),
        _ => since(part, answer, now, &app.vocabulary),
    });
    told.collect()
}

/// How the articles of an incident changed since it was answered.
fn articles(app: &App, incident: &Incident) -> String {
    let name = Part::Grouping.name();
    let Some(listed) = app.listed(incident) else {
        return name.to_owned();
    };
    let now = incident.articles.iter();
    let kept = now.filter(|article| listed.holds(&article.id)).count();
    let new = incident.articles.len() - kept;
    let gone = listed.count().saturating_sub(kept);
    match (new, gone) {
        (0, 0) => name.to_owned(),
        (new, 0) => format!("{name} ({new} new)"),
        (0, gone) => format!("{name} ({gone} gone)"),
        (new, gone) => format!("{name} ({new} new, {gone} gone)"),
    }
}

/// What others answered, each with their name.
pub fn others(app: &App, target: &Target) -> Vec<String> {
    let others = app
        .ledger
        .works(target)
        .filter(|(who, work)| **who != app.session.reviewer && work.answers().next().is_some());
    others
        .map(|(who, work)| {
            let theirs = words::yours(&app.vocabulary, Some(work), true);
            format!("{}: {theirs}", safe_cut(who.as_str(), NAME))
        })
        .collect()
}

/// What changed since an answer; the machine's label of then, where the answer says it.
fn since(part: Part, answer: &Answer, now: Option<&LabelId>, vocabulary: &Vocabulary) -> String {
    let decision = &answer.decision;
    let then = decision.label.as_ref();
    match (part, then, decision.outcome) {
        (Part::Label, _, Outcome::Sustained) if then == now => "severity or source".to_owned(),
        (Part::Label, Some(then), Outcome::Sustained) => {
            format!("label (was {})", vocabulary.short(then))
        }
        _ => part.name().to_owned(),
    }
}
