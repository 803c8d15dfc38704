//! How cue words are looked for: in any case, at word boundaries, and minding
//! the words before them that turn them down. The words are in [`super::lists`].

use std::sync::OnceLock;

use memchr::memmem::Finder;

use crate::text::floor;

use super::lists::REFUSALS;

/// How many words before a cue are searched for a refusal.
const REACH: usize = 5;
/// Bytes before a place in which those words are looked for.
const NEAR: usize = 256;

/// Cues that are looked for together. What looks for them is made once, at the
/// first look.
pub struct Cues {
    words: &'static [&'static str],
    finders: OnceLock<Vec<Cue>>,
}

struct Cue {
    finder: Finder<'static>,
    /// Whether it also begins longer words.
    open: bool,
}

impl Cues {
    /// A list, as [`super::lists`] has them.
    pub const fn of(words: &'static [&'static str]) -> Self {
        let finders = OnceLock::new();
        Self { words, finders }
    }

    fn finders(&self) -> &[Cue] {
        self.finders.get_or_init(|| {
            let words = self.words.iter();
            let cue = |word: &'static str| match word.strip_suffix('*') {
                Some(stem) => (stem, true),
                None => (word, false),
            };
            let cues = words.map(|word| cue(word)).map(|(stem, open)| Cue {
                finder: Finder::new(stem),
                open,
            });
            cues.collect()
        })
    }
}

/// A text made ready for looking up cues; places are bytes of the text itself.
pub struct Words<'a> {
    text: &'a str,
    lower: String,
}

impl<'a> Words<'a> {
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            // Only ASCII letters change, so that every byte keeps its place.
            lower: text.to_ascii_lowercase(),
        }
    }

    /// The first place where any of the cues stands and isn't turned down, with
    /// the words around it as a quote.
    pub fn asserted(&self, cues: &'static Cues) -> Option<String> {
        let stand = self.places(cues).filter(|(from, _)| !self.refused(*from));
        stand
            .min()
            .map(|(from, to)| super::sentence::quote(self.text, from, to))
    }

    /// The first place where any of the cues stands, turned down or not.
    pub fn first(&self, cues: &'static Cues) -> Option<String> {
        self.places(cues)
            .min()
            .map(|(from, to)| super::sentence::quote(self.text, from, to))
    }

    /// Whether any of the cues stands anywhere, turned down or not.
    pub fn mentions(&self, cues: &'static Cues) -> bool {
        self.places(cues).next().is_some()
    }

    /// Where cues stand, as whole words, cue by cue.
    fn places(&self, cues: &'static Cues) -> impl Iterator<Item = (usize, usize)> {
        let lower = self.lower.as_str();
        cues.finders().iter().flat_map(move |cue| {
            let mut from = 0;
            std::iter::from_fn(move || {
                while let Some(at) = cue.finder.find(&lower.as_bytes()[from..]) {
                    let start = from + at;
                    let mut end = start + cue.finder.needle().len();
                    from = end;
                    if lower[..start].ends_with(char::is_alphanumeric) {
                        continue;
                    }
                    let more = lower[end..].find(|c: char| !c.is_alphanumeric());
                    let more = more.unwrap_or(lower.len() - end);
                    if cue.open || more == 0 {
                        end += more;
                        from = end;
                        return Some((start, end));
                    }
                }
                None
            })
        })
    }

    /// Whether a refusal stands in the few words before a place, in the same clause.
    fn refused(&self, at: usize) -> bool {
        // A few words are no longer than this, but a clause of strangers may be.
        let near = floor(&self.lower, at.saturating_sub(NEAR));
        let clause = self.lower[near..at]
            .rsplit([';', '.', ':'])
            .next()
            .unwrap_or("");
        let mut words = clause.split_whitespace().rev();
        let from = words.by_ref().take(REACH).last();
        let from = from.map_or(clause.len(), |word| {
            word.as_ptr() as usize - clause.as_ptr() as usize
        });
        Words::new(&clause[from..]).mentions(&REFUSALS)
    }
}

/// Whether a text begins with one of the cues.
pub fn begins(text: &str, cues: &[&str]) -> bool {
    cues.iter().any(|cue| {
        let head = text.get(..cue.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(cue))
    })
}

#[cfg(test)]
mod tests {
    use super::super::lists::{POTENTIAL, PREVENTION};
    use super::*;

    static MAY: Cues = Cues::of(&["may"]);
    static PREVENT: Cues = Cues::of(&["prevent*"]);

    #[test]
    fn cues_are_whole_words_in_any_case() {
        let words = Words::new("The mayor MAY resign; Maya won't.");
        assert_eq!(
            words.asserted(&MAY).unwrap(),
            "\"The mayor MAY resign; Maya won't.\""
        );
        assert!(!Words::new("mayor, dismay").mentions(&MAY));
        assert!(Words::new("was preventing it").mentions(&PREVENT));
        assert!(!Words::new("unprevented").mentions(&PREVENT));
    }

    #[test]
    fn a_cue_may_be_turned_down_shortly_before() {
        assert!(
            Words::new("not merely a potential risk")
                .asserted(&POTENTIAL)
                .is_none()
        );
        assert!(
            Words::new("failed to prevent it")
                .asserted(&PREVENTION)
                .is_none()
        );
        assert!(
            Words::new("no harm so far, it is clear that the tool could hurt")
                .asserted(&POTENTIAL)
                .is_some()
        );
        assert!(
            Words::new("It did not stop; potential harm")
                .asserted(&POTENTIAL)
                .is_some()
        );
    }

    #[test]
    fn places_are_bytes_of_the_text_whatever_stands_in_it() {
        let quote = Words::new("Größe İstanbul — könnte POTENTIAL sein").asserted(&POTENTIAL);
        assert_eq!(quote.unwrap(), "\"Größe İstanbul — könnte POTENTIAL sein\"");
    }
}
