//! Articles whose incidents are known: lines of `{"title", "incident_ids"}`,
//! with the other fields of articles where there are any.

use std::collections::HashMap;

use serde_json::Value;

use crate::monitor::articles::RawArticle;
use crate::monitor::cluster::queue::find;

/// Why a file of known groups was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GoldError {
    /// Not JSON of the right shape.
    #[error("line {line}: {cause}")]
    Shape {
        /// The line, from 1.
        line: usize,
        /// What the JSON reader says.
        cause: String,
    },
    /// An article that belongs to no incident.
    #[error("line {line}: \"incident_ids\" is empty; an article alone has an incident of its own")]
    NoIncident {
        /// The line, from 1.
        line: usize,
    },
    /// Nothing in the file.
    #[error("no line to measure on")]
    Nothing,
    /// Too little to divide.
    #[error(
        "{incidents} incidents are too few to tune on some and measure on others; bring {least} or more"
    )]
    TooFew {
        /// How many there are.
        incidents: usize,
        /// How many there must be.
        least: usize,
    },
}

/// Articles and the incidents that they belong to.
#[derive(Clone, Debug, Default)]
pub struct Gold {
    /// The articles; their ids are their lines.
    pub articles: Vec<RawArticle>,
    /// For each one its incidents, numbered from 0 in order of appearance.
    pub incidents: Vec<Vec<u32>>,
    /// For each incident its articles.
    pub members: Vec<Vec<u32>>,
    /// For each article the part of the file that it is in: incidents that
    /// share an article are in one part, and are never divided.
    pub part: Vec<u32>,
    /// How many parts there are.
    pub parts: usize,
}

impl Gold {
    /// Reads JSON Lines; other keys don't matter, blank lines are skipped.
    ///
    /// # Errors
    /// The first line that is of another shape.
    pub fn read(lines: &str) -> Result<Self, GoldError> {
        let mut gold = Self::default();
        let mut numbers = HashMap::new();
        for (at, json) in lines.lines().enumerate() {
            if json.trim().is_empty() {
                continue;
            }
            let line = at + 1;
            let shape = |cause| GoldError::Shape { line, cause };
            let (row, mut article) = RawArticle::of_line(json).map_err(shape)?;
            let Some(Value::Array(ids)) = row.get("incident_ids") else {
                return Err(shape("no list \"incident_ids\"".to_owned()));
            };
            if ids.is_empty() {
                return Err(GoldError::NoIncident { line });
            }
            let mut incidents: Vec<u32> = Vec::new();
            for id in ids {
                let next = numbers.len() as u32;
                let number = *numbers.entry(id.to_string()).or_insert(next);
                if !incidents.contains(&number) {
                    incidents.push(number);
                }
            }
            if article.title.is_empty() {
                return Err(shape("no \"title\"".to_owned()));
            }
            article.id = format!("{line:09}");
            gold.add(article, incidents);
        }
        gold.divide();
        Ok(gold)
    }

    /// Adds an article; `incidents` are numbers without gaps.
    pub fn add(&mut self, article: RawArticle, incidents: Vec<u32>) {
        let at = self.articles.len() as u32;
        for incident in &incidents {
            let incident = *incident as usize;
            if incident >= self.members.len() {
                self.members.resize(incident + 1, Vec::new());
            }
            self.members[incident].push(at);
        }
        self.articles.push(article);
        self.incidents.push(incidents);
    }

    /// Finds the parts.
    pub fn divide(&mut self) {
        let mut lowest: Vec<u32> = (0..self.members.len() as u32).collect();
        for incidents in &self.incidents {
            for other in &incidents[1..] {
                let (one, two) = (find(&mut lowest, incidents[0]), find(&mut lowest, *other));
                lowest[one.max(two) as usize] = one.min(two);
            }
        }
        let mut numbers = HashMap::new();
        let part = |incidents: &Vec<u32>| {
            let next = numbers.len() as u32;
            *numbers
                .entry(find(&mut lowest, incidents[0]))
                .or_insert(next)
        };
        self.part = self.incidents.iter().map(part).collect();
        self.parts = numbers.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incidents_that_share_an_article_are_one_part() {
        let text = r#"{"title":"a","incident_ids":[7]}
{"title":"b","incident_ids":["x",7],"date":"2025-03-01T10:00:00Z","more":1}

{"title":"c","incident_ids":["x"]}
{"title":"d","incident_ids":[9]}"#;
        let gold = Gold::read(text).unwrap();
        assert_eq!(gold.part, [0, 0, 0, 1]);
        assert_eq!(gold.members, [vec![0, 1], vec![1, 2], vec![3]]);
        assert_eq!(gold.articles[1].date, Some(jiff::civil::date(2025, 3, 1)));
        assert_eq!(gold.articles[2].id, "000000004");
    }

    #[test]
    fn a_line_of_another_shape_is_named() {
        let error = |text: &str| Gold::read(text).unwrap_err().to_string();
        assert!(error("\n{\"title\":1}").starts_with("line 2: "));
        assert!(error(r#"{"title":"a","incident_ids":[]}"#).contains("empty"));
        assert!(error(r#"{"title":"a","incident_ids":[1],"date":"soon"}"#).contains("date"));
        assert!(error(r#"{"lead":"a","incident_ids":[1]}"#).contains("no \"title\""));
    }
}
