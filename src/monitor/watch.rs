//! What a long run tells while it works. How that is shown is the business of
//! whoever watches.

/// A part of a run that takes its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Articles are read; counted in bytes.
    Reading,
    /// Articles are taken apart into words, for grouping.
    Words,
    /// Pairs of articles are compared.
    Comparing,
    /// Groups are joined; not counted.
    Joining,
    /// Articles are labelled.
    Labelling,
}

/// Whoever watches a run.
pub trait Watch: Sync {
    /// A stage begins, of `total` where that is known beforehand.
    fn stage(&self, stage: Stage, total: Option<u64>);

    /// `n` more of it are done.
    fn done(&self, n: u64);
}

/// Nobody watches.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn stage(&self, _stage: Stage, _total: Option<u64>) {}

    fn done(&self, _n: u64) {}
}
