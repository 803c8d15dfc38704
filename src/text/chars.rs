//! Which characters the policy treats in which way. Tables and tests on single
//! characters live here; what is done with them is in `policy.rs`.
//!
//! Sources: the general categories and default-ignorable characters of the
//! Unicode Character Database, the Trojan Source paper (CVE-2021-42574) for
//! the bidi controls, and Unicode 16 section 3.12 for the Hangul syllables.

use std::ops::RangeInclusive;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// Joins pictographs and letters.
pub(super) const ZWJ: char = '\u{200D}';
/// Asks for the picture form of the character before it.
const VS16: char = '\u{FE0F}';
/// More cells than one character may take.
const WIDEST: usize = 2;

/// How the policy treats a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// As it stands.
    Plain,
    /// Ends a line (LF; CR LF is seen to by the caller).
    LineEnd,
    /// Goes to the next tab stop.
    Tab,
    /// C0 but LF and TAB, DEL, C1.
    Control,
    /// A zero-width joiner or non-joiner: right only between two of a kind.
    Joiner,
    /// Variation selector 16: right only after an emoji base.
    Selector,
    /// A vowel or final of a Hangul syllable: right only after its beginning.
    Jamo,
    /// A mark drawn on the character before it.
    Mark,
    /// Invisible, reordering, private, or without a width that terminals agree on.
    Hidden,
}

/// Bidi controls, zero-width and default-ignorable characters, the line and
/// paragraph separators, private use, and noncharacters (the two at the end of
/// each plane are tested apart).
const HIDDEN: &[RangeInclusive<char>] = &[
    '\u{AD}'..='\u{AD}',
    '\u{34F}'..='\u{34F}',
    '\u{61C}'..='\u{61C}',
    '\u{115F}'..='\u{1160}',
    '\u{17B4}'..='\u{17B5}',
    '\u{180B}'..='\u{180F}',
    '\u{200B}'..='\u{200B}',
    '\u{200E}'..='\u{200F}',
    '\u{2028}'..='\u{202E}',
    '\u{2060}'..='\u{206F}',
    // Joins consonants of Tifinagh: a mark that the tables give a cell and terminals none.
    '\u{2D7F}'..='\u{2D7F}',
    '\u{3164}'..='\u{3164}',
    '\u{E000}'..='\u{F8FF}',
    '\u{FDD0}'..='\u{FDEF}',
    '\u{FE00}'..='\u{FE0E}',
    '\u{FEFF}'..='\u{FEFF}',
    '\u{FFA0}'..='\u{FFA0}',
    '\u{FFF0}'..='\u{FFFB}',
    '\u{13430}'..='\u{1343F}',
    '\u{1BCA0}'..='\u{1BCA3}',
    '\u{1D173}'..='\u{1D17A}',
    '\u{E0000}'..='\u{E0FFF}',
    '\u{F0000}'..='\u{10FFFF}',
];

/// Pictographs, and signs that have a picture form.
const PICTOGRAPHS: &[RangeInclusive<char>] = &[
    '\u{A9}'..='\u{A9}',
    '\u{AE}'..='\u{AE}',
    '\u{203C}'..='\u{203C}',
    '\u{2049}'..='\u{2049}',
    '\u{2190}'..='\u{2BFF}',
    '\u{3030}'..='\u{3030}',
    '\u{303D}'..='\u{303D}',
    '\u{3297}'..='\u{3297}',
    '\u{3299}'..='\u{3299}',
    '\u{1F000}'..='\u{1F3FA}',
    '\u{1F400}'..='\u{1FAFF}',
];

impl Class {
    /// The class of a character by itself.
    pub(super) fn of(c: char) -> Self {
        match c {
            ' '..='~' => Self::Plain,
            '\n' => Self::LineEnd,
            '\t' => Self::Tab,
            _ if c.is_control() => Self::Control,
            ZWJ | '\u{200C}' => Self::Joiner,
            VS16 => Self::Selector,
            _ if within(HIDDEN, c) || u32::from(c) & 0xFFFE == 0xFFFE => Self::Hidden,
            _ => match c.width().unwrap_or(0) {
                0 if is_combining_mark(c) && clings(c) => Self::Mark,
                0 if Syllable::of(c).is_some() => Self::Jamo,
                1..=WIDEST => Self::Plain,
                _ => Self::Hidden,
            },
        }
    }
}

/// True where a mark makes one cluster with a base. The libraries follow
/// different versions of Unicode: a new mark may have no width for one and yet
/// stand alone for another, and what stands alone without a width isn't drawn.
pub(super) fn clings(mark: char) -> bool {
    let mut text = String::from('a');
    text.push(mark);
    text.graphemes(true).count() == 1
}

/// True for a pictograph or a sign with a picture form, skin tones excepted.
pub(super) fn is_pictograph(c: char) -> bool {
    within(PICTOGRAPHS, c)
}

/// True for what variation selector 16 may follow.
pub(super) fn is_emoji_base(c: char) -> bool {
    is_pictograph(c) || c.is_ascii_digit() || matches!(c, '#' | '*')
}

/// True for a skin tone, which changes the pictograph before it.
pub(super) fn is_skin_tone(c: char) -> bool {
    ('\u{1F3FB}'..='\u{1F3FF}').contains(&c)
}

/// True for a letter or mark of a script that uses joiners; the Latin, Greek,
/// Cyrillic, Armenian and Hebrew blocks (below U+0600) do not.
pub(super) fn is_joining_letter(c: char) -> bool {
    c >= '\u{600}'
        && (c.is_alphabetic() || is_combining_mark(c))
        && matches!(Class::of(c), Class::Plain | Class::Mark)
}

