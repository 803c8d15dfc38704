//! The articles, each with the machine's label beside the analyst's, and the
//! tally of both sides below. The tally is evidence, not a verdict.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::event::Saw;
use crate::domain::{Article, Incident, LabelId, Target};
use crate::review::tally::{Most, Tally};
use crate::tui::app::App;
use crate::tui::mode::Focus;
use crate::tui::theme::Role;

use super::paint::{Paint, column, fit, found, safe_cut};
use super::pane::pane;
use super::places::Shape;
use super::put::Put;

/// Draws the pane.
pub fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, paint: Paint<'_>) {
    // The incident's own verdict stands on top where its pane has no room for it.
    let with_incident = Shape::of(app.size.0, app.size.1) == Shape::Two;
    let Some(incident) = app.incident() else {
        pane(
            frame,
            area,
            paint.theme,
            paint.line("Articles ", Role::Strong),
        );
        return;
    };
    let all = incident.articles.len();
    let done = incident
        .articles
        .iter()
        .filter(|article| app.answered(&incident.target_of(article)))
        .count();
    let mut title = vec![paint.span("Articles ", Role::Strong)];
    title.push(paint.span(format!("{done} of {all} reviewed "), Role::Dim));
    if let Some(stated) = incident
        .articles_stated
        .filter(|stated| *stated != all as u64)
    {
        title.push(paint.span(format!("(source says {stated}) "), Role::Dim));
    }
    let inner = pane(frame, area, paint.theme, Line::from(title));
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let below = tally(app, incident, paint, width);
    let mut top = Vec::new();
    if with_incident {
        top.push(incident_row(app, incident, paint, width));
    }
    let room = height.saturating_sub(top.len() + below.len() + 1);
    top.extend(list(app, incident, paint, width, room));
    let text_height = height.saturating_sub(below.len());
    top.truncate(text_height);
    top.put(inner, frame.buffer_mut());
    let foot = Rect {
        y: inner
            .bottom()
            .saturating_sub(u16::try_from(below.len()).unwrap_or(inner.height)),
        height: u16::try_from(below.len())
            .unwrap_or_default()
            .min(inner.height),
        ..inner
    };
    below.put(foot, frame.buffer_mut());
}

/// Label of the machine and answer of the analyst in fixed columns, and marks:
/// read elsewhere, note, changed since.
fn sides(
    app: &App,
    incident: &Incident,
    (target, machine): (&Target, Option<&LabelId>),
    paint: Paint<'_>,
    long: bool,
) -> Vec<Span<'static>> {
    let work = app.mine(target);
    let label = paint.label(machine, long);
    let wide = if long { 12 } else { 3 };
    let fill = wide - label.width().min(wide);
    let read = work.is_some_and(|work| work.saw.contains(&Saw::ReadElsewhere));
    let note = work.is_some_and(|work| work.note.is_some());
    let changed = app.answered(target) && !app.changed(incident, target).is_empty();
    let mark = |sign, is_on| if is_on { sign } else { " " };
    let yours = match app.yours(target, long) {
        yours if changed && long => format!("{yours} !"),
        yours if is_new(app, incident, target) => format!("{yours} new"),
        yours => yours,
    };
    let mut sides = vec![
        label,
        Span::raw(" ".repeat(fill + 1)),
        paint.span("you ", Role::Dim),
        paint.span(column(&yours, wide + 2), Role::Strong),
        paint.span(mark("v", read), Role::Dim),
        paint.span(mark("n", note), Role::Dim),
    ];
    if changed && !long {
        // There it has a cell of its own, where one is needed.
        sides.push(paint.span("!", Role::Doubt));
    }
    sides
}

/// Whether an article came to its incident after the analyst had answered that, and
/// hasn't been looked at since.
fn is_new(app: &App, incident: &Incident, target: &Target) -> bool {
    let Some(article) = target.article.as_ref() else {
        return false;
    };
    let untouched = app.mine(target).is_none();
    untouched && app.listed(incident).is_some_and(|it| !it.holds(article))
}

fn incident_row(app: &App, incident: &Incident, paint: Paint<'_>, width: usize) -> Line<'static> {
    let focused = app.focus == Focus::Incident;
    let target = Target::incident(incident.id.clone());
    let machine = incident.verdict.label.as_ref();
    let sides = sides(app, incident, (&target, machine), paint, false);
    let used: usize = sides.iter().map(Span::width).sum();
    let mut spans = vec![
        paint.span(if focused { ">" } else { " " }, Role::Accent),
        paint.span(
            column("   Incident", width.saturating_sub(used + 2)),
            if focused { Role::Accent } else { Role::Text },
        ),
        Span::raw(" "),
    ];
    spans.extend(sides);
    fit(Line::from(spans), width)
}

/// How many lines an article gets: one, two with its headline, three with air.
fn rows_each(articles: usize, room: usize) -> usize {
    match articles {
        0 => 1,
        n if n * 4 <= room => 4,
        n if n * 3 <= room => 3,
        n if n * 2 <= room => 2,
        _ => 1,
    }
}

/// A list of so many lines has none to spare for a headline.
const MORE: usize = 2;

fn list(
    app: &App,
    incident: &Incident,
    paint: Paint<'_>,
    width: usize,
    room: usize,
) -> Vec<Line<'static>> {
    if incident.articles.is_empty() {
        return vec![paint.line("The set lists no articles here.", Role::Dim)];
    }
    let each = rows_each(incident.articles.len(), room);
    // Where there is no room for all headlines, the one at hand has its own.
    let own = usize::from(each == 1 && room > MORE);
    let fits = ((room - own) / each).max(1);
    let at = app.article().map_or(0, |(at, _)| at);
    let from = at
        .saturating_sub(fits / 2)
        .min(incident.articles.len().saturating_sub(fits));
    let mut lines = Vec::new();
    for (place, article) in incident.articles.iter().enumerate().skip(from).take(fits) {
        lines.extend(one(app, incident, (place, article), paint, width, each));
        if place == at && own > 0 {
            lines.push(headline(app, article, paint, width));
        }
    }
    let left = incident.articles.len() - (from + fits).min(incident.articles.len());
    if from + left > 0 {
        let keys = ["next-article", "previous-article"].map(|name| app.keymap.shown(name));
        let text = format!("{from} above, {left} below; {}", keys.join(" "));
        lines.push(paint.line(text, Role::Dim));
    }
    lines
}

