//! The tally of article verdicts: evidence, not a verdict.

use crate::domain::LabelId;

/// Votes by label, in the order of the vocabulary.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Label and number of votes; labels without a vote are left out.
    pub votes: Vec<(LabelId, u32)>,
    /// Articles without a clear verdict.
    pub unclear: u32,
    /// Articles not decided yet (human tally only).
    pub open: u32,
    /// Answers *can't tell* (human tally only).
    pub cant_tell: u32,
}

/// The most common label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Most {
    /// No votes.
    None,
    /// One label leads.
    One(LabelId),
    /// Several lead alike.
    Tie(Vec<LabelId>),
}

impl Tally {
    /// Counts the machine's verdicts on the articles.
    pub fn machine(
        vocabulary: &crate::domain::Vocabulary,
        incident: &crate::domain::Incident,
    ) -> Self {
        let _ = (vocabulary, incident);
        unimplemented!()
    }

    /// Counts answers on the articles: one reviewer's, or (none) the final ones.
    pub fn human(
        vocabulary: &crate::domain::Vocabulary,
        ledger: &super::ledger::Ledger,
        incident: &crate::domain::Incident,
        reviewer: Option<&crate::domain::ReviewerId>,
    ) -> Self {
        let _ = (vocabulary, ledger, incident, reviewer);
        unimplemented!()
    }

    /// The most common label.
    pub fn most(&self) -> Most {
        unimplemented!()
    }

    /// In one line: `3 Incident : 2 Complementary`.
    pub fn text(&self, vocabulary: &crate::domain::Vocabulary) -> String {
        let _ = vocabulary;
        unimplemented!()
    }
}
