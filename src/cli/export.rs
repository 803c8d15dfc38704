//! `overrule export`: the reviewed set, every decision on the record.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::corpus::Corpus;
use crate::disk::{Fs, RealFs, replace};
use crate::domain::incident::Outline;
use crate::domain::line::Line;
use crate::domain::{Digest, Event, Incident};
use crate::export::reviewed::{Header, Texts};
use crate::export::{Census, ExportInput, Format, Frame, List, Rows, Saving, Scope, Spelling};
use crate::review::queue::{Filter, Row};
use crate::text::counted;
use crate::threads::in_order;

use super::args::{ExportArgs, ExportFormat};
use super::error::CliError;
use super::homes::Homes;
use super::interrupt::Interrupt;
use super::progress::{Progress, Unit};
use super::{Exit, open, out, output, set, settings};

/// Runs it.
pub fn run(args: &ExportArgs) -> Result<Exit, CliError> {
    let format = format(args)?;
    let fs: Arc<dyn Fs> = Arc::new(RealFs);
    let homes = Homes::find()?;
    let beside = &args.who.beside;
    let settings = settings::load(fs.as_ref(), &homes, beside.vocabulary.as_deref())?;
    let vocabulary = &settings.vocabulary;
    let reviewer = settings::reviewer(fs.as_ref(), &homes, &args.who)?.id;
    let filter: Filter = args.filter.parse().map_err(CliError::refused)?;
    filter.check(vocabulary).map_err(CliError::refused)?;
    let place = open::one(&fs, &homes, vocabulary, args.set.as_deref(), beside)?;
    set::named(fs.as_ref(), &homes, beside)?;
    let decided = set::decided(fs.as_ref(), &homes, &place.decisions)?;
    let on_screen = args.output.as_os_str() == "-";
    let progress = Progress::new(!on_screen);
    let corpus = set::corpus_told(Arc::clone(&fs), &place.set, &progress)?;
    let name = place.set.file_name().unwrap_or_default().to_string_lossy();
    let written = filter.to_string();
    let hash = hashed(&corpus, &progress)?;
    let input = ExportInput {
        ledger: &decided.ledger,
        heads: &decided.folder.heads,
        vocabulary,
        filter: &written,
        reviewer: (!filter.is_empty()).then_some(&reviewer),
        texts: match args.with_text {
            true => Texts::Whole,
            false => Texts::Hashes,
        },
        set_name: &name,
        set_hash: &hash,
        tool_version: env!("CARGO_PKG_VERSION"),
    };
    let passes = |row, incident: &Incident| {
        let row = Row::of(vocabulary, row, incident);
        match filter.matches(&row, &decided.ledger, &reviewer, vocabulary) {
            true => Scope::Covered,
            false => Scope::LeftOut,
        }
    };
    let run = Run {
        input,
        corpus: &corpus,
        passes: (!filter.is_empty()).then_some(&passes as &Passes<'_>),
        format,
        progress: &progress,
        interrupt: Interrupt::watch(),
    };
    let frame = run.count()?;
    if on_screen {
        let put = &mut |bytes: &[u8]| out::machines(bytes).map_err(CliError::Output);
        run.write(&frame, put)?;
        remember(fs.as_ref(), &homes, &place.set, &frame.header);
    } else {
        run.save(&frame, begin(fs.as_ref(), args, &place)?)?;
        drop(progress);
        remember(fs.as_ref(), &homes, &place.set, &frame.header);
        out::people(&said(&frame.header, &filter, &args.output))
            .map_err(|cause| CliError::Output(cause).once_written(Some(&args.output)))?;
    }
    Ok(decided.exit())
}

/// The hash of the set's bytes.
fn hashed(corpus: &Corpus, progress: &Progress) -> Result<Digest, CliError> {
    progress.stage("hashing", Some(corpus.opened().len), Unit::Bytes);
    let told = |bytes| progress.tick(bytes);
    corpus.digest(&told).map_err(CliError::refused)
}

/// How many rows of the set are read at once.
const PIECE: u32 = 64;
/// How many events are written at once.
const EVENTS: usize = 1_024;

/// Whether an incident, with its row, passes the filter.
type Passes<'a> = dyn Fn(u32, &Incident) -> Scope + Sync + 'a;

/// One run over the set to count, one to write: neither holds more than some
/// pieces of it.
struct Run<'a> {
    input: ExportInput<'a>,
    corpus: &'a Corpus,
    /// Which incidents are covered; without it all are.
    passes: Option<&'a Passes<'a>>,
    format: Format,
    progress: &'a Progress,
    interrupt: Interrupt,
}

