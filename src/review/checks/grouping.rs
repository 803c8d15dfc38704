//! What the monitor proposes about the grouping: an incident that may be two,
//! or one with another. The monitor writes its proposals into the set; here
//! they are put into words.

use std::collections::HashMap;

use crate::domain::ArticleId;
use crate::domain::proposals::{Apart, Near};

use super::{Case, and_more, name};

/// How many articles or incidents a reason names.
const NAMED: usize = 3;

pub fn possible_split(case: &Case<'_>) -> Option<String> {
    let articles = &case.incident.articles;
    let split = &case.incident.proposals.split;
    if split.is_empty() {
        return None;
    }
    let places: HashMap<&ArticleId, usize> = (0..articles.len())
        .map(|at| (&articles[at].id, at))
        .rev()
        .collect();
    let found = |apart: &Apart| {
        let at = *places.get(&apart.article)?;
        Some((name(at, &articles[at]), apart.clone()))
    };
    // An article that has left since is no reason any more.
    let apart: Vec<(String, Apart)> = split.iter().filter_map(found).collect();
    let (_, first) = apart.first()?;
    let names: Vec<&str> = apart.iter().map(|it| it.0.as_str()).take(NAMED).collect();
    let (stand, they) = match apart.len() {
        1 => ("stands", "it is"),
        _ => ("stand", "the first is"),
    };
    Some(format!(
        "may be two events: {}{} {stand} apart, {they} {:.2} like the others on average, below {:.2}",
        names.join(", "),
        and_more(apart.len().saturating_sub(NAMED)),
        first.likeness.value(),
        first.below.value(),
    ))
}

pub fn possible_merge(case: &Case<'_>) -> Option<String> {
    let near = &case.incident.proposals.merge;
    let first = near.first()?;
    let one = |near: &Near| match &near.title {
        Some(title) => format!("\"{title}\" ({})", near.incident),
        None => near.incident.to_string(),
    };
    let joined = match first.likeness < first.joined {
        true => format!("joined from {:.2} on", first.joined.value()),
        false => "kept apart as both were there before".to_owned(),
    };
    Some(format!(
        "may be one event with {}: {:.2} alike, {joined}{}",
        one(first),
        first.likeness.value(),
        match near.len() - 1 {
            0 => String::new(),
            1 => "; another one is near".to_owned(),
            more => format!("; {more} more are near"),
        }
    ))
}
