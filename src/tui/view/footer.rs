//! The last lines: the latest act, what a key acts on, and the keys. Hints
//! come from the action table.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::{Target, Verdict};
use crate::tui::action::{ACTIONS, Group};
use crate::tui::app::{App, Lies, Notice};
use crate::tui::mode::Mode;
use crate::tui::theme::Role;

use super::paint::{Paint, first_rows, fit, safe, safe_cut};
use super::put::Put;

/// The line of the latest act: it never scrolls away.
pub fn last(frame: &mut Frame<'_>, area: Rect, app: &App, paint: Paint<'_>) {
    let width = usize::from(area.width);
    let Some(last) = &app.last else {
        let nothing = paint.line(" LAST  nothing decided in this session yet", Role::Dim);
        fit(nothing, width).put(area, frame.buffer_mut());
        return;
    };
    let (state, role) = match app.lies(last.event) {
        Lies::InMemory => (", not saved yet", Role::Alarm),
        Lies::Nowhere => (", GONE from the disk", Role::Alarm),
        Lies::Aside => (", kept aside", Role::Alarm),
        Lies::InTheFolder => (", saved", Role::Good),
    };
    let state = paint.span(state, role);
    let mut spans = vec![
        paint.span(" LAST  ", Role::Dim),
        paint.span(safe(&last.whose), Role::Strong),
    ];
    spans.push(paint.span(format!(": {}", safe(&last.what)), Role::Text));
    // On narrow screens the state of saving, of which incident it is and the key that
    // says why matter more than the time.
    if width >= 100 {
        let time = format!(" {}", last.at.clock(&app.session.zone));
        spans.push(paint.span(time, Role::Dim));
    }
    // And more than the end of what was done.
    let mut line = fit(Line::from(spans), width.saturating_sub(state.width()));
    line.spans.push(state);
    let mut spans = line.spans;
    let target = last.target.as_ref();
    if let Some(remarks) = target.and_then(|target| remarks(app, target, paint)) {
        spans.push(paint.span(remarks, Role::Text));
    }
    let keys = [&LAST_KEYS[..], &FEWER_KEYS].map(|keys| last_keys(app, keys, target.is_some()));
    let mut left = Line::from(spans);
    let rooms = keys
        .each_ref()
        .map(|keys| width.saturating_sub(keys.len() + 1));
    // Of which incident it is where there is room: what was done matters more, and
    // the keys, which the lines below tell as well, less.
    let spare = |free: usize| free.saturating_sub(left.width() + 1).min(60);
    let mut spares = rooms.into_iter().chain([width]).map(spare);
    let spare = spares.find(|it| *it >= 20);
    let around = r#" of "..""#.len();
    if let Some((target, spare)) = target.zip(spare)
        && let Some(of) = app.elsewhere(target, spare - around)
    {
        left.spans
            .insert(2, paint.span(safe_cut(&of, spare), Role::Dim));
    }
    let fits = rooms.iter().position(|room| left.width() <= *room);
    let line = if let Some(keys) = fits.and_then(|at| keys.into_iter().nth(at)) {
        let gap = width - left.width() - keys.len();
        let mut spans = left.spans;
        spans.push(Span::raw(" ".repeat(gap)));
        spans.push(paint.span(keys, Role::Dim));
        Line::from(spans)
    } else {
        fit(left, width)
    };
    line.put(area, frame.buffer_mut());
}

/// Criterion, grade and note of a target in short.
fn remarks(app: &App, target: &Target, paint: Paint<'_>) -> Option<String> {
    let work = app.mine(target)?;
    let mut parts = Vec::new();
    if let Some(id) = &work.criterion {
        parts.push(paint.vocabulary.criterion_name(id).to_owned());
    }
    if let Some(id) = &work.grade {
        parts.push(format!("grade {}", paint.vocabulary.grade_name(id)));
    }
    if work.note.is_some() {
        parts.push("note".to_owned());
    }
    (!parts.is_empty()).then(|| format!(" ({})", safe(&parts.join(", "))))
}

