//! The vocabulary of a review: labels, severity ladder, facets, criteria,
//! grades and harm letters, all rows of a TOML file. The code knows none of
//! them by name, so that a new label is a new row and nothing else.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::id::{FacetId, LabelId, SeverityId};

/// The vocabulary that ships with the program: the OECD monitor's labels.
pub const SHIPPED: &str = include_str!("../../assets/taxonomy/aim.toml");

/// One label.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Its id in files.
    pub id: LabelId,
    /// Its full name, `AI Incident`.
    pub name: String,
    /// Its name where there is less room, `Incident`.
    pub short: String,
    /// Its name in three letters, `Inc`.
    pub abbr: String,
    /// The digit that gives it, `1` to `9`.
    pub key: char,
    /// The theme role that colours it.
    pub role: String,
    /// The rungs of the severity ladder that it allows.
    #[serde(default)]
    pub severities: Vec<SeverityId>,
    /// How strong a claim of harm it makes: 0 none, higher is stronger.
    #[serde(default)]
    pub harm: u8,
    /// What it means, in a sentence or two.
    pub definition: String,
    /// What to ask oneself before giving it.
    pub ask: String,
    /// The wordings under which prose names it, lower case, singular; the longest match counts.
    pub spoken: Vec<String>,
    /// Values of a source's severity or label field that stand for it, lower case.
    #[serde(default)]
    pub fields: Vec<String>,
}

/// One rung of the severity ladder.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Severity {
    /// Its id in files.
    pub id: SeverityId,
    /// Its name.
    pub name: String,
    /// What it means.
    pub definition: String,
}

/// One facet with its closed list of values.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facet {
    /// Its id in files.
    pub id: FacetId,
    /// Its name, which is also its heading on pages.
    pub name: String,
    /// The key under which the web service lists it.
    pub service: String,
    /// True where an incident has at most one value.
    #[serde(default)]
    pub single: bool,
    /// Its values, exactly as sources spell them.
    pub values: Vec<String>,
}

/// A reason an analyst can give for a verdict, or a grade of a rationale.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its id in files.
    pub id: String,
    /// The letter that gives it.
    pub key: char,
    /// Its name.
    pub name: String,
}

/// A harm letter, (a) to (d).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Harm {
    /// The letter.
    pub letter: char,
    /// What it covers.
    pub definition: String,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// Its id, cited in exports.
    pub id: String,
    /// Its version, cited in exports.
    pub version: String,
    /// Labels, in the order of their keys.
    #[serde(rename = "label")]
    pub labels: Vec<Label>,
    /// The severity ladder, mildest first.
    #[serde(rename = "severity", default)]
    pub severities: Vec<Severity>,
    /// Facets, in the order in which they are shown.
    #[serde(rename = "facet", default)]
    pub facets: Vec<Facet>,
    /// Criteria.
    #[serde(rename = "criterion", default)]
    pub criteria: Vec<Choice>,
    /// Grades of a rationale.
    #[serde(rename = "grade", default)]
    pub grades: Vec<Choice>,
    /// Harm letters.
    #[serde(rename = "harm", default)]
    pub harms: Vec<Harm>,
}

/// A user's vocabulary file: rows that are added, or that replace the row with the same id.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Additions {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    version: Option<String>,
    #[serde(rename = "label", default)]
    labels: Vec<Label>,
    #[serde(rename = "severity", default)]
    severities: Vec<Severity>,
    #[serde(rename = "facet", default)]
    facets: Vec<Facet>,
    #[serde(rename = "criterion", default)]
    criteria: Vec<Choice>,
    #[serde(rename = "grade", default)]
    grades: Vec<Choice>,
}

/// Why a vocabulary file was refused. All faults are listed at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VocabularyError {
    /// Not TOML, or not of this shape; the message names the line.
    #[error("{0}")]
    Syntax(String),
    /// Rows that can't stand together.
    #[error("{}", .0.join("; "))]
    Faults(Vec<String>),
}

/// Words that stand for something else wherever a label is named: in a command,
/// a filter, a count.
const RESERVED: &[&str] = &[
    "",
    "0",
    "cant-tell",
    "cant_tell",
    "later",
    "none",
    "sustain",
    "undo",
];

impl Vocabulary {
    /// The vocabulary that ships with the program.
    pub fn shipped() -> Self {
        // Held valid by a test; an empty vocabulary still reviews (0, d, notes).
        static READ: LazyLock<Vocabulary> =
            LazyLock::new(|| Vocabulary::parse(SHIPPED).unwrap_or_default());
        READ.clone()
    }

    /// Reads a whole vocabulary.
    ///
    /// # Errors
    /// Not TOML of this shape, or rows that clash.
    pub fn parse(text: &str) -> Result<Self, VocabularyError> {
        let all: Self =
            toml::from_str(text).map_err(|error| VocabularyError::Syntax(error.to_string()))?;
        all.check()
    }