impl Run<'_> {
    /// What the header says.
    fn count(&self) -> Result<Frame, CliError> {
        let census = |rows: Range<u32>| {
            let mut census = Census::default();
            let counted = match self.passes {
                Some(passes) => self.each(rows, &mut |row, incident: Incident| {
                    census.add(&self.input, incident.targets(), passes(row, &incident));
                }),
                None => self.each(rows, &mut |_, outline: Outline| {
                    census.add(&self.input, outline.targets(), Scope::Covered);
                }),
            };
            counted.map(|()| census)
        };
        let mut all = Census::default();
        self.pieces("counting", &census, &mut |part| {
            let part = part?;
            self.progress.tick(part.incidents());
            all.join(part);
            Ok(())
        })?;
        Ok(all.finish(&self.input))
    }

    /// Writes all of it to a file.
    fn save(&self, frame: &Frame, mut saving: Saving<'_>) -> Result<(), CliError> {
        let put = &mut |bytes: &[u8]| saving.append(bytes).map_err(CliError::refused);
        self.write(frame, put)?;
        saving.finish().map_err(CliError::refused)
    }

    /// Header, rows and events, in this order.
    fn write(
        &self,
        frame: &Frame,
        put: &mut dyn FnMut(&[u8]) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        let (format, header) = (self.format, &frame.header);
        let spelling = Spelling { format, header };
        let rows = Rows { input: &self.input };
        put(&spelling.begin().map_err(CliError::refused)?)?;
        let mut list = List::default();
        let mut written = 0;
        let spelled = |of: Range<u32>| -> Result<(u32, u64, Vec<u8>), CliError> {
            let (many, mut all) = (of.end - of.start, Vec::new());
            self.each(of, &mut |row, incident: Incident| {
                let scope = |passes: &Passes<'_>| passes(row, &incident);
                if self.passes.map_or(Scope::Covered, scope) == Scope::Covered {
                    all.extend(rows.of(incident));
                }
            })?;
            let bytes = spelling.rows(&all).map_err(CliError::refused)?;
            Ok((many, all.len() as u64, bytes))
        };
        self.pieces("writing", &spelled, &mut |piece| {
            let (many, rows, bytes) = piece?;
            self.progress.tick(u64::from(many));
            written += rows;
            put(list.join(format, &bytes))
        })?;
        for orphan in &frame.orphans {
            let all = rows.orphan(orphan);
            written += all.len() as u64;
            put(list.join(format, &spelling.rows(&all).map_err(CliError::refused)?))?;
        }
        if written != header.counts.rows {
            return Err(CliError::Refused(format!(
                "{} changed while it was exported, so that the export isn't whole; export again",
                self.corpus.path().display()
            )));
        }
        put(spelling.turn(list).as_bytes())?;
        let mut list = List::default();
        let mut events = rows.events().peekable();
        while events.peek().is_some() {
            self.interrupt.check()?;
            let some: Vec<Event> = events.by_ref().take(EVENTS).collect();
            put(list.join(format, &spelling.events(&some).map_err(CliError::refused)?))?;
        }
        put(spelling.end(list).as_bytes())
    }

    /// Has the set worked on in pieces, and what comes of each taken in order.
    fn pieces<O: Send>(
        &self,
        name: &'static str,
        work: &(dyn Fn(Range<u32>) -> O + Sync),
        take: &mut dyn FnMut(O) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        let rows = u32::try_from(self.corpus.len()).unwrap_or(u32::MAX);
        let unit = Unit::Items("incidents");
        self.progress.stage(name, Some(u64::from(rows)), unit);
        let mut from = 0;
        in_order(
            &mut || {
                self.interrupt.check()?;
                let piece = from..rows.min(from + PIECE);
                from = piece.end;
                Ok((!piece.is_empty()).then_some(piece))
            },
            work,
            take,
        )
    }

    /// The incidents of a piece, up to the first that can't be read.
    fn each<T: Line>(
        &self,
        rows: Range<u32>,
        take: &mut dyn FnMut(u32, T),
    ) -> Result<(), CliError> {
        let mut done = Ok(());
        self.corpus.each(rows, &mut |row, read| {
            if done.is_ok() {
                done = read.map_err(set::damaged).map(|read| take(row, read));
            }
        });
        done
    }
}

