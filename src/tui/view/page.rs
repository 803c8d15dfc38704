//! Full-screen texts: the help, made from the action table, and everything
//! about the item in focus.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::domain::{Article, Incident, Target, address};
use crate::review::checks::FLAGS;
use crate::tui::action::{ACTIONS, Group};
use crate::tui::app::App;
use crate::tui::mode::{Mode, Page};
use crate::tui::theme::Role;
use crate::tui::words;

use super::paint::{Mark, Paint, fit, pad, safe};
use super::pane::{inside, pane};
use super::put::Put;
use super::queue::OF_ANSWERS;
use super::{Window, articles, evidence, incident, rationale};

/// The lines of a page.
fn lines(app: &App, paint: Paint<'_>, width: usize, page: Page) -> Vec<Line<'static>> {
    match page {
        Page::Help => help(app, paint, width),
        Page::Whole => whole(app, paint, width),
    }
}

/// How much of a page is in view.
pub fn window(app: &App, paint: Paint<'_>, area: Rect, (page, offset): (Page, usize)) -> Window {
    let inner = inside(area);
    Window {
        lines: lines(app, paint, usize::from(inner.width), page).len(),
        height: usize::from(inner.height.saturating_sub(1)),
        offset,
    }
}

/// Draws the page of the mode, where it has one.
pub fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, paint: Paint<'_>) {
    let Mode::Page(page, offset) = app.mode else {
        return;
    };
    let title = match page {
        Page::Help => "Help ",
        Page::Whole => "In full ",
    };
    let inner = pane(frame, area, paint.theme, paint.line(title, Role::Strong));
    let lines = lines(app, paint, usize::from(inner.width), page);
    let height = usize::from(inner.height.saturating_sub(1));
    let all = lines.len();
    let offset = offset.min(all.saturating_sub(height));
    let shown: Vec<Line<'static>> = lines.into_iter().skip(offset).take(height).collect();
    shown.put(inner, frame.buffer_mut());
    let below = all.saturating_sub(offset + height);
    let foot = Rect {
        y: inner.bottom().saturating_sub(1),
        height: 1.min(inner.height),
        ..inner
    };
    let text = if offset + below > 0 {
        format!("esc back   up down pgup pgdn scroll   {offset} above, {below} below")
    } else {
        "esc back".to_owned()
    };
    fit(paint.line(text, Role::Dim), usize::from(inner.width)).put(foot, frame.buffer_mut());
}

fn help(app: &App, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for group in Group::ALL {
        lines.push(paint.line(group.name(), Role::Strong));
        for action in ACTIONS.iter().filter(|action| action.group == group) {
            let keys = match app.keymap.chords(action.name) {
                chords @ [first, .., last] if chords.len() > 3 => format!("{first}..{last}"),
                _ => app.keymap.all_shown(action.name),
            };
            let text = format!("  {} {}", pad(keys, 20), action.about);
            let marks = [Mark {
                bytes: 0..22,
                role: Role::Accent,
            }];
            lines.extend(paint.text(&text, width, Role::Text, &marks));
        }
        lines.push(Line::default());
    }
    lines.extend(legend(app, paint, width));
    lines
}

/// What the signs mean, and where things lie.
fn legend(app: &App, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    lines.push(paint.line("Labels", Role::Strong));
    for label in &app.vocabulary.labels {
        let text = format!("  {}  {}: {}", label.key, label.name, label.definition);
        let marks = [Mark {
            bytes: 0..4,
            role: Role::Accent,
        }];
        lines.extend(paint.text(&text, width, Role::Text, &marks));
    }
    lines.push(Line::default());
    lines.push(paint.line("Marks beside a label", Role::Strong));
    let marks: Vec<String> = words::LEGEND
        .iter()
        .map(|(mark, word)| format!("{mark} {word}"))
        .collect();
    lines.extend(paint.wrapped(
        &format!(
            "  {}   v article read   n note   ! changed since you answered   new: come to the incident since you answered it",
            marks.join("   ")
        ),
        width,
        Role::Text,
    ));
    lines.extend(paint.wrapped(
        "  before a line of headline, lead or rationale: + words for the machine's label   - words against it",
        width,
        Role::Text,
    ));
    lines.push(Line::default());
    lines.push(paint.line("Flags", Role::Strong));
    let flags = FLAGS.iter().map(|flag| (flag.badge, flag.about));
    for (badge, about) in OF_ANSWERS.into_iter().chain(flags) {
        let text = format!("  {} {about}", pad(badge, 20));
        let marks = [Mark {
            bytes: 0..22,
            role: Role::Doubt,
        }];
        lines.extend(paint.text(&text, width, Role::Text, &marks));
    }
    lines.push(Line::default());
    lines.push(paint.line("Where things lie", Role::Strong));
    for (name, path) in [
        ("set", &app.session.set_path),
        ("decisions", &app.session.decisions),
    ] {
        lines.extend(paint.text(
            &format!("  {} {}", pad(name, 10), path.display()),
            width,
            Role::Text,
            &[],
        ));
    }
    lines
}

