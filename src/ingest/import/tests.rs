//! From bytes to incidents and a report.

use super::*;
use crate::disk::MemoryFs;
use crate::domain::Article;

pub fn imported(inputs: &[(&str, &[u8])], forced: Option<Shape>) -> Imported {
    let inputs: Vec<_> = inputs
        .iter()
        .map(|(name, bytes)| Input::Bytes {
            name: (*name).to_owned(),
            bytes: bytes.to_vec(),
        })
        .collect();
    import(
        &MemoryFs::default(),
        &Vocabulary::shipped(),
        &inputs,
        forced,
    )
}

#[test]
fn a_record_gets_source_and_ids() {
    let done = imported(
        &[(
            "a",
            b"{\"title\":\"T\",\"articles\":[{\"title\":\"H\",\"date\":\"2024-01-02\"}]}",
        )],
        None,
    );
    let one = &done.incidents[0];
    assert_eq!(one.id, Incident::hashed_id(Some("T"), None));
    assert_eq!(
        one.articles[0].id,
        Article::hashed_id("H", "", "2024-01-02")
    );
    let source = (
        one.source.shape.as_deref(),
        one.source.file.as_deref(),
        one.source.line,
    );
    assert_eq!(source, (Some("set"), Some("a"), Some(1)));
    assert_eq!((done.report.incidents(), done.report.articles()), (1, 1));
}

#[test]
fn a_record_of_a_set_keeps_its_source() {
    let done = imported(
        &[(
            "a",
            br#"{"id":"i","source":{"shape":"aim-html","file":"p.html"}}"#,
        )],
        None,
    );
    assert_eq!(done.incidents[0].source.file.as_deref(), Some("p.html"));
    assert_eq!(done.incidents[0].source.line, None);
}

#[test]
fn the_same_again_folds_and_another_with_its_id_is_skipped() {
    let done = imported(
        &[
            (
                "a",
                b"{\"id\":\"i\",\"title\":\"T\"}\n{\"id\":\"i\",\"title\":\"U\"}",
            ),
            ("b", b"{\"id\":\"i\",\"title\":\"T\"}"),
        ],
        None,
    );
    assert_eq!(done.incidents.len(), 1);
    assert_eq!(
        done.report.skipped[0].to_string(),
        "a:2: the id i belongs to another record, a:1; give it an id of its own, or put its articles into that one"
    );
    assert!(matches!(
        done.report.repaired[0].what,
        Repair::SameAgain { line: 1, .. }
    ));
}

#[test]
fn values_outside_the_vocabulary_are_counted() {
    let done = imported(
        &[(
            "a",
            br#"{"id":"i","facets":{"harm_types":["Pride","Psychological"],"mood":["low"]}}"#,
        )],
        None,
    );
    let unknown = &done.report.unknown;
    assert_eq!(unknown[&"harm_types".into()]["Pride"], 1);
    assert_eq!(unknown[&"mood".into()]["low"], 1);
    assert_eq!(unknown[&"harm_types".into()].len(), 1);
}

#[test]
fn fields_that_a_set_does_not_have_are_named_and_kept() {
    let text = br#"{"id":"i","tokens":7,"articles":[{"id":"a","section":"H"},{"id":"b","section":"K"}],"verdict":{"label":"ours","tone":"T"}}"#;
    let done = imported(&[("a", text)], None);
    let told = done.report.to_string();
    assert!(
        told.contains(
            "unread    the field \"tokens\", which a set doesn't have, was kept as it is (1)"
        ),
        "{told}"
    );
    assert_eq!(done.report.unread["articles.section"], 1, "by incident");
    assert_eq!(done.report.unread["verdict.tone"], 1);
    assert_eq!(done.incidents[0].extra["tokens"].get(), "7");
    assert_eq!(done.report.unknown[&"label".into()]["ours"], 1);
}

#[test]
fn what_can_not_be_read_is_named() {
    let done = imported(
        &[
            ("empty", b""),
            ("odd", b"Just words."),
            ("utf", b"Just\nw\xfcrds."),
            ("page", b"<html>\n<p>\xff"),
            ("bom", b"\xef\xbb\xbf{\"id\":\"i\"}"),
        ],
        None,
    );
    let lines: Vec<_> = done
        .report
        .skipped
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(lines[0].starts_with("empty: is empty"));
    assert!(lines[1].starts_with("odd: has no known shape; expected aim-json"));
    assert_eq!(
        lines[2],
        "utf:2: is not UTF-8 (first bad byte at 6); save it as UTF-8"
    );
    assert!(lines[3].starts_with("page:2: is not UTF-8 (first bad byte at 10)"));
    assert_eq!(done.report.repaired[0].what, Repair::ByteOrderMark);
    assert_eq!(done.incidents.len(), 1);
}

