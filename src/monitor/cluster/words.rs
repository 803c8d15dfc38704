//! Texts into words: folded, stemmed by language, each a number. Knows nothing
//! of weights; which words count for how much is decided in `features`.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::hash::{START, hash, hash_with, term_of};
use super::stems::{Language, Remembered, Stems};

/// Bits that tell what is no stop word; a power of two.
const STOP_BITS: usize = 1 << 15;

/// Words that carry no story, for the languages that most articles come in.
/// Other languages do without: what stands everywhere weighs little anyway.
const STOP: &str = include_str!("../../../assets/monitor/stop.txt");

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

/// What stop words are known by.
struct StopWords {
    /// Hashes, sorted.
    hashes: Vec<u64>,
    /// A bit for each end of a hash.
    ends: Vec<u64>,
}

static STOP_WORDS: LazyLock<StopWords> = LazyLock::new(|| {
    let lines = STOP.lines().filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(str::split_whitespace);
    let mut hashes: Vec<u64> = words.map(|word| hash(word.as_bytes())).collect();
    hashes.sort_unstable();
    let mut ends = vec![0; STOP_BITS / 64];
    for bare in &hashes {
        let bit = *bare as usize % STOP_BITS;
        ends[bit / 64] |= 1_u64 << (bit % 64);
    }
    StopWords { hashes, ends }
});

impl StopWords {
    fn has(&self, bare: u64) -> bool {
        // One bit settles most words; the list says of the rest.
        let bit = bare as usize % STOP_BITS;
        self.ends[bit / 64] >> (bit % 64) & 1 == 1 && self.hashes.binary_search(&bare).is_ok()
    }
}

/// ASCII letters and digits, each in lower case; 0 for every other byte.
const LOWER: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// Splits texts into words; one for each thread.
pub struct Splitter<'a> {
    stop: &'static StopWords,
    stems: Stems<'a>,
    word: String,
}

impl<'a> Splitter<'a> {
    /// Splits with the stems that are remembered.
    pub fn new(remembered: &'a Remembered) -> Self {
        Self {
            stop: &STOP_WORDS,
            stems: Stems::new(remembered),
            word: String::new(),
        }
    }

    /// Gives every word of a text that isn't a stop word, in order, until
    /// `take` says that it has enough. `language` chooses the stemmer.
    pub fn split(&mut self, text: &str, language: Language, mut take: impl FnMut(Word) -> bool) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if LOWER[usize::from(bytes[at])] == 0 {
                match text[at..].chars().next() {
                    Some(c) if !c.is_alphanumeric() => {
                        at += c.len_utf8();
                        continue;
                    }
                    _ => {}
                }
            }
            // Most words are ASCII, which is read, put in lower case and
            // hashed in one go.
            let (start, mut bare) = (at, START);
            while let Some(byte) = bytes.get(at) {
                let lower = LOWER[usize::from(*byte)];
                if lower == 0 {
                    break;
                }
                bare = hash_with(bare, lower);
                at += 1;
            }
            let plain = bytes
                .get(at)
                .is_none_or(|byte| byte.is_ascii() && *byte != b'\'');
            let more = if plain {
                self.ascii(&text[start..at], bare, language, &mut take)
            } else {
                let end = text[start..].find(|c| !in_word(c));
                at = end.map_or(text.len(), |end| start + end);
                self.run(&text[start..at], language, &mut take)
            };
            if !more {
                return;
            }
        }
    }

    /// A run of ASCII letters and digits.
    fn ascii(
        &mut self,
        run: &str,
        bare: u64,
        language: Language,
        take: &mut impl FnMut(Word) -> bool,
    ) -> bool {
        if self.stop.has(bare) {
            return true;
        }
        let form = match run.as_bytes()[0] {
            b'A'..=b'Z' => Form::Capital,
            b'0'..=b'9' if run.bytes().all(|byte| byte.is_ascii_digit()) => Form::Number,
            _ => Form::Small,
        };
        let term = self.stems.of(bare, language, |word| {
            word.push_str(run);
            word.make_ascii_lowercase();
        });
        take(Word { term, form })
    }

    /// One run of letters and digits: a word, or, in a script that doesn't
    /// part words, pairs of characters.
    fn run(&mut self, run: &str, language: Language, take: &mut impl FnMut(Word) -> bool) -> bool {
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
            if !self.stop.has(bare) {
                let term = self.stems.of(bare, language, |it| it.push_str(&word));
                more = take(Word { term, form });
            }
        }
        self.word = word;
        more
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

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str, language: Option<&str>) -> Vec<u32> {
        let mut terms = Vec::new();
        let remembered = Remembered::default();
        Splitter::new(&remembered).split(text, Language::of(language), |word| {
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
        let remembered = Remembered::default();
        Splitter::new(&remembered).split("The bus of Line 42 stops", Language::of(None), |word| {
            forms.push(word.form);
            true
        });
        use Form::{Capital, Number, Small};
        assert_eq!(forms, [Small, Capital, Number, Small]);
    }

    #[test]
    fn splitting_ends_when_enough_was_taken() {
        let mut count = 0;
        let remembered = Remembered::default();
        Splitter::new(&remembered).split("one two three four", Language::of(None), |_| {
            count += 1;
            count < 2
        });
        assert_eq!(count, 2);
    }
}
