//! Filters: which rows the queue shows. A filter is written as terms with
//! spaces between; all must hold. A term is `kind:value`, several values with
//! commas mean any of them, and a leading `-` turns the term round.

use std::fmt;
use std::str::FromStr;

use crate::domain::{Outcome, ReviewerId, Vocabulary};
use crate::review::checks::{FLAGS, by_word};
use crate::review::ledger::Ledger;

use super::Row;
use super::fault::{BadFilter, Fault, choose};
use super::heads::{FlagSet, Head, LabelNumber};
use super::marks::Mark;

/// How a filter is written, for prompts and help.
pub const FILTER_HELP: &str = "is:pending,decided,later,conflicting,sustained,overruled,supplied,cant-tell,unsaved,changed (label or articles, since), open-articles (or overruled-, conflicting-)  label:incident (the machine's)  mine:hazard (yours)  flag:split; a comma means or, a space and, a leading - not";

/// The word for a side that holds no label.
const NONE: &str = "none";

/// Where an incident stands, for the reviewer at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Pending,
    Decided,
    Later,
    Conflicting,
    Sustained,
    Overruled,
    Supplied,
    CantTell,
    Unsaved,
    OpenArticles,
    OverruledArticles,
    ConflictingArticles,
    Changed,
}

const STATES: &[(State, &str)] = &[
    (State::Pending, "pending"),
    (State::Decided, "decided"),
    (State::Later, "later"),
    (State::Conflicting, "conflicting"),
    (State::Sustained, "sustained"),
    (State::Overruled, "overruled"),
    (State::Supplied, "supplied"),
    (State::CantTell, "cant-tell"),
    (State::Unsaved, "unsaved"),
    (State::OpenArticles, "open-articles"),
    (State::OverruledArticles, "overruled-articles"),
    (State::ConflictingArticles, "conflicting-articles"),
    (State::Changed, "changed"),
];

/// What a term looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Is,
    Label,
    Mine,
    Flag,
}

const KINDS: &[(Kind, &str)] = &[
    (Kind::Is, "is"),
    (Kind::Label, "label"),
    (Kind::Mine, "mine"),
    (Kind::Flag, "flag"),
];

/// What a term asks for: any of these.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    Is(Vec<State>),
    /// Words for labels, in lower case.
    Label(Vec<String>),
    /// Words for labels, in lower case.
    Mine(Vec<String>),
    /// Ids of flags.
    Flag(Vec<&'static str>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    negated: bool,
    test: Test,
}

/// Which rows the queue shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    terms: Vec<Term>,
}

impl FromStr for Filter {
    type Err = BadFilter;

    fn from_str(text: &str) -> Result<Self, BadFilter> {
        let mut filter = Self::default();
        let mut faults = Vec::new();
        let words = text.split(unquoted(char::is_whitespace));
        for word in words.filter(|word| !word.is_empty()) {
            match term(word) {
                Ok(term) => filter.terms.push(term),
                Err(more) => faults.extend(more),
            }
        }
        if faults.is_empty() {
            Ok(filter)
        } else {
            Err(BadFilter(faults))
        }
    }
}

/// What divides a text: such characters outside quotes.
fn unquoted(divides: impl Fn(char) -> bool) -> impl FnMut(char) -> bool {
    let mut quoted = false;
    move |c| {
        quoted ^= c == '"';
        divides(c) && !quoted
    }
}

fn term(word: &str) -> Result<Term, Vec<Fault>> {
    let (negated, body) = match word.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, word),
    };
    let Some((kind, values)) = body.split_once(':') else {
        return Err(vec![Fault::Shape {
            term: word.to_owned(),
        }]);
    };
    let kind = choose("filter", kind, KINDS).map_err(|fault| vec![fault])?;
    let values = values.split(unquoted(|c| c == ','));
    let test = match kind {
        Kind::Is => Test::Is(each(values, |word| choose("state", word, STATES))?),
        Kind::Label => Test::Label(each(values, |word| label_word("label", word))?),
        Kind::Mine => Test::Mine(each(values, |word| label_word("mine", word))?),
        Kind::Flag => Test::Flag(each(values, flag_id)?),
    };
    Ok(Term { negated, test })
}

/// Every value, or every fault.
fn each<'a, T>(
    values: impl Iterator<Item = &'a str>,
    read: impl Fn(&'a str) -> Result<T, Fault>,
) -> Result<Vec<T>, Vec<Fault>> {
    let mut good = Vec::new();
    let mut bad = Vec::new();
    for value in values {
        match read(value) {
            Ok(value) => good.push(value),
            Err(fault) => bad.push(fault),
        }
    }
    if bad.is_empty() { Ok(good) } else { Err(bad) }
}

fn flag_id(word: &str) -> Result<&'static str, Fault> {
    by_word(word)
        .map(|flag| flag.id)
        .ok_or_else(|| Fault::Unknown {
            what: "flag",
            word: word.to_owned(),
            allowed: FLAGS.iter().map(|flag| flag.id.to_owned()).collect(),
        })
}

/// Labels are data: which words name one only [`Filter::check`] can tell.
fn label_word(what: &'static str, word: &str) -> Result<String, Fault> {
    let word = word.replace('"', "");
    let word = word.trim();
    if word.is_empty() {
        return Err(Fault::Unknown {
            what,
            word: String::new(),
            allowed: vec!["a label".to_owned(), NONE.to_owned()],
        });
    }
    Ok(word.to_lowercase())
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, term) in self.terms.iter().enumerate() {
            let space = if at == 0 { "" } else { " " };
            let minus = if term.negated { "-" } else { "" };
            let (kind, values) = match &term.test {
                Test::Is(states) => (Kind::Is, words(states)),
                Test::Label(labels) => (Kind::Label, quoted(labels)),
                Test::Mine(labels) => (Kind::Mine, quoted(labels)),
                Test::Flag(flags) => (Kind::Flag, flags.join(",")),
            };
            let kind = KINDS.iter().find(|(known, _)| *known == kind);
            write!(
                f,
                "{space}{minus}{}:{values}",
                kind.map_or("", |(_, word)| word)
            )?;
        }
        Ok(())
    }
}

