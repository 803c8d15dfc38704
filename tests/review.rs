//! What keys do, seen from the ledger and the bytes of the journal: the shipped
//! loop, scripted keys, a disk in memory.
#![cfg(test)]

mod common;

use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use common::{Desk, EXPORTED, Input, Layout, SAMPLE, SET, When};
use overrule::disk::{Call, Fs, replace};
use overrule::domain::{Act, At, Basis, Event, Outcome, Target, Vocabulary};
use overrule::review::journal::{folder_of, read_folder};
use overrule::review::ledger::Work;
use overrule::tui::app::Saving;
use overrule::tui::mode::{Focus, Mode};

/// Outcomes and labels of all decisions, in their order.
fn decisions(desk: &Desk) -> Vec<(Outcome, Option<String>)> {
    desk.app
        .ledger
        .events()
        .filter_map(|event| match &event.act {
            Act::Decide(given) => {
                Some((given.outcome, given.label.as_ref().map(ToString::to_string)))
            }
            _ => None,
        })
        .collect()
}

/// The events on the disk.
fn on_disk(desk: &Desk) -> Vec<Event> {
    let folder = read_folder(&desk.fs, &folder_of(Path::new(SET))).unwrap();
    assert!(folder.troubles.is_empty(), "{:?}", folder.troubles);
    folder.events
}

/// Events as the program keeps them: what was judged lies on the disk alone.
fn without_texts(mut events: Vec<Event>) -> Vec<Event> {
    for event in &mut events {
        event.basis = event.basis.as_ref().map(Basis::bare);
    }
    events
}

