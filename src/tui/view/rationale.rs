//! The rationale of what is in focus: word for word with the deciding phrase
//! in view and marked, then how it was read, what the analyst said of it, and
//! what the label means.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::verdict::SpanRole;
use crate::domain::{Article, Incident, Target, Verdict};
use crate::review::ledger::Work;
use crate::tui::app::App;
use crate::tui::mode::Focus;
use crate::tui::theme::Role;
use crate::tui::words;

use super::paint::{Mark, Paint, fit, found, found_in, safe};
use super::pane::{inside, pane};
use super::put::Put;
use super::{Window, answers, article, evidence, incident};

/// Whose rationale the pane shows.
pub struct Shown<'a> {
    incident: &'a Incident,
    article: Option<(usize, &'a Article)>,
}

impl<'a> Shown<'a> {
    /// What the focus and the toggle choose.
    pub fn of(app: &'a App) -> Option<Self> {
        Some(Self {
            incident: app.incident()?,
            article: app.article().filter(|_| !app.incident_rationale),
        })
    }

    /// The machine's verdict.
    pub fn verdict(&self) -> &'a Verdict {
        self.article
            .map_or(&self.incident.verdict, |(_, article)| &article.verdict)
    }

    /// The target that it is about.
    pub fn target(&self) -> Target {
        match self.article {
            None => Target::incident(self.incident.id.clone()),
            Some((_, article)) => self.incident.target_of(article),
        }
    }
}

/// The parts of the pane.
struct Parts {
    head: Vec<Line<'static>>,
    text: Vec<Line<'static>>,
    deciding: Option<usize>,
    tail: Vec<Line<'static>>,
    /// What the label means.
    meaning: Vec<Line<'static>>,
}

impl Parts {
    /// How many lines the rationale itself gets, and where they begin.
    fn window(&self, height: usize, scroll: Option<usize>) -> Window {
        let room = height.saturating_sub(self.head.len());
        let below = self.tail.len() + self.meaning.len();
        let most = room.saturating_sub(below.min(room / 2));
        let text = self.text.len().min(most.max(1));
        let last = self.text.len().saturating_sub(text);
        let auto = self.deciding.map_or(0, |line| {
            // Two lines below the phrase stay in view where there are any.
            (line + 3).saturating_sub(text).min(line)
        });
        Window {
            lines: self.text.len(),
            height: text,
            offset: scroll.unwrap_or(auto).min(last),
        }
    }
}

/// How much of the rationale is in view, for scrolling.
pub fn window(app: &App, paint: Paint<'_>, area: Rect) -> Window {
    let inner = inside(area);
    parts(app, paint, usize::from(inner.width), area).map_or(Window::default(), |parts| {
        parts.window(usize::from(inner.height), app.scroll)
    })
}

/// Draws the pane.
pub fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, paint: Paint<'_>) {
    let inner = pane(
        frame,
        area,
        paint.theme,
        title(app, paint, usize::from(area.width)),
    );
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let Some(parts) = parts(app, paint, width, area) else {
        // The incident's pane says why.
        return;
    };
    let window = parts.window(height, app.scroll);
    let mut lines = parts.head;
    let above = window.offset;
    let below = window.lines.saturating_sub(window.offset + window.height);
    lines.extend(
        parts
            .text
            .into_iter()
            .skip(window.offset)
            .take(window.height),
    );
    if above + below > 0 {
        let (up, down) = (
            app.keymap.shown("scroll-up"),
            app.keymap.shown("scroll-down"),
        );
        let lines_above = if above == 1 { "line" } else { "lines" };
        let text = format!("{above} {lines_above} above, {below} below ({up} {down})");
        lines.push(fit(paint.line(text, Role::Dim), width));
    }
    lines.extend(parts.tail);
    // What the label means is the same for each item, and not missed; and where
    // there is next to no room, none of it is spent on saying so.
    if lines.len() > height && height > 10 {
        lines.truncate(height - 1);
        let key = app.keymap.shown("whole");
        lines.push(paint.line(format!(".. {key} shows the rest"), Role::Dim));
    }
    lines.extend(parts.meaning);
    lines.truncate(height);
    lines.put(inner, frame.buffer_mut());
}

