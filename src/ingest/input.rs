//! Finding what is to be imported: files, folders, and bytes that the caller
//! read from standard input; and telling text from what is none. What the bytes
//! mean is the business of [`super::shape`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::disk::{Fs, Kind};
use crate::domain::limits::FOLDERS;

use super::report::{Entry, Skip};

/// How much of a file is searched for a zero byte.
const HEAD: usize = 8 * 1024;

/// Whether a text begins as the export of a review: it quotes what was judged, and is
/// no set.
pub fn is_export(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(200)];
    memchr::memmem::find(head, br#""overrule-reviewed""#).is_some()
}

/// Something to import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, or a folder with all files in it.
    Path(PathBuf),
    /// Bytes from elsewhere, such as standard input, and what to call them.
    Bytes {
        /// The name in report and source.
        name: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
}

/// The files that a path names, sorted by name. Hidden ones, the decisions
/// beside a set, and links to folders met inside a folder are left out.
pub fn files(fs: &dyn Fs, path: &Path, skipped: &mut Vec<Entry<Skip>>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut skip = |path: &Path, what| skipped.push(entry(path, what));
    match fs.stat(path) {
        Err(error) => skip(path, unreadable(&error)),
        Ok(stat) => match stat.kind {
            Kind::File => files.push(path.to_owned()),
            Kind::Other => skip(path, Skip::NotAFile),
            Kind::Folder => {
                walk(fs, path, 0, &mut files, &mut skip);
                if files.is_empty() {
                    skip(path, Skip::EmptyFolder);
                }
            }
        },
    }
    files
}

fn walk(
    fs: &dyn Fs,
    folder: &Path,
    depth: usize,
    files: &mut Vec<PathBuf>,
    skip: &mut dyn FnMut(&Path, Skip),
) {
    if depth > FOLDERS {
        return skip(folder, Skip::FolderTooDeep { limit: FOLDERS });
    }
    let entries = match fs.list(folder) {
        Ok(entries) => entries.into_iter().collect::<BTreeSet<_>>(),
        Err(error) => return skip(folder, unreadable(&error)),
    };
    for path in entries.into_iter().filter(|path| !is_left_out(path)) {
        match fs.stat(&path).map(|stat| stat.kind) {
            Err(error) => skip(&path, unreadable(&error)),
            Ok(Kind::File) => files.push(path),
            Ok(Kind::Other) => skip(&path, Skip::NotAFile),
            Ok(Kind::Folder) if fs.is_link(&path) => skip(&path, Skip::LinkedFolder),
            Ok(Kind::Folder) => walk(fs, &path, depth + 1, files, skip),
        }
    }
}

fn is_left_out(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name.ends_with(".decisions")
}

/// What the system said about a file.
pub fn unreadable(error: &std::io::Error) -> Skip {
    Skip::Unreadable {
        cause: error.to_string(),
    }
}

fn entry(path: &Path, what: Skip) -> Entry<Skip> {
    Entry {
        file: path.display().to_string(),
        line: None,
        what,
    }
}

/// The bytes of a text without its byte order mark, and whether it had one.
///
/// # Errors
/// Empty, in UTF-16, or no text at all.
pub fn strip(bytes: &[u8]) -> Result<(&[u8], bool), Skip> {
    if [b"\xff\xfe", b"\xfe\xff"]
        .iter()
        .any(|mark| bytes.starts_with(*mark))
    {
        return Err(Skip::Utf16);
    }
    let stripped = bytes.strip_prefix(b"\xef\xbb\xbf");
    let text = stripped.unwrap_or(bytes);
    if text.trim_ascii().is_empty() {
        return Err(Skip::Empty);
    }
    match memchr::memchr(0, &text[..text.len().min(HEAD)]) {
        Some(offset) => Err(Skip::Binary { offset }),
        None => Ok((text, stripped.is_some())),
    }
}

