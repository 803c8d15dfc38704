//! Checking and putting right on request.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use super::super::{Doing, Hand, Ladder, Recovery, State, Step, Verified, recover, verify};
use super::{FILE, FOLDER, disk, ends, note, notes, read, three, told, with, writer};
use crate::disk::{Fs, Lasting, MemoryFs};

const SPOOL: &str = "/state/spool";
const OTHER: &str = "/set.decisions/ben~desk~22222222.jsonl";

fn found(fs: &MemoryFs) -> Verified {
    verify(fs, Path::new(FOLDER), Path::new(SPOOL)).unwrap()
}

fn try_recover(fs: &MemoryFs, doing: Doing) -> std::io::Result<Recovery> {
    let any: Arc<dyn Fs> = Arc::new(fs.clone());
    let hand = Hand {
        reviewer: "ana".into(),
        host: "box".to_owned(),
        random: "0d0d0d0d".to_owned(),
    };
    recover(
        &any,
        Path::new(FOLDER),
        Path::new(SPOOL),
        &hand,
        note(1).at,
        doing,
    )
}

fn recovery(fs: &MemoryFs, doing: Doing) -> Recovery {
    try_recover(fs, doing).unwrap()
}

fn steps(recovery: &Recovery) -> Vec<Step> {
    recovery
        .steps
        .iter()
        .map(|(_, step)| step.clone())
        .collect()
}

/// All files of the disk with what they hold.
fn everything(fs: &MemoryFs) -> BTreeMap<std::path::PathBuf, Vec<u8>> {
    let folders = [FOLDER, SPOOL];
    let files = folders
        .iter()
        .flat_map(|folder| fs.list(Path::new(folder)).unwrap_or_default());
    files
        .filter_map(|path| Some((path.clone(), fs.bytes(&path)?)))
        .collect()
}

#[test]
fn every_state_of_a_file_is_told_apart() {
    let (bytes, head) = three();
    let mut flipped = bytes.clone();
    flipped[60] ^= 1;
    let newer = [&bytes[..], b"{\"v\":2}\n"].concat();
    let torn = [&bytes[..], b"{\"v"].concat();
    let cases: [(&[u8], State); 5] = [
        (&bytes, State::Intact),
        (&torn, State::Torn),
        (&bytes[..ends(&bytes)[1]], State::MissingTail),
        (&flipped, State::Tampered),
        (&newer, State::UnknownVersion),
    ];
    for (bytes, state) in cases {
        let found = found(&with(bytes, Some(&head)));
        assert_eq!(found.decisions.files[0].state, state);
        assert_eq!(found.intact, state == State::Intact, "{found}");
        assert_eq!(found.decisions.files[0].findings.is_empty(), found.intact);
    }
}

#[test]
fn files_cited_and_not_here_are_listed_with_who_cites_them() {
    let (bytes, head) = three();
    let its_head = format!("{OTHER}.head");
    let fs = disk().with_file(OTHER, &*bytes).with_file(&its_head, head);
    let mut ours = writer(&fs);
    ours.cite(&read(&fs).synced);
    ours.append(&notes([4, 4])).unwrap();
    let all = found(&fs);
    assert!(all.intact);
    assert_eq!((all.decisions.events, all.decisions.repeated), (4, 1));
    let cited = &all.decisions.files[1];
    assert_eq!((cited.cited_up_to, cited.cited_by.len()), (3, 1));
    fs.remove(Path::new(OTHER)).unwrap();
    fs.remove(Path::new(&its_head)).unwrap();
    let without = found(&fs);
    assert!(!without.intact);
    assert_eq!(without.decisions.files[1].state, State::NotHere);
    assert_eq!(steps(&recovery(&fs, Doing::Tell)), [Step::WantsCopy]);
}

