//! Page text of the monitor, as a browser copies it: four layouts, one parser.
//!
//! | layout | what it is | where a record begins |
//! |---|---|---|
//! | A | a whole incident page | at the title above the disclaimer |
//! | B | the listing | at an image, or at the title above a date |
//! | C | a rationale, furniture, then a title | as B; the text in front is the rationale of the first |
//! | D | summary and rationale, no title | at the disclaimer |
//!
//! [`line`] says what a line is, [`record`] reads one incident and
//! [`article`] its articles. Several pages in one file are taken apart here.

mod article;
mod line;
mod record;

use crate::domain::Vocabulary;

use super::field::{Found, rationale};
use line::{Kind, Line, lines};
use record::Record;

/// The layout of page text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A whole incident page.
    A,
    /// The listing.
    B,
    /// The rationale first.
    C,
    /// Summary and rationale only.
    D,
}

/// The longest line that can be a title.
const TITLE: usize = 300;

/// The layout of a text; none where it bears no mark of the monitor's pages.
pub fn layout(vocabulary: &Vocabulary, text: &str) -> Option<Layout> {
    let lines = lines(vocabulary, text);
    let has = |kind: fn(&Kind) -> bool| lines.iter().any(|line| kind(&line.kind));
    let first = lines.first()?.kind;
    let site = has(|kind| matches!(kind, Kind::Site));
    let page = has(|kind| matches!(kind, Kind::Disclaimer | Kind::Articles(_)));
    let labelled = has(|kind| matches!(kind, Kind::Why | Kind::Facet(_) | Kind::Severity));
    if site && first == Kind::Text && !has(|kind| matches!(kind, Kind::Why)) {
        Some(Layout::C)
    } else if has(|kind| matches!(kind, Kind::Results(_))) {
        Some(Layout::B)
    } else if first == Kind::Disclaimer {
        Some(Layout::D)
    } else if page || site {
        Some(Layout::A)
    } else if labelled && has(|kind| matches!(kind, Kind::Date(_))) {
        Some(Layout::B)
    } else {
        has(|kind| matches!(kind, Kind::Why)).then_some(Layout::A)
    }
}

/// Reads all incidents of a text.
pub fn read(vocabulary: &Vocabulary, layout: Layout, text: &str, found: &mut Found) {
    let lines = lines(vocabulary, text);
    match layout {
        Layout::A | Layout::D => {
            let starts = page_starts(&lines);
            take(vocabulary, layout, &lines, &starts, found);
        }
        Layout::B | Layout::C => {
            let (before, rest) = listing(&lines, found);
            let first = found.incidents.len();
            take(vocabulary, layout, rest, &listing_starts(rest), found);
            lead(before, first, found);
        }
    }
}

/// Parts a listing into the text in front of all furniture and the records.
fn listing<'a, 'b>(lines: &'b [Line<'a>], found: &mut Found) -> (&'b [Line<'a>], &'b [Line<'a>]) {
    let site = lines.iter().position(|line| line.kind == Kind::Site);
    let text = lines.iter().position(|line| line.kind != Kind::Text);
    // Without the name of the site in front of it, text at the top is a title.
    let (before, mut rest) = lines.split_at(site.and(text).unwrap_or(0));
    for (at, line) in rest.iter().enumerate() {
        if let Kind::Results(stated) = line.kind {
            found.stated = stated;
            rest = &rest[at + 1..];
            break;
        }
    }
    (before, rest)
}

/// The text in front of everything is the rationale of the first record.
fn lead(before: &[Line<'_>], first: usize, found: &mut Found) {
    let Some(begin) = before.first() else {
        return;
    };
    if found.incidents.len() == first {
        found
            .incidents
            .push((begin.number, crate::domain::Incident::default()));
    }
    let (line, incident) = &mut found.incidents[first];
    if incident.verdict.rationale.is_none() {
        *line = begin.number;
        rationale(&mut incident.verdict, &joined(before));
    }
}

/// Where pages begin: each has one disclaimer, with the title above it.
fn page_starts(lines: &[Line<'_>]) -> Vec<usize> {
    let furniture = |at: usize| {
        matches!(
            lines[at].kind,
            Kind::Thumbnail | Kind::Chrome | Kind::Site | Kind::Address
        )
    };
    // The first line of the furniture that ends above `at`.
    let over = |mut at: usize| {
        while at > 0 && furniture(at - 1) {
            at -= 1;
        }
        at
    };
    let mut starts = vec![0];
    for at in (1..lines.len()).filter(|at| lines[*at].kind == Kind::Disclaimer) {
        let top = over(at);
        let titled = top > 0 && is_title(&lines[top - 1], top < at);
        let start = if titled { over(top - 1) } else { top };
        // The disclaimer of the first page stands below the first title.
        if start > 0 {
            starts.push(start);
        }
    }
    starts
}

/// True for a line that can be the title of the page that begins there; with
/// an image between it and the disclaimer it need not look like one.
fn is_title(line: &Line<'_>, image: bool) -> bool {
    let marked = super::field::unmark(line.text).1.is_some();
    let sentence = line.text.ends_with(['.', '。', ']']);
    line.kind == Kind::Text && line.text.len() <= TITLE && !marked && (image || !sentence)
}

/// Where the records of a listing begin.
fn listing_starts(lines: &[Line<'_>]) -> Vec<usize> {
    let mut starts = vec![0];
    for (at, line) in lines.iter().enumerate() {
        let start = match line.kind {
            Kind::Thumbnail => at,
            Kind::Date(_) | Kind::BadDate if at > 0 && lines[at - 1].kind == Kind::Text => at - 1,
            _ => continue,
        };
        let begun = start
            .checked_sub(1)
            .is_some_and(|above| starts.last() == Some(&above));
        let titled = line.kind != Kind::Thumbnail && begun;
        if start > 0 && !titled {
            starts.push(start);
        }
    }
    starts
}

fn take(
    vocabulary: &Vocabulary,
    layout: Layout,
    lines: &[Line<'_>],
    starts: &[usize],
    found: &mut Found,
) {
    for (nth, start) in starts.iter().enumerate() {
        let end = starts.get(nth + 1).copied().unwrap_or(lines.len());
        let Some(record) = lines.get(*start..end) else {
            continue;
        };
        let last = end == lines.len();
        Record::new(vocabulary, layout, last).read(record, found);
    }
}

/// Lines of text as one text.
fn joined(lines: &[Line<'_>]) -> String {
    let texts: Vec<_> = lines.iter().map(|line| line.text).collect();
    texts.join("\n")
}

/// True for text that ends as sentences do; text that was cut seldom does.
fn is_whole(text: &str) -> bool {
    let bare = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
    bare.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟'])
        || super::field::unmark(text).1.is_some()
}

#[cfg(test)]
mod tests;
