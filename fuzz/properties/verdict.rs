//! Verdicts read out of prose: labels of the vocabulary, spans inside the text
//! that quote it, and the same reading every time.

use std::sync::LazyLock;

use overrule::domain::{How, LabelId, Span, SpanRole, Verdict, Vocabulary};
use overrule::ingest::verdict::{Reader, read};

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::shipped);

/// Any text as a rationale.
pub fn check(data: &[u8]) {
    let rationale = String::from_utf8_lossy(data);
    let reading = read(&VOCABULARY, &rationale);
    spans_quote(&VOCABULARY, &rationale, &reading.spans);
    assert!(
        reading.label.is_none() || reading.guess.is_none(),
        "a label and a guess"
    );
    for label in reading.label.iter().chain(&reading.guess) {
        assert!(VOCABULARY.label(label).is_some(), "{label} is no label");
    }
    let deciding: Vec<_> = reading
        .spans
        .iter()
        .filter(|span| span.role == SpanRole::Verdict)
        .collect();
    assert_eq!(
        deciding.len(),
        usize::from(reading.label.is_some()),
        "a label has one phrase that states it"
    );
    for span in deciding {
        assert_eq!(span.label, reading.label);
    }
    completing_keeps_what_stands(&rationale);
}

fn completing_keeps_what_stands(rationale: &str) {
    let stated = LabelId::from("hazard");
    for label in [None, Some(stated)] {
        let mut verdict = Verdict {
            how: if label.is_some() {
                How::Field
            } else {
                How::Unclear
            },
            label: label.clone(),
            rationale: Some(rationale.to_owned()),
            ..Verdict::default()
        };
        Reader::new(&VOCABULARY).complete(&mut verdict);
        assert!(
            label.is_none() || verdict.label == label,
            "a stated label is changed"
        );
        assert_eq!(verdict.rationale.as_deref(), Some(rationale));
        assert_eq!(verdict.label.is_none(), verdict.how == How::Unclear);
        let once = serde_json::to_string(&verdict).unwrap();
        Reader::new(&VOCABULARY).complete(&mut verdict);
        assert_eq!(
            serde_json::to_string(&verdict).unwrap(),
            once,
            "twice differs"
        );
    }
}

/// Spans lie inside a text, equal their quote and speak of known labels.
pub fn spans_quote(vocabulary: &Vocabulary, text: &str, spans: &[Span]) {
    for span in spans {
        assert_eq!(text.get(span.start..span.end), Some(span.quote.as_str()));
        assert!(!span.quote.is_empty(), "{span:?} quotes nothing");
        let label = span.label.as_ref().and_then(|id| vocabulary.label(id));
        assert!(label.is_some(), "{span:?} speaks of no label");
    }
}
