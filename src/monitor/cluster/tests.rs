//! Laws of grouping: what must not change when something changes that
//! shouldn't matter, and what must when something does.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;

use super::*;
use crate::domain::event::Relation;
use crate::domain::{ArticleId, EventId, Target};

fn article(id: &str, title: &str) -> RawArticle {
    RawArticle {
        id: id.into(),
        title: title.into(),
        ..RawArticle::default()
    }
}

/// Four stories and one article that stands alone.
fn news() -> Vec<RawArticle> {
    [
        ("a1", "Delivery robot blocks ambulance in Lindenau"),
        ("a2", "Lindenau: ambulance held up by delivery robot"),
        (
            "a3",
            "Who answers for the Lindenau robot and the late ambulance?",
        ),
        ("b1", "Chatbot Veritas invents rulings, lawyer Okello fined"),
        (
            "b2",
            "Judge fines Okello over rulings that Veritas invented",
        ),
        ("c1", "Deepfake of mayor Brandt urges voters to stay home"),
        (
            "c2",
            "Deepfake of the voice of mayor Brandt before the vote",
        ),
        ("c3", "Deepfaked Brandt: voters misled, police say"),
        (
            "d1",
            "Kestrel drone falls on the harbour market of Porto Vel",
        ),
        ("d2", "Porto Vel market hit by falling Kestrel drone"),
        ("e1", "Grading software fails a whole village school"),
    ]
    .iter()
    .map(|(id, title)| article(id, title))
    .collect()
}

#[test]
fn ordinary_news_of_the_town_of_an_incident_is_another_event() {
    let told = |id: &str, title: &str, lead: &str| RawArticle {
        lead: Some(lead.into()),
        language: Some("en".into()),
        ..article(id, title)
    };
    let machine = "A driverless taxi struck a woman of 62 on Camel Street in Halden on Monday \
                   evening, Halden police said. She is in Halden General Hospital with a broken \
                   pelvis, in stable condition.";
    let ordinary = "A delivery van struck a man of 58 on Mill Road in Halden on Tuesday evening, \
                    Halden police said. He is in Halden General Hospital with a broken arm, in \
                    stable condition.";
    let incident = told("a", "Woman run over on Camel Street", machine);
    let other = told(
        "b",
        "Man run over on Mill Road, Halden police say",
        ordinary,
    );
    assert_eq!(sets(&[incident.clone(), other.clone()]).len(), 2);
    // Where a machine is named it may be the same one.
    let robot = other.lead.unwrap().replace("delivery van", "robot van");
    let alike = RawArticle {
        lead: Some(robot),
        ..told("b", "Man run over on Mill Road, Halden police say", "")
    };
    assert_eq!(sets(&[incident, alike]).len(), 1);
}

fn grouped(articles: &[RawArticle], known: &Known, threads: usize) -> Grouping {
    let mut grouper = Grouper::new(Settings::shipped().unwrap(), threads);
    for batch in articles.chunks(5000) {
        grouper.add(batch);
    }
    grouper.prepare(known).group()
}

/// The groups by the ids of incident and articles.
fn by_id(articles: &[RawArticle], grouping: &Grouping) -> BTreeMap<String, BTreeSet<String>> {
    let ids = |group: &Group| {
        let members = group.members.iter();
        members.map(|it| articles[it.article].id.clone()).collect()
    };
    let groups = grouping.groups.iter();
    groups
        .map(|group| (group.id.to_string(), ids(group)))
        .collect()
}

fn sets(articles: &[RawArticle]) -> BTreeSet<BTreeSet<String>> {
    let grouping = grouped(articles, &Known::default(), 2);
    by_id(articles, &grouping).into_values().collect()
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn known(incidents: &[(&str, &[&str])]) -> Known {
    Known::new(incidents.iter().map(|(id, articles)| {
        let articles = articles.iter().map(|it| ArticleId::from(*it)).collect();
        ((*id).into(), articles)
    }))
}

/// Some thousands of headlines that share words at random.
fn many() -> Vec<RawArticle> {
    let mut seed = 1_u64;
    let mut draw = |n: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % n
    };
    let mut all = Vec::new();
    for at in 0..9000 {
        let story = draw(3000);
        let title = format!(
            "Zor{story} word{} mek{} thing{} pal{story} word{}",
            draw(300),
            story % 97,
            draw(40),
            draw(300)
        );
        let mut one = article(&format!("{at:05}"), &title);
        one.date = date(2025, 1, 1)
            .checked_add(jiff::Span::new().days(story as i64 % 200))
            .ok();
        all.push(one);
    }
    all
}

