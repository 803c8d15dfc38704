//! What joining has before it: pairs of groups, the most alike first. How alike
//! they are is worked out in [`super::join`].

use std::cmp::Ordering;

/// A pair of groups with a pair of articles between them.
#[derive(Clone, Copy, Debug)]
pub struct Sides {
    /// The earlier one.
    pub one: u32,
    /// The later one.
    pub two: u32,
    /// That of the articles.
    pub cosine: f32,
}

/// A pair of groups in the queue.
#[derive(Debug, PartialEq)]
pub struct Candidate {
    /// How alike they are.
    pub likeness: f32,
    /// The earlier one.
    pub one: u32,
    /// The later one.
    pub two: u32,
    /// How often each had changed when that was found.
    pub versions: (u32, u32),
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_likeness = self.likeness.total_cmp(&other.likeness);
        by_likeness.then((other.one, other.two).cmp(&(self.one, self.two)))
    }
}
