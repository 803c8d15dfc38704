//! A rationale as sentences of words, with every mention of a label found.
//! Whether a mention is asserted is for the rule sets to say.

use crate::domain::{Label, Vocabulary};

use super::cues::CUES;

/// How a text names a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// By a name: several words, or a capital letter inside a sentence.
    Named,
    /// By an everyday word, such as `an incident`.
    Common,
    /// By the right words, but of something else: prior incidents, a database.
    Aside,
}

/// Whether a label stands in the singular; what can't be counted does too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// `AI Hazard`.
    One,
    /// `AI Hazards`.
    Many,
}

/// A label named in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// Its place among the vocabulary's labels.
    pub(super) label: usize,
    /// How it is named.
    pub(super) form: Form,
    /// In singular or plural.
    pub(super) number: Number,
}

/// A word, a mark of punctuation, or a whole mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// In lower case; `§` for a mention.
    pub(super) word: String,
    /// First byte in the text.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
    /// The label, where it is a mention.
    pub(super) mention: Option<Mention>,
    /// True where a hyphen ties it to the unit before.
    tied: bool,
}

/// One sentence, without its full stop.
pub(super) type Sentence = Vec<Unit>;

/// A sentence is cut after so many units: frames are looked for on both sides
/// of each mention, so that the time would grow with the square of its length.
const LONGEST: usize = 400;

/// Cuts a text into sentences and finds the mentions in them.
pub(super) fn sentences(forms: &Forms, text: &str) -> Vec<Sentence> {
    let split = split(text);
    let pieces = split.iter().flat_map(|units| units.chunks(LONGEST));
    pieces
        .map(|units| mark(forms, text, units.to_vec()))
        .collect()
}

/// The wordings of all labels.
pub(super) struct Forms {
    /// The longest first.
    all: Vec<Spoken>,
    /// By the first byte of a word: whether any wording begins with it.
    begins: [bool; 256],
}

impl Forms {
    pub(super) fn of(vocabulary: &Vocabulary) -> Self {
        let all = forms(&vocabulary.labels);
        let mut begins = [false; 256];
        for first in all.iter().filter_map(|it| it.words.first()?.bytes().next()) {
            begins[usize::from(first)] = true;
        }
        Self { all, begins }
    }

    /// The longest wording that units begin with, and in which number.
    fn find(&self, units: &[Unit]) -> Option<(&Spoken, Number)> {
        let first = units.first()?.word.bytes().next()?;
        if !self.begins[usize::from(first)] {
            return None;
        }
        let mut all = self.all.iter();
        all.find_map(|spoken| Some((spoken, number(&spoken.words, units)?)))
    }
}

/// A wording of a label.
struct Spoken {
    label: usize,
    words: Vec<String>,
}

/// All wordings, longest first. The leading adjective of a name of two words
/// (`complementary`) counts as a wording where no other label claims it.
fn forms(labels: &[Label]) -> Vec<Spoken> {
    let mut all: Vec<Spoken> = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        let name = label.name.to_lowercase();
        for wording in label.spoken.iter().chain([&name]) {
            let words: Vec<String> = split(wording)
                .into_iter()
                .flatten()
                .map(|unit| unit.word)
                .collect();
            if !words.is_empty() && !all.iter().any(|spoken| spoken.words == words) {
                all.push(Spoken { label: at, words });
            }
        }
    }
    let adjectives: Vec<Spoken> = all
        .iter()
        .filter_map(|spoken| match spoken.words.as_slice() {
            [first, _] if is_adjective(first) => Some(Spoken {
                label: spoken.label,
                words: vec![first.clone()],
            }),
            _ => None,
        })
        .collect();
    for adjective in adjectives {
        if !all.iter().any(|spoken| spoken.words == adjective.words) {
            all.push(adjective);
        }
    }
    all.sort_by_key(|spoken| std::cmp::Reverse(spoken.words.len()));
    all
}

fn is_adjective(word: &str) -> bool {
    ["ary", "ial", "ful", "ous", "ive", "able", "ible"]
        .iter()
        .any(|ending| word.len() > 6 && word.ends_with(ending))
}

