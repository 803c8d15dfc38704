//! The text of the article whose rationale is shown: its headline and, where
//! there is room, those lines of its lead that the label rests on.

use ratatui::text::Line;

use crate::domain::Article;
use crate::text;
use crate::tui::app::App;
use crate::tui::theme::Role;

use super::evidence;
use super::paint::{Mark, Paint, fit, found, found_in, safe};

/// Lines of a headline at most.
const HEADLINE: usize = 3;
/// Heights of the pane from which on the lead is shown, each with its lines.
const LEAD: &[(usize, usize)] = &[(36, 8), (28, 5), (20, 3)];

/// Headline, date and language, and some of the lead.
pub fn lines(
    app: &App,
    article: &Article,
    paint: Paint<'_>,
    width: usize,
    height: usize,
) -> Vec<Line<'static>> {
    let mut lines = headline(app, article, paint, width);
    let room = LEAD.iter().find(|(from, _)| height >= *from);
    let lead = article.lead.as_deref().zip(room);
    let date = article
        .date
        .map_or_else(|| "no date".to_owned(), |date| date.to_string());
    let language = article
        .language
        .as_deref()
        .map_or(String::new(), |text| format!(", {}", safe(text)));
    let text = match (&article.lead, lead) {
        (None, _) => ", no article text in the set",
        (Some(_), None) => ", lead in the set (s)",
        (Some(_), Some(_)) => "",
    };
    let facts = format!("{date}{language}{text}");
    lines.push(fit(paint.line(facts, Role::Dim), width));
    if let Some((lead, (_, room))) = lead {
        lines.extend(excerpt(app, article, lead, paint, width, *room));
    }
    lines
}

/// The headline, with signs before it where evidence lies in it.
fn headline(app: &App, article: &Article, paint: Paint<'_>, width: usize) -> Vec<Line<'static>> {
    let text = article.title.as_deref().unwrap_or("no headline");
    let mut marks = found(text, &app.search.words);
    let evidence = evidence::marks(&article.verdict, "title", text);
    let bare = article
        .verdict
        .spans
        .iter()
        .all(|span| span.field.is_none());
    marks.extend(evidence);
    let mut lines = if bare {
        paint.text(text, width, Role::Strong, &marks)
    } else {
        let (laid, _) = paint.around(text, 0, width.saturating_sub(2));
        evidence::beside(paint, &laid, Role::Strong, &marks)
    };
    lines.truncate(HEADLINE);
    lines
}

/// So many lines of the lead, from the first on which evidence lies.
fn excerpt(
    app: &App,
    article: &Article,
    lead: &str,
    paint: Paint<'_>,
    width: usize,
    room: usize,
) -> Vec<Line<'static>> {
    let evidence = evidence::marks(&article.verdict, "lead", lead);
    let first = evidence.iter().map(|mark| mark.bytes.start).min();
    let place = first.unwrap_or_default();
    let (laid, range) = paint.around(lead, place, width.saturating_sub(2));
    // A line that says that one more is left would be that one.
    let room = if laid.len() == room + 1 {
        room + 1
    } else {
        room
    };
    let mut marks: Vec<Mark> = found_in(lead, range, &app.search.words);
    marks.extend(evidence);
    let holds = |line: &text::Line| line.pieces.iter().any(|piece| piece.bytes.end > place);
    let at = laid.iter().position(holds).unwrap_or_default();
    let from = at.min(laid.len().saturating_sub(room));
    let shown: Vec<text::Line> = laid.iter().skip(from).take(room).cloned().collect();
    let mut lines = evidence::beside(paint, &shown, Role::Text, &marks);
    let left = laid.len() - shown.len();
    if left > 0 {
        let key = app.keymap.shown("whole");
        lines.push(paint.line(format!("  {left} more lines of the lead: {key}"), Role::Dim));
    }
    lines
}
