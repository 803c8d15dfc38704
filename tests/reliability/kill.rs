//! The shipped program killed with -9 at random points, over and over on one
//! journal: all that it acknowledged is there, in order, and nothing else.

use std::collections::HashSet;
use std::time::{Duration, Instant};

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
