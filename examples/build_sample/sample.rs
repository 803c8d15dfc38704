//! The sample set: from hand-written lines, whose articles carry only prose,
//! to a canonical set with the verdicts read. Shared by the program that
//! writes the set and by the test that holds it fresh.

use overrule::domain::{Article, Date, Incident, Verdict, Vocabulary};
use overrule::ingest::verdict::Reader;

/// A line of the source that can't be made a line of the set.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The line isn't an incident.
    #[error("line {line}: {cause}")]
    Json {
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        cause: overrule::domain::json::JsonError,
    },
    /// The JSON writer failed.
    #[error("line {line}: {cause}")]
    Write {
        /// The line, counted from 1.
        line: usize,
        /// Why.
        cause: serde_json::Error,
    },
}

/// The set, from the text of its source.
///
/// # Errors
/// A line that isn't an incident.
pub fn build(source: &str) -> Result<String, BuildError> {
    let vocabulary = Vocabulary::shipped();
    let mut set = String::new();
    for (at, text) in source.lines().enumerate() {
        let line = at + 1;
        let mut incident =
            Incident::from_json(text).map_err(|cause| BuildError::Json { line, cause })?;
        finish(&vocabulary, &mut incident);
        let json = incident
            .to_json()
            .map_err(|cause| BuildError::Write { line, cause })?;
        set.push_str(&visible(&json));
        set.push('\n');
    }
    Ok(set)
}

/// Reads every verdict, names the articles and takes out what is for the test alone.
fn finish(vocabulary: &Vocabulary, incident: &mut Incident) {
    read(vocabulary, &mut incident.verdict);
    for article in &mut incident.articles {
        read(vocabulary, &mut article.verdict);
        let date: String = article.date.map(Date::into).unwrap_or_default();
        article.id = Article::hashed_id(
            article.title.as_deref().unwrap_or_default(),
            article.outlet.as_deref().unwrap_or_default(),
            &date,
        );
    }
}

fn read(vocabulary: &Vocabulary, verdict: &mut Verdict) {
    verdict.extra.remove("intended");
    Reader::new(vocabulary).complete(verdict);
}

/// Writes characters that a reader of the file can't see as JSON escapes, so
/// that the hostile example hides nothing from whoever opens it in an editor.
fn visible(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out
}
