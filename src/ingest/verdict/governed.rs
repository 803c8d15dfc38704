//! The second rule set: every mention takes its polarity from the nearest word
//! that governs it within its clause; coordinated labels share it; the label
//! with the most weight wins if it wins by a margin.
//!
//! It works on words and distances and reads no frames, so that its mistakes
//! are not those of the first rule set. Scope to the clause, pseudo-cues and
//! "the nearest governing cue wins" follow ConText (Harkema et al. 2009).

use crate::domain::Vocabulary;

use super::cues::{CUES, Governed, Words};
use super::mentions::{Form, Mention, Number, Sentence};

/// How far, in words, a mention looks for what governs it.
const REACH: usize = 14;
/// How far, in words, a governing word looks for what turns it round.
const TURN: usize = 7;
/// The least weight of a winner.
const LEAST: f64 = 1.2;
/// By how much the winner must outweigh the next label.
const MARGIN: f64 = 1.4;

/// What this rule set reads.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Read {
    /// The label that wins by the margin.
    pub(super) label: Option<usize>,
    /// The label with the most weight, margin or not.
    pub(super) likeliest: Option<usize>,
}

/// What a mention's governor makes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Polarity {
    Affirmed(f64),
    Denied,
    Open,
}

/// Weighs all mentions.
pub(super) fn read(vocabulary: &Vocabulary, sentences: &[Sentence]) -> Read {
    let strongest = vocabulary.labels.iter().map(|label| label.harm).max();
    let mut weights = vec![0.0_f64; vocabulary.labels.len()];
    for (at, sentence) in sentences.iter().enumerate() {
        let last = if at + 1 == sentences.len() { 1.25 } else { 1.0 };
        for (label, weight) in weigh(sentence, |label| {
            let harm = vocabulary.labels.get(label).map(|label| label.harm);
            harm > Some(0) && harm == strongest
        }) {
            if let Some(sum) = weights.get_mut(label) {
                *sum += weight * last;
            }
        }
    }
    let mut order: Vec<(usize, f64)> = weights.into_iter().enumerate().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (Some(&(label, best)), next) = (order.first(), order.get(1).map_or(0.0, |row| row.1))
    else {
        return Read::default();
    };
    Read {
        label: (best >= LEAST && best >= next.max(0.0) * MARGIN).then_some(label),
        likeliest: (best > 0.0).then_some(label),
    }
}

/// The weights that the mentions of one sentence add to their labels.
fn weigh(sentence: &Sentence, is_strongest: impl Fn(usize) -> bool) -> Vec<(usize, f64)> {
    let cues = &CUES.governed;
    let concludes = sentence
        .iter()
        .take(3)
        .any(|unit| cues.conclude.has(&unit.word));
    let mut all = Vec::new();
    let mut before: Option<(usize, Polarity)> = None;
    for (at, unit) in sentence.iter().enumerate() {
        let Some(mention) = unit.mention else {
            continue;
        };
        let polarity = match before {
            Some((other, polarity)) if coordinated(cues, sentence, other, at) => polarity,
            _ if mention.form == Form::Aside => Polarity::Open,
            _ => govern(cues, sentence, at, is_strongest(mention.label)),
        };
        before = Some((at, polarity));
        let weight = match polarity {
            _ if mention.form == Form::Aside => continue,
            Polarity::Open => continue,
            Polarity::Denied => -0.5,
            Polarity::Affirmed(weight) => {
                let clause = clause_start(cues, sentence, at);
                weight
                    * discount(cues, sentence, clause, at, mention)
                    * if concludes { 1.5 } else { 1.0 }
            }
        };
        all.push((mention.label, weight));
    }
    all
}

/// True where only coordinating words stand between two mentions.
fn coordinated(cues: &Governed, sentence: &Sentence, from: usize, to: usize) -> bool {
    let between = &sentence[from + 1..to];
    between.iter().all(|unit| cues.coordinators.has(&unit.word))
        && between
            .iter()
            .any(|unit| ["or", "and", "nor", ",", "/"].contains(&unit.word.as_str()))
}

/// What makes an affirmation count for less: an everyday word, a plural, a
/// part of the article, a concession.
fn discount(
    cues: &Governed,
    sentence: &Sentence,
    clause: usize,
    at: usize,
    mention: Mention,
) -> f64 {
    let within = |list: &Words| {
        sentence[clause.saturating_sub(1)..at]
            .iter()
            .any(|unit| list.has(&unit.word))
    };
    let mut factor = 1.0;
    if mention.form == Form::Common {
        factor *= 0.6;
    }
    if mention.number == Number::Many {
        factor *= 0.7;
    }
    if within(&cues.part) {
        factor *= 0.5;
    }
    if within(&cues.concede) {
        factor *= 0.25;
    }
    factor
}

/// The first unit of the clause in which a unit stands.
fn clause_start(cues: &Governed, sentence: &Sentence, at: usize) -> usize {
    let word = |i: usize| sentence.get(i).map_or("", |unit| unit.word.as_str());
    let aside = |i: usize| word(i) == "," && word(i + 2) == ",";
    (0..at)
        .rfind(|i| {
            // ", however," breaks nothing.
            let parenthesis = aside(*i) || (*i > 0 && aside(i - 1)) || (*i > 1 && aside(i - 2));
            cues.breaks.has(word(*i)) && !parenthesis
        })
        .map_or(0, |i| i + 1)
}

