//! What holds for every text at every width, tried on many of them.

use proptest::prelude::*;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Line, Piece, SafeText, Shown, cells};

/// Told from the Unicode properties, not from the tables of `chars.rs`.
fn is_safe(c: char) -> bool {
    let number = u32::from(c);
    let bidi = matches!(number, 0x61C | 0x200E | 0x200F | 0x202A..=0x202E | 0x2066..=0x2069);
    let unassignable = number & 0xFFFE == 0xFFFE || (0xFDD0..0xFDF0).contains(&number);
    let separator = matches!(number, 0x2028 | 0x2029);
    let private = matches!(number, 0xE000..=0xF8FF | 0xF0000..);
    // Default-ignorable, though their category is "mark".
    let ignorable = matches!(number,
        0x34F | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0xFE00..=0xFE0F | 0xE0000..=0xE0FFF);
    let seen = c.width().unwrap_or(0) > 0 || is_combining_mark(c);
    seen && !(c.is_control() || bidi || unassignable || separator || private || ignorable)
}

#[test]
fn no_scalar_gets_through_that_should_not() {
    for c in '\0'..=char::MAX {
        let shown = SafeText::new(&format!("a{c}b")).shown();
        if c == '\n' {
            assert_eq!(shown, "a\nb");
            continue;
        }
        assert!(
            shown.chars().all(is_safe) && shown.graphemes(true).all(|part| part.width() > 0),
            "U+{:04X}: {shown:?}",
            u32::from(c)
        );
    }
}

#[test]
fn matches_the_published_vectors() {
    let Ok(shared) = std::env::var("OVERRULE_SHARED") else {
        println!("skipped: OVERRULE_SHARED is not set");
        return;
    };
    let path = format!("{shared}/data/hostile/vectors/terminal_vectors.jsonl");
    let vectors = std::fs::read_to_string(path).unwrap();
    let mut count = 0;
    for line in vectors.lines() {
        let vector: serde_json::Value = serde_json::from_str(line).unwrap();
        let hex = vector["input_hex"].as_str().unwrap();
        let source: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect();
        let shown = SafeText::from_bytes(&source).shown();
        let expected = vector["expect"].as_str().unwrap();
        assert!(
            shown == expected,
            "{}: {:.200?} for {:.200?}",
            vector["id"],
            shown,
            expected
        );
        count += 1;
    }
    assert_eq!(count, 233);
}

#[test]
fn a_very_long_line_is_laid_out() {
    // Long enough that looking back over what stands before would never end.
    let bombs = [
        "x".repeat(1 << 17),
        "\u{1}".repeat(1 << 17),
        "\u{1100}".repeat(1 << 15),
        "👨\u{200d}".repeat(1 << 15),
        format!("a {}", "b/".repeat(1 << 16)),
    ];
    for bomb in bombs {
        let safe = SafeText::new(&bomb);
        let lines = safe.wrap(80);
        assert!(lines.len() > 50);
        assert_eq!(safe.cut(80).width, 80);
    }
}

/// What must hold for every text at every width.
fn check(source: &str, widths: impl IntoIterator<Item = usize>) {
    let safe = SafeText::new(source);
    let whole = visible(&safe.shown());
    let all_plain = plain(safe.lines.iter().flat_map(|line| &line.pieces));
    for width in widths {
        let lines = safe.wrap(width);
        let mut at = 0;
        for line in &lines {
            assert!(line.width <= width.max(2), "{source:?} at {width}");
            check_pieces(line, source);
            for piece in &line.pieces {
                assert!(piece.bytes.start >= at, "{source:?} at {width}");
                at = piece.bytes.start;
            }
        }
        let laid: String = lines.iter().map(Line::shown).collect();
        assert_eq!(visible(&laid), whole, "{width}");
        let laid = plain(lines.iter().flat_map(|line| &line.pieces));
        assert_eq!(laid, all_plain);

        let cut = safe.cut(width);
        assert!(cut.width <= width);
        check_pieces(&cut, source);
        if safe.width() > width {
            assert!(
                cut.width + 1 >= width,
                "a wide character leaves one cell at most"
            );
            assert!(cut.shown().ends_with(&".."[..width.min(2)]));
        }
    }
}

fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// How much of the pieces is shown as it is.
fn plain<'a>(pieces: impl Iterator<Item = &'a Piece>) -> usize {
    pieces
        .filter(|piece| piece.kind == Shown::Plain)
        .map(|piece| visible(&piece.shown).len())
        .sum()
}

fn check_pieces(line: &Line, source: &str) {
    let mut width = 0;
    for piece in &line.pieces {
        width += cells(&piece.shown);
        assert!(!piece.shown.chars().any(char::is_control), "{source:?}");
        let from = &source[piece.bytes.clone()];
        if piece.kind == Shown::Plain && !matches!(from, "\n" | "\r\n") {
            assert_eq!(piece.shown, from);
        }
        let mut clusters = piece.shown.graphemes(true);
        assert!(clusters.all(|cluster| cluster.width() > 0), "{source:?}");
    }
    assert_eq!(width, line.width, "{source:?}");
}

/// Texts in which much happens at once.
fn mixtures() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        any::<char>().prop_map(String::from),
        "[a-z]{1,9} ",
        prop::sample::select(vec![
            " ",
            "\n",
            "\r\n",
            "\t",
            "\r",
            "\u{1b}[",
            "世界",
            "、",
            "「",
            "-",
            "\u{301}",
            "\u{200d}",
            "👩",
            "🏽",
            "\u{fe0f}",
            "🇬",
            "\u{1100}",
            "\u{1161}",
            "क",
            "\u{94d}",
            "ि",
            "ﾞ",
            "\u{600}",
            "\u{202e}",
            "\u{e0041}",
            "ل",
            "ا",
            "\u{903}",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn every_text_fits_every_width(source in mixtures(), width in 0usize..200) {
        check(&source, [width]);
    }

    #[test]
    fn any_string_fits_any_narrow_width(source in any::<String>(), width in 0usize..12) {
        check(&source, [width]);
    }
}

#[test]
fn naughty_strings_fit_narrow_and_wide() {
    let Ok(shared) = std::env::var("OVERRULE_SHARED") else {
        println!("skipped: OVERRULE_SHARED is not set");
        return;
    };
    let text = std::fs::read_to_string(format!("{shared}/data/hostile/blns/blns.json")).unwrap();
    let strings: Vec<String> = serde_json::from_str(&text).unwrap();
    assert!(strings.len() > 500);
    for string in &strings {
        check(string, (1..=40).chain((41..=200).step_by(9)));
    }
}