/// Words for labels, in quotes where they have spaces or commas.
fn quoted(labels: &[String]) -> String {
    let one = |label: &String| match label.contains(|c: char| c.is_whitespace() || c == ',') {
        true => format!("\"{label}\""),
        false => label.clone(),
    };
    labels.iter().map(one).collect::<Vec<_>>().join(",")
}

fn words(states: &[State]) -> String {
    let words: Vec<&str> = states
        .iter()
        .filter_map(|state| STATES.iter().find(|(known, _)| known == state))
        .map(|(_, word)| *word)
        .collect();
    words.join(",")
}

impl Filter {
    /// True where it lets everything pass.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether it asks for incidents on which the machine was overruled: who meant
    /// their articles finds none.
    pub fn asks_overruled(&self) -> bool {
        let asks = |term: &Term| match &term.test {
            Test::Is(states) => !term.negated && states.contains(&State::Overruled),
            Test::Label(_) | Test::Mine(_) | Test::Flag(_) => false,
        };
        self.terms.iter().any(asks)
    }

    /// Refuses labels that the vocabulary doesn't know.
    ///
    /// # Errors
    /// Every unknown label, with those that are known.
    pub fn check(&self, vocabulary: &Vocabulary) -> Result<(), BadFilter> {
        let named = self.terms.iter().flat_map(|term| match &term.test {
            Test::Label(words) | Test::Mine(words) => words.as_slice(),
            Test::Is(_) | Test::Flag(_) => &[],
        });
        let faults: Vec<Fault> = named
            .filter(|word| *word != NONE && vocabulary.label_said(word).is_none())
            .map(|word| Fault::Unknown {
                what: "label",
                word: word.clone(),
                allowed: vocabulary
                    .labels
                    .iter()
                    .map(|label| label.id.to_string())
                    .chain([NONE.to_owned()])
                    .collect(),
            })
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(BadFilter(faults))
        }
    }

    /// Whether a row passes, for one reviewer. To try many rows, make a
    /// [`Passing`] once.
    pub fn matches(
        &self,
        row: &Row,
        ledger: &Ledger,
        reviewer: &ReviewerId,
        vocabulary: &Vocabulary,
    ) -> bool {
        let mark = Mark::of(ledger, reviewer, vocabulary, &row.id);
        self.passing(vocabulary).row(row.head(vocabulary), mark)
    }

    /// Makes the filter ready for many rows: its words become numbers.
    pub fn passing(&self, vocabulary: &Vocabulary) -> Passing {
        let ready = self.terms.iter().map(|term| {
            let test = match &term.test {
                Test::Is(states) => Ready::Is(states.clone()),
                Test::Label(words) => Ready::Label(labels(vocabulary, words)),
                Test::Mine(words) => Ready::Mine(labels(vocabulary, words)),
                Test::Flag(flags) => Ready::Flag(FlagSet::of(flags)),
            };
            (term.negated, test)
        });
        Passing {
            terms: ready.collect(),
        }
    }
}

/// Labels for words; none stands for no label, and an unknown word for nothing.
fn labels(vocabulary: &Vocabulary, words: &[String]) -> Vec<LabelNumber> {
    words
        .iter()
        .filter_map(|word| match word.as_str() {
            NONE => Some(LabelNumber::NONE),
            word => vocabulary
                .label_said(word)
                .map(|label| LabelNumber::of(vocabulary, Some(&label.id))),
        })
        .collect()
}

/// A term ready to be tried.
#[derive(Clone, Debug, PartialEq)]
enum Ready {
    Is(Vec<State>),
    Label(Vec<LabelNumber>),
    Mine(Vec<LabelNumber>),
    Flag(FlagSet),
}

/// A filter made ready for many rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Passing {
    terms: Vec<(bool, Ready)>,
}

impl Passing {
    /// Whether a row passes.
    pub fn row(&self, head: Head, mark: Mark) -> bool {
        self.terms
            .iter()
            .all(|(negated, test)| holds(test, head, mark) != *negated)
    }
}

fn holds(test: &Ready, head: Head, mark: Mark) -> bool {
    match test {
        Ready::Label(labels) => labels.contains(&head.label),
        Ready::Flag(flags) => flags.meets(head.flags),
        Ready::Mine(labels) => labels.contains(&mark.label),
        Ready::Is(states) => states.iter().any(|state| is(*state, head, mark)),
    }
}

fn is(state: State, head: Head, mark: Mark) -> bool {
    match state {
        State::Pending => !mark.is_settled(),
        State::Decided => mark.outcome.is_some(),
        State::Later => mark.later,
        State::Conflicting => mark.is_conflicting(),
        State::Sustained => mark.outcome == Some(Outcome::Sustained),
        State::Overruled => mark.outcome == Some(Outcome::Overruled),
        State::Supplied => mark.outcome == Some(Outcome::Supplied),
        State::CantTell => mark.outcome == Some(Outcome::CantTell),
        State::Unsaved => mark.unsaved,
        State::OpenArticles => head.articles > mark.articles.answered,
        State::OverruledArticles => mark.articles.overruled,
        State::ConflictingArticles => mark.articles.conflicting,
        State::Changed => mark.is_outdated(head.said),
    }
}
