//! The ledger on small universes: a few reviewers and targets, and every kind of act.

mod acts;
mod apart;
mod kept;
mod laws;

use super::{FinalHow, Ledger, Standing, Work, group_hash};
use crate::domain::event::{Decision, Stage, Way};
use crate::domain::{Act, At, Event, EventId, GroupId, LabelId, Outcome, Target};

pub(super) fn id(n: u64) -> EventId {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&n.to_be_bytes());
    EventId::new(1_000, random)
}

pub(super) fn event(n: u64, at: i64, reviewer: &str, target: Option<&str>, act: Act) -> Event {
    Event {
        id: id(n),
        at: At::from_unix_ms(at),
        reviewer: reviewer.into(),
        target: target.map(Target::incident),
        act,
        group: None,
        basis: None,
        seen: Vec::new(),
    }
}

pub(super) fn label(text: &str) -> Decision {
    Decision {
        label: (!text.is_empty()).then(|| LabelId::from(text)),
        outcome: Outcome::Overruled,
        stage: Stage::Final,
        how: Way::Key,
        unset_severity: None,
    }
}

pub(super) fn undo(n: u64) -> Act {
    Act::Undo {
        event: id(n),
        group: None,
    }
}

pub(super) fn redo(n: u64) -> Act {
    Act::Redo {
        event: id(n),
        group: None,
    }
}

pub(super) fn fold(events: impl IntoIterator<Item = Event>) -> Ledger {
    let mut ledger = Ledger::new();
    for event in events {
        ledger.apply(event, true);
    }
    ledger
}

/// Acts of one reviewer on one target, a millisecond apart.
pub(super) fn ana(acts: Vec<Act>) -> Ledger {
    let acts = (1..).zip(acts);
    fold(acts.map(|(n, act)| event(n, i64::try_from(n).unwrap(), "ana", Some("i"), act)))
}

pub(super) fn work(ledger: &Ledger) -> Work {
    let found = ledger.work(&Target::incident("i"), &"ana".into());
    found.cloned().unwrap_or_default()
}

pub(super) fn given(ledger: &Ledger) -> Option<String> {
    Some(work(ledger).answer?.decision.label?.to_string())
}

pub(super) fn standing(ledger: &Ledger) -> Standing {
    ledger.standing(&Target::incident("i"))
}

pub(super) fn is(text: &str, how: FinalHow) -> Standing {
    Standing::Decided {
        label: (!text.is_empty()).then(|| LabelId::from(text)),
        how,
    }
}

/// A bulk act of two parts, on three incidents.
pub(super) fn bulk() -> Vec<Event> {
    let group = GroupId::from("g");
    let part = |n, targets: &[&str]| {
        let targets = targets.iter().copied().map(Target::incident).collect();
        let decision = label("hazard");
        event(n, 1, "ana", None, Act::Part { targets, decision })
    };
    let begin = Act::Begin {
        group: group.clone(),
        count: 3,
        filter: String::new(),
    };
    let commit = Act::Commit {
        group: group.clone(),
        hash: group_hash(&[id(11), id(12)]),
    };
    let mut all = vec![
        event(10, 1, "ana", None, begin),
        part(11, &["i", "j"]),
        part(12, &["k"]),
        event(13, 1, "ana", None, commit),
    ];
    for event in &mut all {
        event.group = Some(group.clone());
    }
    all
}
