//! The words by which a rationale states and withdraws a verdict, as data
//! (`assets/cues/verdict.toml`), compiled once. What they mean is decided by
//! the rule sets, not here.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

const SHIPPED: &str = include_str!("../../../assets/cues/verdict.toml");

/// All tables; empty ones read nothing, which a test rules out.
pub(super) static CUES: LazyLock<Cues> =
    LazyLock::new(|| toml::from_str(SHIPPED).unwrap_or_default());

/// The frames of the first rule set, compiled. Empty where one does not
/// compile, which a test rules out.
pub(super) static FRAMES: LazyLock<Option<Frames>> =
    LazyLock::new(|| Frames::compile(&CUES.asserted).ok());

/// The file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cues {
    pub(super) asserted: Asserted,
    pub(super) governed: Governed,
    pub(super) mentions: Mentions,
    pub(super) fallback: Fallback,
}

/// The first rule set's expressions; the file says what each is for.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asserted {
    fill: Vec<String>,
    reject: Vec<String>,
    strong: Vec<String>,
    weak: Vec<String>,
    after: Vec<String>,
    after_not: Vec<String>,
    connect: Vec<String>,
    alone: Vec<String>,
    negator: Vec<String>,
    pseudo: Vec<String>,
    supposing: Vec<String>,
    firm: Vec<String>,
    chance: String,
    tentative: String,
    bare: String,
    partly: String,
    plain: String,
    pub(super) concession: Words,
    pub(super) parenthesis: Words,
    pub(super) along: Words,
    pub(super) turned: Words,
    pub(super) boundary: Words,
    pub(super) subject: Words,
    pub(super) binding: Words,
    pub(super) finite: Words,
    pub(super) opening: Words,
}

/// The second rule set's words.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Governed {
    pub(super) breaks: Words,
    pub(super) coordinators: Words,
    pub(super) deny: Words,
    pub(super) pseudo: Words,
    pub(super) firm: Words,
    pub(super) suppose: Words,
    pub(super) topic: Words,
    pub(super) conclude: Words,
    pub(super) concede: Words,
    pub(super) part: Words,
    pub(super) behind: Words,
    pub(super) affirm: Affirming,
}

/// Words around a label's name.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mentions {
    pub(super) aside_before: Words,
    pub(super) aside_after: Words,
    pub(super) pointing: Words,
    pub(super) naming: Words,
    pub(super) subjects: Words,
}

/// Words of the last resort.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fallback {
    pub(super) realised: Words,
    pub(super) plausible: Words,
}

/// The expressions in the forms in which they are run. Those named `..before`
/// end where the label begins, those named `..behind` begin where it ends.
pub(super) struct Frames {
    pub(super) reject_before: Regex,
    pub(super) contrast_before: Regex,
    pub(super) strong_before: Regex,
    pub(super) weak_before: Regex,
    pub(super) bracket_before: Regex,
    pub(super) alone_before: Regex,
    pub(super) alone_behind: Regex,
    pub(super) after_behind: Regex,
    pub(super) after_not_behind: Regex,
    pub(super) negator: Regex,
    pub(super) pseudo: Regex,
    pub(super) supposing_before: Regex,
    pub(super) firm_before: Regex,
    pub(super) chance: Regex,
    pub(super) tentative: Regex,
    pub(super) bare: Regex,
    pub(super) partly: Regex,
    pub(super) plain: Regex,
}

