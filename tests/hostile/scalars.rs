//! Every character that there is, in the places where it could do most harm.

use overrule::text::{CellText, SafeText, cells};
use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

use crate::fields::{desk, incident, titled};
use crate::{Chance, full, grammar, tape};

/// Characters in one desk.
const BATCH: usize = 1536;
/// Of these, in one title of the queue.
const TITLE: usize = 12;

/// Where a character stands: alone; between letters; between pictures; after
/// an Indic letter, its linker and a joiner; under a mark.
const CONTEXTS: [fn(char) -> String; 5] = [
    |c| c.to_string(),
    |c| format!("a{c}b"),
    |c| format!("❤{c}🚒"),
    |c| format!("क\u{94d}\u{200d}{c}"),
    |c| format!("{c}\u{301}"),
];

fn scalars() -> impl Iterator<Item = char> {
    '\0'..=char::MAX
}

/// Batches: all of them, or some in which much is special and some by chance.
fn batches() -> Vec<Vec<char>> {
    let all: Vec<char> = scalars().collect();
    if full() {
        return all.chunks(BATCH).map(<[char]>::to_vec).collect();
    }
    let mut chance = Chance(1);
    let count = all.len() as u64;
    let some = (0..600)
        .map(|_| all[usize::try_from(chance.below(count)).unwrap()])
        .collect();
    vec![
        ('\0'..'\u{400}').collect(),
        ('\u{900}'..'\u{b00}')
            .chain('\u{2000}'..'\u{2200}')
            .collect(),
        ('\u{fe00}'..'\u{fe30}')
            .chain('\u{ff00}'..='\u{ffff}')
            .collect(),
        ('\u{1f3f0}'..'\u{1f600}')
            .chain('\u{e0000}'..'\u{e0100}')
            .collect(),
        some,
    ]
}

#[test]
fn every_character_is_shown_as_something_that_is_safe() {
    let step = if full() { 1 } else { 61 };
    let mut tried = 0;
    for c in scalars().step_by(step) {
        for context in CONTEXTS {
            for source in [context(c), format!("\n{}", context(c))] {
                let shown = SafeText::new(&source).shown();
                if let Err(fault) = grammar::lines(shown.as_bytes()) {
                    panic!("{source:?}: {fault} in {shown:?}");
                }
                for line in SafeText::new(&source).wrap(40) {
                    for piece in line.pieces {
                        for cluster in piece.shown.graphemes(true).filter(|part| cells(part) < 3) {
                            let judged = CellText::of(cluster);
                            assert_ne!(judged, CellText::Refused, "{cluster:?} of {source:?}");
                            let ours = cells(cluster);
                            assert_eq!(ours, usize::from(cluster.cell_width()), "{cluster:?}");
                        }
                    }
                }
                tried += 1;
            }
        }
    }
    println!("{tried} texts");
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn every_character_in_every_view_stays_a_character() {
    // Wide and high enough for the page to show all of a batch.
    let size = (1000, 140);
    let (mut desks, mut bytes) = (0, 0);
    for (at, batch) in batches().iter().enumerate() {
        for (which, context) in CONTEXTS.iter().enumerate() {
            if !full() && which != at % CONTEXTS.len() {
                continue;
            }
            let words: Vec<String> = batch.iter().map(|c| context(*c)).collect();
            bytes += views(&words, size, &format!("batch {at}, context {which}"));
            desks += 1;
        }
    }
    println!("{desks} desks, {bytes} bytes to the terminal");
}

/// Draws the screens on which these words are, and holds the pages that show
/// them in full against what was to be seen: nothing is lost on the way.
fn views(words: &[String], size: (u16, u16), what: &str) -> usize {
    let long = words.join(" ");
    let expected = without_blanks(&SafeText::new(&long).shown());
    let mut set = vec![incident(
        0,
        &long,
        &words[..TITLE.min(words.len())].join(" "),
    )];
    let titles = words.chunks(TITLE).enumerate();
    set.extend(titles.map(|(at, title)| titled(at, &title.join(" "))));
    let mut desk = desk(&set, (40, 12));
    let mut bytes = 0;
    for (keys, in_full) in [("", false), ("s", true), ("esc j", false), ("s", true)] {
        desk.press(keys);
        let sent = tape::draw(&mut desk, size, what);
        let seen = without_blanks(&grammar::text(&sent));
        assert!(
            !in_full || seen.contains(&expected),
            "{what}: lost from\n{seen}\nwas\n{expected}"
        );
        tape::draw(&mut desk, (40, 12), what);
        bytes += sent.len();
    }
    bytes
}
