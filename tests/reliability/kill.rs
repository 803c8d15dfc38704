//! The shipped program killed with -9 at random points, over and over on one
//! journal: all that it acknowledged is there, in order, and nothing else.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use overrule::domain::{Event, EventId};

use crate::dialogue::{Desk, Dialogue, Line, check};
use crate::support::{Chance, cases, seed};

/// Kills on one journal.
const KILLS: u64 = 40;

/// Passes a short time without giving the processor away: sleeping is too coarse.
fn pass(time: Duration) {
    let end = Instant::now() + time;
    while Instant::now() < end {
        std::hint::spin_loop();
    }
}

#[test]
fn no_kill_loses_an_acknowledged_decision() {
    let (wanted, seed) = (cases(200), seed());
    let mut chance = Chance::of(seed, 0);
    let (mut acknowledged, mut kills) = (0, 0);
    while kills < wanted {
        let desk = Desk::new(5);
        let mut known = HashSet::new();
        for _ in 0..KILLS.min(wanted - kills) {
            kills += 1;
            let lines = Line::some(1 + chance.below(12), &format!("kill-{kills}"), &mut chance);
            let mut dialogue = Dialogue::begin(&desk, "ana");
            dialogue.type_in(&lines);
            // After so many answers, or somewhere on the way to the first one.
            let answers = chance.below(lines.len() + 1);
            dialogue.wait(answers);
            pass(Duration::from_micros(chance.below(4_000) as u64));
            let saved = dialogue.kill();
            acknowledged += saved;
            if let Err(fault) = check(&desk.read(), &mut known, &lines, saved) {
                panic!("seed {seed}, kill {kills}: {fault}");
            }
        }
    }
    println!("seed {seed}: {kills} kills, {acknowledged} acknowledged, 0 lost");
}

/// The control of all that is checked so: with one event less, one more, or two
/// exchanged, the check fails.
#[test]
fn a_lost_or_invented_decision_is_noticed() {
    let lines = [
        Line::Label('2', "hazard"),
        Line::Note("kept".to_owned()),
        Line::CantTell,
    ];
    let desk = Desk::new(3);
    let mut dialogue = Dialogue::begin(&desk, "ana");
    dialogue.type_in(&lines);
    assert_eq!(dialogue.end(), lines.len());
    let said = |change: &dyn Fn(&mut Vec<Event>)| {
        let mut folder = desk.read();
        change(&mut folder.events);
        check(&folder, &mut HashSet::new(), &lines, lines.len())
    };
    assert_eq!(said(&|_| ()), Ok(()));
    for at in 0..lines.len() {
        assert!(said(&|events| drop(events.remove(at))).is_err(), "{at}");
    }
    let invented = |events: &mut Vec<Event>| {
        let mut one = events[0].clone();
        one.id = EventId::new(1, [7; 10]);
        events.push(one);
    };
    assert!(said(&invented).is_err());
    assert!(said(&|events| events.swap(0, 1)).is_err());
}
