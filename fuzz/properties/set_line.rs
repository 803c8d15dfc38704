//! One line of a set: what is read and written again is the same, and nothing
//! that the line says is lost on the way.

use overrule::domain::Incident;
use serde_json::Value;

/// Any text without a line end.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if text.contains(['\n', '\r']) {
        return;
    }
    let Ok(incident) = Incident::from_json(text) else {
        return;
    };
    let line = incident.to_json().unwrap();
    assert!(!line.contains('\n'), "{line:?} is more than one line");
    let again = Incident::from_json(&line).unwrap();
    assert_eq!(again.to_json().unwrap(), line, "written twice, it differs");
    // Numbers that JSON allows and a float can't hold are kept as they stand,
    // but can't be compared here.
    if let (Ok(before), Ok(after)) = (serde_json::from_str(text), serde_json::from_str(&line)) {
        kept("", &before, &after);
    }
}

/// Everything in `before` but nothings is in `after`.
fn kept(path: &str, before: &Value, after: &Value) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in before {
                let path = format!("{path}/{key}");
                match after.get(key) {
                    Some(after) => kept(&path, value, after),
                    None => assert!(says_nothing(value), "{path} is lost: {value}"),
                }
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            assert_eq!(before.len(), after.len(), "{path}");
            for (at, (before, after)) in before.iter().zip(after).enumerate() {
                kept(&format!("{path}/{at}"), before, after);
            }
        }
        // A number in the place of an id is taken as the text of its digits.
        (Value::Number(_), Value::String(_)) if path.ends_with("/id") => {}
        // A confidence is a float, however it was written.
        (Value::Number(before), Value::Number(after)) if path.ends_with("/confidence") => {
            assert_eq!(before.as_f64(), after.as_f64(), "{path}");
        }
        (before, after) => assert!(
            before == after || says_nothing(before),
            "{path}: {before}, {after}"
        ),
    }
}

/// True for what a set needn't write: null, zero copies, empty lists and objects, `unclear`.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Number(number) => number.as_u64() == Some(0),
        Value::String(text) => text == "unclear",
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.values().all(says_nothing),
        Value::Bool(_) => false,
    }
}
