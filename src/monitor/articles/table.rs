//! Articles in a table with a header: fields divided by commas, semicolons or tabs.

use csv::{Reader, ReaderBuilder, StringRecord};

use super::fields::{Names, Part, is_address};
use super::{BREAKS, Dropped, Found, Mend, RawArticle, date, markup};

/// Reads the articles of a table.
pub fn read(names: &Names, text: &str) -> Found {
    let mut found = Found::default();
    let head = text.lines().next().unwrap_or_default();
    let count = |sign: &u8| head.bytes().filter(|byte| byte == sign).count();
    // The earlier sign wins a tie, so that a column alone isn't divided by commas.
    let sign = [b'\t', b';', b',']
        .into_iter()
        .rev()
        .max_by_key(count)
        .unwrap_or(b',');
    let mut reader = ReaderBuilder::new()
        .delimiter(sign)
        .flexible(true)
        .from_reader(text.as_bytes());
    let columns: Vec<String> = match reader.headers() {
        Ok(row) => row.iter().map(|name| name.trim().to_lowercase()).collect(),
        Err(error) => {
            let cause = error.to_string();
            found.dropped.push((1, Dropped::BadRecord { cause }));
            return found;
        }
    };
    let column = |part: Part| {
        names.of(part).into_iter().find_map(|name| {
            columns
                .iter()
                .position(|column| *column == name.to_lowercase())
        })
    };
    let Some(title) = column(Part::Title) else {
        let columns = columns.join(", ").chars().take(200).collect();
        found.dropped.push((1, Dropped::NoTitleColumn { columns }));
        return found;
    };
    let (id, lead, body) = (column(Part::Id), column(Part::Lead), column(Part::Body));
    let (url, outlet) = (column(Part::Url), column(Part::Outlet));
    let (day, language) = (column(Part::Date), column(Part::Language));
    let mut rest = Rows::after(text, (sign, title), &reader);
    while let Some((line, row)) = rest.next() {
        let row = match row {
            Ok(row) => row,
            Err(what) => {
                let cause = what.to_owned();
                found.dropped.push((line, Dropped::BadRecord { cause }));
                continue;
            }
        };
        let more = row.iter().skip(columns.len());
        if more.filter(|cell| !cell.trim().is_empty()).count() > 0 {
            let (cells, names) = (row.len(), columns.len());
            let cause = format!(
                "{cells} cells where the header names {names}; a text with {sign:?} in it has to stand in quotes",
                sign = char::from(sign)
            );
            found.dropped.push((line, Dropped::BadRecord { cause }));
            continue;
        }
        let cell = |at: Option<usize>| {
            at.and_then(|at| row.get(at))
                .map(str::trim)
                .filter(|cell| !cell.is_empty())
        };
        let date = cell(day).and_then(date::parse);
        if let (Some(text), None) = (cell(day), date) {
            found.mended.push((
                line,
                Mend::BadDate {
                    text: text.to_owned(),
                },
            ));
        }
        let article = RawArticle {
            id: cell(id).unwrap_or_default().to_owned(),
            title: cell(Some(title)).map(markup::plain).unwrap_or_default(),
            lead: cell(lead).map(markup::plain),
            body: cell(body).map(markup::plain),
            url: cell(url).filter(|url| is_address(url)).map(str::to_owned),
            outlet: cell(outlet).map(str::to_owned),
            language: cell(language).map(str::to_owned),
            date,
        };
        found.articles.push((line, article));
    }
    found
}

const BREAK: &str = "a quote is opened and never closed";
const LAST_BREAK: &str =
    "a quote is opened and never closed; that was so in 1,000 lines, so the rest was not read";

/// The rows behind the header. A quote that is never closed costs its own line
/// and not all that come after it.
struct Rows<'a> {
    text: &'a str,
    sign: u8,
    /// The column of the headline.
    title: usize,
    at: usize,
    line: u64,
    reader: Reader<&'a [u8]>,
    /// Quotes that were never closed so far.
    breaks: usize,
}

impl<'a> Rows<'a> {
    fn after(text: &'a str, (sign, title): (u8, usize), header: &Reader<&[u8]>) -> Self {
        let place = header.position();
        let at = usize::try_from(place.byte()).unwrap_or(text.len());
        Self::from(text, (sign, title), at, place.line(), 0)
    }

    fn from(
        text: &'a str,
        (sign, title): (u8, usize),
        at: usize,
        line: u64,
        breaks: usize,
    ) -> Self {
        let rest = text.get(at..).unwrap_or_default();
        let reader = ReaderBuilder::new()
            .delimiter(sign)
            .flexible(true)
            .has_headers(false)
            .from_reader(rest.as_bytes());
        Self {
            text,
            sign,
            title,
            at,
            line,
            reader,
            breaks,
        }
    }

    /// The next row with its line, or what is wrong with it.
    fn next(&mut self) -> Option<(u64, Result<StringRecord, &'static str>)> {
        if self.breaks == BREAKS {
            return None;
        }
        let mut row = StringRecord::new();
        let line_of = |row: &StringRecord| row.position().map_or(1, csv::Position::line) - 1;
        match self.reader.read_record(&mut row) {
            Ok(false) => return None,
            Err(_) => return Some((self.line + line_of(&row), Err("is no row of a table"))),
            Ok(true) => {}
        }
        let line = self.line + line_of(&row);
        let begin = row.position().map_or(0, csv::Position::byte);
        let end = self.reader.position().byte();
        let place = |byte: u64| self.at + usize::try_from(byte).unwrap_or_default();
        let raw = self.text.get(place(begin)..place(end)).unwrap_or_default();
        // It ends with the text, or where the next quote stands: a headline that
        // goes over lines with cells of their own is none.
        let odd = place(end) == self.text.len() && raw.matches('"').count() % 2 == 1;
        let headline = row.get(self.title).and_then(|cell| cell.split_once('\n'));
        let open = odd || headline.is_some_and(|(_, more)| more.contains(char::from(self.sign)));
        match raw.trim_start_matches(['\r', '\n']).find('\n') {
            Some(first) if open => {
                let blank = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
                let next = place(begin) + blank + first + 1;
                let breaks = self.breaks + 1;
                *self = Self::from(self.text, (self.sign, self.title), next, line + 1, breaks);
                Some((line, Err(if breaks == BREAKS { LAST_BREAK } else { BREAK })))
            }
            _ => Some((line, Ok(row))),
        }
    }
}
