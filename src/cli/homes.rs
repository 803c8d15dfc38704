//! Where things lie: sets that were imported for a review go to the user's
//! data folder, place and export times to the state folder, name and keys to
//! the config folder. `OVERRULE_HOME` puts all of them below one folder.

use std::path::{Path, PathBuf};

use crate::domain::{Digest, ReviewerId};

use super::error::CliError;

/// The folders.
#[derive(Clone, Debug)]
pub struct Homes {
    /// Imported sets and their decisions.
    pub data: PathBuf,
    /// Name, keys, vocabulary.
    pub config: PathBuf,
    /// Places and export times.
    pub state: PathBuf,
}

impl Homes {
    /// The user's folders.
    ///
    /// # Errors
    /// There is no home folder, and `OVERRULE_HOME` isn't set.
    pub fn find() -> Result<Self, CliError> {
        if let Some(home) = std::env::var_os("OVERRULE_HOME").filter(|home| !home.is_empty()) {
            let home = PathBuf::from(home);
            return Ok(Self {
                data: home.join("data"),
                config: home.join("config"),
                state: home.join("state"),
            });
        }
        let found = directories::ProjectDirs::from("", "", "overrule").ok_or(CliError::NoHome)?;
        Ok(Self {
            data: found.data_dir().to_owned(),
            config: found.config_dir().to_owned(),
            state: found
                .state_dir()
                .unwrap_or_else(|| found.data_local_dir())
                .join("state"),
        })
    }

    /// The folder of a set that was imported for a review, by a key.
    pub fn imported(&self, key: &str) -> PathBuf {
        self.data.join("sets").join(key)
    }

    /// The folder that keeps decisions which their own folder can't take, until
    /// it can. Links on the way to that folder are followed, so that it is the
    /// same by whatever path the set was named.
    pub fn spool(&self, decisions: &Path) -> PathBuf {
        let parent = match decisions.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let real = std::fs::canonicalize(parent).unwrap_or_else(|_| parent.to_owned());
        let name = decisions.file_name().unwrap_or_default();
        self.state.join("spool").join(path_key(&real.join(name)))
    }

    /// The file that remembers a reviewer's place in a set.
    pub fn position(&self, set: &Path, reviewer: &ReviewerId) -> PathBuf {
        let (set, reviewer) = (path_key(set), Digest::of(&[reviewer.as_str()]).short());
        self.state.join(format!("{set}.{reviewer}.position.json"))
    }

    /// The file that remembers when a set was last exported.
    pub fn exported(&self, set: &Path) -> PathBuf {
        self.state.join(format!("{}.exported", path_key(set)))
    }

    /// The file that remembers the reviewer's name.
    pub fn name(&self) -> PathBuf {
        self.config.join("reviewer")
    }

    /// The file with the user's keys and vocabulary.
    pub fn settings(&self) -> PathBuf {
        self.config.join("config.toml")
    }
}

/// A short name for a path that no other path has.
pub fn path_key(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let whole = absolute.to_string_lossy();
    let stem = absolute
        .file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let stem: String = stem
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c))
        .take(40)
        .collect();
    format!("{stem}-{}", Digest::of(&[&whole]).short())
}
