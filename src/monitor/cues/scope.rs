//! What governs a cue: whether harm is told as done, alleged, possible, denied
//! or fought. A modifier reaches to the end of its clause or of its reach, and
//! the nearest one wins; nothing leaks over a clause boundary.

use std::ops::Range;

use super::lexicon::{Family, Form, Hit, Lexicon, Scope};
use super::token::{Kind, Tokens};

/// How a cue stands in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Named, neither asserted nor governed.
    Named,
    /// Told as having happened.
    Done,
    /// Alleged in a complaint, a charge, a report.
    Alleged,
    /// A possibility.
    Possible,
    /// Denied.
    Denied,
    /// What AI is set against.
    Fought,
}

/// A cue with how it stands.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where, and which row.
    pub hit: Hit,
    /// The row's family.
    pub family: Family,
    /// How it stands.
    pub status: Status,
    /// Which sentence, from 0.
    pub sentence: u16,
}

/// A text read with a lexicon.
#[derive(Debug, Default)]
pub struct Reading {
    /// The text as words.
    pub tokens: Tokens,
    /// Its cues, in order.
    pub found: Vec<Found>,
}

/// How far a word before or behind AI denies it: `no artificial intelligence`.
const NEAR: usize = 3;
/// Words for none at all, behind what is done.
const NOBODY: &[&str] = &[
    "nobody",
    "none",
    "nothing",
    "niemanden",
    "personne",
    "nadie",
];
/// Words that join the last of a list to the others.
const JOINS: &[&str] = &[
    "or", "and", "nor", "oder", "und", "noch", "ou", "et", "ni", "o", "y", "e",
];
/// How many tokens after a helping word the harm that it fights may stand.
const FIGHT: usize = 12;

/// Reads a text. Sentences that speak to the machine that reads are passed over.
pub fn read(lexicon: &Lexicon, text: &str, headline: bool) -> Reading {
    let tokens = match headline {
        true => Tokens::of(text),
        false => Tokens::of_prose(text),
    };
    let hits = lexicon.hits(&tokens);
    let mut found = Vec::with_capacity(hits.len());
    let asks = headline && text.trim_end().ends_with('?');
    let mut at = 0;
    while at < hits.len() {
        let sentence = tokens.sentence(hits[at].tokens.start);
        let end = at + hits[at..].partition_point(|hit| hit.tokens.start < sentence.end);
        let view = View {
            lexicon,
            tokens: &tokens,
            hits: &hits[at..end],
            asks,
        };
        if !view.has(Family::Instruction) {
            found.extend(view.hits.iter().map(|hit| view.found(hit)));
        }
        at = end;
    }
    Reading { tokens, found }
}

/// One sentence.
struct View<'a> {
    lexicon: &'a Lexicon,
    tokens: &'a Tokens,
    hits: &'a [Hit],
    asks: bool,
}

