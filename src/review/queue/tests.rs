//! Rows, orders and filters, each as it is written and what it does.

use crate::domain::event::{Act, Decision, Stage, Way};
use crate::domain::{Article, At, Event, EventId, Outcome, Target};
use crate::review::ledger::Ledger;

use super::*;

fn incident(line: &str) -> Incident {
    Incident::from_json(line).unwrap()
}

fn row(line: &str) -> Row {
    Row::of(&Vocabulary::shipped(), 4, &incident(line))
}

#[test]
fn a_row_keeps_what_the_queue_shows() {
    let long = "ä".repeat(300);
    let line = format!(
        r#"{{"id":"i","title":"{long}","date":"2024-06-03","verdict":{{"label":"incident","how":"field"}},
        "articles":[{{"id":"a","verdict":{{"label":"hazard"}}}},{{"id":"b"}}]}}"#
    );
    let row = row(&line);
    assert_eq!((row.row, row.id.as_str(), row.articles), (4, "i", 2));
    assert_eq!(row.title, "ä".repeat(HEADING));
    assert_eq!(row.label, Some("incident".into()));
    assert_eq!(row.flags[..2], ["against-articles", "no-harm-type"]);
}

#[test]
fn disagreement_and_unclear_verdicts_are_doubtful() {
    let doubt = |label: &str, votes: [&str; 2], more: &str| {
        let line = format!(
            r#"{{"id":"i","verdict":{{"label":{label}{more}}},"facets":{{"harm_types":["Other"]}},
            "articles":[{{"id":"a","verdict":{{"label":"{}"}}}},{{"id":"b","verdict":{{"label":"{}"}}}}]}}"#,
            votes[0], votes[1]
        );
        row(&line).doubt
    };
    let sound = doubt("\"incident\"", ["incident", "incident"], "");
    let unclear = doubt("null", ["incident", "incident"], "");
    let split = doubt("\"incident\"", ["incident", "hazard"], "");
    assert_eq!(sound, 0.0);
    assert!(
        sound < unclear && unclear < split && split <= 1.0,
        "{unclear} {split}"
    );
    let unsure = doubt(
        "\"incident\"",
        ["incident", "incident"],
        ",\"confidence\":0.2",
    );
    let sure = doubt(
        "\"incident\"",
        ["incident", "incident"],
        ",\"confidence\":1",
    );
    assert!(
        unsure > sure && sure == sound,
        "a stated confidence counts, a missing one doesn't"
    );
}

#[test]
fn orders_are_read_as_they_are_written() {
    for order in [Order::File, Order::Doubt] {
        assert_eq!(order.to_string().parse(), Ok(order));
    }
    let bad = "dubt".parse::<Order>().unwrap_err();
    assert_eq!(
        bad.to_string(),
        "\"dubt\" is no order, did you mean doubt? (allowed: file, doubt)"
    );
}

#[test]
fn filters_are_read_as_they_are_written() {
    for text in [
        "",
        "is:pending",
        "-is:later,cant-tell label:1,haz,none mine:incident -flag:split,no-text",
        "label:\"harm, other\",2",
        "label:\"ai hazard\",2 mine:\"complementary information\" is:pending",
    ] {
        let filter: Filter = text.parse().unwrap();
        assert_eq!(filter.to_string(), text);
        assert_eq!(filter.is_empty(), text.is_empty());
    }
    assert_eq!(
        " IS:Pending  flag:NO-VERDICT "
            .parse::<Filter>()
            .unwrap()
            .to_string(),
        "is:pending flag:no-verdict"
    );
}

#[test]
fn all_faults_of_a_filter_are_told_at_once() {
    let bad = "is:pendng,decided split lable:x flag: -flag:spilt"
        .parse::<Filter>()
        .unwrap_err();
    assert_eq!(bad.0.len(), 5);
    let told = bad.to_string();
    for part in [
        "\"pendng\" is no state, did you mean pending? (allowed: pending, decided, later,",
        "\"split\" is no term; write it like is:pending or flag:split",
        "\"lable\" is no filter, did you mean label? (allowed: is, label, mine, flag)",
        "flag: needs a value (allowed: no-verdict, tie,",
        "\"spilt\" is no flag, did you mean split? (allowed:",
    ] {
        assert!(told.contains(part), "{told}");
    }
}

#[test]
fn labels_of_a_filter_are_those_of_the_vocabulary() {
    let vocabulary = Vocabulary::shipped();
    let check = |text: &str| text.parse::<Filter>().unwrap().check(&vocabulary);
    assert_eq!(check("label:incident,2,com,UNREL.,none -mine:5"), Ok(()));
    assert_eq!(
        check("label:\"AI Hazard\",2 -mine:\"Beneficial Use\""),
        Ok(())
    );
    let bad = check("label:hazzard mine:9").unwrap_err();
    assert_eq!(bad.0.len(), 2);
    assert!(
        bad.to_string()
            .starts_with("\"hazzard\" is no label, did you mean hazard?"),
        "{bad}"
    );
}

/// Whether a filter lets a row pass, given a ledger.
fn passes(text: &str, row: &Row, ledger: &Ledger) -> bool {
    let filter: Filter = text.parse().unwrap();
    filter.matches(row, ledger, &"ana".into(), &Vocabulary::shipped())
}

#[test]
fn terms_are_anded_values_ored_and_minus_negates() {
    let row = Row {
        label: Some("hazard".into()),
        flags: vec!["split", "no-text"],
        ..Row::default()
    };
    let ledger = Ledger::new();
    for (text, wanted) in [
        ("", true),
        ("label:incident", false),
        ("label:incident,2", true),
        ("-label:hazard", false),
        ("label:none", false),
        ("flag:split flag:no-text", true),
        ("flag:split -flag:no-text", false),
        ("flag:tie,NO-TEXT label:haz", true),
        ("-label:nonsense", true),
    ] {
        assert_eq!(passes(text, &row, &ledger), wanted, "{text}");
    }
    assert!(passes("label:none", &Row::default(), &ledger));
}

