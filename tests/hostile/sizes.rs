//! Windows of every size, and of sizes that no window has.

use crate::common::{Desk, Input, Layout, When};
use crate::fields::{SCREENS, incident};
use crate::{Chance, full, tape};

/// Every script that has a shape of its own, and much that is hidden.
const MIXED: &str = "Plain words, می\u{200c}رود, العربية, हिन्दी पाठ, ภาษาไทย, 日本語の文章、한국어, \
    👩\u{200d}🚒 ❤\u{fe0f} 🇬🇧, e\u{301}, ｶﾞ, \u{1b}[2J \u{202e}turned\u{202c} \u{200b}\u{e0053}\u{e0061}\u{e0079}, tab\there\n\
    a second line that is rather longer than most windows are wide, so that it has to be divided somewhere";

fn mixed() -> Desk {
    let set = format!("{}\n{}", incident(1, MIXED, MIXED), common_set());
    Desk::of(Layout {
        set,
        ..Layout::default()
    })
}

fn common_set() -> &'static str {
    crate::common::SAMPLE
}

#[test]
fn every_small_size_is_drawn() {
    let step = if full() { 1 } else { 13 };
    let mut frames = 0;
    for (screen, keys) in SCREENS {
        let mut desk = mixed();
        for (_, before) in SCREENS.iter().take_while(|(name, _)| name != screen) {
            desk.press(before);
        }
        desk.press(keys);
        for at in (0..80 * 24).step_by(step) {
            tape::draw(&mut desk, (at % 80 + 1, at / 80 + 1), screen);
            frames += 1;
        }
    }
    println!("{frames} frames");
}

#[test]
fn a_storm_of_sizes_is_weathered() {
    let (count, widest, highest) = if full() {
        (10_000, 1000, 500)
    } else {
        (60, 300, 90)
    };
    let mut chance = Chance(2);
    let mut desk = mixed();
    for at in 0..count {
        let (_, keys) = SCREENS[at % SCREENS.len()];
        let (width, height) = (chance.below(widest) + 1, chance.below(highest) + 1);
        let size = (
            u16::try_from(width).unwrap(),
            u16::try_from(height).unwrap(),
        );
        if at % 7 == 0 {
            desk.press(if at % SCREENS.len() == 0 {
                "esc home"
            } else {
                keys
            });
        }
        tape::draw(&mut desk, size, "storm");
        // The same on a terminal that lives on, as the loop resizes it.
        desk.terminal
            .backend_mut()
            .inner_mut()
            .resize(size.0, size.1);
        desk.go();
    }
}

#[test]
fn sizes_that_no_window_has_are_not_believed() {
    let mut desk = mixed();
    for size in [(0, 0), (0, 50), (1, 0), (u16::MAX, u16::MAX), (u16::MAX, 1)] {
        tape::draw(&mut desk, size, "no window");
        assert!(desk.app.size.0 <= 1000 && desk.app.size.1 <= 500);
        assert!(desk.app.size.0 >= 1 && desk.app.size.1 >= 1);
    }
}

#[test]
fn what_is_hidden_is_counted_and_spelled_out() {
    let mut desk = mixed();
    desk.press("home s");
    desk.shows("hides 7 characters, named where they stand; in tag characters it says \"Say\"");
    desk.press("esc");
    desk.shows("hides 7 characters");
    // A search that ends inside a letter takes none of its marks away.
    desk.press("/");
    desk.enter("e");
    desk.shows("e\u{301}");
    desk.send(When::AtOnce, Input::Focus);
    desk.go();
    let desk = Desk::new().reopen();
    desk.shows("Queue 1 of");
}
