//! Grouping measured on stories of our own, and on real headlines where they are.

use super::*;
use crate::monitor::articles::RawArticle;

/// Some stories, each told in three ways.
fn stories() -> Gold {
    let things = [
        "robot", "chatbot", "drone", "camera", "scanner", "tractor", "ferry",
    ];
    let acts = [
        "injures", "misleads", "blocks", "accuses", "deletes", "floods", "locks",
    ];
    let mut gold = Gold::default();
    for story in 0..49_u32 {
        let (thing, act) = (story as usize % 7, story as usize / 7);
        let (place, who) = (format!("Zor{story}burg"), format!("Mek{}o", story * 7));
        for (nth, title) in [
            format!("{} {} {who} in {place}", things[thing], acts[act]),
            format!("{place}: {who} speaks after {} incident", things[thing]),
            format!(
                "What the {} did to {who}, and what {place} says",
                things[thing]
            ),
        ]
        .into_iter()
        .enumerate()
        {
            let article = RawArticle {
                id: format!("{story}-{nth}"),
                title,
                ..RawArticle::default()
            };
            gold.add(article, vec![story]);
        }
    }
    gold.divide();
    gold
}

#[test]
fn plain_stories_are_told_apart_and_chance_is_not() {
    let settings = Settings::shipped().unwrap();
    let report = evaluate(&stories(), &settings, 0.9, 2).unwrap();
    assert!(report.settings.score.f1 > 0.9, "{report}");
    assert!(report.shuffled.precision < 0.5, "{report}");
    assert_eq!(report.alone.score.precision, 1.0);
    let again = evaluate(&stories(), &settings, 0.9, 1).unwrap();
    assert_eq!(report, again, "threads change nothing");
}

#[test]
fn tuning_finds_a_threshold_that_was_spoilt() {
    let mut settings = Settings::shipped().unwrap();
    settings.thresholds.join = 0.99;
    let spoilt = evaluate(&stories(), &settings, 0.9, 2).unwrap();
    let tuned = tune(&stories(), &settings, 0.9, 2).unwrap();
    assert!(tuned.precise);
    let tuned = tuned.settings;
    let report = evaluate(&stories(), &tuned, 0.9, 2).unwrap();
    assert!(report.settings.score.f1 > spoilt.settings.score.f1 + 0.3);
    assert!(tuned.thresholds.propose < tuned.thresholds.join);
}

#[test]
fn too_few_incidents_are_measured_and_not_tuned_on() {
    let text = "{\"title\":\"a\",\"incident_ids\":[1]}\n";
    let gold = Gold::read(text).unwrap();
    let settings = Settings::shipped().unwrap();
    let error = tune(&gold, &settings, 0.9, 1).unwrap_err();
    assert!(error.to_string().contains("too few"), "{error}");
    let report = evaluate(&gold, &settings, 0.9, 1).unwrap();
    assert_eq!(report.held_out, None);
    assert!(report.to_string().contains("Nothing is held out"));
    let nothing = evaluate(&Gold::default(), &settings, 0.9, 1);
    assert_eq!(nothing, Err(GoldError::Nothing));
}

/// The claim that ships: careful on real headlines, past the reference.
#[test]
fn real_headlines_are_grouped_with_care() {
    let Some(shared) = std::env::var_os("OVERRULE_SHARED") else {
        eprintln!("skipped: OVERRULE_SHARED is not set");
        return;
    };
    let file = std::path::Path::new(&shared).join("data/clustering/aiid_reports.jsonl");
    let gold = Gold::read(&std::fs::read_to_string(file).unwrap()).unwrap();
    let report = evaluate(&gold, &Settings::shipped().unwrap(), 0.9, 2).unwrap();
    assert!(report.settings.score.precision >= 0.9, "{report}");
    let held = report.held_out.as_ref().unwrap();
    assert!(held.careful.measured.score.precision >= 0.89, "{report}");
    assert!(held.best.measured.score.f1 > 0.705, "{report}");
    assert!(report.shuffled.precision < 0.5, "{report}");
}

#[test]
fn a_careful_threshold_is_the_best_of_those_that_are_precise() {
    let at = |join: f32, precision: f64, f1: f64| Curve {
        join,
        score: Score {
            precision,
            f1,
            ..Score::default()
        },
    };
    let curve = [
        at(0.1, 0.85, 0.99),
        at(0.2, 0.92, 0.90),
        at(0.3, 0.97, 0.95),
        at(0.4, 0.99, 0.80),
    ];
    assert_eq!(careful(&curve, 0.9), 0.3);
    assert_eq!(careful(&curve, 0.98), 0.4);
}
