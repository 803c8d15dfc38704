//! From cues to signals: how much a text says for each side of the six
//! questions, and by which words. Weighing the sides is left to the parent.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::monitor::cues::{Family, Found, Lexicon, Reading, Status};

/// What a note speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// An AI system is involved.
    Ai,
    /// None is.
    NotAi,
    /// AI is the countermeasure.
    Counter,
    /// Harm has happened, or is alleged to have.
    Done,
    /// Harm is possible.
    Possible,
    /// Harm is denied.
    Denied,
    /// Courts and police deal with harm.
    Legal,
    /// It is a response, governance or research.
    Response,
    /// It is product or business news.
    Product,
    /// Somebody is told of, rather than a body or people at large.
    Person,
}

impl Side {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; SIDES] = [
        Self::Ai,
        Self::NotAi,
        Self::Counter,
        Self::Done,
        Self::Possible,
        Self::Denied,
        Self::Legal,
        Self::Response,
        Self::Product,
        Self::Person,
    ];

    /// Its name in a file of weights.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ai => "ai",
            Self::NotAi => "not_ai",
            Self::Counter => "counter",
            Self::Done => "done",
            Self::Possible => "possible",
            Self::Denied => "denied",
            Self::Legal => "legal",
            Self::Response => "response",
            Self::Product => "product",
            Self::Person => "person",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.name() == name)
    }
}

const SIDES: usize = 10;

/// Which field of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The headline.
    Title,
    /// The lead or the body.
    Text,
}

impl Field {
    /// Its name in a set.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "lead",
        }
    }
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// What it speaks for.
    pub side: Side,
    /// The field it stands in.
    pub field: Field,
    /// The bytes of the field.
    pub bytes: Range<usize>,
    /// The sentence, from 0.
    pub sentence: u16,
    /// The kind of the cue, such as `death`.
    pub kind: String,
    /// How the cue stands.
    pub status: Status,
    /// How much it says.
    pub amount: f64,
}

/// What an article says for each side.
#[derive(Clone, Debug, Default)]
pub struct Signals {
    /// The evidence, strongest first.
    pub notes: Vec<Note>,
    sums: [f64; SIDES],
    titles: [f64; SIDES],
}

impl Signals {
    /// How much speaks for a side: the strongest note whole, each further one half as much as the one before.
    pub fn sum(&self, side: Side) -> f64 {
        self.sums[side as usize]
    }

    /// The same, of the headline alone.
    pub fn title(&self, side: Side) -> f64 {
        self.titles[side as usize]
    }

    /// The same, of one kind of cue alone.
    pub fn kind(&self, side: Side, kind: &str) -> f64 {
        sum(&self.notes, |note| note.side == side && note.kind == kind)
    }
}

/// The strongest note whole, each further one half as much as the one before.
fn sum(notes: &[Note], wanted: impl Fn(&Note) -> bool) -> f64 {
    let mut part = 1.0;
    let mut sum = 0.0;
    for note in notes.iter().filter(|note| wanted(note)) {
        sum += part * note.amount;
        part *= 0.5;
    }
    sum
}

/// How much a word counts in the headline, and in the sentences of the text.
const TITLE: f64 = 1.6;
const SENTENCES: [f64; 4] = [1.0, 0.9, 0.8, 0.7];
const LATER: f64 = 0.45;
/// The first sentence, where there is no headline.
const HEADLESS: f64 = 1.3;
/// What a headline's background counts under a governing response.
const BACKGROUND: f64 = 0.3;
/// What harm in the text counts under a headline that is a response.
const ANSWERED: f64 = 0.6;

/// Collects the signals of a headline and a text.
pub fn collect(lexicon: &Lexicon, title: &Reading, text: &Reading) -> Signals {
    let mut notes = Vec::new();
    let ai_in_title = ais(&title.found).next().is_some();
    for (field, reading) in [(Field::Title, title), (Field::Text, text)] {
        let collector = Collector {
            lexicon,
            field,
            reading,
            ai_in_title,
            ai_in: ais(&reading.found).map(|one| one.sentence).collect(),
            background: match field {
                Field::Title => background(title).unwrap_or_default(),
                Field::Text => 0..0,
            },
            turn: turn(lexicon, title),
            first: match title.tokens.tokens.is_empty() {
                true => HEADLESS,
                false => SENTENCES[0],
            },
        };
        for found in &reading.found {
            notes.extend(collector.note(found));
        }
    }
    notes.sort_by(|a, b| {
        b.amount
            .total_cmp(&a.amount)
            .then_with(|| (a.field, a.bytes.start).cmp(&(b.field, b.bytes.start)))
    });
    let mut signals = Signals::default();
    for side in Side::ALL {
        signals.sums[side as usize] = sum(&notes, |note| note.side == side);
        signals.titles[side as usize] = sum(&notes, |note| {
            note.side == side && note.field == Field::Title
        });
    }
    signals.notes = notes;
    signals
}

/// The AI systems that are named.
fn ais(found: &[Found]) -> impl Iterator<Item = &Found> {
    found
        .iter()
        .filter(|one| one.family == Family::Ai && one.status != Status::Denied)
}

/// The tokens of a headline that tell what happened before: from `after` to its
/// end, or to the comma where the headline begins with it.
fn background(title: &Reading) -> Option<Range<usize>> {
    let mut all = title
        .found
        .iter()
        .filter(|one| one.family == Family::Background);
    let first = all.next()?.hit.tokens.clone();
    let end = title.tokens.tokens.len();
    if first.start >= 2 {
        return Some(first.start..end);
    }
    let comma = (first.end..end).find(|at| title.tokens.word(*at) == ",");
    comma.map(|comma| first.start..comma)
}

