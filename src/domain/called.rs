//! What labels and choices are called where people read: by the vocabulary, or
//! by their ids where it doesn't know them; and which label other tools' words mean.

use strsim::osa_distance;

use super::id::LabelId;
use super::vocabulary::{Label, Vocabulary};

/// Letters of a word from which on a slip leaves no doubt which one it is.
const SLIP: usize = 5;

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
            known(&words.join(" ")).or_else(|| self.label_misspelt(&words))
        })
    }

    /// The one label whose name has these words but for a slip of a letter in some:
    /// two swapped, one missing, added or another one.
    fn label_misspelt(&self, words: &[&str]) -> Option<&Label> {
        let is_slip = |one: &str, other: &str| {
            let is_long = one.chars().count().min(other.chars().count()) >= SLIP;
            is_long && one.chars().next() == other.chars().next() && osa_distance(one, other) == 1
        };
        let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        let is_name = |name: &str| {
            let name = name.to_lowercase();
            let name: Vec<&str> = name.split_whitespace().collect();
            let mut pairs = words.iter().zip(&name);
            name.len() == words.len() && pairs.all(|(one, two)| one == two || is_slip(one, two))
        };
        let is_meant = |label: &&Label| is_name(&label.name) || is_name(&label.short);
        let mut meant = self.labels.iter().filter(is_meant);
        meant.next().filter(|_| meant.next().is_none())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_a_letter_is_no_other_label() {
        let vocabulary = Vocabulary::shipped();
        let meant = |text| Some(vocabulary.label_meant(text)?.id.to_string());
        for (text, label) in [
            ("AI Incidnet", Some("incident")),
            ("Complimentary Information", Some("complementary")),
            ("ai hazzard", Some("hazard")),
            ("unrealted", Some("unrelated")),
            ("no incident", None),
            ("related", None),
            ("AI Accident", None),
            ("Privacy Breach", None),
        ] {
            assert_eq!(meant(text).as_deref(), label, "{text}");
        }
    }
}
