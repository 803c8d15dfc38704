//! Those who touch the world for the reviewer: [`Reader`] reads the set and
//! the decisions of others, [`Scribe`] writes the journal, [`Keeper`] remembers
//! place and name. Each turns a request into events; whether they work in
//! threads or at once is up to the wires.

mod inline;
mod keeper;
mod lookout;
mod reader;
mod scribe;
mod stamper;
mod threads;
mod watch;

pub use inline::Inline;
pub use keeper::Keeper;
pub use reader::Reader;
pub use scribe::Scribe;
pub use stamper::{Stamper, random};
pub use threads::Threads;
pub use watch::Watch;
