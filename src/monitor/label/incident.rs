//! One incident made of the articles of one group: the label that most of them
//! have, a tie left to a person; title and summary taken word for word from the
//! best-placed articles of different outlets.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{How, Incident, IncidentId, LabelId, Source, Verdict};
use crate::monitor::cues::{Tokens, prose};
use crate::monitor::facets;
use crate::text::floor;

use super::speech::{Speech, holds, settle};
use super::{Judged, gave, raw, rounded, run, verdict_sentence};

/// How many articles of different outlets the summary draws on.
const OUTLETS: usize = 3;
/// The longest summary, in bytes.
const SUMMARY: usize = 700;

/// How the articles of a group vote.
#[derive(Debug, Default)]
struct Tally {
    /// How many have a label, and how sure they are together.
    votes: BTreeMap<LabelId, (usize, f64)>,
    /// How many name no AI system where others do, and have no vote.
    silent: usize,
}

impl Tally {
    /// Of those that have no vote, where there are any.
    fn silence(&self) -> Option<String> {
        match self.silent {
            0 => None,
            1 => Some("1 names none".to_owned()),
            silent => Some(format!("{silent} name none")),
        }
    }

    /// How many have a vote.
    fn read(&self) -> usize {
        self.votes.values().map(|(count, _)| count).sum()
    }
}

/// Makes an incident of the articles of a group.
pub fn incident(speech: &Speech<'_>, id: IncidentId, group: Vec<Judged>) -> Incident {
    let tally = tally(&group);
    let label = most_common(&tally);
    let best = best_placed(&group, label.as_ref());
    let title = best.first().and_then(|judged| judged.article.title.clone());
    let summary = summary(&best);
    let provenance = [("title", &title), ("summary", &summary)]
        .into_iter()
        .filter(|(_, text)| text.is_some())
        .map(|(field, _)| (field.to_owned(), TAKEN.to_owned()))
        .collect();
    let mut made = Incident {
        id,
        title,
        summary,
        provenance,
        source: Source {
            shape: Some("monitor".to_owned()),
            ..Source::default()
        },
        ..Incident::default()
    };
    tell(speech, &mut made, group);
    made
}

/// What stands beside a title and a summary that were made here.
const TAKEN: &str = "taken from the articles";

/// As [`tell`], for an incident that articles were taken from: title and summary
/// are to be those of an article that is still there.
pub fn tell_without(speech: &Speech<'_>, incident: &mut Incident, group: Vec<Judged>) {
    let best = best_placed(&group, most(&group).as_ref());
    let is_made = |field: &str| incident.provenance.get(field).is_some_and(|it| it == TAKEN);
    let is_there = |judged: &Judged| judged.article.title == incident.title;
    if is_made("title") && !group.iter().any(is_there) {
        incident.title = best.first().and_then(|judged| judged.article.title.clone());
    }
    if is_made("summary") {
        incident.summary = summary(&best);
    }
    incident.country = None;
    tell(speech, incident, group);
}

/// As [`tell`], for an incident that articles came back to: title and summary
/// are what they would be of all of them.
pub fn tell_whole(speech: &Speech<'_>, incident: &mut Incident, group: Vec<Judged>) {
    if incident
        .provenance
        .get("title")
        .is_some_and(|it| it == TAKEN)
    {
        incident.title = None;
    }
    tell_without(speech, incident, group);
}

/// The title of the incident that [`incident`] makes of a group.
pub fn title(group: &[Judged]) -> Option<String> {
    let best = best_placed(group, most(group).as_ref());
    best.first()?.article.title.clone()
}

/// Gives an incident its articles, and what follows from them: verdict, facets,
/// date and country. Id, title and summary stay, as people know it by them.
pub fn tell(speech: &Speech<'_>, incident: &mut Incident, group: Vec<Judged>) {
    let tally = tally(&group);
    let label = most_common(&tally);
    let best = best_placed(&group, label.as_ref());
    let read = facets::Group::new(&group);
    let vocabulary = speech.vocabulary();
    incident.verdict = verdict_of(speech, &read, &tally, label.as_ref(), &best);
    incident.facets = facets::facets(vocabulary, &read, label.as_ref());
    incident.date = group.iter().filter_map(|judged| judged.article.date).min();
    incident.country = incident.country.take().or_else(|| facets::country(&read));
    incident.articles = group.into_iter().map(|judged| judged.article).collect();
}

