//! `overrule decide`: one decision from the command line, in the same journal.

use std::sync::Arc;

use crate::disk::{Fs, RealFs};
use crate::domain::event::{Event, Remark, Way};
use crate::domain::vocabulary::Choice;
use crate::domain::{Act, Incident, LabelId, ReviewerId, Target, Verdict, Vocabulary};
use crate::review::deed::Maker;
use crate::review::journal::Writer;
use crate::review::ledger::Ledger;
use crate::tui::hands::Stamper;
use crate::tui::words;

use super::args::DecideArgs;
use super::error::CliError;
use super::homes::Homes;
use super::{Exit, open, out, set, settings};

/// Runs it.
pub fn run(args: &DecideArgs) -> Result<Exit, CliError> {
    let fs: Arc<dyn Fs> = Arc::new(RealFs);
    let homes = Homes::find()?;
    let settings = settings::load(fs.as_ref(), &homes, args.who.beside.vocabulary.as_deref())?;
    let vocabulary = &settings.vocabulary;
    let reviewer = settings::reviewer(fs.as_ref(), &homes, &args.who)?.id;
    let place = open::one(&fs, &homes, vocabulary, Some(&args.set), &args.who.beside)?;
    let mut decided = set::decided(fs.as_ref(), &homes, &place.decisions)?;
    let corpus = set::corpus(Arc::clone(&fs), &place.set)?;
    let incident = find(set::incidents(&corpus), args)?;
    let target = target(&incident, args)?;
    let acts = acts(
        args,
        vocabulary,
        &decided.ledger,
        &incident,
        &target,
        &reviewer,
    )?;
    let events = made(
        acts,
        &mut decided.ledger,
        (vocabulary, &reviewer),
        (&target, &incident),
    );
    Writer::open(
        Arc::clone(&fs),
        &place.decisions,
        &reviewer,
        &settings::host(),
        &settings::random(),
    )
    .and_then(|writer| {
        let mut writer = writer.beside(place.beside());
        writer.cite(&decided.folder.synced);
        writer.append(&events)
    })
    .map_err(|cause| {
        let hint = "nothing was decided; make room there, or name another folder with --decisions";
        CliError::file(&place.decisions, cause, hint)
    })?;
    let said: Vec<String> = events
        .iter()
        .map(|event| said(vocabulary, &decided.ledger, event))
        .collect();
    out::people(&format!(
        "{target}: {}, saved as {reviewer}",
        said.join("; ")
    ))
    .map_err(|cause| CliError::Output(cause).once_written(Some(&place.decisions)))?;
    Ok(decided.exit())
}

/// The events of acts, each folded in before the next is made.
fn made(
    acts: Vec<Act>,
    ledger: &mut Ledger,
    (vocabulary, reviewer): (&Vocabulary, &ReviewerId),
    (target, incident): (&Target, &Incident),
) -> Vec<Event> {
    let mut clock = Stamper::default();
    let make = |act| {
        let stamp = clock.stamp();
        let maker = Maker {
            ledger,
            vocabulary,
            reviewer,
        };
        let name = (stamp.event_id(), stamp.at);
        let event = maker.event(name, Some(target.clone()), Some(incident), act);
        ledger.apply(event.clone(), false);
        event
    };
    acts.into_iter().map(make).collect()
}

/// An act in words; of an undo what it takes back, as that may be a remark alone.
fn said(vocabulary: &Vocabulary, ledger: &Ledger, event: &Event) -> String {
    let what = words::act(vocabulary, &event.act);
    match &event.act {
        Act::Undo { event, .. } => ledger.event(*event).map_or(what.clone(), |subject| {
            format!("{what}: {}", words::act(vocabulary, &subject.act))
        }),
        _ => what,
    }
}

/// The incident of that id; one that has it as a further id where none has it
/// as its own.
fn find(
    incidents: impl Iterator<Item = Result<(u32, Incident), CliError>>,
    args: &DecideArgs,
) -> Result<Incident, CliError> {
    let wanted = args.incident.as_str();
    let mut by_alias = None;
    // No id is none of theirs.
    let incidents = (!wanted.is_empty()).then_some(incidents);
    for item in incidents.into_iter().flatten() {
        let (_, incident) = item?;
        if incident.id.as_str() == wanted {
            return Ok(incident);
        }
        let mut aliases = incident.aliases.iter();
        if by_alias.is_none() && aliases.any(|alias| alias.as_str() == wanted) {
            by_alias = Some(incident);
        }
    }
    by_alias.ok_or_else(|| {
        CliError::Refused(format!(
            "{} holds no incident {wanted:?}; an id stands in each line of the set and on the screen (s)",
            args.set.display()
        ))
    })
}

