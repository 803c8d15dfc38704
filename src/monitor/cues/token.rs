//! A text as words with a way back to its bytes: what the lexicon is matched
//! against. Which words mean anything is not known here.

use std::ops::Range;

use super::prose;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters, or letters and digits.
    Word,
    /// Digits, with their signs: `1,200`.
    Number,
    /// A mark that shapes a sentence.
    Mark,
}

/// One word, number or mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// First byte in the folded text.
    pub folded: u32,
    /// Which sentence it is in, from 0.
    pub sentence: u16,
    /// What it is.
    pub kind: Kind,
    /// True where it begins with a capital letter.
    pub capital: bool,
}

/// A text taken apart.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// In the order of the text.
    pub tokens: Vec<Token>,
    /// Every token in lower case, composed, followed by a space; `#` for a number.
    pub folded: String,
}

/// Words that end with a point and no sentence.
const SHORT: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "sen", "rep", "gov", "gen", "lt", "sgt", "inc", "corp",
    "co", "ltd", "vs", "v", "jr", "sr", "u.s", "u.k", "e.g", "i.e", "jan", "feb", "aug", "sept",
    "oct", "nov", "dec", "bzw", "z.b", "sra", "a.i", "d.c", "a.m", "p.m",
];

/// Whether a word is one that a point after it belongs to, and ends no sentence.
pub fn is_abbreviation(word: &str) -> bool {
    SHORT.contains(&word.to_lowercase().as_str())
}

/// Words that do so before a number alone: "no. 5", and not "he said no."
const NUMBER: &[&str] = &["no", "nr", "núm", "n"];

/// How many sentences are read; no news text is longer.
const SENTENCES: u16 = 20_000;

/// How many tokens a sentence has at most, whatever its marks: what governs what
/// is looked for within one, pair by pair.
const LONGEST: usize = 250;

impl Tokens {
    /// Takes a text apart. Hyphens divide words as spaces do, a possessive `'s`
    /// is passed over, and a sentence ends at `.`, `!`, `?`, `…` or a line end.
    pub fn of(text: &str) -> Self {
        Self::within(text, std::iter::once(0..text.len()))
    }

    /// Takes the prose of an article apart; lines of the page are passed over.
    pub fn of_prose(text: &str) -> Self {
        Self::within(text, prose::of(text).into_iter())
    }

    /// Takes stretches of a text apart; each begins a sentence.
    fn within(text: &str, stretches: impl Iterator<Item = Range<usize>>) -> Self {
        let mut made = Self {
            tokens: Vec::with_capacity(text.len() / 5 + 4),
            folded: String::with_capacity(text.len() + 16),
        };
        let mut reader = Reader {
            text,
            at: 0,
            sentence: 0,
            begins: 0,
            ended: false,
        };
        for stretch in stretches {
            reader.at = stretch.start;
            reader.ended = !made.tokens.is_empty();
            while reader.at < stretch.end && reader.step(&mut made) {}
        }
        made
    }

    /// The folded word.
    pub fn word(&self, at: usize) -> &str {
        let Some(token) = self.tokens.get(at) else {
            return "";
        };
        let end = self
            .tokens
            .get(at + 1)
            .map_or(self.folded.len(), |next| next.folded as usize);
        self.folded
            .get(token.folded as usize..end)
            .map_or("", str::trim_end)
    }

    /// The bytes of the text that a range of tokens covers.
    pub fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let first = self.tokens.get(range.start);
        let last = self.tokens.get(range.end.saturating_sub(1));
        match (first, last) {
            (Some(first), Some(last)) => first.start as usize..last.end as usize,
            _ => 0..0,
        }
    }

    /// The token that begins at a byte of the folded text, where one does.
    pub fn begins(&self, folded: usize) -> Option<usize> {
        self.tokens
            .binary_search_by_key(&folded, |token| token.folded as usize)
            .ok()
    }

    /// How many tokens begin before a byte of the folded text.
    pub fn before(&self, folded: usize) -> usize {
        self.tokens
            .partition_point(|token| (token.folded as usize) < folded)
    }

    /// The tokens of the sentence that a token is in.
    pub fn sentence(&self, at: usize) -> Range<usize> {
        let Some(token) = self.tokens.get(at) else {
            return 0..0;
        };
        let number = token.sentence;
        self.tokens.partition_point(|one| one.sentence < number)
            ..self.tokens.partition_point(|one| one.sentence <= number)
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    sentence: u16,
    /// Its first token.
    begins: usize,
    /// A mark that may end a sentence stands before.
    ended: bool,
}

