//! What is known of the set so far: how many rows there are, what the queue
//! keeps of them, the few that were read in full, and what was asked for. A set
//! may be larger than memory, so that nothing here grows with it but the heads.

use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use crate::domain::{Incident, IncidentId, Target};
use crate::review::checks::Flag;
use crate::review::queue::{Heads, Row, id_hash};

/// How many incidents are kept.
const RECORDS: usize = 64;
/// How many bytes of the file they may take together, unless they are needed.
const RECORD_BYTES: usize = 8 << 20;
/// How many rows are kept as the queue shows them.
const LINES: usize = 1024;

/// An incident that was read.
#[derive(Clone, Debug)]
pub struct Record {
    /// It, or why it couldn't be read.
    pub read: Result<Arc<Incident>, String>,
    /// Its flags.
    pub flags: Vec<Flag>,
    /// The first byte of its line, and how many there are.
    pub span: (u64, u32),
}

impl From<Incident> for Record {
    fn from(incident: Incident) -> Self {
        Self {
            read: Ok(Arc::new(incident)),
            flags: Vec::new(),
            span: (0, 0),
        }
    }
}

/// The incidents read last, by row.
#[derive(Debug, Default)]
pub struct Records {
    kept: HashMap<u32, Record>,
    /// Rows, the oldest first.
    order: VecDeque<u32>,
    bytes: usize,
}

impl Records {
    /// What was read of a row.
    pub fn get(&self, row: u32) -> Option<&Record> {
        self.kept.get(&row)
    }

    /// The incident of a row.
    pub fn incident(&self, row: u32) -> Option<&Arc<Incident>> {
        self.get(row)?.read.as_ref().ok()
    }

    /// An incident by id, with its row.
    pub fn find(&self, id: &IncidentId) -> Option<(u32, &Arc<Incident>)> {
        let mut kept = self.kept.iter();
        kept.find_map(|(row, record)| {
            let incident = record.read.as_ref().ok()?;
            (incident.id == *id).then_some((*row, incident))
        })
    }

    /// The incident that holds a target, with its row.
    pub fn holding(&self, target: &Target) -> Option<(u32, &Arc<Incident>)> {
        let mut kept = self.kept.iter();
        kept.find_map(|(row, record)| {
            let incident = record.read.as_ref().ok()?;
            incident.holds(target).then_some((*row, incident))
        })
    }

    /// Keeps one, and forgets the oldest ones, those in need aside.
    pub fn insert(&mut self, row: u32, record: Record, needed: &[u32]) {
        self.remove(row);
        self.bytes += record.span.1 as usize;
        self.kept.insert(row, record);
        self.order.push_back(row);
        let mut spared = Vec::new();
        while (self.kept.len() > RECORDS || self.bytes > RECORD_BYTES)
            && let Some(oldest) = self.order.front().copied()
        {
            if oldest == row || needed.contains(&oldest) {
                self.order.pop_front();
                spared.push(oldest);
            } else {
                self.remove(oldest);
            }
        }
        for row in spared.into_iter().rev() {
            self.order.push_front(row);
        }
    }

    fn remove(&mut self, row: u32) {
        if let Some(record) = self.kept.remove(&row) {
            self.bytes = self.bytes.saturating_sub(record.span.1 as usize);
            self.order.retain(|at| *at != row);
        }
    }
}

/// What is known of the set.
#[derive(Debug, Default)]
pub struct Known {
    /// Rows whose place is found, from the first one on.
    pub rows: u32,
    /// Rows around a remembered place, which can be read before that.
    pub near: Range<u32>,
    /// Heads read so far.
    pub heads: Heads,
    /// How much of the set was read, in hundredths.
    pub percent: u8,
    /// Whether all rows were read.
    pub done: bool,
    /// Rows as the queue shows them.
    lines: HashMap<u32, Row>,
    /// Incidents that were asked for.
    records: HashSet<u32>,
    /// Rows for the queue that were asked for.
    wanted: HashSet<u32>,
}

impl Known {
    /// How many rows there are, as far as is known.
    pub fn total(&self) -> u32 {
        self.rows.max(self.near.end)
    }

