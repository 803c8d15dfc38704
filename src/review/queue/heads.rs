//! What the queue keeps of every row of a set: the little that orders, filters
//! and counts, some 26 bytes a row, in pieces that threads share. Titles are
//! not here: whoever shows a row reads it.

use std::sync::Arc;

use crate::domain::{IncidentId, LabelId, Vocabulary};
use crate::review::checks::FLAGS;

use super::Row;

/// How many rows a piece has; all but the last one are full.
pub const PIECE: u32 = 4096;

/// Stands for an incident's id: the first eight bytes of its hash. What matters
/// is verified on the record itself.
pub fn id_hash(id: &IncidentId) -> u64 {
    let hash = blake3::hash(id.as_str().as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// A label by its place in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelNumber(u8);

impl LabelNumber {
    /// No label.
    pub const NONE: Self = Self(u8::MAX);
    /// A label that the vocabulary doesn't know.
    pub const UNKNOWN: Self = Self(u8::MAX - 1);

    /// The number of a label, or of none.
    pub fn of(vocabulary: &Vocabulary, label: Option<&LabelId>) -> Self {
        let Some(label) = label else {
            return Self::NONE;
        };
        let place = vocabulary.labels.iter().position(|row| row.id == *label);
        let number = place.and_then(|place| u8::try_from(place).ok().map(Self));
        number
            .filter(|number| number.0 < Self::UNKNOWN.0)
            .unwrap_or(Self::UNKNOWN)
    }
}

impl Default for LabelNumber {
    fn default() -> Self {
        Self::NONE
    }
}

/// Flags as bits, in the order of [`FLAGS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlagSet(u32);

impl FlagSet {
    /// The set of some flags, by id.
    pub fn of(ids: &[&str]) -> Self {
        let bits = FLAGS.iter().enumerate();
        let raised = bits.filter(|(_, flag)| ids.contains(&flag.id));
        Self(raised.fold(0, |bits, (at, _)| bits | 1 << at))
    }

    /// Whether two sets share a flag.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What the queue keeps of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Head {
    /// The machine's label.
    pub label: LabelNumber,
    /// As [`Row::said`].
    pub said: u32,
    /// How many articles it lists; 65,535 means that or more.
    pub articles: u16,
    /// Its flags.
    pub flags: FlagSet,
    /// How doubtful the machine's verdict is, 0 to 1.
    pub doubt: f32,
    /// As [`Row::unreadable`].
    pub unreadable: bool,
}

impl Row {
    /// What the queue keeps of it.
    pub fn head(&self, vocabulary: &Vocabulary) -> Head {
        Head {
            label: LabelNumber::of(vocabulary, self.label.as_ref()),
            said: self.said,
            articles: u16::try_from(self.articles).unwrap_or(u16::MAX),
            flags: FlagSet::of(&self.flags),
            doubt: self.doubt,
            unreadable: self.unreadable,
        }
    }
}

/// Some rows that follow each other.
#[derive(Debug, PartialEq)]
pub struct Piece {
    hashes: Box<[u64]>,
    heads: Box<[Head]>,
    /// Places in the piece, sorted by hash.
    by_hash: Box<[u16]>,
}

impl Piece {
    /// A piece of rows with the hashes of their ids; more than [`PIECE`] are cut off.
    pub fn new(rows: Vec<(u64, Head)>) -> Self {
        let rows = rows.into_iter().take(PIECE as usize);
        let (hashes, heads): (Vec<u64>, Vec<Head>) = rows.unzip();
        let mut by_hash: Vec<u16> = (0..).take(hashes.len()).collect();
        // Stable: of rows with one id the first is found.
        by_hash.sort_by_key(|place| hashes[usize::from(*place)]);
        Self {
            hashes: hashes.into(),
            heads: heads.into(),
            by_hash: by_hash.into(),
        }
    }

    fn find(&self, hash: u64) -> Option<u16> {
        let at = self
            .by_hash
            .partition_point(|place| self.hashes[usize::from(*place)] < hash);
        let place = *self.by_hash.get(at)?;
        (self.hashes[usize::from(place)] == hash).then_some(place)
    }
}

/// What is known of the rows of a set, from the first one on. A clone shares
/// the pieces, which never change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heads {
    pieces: Vec<Arc<Piece>>,
    len: u32,
}

impl Heads {
    /// Takes the next rows.
    pub fn push(&mut self, piece: Arc<Piece>) {
        self.len += u32::try_from(piece.heads.len()).unwrap_or_default();
        self.pieces.push(piece);
    }

    /// How many rows are known.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// True while no row is known.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Hash of the id, and head, of a row.
    pub fn get(&self, row: u32) -> Option<(u64, Head)> {
        let piece = self.pieces.get((row / PIECE) as usize)?;
        let at = (row % PIECE) as usize;
        Some((*piece.hashes.get(at)?, *piece.heads.get(at)?))
    }

    /// The first row of an incident. It takes steps by the number of pieces.
    pub fn find(&self, hash: u64) -> Option<u32> {
        let mut pieces = (0_u32..).zip(&self.pieces);
        pieces.find_map(|(at, piece)| Some(at * PIECE + u32::from(piece.find(hash)?)))
    }

    /// All rows from one on, with the hashes of their ids.
    pub fn from(&self, row: u32) -> impl Iterator<Item = (u32, u64, Head)> + '_ {
        let (piece, skipped) = ((row / PIECE) as usize, (row % PIECE) as usize);
        let rows = self.pieces.iter().skip(piece).flat_map(|piece| {
            let heads = piece.heads.iter().copied();
            piece.hashes.iter().copied().zip(heads)
        });
        (row..)
            .zip(rows.skip(skipped))
            .map(|(row, (hash, head))| (row, hash, head))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(ids: impl IntoIterator<Item = String>) -> Heads {
        let rows: Vec<(u64, Head)> = (0..)
            .zip(ids)
            .map(|(at, id)| {
                let head = Head {
                    articles: at,
                    ..Head::default()
                };
                (id_hash(&id.into()), head)
            })
            .collect();
        let mut heads = Heads::default();
        for piece in rows.chunks(PIECE as usize) {
            heads.push(Arc::new(Piece::new(piece.to_vec())));
        }
        heads
    }

    #[test]
    fn rows_are_found_by_number_and_by_id_in_any_piece() {
        let heads = heads((0..10_000).map(|n| format!("i-{n}")));
        assert_eq!(heads.len(), 10_000);
        for row in [0, 1, PIECE - 1, PIECE, 9_999] {
            let hash = id_hash(&format!("i-{row}").into());
            assert_eq!(heads.find(hash), Some(row));
            let (own, head) = heads.get(row).unwrap();
            assert_eq!((own, u32::from(head.articles)), (hash, row));
            let (first, _, head) = heads.from(row).next().unwrap();
            assert_eq!((first, u32::from(head.articles)), (row, row));
            assert_eq!(heads.from(row).count(), (10_000 - row) as usize);
        }
        assert_eq!(heads.get(10_000), None);
        assert_eq!(heads.from(10_000).next(), None);
        assert_eq!(heads.find(id_hash(&"other".into())), None);
    }

    #[test]
    fn of_two_rows_with_one_id_the_first_is_found() {
        let heads = heads(["a", "b", "b"].map(str::to_owned));
        assert_eq!(heads.find(id_hash(&"b".into())), Some(1));
    }

    #[test]
    fn labels_are_numbered_and_unknown_ones_are_none_of_them() {
        let vocabulary = Vocabulary::shipped();
        let number =
            |label: Option<&str>| LabelNumber::of(&vocabulary, label.map(LabelId::from).as_ref());
        assert_eq!(number(Some("incident")), LabelNumber(0));
        assert_eq!(number(None), LabelNumber::NONE);
        assert_eq!(number(Some("else")), LabelNumber::UNKNOWN);
    }

    #[test]
    fn there_is_room_for_all_flags() {
        assert!(FLAGS.len() <= 32);
        let all: Vec<&str> = FLAGS.iter().map(|flag| flag.id).collect();
        assert!(FlagSet::of(&all).meets(FlagSet::of(&all[all.len() - 1..])));
        assert!(!FlagSet::of(&all[1..]).meets(FlagSet::of(&all[..1])));
    }
}
