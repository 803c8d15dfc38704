//! Looks at the decisions folder: which files others changed since the last
//! look, and which are gone. Nothing watches while nobody asks.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::{Fs, Stat};
use crate::review::journal::{Trouble, journals, read_folder};
use crate::tui::message::Event;

/// The folder as it was at the last look.
pub struct Lookout {
    fs: Arc<dyn Fs>,
    folder: PathBuf,
    /// The journal files; none before the first look.
    files: Option<BTreeMap<PathBuf, Stat>>,
    /// Why it couldn't be read at the last look.
    failing: Option<io::ErrorKind>,
    /// What was told already.
    told: Vec<Trouble>,
}

impl Lookout {
    /// Nothing was looked at yet.
    pub fn new(fs: Arc<dyn Fs>, folder: PathBuf) -> Self {
        Self {
            fs,
            folder,
            files: None,
            failing: None,
            told: Vec::new(),
        }
    }

    /// Notes what was told already.
    pub fn know(&mut self, troubles: Vec<Trouble>) {
        self.told.extend(troubles);
    }

    /// Reads the folder where a file that isn't `own` was changed.
    pub fn look(&mut self, own: Option<&Path>) -> Vec<Event> {
        let found = match self.list() {
            Ok(found) => found,
            Err(error) => return self.failed(&error),
        };
        let mut events = self.gone(&found);
        let others = |files: &BTreeMap<PathBuf, Stat>| -> Vec<(PathBuf, Stat)> {
            let files = files.iter().filter(|(path, _)| Some(path.as_path()) != own);
            files.map(|(path, stat)| (path.clone(), *stat)).collect()
        };
        let same = self
            .files
            .as_ref()
            .is_some_and(|known| others(known) == others(&found));
        self.files = Some(found);
        if !same || self.failing.is_some() {
            events.extend(self.reread());
        }
        events
    }

    /// Reads the folder.
    pub fn reread(&mut self) -> Vec<Event> {
        let folder = match read_folder(self.fs.as_ref(), &self.folder) {
            Ok(folder) => folder,
            Err(error) => return self.failed(&error),
        };
        let mut events = Vec::new();
        if self.failing.take().is_some() {
            let text = format!("{} can be read again", self.folder.display());
            events.push(Event::Trouble(text));
        }
        for trouble in folder.troubles {
            if trouble.what.is_alarm() && !self.told.contains(&trouble) {
                events.push(Event::Trouble(trouble.to_string()));
                self.told.push(trouble);
            }
        }
        events.push(Event::Folder(folder.events, folder.synced));
        events
    }

    fn list(&self) -> io::Result<BTreeMap<PathBuf, Stat>> {
        let paths = journals(self.fs.as_ref(), &self.folder)?;
        let stats = paths.into_iter().map(|path| {
            let stat = self.fs.stat(&path)?;
            Ok((path, stat))
        });
        stats.collect()
    }

    /// What was there at the last look and isn't any more.
    fn gone(&self, found: &BTreeMap<PathBuf, Stat>) -> Vec<Event> {
        let known = self.files.iter().flatten();
        let gone: Vec<_> = known
            .filter(|(path, _)| !found.contains_key(*path))
            .collect();
        let folder = self.folder.display();
        let text = match gone.as_slice() {
            [] => return Vec::new(),
            _ if found.is_empty() => format!(
                "the journals in {folder} are not there any more (a disk taken out, a folder renamed?); what was read of them stays in view until you leave"
            ),
            [(path, _)] => format!(
                "{} is not there any more; what was read of it stays in view until you leave",
                path.display()
            ),
            many => format!(
                "{} journals in {folder} are not there any more; what was read of them stays in view until you leave",
                many.len()
            ),
        };
        vec![Event::Trouble(text)]
    }

    /// Says once that, and why, the folder can't be read.
    fn failed(&mut self, error: &io::Error) -> Vec<Event> {
        if self.failing.replace(error.kind()) == Some(error.kind()) {
            return Vec::new();
        }
        vec![Event::Trouble(format!(
            "the decisions of others can't be read: {}: {error}",
            self.folder.display()
        ))]
    }
}
