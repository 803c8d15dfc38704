//! What labels and choices are called where people read: by the vocabulary, or
//! by their ids where it doesn't know them.

use super::id::LabelId;
use super::vocabulary::Vocabulary;

impl Vocabulary {
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