#[test]
fn telling_changes_nothing_and_doing_it_twice_does_nothing_more() {
    let (bytes, head) = three();
    let mut damaged = bytes.clone();
    damaged[60] ^= 1;
    let torn = [&bytes[..], b"{\"v"].concat();
    let second = "/set.decisions/ana~box~11111111.jsonl";
    let fs = with(&torn, Some(&head))
        .with_file(OTHER, &*damaged)
        .with_file(second, &*bytes);
    let before = everything(&fs);
    let told_first = recovery(&fs, Doing::Tell);
    assert_eq!(everything(&fs), before, "telling writes nothing");
    let done = recovery(&fs, Doing::Do);
    assert_eq!(steps(&done), steps(&told_first));
    assert!(matches!(
        steps(&done)[..],
        [Step::SetTailAside(3), Step::WriteHead, Step::CopyDamaged(_)]
    ));
    assert!(done.is_settled() && !told_first.is_settled());
    assert_eq!(
        fs.bytes(OTHER).unwrap(),
        damaged,
        "files of others stay as they are"
    );
    let Step::CopyDamaged(copy) = &steps(&done)[2] else {
        panic!("no copy")
    };
    assert_eq!(fs.bytes(format!("{FOLDER}/{copy}")).unwrap(), damaged);
    assert_eq!(found(&fs).decisions.quarantine.len(), 2);
    let after = everything(&fs);
    assert_eq!(steps(&recovery(&fs, Doing::Do)), [Step::StaysDamaged]);
    assert_eq!(everything(&fs), after);
}

#[test]
fn files_of_others_and_those_in_use_are_left() {
    let (bytes, head) = three();
    let torn = [&bytes[..], b"{\"v"].concat();
    let fs = with(&torn, Some(&head)).with_file(OTHER, &*torn);
    let mut held = fs.append_to(Path::new(FILE)).unwrap();
    assert!(held.try_lock().unwrap());
    let before = everything(&fs);
    let done = recovery(&fs, Doing::Do);
    assert_eq!(steps(&done), [Step::LeftInUse, Step::LeftToOwner]);
    assert!(!done.is_settled());
    assert_eq!(everything(&fs), before);
}

#[test]
fn what_is_kept_aside_is_found_and_moved() {
    let fs = disk();
    fs.break_folder(FOLDER, ErrorKind::Other);
    let any: Arc<dyn Fs> = Arc::new(fs.clone());
    Ladder::new(any, FOLDER.into(), "box".to_owned(), "0b0b0b0b".to_owned())
        .with_spool(SPOOL.into())
        .append(notes(1..=2));
    fs.heal();
    let aside = found(&fs);
    assert_eq!((aside.intact, aside.waiting), (false, 2));
    assert_eq!(steps(&recovery(&fs, Doing::Do)), [Step::TakeUp(2)]);
    assert!(found(&fs).intact);
    assert_eq!(read(&fs).events, notes(1..=2));
    assert_eq!(steps(&recovery(&fs, Doing::Do)), []);
}

#[test]
fn a_recovery_cut_short_and_run_again_ends_alike() {
    let (bytes, head) = three();
    let mut damaged = bytes.clone();
    damaged[60] ^= 1;
    let torn = [&bytes[..], b"{\"v"].concat();
    let start = || with(&torn, Some(&head)).with_file(OTHER, &*damaged);
    let (calls, whole) = {
        let fs = start();
        recovery(&fs, Doing::Do);
        (fs.calls(), read(&fs))
    };
    for call in 0..calls {
        let fs = start();
        fs.fail_call(call, ErrorKind::Other, Lasting::ForEver);
        let _ = try_recover(&fs, Doing::Do);
        fs.heal();
        recovery(&fs, Doing::Do);
        let again = read(&fs);
        assert_eq!(told(&again), told(&whole), "{call}");
        assert_eq!(again.troubles, whole.troubles, "{call}");
        assert_eq!(
            steps(&recovery(&fs, Doing::Tell)),
            [Step::StaysDamaged],
            "{call}"
        );
        assert_eq!(fs.bytes(OTHER).unwrap(), damaged);
    }
}
