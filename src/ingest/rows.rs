//! The rows of a table in a text: cells divided by commas, semicolons or tabs. A
//! quote that is never closed costs its own line and not all that come after it.
//! What the columns hold is the business of who reads them.

use csv::{Reader, ReaderBuilder, StringRecord};

/// So many quotes may never be closed; the rest is then not read.
const BREAKS: usize = 1000;

/// What divides the cells: the sign that the first line has most of, outside quotes.
fn sign_of(text: &str) -> u8 {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let head = lines.next().unwrap_or_default();
    // Every other part lies in quotes.
    let outside = || head.split('"').step_by(2).flat_map(str::bytes);
    let count = |sign: &u8| outside().filter(|byte| byte == sign).count();
    // The earlier sign wins a tie, so that a column alone isn't divided by commas.
    let signs = [b'\t', b';', b','].into_iter().rev();
    signs.max_by_key(count).unwrap_or(b',')
}

/// Where the table begins: spreadsheets may say before it what divides the cells.
fn begins(text: &str) -> usize {
    let first = text.lines().next().unwrap_or_default();
    let told = first.trim_end().strip_prefix("sep=");
    match told.is_some_and(|sign| sign.len() == 1) {
        true => text.find('\n').map_or(text.len(), |end| end + 1),
        false => 0,
    }
}

const BREAK: &str = "a quote is opened and never closed";
const LAST_BREAK: &str =
    "a quote is opened and never closed; that was so in 1,000 lines, so the rest was not read";

/// A table with a header.
pub struct Table<'a> {
    text: &'a str,
    /// The names of the columns, as they stand there.
    pub header: StringRecord,
    sign: u8,
    /// Where the rows begin.
    at: usize,
    line: u64,
}

impl<'a> Table<'a> {
    /// Reads the header.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of(text: &'a str) -> Result<Self, String> {
        let begins = begins(text);
        let table = text.get(begins..).unwrap_or_default();
        let sign = sign_of(table);
        let mut reader = ReaderBuilder::new()
            .delimiter(sign)
            .flexible(true)
            .from_reader(table.as_bytes());
        let header = reader.headers().map_err(|error| error.to_string())?.clone();
        let place = reader.position();
        Ok(Self {
            text,
            header,
            sign,
            at: begins + usize::try_from(place.byte()).unwrap_or(text.len()),
            line: place.line() + u64::from(begins > 0),
        })
    }

    /// The rows, each with its line, or what is wrong with it. The texts of one
    /// column are short: where one goes over lines with cells of their own, its
    /// quote was never closed.
    pub fn rows(&self, short: Option<usize>) -> Rows<'a> {
        let width = self.header.len();
        Rows::from(self.text, (self.sign, short, width), self.at, self.line, 0)
    }
}

/// The rows behind a header.
pub struct Rows<'a> {
    text: &'a str,
    sign: u8,
    /// The column of short texts.
    short: Option<usize>,
    /// How many names the header has.
    width: usize,
    at: usize,
    line: u64,
    reader: Reader<&'a [u8]>,
    /// Quotes that were never closed so far.
    breaks: usize,
}

impl<'a> Rows<'a> {
    fn from(
        text: &'a str,
        (sign, short, width): (u8, Option<usize>, usize),
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
            short,
            width,
            at,
            line,
            reader,
            breaks,
        }
    }

    /// The next row with its line, or what is wrong with it.
    fn row(&mut self) -> Option<(u64, Result<StringRecord, &'static str>)> {
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
        let begin = row.position().map_or(0, csv::Position::byte);
        let end = self.reader.position().byte();
        let place = |byte: u64| self.at + usize::try_from(byte).unwrap_or_default();
        let raw = self.text.get(place(begin)..place(end)).unwrap_or_default();
        // It may begin with what is left of the end of the line before.
        let before = raw.bytes().take_while(|byte| b"\r\n".contains(byte));
        let before = before.filter(|byte| *byte == b'\n').count() as u64;
        let line = self.line + line_of(&row) + before;
        // It ends with the text, or where the next quote stands: a headline that
        // goes over lines with cells of their own is none.
        let odd = place(end) == self.text.len() && raw.matches('"').count() % 2 == 1;
        let headline = self.short.and_then(|at| row.get(at)?.split_once('\n'));
        let runs_on = headline.is_some_and(|(_, more)| more.contains(char::from(self.sign)));
        let open = odd || (runs_on && row.len() != self.width);
        match raw.trim_start_matches(['\r', '\n']).find('\n') {
            Some(first) if open => {
                let blank = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
                let next = place(begin) + blank + first + 1;
                let breaks = self.breaks + 1;
                let how = (self.sign, self.short, self.width);
                *self = Self::from(self.text, how, next, line + 1, breaks);
                Some((line, Err(if breaks == BREAKS { LAST_BREAK } else { BREAK })))
            }
            _ => Some((line, Ok(row))),
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = (u64, Result<StringRecord, String>);

    fn next(&mut self) -> Option<Self::Item> {
        let (line, row) = self.row()?;
        let row = row.map_err(str::to_owned);
        let row = row.and_then(|row| match overflow(&row, self.width, self.sign) {
            Some(cause) => Err(cause),
            None => Ok(row),
        });
        Some((line, row))
    }
}

/// What is wrong with a row that has more cells than there are names.
fn overflow(row: &StringRecord, width: usize, sign: u8) -> Option<String> {
    let mut more = row.iter().skip(width);
    more.any(|cell| !cell.trim().is_empty()).then(|| {
        format!(
            "{} cells where the header names {width}; a text with {:?} in it has to stand in quotes",
            row.len(),
            char::from(sign)
        )
    })
}
