//! Sessions of two reviewers on a disk that crashes at a random call, and
//! again while the journal is put right. After each crash all that was
//! acknowledged is there and equal, nothing is there that nobody wrote, and no
//! crash is taken for tampering; once the file is well again, tampering shows.

use std::collections::HashMap;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use overrule::disk::{Call, Fs, MemoryFs};
use overrule::domain::event::{Decision, Remark, Stage, Way};
use overrule::domain::{Act, At, Event, EventId, GroupId, LabelId, Outcome, Target};
use overrule::review::journal::{Folder, Writer, read_folder};
use overrule::review::ledger::group_hash;

use crate::support::{Chance, cases, seed};

const FOLDER: &str = "/desk/set.decisions";
const PEOPLE: [&str; 2] = ["ana", "ben"];
/// Crashes drawn from one session.
const CRASHES: usize = 6;
/// Two reviewers, of whom one sits at two screens now and then.
const SCREENS: [usize; 3] = [0, 1, 0];

/// What went wrong.
type Fault = String;

/// What was handed to the journal so far.
#[derive(Clone, Default)]
struct Told {
    written: HashMap<EventId, Event>,
    acknowledged: Vec<EventId>,
    count: u64,
}

impl Told {
    fn event(&mut self, who: usize, act: Act, target: bool) -> Event {
        self.count += 1;
        let mut random = [0; 10];
        random[2..].copy_from_slice(&self.count.to_be_bytes());
        let event = Event {
            id: EventId::new(1_000 + self.count, random),
            at: At::from_unix_ms(1_000 + i64::try_from(self.count).unwrap()),
            reviewer: PEOPLE[who].into(),
            target: target.then(|| Target::incident("i-1")),
            act,
            group: None,
            basis: None,
            seen: Vec::new(),
        };
        self.written.insert(event.id, event.clone());
        event
    }

    /// What one or a few key presses put on record.
    fn acts(&mut self, who: usize, chance: &mut Chance) -> Vec<Event> {
        match chance.below(16) {
            0 => self.bulk(who, chance),
            1 => {
                let text = "a long note\n".repeat(chance.below(800));
                vec![self.event(who, Act::Annotate(Remark::Note(Some(text))), true)]
            }
            2 => (0..2 + chance.below(3))
                .flat_map(|_| self.act(who, chance))
                .collect(),
            _ => self.act(who, chance),
        }
    }

    fn act(&mut self, who: usize, chance: &mut Chance) -> Vec<Event> {
        let act = match chance.below(8) {
            0 => Act::Defer { reason: None },
            1 => match self.acknowledged.last() {
                Some(event) => Act::Undo {
                    event: *event,
                    group: None,
                },
                None => Act::Defer {
                    reason: Some("no".to_owned()),
                },
            },
            _ => Act::Decide(decision(chance)),
        };
        vec![self.event(who, act, true)]
    }

    fn bulk(&mut self, who: usize, chance: &mut Chance) -> Vec<Event> {
        let group = GroupId::from(format!("g{}", self.count));
        let parts = 1 + chance.below(2);
        let count = 20 * parts as u64;
        let begin = Act::Begin {
            group: group.clone(),
            count,
            filter: "all".to_owned(),
        };
        let mut events = vec![self.event(who, begin, false)];
        for part in 0..parts {
            let targets = (0..20).map(|n| Target::incident(format!("i-{part}-{n}")));
            let act = Act::Part {
                targets: targets.collect(),
                decision: decision(chance),
            };
            events.push(self.event(who, act, false));
        }
        let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
        let commit = Act::Commit {
            group: group.clone(),
            hash: group_hash(&ids),
        };
        events.push(self.event(who, commit, false));
        for event in &mut events {
            event.group = Some(group.clone());
            self.written.insert(event.id, event.clone());
        }
        events
    }

    /// Checks what a reader finds.
    fn check(&self, folder: &Folder) -> Result<(), Fault> {
        let mut there = HashMap::with_capacity(folder.events.len());
        for event in &folder.events {
            let known = self.written.get(&event.id);
            if known != Some(event) && !matches!(event.act, Act::Recovered(_)) {
                return Err(format!("nobody wrote {event:?}"));
            }
            there.insert(event.id, ());
        }
        for id in &self.acknowledged {
            if !there.contains_key(id) {
                let lost = &self.written[id];
                return Err(format!("lost {lost:?}; {:?}", folder.troubles));
            }
        }
        match folder
            .troubles
            .iter()
            .find(|trouble| trouble.what.is_alarm())
        {
            Some(alarm) => Err(format!("a crash is taken for tampering: {alarm}")),
            None => Ok(()),
        }
    }
}

