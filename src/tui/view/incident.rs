//! The incident as a whole: title, date, country, summary, what machine and
//! analyst say of it, facets and flags with their reasons.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::{Incident, Target, Verdict};
use crate::review::checks::{Flag, Weight};
use crate::tui::app::App;
use crate::tui::mode::Focus;
use crate::tui::theme::Role;
use crate::tui::words;

use super::answers;
use super::paint::{Mark, Paint, fit, found, safe};
use super::pane::{inside, pane};
use super::put::Put;

/// Draws the pane: compact where it is wide and low, in full where it is a column.
pub fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, paint: Paint<'_>) {
    let Some(incident) = app.incident() else {
        let inner = pane(
            frame,
            area,
            paint.theme,
            paint.line("Incident ", Role::Strong),
        );
        missing(app, paint, usize::from(inner.width)).put(inner, frame.buffer_mut());
        return;
    };
    let focused = app.focus == Focus::Incident;
    let inner = inside(area);
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let compact = area.width >= 72;
    let title = if compact {
        let mut title = vec![mark(paint, focused)];
        let facts = facts(incident);
        let room = width.saturating_sub(crate::text::cells(&facts) + 6);
        title.extend(
            paint
                .cut(
                    incident.heading(),
                    room,
                    Role::Strong,
                    &hits(app, incident.heading()),
                )
                .spans,
        );
        title.push(paint.span(format!(" | {facts} "), Role::Dim));
        Line::from(title)
    } else {
        Line::from(vec![
            mark(paint, focused),
            paint.span("Incident ", Role::Strong),
        ])
    };
    pane(frame, area, paint.theme, title);
    let lines = if compact {
        brief(app, incident, paint, width, height)
    } else {
        column(app, incident, paint, width, height)
    };
    lines.put(inner, frame.buffer_mut());
}

fn mark(paint: Paint<'_>, focused: bool) -> Span<'static> {
    if focused {
        paint.span(">", Role::Accent)
    } else {
        paint.span(" ", Role::Dim)
    }
}

fn hits(app: &App, text: &str) -> Vec<Mark> {
    found(text, &app.search.words)
}

/// Why there is no incident to show; for a record that can't be read, with what to
/// do about it.
pub fn missing(app: &App, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    if let Some(why) = app.unreadable() {
        return paint.wrapped(why, width, Role::Text);
    }
    let why = if app.queue.is_empty() {
        super::queue::nothing(app)
    } else {
        "loading.."
    };
    paint.wrapped(why, width, Role::Dim)
}

/// Date and country in short.
fn facts(incident: &Incident) -> String {
    let date = incident
        .date
        .map_or_else(|| "no date".to_owned(), |date| date.to_string());
    let country = incident
        .country
        .as_deref()
        .map_or_else(|| "country ?".to_owned(), safe);
    format!("{date} | {country}")
}

fn brief(
    app: &App,
    incident: &Incident,
    paint: Paint<'_>,
    width: usize,
    height: usize,
) -> Vec<Line<'static>> {
    let flags = flag_lines(app.flags(), paint, width, true);
    let room = height.saturating_sub(flags.len().min(height / 2)).max(1);
    let mut lines = summary(app, incident, paint, width);
    if lines.len() > room {
        lines.truncate(room);
        if let Some(last) = lines.last_mut() {
            let key = app.keymap.shown("whole");
            let end = format!(".. {key} whole");
            let keep = width.saturating_sub(end.len() + 1);
            let mut cut = fit(std::mem::take(last), keep);
            cut.spans.push(paint.span(format!(" {end}"), Role::Dim));
            *last = cut;
        }
    }
    lines.extend(flags);
    lines.truncate(height);
    lines
}

/// The summary, with a mark where a machine wrote it.
fn summary(app: &App, incident: &Incident, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    let Some(text) = &incident.summary else {
        return vec![paint.line("The set holds no summary.", Role::Dim)];
    };
    let mut lines = paint.text(text, width, Role::Text, &hits(app, text));
    if let Some(provenance) = incident.provenance.get("summary") {
        let mark = format!("[{}]", safe(provenance));
        match lines.last_mut() {
            Some(last) if last.width() + mark.len() < width => {
                last.spans.push(paint.span(format!(" {mark}"), Role::Dim));
            }
            _ => lines.push(paint.line(mark, Role::Dim)),
        }
    }
    lines
}

fn column(
    app: &App,
    incident: &Incident,
    paint: Paint<'_>,
    width: usize,
    height: usize,
) -> Vec<Line<'static>> {
    let mut lines = paint.text(
        incident.heading(),
        width,
        Role::Strong,
        &hits(app, incident.heading()),
    );
    lines.push(fit(paint.line(facts(incident), Role::Dim), width));
    lines.push(Line::default());
    // What speaks for doubt must be in view before anything else is: summary
    // and facets share what room is left, and `s` shows them whole.
    let whole = Target::incident(incident.id.clone());
    let mut below = verdicts(app, incident, (&whole, &incident.verdict), paint, width);
    let flags = flag_lines(app.flags(), paint, width, false);
    if !flags.is_empty() {
        below.push(Line::default());
        below.push(paint.line("FLAGS", Role::Dim));
        below.extend(flags);
    }
    let facets = facets(app, incident, paint, width);
    let mut text = summary(app, incident, paint, width);
    let room = height
        .saturating_sub(lines.len() + below.len() + facets.len().min(4) + 2)
        .max(4);
    if text.len() > room {
        text.truncate(room.saturating_sub(1));
        let key = app.keymap.shown("whole");
        text.push(paint.line(format!(".. {key} shows the whole summary"), Role::Dim));
    }
    lines.extend(text);
    lines.push(Line::default());
    lines.extend(below);
    lines.push(Line::default());
    lines.extend(facets);
    if lines.len() > height {
        lines.truncate(height.saturating_sub(1));
        let key = app.keymap.shown("whole");
        lines.push(paint.line(format!(".. {key} shows the rest"), Role::Dim));
    }
    lines
}

