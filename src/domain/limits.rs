//! How much is taken in, in one table: what is longer, deeper or more is
//! refused by name, with the limit and the value found, and nothing grows with
//! what a stranger sends. Limits of what is *shown* live in `text`.

/// How deep the JSON of one record may nest.
pub const JSON_DEPTH: usize = 64;

/// How many bytes one record may have: a line of a set, an element of a list.
pub const RECORD_BYTES: usize = 8 << 20;

/// How many bytes a file may have that can only be read whole: page text,
/// saved HTML, tables.
pub const WHOLE_BYTES: u64 = 64 << 20;

/// How many bytes of standard input are held, since it can't be read twice.
pub const PIPE_BYTES: u64 = 256 << 20;

/// How many bytes of newer records are held while they are laid over a set.
pub const LAID_BYTES: u64 = 1 << 30;

/// How many records one import takes: their ids are held, to find a second
/// record with the same id.
pub const RECORDS: usize = 4_000_000;

/// How many lines of one kind a report lists; the rest is counted.
pub const LISTED: usize = 10_000;

/// How many folders below the named one are looked into.
pub const FOLDERS: usize = 32;

/// How many characters of a stranger's value an error shows.
pub const SHOWN_CHARS: usize = 80;
