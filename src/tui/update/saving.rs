//! What comes back from the writing hands and from looks at the disk: what is
//! saved, what is kept aside and where, what is in memory alone, and what
//! others changed meanwhile.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use crate::domain::event::{Head, Remark};
use crate::domain::{Act, At, Event as Deed, EventId, GroupId, ReviewerId, Target};
use crate::review::journal::{TakenUp, Trouble};
use crate::review::ledger::Ledger;
use crate::review::queue::Marks;
use crate::text::counted;
use crate::tui::act::{find, program, say, tell};
use crate::tui::app::{App, Decisions, Last, Leaving, Saving};
use crate::tui::message::{Effect, OnDisk};
use crate::tui::words;

/// These events, and all before them, are in the set's folder.
pub(super) fn saved(app: &mut App, ids: &[EventId], at: At) -> Vec<Effect> {
    for id in ids {
        app.note_saved(*id);
    }
    app.aside.clear();
    if app.ledger.unsaved() == 0 {
        app.saving = Saving::Saved(at);
        if app.leaving == Leaving::OnceSaved && app.bulk.is_none() {
            app.ended = true;
        }
    } else {
        app.saving = Saving::Under;
    }
    Vec::new()
}

/// These events are on a disk elsewhere.
pub(super) fn kept_aside(
    app: &mut App,
    ids: Vec<EventId>,
    folder: &Path,
    why: String,
) -> Vec<Effect> {
    for id in &ids {
        app.note_saved(*id);
    }
    app.aside.extend(ids);
    if !matches!(app.saving, Saving::Aside { .. }) {
        tell(app, format!("not in the set's folder: {why}"));
    }
    app.saving = Saving::Aside {
        folder: folder.to_owned(),
        why,
    };
    if app.bulk.is_none() {
        leave_once_saved(app);
    }
    Vec::new()
}

/// An earlier session's events wait elsewhere.
pub(super) fn waiting(app: &mut App, deeds: Vec<Deed>, folder: &Path, why: String) -> Vec<Effect> {
    let ids: Vec<EventId> = deeds.iter().map(|deed| deed.id).collect();
    app.fold(deeds, true);
    kept_aside(app, ids, folder, why);
    Vec::new()
}

/// What was kept aside is in the set's folder.
pub(super) fn taken_up(app: &mut App, taken: TakenUp) -> Vec<Effect> {
    let mut parts = Vec::new();
    let moved = taken.events.len();
    if moved + taken.repeated.len() > 0 {
        let mut part = format!(
            "{} kept aside while {} couldn't be written {} saved there now",
            counted(moved + taken.repeated.len(), "act"),
            app.session.decisions.display(),
            if moved + taken.repeated.len() == 1 {
                "is"
            } else {
                "are"
            }
        );
        if !taken.repeated.is_empty() {
            part.push_str(&format!(" ({} were there already)", taken.repeated.len()));
        }
        parts.push(part);
    }
    for (path, left) in &taken.left {
        parts.push(format!("{}: {left}", path.display()));
    }
    for id in taken.ids() {
        app.aside.remove(&id);
        app.note_saved(id);
    }
    app.fold(taken.events, true);
    tell(app, parts.join("; "));
    Vec::new()
}

/// These events, said to be saved, are there no more; they are being written anew.
pub(super) fn vanished(app: &mut App, ids: &[EventId]) -> Vec<Effect> {
    for id in ids {
        app.note_vanished(*id);
    }
    app.saving = Saving::Under;
    app.lost.astray = true;
    let text = format!(
        "another program cut or removed this review's journal; {} of this session that it held {} written anew",
        counted(ids.len(), "act"),
        if ids.len() == 1 { "is" } else { "are" }
    );
    tell(app, text);
    vec![Effect::Compare]
}

/// What the folder holds was compared with what is in view.
pub(super) fn there(app: &mut App, ids: &HashSet<EventId>) -> Vec<Effect> {
    let before = app.lost.events.len();
    let again = app.compare(ids);
    if before > 0 && app.lost.events.is_empty() && !again {
        tell(app, "all decisions are in the folder again");
    }
    if again {
        vec![Effect::Compare]
    } else {
        Vec::new()
    }
}