#[test]
fn a_shape_can_be_forced() {
    let text = b"A title\nA summary.\n";
    assert_eq!(imported(&[("a", text)], None).incidents.len(), 0);
    let done = imported(&[("a", text)], Some(Shape::AimPageA));
    assert_eq!(done.incidents[0].title.as_deref(), Some("A title"));
    let done = imported(&[("a", b"[]")], Some(Shape::AimJson));
    assert!(matches!(
        done.report.skipped[0].what,
        Skip::Nothing {
            shape: Shape::AimJson
        }
    ));
}

type Told = Vec<(u64, String)>;

/// The ids taken with their lines, and what was skipped with lines and reasons.
fn lines(bytes: &[u8]) -> (Told, Told) {
    let done = imported(&[("a", bytes)], None);
    let taken = done.incidents.into_iter();
    let skipped = done.report.skipped.into_iter();
    (
        taken
            .map(|one| (one.source.line.unwrap(), one.id.to_string()))
            .collect(),
        skipped
            .map(|entry| (entry.line.unwrap(), entry.what.to_string()))
            .collect(),
    )
}

#[track_caller]
fn told(bad: &[(u64, String)], expected: &[(u64, &str)]) {
    assert_eq!(bad.len(), expected.len(), "{bad:?}");
    for ((line, reason), (at, part)) in bad.iter().zip(expected) {
        assert!(line == at && reason.contains(part), "{line}: {reason}");
    }
}

#[test]
fn bad_lines_are_skipped_with_line_and_reason() {
    let set = b"{\"id\":\"a\"}\r\n\n{\"id\":\"x\",\"id\":\"y\"}\n{\"id\":\"b\"}\n{\"id\":\"\xff\"}\n{\"foo\":1}\n[]\n{\"id\":\"cut";
    let (good, bad) = lines(set);
    assert_eq!(good, [(1, "a".to_owned()), (4, "b".to_owned())]);
    assert_eq!(set[51], 0xff);
    told(
        &bad,
        &[
            (3, "the key \"id\" stands twice: \"x\" and \"y\""),
            (5, "first bad byte at 51"),
            (6, "no id, title or summary"),
            (7, "not a JSON object"),
            (8, "not a JSON object"),
        ],
    );
}

#[test]
fn arrays_give_lines_and_stop_where_they_break() {
    let (good, bad) = lines(b"[{\"id\":\"a\",\n  \"x\": [1,\n 2]},\n{\"id\":\"b\"},\n{\"id\":");
    assert_eq!(good, [(1, "a".to_owned()), (4, "b".to_owned())]);
    told(&bad, &[(5, "inside the record that begins on line 5")]);
    let (good, bad) = lines(b"[{\"id\":\"a\"}]\n\n{\"id\":\"b\"}");
    assert_eq!(good.len(), 1);
    told(&bad, &[(3, "more text after the end of the list")]);
}

#[test]
fn a_bad_record_of_a_list_costs_only_itself_and_is_told_with_its_line() {
    let (good, bad) = lines(
        b"[{\"id\":\"a\" \"x\":1},\n{\"id\":\"b\",\n\"t\":\"\xff\"},\n{\"id\":\"c\",\n\"x\":{\"k\":1,\n\"k\":[2,\n3]}},{\"id\":\"d\"}]",
    );
    assert_eq!(good, [(7, "d".to_owned())]);
    told(
        &bad,
        &[
            (1, "not a JSON object"),
            (3, "not UTF-8"),
            (6, "the key \"k\" stands twice: 1 and [2, 3]"),
        ],
    );
}

