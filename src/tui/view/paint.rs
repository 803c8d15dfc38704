//! From safe text and roles to ratatui's lines. The only place where text
//! from outside becomes something that a terminal gets, and it accepts it as
//! [`SafeText`] alone.

use std::ops::Range;
use std::rc::Rc;

use ratatui::text::{Line, Span};

use crate::domain::{LabelId, Vocabulary};
use crate::text::{self, SafeText, Shown, cells, cluster_end, is_plain, safe_line, window};
use crate::tui::theme::{Role, Theme};
use crate::tui::words;

use super::memo::{self, Way};

/// Bytes of a field that are laid out at most; a longer one is cut, and says so.
const FIELD: usize = 64 * 1024;
/// Bytes that a text on one line may take for a cell.
const CELL: usize = 64;
/// Bytes of a name or a message that stands on a line with other things.
const NAME: usize = 4096;

/// A stretch of source bytes that looks different.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The bytes.
    pub bytes: Range<usize>,
    /// How they look.
    pub role: Role,
}

/// Paints with a theme and a vocabulary.
#[derive(Clone, Copy)]
pub struct Paint<'a> {
    /// Looks.
    pub theme: Theme,
    /// Labels.
    pub vocabulary: &'a Vocabulary,
}

impl Paint<'_> {
    /// Words of our own, or text that is safe already. It is made safe all the
    /// same: ratatui drops what has no width without a trace.
    pub fn span(self, text: impl Into<String>, role: Role) -> Span<'static> {
        let text = text.into();
        let text = if is_plain(&text) {
            text
        } else {
            safe_line(&text)
        };
        self.styled(text, role)
    }

    fn styled(self, text: impl Into<String>, role: Role) -> Span<'static> {
        Span::styled(text.into(), self.theme.style(role))
    }

    /// A line of our own words in one role.
    pub fn line(self, text: impl Into<String>, role: Role) -> Line<'static> {
        Line::from(self.span(text, role))
    }

    /// Our own words, wrapped.
    pub fn wrapped(self, text: &str, width: usize, role: Role) -> Vec<Line<'static>> {
        self.text(text, width, role, &[])
    }

    /// Text from outside, wrapped, with marks; of a long one its beginning.
    pub fn text(
        self,
        source: &str,
        width: usize,
        role: Role,
        marks: &[Mark],
    ) -> Vec<Line<'static>> {
        let (lines, _) = self.around(source, 0, width);
        let lines = lines.iter();
        lines.map(|line| self.laid(line, role, marks)).collect()
    }

    /// Text from outside on one line, cut to a width.
    pub fn cut(self, source: &str, width: usize, role: Role, marks: &[Mark]) -> Line<'static> {
        let lines = cut(source, width);
        let mut lines = lines.iter().map(|line| self.laid(line, role, marks));
        lines.next().unwrap_or_default()
    }

    /// A dim line on what a text from outside hides: how many characters are
    /// shown as something else, and what its tag characters spell. None where
    /// it hides nothing.
    pub fn hidden(self, source: &str, width: usize) -> Vec<Line<'static>> {
        let seen = &source[window(source, 0, FIELD)];
        let said = words::hidden(seen, seen.len() < source.len());
        said.map_or_else(Vec::new, |said| self.wrapped(&said, width, Role::Dim))
    }

    /// Text from outside as it lies around a byte of a longer one, and which
    /// bytes these are.
    pub fn around(
        self,
        source: &str,
        place: usize,
        width: usize,
    ) -> (Rc<[text::Line]>, Range<usize>) {
        let range = window(source, place, FIELD);
        let width = width.max(1);
        let lines = memo::lines(Way::Wrapped, (source, &range), width, || {
            SafeText::around(source, place, FIELD).wrap(width)
        });
        (lines, range)
    }

    /// One laid-out line with marks.
    pub fn laid(self, line: &text::Line, role: Role, marks: &[Mark]) -> Line<'static> {
        let mut spans = Vec::new();
        for piece in &line.pieces {
            match piece.kind {
                Shown::Plain => {}
                Shown::Substitute => {
                    spans.push(self.styled(piece.shown.clone(), Role::Substitute));
                    continue;
                }
                Shown::Cut => {
                    spans.push(self.styled(piece.shown.clone(), Role::Dim));
                    continue;
                }
            }
            let mut at = piece.bytes.start;
            while at < piece.bytes.end {
                let covering = marks.iter().find(|mark| mark.bytes.contains(&at));
                let end = match covering {
                    Some(mark) => mark.bytes.end,
                    None => marks
                        .iter()
                        .map(|mark| mark.bytes.start)
                        .filter(|start| *start > at)
                        .min()
                        .unwrap_or(piece.bytes.end),
                }
                .min(piece.bytes.end);
                let from = at - piece.bytes.start;
                // A letter keeps its marks: ratatui drops a mark that begins a span.
                let to = cluster_end(&piece.shown, end - piece.bytes.start);
                let end = piece.bytes.start + to.max(end - piece.bytes.start);
                let look = covering.map_or(role, |mark| mark.role);
                match piece.shown.get(from..to) {
                    Some(part) => spans.push(self.styled(part, look)),
                    // What is shown isn't the source byte for byte (a line end
                    // shown as a space): it takes one look as a whole.
                    None => {
                        spans.push(self.styled(piece.shown.clone(), look));
                        break;
                    }
                }
                at = end;
            }
        }
        Line::from(spans)
    }

    /// A label's name, coloured; `-` where there is none.
    pub fn label(self, label: Option<&LabelId>, long: bool) -> Span<'static> {
        let Some(id) = label else {
            return self.span("-", Role::Dim);
        };
        match (self.vocabulary.label(id), long) {
            (Some(label), true) => self.span(safe(&label.short), Theme::label_role(&label.role)),
            (Some(label), false) => self.span(safe(&label.abbr), Theme::label_role(&label.role)),
            (None, true) => self.span(safe(id.as_str()), Role::Text),
            // No room to spell it; three letters of it might be those of a known one.
            (None, false) => self.span("???", Role::Text),
        }
    }
}

