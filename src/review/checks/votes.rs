//! Labels against labels: of the incident, of its articles, and of the
//! rationales that come with them.

use crate::domain::{LabelId, Verdict};
use crate::review::tally::Most;

use super::{Case, and_more, name};

/// A lead below two thirds is a split.
const SPLIT_BELOW: f64 = 2.0 / 3.0;

pub fn no_verdict(case: &Case<'_>) -> Option<String> {
    let verdict = &case.incident.verdict;
    if verdict.label.is_some() {
        return None;
    }
    // The guess stays out of the reason: it isn't shown before the analyst has answered.
    let why = match &verdict.rationale {
        Some(_) => "the rationale asserts no label clearly: give one",
        None if case.tally.total() > 0 => {
            "the machine labels articles of it and not the incident: give a label"
        }
        None => "the machine gave no label and no rationale: give a label",
    };
    Some(why.to_owned())
}

pub fn unclear_articles(case: &Case<'_>) -> Option<String> {
    let unclear = case.tally.unclear as usize;
    let all = case.incident.articles.len();
    // A machine that labels incidents as a whole said nothing of any of them.
    let mut articles = case.incident.articles.iter();
    let is_asked = articles.any(|article| !article.verdict.is_empty());
    (unclear > 0 && is_asked)
        .then(|| format!("{unclear} of {all} articles have no clear verdict of the machine"))
}

pub fn tie(case: &Case<'_>) -> Option<String> {
    let Most::Tie(_) = case.tally.most() else {
        return None;
    };
    Some(format!("tie: {}", case.tally.text(case.vocabulary)))
}

pub fn split(case: &Case<'_>) -> Option<String> {
    let Most::One(_) = case.tally.most() else {
        return None;
    };
    // A tolerance, so that 2 of 3 isn't below two thirds by a rounding error.
    let share = case.tally.share()?;
    (share < SPLIT_BELOW - 1e-9).then(|| {
        format!(
            "split {}, below 2/3: {}",
            case.tally.ratio(),
            case.tally.text(case.vocabulary)
        )
    })
}

pub fn against_articles(case: &Case<'_>) -> Option<String> {
    let label = case.incident.verdict.label.as_ref()?;
    let leads = match case.tally.most() {
        Most::None => return None,
        Most::One(leader) => leader == *label,
        Most::Tie(leaders) => leaders.contains(label),
    };
    (!leads).then(|| {
        format!(
            "the incident is labelled {}, its articles {}",
            case.vocabulary.short(label),
            case.tally.text(case.vocabulary)
        )
    })
}

pub fn against_reason(case: &Case<'_>) -> Option<String> {
    let own = contradiction(&case.incident.verdict).map(|pair| ("incident".to_owned(), pair));
    let articles = case.incident.articles.iter().enumerate();
    let articles = articles
        .filter_map(|(at, article)| Some((name(at, article), contradiction(&article.verdict)?)));
    let mut found = own.into_iter().chain(articles);
    let (whose, (label, prose, phrase)) = found.next()?;
    let phrase = phrase.map_or_else(String::new, |phrase| format!(": \"{phrase}\""));
    Some(format!(
        "{whose}: labelled {}, the rationale says {}{phrase}{}",
        case.vocabulary.short(label),
        case.vocabulary.short(prose),
        and_more(found.count())
    ))
}

/// Label, the label that its rationale asserts, and the phrase, where the two differ.
fn contradiction(verdict: &Verdict) -> Option<(&LabelId, &LabelId, Option<&str>)> {
    let (label, prose) = (verdict.label.as_ref()?, verdict.prose.as_ref()?);
    let phrase = verdict.deciding().map(|span| span.quote.as_str());
    (label != prose).then_some((label, prose, phrase))
}
