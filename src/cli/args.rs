//! The command line as clap sees it: verbs, options and their help. What they
//! do lives beside this file, one file a verb.

mod measure;

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

use crate::ingest::shape::FORMATS;

pub use measure::{Evaluate, EvaluateArgs, KnownGroups, LearnArgs, Tune, TuneArgs};

/// What stands under the help of the program as a whole.
const AFTER: &str = "\
Exit codes: 0 done; 1 it failed, nothing was half done (a review: something could not be saved); 2 the command line is wrong; \
3 done, but some input was skipped (the report says which), the report couldn't be written, saved decisions were changed or lost, \
or decisions of a review are kept aside; 101 ended by a fault of its own; \
128 and its number: ended by a signal, 129 also where the terminal is gone. \
A review with something unsaved ends with 1 however it ends.\n\n\
Files: a set is JSON Lines, one incident a line; its decisions lie beside it in SET.decisions/, \
one append-only journal per reviewer and machine. `overrule schema` prints the formats.";

/// What stands under the help of `verify`.
const VERIFY: &str = "\
Exit codes: 0 intact; 1 it can't be read; 2 the command line is wrong; 3 something was found: \
a write that was cut off, saved lines changed or missing, a journal that others cite and that is not here, \
an unknown version, or decisions kept aside. Nothing is ever changed.";

/// What stands under the help of `recover`.
const RECOVER: &str = "\
Your own files on this machine are put right: a write that was cut off is copied into quarantine, cut, and put on record; \
heads are written anew, up to the last line known to be on the disk; decisions kept aside are moved into the journal. Damaged files, whoever wrote them, are copied into \
quarantine and never changed: their good lines count. Nothing is changed without --apply, and doing it twice does nothing more.\n\n\
Exit codes: 0 nothing to do, or all of it done; 1 it failed, and the same may be tried again; 2 the command line is wrong; \
3 something is to be done, or is left for you to see to.";

/// Reviews machine-labelled AI incidents: sustain or overrule each verdict,
/// with every decision on the record.
#[derive(Debug, Parser)]
#[command(name = "overrule", bin_name = "overrule", version, about, after_help = AFTER, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; without a verb the files are reviewed.
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// The files to review.
    #[command(flatten)]
    pub review: ReviewArgs,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Review incidents on the terminal (this is what happens without a verb)
    Review(ReviewArgs),
    /// Turn pages, web-service answers or other sets into a set
    Import(ImportArgs),
    /// Group news articles into incidents and label them, offline, into a set
    Monitor(MonitorArgs),
    /// Put one decision on record from the command line
    Decide(DecideArgs),
    /// Write the reviewed set, every decision on the record
    Export(ExportArgs),
    /// Show progress, outcomes, and machine against human
    Stats(StatsArgs),
    /// Check every journal of a set: intact, torn, tampered with, cut off
    #[command(after_help = VERIFY)]
    Verify(VerifyArgs),
    /// Put journals right after a crash or damage; tells what it would do unless --apply is given
    #[command(after_help = RECOVER)]
    Recover(RecoverArgs),
    /// Measure how well the program reads, labels and groups
    Evaluate(EvaluateArgs),
    /// Fit thresholds to known answers
    Tune(TuneArgs),
    /// Refit the weights of the monitor's labels to what was decided about a set
    #[command(after_help = measure::LEARN)]
    Learn(LearnArgs),
    /// List the keys and what they do
    Keys,
    /// Print the JSON Schema of a file format
    Schema {
        /// The format
        #[arg(value_enum)]
        format: Schema,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// Whose decisions, and where they lie.
#[derive(Args, Clone, Debug, Default)]
pub struct Who {
    /// Your name on every decision (asked once, then remembered)
    #[arg(long, value_name = "NAME", value_parser = a_name)]
    pub reviewer: Option<String>,
    /// Where the decisions lie.
    #[command(flatten)]
    pub beside: Beside,
}

/// Where the decisions on a set lie, and what labels are called there.
#[derive(Args, Clone, Debug, Default)]
pub struct Beside {
    /// The folder of the decisions [default: beside the set, SET.decisions]
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub decisions: Option<PathBuf>,
    /// A file with labels, facets or criteria of your own, added to those of the OECD monitor
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub vocabulary: Option<PathBuf>,
}

/// `overrule [review]`.
#[derive(Args, Clone, Debug, Default)]
pub struct ReviewArgs {
    /// A set, or pages, web-service answers and folders of them; `-` reads standard input; nothing opens the built-in sample
    #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub files: Vec<PathBuf>,
    /// Whose decisions, and where they lie.
    #[command(flatten)]
    pub who: Who,
    /// Review as a linear dialogue: one line in, a few lines out (screen readers, dumb terminals, pipes)
    #[arg(long)]
    pub plain: bool,
    /// Draw lines and marks with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
    /// Read the files as this shape instead of looking at what they hold
    #[arg(long, value_name = "SHAPE", value_parser = shapes())]
    pub shape: Option<String>,
}

/// `overrule import`.
#[derive(Args, Clone, Debug)]
pub struct ImportArgs {
    /// Files and folders; `-` reads standard input
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::AnyPath)]
    pub files: Vec<PathBuf>,
    /// The set to write
    #[arg(short, long, value_name = "SET", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// Add to the set where it is there already, matching by id, alias and shared articles
    #[arg(long)]
    pub append: bool,
    /// Replace a file that is there already
    #[arg(long, conflicts_with = "append")]
    pub force: bool,
    /// Read the files as this shape instead of looking at what they hold
    #[arg(long, value_name = "SHAPE", value_parser = shapes())]
    pub shape: Option<String>,
    /// Give the report as JSON on standard output
    #[arg(long)]
    pub json: bool,
    /// A file with labels, facets or criteria of your own
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub vocabulary: Option<PathBuf>,
}

