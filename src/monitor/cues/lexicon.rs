//! A lexicon as it is written, compiled for matching: all terms of a language
//! in one automaton, run once over the folded text.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::domain::Digest;

use super::terms::{Terms, TermsError};
use super::token::Tokens;

/// What a cue is evidence of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// An AI system.
    Ai,
    /// No AI system, or words that only look like one.
    NotAi,
    /// Harm.
    Harm,
    /// What AI says or does to people.
    Conduct,
    /// People that can be counted.
    Victim,
    /// Somebody of whom is told what befell them: an age, a pronoun.
    Person,
    /// Danger without harm: near misses, weaknesses, warnings.
    Hazard,
    /// Makes harm a possibility.
    Modal,
    /// Denies harm.
    Negation,
    /// Looks like another cue and is none; matched first.
    Pseudo,
    /// Makes harm a fact.
    Realiser,
    /// Makes harm an allegation.
    Allegation,
    /// Courts and police: proof of harm, and a response to it.
    Legal,
    /// Governance, replies of those concerned, research.
    Response,
    /// Product and business news.
    Product,
    /// AI helps against something.
    Counter,
    /// What AI helps against.
    Threat,
    /// Introduces what happened before the event of a headline.
    Background,
    /// Ends the reach of a modifier.
    Terminator,
    /// Speaks to the machine that reads.
    Instruction,
}

/// How words of harm assert it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// As they stand they say that it happened.
    Done,
    /// They name it.
    #[default]
    Noun,
    /// An infinitive, or a plural present.
    Base,
}

/// Which words a modifier governs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Those after it.
    #[default]
    Ahead,
    /// Those before it.
    Behind,
}

/// A row of a lexicon.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cue {
    /// What it is evidence of.
    pub family: Family,
    /// Of which kind, such as `death`.
    #[serde(default)]
    pub kind: String,
    /// How words of harm assert it.
    #[serde(default)]
    pub form: Form,
    /// How much it says.
    #[serde(default = "one")]
    pub weight: f64,
    /// Which words it governs.
    #[serde(default)]
    pub scope: Scope,
    /// How many tokens it governs at most.
    #[serde(default = "ten")]
    pub reach: usize,
    /// For whoever reads the file.
    #[serde(default)]
    pub note: String,
    terms: Vec<String>,
}

const fn one() -> f64 {
    1.0
}

const fn ten() -> usize {
    10
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    language: String,
    version: String,
    #[serde(default)]
    cue: Vec<Cue>,
}

/// Why a lexicon can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LexiconError {
    /// Not a lexicon.
    #[error("not a lexicon: {0}")]
    Shape(String),
    /// Terms that can't be matched.
    #[error(transparent)]
    Terms(#[from] TermsError),
}

/// A cue in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The row.
    pub cue: usize,
    /// The tokens it covers.
    pub tokens: Range<usize>,
}

/// The terms of one language, ready to match.
pub struct Lexicon {
    /// `en`, `de`, ...
    pub language: String,
    /// The version that the file gives.
    pub version: String,
    /// The rows.
    pub cues: Vec<Cue>,
    /// Hash of the file: which lexicon a label came from.
    pub hash: String,
    terms: Terms,
}

const SHIPPED: [(&str, &str); 4] = [
    ("en", include_str!("../../../assets/cues/en.toml")),
    ("de", include_str!("../../../assets/cues/de.toml")),
    ("fr", include_str!("../../../assets/cues/fr.toml")),
    ("es", include_str!("../../../assets/cues/es.toml")),
];

/// Those of [`SHIPPED`], each compiled when an article speaks its language; a
/// test rules out that one is faulty.
static LEXICONS: [OnceLock<Option<Lexicon>>; SHIPPED.len()] =
    [const { OnceLock::new() }; SHIPPED.len()];