impl Frames {
    fn compile(from: &Asserted) -> Result<Self, regex::Error> {
        let fill = format!("(?P<fill>(?:(?:{}) )*)$", from.fill.join("|"));
        let before =
            |heads: &[String]| build(&format!(r"(?:^| )(?P<head>{}) {fill}", heads.join("|")));
        let behind = |heads: &[String]| build(&format!("^(?:{})", heads.join("|")));
        let within = |words: &[String]| build(&format!(r"(?:^| )(?:{})(?: |$)", words.join("|")));
        let ending = |words: &[String]| build(&format!(r"(?:^| )(?:{}) $", words.join("|")));
        Ok(Self {
            reject_before: before(&from.reject)?,
            contrast_before: before(&["but(?: rather| instead| also| is| it is| as)?".to_owned()])?,
            strong_before: before(&from.strong)?,
            weak_before: before(&from.weak)?,
            bracket_before: before(&[r"\(".to_owned()])?,
            alone_before: build(&format!(
                r"(?:(?:^|[:—] )|(?:^| )(?P<head>{})(?: ,)? ){fill}",
                from.connect.join("|")
            ))?,
            alone_behind: build(&format!("^ ?(?:{})", from.alone.join("|")))?,
            after_behind: behind(&from.after)?,
            after_not_behind: behind(&from.after_not)?,
            negator: within(&from.negator)?,
            pseudo: within(&from.pseudo)?,
            supposing_before: ending(&from.supposing)?,
            firm_before: ending(&from.firm)?,
            chance: build(&from.chance)?,
            tentative: build(&from.tentative)?,
            bare: build(&from.bare)?,
            partly: build(&from.partly)?,
            plain: build(&from.plain)?,
        })
    }
}

/// Compiles an expression in which `\w` stands for what a word may hold: anything
/// but the marks that shape a sentence. Far smaller than the classes of Unicode.
fn build(expression: &str) -> Result<Regex, regex::Error> {
    Regex::new(&expression.replace(r"\w", "[^ ,;:()/—§]"))
}

/// A list of words; an entry that ends in `*` stands for all words that begin so.
#[derive(Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct Words {
    /// In order.
    whole: Vec<String>,
    stems: Vec<String>,
}

impl From<Vec<String>> for Words {
    fn from(entries: Vec<String>) -> Self {
        let mut words = Self::default();
        for entry in entries {
            match entry.strip_suffix('*') {
                Some(stem) => words.stems.push(stem.to_owned()),
                None => words.whole.push(entry),
            }
        }
        words.whole.sort_unstable();
        words
    }
}

impl Words {
    /// True where a word is on the list.
    pub(super) fn has(&self, word: &str) -> bool {
        let listed = |entry: &String| entry.as_str().cmp(word);
        self.whole.binary_search_by(listed).is_ok()
            || self
                .stems
                .iter()
                .any(|stem| word.starts_with(stem.as_str()))
    }
}

/// Words that state a label, the strongest first, each list with how strongly.
#[derive(Default, Deserialize)]
#[serde(try_from = "BTreeMap<String, Words>")]
pub(super) struct Affirming(Vec<(f64, Words)>);

impl TryFrom<BTreeMap<String, Words>> for Affirming {
    type Error = std::num::ParseFloatError;

    fn try_from(lists: BTreeMap<String, Words>) -> Result<Self, Self::Error> {
        let list = |(weight, words): (String, Words)| Ok((weight.parse()?, words));
        lists
            .into_iter()
            .rev()
            .map(list)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Affirming {
    /// How strongly a word states a label, 1 to 3.
    pub(super) fn weight(&self, word: &str) -> Option<f64> {
        let stated = self.0.iter().find(|(_, words)| words.has(word));
        stated.map(|(weight, _)| *weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_tables_are_whole() {
        let cues: Cues = toml::from_str(SHIPPED).unwrap();
        let weights: Vec<f64> = cues.governed.affirm.0.iter().map(|it| it.0).collect();
        assert_eq!(weights, [3.0, 2.0, 1.0]);
        if let Err(error) = Frames::compile(&cues.asserted) {
            panic!("{error}");
        }
    }

    #[test]
    fn a_star_stands_for_any_ending() {
        let list = Words::from(["classif*", "fit", "end"].map(str::to_owned).to_vec());
        assert!(list.has("classified") && list.has("fit") && list.has("end"));
        assert!(!list.has("fitness") && !list.has("class"));
    }
}