/// `overrule monitor`.
#[derive(Args, Clone, Debug)]
pub struct MonitorArgs {
    /// Articles as JSON, JSON Lines, CSV, RSS, Atom, JSON Feed or saved pages; folders of them; `-` reads standard input
    #[arg(value_name = "FILE", required_unless_present = "relabel", value_hint = ValueHint::AnyPath)]
    pub files: Vec<PathBuf>,
    /// The set to write
    #[arg(short, long, value_name = "SET", value_hint = ValueHint::FilePath, required_unless_present = "into")]
    pub output: Option<PathBuf>,
    /// A set that takes the articles in: they join its incidents or make new ones; what analysts merged, split or moved is kept
    #[arg(long, value_name = "SET", value_hint = ValueHint::FilePath, conflicts_with_all = ["output", "force"])]
    pub into: Option<PathBuf>,
    /// Label by the weights of this file, which `overrule learn` wrote; articles that the set holds keep their labels
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub weights: Option<PathBuf>,
    /// Group by the thresholds of this file, which `overrule tune clusters` wrote
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub settings: Option<PathBuf>,
    /// Label the articles that the set holds anew as well; decisions stay on record with the label that they answered
    #[arg(long, requires = "into", conflicts_with = "output")]
    pub relabel: bool,
    /// With --into, the folder of the set's decisions [default: beside the set, SET.decisions]
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath, requires = "into")]
    pub decisions: Option<PathBuf>,
    /// Which field holds what, such as title=Headline; parts are id, title, lead, body, url, outlet, date, language
    #[arg(long = "field", value_name = "PART=NAME")]
    pub fields: Vec<String>,
    /// How many threads work; it changes nothing but the time [default: as many as there are processors]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Replace a file that is there already
    #[arg(long)]
    pub force: bool,
    /// Give the report as JSON on standard output
    #[arg(long)]
    pub json: bool,
    /// A file with labels or facets of your own
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub vocabulary: Option<PathBuf>,
}