fn heading(paint: Paint<'_>, text: &str) -> Vec<Line<'static>> {
    vec![Line::default(), paint.line(text.to_owned(), Role::Strong)]
}

/// The incident, or the article in focus, with nothing left out.
fn whole(app: &App, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    let Some(incident) = app.incident() else {
        return incident::missing(app, paint, width);
    };
    let mut lines = Vec::new();
    if let Some((at, article)) = app.article() {
        lines.extend(article_in_full(app, incident, article, at, paint, width));
        lines.extend(heading(paint, "THE INCIDENT"));
    }
    lines.extend(field(paint, incident.heading(), width, Role::Strong, &[]));
    let id = format!("id {}", incident.id);
    lines.extend(paint.text(&id, width, Role::Dim, &[]));
    if let (Some(date), country) = (
        incident.date,
        incident.country.as_deref().unwrap_or("country not given"),
    ) {
        lines.extend(paint.text(&format!("{date}, {country}"), width, Role::Dim, &[]));
    }
    lines.extend(heading(paint, "SUMMARY"));
    lines.extend(field(
        paint,
        incident.summary.as_deref().unwrap_or("none in the set"),
        width,
        Role::Text,
        &[],
    ));
    lines.extend(heading(paint, "VERDICT"));
    let target = Target::incident(incident.id.clone());
    let whole = (&target, &incident.verdict);
    lines.extend(incident::verdicts(app, incident, whole, paint, width));
    if app.article().is_none() {
        lines.extend(heading(paint, "RATIONALE"));
        lines.extend(rationale_in_full(incident, &incident.verdict, paint, width));
        lines.extend(evidence::lines(&incident.verdict, paint, width, false));
        lines.extend(own(app, &target, paint, width));
    }
    lines.extend(heading(paint, "FACETS"));
    lines.extend(incident::facets(app, incident, paint, width));
    lines.extend(heading(paint, "FLAGS"));
    let flags = incident::flag_lines(app.flags(), paint, width, false);
    lines.extend(if flags.is_empty() {
        vec![paint.line("none", Role::Dim)]
    } else {
        flags
    });
    let tally = articles::tally(app, incident, paint, width);
    if !tally.is_empty() {
        lines.extend(heading(paint, "TALLY"));
        lines.extend(tally);
    }
    lines.extend(origin(incident, paint, width));
    lines
}

fn article_in_full(
    app: &App,
    incident: &Incident,
    article: &Article,
    at: usize,
    paint: Paint<'_>,
    width: usize,
) -> Vec<Line<'static>> {
    let title = article.title.as_deref().unwrap_or("no headline");
    let marks = evidence::marks(&article.verdict, "title", title);
    let mut lines = evident(paint, title, width, Role::Strong, &marks);
    let facts = [
        Some(format!("article {}", at + 1)),
        article.outlet.clone(),
        article.date.map(|date| date.to_string()),
        article.language.clone(),
        article.url.clone(),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    lines.extend(field(paint, &facts.join(", "), width, Role::Dim, &[]));
    lines.extend(refused(article.url.as_ref(), paint, width));
    if let Some(lead) = &article.lead {
        lines.extend(heading(paint, "TEXT IN THE SET"));
        let marks = evidence::marks(&article.verdict, "lead", lead);
        lines.extend(evident(paint, lead, width, Role::Text, &marks));
    }
    let target = incident.target_of(article);
    lines.extend(heading(paint, "VERDICT"));
    let own_verdict = (&target, &article.verdict);
    lines.extend(incident::verdicts(app, incident, own_verdict, paint, width));
    lines.extend(heading(paint, "RATIONALE"));
    lines.extend(rationale_in_full(incident, &article.verdict, paint, width));
    lines.extend(evidence::lines(&article.verdict, paint, width, false));
    lines.extend(own(app, &target, paint, width));
    lines
}

fn rationale_in_full(
    incident: &Incident,
    verdict: &crate::domain::Verdict,
    paint: Paint<'_>,
    width: usize,
) -> Vec<Line<'static>> {
    let Some(text) = &verdict.rationale else {
        return vec![paint.line("none in the set", Role::Dim)];
    };
    let phrase = verdict.deciding().map(|span| span.start..span.end);
    let place = phrase.as_ref().map_or(0, |bytes| bytes.start);
    let role = Role::Verdict;
    let phrase = phrase.map(|bytes| Mark { bytes, role });
    let evidence = evidence::quoted_marks(incident, verdict, text);
    let signed = !evidence.is_empty();
    let marks: Vec<Mark> = phrase.into_iter().chain(evidence).collect();
    let (laid, _) = paint.around(
        text,
        place,
        width.saturating_sub(if signed { 2 } else { 0 }),
    );
    let mut lines = if signed {
        evidence::beside(paint, &laid, Role::Text, &marks)
    } else {
        let laid = laid.iter();
        laid.map(|line| paint.laid(line, Role::Text, &marks))
            .collect()
    };
    lines.extend(paint.hidden(text, width));
    lines
}

