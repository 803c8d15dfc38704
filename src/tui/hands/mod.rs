//! Those who touch the world for the reviewer: [`Reader`] reads what the screen
//! waits for, [`Lookout`] the decisions, [`Surveyor`] the whole set once,
//! [`Seeker`] searches it, `server` orders and filters, [`Scribe`] writes the
//! journal, [`Keeper`] remembers place and name. Each turns a request into events; whether they work in
//! threads or at once is up to the wires.

mod clerk;
mod inline;
mod keeper;
mod lookout;
mod reader;
mod readers;
mod scribe;
mod seeker;
mod server;
mod stamper;
mod surveyor;
mod threads;
mod watch;
mod writing;

pub use clerk::Clerk;
pub use inline::Inline;
pub use keeper::Keeper;
pub use lookout::Lookout;
pub use reader::Reader;
pub use scribe::Scribe;
pub use seeker::Seeker;
pub use stamper::{Stamper, random};
pub use surveyor::Surveyor;
pub use threads::Threads;
pub use watch::Watch;
