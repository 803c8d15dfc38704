//! One journal file, read: what is wrong with its lines, and how far it is
//! known to be on the disk. Lines are handed on as they come and not kept.
//! A file that grew is read on from where its last good line ended. No IO.

use std::ops::Range;

use super::TroubleKind;
use super::head::Mark;
use super::line::{hash_of, no_line, record_of, without_cr};
use super::quarantine;
use super::read::HeadState;
use crate::domain::event::{Head, Record};
use crate::domain::{Digest, Event, Names};

/// One journal file, scanned.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Number and hash of each good line.
    pub heads: Vec<Head>,
    /// What its lines cite of other files, in their order.
    pub cited: Vec<(String, Head)>,
    /// The copies in quarantine that its lines name.
    pub copies: Vec<String>,
    /// Where the line before the last good one ends.
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
        if self.troubles.is_empty() && self.vouched() {
            TroubleKind::Behind(vouched.seq - last)
        } else {
            TroubleKind::LostTail
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
        old.then_some(Mark {
            seq: head.seq,
            hash: head.hash,
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

    /// Where the last line begins and ends, and what it hashes to: the file may
    /// be read on from there while that holds. None where anything is wrong.
    pub fn last_line(&self) -> Option<(Range<u64>, Digest)> {
        let last = self.heads.last().filter(|_| self.is_sound())?;
        Some((self.before_last..self.len, last.hash))
    }
}

/// One line, read.
#[derive(Debug)]
pub(super) struct Line {
    /// Its length, its line end included.
    len: u64,
    hash: Digest,
    read: Result<Record, TroubleKind>,
}

/// Reads whole lines, each with its line end.
pub(super) fn lines(bytes: &[u8]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut text = String::new();
    // Names that stand in every line are made here once: whoever takes the events
    // would let go of them line by line, on the one thread that others wait for.
    let mut names = Names::default();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        let line = without_cr(&bytes[start..end]);
        let mut read = record_of(line, &mut text);
        if let Ok(record) = &mut read {
            record.share(&mut names);
        }
        lines.push(Line {
            len: (end + 1 - start) as u64,
            hash: hash_of(line),
            read,
        });
        start = end + 1;
    }
    lines
}

/// A scan under way.
pub(super) struct Scanner {
    scan: Scan,
    /// The hash of the line before; none after a bad one, of which nothing can be said.
    before: Option<Digest>,
    /// Bad lines since the last whole one: a torn tail, unless more comes.
    bad: Vec<TroubleKind>,
    /// Where the lines taken so far end, and the last good one.
    end: u64,
    good_end: u64,
    /// Lines whose events aren't handed on: they were before.
    known: Vec<Head>,
}

impl Scanner {
    /// Begins with the first line. Events of lines that are as they were in an
    /// earlier scan of the file aren't handed on.
    pub fn again(known: Option<Scan>) -> Self {
        Self {
            known: known.map(|scan| scan.heads).unwrap_or_default(),
            scan: Scan::default(),
            before: Some(no_line()),
            bad: Vec::new(),
            end: 0,
            good_end: 0,
        }
    }

    /// Goes on after a sound scan of the same file that ended before.
    pub fn after(mut scan: Scan) -> Self {
        // A tail that was torn then is read again.
        scan.troubles.clear();
        scan.torn = 0;
        scan.mark = None;
        let before = scan.heads.last().map_or_else(no_line, |head| head.hash);
        Self {
            before: Some(before),
            bad: Vec::new(),
            end: scan.len,
            good_end: scan.len,
            known: Vec::new(),
            scan,
        }
    }

    /// Takes the next lines and returns their events.
    pub fn take(&mut self, lines: Vec<Line>) -> Vec<Event> {
        let mut events = Vec::with_capacity(lines.len());
        for line in lines {
            self.end += line.len;
            match line.read {
                Ok(record) => {
                    self.whole();
                    events.extend(self.good(record, line.hash));
                }
                Err(kind @ TroubleKind::UnknownVersion(_)) => {
                    self.whole();
                    self.scan.lines += 1;
                    self.scan.troubles.push((Some(self.scan.lines), kind));
                    self.before = None;
                    self.scan.len = self.end;
                }
                Err(kind) => self.bad.push(kind),
            }
        }
        events
    }

    /// A whole line has come: the bad ones before it are no tail.
    fn whole(&mut self) {
        for kind in self.bad.drain(..) {
            self.scan.lines += 1;
            self.scan.troubles.push((Some(self.scan.lines), kind));
            self.before = None;
        }
    }

    fn good(&mut self, mut record: Record, hash: Digest) -> Option<Event> {
        let scan = &mut self.scan;
        scan.lines += 1;
        scan.len = self.end;
        scan.before_last = std::mem::replace(&mut self.good_end, self.end);
        let last = scan.heads.last().map_or(0, |head| head.seq);
        let follows = match &self.before {
            Some(before) => last.checked_add(1) == Some(record.seq) && record.prev == *before,
            None => record.seq > last,
        };
        if !follows {
            scan.troubles.push((Some(scan.lines), TroubleKind::Chain));
        }
        self.before = Some(hash);
        let head = Head {
            seq: record.seq,
            hash,
        };
        let same = self
            .known
            .binary_search_by_key(&head.seq, |known| known.seq);
        let known = same.is_ok_and(|at| self.known[at] == head);
        scan.heads.push(head);
        scan.cited.extend(std::mem::take(&mut record.heads));
        let event = record.into_event();
        scan.copies.extend(quarantine::names(&event));
        (!known).then_some(event)
    }

    /// Ends the scan of a file of so many bytes. Bad bytes at its end are a
    /// torn tail, unless the head says that lines were there.
    pub fn finish(self, length: u64, mark: Option<Mark>) -> Scan {
        let (mut scan, end) = (self.scan, self.end);
        let vouched = mark.as_ref().is_some_and(|mark| mark.seq > scan.lines);
        if scan.len < length && !vouched {
            scan.torn = length - scan.len;
            let line = Some(scan.lines + 1);
            scan.troubles.push((line, TroubleKind::TornTail));
        } else {
            // Garbage without a line end is a bad line like the others.
            let rest = (end < length).then(|| TroubleKind::Malformed("no line end".to_owned()));
            for kind in self.bad.into_iter().chain(rest) {
                scan.lines += 1;
                scan.troubles.push((Some(scan.lines), kind));
            }
            scan.len = length;
        }
        if let Some(mark) = mark {
            scan.troubles.extend(scan.check(&mark.head()));
            scan.mark = Some(mark);
        }
        scan
    }
}
