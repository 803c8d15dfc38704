//! Whether a text names a machine that may be an AI system. One of some length
//! that names none is ordinary news, which shares its town, its police and its
//! hospital with an incident easily. Whether AI plays a part in what is told is for
//! [`crate::monitor::classify`] to say, and isn't asked here.

use crate::monitor::articles::{RawArticle, language};
use crate::monitor::cues::{Family, Lexicon, Tokens};
use crate::text;

/// Headline and text of fewer words may leave out what their event is about.
const TELLING: usize = 20;
/// How much of a text is looked at, in bytes: the beginning says what it is about.
const LOOKED_AT: usize = 4096;
/// The kind of cues that name machines in general (`camera`, `flagged`): they stand
/// in ordinary news, too, and tell nothing.
const VAGUE: &str = "vague";

/// What an article, or several of one event, tell of machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// One is named.
    Named,
    /// Nothing: the text is too short or vague, or nobody knows the cues of its language.
    Unknown,
    /// Not even a word that might mean one stands there, though there was room for it.
    Silent,
}

impl Told {
    /// What an article tells.
    pub fn of(article: &RawArticle) -> Self {
        let texts = [article.lead.as_deref(), article.body.as_deref()];
        let texts = || texts.into_iter().flatten();
        let all = || std::iter::once(article.title.as_str()).chain(texts());
        let words = all().flat_map(str::split_whitespace).take(TELLING);
        if texts().all(str::is_empty) || words.count() < TELLING {
            return Self::Unknown;
        }
        let language = language::base(article.language.as_deref());
        let Some(lexicon) = Lexicon::shipped(&language) else {
            return Self::Unknown;
        };
        let in_text = |text: &str| {
            let text = &text[..text::floor(text, LOOKED_AT)];
            let hits = lexicon.hits(&Tokens::of(text)).into_iter();
            let cues = hits.map(|hit| lexicon.cue(&hit));
            let told = cues.filter(|cue| cue.family == Family::Ai).map(|cue| {
                if cue.kind == VAGUE {
                    Self::Unknown
                } else {
                    Self::Named
                }
            });
            told.fold(Self::Silent, Self::with)
        };
        let mut told = Self::Silent;
        for text in all() {
            told = told.with(in_text(text));
            if told == Self::Named {
                break;
            }
        }
        told
    }

    /// What two tell together.
    pub const fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Named, _) | (_, Self::Named) => Self::Named,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Silent, Self::Silent) => Self::Silent,
        }
    }

    /// True where one names a machine, and the other one had room to and doesn't.
    pub const fn differs(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Named, Self::Silent) | (Self::Silent, Self::Named)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(title: &str, text: &str) -> Told {
        Told::of(&RawArticle {
            title: title.into(),
            lead: Some(text.into()),
            language: Some("en".into()),
            ..RawArticle::default()
        })
    }

    #[test]
    fn only_a_text_with_room_for_a_machine_is_silent_about_it() {
        let ordinary = "The council of Halden voted on Monday to close the eastern bridge for \
                        the summer, after engineers had found rust in two of its pillars.";
        assert_eq!(told("Bridge to close", ordinary), Told::Silent);
        assert_eq!(told("Bridge to close", "It was voted on."), Told::Unknown);
        assert_eq!(told("Driverless bus hits bridge", ordinary), Told::Named);
        let text = format!("{ordinary} Cameras watch the traffic.");
        assert_eq!(told("Bridge to close", &text), Told::Unknown);
        let text = format!("{ordinary} A robot inspects them.");
        assert_eq!(told("Bridge to close", &text), Told::Named);
        let further = RawArticle {
            lead: Some(ordinary.into()),
            body: Some(text),
            language: Some("en".into()),
            ..RawArticle::default()
        };
        assert_eq!(
            Told::of(&further),
            Told::Named,
            "the body may name it later"
        );
    }

    #[test]
    fn a_group_is_silent_where_all_of_it_is() {
        use Told::{Named, Silent, Unknown};
        assert_eq!(Silent.with(Named), Named);
        assert_eq!(Silent.with(Unknown), Unknown);
        assert_eq!(Silent.with(Silent), Silent);
        assert!(Named.differs(Silent) && Silent.differs(Named));
        assert!(!Named.differs(Unknown) && !Silent.differs(Unknown));
    }
}