fn decision(chance: &mut Chance) -> Decision {
    let label = ["incident", "hazard", "unrelated"][chance.below(3)];
    Decision {
        label: Some(LabelId::from(label)),
        outcome: Outcome::Overruled,
        stage: Stage::Final,
        how: Way::Key,
        unset_severity: None,
    }
}

/// The reviewers at work between two crashes.
struct Session<'a> {
    fs: MemoryFs,
    told: &'a mut Told,
    chance: &'a mut Chance,
    screens: [Option<Writer>; SCREENS.len()],
    /// What couldn't be written yet.
    kept: [Vec<Event>; SCREENS.len()],
}

impl<'a> Session<'a> {
    fn new(fs: &MemoryFs, told: &'a mut Told, chance: &'a mut Chance) -> Self {
        Self {
            fs: fs.clone(),
            told,
            chance,
            screens: Default::default(),
            kept: Default::default(),
        }
    }

    /// Works until the process dies.
    fn until(mut self, death: usize) {
        // Often the first sync fails: what a process before died over may never
        // come to the disk, though later syncs say that all is well.
        if self.chance.one_in(3) {
            self.fs.fail_next(Call::Sync, ErrorKind::Other);
        }
        while self.fs.calls() <= death {
            if self.chance.one_in(12) {
                self.fail();
            }
            self.step();
        }
    }

    /// A call to come fails once.
    fn fail(&mut self) {
        let kind = [
            ErrorKind::StorageFull,
            ErrorKind::Other,
            ErrorKind::Interrupted,
        ];
        let kind = kind[self.chance.below(3)];
        match self.chance.below(5) {
            0 => self.fs.tear_next(self.chance.below(900), kind),
            1 => self.fs.fail_next(Call::Create, kind),
            2 => self.fs.fail_next(Call::SyncFolder, kind),
            3 => self.fs.fail_next(Call::Rename, kind),
            _ => self.fs.fail_next(Call::Sync, kind),
        }
    }

    fn step(&mut self) {
        let screen = match self.chance.below(16) {
            0 => 2,
            n => n % 2,
        };
        if self.chance.one_in(8) {
            self.screens[screen] = None;
        }
        let acts = self.told.acts(SCREENS[screen], self.chance);
        self.kept[screen].extend(acts);
        self.write(screen);
    }

    fn write(&mut self, screen: usize) {
        let who = SCREENS[screen];
        if self.screens[screen].is_none() {
            let fs: Arc<dyn Fs> = Arc::new(self.fs.clone());
            let random = format!("{:08}", self.chance.below(4));
            let opened = Writer::open(fs, Path::new(FOLDER), &PEOPLE[who].into(), "box", &random);
            self.screens[screen] = opened.ok();
        }
        let Some(writer) = &mut self.screens[screen] else {
            return;
        };
        if self.chance.one_in(4)
            && let Ok(folder) = read_folder(&self.fs, Path::new(FOLDER))
        {
            writer.cite(&folder.synced);
        }
        if let Ok(ids) = writer.append(&self.kept[screen]) {
            self.told.acknowledged.extend(ids);
            self.kept[screen].clear();
        }
    }
}

fn read(fs: &MemoryFs) -> Folder {
    read_folder(fs, Path::new(FOLDER)).unwrap()
}

/// How many calls are made until the process dies: mostly few.
fn life(chance: &mut Chance) -> usize {
    match chance.below(64) {
        0 => chance.below(400),
        1..=15 => chance.below(80),
        _ => chance.below(24),
    }
}

/// Works on a disk until a death, or up to four: what one process leaves
/// behind is found by the next one without a crash in between.
fn lives(fs: &MemoryFs, told: &mut Told, chance: &mut Chance) {
    let more = if chance.one_in(2) { chance.below(4) } else { 0 };
    for _ in 0..=more {
        fs.heal();
        let death = fs.calls() + life(chance);
        fs.die_at(death, chance.below(700));
        Session::new(fs, told, chance).until(death);
    }
}

