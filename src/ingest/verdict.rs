//! Reads the verdict out of a rationale: label, how, and the spans that say so.

use crate::domain::{How, LabelId, Span, Verdict, Vocabulary};

/// What was read out of one rationale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The label both rule sets assert; none where the text is unclear.
    pub label: Option<LabelId>,
    /// The likeliest label where the text is unclear.
    pub guess: Option<LabelId>,
    /// The deciding phrase and the phrases that turn other labels down.
    pub spans: Vec<Span>,
}

/// Reads one rationale.
pub fn read(vocabulary: &Vocabulary, rationale: &str) -> Reading {
    let _ = (vocabulary, rationale);
    unimplemented!()
}

/// Completes a machine verdict: reads its rationale, where there is one, fills
/// `prose` and `spans`, and where no field stated a label sets `label` and
/// `how` from the reading (or `guess`, where that is unclear).
pub fn complete(vocabulary: &Vocabulary, verdict: &mut Verdict) {
    let _ = (vocabulary, verdict);
    let _ = How::Unclear;
    unimplemented!()
}
