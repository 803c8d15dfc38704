//! Makes queues and counts: nothing is read here, but it takes time that grows
//! with the set.

use crate::review::queue::{Heads, Job, Marks, Server};
use crate::tui::message::Event;

/// A queue, made.
pub fn serve(server: &mut Server, job: &Job) -> Event {
    Event::Served {
        job: job.number,
        queue: server.serve(job),
        heads: job.heads.len(),
        marks: job.marks.version(),
    }
}

/// The rows of a set, counted.
pub fn count(heads: &Heads, marks: &Marks) -> Event {
    Event::Counted(marks.version(), marks.progress(heads))
}
