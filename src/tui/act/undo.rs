//! Undo and redo; a bulk act that isn't on record yet is called off. Both are events of their own; both go where they act and
//! name what they did.

use crate::domain::{Act, Event};
use crate::tui::action::Press;
use crate::tui::app::{App, Last, OldActs};
use crate::tui::message::Effect;
use crate::tui::mode::{Confirm, Mode};
use crate::tui::words;

use super::{say, travel};

/// `u`: takes back this reviewer's latest act. Acts of an earlier session,
/// and exported ones, ask once.
pub fn undo(app: &mut App, press: Press) -> Vec<Effect> {
    if let Some(bulk) = &app.bulk {
        // It is the latest act, and not on record yet.
        bulk.recall.call_off();
        say(app, "calling the bulk act off");
        return Vec::new();
    }
    let Some(event) = app.ledger.undoable(&app.session.reviewer).cloned() else {
        say(app, "there is nothing of yours to undo");
        return Vec::new();
    };
    let exported = app.session.exported.is_some_and(|at| event.at <= at);
    if app.old_acts == OldActs::Ask && (exported || event.at < app.session.began) {
        let what = words::act(&app.vocabulary, &event.act);
        let since = if exported {
            "is in an export already"
        } else {
            "is from an earlier session"
        };
        let day = event.at.day(&app.session.zone);
        app.mode = Mode::Confirm(Confirm::Undo {
            question: format!("\"{what}\" of {day} {since}. Undo it?"),
        });
        return Vec::new();
    }
    take_back(app, press)
}

/// Takes the latest act back without asking.
pub fn take_back(app: &mut App, press: Press) -> Vec<Effect> {
    let found = app.ledger.undoable(&app.session.reviewer).cloned();
    found.map_or_else(Vec::new, |event| turn(app, press, &event, "undone"))
}

/// `U`: brings back what was undone last.
pub fn redo(app: &mut App, press: Press) -> Vec<Effect> {
    match app.ledger.redoable(&app.session.reviewer).cloned() {
        None => {
            say(app, "there is nothing to redo");
            Vec::new()
        }
        Some(event) => turn(app, press, &event, "redone"),
    }
}

fn turn(app: &mut App, press: Press, event: &Event, verb: &str) -> Vec<Effect> {
    let (id, group) = (event.id, event.group.clone());
    let act = if verb == "undone" {
        Act::Undo { event: id, group }
    } else {
        Act::Redo { event: id, group }
    };
    let what = format!("{verb}: {}", words::act(&app.vocabulary, &event.act));
    let (own, effect) = app.record(press.stamp, event.target.clone(), act);
    let mut effects = vec![effect];
    if let Some(target) = event.target.clone() {
        effects.extend(travel::go_to_target(app, &target));
        app.last = Some(Last {
            event: own,
            whose: app.whose(&target),
            target,
            what,
            at: press.stamp.at,
        });
    } else {
        say(app, what);
    }
    effects
}
