//! The tally of article verdicts: evidence, not a verdict.
//!
//! The monitor's own rule is kept: an incident's label is the most common label
//! of its articles. What that rule leaves open is said aloud: a tie is called a
//! tie, and articles without a clear answer leave the denominator.

use std::collections::HashSet;

use crate::domain::{Article, ArticleId, Incident, LabelId, ReviewerId, Vocabulary};

use super::ledger::{Ledger, Standing};

/// Votes by label, in the order of the vocabulary (labels it doesn't know come
/// last). An article counts once, however many copies of it the source listed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Label and number of votes; labels without a vote are left out.
    pub votes: Vec<(LabelId, u32)>,
    /// Articles without a clear verdict.
    pub unclear: u32,
    /// Articles without a verdict of people: not decided yet or, among the
    /// final ones, in conflict (human tally only).
    pub open: u32,
    /// Answers *can't tell* (human tally only).
    pub cant_tell: u32,
    /// Copies of other articles, which have no vote (machine's tally only: what
    /// a person answered counts).
    pub copies: u32,
    /// Articles that name no AI system beside others that do, which have none either
    /// (machine's tally only).
    pub silent: u32,
}

/// The most common label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Most {
    /// No votes.
    None,
    /// One label leads.
    One(LabelId),
    /// Several lead alike.
    Tie(Vec<LabelId>),
}

impl Tally {
    /// Counts the machine's verdicts on the articles.
    pub fn machine(vocabulary: &Vocabulary, incident: &Incident) -> Self {
        let mut tally = Self::default();
        let all = &incident.articles;
        let copied = all.iter().any(|article| article.copy_of.is_some());
        let ids: HashSet<&ArticleId> = match copied {
            true => all.iter().map(|article| &article.id).collect(),
            false => HashSet::new(),
        };
        let is_there = |original: &ArticleId| ids.contains(original);
        let is_copy = |article: &Article| article.copy_of.as_ref().is_some_and(is_there);
        let mut named = all.iter().filter(|article| !is_copy(article));
        let is_named = named.any(|article| article.verdict.names_ai() == Some(true));
        for article in all {
            match &article.verdict.label {
                _ if is_copy(article) => tally.copies += 1,
                Some(_) if is_named && article.verdict.is_silent() => tally.silent += 1,
                Some(label) => tally.vote(label),
                None => tally.unclear += 1,
            }
        }
        tally.sorted(vocabulary)
    }

    /// Counts answers on the articles: one reviewer's, or (none) the final ones.
    pub fn human(
        vocabulary: &Vocabulary,
        ledger: &Ledger,
        incident: &Incident,
        reviewer: Option<&ReviewerId>,
    ) -> Self {
        let mut tally = Self::default();
        for article in &incident.articles {
            let target = incident.target_of(article);
            let answer = match reviewer {
                Some(reviewer) => ledger
                    .work(&target, reviewer)
                    .and_then(|work| work.answer.as_ref())
                    .map(|answer| answer.decision.label.clone()),
                None => match ledger.standing(&target) {
                    Standing::Decided { label, .. } => Some(label),
                    Standing::Pending | Standing::Deferred | Standing::Conflicting => None,
                },
            };
            match answer {
                Some(Some(label)) => tally.vote(&label),
                Some(None) => tally.cant_tell += 1,
                None => tally.open += 1,
            }
        }
        tally.sorted(vocabulary)
    }

    fn vote(&mut self, label: &LabelId) {
        match self.votes.iter_mut().find(|(known, _)| known == label) {
            Some((_, votes)) => *votes += 1,
            None => self.votes.push((label.clone(), 1)),
        }
    }

    fn sorted(mut self, vocabulary: &Vocabulary) -> Self {
        self.votes.sort_by_key(|(label, _)| {
            let known = vocabulary.labels.iter().position(|row| row.id == *label);
            known.unwrap_or(vocabulary.labels.len())
        });
        self
    }

    /// How many articles have a label.
    pub fn total(&self) -> u32 {
        self.votes.iter().map(|(_, votes)| votes).sum()
    }

    /// The votes of the label, or labels, that lead.
    fn lead(&self) -> u32 {
        self.votes.iter().map(|(_, n)| *n).max().unwrap_or_default()
    }

    /// The most common label.
    pub fn most(&self) -> Most {
        let lead = self.lead();
        let mut leaders: Vec<LabelId> = self
            .votes
            .iter()
            .filter(|(_, votes)| *votes == lead)
            .map(|(label, _)| label.clone())
            .collect();
        match leaders.len() {
            0 => Most::None,
            1 => Most::One(leaders.remove(0)),
            _ => Most::Tie(leaders),
        }
    }

    /// The share of all votes that a leading label has, 0 to 1; none without votes.
    pub fn share(&self) -> Option<f64> {
        (self.total() > 0).then(|| f64::from(self.lead()) / f64::from(self.total()))
    }

    /// How far the votes disagree: their entropy over the most that so many
    /// labels allow, 0 (all alike) to 1 (spread evenly).
    pub fn disagreement(&self) -> f64 {
        if self.votes.len() < 2 {
            return 0.0;
        }
        let total = f64::from(self.total());
        let entropy: f64 = self
            .votes
            .iter()
            .map(|(_, votes)| f64::from(*votes) / total)
            .map(|share| -share * share.ln())
            .sum();
        // Labels are few: their number fits any float.
        entropy / f64::from(u32::try_from(self.votes.len()).unwrap_or(u32::MAX)).ln()
    }

