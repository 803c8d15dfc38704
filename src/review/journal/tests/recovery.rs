//! What a start finds and what it does about it, one test for each row of the
//! table: nothing is cut before its copy is on the disk, nothing good is lost,
//! and what saved data can't explain is an alarm for good.

use super::super::{HeadState, TroubleKind};
use super::{FILE, disk, ends, kinds, note, notes, read, three, told, with, writer};
use crate::disk::MemoryFs;
use crate::domain::event::Recovered;
use crate::domain::{Act, Event};

fn recovered(events: &[Event]) -> Vec<Recovered> {
    let found = events.iter().filter_map(|event| match &event.act {
        Act::Recovered(recovered) => Some(recovered.clone()),
        _ => None,
    });
    found.collect()
}

/// Appends a note to what is there, twice: the second start finds nothing more to do.
fn go_on(fs: &MemoryFs) {
    writer(fs).append(&notes([9])).unwrap();
    let before = recovered(&read(fs).events);
    writer(fs).append(&notes([10])).unwrap();
    assert_eq!(recovered(&read(fs).events), before, "said once");
}

#[test]
fn bytes_after_the_last_newline_are_set_aside_cut_and_put_on_record() {
    let (bytes, head) = three();
    let torn = [&bytes[..], b"{\"v\":1,\"se"].concat();
    let fs = with(&torn, Some(&head));
    assert_eq!(kinds(&read(&fs)), [TroubleKind::TornTail]);
    go_on(&fs);
    let aside = fs.bytes(format!("{FILE}.torn-{}", bytes.len())).unwrap();
    assert_eq!(aside, b"{\"v\":1,\"se");
    let folder = read(&fs);
    assert_eq!(folder.troubles, []);
    assert_eq!(told(&folder), notes([1, 2, 3, 9, 10]));
    let said = recovered(&folder.events);
    assert_eq!((said.len(), said[0].bytes), (1, 10));
}

#[test]
fn bad_lines_at_the_end_beyond_the_head_are_a_write_that_was_cut_off() {
    let (bytes, head) = three();
    let torn = [&bytes[..], b"\0\0\0\nbad\n\0\n"].concat();
    let fs = with(&torn, Some(&head));
    assert_eq!(kinds(&read(&fs)), [TroubleKind::TornTail]);
    go_on(&fs);
    assert_eq!(read(&fs).troubles, []);
    assert_eq!(told(&read(&fs)), notes([1, 2, 3, 9, 10]));
    assert_eq!(recovered(&read(&fs).events).len(), 1);
}

#[test]
fn a_copy_that_did_not_come_on_record_does_with_the_next_event_and_once() {
    let (bytes, _) = three();
    let two = disk();
    writer(&two).append(&notes(1..=2)).unwrap();
    let head = two.bytes(format!("{FILE}.head")).unwrap();
    // Nobody goes on with it: the head names the line before the last.
    let fs = with(&bytes, Some(&head)).with_file(format!("{FILE}.torn-{}", bytes.len()), "xx");
    go_on(&fs);
    let said = recovered(&read(&fs).events);
    assert_eq!((said.len(), said[0].bytes), (1, 2));
}

#[test]
fn a_second_file_that_may_be_gone_on_with_is_let_be() {
    let (bytes, head) = three();
    let torn = [&bytes[..], b"xx"].concat();
    let second = "/set.decisions/ana~box~11111111.jsonl";
    let fs = with(&bytes, Some(&head))
        .with_file(second, &*torn)
        .with_file(format!("{second}.head"), head);
    writer(&fs).append(&notes([9])).unwrap();
    assert_eq!(fs.bytes(second).unwrap(), torn);
    assert_eq!(recovered(&read(&fs).events), []);
}

/// Damage to saved data: good lines shown, a copy, a record of it in a new
/// file, the damaged one as it was, and the alarm stays.
#[track_caller]
fn is_damage(bytes: &[u8], head: Option<&[u8]>, good: &[u8], alarm: &TroubleKind) {
    let fs = with(bytes, head);
    let before = read(&fs);
    assert_eq!(before.events, notes(good.iter().copied()));
    assert!(kinds(&before).contains(alarm), "{:?}", kinds(&before));
    assert!(alarm.is_alarm());
    assert!(
        alarm
            .to_string()
            .contains("corruption or tampering of saved data")
    );
    go_on(&fs);
    assert_eq!(fs.bytes(FILE).unwrap(), bytes, "left as it is");
    let folder = read(&fs);
    assert_eq!(kinds(&folder), kinds(&before), "and said again");
    assert_eq!(folder.readings.len(), 2, "a new file");
    assert!(folder.events.contains(&note(9)) && folder.events.contains(&note(10)));
    let said = recovered(&folder.events);
    assert_eq!(said.len(), 1);
    let copy = fs.bytes(format!("/set.decisions/{}", said[0].quarantine));
    assert_eq!(copy.unwrap(), bytes, "the copy");
}