    /// The shipped vocabulary with a user's rows laid over it.
    ///
    /// # Errors
    /// Not TOML of this shape, or rows that clash.
    pub fn with(mut self, text: &str) -> Result<Self, VocabularyError> {
        let more: Additions =
            toml::from_str(text).map_err(|error| VocabularyError::Syntax(error.to_string()))?;
        lay(&mut self.labels, more.labels, |row| row.id.to_string());
        lay(&mut self.severities, more.severities, |row| {
            row.id.to_string()
        });
        lay(&mut self.facets, more.facets, |row| row.id.to_string());
        lay(&mut self.criteria, more.criteria, |row| row.id.clone());
        lay(&mut self.grades, more.grades, |row| row.id.clone());
        if let Some(id) = more.id {
            self.id = id;
        }
        if let Some(version) = more.version {
            self.version = version;
        }
        self.check()
    }

    fn check(self) -> Result<Self, VocabularyError> {
        let mut faults = Vec::new();
        let ids: [(&str, Vec<&str>); 5] = [
            (
                "label",
                self.labels.iter().map(|it| it.id.as_str()).collect(),
            ),
            (
                "severity",
                self.severities.iter().map(|it| it.id.as_str()).collect(),
            ),
            (
                "facet",
                self.facets.iter().map(|it| it.id.as_str()).collect(),
            ),
            (
                "criterion",
                self.criteria.iter().map(|it| it.id.as_str()).collect(),
            ),
            (
                "grade",
                self.grades.iter().map(|it| it.id.as_str()).collect(),
            ),
        ];
        for (what, ids) in ids {
            let mut seen = BTreeSet::new();
            let again = ids.into_iter().filter(|id| !seen.insert(*id));
            faults.extend(again.map(|id| format!("{what} {id} stands twice")));
        }
        self.check_labels(&mut faults);
        if self.labels.is_empty() {
            faults.push("there are no labels".to_owned());
        }
        self.check_letters(&mut faults);
        if faults.is_empty() {
            Ok(self)
        } else {
            Err(VocabularyError::Faults(faults))
        }
    }

    /// Notes what is wrong with single labels.
    fn check_labels(&self, faults: &mut Vec<String>) {
        let mut keys = BTreeSet::new();
        for label in &self.labels {
            if RESERVED.contains(&label.id.as_str().to_lowercase().trim()) {
                faults.push(format!(
                    "a label can't have the id {:?}, which means something else; those are taken: {}",
                    label.id.as_str(),
                    RESERVED[1..].join(", ")
                ));
            }
            if label.id.as_str().trim() != label.id.as_str() {
                // Nobody could name it by a word.
                faults.push(format!(
                    "label {:?} has spaces round its id",
                    label.id.as_str()
                ));
            }
            if !('1'..='9').contains(&label.key) {
                faults.push(format!(
                    "label {} has the key {:?}; keys of labels are 1 to 9",
                    label.id, label.key
                ));
            } else if !keys.insert(label.key) {
                faults.push(format!("the key {} is given to two labels", label.key));
            }
            for severity in &label.severities {
                if self.severity(severity).is_none() {
                    faults.push(format!(
                        "label {} allows the unknown severity {severity}",
                        label.id
                    ));
                }
            }
            if label.spoken.is_empty() {
                faults.push(format!("label {} has no spoken form", label.id));
            }
        }
    }

    /// Notes letters of criteria and grades that can't be keys.
    fn check_letters(&self, faults: &mut Vec<String>) {
        for (what, rows) in [("criterion", &self.criteria), ("grade", &self.grades)] {
            let mut letters = BTreeSet::new();
            for row in rows {
                if !row.key.is_ascii_lowercase() {
                    faults.push(format!("{what} {} needs a letter a to z as key", row.id));
                } else if !letters.insert(row.key) {
                    faults.push(format!(
                        "the key {} is given to two rows of {what}",
                        row.key
                    ));
                }
            }
        }
    }

    /// The label with that id.
    pub fn label(&self, id: &LabelId) -> Option<&Label> {
        self.labels.iter().find(|label| label.id == *id)
    }

    /// The label that a key gives.
    pub fn label_by_key(&self, key: char) -> Option<&Label> {
        self.labels.iter().find(|label| label.key == key)
    }

    /// The label that a person means by a word: id, name, short name, three
    /// letters or a spoken form, in any case. An id comes before another
    /// label's name, so that every label can be named.
    pub fn label_by_word(&self, word: &str) -> Option<&Label> {
        let exact = word.trim();
        let word = exact.to_lowercase();
        let by = |fits: &dyn Fn(&Label) -> bool| self.labels.iter().find(|label| fits(label));
        by(&|label| label.id.as_str() == exact)
            .or_else(|| by(&|label| label.id.as_str().to_lowercase() == word))
            .or_else(|| {
                by(&|label| {
                    label.name.to_lowercase() == word
                        || label.short.to_lowercase() == word
                        || label.abbr.to_lowercase() == word
                        || label.spoken.contains(&word)
                })
            })
    }

    /// The label that a person names with its key or any word for it.
    pub fn label_said(&self, said: &str) -> Option<&Label> {
        let mut letters = said.trim().chars();
        let key = letters.next().filter(|_| letters.next().is_none());
        key.and_then(|key| self.label_by_key(key))
            .or_else(|| self.label_by_word(said))
    }