    /// Whether a row can be read already.
    pub fn is_readable(&self, row: u32) -> bool {
        row < self.rows || self.near.contains(&row)
    }

    /// A row as the queue shows it, where it was read.
    pub fn line(&self, row: u32) -> Option<&Row> {
        self.lines.get(&row)
    }

    /// The row of an incident, by a line that is kept.
    pub fn line_of(&self, id: &IncidentId) -> Option<u32> {
        let mut lines = self.lines.values();
        lines.find(|line| line.id == *id).map(|line| line.row)
    }

    /// Hash of the id of the incident in a row, where it was read.
    pub fn hash(&self, row: u32) -> Option<u64> {
        let head = self.heads.get(row).map(|(hash, _)| hash);
        head.or_else(|| self.line(row).map(|line| id_hash(&line.id)))
    }

    /// Notes that an incident is asked for; false where it is already.
    pub fn ask(&mut self, row: u32) -> bool {
        self.records.insert(row)
    }

    /// Notes that it has come.
    pub fn came(&mut self, row: u32) {
        self.records.remove(&row);
    }

    /// Notes which of some rows the queue needs; gives those not asked for yet.
    pub fn want(&mut self, rows: impl Iterator<Item = u32>) -> Vec<u32> {
        rows.filter(|row| self.is_readable(*row))
            .filter(|row| !self.lines.contains_key(row))
            .collect::<Vec<_>>()
            .into_iter()
            .filter(|row| self.wanted.insert(*row))
            .collect()
    }

    /// Keeps rows as the queue shows them; where they become many, only these
    /// and those that it shows now.
    pub fn show(&mut self, rows: Vec<Row>, shown: &[u32]) {
        if self.lines.len() + rows.len() > LINES {
            self.lines.retain(|row, _| shown.contains(row));
        }
        for row in rows {
            self.wanted.remove(&row.row);
            self.lines.insert(row.row, row);
        }
    }

    /// Forgets what was read of rows around a remembered place.
    pub fn forget_near(&mut self) {
        self.near = 0..0;
        self.lines.clear();
        self.wanted.clear();
        self.records.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(len: u32) -> Record {
        Record {
            span: (0, len),
            ..Record::from(Incident::default())
        }
    }

    #[test]
    fn few_records_are_kept_the_needed_ones_among_them() {
        let mut records = Records::default();
        for row in 0..1_000 {
            records.insert(row, record(7_000), &[3, row.saturating_sub(1)]);
        }
        assert_eq!(records.kept.len(), RECORDS);
        assert!(records.get(3).is_some() && records.get(998).is_some());
        assert!(records.get(900).is_none());
    }

    #[test]
    fn long_records_push_out_others_but_not_those_in_need() {
        let mut records = Records::default();
        for row in 0..10 {
            records.insert(row, record(4 << 20), &[0, 1]);
        }
        let mut kept: Vec<u32> = records.kept.keys().copied().collect();
        kept.sort_unstable();
        assert_eq!(kept, [0, 1, 9]);
        records.insert(9, record(100), &[]);
        assert_eq!(records.bytes, (4 << 20) + 100, "a row is counted once");
    }

    #[test]
    fn a_row_is_asked_for_once_and_only_where_it_can_be_read() {
        let mut known = Known {
            rows: 10,
            near: 90..100,
            ..Known::default()
        };
        assert_eq!(known.total(), 100);
        assert_eq!(known.want(5..95), [5, 6, 7, 8, 9, 90, 91, 92, 93, 94]);
        assert_eq!(known.want(9..92), [0; 0]);
        let row = |row| Row {
            row,
            ..Row::default()
        };
        known.show(vec![row(9)], &[]);
        assert_eq!(known.want(9..92), [0; 0], "it is here");
        for at in 100..3_000 {
            known.show(vec![row(at)], &[9]);
        }
        assert!(known.lines.len() <= LINES && known.line(9).is_some());
        assert!(known.ask(9) && !known.ask(9));
        known.came(9);
        assert!(known.ask(9));
    }
}
