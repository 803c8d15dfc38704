//! Files in memory for the tests of this room: reading only, with links.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{Append, Fs, Kind, ReadAt, Stat};

/// Files by path, and links from one path to another.
#[derive(Debug, Default)]
pub struct Shelf {
    files: BTreeMap<PathBuf, Vec<u8>>,
    links: BTreeMap<PathBuf, PathBuf>,
}

impl Shelf {
    /// Files that hold their own path.
    pub fn with(paths: &[&str]) -> Self {
        let files = paths
            .iter()
            .map(|path| (PathBuf::from(path), path.as_bytes().to_vec()));
        Self {
            files: files.collect(),
            links: BTreeMap::new(),
        }
    }

    /// Adds a link.
    pub fn link(&mut self, from: &str, to: &str) {
        self.links.insert(from.into(), to.into());
    }

    fn real(&self, path: &Path) -> PathBuf {
        let link = self
            .links
            .iter()
            .find_map(|(from, to)| Some((path.strip_prefix(from).ok()?, to)));
        link.map_or_else(
            || path.to_owned(),
            |(rest, to)| {
                if rest.as_os_str().is_empty() {
                    to.clone()
                } else {
                    self.real(&to.join(rest))
                }
            },
        )
    }
}

struct Open(Vec<u8>);

impl ReadAt for Open {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = self
            .0
            .get(usize::try_from(offset).unwrap()..)
            .unwrap_or_default();
        let len = rest.len().min(buffer.len());
        buffer[..len].copy_from_slice(&rest[..len]);
        Ok(len)
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.0.len() as u64)
    }
}

fn read_only<T>() -> io::Result<T> {
    Err(io::ErrorKind::ReadOnlyFilesystem.into())
}

impl Fs for Shelf {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        let path = self.real(path);
        let (kind, len) = match self.files.get(&path) {
            Some(bytes) => (Kind::File, bytes.len() as u64),
            None if self.files.keys().any(|file| file.starts_with(&path)) => (Kind::Folder, 0),
            None => return Err(io::ErrorKind::NotFound.into()),
        };
        Ok(Stat {
            kind,
            len,
            modified_ns: 0,
        })
    }

    fn is_link(&self, path: &Path) -> bool {
        let parent = path.parent().unwrap_or(path);
        self.links
            .contains_key(&self.real(parent).join(path.file_name().unwrap_or_default()))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadAt>> {
        let bytes = self
            .files
            .get(&self.real(path))
            .ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Open(bytes.clone())))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let real = self.real(folder);
        let names = self
            .files
            .keys()
            .chain(self.links.keys())
            .filter_map(|path| {
                path.strip_prefix(&real)
                    .ok()?
                    .components()
                    .next()
                    .map(|name| folder.join(name))
            });
        Ok(names.collect())
    }

    fn make_folder(&self, _: &Path) -> io::Result<()> {
        read_only()
    }

    fn create_new(&self, _: &Path) -> io::Result<Box<dyn Append>> {
        read_only()
    }

    fn append_to(&self, _: &Path) -> io::Result<Box<dyn Append>> {
        read_only()
    }

    fn rename(&self, _: &Path, _: &Path) -> io::Result<()> {
        read_only()
    }

    fn remove(&self, _: &Path) -> io::Result<()> {
        read_only()
    }

    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        read_only()
    }

    fn can_write(&self, _: &Path) -> bool {
        false
    }
}