/// A text on one line, cut to a width.
fn cut(source: &str, width: usize) -> Rc<[text::Line]> {
    // As much of it as can matter on a line of so many cells.
    let most = width.saturating_add(4).saturating_mul(CELL);
    let range = window(source, 0, most);
    memo::lines(Way::Cut, (source, &range), width, || {
        vec![SafeText::head(source, most).cut(width)]
    })
}

/// A text from outside as one safe line; of a long one its beginning.
pub fn safe(source: &str) -> String {
    if source.len() <= NAME && is_plain(source) {
        return source.to_owned();
    }
    SafeText::head(source, NAME).cut(usize::MAX).shown()
}

/// A text from outside as one safe line, cut to a width.
pub fn safe_cut(source: &str, width: usize) -> String {
    if source.len() <= width && is_plain(source) {
        return source.to_owned();
    }
    cut(source, width).iter().map(text::Line::shown).collect()
}

/// Pads a safe text with spaces to a width in cells.
pub fn pad(safe: impl Into<String>, width: usize) -> String {
    let mut safe = safe.into();
    let fill = width.saturating_sub(cells(&safe));
    safe.extend(std::iter::repeat_n(' ', fill));
    safe
}

/// A text cut and padded to exactly a width.
pub fn column(source: &str, width: usize) -> String {
    pad(safe_cut(source, width), width)
}

