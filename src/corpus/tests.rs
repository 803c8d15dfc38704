//! Sets as they are opened, read, cut short and replaced.

use crate::disk::MemoryFs;
use crate::domain::Incident;

use super::*;

const PATH: &str = "/sets/a.jsonl";

fn open(fs: &MemoryFs) -> Corpus {
    Corpus::open(Arc::new(fs.clone()), Path::new(PATH)).unwrap()
}

/// An open set with all rows known, and its file system.
fn set(bytes: impl Into<Vec<u8>>) -> (MemoryFs, Corpus) {
    let fs = MemoryFs::default().with_file(PATH, bytes);
    let corpus = open(&fs);
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
    let corpus = open(&fs);
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
    let late = open(&fs);
    assert!(!corpus.changed());
    cut(&fs, 15);
    assert!(corpus.changed());
    assert!(corpus.incident(0).is_ok(), "what is left can still be read");
    let wanted = "/sets/a.jsonl: the file was cut short while it was open: it had 22 bytes, and byte 15 is gone";
    assert_eq!(corpus.incident(1).unwrap_err().to_string(), wanted);
    assert_eq!(corpus.digest(&|_| ()).unwrap_err().to_string(), wanted);
    assert_eq!(late.index_more(1).unwrap_err().to_string(), wanted);
}

#[test]
fn what_is_appended_later_shows_as_a_change_only() {
    let (fs, corpus) = set("{\"id\":\"a\"}\n");
    let before = corpus.digest(&|_| ()).unwrap();
    assert_eq!(before, Digest::of_bytes(b"{\"id\":\"a\"}\n"));
    fs.append_to(Path::new(PATH))
        .unwrap()
        .append(b"{\"id\":\"b\"}\n")
        .unwrap();
    assert!(corpus.changed());
    assert_eq!((corpus.len(), corpus.digest(&|_| ()).unwrap()), (1, before));
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
    assert_eq!(corpus.digest(&|_| ()).unwrap(), Digest::of_bytes(b""));
}

/// A line of some length, with an id.
fn long(id: &str, len: usize) -> String {
    let head = format!("{{\"id\":\"{id}\",\"summary\":\"");
    let fill = "x".repeat(len - head.len() - 3);
    format!("{head}{fill}\"}}\n")
}

#[test]
fn rows_are_read_in_their_order_over_slices_blanks_and_bad_lines() {
    let mut text = String::new();
    for n in 0..9 {
        text += &long(&n.to_string(), 90_000);
        text += if n % 3 == 0 { "\n \n" } else { "" };
    }
    text += "[]\n";
    text += &long("after", 700_000);
    let (_, corpus) = set(text);
    let mut seen = Vec::new();
    corpus.each(1..11, &mut |row, read: Result<Incident, _>| {
        let id = read.map_or_else(
            |error| error.to_string(),
            |incident| incident.id.to_string(),
        );
        seen.push((row, id));
    });
    let ids: Vec<&str> = seen.iter().map(|(_, id)| id.as_str()).collect();
    assert_eq!(ids[..8], ["1", "2", "3", "4", "5", "6", "7", "8"]);
    assert!(ids[8].contains("line 16: not a JSON object"), "{}", ids[8]);
    assert_eq!(ids[9], "after");
    assert!(seen.iter().map(|(row, _)| *row).eq(1..11));
}

#[test]
fn rows_around_a_byte_are_read_before_those_in_front_are_found() {
    let text: String = (0..40).map(|n| long(&n.to_string(), 50_000)).collect();
    let fs = MemoryFs::default().with_file(PATH, text);
    let corpus = open(&fs);
    let near = corpus.look_around(30, 30 * 50_000).unwrap().unwrap();
    assert!(near.contains(&26) && near.contains(&33), "{near:?}");
    for row in near.clone() {
        assert_eq!(corpus.incident(row).unwrap().id.as_str(), row.to_string());
    }
    assert!(corpus.incident(near.end).is_err());
    assert_eq!(corpus.row_at(30 * 50_000), None, "not known for sure yet");
    while !corpus.index_more(u64::MAX).unwrap() {}
    assert_eq!(corpus.row_at(30 * 50_000), Some(30));
    corpus.forget_around();
    assert_eq!(corpus.incident(30).unwrap().id.as_str(), "30");
}

#[test]
fn a_byte_where_no_row_can_begin_is_refused() {
    let text = format!(
        "\u{feff}{}\n{}{}",
        long("0", 100),
        long("1", 400_000),
        long("2", 100)
    );
    let fs = MemoryFs::default().with_file(PATH, text.clone());
    let corpus = open(&fs);
    let around = |row, start| corpus.look_around(row, start).unwrap();
    let second = 3 + 100 + 1;
    assert_eq!(
        around(0, 3),
        Some(0..1),
        "the next line is too long to be near"
    );
    assert_eq!(around(1, second), Some(0..3), "it is read to its end");
    assert_eq!(
        around(2, second + 400_000),
        Some(2..3),
        "the line before begins too early"
    );
    for (row, start) in [
        (0, 4),
        (1, 3),
        (0, second),
        (5, text.len() as u64),
        (1, second - 1),
    ] {
        assert_eq!(around(row, start), None, "{row} {start}");
    }
}
