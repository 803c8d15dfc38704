//! Whichever call to the file system fails, and however: a session of deciding,
//! undoing, putting off and leaving loses nothing. Every decision is in the
//! set's folder, in the spool, or shown as not saved; what is said to be on a
//! disk is on it, and the next session on a disk that is well brings all of it
//! into the set's folder, each once.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::common::{Desk, Input, Layout, SAMPLE, SET, SPOOL, When};
use overrule::disk::{Append, Fs, Lasting, MemoryFs, ReadAt, Stat};
use overrule::domain::EventId;
use overrule::review::journal::{folder_of, read_folder};

/// Which calls fail.
#[derive(Debug, Default)]
struct Plan {
    /// Calls of any kind so far.
    calls: usize,
    /// The call, how, and for how long.
    fault: Option<(usize, ErrorKind, Lasting)>,
}

/// A file system whose every call counts, reading ones too.
#[derive(Clone)]
struct Faulty(MemoryFs, Arc<Mutex<Plan>>);

fn meet(plan: &Mutex<Plan>) -> io::Result<()> {
    let mut plan = plan.lock().unwrap();
    let number = plan.calls;
    plan.calls += 1;
    match plan.fault {
        Some((at, kind, Lasting::Once)) if number == at => Err(kind.into()),
        Some((at, kind, Lasting::ForEver)) if number >= at => Err(kind.into()),
        _ => Ok(()),
    }
}

impl Faulty {
    fn meet(&self) -> io::Result<()> {
        meet(&self.1)
    }
}

impl Fs for Faulty {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        self.meet()?;
        self.0.stat(path)
    }
    fn is_link(&self, path: &Path) -> bool {
        self.0.is_link(path)
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadAt>> {
        self.meet()?;
        Ok(Box::new(Open(self.0.open(path)?, Arc::clone(&self.1))))
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        self.meet()?;
        self.0.list(folder)
    }
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        self.meet()?;
        self.0.make_folder(folder)
    }
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Append>> {
        self.meet()?;
        Ok(Box::new(File(
            self.0.create_new(path)?,
            Arc::clone(&self.1),
        )))
    }
    fn append_to(&self, path: &Path) -> io::Result<Box<dyn Append>> {
        self.meet()?;
        Ok(Box::new(File(self.0.append_to(path)?, Arc::clone(&self.1))))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.meet()?;
        self.0.rename(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.meet()?;
        self.0.remove(path)
    }
    fn sync_file(&self, path: &Path) -> io::Result<()> {
        self.meet()?;
        self.0.sync_file(path)
    }
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.meet()?;
        self.0.sync_folder(folder)
    }
    fn can_write(&self, folder: &Path) -> bool {
        self.0.can_write(folder)
    }
}

struct Open(Box<dyn ReadAt>, Arc<Mutex<Plan>>);

impl ReadAt for Open {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        meet(&self.1)?;
        self.0.read_at(offset, buffer)
    }
    fn len(&self) -> io::Result<u64> {
        meet(&self.1)?;
        self.0.len()
    }
}

struct File(Box<dyn Append>, Arc<Mutex<Plan>>);

impl Append for File {
    fn try_lock(&mut self) -> io::Result<bool> {
        meet(&self.1)?;
        self.0.try_lock()
    }
    /// Half of the bytes reach the file of an append that fails.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        meet(&self.1).or_else(|error| {
            self.0.append(&bytes[..bytes.len() / 2])?;
            Err(error)
        })?;
        self.0.append(bytes)
    }
    fn sync(&mut self) -> io::Result<()> {
        meet(&self.1)?;
        self.0.sync()
    }
    fn cut(&mut self, len: u64) -> io::Result<()> {
        meet(&self.1)?;
        self.0.cut(len)
    }
    fn length(&self) -> io::Result<u64> {
        meet(&self.1)?;
        self.0.length()
    }
}

fn layout() -> Layout {
    Layout {
        size: (40, 12),
        set: SAMPLE
            .lines()
            .take(2)
            .fold(String::new(), |set, line| set + line + "\n"),
        ..Layout::default()
    }
}

