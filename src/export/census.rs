//! Counts what an export will hold, before any of it is written: the header
//! stands first. Only ids and the ledger are looked at, and parts that were
//! counted apart add up.

use std::collections::BTreeSet;

use crate::domain::Target;

use super::build::{ExportInput, Scope};
use super::reviewed::{Counts, FORMAT, Header, Schemas, SetInfo, Taxonomy, Tool, VERSION};
use super::schema::Schema;

/// What was counted so far.
#[derive(Clone, Debug, Default)]
pub struct Census {
    covered: u64,
    left_out: u64,
    rows: u64,
    /// Targets of the ledger that the set holds.
    found: BTreeSet<Target>,
}

/// What stands around the rows of an export.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The header.
    pub header: Header,
    /// Targets of the ledger that the set doesn't hold, in order; their rows
    /// come last.
    pub orphans: Vec<Target>,
}

impl Census {
    /// Counts one incident, by what decisions on it are kept under.
    pub fn add(
        &mut self,
        input: &ExportInput<'_>,
        targets: impl Iterator<Item = Target>,
        scope: Scope,
    ) {
        match scope {
            Scope::LeftOut => self.left_out += 1,
            Scope::Covered => self.covered += 1,
        }
        for target in targets {
            if scope == Scope::Covered {
                // A target that nobody touched has a row as well.
                self.rows += rows(input, &target).max(1);
            }
            if input.ledger.is_touched(&target) {
                self.found.insert(target);
            }
        }
    }

    /// Adds what was counted apart.
    pub fn join(&mut self, other: Self) {
        self.covered += other.covered;
        self.left_out += other.left_out;
        self.rows += other.rows;
        self.found.extend(other.found);
    }

    /// Incidents counted so far.
    pub fn incidents(&self) -> u64 {
        self.covered + self.left_out
    }

    /// Closes the count: all incidents were added.
    pub fn finish(self, input: &ExportInput<'_>) -> Frame {
        let targets = input.ledger.targets();
        let orphans: Vec<Target> = targets
            .filter(|target| !self.found.contains(target))
            .cloned()
            .collect();
        let of_orphans: u64 = orphans.iter().map(|target| rows(input, target)).sum();
        let counts = Counts {
            incidents_covered: self.covered,
            incidents_left_out: self.left_out,
            rows: self.rows + of_orphans,
            orphaned: orphans.len() as u64,
            events: input.ledger.unordered().count() as u64,
        };
        Frame {
            header: header(input, counts),
            orphans,
        }
    }
}

/// How many rows the ledger gives a target.
fn rows(input: &ExportInput<'_>, target: &Target) -> u64 {
    input.ledger.works(target).count() as u64
}

fn header(input: &ExportInput<'_>, counts: Counts) -> Header {
    Header {
        format: FORMAT.to_owned(),
        v: VERSION,
        as_of: input.ledger.unordered().map(|event| event.at).max(),
        set: SetInfo {
            name: input.set_name.to_owned(),
            hash: *input.set_hash,
            incidents: counts.incidents_covered + counts.incidents_left_out,
        },
        filter: input.filter.to_owned(),
        reviewer: input.reviewer.cloned(),
        texts: input.texts,
        counts,
        schemas: Schemas {
            set: Schema::Set.id().to_owned(),
            journal: Schema::Journal.id().to_owned(),
            export: Schema::Export.id().to_owned(),
        },
        taxonomy: Taxonomy {
            id: input.vocabulary.id.clone(),
            version: input.vocabulary.version.clone(),
        },
        tool: Tool {
            name: "overrule".to_owned(),
            version: input.tool_version.to_owned(),
        },
        protocol: input.ledger.protocol().cloned(),
        heads: input.heads.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::reviewed::Texts;
    use super::super::sample;
    use super::*;

    #[test]
    fn parts_counted_apart_add_up() {
        let events = sample::events();
        sample::with_input(events, Texts::Hashes, "some", |input| {
            let mut whole = Census::default();
            let mut joined = Census::default();
            for (at, incident) in sample::incidents().iter().enumerate() {
                let scope = match at {
                    0 => Scope::LeftOut,
                    _ => Scope::Covered,
                };
                whole.add(input, incident.targets(), scope);
                let mut part = Census::default();
                part.add(input, incident.targets(), scope);
                joined.join(part);
            }
            assert_eq!((whole.incidents(), joined.incidents()), (3, 3));
            let (whole, joined) = (whole.finish(input), joined.finish(input));
            assert_eq!(whole.header.counts, joined.header.counts);
            assert_eq!(whole.header.counts.incidents_left_out, 1);
            assert_eq!(whole.orphans, joined.orphans);
        });
    }
}
