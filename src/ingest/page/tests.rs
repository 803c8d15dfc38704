//! Pages of our own in the four layouts, whole and damaged.

use super::*;
use crate::domain::{Incident, LabelId};
use crate::ingest::report::{Repair, Skip};

const DISCLAIMER: &str =
    "The information displayed in the AIM should not be taken for anybody's view.";

/// A whole incident page.
const A: &str = "Robot arm drops a crate in a bakery

Thumbnail Image

The information displayed in the AIM should not be taken for anybody's view.

A robot arm dropped a crate of flour; a baker hurt a toe.[AI generated]

Why's our monitor labelling this an incident or hazard?

The arm is an AI system and a toe was hurt. This is an AI Incident.[AI generated]
AI principles
SafetyAccountability

Harm types:
Physical (injury)Wounded pride

Severity
AI incident

Articles about this incident or hazard

Thumbnail Image

面包房的机械臂

2024-02-01
The Crumb
Why's our monitor labelling this an incident or hazard?
It tells of a hurt toe.
Thumbnail Image

Flour everywhere | The Loaf

2024-02-30
U.S.
Why's our monitor labelling this an incident or hazard?
Nobody was hurt yet.
";

const B: &str = "aim-logo
AIM: AI Incidents and Hazards Monitor
Results: About 1,020 incidents & hazards
Thumbnail Image

Lift speaks in riddles

2024-03-01
Norway

A lift answers in riddles.[AI generated]

AI principles:
FairnessShow More (2)
Severity:
AI hazard
Why's our monitor labelling this an incident or hazard?

Riddles could trap someone. An AI Hazard.[AI generated]
Thumbnail Image

Vacuum cleaner elopes

2024-03-02

A vacuum cleaner left through an open door.[AI generated]

Severity:
AI incident
";

fn read_as(layout: Layout, text: &str) -> Found {
    let mut found = Found::default();
    read(&Vocabulary::shipped(), layout, text, &mut found);
    found
}

fn detect(text: &str) -> Option<Layout> {
    layout(&Vocabulary::shipped(), text)
}

fn titles(found: &Found) -> Vec<Option<&str>> {
    found
        .incidents
        .iter()
        .map(|(_, one)| one.title.as_deref())
        .collect()
}

fn values<'a>(one: &'a Incident, facet: &str) -> Vec<&'a str> {
    one.facets
        .get(&facet.into())
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect()
}

#[test]
fn layout_a_is_read_whole() {
    assert_eq!(detect(A), Some(Layout::A));
    let found = read_as(Layout::A, A);
    let (line, one) = &found.incidents[0];
    assert_eq!(
        (*line, titles(&found)),
        (1, vec![Some("Robot arm drops a crate in a bakery")])
    );
    let summary = "A robot arm dropped a crate of flour; a baker hurt a toe.";
    assert_eq!(one.summary.as_deref(), Some(summary));
    assert_eq!(one.provenance["summary"], "AI generated");
    assert_eq!(one.verdict.provenance.as_deref(), Some("AI generated"));
    assert!(
        one.verdict
            .rationale
            .as_deref()
            .unwrap()
            .ends_with("This is an AI Incident.")
    );
    assert_eq!(one.verdict.label, Some(LabelId::from("incident")));
    assert_eq!(values(one, "principles"), ["Safety", "Accountability"]);
    assert_eq!(
        values(one, "harm_types"),
        ["Physical (injury)", "Wounded pride"]
    );
    let [first, second] = &one.articles[..] else {
        panic!("{:?}", one.articles);
    };
    assert_eq!(first.title.as_deref(), Some("面包房的机械臂"));
    assert_eq!(first.outlet.as_deref(), Some("The Crumb"));
    assert_eq!(first.date.unwrap().to_string(), "2024-02-01");
    assert_eq!(
        first.verdict.rationale.as_deref(),
        Some("It tells of a hurt toe.")
    );
    assert_eq!(
        (second.date, second.outlet.as_deref()),
        (None, Some("U.S."))
    );
    assert_eq!(second.extra["date_text"].get(), "\"2024-02-30\"");
    assert!(matches!(&found.repaired[..], [(_, Repair::BadDate { text })] if text == "2024-02-30"));
}

