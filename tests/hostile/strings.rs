//! The big list of naughty strings in every field, at every width.

use std::time::Duration;

use overrule::text::SafeText;
use overrule::tui::act::look::copy_link;
use overrule::tui::action::Press;
use overrule::tui::message::{Effect, Stamp};

use crate::common::{Input, When};
use crate::fields::{SCREENS, desk, incident};
use crate::{full, grammar, shared, tape};

fn strings() -> Option<Vec<String>> {
    let path = shared()?.join("data/hostile/blns/blns.json");
    let text = std::fs::read_to_string(path).unwrap();
    let strings: Vec<String> = serde_json::from_str(&text).unwrap();
    assert_eq!(strings.len(), 515);
    let step = if full() { 1 } else { 41 };
    Some(strings.into_iter().step_by(step).collect())
}

#[test]
fn windows_of_naughty_strings_fit_every_width() {
    let Some(strings) = strings() else { return };
    for string in &strings {
        let long = string.repeat(3);
        for place in [0, long.len() / 2, long.len()] {
            let safe = SafeText::around(&long, place, string.len() + 1);
            for width in 1..=200 {
                for line in safe.wrap(width) {
                    assert!(line.width <= width.max(2), "{string:?} at {width}");
                    assert_eq!(grammar::printable(&line.shown()), Ok(()), "{string:?}");
                }
                let cut = SafeText::head(&long, string.len() / 2).cut(width);
                assert!(cut.width <= width, "{string:?} at {width}");
            }
        }
    }
}

#[test]
fn naughty_strings_in_every_view_at_every_width() {
    let Some(strings) = strings() else { return };
    let step = if full() { 1 } else { 40 };
    let (mut frames, mut bytes) = (0, 0);
    for string in &strings {
        let mut desk = desk(&[incident(1, &string.repeat(3), string)], (120, 40));
        for (screen, keys) in SCREENS {
            desk.press(keys);
            for width in (1..=200).step_by(step) {
                let what = format!("{screen} of {string:?}");
                bytes += tape::draw(&mut desk, (width, 24), &what).len();
                frames += 1;
            }
            tape::draw(&mut desk, (120, 40), screen);
        }
    }
    println!("{} strings, {frames} frames, {bytes} bytes", strings.len());
}

#[test]
fn a_paste_keeps_its_lines_and_says_what_it_left_out() {
    let mut desk = desk(&[incident(1, "a text", "a title")], (120, 40));
    desk.press("n");
    let text = "one\rtwo\u{202e}\u{200b} می\u{200c}رود".to_owned();
    desk.send(When::After(Duration::from_secs(1)), Input::Paste(text));
    desk.go();
    desk.shows("2 hidden characters of the paste left out");
    desk.press("enter");
    let target = desk.app.target().unwrap();
    let note = desk.app.mine(&target).unwrap().note.clone();
    assert_eq!(note.as_deref(), Some("one\ntwo می\u{200c}رود"));
}

#[test]
fn the_clipboard_gets_an_address_to_follow_or_one_line_of_words() {
    let press = Press {
        chord: "o".parse().unwrap(),
        stamp: stamp(),
    };
    let copy = |text: &str| vec![Effect::Copy(text.to_owned())];
    let bad = "https://ada@news.example/";
    let good = "https://news.example/a?b=\u{6f22}";
    for (url, link, copied) in [
        (good, bad, good),
        (bad, good, good),
        (bad, bad, "\"a title x[2J\" 2024-06-03"),
        (
            "https://news.example/\u{202e}x\nls",
            bad,
            "\"a title x[2J\" 2024-06-03",
        ),
    ] {
        let mut one = incident(1, "a text", "a title\nx\u{202e}\u{1b}[2J");
        one["date"] = "2024-06-03".into();
        one["source"] = serde_json::json!({"url": url});
        one["links"] = serde_json::json!([link]);
        let mut desk = desk(&[one], (120, 40));
        assert_eq!(copy_link(&mut desk.app, press), copy(copied), "{url:?}");
    }
    let mut one = incident(1, "a text", "a title");
    one["links"] = serde_json::json!([bad]);
    one["source"] = serde_json::json!({});
    let mut desk = desk(&[one], (120, 40));
    desk.press("o");
    desk.shows("address not copied: it holds a user name; headline, outlet and date sent");
    desk.press("s end");
    desk.shows(bad);
    desk.shows("! the address isn't copied: it holds a user name");
    let mut long = overrule::domain::Incident::clone(desk.app.incident().unwrap());
    long.title = Some("x".repeat(200_000));
    desk.app.records.insert(0, long.into(), &[]);
    assert_eq!(copy_link(&mut desk.app, press), []);
}

fn stamp() -> Stamp {
    Stamp {
        at: overrule::domain::At::from_unix_ms(0),
        tick: Duration::ZERO,
        random: [0; 10],
    }
}

#[test]
fn naughty_strings_typed_and_pasted() {
    let Some(strings) = strings() else { return };
    for string in &strings {
        let mut desk = desk(&[incident(1, "a text", "a title")], (80, 24));
        for keys in ["n", "esc /", "esc f", "esc :", "esc D"] {
            desk.press(keys);
            desk.send(
                When::After(Duration::from_secs(1)),
                Input::Paste(string.clone()),
            );
            desk.go();
            for width in [1, 2, 40, 41, 80, 120, 200] {
                tape::draw(&mut desk, (width, 24), &format!("{keys} {string:?}"));
            }
            tape::draw(&mut desk, (80, 24), keys);
            if keys == "esc f" || keys == "esc D" {
                desk.press("enter");
                tape::draw(&mut desk, (80, 24), keys);
            }
        }
    }
}
