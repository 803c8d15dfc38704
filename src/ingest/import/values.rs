//! Reading values one after the other: those of a list, or of a list inside an
//! object, whose other fields are looked at once the list is through.

use std::io;

use super::super::report::{Repair, Skip};
use super::super::shape::{Shape, Take};
use super::super::split::{self, Ended, Feed};
use super::super::{input, labelled, scan, service};
use super::{File, Import};
use crate::domain::limits::RECORD_BYTES;

impl Import<'_> {
    /// The values of a text; those of a page of results lie in a list inside it.
    pub(super) fn values(
        &mut self,
        file: &mut File,
        take: Take,
        feed: &mut Feed<'_>,
    ) -> io::Result<()> {
        let head = input::readable(feed.ahead(RECORD_BYTES)?);
        let list = match file.shape {
            Shape::AimJson => service::list(head),
            _ => labelled::list(head),
        };
        let Some(at) = list else {
            let ended = self.list(file, take, feed)?;
            return self.after(file, ended, feed);
        };
        let mut envelope = format!("{}[\"...\"]", &head[..at]);
        let stated = |envelope: &str| service::total(envelope).ok().flatten();
        let line = feed.line;
        feed.take(at);
        let ended = self.list(file, take, feed)?;
        if ended == Ended::Before {
            envelope.push('}');
            file.taken.stated = stated(&envelope);
            return Ok(());
        }
        let tail = feed.ahead(RECORD_BYTES)?;
        let (long, tail) = (tail.len() >= RECORD_BYTES, input::readable(tail));
        envelope.push_str(tail);
        match service::total(&envelope) {
            Ok(stated) => {
                file.taken.stated = stated;
                if file.shape != Shape::AimJson {
                    self.beside(file, &envelope, (at, line));
                }
            }
            // The line of the key, were the list one line long.
            Err(error) => {
                file.met = true;
                let skip = match error.into() {
                    Skip::BadRecord { cause } if !long => Skip::BrokenJson { cause },
                    other => other,
                };
                self.skip(&file.name, Some(line), skip);
            }
        }
        Ok(())
    }

    /// Tells what an object says beside the list of records that begins at a byte.
    fn beside(&mut self, file: &File, envelope: &str, (list, line): (usize, u64)) {
        let keys = scan::keys(envelope, scan::next(envelope, 0).0).into_iter();
        let others = keys.filter(|(_, at)| *at != list).map(|(name, _)| name);
        let fields = others.collect::<Vec<_>>().join(", ");
        if !fields.is_empty() {
            self.repair(&file.name, line, Repair::BesideTheList { fields });
        }
    }

    /// The values of a list.
    fn list(&mut self, file: &mut File, take: Take, feed: &mut Feed<'_>) -> io::Result<Ended> {
        let ended = split::values(feed, &mut |piece| self.record(file, take, piece));
        let _ = self.work_off(file, take);
        ended
    }

    /// Nothing but white space may follow a list.
    fn after(&mut self, file: &mut File, ended: Ended, feed: &mut Feed<'_>) -> io::Result<()> {
        if ended == Ended::Whole && feed.skip_space()?.is_some() {
            file.met = true;
            let cause = "more text after the end of the list".to_owned();
            self.skip(&file.name, Some(feed.line), Skip::BrokenJson { cause });
        }
        Ok(())
    }
}