fn title(app: &App, paint: Paint<'_>, width: usize) -> Line<'static> {
    let Some(shown) = Shown::of(app) else {
        return paint.line("Rationale ", Role::Strong);
    };
    let name = match shown.article {
        None => "Incident's rationale".to_owned(),
        Some((at, article)) => {
            let outlet = article
                .outlet
                .as_deref()
                .map_or(String::new(), |outlet| format!(", {}", safe(outlet)));
            format!("Rationale of article {}{outlet}", at + 1)
        }
    };
    let mark = match &shown.verdict().provenance {
        Some(text) => format!(" [{}] ", safe(text)),
        None => " ".to_owned(),
    };
    fit(
        Line::from(vec![
            paint.span(name, Role::Strong),
            paint.span(mark, Role::Dim),
        ]),
        width.saturating_sub(2),
    )
}

fn parts(app: &App, paint: Paint<'_>, width: usize, area: Rect) -> Option<Parts> {
    let shown = Shown::of(app)?;
    let one_pane = area.x == 0;
    // Where lines are few, none of them is spent on air.
    let low = area.height < 16;
    let mut head = Vec::new();
    if one_pane {
        head.extend(alone(app, &shown, paint, width));
    }
    if let Some((_, article)) = shown.article {
        let room = usize::from(area.height);
        head.extend(article::lines(app, article, paint, width, room));
        if !low {
            head.push(Line::default());
        }
    }
    let (text, deciding) = rationale(app, &shown, paint, width);
    let source = shown.verdict().rationale.as_deref().unwrap_or_default();
    let mut tail = paint.hidden(source, width);
    if !low {
        tail.push(Line::default());
    }
    tail.extend(reading(app, &shown, paint, width));
    tail.extend(evidence::lines(shown.verdict(), paint, width, low));
    Some(Parts {
        meaning: meaning(app, shown.verdict(), paint, width),
        head,
        text,
        deciding,
        tail,
    })
}

/// On the narrowest screens the other panes aren't there: what they would say in short.
fn alone(app: &App, shown: &Shown<'_>, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = vec![paint.cut(
        shown.incident.heading(),
        width,
        Role::Strong,
        &found(shown.incident.heading(), &app.search.words),
    )];
    let verdict = shown.verdict();
    let yours = app.yours(&shown.target(), true);
    lines.push(fit(
        Line::from(vec![
            paint.span("machine ", Role::Dim),
            paint.label(verdict.label.as_ref(), true),
            paint.span("  you ", Role::Dim),
            paint.span(safe(&yours), Role::Strong),
            paint.span(
                format!("  {} articles", shown.incident.articles.len()),
                Role::Dim,
            ),
        ]),
        width,
    ));
    if app.focus == Focus::Incident {
        let mut flags = incident::flag_lines(app.flags(), paint, width, true);
        flags.truncate(1);
        lines.extend(flags);
    }
    lines
}

/// The rationale with its gutter, and the line on which the deciding phrase begins.
fn rationale(
    app: &App,
    shown: &Shown<'_>,
    paint: Paint<'_>,
    width: usize,
) -> (Vec<Line<'static>>, Option<usize>) {
    let verdict = shown.verdict();
    let Some(source) = verdict
        .rationale
        .as_deref()
        .filter(|text| !text.trim().is_empty())
    else {
        return (
            vec![paint.line("The machine gave no rationale.", Role::Dim)],
            None,
        );
    };
    let phrase = verdict.deciding().map(|span| span.start..span.end);
    let place = phrase.as_ref().map_or(0, |phrase| phrase.start);
    let (laid, range) = paint.around(source, place, width.saturating_sub(2));
    let mut marks = found_in(source, range, &app.search.words);
    marks.extend(phrase.clone().map(|bytes| Mark {
        bytes,
        role: Role::Verdict,
    }));
    let deciding = phrase.and_then(|phrase| {
        laid.iter().position(|line| {
            line.pieces
                .iter()
                .any(|piece| piece.bytes.end > phrase.start)
        })
    });
    marks.extend(evidence::quoted_marks(shown.incident, verdict, source));
    let lines = evidence::beside(paint, &laid, Role::Text, &marks);
    (lines, deciding)
}

