//! The arguments of the verbs that measure, and fit, what the program does by
//! itself: `evaluate` and `tune`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

/// `overrule evaluate`.
#[derive(Args, Clone, Debug)]
pub struct EvaluateArgs {
    /// What to measure.
    #[command(subcommand)]
    pub what: Evaluate,
}

/// What can be measured.
#[derive(Clone, Debug, Subcommand)]
pub enum Evaluate {
    /// Labels read out of rationales against known ones: lines of {"text", "label"}
    Verdicts {
        /// The file, JSON Lines
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
        /// A file with labels of your own
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        vocabulary: Option<PathBuf>,
    },
    /// Labels given to articles against known ones: lines of {"title", "lead" or "summary", "label"}
    Labels {
        /// The file, JSON Lines
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Articles grouped into incidents against known ones: lines of {"title", "incident_ids"}, with url, outlet, date, lead, body
    Clusters {
        /// What is measured, and how.
        #[command(flatten)]
        known: KnownGroups,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

/// Articles whose incidents are known.
#[derive(Args, Clone, Debug)]
pub struct KnownGroups {
    /// The file, JSON Lines
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The precision that a careful threshold must reach, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.9)]
    pub precision: f64,
    /// A file with thresholds and weights of your own
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub settings: Option<PathBuf>,
}

/// `overrule tune`.
#[derive(Args, Clone, Debug)]
pub struct TuneArgs {
    /// What to fit.
    #[command(subcommand)]
    pub what: Tune,
}

/// What can be fitted.
#[derive(Clone, Debug, Subcommand)]
pub enum Tune {
    /// The thresholds of grouping, to known groups or to a set that was reviewed
    Clusters {
        /// What they are fitted to.
        #[command(flatten)]
        known: KnownGroups,
        /// The file is a set: take the incidents that were decided, merged, split or moved
        #[arg(long)]
        reviewed: bool,
        /// The folder of the decisions [default: beside the set, SET.decisions]
        #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath, requires = "reviewed")]
        decisions: Option<PathBuf>,
        /// The file to write; nothing prints the settings
        #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        output: Option<PathBuf>,
        /// Replace a file that is there already
        #[arg(long)]
        force: bool,
    },
}
