//! Work shared among threads such that what comes of it doesn't depend on how
//! many there are: [`pieces()`] of something that is at hand, and [`in_order`] for
//! what is read on the way. Which work that is, is the business of whoever calls.

mod ordered;
mod pieces;

use std::num::NonZero;
use std::thread::available_parallelism;

pub use ordered::in_order;
pub use pieces::{map, map_with, pieces};

/// How many threads can work at once here.
pub fn count() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}