#[test]
fn a_page_can_end_anywhere() {
    let inside = A.find("It tells of").unwrap()..A.find("toe.\nThumbnail").unwrap() + 3;
    for end in (0..A.len()).filter(|end| A.is_char_boundary(*end)) {
        let found = read_as(Layout::A, &A[..end]);
        assert!(found.incidents.len() <= 1, "{}", &A[..end]);
        let told = matches!(found.repaired[..], [(_, Repair::ArticleCut { .. })]);
        assert!(told || !inside.contains(&end), "{}", &A[..end]);
    }
}

#[test]
fn cut_text_is_taken_as_far_as_it_goes_and_told() {
    let cut = |end: &str| read_as(Layout::A, &A[..A.find(end).unwrap() + end.len()]);
    let found = cut("It tells of");
    assert_eq!(
        found.repaired,
        [(
            23,
            Repair::ArticleCut {
                article: "面包房的机械臂".into()
            }
        )]
    );
    assert_eq!(found.incidents[0].1.articles[0].extra["cut"].get(), "true");
    let found = cut("Flour every");
    assert_eq!(
        found.incidents[0].1.articles[1].title.as_deref(),
        Some("Flour every")
    );
    assert!(matches!(
        found.repaired[..],
        [(_, Repair::ArticleCut { .. })]
    ));
    let found = cut("Articles about this incident or hazard");
    assert_eq!(found.repaired[0].1, Repair::NoArticles);
    let found = cut("Physical (inj");
    assert!(values(&found.incidents[0].1, "harm_types").is_empty());
    assert!(matches!(
        found.repaired[..],
        [(_, Repair::RecordCut { .. })]
    ));
    let found = cut("Sever");
    assert_eq!(
        values(&found.incidents[0].1, "harm_types"),
        ["Physical (injury)", "Wounded pride"]
    );
    let found = cut("and a toe was");
    assert!(found.incidents[0].1.verdict.rationale.is_some());
    assert_eq!(
        found.repaired[0].1,
        Repair::RecordCut {
            at: "The arm is an AI system and a toe was".into()
        }
    );
}

#[test]
fn layout_b_gives_every_incident_of_the_list() {
    assert_eq!(detect(B), Some(Layout::B));
    let found = read_as(Layout::B, B);
    assert_eq!(
        titles(&found),
        [
            Some("Lift speaks in riddles"),
            Some("Vacuum cleaner elopes")
        ]
    );
    assert_eq!(found.stated, Some(1020));
    let (line, first) = &found.incidents[0];
    assert_eq!(*line, 4);
    assert_eq!(first.country.as_deref(), Some("Norway"));
    assert_eq!(first.date.unwrap().to_string(), "2024-03-01");
    assert_eq!(values(first, "principles"), ["Fairness"]);
    assert_eq!(first.verdict.label, Some(LabelId::from("hazard")));
    let second = &found.incidents[1].1;
    assert_eq!(
        (
            second.country.as_deref(),
            second.verdict.rationale.as_deref()
        ),
        (None, None)
    );
    assert_eq!(
        second.summary.as_deref(),
        Some("A vacuum cleaner left through an open door.")
    );
    assert_eq!(found.repaired, [(14, Repair::Collapsed { hidden: 2 })]);
}

#[test]
fn a_listing_without_its_images_and_head_is_still_one() {
    let bare = B.replace("Thumbnail Image\n", "");
    let bare = &bare[bare.find("Lift").unwrap()..];
    assert_eq!(detect(bare), Some(Layout::B));
    assert_eq!(read_as(Layout::B, bare).incidents.len(), 2);
}