fn one(
    app: &App,
    incident: &Incident,
    (place, article): (usize, &Article),
    paint: Paint<'_>,
    width: usize,
    each: usize,
) -> Vec<Line<'static>> {
    let focused = app.focus == Focus::Article(place);
    let target = incident.target_of(article);
    let role = if focused { Role::Accent } else { Role::Text };
    let long = each >= 3;
    // Names in full need 37 cells with the indent.
    let names = long && width >= 37;
    let machine = article.verdict.label.as_ref();
    let sides = sides(app, incident, (&target, machine), paint, names);
    let lead = vec![
        paint.span(if focused { ">" } else { " " }, Role::Accent),
        paint.span(format!("{:>2} ", place + 1), Role::Dim),
    ];
    let outlet = article.outlet.as_deref().unwrap_or("outlet unknown");
    let copies = match article.copies {
        0 => String::new(),
        1 => " +1 copy".to_owned(),
        many => format!(" +{many} copies"),
    };
    let original = incident.original_of(article);
    let original = original.map_or(String::new(), |at| format!(" copy of {}", at + 1));
    let mut first = lead;
    let mut lines = Vec::new();
    if long {
        let date = article
            .date
            .map_or_else(|| "no date".to_owned(), |date| date.to_string());
        let language = article
            .language
            .as_deref()
            .map_or_else(String::new, |text| format!(" {}", safe_cut(text, 3)));
        let facts = format!("{date}{language}{copies}");
        let room = width.saturating_sub(5 + facts.len());
        first.push(paint.span(column(outlet, room), role));
        first.push(paint.span(format!(" {facts}"), Role::Dim));
        lines.push(fit(Line::from(first), width));
        lines.push(headline(app, article, paint, width));
        let mut third = vec![Span::raw("    ")];
        third.extend(sides);
        third.push(paint.span(original, Role::Dim));
        lines.push(fit(Line::from(third), width));
        if each == 4 {
            lines.push(Line::default());
        }
    } else {
        let used: usize = sides.iter().map(Span::width).sum();
        let name = format!("{outlet}{copies}{original}");
        first.push(paint.span(column(&name, width.saturating_sub(used + 5)), role));
        first.push(Span::raw(" "));
        first.extend(sides);
        lines.push(fit(Line::from(first), width));
        if each == 2 {
            lines.push(headline(app, article, paint, width));
        }
    }
    lines
}

fn headline(app: &App, article: &Article, paint: Paint<'_>, width: usize) -> Line<'static> {
    let text = article.title.as_deref().unwrap_or("no headline");
    let mut spans = vec![Span::raw("    ")];
    let marks = found(text, &app.search.words);
    spans.extend(
        paint
            .cut(text, width.saturating_sub(4), Role::Dim, &marks)
            .spans,
    );
    Line::from(spans)
}

/// Both tallies and what they amount to.
pub fn tally(app: &App, incident: &Incident, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    if incident.articles.is_empty() {
        return Vec::new();
    }
    let machine = Tally::machine(paint.vocabulary, incident);
    let human = Tally::human(
        paint.vocabulary,
        &app.ledger,
        incident,
        Some(&app.session.reviewer),
    );
    let row = |name: &str, tally: &Tally| {
        let text = figures(paint, tally);
        fit(
            Line::from(vec![
                paint.span(format!("{name:<8}"), Role::Dim),
                paint.span(text, Role::Text),
            ]),
            width,
        )
    };
    vec![
        row("machine", &machine),
        row("you", &human),
        fit(
            paint.line(
                format!("most common (machine): {}", most(paint, &machine)),
                Role::Dim,
            ),
            width,
        ),
    ]
}

fn figures(paint: Paint<'_>, tally: &Tally) -> String {
    let mut parts: Vec<String> = tally
        .votes
        .iter()
        .map(|(label, votes)| format!("{} {votes}", paint.vocabulary.abbr(label)))
        .collect();
    parts.extend(tally.rest());
    if parts.is_empty() {
        "none".to_owned()
    } else {
        parts.join("  ")
    }
}

fn most(paint: Paint<'_>, tally: &Tally) -> String {
    match tally.most() {
        Most::None => "none".to_owned(),
        Most::One(label) => paint.vocabulary.short(&label).to_owned(),
        Most::Tie(labels) => {
            let names: Vec<&str> = labels
                .iter()
                .map(|label| paint.vocabulary.short(label))
                .collect();
            format!("tie, {}", names.join(" and "))
        }
    }
}
