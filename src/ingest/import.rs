//! The way from files to incidents: read, recognise, take apart, then give
//! ids, fold copies, have verdicts read, and count what the vocabulary doesn't
//! know. Everything that happened on the way is in the report. An incident goes
//! on as soon as it is whole: only its id is held.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use crate::disk::Fs;
use crate::domain::limits::{RECORD_BYTES, RECORDS, WHOLE_BYTES};
use crate::domain::{Incident, Source, Vocabulary};

use known::{Known, Met};
use work::{Batch, Done, Ready, Work};

use super::field::Found;
use super::input::{self, Input};
use super::reading::{Counted, Reading};
use super::report::{Entry, Repair, Report, Skip, Taken};
use super::shape::{Reader, Shape, Take, first_object};
use super::split::{self, Feed, Piece};
use super::{facets, labelled};

mod known;
mod values;
mod work;

pub use known::content;

/// What came of an import.
#[derive(Debug, Default)]
pub struct Imported {
    /// The incidents, in the order of the inputs; no two have the same id.
    pub incidents: Vec<Incident>,
    /// What was taken, repaired and skipped.
    pub report: Report,
}

/// Imports files, folders and bytes and holds what they give. Nothing that goes
/// wrong with one of them stops the others; the report says what did.
pub fn import(
    fs: &dyn Fs,
    vocabulary: &Vocabulary,
    inputs: &[Input],
    forced: Option<Shape>,
) -> Imported {
    let mut incidents = Vec::new();
    let mut hold = |incident| {
        incidents.push(incident);
        Ok::<_, std::convert::Infallible>(None)
    };
    match import_into(fs, vocabulary, inputs, forced, &|_| (), &mut hold) {
        Ok(report) => Imported { incidents, report },
        Err(never) => match never {},
    }
}

/// Imports files, folders and bytes and hands each incident on, in the order of
/// the inputs, no two with the same id; `give` may say why it leaves one out.
/// `told` gets the number of bytes that were read, each time that some were.
///
/// # Errors
/// The first that `give` has; nothing is read after it.
pub fn import_into<E>(
    fs: &dyn Fs,
    vocabulary: &Vocabulary,
    inputs: &[Input],
    forced: Option<Shape>,
    told: &dyn Fn(u64),
    give: &mut dyn FnMut(Incident) -> Result<Option<Skip>, E>,
) -> Result<Report, E> {
    let mut failed = None;
    let mut give = |incident| match give(incident) {
        Ok(left_out) => ControlFlow::Continue(left_out),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    };
    let mut import = Import {
        vocabulary,
        work: Work::new(vocabulary),
        batch: Batch::default(),
        forced,
        known: Known::default(),
        report: Report::default(),
        told,
        give: &mut give,
        stopped: false,
    };
    for input in inputs {
        if !import.stopped {
            import.input(fs, input);
        }
    }
    let report = import.report;
    failed.map_or(Ok(report), Err)
}

struct Import<'a> {
    vocabulary: &'a Vocabulary,
    work: Work<'a>,
    batch: Batch,
    forced: Option<Shape>,
    known: Known,
    report: Report,
    told: &'a dyn Fn(u64),
    give: &'a mut dyn FnMut(Incident) -> ControlFlow<(), Option<Skip>>,
    /// True once nobody wants more.
    stopped: bool,
}

/// The file under way.
struct File {
    name: Rc<str>,
    shape: Shape,
    taken: Taken,
    /// True once there was something to take or to skip.
    met: bool,
}

