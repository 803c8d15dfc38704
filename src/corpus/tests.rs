//! Sets as they are opened, read, cut short and replaced.

use crate::disk::MemoryFs;

use super::*;

const PATH: &str = "/sets/a.jsonl";

fn open(fs: &MemoryFs) -> Corpus {
    Corpus::open(Arc::new(fs.clone()), Path::new(PATH)).unwrap()
}

/// An open set with all rows known, and its file system.
fn set(bytes: impl Into<Vec<u8>>) -> (MemoryFs, Corpus) {
    let fs = MemoryFs::default().with_file(PATH, bytes);
    let mut corpus = open(&fs);
    while !corpus.index_more(u64::MAX).unwrap() {}
    (fs, corpus)
}

fn cut(fs: &MemoryFs, len: u64) {
    fs.append_to(Path::new(PATH)).unwrap().cut(len).unwrap();
}

#[test]
fn incidents_are_read_by_row() {
    let (_, corpus) = set("\u{feff}{\"id\":\"a\"}\r\n\r\n{\"id\":\"ü\",\"title\":\"T\"}");
    assert_eq!(corpus.len(), 2);
    assert_eq!(corpus.incident(0).unwrap().id.as_str(), "a");
    assert_eq!(corpus.incident(1).unwrap().id.as_str(), "ü");
    let error = corpus.incident(2).unwrap_err();
    assert_eq!(
        error.to_string(),
        "/sets/a.jsonl: there is no row 2; 2 are known"
    );
}

#[test]
fn rows_become_known_slice_by_slice() {
    let line = format!("{{\"id\":\"a\",\"summary\":\"{}\"}}\n", "x".repeat(99_000));
    let fs = MemoryFs::default().with_file(PATH, line.repeat(8));
    let mut corpus = open(&fs);
    assert!(corpus.is_empty());
    let mut known = Vec::new();
    while !corpus.index_more(1).unwrap() {
        known.push(corpus.len());
    }
    assert_eq!(known, [2, 5, 7]);
    assert_eq!(corpus.len(), 8);
    assert!(corpus.incident(7).is_ok());
    assert!(corpus.index_more(1).unwrap(), "done stays done");
    assert_eq!(corpus.len(), 8);
}

#[test]
fn a_bad_line_is_named_and_stops_no_other() {
    let (_, corpus) =
        set(b"\n{\"id\":\"a\"}\n\n[]\n{\"id\":\"\xff\"}\n{\"id\":\"b\"}\n".as_slice());
    let told = |row| corpus.incident(row).unwrap_err().to_string();
    assert!(
        told(1).starts_with("/sets/a.jsonl, line 4: not a JSON object"),
        "{}",
        told(1)
    );
    assert!(
        told(2).starts_with("/sets/a.jsonl, line 5: not UTF-8 text"),
        "{}",
        told(2)
    );
    assert_eq!(corpus.incident(3).unwrap().id.as_str(), "b");
}

#[test]
fn a_line_over_the_limit_is_refused_unread() {
    let long = "x".repeat(RECORD_BYTES + 1);
    let (_, corpus) = set(format!("{{}}\n{long}"));
    let error = corpus.incident(1).unwrap_err();
    assert!(
        matches!(error, CorpusError::LongLine { line: 2, len, .. } if len as usize == RECORD_BYTES + 1)
    );
}

#[test]
fn a_key_twice_and_nesting_without_end_are_refused_at_any_depth() {
    let deep = format!(
        "{{\"id\":\"c\",\"x\":{}}}",
        "[".repeat(70) + &"]".repeat(70)
    );
    let (_, corpus) = set(format!(
        "{{\"id\":\"a\",\"x\":[{{\"k\":1,\"k\":2}}]}}\n{{\"id\":\"b\"}}\n{deep}\n"
    ));
    let told = |row| corpus.incident(row).unwrap_err().to_string();
    assert!(
        told(0).contains("line 1: the key \"k\" stands twice: 1 and 2"),
        "{}",
        told(0)
    );
    assert!(
        told(2).contains("line 3: the JSON is nested 71 deep, the limit is 64"),
        "{}",
        told(2)
    );
    assert!(corpus.incident(1).is_ok());
}

#[test]
fn a_file_cut_short_says_so() {
    let (fs, corpus) = set("{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
    let mut late = open(&fs);
    assert!(!corpus.changed());
    cut(&fs, 15);
    assert!(corpus.changed());
    assert!(corpus.incident(0).is_ok(), "what is left can still be read");
    let wanted = "/sets/a.jsonl: the file was cut short while it was open: it had 22 bytes, and byte 15 is gone";
    assert_eq!(corpus.incident(1).unwrap_err().to_string(), wanted);
    assert_eq!(corpus.digest().unwrap_err().to_string(), wanted);
    assert_eq!(late.index_more(1).unwrap_err().to_string(), wanted);
}

#[test]
fn what_is_appended_later_shows_as_a_change_only() {
    let (fs, corpus) = set("{\"id\":\"a\"}\n");
    let before = corpus.digest().unwrap();
    assert_eq!(before, Digest::of_bytes(b"{\"id\":\"a\"}\n"));
    fs.append_to(Path::new(PATH))
        .unwrap()
        .append(b"{\"id\":\"b\"}\n")
        .unwrap();
    assert!(corpus.changed());
    assert_eq!((corpus.len(), corpus.digest().unwrap()), (1, before));
}

#[test]
fn a_file_replaced_under_its_name_stays_readable_and_is_told() {
    let (fs, corpus) = set("{\"id\":\"a\"}\n");
    crate::disk::replace(&fs, Path::new(PATH), b"{\"id\":\"b\"}\n").unwrap();
    assert!(corpus.changed());
    assert_eq!(corpus.incident(0).unwrap().id.as_str(), "a");
}

#[test]
fn what_cannot_be_opened_is_named() {
    let fs = MemoryFs::default().with_device("/dev/tape");
    for path in ["/dev/tape", "/nowhere"] {
        let error = Corpus::open(Arc::new(fs.clone()), Path::new(path));
        let told = error.err().unwrap().to_string();
        assert!(told.starts_with(path), "{told}");
    }
}

#[test]
fn nothing_is_a_set_of_no_rows() {
    let (_, corpus) = set("");
    assert!(corpus.is_empty());
    assert_eq!(corpus.digest().unwrap(), Digest::of_bytes(b""));
}
