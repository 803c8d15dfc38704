//! Recovery on request: what a start would do with this reviewer's files on
//! this machine, for all of them and without a decision; copies of damaged files
//! whoever wrote them; and the spool. Files of others are copied and never
//! written. Doing it again finds nothing more to do.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::TroubleKind;
use super::left;
use super::names::prefix;
use super::quarantine;
use super::read::{Folder, Reading, name_of, read_folder, scan_file};
use super::shard::{Failure, Shard};
use super::spool::{After, take_up};
use super::write::{Hand, Writer};
use crate::disk::Fs;
use crate::domain::At;
use crate::text::counted;

/// Whether steps are done or only told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Nothing is written.
    Tell,
    /// The steps are done.
    Do,
}

/// What is done, or left, about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A write that was cut off is copied into quarantine, cut, and put on record.
    #[error("set a write that was cut off aside ({0} bytes), cut it and put that on record")]
    SetTailAside(u64),
    /// The head file is written anew, up to the last line that is known to be
    /// on the disk.
    #[error("write its head anew")]
    WriteHead,
    /// The damaged file is copied into quarantine, which is put on record.
    #[error(
        "copy the damaged file to {0} and put that on record; the file stays as it is and its good lines count"
    )]
    CopyDamaged(String),
    /// Events kept aside are moved into the journal.
    #[error("move {} kept aside into the journal", counted(*.0, "event"))]
    TakeUp(usize),
    /// A file of another reviewer or machine: its own program does that.
    #[error(
        "left: the next decision of who wrote it, on their machine, sets the cut-off write aside"
    )]
    LeftToOwner,
    /// A program writes it: that program puts it right.
    #[error("left: a program is writing it; leave that first")]
    LeftInUse,
    /// It was damaged, copied and put on record before.
    #[error(
        "damaged; copied to quarantine and on record already. Put a good copy in its place, if there is one"
    )]
    StaysDamaged,
    /// A whole copy is wanted from elsewhere.
    #[error("left: copy the whole file here from where it was written")]
    WantsCopy,
    /// A newer program is wanted.
    #[error("left: only a newer program understands it")]
    WantsNewer,
    /// A file of the spool stays where it is.
    #[error("left in the spool: {0}")]
    LeftInSpool(String),
}

impl Step {
    /// True for what changes something on the disk.
    pub fn acts(&self) -> bool {
        matches!(
            self,
            Self::SetTailAside(_) | Self::WriteHead | Self::CopyDamaged(_) | Self::TakeUp(_)
        )
    }
}

/// What was, or would be, done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Recovery {
    /// Whether the steps were done.
    pub done: bool,
    /// The files, by name, and what about them.
    pub steps: Vec<(String, Step)>,
}

impl Recovery {
    /// True where nothing is left to do, by this program or a person.
    pub fn is_settled(&self) -> bool {
        // A damaged file stays damaged once a copy of it is set aside.
        let settles = |step: &Step| step.acts() && !matches!(step, Step::CopyDamaged(_));
        self.steps
            .iter()
            .all(|(_, step)| self.done && settles(step))
    }
}

/// Puts a decisions folder right, or tells what that would be.
///
/// # Errors
/// Those of the system; what was done by then is done, and the same call may be
/// repeated.
pub fn recover(
    fs: &Arc<dyn Fs>,
    folder: &Path,
    spool: &Path,
    hand: &Hand,
    at: At,
    doing: Doing,
) -> io::Result<Recovery> {
    let found = read_folder(fs.as_ref(), folder)?;
    let mut steps = Vec::new();
    for reading in &found.readings {
        let name = name_of(&reading.path);
        for step in steps_for(fs.as_ref(), &found, reading, hand)? {
            steps.push((name.clone(), step));
        }
    }
    for trouble in &found.troubles {
        if trouble.what == TroubleKind::NotHere {
            steps.push((name_of(&trouble.path), Step::WantsCopy));
        }
    }
    let aside = read_folder(fs.as_ref(), spool)?;
    if !aside.readings.is_empty() {
        steps.push((
            spool.display().to_string(),
            Step::TakeUp(aside.events.len()),
        ));
    }
    if doing == Doing::Do {
        put_right(fs, &found, folder, (hand, at), &steps)?;
        if !aside.readings.is_empty() {
            let left = move_up(fs, folder, spool, hand)?;
            steps.extend(left);
        }
    }
    let done = doing == Doing::Do;
    Ok(Recovery { done, steps })
}

