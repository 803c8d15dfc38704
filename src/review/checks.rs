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

/// One row of the table of flags.
pub struct Check {
    /// See [`Flag::id`].
    pub id: &'static str,
    /// See [`Flag::badge`].
    pub badge: &'static str,
    /// See [`Flag::weight`].
    pub weight: Weight,
    /// What it means, in one line, for the help.
    pub about: &'static str,
}

/// All flags, the gravest first.
pub const FLAGS: &[Check] = &[];

/// The flags that an incident raises, the gravest first.
pub fn flags(
    vocabulary: &crate::domain::Vocabulary,
    incident: &crate::domain::Incident,
) -> Vec<Flag> {
    let _ = (vocabulary, incident);
    unimplemented!()
}
