//! `overrule [review]`: opens a set on the terminal, or as a linear dialogue,
//! and says on leaving where the decisions lie.

use std::io::{BufReader, IsTerminal};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use jiff::tz::TimeZone;

use crate::corpus::Corpus;
use crate::disk::{Fs, RealFs};
use crate::domain::At;
use crate::review::journal::{ids_in, journals};
use crate::tui::app::{App, Decisions, Session};
use crate::tui::ending::Ending;
use crate::tui::hands::{Inline, Keeper, Lookout, Reader, Scribe, Stamper, Threads, Watch};
use crate::tui::message::Position;
use crate::tui::screen::{self, Screen};
use crate::tui::theme::{Palette, Theme};
use crate::tui::{plain, run as screen_loop};

use super::args::ReviewArgs;
use super::error::CliError;
use super::farewell::farewell;
use super::homes::Homes;
use super::settings::Settings;
use super::{Exit, import, open, out, set, settings};

/// Runs it.
pub fn run(args: &ReviewArgs) -> Result<Exit, CliError> {
    let fs: Arc<dyn Fs> = Arc::new(RealFs);
    open::all_there(fs.as_ref(), &args.files)?;
    if !args.plain {
        can_draw(args)?;
    }
    let homes = Homes::find()?;
    let settings = settings::load(fs.as_ref(), &homes, args.who.beside.vocabulary.as_deref())?;
    let wanted = open::Wanted {
        files: &args.files,
        shape: import::shape(args.shape.as_deref())?,
        beside: &args.who.beside,
    };
    let opened = open::open(&fs, &homes, &settings.vocabulary, &wanted)?;
    set::can_be_read(fs.as_ref(), &opened.place.decisions)?;
    let mut app = app(fs.as_ref(), &homes, args, settings, &opened)?;
    let remembered = homes.position(&opened.place.set, &app.session.reviewer);
    let place = position(fs.as_ref(), &remembered);
    let vocabulary = Arc::clone(&app.vocabulary);
    let corpus = Corpus::open(Arc::clone(&fs), &opened.place.set).map_err(CliError::refused)?;
    let decisions = opened.place.decisions.clone();
    let lookout = Lookout::new(Arc::clone(&fs), decisions)
        .exported(homes.exported(&opened.place.set), app.session.exported)
        .marking(app.session.reviewer.clone(), Arc::clone(&vocabulary));
    let reader = Reader::new(Arc::clone(&fs), corpus, vocabulary).at(place.clone());
    app.begin(place);
    let scribe = scribe(&fs, &homes, &opened.place);
    let (own, set) = (homes.clone(), opened.place.set.clone());
    let keeper = Keeper::new(Arc::clone(&fs), Some(remembered), Some(homes.name()))
        .by_name(move |reviewer| own.position(&set, reviewer));
    let ending = if args.plain {
        let mut hands = Inline::new(reader, lookout, scribe, keeper);
        let mut input = BufReader::new(std::io::stdin().lock());
        let mut output = out::dialogue();
        plain::run(&mut app, &mut hands, &mut input, &mut output).map_err(CliError::Output)?;
        Ending::Left
    } else {
        on_the_screen(&mut app, (reader, lookout), scribe, keeper).map_err(CliError::Terminal)?
    };
    // A call that was broken off once says nothing of the folder.
    let unread = compare(fs.as_ref(), &mut app).or_else(|_| compare(fs.as_ref(), &mut app));
    let unsure = unread.is_err();
    let told = out::people(&farewell(&app, &opened, &args.who.beside, unread));
    let saved = app.ledger.unsaved() == 0;
    // Nothing could be decided, which a script mustn't take for done.
    let unread = matches!(app.decisions, Decisions::Failing(_));
    match ending {
        Ending::Terminal(error) => Err(CliError::Terminal(error)),
        _ if !saved || unread && args.plain => Ok(Exit::Failed),
        _ if !(app.aside.is_empty() && app.lost.events.is_empty() && !unsure)
            && matches!(ending, Ending::Left) =>
        {
            told.map(|()| Exit::Partly).map_err(CliError::Output)
        }
        Ending::Left => told.map(|()| Exit::Done).map_err(CliError::Output),
        // Whoever is gone can't be told anything.
        ending => Ok(Exit::Ended(ending.code())),
    }
}

/// So many bytes of journals are read once more on leaving without a reason to:
/// a moment's work.
const READ_AGAIN: u64 = 64 << 20;

