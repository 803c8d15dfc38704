//! What comes back from the reading hands: rows, heads, incidents; and what is
//! to be read next, so that the screen has what it shows.

use std::ops::Range;
use std::sync::Arc;

use crate::review::queue::{Piece, Progress, Queue, Row, id_hash};
use crate::tui::act::{find, travel};
use crate::tui::app::{App, Record};
use crate::tui::message::Effect;
use crate::tui::view;

/// Places of the queue whose incidents are read before they are asked for.
const AHEAD: usize = 2;

/// The remembered incident was found where it was, before all rows are known.
pub(super) fn began(app: &mut App, row: u32, near: Range<u32>) -> Vec<Effect> {
    let Some(position) = app.resume.take() else {
        return Vec::new();
    };
    app.known.near = near;
    find::more_rows(app);
    find::admit(app, row);
    let effects = travel::go_to_row(app, row);
    if let Some(article) = &position.article_target() {
        travel::focus_article(app, article);
    }
    effects
}

/// The row that was believed to be the remembered one is another.
pub(super) fn misplaced(app: &mut App, row: Option<u32>) -> Vec<Effect> {
    app.known.forget_near();
    app.records = Default::default();
    app.queue = Queue::default();
    app.seen.clear();
    find::more_rows(app);
    let Some(row) = row else {
        return travel::go_to(app, 0);
    };
    find::admit(app, row);
    travel::go_to_row(app, row)
}

/// More rows are known to be there.
pub(super) fn rows(app: &mut App, rows: u32, percent: u8) -> Vec<Effect> {
    app.known.rows = rows;
    app.known.percent = percent;
    find::more_rows(app);
    resume(app)
}

/// Rows were read as the queue shows them.
pub(super) fn lines(app: &mut App, lines: Vec<Row>) -> Vec<Effect> {
    let window = view::queue_window(app);
    let shown: Vec<u32> = window.filter_map(|place| app.queue.get(place)).collect();
    app.known.show(lines, &shown);
    Vec::new()
}

/// What the queue keeps of the next rows.
pub(super) fn heads(app: &mut App, piece: Arc<Piece>, percent: u8) -> Vec<Effect> {
    let from = app.known.heads.len();
    app.known.heads.push(piece);
    app.known.percent = percent;
    find::extend(app, from);
    resume(app)
}

/// All of the set was read.
pub(super) fn done(app: &mut App) -> Vec<Effect> {
    app.known.done = true;
    app.known.percent = 100;
    app.recount();
    let mut effects = resume(app);
    app.resume = None;
    effects.extend(find::renew(app));
    effects
}

/// Goes to the remembered place as soon as its row is there; at the first row
/// where nothing is remembered.
fn resume(app: &mut App) -> Vec<Effect> {
    if let Some(position) = app.resume.clone() {
        let hint = position.row;
        if let Some(row) = position.incident.as_ref().and_then(|id| app.row_of(id)) {
            app.resume = None;
            find::admit(app, row);
            let effects = travel::go_to_row(app, row);
            if let Some(article) = &position.article_target() {
                travel::focus_article(app, article);
            }
            return effects;
        }
        // It is likely still in that row: that can be known before all is read.
        let unread = app.known.is_readable(hint) && app.records.get(hint).is_none();
        if unread && app.known.ask(hint) {
            return vec![Effect::Load(hint)];
        }
    }
    if !app.arrived && !app.queue.is_empty() {
        return travel::go_to(app, app.cursor);
    }
    Vec::new()
}

/// An incident was read.
pub(super) fn record(app: &mut App, row: u32, mut record: Record) -> Vec<Effect> {
    app.known.came(row);
    if let Ok(incident) = &record.read
        && let Some((known, _)) = app.known.heads.get(row)
        && known != id_hash(&incident.id)
    {
        // A set that was overwritten in place may hold another incident in a
        // row by now: nobody shall judge it under the name of the old one.
        record.read = Err(format!(
            "the set file was overwritten while it was open: this row held another incident, and holds {} now; leave and open it again",
            incident.id
        ));
    }
    let needed: Vec<u32> = around(app).into_iter().chain(last_row(app)).collect();
    app.records.insert(row, record, &needed);
    let effects = resume(app);
    if app.row() != Some(row) {
        return effects;
    }
    if let Some(article) = app.article_wanted.take() {
        travel::focus_article(app, &article);
    }
    let place = Effect::Remember(app.position());
    effects.into_iter().chain([place]).collect()
}

/// The row of the latest act, which remarks may follow.
fn last_row(app: &App) -> Option<u32> {
    let last = app.last.as_ref()?;
    app.records
        .find(&last.target.as_ref()?.incident)
        .map(|(row, _)| row)
}

/// The row in focus, those that come next, and the one before.
fn around(app: &App) -> Vec<u32> {
    let ahead = app.cursor..=app.cursor + AHEAD;
    let places = ahead.chain(app.cursor.checked_sub(1));
    places.filter_map(|place| app.queue.get(place)).collect()
}

/// Asks for what the screen shows, or may show after the next key.
pub(super) fn wants(app: &mut App) -> Vec<Effect> {
    let mut effects = Vec::new();
    for row in around(app) {
        let wanted = app.known.is_readable(row) && app.records.get(row).is_none();
        if wanted && app.known.ask(row) {
            effects.push(Effect::Load(row));
        }
    }
    let window = view::queue_window(app);
    let shown = |app: &App| {
        window
            .clone()
            .filter_map(|place| app.queue.get(place))
            .collect::<Vec<_>>()
    };
    let missing = |row: &u32| app.known.is_readable(*row) && app.known.line(*row).is_none();
    if shown(app).iter().any(missing) {
        let height = window.len();
        let rows: Vec<u32> = (window.start.saturating_sub(height)..window.end + height)
            .filter_map(|place| app.queue.get(place))
            .collect();
        let rows = app.known.want(rows.into_iter());
        if !rows.is_empty() {
            effects.push(Effect::Lines(rows));
        }
    }
    if std::mem::take(&mut app.serving.uncounted) {
        effects.push(Effect::Count(app.known.heads.clone(), app.marks.clone()));
    }
    effects
}

/// The rows of the set were counted, with the marks of a version.
pub(super) fn counted(app: &mut App, version: u64, progress: Progress) -> Vec<Effect> {
    app.counted(version, progress);
    Vec::new()
}
