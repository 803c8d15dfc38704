//! What an analyst types to search for: words, `"phrases"`, and `title:` before
//! either. No bytes of a set here.

use crate::text::fold;

use super::fields::Field;

/// One thing that must be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The words, folded; white space as single blanks.
    pub words: String,
    /// Where they count.
    pub within: Within,
}

/// Where a term counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Within {
    /// In any text that is seen.
    #[default]
    Anything,
    /// In the incident's title.
    Title,
}

/// How a term on titles begins.
const TITLE: &str = "title:";

impl Within {
    /// Whether a term counts in a field.
    pub fn holds(self, field: Field) -> bool {
        self == Self::Anything || field == Field::Title
    }
}

/// Takes apart what was typed. A quotation mark that isn't closed yet reaches
/// to the end, so that a phrase can be watched while it is typed.
pub fn terms(typed: &str) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    let mut rest = typed.trim_start();
    while !rest.is_empty() {
        let mut within = Within::Anything;
        if let Some(after) = strip(rest, TITLE) {
            within = Within::Title;
            rest = after;
        }
        let words;
        if let Some(quoted) = rest.strip_prefix('"') {
            (words, rest) = quoted.split_once('"').unwrap_or((quoted, ""));
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            (words, rest) = rest.split_at(end);
        }
        rest = rest.trim_start();
        let folded = fold(words);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let term = Term {
            words: words.join(" "),
            within,
        };
        if !term.words.is_empty() && !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_phrases_and_titles() {
        let table: [(&str, &[&str]); 9] = [
            ("", &[]),
            ("  Robo  TAXI ", &["robo", "taxi"]),
            (r#""self  driving" car"#, &["self driving", "car"]),
            (r#""self dri"#, &["self dri"]),
            (r#""" x"#, &["x"]),
            ("same same", &["same"]),
            ("title:Taxi", &["=taxi"]),
            (r#"Title:"robo taxi" fire"#, &["=robo taxi", "fire"]),
            ("title:", &[]),
        ];
        for (typed, wanted) in table {
            let found: Vec<String> = terms(typed)
                .into_iter()
                .map(|term| match term.within {
                    Within::Anything => term.words,
                    Within::Title => format!("={}", term.words),
                })
                .collect();
            assert_eq!(found, wanted, "{typed}");
        }
    }
}
