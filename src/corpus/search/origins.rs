//! Which characters can stand behind a folded one: what `text::fold` makes of
//! each, turned around. Built once, when a search first needs it.
//!
//! Folding is NFKC and then lower case. A folded character comes from a
//! character whose own folding holds it (a mark also from one that it can come
//! off), or is composed of several: then a later part of it begins a character
//! of its own, but for marks before it. So one of
//! [`Origins::of`] stands in every text whose folding holds the character.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::text::fold;

/// Characters that fold to themselves and are parts of nothing else: ideographs,
/// Hangul syllables, private use, unassigned planes. Left out to save the time.
const PLAIN: [(u32, u32); 6] = [
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),
    (0xE000, 0xF8FF),
    (0x20000, 0x2F7FF),
    (0x2FA20, 0x0010_FFFF),
];

/// What folds to what, turned around.
#[derive(Debug, Default)]
pub struct Origins {
    /// Characters whose folding holds another one.
    folding: HashMap<char, Vec<char>>,
    /// Characters that begin with a part that attaches to what stands before.
    attaching: HashMap<char, Vec<char>>,
    /// Parts, but for the first, of the composed characters behind a folded one.
    parts: HashMap<char, BTreeSet<char>>,
}

impl Origins {
    /// The table.
    pub fn get() -> &'static Self {
        static TABLE: OnceLock<Origins> = OnceLock::new();
        TABLE.get_or_init(Self::build)
    }

    fn build() -> Self {
        let mut origins = Self::default();
        let mut from = 0;
        for (first, last) in PLAIN {
            for value in from..first {
                if let Some(character) = char::from_u32(value) {
                    origins.add(character);
                }
            }
            from = last + 1;
        }
        origins
    }

    fn add(&mut self, character: char) {
        let folded = fold(character.encode_utf8(&mut [0; 4]));
        for to in folded.chars().filter(|to| *to != character) {
            self.folding.entry(to).or_default().push(character);
        }
        // Marks come off a composed character where one that sorts before them
        // attaches to its base.
        let marks = std::iter::once(character).nfkd();
        for mark in marks.filter(|mark| canonical_combining_class(*mark) != 0) {
            self.folding.entry(mark).or_default().push(character);
        }
        // Up to and with the first that isn't a mark: it may be a vowel that
        // attaches to the consonant before.
        for part in std::iter::once(character).nfkd() {
            self.attaching.entry(part).or_default().push(character);
            if canonical_combining_class(part) == 0 {
                break;
            }
        }
        let parts: Vec<char> = std::iter::once(character).nfd().skip(1).collect();
        if !parts.is_empty() {
            for to in character.to_lowercase() {
                self.parts.entry(to).or_default().extend(&parts);
            }
        }
    }

    /// Characters of which one stands in every text whose folding holds this
    /// folded character.
    pub fn of(&self, folded: char) -> BTreeSet<char> {
        let mut found: BTreeSet<char> = self
            .folding
            .get(&folded)
            .into_iter()
            .flatten()
            .copied()
            .collect();
        found.insert(folded);
        let mut parts: BTreeSet<char> = self.parts.get(&folded).cloned().unwrap_or_default();
        // Hangul syllables aren't in the table.
        parts.extend(std::iter::once(folded).nfd().skip(1));
        for part in parts {
            found.extend(self.attaching.get(&part).into_iter().flatten());
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_folds_to_itself() {
        for (first, last) in PLAIN {
            for character in (first..=last).filter_map(char::from_u32) {
                let text = character.to_string();
                assert_eq!(fold(&text), text, "{:x}", u32::from(character));
            }
        }
    }

    #[test]
    fn what_stands_behind_a_letter_is_known() {
        let of = |folded| Origins::get().of(folded);
        assert!(of('k').contains(&'\u{212A}') && of('k').contains(&'K'));
        assert!(of('i').contains(&'ﬁ'));
        assert!(of('é').contains(&'É') && of('é').contains(&'\u{301}'));
        assert!(!of('é').contains(&'á'));
        assert_eq!(of('自'), BTreeSet::from(['自', '\u{2F83}', '\u{3242}']));
        assert!(
            of('각').contains(&'\u{11A8}'),
            "a final consonant of its own"
        );
    }
}
