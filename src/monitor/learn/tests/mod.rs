//! Learning on small records of our own: which decisions count, how much, and
//! what comes of them.

mod counting;
mod fitting;
mod known;

use super::lessons::{Lessons, is_kept, read};
use super::*;
use crate::domain::event::{ArticleRule, Exposure, Protocol, Stage, Way};
use crate::domain::{
    Act, At, Basis, Decision, Event, EventId, GroupId, Incident, LabelId, Outcome, Target,
};
use crate::monitor::classify::{Given, classify};
use crate::monitor::cues::Lexicon;

/// A record under way: each act a second after the one before.
#[derive(Default)]
struct Desk {
    events: Vec<Event>,
}

/// An answer.
struct Answer<'a> {
    who: &'a str,
    label: &'a str,
    stage: Stage,
    how: Way,
}

const fn blind<'a>(who: &'a str, label: &'a str) -> Answer<'a> {
    Answer {
        who,
        label,
        stage: Stage::First,
        how: Way::Key,
    }
}

const fn seen<'a>(who: &'a str, label: &'a str) -> Answer<'a> {
    Answer {
        who,
        label,
        stage: Stage::Final,
        how: Way::Key,
    }
}

/// What the machine says of a text.
fn machine(title: &str, text: &str) -> &'static str {
    let lexicon = Lexicon::shipped("en").unwrap();
    classify(lexicon, Weights::shipped(), title, text)
        .label
        .id()
}

/// The text of an incident or article that the machine calls an incident.
fn told(id: &str) -> (String, String) {
    (
        format!("Chatbot defamed the mayor of {id}"),
        format!(
            "An AI chatbot falsely accused the mayor of {id} of bribery and ruined her reputation."
        ),
    )
}

fn incident(id: &str) -> Incident {
    let (title, text) = told(id);
    let label = machine(&title, &text);
    assert_eq!(label, "incident");
    let verdict = serde_json::json!({"label": label, "how": "model"});
    let article = |name: &str| serde_json::json!({"id": name, "title": title, "lead": text, "verdict": verdict});
    let record = serde_json::json!({
        "id": id, "title": title, "summary": text, "verdict": verdict,
        "articles": [article("a"), article("b")],
    });
    Incident::from_json(&record.to_string()).unwrap()
}

impl Desk {
    fn add(&mut self, who: &str, target: Option<Target>, act: Act) -> EventId {
        let n = self.events.len() as u64 + 1;
        let mut random = [0; 10];
        random[2..].copy_from_slice(&n.to_be_bytes());
        let id = EventId::new(1_000, random);
        let basis = target.as_ref().map(|target| {
            let incident = incident(target.incident.as_str());
            match &target.article {
                None => Basis::of_incident(&incident),
                Some(article) => Basis::of_article(&incident, incident.article(article).unwrap()),
            }
        });
        self.events.push(Event {
            id,
            at: At::from_unix_ms(1_000 * i64::try_from(n).unwrap()),
            reviewer: who.into(),
            target,
            act,
            group: None,
            basis,
            seen: Vec::new(),
        });
        id
    }

    fn protocol(&mut self, seed: &str, rate: f64) {
        let rates = [("blind".to_owned(), rate)].into();
        let protocol = Protocol {
            seed: seed.to_owned(),
            rates,
            articles: ArticleRule::default(),
        };
        self.add("ana", None, Act::Protocol(protocol));
    }

    fn answer(&mut self, target: Target, answer: Answer<'_>) -> EventId {
        let label = (!answer.label.is_empty()).then(|| LabelId::from(answer.label));
        let decision = Decision {
            outcome: Outcome::of(Some(&"incident".into()), label.as_ref()),
            label,
            stage: answer.stage,
            how: answer.how,
            unset_severity: None,
        };
        self.add(answer.who, Some(target), Act::Decide(decision))
    }

    fn shows(&mut self, who: &str, target: Target) {
        self.add(who, Some(target), Act::Expose(Exposure::Machine));
    }

    fn undo(&mut self, who: &str, target: Target, event: EventId) {
        self.add(who, Some(target), Act::Undo { event, group: None });
    }

    fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::new();
        for event in &self.events {
            ledger.apply(event.clone(), true);
        }
        ledger
    }

    fn lessons(&self) -> Lessons {
        read(&self.ledger(), Settings::shipped())
    }

    fn learn(&self) -> Learnt {
        learn(&self.ledger(), Settings::shipped())
    }

    fn file(&self) -> String {
        let learnt = self.learn();
        file::write(&learnt.weights, &learnt.fitted).unwrap()
    }
}

/// Incidents of the half that is fitted to, or of the half that is kept.
fn ids(kept: bool) -> impl Iterator<Item = String> {
    (0..)
        .map(|n| format!("i-{n}"))
        .filter(move |id| is_kept("s", &id.as_str().into()) == kept)
}

fn shipped() -> String {
    toml::to_string(&Weights::shipped().to_file()).unwrap()
}

fn weights(learnt: &Learnt) -> String {
    toml::to_string(&learnt.weights.to_file()).unwrap()
}