#[test]
fn layout_c_has_the_rationale_in_front() {
    let text = format!(
        "A kettle could scald someone. It is an AI Hazard.[AI generated]\n\
         AIM: AI Incidents and Hazards Monitor\n{DISCLAIMER}\nAdvanced Search Options\nKettle learns to whistle\n"
    );
    assert_eq!(detect(&text), Some(Layout::C));
    let found = read_as(Layout::C, &text);
    assert_eq!(titles(&found), [Some("Kettle learns to whistle")]);
    let (line, one) = &found.incidents[0];
    assert_eq!((*line, one.summary.as_deref()), (1, None));
    let rationale = one.verdict.rationale.as_deref();
    assert_eq!(
        rationale,
        Some("A kettle could scald someone. It is an AI Hazard.")
    );
}

#[test]
fn layout_d_has_no_title() {
    let page = |what: &str| {
        format!(
            "\n{DISCLAIMER}\n{what} did harm.[AI generated]\n{}\nSo it says.[AI generated]",
            line::WHY
        )
    };
    let text = format!("{}\n{}", page("One"), page("Two"));
    assert_eq!(detect(&text), Some(Layout::D));
    let found = read_as(Layout::D, &text);
    let all: Vec<_> = found
        .incidents
        .iter()
        .map(|(line, one)| (*line, one.title.as_deref(), one.summary.as_deref()))
        .collect();
    assert_eq!(
        all,
        [
            (2, None, Some("One did harm.")),
            (7, None, Some("Two did harm."))
        ]
    );
    assert!(found.repaired.is_empty(), "{:?}", found.repaired);
}

#[test]
fn pages_in_one_file_come_apart() {
    let other = A
        .replace("Robot arm drops", "Oven door opens")
        .replace("Thumbnail Image\n\nThe info", "The info");
    let found = read_as(Layout::A, &format!("{A}\n{other}\n{A}"));
    let title = "Robot arm drops a crate in a bakery";
    let second = "Oven door opens a crate in a bakery";
    assert_eq!(titles(&found), [Some(title), Some(second), Some(title)]);
    let articles: Vec<_> = found
        .incidents
        .iter()
        .map(|(_, one)| one.articles.len())
        .collect();
    assert_eq!(articles, [2, 2, 2]);
}

#[test]
fn articles_without_images_begin_above_their_date() {
    let text = A.replace("Thumbnail Image\n", "");
    let found = read_as(Layout::A, &text);
    let heads: Vec<_> = found.incidents[0]
        .1
        .articles
        .iter()
        .filter_map(|one| one.title.as_deref())
        .collect();
    assert_eq!(heads, ["面包房的机械臂", "Flour everywhere | The Loaf"]);
}

#[test]
fn other_databases_and_addresses_are_no_articles() {
    let text = format!("{A}In other databases\nIncident 5\nOpen in new tab\n");
    let found = read_as(Layout::A, &text);
    assert_eq!(found.incidents[0].1.articles.len(), 2);
    let url = "https://oecd.ai/en/incidents/2024-02-01-00ab";
    let found = read_as(Layout::A, &format!("{url}\n{A}"));
    let one = &found.incidents[0].1;
    assert_eq!(
        (one.id.as_str(), one.source.url.as_deref()),
        ("2024-02-01-00ab", Some(url))
    );
    assert_eq!(
        one.title.as_deref(),
        Some("Robot arm drops a crate in a bakery")
    );
}

#[test]
fn a_date_in_words_is_kept_apart() {
    let text = A.replace("2024-02-01", "1 February 2024");
    let article = &read_as(Layout::A, &text).incidents[0].1.articles[0];
    assert_eq!(article.extra["date_text"].get(), "\"1 February 2024\"");
    assert_eq!(article.outlet.as_deref(), Some("The Crumb"));
}

#[test]
fn text_without_marks_is_no_page() {
    assert_eq!(detect("A title\n\nSome words."), None);
    assert_eq!(detect(""), None);
    let found = read_as(Layout::A, "Severity\nsevere enough\n");
    assert!(matches!(
        found.skipped[..],
        [(1, Skip::NotAnIncident { .. })]
    ));
}