/// A ledger of events: each a reviewer, a target, and what was done.
fn ledger(events: &[(&str, Target, Act)]) -> Ledger {
    let mut ledger = Ledger::new();
    for (at, (reviewer, target, act)) in (1_u64..).zip(events) {
        let event = Event {
            id: EventId::new(at, [0; 10]),
            at: At::from_unix_ms(at.try_into().unwrap()),
            reviewer: (*reviewer).into(),
            target: Some(target.clone()),
            act: act.clone(),
            group: None,
            basis: None,
            seen: Vec::new(),
        };
        ledger.apply(event, true);
    }
    ledger
}

fn decide(label: Option<&str>, outcome: Outcome) -> Act {
    Act::Decide(Decision {
        label: label.map(LabelId::from),
        outcome,
        stage: Stage::Final,
        how: Way::Key,
        unset_severity: None,
    })
}

#[test]
fn states_are_those_of_the_reviewer_at_work() {
    let on = |id: &str| Target::incident(id);
    let ledger = ledger(&[
        ("ana", on("i"), decide(Some("incident"), Outcome::Sustained)),
        ("ben", on("i"), decide(Some("hazard"), Outcome::Overruled)),
        ("ben", on("j"), decide(Some("hazard"), Outcome::Sustained)),
        ("ana", on("k"), Act::Defer { reason: None }),
        ("ana", on("l"), decide(None, Outcome::CantTell)),
        (
            "ana",
            Target::article("m", "a"),
            decide(Some("hazard"), Outcome::Supplied),
        ),
        (
            "ana",
            Target::article("n", "a"),
            decide(Some("hazard"), Outcome::Overruled),
        ),
        (
            "ben",
            Target::article("m", "a"),
            decide(Some("incident"), Outcome::Supplied),
        ),
    ]);
    let row = |id: &str| Row {
        id: id.into(),
        articles: 2,
        ..Row::default()
    };
    for (text, wanted) in [
        ("is:pending", "jmn"),
        ("is:decided", "il"),
        ("is:later", "k"),
        ("is:conflicting", "i"),
        ("is:sustained", "i"),
        ("is:overruled,supplied", ""),
        ("is:cant-tell", "l"),
        ("-is:pending", "ikl"),
        ("mine:incident", "i"),
        ("mine:none", "jklmn"),
        ("is:unsaved", ""),
        ("is:open-articles", "ijklmn"),
        ("is:overruled-articles", "n"),
        ("is:conflicting-articles", "m"),
        ("is:changed", ""),
    ] {
        let ids = ["i", "j", "k", "l", "m", "n"].into_iter();
        let found: String = ids.filter(|id| passes(text, &row(id), &ledger)).collect();
        assert_eq!(found, wanted, "{text}");
    }
    let one = Row {
        articles: 1,
        ..row("m")
    };
    assert!(!passes("is:open-articles", &one, &ledger));
    let mut heads = Heads::default();
    let ids = ["i", "j", "k", "l", "m", "n"].map(row);
    let vocabulary = Vocabulary::shipped();
    let ids = ids
        .iter()
        .map(|row| (id_hash(&row.id), row.head(&vocabulary)));
    heads.push(std::sync::Arc::new(Piece::new(ids.collect())));
    let count = |reviewer: &str| {
        let marks = Marks::of(&ledger, &reviewer.into(), &vocabulary);
        assert_eq!(marks.all(), marks.progress(&heads), "all are in the set");
        marks.progress(&heads)
    };
    let one = Progress {
        decided: 2,
        deferred: 1,
        conflicting: 1,
        apart: 0,
        changed: 0,
    };
    assert_eq!(count("ana"), one);
    assert_eq!(count("ben"), Progress { deferred: 0, ..one });
}

#[test]
fn who_asks_for_overruled_incidents_is_told_from_who_asks_for_their_articles() {
    let asks = |text: &str| text.parse::<Filter>().unwrap().asks_overruled();
    assert!(asks("label:hazard is:supplied,overruled"));
    assert!(!asks("is:overruled-articles"));
    assert!(!asks("-is:overruled"));
}

#[test]
fn a_human_tally_counts_one_reviewer_or_the_final_answers() {
    let on = |article: &str| Target::article("i", article);
    let ledger = ledger(&[
        ("ana", on("a"), decide(Some("hazard"), Outcome::Sustained)),
        ("ana", on("b"), decide(None, Outcome::CantTell)),
        ("ben", on("a"), decide(Some("incident"), Outcome::Sustained)),
        ("ben", on("c"), decide(Some("incident"), Outcome::Supplied)),
    ]);
    let mut incident = incident(r#"{"id":"i"}"#);
    incident.articles = ["a", "b", "c", "d"]
        .map(|id| Article {
            id: id.into(),
            ..Article::default()
        })
        .to_vec();
    let vocabulary = Vocabulary::shipped();
    let tally = |reviewer: Option<&str>| {
        Tally::human(
            &vocabulary,
            &ledger,
            &incident,
            reviewer.map(Into::into).as_ref(),
        )
        .text(&vocabulary)
    };
    assert_eq!(tally(Some("ana")), "1 Hazard, 1 can't tell, 2 open");
    assert_eq!(tally(Some("ben")), "2 Incident, 2 open");
    assert_eq!(
        tally(None),
        "1 Incident, 1 can't tell, 2 open",
        "a conflict is open"
    );
}