#[test]
fn stories_are_grouped() {
    let expected: BTreeSet<_> = [
        set(&["a1", "a2", "a3"]),
        set(&["b1", "b2"]),
        set(&["c1", "c2", "c3"]),
        set(&["d1", "d2"]),
        set(&["e1"]),
    ]
    .into();
    assert_eq!(sets(&news()), expected);
}

#[test]
fn order_batches_and_threads_change_nothing() {
    let articles = many();
    let one = grouped(&articles, &Known::default(), 1);
    assert!(one.groups.len() < 6000, "{}", one.groups.len());
    assert_eq!(one, grouped(&articles, &Known::default(), 3));
    let mut turned = articles.clone();
    turned.reverse();
    turned.rotate_left(1234);
    let other = grouped(&turned, &Known::default(), 2);
    assert_eq!(by_id(&articles, &one), by_id(&turned, &other));
}

#[test]
fn outlets_and_languages_of_the_same_name_change_nothing() {
    let plain = sets(&news());
    let mut changed = news();
    for (at, article) in changed.iter_mut().enumerate() {
        article.outlet = Some(["Daily Lantern", "Courier", "Zeitblick"][at % 3].into());
        article.title = format!(
            "{} | {}",
            article.title,
            ["Daily Lantern", "Courier", "Zeitblick"][at % 3]
        );
        article.language = Some(["en", "en-GB", "eng"][at % 3].into());
    }
    assert_eq!(sets(&changed), plain);
}

#[test]
fn an_article_about_something_else_changes_no_group() {
    let mut more = news();
    more.push(article(
        "z",
        "Quarterly figures of the tractor maker disappoint",
    ));
    let mut expected = sets(&news());
    expected.insert(set(&["z"]));
    assert_eq!(sets(&more), expected);
}

#[test]
fn a_copy_goes_where_its_original_goes_and_counts_for_nothing() {
    let mut articles = news();
    let mut copy = articles[0].clone();
    copy.id = "copy".into();
    copy.outlet = Some("Courier".into());
    articles.push(copy);
    let plain = grouped(&news(), &Known::default(), 1);
    let grouping = grouped(&articles, &Known::default(), 1);
    assert_eq!(grouping.groups.len(), plain.groups.len());
    let group = &grouping.groups[0];
    let copy = group.members.iter().find(|it| it.article == 11).unwrap();
    assert_eq!(copy.copy_of, Some(0));
    assert_eq!(group.likeness, plain.groups[0].likeness);
}

#[test]
fn the_same_words_years_apart_are_two_incidents() {
    let two = |days: i64| {
        let mut one = article("1", "Robot taxi hits cyclist near the old bridge");
        let mut two = article("2", "Cyclist hurt by robot taxi at a school");
        one.date = Some(date(2023, 5, 1));
        two.date = one
            .date
            .unwrap()
            .checked_add(jiff::Span::new().days(days))
            .ok();
        let mut all = news();
        all.extend([one, two]);
        sets(&all).contains(&set(&["1", "2"]))
    };
    assert!(two(1));
    assert!(!two(900));
}

#[test]
fn one_shared_word_joins_nothing() {
    let dated = |id: &str, title: &str, lead: &str| RawArticle {
        date: Some(date(2026, 3, 2)),
        lead: Some(lead.into()),
        ..article(id, title)
    };
    let one = dated(
        "a",
        "Bakery opens",
        "Rolls are free in Vessingen on Monday.",
    );
    let two = dated(
        "b",
        "Bridge closed",
        "A Monday without trams for Vessingen.",
    );
    assert_eq!(sets(&[one.clone(), two]), [set(&["a"]), set(&["b"])].into());
    let three = dated(
        "c",
        "Queue for rolls",
        "A new bakery in Vessingen is opened.",
    );
    assert_eq!(sets(&[one, three]), [set(&["a", "c"])].into());
}

