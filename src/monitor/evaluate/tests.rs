//! The arithmetic on small tables, and agreement with labels of the real monitor,
//! which lie outside this repository: `OVERRULE_SHARED` names the folder.

use std::path::PathBuf;

use super::*;
use crate::disk::RealFs;
use crate::ingest::input::Input;

fn case(line: usize, label: &str) -> Case {
    Case {
        line,
        article: RawArticle {
            title: "t".into(),
            ..RawArticle::default()
        },
        label: label.into(),
    }
}

#[test]
fn figures_are_those_of_a_table_worked_by_hand() {
    let known = [
        "incident",
        "incident",
        "incident",
        "hazard",
        "hazard",
        "unrelated",
    ];
    let given = [
        "incident", "incident", "hazard", "hazard", "hazard", "incident",
    ];
    let cases: Vec<_> = known
        .iter()
        .enumerate()
        .map(|(at, label)| case(at + 1, label))
        .collect();
    let said: Vec<Said> = given
        .iter()
        .map(|label| Some(((*label).into(), 0.8)))
        .collect();
    let report = report::of(&cases, &said);
    assert_eq!((report.n, report.agree), (6, 4));
    assert_eq!(report.matrix["incident"]["hazard"], 1);
    // F1: incident 2*2/(3+3), hazard 2*2/(2+3), unrelated 0.
    assert!((report.macro_f1 - (4.0 / 6.0 + 4.0 / 5.0) / 3.0).abs() < 1e-9);
    // Chance: (3*3 + 2*3 + 1*0) / 36.
    let chance = 15.0 / 36.0;
    assert!((report.kappa - (4.0 / 6.0 - chance) / (1.0 - chance)).abs() < 1e-9);
    assert_eq!(report.bands["high"], Band { n: 6, agree: 4 });
    assert_eq!(report.baselines[0].agree, 3);
    assert_eq!(report.differ[0], (3, "incident".into(), "hazard".into()));
    assert!(report.to_string().contains("too few articles"));
}

#[test]
fn the_interval_is_that_of_wilson() {
    let found = Interval::of(34, 38);
    assert!(
        (found.low - 0.759).abs() < 0.002 && (found.high - 0.958).abs() < 0.002,
        "{found:?}"
    );
}

#[test]
fn a_faulty_line_is_named() {
    let vocabulary = Vocabulary::shipped();
    let fault = |lines: &str| cases(&vocabulary, lines).unwrap_err().to_string();
    assert!(
        fault("{\"title\":\"a\",\"label\":\"hazard\"}\n{\"title\":\"a\"}")
            .starts_with("line 2: no \"label\"")
    );
    assert!(
        fault(r#"{"title":"a","label":"odd"}"#).starts_with("line 1: there is no label \"odd\"")
    );
    assert!(fault(r#"{"label":"hazard"}"#).starts_with("line 1: neither"));
    assert_eq!(fault("\n"), "no line to measure on");
    let good = cases(
        &vocabulary,
        r#"{"title":"a","summary":"b","label":"AI Hazard","x":1}"#,
    )
    .unwrap();
    assert_eq!(
        (good[0].article.lead.as_deref(), good[0].label.as_str()),
        (Some("b"), "hazard")
    );
    let whole = r#"{"headline":"a","text":"All of it","label":"hazard"}"#;
    let whole = cases(&vocabulary, whole).unwrap();
    assert_eq!(whole[0].article.body.as_deref(), Some("All of it"));
}

/// Agreement with the labels of the OECD monitor: silver, not gold. Records are
/// split by the last hex digit of their page's name: the even half was looked at while
/// word lists were made, the odd half was not.
#[test]
fn agreement_with_real_records_stays_above_its_floor() {
    let Some(shared) = std::env::var_os("OVERRULE_SHARED").map(PathBuf::from) else {
        println!("skipped: OVERRULE_SHARED is not set");
        return;
    };
    let vocabulary = Vocabulary::shipped();
    let pages = [Input::Path(shared.join("data/aim/pages"))];
    let done = crate::ingest::import(&RealFs, &vocabulary, &pages, None);
    let mut halves: [Vec<Case>; 2] = Default::default();
    for incident in done.incidents {
        let file = incident.source.file.clone().unwrap_or_default();
        let name = file
            .trim_end_matches(".txt")
            .trim_end_matches("-spaces-breach");
        let digit = name
            .chars()
            .next_back()
            .and_then(|c| c.to_digit(16))
            .unwrap_or_default();
        let label = incident.verdict.label.clone();
        let (Some(label), Some(text)) = (label, incident.summary.clone()) else {
            continue;
        };
        halves[digit as usize % 2].push(Case {
            article: RawArticle {
                title: incident.title.unwrap_or_default(),
                lead: Some(text),
                language: Some("en".to_owned()),
                ..RawArticle::default()
            },
            ..case(0, label.as_str())
        });
    }
    for (half, cases) in ["seen", "held out"].iter().zip(&halves) {
        let report = evaluate(cases, Weights::shipped());
        println!("{half}: {report}");
        let between = cases
            .iter()
            .filter(|case| harm(case) == case.label.as_str())
            .count();
        let interval = Interval::of(between, cases.len());
        println!(
            "{half}, incident against hazard: {between} of {}, {interval:?}",
            cases.len()
        );
        assert!(cases.len() >= 8, "{half}: {} records", cases.len());
        assert!(interval.share >= 0.6, "{half}: {interval:?}");
        assert!(report.agreement.share >= 0.6, "{half}: {report}");
    }
}

/// Which of the two harmful labels is likelier: the records have no others.
fn harm(case: &Case) -> &'static str {
    use crate::monitor::classify::Question;
    let Some(made) = labelling::classified(Weights::shipped(), &case.article) else {
        return "";
    };
    if made.answers[&Question::Done] >= 0.5 {
        "incident"
    } else {
        "hazard"
    }
}
