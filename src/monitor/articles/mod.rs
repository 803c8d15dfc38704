//! Articles as they come in, whatever file they came from: the neutral type that
//! grouping and labelling read. An article of a set, which belongs to an
//! incident and may have a verdict, is [`crate::domain::incident::Article`].
//!
//! The way of a file: [`read`] knows what it is; `json`, `table`, `feed` and `page`
//! take it apart; [`language`] says in which language an article is. What was
//! taken and dropped is in the [`Report`]. Nothing here asks the network.

mod feed;
mod fields;
mod json;
pub mod language;
mod markup;
mod page;
mod report;
mod table;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::disk::Fs;
use crate::domain::Article;
use crate::domain::event::BEGINNING;
use crate::domain::limits::RECORD_BYTES;
use crate::ingest::input::{self, Input};
use crate::ingest::report::Entry;
use crate::ingest::{SURE_ID, labels_in};
use crate::monitor::watch::Watch;
use crate::text::fold;

pub use fields::{Fault, Names};
pub use report::{Dropped, Mend, Report, Taken};

/// An article from outside, before it belongs to an incident.
///
/// Texts are as the source wrote them, decoded; nothing is trimmed, folded or
/// made safe to show. What the source didn't say is `None`, never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
pub struct RawArticle {
    /// The source's id, else one made of title, outlet and date. Unique within
    /// what is grouped together: ties are broken by it.
    pub id: String,
    /// The headline; the one text that every article has.
    pub title: String,
    /// The standfirst or the first paragraph.
    pub lead: Option<String>,
    /// The whole text.
    pub body: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it, a name or a domain.
    pub outlet: Option<String>,
    /// The day of publication.
    pub date: Option<Date>,
    /// The language, a BCP 47 tag where the source has one: `en`, `pt-BR`.
    pub language: Option<String>,
}

/// Whether a file is a journal, or the export, of a review: what they quote of
/// articles is no article that came in.
fn is_of_a_review(bytes: &[u8]) -> bool {
    bytes.starts_with(BEGINNING) || input::is_export(bytes)
}

/// Places at which a file can't be read, after which no more of it is: each
/// costs a look at all that comes after it.
const BREAKS: usize = 1000;

impl RawArticle {
    /// Headline, lead and body, as far as there are any.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let more = [&self.lead, &self.body].into_iter().flatten();
        std::iter::once(&self.title).chain(more).map(String::as_str)
    }

    /// A line of a file on which something is measured: its fields, and the article in
    /// them, under the names that are read elsewhere and in the language that it is
    /// taken to have.
    ///
    /// # Errors
    /// What is wrong with it: no JSON object, or a date that is none.
    pub(in crate::monitor) fn of_line(line: &str) -> Result<(Map<String, Value>, Self), String> {
        let row = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let (mut article, unread) = json::article(&Names::default(), &row);
        if let Some(text) = unread {
            return Err(format!("{text:?} is no \"date\""));
        }
        // As the monitor takes articles in: words are stemmed by it.
        article.language = language::of(&article);
        Ok((row, article))
    }

    /// An id made of title, outlet and date.
    fn made_id(&self) -> String {
        let date = self.date.map(|date| date.to_string()).unwrap_or_default();
        let outlet = self.outlet.as_deref().unwrap_or_default();
        Article::hashed_id(&self.title, outlet, &date).to_string()
    }

    /// Whether it is another article than one of the same id, and not the same
    /// with other words: sources count theirs from 1, each of them.
    fn is_another(&self, than: &Self) -> bool {
        if fold(self.title.trim()) == fold(than.title.trim()) {
            return false;
        }
        match (&self.url, &than.url) {
            (Some(one), Some(other)) => one != other,
            _ => self.id.len() < SURE_ID,
        }
    }

    /// Gives an article that is another than the one of its id an id of its own.
    pub(super) fn tell_apart(&mut self, from: &Self) -> bool {
        let another = self.is_another(from);
        if another {
            self.id = self.made_id();
        }
        another
    }
}

