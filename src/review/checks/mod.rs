//! Flags: what about a record deserves a second look, each with its reason.
//!
//! One row of [`FLAGS`] and one function make a flag. The functions lie by what they
//! look at: `votes` at labels against labels, `record` at what the record holds or
//! lacks, `prose` at what its texts say, `grouping` at what the monitor proposes,
//! `places` at where its articles say that it happened. They are cheap checks that
//! err on the silent side: a flag is a reason to look, never a verdict. Whether one
//! event is scattered over several incidents needs the whole set: the monitor finds
//! it and writes it into the set.

mod cues;
mod grouping;
#[rustfmt::skip]
mod lists;
mod places;
mod prose;
mod record;
mod sentence;
mod votes;

use crate::domain::{Article, Incident, Label, Vocabulary};

use super::tally::Tally;

/// How grave a flag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// Worth doubting the machine's verdict.
    Doubt,
}

/// One flag on one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Its id in exports and filters, such as `split`.
    pub id: &'static str,
    /// Its badge in the queue, such as `SPLIT`.
    pub badge: &'static str,
    /// How grave it is.
    pub weight: Weight,
    /// Why it is raised, in plain words with the figures.
    pub reason: String,
}

/// One row of the table of flags.
pub struct Check {
    /// See [`Flag::id`].
    pub id: &'static str,
    /// See [`Flag::badge`].
    pub badge: &'static str,
    /// See [`Flag::weight`].
    pub weight: Weight,
    /// What it means, in one line, for the help.
    pub about: &'static str,
    /// Gives the reason where the flag is to be raised.
    raise: fn(&Case<'_>) -> Option<String>,
}

/// The id of the flag on an incident without a verdict of the machine.
pub const NO_VERDICT: &str = "no-verdict";

macro_rules! flag {
    ($id:expr, $badge:literal, $weight:ident, $raise:path, $about:literal) => {
        Check {
            id: $id,
            badge: $badge,
            weight: Weight::$weight,
            about: $about,
            raise: $raise,
        }
    };
}

/// All flags, the gravest first.
#[rustfmt::skip]
pub const FLAGS: &[Check] = &[
    flag!(NO_VERDICT, "NO-VERDICT", Doubt, votes::no_verdict, "the machine asserts no label for the incident"),
    flag!("tie", "TIE", Doubt, votes::tie, "several labels are equally common among the articles"),
    flag!("split", "SPLIT", Doubt, votes::split, "one label leads among the articles, with less than 2/3 of them"),
    flag!("against-reason", "AGAINST-REASON", Doubt, votes::against_reason, "a label contradicts the rationale it comes with"),
    flag!("against-articles", "AGAINST-ARTICLES", Doubt, votes::against_articles, "the incident's label isn't the most common one of its articles"),
    flag!("potential", "POTENTIAL", Doubt, prose::potential, "called an incident for harm that is only potential"),
    flag!("prevention", "PREVENTION", Doubt, prose::prevention, "called an incident though AI prevents or repairs the harm"),
    flag!("ai-role", "AI-ROLE", Doubt, prose::ai_role, "the rationale leaves open which part AI plays, or whether any"),
    flag!("product-news", "PRODUCT-NEWS", Doubt, prose::product_news, "called a hazard though it reads as business news without a harm"),
    flag!("other-story", "OTHER-STORY", Doubt, prose::other_story, "summary and rationale name different things"),
    flag!("two-stories", "TWO-STORIES", Doubt, prose::two_stories, "the summary joins what may be two events"),
    flag!("no-harm-type", "NO-HARM-TYPE", Doubt, record::no_harm_type, "called an incident without any harm type"),
    flag!("unclear-articles", "UNCLEAR-ARTICLES", Note, votes::unclear_articles, "some articles have no clear verdict of the machine"),
    flag!("possible-split", "2-EVENTS?", Note, grouping::possible_split, "the monitor doubts that its articles are about one event"),
    flag!("two-places", "2-PLACES?", Note, places::two_places, "its headlines tell the same of different places"),
    flag!("possible-merge", "SAME-AS?", Note, grouping::possible_merge, "the monitor finds another incident that may be the same event"),
    flag!("no-articles", "NO-ARTICLES", Note, record::no_articles, "no article is listed"),
    flag!("part-listed", "PART-LISTED", Note, record::part_listed, "the source counts more articles than it lists"),
    flag!("word-for-word", "WORD-FOR-WORD", Note, record::word_for_word, "the incident's rationale is that of one article"),
    flag!("no-text", "NO-TEXT", Note, record::no_text, "no article comes with any of its text"),
    flag!("unknown-value", "UNKNOWN-VALUE", Note, record::unknown_value, "a label, severity or facet value isn't in the vocabulary"),
];

/// The flags that an incident raises, the gravest first.
pub fn flags(vocabulary: &Vocabulary, incident: &Incident) -> Vec<Flag> {
    let case = Case {
        vocabulary,
        incident,
        tally: Tally::machine(vocabulary, incident),
    };
    FLAGS
        .iter()
        .filter_map(|check| {
            Some(Flag {
                id: check.id,
                badge: check.badge,
                weight: check.weight,
                reason: (check.raise)(&case)?,
            })
        })
        .collect()
}

/// The flag that a person means: its id or its badge, in any case.
pub fn by_word(word: &str) -> Option<&'static Check> {
    FLAGS
        .iter()
        .find(|flag| flag.id.eq_ignore_ascii_case(word) || flag.badge.eq_ignore_ascii_case(word))
}

/// What the checks look at.
struct Case<'a> {
    vocabulary: &'a Vocabulary,
    incident: &'a Incident,
    tally: Tally,
}

/// How much harm a label claims, as the vocabulary says (`Label::harm`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Claim {
    /// Harm came about.
    Harm,
    /// Harm is plausible.
    Plausible,
    /// Neither.
    None,
}

impl<'a> Case<'a> {
    /// The machine's label on the incident, where the vocabulary knows it.
    fn label(&self) -> Option<&'a Label> {
        self.vocabulary.label(self.incident.verdict.label.as_ref()?)
    }

    /// How much harm that label claims.
    fn claim(&self) -> Claim {
        match self.label().map(|label| label.harm) {
            Some(2..) => Claim::Harm,
            Some(1) => Claim::Plausible,
            Some(0) | None => Claim::None,
        }
    }

    /// The incident's rationale, empty where there is none.
    fn rationale(&self) -> &'a str {
        self.incident.verdict.rationale.as_deref().unwrap_or("")
    }

    /// The sentence that states the incident's verdict: the one with the
    /// deciding phrase, else the last. Empty without a rationale.
    fn verdict_sentence(&self) -> &'a str {
        let text = self.rationale();
        let phrase = self.incident.verdict.deciding();
        let at = phrase
            .filter(|span| text.get(span.start..span.end) == Some(span.quote.as_str()))
            .map_or(text.len(), |span| span.start);
        sentence::around(text, at)
    }
}

/// How an article is named in a reason: `article 2 (TechRadar)`.
fn name(at: usize, article: &Article) -> String {
    match &article.outlet {
        Some(outlet) => format!("article {} ({outlet})", at + 1),
        None => format!("article {}", at + 1),
    }
}

/// ` and 3 more`, or nothing.
fn and_more(more: usize) -> String {
    match more {
        0 => String::new(),
        more => format!(" and {more} more"),
    }
}

#[cfg(test)]
mod tests;