impl Reader<'_> {
    /// Reads one token, or passes over one character; false at the end.
    fn step(&mut self, made: &mut Tokens) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let Some(first) = rest.chars().next() else {
            return false;
        };
        if self.sentence == SENTENCES {
            return false;
        }
        if first == '\n' {
            self.ended = !made.tokens.is_empty();
            self.at += 1;
        } else if first.is_alphanumeric() {
            self.word(made, rest, first);
        } else {
            self.mark(made, first);
        }
        true
    }

    fn word(&mut self, made: &mut Tokens, rest: &str, first: char) {
        let len = word_length(rest);
        let word = &rest[..len];
        self.open(made, first.is_uppercase() || first.is_numeric());
        let folded = made.folded.len();
        let kind = if is_number(word) {
            made.folded.push('#');
            Kind::Number
        } else {
            fold(word, &mut made.folded);
            Kind::Word
        };
        self.push(made, folded, len, kind, first.is_uppercase());
        // The possessive belongs to the word before.
        let after = &self.text[self.at..];
        for ending in ["'s", "’s", "'S", "’S"] {
            let next = after.strip_prefix(ending);
            if next.is_some_and(|next| !next.starts_with(char::is_alphanumeric)) {
                self.at += ending.len();
                break;
            }
        }
    }

    fn mark(&mut self, made: &mut Tokens, mark: char) {
        let len = mark.len_utf8();
        match mark {
            '.' if is_short(made, &self.text[self.at + len..]) => self.at += len,
            '.' | '!' | '?' | '…' | '。' => {
                let folded = made.folded.len();
                made.folded.push(mark);
                self.push(made, folded, len, Kind::Mark, false);
                self.ended = true;
            }
            ',' | ';' | ':' | '(' | ')' | '—' | '–' | '|' => {
                self.open(made, true);
                let folded = made.folded.len();
                made.folded.push(mark);
                self.push(made, folded, len, Kind::Mark, false);
            }
            '$' | '€' | '£' | '%' => {
                self.open(made, true);
                let folded = made.folded.len();
                made.folded.push(mark);
                self.push(made, folded, len, Kind::Word, false);
            }
            _ => self.at += len,
        }
    }

    /// Begins a new sentence where one has ended and this can begin one.
    fn open(&mut self, made: &Tokens, can: bool) {
        if self.ended && can {
            self.begin(made);
        }
        self.ended = false;
    }

    fn begin(&mut self, made: &Tokens) {
        self.sentence += 1;
        self.begins = made.tokens.len();
    }

    fn push(&mut self, made: &mut Tokens, folded: usize, len: usize, kind: Kind, capital: bool) {
        made.folded.push(' ');
        if made.tokens.len() - self.begins == LONGEST {
            self.begin(made);
        }
        let (Ok(start), Ok(end), Ok(folded)) = (
            u32::try_from(self.at),
            u32::try_from(self.at + len),
            u32::try_from(folded),
        ) else {
            self.at = self.text.len();
            return;
        };
        made.tokens.push(Token {
            start,
            end,
            folded,
            sentence: self.sentence,
            kind,
            capital,
        });
        self.at += len;
    }
}