/// Actions on what was decided last, with a word for each.
const LAST_KEYS: [(&str, &str); 4] = [
    ("why-last", "why"),
    ("grade-last", "grade"),
    ("note-last", "note"),
    ("undo", "undo"),
];
/// Those of them that are told where there is no room for all.
const FEWER_KEYS: [(&str, &str); 2] = [("why-last", "why"), ("undo", "undo")];

/// The keys for what was decided last; what is done to many at once takes no
/// remarks.
fn last_keys(app: &App, actions: &[(&str, &str)], is_one: bool) -> String {
    let keys: Vec<String> = actions
        .iter()
        .filter(|(name, _)| is_one || *name == "undo")
        .map(|(name, word)| format!("{} {word}", app.keymap.shown(name)))
        .collect();
    format!("{} ", keys.join("  "))
}

/// What a key acts on, and the keys; a notice stands in the place of the first hints.
pub fn keys(frame: &mut Frame<'_>, area: Rect, app: &App, paint: Paint<'_>) {
    let width = usize::from(area.width);
    let height = usize::from(area.height);
    let mut lines = vec![match open(&app.mode) {
        Some(text) => fit(paint.line(text, Role::Dim), width),
        None => on(app, paint, width),
    }];
    match &app.notice {
        Some(Notice::Say(text)) => {
            let rows = height.saturating_sub(1).max(1);
            let told = paint.wrapped(&safe(text), width.saturating_sub(4), Role::Text);
            for (row, mut line) in first_rows(told, rows, width.saturating_sub(4))
                .into_iter()
                .enumerate()
            {
                let sign = if row == 0 { " i " } else { "   " };
                line.spans.insert(0, paint.span(sign, Role::Accent));
                lines.push(line);
            }
        }
        Some(Notice::Warn(text)) => {
            lines.extend(warning(text, paint, width, height.saturating_sub(1).max(1)));
        }
        None => {}
    }
    if matches!(app.mode, Mode::Review) {
        lines.extend(hints(app, paint, width));
    }
    lines.truncate(height);
    lines.put(area, frame.buffer_mut());
}

/// What keys mean while something lies over the review, where they decide nothing.
const fn open(mode: &Mode) -> Option<&'static str> {
    match mode {
        Mode::Page(..) => Some(" a page is open: nothing is decided before esc leads back"),
        Mode::Note(..) | Mode::Prompt(..) | Mode::Palette(..) => {
            Some(" keys are text until enter or esc")
        }
        Mode::Choose(..) => Some(" keys are letters of the list until esc"),
        Mode::Confirm(..) => Some(" a question is open: keys answer it"),
        Mode::Review => None,
    }
}

