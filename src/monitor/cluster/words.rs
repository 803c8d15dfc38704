//! Texts into words: folded, stemmed by language, each a number. Knows nothing
//! of weights; which words count for how much is decided in `features`.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Slots of the memory of stems; a power of two.
const REMEMBERED: usize = 1 << 17;

/// Bits that tell what is no stop word; a power of two.
const STOP_BITS: usize = 1 << 15;

/// Words that carry no story, for the languages that most articles come in.
/// Other languages do without: what stands everywhere weighs little anyway.
const STOP: &str = include_str!("../../../assets/monitor/stop.txt");

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

/// How a word was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// With a small first letter, or in a script that has no capitals.
    Small,
    /// With a capital.
    Capital,
    /// Digits only.
    Number,
}

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its stem, hashed; words with the same number count as the same.
    pub term: u32,
    /// How it was written.
    pub form: Form,
}

/// Splits texts into words. Not shared between threads: it remembers stems.
pub struct Splitter {
    /// Hashes, sorted.
    stop: Vec<u64>,
    /// A bit for each end of a hash in `stop`.
    may_stop: Vec<u64>,
    /// By row of the table, made when it is needed.
    stemmers: [Option<Stemmer>; STEMMERS.len()],
    remembered: Vec<(u64, u32)>,
    word: String,
}

impl Default for Splitter {
    fn default() -> Self {
        let lines = STOP.lines().filter(|line| !line.starts_with('#'));
        let words = lines.flat_map(str::split_whitespace);
        let mut stop: Vec<u64> = words.map(|word| hash(word.as_bytes())).collect();
        stop.sort_unstable();
        let mut may_stop = vec![0; STOP_BITS / 64];
        for bare in &stop {
            let bit = *bare as usize % STOP_BITS;
            may_stop[bit / 64] |= 1_u64 << (bit % 64);
        }
        Self {
            stop,
            may_stop,
            stemmers: [const { None }; STEMMERS.len()],
            remembered: vec![(0, 0); REMEMBERED],
            word: String::new(),
        }
    }
}

impl Splitter {
    /// Gives every word of a text that isn't a stop word, in order, until
    /// `take` says that it has enough. `language` chooses the stemmer.
    pub fn split(
        &mut self,
        text: &str,
        language: Option<&str>,
        mut take: impl FnMut(Word) -> bool,
    ) {
        let row = stemmer(language);
        let mut rest = text;
        while let Some(start) = first_of(rest, u8::is_ascii_alphanumeric, char::is_alphanumeric) {
            rest = &rest[start..];
            let ends = |byte: &u8| !byte.is_ascii_alphanumeric() && *byte != b'\'';
            let end = first_of(rest, ends, |c| !in_word(c)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            rest = after;
            if !self.run(run, row, &mut take) {
                return;
            }
        }
    }

    /// One run of letters and digits: a word, or, in a script that doesn't
    /// part words, pairs of characters.
    fn run(&mut self, run: &str, row: Option<usize>, take: &mut impl FnMut(Word) -> bool) -> bool {
        let form = match run.chars().next() {
            Some(c) if c.is_uppercase() => Form::Capital,
            _ if run.bytes().all(|byte| byte.is_ascii_digit()) => Form::Number,
            _ => Form::Small,
        };
        let mut word = std::mem::take(&mut self.word);
        fold_into(run, &mut word);
        let mut more = true;
        if !word.is_ascii() && word.chars().any(unparted) {
            let chars: Vec<char> = word.chars().collect();
            for pair in chars.windows(2.min(chars.len().max(1))) {
                let pair: String = pair.iter().collect();
                let term = term_of(hash(pair.as_bytes()));
                more = more && take(Word { term, form });
            }
        } else if !word.is_empty() {
            let bare = hash(word.as_bytes());
            if !self.is_stop(bare) {
                let term = self.stem(&word, bare, row);
                more = take(Word { term, form });
            }
        }
        self.word = word;
        more
    }

    fn is_stop(&self, bare: u64) -> bool {
        // One bit settles most words; the list says of the rest.
        let bit = bare as usize % STOP_BITS;
        self.may_stop[bit / 64] >> (bit % 64) & 1 == 1 && self.stop.binary_search(&bare).is_ok()
    }

    fn stem(&mut self, word: &str, bare: u64, row: Option<usize>) -> u32 {
        let Some(row) = row else {
            return term_of(bare);
        };
        let key = bare ^ (row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let slot = (key >> 40) as usize % REMEMBERED;
        if self.remembered[slot].0 != key {
            let make = || Stemmer::create(STEMMERS[row].2);
            let stem = self.stemmers[row].get_or_insert_with(make).stem(word);
            self.remembered[slot] = (key, term_of(hash(stem.as_bytes())));
        }
        self.remembered[slot].1
    }
}

/// The row of a language tag such as `pt-BR` or `eng`; none where there is no
/// stemmer for it.
fn stemmer(language: Option<&str>) -> Option<usize> {
    let tag = language.unwrap_or(DEFAULT);
    let first = tag.split(['-', '_']).next().unwrap_or(tag);
    STEMMERS
        .iter()
        .position(|row| first.eq_ignore_ascii_case(row.0) || first.eq_ignore_ascii_case(row.1))
}

/// The first character of a text that counts; most texts are ASCII, whose
/// bytes need no decoding.
fn first_of(
    text: &str,
    byte: impl Fn(&u8) -> bool,
    counts: impl Fn(char) -> bool,
) -> Option<usize> {
    let bytes = text.as_bytes();
    let at = bytes.iter().position(|it| !it.is_ascii() || byte(it))?;
    match bytes[at].is_ascii() {
        true => Some(at),
        false => Some(at + text[at..].find(counts)?),
    }
}

/// True within a word: `it's` is one word, and so is a letter with its marks.
fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '\'' || c == '’' || is_combining_mark(c)
}

/// True for scripts that put no spaces between words.
fn unparted(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3134f}')
}

