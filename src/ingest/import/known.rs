//! Which ids were taken already, and by which record: all that an import holds
//! of the records that went through.

use std::collections::HashMap;
use std::rc::Rc;

use crate::domain::{Digest, Incident, Source};

use super::super::report::{Repair, Skip};

/// The first record with an id.
struct First {
    file: Rc<str>,
    line: u64,
    /// Hash of the record without its source.
    content: Digest,
}

/// Ids that were taken.
#[derive(Default)]
pub struct Known(HashMap<String, First>);

/// What a record's id says of it.
pub enum Met {
    /// It is the first with its id.
    New,
    /// The same record came before.
    Again(Repair),
    /// Another record has its id.
    Taken(Skip),
}

impl Known {
    /// How many ids were taken.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes the id of a record, where no record has it; `content` is the hash of
    /// [`content`].
    pub fn meet(&mut self, file: &Rc<str>, line: u64, incident: &Incident, content: Digest) -> Met {
        let id = incident.id.clone();
        let Some(first) = self.0.get(id.as_str()) else {
            let file = Rc::clone(file);
            let first = First {
                file,
                line,
                content,
            };
            self.0.insert(id.to_string(), first);
            return Met::New;
        };
        let (file, line) = (first.file.to_string(), first.line);
        if first.content == content {
            Met::Again(Repair::SameAgain { id, file, line })
        } else {
            Met::Taken(Skip::IdTaken { id, file, line })
        }
    }
}

/// A record as text, without where it came from.
pub fn content(incident: &Incident) -> String {
    let bare = Incident {
        source: Source::default(),
        ..incident.clone()
    };
    bare.to_json().unwrap_or_default()
}
