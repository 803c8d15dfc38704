//! The flags on what the monitor proposes.

use super::*;

/// A record with three articles and proposals.
fn proposed(proposals: &str) -> String {
    format!(
        r#"{{"id":"i","proposals":{proposals},"articles":[{{"id":"a"}},{{"id":"b","outlet":"The Mill"}},{{"id":"c"}}]}}"#
    )
}

#[test]
fn a_possible_split_names_the_articles_and_how_far_they_are() {
    let one = r#"{"split":[{"article":"b","likeness":0.02,"below":0.05}]}"#;
    assert_eq!(
        reason("possible-split", &proposed(one)).unwrap(),
        "may be two events: article 2 (The Mill) stands apart, it is 0.02 like the others on average, below 0.05"
    );
    let two = r#"{"split":[{"article":"c","likeness":0,"below":0.05},{"article":"a","likeness":0.04,"below":0.05}]}"#;
    assert_eq!(
        reason("possible-split", &proposed(two)).unwrap(),
        "may be two events: article 3, article 1 stand apart, the first is 0.00 like the others on average, below 0.05"
    );
    let gone = r#"{"split":[{"article":"gone","likeness":0,"below":0.05}]}"#;
    assert_eq!(reason("possible-split", &proposed(gone)), None);
}

#[test]
fn a_possible_merge_names_the_other_incident_and_how_near_it_is() {
    let near = |likeness: &str| {
        format!(
            r#"{{"merge":[{{"incident":"j","title":"Robot stops","likeness":{likeness},"joined":0.3}},{{"incident":"k","likeness":0.22,"joined":0.3}}]}}"#
        )
    };
    assert_eq!(
        reason("possible-merge", &proposed(&near("0.27"))).unwrap(),
        "may be one event with \"Robot stops\" (j): 0.27 alike, joined from 0.30 on; another one is near"
    );
    let said = reason("possible-merge", &proposed(&near("0.41"))).unwrap();
    assert!(
        said.contains("kept apart as both were there before"),
        "{said}"
    );
    assert_eq!(reason("possible-merge", &proposed("{}")), None);
}