/// Decides, undoes, puts off, leaves; returns the desk and how many calls that took.
fn session(fault: Option<(usize, ErrorKind, Lasting)>) -> (Desk, usize) {
    let layout = layout();
    let fs = MemoryFs::default().with_file(SET, layout.set.clone());
    let plan = Arc::new(Mutex::new(Plan::default()));
    let disk = Arc::new(Faulty(fs.clone(), Arc::clone(&plan)));
    let mut desk = Desk::through(disk, fs, layout, 0);
    *plan.lock().unwrap() = Plan { calls: 0, fault };
    desk.press("j a 3 u d");
    desk.send(When::After(Duration::from_secs(1)), Input::Focus);
    desk.press("4 q");
    let calls = plan.lock().unwrap().calls;
    (desk, calls)
}

fn ids(fs: &MemoryFs, folder: &str) -> BTreeSet<EventId> {
    let folder = read_folder(fs, Path::new(folder)).unwrap();
    let events = folder.events.iter().filter(|event| event.target.is_some());
    events.map(|event| event.id).collect()
}

#[track_caller]
fn holds(desk: &Desk, case: &str) {
    let decisions = folder_of(Path::new(SET));
    let home = decisions.to_str().unwrap();
    let (there, aside) = (ids(&desk.fs, home), ids(&desk.fs, SPOOL));
    let screen = desk.screen();
    for event in desk.app.ledger.events() {
        let id = event.id;
        if desk.app.ledger.is_unsaved(id) {
            assert!(
                screen.to_uppercase().contains("NOT SAVED"),
                "{case}\n{screen}"
            );
        } else if desk.app.aside.contains(&id) {
            assert!(aside.contains(&id), "{case}: not in the spool");
            assert!(
                desk.app.ended || screen.contains("KEPT ASIDE"),
                "{case}\n{screen}"
            );
        } else {
            assert!(there.contains(&id), "{case}: not in the journal");
        }
    }
    let said: BTreeSet<EventId> = desk.app.ledger.events().map(|event| event.id).collect();
    assert!(
        there.is_subset(&said) && aside.is_subset(&said),
        "{case}: invented"
    );
}

#[test]
fn whichever_call_fails_every_decision_is_saved_kept_aside_or_shown_unsaved() {
    let (well, calls) = session(None);
    assert_eq!(well.app.ledger.events().count(), 5);
    assert!(well.app.ended);
    let kinds = [
        ErrorKind::Other,
        ErrorKind::StorageFull,
        ErrorKind::NotFound,
        ErrorKind::StaleNetworkFileHandle,
        ErrorKind::Interrupted,
    ];
    // All of them take a minute; by default each call fails in two ways.
    let all = std::env::var_os("OVERRULE_LONG").is_some();
    for call in 0..calls {
        for (at, kind) in kinds.into_iter().enumerate() {
            for lasting in [Lasting::Once, Lasting::ForEver] {
                let turn = (at + usize::from(lasting == Lasting::Once)) % kinds.len();
                if !all && turn != call % kinds.len() {
                    continue;
                }
                let case = format!("call {call} of {calls}, {kind}, {lasting:?}");
                let (desk, _) = session(Some((call, kind, lasting)));
                holds(&desk, &case);
                let on_disk: BTreeSet<EventId> = {
                    let events = desk.app.ledger.events().map(|event| event.id);
                    events
                        .filter(|id| !desk.app.ledger.is_unsaved(*id))
                        .collect()
                };
                let fs = desk.fs.clone();
                drop(desk);
                let next = Desk::over(fs, layout(), 1);
                let folder = read_folder(&next.fs, &folder_of(Path::new(SET))).unwrap();
                assert!(
                    folder.troubles.iter().all(|it| !it.what.is_alarm()),
                    "{case}: {:?}",
                    folder.troubles
                );
                let there: BTreeSet<EventId> = folder.events.iter().map(|event| event.id).collect();
                assert!(on_disk.is_subset(&there), "{case}");
                assert!(ids(&next.fs, SPOOL).is_empty(), "{case}: left in the spool");
            }
        }
    }
}