/// Copies don't vote, and neither does what names no AI system beside what does: a
/// report on the victim may leave it out.
fn tally(group: &[Judged]) -> Tally {
    let mut tally = Tally::default();
    let voters = || group.iter().filter(|judged| !judged.is_copy(group));
    let is_named = voters().any(|judged| judged.article.verdict.names_ai() == Some(true));
    for judged in voters() {
        let verdict = &judged.article.verdict;
        if is_named && gave(verdict) && verdict.is_silent() {
            tally.silent += 1;
        } else if let Some(label) = &verdict.label {
            let entry = tally.votes.entry(label.clone()).or_default();
            entry.0 += 1;
            entry.1 += verdict.confidence.unwrap_or(0.5);
        }
    }
    tally
}

/// The label that most articles of a group have; none where several are as common.
pub fn most(group: &[Judged]) -> Option<LabelId> {
    most_common(&tally(group))
}

/// The label that most have; none where several have as many.
fn most_common(tally: &Tally) -> Option<LabelId> {
    let most = tally.votes.values().map(|(count, _)| *count).max()?;
    let mut all = tally.votes.iter().filter(|(_, (count, _))| *count == most);
    let (label, _) = all.next()?;
    all.next().is_none().then(|| label.clone())
}

/// The articles in the order in which they speak for the incident: those with
/// its label, with a text, the surest first, one an outlet.
fn best_placed<'a>(group: &'a [Judged], label: Option<&LabelId>) -> Vec<&'a Judged> {
    let mut order: Vec<&Judged> = group
        .iter()
        .filter(|judged| !judged.is_copy(group))
        .collect();
    let rank = |judged: &Judged| {
        let verdict = &judged.article.verdict;
        let agrees = label.is_none() || verdict.label.as_ref() == label;
        (agrees, judged.article.lead.is_some())
    };
    let sure = |judged: &Judged| judged.article.verdict.confidence.unwrap_or_default();
    order.sort_by(|a, b| {
        rank(b)
            .cmp(&rank(a))
            .then(sure(b).total_cmp(&sure(a)))
            .then_with(|| a.article.id.cmp(&b.article.id))
    });
    let mut outlets = BTreeSet::new();
    order.retain(|judged| {
        let article = &judged.article;
        outlets.insert(
            article
                .outlet
                .as_deref()
                .unwrap_or(article.id.as_str())
                .to_lowercase(),
        )
    });
    order.truncate(OUTLETS);
    order
}

/// The first sentences of the articles' texts, else their headlines, each once.
fn summary(best: &[&Judged]) -> Option<String> {
    let alone = best.len() == 1;
    let mut said: Vec<&str> = Vec::new();
    let mut length = 0;
    for judged in best {
        let text = judged.article.lead.as_deref().unwrap_or_default();
        let mut part = opening(text, if alone { 3 } else { 2 });
        if part.is_empty() && !alone {
            part = judged.article.title.as_deref().unwrap_or_default();
        }
        if part.is_empty() || said.contains(&part) || length > 0 && length + part.len() > SUMMARY {
            continue;
        }
        length += part.len();
        said.push(part);
    }
    (!said.is_empty()).then(|| said.join(" "))
}

/// The first sentences of the prose of a text, word for word, up to its first blank line.
fn opening(text: &str, sentences: usize) -> &str {
    let first = prose::of(text).into_iter().next().unwrap_or_default();
    let first = text.get(first).unwrap_or_default().trim();
    let paragraph = first.split("\n\n").next().unwrap_or_default();
    let tokens = Tokens::of(paragraph).tokens;
    let last = tokens
        .iter()
        .take_while(|token| usize::from(token.sentence) < sentences)
        .last();
    let end = last.map_or(0, |token| token.end as usize);
    // A closing quotation mark belongs to its sentence.
    let after = paragraph.get(end..).unwrap_or_default();
    let close = after
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '”' | '»' | '’'));
    let whole = paragraph
        .get(..end + close.map_or(0, char::len_utf8))
        .unwrap_or_default();
    if whole.len() <= SUMMARY {
        return whole;
    }
    let cut = &whole[..floor(whole, SUMMARY)];
    cut.rsplit_once(char::is_whitespace)
        .map_or(cut, |(words, _)| words)
}