impl Import<'_> {
    fn input(&mut self, fs: &dyn Fs, input: &Input) {
        match input {
            Input::Bytes { name, bytes } => self.read(name, bytes.len() as u64, &mut &bytes[..]),
            Input::Path(path) => {
                let mut skipped = Vec::new();
                let files = input::files(fs, path, &mut skipped);
                skipped
                    .into_iter()
                    .for_each(|entry| self.report.skip(entry));
                for file in &files {
                    if self.stopped {
                        return;
                    }
                    let name = file.display().to_string();
                    let mut reading = match Reading::open(fs, file) {
                        Ok(reading) => reading,
                        Err(skip) => {
                            self.skip(&name, None, skip);
                            continue;
                        }
                    };
                    self.read(&name, reading.len, &mut reading);
                    if let Some(skip) = reading.changed() {
                        self.skip(&name, None, skip);
                    }
                }
            }
        }
    }

    fn skip(&mut self, file: &str, line: Option<u64>, what: Skip) {
        self.report.skip(Entry {
            file: file.to_owned(),
            line,
            what,
        });
    }

    fn repair(&mut self, file: &str, line: u64, what: Repair) {
        self.report.repair(Entry {
            file: file.to_owned(),
            line: Some(line),
            what,
        });
    }

    fn read(&mut self, name: &str, bytes: u64, from: &mut dyn Read) {
        let mut counted = Counted {
            from,
            told: self.told,
        };
        let mut feed = Feed::new(&mut counted);
        let shape = match self.recognise(name, &mut feed) {
            Ok(shape) => shape,
            Err((line, skip)) => return self.skip(name, line, skip),
        };
        let mut file = File {
            name: name.into(),
            shape,
            taken: Taken {
                shape,
                incidents: 0,
                articles: 0,
                stated: None,
            },
            met: false,
        };
        let read = match shape.format().read {
            Reader::Lines(take) => {
                let read =
                    split::lines(&mut feed, &mut |piece| self.record(&mut file, take, piece));
                let _ = self.work_off(&mut file, take);
                read
            }
            Reader::Values(take) => self.values(&mut file, take, &mut feed),
            Reader::Whole(read) if bytes <= WHOLE_BYTES => self.whole(&mut file, read, &mut feed),
            Reader::Whole(_) => {
                let limit = WHOLE_BYTES;
                let skip = Skip::TooBig {
                    shape,
                    bytes,
                    limit,
                };
                return self.skip(name, None, skip);
            }
        };
        if let Err(error) = read {
            file.met = true;
            self.skip(name, Some(feed.line), input::unreadable(&error));
        }
        if !file.met {
            return self.skip(name, None, Skip::Nothing { shape });
        }
        self.report.taken.push(Entry {
            file: name.to_owned(),
            line: None,
            what: file.taken,
        });
    }

    /// The shape of what begins here; a byte order mark is taken.
    fn recognise(&mut self, name: &str, feed: &mut Feed<'_>) -> Result<Shape, (Option<u64>, Skip)> {
        let head = feed.ahead(RECORD_BYTES);
        let head = head.map_err(|error| (None, input::unreadable(&error)))?;
        let (text, marked) = input::strip(head).map_err(|skip| (None, skip))?;
        if input::is_export(text) && first_object(input::readable(text)).is_some() {
            return Err((Some(1), Skip::Reviewed));
        }
        let detected = || Shape::detect(self.vocabulary, input::readable(text));
        let Some(shape) = self.forced.or_else(detected) else {
            let before = head.len() - text.len();
            // What isn't text at all is better told so than by its shape.
            let text = match head.len() < RECORD_BYTES {
                true => text,
                false => input::whole_chars(text),
            };
            return Err(match input::text(text, before) {
                Err((line, skip)) => (Some(line), skip),
                Ok(text) => (
                    None,
                    match labelled::table::columns(text) {
                        Some(columns) => Skip::Table { columns },
                        None => Skip::Unrecognised {
                            expected: Shape::names(),
                        },
                    },
                ),
            });
        };
        if marked {
            let mark = head.len() - text.len();
            feed.take(mark);
            self.repair(name, 1, Repair::ByteOrderMark);
        }
        Ok(shape)
    }

    fn whole(
        &mut self,
        file: &mut File,
        read: fn(&Vocabulary, &str, &mut Found),
        feed: &mut Feed<'_>,
    ) -> io::Result<()> {
        let before = usize::try_from(feed.at).unwrap_or(usize::MAX);
        let most = usize::try_from(WHOLE_BYTES).unwrap_or(usize::MAX);
        let mut found = Found::default();
        match input::text(feed.ahead(most)?, before) {
            Ok(text) => read(self.vocabulary, text, &mut found),
            Err((line, skip)) => found.skipped.push((line, skip)),
        }
        let done = self.work.found(found);
        let _ = self.take(file, done);
        Ok(())
    }

    fn record(&mut self, file: &mut File, take: Take, piece: Piece<'_>) -> ControlFlow<()> {
        match self.batch.push(piece) {
            true => self.work_off(file, take),
            false => ControlFlow::Continue(()),
        }
    }

    /// Works on the records that wait and takes what comes of them in their order.
    fn work_off(&mut self, file: &mut File, take: Take) -> ControlFlow<()> {
        let mut done = self.batch.work_off(&self.work, take).into_iter();
        done.try_for_each(|done| self.take(file, done))
    }

    fn take(&mut self, file: &mut File, done: Done) -> ControlFlow<()> {
        file.met = file.met || !done.incidents.is_empty() || !done.skipped.is_empty();
        for (line, what) in done.skipped {
            self.skip(&file.name, Some(line), what);
        }
        for (what, many) in done.read {
            *facets::more(&mut self.report.read, what, facets::MORE.to_owned()) += many;
        }
        for (line, what) in done.repaired {
            self.repair(&file.name, line, what);
        }
        for ready in done.incidents {
            if self.known.len() >= RECORDS {
                let skip = Skip::TooMany { limit: RECORDS };
                self.skip(&file.name, Some(ready.line), skip);
                return ControlFlow::Break(());
            }
            self.incident(file, ready)?;
        }
        ControlFlow::Continue(())
    }

    /// Hands an incident on, where it is the first with its id.
    fn incident(&mut self, file: &mut File, ready: Ready) -> ControlFlow<()> {
        let Ready {
            line, mut incident, ..
        } = ready;
        for repair in ready.repairs {
            self.repair(&file.name, line, repair);
        }
        let url = incident.source.url.take();
        // A record of a set keeps where it came from before.
        if incident.source == Source::default() {
            incident.source.shape = Some(file.shape.to_string());
            incident.source.file = Some(file.name.to_string());
            incident.source.line = Some(line);
        }
        incident.source.url = url;
        let met = match self.known.meet(&file.name, line, &incident, ready.content) {
            Met::Taken(_) if !ready.is_named => {
                let shared = incident.id.clone();
                incident.id = Incident::hashed_whole(&incident);
                let id = incident.id.clone();
                let met = self.known.meet(&file.name, line, &incident, ready.content);
                if matches!(met, Met::New) {
                    self.repair(&file.name, line, Repair::TitleShared { shared, id });
                }
                met
            }
            met => met,
        };
        match met {
            Met::New => {}
            Met::Again(what) => {
                self.repair(&file.name, line, what);
                return ControlFlow::Continue(());
            }
            Met::Taken(what) => {
                self.skip(&file.name, Some(line), what);
                return ControlFlow::Continue(());
            }
        }
        facets::count_unknown(self.vocabulary, &incident, &mut self.report.unknown);
        if matches!(file.shape, Shape::Set | Shape::SetArray | Shape::Table) {
            facets::count_unread(&incident, &mut self.report.unread);
        }
        let articles = incident.articles.len();
        match (self.give)(incident) {
            ControlFlow::Continue(None) => {
                file.taken.incidents += 1;
                file.taken.articles += articles;
            }
            ControlFlow::Continue(Some(what)) => self.skip(&file.name, Some(line), what),
            ControlFlow::Break(()) => {
                self.stopped = true;
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
pub(super) mod tests;
