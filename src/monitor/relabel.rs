//! Labels of a set given anew, because someone asked for it: a newer word list
//! or refitted weights change nothing that was published by themselves. Only
//! verdicts that this monitor gave are its to change; decisions on them stay on
//! record with the label that they answered.

use serde::Serialize;

use crate::domain::{Article, Incident};

use super::label::{self, Judged, Rules};
use super::run::{published, raw};
use super::watch::{Stage, Watch};

/// What became of the labels of a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Relabelled {
    /// Articles that were labelled anew.
    pub articles: usize,
    /// Those of them that have another label now.
    pub changed: usize,
    /// Incidents whose label is another one now.
    pub incidents: usize,
}

/// Labels the articles of a set anew, and their incidents with them.
pub fn relabel(
    rules: Rules<'_>,
    set: &mut [Incident],
    threads: usize,
    watch: &dyn Watch,
) -> Relabelled {
    let own: Vec<_> = set
        .iter()
        .flat_map(|incident| &incident.articles)
        .filter(|article| label::gave(&article.verdict))
        .map(raw)
        .collect();
    watch.stage(Stage::Labelling, Some(own.len() as u64));
    let mut fresh = label::articles(rules, &own, threads, watch).into_iter();
    let mut done = Relabelled::default();
    for incident in set {
        if !incident.articles.iter().any(|it| label::gave(&it.verdict)) {
            continue;
        }
        let mut again = |article: Article| match label::gave(&article.verdict) {
            true => anew(article, fresh.next(), &mut done),
            false => published(rules, article),
        };
        let articles = std::mem::take(&mut incident.articles);
        let group: Vec<Judged> = articles.into_iter().map(&mut again).collect();
        if !label::is_ours(incident) {
            // Whoever gave the verdict is to change it.
            incident.articles = group.into_iter().map(|one| one.article).collect();
            continue;
        }
        let before = incident.verdict.label.take();
        label::tell(rules.speech, incident, group);
        done.incidents += usize::from(incident.verdict.label != before);
    }
    done
}

/// The article as it was, with its new verdict.
fn anew(mut article: Article, fresh: Option<Judged>, done: &mut Relabelled) -> Judged {
    let Some(fresh) = fresh else {
        return Judged {
            article,
            labelled: None,
        };
    };
    done.articles += 1;
    done.changed += usize::from(article.verdict.label != fresh.article.verdict.label);
    article.verdict = fresh.article.verdict;
    Judged {
        article,
        labelled: fresh.labelled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Verdict, Vocabulary};
    use crate::monitor::articles::RawArticle;
    use crate::monitor::classify::{Question, Weights};
    use crate::monitor::label::Speech;
    use crate::monitor::watch::Unwatched;

    fn made(rules: Rules<'_>) -> Incident {
        let article = |id: &str| RawArticle {
            id: id.into(),
            title: "Robot injures worker in Turin".into(),
            lead: Some("The autonomous robot broke his arm.".into()),
            language: Some("en".into()),
            ..RawArticle::default()
        };
        let group = vec![
            label::article(rules, &article("a")),
            label::article(rules, &article("b")),
        ];
        label::incident(rules.speech, "i".into(), group)
    }

    #[test]
    fn the_same_weights_change_nothing() {
        let vocabulary = Vocabulary::shipped();
        let speech = Speech::new(&vocabulary);
        let rules = Rules::shipped(&speech);
        let mut set = [made(rules)];
        let before = set[0].to_json().unwrap();
        let done = relabel(rules, &mut set, 1, &Unwatched);
        assert_eq!((done.articles, done.changed, done.incidents), (2, 0, 0));
        assert_eq!(set[0].to_json().unwrap(), before);
    }

    #[test]
    fn an_incident_that_others_labelled_keeps_its_verdict() {
        let vocabulary = Vocabulary::shipped();
        let speech = Speech::new(&vocabulary);
        let rules = Rules::shipped(&speech);
        let mut set = [made(rules)];
        set[0].verdict = Verdict {
            label: Some("hazard".into()),
            ..Verdict::default()
        };
        set[0].verdict.run.who = Some("a board".into());
        let before = set[0].to_json().unwrap();
        let done = relabel(rules, &mut set, 1, &Unwatched);
        assert_eq!((done.articles, done.incidents), (2, 0));
        assert_eq!(set[0].to_json().unwrap(), before);
    }

    #[test]
    fn an_incident_that_nobody_labelled_is_told_anew() {
        let vocabulary = Vocabulary::shipped();
        let speech = Speech::new(&vocabulary);
        let rules = Rules::shipped(&speech);
        let mut set = [made(rules)];
        let before = set[0].verdict.label.clone();
        set[0].verdict = Verdict::default();
        relabel(rules, &mut set, 1, &Unwatched);
        assert_eq!(set[0].verdict.label, before);
    }

    #[test]
    fn other_weights_change_labels_of_ours_and_no_one_elses() {
        let vocabulary = Vocabulary::shipped();
        let speech = Speech::new(&vocabulary);
        let mut set = [made(Rules::shipped(&speech))];
        assert_eq!(set[0].verdict.label, Some("incident".into()));
        set[0].articles[1].verdict.run.who = Some("someone".into());
        let mut weights = Weights::shipped().clone();
        weights.version = "own".into();
        weights.questions.get_mut(&Question::Done).unwrap()[0].1 = -50.0;
        let rules = Rules {
            speech: &speech,
            weights: &weights,
        };
        let done = relabel(rules, &mut set, 2, &Unwatched);
        assert_eq!((done.articles, done.changed, done.incidents), (1, 1, 1));
        let labels: Vec<_> = set[0].articles.iter().map(|it| &it.verdict.label).collect();
        assert_eq!(
            labels,
            [&Some("unrelated".into()), &Some("incident".into())]
        );
        let version = set[0].articles[0].verdict.run.version.clone().unwrap();
        assert!(version.ends_with(" own"), "{version}");
        // One of each: a tie, which a person has to decide.
        assert_eq!(set[0].verdict.label, None);
    }
}