fn verdict_of(
    speech: &Speech<'_>,
    group: &facets::Group<'_>,
    tally: &Tally,
    label: Option<&LabelId>,
    best: &[&Judged],
) -> Verdict {
    let votes: BTreeMap<&str, usize> = tally
        .votes
        .iter()
        .map(|(label, (count, _))| (label.as_str(), *count))
        .collect();
    let version = best
        .first()
        .and_then(|judged| judged.article.verdict.run.version.clone());
    let mut verdict = Verdict {
        run: run(version),
        ..Verdict::default()
    };
    verdict.extra.extend(raw("votes", &votes));
    let Some(label) = label else {
        undecided(&mut verdict, tally, best.is_empty());
        return verdict;
    };
    let (count, sure) = tally.votes.get(label).copied().unwrap_or((1, 0.0));
    let read = tally.read();
    verdict.label = Some(label.clone());
    verdict.how = How::Model;
    // As sure as its articles, and no surer than the share that has the label.
    let share = count as f64 / read.max(1) as f64;
    verdict.answers = best.first().map_or_else(BTreeMap::new, |judged| {
        judged.article.verdict.answers.clone()
    });
    verdict.confidence = Some(rounded(sure / count.max(1) as f64 * share));
    let vocabulary = speech.vocabulary();
    verdict.severity = facets::worst(vocabulary, group, label);
    verdict.rationale = Some(rationale(speech, label, best, count, tally));
    let last = verdict_sentence(vocabulary, label, "incident");
    settle(speech, &mut verdict, &last);
    verdict
}

/// Without a label: why, and the likeliest one apart.
fn undecided(verdict: &mut Verdict, tally: &Tally, is_empty: bool) {
    let likeliest = tally
        .votes
        .iter()
        .max_by(|a, b| a.1.1.total_cmp(&b.1.1).then(b.0.cmp(a.0)));
    verdict.guess = likeliest.map(|(label, _)| label.clone());
    let why = match (tally.votes.len(), tally.silence()) {
        _ if is_empty => "No article is left in this incident, so a person has to decide.".to_owned(),
        (0, _) => "The monitor has no word list for the language of any of the articles, so a person has to decide.".to_owned(),
        (_, None) => "The articles are split evenly, so no label is given and a person has to decide.".to_owned(),
        (_, Some(none)) => format!("The articles that name an AI system are split evenly, {none}, so no label is given and a person has to decide."),
    };
    verdict.rationale = Some(why);
}

/// How many articles come to the verdict; nothing where there is only one.
fn counted(count: usize, tally: &Tally) -> Option<String> {
    match (tally.read(), tally.silence()) {
        (0 | 1, None) => None,
        (0 | 1, Some(none)) => Some(format!("1 article names an AI system, {none}")),
        (read, None) => Some(format!(
            "{count} of {read} articles come to the same verdict"
        )),
        (read, Some(none)) => Some(format!(
            "{count} of {read} articles that name an AI system come to the same verdict, {none}"
        )),
    }
}

/// Most characters of a headline by which an article is named.
const HEADLINE: usize = 80;

/// A text up to the last word that ends before so many characters.
fn cut_after(text: &str, most: usize) -> String {
    let end = text.char_indices().nth(most).map(|(at, _)| at);
    let Some(end) = end else {
        return text.to_owned();
    };
    let cut = &text[..end];
    let word = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    format!("{}..", cut[..word].trim_end())
}

/// How many articles agree, the reasons of the best-placed one, the verdict.
fn rationale(
    speech: &Speech<'_>,
    label: &LabelId,
    best: &[&Judged],
    count: usize,
    tally: &Tally,
) -> String {
    let typical = best.first().map(|judged| &judged.article);
    let own = typical
        .and_then(|article| article.verdict.rationale.as_deref())
        .unwrap_or_default();
    let vocabulary = speech.vocabulary();
    let last = verdict_sentence(vocabulary, label, "article");
    let reasons = own.strip_suffix(last.as_str()).unwrap_or_default().trim();
    // The article by its outlet, else by its headline.
    let headline = || {
        let title = typical.and_then(|article| article.title.as_deref())?;
        let cut = cut_after(title, HEADLINE);
        Some(format!("\"{cut}\""))
    };
    let outlet = typical
        .and_then(|article| article.outlet.clone())
        .filter(|outlet| !outlet.trim().is_empty())
        .map(|outlet| format!("of {outlet}"))
        .or_else(headline);
    let compose = |outlet: Option<&str>, reasons: &str| {
        let mut parts = Vec::new();
        if let Some(counted) = counted(count, tally) {
            let of = outlet.map_or(String::new(), |outlet| format!(" {outlet}"));
            parts.push(format!(
                "{counted}; the reasons are those for the article{of}."
            ));
        }
        parts.extend((!reasons.is_empty()).then(|| reasons.to_owned()));
        parts.push(verdict_sentence(vocabulary, label, "incident"));
        parts.join(" ")
    };
    let whole = compose(outlet.as_deref(), reasons);
    // Names of outlets are texts of strangers too.
    let said = format!("{} {reasons}", outlet.as_deref().unwrap_or_default());
    match holds(speech, label, &said, &whole) {
        true => whole,
        false => compose(None, ""),
    }
}
