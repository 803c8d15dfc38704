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
    /// Added to both where both sides have text besides headlines: longer
    /// texts share more words by chance.
    pub text: f32,
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
    /// How much must be shared for likeness to count: with this much, half.
    pub evidence: f32,
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
    /// Share added to names.
    pub name: f32,
    /// Articles that are thought to have come before, for the rarity of words.
    pub before: f32,
    /// How many of those hold any one word.
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
    /// Not TOML of this shape, in the words of the reader.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Those that ship with the program.
    ///
    /// # Errors
    /// Never, while the test of the shipped file holds.
    pub fn shipped() -> Result<Self, toml::de::Error> {
        Self::from_toml(SHIPPED)
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
}
