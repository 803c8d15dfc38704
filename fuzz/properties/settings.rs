//! Settings and vocabularies in TOML: a vocabulary that is taken holds what the
//! rest of the program builds on, keys round-trip, and faults have words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use overrule::domain::Vocabulary;
use overrule::tui::action::ACTIONS;
use overrule::tui::key::Chord;
use overrule::tui::keymap::Keymap;

use super::head;

static SHIPPED: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::shipped);

/// The first byte says what the rest is: a vocabulary, rows for the shipped
/// one, keys, or one key.
pub fn check(data: &[u8]) {
    let ([which], text) = head::<1>(data);
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    match which % 4 {
        0 => vocabulary(Vocabulary::parse(text), 1),
        1 => vocabulary(SHIPPED.clone().with(text), SHIPPED.labels.len()),
        2 => keys(text),
        _ => chord(text),
    }
}

fn vocabulary(
    read: Result<Vocabulary, overrule::domain::vocabulary::VocabularyError>,
    least: usize,
) {
    let all = match read {
        Ok(all) => all,
        Err(error) => {
            assert!(!error.to_string().is_empty(), "refused without a reason");
            return;
        }
    };
    assert!(all.labels.len() >= least);
    let ids: BTreeSet<_> = all.labels.iter().map(|label| &label.id).collect();
    assert_eq!(ids.len(), all.labels.len(), "two labels have one id");
    for label in &all.labels {
        assert!(label.key.is_ascii_digit(), "{:?}", label.key);
        let by_key = all.label_by_key(label.key);
        assert_eq!(by_key, Some(label), "{} has another's key", label.id);
        let by_word = all.label_by_word(label.id.as_str());
        assert_eq!(by_word, Some(label), "{} is another's word", label.id);
        for severity in &label.severities {
            assert!(all.allows(&label.id, severity));
            assert!(all.severity(severity).is_some());
        }
    }
    // Reading prose with it must not fail either.
    let text = "The report is an AI Incident, not a near miss.";
    let read = overrule::ingest::verdict::read(&all, text);
    super::verdict::spans_quote(&all, text, &read.spans);
}

fn keys(text: &str) {
    let Ok(changes) = toml::from_str::<BTreeMap<String, Vec<String>>>(text) else {
        return;
    };
    match Keymap::new(&changes) {
        Err(faults) => assert!(!faults.0.is_empty(), "refused without a reason"),
        Ok(keymap) => {
            for action in ACTIONS {
                for chord in keymap.chords(action.name) {
                    let run = keymap.action(*chord).map(|action| action.name);
                    assert_eq!(run, Some(action.name), "{chord}");
                    let spelled = chord.to_string();
                    assert_eq!(spelled.parse::<Chord>().unwrap(), *chord, "{spelled:?}");
                }
            }
        }
    }
}

fn chord(text: &str) {
    if let Ok(chord) = text.parse::<Chord>() {
        let spelled = chord.to_string();
        assert_eq!(spelled.parse::<Chord>().unwrap(), chord, "{spelled:?}");
    }
}