    /// The label with a vote that claims the most harm; none where no vote claims any.
    pub fn strongest(&self, vocabulary: &Vocabulary) -> Option<&LabelId> {
        let claims = self.votes.iter().filter_map(|(label, _)| {
            let harm = vocabulary.label(label)?.harm;
            (harm > 0).then_some((harm, label))
        });
        // Of equal claims the first in the vocabulary: `max_by_key` would take the last.
        claims
            .rev()
            .max_by_key(|(harm, _)| *harm)
            .map(|(_, label)| label)
    }

    /// The figures alone, such as `3:2`, the most first.
    pub fn ratio(&self) -> String {
        let mut votes: Vec<u32> = self.votes.iter().map(|(_, votes)| *votes).collect();
        votes.sort_unstable_by(|a, b| b.cmp(a));
        votes
            .iter()
            .map(u32::to_string)
            .collect::<Vec<_>>()
            .join(":")
    }

    /// What has no vote, such as `1 unclear`.
    pub fn rest(&self) -> impl Iterator<Item = String> {
        let one = |count, one, many| (count, if count == 1 { one } else { many });
        let rest = [
            (self.unclear, "unclear"),
            (self.cant_tell, "can't tell"),
            (self.open, "open"),
            one(self.silent, "names no AI", "name no AI"),
            one(self.copies, "copy", "copies"),
        ];
        let rest = rest.into_iter().filter(|(count, _)| *count > 0);
        rest.map(|(count, what)| format!("{count} {what}"))
    }

    /// In one line: `3 Incident : 2 Compl., 1 unclear`.
    pub fn text(&self, vocabulary: &Vocabulary) -> String {
        let votes: Vec<String> = self
            .votes
            .iter()
            .map(|(label, votes)| format!("{votes} {}", vocabulary.short(label)))
            .collect();
        let mut parts = vec![votes.join(" : ")];
        parts.retain(|part| !part.is_empty());
        parts.extend(self.rest());
        if parts.is_empty() {
            "no articles".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_no_vote_beside_its_original() {
        let line = r#"{"id":"i","articles":[{"id":"a","verdict":{"label":"incident"}},
            {"id":"b","copy_of":"a","verdict":{"label":"incident"}},
            {"id":"c","copy_of":"gone","verdict":{"label":"hazard"}}]}"#;
        let incident = Incident::from_json(line).unwrap();
        let vocabulary = Vocabulary::shipped();
        let tally = Tally::machine(&vocabulary, &incident);
        assert_eq!(tally.text(&vocabulary), "1 Incident : 1 Hazard, 1 copy");
        assert!(matches!(tally.most(), Most::Tie(_)));
    }

    #[test]
    fn an_article_that_names_no_ai_has_no_vote_beside_one_that_does() {
        let article = |id: &str, label: &str, ai: f64| {
            format!(r#"{{"id":"{id}","verdict":{{"label":"{label}","answers":{{"ai":{ai}}}}}}}"#)
        };
        let text = |articles: &[String]| {
            let line = format!(r#"{{"id":"i","articles":[{}]}}"#, articles.join(","));
            let vocabulary = Vocabulary::shipped();
            Tally::machine(&vocabulary, &Incident::from_json(&line).unwrap()).text(&vocabulary)
        };
        let (told, silent) = (
            article("a", "incident", 0.9),
            article("b", "unrelated", 0.1),
        );
        assert_eq!(text(&[told, silent.clone()]), "1 Incident, 1 names no AI");
        assert_eq!(text(&[silent]), "1 Unrel.");
    }

    fn tally(labels: &[&str]) -> Tally {
        let mut incident = Incident::default();
        for label in labels {
            let mut article = Article::default();
            article.verdict.label = (*label != "?").then(|| LabelId::from(*label));
            article.copies = 7;
            incident.articles.push(article);
        }
        Tally::machine(&Vocabulary::shipped(), &incident)
    }

    #[test]
    fn the_most_common_label_leads_whatever_the_order() {
        let split = tally(&[
            "complementary",
            "incident",
            "incident",
            "?",
            "complementary",
            "incident",
        ]);
        assert_eq!(split.most(), Most::One("incident".into()));
        assert_eq!(split.unclear, 1);
        assert_eq!(split.share(), Some(0.6));
        assert_eq!(split.ratio(), "3:2");
        assert_eq!(
            split.text(&Vocabulary::shipped()),
            "3 Incident : 2 Compl., 1 unclear"
        );
    }

    #[test]
    fn a_tie_is_called_a_tie() {
        let tie = tally(&["hazard", "incident", "unrelated", "hazard", "incident"]);
        assert_eq!(
            tie.most(),
            Most::Tie(vec!["incident".into(), "hazard".into()])
        );
    }

    #[test]
    fn no_votes_lead_nowhere() {
        let none = tally(&["?", "?"]);
        assert_eq!((none.most(), none.share()), (Most::None, None));
        assert_eq!(none.text(&Vocabulary::shipped()), "2 unclear");
        assert_eq!(tally(&[]).text(&Vocabulary::shipped()), "no articles");
    }

    #[test]
    fn the_strongest_claim_may_be_in_the_minority() {
        let vocabulary = Vocabulary::shipped();
        let votes = tally(&["unrelated", "unrelated", "hazard", "near_miss"]);
        assert_eq!(votes.strongest(&vocabulary), Some(&"hazard".into()));
        assert_eq!(tally(&["unrelated"]).strongest(&vocabulary), None);
        assert_eq!(votes.votes[2], ("near_miss".into(), 1));
    }

    #[test]
    fn disagreement_runs_from_nothing_to_an_even_spread() {
        assert_eq!(tally(&["hazard", "hazard"]).disagreement(), 0.0);
        assert!((tally(&["hazard", "incident"]).disagreement() - 1.0).abs() < 1e-12);
        let one_of_ten = tally(&[&["hazard"; 9][..], &["incident"]].concat());
        assert!((0.4..0.5).contains(&one_of_ten.disagreement()));
    }
}
