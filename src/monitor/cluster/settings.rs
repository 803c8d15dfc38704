//! The thresholds and weights of grouping, as data: which ship with the program
//! (`assets/monitor/clusters.toml`), and the file that `overrule tune clusters`
//! writes.

use serde::{Deserialize, Serialize};

/// What ships.
const SHIPPED: &str = include_str!("../../../assets/monitor/clusters.toml");

/// All that governs grouping.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What is joined, proposed and doubted.
    pub thresholds: Thresholds,
    /// How alike two groups are.
    pub likeness: Likeness,
    /// How much words count.
    pub weights: Weights,
    /// How far candidates are looked for.
    pub search: Search,
}

/// Likeness from which things happen, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Two groups this much alike become one.
    pub join: f32,
    /// Two groups this much alike are shown as a possible merge.
    pub propose: f32,
    /// A group with a member that is less like the others than this, by mean
    /// cosine, is shown as a possible split.
    pub split: f32,
}

/// How alike two groups are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Likeness {
    /// 0 compares what groups are about on the whole (cosine of the centroids);
    /// 1 their members pair by pair (mean cosine).
    pub pairwise: f32,
    /// How much must be shared besides the heaviest word for likeness to count:
    /// with this much, half.
    pub evidence: f32,
    /// Share of likeness left between articles that name a machine and a text that
    /// names none: ordinary news of the same town.
    pub silent: f32,
    /// Share added to likeness on the same day.
    pub near: f32,
    /// Days after which that has fallen to a third.
    pub near_days: f32,
    /// Share of likeness lost when far apart in time.
    pub far: f32,
    /// Days after which two thirds of that are lost.
    pub far_days: f32,
    /// Likeness lost with each e-fold of the smaller side.
    pub size: f32,
}

/// How much words count.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// A word of the address, where one of the title counts 1.
    pub slug: f32,
    /// A word of lead or body.
    pub lead: f32,
    /// Words read of lead and body together.
    pub lead_words: usize,
    /// A number, against a word.
    pub number: f32,
    /// How many times its weight a name gains: a word that texts write with a capital.
    pub name: f32,
    /// Articles that are thought to have come before besides those whose words
    /// ship with the program, for the rarity of words.
    pub before: f32,
    /// How many more than were counted hold any one word.
    pub before_each: f32,
    /// Words kept of an article: the weightiest.
    pub kept: usize,
}

/// How far candidates are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Words of an article that are looked up: the weightiest.
    pub words: usize,
    /// Words in more than this share of the articles aren't looked up.
    pub common: f32,
    /// Articles looked at for each word: the nearest in time.
    pub each: usize,
    /// Candidates that are compared word by word.
    pub compared: usize,
    /// Candidates that are kept.
    pub kept: usize,
    /// Cosine that a candidate has at least.
    pub floor: f32,
}

impl Settings {
    /// Reads a file of settings.
    ///
    /// # Errors
    /// No TOML, a row that is missing, unknown or of another type, or a number
    /// that means nothing in its place.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        let settings: Self = toml::from_str(text)?;
        match settings.numbers().into_iter().find(Number::is_wrong) {
            None => Ok(settings),
            Some(Number(name, value, range)) => Err(serde::de::Error::custom(format!(
                "{name} is {value}; it must be {}",
                match range {
                    SHARE => "from 0 to 1",
                    AMOUNT => "0 or more",
                    _ => "more than 0",
                }
            ))),
        }
    }

    /// Every number that has a range.
    fn numbers(&self) -> [Number; 19] {
        let Self {
            thresholds,
            likeness,
            weights,
            search,
        } = self;
        [
            Number("thresholds.join", thresholds.join, SHARE),
            Number("thresholds.propose", thresholds.propose, SHARE),
            Number("thresholds.split", thresholds.split, SHARE),
            Number("likeness.pairwise", likeness.pairwise, SHARE),
            Number("likeness.evidence", likeness.evidence, AMOUNT),
            Number("likeness.silent", likeness.silent, SHARE),
            Number("likeness.near", likeness.near, AMOUNT),
            Number("likeness.near_days", likeness.near_days, DAYS),
            Number("likeness.far", likeness.far, SHARE),
            Number("likeness.far_days", likeness.far_days, DAYS),
            Number("likeness.size", likeness.size, AMOUNT),
            Number("weights.slug", weights.slug, AMOUNT),
            Number("weights.lead", weights.lead, AMOUNT),
            Number("weights.number", weights.number, AMOUNT),
            Number("weights.name", weights.name, AMOUNT),
            Number("weights.before", weights.before, AMOUNT),
            Number("weights.before_each", weights.before_each, AMOUNT),
            Number("search.common", search.common, SHARE),
            Number("search.floor", search.floor, SHARE),
        ]
    }

    /// Those that ship with the program.
    ///
    /// # Errors
    /// Never, while the test of the shipped file holds.
    pub fn shipped() -> Result<Self, toml::de::Error> {
        Self::from_toml(SHIPPED)
    }
}

/// What a number may be: least and most.
type Range = (f32, f32);
const SHARE: Range = (0.0, 1.0);
const AMOUNT: Range = (0.0, f32::MAX);
const DAYS: Range = (f32::MIN_POSITIVE, f32::MAX);

/// A number of the settings, by its name, and what it may be.
struct Number(&'static str, f32, Range);

impl Number {
    /// Whether it is out of its range, or no number at all.
    fn is_wrong(&self) -> bool {
        let Self(_, value, (least, most)) = *self;
        !(least..=most).contains(&value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_file_reads_and_comes_out_again() {
        let shipped = Settings::shipped().unwrap();
        assert!(shipped.thresholds.propose < shipped.thresholds.join);
        let text = toml::to_string(&shipped).unwrap();
        assert_eq!(Settings::from_toml(&text).unwrap(), shipped);
    }

    #[test]
    fn a_misspelt_setting_is_refused() {
        let text = SHIPPED.replace("join =", "joins =");
        assert!(Settings::from_toml(&text).is_err());
    }

    #[test]
    fn a_number_that_means_nothing_is_refused_by_name() {
        for (row, said) in [
            ("join = -3", "thresholds.join is -3; it must be from 0 to 1"),
            (
                "join = nan",
                "thresholds.join is NaN; it must be from 0 to 1",
            ),
            (
                "near_days = 0.0",
                "likeness.near_days is 0; it must be more than 0",
            ),
            (
                "number = -0.5",
                "weights.number is -0.5; it must be 0 or more",
            ),
            (
                "before = inf",
                "weights.before is inf; it must be 0 or more",
            ),
        ] {
            let name = row.split(' ').next().unwrap();
            let text: String = SHIPPED
                .lines()
                .map(|line| {
                    if line.starts_with(&format!("{name} =")) {
                        row
                    } else {
                        line
                    }
                })
                .map(|line| format!("{line}\n"))
                .collect();
            let error = Settings::from_toml(&text).unwrap_err().to_string();
            assert!(error.contains(said), "{row}: {error}");
        }
    }
}
