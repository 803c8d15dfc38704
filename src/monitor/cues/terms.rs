//! Lists of terms in one automaton, run once over the folded text of a
//! [`Tokens`]. Which list means what is the business of those who hold it.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::token::Tokens;

/// Why terms can't be matched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// A term without a word in it.
    #[error("the term {0:?} holds no word")]
    Empty(String),
    /// The automaton can't be built.
    #[error("too many terms: {0}")]
    Size(String),
}

/// Terms of numbered lists. A term is matched in whole words, whatever their
/// case; `*` at its end stands for any ending, at its start for whatever a word
/// begins with (compounds: `*roboter`), `#` for any number.
pub struct Terms {
    automaton: AhoCorasick,
    patterns: Vec<Pattern>,
}

/// What is known of a term.
struct Pattern {
    list: usize,
    /// Whether its first word may begin with anything.
    begun: bool,
    /// Whether any ending may follow.
    open: bool,
}

impl Terms {
    /// Compiles lists of terms; a list is known by its place.
    ///
    /// # Errors
    /// A term without a word, or too many terms.
    pub fn compile<'a>(lists: impl Iterator<Item = &'a [String]>) -> Result<Self, TermsError> {
        let mut terms = Vec::new();
        let mut patterns = Vec::new();
        for (at, list) in lists.enumerate() {
            for term in list {
                let words = term.trim_matches('*');
                let (begun, open) = (term.starts_with('*'), term.ends_with('*'));
                // A sign for any number is read as a number itself is.
                let mut folded = Tokens::of(&words.replace('#', "0")).folded;
                if folded.trim().is_empty() {
                    return Err(TermsError::Empty(term.clone()));
                }
                if open {
                    folded.pop();
                }
                terms.push(folded);
                patterns.push(Pattern {
                    list: at,
                    begun,
                    open,
                });
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            // A table of all steps is larger than the caches near a processor.
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&terms)
            .map_err(|error| TermsError::Size(error.to_string()))?;
        Ok(Self {
            automaton,
            patterns,
        })
    }

    /// Every term in a text, overlapping ones too: its list and the tokens it covers.
    pub fn find<'a>(
        &'a self,
        tokens: &'a Tokens,
    ) -> impl Iterator<Item = (usize, Range<usize>)> + 'a {
        let all = self.automaton.find_overlapping_iter(&tokens.folded);
        all.filter_map(|one| {
            let term = &self.patterns[one.pattern().as_usize()];
            let begins = one.start() == 0 || tokens.folded.as_bytes()[one.start() - 1] == b' ';
            let first = match begins {
                true => tokens.begins(one.start())?,
                false if term.begun => tokens.before(one.start()).checked_sub(1)?,
                false => return None,
            };
            let end = if term.open { one.end() } else { one.end() - 1 };
            Some((term.list, first..tokens.before(end)))
        })
    }
}
