//! The events of a long review, made up.

use overrule::domain::event::{Decision, Remark, Stage, Way};
use overrule::domain::{Act, At, Basis, Event, EventId, Incident, Outcome, Target};

/// Of so many events one is the first on its target, and embeds what was judged.
const PER_TARGET: usize = 4;

/// Decisions, then a criterion, a note and a second thought on each of them.
pub fn event(number: usize) -> Result<Event, Box<dyn std::error::Error>> {
    let id = format!("INC-{:07}", number / PER_TARGET);
    let incident = Incident::from_json(&format!(
        r#"{{"id":"{id}","title":"A chat assistant gave out the address of customer {number}","country":"France","summary":"The assistant of a retailer answered questions of strangers with the address and the last orders of a customer. The company switched it off for two days and told the authority. {number}","verdict":{{"label":"incident","how":"field","rationale":"The article reports that an AI system disclosed personal data, a realised harm to privacy that the system's answers caused directly. Verdict: AI Incident."}},"articles":[{{"id":"a-{number}"}}]}}"#
    ))?;
    let basis = Basis::of_incident(&incident);
    let decision = |label: &str| {
        Act::Decide(Decision {
            label: Some(label.into()),
            outcome: Outcome::of(Some(&"incident".into()), Some(&label.into())),
            stage: Stage::Final,
            how: Way::Key,
            unset_severity: None,
        })
    };
    let (act, basis) = match number % PER_TARGET {
        0 => (decision("incident"), basis),
        1 => (
            Act::Annotate(Remark::Criterion(Some("harm_shown".to_owned()))),
            basis.bare(),
        ),
        2 => (
            Act::Annotate(Remark::Note(Some("the second article says so".to_owned()))),
            basis.bare(),
        ),
        _ => (decision("hazard"), basis.bare()),
    };
    let (own, at) = id_of(number)?;
    // As the program writes them: a verdict names itself and the one it follows on.
    let first = id_of(number - number % PER_TARGET)?.0;
    let seen = match number % PER_TARGET {
        0 => vec![own],
        1 => vec![first],
        2 => Vec::new(),
        _ => vec![first, own],
    };
    Ok(Event {
        id: own,
        at,
        reviewer: "ana".into(),
        target: Some(Target::incident(id.as_str())),
        act,
        group: None,
        basis: Some(basis),
        seen,
    })
}

fn id_of(number: usize) -> Result<(EventId, At), std::num::TryFromIntError> {
    let ms = 1_790_000_000_000 + number as u64;
    let mut random = [0; 10];
    random[..8].copy_from_slice(&blake3::hash(&ms.to_le_bytes()).as_bytes()[..8]);
    Ok((
        EventId::new(ms, random),
        At::from_unix_ms(i64::try_from(ms)?),
    ))
}