/// A session with its crashes: how many were looked at, or what went wrong.
fn session(chance: &mut Chance, careless: bool) -> Result<u64, Fault> {
    let fs = MemoryFs::default().with_file("/desk/set.jsonl", "");
    if careless {
        fs.ignore_syncs();
    }
    let mut told = Told::default();
    lives(&fs, &mut told, chance);
    let mut crashes = 0;
    for _ in 0..CRASHES {
        let mut left = fs.crash(&mut |end| chance.below(end));
        let mut told = told.clone();
        told.check(&read(&left))?;
        crashes += 1;
        // Putting it right is cut short itself.
        while chance.one_in(2) {
            lives(&left, &mut told, chance);
            left = left.crash(&mut |end| chance.below(end));
            told.check(&read(&left))?;
            crashes += 1;
        }
        recover(&left, &mut told, chance)?;
    }
    Ok(crashes)
}

/// Work goes on, and after an orderly end any tampering shows.
fn recover(left: &MemoryFs, told: &mut Told, chance: &mut Chance) -> Result<(), Fault> {
    let mut after = Session::new(left, told, chance);
    for (screen, who) in SCREENS.into_iter().enumerate().take(2) {
        let acts = after.told.act(who, after.chance);
        after.kept[screen].extend(acts);
        after.write(screen);
        if !after.kept[screen].is_empty() {
            return Err("work can't go on after a crash".to_owned());
        }
    }
    drop(after);
    told.check(&read(left))?;
    if chance.one_in(4) {
        tamper(left, chance)?;
    }
    Ok(())
}

/// Changes, cuts or takes away something that a head vouches for.
fn tamper(fs: &MemoryFs, chance: &mut Chance) -> Result<(), Fault> {
    let vouched: Vec<(PathBuf, usize)> = fs
        .list(Path::new(FOLDER))
        .unwrap()
        .into_iter()
        .filter_map(|path| {
            let head = fs.bytes(format!("{}.head", path.display()))?;
            let head: serde_json::Value = serde_json::from_slice(&head).ok()?;
            Some((path, usize::try_from(head["offset"].as_u64()?).ok()?))
        })
        .collect();
    let (path, len) = &vouched[chance.below(vouched.len())];
    let mut bytes = fs.bytes(path).unwrap();
    let at = chance.below(*len);
    let how = chance.below(3);
    match how {
        0 => bytes[at] ^= 1 << chance.below(8),
        1 => bytes.truncate(at),
        _ => {
            let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
            let end = at + memchr::memchr(b'\n', &bytes[at..]).unwrap() + 1;
            bytes.drain(start..end);
        }
    }
    let tampered = fs.clone().with_file(path, bytes);
    let folder = read(&tampered);
    if folder
        .troubles
        .iter()
        .any(|trouble| trouble.what.is_alarm())
    {
        return Ok(());
    }
    Err(format!(
        "tampering {how} at {at} of {} is not noticed",
        path.display()
    ))
}

#[test]
fn no_crash_loses_or_invents_anything_and_tampering_shows() {
    let (wanted, seed) = (cases(3_000), seed());
    let (mut crashes, mut case, mut faults) = (0, 0, 0);
    let mut out = std::io::stdout();
    while crashes < wanted {
        match session(&mut Chance::of(seed, case), false) {
            Ok(more) => crashes += more,
            Err(fault) => {
                faults += 1;
                writeln!(out, "seed {seed}, case {case}: {fault}").unwrap();
                assert!(faults < 5, "seed {seed}: see above");
            }
        }
        case += 1;
        if case % 100_000 == 0 {
            writeln!(out, "seed {seed}: {crashes} crashes, {faults} faults").unwrap();
        }
    }
    writeln!(
        out,
        "seed {seed}: {crashes} crashes in {case} sessions, {faults} faults"
    )
    .unwrap();
    assert_eq!(faults, 0, "seed {seed}");
}

#[test]
fn without_syncing_crashes_lose_decisions() {
    let seed = seed();
    let lost = (0..200)
        .filter_map(|case| session(&mut Chance::of(seed, case), true).err())
        .filter(|fault| fault.starts_with("lost"))
        .count();
    assert!(
        lost > 100,
        "seed {seed}: only {lost} of 200 sessions lost anything"
    );
}