/// Nothing takes them: they are in memory alone.
pub(super) fn not_saved(app: &mut App, why: String) -> Vec<Effect> {
    app.saving = Saving::Failed(why);
    if app.leaving == Leaving::OnceSaved {
        program::leave(app);
    }
    Vec::new()
}

/// All that was decided before is there, and the marks that a reviewer has of it.
pub(super) fn decided(
    app: &mut App,
    (ledger, marks): (Ledger, Option<(ReviewerId, Marks)>),
    heads: BTreeMap<String, Head>,
    troubles: &[Trouble],
) -> Vec<Effect> {
    let early = std::mem::replace(&mut app.ledger, ledger);
    app.decisions = Decisions::Read;
    match marks {
        Some((reviewer, marks)) if reviewer == app.session.reviewer => app.count_as(marks),
        _ => app.count(),
    }
    // What was taken up from aside meanwhile.
    app.fold(early.events().cloned().collect(), true);
    if let Some(first) = troubles.first() {
        let more = match troubles.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more; `overrule verify` lists them)"),
        };
        tell(app, format!("{first}{more}"));
    }
    let mut effects = vec![Effect::Cite(heads)];
    if !app.filter.is_empty() {
        effects.extend(find::renew(app));
    }
    effects
}

/// How far the bulk act is.
pub(super) fn bulk_at(app: &mut App, group: &GroupId, done: usize) -> Vec<Effect> {
    if let Some(bulk) = app.bulk.as_mut().filter(|bulk| bulk.group == *group) {
        bulk.done = done;
    }
    Vec::new()
}

/// The bulk act is on record.
pub(super) fn bulk_saved(app: &mut App, group: &GroupId, deeds: Vec<(Deed, bool)>) -> Vec<Effect> {
    let last = deeds.last().map(|(deed, _)| (deed.id, deed.at));
    let at = last.map(|(_, at)| at);
    app.ledger.apply_excerpt(deeds, true);
    app.count();
    if let (Saving::Idle | Saving::Saved(_), Some(at)) = (&app.saving, at) {
        app.saving = Saving::Saved(at);
    }
    if let Some(bulk) = app.bulk.take_if(|bulk| bulk.group == *group) {
        let later = app.last.as_ref().map(|last| last.event);
        let is_latest = later.is_none_or(|event| event < bulk.ordered);
        if let Some((event, at)) = last.filter(|_| is_latest) {
            app.last = Some(Last {
                event,
                target: None,
                whose: words::ALL.to_owned(),
                what: bulk.what.clone(),
                at,
            });
        }
        let undo = app.keymap.shown("undo");
        let how = if bulk.recall.is_called_off() {
            "saved before it could be called off"
        } else {
            "saved"
        };
        let back = if is_latest {
            format!("{undo} takes it back as a whole")
        } else {
            format!("once what you did since is undone, {undo} takes it back as a whole")
        };
        let text = format!("{how}: {}; {back}", bulk.what);
        match app.notice {
            None => say(app, text),
            Some(_) => tell(app, text),
        }
    }
    leave_once_saved(app);
    // Its file is to be known, so that it is missed where it goes.
    vec![app.look()]
}

/// The bulk act isn't on record.
pub(super) fn bulk_stopped(app: &mut App, group: &GroupId, why: String) -> Vec<Effect> {
    app.bulk.take_if(|bulk| bulk.group == *group);
    tell(app, why);
    leave_once_saved(app);
    vec![app.look()]
}

fn leave_once_saved(app: &mut App) {
    if app.leaving == Leaving::OnceSaved && app.ledger.unsaved() == 0 {
        app.ended = true;
    }
}

