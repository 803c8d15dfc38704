//! Remembers, between sessions, where the analyst was and what they are
//! called. Losing either loses no decision, so failures are not shown.

use std::path::PathBuf;
use std::sync::Arc;

use crate::disk::{Fs, replace};
use crate::domain::ReviewerId;
use crate::tui::message::Position;

/// Remembers.
pub struct Keeper {
    fs: Arc<dyn Fs>,
    position: Option<PathBuf>,
    /// The file for the place of a reviewer, who may be named only later.
    places: Option<Places>,
    name: Option<PathBuf>,
}

type Places = Box<dyn Fn(&ReviewerId) -> PathBuf + Send>;

impl Keeper {
    /// A keeper with the files for place and name; none remembers nothing.
    pub fn new(fs: Arc<dyn Fs>, position: Option<PathBuf>, name: Option<PathBuf>) -> Self {
        Self {
            fs,
            position,
            places: None,
            name,
        }
    }

    /// Keeps the place of whoever is named in the session in a file of theirs.
    #[must_use]
    pub fn by_name(mut self, of: impl Fn(&ReviewerId) -> PathBuf + Send + 'static) -> Self {
        self.places = Some(Box::new(of));
        self
    }

    fn write(&self, path: Option<&PathBuf>, text: &str) {
        let Some(path) = path else {
            return;
        };
        if let Some(folder) = path.parent() {
            let _ = self.fs.make_folder(folder);
        }
        let _ = replace(self.fs.as_ref(), path, text.as_bytes());
    }

    /// Remembers a place.
    pub fn remember(&self, position: &Position) {
        if let Ok(text) = serde_json::to_string(position) {
            self.write(self.position.as_ref(), &text);
        }
    }

    /// Remembers a name; the place is that reviewer's from now on.
    pub fn name(&mut self, name: &ReviewerId) {
        self.write(self.name.as_ref(), name.as_str());
        if let Some(of) = &self.places {
            self.position = Some(of(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::MemoryFs;

    #[test]
    fn the_place_of_who_is_named_later_is_theirs() {
        let fs = MemoryFs::default();
        let file = |name: &str| PathBuf::from(format!("/state/{name}.json"));
        let mut keeper = Keeper::new(Arc::new(fs.clone()), Some(file("reviewer")), None)
            .by_name(move |name| file(name.as_str()));
        keeper.name(&"ana".into());
        keeper.remember(&Position::default());
        assert!(fs.bytes(file("ana")).is_some() && fs.bytes(file("reviewer")).is_none());
    }
}
