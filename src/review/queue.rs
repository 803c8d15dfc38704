//! The queue: rows of a set in the order in which they are served, and the filters on them.