fn steps_for(fs: &dyn Fs, found: &Folder, reading: &Reading, hand: &Hand) -> io::Result<Vec<Step>> {
    let name = name_of(&reading.path);
    let own = name.starts_with(&prefix(hand.reviewer.as_str(), &hand.host));
    let kinds = || {
        let of = found.troubles.iter().filter(|it| it.path == reading.path);
        of.map(|trouble| &trouble.what)
    };
    let mut steps = Vec::new();
    if kinds().any(TroubleKind::is_alarm) {
        let copy = quarantine::damaged_name(&reading.path, &fs.read(&reading.path)?);
        let recorded = found
            .events
            .iter()
            .any(|event| quarantine::names(event).as_deref() == Some(&copy));
        let kept = quarantine::all(fs, reading.path.parent().unwrap_or(Path::new("")))?;
        steps.push(if recorded && kept.contains(&copy) {
            Step::StaysDamaged
        } else {
            Step::CopyDamaged(copy)
        });
        return Ok(steps);
    }
    if kinds().any(|kind| matches!(kind, TroubleKind::UnknownVersion(_))) {
        steps.push(Step::WantsNewer);
        return Ok(steps);
    }
    if kinds().any(|kind| matches!(kind, TroubleKind::Behind(_))) {
        steps.push(Step::WantsCopy);
    }
    let headless = || -> io::Result<bool> {
        let unsure = own && !reading.synced && !reading.events.is_empty();
        Ok(unsure && scan_file(fs, &reading.path)?.overdue().is_some())
    };
    if reading.torn == 0 && !headless()? {
        return Ok(steps);
    }
    let free = || {
        fs.append_to(&reading.path)
            .and_then(|mut file| file.try_lock())
    };
    steps.push(match (own, reading.torn) {
        (false, _) => Step::LeftToOwner,
        // A write may be under way: it isn't torn before its program is gone.
        (true, 1..) if !free()? => Step::LeftInUse,
        (true, 1..) => Step::SetTailAside(reading.torn),
        (true, 0) if !free()? => return Ok(steps),
        (true, 0) => Step::WriteHead,
    });
    Ok(steps)
}

fn put_right(
    fs: &Arc<dyn Fs>,
    found: &Folder,
    folder: &Path,
    (hand, at): (&Hand, At),
    steps: &[(String, Step)],
) -> io::Result<()> {
    let who = (at, &hand.reviewer);
    let known = found.events.iter().filter_map(quarantine::names).collect();
    let mut records = Vec::new();
    for (name, step) in steps {
        let path = folder.join(name);
        match step {
            Step::SetTailAside(_) | Step::WriteHead => {
                let mut file = fs.append_to(&path)?;
                let ours = file.try_lock()?;
                let scan = scan_file(fs.as_ref(), &path)?;
                if ours && scan.can_go_on() {
                    let mut shard = Shard::resume(Arc::clone(fs), path, file, &scan);
                    shard.tidy(who).map_err(Failure::into_error)?;
                } else {
                    // The lock is taken anew for it.
                    drop(file);
                    records.extend(left::settle(fs.as_ref(), &path, &known, who)?);
                }
            }
            Step::CopyDamaged(_) => {
                let bytes = fs.read(&path)?;
                records.push(quarantine::keep_damaged(fs.as_ref(), &path, &bytes, who)?);
            }
            _ => {}
        }
    }
    if records.is_empty() {
        return Ok(());
    }
    writer(fs, folder, hand)?.put(&records)
}

fn writer(fs: &Arc<dyn Fs>, folder: &Path, hand: &Hand) -> io::Result<Writer> {
    Writer::open(
        Arc::clone(fs),
        folder,
        &hand.reviewer,
        &hand.host,
        &hand.random,
    )
}

/// Takes the spool up; returns what had to be left in it.
fn move_up(
    fs: &Arc<dyn Fs>,
    folder: &Path,
    spool: &Path,
    hand: &Hand,
) -> io::Result<Vec<(String, Step)>> {
    let taken = take_up(
        fs.as_ref(),
        spool,
        folder,
        After::Remove,
        &mut |who, events| {
            let hand = Hand {
                reviewer: who.clone(),
                ..hand.clone()
            };
            writer(fs, folder, &hand)?.append(events).map(|_| ())
        },
    )?;
    let left = taken.left.into_iter();
    Ok(left
        .map(|(path, left)| (name_of(&path), Step::LeftInSpool(left.to_string())))
        .collect())
}

impl fmt::Display for Recovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.steps.is_empty() {
            return writeln!(f, "nothing to do");
        }
        let told = |acts: bool| {
            self.steps
                .iter()
                .filter(move |(_, step)| step.acts() == acts)
        };
        if told(true).next().is_some() {
            writeln!(f, "{}", if self.done { "done:" } else { "to be done:" })?;
        }
        for (name, step) in told(true) {
            writeln!(f, "  {name}: {step}")?;
        }
        if told(false).next().is_some() {
            writeln!(f, "for you to see to:")?;
        }
        for (name, step) in told(false) {
            writeln!(f, "  {name}: {step}")?;
        }
        if !self.done && told(true).next().is_some() {
            writeln!(f, "nothing was changed; --apply does it")?;
        }
        Ok(())
    }
}
