//! Faults and crashes of the file system in memory: what it makes fail, and
//! what of it a crash leaves.

use std::io::ErrorKind;
use std::path::Path;

use super::super::{Call, Fs, Lasting, MemoryFs, replace};
use super::kind_of;

#[test]
fn a_failed_replacement_leaves_old_or_new() {
    let path = Path::new("/a");
    let whole = {
        let fs = MemoryFs::default().with_file(path, "old");
        replace(&fs, path, b"new").unwrap();
        fs.calls()
    };
    assert_eq!(whole, 5, "create, append, sync, rename, sync the folder");
    for number in 0..whole {
        let fs = MemoryFs::default().with_file(path, "old");
        fs.fail_call(number, ErrorKind::Other, Lasting::Once);
        assert!(replace(&fs, path, b"new").is_err());
        let renamed = number == whole - 1;
        let expected: &[u8] = if renamed { b"new" } else { b"old" };
        assert_eq!(fs.bytes(path).unwrap(), expected, "call {number}");
        assert_eq!(fs.list(Path::new("/")).unwrap(), [path], "call {number}");
    }
}

#[test]
fn a_full_disk_takes_what_fits() {
    let fs = MemoryFs::default();
    let path = Path::new("/a");
    let mut file = fs.create_new(path).unwrap();
    fs.full_after(6);
    file.append(b"1234").unwrap();
    assert_eq!(kind_of(file.append(b"5678")), Some(ErrorKind::StorageFull));
    assert_eq!(fs.bytes(path).unwrap(), b"123456");
    // Back to the last good length: there is room for as much again.
    file.cut(4).unwrap();
    file.append(b"56").unwrap();
    assert_eq!(kind_of(file.append(b"7")), Some(ErrorKind::StorageFull));
    fs.heal();
    file.append(b"7").unwrap();
    assert_eq!(fs.bytes(path).unwrap(), b"1234567");
}

#[test]
fn faults_meet_the_calls_they_name() {
    let fs = MemoryFs::default().with_file("/a", "");
    let path = Path::new("/a");
    let mut file = fs.append_to(path).unwrap();
    fs.fail_next(Call::Sync, ErrorKind::Other);
    fs.tear_next(2, ErrorKind::BrokenPipe);
    assert_eq!(kind_of(file.append(b"torn")), Some(ErrorKind::BrokenPipe));
    assert_eq!(fs.bytes(path).unwrap(), b"to");
    assert_eq!(kind_of(file.sync()), Some(ErrorKind::Other));
    file.sync().unwrap();
    file.append(b"!").unwrap();

    fs.fail_call(
        fs.calls() + 1,
        ErrorKind::StaleNetworkFileHandle,
        Lasting::ForEver,
    );
    file.append(b"!").unwrap();
    for _ in 0..3 {
        let gone = file.append(b"!");
        assert_eq!(kind_of(gone), Some(ErrorKind::StaleNetworkFileHandle));
    }
    assert_eq!(fs.bytes(path).unwrap(), b"to!!");
    assert_eq!(fs.clone().bytes(path), fs.bytes(path), "clones share");
}

/// What many crashes leave of `/a` and of the names beside it.
fn crashes(fs: &MemoryFs) -> Vec<(Option<Vec<u8>>, usize)> {
    let mut state = 1_u64;
    let mut left = Vec::new();
    for _ in 0..2_000 {
        let after = fs.crash(&mut |end| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            usize::try_from(state >> 33).unwrap() % end
        });
        let names = after.list(Path::new("/")).unwrap_or_default().len();
        left.push((after.bytes("/a"), names));
    }
    left.sort_unstable();
    left.dedup();
    left
}

