//! The real file system.

/// The real file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealFs;
