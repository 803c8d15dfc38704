//! Finding and ordering: search as you type, filter, order of the queue. The
//! queue is made anew only here and as rows arrive, so that an item doesn't
//! vanish from under the analyst because it was decided. Where that takes time
//! that grows with the set, it is asked for, and the old queue stays until then.

use std::sync::Arc;

use crate::review::queue::{Filter, Job, Order, Queue};
use crate::tui::action::Press;
use crate::tui::app::{App, Search};
use crate::tui::message::Effect;
use crate::tui::mode::{Ask, Mode};

use super::{prompt, say, travel, warn};

/// `/`.
pub fn search(app: &mut App, _: Press) -> Vec<Effect> {
    app.search.from = app.row().map(|row| (row, app.focus));
    let words = app.search.words.clone();
    app.search.kept.clone_from(&words);
    prompt(app, Ask::Search, None, &words);
    Vec::new()
}

/// `f`.
pub fn filter(app: &mut App, _: Press) -> Vec<Effect> {
    let filter = app.filter.to_string();
    prompt(app, Ask::Filter, None, &filter);
    Vec::new()
}

/// `z`.
pub fn order(app: &mut App, _: Press) -> Vec<Effect> {
    app.order = match app.order {
        Order::File => Order::Doubt,
        Order::Doubt => Order::File,
    };
    if app.order == Order::Doubt && !app.known.done {
        say(
            app,
            "the queue will be ordered by doubt once the whole set is read",
        );
    } else {
        let seen = match app.order {
            Order::Doubt => "; what you have looked at stays in front",
            Order::File => "",
        };
        say(app, format!("queue ordered by {}{seen}", app.order));
    }
    rebuild(app)
}

/// `esc`.
pub fn clear(app: &mut App, _: Press) -> Vec<Effect> {
    if app.search.words.is_empty() && app.filter.is_empty() {
        return Vec::new();
    }
    app.filter = Filter::default();
    let mut effects = look_for(app, "");
    say(app, "search and filter cleared");
    effects.extend(rebuild(app));
    effects
}

/// `esc` while words are typed: the search that was kept before is in force
/// again, or none, and the analyst is back.
pub fn leave(app: &mut App) -> Vec<Effect> {
    let kept = std::mem::take(&mut app.search.kept);
    let effects = look_for(app, &kept);
    if !app.serving.waiting {
        app.search.from = None;
    }
    effects
}

/// New words: asks for their hits. Whatever still runs for older ones is void.
pub fn look_for(app: &mut App, words: &str) -> Vec<Effect> {
    if words == app.search.words {
        return Vec::new();
    }
    let (was_on, ran) = (app.search.is_on(), !app.search.done);
    app.search = Search {
        number: app.search.number + 1,
        words: words.to_owned(),
        from: app.search.from,
        kept: std::mem::take(&mut app.search.kept),
        ..Search::default()
    };
    let is_on = app.search.is_on();
    app.search.done = !is_on;
    let mut effects = Vec::new();
    if is_on {
        // The queue stays as it is until something is found.
        app.serving.number += 1;
        app.serving.waiting = false;
    } else if was_on {
        effects = rebuild(app);
    }
    if is_on || ran {
        effects.push(Effect::Search {
            search: app.search.number,
            words: words.to_owned(),
        });
    }
    effects
}

/// Rows that a search found, how far it has come, and whether it is done; a
/// search that isn't in force any more is passed over.
pub fn hits(
    app: &mut App,
    search: u64,
    rows: Arc<[u32]>,
    (upto, done): (u32, bool),
) -> Vec<Effect> {
    if search != app.search.number {
        return Vec::new();
    }
    (app.search.upto, app.search.done) = (upto, done);
    let effects = found(app, rows);
    if done && !matches!(app.mode, Mode::Prompt(Ask::Search, ..)) {
        app.search.from = None;
    }
    effects
}

/// Rows that were found: ascending, and after those that came before.
fn found(app: &mut App, rows: Arc<[u32]>) -> Vec<Effect> {
    app.search.hits.push(Arc::clone(&rows));
    let done = app.search.done;
    if app.order_in_force() != Order::File {
        // One job after the other, so that each is seen, and one for all.
        let wanted = done || (!rows.is_empty() && !app.serving.waiting);
        return if wanted { rebuild(app) } else { Vec::new() };
    }
    if app.serving.waiting {
        return rebuild(app);
    }
    let passing = (!app.filter.is_empty()).then(|| app.filter.passing(&app.vocabulary));
    let passes = |row: &u32| {
        passing.as_ref().is_none_or(|passing| {
            let head = app.known.heads.get(*row);
            head.is_some_and(|(hash, head)| passing.row(head, app.marks.get(hash)))
        })
    };
    let new: Vec<u32> = rows.iter().copied().filter(passes).collect();
    if app.search.listed {
        return append(app, &new);
    }
    if new.is_empty() && !done {
        return Vec::new();
    }
    app.search.listed = true;
    install(app, Queue::Listed(Arc::new(new)))
}

/// Puts rows behind all others. The cursor stays, but for the row where the
/// typing began.
fn append(app: &mut App, new: &[u32]) -> Vec<Effect> {
    let was_empty = app.queue.is_empty();
    if let Queue::Listed(listed) = &mut app.queue {
        Arc::make_mut(listed).extend(new);
    }
    match app.search.from {
        Some((row, _)) if new.contains(&row) => travel::go_to_row(app, row),
        _ if was_empty => travel::go_to(app, 0),
        _ => Vec::new(),
    }
}

