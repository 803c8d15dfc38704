//! Saved pages of the monitor: the data of the page lies as JSON in
//! `<script id="ng-state">`, in the shape of the web service, somewhere inside.

use std::borrow::Cow;

use regex::Regex;

use crate::domain::Vocabulary;
use crate::domain::json::JsonError;
use crate::domain::strict::{check, once};

use super::field::Found;
use super::report::Skip;
use super::scan::{self, Lines, Values, keys};
use super::service;

/// The id of the script that holds the data.
const STATE: &str = "ng-state";
/// The escapes that older pages use inside it, and what they stand for.
const ESCAPES: &[(&str, &str)] = &[
    ("&q;", "\""),
    ("&s;", "'"),
    ("&l;", "<"),
    ("&g;", ">"),
    ("&a;", "&"),
];

/// True for text that begins as HTML does.
pub fn detect(text: &str) -> bool {
    let head: String = text
        .trim_start()
        .chars()
        .take(2048)
        .collect::<String>()
        .to_ascii_lowercase();
    head.starts_with('<')
        && ["<html", "<!doctype html", "<script", "<body"]
            .iter()
            .any(|tag| head.contains(tag))
}

/// Reads the incidents that a saved page embeds.
pub fn read(vocabulary: &Vocabulary, text: &str, found: &mut Found) {
    let first = memchr::memmem::find(text.as_bytes(), STATE.as_bytes()).unwrap_or(0);
    let line = Lines::new(text).of(first);
    let before = (found.incidents.len(), found.skipped.len());
    match state(text) {
        None => {}
        Some(json) => match check(&json) {
            Err(error @ JsonError::Deep { .. }) => found.skipped.push((line, error.into())),
            // A key that stands twice costs only the object it stands in.
            _ => walk(vocabulary, &json, 0, line, found),
        },
    }
    if before == (found.incidents.len(), found.skipped.len()) {
        found.skipped.push((line, Skip::NoEmbeddedData));
    }
}

/// The embedded JSON. The page isn't parsed for it: a browser's parser takes
/// hours over a page of nested tags, and a script ends at its end tag anyway.
fn state(text: &str) -> Option<Cow<'_, str>> {
    let begin = format!(r#"(?is)<script\b[^>]*?\sid\s*=\s*["']?{STATE}["'\s>]"#);
    let tag = Regex::new(&begin).ok()?.find(text)?;
    let begin = tag.start() + text[tag.start()..].find('>')? + 1;
    let end = Regex::new("(?i)</script").ok()?.find_at(text, begin);
    let json = &text[begin..end.map_or(text.len(), |end| end.start())];
    if !json.trim_start().starts_with("{&q;") {
        return Some(Cow::Borrowed(json));
    }
    let plain = ESCAPES
        .iter()
        .fold(json.to_owned(), |json, (escape, sign)| {
            json.replace(escape, sign)
        });
    Some(Cow::Owned(plain))
}

/// Takes every object that looks like an incident, and looks into all others.
/// The depth of the JSON was checked before.
fn walk(vocabulary: &Vocabulary, json: &str, at: usize, line: u64, found: &mut Found) {
    match scan::next(json, at) {
        (at, Some(b'{')) => {
            let keys = keys(json, at);
            if service::is_incident(json, &keys) {
                if let Ok((raw, _)) = scan::value(json, at) {
                    service::take(vocabulary, raw.get(), line, found);
                }
                return;
            }
            let own = keys.iter().map(|(key, at)| (key.as_ref(), *at));
            if let Err(error) = once(json, own.collect()) {
                found.skipped.push((line, error.into()));
                return;
            }
            for (_, value) in keys {
                walk(vocabulary, json, value, line, found);
            }
        }
        (at, Some(b'[')) => {
            for (at, _) in Values::new(json, at).flatten() {
                walk(vocabulary, json, at, line, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(json: &str) -> Found {
        let mut found = Found::default();
        let text = format!(
            "<!doctype html>\n<html><body><p>x</p>\n<script id=\"ng-state\" type=\"application/json\">{json}</script></body></html>"
        );
        assert!(detect(&text));
        read(&Vocabulary::shipped(), &text, &mut found);
        found
    }

    #[test]
    fn incidents_are_found_anywhere_inside() {
        let found = page(
            r#"{"77":{"s":200,"b":{"incidents":[{"id":"2024-01-02-0001","title":"A \u003Cb>","n_articles":1,"articles":[{"title":"H","evidences":["e"],"concepts":[]}]}]}},"z":[{"id":5,"title":"B","is_legacy":true}]}"#,
        );
        let ids: Vec<_> = found
            .incidents
            .iter()
            .map(|(line, one)| (*line, one.id.as_str()))
            .collect();
        assert_eq!(ids, [(3, "2024-01-02-0001"), (3, "5")]);
        assert_eq!(found.incidents[0].1.title.as_deref(), Some("A <b>"));
    }

    #[test]
    fn a_key_twice_costs_its_object_and_is_told() {
        let found = page(
            r#"{"a":[{"id":1,"title":"A","n_articles":0,"properties":{"x":1,"x":2}},{"id":2,"title":"B","n_articles":0}],"b":{"k":1,"k":{"id":3}}}"#,
        );
        let ids: Vec<_> = found
            .incidents
            .iter()
            .map(|(_, one)| one.id.as_str())
            .collect();
        assert_eq!(ids, ["2"]);
        let told: Vec<_> = found
            .skipped
            .iter()
            .map(|(_, skip)| skip.to_string())
            .collect();
        assert!(told[0].contains("\"x\" stands twice: 1 and 2"), "{told:?}");
        assert!(
            told[1].contains("\"k\" stands twice: 1 and {\"id\":3}"),
            "{told:?}"
        );
    }

    #[test]
    fn the_script_is_found_however_its_tag_is_written_and_however_deep() {
        let json = r#"{"id":1,"title":"A","n_articles":0}"#;
        let nest = "<div>".repeat(200_000);
        for tag in [
            "<SCRIPT type='x' ID='ng-state'>",
            "<script\nid = ng-state >",
        ] {
            for end in ["</Script></html>", ""] {
                let mut found = Found::default();
                let text = format!("<html>{nest}<script>1</script>{tag}{json}{end}");
                read(&Vocabulary::shipped(), &text, &mut found);
                assert_eq!(found.incidents.len(), 1, "{tag} {end}");
            }
        }
        let mut found = Found::default();
        let text = format!("<html><script id=\"ng-stateful\">{json}</script>");
        read(&Vocabulary::shipped(), &text, &mut found);
        assert_eq!(found.incidents.len(), 0);
    }

    #[test]
    fn older_escapes_are_undone() {
        let found = page("{&q;b&q;:{&q;id&q;:1,&q;title&q;:&q;A &a; B&q;,&q;n_articles&q;:0}}");
        assert_eq!(found.incidents[0].1.title.as_deref(), Some("A & B"));
    }

    #[test]
    fn a_page_without_data_says_what_to_do() {
        for json in [
            "{}",
            "",
            "not json",
            "[{\"title\":\"an article\",\"evidences\":[]}",
        ] {
            let found = page(json);
            assert!(
                matches!(found.skipped[..], [(3, Skip::NoEmbeddedData)]),
                "{json}: {found:?}"
            );
        }
        let mut found = Found::default();
        read(&Vocabulary::shipped(), "<html></html>", &mut found);
        assert!(found.skipped[0].1.to_string().contains("save the page"));
    }
}
