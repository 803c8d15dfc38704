//! What all of them need: the shared folder, an import of bytes, a desk with
//! the program on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use overrule::disk::MemoryFs;
use overrule::domain::Vocabulary;
use overrule::ingest::{Imported, Input, Shape, import};
use tempfile::TempDir;

/// A folder of hostile files, where there is one.
pub fn hostile(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("OVERRULE_SHARED").map(PathBuf::from);
    if shared.is_none() {
        println!("skipped: OVERRULE_SHARED is not set");
    }
    shared.map(|shared| shared.join("data/hostile").join(name))
}

/// The files of a folder, sorted.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

pub fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

pub fn import_bytes(bytes: &[u8], shape: Option<Shape>) -> Imported {
    let input = Input::Bytes {
        name: "input".to_owned(),
        bytes: bytes.to_vec(),
    };
    import(
        &MemoryFs::default(),
        &Vocabulary::shipped(),
        &[input],
        shape,
    )
}

/// A home of its own, and a folder to work in.
pub struct Desk(TempDir);

impl Desk {
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn set(&self) -> PathBuf {
        self.file("set.jsonl", "{\"id\":\"i\",\"title\":\"T\"}\n")
    }

    /// The program, or a shell line with the program as `$0`.
    pub fn shell(&self, line: &str) -> Output {
        self.told(Command::new("sh").args(["-c", line, env!("CARGO_BIN_EXE_overrule")]))
    }

    pub fn run<S: AsRef<std::ffi::OsStr>>(&self, args: &[S]) -> Output {
        self.told(Command::new(env!("CARGO_BIN_EXE_overrule")).args(args))
    }

    fn told(&self, command: &mut Command) -> Output {
        let done = command
            .current_dir(self.0.path())
            .env("OVERRULE_HOME", self.path("home"))
            .env("USER", "ada")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let err = said(&done);
        assert!(done.status.code().is_some(), "ended by a signal: {err}");
        assert_ne!(done.status.code(), Some(101), "panicked: {err}");
        for out in [&done.stdout, &done.stderr] {
            let text = String::from_utf8_lossy(out);
            let drives = |c: char| c.is_control() && c != '\n' && c != '\t';
            assert!(!text.contains(drives), "{text:?}");
        }
        done
    }

    /// Names in a folder of the desk, the home left out.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let folder = std::fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<String> = folder
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name != "home")
            .collect();
        names.sort();
        names
    }
}

/// What a run said, both streams.
pub fn said(done: &Output) -> String {
    String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr)
}
