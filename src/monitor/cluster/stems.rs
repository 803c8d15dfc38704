//! Words to the numbers of their stems, by language, and what is remembered of
//! them: stemming a word takes many times as long as reading it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rust_stemmers::{Algorithm, Stemmer};

use super::hash::{hash, term_of};

/// The stemmers there are, by the first subtag of BCP 47 and by ISO 639-3.
const STEMMERS: &[(&str, &str, Algorithm)] = &[
    ("ar", "ara", Algorithm::Arabic),
    ("da", "dan", Algorithm::Danish),
    ("de", "deu", Algorithm::German),
    ("el", "ell", Algorithm::Greek),
    ("en", "eng", Algorithm::English),
    ("es", "spa", Algorithm::Spanish),
    ("fi", "fin", Algorithm::Finnish),
    ("fr", "fra", Algorithm::French),
    ("hu", "hun", Algorithm::Hungarian),
    ("it", "ita", Algorithm::Italian),
    ("nl", "nld", Algorithm::Dutch),
    ("no", "nor", Algorithm::Norwegian),
    ("pt", "por", Algorithm::Portuguese),
    ("ro", "ron", Algorithm::Romanian),
    ("ru", "rus", Algorithm::Russian),
    ("sv", "swe", Algorithm::Swedish),
    ("ta", "tam", Algorithm::Tamil),
    ("tr", "tur", Algorithm::Turkish),
];

/// What stems words that come without a language.
const DEFAULT: &str = "en";

/// The language of a text, as far as it matters here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Language(Option<u8>);

impl Language {
    /// That of a tag such as `pt-BR` or `eng`; words of a language without a
    /// stemmer stay whole.
    pub fn of(tag: Option<&str>) -> Self {
        let tag = tag.unwrap_or(DEFAULT);
        let first = tag.split(['-', '_']).next().unwrap_or(tag);
        let is = |row: &(&str, &str, Algorithm)| {
            first.eq_ignore_ascii_case(row.0) || first.eq_ignore_ascii_case(row.1)
        };
        Self(STEMMERS.iter().position(is).map(|row| row as u8))
    }
}

/// Slots of the memory; a power of two.
const REMEMBERED: usize = 1 << 18;

/// Stems that were worked out before, by any thread. A slot is the word's key
/// combined with what is known, and what is known: halves that two threads
/// wrote don't fit and count as nothing, so that no thread waits for another.
#[derive(Debug)]
pub struct Remembered {
    slots: Vec<[AtomicU64; 2]>,
}

impl Default for Remembered {
    fn default() -> Self {
        let slots = std::iter::repeat_with(Default::default);
        Self {
            slots: slots.take(REMEMBERED).collect(),
        }
    }
}

impl Remembered {
    fn get_or(&self, key: u64, work: impl FnOnce() -> u32) -> u32 {
        /// Set in whatever is known, which is never nothing.
        const KNOWN: u64 = 1 << 32;
        let [sealed, known] = &self.slots[(key >> 40) as usize % REMEMBERED];
        let value = known.load(Relaxed);
        if value & KNOWN != 0 && sealed.load(Relaxed) ^ value == key {
            return value as u32;
        }
        let stem = work();
        let value = KNOWN | u64::from(stem);
        sealed.store(key ^ value, Relaxed);
        known.store(value, Relaxed);
        stem
    }
}

/// Stems words; one for each thread.
pub struct Stems<'a> {
    remembered: &'a Remembered,
    /// By row of the table, made when it is needed.
    stemmers: [Option<Stemmer>; STEMMERS.len()],
    word: String,
}

impl<'a> Stems<'a> {
    /// Stems with what is remembered.
    pub const fn new(remembered: &'a Remembered) -> Self {
        Self {
            remembered,
            stemmers: [const { None }; STEMMERS.len()],
            word: String::new(),
        }
    }

    /// The number of a word's stem; `bare` is the hash of the word in lower
    /// case, which `spell` writes out where it is needed.
    pub fn of(&mut self, bare: u64, language: Language, spell: impl FnOnce(&mut String)) -> u32 {
        let Some(row) = language.0.map(usize::from) else {
            return term_of(bare);
        };
        let key = bare ^ (row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.remembered.get_or(key, || {
            self.word.clear();
            spell(&mut self.word);
            let make = || Stemmer::create(STEMMERS[row].2);
            let stem = self.stemmers[row].get_or_insert_with(make).stem(&self.word);
            term_of(hash(stem.as_bytes()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_is_worked_out_once_and_half_a_slot_counts_as_none() {
        let memory = Remembered::default();
        assert_eq!(memory.get_or(7 << 40, || 3), 3);
        assert_eq!(memory.get_or(7 << 40, || 4), 3, "remembered");
        let other = 7 << 40 | 1;
        assert_eq!(memory.get_or(other, || 5), 5, "another word in its slot");
        memory.slots[7][1].store(1 << 32 | 9, Relaxed);
        assert_eq!(memory.get_or(other, || 6), 6, "halves that don't fit");
    }

    #[test]
    fn a_tag_names_a_language() {
        assert_eq!(Language::of(None), Language::of(Some("EN-gb")));
        assert_eq!(Language::of(Some("deu")), Language::of(Some("de_AT")));
        assert_eq!(Language::of(Some("xx")), Language::default());
    }
}
