//! Undo and redo; a bulk act that isn't on record yet is called off. Both are
//! events of their own; both go where they act and name what they did.

use crate::domain::{Act, Event, EventId};
use crate::review::ledger::Answer;
use crate::tui::action::Press;
use crate::tui::app::{App, Last, OldActs};
use crate::tui::message::Effect;
use crate::tui::mode::{Confirm, Mode, Turn};
use crate::tui::words;

use super::{say, travel};

/// `u`: takes back this reviewer's latest act. Acts of an earlier session,
/// and exported ones, ask once; those of another window always do, as nothing on
/// this screen names them.
pub fn undo(app: &mut App, press: Press) -> Vec<Effect> {
    let latest = subject(app, Turn::Undo).map(|event| event.id);
    if let Some(bulk) = &app.bulk
        && latest.is_none_or(|event| event < bulk.ordered)
    {
        // It is the latest act, and not on record yet.
        bulk.recall.call_off();
        say(app, "calling the bulk act off");
        return Vec::new();
    }
    turn_or_ask(app, press, Turn::Undo)
}

/// `U`: brings back what was undone last.
pub fn redo(app: &mut App, press: Press) -> Vec<Effect> {
    turn_or_ask(app, press, Turn::Redo)
}

fn turn_or_ask(app: &mut App, press: Press, turn: Turn) -> Vec<Effect> {
    let Some(event) = subject(app, turn) else {
        say(app, nothing(turn));
        return Vec::new();
    };
    match Ground::of(app, &event) {
        None => return carry_out(app, press, turn, &event),
        Some(ground) if ground.asks_once() && app.old_acts == OldActs::Agreed => {
            return carry_out(app, press, turn, &event);
        }
        Some(ground) => ask(app, turn, &event, ground),
    }
    Vec::new()
}

/// Why an act isn't taken back without a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ground {
    OtherWindow,
    Exported,
    Earlier,
    /// Another act was named when the question was asked.
    Newer,
}

impl Ground {
    /// That of an act, where it has one.
    fn of(app: &App, event: &Event) -> Option<Self> {
        let exported = || app.session.exported.is_some_and(|at| event.at <= at);
        if app.made_elsewhere.contains(&event.id) {
            Some(Self::OtherWindow)
        } else if exported() {
            Some(Self::Exported)
        } else {
            (event.at < app.session.began).then_some(Self::Earlier)
        }
    }

    /// Whether one yes holds for all acts that have it.
    const fn asks_once(self) -> bool {
        matches!(self, Self::Exported | Self::Earlier)
    }

    const fn words(self) -> &'static str {
        match self {
            Self::OtherWindow => "was made in another window",
            Self::Exported => "is in an export already",
            Self::Earlier => "is from an earlier session",
            Self::Newer => "is the latest by now",
        }
    }
}

fn ask(app: &mut App, turn: Turn, event: &Event, ground: Ground) {
    let mut what = format!("\"{}\"", named(app, event));
    if let Some(target) = &event.target {
        what += &format!(" on {}", app.whose_where(target));
    }
    let day = event.at.day(&app.session.zone);
    let verb = match turn {
        Turn::Undo => "Undo",
        Turn::Redo => "Redo",
    };
    app.mode = Mode::Confirm(Confirm::Turn {
        question: format!("{what} of {day} {}. {verb} it?", ground.words()),
        turn,
        event: event.id,
    });
}

/// The question was answered with yes: it holds for the act that it named alone.
pub fn agreed(app: &mut App, press: Press, turn: Turn, named: EventId) -> Vec<Effect> {
    match subject(app, turn) {
        Some(event) if event.id == named => {
            if Ground::of(app, &event).is_some_and(Ground::asks_once) {
                app.old_acts = OldActs::Agreed;
            }
            carry_out(app, press, turn, &event)
        }
        Some(event) => {
            ask(app, turn, &event, Ground::Newer);
            Vec::new()
        }
        None => {
            say(app, nothing(turn));
            Vec::new()
        }
    }
}

/// What the key would act on.
fn subject(app: &App, turn: Turn) -> Option<Event> {
    let reviewer = &app.session.reviewer;
    let found = match turn {
        Turn::Undo => app.ledger.undoable(reviewer),
        Turn::Redo => app.ledger.redoable(reviewer),
    };
    found.cloned()
}

const fn nothing(turn: Turn) -> &'static str {
    match turn {
        Turn::Undo => "there is nothing of yours to undo",
        Turn::Redo => "there is nothing to redo",
    }
}

/// An act in words; of a bulk act how many decisions it is.
fn named(app: &App, event: &Event) -> String {
    let what = words::act(&app.vocabulary, &event.act);
    match &event.act {
        Act::Commit { group, .. } => {
            words::bulk(app.ledger.group_size(group, &event.reviewer), &what)
        }
        _ => what,
    }
}

fn carry_out(app: &mut App, press: Press, turn: Turn, event: &Event) -> Vec<Effect> {
    let (id, group) = (event.id, event.group.clone());
    let (act, verb) = match turn {
        Turn::Undo => (Act::Undo { event: id, group }, "undone"),
        Turn::Redo => (Act::Redo { event: id, group }, "redone"),
    };
    let mut what = format!("{verb}: {}", named(app, event));
    let (own, effect) = app.record(press.stamp, event.target.clone(), act);
    if let (Turn::Undo, Act::Decide(_), Some(target)) = (turn, &event.act, &event.target)
        && let Some(work) = app.mine(target)
    {
        // An earlier answer is in force again, or several are asked about.
        let given = |answer: &Answer| words::decision(&app.vocabulary, &answer.decision);
        match &work.answer {
            Some(answer) => what += &format!(" ({} stands)", given(answer)),
            None if work.apart.is_empty() => {}
            None => what += " (answers given apart again)",
        }
    }
    let mut effects = vec![effect];
    if let Some(target) = &event.target {
        effects.extend(travel::go_to_target(app, target));
    }
    app.last = Some(Last {
        event: own,
        whose: event
            .target
            .as_ref()
            .map_or_else(|| words::ALL.to_owned(), |target| app.whose(target)),
        target: event.target.clone(),
        what,
        at: press.stamp.at,
    });
    effects
}
