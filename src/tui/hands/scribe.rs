//! Writes the journal. What couldn't be written is kept in order and tried
//! again with whatever comes next: nothing is given up while the program runs.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::disk::Fs;
use crate::domain::event::Head;
use crate::domain::{At, Event as Deed};
use crate::review::journal::Writer;
use crate::tui::message::Event;

/// Writes.
pub struct Scribe {
    fs: Arc<dyn Fs>,
    folder: PathBuf,
    host: String,
    random: String,
    writer: Option<Writer>,
    kept: Vec<Deed>,
    heads: BTreeMap<String, Head>,
}

impl Scribe {
    /// A scribe for a decisions folder; `host` and `random` name its file.
    pub fn new(fs: Arc<dyn Fs>, folder: PathBuf, host: String, random: String) -> Self {
        Self {
            fs,
            folder,
            host,
            random,
            writer: None,
            kept: Vec::new(),
            heads: BTreeMap::new(),
        }
    }

    /// Notes the last lines of other journal files, for what is written next.
    pub fn cite(&mut self, heads: BTreeMap<String, Head>) {
        self.heads = heads;
    }

    /// True while something couldn't be written.
    pub fn failing(&self) -> bool {
        !self.kept.is_empty()
    }

    /// Writes events after those that are kept, and says how it went.
    pub fn append(&mut self, deeds: Vec<Deed>, now: At) -> Option<Event> {
        self.kept.extend(deeds);
        let first = self.kept.first()?;
        let opened = match self.writer.take() {
            Some(writer) => Ok(writer),
            None => Writer::open(
                Arc::clone(&self.fs),
                &self.folder,
                &first.reviewer,
                &self.host,
                &self.random,
            ),
        };
        let written = opened.and_then(|writer| {
            let writer = self.writer.insert(writer);
            writer.cite(&self.heads);
            writer.append(&self.kept)
        });
        Some(match written {
            Ok(ids) => {
                self.kept.clear();
                Event::Saved(ids, now)
            }
            Err(error) => Event::NotSaved(format!("{}: {error}", self.folder.display())),
        })
    }
}
