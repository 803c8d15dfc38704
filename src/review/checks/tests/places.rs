//! The flag on one template in several places.

use super::*;

fn headlines(titles: &[(&str, &str)]) -> String {
    let articles: Vec<String> = (0..)
        .zip(titles)
        .map(|(at, (title, lead))| format!(r#"{{"id":"{at}","title":{title:?},"lead":{lead:?}}}"#))
        .collect();
    format!(r#"{{"id":"i","articles":[{}]}}"#, articles.join(","))
}

fn said(titles: &[(&str, &str)]) -> Option<String> {
    reason("two-places", &headlines(titles))
}

#[test]
fn one_template_in_several_places_may_be_several_events() {
    let one = ("Facial recognition misidentifies man in Leipzig", "L");
    let two = ("Facial recognition misidentifies man in Dresden", "L");
    let three = (
        "Facial recognition misidentifies man in Zwickau, again",
        "L",
    );
    assert_eq!(
        said(&[one, two, three]).unwrap(),
        "may be several events: article 1 tells of Leipzig, article 2 the same of Dresden and 1 more"
    );
    assert_eq!(said(&[one, one]), None);
    let another = ("Unions want answers after robot accident in York", "L");
    assert_eq!(
        said(&[another, one, two]).unwrap(),
        "may be several events: article 2 tells of Leipzig, article 3 the same of Dresden"
    );
    // One of them names both: it is one event, told by two places.
    let both = (
        "Facial recognition misidentifies man in Saxony",
        "A man in Leipzig was held.",
    );
    assert_eq!(said(&[one, both]), None);
}

#[test]
fn other_words_behind_an_in_are_no_places() {
    for (one, two) in [
        (
            "Robot hurts four workers in factory",
            "Robot hurts four workers in warehouse",
        ),
        (
            "Robot hurts four workers in UK",
            "Robot hurts four workers in EU",
        ),
        (
            "Robot hurts four workers in Leeds",
            "Unions want answers after robot accident in York",
        ),
        (
            "Robot hurts four workers",
            "Robot hurts four workers in Leeds",
        ),
        ("Crash in Leeds", "Crash in York"),
    ] {
        assert_eq!(said(&[(one, "L"), (two, "L")]), None, "{one}");
    }
}