#[test]
fn a_crash_keeps_what_was_synced_and_any_part_of_the_rest() {
    let fs = MemoryFs::default().with_file("/a", "old ");
    let mut file = fs.append_to(Path::new("/a")).unwrap();
    file.append(b"synced ").unwrap();
    file.sync().unwrap();
    assert_eq!(crashes(&fs).len(), 1);
    file.append(b"and\nnot").unwrap();
    let left = crashes(&fs);
    assert!(
        left.iter()
            .all(|(bytes, _)| bytes.as_ref().unwrap().starts_with(b"old synced "))
    );
    let tails: Vec<&[u8]> = left
        .iter()
        .map(|(bytes, _)| &bytes.as_ref().unwrap()[11..])
        .collect();
    assert!(tails.iter().any(|tail| tail.is_empty()), "nothing of it");
    assert!(tails.contains(&&b"and\nnot"[..]), "all of it");
    assert!(tails.contains(&&b"and"[..]), "the first of it");
    assert!(
        tails.contains(&&b"\0\0\0\0\0\0\0"[..]),
        "the length before the data"
    );
    assert!(
        tails
            .iter()
            .any(|tail| tail.ends_with(b"not") && !tail.starts_with(b"and"))
    );
    assert!(
        tails
            .iter()
            .any(|tail| tail.iter().filter(|b| **b == b'\n').count() > 1)
    );
}

#[test]
fn a_cut_may_come_back_until_it_is_synced() {
    let fs = MemoryFs::default().with_file("/a", "12345678");
    let mut file = fs.append_to(Path::new("/a")).unwrap();
    file.cut(2).unwrap();
    file.append(b"abcdef").unwrap();
    let left = crashes(&fs);
    let has = |bytes: &[u8]| left.iter().any(|(left, _)| left.as_deref() == Some(bytes));
    assert!(has(b"12345678") && has(b"12abcdef") && has(b"12"));
    file.sync().unwrap();
    assert_eq!(crashes(&fs), [(Some(b"12abcdef".to_vec()), 1)]);
}

#[test]
fn a_name_is_on_the_disk_once_its_folder_was_synced() {
    let fs = MemoryFs::default().with_file("/z", "");
    let root = Path::new("/");
    let mut file = fs.create_new(Path::new("/b")).unwrap();
    file.append(b"new").unwrap();
    file.sync().unwrap();
    assert_eq!(crashes(&fs).len(), 2, "there or not");
    fs.rename(Path::new("/b"), Path::new("/a")).unwrap();
    let named = |left: &[(Option<Vec<u8>>, usize)]| {
        left.iter()
            .filter(|(a, _)| a.as_deref() == Some(b"new"))
            .count()
    };
    assert!((1..crashes(&fs).len()).contains(&named(&crashes(&fs))));
    fs.sync_folder(root).unwrap();
    assert_eq!(crashes(&fs), [(Some(b"new".to_vec()), 2)]);
    fs.remove(Path::new("/a")).unwrap();
    assert_eq!(crashes(&fs).len(), 2);
}

#[test]
fn what_a_failed_sync_left_out_no_later_sync_brings() {
    let fs = MemoryFs::default().with_file("/a", "");
    let mut file = fs.append_to(Path::new("/a")).unwrap();
    file.append(b"first").unwrap();
    fs.fail_next(Call::Sync, ErrorKind::Other);
    assert!(file.sync().is_err());
    file.append(b" second").unwrap();
    file.sync().unwrap();
    let left = crashes(&fs);
    assert!(left.len() > 1);
    assert!(
        left.iter()
            .all(|(bytes, _)| bytes.as_ref().unwrap().ends_with(b" second"))
    );
}

#[test]
fn a_dead_process_changes_nothing_and_syncs_can_be_ignored() {
    let fs = MemoryFs::default().with_file("/a", "");
    let mut file = fs.append_to(Path::new("/a")).unwrap();
    fs.die_at(1, 2);
    file.append(b"one").unwrap();
    assert!(file.append(b"two").is_err());
    assert!(file.append(b"three").is_err() && file.cut(0).is_err());
    assert_eq!(fs.bytes("/a").unwrap(), b"onetw");
    fs.heal();
    fs.sync_file(Path::new("/a")).unwrap();
    assert_eq!(crashes(&fs).len(), 1);
    fs.ignore_syncs();
    file.append(b"!").unwrap();
    file.sync().unwrap();
    assert!(crashes(&fs).len() > 1);
}