/// How the label was obtained, what the rationale turns down, and what the analyst said.
fn reading(app: &App, shown: &Shown<'_>, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    let verdict = shown.verdict();
    let work = app.mine(&shown.target());
    let mut lines = Vec::new();
    let entry = |name: &str, value: Vec<Span<'static>>| {
        let mut spans = vec![paint.span(format!("{name:<9}"), Role::Dim)];
        spans.extend(value);
        fit(Line::from(spans), width)
    };
    let mut label = vec![paint.label(verdict.label.as_ref(), true)];
    label.push(paint.span(format!("  {}", words::how(verdict)), Role::Dim));
    let answered = work.is_some_and(|work| work.answer.is_some());
    lines.push(entry("MACHINE", label));
    let about = (shown.incident, &shown.target());
    lines.extend(answers::lines(app, about, paint, width));
    if let Some(prose) = verdict
        .prose
        .as_ref()
        .filter(|prose| Some(*prose) != verdict.label.as_ref())
    {
        let mut value = vec![paint.label(Some(prose), true)];
        value.push(paint.span("  contradicts the field", Role::Doubt));
        lines.push(entry("READ AS", value));
    }
    if let (Some(guess), true) = (&verdict.guess, answered) {
        lines.push(entry("GUESS", vec![paint.label(Some(guess), true)]));
    }
    let mut rejected: Vec<_> = verdict
        .spans
        .iter()
        .filter(|span| span.role == SpanRole::Rejects)
        .filter_map(|span| span.label.as_ref())
        .collect();
    rejected.sort_unstable();
    rejected.dedup();
    if !rejected.is_empty() {
        let names: Vec<&str> = rejected
            .iter()
            .map(|label| paint.vocabulary.short(label))
            .collect();
        lines.push(entry(
            "rejects",
            vec![paint.span(names.join(", "), Role::Text)],
        ));
    }
    if let Some(work) = work {
        lines.extend(remarks(work, paint, width));
    }
    lines
}

/// Criterion, grade, note and evidence that the analyst left.
pub fn remarks(work: &Work, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut entry = |name: &str, value: String| {
        let text = format!("{name:<9}{value}");
        let marks = [Mark {
            bytes: 0..9,
            role: Role::Dim,
        }];
        lines.extend(paint.text(&text, width, Role::Text, &marks));
    };
    if let Some((_, Some(reason))) = &work.deferred {
        entry("LATER", reason.clone());
    }
    if let Some(id) = &work.criterion {
        entry("WHY", paint.vocabulary.criterion_name(id).to_owned());
    }
    if let Some(id) = &work.grade {
        entry("GRADE", paint.vocabulary.grade_name(id).to_owned());
    }
    if !work.saw.is_empty() {
        let saw: Vec<&str> = work.saw.iter().map(|saw| words::saw(*saw)).collect();
        entry("SEEN", saw.join(", "));
    }
    if let Some(note) = &work.note {
        entry("NOTE", note.clone());
    }
    lines
}

/// What the machine's label means and what to ask oneself.
fn meaning(app: &App, verdict: &Verdict, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    let Some(label) = verdict
        .label
        .as_ref()
        .and_then(|id| app.vocabulary.label(id))
    else {
        return Vec::new();
    };
    let text = format!("{}: {} {}", label.name, label.definition, label.ask);
    let mut lines = vec![Line::default()];
    lines.extend(paint.wrapped(&text, width, Role::Dim));
    lines
}
