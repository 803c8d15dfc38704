//! The user's settings: `config.toml` in the config folder (keys, a vocabulary
//! file), the vocabulary named on the command line, the remembered name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::disk::Fs;
use crate::domain::limits::WHOLE_BYTES;
use crate::domain::{ReviewerId, Vocabulary};
use crate::tui::keymap::Keymap;

use super::args::Who;
use super::error::CliError;
use super::homes::Homes;

/// The file as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// A vocabulary file; relative to the config folder.
    #[serde(default)]
    vocabulary: Option<PathBuf>,
    /// Lines and marks in ASCII only.
    #[serde(default)]
    ascii: bool,
    /// Keys by action name.
    #[serde(default)]
    keys: BTreeMap<String, Vec<String>>,
}

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Labels, facets, criteria.
    pub vocabulary: Vocabulary,
    /// Keys.
    pub keymap: Keymap,
    /// Lines and marks in ASCII only.
    pub ascii: bool,
}

/// Reads the settings; everything that is wrong with them is said at once.
///
/// # Errors
/// A file that can't be read, or faults in one.
pub fn load(fs: &dyn Fs, homes: &Homes, vocabulary: Option<&Path>) -> Result<Settings, CliError> {
    let path = homes.settings();
    let file: File = match read_text(fs, &path)? {
        None => File::default(),
        Some(text) => toml::from_str(&text)
            .map_err(|error| CliError::Refused(format!("{}: {error}", path.display())))?,
    };
    let keymap = Keymap::new(&file.keys)
        .map_err(|faults| CliError::Refused(format!("{}:\n{faults}", path.display())))?;
    let own = vocabulary
        .map(Path::to_owned)
        .or_else(|| file.vocabulary.map(|file| homes.config.join(file)));
    Ok(Settings {
        vocabulary: with_own(fs, own.as_deref())?,
        keymap,
        ascii: file.ascii,
    })
}

fn with_own(fs: &dyn Fs, own: Option<&Path>) -> Result<Vocabulary, CliError> {
    let shipped = Vocabulary::shipped();
    let Some(path) = own else {
        return Ok(shipped);
    };
    let text = read_text(fs, path)?.ok_or_else(|| {
        CliError::file(
            path,
            std::io::ErrorKind::NotFound.into(),
            "name a vocabulary file that is there",
        )
    })?;
    shipped
        .with(&text)
        .map_err(|error| CliError::Refused(format!("{}: {error}", path.display())))
}

/// A text file; none where it isn't there.
pub fn read_text(fs: &dyn Fs, path: &Path) -> Result<Option<String>, CliError> {
    let len = fs.stat(path).map_or(0, |stat| stat.len);
    if len > WHOLE_BYTES {
        return Err(CliError::Refused(format!(
            "{}: it has {len} bytes, the limit is {WHOLE_BYTES}; is it the right file?",
            path.display()
        )));
    }
    match fs.read(path) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| {
            CliError::Refused(format!("{}: not UTF-8; save it as UTF-8", path.display()))
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CliError::file(
            path,
            error,
            "make it readable, or move it away",
        )),
    }
}

/// Who reviews, and whether that was ever said.
#[derive(Clone, Debug)]
pub struct Reviewer {
    /// The name.
    pub id: ReviewerId,
    /// True where it is only the login name.
    pub assumed: bool,
}

/// The name given, else the one remembered, else the login name.
///
/// # Errors
/// The remembered name can't be read.
pub fn reviewer(fs: &dyn Fs, homes: &Homes, who: &Who) -> Result<Reviewer, CliError> {
    let known = |name: &str| {
        let name = name.trim();
        (!name.is_empty()).then(|| ReviewerId::from(name))
    };
    let given = who.reviewer.as_deref().and_then(known);
    let remembered = match given {
        Some(id) => Some(id),
        None => read_text(fs, &homes.name())?.as_deref().and_then(known),
    };
    if let Some(id) = remembered {
        return Ok(Reviewer { id, assumed: false });
    }
    let login = ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| known(&std::env::var(name).ok()?));
    Ok(Reviewer {
        id: login.unwrap_or_else(|| ReviewerId::from("reviewer")),
        assumed: true,
    })
}

/// The name of this machine, for journal files.
pub fn host() -> String {
    #[cfg(unix)]
    let name = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    #[cfg(not(unix))]
    let name = std::env::var("COMPUTERNAME").unwrap_or_default();
    if name.is_empty() {
        "host".to_owned()
    } else {
        name
    }
}

/// Eight hex digits that name a new journal file.
pub fn random() -> String {
    let bytes = crate::tui::hands::random();
    bytes[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
