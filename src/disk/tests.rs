//! One table of expectations, run over the real file system and the one in
//! memory. Faults and crashes, which only the one in memory has, are below.

use super::*;

mod faults;

use std::io::ErrorKind;

/// A file system with an empty folder on it, the real one freed on drop.
struct Bench {
    name: &'static str,
    fs: Box<dyn Fs>,
    root: PathBuf,
    memory: Option<MemoryFs>,
    _folder: Option<tempfile::TempDir>,
}

impl Bench {
    fn both() -> [Self; 2] {
        let folder = tempfile::tempdir().unwrap();
        let memory = MemoryFs::default();
        memory.make_folder(Path::new("/root")).unwrap();
        [
            Self {
                name: "real",
                fs: Box::new(RealFs),
                root: folder.path().to_owned(),
                memory: None,
                _folder: Some(folder),
            },
            Self {
                name: "memory",
                fs: Box::new(memory.clone()),
                root: PathBuf::from("/root"),
                memory: Some(memory),
                _folder: None,
            },
        ]
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let mut file = self.fs.create_new(&self.path(name)).unwrap();
        file.append(bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        self.fs.read(&self.path(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let paths = self.fs.list(&self.root).unwrap();
        paths
            .iter()
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect()
    }

    /// A link called `link` to `target`, and a FIFO called `fifo`.
    #[cfg(unix)]
    fn oddities(&self, target: &str) {
        if let Some(memory) = &self.memory {
            let memory = memory.clone().with_link(self.path("link"), target);
            let _ = memory.with_device(self.path("fifo"));
        } else {
            std::os::unix::fs::symlink(target, self.path("link")).unwrap();
            let made = std::process::Command::new("mkfifo")
                .arg(self.path("fifo"))
                .status()
                .unwrap();
            assert!(made.success());
        }
    }
}

fn kind_of<T>(result: io::Result<T>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}

#[test]
fn a_file_is_written_read_and_cut() {
    for bench in Bench::both() {
        let path = bench.path("a");
        let mut file = bench.fs.create_new(&path).unwrap();
        file.append(b"one\n").unwrap();
        file.append(b"two\n").unwrap();
        file.sync().unwrap();
        assert_eq!(file.length().unwrap(), 8, "{}", bench.name);
        drop(file);

        let mut again = bench.fs.append_to(&path).unwrap();
        again.cut(4).unwrap();
        again.append(b"three\n").unwrap();
        assert_eq!(bench.read("a"), b"one\nthree\n", "{}", bench.name);

        let reader = bench.fs.open(&path).unwrap();
        let mut part = [0; 5];
        reader.read_exact_at(4, &mut part).unwrap();
        assert_eq!(&part, b"three");
        assert_eq!(reader.read_at(10, &mut part).unwrap(), 0);
        assert_eq!(reader.read_at(u64::from(u32::MAX), &mut part).unwrap(), 0);
        let short = reader.read_exact_at(8, &mut part);
        assert_eq!(kind_of(short), Some(ErrorKind::UnexpectedEof));
        // An open reader sees what is appended later.
        again.append(b"x").unwrap();
        assert_eq!(reader.len().unwrap(), 11);
        bench.fs.sync_folder(&bench.root).unwrap();
    }
}

#[test]
fn what_is_known_of_a_path() {
    for bench in Bench::both() {
        bench.write("a", b"12345");
        let before = bench.fs.stat(&bench.path("a")).unwrap();
        assert_eq!((before.kind, before.len), (Kind::File, 5), "{}", bench.name);
        assert!(before.modified_ns > 0);
        let folder = bench.fs.stat(&bench.root).unwrap();
        assert_eq!(folder.kind, Kind::Folder);
        let missing = bench.fs.stat(&bench.path("b"));
        assert_eq!(kind_of(missing), Some(ErrorKind::NotFound));
        assert!(bench.fs.can_write(&bench.root));
        assert!(!bench.fs.can_write(&bench.path("a")));
        assert!(!bench.fs.can_write(&bench.path("b")));
        assert!(!bench.fs.is_link(&bench.path("a")));
    }
}

#[test]
fn refusals_have_their_kinds() {
    for bench in Bench::both() {
        let fs = &bench.fs;
        bench.write("a", b"");
        let (a, b) = (bench.path("a"), bench.path("b"));
        let deep = bench.path("no/such/folder");
        let table = [
            (kind_of(fs.create_new(&a)), ErrorKind::AlreadyExists),
            (kind_of(fs.create_new(&deep)), ErrorKind::NotFound),
            (kind_of(fs.append_to(&b)), ErrorKind::NotFound),
            (kind_of(fs.append_to(&bench.root)), ErrorKind::InvalidInput),
            (kind_of(fs.open(&b)), ErrorKind::NotFound),
            (kind_of(fs.open(&bench.root)), ErrorKind::InvalidInput),
            (kind_of(fs.list(&b)), ErrorKind::NotFound),
            (kind_of(fs.list(&a)), ErrorKind::NotADirectory),
            (kind_of(fs.rename(&b, &a)), ErrorKind::NotFound),
            (kind_of(fs.rename(&a, &deep)), ErrorKind::NotFound),
            (kind_of(fs.remove(&b)), ErrorKind::NotFound),
            (kind_of(fs.sync_folder(&b)), ErrorKind::NotFound),
        ];
        for (row, (found, expected)) in table.into_iter().enumerate() {
            assert_eq!(found, Some(expected), "row {row}, {}", bench.name);
        }
        // Systems differ in the kind of these.
        assert!(fs.make_folder(&bench.path("a/b")).is_err());
        assert!(fs.rename(&a, &bench.root).is_err());
        assert!(fs.remove(&bench.root).is_err());
        assert_eq!(bench.names(), ["a"]);
    }
}

#[cfg(unix)]
#[test]
fn links_are_read_through_but_never_written_through() {
    for bench in Bench::both() {
        let fs = &bench.fs;
        bench.write("a", b"text");
        bench.oddities("a");
        let link = bench.path("link");
        assert!(fs.is_link(&link), "{}", bench.name);
        assert_eq!(bench.read("link"), b"text");
        assert_eq!(fs.stat(&link).unwrap().kind, Kind::File);
        assert_eq!(kind_of(fs.append_to(&link)), Some(ErrorKind::InvalidInput));
        assert_eq!(
            kind_of(fs.create_new(&link)),
            Some(ErrorKind::AlreadyExists)
        );

        replace(fs.as_ref(), &link, b"new").unwrap();
        assert!(!fs.is_link(&link));
        assert_eq!(bench.read("link"), b"new");
        assert_eq!(bench.read("a"), b"text");
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_there_all_the_same() {
    for bench in Bench::both() {
        bench.oddities("gone");
        let link = bench.path("link");
        assert!(bench.fs.is_link(&link), "{}", bench.name);
        assert_eq!(kind_of(bench.fs.stat(&link)), Some(ErrorKind::NotFound));
        assert_eq!(
            kind_of(bench.fs.create_new(&link)),
            Some(ErrorKind::AlreadyExists)
        );
        assert!(!bench.names().contains(&"gone".to_owned()));
    }
}

#[cfg(unix)]
#[test]
fn a_fifo_is_refused_at_once() {
    for bench in Bench::both() {
        bench.oddities("a");
        let fifo = bench.path("fifo");
        assert_eq!(bench.fs.stat(&fifo).unwrap().kind, Kind::Other);
        assert_eq!(kind_of(bench.fs.open(&fifo)), Some(ErrorKind::InvalidInput));
        assert_eq!(
            kind_of(bench.fs.append_to(&fifo)),
            Some(ErrorKind::InvalidInput)
        );
    }
}

#[cfg(unix)]
#[test]
fn a_new_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    drop(RealFs.create_new(&path).unwrap());
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn who_was_let_at_a_file_is_let_at_what_replaces_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    std::fs::write(&path, "old").unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for as_it_was in [0o664, 0o640, 0o600] {
        std::fs::set_permissions(&path, PermissionsExt::from_mode(as_it_was)).unwrap();
        replace(&RealFs, &path, b"new").unwrap();
        assert_eq!(mode(&path), as_it_was);
    }
    let other = folder.path().join("b");
    std::fs::write(&other, "").unwrap();
    std::fs::set_permissions(&other, PermissionsExt::from_mode(0o666)).unwrap();
    RealFs.admit(&path, &other, Admitted::Readers);
    assert_eq!(mode(&path), 0o644);
}

#[test]
fn one_at_a_time_holds_the_lock() {
    for bench in Bench::both() {
        let path = bench.path("a");
        let mut first = bench.fs.create_new(&path).unwrap();
        assert!(first.try_lock().unwrap());
        assert!(first.try_lock().unwrap(), "again, {}", bench.name);
        let mut second = bench.fs.append_to(&path).unwrap();
        assert!(!second.try_lock().unwrap(), "{}", bench.name);
        // The lock is advice: the file can be read meanwhile.
        assert_eq!(bench.read("a"), b"");
        drop(first);
        assert!(second.try_lock().unwrap(), "{}", bench.name);
    }
}

#[test]
fn folders_are_made_and_listed_in_order() {
    for bench in Bench::both() {
        let deep = bench.path("x/y/z");
        bench.fs.make_folder(&deep).unwrap();
        bench.fs.make_folder(&deep).unwrap();
        for name in ["b", "a", "x/inside"] {
            bench.write(name, b"");
        }
        assert_eq!(bench.names(), ["a", "b", "x"], "{}", bench.name);
        let inside = bench.fs.list(&bench.path("x")).unwrap();
        assert_eq!(inside, [bench.path("x/inside"), bench.path("x/y")]);
    }
}

#[test]
fn a_renamed_or_removed_file_stays_open() {
    for bench in Bench::both() {
        bench.write("old", b"old");
        bench.write("new", b"new");
        let reader = bench.fs.open(&bench.path("old")).unwrap();
        bench
            .fs
            .rename(&bench.path("new"), &bench.path("old"))
            .unwrap();
        assert_eq!(bench.names(), ["old"], "{}", bench.name);
        assert_eq!(bench.read("old"), b"new");
        let mut bytes = [0; 3];
        reader.read_exact_at(0, &mut bytes).unwrap();
        assert_eq!(&bytes, b"old");
        bench.fs.remove(&bench.path("old")).unwrap();
        assert!(bench.names().is_empty());
    }
}

#[test]
fn replacing_makes_or_changes_a_file() {
    for bench in Bench::both() {
        let long = "n".repeat(255);
        for name in ["a", "två.json", &long] {
            let path = bench.path(name);
            replace(bench.fs.as_ref(), &path, b"first").unwrap();
            replace(bench.fs.as_ref(), &path, b"second").unwrap();
            assert_eq!(bench.read(name), b"second", "{}", bench.name);
        }
        assert_eq!(bench.names().len(), 3, "no temporary file is left");
    }
}

/// Long enough that the system is asked on the way to put it on the disk.
#[test]
fn a_long_file_holds_every_piece_in_its_place() {
    let pieces: Vec<Vec<u8>> = (0..2_500_u32)
        .map(|at| at.to_le_bytes().repeat(1 + at as usize))
        .chain([vec![7; 300 << 10]])
        .collect();
    for bench in Bench::both() {
        let path = bench.path("long");
        let mut draft = Draft::begin(bench.fs.as_ref(), &path).unwrap();
        for piece in &pieces {
            draft.append(piece).unwrap();
        }
        draft.finish(Existing::Keep).unwrap();
        let read = bench.read("long");
        assert!(read.len() > 12 << 20);
        assert!(read == pieces.concat(), "{}", bench.name);
    }
}

#[test]
fn a_temporary_name_is_new_hidden_and_beside() {
    let path = Path::new("/folder/set.jsonl");
    let (one, two) = (beside(path), beside(path));
    assert_ne!(one, two);
    assert_eq!(one.parent(), path.parent());
    let name = one.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with(".set.jsonl.") && name.ends_with(".tmp"));
    let wide = beside(Path::new(&"世".repeat(85)));
    assert!(wide.as_os_str().len() <= 255);
}

/// Goes on with a file: which lines were taken, and the file on its way.
fn resumed<'a>(bench: &'a Bench, until: &str) -> (Vec<String>, Draft<'a>) {
    let mut taken = Vec::new();
    let draft = Draft::resume(bench.fs.as_ref(), &bench.path("out"), "key", &mut |line| {
        let line = String::from_utf8(line.to_vec()).unwrap();
        let good = line != until;
        taken.extend(good.then_some(line));
        good
    });
    (taken, draft.unwrap())
}

#[test]
fn what_was_left_is_gone_on_with_up_to_its_first_bad_line() {
    for bench in Bench::both() {
        let (taken, mut draft) = resumed(&bench, "");
        assert!(taken.is_empty());
        draft.append(b"one\ntwo\nthree\nhal").unwrap();
        draft.leave().unwrap();
        assert_eq!(bench.names(), [".out.key.part"], "{}", bench.name);
        bench.write(".out.other.part", b"of other inputs\n");
        bench.write(".out.jsonl.key.part", b"of another place\n");
        let (taken, mut draft) = resumed(&bench, "three\n");
        assert_eq!(taken, ["one\n", "two\n"], "{}", bench.name);
        draft.append(b"four\n").unwrap();
        draft.finish(Existing::Keep).unwrap();
        assert_eq!(bench.read("out"), b"one\ntwo\nfour\n", "{}", bench.name);
        let left = [".out.jsonl.key.part", "out"];
        assert_eq!(bench.names(), left, "{}", bench.name);
    }
}

#[test]
fn what_is_not_left_is_taken_away_and_what_another_writes_is_let_be() {
    for bench in Bench::both() {
        let (_, mut first) = resumed(&bench, "");
        first.append(b"one\n").unwrap();
        let (taken, mut second) = resumed(&bench, "");
        assert!(taken.is_empty());
        second.append(b"two\n").unwrap();
        second.finish(Existing::Keep).unwrap();
        assert_eq!(bench.read("out"), b"two\n", "{}", bench.name);
        drop(first);
        assert_eq!(bench.names(), ["out"], "{}", bench.name);
    }
}