    /// The label that a source's severity or label field states.
    pub fn label_by_field(&self, value: &str) -> Option<&Label> {
        let value = value.trim().to_lowercase();
        self.labels
            .iter()
            .find(|label| label.fields.contains(&value) || label.name.to_lowercase() == value)
    }

    /// The rung with that id.
    pub fn severity(&self, id: &SeverityId) -> Option<&Severity> {
        self.severities.iter().find(|rung| rung.id == *id)
    }

    /// The facet with that id.
    pub fn facet(&self, id: &FacetId) -> Option<&Facet> {
        self.facets.iter().find(|facet| facet.id == *id)
    }

    /// The criterion with that id.
    pub fn criterion(&self, id: &str) -> Option<&Choice> {
        self.criteria.iter().find(|row| row.id == id)
    }

    /// The grade with that id.
    pub fn grade(&self, id: &str) -> Option<&Choice> {
        self.grades.iter().find(|row| row.id == id)
    }

    /// True where the label allows the severity.
    pub fn allows(&self, label: &LabelId, severity: &SeverityId) -> bool {
        self.label(label)
            .is_some_and(|label| label.severities.contains(severity))
    }
}

/// Lays rows over those of their ids; what stands twice among them stays twice.
fn lay<T>(rows: &mut Vec<T>, more: Vec<T>, id: impl Fn(&T) -> String) {
    let before = rows.len();
    for row in more {
        match rows[..before].iter_mut().find(|old| id(old) == id(&row)) {
            Some(old) => *old = row,
            None => rows.push(row),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> Vocabulary {
        Vocabulary::parse(SHIPPED).unwrap()
    }

    #[test]
    fn the_shipped_vocabulary_is_whole() {
        let all = shipped();
        assert_eq!(all.labels.len(), 5);
        let counts: Vec<_> = all
            .facets
            .iter()
            .map(|f| (f.id.as_str(), f.values.len()))
            .collect();
        assert_eq!(
            counts,
            [
                ("principles", 10),
                ("industries", 23),
                ("stakeholders", 10),
                ("harm_types", 9),
                ("business_function", 15),
                ("ai_task", 9),
                ("autonomy", 4)
            ]
        );
    }

    #[test]
    fn a_sixth_label_is_a_row() {
        let row = r#"
            [[label]]
            id = "near_miss"
            name = "Near Miss"
            short = "Near miss"
            abbr = "Nea"
            key = "6"
            role = "label6"
            definition = "Harm was averted by luck."
            ask = "Was it luck?"
            spoken = ["near miss"]
        "#;
        let all = shipped().with(row).unwrap();
        assert_eq!(all.labels.len(), 6);
        assert_eq!(all.label_by_key('6').unwrap().id.as_str(), "near_miss");
    }

    #[test]
    fn all_faults_are_listed_at_once() {
        let row = r#"
            [[label]]
            id = "x"
            name = "X"
            short = "X"
            abbr = "X"
            key = "1"
            role = "label6"
            severities = ["odd"]
            definition = ""
            ask = ""
            spoken = []
        "#;
        let Err(VocabularyError::Faults(faults)) = shipped().with(row) else {
            panic!("accepted");
        };
        assert_eq!(faults.len(), 3, "{faults:?}");
    }

    #[test]
    fn a_row_that_stands_twice_in_a_file_is_a_fault() {
        let row = |key: &str| {
            format!(
                "[[label]]\nid = \"near\"\nname = \"Near\"\nshort = \"Near\"\nabbr = \"Nea\"\nkey = \"{key}\"\nrole = \"label6\"\ndefinition = \"\"\nask = \"\"\nspoken = [\"near\"]\n"
            )
        };
        assert!(shipped().with(&row("6")).is_ok());
        let Err(VocabularyError::Faults(faults)) = shipped().with(&(row("6") + &row("7"))) else {
            panic!("accepted");
        };
        assert_eq!(faults, ["label near stands twice"]);
    }

    #[test]
    fn no_label_has_an_id_that_means_something_else() {
        for id in ["", " ", "later", "Undo", "cant_tell"] {
            let row = SHIPPED.replacen("id = \"incident\"", &format!("id = {id:?}"), 1);
            let Err(VocabularyError::Faults(faults)) = Vocabulary::parse(&row) else {
                panic!("accepted {id:?}");
            };
            assert!(
                faults[0].contains(&format!("{id:?}, which means")),
                "{faults:?}"
            );
        }
    }

    #[test]
    fn every_label_can_be_named_by_its_id() {
        let row = r#"
            [[label]]
            id = "Near_Miss"
            name = "Hazard"
            short = "Near"
            abbr = "complementary"
            key = "6"
            role = "label6"
            definition = ""
            ask = ""
            spoken = ["unrelated"]
        "#;
        let all = shipped().with(row).unwrap();
        for label in &all.labels {
            let named = all.label_by_word(label.id.as_str());
            assert_eq!(named.map(|named| &named.id), Some(&label.id));
        }
        assert_eq!(all.label_by_word(" near_MISS "), all.label_by_key('6'));
    }
}
