//! Flags: what about a record deserves a second look, each with its reason.

/// How grave a flag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// Worth doubting the machine's verdict.
    Doubt,
}

/// One flag on one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Its id in exports and filters, such as `split`.
    pub id: &'static str,
    /// Its badge in the queue, such as `SPLIT`.
    pub badge: &'static str,
    /// How grave it is.
    pub weight: Weight,
    /// Why it is raised, in plain words with the figures.
    pub reason: String,
}
