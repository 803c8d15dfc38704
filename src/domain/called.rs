//! What labels and choices are called where people read: by the vocabulary, or
//! by their ids where it doesn't know them; and which label other tools' words mean.

use super::id::LabelId;
use super::vocabulary::{Label, Vocabulary};

impl Vocabulary {
    /// The label that a word of another tool means: as a person or a field says it,
    /// whatever signs stand between its words or explain it in brackets.
    pub fn label_meant(&self, text: &str) -> Option<&Label> {
        let known = |text: &str| {
            self.label_by_word(text)
                .or_else(|| self.label_by_field(text))
        };
        known(text).or_else(|| {
            let (words, brackets) = text.split_once(['(', '[']).unwrap_or((text, ""));
            // What is taken back in brackets is not what stands before them.
            let brackets = brackets.to_lowercase();
            let doubts = ["not", "no ", "false", "reject", "wrong", "former", "?"];
            let words = words.trim();
            if doubts.iter().any(|doubt| brackets.contains(doubt)) {
                return None;
            }
            let words = words.replace(['_', '-', '/', '.'], " ");
            let words: Vec<&str> = words.split_whitespace().collect();
            known(&words.join(" "))
        })
    }

    /// A label's short name, `Incident`.
    pub fn short<'a>(&'a self, id: &'a LabelId) -> &'a str {
        self.label(id).map_or(id.as_str(), |row| &row.short)
    }

    /// A label's three letters, `Inc`.
    pub fn abbr<'a>(&'a self, id: &'a LabelId) -> &'a str {
        self.label(id).map_or(id.as_str(), |row| &row.abbr)
    }

    /// The name of a criterion.
    pub fn criterion_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.criterion(id).map_or(id, |row| &row.name)
    }

    /// The name of a grade.
    pub fn grade_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.grade(id).map_or(id, |row| &row.name)
    }
}