/// The lines of all journal files.
fn lines(desk: &Desk) -> Vec<String> {
    let Ok(files) = desk.fs.list(&folder_of(Path::new(SET))) else {
        return Vec::new();
    };
    files
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .filter_map(|path| desk.fs.bytes(path))
        .flat_map(|bytes| {
            let text = String::from_utf8(bytes).unwrap();
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

fn events(desk: &Desk) -> usize {
    desk.app.ledger.events().count()
}

fn at(desk: &Desk) -> (Option<u32>, Focus) {
    (desk.app.row(), desk.app.focus)
}

/// The target of an article of an incident of the sample, both from 0.
fn article(desk: &Desk, row: u32, place: usize) -> Target {
    let incident = desk.app.records.incident(row).unwrap();
    Target::article(incident.id.clone(), incident.articles[place].id.clone())
}

fn work<'a>(desk: &'a Desk, target: &Target) -> Option<&'a Work> {
    desk.app.mine(target)
}

fn queue(desk: &Desk) -> Vec<u32> {
    desk.app.queue.rows().collect()
}

fn after(ms: u64) -> When {
    When::After(Duration::from_millis(ms))
}

fn key(key: &str) -> Input {
    Input::Key(key.to_owned())
}

#[test]
fn ten_decisions_cost_ten_keys_either_way() {
    for (decide, outcome) in [("a", Outcome::Sustained), ("4", Outcome::Overruled)] {
        let mut desk = Desk::new();
        let mut pressed = 0;
        // Five articles and their incident, two articles and their incident, an incident.
        for (moves, times) in [("j", 6), ("j", 3), ("", 1)] {
            desk.press(moves);
            for _ in 0..times {
                desk.press(decide);
                pressed += 1;
                assert_eq!(events(&desk), pressed, "one key, one event");
            }
        }
        assert_eq!(pressed, 10);
        assert!(decisions(&desk).iter().all(|(given, _)| *given == outcome));
        let written = lines(&desk);
        assert_eq!(written.len(), 10);
        for line in &written {
            assert!(line.contains(r#""decide":{"#), "{line}");
        }
        assert_eq!(on_disk(&desk).len(), 10);
        let set = desk.fs.bytes(SET).unwrap();
        assert!(set == SAMPLE.as_bytes(), "the set was touched");
    }
}

#[test]
fn deciding_goes_on_to_what_is_open() {
    #[rustfmt::skip]
    const CASES: &[(&str, u32, Focus)] = &[
        ("j a", 0, Focus::Article(1)),
        ("j 3", 0, Focus::Article(1)),
        ("j 0", 0, Focus::Article(1)),
        ("j d", 0, Focus::Article(1)),
        // Article 2 is decided, or put off, already.
        ("j j a k k a", 0, Focus::Article(2)),
        ("j j d k k a", 0, Focus::Article(2)),
        // The last article leads back to the incident, though others are open.
        ("j j j j j a", 0, Focus::Incident),
        ("a", 1, Focus::Incident),
        ("0", 1, Focus::Incident),
        ("d", 1, Focus::Incident),
        // Incident 2 is decided, or put off, already.
        ("J a K K a", 2, Focus::Incident),
        ("J d K K a", 2, Focus::Incident),
        // After the last one the queue begins anew.
        ("end a", 0, Focus::Incident),
    ];
    for (keys, row, focus) in CASES {
        let mut desk = Desk::new();
        desk.press(keys);
        assert_eq!(at(&desk), (Some(*row), *focus), "{keys}");
    }
}

#[test]
fn deciding_an_incident_leaves_its_articles_open_and_the_other_way_round() {
    let mut desk = Desk::new();
    desk.press("a K");
    assert_eq!(work(&desk, &article(&desk, 0, 0)), None);
    let mut desk = Desk::new();
    desk.press("j a a a a a");
    let incident = Target::incident("2024-06-03-5e1c");
    assert_eq!(work(&desk, &incident), None);
    assert_eq!(at(&desk), (Some(0), Focus::Incident));
}

#[test]
fn an_unclear_verdict_cant_be_sustained() {
    let mut desk = Desk::new();
    desk.press("J J J J a");
    assert_eq!((events(&desk), at(&desk)), (0, (Some(4), Focus::Incident)));
    desk.shows("nothing to sustain");
    desk.press("j a");
    assert_eq!(
        (events(&desk), at(&desk)),
        (0, (Some(4), Focus::Article(0)))
    );
    desk.press("1");
    assert_eq!(
        decisions(&desk),
        [(Outcome::Supplied, Some("incident".to_owned()))]
    );
}

#[test]
fn the_machines_own_digit_sustains() {
    let mut desk = Desk::new();
    desk.press("1 1 0");
    assert_eq!(
        decisions(&desk),
        [
            (Outcome::Sustained, Some("incident".to_owned())),
            (Outcome::Overruled, Some("incident".to_owned())),
            (Outcome::CantTell, None),
        ]
    );
}

#[test]
fn a_digit_without_a_label_says_which_there_are() {
    let mut desk = Desk::new();
    desk.press("7");
    assert_eq!(events(&desk), 0);
    desk.shows("no label has the digit 7");
}

#[test]
fn small_letters_mean_the_item_in_focus_and_capitals_the_last_decided() {
    for (keys, place) in [
        ("j a c h r l n h i enter", 1),
        ("j a C h R l N h i enter", 0),
    ] {
        let mut desk = Desk::new();
        desk.press(keys);
        let target = article(&desk, 0, place);
        let work = work(&desk, &target).unwrap().clone();
        let criterion = desk
            .app
            .vocabulary
            .criteria
            .iter()
            .find(|one| one.key == 'h');
        let grade = desk.app.vocabulary.grades.iter().find(|one| one.key == 'l');
        assert_eq!(
            work.criterion.as_ref(),
            criterion.map(|one| &one.id),
            "{keys}"
        );
        assert_eq!(work.grade.as_ref(), grade.map(|one| &one.id), "{keys}");
        assert_eq!(work.note.as_deref(), Some("hi"), "{keys}");
        assert_eq!(
            at(&desk),
            (Some(0), Focus::Article(1)),
            "remarks move nothing"
        );
        assert_eq!(on_disk(&desk).len(), 4);
    }
}

#[test]
fn without_a_decision_capitals_say_so() {
    let mut desk = Desk::new();
    desk.press("C");
    assert!(matches!(desk.app.mode, Mode::Review));
    desk.shows("nothing was decided in this session yet");
}

#[test]
fn an_empty_or_left_note_is_no_event() {
    let mut desk = Desk::new();
    desk.press("n enter n x esc");
    assert_eq!(events(&desk), 0);
    desk.press("n y enter");
    let incident = Target::incident("2024-06-03-5e1c");
    assert_eq!(
        work(&desk, &incident).unwrap().note.as_deref(),
        Some("xy"),
        "the draft came back"
    );
}

#[test]
fn undo_goes_to_the_place_and_redo_brings_back() {
    let mut desk = Desk::new();
    desk.press("j 3 J J");
    let target = article(&desk, 0, 0);
    desk.press("u");
    assert_eq!(at(&desk), (Some(0), Focus::Article(0)));
    assert!(work(&desk, &target).unwrap().answer.is_none());
    desk.shows("undone");
    desk.press("J U");
    assert_eq!(at(&desk), (Some(0), Focus::Article(0)));
    let answer = work(&desk, &target).unwrap().answer.clone().unwrap();
    assert_eq!(answer.decision.label, Some("complementary".into()));
    assert_eq!(
        lines(&desk).len(),
        3,
        "undo and redo are lines of their own"
    );
}

#[test]
fn undo_reaches_through_a_filter() {
    let mut desk = Desk::new();
    desk.press("3 f");
    desk.enter("label:hazard");
    desk.press("u");
    assert_eq!(at(&desk), (Some(0), Focus::Incident));
    assert!(desk.app.filter.is_empty());
}

#[test]
fn undoing_an_earlier_session_asks_once() {
    let mut desk = Desk::new();
    desk.press("j 3 4");
    let mut desk = desk.reopen();
    desk.press("u");
    assert!(matches!(desk.app.mode, Mode::Confirm(_)));
    desk.shows("earlier session");
    desk.press("n");
    assert_eq!(events(&desk), 2);
    desk.press("u y u");
    assert!(matches!(desk.app.mode, Mode::Review), "asked twice");
    assert_eq!(events(&desk), 4);
    for place in 0..2 {
        let target = article(&desk, 0, place);
        assert!(work(&desk, &target).unwrap().answer.is_none());
    }
}

#[test]
fn undoing_what_was_exported_meanwhile_asks() {
    let mut desk = Desk::new();
    desk.press("a");
    let later = At::from_unix_ms(desk.app.session.began.unix_ms() + 60_000);
    let said = later.to_string();
    replace(&desk.fs, Path::new(EXPORTED), said.as_bytes()).unwrap();
    desk.send(after(1000), Input::Focus);
    desk.send(after(1000), key("u"));
    desk.go();
    desk.shows("in an export already");
}

#[test]
fn undoing_what_was_exported_asks() {
    let mut desk = Desk::new();
    desk.press("a");
    let later = desk.app.session.began.unix_ms() + 60_000;
    desk.app.session.exported = Some(At::from_unix_ms(later));
    desk.press("u");
    desk.shows("in an export already");
    assert_eq!(events(&desk), 1);
}

#[test]
fn keys_ahead_of_the_screen_decide_nothing() {
    let mut desk = Desk::new();
    desk.send(after(1000), key("a"));
    desk.send(When::AtOnce, key("4"));
    desk.send(When::AtOnce, key("a"));
    desk.go();
    assert_eq!(decisions(&desk).len(), 1);
    assert_eq!(at(&desk).0, Some(1));
    desk.shows("dropped");
}

#[test]
fn a_key_held_down_decides_once() {
    let mut desk = Desk::new();
    desk.press("j");
    desk.send(after(1000), key("a"));
    for _ in 0..5 {
        desk.send(after(33), key("a"));
    }
    desk.go();
    assert_eq!(decisions(&desk).len(), 1);
    desk.shows("the key was repeating");
    desk.send(after(81), key("a"));
    desk.go();
    assert_eq!(decisions(&desk).len(), 2);
}

#[test]
fn two_fast_keys_of_different_kind_both_count() {
    let mut desk = Desk::new();
    desk.press("j");
    desk.send(after(40), key("a"));
    desk.send(after(40), key("3"));
    desk.go();
    assert_eq!(decisions(&desk).len(), 2);
}

#[test]
fn coming_to_the_front_guards_for_a_moment() {
    let mut desk = Desk::new();
    desk.send(after(1000), Input::Focus);
    desk.send(after(149), key("a"));
    desk.go();
    assert_eq!(events(&desk), 0);
    desk.shows("dropped");
    desk.send(after(1), key("a"));
    desk.go();
    // The same key a millisecond later is a repeat.
    assert_eq!(events(&desk), 0);
    desk.press("a");
    assert_eq!(events(&desk), 1);
}

#[test]
fn coming_to_the_front_guards_whatever_puts_an_event_on_record() {
    for (open, last) in [
        ("c", "r"),
        ("r", "s"),
        ("n x", "enter"),
        ("D x", "enter"),
        (": s u s t a i n", "enter"),
    ] {
        for (pause, recorded) in [(149, 0), (150, 1)] {
            let mut desk = Desk::new();
            desk.press(open);
            desk.send(after(1000), Input::Focus);
            desk.send(after(pause), key(last));
            desk.go();
            assert_eq!(events(&desk), recorded, "{open} {last} after {pause} ms");
            if recorded == 0 {
                desk.shows("dropped");
                assert!(!matches!(desk.app.mode, Mode::Review), "{open} stays open");
            }
        }
    }
    // The yes to a question: an act of an earlier session is to be undone.
    let mut desk = Desk::new();
    desk.press("a");
    let mut desk = desk.reopen();
    desk.press("u");
    desk.send(after(1000), Input::Focus);
    desk.send(after(149), key("y"));
    desk.go();
    assert_eq!(events(&desk), 1);
    desk.press("y");
    assert_eq!(events(&desk), 2);
}

#[test]
fn a_paste_guards_too_and_a_huge_one_is_refused() {
    let mut desk = Desk::new();
    desk.press("n");
    desk.send(after(1000), Input::Paste("x".to_owned()));
    desk.send(after(149), key("enter"));
    desk.go();
    assert_eq!(events(&desk), 0);
    desk.press("enter");
    assert_eq!(events(&desk), 1);
    for (length, refused) in [(1 << 20, false), ((1 << 20) + 1, true)] {
        desk.press("/");
        desk.send(after(1000), Input::Paste("y".repeat(length)));
        desk.go();
        let said = desk.screen().contains("more than 1 MiB is refused");
        assert_eq!(said, refused, "{length}");
        desk.press("esc esc");
    }
}

#[test]
fn a_paste_runs_no_keys() {
    let mut desk = Desk::new();
    desk.send(after(1000), Input::Paste("a1\n0dq".to_owned()));
    desk.go();
    assert_eq!((events(&desk), at(&desk)), (0, (Some(0), Focus::Incident)));
    desk.shows("a paste runs no keys");
    desk.press("n");
    desk.send(after(1000), Input::Paste("one\u{1b}[31m\ntwo".to_owned()));
    desk.go();
    assert_eq!(events(&desk), 0);
    desk.press("enter");
    let incident = Target::incident("2024-06-03-5e1c");
    assert_eq!(
        work(&desk, &incident).unwrap().note.as_deref(),
        Some("one[31m\ntwo")
    );
}

#[test]
fn the_place_is_remembered() {
    let mut desk = Desk::new();
    desk.press("j 3 J j j");
    let before = at(&desk);
    assert_eq!(before, (Some(1), Focus::Article(1)));
    let mut desk = desk.reopen();
    assert_eq!(at(&desk), before);
    assert_eq!(events(&desk), 1);
    desk.press("z f");
    desk.enter("-label:incident");
    let before = (at(&desk), desk.app.queue.clone());
    let desk = desk.reopen();
    assert_eq!((at(&desk), desk.app.queue.clone()), before);
    assert_eq!(desk.app.filter.to_string(), "-label:incident");
}

#[test]
fn decisions_of_two_sessions_stand_in_one_chain() {
    let mut desk = Desk::new();
    desk.press("a");
    let mut desk = desk.reopen();
    desk.press("a");
    assert_eq!(on_disk(&desk).len(), 2);
    let files = desk.fs.list(&folder_of(Path::new(SET))).unwrap();
    let journals = files
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"));
    assert_eq!(journals.count(), 1);
}

#[test]
fn what_cant_be_written_is_kept_shown_and_tried_again() {
    let mut desk = Desk::new();
    desk.fs.full_after(200);
    desk.press("j a");
    assert!(matches!(desk.app.saving, Saving::Failed(_)));
    desk.shows("1 NOT SAVED");
    desk.press("4");
    desk.shows("refused");
    for key in ["0", "d", "D", "u", "c", "r", "n", "N", "v"] {
        desk.press(key);
        assert!(matches!(desk.app.mode, Mode::Review), "{key}");
    }
    assert_eq!(desk.app.ledger.unsaved(), 1);
    assert_eq!(decisions(&desk).len(), 1, "kept, and no more are taken");
    desk.press("q");
    assert!(!desk.app.ended, "leaving would lose them");
    desk.shows("Leave and lose it?");
    desk.press("n w");
    desk.shows("NOT SAVED");
    desk.fs.heal();
    desk.press("w");
    assert!(matches!(desk.app.saving, Saving::Saved(_)));
    assert_eq!(desk.app.ledger.unsaved(), 0);
    let kept: Vec<Event> = desk.app.ledger.events().cloned().collect();
    assert_eq!(without_texts(on_disk(&desk)), kept);
    desk.shows("SAVED");
    desk.press("q");
    assert!(desk.app.ended);
}

#[test]
fn a_sixth_label_works_like_the_others() {
    let labels = include_str!("../examples/inputs/my-labels.toml");
    let mut desk = Desk::of(Layout {
        vocabulary: Vocabulary::shipped().with(labels).unwrap(),
        ..Layout::default()
    });
    desk.press("6");
    assert_eq!(
        decisions(&desk),
        [(Outcome::Overruled, Some("near_miss".to_owned()))]
    );
    desk.shows("6 Near miss");
    desk.press("f");
    desk.enter("mine:near_miss");
    assert_eq!(queue(&desk), [0]);
    desk.press("esc f");
    desk.enter("label:near_miss");
    assert!(desk.app.queue.is_empty());
    desk.shows("no incident passes this filter");
}

#[test]
fn filter_and_search_narrow_the_queue_and_esc_clears() {
    let mut desk = Desk::new();
    desk.press("f");
    desk.enter("label:hazard");
    assert_eq!(queue(&desk), [1, 2, 21]);
    desk.press("/");
    desk.enter("robot");
    assert_eq!(queue(&desk), [1, 2]);
    desk.press("esc");
    assert_eq!(desk.app.queue.len(), 24);
    assert_eq!(desk.app.row(), Some(1), "the place is kept");
    desk.press("/");
    desk.enter("spaces telefone");
    desk.shows("nothing holds these words");
    desk.press("esc f");
    desk.enter("labl:hazard");
    assert!(
        matches!(desk.app.mode, Mode::Prompt(..)),
        "a wrong filter stays open"
    );
    desk.shows("labl");
    assert_eq!(desk.app.queue.len(), 24);
    assert_eq!(events(&desk), 0);
    desk.press("ctrl-u");
    desk.enter("label:hazard");
    assert_eq!(desk.app.queue.len(), 3, "ctrl-u clears a prompt");
}

#[test]
fn leaving_a_search_leads_back_to_where_it_began() {
    for order in ["", "z"] {
        let mut desk = Desk::new();
        desk.press(&format!("{order} / r o b o t enter"));
        let hits = queue(&desk);
        desk.press("esc home");
        while desk.app.row().is_some_and(|row| hits.contains(&row)) {
            desk.press("J");
        }
        desk.press("j");
        let before = at(&desk);
        assert_eq!(before.1, Focus::Article(0));
        desk.press("/ r o b o t");
        assert_ne!(at(&desk).0, before.0, "a hit is shown, order {order:?}");
        desk.press("esc");
        assert_eq!(at(&desk), before, "order {order:?}");
        assert_eq!(desk.app.queue.len(), 24);
        // What enter keeps stays in view when the search is cleared.
        desk.press("/ r o b o t enter");
        let hit = desk.app.row();
        desk.press("esc");
        assert_eq!(desk.app.row(), hit, "order {order:?}");
    }
}

#[test]
fn words_that_ask_for_nothing_are_no_search() {
    let mut desk = Desk::new();
    desk.press("/ t i t l e :");
    assert!(desk.app.search.done);
    assert_eq!(desk.app.queue.len(), 24);
    desk.shows("24 of 24 incidents");
}

#[test]
fn deciding_in_a_filtered_queue_moves_nothing_away() {
    let mut desk = Desk::new();
    desk.press("f");
    desk.enter("is:pending");
    desk.press("a");
    assert_eq!(at(&desk).0, Some(1));
    assert_eq!(
        desk.app.queue.len(),
        24,
        "the decided one stays until the filter is applied anew"
    );
}

#[test]
fn looking_is_not_deciding() {
    let mut desk = Desk::new();
    desk.press("J J K j j k tab t pgdn pgup s esc ? esc o z z . home end ctrl-r ctrl-l : esc / esc f esc c esc r esc n esc q");
    assert!(desk.app.ended);
    assert_eq!(events(&desk), 0);
    assert_eq!(lines(&desk).len(), 0);
    assert!(
        desk.fs.list(&folder_of(Path::new(SET))).is_err(),
        "not even a folder"
    );
}

#[test]
fn an_unknown_key_says_so_and_does_nothing() {
    let mut desk = Desk::new();
    desk.press("x backspace del");
    assert_eq!(events(&desk), 0);
    desk.shows("does nothing here");
}

/// Faster than anyone types, on a disk that takes longer for each decision
/// than the next one takes to come, and fails now and then.
#[test]
fn a_thousand_decisions_at_typing_speed_on_a_slow_disk_lose_none() {
    const DECISIONS: usize = 1_000;
    let lines = (0..DECISIONS).map(|n| {
        format!(
            r#"{{"id":"i-{n}","title":"Event {n}","verdict":{{"label":"incident","how":"field"}}}}"#
        )
    });
    let mut desk = Desk::of(Layout {
        size: (80, 24),
        set: lines.map(|line| line + "\n").collect(),
        sync: Duration::from_millis(140),
        ..Layout::default()
    });
    let labels = ["incident", "hazard", "unrelated", "complementary"];
    for n in 0..DECISIONS {
        let pressed = ["1", "2", "4", "3"][n % 4];
        desk.send(after(90 + (n as u64 * 7) % 60), key(pressed));
        // Every tenth time the disk is out of order for a call.
        if n % 100 == 50 {
            desk.go();
            desk.fs.fail_next(Call::Sync, ErrorKind::Other);
            desk.fs.tear_next(n % 90, ErrorKind::StorageFull);
        }
    }
    desk.send(after(90), key("q"));
    desk.go();
    assert!(desk.app.ended, "it leaves once all is saved");
    assert_eq!(desk.app.ledger.unsaved(), 0);
    let written = without_texts(on_disk(&desk));
    let mut ids: Vec<_> = written.iter().map(|event| event.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), DECISIONS);
    for (n, (_, label)) in decisions(&desk).into_iter().enumerate() {
        assert_eq!(label.as_deref(), Some(labels[n % 4]), "decision {n}");
    }
    for event in desk.app.ledger.events() {
        assert!(written.contains(event));
    }
}

#[test]
fn a_reason_for_one_label_is_none_for_another() {
    let mut desk = Desk::new();
    let why = |desk: &Desk| {
        let work = desk.app.ledger.targets().next().cloned().unwrap();
        desk.app.mine(&work).unwrap().criterion.clone()
    };
    desk.press("2 C p");
    assert!(why(&desk).is_some());
    desk.press("home 2");
    assert!(why(&desk).is_some(), "the same label again");
    desk.press("home 1");
    assert_eq!(why(&desk), None);
    desk.press("u");
    assert!(why(&desk).is_some(), "the label is back, and why");
}

#[test]
fn an_answer_on_what_changed_since_says_so() {
    let mut desk = Desk::new();
    desk.press("a");
    let set = Layout::default().set;
    let changed = set.replacen("\"label\":\"incident\"", "\"label\":\"hazard\"", 1);
    assert_ne!(set, changed);
    let fs = desk.fs.clone().with_file(SET, changed);
    for (day, size) in [(1, (80, 24)), (2, (120, 40)), (3, (200, 50))] {
        let layout = Layout {
            size,
            ..Layout::default()
        };
        let mut later = Desk::over(fs.clone(), layout, day);
        later.press("home");
        later.shows("CHANGED  label (was Incident)");
        let in_queue = later.screen().matches("CHANGED").count();
        assert!(in_queue >= 2, "{}", later.screen());
        later.press("3 home");
        assert!(
            !later.screen().contains("CHANGED"),
            "it was looked at again"
        );
        later.press("u");
        later.shows("CHANGED  label (was Incident)");
    }
}

#[test]
fn answers_to_incidents_that_are_gone_are_counted_in_the_header() {
    let mut desk = Desk::new();
    desk.press("a 3");
    assert!(!desk.screen().contains("orphaned"));
    let set = Layout::default().set;
    let (_, others) = set.split_once('\n').unwrap();
    let fs = desk.fs.clone().with_file(SET, others);
    let later = Desk::over(fs, Layout::default(), 1);
    later.shows("1/23 decided, 1 orphaned");
}

#[test]
fn another_label_of_the_machine_is_a_change_whatever_was_answered() {
    let set = Layout::default().set;
    let changed = set.replacen("\"label\":\"incident\"", "\"label\":\"hazard\"", 1);
    for answer in ["4", "0", "a"] {
        let mut desk = Desk::new();
        desk.press(answer);
        let fs = desk.fs.clone().with_file(SET, changed.clone());
        let mut later = Desk::over(fs, Layout::default(), 1);
        later.press("f");
        later.enter("is:changed");
        later.shows("(1 in the queue)");
        later.shows("CHANGED  label");
    }
}

#[test]
fn the_next_is_one_that_changed_where_all_is_answered() {
    let line = |id: &str, label: &str| {
        format!("{{\"id\":\"{id}\",\"title\":\"{id}\",\"verdict\":{{\"label\":\"{label}\"}}}}\n")
    };
    let mut desk = Desk::of(Layout {
        set: line("A", "hazard") + &line("B", "hazard"),
        ..Layout::default()
    });
    desk.press("a a");
    let changed = line("A", "incident") + &line("B", "incident");
    let fs = desk.fs.clone().with_file(SET, changed);
    let mut later = Desk::over(fs, Layout::default(), 1);
    let row = later.app.row();
    later.press("a");
    assert_ne!(later.app.row(), row);
    later.shows("CHANGED since you answered");
    later.press("a");
    later.shows("every incident of this queue is decided");
}

#[test]
fn an_incident_that_holds_other_articles_than_it_did_is_found() {
    let set = Layout::default().set;
    let mut desk = Desk::new();
    desk.press("a");
    let (first, rest) = set.split_once('\n').unwrap();
    let mut incident: serde_json::Value = serde_json::from_str(first).unwrap();
    let articles = incident["articles"].as_array_mut().unwrap();
    articles.pop();
    articles.push(serde_json::json!({"id": "later", "outlet": "Later Post"}));
    let fs = desk
        .fs
        .clone()
        .with_file(SET, format!("{incident}\n{rest}"));
    let mut later = Desk::over(fs, Layout::default(), 1);
    later.shows("1/24 decided, 1 changed since");
    later.press("f");
    later.enter("is:changed");
    later.shows("(1 in the queue)");
    later.shows("CHANGED  articles (1 new, 1 gone)");
    let marked = |desk: &Desk| desk.screen().matches("you - new").count();
    assert_eq!(marked(&later), 1);
    later.press("a");
    assert_eq!(marked(&later), 0);
    assert!(
        !later.screen().contains("changed since"),
        "it was looked at again"
    );
    later.press("u");
    later.shows("1 changed since");
}

#[test]
fn of_two_incidents_with_one_id_the_one_in_view_is_what_was_judged() {
    let set = Layout::default().set;
    let mut records = set.lines();
    let first: serde_json::Value = serde_json::from_str(records.next().unwrap()).unwrap();
    let mut second: serde_json::Value = serde_json::from_str(records.next().unwrap()).unwrap();
    second["id"] = first["id"].clone();
    let both = format!("{first}\n{second}\n");
    for (keys, shown) in [("a", &first), ("J a", &second)] {
        let layout = Layout {
            set: both.clone(),
            ..Layout::default()
        };
        let mut desk = Desk::of(layout);
        desk.press(keys);
        let line = lines(&desk).pop().unwrap();
        let title = format!("\"judged\":{{\"title\":{}", shown["title"]);
        assert!(line.contains(&title), "{line}");
    }
}

#[test]
fn a_remark_on_an_incident_out_of_view_says_whose_it_is() {
    let mut desk = Desk::new();
    desk.press("a C h");
    desk.shows("incident \"Spaces platform breach");
}

#[test]
fn a_label_outside_the_vocabulary_cannot_be_sustained() {
    let set = Layout::default().set;
    let odd = set.replacen("\"label\":\"incident\"", "\"label\":\"Privacy Breach\"", 1);
    assert_ne!(set, odd);
    let mut desk = Desk::of(Layout {
        set: odd,
        ..Layout::default()
    });
    assert!(!desk.screen().contains("a sustain"), "{}", desk.screen());
    desk.press("a");
    desk.shows("no label \"Privacy Breach\"");
    assert_eq!(events(&desk), 0);
    desk.press("1");
    assert_eq!(events(&desk), 1);
}

#[test]
fn an_answered_incident_says_no_more_that_the_machine_gave_no_verdict() {
    let mut desk = Desk::new();
    desk.press("f");
    desk.enter("flag:no-verdict");
    let badges = |desk: &Desk| desk.screen().matches("NO-VERDICT").count();
    let before = badges(&desk);
    desk.press("1");
    assert_eq!(badges(&desk) + 1, before, "{}", desk.screen());
}

#[test]
fn an_article_that_changed_since_it_was_answered_is_marked() {
    let set = Layout::default().set;
    let mut desk = Desk::new();
    desk.press("j a");
    let changed = set.replacen("Host of AI models", "Hoster of AI models", 1);
    assert_ne!(set, changed);
    for (size, shown) in [((200, 50), "you Compl. = !"), ((80, 24), "you Com =  !")] {
        let layout = Layout {
            size,
            ..Layout::default()
        };
        let fs = desk.fs.clone().with_file(SET, changed.clone());
        Desk::over(fs, layout, 1).shows(shown);
    }
}

#[test]
fn undo_goes_to_the_article_and_not_to_another_of_its_id() {
    let articles = [
        r#"{"id":"x","title":"One"}"#,
        r#"{"id":"x","title":"Two","home":"B"}"#,
        r#"{"id":"z","title":"Three"}"#,
    ];
    let set = format!(
        r#"{{"id":"A","title":"T","verdict":{{"label":"hazard"}},"articles":[{}]}}"#,
        articles.join(",")
    );
    let mut desk = Desk::of(Layout {
        set: set + "\n",
        ..Layout::default()
    });
    desk.press("j j 1 u");
    let article = desk.app.article().map(|(at, _)| at);
    assert_eq!(article, Some(1));
    let desk = desk.reopen();
    assert_eq!(desk.app.article().map(|(at, _)| at), Some(1), "resumed");
}