/// A warning in so many lines at most; one that is cut says so.
fn warning(text: &str, paint: Paint<'_>, width: usize, room: usize) -> Vec<Line<'static>> {
    let text = format!("! {}", safe(text));
    let wrapped = |less| paint.wrapped(&text, width.saturating_sub(less), Role::Doubt);
    let mut lines = wrapped(2);
    if lines.len() > room {
        lines = wrapped(4);
        lines.truncate(room);
        if let Some(last) = lines.last_mut() {
            last.push_span(paint.span(" ..", Role::Doubt));
        }
    }
    for line in &mut lines {
        line.spans.insert(0, Span::raw(" "));
    }
    lines
}

/// How many lines a warning needs beyond the place of the keys; it may take a
/// third of the screen, since what it says ends with what to do.
pub fn more(app: &App, paint: Paint<'_>, keys: Rect) -> u16 {
    let Some(Notice::Warn(text)) = &app.notice else {
        return 0;
    };
    let most = keys.height.max(app.size.1 / 3);
    let lines = warning(text, paint, usize::from(keys.width), usize::MAX).len() + 1;
    let lines = u16::try_from(lines).unwrap_or(most).min(most);
    lines.saturating_sub(keys.height)
}

/// `ON ARTICLE 2 TechTarget | a sustain Inc | 1 Inc 2 Haz .. | 0 can't tell | d later`.
fn on(app: &App, paint: Paint<'_>, width: usize) -> Line<'static> {
    let Some(incident) = app.incident() else {
        let text = match app.row() {
            None if app.known.done => " no incident is in the queue",
            _ => " nothing to decide yet",
        };
        return paint.line(text, Role::Dim);
    };
    let (name, verdict): (String, &Verdict) = match app.article() {
        None => ("ON INCIDENT".to_owned(), &incident.verdict),
        Some((at, article)) => {
            let outlet = match &article.outlet {
                Some(outlet) if wide(width) => format!(" {}", safe_cut(outlet, width / 8)),
                _ => String::new(),
            };
            (format!("ON ARTICLE {}{outlet}", at + 1), &article.verdict)
        }
    };
    let long = wide(width);
    let mut spans = vec![paint.span(format!(" {name}"), Role::Accent)];
    let bar = || paint.span(" | ", Role::Dim);
    let known = verdict.label.as_ref();
    if let Some(label) = known.filter(|label| paint.vocabulary.label(label).is_some()) {
        spans.push(bar());
        spans.push(paint.span(app.keymap.shown("sustain"), Role::Strong));
        let name = if long {
            paint.vocabulary.short(label)
        } else {
            paint.vocabulary.abbr(label)
        };
        spans.push(paint.span(format!(" sustain {}", safe(name)), Role::Text));
    }
    spans.push(bar());
    for (at, label) in app.vocabulary.labels.iter().enumerate() {
        if at > 0 {
            spans.push(Span::raw(" "));
        }
        spans.push(paint.span(label.key.to_string(), Role::Strong));
        let name = if long { &label.short } else { &label.abbr };
        spans.push(paint.span(format!(" {}", safe(name)), Role::Text));
    }
    for (name, words) in said(width) {
        spans.push(bar());
        spans.push(paint.span(app.keymap.shown(name), Role::Strong));
        spans.push(paint.span(format!(" {words}"), Role::Text));
    }
    fit(Line::from(spans), width)
}

/// Whether there is room for names in full.
const fn wide(width: usize) -> bool {
    width >= 110
}

/// The answers without a label that the first line names, with their words.
const fn said(width: usize) -> &'static [(&'static str, &'static str)] {
    if wide(width) {
        &[("cant-tell", "can't tell"), ("later", "later")]
    } else {
        &[("cant-tell", "can't tell")]
    }
}

/// The rest of the keys, group by group, as they fit; help and leaving come
/// early where not all will.
fn hints(app: &App, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    let said = |name: &str| name == "sustain" || said(width).iter().any(|(said, _)| *said == name);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut last_group = None;
    let order = if wide(width) {
        [
            Group::Remark,
            Group::Decide,
            Group::Move,
            Group::Look,
            Group::Find,
            Group::Program,
        ]
    } else {
        [
            Group::Remark,
            Group::Decide,
            Group::Program,
            Group::Find,
            Group::Move,
            Group::Look,
        ]
    };
    let actions = order
        .iter()
        .flat_map(|group| ACTIONS.iter().filter(move |action| action.group == *group));
    for action in actions.filter(|action| !action.hint.is_empty() && !said(action.name)) {
        let key = app.keymap.shown(action.name);
        if key.is_empty() {
            continue;
        }
        let wide = key.len() + 1 + action.hint.len();
        let bar = last_group.is_some_and(|group| group != action.group);
        last_group = Some(action.group);
        let gap = if bar { " | " } else { "  " };
        let line = match lines.last_mut() {
            Some(line) if line.width() + gap.len() + wide < width => {
                line.spans.push(paint.span(gap, Role::Dim));
                line
            }
            _ => {
                lines.push(Line::from(" "));
                let at = lines.len() - 1;
                &mut lines[at]
            }
        };
        line.spans.push(paint.span(key, Role::Strong));
        line.spans
            .push(paint.span(format!(" {}", action.hint), Role::Dim));
    }
    lines
}
