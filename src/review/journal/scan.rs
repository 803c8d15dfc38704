//! One journal file, read: its good lines, what is wrong with the others, and
//! how far it is known to be on the disk. No IO.

use super::TroubleKind;
use super::head::Mark;
use super::line::{hash_of, no_line, record_of};
use super::read::HeadState;
use crate::domain::Digest;
use crate::domain::event::{Head, Record};

/// One journal file, scanned.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Its good records.
    pub records: Vec<Record>,
    /// Number and hash of the line of each of them.
    pub heads: Vec<Head>,
    /// Where the line before the last of them ends.
    before_last: u64,
    /// What was wrong: the line, where there is one, and how.
    pub troubles: Vec<(Option<u64>, TroubleKind)>,
    /// How many lines it has, good or bad, a torn tail left out.
    pub lines: u64,
    /// Length in bytes of those lines.
    pub len: u64,
    /// Length of a torn tail after that.
    pub torn: u64,
    /// What the head file says.
    mark: Option<Mark>,
}

impl Scan {
    /// How the head stands to the file.
    pub fn head_state(&self) -> HeadState {
        let last = self.heads.last().map_or(0, |head| head.seq);
        match &self.mark {
            None => HeadState::Missing,
            Some(mark) if self.check(&mark.head()).is_some() => HeadState::Ahead,
            Some(mark) if mark.seq < last => HeadState::Old,
            Some(_) => HeadState::Current,
        }
    }

    /// What a file that lacks a line vouched for by another journal is: cut
    /// off, or an older copy that its own head came along with.
    pub fn lacks(&self, vouched: &Head) -> TroubleKind {
        let last = self.heads.last().map_or(0, |head| head.seq);
        let sound = self.troubles.is_empty() && self.head_state() == HeadState::Current;
        match &self.mark {
            Some(mark) if sound && mark.seq == last => TroubleKind::Behind(vouched.seq - last),
            _ => TroubleKind::LostTail,
        }
    }

    /// True where something saved was changed or lost.
    pub fn is_damaged(&self) -> bool {
        self.troubles.iter().any(|(_, kind)| kind.is_alarm())
    }

    /// True where nothing is wrong but a torn tail.
    pub fn is_sound(&self) -> bool {
        self.troubles
            .iter()
            .all(|(_, kind)| matches!(kind, TroubleKind::TornTail))
    }

    /// True where a writer may go on after cutting a torn tail, if there is
    /// one: the head names the last line, or there is none (see `left`).
    pub fn can_go_on(&self) -> bool {
        self.is_sound() && (self.lines == 0 || self.vouched())
    }

    /// Whether the head names the last line, and so its sync has returned.
    pub fn vouched(&self) -> bool {
        let last = self.heads.last();
        self.mark.as_ref().map(Mark::head).as_ref() == last && last.is_some()
    }

    /// The last line known to be on the disk: the last one, where the head
    /// names it, else the one before, for no line is begun before that is synced.
    pub fn synced(&self) -> Option<&Head> {
        let unsure = usize::from(!self.vouched());
        self.heads.iter().rev().nth(unsure)
    }

    /// What the head should say, where the last line isn't known to be on the
    /// disk and the head names an earlier one than it could.
    pub fn overdue(&self) -> Option<Mark> {
        let head = self.synced().filter(|_| !self.vouched())?;
        let old = self.mark.as_ref().is_none_or(|mark| mark.seq < head.seq);
        old.then(|| Mark {
            seq: head.seq,
            hash: head.hash.clone(),
            offset: self.before_last,
        })
    }

    /// What is wrong in view of a line that a head file or another journal vouches for.
    pub fn check(&self, vouched: &Head) -> Option<(Option<u64>, TroubleKind)> {
        let last = self.heads.last().map_or(0, |head| head.seq);
        if vouched.seq > last.max(self.lines) {
            return Some((None, TroubleKind::LostTail));
        }
        let at = self
            .heads
            .binary_search_by_key(&vouched.seq, |head| head.seq)
            .ok()?;
        (self.heads[at] != *vouched).then_some((Some(vouched.seq), TroubleKind::Chain))
    }
}

/// One line, read.
struct Line {
    /// Where it ends, its line end included.
    end: u64,
    hash: Digest,
    read: Result<Record, TroubleKind>,
}

/// Scans a journal file. Bad bytes at its end are a torn tail, unless the head
/// says that lines were there.
pub(super) fn scan(bytes: &[u8], mark: Option<&Mark>) -> Scan {
    let mut lines = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        let line = &bytes[start..end];
        start = end + 1;
        lines.push(Line {
            end: start as u64,
            hash: hash_of(line),
            read: record_of(line),
        });
    }
    let whole = lines
        .iter()
        .rposition(|line| matches!(line.read, Ok(_) | Err(TroubleKind::UnknownVersion(_))))
        .map_or(0, |at| at + 1);
    let mut scan = Scan {
        lines: whole as u64,
        ..Scan::default()
    };
    chain(&mut scan, &mut lines, whole);
    let length = bytes.len() as u64;
    let vouched = mark.is_some_and(|mark| mark.seq > whole as u64);
    if scan.len < length && !vouched {
        scan.torn = length - scan.len;
        let line = Some(whole as u64 + 1);
        scan.troubles.push((line, TroubleKind::TornTail));
    } else if scan.len < length {
        // Garbage without a line end is a bad line like the others.
        let rest = (start as u64) < length;
        let rest = rest.then(|| TroubleKind::Malformed("no line end".to_owned()));
        let bad = lines
            .into_iter()
            .filter_map(|line| line.read.err())
            .chain(rest);
        for kind in bad {
            scan.lines += 1;
            scan.troubles.push((Some(scan.lines), kind));
        }
        scan.len = length;
    }
    if let Some(mark) = mark {
        scan.troubles.extend(scan.check(&mark.head()));
        scan.mark = Some(mark.clone());
    }
    scan
}

/// Takes the first `whole` lines out, keeps the good ones of them and checks that each
/// continues the line before.
fn chain(scan: &mut Scan, lines: &mut Vec<Line>, whole: usize) {
    // The line before; none after a bad one, of which nothing can be said.
    let mut before = Some(no_line());
    let mut last = 0;
    let mut end = 0;
    for (number, line) in (1..).zip(lines.drain(..whole)) {
        scan.len = line.end;
        match line.read {
            Ok(record) => {
                scan.before_last = std::mem::replace(&mut end, line.end);
                let follows = match &before {
                    Some(hash) => record.seq == last + 1 && record.prev == *hash,
                    None => record.seq > last,
                };
                if !follows {
                    scan.troubles.push((Some(number), TroubleKind::Chain));
                }
                last = record.seq;
                before = Some(line.hash.clone());
                scan.heads.push(Head {
                    seq: record.seq,
                    hash: line.hash,
                });
                scan.records.push(record);
            }
            Err(kind) => {
                scan.troubles.push((Some(number), kind));
                before = None;
            }
        }
    }
}