impl View<'_> {
    fn family(&self, hit: &Hit) -> Family {
        self.lexicon.cue(hit).family
    }

    fn has(&self, family: Family) -> bool {
        self.hits.iter().any(|hit| self.family(hit) == family)
    }

    fn of(&self, family: Family) -> impl Iterator<Item = &Hit> {
        self.hits
            .iter()
            .filter(move |hit| self.family(hit) == family)
    }

    fn found(&self, hit: &Hit) -> Found {
        let family = self.family(hit);
        let status = match family {
            Family::Harm => self.harm(hit),
            Family::Conduct if self.suffered(hit) => self.harm(hit),
            Family::Conduct => Status::Named,
            Family::Hazard if self.fought(hit) => Status::Fought,
            Family::Hazard if self.denied(hit, usize::MAX) => Status::Denied,
            Family::Hazard => Status::Possible,
            Family::Ai if self.is_none(hit) => Status::Denied,
            Family::Counter if self.has(Family::Ai) && !self.helps(hit) => Status::Denied,
            Family::Counter if self.within_harm(hit) || self.denied(hit, NEAR) => Status::Denied,
            Family::Threat if self.fought(hit) => Status::Fought,
            Family::Threat => Status::Named,
            _ => Status::Done,
        };
        Found {
            hit: hit.clone(),
            family,
            status,
            sentence: self
                .tokens
                .tokens
                .get(hit.tokens.start)
                .map_or(0, |t| t.sentence),
        }
    }

    /// Whether a word that may say that something didn't quite happen says how
    /// many it happened to: "nearly 40 patients", "almost half".
    fn counts(&self, modal: &Hit) -> bool {
        const MANY: &[&str] = &["half", "all", "every", "a", "one", "two", "three", "twice"];
        let next = modal.tokens.end;
        let number = self.tokens.tokens.get(next).map(|it| it.kind) == Some(Kind::Number);
        matches!(self.tokens.word(modal.tokens.start), "nearly" | "almost")
            && modal.tokens.len() == 1
            && (number || MANY.contains(&self.tokens.word(next)))
    }

    /// How harm stands.
    fn harm(&self, hit: &Hit) -> Status {
        if self.fought(hit) {
            return Status::Fought;
        }
        if self.spares_all(hit) {
            return Status::Denied;
        }
        let cue = self.lexicon.cue(hit);
        let form = match cue.family {
            Family::Conduct => Form::Done,
            _ => cue.form,
        };
        let realised = self.nearest(hit, Family::Realiser, |_| true);
        let negated = self.nearest(hit, Family::Negation, |_| true);
        let supposed = self.nearest(hit, Family::Modal, |modal| {
            if self.counts(modal) {
                return false;
            }
            match self.lexicon.cue(modal).kind.as_str() {
                "asks" => self.asks,
                "soft" => form != Form::Done,
                _ => true,
            }
        });
        // A soft supposition gives way to a nearer word that makes harm a fact.
        let supposed = supposed.filter(|(far, modal)| {
            self.lexicon.cue(modal).kind != "soft" || realised.is_none_or(|(near, _)| near >= *far)
        });
        match (negated.map(|it| it.0), supposed.map(|it| it.0)) {
            (Some(denied), Some(possible)) if possible < denied => return Status::Possible,
            (Some(_), _) => return Status::Denied,
            (None, Some(_)) => return Status::Possible,
            (None, None) => {}
        }
        let happened = match form {
            Form::Done => true,
            Form::Noun => realised.is_some() || self.counted(hit),
            Form::Base => realised.is_some(),
        };
        match (happened, self.has(Family::Allegation)) {
            (true, true) => Status::Alleged,
            (true, false) => Status::Done,
            (false, _) => Status::Named,
        }
    }

    /// The nearest modifier of a family that governs a cue, with its distance.
    fn nearest(
        &self,
        hit: &Hit,
        family: Family,
        counts: impl Fn(&Hit) -> bool,
    ) -> Option<(usize, &Hit)> {
        self.of(family)
            .filter(|modifier| counts(modifier))
            .filter_map(|modifier| Some((self.distance(modifier, hit)?, modifier)))
            .min_by_key(|(distance, modifier)| (*distance, modifier.tokens.start))
    }

    /// How many tokens lie between a modifier and what it governs; none where it doesn't.
    fn distance(&self, modifier: &Hit, hit: &Hit) -> Option<usize> {
        let cue = self.lexicon.cue(modifier);
        let between = match cue.scope {
            Scope::Ahead => modifier.tokens.end..hit.tokens.start,
            Scope::Behind => hit.tokens.end..modifier.tokens.start,
        };
        let ordered = match cue.scope {
            Scope::Ahead => modifier.tokens.end <= hit.tokens.start,
            Scope::Behind => hit.tokens.end <= modifier.tokens.start,
        };
        (ordered && between.len() <= cue.reach && !self.bars(&between, hit.tokens.start))
            .then_some(between.len())
    }

    /// True where a clause ends between two places. A comma ends one unless the
    /// cue follows it at once, in a list: `no deaths, injuries or damage`, and
    /// not `refuses to stop, girl dies`.
    fn bars(&self, between: &Range<usize>, target: usize) -> bool {
        let joins = |at: usize| JOINS.contains(&self.tokens.word(at));
        let listed =
            |comma: usize| target > comma && target - comma <= 3 && (comma..target + 4).any(joins);
        let mark = |at: usize| match self.tokens.word(at) {
            "," => !listed(at),
            ";" | ":" | "(" | ")" | "—" | "–" | "|" => true,
            _ => false,
        };
        between
            .clone()
            .any(|at| self.tokens.tokens[at].kind == Kind::Mark && mark(at))
            || self
                .of(Family::Terminator)
                .any(|end| between.contains(&end.tokens.start))
    }

    fn denied(&self, hit: &Hit, reach: usize) -> bool {
        self.denied_by(hit, reach, &["avoid"])
    }

    /// True where nobody stands right behind what is done: `hurt nobody`.
    fn spares_all(&self, hit: &Hit) -> bool {
        let behind = |by: usize| self.tokens.word(hit.tokens.end + by);
        NOBODY.contains(&behind(0)) || behind(0) == "no" && behind(1) == "one"
    }

    /// True where an AI system is denied to be one, or to be there. Who cannot
    /// tell one, or won't use one, speaks of one.
    fn is_none(&self, hit: &Hit) -> bool {
        self.denied_by(hit, NEAR, &["avoid", "unable"])
    }

    fn denied_by(&self, hit: &Hit, reach: usize, but: &[&str]) -> bool {
        let denies = |modifier: &Hit| !but.contains(&self.lexicon.cue(modifier).kind.as_str());
        self.nearest(hit, Family::Negation, denies)
            .is_some_and(|(distance, _)| distance <= reach)
    }

    /// True where AI stands before and people stand after what is done.
    fn suffered(&self, hit: &Hit) -> bool {
        let near = |family, range: Range<usize>| {
            self.of(family).any(|one| {
                range.contains(&one.tokens.start)
                    && !self.denied(one, NEAR)
                    && !self.bars(&(one.tokens.end..hit.tokens.start), hit.tokens.start)
            })
        };
        let (start, end) = (hit.tokens.start, hit.tokens.end);
        near(Family::Ai, start.saturating_sub(6)..start) && near(Family::Victim, end..end + 7)
    }

    fn within_harm(&self, hit: &Hit) -> bool {
        self.of(Family::Harm)
            .any(|harm| harm.tokens.start <= hit.tokens.start && hit.tokens.end <= harm.tokens.end)
    }

    /// True where AI is said to help against it: a helping word before it or
    /// round it, and an AI system in the clause.
    fn fought(&self, hit: &Hit) -> bool {
        self.of(Family::Counter).any(|counter| {
            let (start, end) = (counter.tokens.start, counter.tokens.end);
            let inside = start <= hit.tokens.start && hit.tokens.end <= end;
            let before = end <= hit.tokens.start
                && hit.tokens.start - end <= FIGHT
                && !self.bars(&(end..hit.tokens.start), hit.tokens.start);
            (inside || before) && self.helps(counter)
        })
    }

    /// True for a helping word that is meant: not part of a word for harm, not
    /// denied, and with an AI system in its clause, other than what it is done to.
    fn helps(&self, counter: &Hit) -> bool {
        let reached = |ai: &Hit| {
            // "Hospital halts its AI tool": nobody is helped by AI. "Thanks to AI" is
            // another matter.
            let after = counter.tokens.end..counter.tokens.end + 2;
            let acted_on = self.lexicon.cue(counter).kind != "agent";
            if acted_on && after.contains(&ai.tokens.start) {
                return false;
            }
            let between = match ai.tokens.end <= counter.tokens.start {
                true => ai.tokens.end..counter.tokens.start,
                false => counter.tokens.end..ai.tokens.start,
            };
            let ends = |at| matches!(self.tokens.word(at), ";" | ":" | "—" | "–");
            !between.into_iter().any(ends)
        };
        !self.within_harm(counter)
            && !self.denied(counter, NEAR)
            && self.of(Family::Ai).any(reached)
    }

    /// True where a number or a counted person stands just before.
    fn counted(&self, hit: &Hit) -> bool {
        let before = hit.tokens.start.saturating_sub(2)..hit.tokens.start;
        let number = before
            .clone()
            .any(|at| self.tokens.tokens[at].kind == Kind::Number);
        number
            || self
                .of(Family::Victim)
                .any(|victim| before.contains(&victim.tokens.start))
    }
}
