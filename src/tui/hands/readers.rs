//! The loops of the threads that read, search and order, one for each, so that
//! what is quick never waits for what takes long.

use std::sync::mpsc::{Receiver, Sender};

use crate::review::queue::{Heads, Job, Marks, Server};
use crate::tui::message::Event;

use super::server::{count, serve};
use super::{Reader, Seeker, Surveyor};

/// What the reading thread is asked for.
pub(super) enum Read {
    Load(u32),
    Lines(Vec<u32>),
    Look,
}

/// What the ordering thread is asked for.
pub(super) enum Serve {
    Job(Box<Job>),
    Count(Heads, Marks),
}

pub(super) fn keep_reading(mut reader: Reader, requests: &Receiver<Read>, to_loop: &Sender<Event>) {
    while let Ok(request) = requests.recv() {
        let events = match request {
            Read::Load(row) => reader.load(row),
            Read::Lines(rows) => vec![reader.lines(&rows)],
            Read::Look => reader.look(),
        };
        if !tell(to_loop, events) {
            return;
        }
    }
}

/// Sends events to the loop; false where it has ended.
fn tell(to_loop: &Sender<Event>, events: Vec<Event>) -> bool {
    events.into_iter().all(|event| to_loop.send(event).is_ok())
}

pub(super) fn survey(mut surveyor: Surveyor, to_loop: &Sender<Event>) {
    while surveyor.busy() && tell(to_loop, surveyor.work()) {}
}

pub(super) fn keep_seeking(
    mut seeker: Seeker,
    searches: &Receiver<(u64, String)>,
    to_loop: &Sender<Event>,
) {
    loop {
        let first = if seeker.busy() {
            searches.try_recv().ok()
        } else {
            match searches.recv() {
                Ok(search) => Some(search),
                Err(_) => return,
            }
        };
        // The newest wins.
        if let Some((number, words)) = searches.try_iter().last().or(first) {
            seeker.search(number, &words);
        }
        if !tell(to_loop, seeker.work()) {
            return;
        }
    }
}

pub(super) fn keep_serving(requests: &Receiver<Serve>, to_loop: &Sender<Event>) {
    let mut server = Server::default();
    while let Ok(request) = requests.recv() {
        // The newest of either kind wins.
        let (mut job, mut marks) = (None, None);
        for request in std::iter::once(request).chain(requests.try_iter()) {
            match request {
                Serve::Job(newer) => job = Some(newer),
                Serve::Count(heads, own) => marks = Some((heads, own)),
            }
        }
        let served = job.map(|job| serve(&mut server, &job));
        let counted = marks.map(|(heads, marks)| count(&heads, &marks));
        if !tell(to_loop, served.into_iter().chain(counted).collect()) {
            return;
        }
    }
}
