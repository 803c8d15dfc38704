//! Texts in many scripts, and bytes that are no text, through an import and back.

use overrule::domain::Incident;
use serde_json::json;

use super::common::{files, hostile, import_bytes, name};

/// The summary of an incident after import, writing and reading.
#[track_caller]
fn through(text: &str) {
    let line = json!({"id": "a", "summary": text, "verdict": {"rationale": text}}).to_string();
    let done = import_bytes(line.as_bytes(), None);
    assert!(done.report.skipped.is_empty(), "{}", done.report);
    let line = done.incidents[0].to_json().unwrap();
    let safe = overrule::domain::visible::escape_invisible(&line);
    let back = Incident::from_json(&safe).unwrap();
    assert!(back.summary.as_deref() == Some(text), "the summary changed");
    assert!(
        back.verdict.rationale.as_deref() == Some(text),
        "the rationale changed"
    );
}

#[test]
fn every_script_comes_through_as_it_is() {
    for text in [
        "Das Tor schloß sich über der Straße.",
        "السلام 123 ABC עברית",
        "می\u{200c}خواهم \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f466} ❤\u{fe0f}",
        "世界 ｶﾞ 한국어 e\u{301}",
        "a\u{202e}b\u{2066}c\u{e0041}\u{0}\u{1b}[2J\u{9b}\r\n\t\u{2028}",
    ] {
        through(text);
    }
}

#[test]
fn real_prose_comes_through_as_it_is() {
    let mut count = 0;
    for folder in [
        "texts",
        "udhr-bidi/data/udhr/bidi",
        "udhr-bidi/data/udhr/ltr",
    ] {
        let Some(folder) = hostile(folder) else {
            return;
        };
        for path in files(&folder) {
            if let Ok(text) = String::from_utf8(std::fs::read(&path).unwrap()) {
                through(&text);
                count += 1;
            }
        }
    }
    assert!(count >= 30, "{count}");
}

#[test]
fn bytes_that_are_no_utf8_cost_their_line_and_are_named() {
    let line = |bytes: &[u8]| [&b"{\"id\":\"a\",\"summary\":\""[..], bytes, b"\"}"].concat();
    let bad: &[&[u8]] = &[
        b"\xff",
        b"\xc0\xaf",
        b"\xe0\x80\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\x80",
        b"\xe2\x82",
        b"\xf8\x88\x80\x80\x80",
    ];
    for bytes in bad {
        let text = [&line(b"fine")[..], b"\n", &line(bytes)].concat();
        let done = import_bytes(&text, None);
        assert_eq!(done.incidents.len(), 1);
        let told = done.report.skipped[0].to_string();
        assert!(told.starts_with("input:2: is not UTF-8"), "{told}");
    }
}

#[test]
fn the_utf8_tests_are_taken_or_refused_line_by_line() {
    let Some(folder) = hostile("utf8tests") else {
        return;
    };
    let bytes = std::fs::read(folder.join("utf8tests.bin")).unwrap();
    let (mut good, mut bad) = (0, 0);
    for test in bytes.split(|byte| *byte == b'\n') {
        match std::str::from_utf8(test) {
            Ok(text) => {
                through(text);
                good += 1;
            }
            Err(_) => {
                let line = [&b"{\"id\":\"a\",\"x\":\""[..], test, b"\"}\n{\"id\":\"b\"}"].concat();
                let done = import_bytes(&line, None);
                assert_eq!(done.report.skipped.len(), 1, "{test:?}");
                // A zero byte makes it no text at all.
                let taken = usize::from(!test.contains(&0));
                assert_eq!(done.incidents.len(), taken, "{test:?}");
                bad += 1;
            }
        }
    }
    assert!(good > 20 && bad > 20, "{good} {bad}");
}

#[test]
fn every_hostile_file_is_answered() {
    for folder in [
        "blns",
        "csv-spectrum/csvs",
        "csv-injection/Intruder",
        "vectors",
        "utf8tests",
        "texts",
    ] {
        let Some(folder) = hostile(folder) else {
            return;
        };
        for path in files(&folder) {
            let done = import_bytes(&std::fs::read(&path).unwrap(), None);
            let answered = !done.incidents.is_empty() || !done.report.skipped.is_empty();
            assert!(answered, "{}", name(&path));
        }
    }
}
