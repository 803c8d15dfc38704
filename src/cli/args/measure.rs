//! The arguments of the verbs that measure, and fit, what the program does by
//! itself: `evaluate`, `tune` and `learn`.

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
    /// Labels given to articles against known ones: lines of {"title", "lead" or "text", "label"}, as `overrule monitor` reads them
    Labels {
        /// The file, JSON Lines
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// Label by the weights of this file, which `overrule learn` wrote
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        weights: Option<PathBuf>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Articles grouped into incidents against known ones: lines of {"title", "incident_ids"}, with url, outlet, date, lead or text
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
    /// The weights of labels, to articles whose label is known: lines of {"title", "lead" or "text", "label"}, as `overrule monitor` reads them
    ///
    /// The shipped weights are the prior, as for `learn`, and each article counts 1.
    /// Labels that analysts give in a review are learnt from with `learn`.
    Labels {
        /// The file, JSON Lines
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// The file of weights to write, for `monitor --weights`; nothing writes none
        #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        output: Option<PathBuf>,
        /// Replace a file that is there already
        #[arg(long)]
        force: bool,
        /// Give the report as JSON on standard output
        #[arg(long)]
        json: bool,
    },
}

/// What stands under the help of `learn`.
pub(super) const LEARN: &str = "\
Blind verdicts (first answers, given before anything of the machine's side was shown) count by the inverse of their chance of being drawn, \
1 on average; labels given with the machine's in view that differ from it count a part of that, which the report names. Labels sustained in view, bulk acts, can't tell and what was undone teach nothing. \
Half of the blind verdicts, by hash of the incident, is kept apart: accuracy is measured there. The shipped weights are the prior: with few decisions they stand.\n\n\
No label changes: `overrule monitor --weights FILE` labels new articles by the weights, and with --relabel those of a set too.\n\n\
Exit codes: 0 done; 1 it failed, nothing was written; 2 the command line is wrong; 3 done, but saved decisions were changed or lost.";

/// `overrule learn`.
#[derive(Args, Clone, Debug)]
pub struct LearnArgs {
    /// The set that was reviewed
    #[arg(value_name = "SET", value_hint = ValueHint::FilePath)]
    pub set: PathBuf,
    /// The folder of the decisions [default: beside the set, SET.decisions]
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub decisions: Option<PathBuf>,
    /// The file of weights to write; nothing writes none
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long)]
    pub force: bool,
    /// Give the report as JSON on standard output
    #[arg(long)]
    pub json: bool,
}