/// Cuts the end of a line of spans off so that it fits a width: the span that
/// doesn't fit is cut, later ones are left out. Blanks at the end go first, as
/// nothing is lost with them.
pub fn fit(mut line: Line<'static>, width: usize) -> Line<'static> {
    let wide = |line: &Line<'_>| -> usize {
        let spans = line.spans.iter();
        spans.map(|span| cells(&span.content)).sum()
    };
    if wide(&line) <= width {
        return line;
    }
    let blank = |span: &Span<'_>| span.content.trim().is_empty();
    while wide(&line) > width && line.spans.last().is_some_and(blank) {
        line.spans.pop();
    }
    if wide(&line) > width
        && let Some(last) = line.spans.last_mut()
    {
        last.content = last.content.trim_end().to_owned().into();
    }
    if wide(&line) <= width {
        return line;
    }
    let mut left = width;
    let mut spans = Vec::new();
    for span in line.spans {
        let wide = cells(&span.content);
        if wide <= left {
            left -= wide;
            spans.push(span);
        } else {
            // Where no room is left for the sign, the span before bears it.
            let (mut text, mut style) = (span.content.into_owned(), span.style);
            while left < 2
                && let Some(before) = spans.pop()
            {
                left += cells(&before.content);
                text.insert_str(0, &before.content);
                style = before.style;
            }
            spans.push(Span::styled(safe_cut(&text, left), style));
            break;
        }
    }
    Line::from(spans)
}

/// The first of some rows; where there are more, the last of them ends with a sign.
pub fn first_rows(mut lines: Vec<Line<'static>>, rows: usize, width: usize) -> Vec<Line<'static>> {
    if lines.len() > rows {
        lines.truncate(rows);
        if let Some(mut last) = lines.pop() {
            let room = width.saturating_sub(last.width());
            // What stands there is cut where there is no room for the sign.
            let sign = if room < 2 { "more" } else { ".." };
            last.spans.push(Span::raw(sign));
            lines.push(fit(last, width));
        }
    }
    lines
}

/// Where words are found in a text, whatever their case; in the beginning of a long one.
pub fn found(source: &str, words: &str) -> Vec<Mark> {
    found_in(source, window(source, 0, FIELD), words)
}

/// Where words are found in some bytes of a text.
pub fn found_in(source: &str, range: Range<usize>, words: &str) -> Vec<Mark> {
    let pattern = crate::corpus::search::words(words)
        .iter()
        .map(|words| regex::escape(words).replace(' ', r"\s+"))
        .collect::<Vec<_>>()
        .join("|");
    if pattern.is_empty() {
        return Vec::new();
    }
    regex::RegexBuilder::new(&pattern)
        .case_insensitive(true)
        .build()
        .map(|regex| {
            regex
                .find_iter(&source[range.clone()])
                .map(|hit| Mark {
                    bytes: range.start + hit.start()..range.start + hit.end(),
                    role: Role::Found,
                })
                .collect()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &Line<'_>) -> String {
        line.spans.iter().map(|span| &*span.content).collect()
    }

    #[test]
    fn what_is_cut_off_bears_a_sign_wherever_the_spans_end() {
        let line = || Line::from(vec![Span::raw("abcd"), Span::raw("efgh"), Span::raw("  ")]);
        for (width, shown) in [
            (8, "abcdefgh"),
            (7, "abcde.."),
            (6, "abcd.."),
            (5, "abc.."),
            (4, "ab.."),
            (3, "a.."),
            (2, ".."),
        ] {
            assert_eq!(text(&fit(line(), width)), shown, "{width}");
        }
        assert!(fit(line(), 0).width() == 0 && fit(line(), 1).width() <= 1);
    }

    #[test]
    fn rows_that_have_no_room_are_told_by_a_sign() {
        let rows = |texts: &[&'static str]| texts.iter().map(|text| Line::from(*text)).collect();
        let shown = |lines: &[Line<'_>]| lines.iter().map(text).collect::<Vec<_>>();
        assert_eq!(shown(&first_rows(rows(&["ab", "cd"]), 2, 4)), ["ab", "cd"]);
        assert_eq!(shown(&first_rows(rows(&["ab", "cd"]), 1, 4)), ["ab.."]);
        assert_eq!(shown(&first_rows(rows(&["abcd", "e"]), 1, 4)), ["ab.."]);
        assert!(first_rows(rows(&["ab"]), 0, 4).is_empty());
    }
}
