//! Articles in a table with a header: fields divided by commas, semicolons or tabs.

use csv::ReaderBuilder;

use super::fields::{Names, Part, is_address};
use super::{Drop, Found, Mend, RawArticle, date, markup};

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
            found.dropped.push((1, Drop::BadRecord { cause }));
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
        found.dropped.push((1, Drop::NoTitleColumn { columns }));
        return found;
    };
    let (id, lead, body) = (column(Part::Id), column(Part::Lead), column(Part::Body));
    let (url, outlet) = (column(Part::Url), column(Part::Outlet));
    let (day, language) = (column(Part::Date), column(Part::Language));
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map_or(1, csv::Position::line);
                let cause = error.to_string();
                found.dropped.push((line, Drop::BadRecord { cause }));
                continue;
            }
        };
        let line = row.position().map_or(1, csv::Position::line);
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
