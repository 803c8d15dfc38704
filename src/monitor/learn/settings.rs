//! How much decisions count and how far they move the weights, as data
//! (`assets/monitor/learn.toml`).

use std::sync::LazyLock;

use serde::Deserialize;

use crate::monitor::classify::Term;

const SHIPPED: &str = include_str!("../../../assets/monitor/learn.toml");

/// All that governs learning.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What an overrule counts, given with the machine's label in view, where
    /// a blind verdict counts 1. Only what seemed wrong is overruled, so that
    /// overrules alone lean against the machine.
    pub overrule: f64,
    /// In so many parts the calibrating half is divided: the labels of each
    /// are those of weights fitted to the others.
    pub folds: u8,
    /// How far a weight strays from its shipped value.
    pub spread: Spread,
}

/// Standard deviations of the prior: the smaller, the more decisions it takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// The bias of a question.
    pub bias: f64,
    /// The weight of a side.
    pub side: f64,
    /// The weight of one kind of cue, on top of what its side weighs.
    pub kind: f64,
    /// The slope of calibration.
    pub slope: f64,
    /// The offset of calibration.
    pub offset: f64,
}

static SETTINGS: LazyLock<Settings> =
    // A test rules out that they are faulty.
    LazyLock::new(|| toml::from_str(SHIPPED).unwrap_or_default());

impl Settings {
    /// Those that ship.
    pub fn shipped() -> &'static Self {
        &SETTINGS
    }
}

impl Spread {
    /// That of a weight.
    pub fn of(&self, term: &Term) -> f64 {
        match term {
            Term::Bias => self.bias,
            Term::All(_) | Term::Title(_) => self.side,
            Term::Kind(..) => self.kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_file_reads_and_every_spread_is_one() {
        let shipped: Settings = toml::from_str(SHIPPED).unwrap();
        let spread = shipped.spread;
        let all = [
            spread.bias,
            spread.side,
            spread.kind,
            spread.slope,
            spread.offset,
        ];
        assert!(all.iter().all(|one| *one > 0.0), "{spread:?}");
        assert!(shipped.overrule > 0.0 && shipped.overrule <= 1.0 && shipped.folds > 1);
    }
}
