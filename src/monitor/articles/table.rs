//! Articles in a table with a header: fields divided by commas, semicolons or tabs.

use csv::{Reader, ReaderBuilder, StringRecord};

use super::fields::{Names, Part, is_address};
use super::{BREAKS, Dropped, Found, Mend, RawArticle, date, markup};

/// The columns of a table by what they hold.
struct Columns {
    names: Vec<String>,
    id: Option<usize>,
    title: usize,
    lead: Option<usize>,
    body: Option<usize>,
    url: Option<usize>,
    outlet: Option<usize>,
    date: Option<usize>,
    language: Option<usize>,
}

impl Columns {
    /// Those of a header; without one for the headline what is wrong.
    fn of(names: &Names, header: &StringRecord) -> Result<Self, Dropped> {
        let there: Vec<String> = header.iter().map(|it| it.trim().to_lowercase()).collect();
        let column = |part: Part| {
            names.of(part).into_iter().find_map(|name| {
                let name = name.to_lowercase();
                there.iter().position(|column| *column == name)
            })
        };
        let Some(title) = column(Part::Title) else {
            let columns = there.join(", ").chars().take(200).collect();
            return Err(Dropped::NoTitleColumn { columns });
        };
        Ok(Self {
            id: column(Part::Id),
            title,
            lead: column(Part::Lead),
            body: column(Part::Body),
            url: column(Part::Url),
            outlet: column(Part::Outlet),
            date: column(Part::Date),
            language: column(Part::Language),
            names: there,
        })
    }

    /// The article of a row, and a date of it that can't be read.
    fn article(&self, row: &StringRecord) -> (RawArticle, Option<String>) {
        let cell = |at: Option<usize>| {
            let cell = at.and_then(|at| row.get(at)).map(str::trim);
            cell.filter(|cell| !cell.is_empty())
        };
        let date = cell(self.date).and_then(date::parse);
        let title = cell(Some(self.title)).map(markup::plain);
        let article = RawArticle {
            id: cell(self.id).unwrap_or_default().to_owned(),
            title: title.unwrap_or_default(),
            lead: cell(self.lead).map(markup::plain),
            body: cell(self.body).map(markup::plain),
            url: cell(self.url)
                .filter(|url| is_address(url))
                .map(str::to_owned),
            outlet: cell(self.outlet).map(str::to_owned),
            language: cell(self.language).map(str::to_owned),
            date,
        };
        let unread = cell(self.date).filter(|_| date.is_none());
        (article, unread.map(str::to_owned))
    }

    /// What is wrong with a row that has more cells than there are names.
    fn overflow(&self, row: &StringRecord, sign: u8) -> Option<String> {
        let mut more = row.iter().skip(self.names.len());
        more.any(|cell| !cell.trim().is_empty()).then(|| {
            format!(
                "{} cells where the header names {}; a text with {:?} in it has to stand in quotes",
                row.len(),
                self.names.len(),
                char::from(sign)
            )
        })
    }
}

/// What divides the cells: the sign that the first line has most of.
fn sign_of(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let count = |sign: &u8| head.bytes().filter(|byte| byte == sign).count();
    // The earlier sign wins a tie, so that a column alone isn't divided by commas.
    let signs = [b'\t', b';', b','].into_iter().rev();
    signs.max_by_key(count).unwrap_or(b',')
}

/// Reads the articles of a table.
pub fn read(names: &Names, text: &str) -> Found {
    let mut found = Found::default();
    let sign = sign_of(text);
    let mut reader = ReaderBuilder::new()
        .delimiter(sign)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| Dropped::BadRecord {
        cause: error.to_string(),
    });
    let columns = match header.and_then(|header| Columns::of(names, header)) {
        Ok(columns) => columns,
        Err(dropped) => {
            found.dropped.push((1, dropped));
            return found;
        }
    };
    let mut rest = Rows::after(text, (sign, columns.title), &reader);
    while let Some((line, row)) = rest.next() {
        let row = row.map_err(str::to_owned);
        let row = row.and_then(|row| match columns.overflow(&row, sign) {
            Some(cause) => Err(cause),
            None => Ok(row),
        });
        match row {
            Ok(row) => {
                let (article, unread) = columns.article(&row);
                let unread = unread.map(|text| (line, Mend::BadDate { text }));
                found.mended.extend(unread);
                found.articles.push((line, article));
            }
            Err(cause) => found.dropped.push((line, Dropped::BadRecord { cause })),
        }
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
