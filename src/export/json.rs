//! The export as one JSON document: the header a field a line, then one row or
//! event a line, so that two exports can be compared with `diff`.

use serde::Serialize;

use crate::domain::visible::{escape_invisible, spell};

use super::reviewed::Header;

/// What stands before the rows.
pub(super) fn head(header: &Header) -> serde_json::Result<String> {
    let pretty = serde_json::to_string_pretty(header)?;
    let header = escape_invisible(&pretty);
    Ok(format!("{{\n\"header\": {header},\n\"rows\": ["))
}

/// Items of a list, each after a comma and on a line.
pub(super) fn items<T: Serialize>(items: &[T]) -> serde_json::Result<Vec<u8>> {
    let mut out = Vec::new();
    for item in items {
        out.extend_from_slice(b",\n");
        spell(item, &mut out)?;
    }
    Ok(out)
}

/// What stands between rows and events.
pub(super) fn turn(any_row: bool) -> &'static str {
    if any_row {
        "\n],\n\"events\": ["
    } else {
        "],\n\"events\": ["
    }
}

/// What stands after the events.
pub(super) fn end(any_event: bool) -> &'static str {
    if any_event { "\n]\n}\n" } else { "]\n}\n" }
}

#[cfg(test)]
mod tests {
    use super::super::reviewed::Reviewed;
    use super::super::sample;
    use super::super::spell::Format;

    #[test]
    fn values_stay_equal_and_no_control_character_is_left() {
        let all = sample::whole();
        let text = sample::text(Format::Json, &all);
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
        assert!(!text.contains('\u{202e}'));
        assert_eq!(serde_json::from_str::<Reviewed>(&text).unwrap(), all);
    }

    #[test]
    fn one_row_stands_on_one_line() {
        let all = sample::whole();
        let text = sample::text(Format::Json, &all);
        let rows = text
            .lines()
            .filter(|line| line.starts_with("{\"incident\":"));
        assert_eq!(rows.count(), all.rows.len());
    }
}