/// Looks through the folder a last time: what is told on leaving shall be so.
fn compare(fs: &dyn Fs, app: &mut App) -> std::io::Result<()> {
    let folder = app.session.decisions.clone();
    if app.decisions != Decisions::Read || app.answers() == 0 {
        return Ok(());
    }
    let sizes = journals(fs, &folder)?;
    let sizes = sizes.iter().filter_map(|path| fs.stat(path).ok());
    let bytes: u64 = sizes.map(|stat| stat.len).sum();
    if bytes > READ_AGAIN && !app.lost.is_suspected() {
        return Ok(());
    }
    let there = ids_in(fs, &folder)?;
    // Nothing is on its way any more, so that missing once is missing.
    app.compare(&there);
    app.compare(&there);
    Ok(())
}

/// Reviews on the screen, which is given back whatever happens.
fn on_the_screen(
    app: &mut App,
    (reader, lookout): (Reader, Lookout),
    scribe: Scribe,
    keeper: Keeper,
) -> std::io::Result<Ending> {
    let watch = Watch::begin()?;
    let mut screen = Screen::open()?;
    let mut threads = Threads::start(reader, lookout, scribe, keeper, watch);
    let ending = screen_loop::run_to_the_end(&mut screen.terminal, app, &mut threads);
    Ok(threads.finish(app, ending))
}

/// The one who writes, with all places where decisions can be kept.
fn scribe(fs: &Arc<dyn Fs>, homes: &Homes, place: &set::Place) -> Scribe {
    let decisions = place.decisions.clone();
    let spool = homes.spool(&decisions);
    let mut scribe = Scribe::new(
        Arc::clone(fs),
        decisions,
        settings::host(),
        settings::random(),
    )
    .with_spool(spool);
    if let Some(set) = place.beside() {
        scribe = scribe.beside(set.to_owned());
    }
    scribe
}

/// Refuses what can't show a screen, before anything is read or written.
fn can_draw(args: &ReviewArgs) -> Result<(), CliError> {
    if !out::on_a_terminal() {
        return Err(CliError::NoTerminal("standard output is not a terminal"));
    }
    match std::env::var("TERM").as_deref() {
        Ok("dumb") => {
            return Err(CliError::NoTerminal(
                "this terminal (TERM=dumb) can't move its cursor",
            ));
        }
        Ok("") | Err(std::env::VarError::NotPresent) if cfg!(unix) => {
            return Err(CliError::NoTerminal(
                "TERM is not set, so that nobody knows what this terminal can do",
            ));
        }
        _ => {}
    }
    let piped = args.files.iter().any(|file| file.as_os_str() == "-");
    // Keys are read from the terminal itself where standard input is a file.
    if !piped && !std::io::stdin().is_terminal() {
        return Err(CliError::NoTerminal(
            "standard input is not a terminal; name it with - to review what it holds",
        ));
    }
    Ok(())
}

/// Borders in ASCII where the locale isn't UTF-8.
fn ascii_locale() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    locale.is_some_and(|locale| {
        let locale = locale.to_lowercase();
        !(locale.contains("utf-8") || locale.contains("utf8"))
    })
}

fn theme(args: &ReviewArgs, settings: &Settings) -> Theme {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    Theme {
        palette: if plain {
            Palette::Plain
        } else {
            Palette::Colour
        },
        ascii: args.ascii || settings.ascii || ascii_locale(),
    }
}

/// The session as it begins: who, and where. What was decided comes in behind
/// the first frame.
fn app(
    fs: &dyn Fs,
    homes: &Homes,
    args: &ReviewArgs,
    settings: Settings,
    opened: &open::Opened,
) -> Result<App, CliError> {
    let reviewer = settings::reviewer(fs, homes, &args.who)?;
    let theme = theme(args, &settings);
    let session = Session {
        set: opened.name.clone(),
        set_path: opened.place.set.clone(),
        decisions: opened.place.decisions.clone(),
        ask_name: reviewer.assumed && !opened.sample && !args.plain,
        reviewer: reviewer.id,
        zone: LazyLock::new(TimeZone::system),
        began: Stamper::default().stamp().at,
        exported: remembered::<At>(fs, &homes.exported(&opened.place.set)),
    };
    let size = if args.plain {
        (120, 40)
    } else {
        screen::size().map_err(CliError::Terminal)?
    };
    Ok(App::new(
        session,
        Arc::new(settings.vocabulary),
        settings.keymap,
        theme,
        size,
    ))
}

/// Losing the place loses no decision: what can't be read counts as none.
fn position(fs: &dyn Fs, path: &Path) -> Option<Position> {
    serde_json::from_slice(&fs.read(path).ok()?).ok()
}

fn remembered<T: std::str::FromStr>(fs: &dyn Fs, path: &Path) -> Option<T> {
    String::from_utf8(fs.read(path).ok()?)
        .ok()?
        .trim()
        .parse()
        .ok()
}