/// Machine and analyst on the incident, one above the other.
pub fn verdicts(
    app: &App,
    incident: &Incident,
    (target, verdict): (&Target, &Verdict),
    paint: Paint<'_>,
    width: usize,
) -> Vec<Line<'static>> {
    let work = app.mine(target);
    let answered = work.is_some_and(|work| work.answer.is_some());
    let mut machine = vec![paint.span("MACHINE  ", Role::Dim)];
    machine.push(paint.label(verdict.label.as_ref(), true));
    machine.push(paint.span(format!("  {}", words::how(verdict)), Role::Dim));
    if answered && let Some(guess) = &verdict.guess {
        machine.push(paint.span(
            format!("; its guess: {}", paint.vocabulary.short(guess)),
            Role::Dim,
        ));
    }
    let mut lines = vec![fit(Line::from(machine), width)];
    lines.extend(answers::lines(app, (incident, target), paint, width));
    if let Some(severity) = &verdict.severity {
        let name = paint
            .vocabulary
            .severity(severity)
            .map_or_else(|| severity.to_string(), |rung| rung.name.clone());
        lines.push(fit(
            Line::from(vec![
                paint.span("severity ", Role::Dim),
                paint.span(safe(&name), Role::Text),
            ]),
            width,
        ));
    }
    lines
}

/// The facets that the record has, unknown values marked, then those it lacks.
pub fn facets(
    app: &App,
    incident: &Incident,
    paint: Paint<'_>,
    width: usize,
) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut missing = Vec::new();
    let order = app.vocabulary.facets.iter().map(|facet| facet.id.clone());
    let strange = incident
        .facets
        .keys()
        .filter(|id| app.vocabulary.facet(id).is_none())
        .cloned();
    for id in order.chain(strange) {
        let facet = app.vocabulary.facet(&id);
        let name = facet.map_or_else(|| id.to_string(), |facet| facet.name.clone());
        match incident.facets.get(&id).filter(|values| !values.is_empty()) {
            None => missing.push(name),
            Some(values) => {
                let known =
                    |value: &String| facet.is_some_and(|facet| facet.values.contains(value));
                let text = values
                    .iter()
                    .map(|value| {
                        if known(value) {
                            value.clone()
                        } else {
                            format!("{value} (not in the vocabulary)")
                        }
                    })
                    .collect::<Vec<_>>()
                    .join("; ");
                let all = format!("{name}: {text}");
                let marks = [Mark {
                    bytes: 0..name.len() + 1,
                    role: Role::Dim,
                }];
                lines.extend(paint.text(&all, width, Role::Text, &marks));
            }
        }
    }
    if !missing.is_empty() {
        let text = format!("not given: {}", missing.join(", "));
        lines.extend(paint.wrapped(&text, width, Role::Dim));
    }
    lines
}

/// The flags with their reasons; in brief, as many as fit on two lines.
pub fn flag_lines(
    flags: &[Flag],
    paint: Paint<'_>,
    width: usize,
    brief: bool,
) -> Vec<Line<'static>> {
    let glyph = |flag: &Flag| match flag.weight {
        Weight::Doubt => "!",
        Weight::Note => "i",
    };
    let role = |flag: &Flag| match flag.weight {
        Weight::Doubt => Role::Doubt,
        Weight::Note => Role::Dim,
    };
    if !brief {
        return flags
            .iter()
            .flat_map(|flag| {
                let text = format!("{} {}: {}", glyph(flag), flag.badge, flag.reason);
                paint.wrapped(&text, width, role(flag))
            })
            .collect();
    }
    let mut lines: Vec<Line<'static>> = Vec::new();
    for flag in flags {
        let text = format!("{} {}", glyph(flag), safe(&flag.reason));
        match lines.last_mut() {
            Some(last) if last.width() + crate::text::cells(&text) + 3 <= width => {
                last.spans
                    .push(paint.span(format!("   {text}"), role(flag)));
            }
            _ => lines.push(fit(paint.line(text, role(flag)), width)),
        }
    }
    if lines.len() > 2 {
        let hidden = lines.len() - 2;
        lines.truncate(2);
        if let Some(last) = lines.last_mut() {
            let more = format!(" (+{hidden} lines, s)");
            let mut cut = fit(std::mem::take(last), width.saturating_sub(more.len()));
            cut.spans.push(paint.span(more, Role::Dim));
            *last = cut;
        }
    }
    lines
}
