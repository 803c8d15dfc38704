//! Articles in a table with a header: fields divided by commas, semicolons or tabs.

use csv::StringRecord;

use crate::ingest::rows::Table;
use crate::ingest::{day, is_address};

use super::fields::{Names, Part};
use super::{Dropped, Found, Mend, RawArticle, markup};

/// The columns of a table by what they hold.
struct Columns {
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
        })
    }

    /// The article of a row, and a date of it that can't be read.
    fn article(&self, row: &StringRecord) -> (RawArticle, Option<String>) {
        let cell = |at: Option<usize>| {
            let cell = at.and_then(|at| row.get(at)).map(str::trim);
            cell.filter(|cell| !cell.is_empty())
        };
        let date = cell(self.date).and_then(day::parse);
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
}

/// Reads the articles of a table.
pub fn read(names: &Names, text: &str) -> Found {
    let mut found = Found::default();
    let table = Table::of(text).map_err(|cause| Dropped::BadRecord { cause });
    let table = table.and_then(|table| Ok((Columns::of(names, &table.header)?, table)));
    let (columns, table) = match table {
        Ok(read) => read,
        Err(dropped) => {
            found.dropped.push((1, dropped));
            return found;
        }
    };
    for (line, row) in table.rows(Some(columns.title)) {
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
