//! Finding and ordering: search as you type, filter, order of the queue. The
//! queue is made anew only here and as rows arrive, so that an item doesn't
//! vanish from under the analyst because it was decided.

use crate::review::queue::{Filter, Order, sort};
use crate::tui::action::Press;
use crate::tui::app::App;
use crate::tui::message::Effect;
use crate::tui::mode::Ask;

use super::{prompt, say, travel, warn};

/// `/`.
pub fn search(app: &mut App, _: Press) -> Vec<Effect> {
    app.search.from = app.row();
    let words = app.search.words.clone();
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
    if app.order == Order::Doubt && !app.indexed {
        say(
            app,
            "the queue will be ordered by doubt once the whole set is read",
        );
    } else {
        say(app, format!("queue ordered by {}", app.order));
    }
    rebuild(app)
}

/// `esc`.
pub fn clear(app: &mut App, _: Press) -> Vec<Effect> {
    if app.search.words.is_empty() && app.filter.is_empty() {
        return Vec::new();
    }
    app.filter = Filter::default();
    forget_search(app);
    say(app, "search and filter cleared");
    rebuild(app)
}

/// Ends the search and whatever still runs for it.
pub fn forget_search(app: &mut App) {
    app.search.number += 1;
    app.search.words.clear();
    app.search.hits.clear();
    app.search.done = true;
}

/// New words: asks for their hits.
pub fn look_for(app: &mut App, words: &str) -> Vec<Effect> {
    if words == app.search.words {
        return Vec::new();
    }
    app.search.number += 1;
    app.search.words = words.to_owned();
    app.search.hits.clear();
    app.search.done = words.trim().is_empty();
    if app.search.done {
        return rebuild(app);
    }
    vec![Effect::Search {
        search: app.search.number,
        words: words.to_owned(),
    }]
}

/// A filter as typed; a wrong one is refused with what is allowed.
pub fn apply_filter(app: &mut App, text: &str) -> Result<Vec<Effect>, String> {
    let filter: Filter = text.parse().map_err(|bad| format!("{bad}"))?;
    filter
        .check(&app.vocabulary)
        .map_err(|bad| format!("{bad}"))?;
    app.filter = filter;
    let effects = rebuild(app);
    if app.queue.is_empty() {
        warn(app, "no incident passes this filter; esc clears it");
    }
    Ok(effects)
}

/// Those of some rows that belong to the queue now, in their order.
fn belonging(app: &App, rows: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let passing = app
        .filter
        .passing(&app.ledger, &app.session.reviewer, &app.vocabulary);
    let searching = !app.search.words.trim().is_empty();
    rows.into_iter()
        .filter(|row| !searching || app.search.hits.contains(row))
        .filter(|row| {
            app.filter.is_empty() || app.row_info(*row).is_some_and(|row| passing.row(row))
        })
        .collect()
}

/// Makes the queue anew; stays at the same incident where it still belongs to it.
pub fn rebuild(app: &mut App) -> Vec<Effect> {
    let at = app.row();
    let order = if app.indexed { app.order } else { Order::File };
    let all = sort(&app.rows, order, &|row| app.seen.contains(&row));
    app.queue = belonging(app, all);
    let anchor = at.or(app.search.from);
    match anchor.and_then(|row| app.queue.iter().position(|at| *at == row)) {
        Some(cursor) if at == anchor => {
            app.cursor = cursor;
            Vec::new()
        }
        found => travel::go_to(app, found.unwrap_or(0)),
    }
}

/// Lets rows that arrived into the queue without moving anything.
pub fn extend(app: &mut App, from: usize) {
    let new =
        u32::try_from(from).unwrap_or(u32::MAX)..u32::try_from(app.rows.len()).unwrap_or(u32::MAX);
    let new = belonging(app, new);
    app.queue.extend(new);
}
