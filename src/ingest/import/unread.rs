//! Having the verdicts read that nobody has read yet, and no other.

use crate::domain::{How, Incident, Verdict};

use super::super::verdict::Reader;

/// Has every verdict read whose rationale nobody has read yet.
pub fn complete(reader: &Reader<'_>, incident: &mut Incident) {
    let articles = incident
        .articles
        .iter_mut()
        .map(|article| &mut article.verdict);
    std::iter::once(&mut incident.verdict)
        .chain(articles)
        .filter(|verdict| is_unread(verdict))
        .for_each(|verdict| reader.complete(verdict));
}

/// A set that was read before keeps its readings: reading it again with newer
/// rules would change the machine's labels under the decisions on them.
fn is_unread(verdict: &Verdict) -> bool {
    verdict.rationale.is_some()
        && match verdict.how {
            How::Field => verdict.prose.is_none(),
            How::Unclear => verdict.guess.is_none(),
            How::Prose | How::Model => false,
        }
}
