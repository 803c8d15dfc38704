//! One incident of page text: title, date, country, summary, then blocks under
//! headings. Blocks may be missing and come in any order.

use crate::domain::Vocabulary;
use crate::domain::{FacetId, Incident, IncidentId};

use super::super::facets;
use super::super::field::{self, Found};
use super::super::report::{Repair, Skip};
use super::line::{Kind, Line, begins_heading, hidden};
use super::{Layout, TITLE, article, is_whole, joined};

/// The longest line that can be the name of a country.
const COUNTRY: usize = 60;

/// Reads one record.
pub struct Record<'a> {
    vocabulary: &'a Vocabulary,
    layout: Layout,
    /// True for the last record of a text: only there can it have been cut.
    last: bool,
    incident: Incident,
    repairs: Vec<(u64, Repair)>,
}

impl<'a> Record<'a> {
    /// An empty record.
    pub fn new(vocabulary: &'a Vocabulary, layout: Layout, last: bool) -> Self {
        Self {
            vocabulary,
            layout,
            last,
            incident: Incident::default(),
            repairs: Vec::new(),
        }
    }

    /// Reads its lines.
    pub fn read(mut self, lines: &[Line<'_>], found: &mut Found) {
        let Some(first) = lines.first() else {
            return;
        };
        let lines = self.without_cut_heading(lines);
        let body = lines
            .iter()
            .position(|line| is_heading(line.kind))
            .unwrap_or(lines.len());
        self.head(&lines[..body]);
        self.blocks(&lines[body..]);
        let incident = self.incident;
        let empty = incident.title.is_none()
            && incident.summary.is_none()
            && incident.verdict.rationale.is_none();
        if !empty {
            found.incidents.push((first.number, incident));
            found.repaired.append(&mut self.repairs);
        } else if lines.iter().any(|line| line.kind == Kind::Text) {
            found.skipped.push((
                first.number,
                Skip::NotAnIncident {
                    fields: String::new(),
                },
            ));
        }
    }

    /// Drops a heading that the end of the text cut through.
    fn without_cut_heading<'b, 'l>(&mut self, lines: &'b [Line<'l>]) -> &'b [Line<'l>] {
        match lines.split_last() {
            Some((end, rest))
                if self.last
                    && end.kind == Kind::Text
                    && rest.iter().any(|line| is_heading(line.kind))
                    && begins_heading(self.vocabulary, end.text) =>
            {
                self.cut(end);
                rest
            }
            _ => lines,
        }
    }

    fn cut(&mut self, line: &Line<'_>) {
        let chars = line.text.chars().count();
        let at = line.text.chars().skip(chars.saturating_sub(40)).collect();
        self.repairs.push((line.number, Repair::RecordCut { at }));
        field::keep(&mut self.incident.extra, "cut", &true);
    }

    /// Title, date, country and summary.
    fn head(&mut self, lines: &[Line<'_>]) {
        let mut texts: Vec<&Line<'_>> = Vec::new();
        let mut dated = None;
        for line in lines {
            match line.kind {
                Kind::Text => texts.push(line),
                Kind::Date(date) => {
                    self.incident.date = Some(date);
                    dated.get_or_insert(texts.len());
                }
                Kind::BadDate => {
                    let read = field::date(line.text, &mut self.incident.extra);
                    self.repairs
                        .extend(read.err().map(|repair| (line.number, repair)));
                    dated.get_or_insert(texts.len());
                }
                Kind::Address => self.address(line.text),
                _ => {}
            }
        }
        let mut texts = texts.as_slice();
        if let [title, rest @ ..] = texts
            && self.is_title(title, lines, rest)
        {
            self.incident.title = Some(title.text.to_owned());
            dated = dated.map(|at: usize| at.saturating_sub(1));
            texts = rest;
        }
        if let [country, rest @ ..] = texts
            && dated == Some(0)
            && country.text.len() <= COUNTRY
            && !is_whole(country.text)
        {
            self.incident.country = Some(country.text.to_owned());
            texts = rest;
        }
        self.summary(texts);
    }

    fn is_title(&self, line: &Line<'_>, head: &[Line<'_>], rest: &[&Line<'_>]) -> bool {
        let short = line.text.len() <= TITLE && field::unmark(line.text).1.is_none();
        let at_top = head
            .first()
            .is_some_and(|first| first.kind != Kind::Disclaimer);
        match self.layout {
            Layout::D => false,
            Layout::B | Layout::C => short,
            Layout::A => short && (at_top || (!rest.is_empty() && !is_whole(line.text))),
        }
    }

    fn summary(&mut self, lines: &[&Line<'_>]) {
        let lines: Vec<Line<'_>> = lines.iter().map(|line| **line).collect();
        let Some(end) = lines.last() else {
            return;
        };
        let text = joined(&lines);
        let (text, mark) = field::unmark(&text);
        self.incident.summary = (!text.is_empty()).then(|| text.to_owned());
        let mark = mark.map(|mark| ("summary".to_owned(), mark.to_owned()));
        self.incident.provenance.extend(mark);
        if self.last && !is_whole(end.text) && self.layout != Layout::C {
            self.cut(end);
        }
    }

    fn address(&mut self, url: &str) {
        self.incident.source.url = Some(url.to_owned());
        let end = url.split(['?', '#']).next().unwrap_or(url);
        let last = end.trim_end_matches('/').rsplit('/').next();
        // A search for incidents has an address as well.
        let id = last.filter(|id| id.contains(|c: char| c.is_ascii_digit()));
        if let Some(id) = id {
            self.incident.id = IncidentId::from(id);
        }
    }

    /// Everything under headings.
    fn blocks(&mut self, mut lines: &[Line<'_>]) {
        while let [heading, rest @ ..] = lines {
            if let Kind::Articles(stated) = heading.kind {
                self.articles(heading, stated, rest);
                return;
            }
            let end = rest
                .iter()
                .position(|line| is_heading(line.kind))
                .unwrap_or(rest.len());
            let (block, after) = rest.split_at(end);
            self.block(heading, block, after.is_empty());
            lines = after;
        }
    }

    fn block(&mut self, heading: &Line<'_>, block: &[Line<'_>], at_end: bool) {
        let texts: Vec<Line<'_>> = block
            .iter()
            .filter(|line| line.kind == Kind::Text)
            .copied()
            .collect();
        for line in block.iter().filter(|line| line.kind == Kind::Address) {
            self.address(line.text);
        }
        match heading.kind {
            Kind::Why => {
                let text = joined(&texts);
                field::rationale(&mut self.incident.verdict, &text);
                if self.last && at_end && !is_whole(&text) {
                    self.cut(texts.last().unwrap_or(heading));
                }
            }
            Kind::Severity => {
                let value = texts.first().map_or(heading.rest, |line| line.text);
                if !value.is_empty() {
                    let read = field::severity(self.vocabulary, &mut self.incident.verdict, value);
                    self.repairs
                        .extend(read.err().map(|repair| (heading.number, repair)));
                }
            }
            Kind::Facet(at) => self.facet(at, heading, block, at_end),
            _ => {}
        }
    }

    fn facet(&mut self, at: usize, heading: &Line<'_>, block: &[Line<'_>], at_end: bool) {
        let Some(facet) = self.vocabulary.facets.get(at) else {
            return;
        };
        let inline = Line {
            kind: Kind::Text,
            text: heading.rest,
            ..*heading
        };
        let mut values: Vec<String> = Vec::new();
        for line in std::iter::once(&inline).chain(block) {
            let (text, more) = match line.kind {
                Kind::Text => hidden(line.text).unwrap_or((line.text, None)),
                Kind::More(more) => ("", more),
                _ => continue,
            };
            if line.kind != Kind::Text || hidden(line.text).is_some() {
                let hidden = more.unwrap_or_default();
                self.repairs
                    .push((line.number, Repair::Collapsed { hidden }));
            }
            for value in facets::split(facet, text) {
                let known = facet.values.contains(&value);
                let at_cut = self.last && at_end && line.text.ends_with(value.as_str());
                if at_cut && !known && facets::begins(facet, &value) {
                    self.cut(line);
                } else {
                    values.push(value);
                }
            }
        }
        facets::distinct(&mut values);
        if !values.is_empty() {
            let id = FacetId::from(facet.id.as_str());
            self.incident
                .facets
                .entry(id)
                .or_default()
                .append(&mut values);
        }
    }

    fn articles(&mut self, heading: &Line<'_>, stated: Option<u64>, lines: &[Line<'_>]) {
        let list = article::read(lines, self.last, &mut self.repairs);
        if list.is_empty() && stated != Some(0) {
            self.repairs.push((heading.number, Repair::NoArticles));
        }
        let listed = list.len() as u64;
        self.incident.articles_stated = stated.filter(|count| *count != listed);
        self.incident.articles = list;
    }
}

fn is_heading(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Why | Kind::Severity | Kind::Facet(_) | Kind::Articles(_) | Kind::Elsewhere
    )
}