/// What a headline's own clause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// An event, or nothing that can be told.
    Event,
    /// A response: the harm behind `after` is only what it responds to.
    Response,
    /// A court case, a fine or an arrest: proof of harm.
    Claim,
}

fn turn(lexicon: &Lexicon, title: &Reading) -> Turn {
    let kind = |one: &Found| lexicon.cue(&one.hit).kind.as_str();
    let claims = |one: &Found| one.family == Family::Legal && kind(one) == "claim";
    let behind = background(title).unwrap_or_default();
    let own = || {
        let before = |one: &&Found| !behind.contains(&one.hit.tokens.start);
        title.found.iter().filter(before)
    };
    if own().any(claims) {
        return Turn::Claim;
    }
    let responds = own()
        .any(|one| one.family == Family::Response && matches!(kind(one), "governance" | "reply"));
    let harmed = own().any(|one| {
        one.family == Family::Harm && matches!(one.status, Status::Done | Status::Alleged)
    });
    match responds && !harmed {
        true => Turn::Response,
        false if title.found.iter().any(claims) => Turn::Claim,
        false => Turn::Event,
    }
}

struct Collector<'a> {
    lexicon: &'a Lexicon,
    field: Field,
    reading: &'a Reading,
    ai_in_title: bool,
    /// The sentences of the field in which an AI system is named.
    ai_in: BTreeSet<u16>,
    /// The headline's background.
    background: Range<usize>,
    /// What the headline's own clause is.
    turn: Turn,
    /// What the first sentence of the text counts.
    first: f64,
}

impl Collector<'_> {
    fn note(&self, found: &Found) -> Option<Note> {
        let cue = self.lexicon.cue(&found.hit);
        let side = side(found)?;
        let mut amount = cue.weight * self.place(found);
        match side {
            Side::Done | Side::Possible | Side::Denied | Side::Legal => {
                amount *= self.link(found) * self.tense(found);
                // What a response looks back on is told in its text.
                if self.turn == Turn::Response && self.field == Field::Text {
                    amount *= ANSWERED;
                }
            }
            Side::Counter => amount *= self.set_against(found),
            _ => {}
        }
        (amount > 0.0).then(|| Note {
            side,
            field: self.field,
            bytes: self.reading.tokens.bytes(found.hit.tokens.clone()),
            sentence: found.sentence,
            kind: cue.kind.clone(),
            status: found.status,
            amount,
        })
    }

    /// By where it stands.
    fn place(&self, found: &Found) -> f64 {
        match self.field {
            Field::Title => {
                let behind = self.background.contains(&found.hit.tokens.start);
                let responds = found.family == Family::Response;
                let neutral = matches!(found.family, Family::Ai | Family::NotAi);
                match () {
                    () if neutral => TITLE,
                    // The harm that the headline's event answers is not its event.
                    () if behind && self.turn == Turn::Response && !responds => TITLE * BACKGROUND,
                    // Who sues, fines or arrests is no legislator here.
                    () if responds && (behind || self.turn == Turn::Claim) => TITLE * 0.4,
                    () => TITLE,
                }
            }
            Field::Text if found.sentence == 0 => self.first,
            Field::Text => SENTENCES
                .get(usize::from(found.sentence))
                .copied()
                .unwrap_or(LATER),
        }
    }

    /// By how it is told.
    fn tense(&self, found: &Found) -> f64 {
        match (found.family, found.status) {
            (Family::Harm, Status::Alleged) => 0.95,
            (Family::Harm, Status::Named) if self.field == Field::Title => 0.5,
            (Family::Harm, Status::Named) => 0.3,
            (Family::Harm, Status::Possible) => 0.75,
            (Family::Harm, Status::Denied) => 0.6,
            _ => 1.0,
        }
    }

    /// By how near an AI system stands.
    fn link(&self, found: &Found) -> f64 {
        let near = |from: u16, to: u16| self.ai_in.range(from..=to).next().is_some();
        let at = found.sentence;
        if near(at, at) {
            1.0
        } else if self.ai_in_title {
            0.85
        } else if near(at.saturating_sub(1), at + 1) {
            0.7
        } else {
            0.35
        }
    }

    /// A helping word counts where AI helps: with AI in its sentence, and more
    /// with something to help against.
    fn set_against(&self, found: &Found) -> f64 {
        let all = &self.reading.found;
        let begin = all.partition_point(|one| one.sentence < found.sentence);
        let end = all.partition_point(|one| one.sentence <= found.sentence);
        let near = |family| {
            let mut here = all[begin..end].iter();
            here.any(|one| one.family == family && one.status != Status::Denied)
        };
        let ai = near(Family::Ai) || self.ai_in_title && self.field == Field::Text;
        match (ai, near(Family::Threat)) {
            (true, true) => 1.0,
            (true, false) => 0.45,
            (false, _) => 0.0,
        }
    }
}

/// The side a cue speaks for, as it stands.
fn side(found: &Found) -> Option<Side> {
    Some(match (found.family, found.status) {
        (Family::Ai, Status::Denied) | (Family::NotAi, _) => Side::NotAi,
        (Family::Ai, _) => Side::Ai,
        (Family::Harm, Status::Done | Status::Alleged | Status::Named) => Side::Done,
        (Family::Conduct, Status::Done | Status::Alleged) => Side::Done,
        (Family::Harm, Status::Possible) => Side::Possible,
        (Family::Harm, Status::Denied) => Side::Denied,
        (Family::Hazard, Status::Possible) => Side::Possible,
        (Family::Counter, Status::Done) => Side::Counter,
        (Family::Legal, _) => Side::Legal,
        (Family::Response, _) => Side::Response,
        (Family::Product, _) => Side::Product,
        (Family::Person, _) => Side::Person,
        _ => return None,
    })
}