/// Words and marks, a list for each sentence.
fn split(text: &str) -> Vec<Vec<Unit>> {
    let mut all = vec![Vec::new()];
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if !first.is_alphanumeric() {
            if let Some(word) = sign(text, start, first) {
                push(&mut all, word, start, start + first.len_utf8(), text);
            } else if ends_sentence(text, start, first) {
                all.push(Vec::new());
            }
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some(&(at, next)) = chars.peek() {
            let inside = matches!(next, '\'' | '’')
                && text[at + next.len_utf8()..].starts_with(char::is_alphabetic);
            if !next.is_alphanumeric() && !inside {
                break;
            }
            end = at + next.len_utf8();
            chars.next();
        }
        let word = &text[start..end];
        let word = match word.is_ascii() {
            true => word.to_ascii_lowercase(),
            false => word.to_lowercase().replace('’', "'"),
        };
        push_word(&mut all, word, start, end, text);
    }
    all.retain(|units| !units.is_empty());
    all
}

/// A word, with its contraction apart: `doesn't` is `does not`, `it's` is `it is`.
fn push_word(all: &mut [Vec<Unit>], word: String, start: usize, end: usize, text: &str) {
    // An apostrophe may take one byte or three, so the cut is found from the end.
    let cut = |tail: usize| {
        text[start..end]
            .char_indices()
            .nth_back(tail - 1)
            .map_or(start, |(at, _)| start + at)
    };
    if let Some(stem) = word.strip_suffix("n't") {
        push(all, stem.to_owned(), start, cut(3), text);
        push(all, "not".to_owned(), cut(3), end, text);
    } else if let Some(stem) = word.strip_suffix("'s") {
        let is = matches!(stem, "it" | "that" | "this" | "there" | "here" | "what");
        push(all, stem.to_owned(), start, cut(2), text);
        let tail = if is { "is" } else { "'s" };
        push(all, tail.to_owned(), cut(2), end, text);
    } else {
        push(all, word, start, end, text);
    }
}

fn push(all: &mut [Vec<Unit>], word: String, start: usize, end: usize, text: &str) {
    if let Some(units) = all.last_mut() {
        let hyphens = ['-', '\u{2010}', '\u{2011}'];
        let tied = units.last().is_some_and(|before: &Unit| {
            before.end < start
                && text[before.end..start]
                    .chars()
                    .all(|c| hyphens.contains(&c))
        });
        units.push(Unit {
            word,
            start,
            end,
            mention: None,
            tied,
        });
    }
}

/// The word for a mark that shapes a sentence; quotes and emphasis shape none.
fn sign(text: &str, at: usize, mark: char) -> Option<String> {
    match mark {
        ',' | ';' | ':' | '/' => Some(mark.to_string()),
        '(' | '[' => Some("(".to_owned()),
        ')' | ']' => Some(")".to_owned()),
        '—' | '–' => Some("—".to_owned()),
        '-' if text[..at].ends_with(' ') && text[at + 1..].starts_with(' ') => Some("—".to_owned()),
        _ => None,
    }
}

/// Characters that an abbreviation before a stop is looked for in.
const SHORT: usize = 32;

/// True at a line end or at a stop that no abbreviation explains.
fn ends_sentence(text: &str, at: usize, mark: char) -> bool {
    match mark {
        '\n' | '!' | '?' | '。' => true,
        '.' => {
            let rest = text[at + 1..].trim_start_matches(['"', '\'', '”', '’', ')', '*']);
            let next = rest.trim_start().chars().next();
            let apart = rest.is_empty() || rest.starts_with(char::is_whitespace);
            if !apart {
                return false;
            }
            // Nothing that long is short for anything.
            let before = text[..at].char_indices().rev().take(SHORT);
            let before = before.take_while(|(_, c)| !c.is_whitespace() && *c != '(');
            let word = before.last().map_or("", |(from, _)| &text[from..at]);
            let short = word.contains('.')
                || word.chars().count() == 1
                || [
                    "vs", "inc", "dr", "mr", "ms", "mrs", "no", "art", "etc", "corp", "ltd",
                ]
                .contains(&word.to_lowercase().as_str());
            next.is_none_or(|next| !short && !next.is_lowercase())
        }
        _ => false,
    }
}