/// The length of the word at the start of a text: letters, digits, marks on
/// letters, an apostrophe or a point between two of them (`don't`, `3.5`, `u.s`).
fn word_length(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let inner = match c {
            '\'' | '’' => {
                next.is_some_and(char::is_alphabetic) && !is_possessive(&text[at + c.len_utf8()..])
            }
            '.' | ',' => next.is_some_and(|next| {
                let before = text[..at].chars().next_back();
                let digits = before.is_some_and(|c| c.is_ascii_digit()) && next.is_ascii_digit();
                digits || (c == '.' && letters(&text[..at]) == 1 && next.is_alphabetic())
            }),
            c => c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c),
        };
        if !inner {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// Digits with their signs and at most two letters: `1,200`, `25m`, `18th`.
fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.chars().filter(|c| c.is_alphabetic()).count() <= 2
}

/// Letters since the last point.
fn letters(word: &str) -> usize {
    word.rsplit('.').next().unwrap_or_default().chars().count()
}

fn is_possessive(after: &str) -> bool {
    let mut chars = after.chars();
    matches!(chars.next(), Some('s' | 'S')) && !chars.next().is_some_and(char::is_alphanumeric)
}

/// True where the word before a point is a short form.
fn is_short(made: &Tokens, after: &str) -> bool {
    let Some(last) = made.tokens.len().checked_sub(1) else {
        return false;
    };
    let word = made.word(last);
    made.tokens[last].kind == Kind::Word
        && (SHORT.contains(&word)
            || NUMBER.contains(&word)
                && after.trim_start().starts_with(|c: char| c.is_ascii_digit())
            || word.contains('.')
            || word.chars().count() == 1 && made.tokens[last].capital)
}

/// Lower case, composed, apostrophes straight.
fn fold(word: &str, into: &mut String) {
    if word.is_ascii() {
        into.extend(
            word.bytes()
                .map(|byte| char::from(byte.to_ascii_lowercase())),
        );
        return;
    }
    let lower = |c: char| c.to_lowercase();
    let straight = |c: char| if c == '’' { '\'' } else { c };
    if is_nfc_quick(word.chars()) == IsNormalized::Yes {
        into.extend(word.chars().map(straight).flat_map(lower));
    } else {
        into.extend(word.nfc().map(straight).flat_map(lower));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        Tokens::of(text).folded
    }

    #[test]
    fn words_are_folded_and_hyphens_divide() {
        assert_eq!(
            words("Tesla’s Self-Driving cars don’t stop: 1,200 hit."),
            "tesla self driving cars don't stop : # hit . "
        );
        assert_eq!(words("A.I. in the U.S. e\u{301}"), "a.i in the u.s é ");
    }

    #[test]
    fn sentences_end_where_they_do() {
        let tokens =
            Tokens::of("Dr. Lee of Acme Inc. spoke. No one was hurt! 3.5 m fell\nNew line");
        let last: Vec<u16> = tokens.tokens.iter().map(|token| token.sentence).collect();
        assert_eq!(last.last(), Some(&3));
        assert_eq!(tokens.sentence(0), 0..7);
    }

    #[test]
    fn a_no_ends_a_sentence_and_a_number_does_not() {
        let sentences = |text: &str| Tokens::of(text).tokens.last().map(|last| last.sentence);
        assert_eq!(sentences("The firm said no. Two died."), Some(1));
        assert_eq!(sentences("It was no. 5 of its kind."), Some(0));
    }

    #[test]
    fn no_sentence_is_endless() {
        let tokens = Tokens::of(&"robot and dog ".repeat(10_000));
        for at in (0..tokens.tokens.len()).step_by(997) {
            assert!(tokens.sentence(at).len() <= LONGEST, "{at}");
        }
        let many = Tokens::of(&"It. ".repeat(100_000));
        assert!(many.tokens.len() <= 3 * usize::from(SENTENCES));
    }

    #[test]
    fn every_token_leads_back_to_its_bytes() {
        let text = "Ça va — “AI” haluzinierte, “Straße” №5 世界 don't.";
        let tokens = Tokens::of(text);
        for at in 0..tokens.tokens.len() {
            let bytes = tokens.bytes(at..at + 1);
            assert!(text.get(bytes).is_some());
            assert_eq!(tokens.begins(tokens.tokens[at].folded as usize), Some(at));
        }
        assert_eq!(&text[tokens.bytes(0..2)], "Ça va");
    }
}