#[test]
fn articles_without_words_stay_alone() {
    let mut articles: Vec<_> = ["", "  ", "—", "\u{202e}\u{200b}", "the of and"]
        .iter()
        .enumerate()
        .map(|(at, title)| article(&at.to_string(), title))
        .collect();
    articles.push(article("long", &"word ".repeat(100_000)));
    articles.push(RawArticle {
        url: Some("https://%%%/\u{0}/2024/99/99/".into()),
        body: Some("𝔘𝔫𝔦 ".repeat(5000)),
        ..article("odd", "ﷺ")
    });
    assert_eq!(sets(&articles).len(), 7);
    assert_eq!(sets(&[]).len(), 0);
}

#[test]
fn new_articles_join_known_incidents_which_stay_apart() {
    let known = known(&[("X", &["a1"]), ("Y", &["a2"]), ("Z", &["e1", "d1"])]);
    let articles = news();
    let grouping = grouped(&articles, &known, 2);
    let groups = by_id(&articles, &grouping);
    assert!(groups["X"].contains("a1") && groups["Y"].contains("a2"));
    assert!(groups["X"].contains("a3") || groups["Y"].contains("a3"));
    assert!(groups["Z"].is_superset(&set(&["d1", "e1"])), "{groups:?}");
    let ends: Vec<_> = grouping
        .merges
        .iter()
        .map(|it| {
            (
                grouping.groups[it.one].id.as_str(),
                grouping.groups[it.two].id.as_str(),
            )
        })
        .collect();
    assert!(ends.contains(&("X", "Y")), "proposed, not done: {ends:?}");
}

#[test]
fn a_group_of_two_stories_names_the_one_that_strays() {
    let known = known(&[("Z", &["a1", "a2", "a3", "e1"]), ("Y", &["c1", "c2", "c3"])]);
    let articles = news();
    let grouping = grouped(&articles, &known, 1);
    let group = |id: &str| {
        grouping
            .groups
            .iter()
            .find(|it| it.id.as_str() == id)
            .unwrap()
    };
    let strays = &group("Z").strays;
    let named: Vec<_> = strays.iter().map(|it| articles[it.0].id.as_str()).collect();
    assert_eq!(named, ["e1"]);
    assert!(group("Y").strays.is_empty());
    assert!(group("Z").likeness < group("Y").likeness);
}

#[test]
fn a_days_news_keeps_the_ids_of_the_day_before() {
    let all = news();
    let (first, _) = all.split_at(8);
    let before = by_id(first, &grouped(first, &Known::default(), 1));
    let incidents = before.iter().map(|(id, articles)| {
        let articles = articles
            .iter()
            .map(|it| ArticleId::from(it.as_str()))
            .collect();
        (id.as_str().into(), articles)
    });
    let known = Known::new(incidents);
    let after = by_id(&all, &grouped(&all, &known, 1));
    for (id, articles) in &before {
        assert!(after[id].is_superset(articles), "{id}");
    }
    assert_eq!(after.values().cloned().collect::<BTreeSet<_>>(), sets(&all));
}

#[test]
fn what_analysts_did_holds_when_articles_are_grouped_anew() {
    let articles = news();
    let mut known = known(&[
        ("A", &["a1", "a2", "a3"]),
        ("B", &["b1", "b2"]),
        ("C", &["c1", "c2", "c3"]),
        ("D", &["d1"]),
        ("D2", &["d2"]),
    ]);
    let event = |n| EventId::new(n, [0; 10]);
    let split = Relation::Split {
        articles: vec!["c3".into()],
    };
    known.relate(event(1), &Target::incident("C"), &split);
    let merge = Relation::Merge {
        with: vec!["B".into()],
    };
    known.relate(event(2), &Target::incident("A"), &merge);
    let grouping = grouped(&articles, &known, 2);
    let groups = by_id(&articles, &grouping);
    assert_eq!(groups["A"], set(&["a1", "a2", "a3", "b1", "b2"]));
    assert_eq!(groups["C"], set(&["c1", "c2"]));
    assert_eq!(groups[&format!("e:{}", event(1))], set(&["c3"]));
    assert!(!groups.contains_key("B"), "it became part of A");
}

#[test]
fn an_article_of_two_known_incidents_stays_in_both() {
    let known = known(&[("A", &["a1", "a2"]), ("B", &["b1", "a2"])]);
    let articles = news();
    let groups = by_id(&articles, &grouped(&articles, &known, 1));
    assert!(groups["A"].contains("a2") && groups["B"].contains("a2"));
}