impl Lexicon {
    /// The lexicon that ships for a language, where there is one.
    pub fn shipped(language: &str) -> Option<&'static Self> {
        let at = SHIPPED.iter().position(|(own, _)| *own == language)?;
        let (_, text) = SHIPPED.get(at)?;
        let lexicon = LEXICONS.get(at)?;
        lexicon.get_or_init(|| Self::load(text).ok()).as_ref()
    }

    /// Which lexicons ship: other ones may label otherwise.
    pub fn fingerprint() -> Digest {
        Digest::of(&SHIPPED.map(|(_, text)| text))
    }

    /// The languages that have a lexicon.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(language, _)| *language)
    }

    /// Reads a lexicon.
    ///
    /// # Errors
    /// Text of another shape, a term without a word, too many terms.
    pub fn load(text: &str) -> Result<Self, LexiconError> {
        let file: File =
            toml::from_str(text).map_err(|error| LexiconError::Shape(error.to_string()))?;
        let rows = file.cue.iter().map(|cue| cue.terms.as_slice());
        let terms = Terms::compile(rows)?;
        Ok(Self {
            language: file.language,
            version: file.version,
            cues: file.cue,
            hash: Digest::of(&[text]).short(),
            terms,
        })
    }

    /// The row of a hit.
    pub fn cue(&self, hit: &Hit) -> &Cue {
        &self.cues[hit.cue]
    }

    /// All cues of a text, in its order: of one family (of modifiers: that govern the
    /// same way) only the longest where they overlap, and none inside a pseudo-cue or a
    /// word that only looks like AI; help by AI not inside words for a response or a harm either.
    pub fn hits(&self, tokens: &Tokens) -> Vec<Hit> {
        let found = self
            .terms
            .find(tokens)
            .map(|(cue, tokens)| Hit { cue, tokens })
            .collect();
        self.settle(found)
    }

    fn settle(&self, mut found: Vec<Hit>) -> Vec<Hit> {
        // Longest first at one place, then the earlier row.
        found.sort_by_key(|hit| (hit.tokens.start, usize::MAX - hit.tokens.end, hit.cue));
        found.dedup();
        let masks: Vec<(Range<usize>, Family)> = found
            .iter()
            .map(|hit| (hit.tokens.clone(), self.cue(hit).family))
            .filter(|(tokens, family)| match family {
                Family::Pseudo | Family::NotAi => true,
                Family::Response | Family::Harm => tokens.len() > 1,
                _ => false,
            })
            .collect();
        let lengths = masks.iter().map(|(tokens, _)| tokens.len());
        let longest = lengths.max().unwrap_or_default();
        let masked = |hit: &Hit| {
            let own = self.cue(hit).family;
            let (start, end) = (hit.tokens.start, hit.tokens.end);
            // Those before can't reach this far.
            let first = masks.partition_point(|(mask, _)| mask.start + longest < start);
            let mut near = masks[first..].iter().take_while(|it| it.0.start < end);
            near.any(|(mask, family)| match own {
                // "audit finds": it isn't AI that does. "wrongly stops": it doesn't help.
                Family::Counter => mask.start <= start && end <= mask.end,
                _ if matches!(family, Family::Response | Family::Harm) => false,
                Family::Pseudo | Family::NotAi => false,
                // "was not only" denies nothing either.
                Family::Negation => mask.start < end && start < mask.end,
                // Harm told in as many words stands over a pseudo-cue.
                Family::Harm if mask.len() == hit.tokens.len() => false,
                _ => mask.start <= start && end <= mask.end,
            })
        };
        let mut ends: BTreeMap<(Family, Scope), usize> = BTreeMap::new();
        let mut kept = Vec::with_capacity(found.len());
        for hit in found {
            if masked(&hit) {
                continue;
            }
            let cue = self.cue(&hit);
            let end = ends.entry((cue.family, cue.scope)).or_default();
            if hit.tokens.start >= *end {
                *end = hit.tokens.end;
                kept.push(hit);
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let lexicon = Lexicon::shipped("en").unwrap();
        let tokens = Tokens::of(text);
        let hits = lexicon.hits(&tokens);
        hits.iter()
            .map(|hit| {
                format!(
                    "{:?}:{}",
                    lexicon.cue(hit).family,
                    &text[tokens.bytes(hit.tokens.clone())]
                )
            })
            .collect()
    }

    #[test]
    fn every_shipped_lexicon_loads_and_names_its_language() {
        for (language, text) in SHIPPED {
            let lexicon = Lexicon::load(text).unwrap_or_else(|error| panic!("{language}: {error}"));
            assert_eq!(lexicon.language, *language);
            assert!(lexicon.cues.iter().all(|cue| !cue.terms.is_empty()));
            let has = |family| lexicon.cues.iter().any(|cue| cue.family == family);
            assert!(has(Family::Ai) && has(Family::Harm) && has(Family::Negation));
            // The earlier row would win wherever both stand.
            let mut rows = BTreeMap::new();
            for (row, cue) in lexicon.cues.iter().enumerate() {
                for term in &cue.terms {
                    let first = rows.entry((cue.family, cue.scope, term)).or_insert(row);
                    assert_eq!(
                        *first, row,
                        "{language}: {term:?} can't match in a later row"
                    );
                }
            }
        }
    }

    #[test]
    fn terms_are_matched_whole_and_a_star_takes_any_ending() {
        let hits = found("Chatbots maintained that the train derailed");
        assert!(hits.contains(&"Ai:Chatbots".into()), "{hits:?}");
        assert!(hits.contains(&"Harm:derailed".into()), "{hits:?}");
        assert!(!hits.iter().any(|hit| hit.starts_with("Ai:m")), "{hits:?}");
    }

    #[test]
    fn a_star_before_a_term_takes_whatever_a_compound_begins_with() {
        let head = "language = \"de\"\nversion = \"1\"\n";
        let rows = "[[cue]]\nfamily = \"ai\"\nterms = [\"*roboter*\", \"arm\"]";
        let lexicon = Lexicon::load(&format!("{head}{rows}")).unwrap();
        let text = "Zwei Sortierroboterarme, ein Roboter, kein Alarm";
        let tokens = Tokens::of(text);
        let hits = lexicon.hits(&tokens).into_iter();
        let found: Vec<&str> = hits.map(|hit| &text[tokens.bytes(hit.tokens)]).collect();
        assert_eq!(found, ["Sortierroboterarme", "Roboter"]);
    }

    #[test]
    fn what_an_audit_finds_is_not_found_by_ai() {
        let counters = |text: &str| {
            let hits = found(text).into_iter();
            hits.filter(|hit| hit.starts_with("Counter")).count()
        };
        assert_eq!(counters("Audit finds the chatbot misled patients"), 0);
        assert_eq!(counters("Algorithm wrongly stops the benefits of 1,200"), 0);
        assert_eq!(counters("Chatbot finds what patients need"), 1);
    }

    #[test]
    fn pseudo_cues_hide_what_they_cover() {
        let hits = found("It was not only the fire department");
        assert!(
            !hits.iter().any(|hit| hit.starts_with("Negation")),
            "{hits:?}"
        );
        assert!(!hits.iter().any(|hit| hit.starts_with("Harm")), "{hits:?}");
    }

    #[test]
    fn a_faulty_lexicon_says_why() {
        let head = "language = \"xx\"\nversion = \"1\"\n";
        let load = |rows: &str| Lexicon::load(&format!("{head}{rows}")).err().unwrap();
        assert!(matches!(
            load("[[cue]]\nfamily = \"odd\"\nterms = []"),
            LexiconError::Shape(_)
        ));
        let empty = load("[[cue]]\nfamily = \"ai\"\nterms = [\"-\"]");
        assert_eq!(empty, LexiconError::Terms(TermsError::Empty("-".into())));
    }
}
