//! A file system in memory, for tests and dry runs.

/// A file system in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryFs;