/// The polarity that the nearest governing word gives, and what turns it round.
fn govern(cues: &Governed, sentence: &Sentence, at: usize, strongest: bool) -> Polarity {
    let mut start = clause_start(cues, sentence, at);
    let opener = start
        .checked_sub(1)
        .map_or("", |i| sentence[i].word.as_str());
    // "not merely a hazard but an AI Incident": what is set against a denial is affirmed.
    if opener == "but" {
        let denied = sentence[..start]
            .iter()
            .any(|unit| cues.deny.has(&unit.word));
        let own = sentence[start..at]
            .iter()
            .any(|unit| cues.affirm.weight(&unit.word).is_some() || cues.deny.has(&unit.word));
        if denied && !own && at - start <= 5 {
            return Polarity::Affirmed(2.5);
        }
    }
    // A clause opened by one of these words is governed by it.
    if start > 0
        && (cues.affirm.weight(opener).is_some() || matches!(opener, ":" | "(" | "instead"))
    {
        start -= 1;
    }
    let mut tentative = false;
    for i in (start.max(at.saturating_sub(REACH))..at).rev() {
        let word = sentence[i].word.as_str();
        tentative |= matches!(word, "potential" | "possible" | "future");
        if word == "instead" && sentence.get(i + 1).is_none_or(|unit| unit.word != "of") {
            continue;
        }
        if cues.deny.has(word) {
            return Polarity::Denied;
        }
        if cues.suppose.has(word) || cues.topic.has(word) && !belongs(sentence, i) {
            return turn(cues, sentence, start, i, Polarity::Open);
        }
        let weight = match word {
            ":" | "(" => Some(1.5),
            _ => cues.affirm.weight(word),
        };
        if let Some(weight) = weight {
            // "classified as": the stronger of two words that stand together.
            let near = (start.max(i.saturating_sub(5))..i)
                .rev()
                .take_while(|j| !cues.deny.has(&sentence[*j].word))
                .filter_map(|j| cues.affirm.weight(&sentence[j].word))
                .fold(weight, f64::max);
            if strongest && tentative {
                return Polarity::Open;
            }
            return turn(cues, sentence, start, i, Polarity::Affirmed(near));
        }
    }
    stated_behind(cues, sentence, at)
}

/// True where a word that may name a topic belongs to a verb that states:
/// "amounts to", "falls under", "leads to the classification".
fn belongs(sentence: &Sentence, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |i| sentence[i].word.as_str());
    let cues = &CUES.governed;
    ["to", "under", "into", "by", "from"].contains(&sentence[at].word.as_str())
        && cues
            .affirm
            .weight(before)
            .is_some_and(|weight| weight > 2.0)
}

/// Turns a polarity round where a denial or a supposition governs the governor.
fn turn(
    cues: &Governed,
    sentence: &Sentence,
    start: usize,
    governor: usize,
    polarity: Polarity,
) -> Polarity {
    let mut supposed = false;
    for i in (start.max(governor.saturating_sub(TURN))..governor).rev() {
        let word = sentence[i].word.as_str();
        let turned = |list: &Words| {
            sentence[i + 1..]
                .iter()
                .take(2)
                .any(|unit| list.has(&unit.word))
        };
        if cues.deny.has(word) && !turned(&cues.pseudo) {
            return Polarity::Denied;
        }
        supposed |= cues.suppose.has(word) && !turned(&cues.firm);
        // A fresh subject is not governed by what went before it.
        let bound = i > 0
            && matches!(
                sentence[i - 1].word.as_str(),
                "that" | "whether" | "does" | "nor" | "if" | "is"
            );
        let own = matches!(word, "this" | "it" | "and")
            || (word == "the"
                && matches!(
                    sentence[i + 1].word.as_str(),
                    "event" | "article" | "case" | "situation"
                ));
        if own && !bound {
            break;
        }
    }
    if supposed { Polarity::Open } else { polarity }
}

/// A label that its own predicate states: "the criteria for an AI Hazard are met".
fn stated_behind(cues: &Governed, sentence: &Sentence, at: usize) -> Polarity {
    let behind = sentence[at + 1..]
        .iter()
        .take(8)
        .take_while(|unit| cues.conclude.has(&unit.word) || !cues.breaks.has(&unit.word));
    let mut denied = false;
    for unit in behind {
        denied |= cues.deny.has(&unit.word);
        let states = cues.affirm.weight(&unit.word) == Some(3.0)
            && !CUES.mentions.naming.has(&unit.word)
            || cues.behind.has(&unit.word);
        if states {
            return if denied {
                Polarity::Denied
            } else {
                Polarity::Affirmed(2.0)
            };
        }
    }
    // A sentence that is nothing but its label.
    let lone = sentence.len() <= 3
        || (at == 0
            && sentence
                .get(1)
                .is_some_and(|unit| matches!(unit.word.as_str(), ":" | "—")));
    if lone && !denied {
        Polarity::Affirmed(2.0)
    } else {
        Polarity::Open
    }
}