/// What came of reading.
#[derive(Debug, Default)]
pub struct Articles {
    /// In the order of the inputs; no two have the same id.
    pub articles: Vec<RawArticle>,
    /// What was taken, mended and dropped.
    pub report: Report,
}

/// Reads the articles of files, folders and bytes.
pub fn read(fs: &dyn Fs, inputs: &[Input], names: &Names, watch: &dyn Watch) -> Articles {
    let mut reader = Reader {
        names,
        known: HashMap::new(),
        done: Articles::default(),
    };
    for one in inputs {
        match one {
            Input::Bytes { name, bytes } => reader.bytes(name, Cow::Borrowed(bytes)),
            Input::Path(path) => reader.path(fs, path, watch),
        }
    }
    reader.done
}

/// What files of articles are called. What a folder holds besides is taken
/// where it turns out to be articles, and else is nobody's fault.
const ENDINGS: [&str; 13] = [
    "atom", "csv", "htm", "html", "json", "jsonl", "ndjson", "rdf", "rss", "tab", "tsv", "xhtml",
    "xml",
];
/// How much of another file is looked at before it is read.
const HEAD: usize = 8 * 1024;

/// True where the name of a file promises articles.
fn promises(file: &Path) -> bool {
    let ending = file.extension().map(|it| it.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
}

/// True where the beginning of a file is that of a text.
fn begins_as_text(fs: &dyn Fs, file: &Path) -> std::io::Result<bool> {
    let mut head = vec![0; HEAD];
    let read = fs.open(file)?.read_at(0, &mut head)?;
    Ok(input::strip(&head[..read]).is_ok())
}

/// What a reader of one shape hands over.
#[derive(Debug, Default)]
struct Found {
    /// Articles, each with the line on which it begins.
    articles: Vec<(u64, RawArticle)>,
    dropped: Vec<(u64, Dropped)>,
    mended: Vec<(u64, Mend)>,
}

struct Reader<'a> {
    names: &'a Names,
    /// By id, the place of the article.
    known: HashMap<String, usize>,
    done: Articles,
}