/// True for what makes one picture or one form of letters of its neighbours.
pub(super) fn is_joiner(c: char) -> bool {
    Class::of(c) == Class::Joiner
}

/// True for what a joiner may follow.
pub(super) fn may_join(c: char) -> bool {
    is_pictograph(c) || is_skin_tone(c) || c == VS16 || is_joining_letter(c)
}

/// True where a Hangul vowel or final goes on with the syllable that `before` is part of.
pub(super) fn continues_syllable(before: char, c: char) -> bool {
    use Syllable::{Final, Full, Initial, Open, Vowel};
    matches!(
        (Syllable::of(before), Syllable::of(c)),
        (Some(Initial | Open | Vowel), Some(Vowel))
            | (Some(Open | Vowel | Full | Final), Some(Final))
    )
}

/// A character by its number.
pub(super) fn name(c: char) -> String {
    format!("[U+{:04X}]", u32::from(c))
}

/// A control as its picture, or by its number where it has none.
pub(super) fn picture(c: char) -> String {
    let number = u32::from(c);
    let picture = match number {
        0..0x20 => char::from_u32(0x2400 + number),
        0x7F => Some('\u{2421}'),
        _ => None,
    };
    picture.map_or_else(|| name(c), String::from)
}

/// A part of a Hangul syllable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Syllable {
    Initial,
    Vowel,
    Final,
    /// A syllable in one character that may take a final.
    Open,
    /// A syllable in one character with its final.
    Full,
}

impl Syllable {
    fn of(c: char) -> Option<Self> {
        match c {
            '\u{1100}'..='\u{115E}' | '\u{A960}'..='\u{A97C}' => Some(Self::Initial),
            '\u{1161}'..='\u{11A7}' | '\u{D7B0}'..='\u{D7C6}' => Some(Self::Vowel),
            '\u{11A8}'..='\u{11FF}' | '\u{D7CB}'..='\u{D7FB}' => Some(Self::Final),
            // 28 syllables for each pair of initial and vowel, the first without a final.
            '\u{AC00}'..='\u{D7A3}' if (u32::from(c) - 0xAC00) % 28 == 0 => Some(Self::Open),
            '\u{AC00}'..='\u{D7A3}' => Some(Self::Full),
            _ => None,
        }
    }
}

/// True where one of the ranges, sorted, holds the character.
fn within(ranges: &[RangeInclusive<char>], c: char) -> bool {
    let after = ranges.partition_point(|range| *range.end() < c);
    ranges.get(after).is_some_and(|range| range.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        for table in [HIDDEN, PICTOGRAPHS] {
            assert!(table.windows(2).all(|pair| pair[0].end() < pair[1].start()));
        }
    }

    #[test]
    fn single_characters_fall_into_their_classes() {
        let table = [
            ('a', Class::Plain),
            ('\u{A0}', Class::Plain),
            ('世', Class::Plain),
            ('\u{25CC}', Class::Plain),
            ('\n', Class::LineEnd),
            ('\t', Class::Tab),
            ('\r', Class::Control),
            ('\u{7F}', Class::Control),
            ('\u{85}', Class::Control),
            ('\u{200C}', Class::Joiner),
            ('\u{FE0F}', Class::Selector),
            ('\u{FE0E}', Class::Hidden),
            ('\u{301}', Class::Mark),
            ('\u{20E3}', Class::Mark),
            // A spacing mark has a cell of its own.
            ('\u{903}', Class::Plain),
            // A vowel sign without a width, though its category is "spacing".
            ('\u{9BE}', Class::Mark),
            ('\u{1161}', Class::Jamo),
            ('\u{1100}', Class::Plain),
            ('\u{2065}', Class::Hidden),
            // Joins hieroglyphs; terminals draw nothing for it.
            ('\u{1343C}', Class::Hidden),
            ('\u{1FFFE}', Class::Hidden),
            ('\u{FDD0}', Class::Hidden),
            // Three cells, and none at all.
            ('\u{17D8}', Class::Hidden),
            ('\u{D4E}', Class::Hidden),
        ];
        for (c, class) in table {
            assert_eq!(Class::of(c), class, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn a_mark_without_a_width_never_stands_alone() {
        let marks = regex::Regex::new(r"^[\p{Mn}\p{Me}]$").unwrap();
        let alone: Vec<String> = ('\0'..=char::MAX)
            .filter(|c| Class::of(*c) == Class::Plain)
            .filter(|c| marks.is_match(c.encode_utf8(&mut [0; 4])))
            .map(name)
            .collect();
        assert_eq!(alone, [""; 0]);
    }

    #[test]
    fn a_syllable_grows_in_order_only() {
        assert!(continues_syllable('\u{1100}', '\u{1161}'));
        assert!(continues_syllable('\u{1161}', '\u{11A8}'));
        assert!(continues_syllable('\u{AC00}', '\u{11A8}'));
        assert!(!continues_syllable('\u{AC01}', '\u{1161}'));
        assert!(!continues_syllable('\u{1100}', '\u{11A8}'));
        assert!(!continues_syllable('a', '\u{1161}'));
        // The first of each 28 has no final yet; the others end in one.
        for open in ['\u{AC00}', '\u{AC1C}', '\u{D788}'] {
            assert!(continues_syllable(open, '\u{1161}'), "{open}");
        }
        for full in ['\u{AC01}', '\u{AC1B}', '\u{D7A3}'] {
            assert!(!continues_syllable(full, '\u{1161}'), "{full}");
            assert!(continues_syllable(full, '\u{11A8}'), "{full}");
        }
    }

    #[test]
    fn only_the_two_joiners_join() {
        assert!(is_joiner('\u{200C}') && is_joiner('\u{200D}'));
        assert!(!is_joiner('a') && !is_joiner('\u{200B}') && !is_joiner(VS16));
    }
}