/// Lower case, compatibility forms resolved, accents off, `'s` off. An address
/// of an article is written without accents: the same word has to come out.
fn fold_into(run: &str, word: &mut String) {
    word.clear();
    if run.is_ascii() {
        word.push_str(run);
        word.make_ascii_lowercase();
    } else {
        let plain = run.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c));
        word.extend(plain.flat_map(char::to_lowercase).nfc());
    }
    if !word.contains(['\'', '’']) {
        return;
    }
    for end in ["'s", "’s", "'", "’"] {
        if word.ends_with(end) {
            word.truncate(word.len() - end.len());
        }
    }
    word.retain(|c| c != '\'' && c != '’');
}

/// FNV-1a, 64 bits: the same on every machine and in every release.
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// 32 bits of a hash, mixed, so that near words lie far apart.
fn term_of(hash: u64) -> u32 {
    ((hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str, language: Option<&str>) -> Vec<u32> {
        let mut terms = Vec::new();
        Splitter::default().split(text, language, |word| {
            terms.push(word.term);
            true
        });
        terms
    }

    #[test]
    fn what_reads_alike_is_the_same_word() {
        for (one, other) in [
            ("Crashes, crashed", "crash crash"),
            ("The driver's car", "drivers car"),
            ("São Paulo", "sao-paulo"),
            ("ＲＯＢＯＴ ﬁre", "robot fire"),
            ("don’t", "don't"),
            ("E\u{301}tat", "état"),
        ] {
            assert_eq!(terms(one, None), terms(other, None), "{one}");
        }
    }

    #[test]
    fn a_language_chooses_its_stemmer() {
        assert_eq!(
            terms("Fahrzeuge", Some("de-AT")),
            terms("Fahrzeug", Some("deu"))
        );
        assert_ne!(
            terms("Fahrzeuge", Some("xx")),
            terms("Fahrzeug", Some("xx"))
        );
    }

    #[test]
    fn scripts_without_spaces_give_pairs() {
        let one = terms("自动驾驶汽车撞人", None);
        let other = terms("自动驾驶出租车", None);
        assert_eq!(one.len(), 7);
        assert!(one.iter().filter(|term| other.contains(term)).count() >= 3);
        assert_eq!(terms("क्या", Some("hi")).len(), 1, "marks stay in the word");
    }

    #[test]
    fn stop_words_are_left_out_and_forms_are_told() {
        let mut forms = Vec::new();
        Splitter::default().split("The bus of Line 42 stops", None, |word| {
            forms.push(word.form);
            true
        });
        use Form::{Capital, Number, Small};
        assert_eq!(forms, [Small, Capital, Number, Small]);
    }

    #[test]
    fn splitting_ends_when_enough_was_taken() {
        let mut count = 0;
        Splitter::default().split("one two three four", None, |_| {
            count += 1;
            count < 2
        });
        assert_eq!(count, 2);
    }
}
