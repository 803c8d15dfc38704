//! Looking closer: the other rationale, scrolling, the whole text, a link.

use crate::text::tidy;
use crate::tui::action::Press;
use crate::tui::app::App;
use crate::tui::message::Effect;
use crate::tui::mode::{Focus, Mode};
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
        app.mode = Mode::Reading(0);
    }
    Vec::new()
}

/// `o`: the address of the article or incident, else words to search for.
pub fn copy_link(app: &mut App, _: Press) -> Vec<Effect> {
    let Some(incident) = app.incident() else {
        return Vec::new();
    };
    let (address, search) = match app.article() {
        Some((_, article)) => (
            article.url.clone(),
            [
                article.title.as_ref().map(|title| format!("\"{title}\"")),
                article.outlet.clone(),
                article.date.map(|date| date.to_string()),
            ],
        ),
        None => (
            incident
                .source
                .url
                .clone()
                .or_else(|| incident.links.first().cloned()),
            [
                incident.title.as_ref().map(|title| format!("\"{title}\"")),
                incident.date.map(|date| date.to_string()),
                None,
            ],
        ),
    };
    let words = search.into_iter().flatten().collect::<Vec<_>>().join(" ");
    // What is pasted elsewhere must not hold lines or characters that nobody saw.
    let seen = |text: &str| tidy(text).0.replace('\n', " ");
    let (address, words) = (address.as_deref().map(seen), seen(&words));
    let longest = address.as_ref().unwrap_or(&words).len();
    if longest > CLIPBOARD {
        warn(
            app,
            format!("{longest} bytes are too long for the clipboard; {CLIPBOARD} are the most"),
        );
        return Vec::new();
    }
    match address {
        Some(address) => {
            say(app, "address sent to the clipboard");
            vec![Effect::Copy(address)]
        }
        None if words.is_empty() => {
            warn(app, "there is neither an address nor a headline to copy");
            Vec::new()
        }
        None => {
            say(
                app,
                "no address in the set; headline, outlet and date sent to the clipboard, to search for",
            );
            vec![Effect::Copy(words)]
        }
    }
}
