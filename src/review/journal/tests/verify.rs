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
    // The damaged file waits for a good copy, which nobody can make here.
    assert!(done.done && !done.is_settled() && !told_first.is_settled());
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

#[test]
fn a_copy_counts_only_with_its_record_and_a_record_only_with_its_copy() {
    let (bytes, head) = three();
    let mut damaged = bytes.clone();
    damaged[60] ^= 1;
    let fs = disk().with_file(OTHER, &*damaged);
    let done = steps(&recovery(&fs, Doing::Do));
    let [Step::CopyDamaged(copy)] = &done[..] else {
        panic!("{done:?}")
    };
    let copied = Path::new(FOLDER).join(copy);
    assert_eq!(steps(&recovery(&fs, Doing::Tell)), [Step::StaysDamaged]);
    fs.remove(&copied).unwrap();
    assert_eq!(steps(&recovery(&fs, Doing::Tell)), done, "no copy");
    // Something else is on record, and the copy lies there without a record of it.
    let torn = [&bytes[..], b"{\"v"].concat();
    let fs = with(&torn, Some(&head));
    recovery(&fs, Doing::Do);
    let fs = fs.with_file(OTHER, &*damaged).with_file(&copied, &*damaged);
    assert_eq!(steps(&recovery(&fs, Doing::Tell)), done, "no record");
}

#[test]
fn the_head_of_a_file_is_for_who_writes_it() {
    let (bytes, _) = three();
    let fs = with(&bytes, None).with_file(OTHER, &*bytes);
    assert_eq!(steps(&recovery(&fs, Doing::Tell)), [Step::WriteHead]);
    let mut held = fs.append_to(Path::new(FILE)).unwrap();
    assert!(held.try_lock().unwrap());
    assert_eq!(
        steps(&recovery(&fs, Doing::Tell)),
        [],
        "it is being written"
    );
}

#[test]
fn what_is_moved_up_stays_its_reviewers() {
    let fs = disk();
    fs.break_folder(FOLDER, ErrorKind::Other);
    let any: Arc<dyn Fs> = Arc::new(fs.clone());
    let mut event = note(1);
    event.reviewer = "ben".into();
    Ladder::new(any, FOLDER.into(), "box".to_owned(), "0b0b0b0b".to_owned())
        .with_spool(SPOOL.into())
        .append(vec![event]);
    fs.heal();
    recovery(&fs, Doing::Do);
    let readings = read(&fs).readings;
    assert_eq!(
        readings[0].path,
        Path::new("/set.decisions/ben~box~0d0d0d0d.jsonl")
    );
}

#[test]
fn a_recovery_is_told_in_words() {
    let told = |done, steps: &[(&str, Step)]| {
        let steps = steps
            .iter()
            .map(|(name, step)| ((*name).to_owned(), step.clone()));
        let steps = steps.collect();
        Recovery { done, steps }.to_string()
    };
    let (acts, waits) = (("a", Step::WriteHead), ("b", Step::WantsNewer));
    let see = "for you to see to:\n  b: left: only a newer program understands it\n";
    let head = "  a: write its head anew\n";
    let hint = "nothing was changed; --apply does it\n";
    assert_eq!(told(false, &[]), "nothing to do\n");
    assert_eq!(
        told(false, &[acts.clone(), waits.clone()]),
        format!("to be done:\n{head}{see}{hint}")
    );
    assert_eq!(
        told(true, &[waits.clone(), acts]),
        format!("done:\n{head}{see}")
    );
    assert_eq!(told(false, &[waits]), see);
}

#[test]
fn what_is_found_is_told_in_words() {
    let (bytes, head) = three();
    let fs = with(&bytes, Some(&head));
    let told = found(&fs).to_string();
    let ours = "  ana~box~00000000.jsonl: intact, 3 events";
    assert_eq!(
        told,
        format!("{FOLDER}: 1 journal, 3 events\n{ours}\nintact\n")
    );
    assert!(!told.contains("cited") && !told.contains("kept aside"));
    // A second reviewer, who has seen the first and repeats a line.
    let any: Arc<dyn Fs> = Arc::new(fs.clone());
    let mut ben = Ladder::new(any, FOLDER.into(), "desk".to_owned(), "22222222".to_owned());
    ben.cite(read(&fs).synced);
    let mut event = note(4);
    event.reviewer = "ben".into();
    ben.append(vec![event.clone(), event.clone()]);
    let told = found(&fs).to_string();
    assert!(
        told.contains(&format!("{ours}, cited by 1 up to line 3\n")),
        "{told}"
    );
    assert!(
        told.contains("  1 line told an event once more; each counts once\n"),
        "{told}"
    );
    assert!(!told.contains("two different events"), "{told}");
    event.at = crate::domain::At::from_unix_ms(2_000);
    ben.append(vec![event]);
    let told = found(&fs).to_string();
    assert!(
        told.contains("  1 id of two different events each"),
        "{told}"
    );
    fs.break_folder(FOLDER, ErrorKind::Other);
    let any: Arc<dyn Fs> = Arc::new(fs.clone());
    Ladder::new(any, FOLDER.into(), "box".to_owned(), "0b0b0b0b".to_owned())
        .with_spool(SPOOL.into())
        .append(notes([9]));
    fs.heal();
    let told = found(&fs).to_string();
    assert!(told.contains("kept aside in /state/spool"), "{told}");
    assert!(told.contains("  1 of these events are not in the decisions folder\n"));
    assert!(told.ends_with("NOT intact; `overrule recover` says what can be done\n"));
}