/// The format asked for, else by the name of the file; a name without an ending
/// gets JSON, and one whose ending promises something else is refused.
fn format(args: &ExportArgs) -> Result<Format, CliError> {
    let ending = args.output.extension().and_then(|end| end.to_str());
    let ending = ending.map(str::to_lowercase);
    Ok(match (args.format, ending.as_deref()) {
        (Some(ExportFormat::Json), _) | (None, None | Some("json")) => Format::Json,
        (Some(ExportFormat::Jsonl), _) | (None, Some("jsonl" | "ndjson")) => Format::Jsonl,
        (Some(ExportFormat::Csv), _) | (None, Some("csv")) => Format::Csv,
        (None, Some(ending)) => {
            return Err(CliError::Refused(format!(
                "{}: an export is JSON, JSON Lines or CSV, and no .{ending}: name the file .json, .jsonl or .csv (spreadsheets open that), or say --format",
                args.output.display()
            )));
        }
    })
}

/// Begins the file.
fn begin<'a>(
    fs: &'a dyn Fs,
    args: &ExportArgs,
    place: &set::Place,
) -> Result<Saving<'a>, CliError> {
    let vocabulary = args.who.beside.vocabulary.as_deref();
    let read = [place.set.as_path(), place.decisions.as_path()];
    let read = read.into_iter().chain(vocabulary);
    let existing = output::existing(fs, &args.output, args.force, read)?;
    Saving::begin(fs, &args.output, existing).map_err(CliError::refused)
}

/// Remembers up to which event an export went, so that undoing what was
/// exported asks first. Losing this loses no decision, so a failure is not shown.
fn remember(fs: &dyn Fs, homes: &Homes, set: &Path, header: &Header) {
    let Some(at) = header.as_of else {
        return;
    };
    let path = homes.exported(set);
    if let Some(folder) = path.parent() {
        let _ = fs.make_folder(folder);
    }
    let _ = replace(fs, &path, at.to_string().as_bytes());
}

fn said(header: &Header, filter: &Filter, output: &Path) -> String {
    let counts = &header.counts;
    let covers = if header.filter.is_empty() {
        format!("all {} incidents", counts.incidents_covered)
    } else {
        format!(
            "{} of {} incidents (filter {}, for {})",
            counts.incidents_covered,
            counts.incidents_covered + counts.incidents_left_out,
            header.filter,
            header
                .reviewer
                .as_ref()
                .map_or("everyone", |name| name.as_str())
        )
    };
    let orphaned = match counts.orphaned {
        0 => String::new(),
        1 => ", decisions on 1 record that is gone from the set among them".to_owned(),
        many => format!(", decisions on {many} records that are gone from the set among them"),
    };
    let none = match counts.incidents_covered {
        0 if filter.asks_overruled() => {
            "; no incident passes, is:overruled-articles looks at the answers to their articles"
        }
        _ => "",
    };
    format!(
        "{}: {covers}, {}, {}{orphaned}{none}",
        output.display(),
        counted(counts.rows, "row"),
        counted(counts.events, "event")
    )
}