#[test]
fn a_bad_last_line_that_the_head_vouches_for_is_damage() {
    let (mut bytes, head) = three();
    let last = bytes.len() - 20;
    bytes[last] ^= 1;
    is_damage(&bytes, Some(&head), &[1, 2], &TroubleKind::Checksum);
}

#[test]
fn the_last_line_is_vouched_for_though_the_program_was_killed_right_after_it() {
    let fs = disk();
    let mut open = writer(&fs);
    for n in 1..=3 {
        open.append(&notes([n])).unwrap();
    }
    let (mut bytes, head) = (
        fs.bytes(FILE).unwrap(),
        fs.bytes(format!("{FILE}.head")).unwrap(),
    );
    let last = bytes.len() - 20;
    bytes[last] ^= 1;
    is_damage(&bytes, Some(&head), &[1, 2], &TroubleKind::Checksum);
}

#[test]
fn a_bad_middle_line_is_damage() {
    let (mut bytes, head) = three();
    let middle = ends(&bytes)[0] + 40;
    bytes[middle] ^= 4;
    is_damage(&bytes, Some(&head), &[1, 3], &TroubleKind::Checksum);
    is_damage(&bytes, None, &[1, 3], &TroubleKind::Checksum);
}

#[test]
fn a_gap_is_damage() {
    let (bytes, head) = three();
    let at = ends(&bytes);
    let gap = [&bytes[..at[0]], &bytes[at[1]..]].concat();
    is_damage(&gap, Some(&head), &[1, 3], &TroubleKind::Chain);
}

#[test]
fn a_line_that_is_whole_and_does_not_follow_is_damage() {
    let (bytes, _) = three();
    let other = disk();
    writer(&other).append(&notes([7, 8])).unwrap();
    let other = other.bytes(FILE).unwrap();
    let at = ends(&bytes);
    let forged = [&other[..ends(&other)[0]], &bytes[at[0]..]].concat();
    is_damage(&forged, None, &[7, 2, 3], &TroubleKind::Chain);
}

#[test]
fn a_missing_head_or_an_old_one_is_made_anew_up_to_the_line_before_the_last() {
    let (bytes, _) = three();
    let first = {
        let fs = disk();
        writer(&fs).append(&notes([1])).unwrap();
        fs.bytes(format!("{FILE}.head")).unwrap()
    };
    for (head, state) in [
        (None, HeadState::Missing),
        (Some(&first[..]), HeadState::Old),
        (Some(&b"garbage"[..]), HeadState::Missing),
    ] {
        let fs = with(&bytes, head);
        let folder = read(&fs);
        assert_eq!((folder.troubles, folder.readings[0].head), (vec![], state));
        go_on(&fs);
        assert_eq!(fs.bytes(FILE).unwrap(), bytes, "left as it is");
        let folder = read(&fs);
        assert_eq!((folder.troubles, folder.readings.len()), (vec![], 2));
        let head = fs.bytes(format!("{FILE}.head"));
        let one = &bytes[..ends(&bytes)[0]];
        is_damage(one, head.as_deref(), &[1], &TroubleKind::LostTail);
    }
}

#[test]
fn a_head_newer_than_the_file_is_a_lost_tail() {
    let (bytes, head) = three();
    let cut = &bytes[..ends(&bytes)[1]];
    is_damage(cut, Some(&head), &[1, 2], &TroubleKind::LostTail);
}

#[test]
fn an_event_written_twice_is_one_event_and_is_counted() {
    let fs = disk();
    writer(&fs).append(&notes([1, 2, 2])).unwrap();
    let folder = read(&fs);
    assert_eq!((folder.repeated, folder.troubles), (1, vec![]));
    let mut ledger = crate::review::ledger::Ledger::new();
    for event in folder.events {
        ledger.apply(event, true);
    }
    assert_eq!(ledger.events().count(), 2);
}

#[test]
fn a_later_version_is_only_read() {
    let (mut bytes, _) = three();
    bytes.extend_from_slice(b"{\"v\":9,\"what\":\"ever\"}\n");
    let fs = with(&bytes, None);
    go_on(&fs);
    assert_eq!(fs.bytes(FILE).unwrap(), bytes);
    assert_eq!(kinds(&read(&fs)), [TroubleKind::UnknownVersion(9)]);
    assert!(recovered(&read(&fs).events).is_empty());
}
