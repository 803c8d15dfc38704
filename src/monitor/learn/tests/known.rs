//! Weights fitted to labels that are known from elsewhere.

use super::super::known::tune;
use super::super::{Settings, file};
use super::told;
use crate::domain::Vocabulary;
use crate::monitor::articles::RawArticle;
use crate::monitor::classify::Weights;
use crate::monitor::evaluate::{Case, cases, evaluate};

fn case(line: usize, label: &str) -> Case {
    let (title, lead) = told(&format!("town {line}"));
    Case {
        line,
        article: RawArticle {
            title,
            lead: Some(lead),
            language: Some("en".to_owned()),
            ..RawArticle::default()
        },
        label: label.into(),
    }
}

#[test]
fn weights_follow_labels_that_differ_and_keep_those_that_agree() {
    let kept: Vec<Case> = (1..=60).map(|line| case(line, "incident")).collect();
    let turned: Vec<Case> = (1..=60).map(|line| case(line, "unrelated")).collect();
    let settings = Settings::shipped();
    let report = tune(&turned, settings).report;
    assert_eq!((report.fitted, report.shipped.agree), (60, 0));
    // Each by weights that were fitted to the other parts alone.
    assert_eq!(report.refitted.agree, 60, "{report}");
    let such = &report.moved[0].such_as[0];
    assert!(such.0.as_str().starts_with("line "), "{such:?}");
    let same = tune(&kept, settings);
    let report = &same.report;
    assert_eq!((report.shipped.agree, report.refitted.agree), (60, 60));
    assert_eq!(evaluate(&kept, &same.weights).agree, 60);
}

#[test]
fn labels_by_chance_teach_nothing_that_holds() {
    // The same article under two labels, evenly.
    let label = |line: usize| {
        if line.is_multiple_of(2) {
            "incident"
        } else {
            "unrelated"
        }
    };
    let cases: Vec<Case> = (1..=100).map(|line| case(line, label(line))).collect();
    let report = tune(&cases, Settings::shipped()).report;
    assert!(report.refitted.agree <= 60, "{report}");
}

#[test]
fn what_cannot_be_fitted_to_is_counted_by_reason() {
    let lines = r#"{"title": "Chatbot defamed a mayor", "label": "AI Incident"}
{"title": "Чат-бот оклеветал мэра города, сообщает газета", "label": "AI Incident"}"#;
    let cases = cases(&Vocabulary::shipped(), lines).unwrap();
    let tuned = tune(&cases, Settings::shipped());
    assert_eq!(
        (tuned.report.fitted, tuned.report.unused.unreadable),
        (1, 1)
    );
    assert_eq!((tuned.report.shipped.n, tuned.report.refitted.n), (1, 1));
    let text = file::write(&tuned.weights, &tuned.fitted).unwrap();
    assert!(text.contains("\nknown = 1\n"), "{text}");
    let read = file::read(&text).unwrap();
    assert_eq!(read.questions, tuned.weights.questions);
}

#[test]
fn nothing_to_fit_to_leaves_the_shipped_weights() {
    let tuned = tune(&[case(1, "some_label")], Settings::shipped());
    assert_eq!(tuned.report.unused.other_labels, 1);
    assert_eq!(&tuned.weights, Weights::shipped());
    assert!(tuned.report.to_string().contains("no weight moved"));
}
