//! Cue lexicons: the words by which articles are labelled, as data
//! (`assets/cues/LANGUAGE.toml`), and where they stand in a text. What follows
//! from them is decided in [`super::classify`].

mod lexicon;
pub mod prose;
mod scope;
mod terms;
mod token;

pub use lexicon::{Cue, Family, Form, Hit, Lexicon, LexiconError, Scope};
pub use scope::{Found, Reading, Status, read};
pub use terms::{Terms, TermsError};
pub use token::{Kind, Token, Tokens, is_abbreviation};