/// Bytes as UTF-8; else the line of the first bad byte, counted from 1, and why.
///
/// # Errors
/// The first byte that isn't UTF-8, counted from `before` on.
pub fn text(bytes: &[u8], before: usize) -> Result<&str, (u64, Skip)> {
    std::str::from_utf8(bytes).map_err(|error| {
        let good = error.valid_up_to();
        let line = memchr::memchr_iter(b'\n', &bytes[..good]).count() as u64 + 1;
        let offset = before + good;
        (line, Skip::NotUtf8 { offset })
    })
}

/// Bytes without a character that their end cuts through.
pub fn whole_chars(bytes: &[u8]) -> &[u8] {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => &bytes[..error.valid_up_to()],
        _ => bytes,
    }
}

/// The longest beginning of the bytes that is UTF-8.
pub fn readable(bytes: &[u8]) -> &str {
    bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::MemoryFs;
    #[cfg(unix)]
    use crate::disk::RealFs;

    fn with(paths: &[&str]) -> MemoryFs {
        paths
            .iter()
            .fold(MemoryFs::default(), |fs, path| fs.with_file(path, *path))
    }

    fn found(fs: &MemoryFs, path: &str) -> (Vec<String>, Vec<Skip>) {
        let mut skipped = Vec::new();
        let files = files(fs, Path::new(path), &mut skipped);
        (
            files
                .iter()
                .map(|path| path.display().to_string())
                .collect(),
            skipped.into_iter().map(|entry| entry.what).collect(),
        )
    }

    #[test]
    fn folders_are_read_in_order_without_hidden_files_and_decisions() {
        let fs = with(&[
            "in/b.txt",
            "in/a/z.txt",
            "in/.git/x",
            "in/s.decisions/j",
            "in/.h",
        ]);
        assert_eq!(
            found(&fs, "in"),
            (vec!["in/a/z.txt".into(), "in/b.txt".into()], vec![])
        );
        assert_eq!(found(&with(&["in/.h"]), "in").1, [Skip::EmptyFolder]);
        assert!(matches!(found(&fs, "no").1[..], [Skip::Unreadable { .. }]));
    }

    /// On the real disk, whose links lead anywhere.
    #[cfg(unix)]
    #[test]
    fn a_link_back_to_the_folder_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        std::fs::write(top.join("a.txt"), "a").unwrap();
        std::os::unix::fs::symlink(top, top.join("loop")).unwrap();
        let found = |path: &Path| {
            let mut skipped = Vec::new();
            let files = files(&RealFs, path, &mut skipped);
            (files, skipped.into_iter().map(|entry| entry.what).collect())
        };
        let within = (vec![top.join("a.txt")], vec![Skip::LinkedFolder]);
        assert_eq!(found(top), within);
        // One that is named is followed, once.
        let named = (vec![top.join("loop/a.txt")], vec![Skip::LinkedFolder]);
        assert_eq!(found(&top.join("loop")), named);
    }

    #[test]
    fn folders_too_deep_are_reported() {
        let deep = format!("in/{}a.txt", "d/".repeat(FOLDERS + 1));
        let (files, skipped) = found(&with(&[&deep]), "in");
        assert!(files.is_empty());
        assert!(matches!(skipped[0], Skip::FolderTooDeep { limit: FOLDERS }));
    }

    #[test]
    fn text_is_told_from_what_is_none() {
        assert_eq!(strip(b"\xff\xfea\0").unwrap_err(), Skip::Utf16);
        assert_eq!(strip(b" \n").unwrap_err(), Skip::Empty);
        assert_eq!(strip(b"ab\0").unwrap_err(), Skip::Binary { offset: 2 });
        assert_eq!(strip(b"\xef\xbb\xbfab").unwrap(), (&b"ab"[..], true));
        assert_eq!(
            text(b"a\nb\xff", 10).unwrap_err(),
            (2, Skip::NotUtf8 { offset: 13 })
        );
        assert_eq!(readable(b"ab\xffc"), "ab");
    }
}