/// A text of an article; signs stand before it where evidence lies in it.
fn evident(
    paint: Paint<'_>,
    text: &str,
    width: usize,
    role: Role,
    marks: &[Mark],
) -> Vec<Line<'static>> {
    if marks.is_empty() {
        return field(paint, text, width, role, &[]);
    }
    let (laid, _) = paint.around(text, 0, width.saturating_sub(2));
    let mut lines = evidence::beside(paint, &laid, role, marks);
    lines.extend(paint.hidden(text, width));
    lines
}

/// A text from outside, and below it what it hides.
fn field(
    paint: Paint<'_>,
    text: &str,
    width: usize,
    role: Role,
    marks: &[Mark],
) -> Vec<Line<'static>> {
    let mut lines = paint.text(text, width, role, marks);
    lines.extend(paint.hidden(text, width));
    lines
}

/// Why an address isn't one to follow.
fn refused(address: Option<&String>, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    match address.map(|address| address::check(address)) {
        Some(Err(refused)) => {
            let text = format!("! the address isn't copied: {refused}");
            paint.wrapped(&text, width, Role::Doubt)
        }
        Some(Ok(())) | None => Vec::new(),
    }
}

/// What the analyst left on a target, and its history.
pub fn own(app: &App, target: &Target, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    let Some(work) = app.mine(target) else {
        return Vec::new();
    };
    let mut lines = heading(paint, "YOUR RECORD");
    lines.extend(rationale::remarks(work, paint, width));
    for id in &work.events {
        let Some(event) = app.ledger.event(*id) else {
            continue;
        };
        let day = event.at.day(&app.session.zone);
        let clock = event.at.clock(&app.session.zone);
        let undone = if work.undone.contains(id) {
            " (undone)"
        } else {
            ""
        };
        let text = format!(
            "{day} {clock} {}{undone}",
            safe(&words::act(paint.vocabulary, &event.act))
        );
        lines.extend(paint.wrapped(
            &text,
            width,
            if undone.is_empty() {
                Role::Text
            } else {
                Role::Dim
            },
        ));
    }
    lines
}

fn origin(incident: &Incident, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = heading(paint, "WHERE IT CAME FROM");
    let source = &incident.source;
    let facts = [
        source.shape.as_ref().map(|shape| format!("shape {shape}")),
        source.file.as_ref().map(|file| format!("file {file}")),
        source.line.map(|line| format!("line {line}")),
        source.url.clone(),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let text = if facts.is_empty() {
        "not known".to_owned()
    } else {
        facts.join(", ")
    };
    lines.extend(paint.text(&text, width, Role::Text, &[]));
    lines.extend(refused(source.url.as_ref(), paint, width));
    for link in &incident.links {
        lines.extend(paint.text(link, width, Role::Text, &[]));
        lines.extend(refused(Some(link), paint, width));
    }
    lines
}
