//! Every call of the shipped program to the system fails, in turn and with each
//! error, once and for ever (`strace -e inject`): what it says was saved is in
//! the journal, it ends with an exit code of its own, and 0 means that all is
//! there. Skipped where strace is absent or may not trace.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

use overrule::disk::RealFs;
use overrule::review::journal::{folder_of, read_folder};

use crate::dialogue::{Answers, Desk, Line, PROGRAM, check};
use crate::support::{Chance, cases, seed};

const CALLS: &[&str] = &[
    "write",
    "fdatasync",
    "fsync",
    "openat",
    "rename",
    "renameat2",
    "linkat",
    "unlink",
    "ftruncate",
    "flock",
    "mkdir",
];
const ERRORS: &[&str] = &[
    "ENOSPC", "EIO", "EFBIG", "EROFS", "EDQUOT", "EACCES", "EINTR", "ESTALE",
];

/// How a run is failed: call, its number from 1, error, once or from then on.
#[derive(Clone, Debug)]
struct Failure {
    call: &'static str,
    number: usize,
    error: &'static str,
    lasting: &'static str,
}

/// What the program is given to do.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Work {
    Dialogue,
    Verb,
}

fn lines(work: Work) -> Vec<Line> {
    let note = Line::Note("traced".to_owned());
    match work {
        Work::Dialogue => vec![Line::Label('2', "hazard"), note, Line::CantTell],
        Work::Verb => vec![Line::Label('2', "hazard"), note],
    }
}

fn run(desk: &Desk, work: Work, inject: &str, log: &Path) -> Output {
    let mut command = desk.command(Path::new("strace"));
    command
        .args(["-f", "-qq", "-o"])
        .arg(log)
        .args(["-e", inject, PROGRAM]);
    let set = desk.set.display().to_string();
    match work {
        Work::Dialogue => command.args(desk.plain("ana")),
        Work::Verb => command.args([
            "decide",
            &set,
            "i-1",
            "2",
            "--note",
            "traced",
            "--reviewer",
            "ana",
        ]),
    };
    let mut child = command.spawn().unwrap();
    let mut keys = child.stdin.take().unwrap();
    if work == Work::Dialogue {
        // A program that ended early reads nothing.
        let _ = keys.write_all(Line::typed(&lines(work)).as_bytes());
    }
    drop(keys);
    child.wait_with_output().unwrap()
}

/// All failures worth trying: every call of a kind that an undisturbed run makes.
fn failures(work: Work) -> Vec<Failure> {
    let desk = Desk::new(3);
    let log = desk.home.path().join("trace");
    // Not every machine has all of them.
    let calls: Vec<String> = CALLS.iter().map(|call| format!("?{call}")).collect();
    let done = run(&desk, work, &format!("trace={}", calls.join(",")), &log);
    assert!(done.status.success(), "{done:?}");
    let trace = std::fs::read_to_string(log).unwrap();
    let mut all = Vec::new();
    for call in CALLS {
        for number in 1..=trace.matches(&format!(" {call}(")).count() {
            for error in ERRORS {
                for lasting in ["", "+"] {
                    // A call that is always interrupted is tried again for ever.
                    if (*error, lasting) == ("EINTR", "+") {
                        continue;
                    }
                    all.push(Failure {
                        call,
                        number,
                        error,
                        lasting,
                    });
                }
            }
        }
    }
    all
}

/// Fails one call and looks whether the program told the truth.
fn try_one(work: Work, failure: &Failure) -> Result<(), String> {
    let desk = Desk::new(3);
    let Failure {
        call,
        number,
        error,
        lasting,
    } = failure;
    let inject = format!("inject={call}:error={error}:when={number}{lasting}");
    let done = run(&desk, work, &inject, Path::new("/dev/null"));
    let lines = lines(work);
    let folder = read_folder(&RealFs, &folder_of(&desk.set)).map_err(|error| error.to_string())?;
    if let Some(alarm) = folder
        .troubles
        .iter()
        .find(|trouble| trouble.what.is_alarm())
    {
        return Err(format!("alarm: {alarm}"));
    }
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let acknowledged = match (work, done.status.code()) {
        // The loader of the system ends with 127 where it can't open a library.
        (_, Some(0)) => lines.len(),
        // 3 where the folder couldn't be looked through again on leaving.
        (Work::Dialogue, Some(1 | 2 | 3 | 127)) => Answers(done.stdout).acknowledged(),
        (Work::Verb, Some(1 | 2 | 127)) => 0,
        // It is saved, and only that couldn't be said.
        (Work::Verb, Some(3)) => lines.len(),
        (_, code) => return Err(format!("exit code {code:?}: {said}")),
    };
    let mut known = HashSet::new();
    let mut folder = folder;
    // What couldn't be synced goes to a new file as well; the same event counts once.
    let mut seen = HashSet::new();
    folder.events.retain(|event| seen.insert(event.id));
    folder.events.sort_by_key(|event| (event.at, event.id));
    check(&folder, &mut known, &lines, acknowledged).map_err(|fault| format!("{fault}: {said}"))?;
    if said.contains("nothing was decided") && !folder.events.is_empty() {
        return Err(format!(
            "{} events, and it says {said}",
            folder.events.len()
        ));
    }
    Ok(())
}

fn can_trace() -> bool {
    let tried = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "true"])
        .output();
    tried.is_ok_and(|done| done.status.success())
}

#[test]
fn whichever_call_of_the_program_fails_it_tells_the_truth() {
    if !can_trace() {
        println!("skipped: strace is absent or may not trace here");
        return;
    }
    let (wanted, seed) = (usize::try_from(cases(40)).unwrap(), seed());
    let all = [Work::Dialogue, Work::Verb].into_iter().flat_map(|work| {
        failures(work)
            .into_iter()
            .map(move |failure| (work, failure))
    });
    // Every call once, and some of its other failures.
    let (mut all, mut others): (Vec<_>, Vec<_>) =
        all.partition(|(_, failure)| (failure.error, failure.lasting) == ("EIO", ""));
    let known = all.len() + others.len();
    let mut chance = Chance::of(seed, 0);
    while others.len() > wanted {
        others.swap_remove(chance.below(others.len()));
    }
    all.extend(others);
    let mut faults = Vec::new();
    for (work, failure) in &all {
        if let Err(fault) = try_one(*work, failure) {
            faults.push(format!("{work:?}, {failure:?}: {fault}"));
        }
    }
    println!(
        "seed {seed}: {} of {known} failures, {} faults",
        all.len(),
        faults.len()
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
