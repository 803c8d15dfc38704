//! Looking closer: the other rationale, scrolling, the whole text, a link.

use crate::domain::address::check;
use crate::text::tidy;
use crate::tui::action::Press;
use crate::tui::app::App;
use crate::tui::message::Effect;
use crate::tui::mode::{Focus, Mode, Page};
use crate::tui::view;

use super::{say, warn};

/// Bytes that are sent to the clipboard at most; terminals drop longer ones.
const CLIPBOARD: usize = 100 * 1024;

/// `t`: the incident's rationale though an article is in focus, and back.
pub fn toggle_rationale(app: &mut App, _: Press) -> Vec<Effect> {
    if app.focus == Focus::Incident {
        warn(
            app,
            "the incident's rationale is what you see; j or tab goes to the articles",
        );
    } else {
        app.incident_rationale = !app.incident_rationale;
        app.scroll = None;
    }
    Vec::new()
}

/// Scrolls by half a page; where it stands follows from what is on screen.
fn scroll(app: &mut App, down: bool) -> Vec<Effect> {
    let window = view::rationale_window(app);
    let step = (window.height / 2).max(1);
    let most = window.lines.saturating_sub(window.height);
    let to = if down {
        (window.offset + step).min(most)
    } else {
        window.offset.saturating_sub(step)
    };
    app.scroll = Some(to);
    Vec::new()
}

/// Down.
pub fn scroll_down(app: &mut App, _: Press) -> Vec<Effect> {
    scroll(app, true)
}

/// Up.
pub fn scroll_up(app: &mut App, _: Press) -> Vec<Effect> {
    scroll(app, false)
}

/// `s`: everything about the item in full.
pub fn whole(app: &mut App, _: Press) -> Vec<Effect> {
    if app.incident().is_some() {
        app.mode = Mode::Page(Page::Whole, 0);
    }
    Vec::new()
}

/// `o`: the address of the article or incident, else words to search for.
pub fn copy_link(app: &mut App, _: Press) -> Vec<Effect> {
    let Some(incident) = app.incident() else {
        return Vec::new();
    };
    let (addresses, search): (Vec<&String>, _) = match app.article() {
        Some((_, article)) => (
            article.url.iter().collect(),
            [
                article.title.as_ref().map(|title| format!("\"{title}\"")),
                article.outlet.clone(),
                article.date.map(|date| date.to_string()),
            ],
        ),
        None => (
            incident.source.url.iter().chain(&incident.links).collect(),
            [
                incident.title.as_ref().map(|title| format!("\"{title}\"")),
                incident.date.map(|date| date.to_string()),
                None,
            ],
        ),
    };
    if let Some(address) = addresses.iter().find(|address| check(address).is_ok()) {
        let copied = Effect::Copy((*address).clone());
        say(app, "address sent to the clipboard");
        return vec![copied];
    }
    let why = match addresses.first().map(|address| check(address)) {
        Some(Err(refused)) => format!("address not copied: {refused}"),
        Some(Ok(())) | None => "no address in the set".to_owned(),
    };
    let words = search.into_iter().flatten().collect::<Vec<_>>().join(" ");
    // What is pasted elsewhere must not hold lines or characters that nobody saw.
    let words = tidy(&words).0.replace('\n', " ");
    if words.is_empty() {
        warn(app, format!("{why}, and there is no headline to copy"));
        return Vec::new();
    }
    if words.len() > CLIPBOARD {
        let len = words.len();
        warn(
            app,
            format!(
                "{why}; the headline's {len} bytes are too long for the clipboard, {CLIPBOARD} are the most"
            ),
        );
        return Vec::new();
    }
    let instead = format!("{why}; headline, outlet and date sent instead, to search for");
    if addresses.is_empty() {
        say(app, instead);
    } else {
        warn(app, instead);
    }
    vec![Effect::Copy(words)]
}
