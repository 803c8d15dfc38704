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
    name: Option<PathBuf>,
}

impl Keeper {
    /// A keeper with the files for place and name; none remembers nothing.
    pub fn new(fs: Arc<dyn Fs>, position: Option<PathBuf>, name: Option<PathBuf>) -> Self {
        Self { fs, position, name }
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

    /// Remembers a name.
    pub fn name(&self, name: &ReviewerId) {
        self.write(self.name.as_ref(), name.as_str());
    }
}