/// A filter as typed; a wrong one is refused with what is allowed.
pub fn apply_filter(app: &mut App, text: &str) -> Result<Vec<Effect>, String> {
    let filter: Filter = text.parse().map_err(|bad| format!("{bad}"))?;
    filter
        .check(&app.vocabulary)
        .map_err(|bad| format!("{bad}"))?;
    app.filter = filter;
    Ok(rebuild(app))
}

/// Whether the queue is the set as it lies in the file.
fn is_plain(app: &App) -> bool {
    !app.search.is_on() && app.filter.is_empty() && app.order_in_force() == Order::File
}

/// Makes the queue that was asked for, at once or by a job; stays at the same
/// incident where it belongs to it.
pub fn rebuild(app: &mut App) -> Vec<Effect> {
    serve(app, None)
}

/// Makes the same queue anew from what is known by now. The row in view stays
/// though it doesn't belong, unless a queue is still to come that goes without it.
pub fn renew(app: &mut App) -> Vec<Effect> {
    let keep = if app.serving.waiting {
        app.serving.keep
    } else {
        app.row()
    };
    serve(app, keep)
}

fn serve(app: &mut App, keep: Option<u32>) -> Vec<Effect> {
    app.serving.number += 1;
    app.serving.keep = keep;
    app.serving.waiting = !is_plain(app);
    if !app.serving.waiting {
        return install(app, Queue::All(app.known.total()));
    }
    app.search.listed = app.search.is_on();
    let mut pinned: Vec<u32> = app.seen.iter().copied().collect();
    pinned.sort_unstable();
    vec![Effect::Serve(Box::new(Job {
        number: app.serving.number,
        heads: app.known.heads.clone(),
        rows: app.known.rows,
        marks: app.marks.clone(),
        passing: (!app.filter.is_empty()).then(|| app.filter.passing(&app.vocabulary)),
        hits: app.search.is_on().then(|| app.search.hits.clone()),
        order: app.order_in_force(),
        pinned,
        keep,
    }))]
}

/// A queue was made, from so many heads and from a version of the marks.
pub fn served(app: &mut App, job: u64, queue: Queue, made_of: (u32, u64)) -> Vec<Effect> {
    if job != app.serving.number {
        return Vec::new();
    }
    app.serving.waiting = false;
    let mut effects = install(app, queue);
    let (heads, marks) = made_of;
    extend(app, heads);
    if app.queue.is_empty() && !app.filter.is_empty() && !app.search.is_on() && app.known.done {
        warn(app, "no incident passes this filter; esc clears it");
    }
    if !app.filter.is_empty() && marks != app.marks.version() {
        // Something was decided meanwhile.
        effects.extend(renew(app));
    }
    effects
}

/// Puts a queue in force.
fn install(app: &mut App, queue: Queue) -> Vec<Effect> {
    let at = app.row();
    if at.is_some() {
        app.serving.left = at;
    }
    app.queue = queue;
    let began = app.search.from;
    // A queue with nothing in it has no place to keep.
    let anchor = began.map(|(row, _)| row).or(at).or(app.serving.left);
    let place = anchor.and_then(|row| app.queue.place(row));
    let place = place.or_else(|| app.queue.place(at?));
    let mut effects = Vec::new();
    match place {
        Some(cursor) if at == app.queue.get(cursor) => app.cursor = cursor,
        found => effects = travel::go_to(app, found.unwrap_or(0)),
    }
    if let Some((row, focus)) = began.filter(|_| !app.search.is_on()) {
        app.search.from = None;
        if app.row() == Some(row) {
            travel::set_focus(app, focus);
        }
    }
    effects
}

/// Lets rows into the queue of which only the place is known yet.
pub fn more_rows(app: &mut App) {
    if is_plain(app) {
        app.queue = Queue::All(app.known.total());
    } else if app.queue.is_empty() {
        app.queue = Queue::Listed(Arc::default());
    }
}

/// Lets a row in before it is known whether it belongs.
pub fn admit(app: &mut App, row: u32) {
    merge(app, vec![row]);
}

/// Lets rows whose heads arrived into the queue without moving anything: those
/// from one row on.
pub fn extend(app: &mut App, from: u32) {
    // A search brings its rows itself, and an order is made once all are read.
    if is_plain(app) || app.search.is_on() || app.known.done || app.serving.waiting {
        return;
    }
    let passing = app.filter.passing(&app.vocabulary);
    let rows = app.known.heads.from(from);
    let new = rows
        .filter(|(_, hash, head)| passing.row(*head, app.marks.get(*hash)))
        .map(|(row, ..)| row)
        .collect();
    merge(app, new);
}

/// Lets ascending rows into a list in the order of the file. The cursor stays
/// at its row.
fn merge(app: &mut App, new: Vec<u32>) {
    let (Some(first), Queue::Listed(listed)) = (new.first().copied(), &mut app.queue) else {
        return;
    };
    let at = listed.get(app.cursor).copied();
    let listed = Arc::make_mut(listed);
    let tail = listed.partition_point(|row| *row < first);
    let later = listed.split_off(tail);
    listed.extend(new);
    if !later.is_empty() {
        listed.extend(later);
        listed[tail..].sort_unstable();
        listed.dedup();
        if let Some(row) = at.filter(|row| *row >= first) {
            app.cursor = tail + listed[tail..].partition_point(|other| *other < row);
        }
    }
}
