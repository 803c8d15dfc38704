//! What must hold for every input, as functions of bytes that panic where it
//! doesn't. The fuzz targets and `tests/fuzz_seeds.rs` run the same functions;
//! how bytes are made up is no business of this folder.

pub mod export;
pub mod filter;
pub mod import;
pub mod journal;
pub mod layout;
pub mod sanitise;
pub mod screen;
pub mod set_line;
pub mod settings;
pub mod verdict;

/// The shipped loop on a terminal in memory.
#[path = "../../tests/common/mod.rs"]
pub mod common;

use overrule::domain::visible::escape_invisible;

/// A property: its name, which is that of its fuzz target and of its folder of
/// seeds, and what panics where it fails.
pub type Property = (&'static str, fn(&[u8]));

/// All of them.
pub const ALL: &[Property] = &[
    ("sanitise", sanitise::check),
    ("layout", layout::check),
    ("screen", screen::check),
    ("set_line", set_line::check),
    ("set_file", import::set),
    ("page", import::page),
    ("html", import::html),
    ("service", import::service),
    ("export", export::check),
    ("read_back", export::read_back),
    ("journal_bytes", journal::bytes),
    ("journal_changed", journal::changed),
    ("verdict", verdict::check),
    ("filter", filter::check),
    ("settings", settings::check),
    ("control", sanitise::control),
];

/// The first `N` bytes, zeros where there are fewer, and the rest.
pub fn head<const N: usize>(data: &[u8]) -> ([u8; N], &[u8]) {
    let mut head = [0; N];
    let len = data.len().min(N);
    head[..len].copy_from_slice(&data[..len]);
    (head, &data[len..])
}

/// Bytes as texts, cut at zero bytes.
pub fn texts(data: &[u8]) -> Vec<String> {
    data.split(|byte| *byte == 0)
        .map(|text| String::from_utf8_lossy(text).into_owned())
        .collect()
}

/// True for a character that must not reach a screen, wherever it stands: one
/// that is invisible, turns the text round, or drives a terminal. Joiners and
/// the picture selector are right in their place, and the prepended signs of
/// Arabic and Kaithi are seen.
pub fn is_hidden(c: char) -> bool {
    let seen = matches!(c,
        '\u{200C}' | '\u{200D}' | '\u{FE0F}'
        | '\u{600}'..='\u{605}' | '\u{6DD}' | '\u{70F}' | '\u{890}'..='\u{891}' | '\u{8E2}'
        | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1343F}');
    c.is_control() || (!seen && escape_invisible(c.encode_utf8(&mut [0; 4])).len() > 4)
}
