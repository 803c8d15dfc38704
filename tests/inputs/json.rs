//! JSON as records are read: what is JSON is taken, what isn't is refused, and
//! so is a key written twice.

use overrule::ingest::Shape;

use super::common::{files, hostile, import_bytes, name};

/// What became of a JSON text: as the whole input, then as an unknown field.
fn refused(json: &[u8]) -> (Vec<String>, Option<Vec<String>>) {
    let whole = import_bytes(json, Some(Shape::SetArray));
    let skipped = |done: &overrule::ingest::Imported| {
        let skipped = done.report.skipped.iter();
        skipped
            .map(|entry| entry.what.to_string())
            .collect::<Vec<_>>()
    };
    // JSON that is no incident is still JSON.
    let fine = [
        "not a JSON object: invalid type",
        "has no id, title",
        "holds nothing to read",
    ];
    let broken = skipped(&whole)
        .into_iter()
        .filter(|reason| !fine.iter().any(|part| reason.contains(part)))
        .collect();
    let field = [&b"[{\"id\":\"a\",\"x\":"[..], json, b"}]"].concat();
    let done = import_bytes(&field, Some(Shape::SetArray));
    let lost = skipped(&done);
    let taken = done.incidents.len() == 1 && lost.is_empty();
    (broken, (!taken).then_some(lost))
}

const GOOD: &[&str] = &[
    "[]",
    "{}",
    "[1,-0,1e9,1E-2,0.5]",
    "\"\\ud83d\\ude00\\u0000\"",
    "[[[]],{\"a\":[{}]}]",
    " true ",
    "{\"a\":1,\"\":2,\"A\":3}",
    "[\"\\\\\\\"/\"]",
    "{\"x\":[9999999999999999999999999999999,1e999]}",
    "\"\u{2028}\u{7f}\"",
    "\n[\n1\n,\n2]\n",
];

const BAD: &[&str] = &[
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1",
    "]",
    "{\"a\":1,}",
    "{\"a\" 1}",
    "{a:1}",
    "{'a':1}",
    "{\"a\":}",
    "[01]",
    "[1.]",
    "[.5]",
    "[+1]",
    "[0x1]",
    "[NaN]",
    "[Infinity]",
    "[nul]",
    "[True]",
    "[\"\\x\"]",
    "[\"\\u12\"]",
    "[\"a\nb\"]",
    "[\"a\tb\"]",
    "[\"a]",
    "[1]]",
    "[1]x",
    "[1][2]",
    "{}}",
    "[1,//\n2]",
    "[1e]",
    "[-]",
    "[--1]",
    "[1_0]",
    "[\u{feff}1]",
    "[\"\\\u{e9}\"]",
    "{\"a\":1,\"a\":1}",
    "{\"x\":{\"a\":1,\"\\u0061\":2}}",
    "[\u{ff11}]",
];

#[test]
fn what_is_json_is_taken_and_what_is_not_is_refused() {
    for json in GOOD {
        let (whole, field) = refused(json.as_bytes());
        assert!(
            whole.is_empty() && field.is_none(),
            "{json:?}: {whole:?} {field:?}"
        );
    }
    for json in BAD {
        let (whole, field) = refused(json.as_bytes());
        assert!(!whole.is_empty(), "{json:?} as a text");
        assert!(field.is_some(), "{json:?} as a field");
    }
}

#[test]
fn the_json_test_suite_is_answered_as_it_should_be() {
    let Some(folder) = hostile("json-test-suite/test_parsing") else {
        return;
    };
    let mut counts = [0, 0, 0];
    let mut wrong = Vec::new();
    for path in files(&folder) {
        let (name, bytes) = (name(&path), std::fs::read(&path).unwrap());
        let (whole, field) = refused(&bytes);
        let twice = whole.iter().any(|reason| reason.contains("stands twice"));
        let fits = match &name[..1] {
            "y" => {
                counts[0] += 1;
                match name.contains("_duplicated_key") {
                    true => twice && field.is_some(),
                    false => whole.is_empty() && field.is_none(),
                }
            }
            "n" => {
                counts[1] += 1;
                !whole.is_empty() && field.is_some()
            }
            // Either is right, as long as an answer comes.
            _ => {
                counts[2] += 1;
                true
            }
        };
        if !fits {
            wrong.push(format!("{name}: {whole:?} {field:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(counts, [95, 188, 35]);
}

#[test]
fn its_odd_numbers_and_keys_come_out_as_they_went_in() {
    let Some(folder) = hostile("json-test-suite/test_transform") else {
        return;
    };
    for path in files(&folder) {
        let Ok(text) = String::from_utf8(std::fs::read(&path).unwrap()) else {
            continue;
        };
        let field = format!("{{\"id\":\"a\",\"x\":{}}}", text.trim());
        let done = import_bytes(field.as_bytes(), None);
        match done.incidents.first() {
            Some(one) => {
                let back = one.extra["x"].get();
                assert_eq!(back, text.trim(), "{}", name(&path));
                assert!(!name(&path).contains("same_key"), "{}", name(&path));
            }
            None => assert!(!done.report.skipped.is_empty(), "{}", name(&path)),
        }
    }
}
