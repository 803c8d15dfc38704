//! The export as one JSON document: the header a field a line, then one row or
//! event a line, so that two exports can be compared with `diff`.

use serde::Serialize;

use crate::domain::json::escape_invisible;

use super::reviewed::Reviewed;

/// Writes an export as one JSON document.
///
/// # Errors
/// Only where the JSON writer itself fails.
pub fn write(reviewed: &Reviewed) -> serde_json::Result<String> {
    let mut out = String::from("{\n\"header\": ");
    out.push_str(&escape_invisible(&serde_json::to_string_pretty(
        &reviewed.header,
    )?));
    list(&mut out, "rows", &reviewed.rows)?;
    list(&mut out, "events", &reviewed.events)?;
    out.push_str("\n}\n");
    Ok(out)
}

fn list<T: Serialize>(out: &mut String, name: &str, items: &[T]) -> serde_json::Result<()> {
    out.push_str(",\n\"");
    out.push_str(name);
    out.push_str("\": [");
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&escape_invisible(&serde_json::to_string(item)?));
    }
    out.push_str(if items.is_empty() { "]" } else { "\n]" });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn values_stay_equal_and_no_control_character_is_left() {
        let all = sample::whole();
        let text = write(&all).unwrap();
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
        assert!(!text.contains('\u{202e}'));
        assert_eq!(serde_json::from_str::<Reviewed>(&text).unwrap(), all);
    }

    #[test]
    fn one_row_stands_on_one_line() {
        let all = sample::whole();
        let text = write(&all).unwrap();
        let rows = text
            .lines()
            .filter(|line| line.starts_with("{\"incident\":"));
        assert_eq!(rows.count(), all.rows.len());
    }
}
