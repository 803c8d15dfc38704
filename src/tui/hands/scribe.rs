//! Writes the journal. What couldn't be written is kept in order and tried
//! again with whatever comes next: nothing is given up while the program runs.

use std::path::PathBuf;
use std::sync::Arc;

use crate::disk::Fs;
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
        }
    }

    /// True while something couldn't be written.
    pub fn failing(&self) -> bool {
        !self.kept.is_empty()
    }

    /// Writes events after those that are kept, and says how it went.
    pub fn append(&mut self, deeds: Vec<Deed>, now: At) -> Option<Event> {
        self.kept.extend(deeds);
        let first = self.kept.first()?;
        let written = match &mut self.writer {
            Some(writer) => writer.append(&self.kept),
            None => Writer::open(
                Arc::clone(&self.fs),
                &self.folder,
                &first.reviewer,
                &self.host,
                &self.random,
            )
            .and_then(|mut writer| {
                let written = writer.append(&self.kept);
                self.writer = Some(writer);
                written
            }),
        };
        Some(match written {
            Ok(ids) => {
                self.kept.clear();
                Event::Saved(ids, now)
            }
            Err(error) => Event::NotSaved(format!("{}: {error}", self.folder.display())),
        })
    }
}