fn target(incident: &Incident, args: &DecideArgs) -> Result<Target, CliError> {
    let Some(wanted) = args.article.as_deref() else {
        return Ok(Target::incident(incident.id.clone()));
    };
    let by_id = incident
        .articles
        .iter()
        .find(|article| article.id.as_str() == wanted);
    let by_number = || {
        let number: usize = wanted.parse().ok()?;
        incident.articles.get(number.checked_sub(1)?)
    };
    match by_id.or_else(by_number) {
        Some(article) => Ok(incident.target_of(article)),
        None => Err(CliError::Refused(format!(
            "{} has no article {wanted:?}; give its id, or its number from 1 to {}",
            incident.id,
            incident.articles.len()
        ))),
    }
}

fn verdict<'a>(incident: &'a Incident, target: &Target) -> &'a Verdict {
    let article = incident.article_of(target);
    article.map_or(&incident.verdict, |article| &article.verdict)
}

/// The acts that the command line asks for, the verdict first.
fn acts(
    args: &DecideArgs,
    vocabulary: &Vocabulary,
    ledger: &Ledger,
    incident: &Incident,
    target: &Target,
    reviewer: &ReviewerId,
) -> Result<Vec<Act>, CliError> {
    let machine = verdict(incident, target);
    let maker = Maker {
        ledger,
        vocabulary,
        reviewer,
    };
    let decide = |label| Act::Decide(maker.decision(target, machine, label, Way::Headless));
    let note = args.note.as_deref().map(str::trim);
    let mut note = note.filter(|note| !note.is_empty()).map(str::to_owned);
    let act = match args.verdict.as_str() {
        "sustain" => match &machine.label {
            Some(label) if vocabulary.label(label).is_some() => decide(Some(label.clone())),
            Some(label) => {
                return Err(CliError::Refused(format!(
                    "the vocabulary has no label \"{label}\", so it can't be sustained for {target}; give one that it has, or name a vocabulary that has it (--vocabulary)"
                )));
            }
            None => {
                return Err(CliError::Refused(format!(
                    "the machine states no clear label for {target}, so there is nothing to sustain; give a label, or cant-tell"
                )));
            }
        },
        "cant-tell" | "0" => decide(None),
        "later" => Act::Defer {
            reason: note.take(),
        },
        "undo" => {
            let found = latest(ledger, target, reviewer).ok_or_else(|| {
                CliError::Refused(format!(
                    "{reviewer} has decided nothing on {target} that could be undone"
                ))
            })?;
            if let Some(group) = &found.group {
                return Err(CliError::Refused(format!(
                    "what {reviewer} decided on {target} is part of a bulk act of {} decisions, which only goes as a whole: u in the reviewer undoes it, or decide this one anew",
                    ledger.group_size(group, reviewer)
                )));
            }
            Act::Undo {
                event: found.id,
                group: None,
            }
        }
        word => decide(Some(label(vocabulary, word)?)),
    };
    let mut acts = vec![act];
    if let Some(word) = &args.why {
        let id = choice("criterion", &vocabulary.criteria, word)?;
        acts.push(Act::Annotate(Remark::Criterion(Some(id))));
    }
    if let Some(word) = &args.grade {
        let id = choice("grade", &vocabulary.grades, word)?;
        acts.push(Act::Annotate(Remark::Grade(Some(id))));
    }
    if let Some(note) = note {
        acts.push(Act::Annotate(Remark::Note(Some(note))));
    }
    Ok(acts)
}

/// This reviewer's latest act on a target that still counts.
fn latest<'a>(ledger: &'a Ledger, target: &Target, reviewer: &ReviewerId) -> Option<&'a Event> {
    let work = ledger.work(target, reviewer)?;
    let mut standing = work
        .events
        .iter()
        .rev()
        .filter(|id| !work.undone.contains(id));
    standing.find_map(|id| {
        ledger.event(*id).filter(|event| {
            matches!(
                event.act,
                Act::Decide(_)
                    | Act::Annotate(_)
                    | Act::Defer { .. }
                    | Act::Edit(_)
                    | Act::Relate(_)
            )
        })
    })
}

fn label(vocabulary: &Vocabulary, word: &str) -> Result<LabelId, CliError> {
    vocabulary
        .label_said(word)
        .map(|label| label.id.clone())
        .ok_or_else(|| {
            let known: Vec<String> = vocabulary
                .labels
                .iter()
                .map(|label| format!("{} ({})", label.id, label.key))
                .collect();
            CliError::Refused(format!(
                "no label is called {word:?}; give sustain, cant-tell, later, undo, or one of {}",
                known.join(", ")
            ))
        })
}

fn choice(what: &str, choices: &[Choice], word: &str) -> Result<String, CliError> {
    choices
        .iter()
        .find(|choice| choice.id == word || choice.key.to_string() == word)
        .map(|choice| choice.id.clone())
        .ok_or_else(|| {
            let known: Vec<String> = choices
                .iter()
                .map(|choice| format!("{} ({})", choice.id, choice.key))
                .collect();
            CliError::Refused(format!(
                "no {what} is called {word:?}; there are {}",
                known.join(", ")
            ))
        })
}
