//! Articles and incidents with their verdicts, as a set has them: the label and
//! how sure it is, the evidence as spans, the rationale, the record of what
//! gave it. How the label is found is the business of [`super::classify`].

mod explain;
mod incident;
mod speech;

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::value::{RawValue, to_raw_value};

use crate::domain::{Article, Date, How, Incident, LabelId, Run, Verdict, Vocabulary};
use crate::threads;

use super::articles::{RawArticle, language};
use super::classify::{Labelled, Question, Weights, classify, version};
use super::cues::Lexicon;
use super::watch::Watch;

pub use explain::{Texts, spans};
pub use incident::{incident, most, tell, tell_whole, tell_without, title};
pub use speech::{Speech, verdict_sentence};

/// Who labelled, in the record of a verdict.
pub const WHO: &str = "overrule monitor";

/// An article with its verdict, and what it came from.
#[derive(Debug)]
pub struct Judged {
    /// As a set has it.
    pub article: Article,
    /// The label with its evidence; none where no lexicon speaks its language.
    pub labelled: Option<Labelled>,
}

impl Judged {
    /// Notes that it is a copy of another article of its incident.
    pub fn mark_copy(&mut self, original: Option<&RawArticle>) {
        if let Some(original) = original {
            self.article.copy_of = Some(original.id.as_str().into());
        }
    }

    /// True for a copy of another one of its group, which has no vote.
    pub fn is_copy(&self, group: &[Judged]) -> bool {
        let original = self.article.copy_of.as_ref();
        original.is_some_and(|id| group.iter().any(|it| it.article.id == *id))
    }
}

/// By what articles are labelled.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The labels and facets that there are, and how they are spoken of.
    pub speech: &'a Speech<'a>,
    /// What weighs the evidence.
    pub weights: &'a Weights,
}

impl<'a> Rules<'a> {
    /// With the weights that ship.
    pub fn shipped(speech: &'a Speech<'a>) -> Self {
        Self {
            speech,
            weights: Weights::shipped(),
        }
    }

    /// The labels and facets.
    pub const fn vocabulary(&self) -> &'a Vocabulary {
        self.speech.vocabulary()
    }
}

/// True for a verdict that was given here.
pub fn gave(verdict: &Verdict) -> bool {
    verdict.run.who.as_deref() == Some(WHO)
}

/// True where the verdict on an incident is one of ours, or there is none: only
/// then may it be told anew.
pub fn is_ours(incident: &Incident) -> bool {
    incident.verdict.is_empty() || gave(&incident.verdict)
}

/// Articles labelled in one go by a thread.
const PIECE: usize = 64;

/// Labels articles, in their order, on some threads; how many makes no difference.
pub fn articles(
    rules: Rules<'_>,
    raw: &[RawArticle],
    threads: usize,
    watch: &dyn Watch,
) -> Vec<Judged> {
    let label = |range: Range<usize>| {
        let part = raw.get(range).unwrap_or_default();
        let judged: Vec<Judged> = part.iter().map(|raw| article(rules, raw)).collect();
        watch.done(part.len() as u64);
        judged
    };
    let parts = threads::pieces(raw.len(), PIECE, threads, || (), |(), range| label(range));
    parts.into_iter().flatten().collect()
}

/// Labels one article.
pub fn article(rules: Rules<'_>, raw: &RawArticle) -> Judged {
    let text = text(raw);
    let texts = Texts {
        title: headline(raw),
        text: text.as_deref().unwrap_or_default(),
    };
    let language = language::base(raw.language.as_deref());
    let lexicon = Lexicon::shipped(&language);
    let labelled = lexicon.map(|lexicon| classify(lexicon, rules.weights, texts.title, texts.text));
    let verdict = match (&labelled, lexicon) {
        (Some(made), Some(lexicon)) => given(rules, made, texts, lexicon),
        _ => unread(&language),
    };
    let article = Article {
        id: raw.id.as_str().into(),
        title: Some(raw.title.clone()),
        outlet: raw.outlet.clone(),
        date: raw
            .date
            .and_then(|date| date.to_string().parse::<Date>().ok()),
        url: raw.url.clone(),
        language: raw.language.clone(),
        lead: text,
        verdict,
        ..Article::default()
    };
    Judged { article, labelled }
}

/// The label of an article alone; none where no lexicon speaks its language.
pub fn classified(weights: &Weights, raw: &RawArticle) -> Option<Labelled> {
    let lexicon = Lexicon::shipped(&language::base(raw.language.as_deref()))?;
    Some(classify(
        lexicon,
        weights,
        headline(raw),
        &text(raw).unwrap_or_default(),
    ))
}

/// The headline without the name of its outlet behind it: that is no news.
fn headline(raw: &RawArticle) -> &str {
    let outlet = raw.outlet.as_deref().unwrap_or_default();
    let cut = raw.title.strip_suffix(outlet).map(str::trim_end);
    let cut = cut.filter(|cut| !outlet.is_empty() && cut.ends_with(['-', '|', '–', '—']));
    cut.map_or(raw.title.as_str(), |cut| {
        cut.trim_end_matches(['-', '|', '–', '—']).trim_end()
    })
}

/// Lead and body as one text: most bodies begin with their lead.
fn text(raw: &RawArticle) -> Option<String> {
    match (&raw.lead, &raw.body) {
        (Some(lead), Some(body)) if body.trim_start().starts_with(lead.trim()) => {
            Some(body.clone())
        }
        (Some(lead), Some(body)) => Some(format!("{lead}\n\n{body}")),
        (one, other) => one.clone().or_else(|| other.clone()),
    }
}

fn given(rules: Rules<'_>, made: &Labelled, texts: Texts<'_>, lexicon: &Lexicon) -> Verdict {
    let vocabulary = rules.vocabulary();
    let (rationale, reading) = explain::written(rules.speech, made, texts);
    let mut verdict = Verdict {
        label: Some(LabelId::from(made.label.id())),
        severity: super::facets::severity(vocabulary, made),
        confidence: Some(rounded(made.confidence)),
        rationale: Some(rationale),
        how: How::Model,
        answers: answers(made),
        spans: spans(made, texts),
        run: run(Some(version(lexicon, rules.weights))),
        ..Verdict::default()
    };
    let label = LabelId::from(made.label.id());
    let last = verdict_sentence(vocabulary, &label, "article");
    speech::settle_read(rules.speech, &mut verdict, &last, reading);
    verdict
}

/// The answers to the questions, each as how sure a yes is.
fn answers(made: &Labelled) -> BTreeMap<String, f64> {
    let one = |(question, sure): (&Question, &f64)| (question.name().to_owned(), rounded(*sure));
    made.answers.iter().map(one).collect()
}

fn unread(language: &str) -> Verdict {
    let language = if language.is_empty() {
        "unknown"
    } else {
        language
    };
    Verdict {
        rationale: Some(format!(
            "The monitor has no word list for this language ({language}), so a person has to read it."
        )),
        how: How::Unclear,
        run: run(None),
        ..Verdict::default()
    }
}

/// The record of what labelled.
fn run(version: Option<String>) -> Run {
    Run {
        who: Some(WHO.to_owned()),
        model: Some("cue rules".to_owned()),
        version,
        ..Run::default()
    }
}

/// To four digits: the rest says nothing, and differs between machines.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// A field that a set keeps beside those it knows.
fn raw<T: serde::Serialize>(name: &str, value: &T) -> Option<(String, Box<RawValue>)> {
    Some((name.to_owned(), to_raw_value(value).ok()?))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod wording;