/// Replaces the words of each mention by one unit.
fn mark(forms: &Forms, text: &str, mut units: Vec<Unit>) -> Sentence {
    let mut found = Vec::new();
    let mut at = 0;
    while at < units.len() {
        let Some((spoken, number)) = forms.find(&units[at..]) else {
            at += 1;
            continue;
        };
        let end = at + spoken.words.len();
        let mention = Mention {
            label: spoken.label,
            form: form(&units, at, end, number, text),
            number,
        };
        found.push((at, end, mention));
        at = end;
    }
    for (at, end, mention) in found.into_iter().rev() {
        let whole = Unit {
            word: "§".to_owned(),
            start: units[at].start,
            end: units[end - 1].end,
            mention: Some(mention),
            tied: units[at].tied,
        };
        units.splice(at..end, [whole]);
    }
    units
}

/// In which number the units begin with the words, if they do.
fn number(words: &[String], units: &[Unit]) -> Option<Number> {
    let (last, others) = words.split_last()?;
    if units.len() < words.len()
        || !others
            .iter()
            .zip(units)
            .all(|(word, unit)| *word == unit.word)
    {
        return None;
    }
    let unit = units[others.len()].word.as_str();
    let ends = |stem: &str, ending: &str| unit.strip_prefix(stem) == Some(ending);
    let plural = ends(last, "s")
        || ends(last, "es")
        || last.strip_suffix('y').is_some_and(|stem| ends(stem, "ies"));
    if unit == last {
        Some(Number::One)
    } else if plural {
        Some(Number::Many)
    } else {
        None
    }
}

fn form(units: &[Unit], at: usize, end: usize, number: Number, text: &str) -> Form {
    let cues = &CUES.mentions;
    let before = at.checked_sub(1).map_or("", |i| units[i].word.as_str());
    let behind = units.get(end).map_or("", |unit| unit.word.as_str());
    if cues.aside_before.has(before) || cues.aside_after.has(behind) {
        return Form::Aside;
    }
    // "AI Incidents and Hazards Monitor": the name goes on past the coordination.
    if matches!(behind, "and" | "&" | "or")
        && units[end..]
            .iter()
            .skip(1)
            .take(3)
            .any(|unit| cues.aside_after.has(&unit.word) && unit.word.starts_with("monitor"))
    {
        return Form::Aside;
    }
    let capital = text[units[at].start..].starts_with(char::is_uppercase);
    if end - at > 1 || (capital && at > 0) {
        return Form::Named;
    }
    let naming = cues.naming.has(behind);
    let tied = units[at].tied || units.get(end).is_some_and(|unit| unit.tied);
    let pointed = cues.pointing.has(before) && !naming;
    let elsewhere = behind == "to"
        && !units[at.saturating_sub(5)..at]
            .iter()
            .any(|unit| cues.subjects.has(&unit.word));
    if tied || pointed || elsewhere || (number == Number::Many && !naming) {
        Form::Aside
    } else {
        Form::Common
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, Form)> {
        let vocabulary = Vocabulary::shipped();
        sentences(&Forms::of(&vocabulary), text)
            .into_iter()
            .flatten()
            .filter_map(|unit| {
                unit.mention
                    .map(|mention| (text[unit.start..unit.end].to_owned(), mention.form))
            })
            .collect()
    }

    #[test]
    fn a_label_is_found_in_its_variants() {
        let text = "It is an AI-Incident, AI hazards, **Complementary Information** or purely complementary.";
        let names: Vec<String> = found(text).into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            [
                "AI-Incident",
                "AI hazards",
                "Complementary Information",
                "complementary"
            ]
        );
    }

    #[test]
    fn other_matters_are_no_label() {
        for text in [
            "It lists AI-related incidents.",
            "It recalls prior AI Incidents.",
            "It cites the AI Incident Database.",
            "It cites the AI Incidents and Hazards Monitor.",
            "After the incident, police came.",
            "An incident-response team came.",
            "The crash was unrelated to steering.",
        ] {
            let all = found(text);
            assert!(
                all.iter().all(|(_, form)| *form == Form::Aside),
                "{text}: {all:?}"
            );
        }
    }

    #[test]
    fn abbreviations_end_no_sentence() {
        let vocabulary = Vocabulary::shipped();
        let count = |text| sentences(&Forms::of(&vocabulary), text).len();
        assert_eq!(count("The U.S. Senate met, e.g. on Monday. It rose."), 2);
        assert_eq!(count("Dr. No works at Foo Inc. in Bar.\nSo what?"), 2);
        assert_eq!(count(""), 0);
    }
}