#[test]
fn limits_name_themselves_and_cost_only_their_record() {
    let deep = format!(
        "{{\"id\":\"a\",\"x\":{}{}}}",
        "[".repeat(64),
        "]".repeat(64)
    );
    let long = format!("{{\"id\":\"{}\"}}", "a".repeat(RECORD_BYTES));
    let all = format!("{deep}\n{long}\n{{\"id\":\"b\"}}");
    let (good, bad) = lines(all.as_bytes());
    assert_eq!(good, [(3, "b".to_owned())]);
    told(
        &bad,
        &[
            (1, "nested 65 deep, the limit is 64"),
            (2, "has 8388617 bytes, the limit is 8388608"),
        ],
    );
    let list = format!("[{deep},\n{long},\n{{\"id\":\"b\"}}]");
    assert_eq!(lines(list.as_bytes()).1.len(), 2);
    let page = format!(
        "<html>{}",
        " ".repeat(usize::try_from(WHOLE_BYTES).unwrap())
    );
    let done = imported(&[("p", page.as_bytes())], None);
    let told = done.report.skipped[0].to_string();
    assert_eq!(
        told,
        "p: has 67108870 bytes, and the limit for aim-html is 67108864; save it in parts, or as JSON"
    );
}

#[test]
fn a_page_of_results_is_read_out_of_its_envelope() {
    let answer = |head: &str, tail: &str| {
        let text = format!("{head}\n{{\"id\":1,\"title\":\"T\",\"n_articles\":0}}\n{tail}");
        imported(&[("a", text.as_bytes())], None)
    };
    for (head, tail) in [
        ("{\"total_results\":40,\"incidents\":[", "]}"),
        ("{\"incidents\":[", "], \"total_results\": 40}\n"),
        ("{\"total_results\":40,\"incidents\":[", ",{\"id\":"),
    ] {
        let done = answer(head, tail);
        assert_eq!(done.report.taken[0].what.stated, Some(40), "{head} {tail}");
        assert_eq!(done.incidents[0].source.line, Some(2));
        assert_eq!(
            done.report.skipped.is_empty(),
            tail.contains('}'),
            "{}",
            done.report
        );
    }
    for (tail, part) in [
        (
            "],\"incidents\":[{\"id\":2}]}",
            "\"incidents\" stands twice",
        ),
        ("],\"x\":{\"k\":1,\"k\":2}}", "\"k\" stands twice: 1 and 2"),
        ("]", "not JSON"),
        ("]}{\"incidents\":[]}", "not JSON"),
    ] {
        let done = answer("{\"incidents\":[", tail);
        assert!(
            done.report.to_string().contains(part),
            "{tail}: {}",
            done.report
        );
    }
}

#[test]
fn numbers_that_no_machine_number_holds_come_out_byte_for_byte() {
    let set = r#"{"id":184467440737095516160,"articles":[{"id":9007199254740993,"x":1e400}],"n":-12345678901234567890123,"deep":{"v":[0.1000000000000000055511151231257827]}}"#;
    let answer = r#"{"id":184467440737095516160,"title":"T","n_articles":0,"properties":{"big":12345678901234567890123},"articles":[{"id":9007199254740993,"concepts":[1e400]}]}"#;
    for text in [set, answer] {
        let done = imported(&[("a", text.as_bytes())], None);
        let line = done.incidents[0].to_json().unwrap();
        let again = imported(&[("b", line.as_bytes())], None);
        for kept in [
            "\"184467440737095516160\"",
            "\"9007199254740993\"",
            "1e400",
            "12345678901234567890123",
        ] {
            assert!(line.contains(kept), "{kept}: {line}");
        }
        assert_eq!(again.incidents[0].to_json().unwrap(), line);
    }
}

#[test]
fn a_failing_hand_stops_the_reading() {
    let input = Input::Bytes {
        name: "a".to_owned(),
        bytes: b"{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"id\":\"c\"}".to_vec(),
    };
    let mut seen = 0;
    let mut give = |one: Incident| {
        seen += 1;
        if one.id.as_str() == "b" {
            Err("full")
        } else {
            Ok(None)
        }
    };
    let vocabulary = Vocabulary::shipped();
    let both = [input.clone(), input];
    let read = std::cell::Cell::new(0);
    let told = |bytes| read.set(read.get() + bytes);
    let done = import_into(
        &MemoryFs::default(),
        &vocabulary,
        &both,
        None,
        &told,
        &mut give,
    );
    assert_eq!((done.unwrap_err(), seen), ("full", 2));
    assert_eq!(read.get(), 32, "one of the two was read, and told of");
}