/// `overrule decide`.
#[derive(Args, Clone, Debug)]
pub struct DecideArgs {
    /// The set
    #[arg(value_name = "SET", value_hint = ValueHint::FilePath)]
    pub set: PathBuf,
    /// The id of the incident
    #[arg(value_name = "INCIDENT")]
    pub incident: String,
    /// A label (its id, name or digit), `sustain`, `cant-tell` (or 0), `later` or `undo`
    #[arg(value_name = "VERDICT")]
    pub verdict: String,
    /// The article: its id, or its number from 1
    #[arg(long, value_name = "ARTICLE")]
    pub article: Option<String>,
    /// Why: the id or the letter of a criterion
    #[arg(long, value_name = "CRITERION")]
    pub why: Option<String>,
    /// The id or the letter of a grade of the rationale
    #[arg(long, value_name = "GRADE")]
    pub grade: Option<String>,
    /// A note; with `later` the reason
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub note: Option<String>,
    /// Whose decisions, and where they lie.
    #[command(flatten)]
    pub who: Who,
}

/// The formats of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// One JSON document
    Json,
    /// JSON Lines: a header, then a row a line
    Jsonl,
    /// A table for spreadsheets
    Csv,
}

/// `overrule export`.
#[derive(Args, Clone, Debug)]
pub struct ExportArgs {
    /// The set; nothing means the built-in sample
    #[arg(value_name = "SET", value_hint = ValueHint::FilePath)]
    pub set: Option<PathBuf>,
    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// The format [default: by the name of the file]
    #[arg(long, value_enum)]
    pub format: Option<ExportFormat>,
    /// Only incidents that pass this filter, as in the reviewer (f)
    #[arg(
        long,
        value_name = "FILTER",
        default_value = "",
        allow_hyphen_values = true
    )]
    pub filter: String,
    /// Include pasted article texts, not only their hashes
    #[arg(long)]
    pub with_text: bool,
    /// Replace a file that is there already
    #[arg(long)]
    pub force: bool,
    /// Whose decisions, and where they lie.
    #[command(flatten)]
    pub who: Who,
}

/// `overrule stats`.
#[derive(Args, Clone, Debug)]
pub struct StatsArgs {
    /// The set; nothing means the built-in sample
    #[arg(value_name = "SET", value_hint = ValueHint::FilePath)]
    pub set: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// Where the decisions lie.
    #[command(flatten)]
    pub beside: Beside,
}

/// `overrule verify`.
#[derive(Args, Clone, Debug)]
pub struct VerifyArgs {
    /// The set, or a decisions folder; nothing means the built-in sample
    #[arg(value_name = "SET", value_hint = ValueHint::AnyPath)]
    pub set: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// Where the decisions lie.
    #[command(flatten)]
    pub beside: Beside,
}

/// `overrule recover`.
#[derive(Args, Clone, Debug)]
pub struct RecoverArgs {
    /// The set, or a decisions folder; nothing means the built-in sample
    #[arg(value_name = "SET", value_hint = ValueHint::AnyPath)]
    pub set: Option<PathBuf>,
    /// Do it; without this nothing is changed
    #[arg(long)]
    pub apply: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// Whose decisions, and where they lie.
    #[command(flatten)]
    pub who: Who,
}

/// The formats that have a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Schema {
    /// A line of a set
    Set,
    /// A line of a journal
    Journal,
    /// An export
    Export,
}

/// The names of the shapes that can be forced, with what they are.
fn shapes() -> PossibleValuesParser {
    PossibleValuesParser::new(
        FORMATS
            .iter()
            .map(|format| PossibleValue::new(format.name).help(format.about)),
    )
}

/// The command line as a whole, for completions and the manual.
pub fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

/// A name that says who it is: every decision carries it.
fn a_name(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("a name is needed on every decision".to_owned()),
        name => Ok(name.to_owned()),
    }
}
