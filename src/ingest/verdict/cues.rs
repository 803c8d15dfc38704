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
    pub(super) concession: Vec<String>,
    pub(super) parenthesis: Vec<String>,
    pub(super) along: Vec<String>,
    pub(super) turned: Vec<String>,
    pub(super) boundary: Vec<String>,
    pub(super) subject: Vec<String>,
    pub(super) binding: Vec<String>,
    pub(super) finite: Vec<String>,
    pub(super) opening: Vec<String>,
}

/// The second rule set's words.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Governed {
    pub(super) breaks: Vec<String>,
    pub(super) coordinators: Vec<String>,
    pub(super) deny: Vec<String>,
    pub(super) pseudo: Vec<String>,
    pub(super) firm: Vec<String>,
    pub(super) suppose: Vec<String>,
    pub(super) topic: Vec<String>,
    pub(super) conclude: Vec<String>,
    pub(super) concede: Vec<String>,
    pub(super) part: Vec<String>,
    pub(super) behind: Vec<String>,
    pub(super) affirm: BTreeMap<String, Vec<String>>,
}

/// Words around a label's name.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mentions {
    pub(super) aside_before: Vec<String>,
    pub(super) aside_after: Vec<String>,
    pub(super) pointing: Vec<String>,
    pub(super) naming: Vec<String>,
    pub(super) subjects: Vec<String>,
}

/// Words of the last resort.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fallback {
    pub(super) realised: Vec<String>,
    pub(super) plausible: Vec<String>,
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

/// True where a word is on a list; an entry that ends in `*` stands for all
/// words that begin so.
pub(super) fn lists(list: &[String], word: &str) -> bool {
    list.iter().any(|entry| match entry.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None => entry == word,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_tables_are_whole() {
        let cues: Cues = toml::from_str(SHIPPED).unwrap();
        assert_eq!(
            cues.governed.affirm.keys().collect::<Vec<_>>(),
            ["1", "2", "3"]
        );
        if let Err(error) = Frames::compile(&cues.asserted) {
            panic!("{error}");
        }
    }

    #[test]
    fn a_star_stands_for_any_ending() {
        let list = ["classif*".to_owned(), "fit".to_owned()];
        assert!(lists(&list, "classified") && lists(&list, "fit"));
        assert!(!lists(&list, "fitness") && !lists(&list, "class"));
    }
}
