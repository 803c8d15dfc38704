//! Moving between incidents and articles. An incident opens with the focus on
//! the incident; every move forgets scrolling.

use crate::domain::Target;
use crate::review::queue::{Filter, Order, Queue};
use crate::tui::action::Press;
use crate::tui::app::App;
use crate::tui::message::Effect;
use crate::tui::mode::Focus;

/// Goes to a place in the queue and asks for what is shown there.
pub fn go_to(app: &mut App, cursor: usize) -> Vec<Effect> {
    if app.queue.is_empty() {
        return Vec::new();
    }
    app.cursor = cursor.min(app.queue.len() - 1);
    app.last_article = 0;
    app.article_wanted = None;
    set_focus(app, Focus::Incident);
    arrive(app)
}

/// Goes to a row wherever it stands in the queue.
pub fn go_to_row(app: &mut App, row: u32) -> Vec<Effect> {
    match app.queue.place(row) {
        Some(cursor) => go_to(app, cursor),
        None => Vec::new(),
    }
}

/// Notes that an item is in focus; what it needs is asked for after every event.
fn arrive(app: &mut App) -> Vec<Effect> {
    let Some(row) = app.row() else {
        return Vec::new();
    };
    app.arrived = true;
    if app.order_in_force() == Order::File {
        app.seen.insert(row);
    }
    app.guard.drawn = None;
    // Before it is read, nobody knows which incident it is.
    let read = app.records.get(row).is_some();
    let place = read.then(|| Effect::Remember(app.position()));
    place.into_iter().collect()
}

/// Puts the focus somewhere in the incident.
pub fn set_focus(app: &mut App, focus: Focus) {
    if let Focus::Article(at) = focus {
        app.last_article = at;
    }
    if app.focus != focus {
        app.guard.drawn = None;
    }
    app.focus = focus;
    app.scroll = None;
    app.incident_rationale = false;
}

/// `Tab`: incident or article.
pub fn switch_focus(app: &mut App, _: Press) -> Vec<Effect> {
    let articles = app.incident().map_or(0, |incident| incident.articles.len());
    let focus = match app.focus {
        Focus::Incident if articles > 0 => Focus::Article(app.last_article.min(articles - 1)),
        _ => Focus::Incident,
    };
    set_focus(app, focus);
    Vec::new()
}

/// `j`: the next article; from the incident the first one.
pub fn next_article(app: &mut App, _: Press) -> Vec<Effect> {
    let articles = app.incident().map_or(0, |incident| incident.articles.len());
    let next = match app.focus {
        Focus::Incident => 0,
        Focus::Article(at) => at + 1,
    };
    if next < articles {
        set_focus(app, Focus::Article(next));
    }
    Vec::new()
}

/// `k`: the previous article; from the first one the incident.
pub fn previous_article(app: &mut App, _: Press) -> Vec<Effect> {
    match app.focus {
        Focus::Incident => {}
        Focus::Article(0) => set_focus(app, Focus::Incident),
        Focus::Article(at) => set_focus(app, Focus::Article(at - 1)),
    }
    Vec::new()
}

/// `J`: the next incident of the queue.
pub fn next_incident(app: &mut App, _: Press) -> Vec<Effect> {
    if app.cursor + 1 < app.queue.len() {
        go_to(app, app.cursor + 1)
    } else {
        super::warn(app, "this is the last incident of the queue");
        Vec::new()
    }
}

/// `K`: the previous incident of the queue.
pub fn previous_incident(app: &mut App, _: Press) -> Vec<Effect> {
    if app.cursor > 0 {
        go_to(app, app.cursor - 1)
    } else {
        super::warn(app, "this is the first incident of the queue");
        Vec::new()
    }
}

/// `Home`.
pub fn first_incident(app: &mut App, _: Press) -> Vec<Effect> {
    go_to(app, 0)
}

/// `End`.
pub fn last_incident(app: &mut App, _: Press) -> Vec<Effect> {
    go_to(app, usize::MAX)
}

/// The next incident of the queue that this reviewer hasn't settled, after the cursor
/// and then from the start; where none is left, the next that changed since it was
/// answered.
fn next_open(app: &App) -> Option<usize> {
    next(app, |row| !app.settled(row)).or_else(|| next(app, |row| app.outdated(row)))
}

fn next(app: &App, wanted: impl Fn(u32) -> bool) -> Option<usize> {
    let after = app.cursor + 1..app.queue.len();
    let mut all = after.chain(0..app.cursor);
    all.find(|at| app.queue.get(*at).is_some_and(&wanted))
}

/// `.`: the next incident without a decision of this reviewer.
pub fn next_pending(app: &mut App, _: Press) -> Vec<Effect> {
    to_next(
        app,
        "every other incident of this queue is decided or put off",
    )
}

/// Goes to the next open incident, or says what there is where none is left.
pub fn to_next(app: &mut App, none: &str) -> Vec<Effect> {
    let Some(cursor) = next_open(app) else {
        super::say(app, none);
        return Vec::new();
    };
    if app.queue.get(cursor).is_some_and(|row| app.settled(row)) {
        super::say(
            app,
            "all the others are decided or put off; this one is CHANGED since you answered",
        );
    }
    go_to(app, cursor)
}

/// The row that holds a target, where it was read already: an article that
/// analysts moved is in another incident than its decisions name.
fn row_holding(app: &App, target: &Target) -> Option<u32> {
    let kept = app.records.holding(target).map(|(row, _)| row);
    kept.or_else(|| app.row_of(&target.incident))
}

/// Goes to a target wherever it is; a filter or search that hides it is cleared.
pub fn go_to_target(app: &mut App, target: &Target) -> Vec<Effect> {
    let Some(row) = row_holding(app, target) else {
        super::say(
            app,
            "that incident is not in the part of the set that is read so far",
        );
        return Vec::new();
    };
    let mut effects = Vec::new();
    // In another queue the cursor may stand on it without its having been in view.
    let in_view = app.row() == Some(row);
    if app.queue.place(row).is_none() {
        let hid = match (app.search.is_on(), app.filter.is_empty()) {
            (true, true) => "search",
            (true, false) => "search and filter",
            (false, _) => "filter",
        };
        super::say(app, format!("{hid} cleared: the item isn't in that queue"));
        app.filter = Filter::default();
        effects.extend(super::find::look_for(app, ""));
        effects.extend(super::find::rebuild(app));
        // Another order takes a moment; it will keep the place.
        app.queue = Queue::All(app.known.total());
    }
    if !in_view {
        effects.extend(go_to_row(app, row));
    }
    match &target.article {
        None => set_focus(app, Focus::Incident),
        Some(_) => focus_article(app, target),
    }
    effects
}

/// Puts the focus on an article of the incident in focus, at once or as soon as it was
/// read. In an incident that was merged two may have one id, each kept under another.
pub fn focus_article(app: &mut App, target: &Target) {
    let Some(incident) = app.incident() else {
        app.article_wanted = Some(target.clone());
        return;
    };
    let articles = || incident.articles.iter();
    let own = articles().position(|one| incident.target_of(one) == *target);
    // One that came from elsewhere since has the id still.
    let at = own.or_else(|| articles().position(|one| Some(&one.id) == target.article.as_ref()));
    if let Some(at) = at {
        set_focus(app, Focus::Article(at));
    }
}
