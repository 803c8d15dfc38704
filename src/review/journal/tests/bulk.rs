//! A bulk act is in the folder as a whole or not at all, whatever fails.

use std::io::ErrorKind;
use std::path::Path;

use super::super::head::mark_of;
use super::super::{Bulk, Hand};
use super::{FILE, FOLDER, disk, kinds, notes, read, told, writer};
use crate::disk::{Fs, Lasting, MemoryFs};

fn hand() -> Hand {
    Hand {
        reviewer: "ana".into(),
        host: "box".to_owned(),
        random: "00000000".to_owned(),
    }
}

fn write(fs: &MemoryFs) -> std::io::Result<()> {
    let mut bulk = Bulk::begin(fs, Path::new(FOLDER), None, &hand())?;
    for note in notes(10..30) {
        bulk.add(&note)?;
    }
    bulk.finish().map(drop)
}

/// Two decisions in the journal, and no bulk act.
fn before() -> MemoryFs {
    let fs = disk();
    writer(&fs).append(&notes(1..=2)).unwrap();
    fs
}

#[track_caller]
fn whole_or_nothing(fs: &MemoryFs, case: &str) -> bool {
    let folder = read(fs);
    assert!(kinds(&folder).is_empty(), "{case}: {:?}", kinds(&folder));
    let told = told(&folder);
    assert!(
        notes(1..=2).iter().all(|note| told.contains(note)),
        "{case}"
    );
    let parts = told.len() - 2;
    assert!(parts == 0 || parts == 20, "{case}: {parts} parts");
    parts == 20
}

#[test]
fn a_bulk_act_is_a_journal_like_any_other() {
    let fs = before();
    write(&fs).unwrap();
    assert!(whole_or_nothing(&fs, "written"));
    let folder = read(&fs);
    assert_eq!(folder.readings.len(), 2);
    assert!(folder.readings.iter().all(|reading| reading.synced));
    for reading in &folder.readings {
        assert_eq!(mark_of(&fs, &reading.path).unwrap().offset, reading.len);
    }
    // The next one takes another name, and so does the journal itself.
    write(&fs).unwrap();
    assert_eq!(read(&fs).readings.len(), 3);
    assert!(fs.bytes(FILE).is_some());
}

#[test]
fn one_that_is_called_off_leaves_nothing() {
    let fs = before();
    let mut bulk = Bulk::begin(&fs, Path::new(FOLDER), None, &hand()).unwrap();
    bulk.add(&notes([9])[0]).unwrap();
    drop(bulk);
    let names = fs.list(Path::new(FOLDER)).unwrap();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn whatever_call_fails_all_of_it_is_there_or_nothing() {
    let calls = |fs: &MemoryFs| {
        let before = fs.calls();
        write(fs).unwrap();
        fs.calls() - before
    };
    for number in 0..=calls(&before()) {
        for lasting in [Lasting::Once, Lasting::ForEver] {
            let fs = before();
            fs.fail_call(fs.calls() + number, ErrorKind::Other, lasting);
            let saved = write(&fs).is_ok();
            fs.heal();
            let there = whole_or_nothing(&fs, &format!("call {number}"));
            assert!(there || !saved, "call {number}");
        }
    }
}

/// Power fails at a call of writing a bulk act, in every way 20 draws find;
/// gives how often what was said to be saved was gone.
fn crashes(fs: &MemoryFs, number: usize, kept: usize) -> usize {
    let mut seed = (number * 2 + kept) as u64 + 1;
    fs.die_at(fs.calls() + number, kept);
    let saved = write(fs).is_ok();
    let gone = (0..20).filter(|_| {
        let left = fs.crash(&mut |below| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % below.max(1)
        });
        let there = told(&read(&left)).len() == 22;
        if there || !saved {
            whole_or_nothing(&left, &format!("call {number}"));
        }
        saved && !there
    });
    gone.count()
}

#[test]
fn whenever_power_fails_all_of_it_is_there_or_nothing() {
    for number in 0..40 {
        for kept in [0, 700] {
            assert_eq!(crashes(&before(), number, kept), 0, "call {number}");
        }
    }
}

#[test]
fn with_syncs_ignored_it_is_lost() {
    let fs = before();
    fs.ignore_syncs();
    assert!(crashes(&fs, 1_000, 0) > 0);
}
