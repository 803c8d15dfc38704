//! The file of refitted weights: what it was fitted to, which word lists and
//! shipped weights it belongs to, and the weights. It is used with those alone.

use serde::{Deserialize, Serialize};

use crate::domain::{At, Digest};
use crate::monitor::classify::{BadWeights, Weights, WeightsFile};
use crate::monitor::cues::Lexicon;

/// The version of the format.
const VERSION: u32 = 1;

/// What stands above the figures.
const HEAD: &str = "\
# Weights of the monitor's labels, refitted by `overrule learn` (to decisions) or
# `overrule tune labels` (to labels that are known).
# `overrule monitor --weights` labels by them. They belong to the word lists and
# shipped weights named here and are refused with others.
";

/// The file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Version of the format.
    version: u32,
    /// Hash of the word lists of all languages.
    lexicon: String,
    /// Hash of the shipped weights that were the prior.
    prior: String,
    /// The time of the latest event that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    as_of: Option<At>,
    /// The seed of the protocol, by which a half was kept apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seed: Option<String>,
    /// Blind verdicts that were fitted to.
    blind: usize,
    /// Blind verdicts that were kept apart.
    kept: usize,
    /// Corrections that were fitted to.
    corrections: usize,
    /// Labels known from elsewhere that were fitted to.
    #[serde(default, skip_serializing_if = "is_none")]
    known: usize,
    weights: WeightsFile,
}

/// What the weights were fitted to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fitted {
    /// The time of the latest event that was read.
    pub as_of: Option<At>,
    /// The seed of the protocol, by which a half was kept apart.
    pub seed: Option<String>,
    /// Blind verdicts that were fitted to.
    pub blind: usize,
    /// Blind verdicts that were kept apart.
    pub kept: usize,
    /// Corrections that were fitted to.
    pub corrections: usize,
    /// Labels known from elsewhere that were fitted to.
    pub known: usize,
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

/// Why a file of weights was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Not TOML, or no version in it.
    #[error(
        "no file of weights: {0}; `overrule learn SET -o FILE` writes one, and so does `overrule tune labels`"
    )]
    Shape(String),
    /// A version that this program doesn't know.
    #[error(
        "version {found} of the format is not known (this program reads {VERSION}); use the program that wrote it, or run `overrule learn` (or `tune labels`) again"
    )]
    Version {
        /// The version.
        found: i64,
    },
    /// Fitted to other word lists.
    #[error(
        "the weights belong to other word lists ({found}; this program has {own}); run `overrule learn` (or `tune labels`) again"
    )]
    Lexicon {
        /// The hash in the file.
        found: String,
        /// That of this program.
        own: String,
    },
    /// Fitted from other shipped weights.
    #[error(
        "the weights were refitted from other shipped ones ({found}; this program has {own}); run `overrule learn` (or `tune labels`) again"
    )]
    Prior {
        /// The hash in the file.
        found: String,
        /// That of this program.
        own: String,
    },
    /// The weights themselves.
    #[error(transparent)]
    Weights(#[from] BadWeights),
}

/// The hash of the word lists of all languages.
pub fn lexicon_hash() -> String {
    let all = Lexicon::languages().filter_map(Lexicon::shipped);
    let hashes: Vec<&str> = all.map(|lexicon| lexicon.hash.as_str()).collect();
    Digest::of(&hashes).short().to_owned()
}

/// Weights as a file.
///
/// # Errors
/// They can't be spelt as TOML.
pub fn write(weights: &Weights, fitted: &Fitted) -> Result<String, toml::ser::Error> {
    let file = File {
        version: VERSION,
        lexicon: lexicon_hash(),
        prior: Weights::shipped().version.clone(),
        as_of: fitted.as_of,
        seed: fitted.seed.clone(),
        blind: fitted.blind,
        kept: fitted.kept,
        corrections: fitted.corrections,
        known: fitted.known,
        weights: weights.to_file(),
    };
    Ok(format!("{HEAD}\n{}", toml::to_string(&file)?))
}

/// Reads a file of weights; labels given by them will name its hash.
///
/// # Errors
/// Another version, other word lists, figures that no weight can have.
pub fn read(text: &str) -> Result<Weights, FileError> {
    #[derive(Deserialize)]
    struct Version {
        version: i64,
    }
    let shape = |error: toml::de::Error| FileError::Shape(error.message().to_owned());
    // Before anything else: the rest may look otherwise in another version.
    let Version { version } = toml::from_str(text).map_err(shape)?;
    if version != i64::from(VERSION) {
        return Err(FileError::Version { found: version });
    }
    let file: File = toml::from_str(text).map_err(shape)?;
    let own = lexicon_hash();
    if file.lexicon != own {
        let found = file.lexicon;
        return Err(FileError::Lexicon { found, own });
    }
    let own = Weights::shipped().version.clone();
    if file.prior != own {
        let found = file.prior;
        return Err(FileError::Prior { found, own });
    }
    let hash = Digest::of(&[text]);
    let version = format!("learnt {}", hash.short().get(..8).unwrap_or_default());
    Ok(Weights::from_file(file.weights, version)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> String {
        let fitted = Fitted {
            as_of: Some(At::from_unix_ms(1_790_000_000_000)),
            seed: Some("s".into()),
            ..Fitted::default()
        };
        write(Weights::shipped(), &fitted).unwrap()
    }

    #[test]
    fn a_file_reads_back_to_its_weights() {
        let read = read(&text()).unwrap();
        assert_eq!(read.questions, Weights::shipped().questions);
        assert!(read.version.starts_with("learnt "), "{}", read.version);
    }

    #[test]
    fn what_does_not_belong_here_is_refused() {
        let refused = |from: &str, to: &str| {
            let text = text();
            assert!(text.contains(from), "{text}");
            read(&text.replacen(from, to, 1)).unwrap_err().to_string()
        };
        let said = refused("version = 1", "version = 2");
        assert!(said.starts_with("version 2 of the format"), "{said}");
        let said = refused("lexicon = \"", "lexicon = \"0");
        assert!(said.contains("other word lists"), "{said}");
        let said = refused("prior = \"", "prior = \"0");
        assert!(said.contains("other shipped ones"), "{said}");
        let said = refused("cap = 5.0", "cap = 0.0");
        assert_eq!(said, "cap = 0 is out of range");
        let said = refused("version = 1", "");
        assert!(said.contains("`overrule learn SET -o FILE`"), "{said}");
        let said = refused("kept = 0", "keeps = 0");
        assert!(said.contains("no file of weights: unknown field"), "{said}");
    }
}