impl Reader<'_> {
    fn note_dropped(&mut self, file: &str, line: Option<u64>, what: Dropped) {
        let file = file.to_owned();
        self.done.report.dropped.push(Entry { file, line, what });
    }

    /// A file, or all files of a folder.
    fn path(&mut self, fs: &dyn Fs, path: &Path, watch: &dyn Watch) {
        let mut skipped = Vec::new();
        let files = input::files(fs, path, &mut skipped);
        for entry in skipped {
            self.note_dropped(&entry.file, None, Dropped::File(entry.what));
        }
        for file in files {
            let name = file.display().to_string();
            // What is named is meant.
            let meant = file == path || promises(&file);
            let read = match meant {
                false if matches!(begins_as_text(fs, &file), Ok(false)) => {
                    self.done.report.passed.push(name);
                    continue;
                }
                _ => fs.read(&file),
            };
            match read {
                Ok(bytes) if meant => self.bytes(&name, bytes.into()),
                Ok(bytes) => self.try_bytes(name, bytes),
                Err(error) => {
                    self.note_dropped(&name, None, Dropped::File(input::unreadable(&error)))
                }
            }
            watch.done(fs.stat(&file).map_or(0, |stat| stat.len));
        }
    }

    /// Takes the articles of a file that may hold none; then it is passed over.
    fn try_bytes(&mut self, file: String, bytes: Vec<u8>) {
        let report = &mut self.done.report;
        let taken = report.taken.len();
        let (dropped, mended) = (report.dropped.len(), report.mended.len());
        self.bytes(&file, bytes.into());
        let report = &mut self.done.report;
        let new = report.taken.get(taken..).unwrap_or_default();
        let came = new.iter().any(|entry| entry.what.articles > 0);
        let known = |entry: &Entry<Dropped>| {
            matches!(
                entry.what,
                Dropped::Again { .. } | Dropped::IdTaken { .. } | Dropped::Copy
            )
        };
        let drops = report.dropped.get(dropped..).unwrap_or_default();
        if !came && !drops.iter().any(known) {
            report.taken.truncate(taken);
            report.dropped.truncate(dropped);
            report.mended.truncate(mended);
            report.passed.push(file);
        }
    }

    fn bytes(&mut self, file: &str, bytes: Cow<'_, [u8]>) {
        let text = match input::strip(&bytes) {
            Ok((text, _)) => text,
            Err(skip) => return self.note_dropped(file, None, Dropped::File(skip)),
        };
        if is_of_a_review(text) {
            return self.note_dropped(file, None, Dropped::Review);
        }
        // A feed may declare another encoding, which its reader knows.
        let (shape, found) = if feed::detect(input::readable(text)) {
            ("feed", feed::read(text))
        } else {
            match input::text(text, bytes.len() - text.len()) {
                Err((line, skip)) => {
                    return self.note_dropped(file, Some(line), Dropped::File(skip));
                }
                Ok(text) => self.text(text),
            }
        };
        if !found.articles.is_empty() {
            self.note_labels(file, &bytes);
        }
        // Articles have texts of their own: a large file isn't held beside them.
        drop(bytes);
        if found.articles.is_empty() && found.dropped.is_empty() {
            return self.note_dropped(file, None, Dropped::NoArticles);
        }
        for (line, what) in found.dropped {
            self.note_dropped(file, Some(line), what);
        }
        for (line, what) in found.mended {
            let (file, line) = (file.to_owned(), Some(line));
            self.done.report.mended.push(Entry { file, line, what });
        }
        let mut articles = 0;
        for (line, article) in found.articles {
            articles += usize::from(self.take(file, line, article));
        }
        let (file, line) = (file.to_owned(), None);
        let what = Taken { shape, articles };
        self.done.report.taken.push(Entry { file, line, what });
    }

    /// What a person or another machine said of the articles isn't taken; that is
    /// told, as who brought it may have wanted to review it.
    fn note_labels(&mut self, file: &str, bytes: &[u8]) {
        let head = &bytes[..bytes.len().min(RECORD_BYTES)];
        let text = input::strip(head).map_or("", |(text, _)| input::readable(text));
        let fields = labels_in(text).join(", ");
        if !fields.is_empty() {
            let (file, line) = (file.to_owned(), None);
            let what = Mend::LabelsLeft { fields };
            self.done.report.mended.push(Entry { file, line, what });
        }
    }

    fn text(&self, text: &str) -> (&'static str, Found) {
        match text.trim_start().chars().next() {
            Some('{' | '[') => ("json", json::read(self.names, text)),
            Some('<') => ("page", page::read(text)),
            _ => ("table", table::read(self.names, text)),
        }
    }

    /// Takes an article, unless the same came before; true where it was taken.
    fn take(&mut self, file: &str, line: u64, mut article: RawArticle) -> bool {
        if article.title.trim().is_empty() {
            self.note_dropped(file, Some(line), Dropped::NoTitle);
            return false;
        }
        if article.id.is_empty() {
            article.id = article.made_id();
        }
        article.language = language::of(&article);
        let same_id = |id: &str| self.known.get(id).map(|at| &self.done.articles[*at]);
        if let Some(known) = same_id(&article.id) {
            let id = article.id.clone();
            if article.tell_apart(known) {
                let (file, line) = (file.to_owned(), Some(line));
                let what = Mend::IdChanged { id };
                self.done.report.mended.push(Entry { file, line, what });
            }
        }
        if let Some(at) = self.known.get(&article.id) {
            let again = self.done.articles[*at] == article;
            let id = article.id;
            self.note_dropped(
                file,
                Some(line),
                if again {
                    Dropped::Again { id }
                } else {
                    Dropped::IdTaken { id }
                },
            );
            return false;
        }
        self.known
            .insert(article.id.clone(), self.done.articles.len());
        self.done.articles.push(article);
        true
    }
}
