//! What the program may send to a terminal, spelled out apart from the code
//! that sends it: UTF-8, printable text, and the few escape sequences that
//! drawing needs.

use std::cell::RefCell;
use std::collections::HashMap;

use regex::Regex;

/// The sequences after ESC: moves, colours and looks, cursor, clearing.
const SEQUENCES: &str = r"^\[(?:[1-9][0-9]*;[1-9][0-9]*H|(?:[0-9]+(?:;[0-9]+)*)m|\?25[lh]|2J)";
/// The looks and colours among them.
const LOOKS: &str = r"^(?:0|1|2|4|7|22|24|27|39|49|59|[34]8;5;(?:[0-9]|1[0-5])|(?:39|38;5;[0-9]+);(?:49|48;5;[0-9]+))$";
/// Controls, formats, private use, separators, default-ignorable characters.
const INVISIBLE: &str = r"^[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]$";
/// Formats that are seen: the number and verse signs of Arabic, Syriac and Kaithi.
const SEEN: &str = r"^[\x{600}-\x{605}\x{6DD}\x{70F}\x{890}\x{891}\x{8E2}\x{110BD}\x{110CD}]$";
/// What a joiner may stand after: pictographs, skin tones, letters and marks of
/// scripts that join.
const JOINED: &str = r"^[\p{Extended_Pictographic}\x{1F3FB}-\x{1F3FF}\x{FE0F}\x{2190}-\x{2BFF}[\p{Alphabetic}\p{M}--[\x{0}-\x{5FF}]]]$";
/// What may be asked to look like a picture.
const PICTURES: &str = r"^[\p{Extended_Pictographic}\x{2190}-\x{2BFF}\x{1F000}-\x{1FAFF}0-9#*]$";
/// Marks in a row on one letter.
const MOST_MARKS: usize = 8;

thread_local! {
    static KNOWN: RefCell<HashMap<(char, &'static str), bool>> = RefCell::default();
    static COMPILED: RefCell<HashMap<&'static str, Regex>> = RefCell::default();
}

fn matches(pattern: &'static str, text: &str) -> Option<usize> {
    COMPILED.with_borrow_mut(|all| {
        let regex = all
            .entry(pattern)
            .or_insert_with(|| Regex::new(pattern).unwrap());
        regex.find(text).map(|found| found.end())
    })
}

/// Whether a character is of a class; remembered, as the same come again and again.
fn is(class: &'static str, c: char) -> bool {
    if let Some(known) = KNOWN.with_borrow(|known| known.get(&(c, class)).copied()) {
        return known;
    }
    let found = matches(class, c.encode_utf8(&mut [0; 4])).is_some();
    KNOWN.with_borrow_mut(|known| known.insert((c, class), found));
    found
}

/// Checks all that a terminal was sent.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8: {error}"))?;
    let mut rest = text;
    while !rest.is_empty() {
        let (run, sequence) = rest.split_once('\u{1b}').unwrap_or((rest, ""));
        printable(run)?;
        if run.len() == rest.len() {
            break;
        }
        let len = matches(SEQUENCES, sequence)
            .ok_or_else(|| format!("ESC {:?}", sequence.chars().take(12).collect::<String>()))?;
        if let Some(looks) = sequence[..len].strip_suffix('m') {
            matches(LOOKS, &looks[1..]).ok_or_else(|| format!("looks {looks:?}"))?;
        }
        rest = &sequence[len..];
    }
    Ok(())
}

/// What was sent without the escape sequences, which were checked.
pub fn text(sent: &str) -> String {
    let mut pieces = sent.split('\u{1b}');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text.push_str(&piece[matches(SEQUENCES, piece).unwrap_or(0)..]);
    }
    text
}

/// Checks a text without escape sequences and line ends.
pub fn printable(run: &str) -> Result<(), String> {
    let mut before = None;
    let mut marks = 0;
    for c in run.chars() {
        let number = u32::from(c);
        let fault = |what: &str| Err(format!("{what} U+{number:04X} after {before:?}"));
        match c {
            ' '..='~' => marks = 0,
            '\u{200C}' | '\u{200D}' => {
                if !before.is_some_and(|before| is(JOINED, before)) {
                    return fault("a joiner");
                }
            }
            '\u{FE0F}' => {
                if !before.is_some_and(|before| is(PICTURES, before)) {
                    return fault("a selector");
                }
            }
            _ if number & 0xFFFE == 0xFFFE || (0xFDD0..0xFDF0).contains(&number) => {
                return fault("a noncharacter");
            }
            _ if is(INVISIBLE, c) && !is(SEEN, c) => return fault("an invisible character"),
            _ if is(r"^\p{Mn}$", c) => {
                marks += 1;
                if before.is_none() || marks > MOST_MARKS {
                    return fault("a mark too many");
                }
            }
            _ => marks = 0,
        }
        before = Some(c);
    }
    Ok(())
}

/// Checks what a program wrote for people: lines of printable text.
pub fn lines(bytes: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8: {error}"))?;
    text.split('\n').try_for_each(printable)
}

#[test]
fn what_drawing_needs_is_allowed() {
    for good in [
        "plain",
        "\u{1b}[1;1Hé世👩\u{200d}🚒\u{1b}[39m\u{1b}[49m\u{1b}[0m",
        "\u{1b}[38;5;6;49mx\u{1b}[?25l\u{1b}[2J",
        "e\u{301} می\u{200c}رود ❤\u{fe0f}",
    ] {
        assert_eq!(check(good.as_bytes()), Ok(()), "{good:?}");
    }
}

#[test]
fn what_could_drive_a_terminal_or_an_eye_is_not() {
    for bad in [
        "\u{1b}",
        "\u{1b}]0;title\u{7}",
        "\u{1b}[3J",
        "\u{1b}[?1049h",
        "\u{1b}[8m",
        "\u{1b}[5m",
        "\u{1b}[38;2;1;2;3m",
        "\u{1b}[6n",
        "\u{1b}[10A",
        "\u{1b}c",
        "\u{1b}P",
        "\u{7}",
        "a\u{8}b",
        "a\r",
        "a\nb",
        "\t",
        "\u{7f}",
        "\u{9b}2J",
        "\u{202e}",
        "\u{200b}",
        "a\u{200d}b",
        "a\u{fe0f}",
        "\u{fe0e}",
        "\u{e0041}",
        "\u{e000}",
        "\u{feff}",
        "\u{2028}",
        "\u{fffe}",
        "\u{1b}[1;1H\u{301}",
        "\u{3164}",
    ] {
        assert!(check(bad.as_bytes()).is_err(), "{bad:?}");
    }
    assert!(check(b"\xff").is_err());
    let zalgo = format!("a{}", "\u{301}".repeat(9));
    assert!(check(zalgo.as_bytes()).is_err());
}