/// What came to the decisions folder was read.
pub(super) fn folder(
    app: &mut App,
    deeds: Vec<Deed>,
    heads: BTreeMap<String, Head>,
) -> Vec<Effect> {
    // That a journal was put right is no work of anybody's.
    let maker = |deed: &Deed| match deed.act {
        Act::Recovered(_) => None,
        _ => Some(deed.reviewer.clone()),
    };
    let makers: Vec<Option<ReviewerId>> = deeds.iter().map(maker).collect();
    let mut news: BTreeMap<String, usize> = BTreeMap::new();
    // The bulk act under way is read before it is told here that it is done.
    let bulk = app.bulk.as_ref().map(|bulk| &bulk.group);
    let of_bulk = |deed: &Deed| match &deed.act {
        Act::Commit { group, .. } => Some(group) == bulk,
        _ => deed.group.is_some() && deed.group.as_ref() == bulk,
    };
    // Few: all that is known already comes again where every byte is read.
    let own = deeds.iter().filter(|deed| {
        let is_own = deed.reviewer == app.session.reviewer && !of_bulk(deed);
        is_own && app.ledger.event(deed.id).is_none()
    });
    let own: Vec<Deed> = own.cloned().collect();
    app.made_elsewhere.extend(own.iter().map(|deed| deed.id));
    for (who, new) in makers.into_iter().zip(app.fold(deeds, true)) {
        if let Some(who) = who.filter(|_| new) {
            let who = if who == app.session.reviewer {
                "yourself in another window or on another machine".to_owned()
            } else {
                who.to_string()
            };
            *news.entry(who).or_default() += 1;
        }
    }
    if !news.is_empty() {
        let news: Vec<String> = news
            .iter()
            .map(|(who, count)| format!("{} by {who}", counted(*count, "act")))
            .collect();
        let replaced = apart(app, &own).or_else(|| replaced(app, &own));
        let replaced = replaced.unwrap_or_default();
        tell(app, format!("read anew: {}{replaced}", news.join(", ")));
    }
    vec![Effect::Cite(heads)]
}

/// What this reviewer answered elsewhere and here, without the one being known where
/// the other was given.
fn apart(app: &App, elsewhere: &[Deed]) -> Option<String> {
    let made: HashSet<EventId> = elsewhere.iter().map(|deed| deed.id).collect();
    let targets = elsewhere.iter().filter_map(|deed| deed.target.as_ref());
    let apart = targets.filter(|target| {
        app.mine(target).is_some_and(|work| {
            let mut given = work.apart.iter();
            given.any(|answer| made.contains(&answer.event))
        })
    });
    let apart: BTreeSet<&Target> = apart.collect();
    let first = apart.first()?;
    let more = match apart.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let kind = first.article.as_ref().map_or("", |_| "article ");
    let whose = app.whose_where(first);
    Some(format!(
        "; {kind}{whose}{more}: another answer of yours was given elsewhere, none stands until you answer again"
    ))
}

/// The note that this window put in the place of one that was made in another before
/// it was known here: that must not go unsaid.
fn replaced(app: &App, elsewhere: &[Deed]) -> Option<String> {
    elsewhere.iter().find_map(|deed| {
        let target = deed.target.as_ref()?;
        let Act::Annotate(Remark::Note(Some(text))) = &deed.act else {
            return None;
        };
        let note = app.mine(target)?.note.as_ref();
        note.filter(|note| *note != text)?;
        let whose = app.whose_where(target);
        Some(format!(
            "; on {whose} yours now stands in place of its note, and u takes it back"
        ))
    })
}

/// The file that this session writes to.
pub(super) fn own_file(app: &mut App, path: PathBuf) -> Vec<Effect> {
    app.own_file = Some(path);
    Vec::new()
}

/// The set was exported meanwhile: undoing what is in it asks.
pub(super) fn exported(app: &mut App, at: At) -> Vec<Effect> {
    app.session.exported = Some(at);
    Vec::new()
}

/// The decisions can't be read.
pub(super) fn not_read(app: &mut App, why: String) -> Vec<Effect> {
    app.decisions = Decisions::Failing(why);
    Vec::new()
}

/// Something is wrong with journals.
pub(super) fn trouble(app: &mut App, what: String) -> Vec<Effect> {
    tell(app, what);
    Vec::new()
}

/// The set's file was looked at. What is on the screen was read before, and
/// decisions embed what was on the screen, so that nothing is cut off.
pub(super) fn set_is(app: &mut App, now: OnDisk) -> Vec<Effect> {
    if app.set_on_disk == OnDisk::Gone && now == OnDisk::AsOpened {
        tell(app, "the set file is there again, as it was opened");
    }
    app.set_on_disk = now;
    Vec::new()
}
