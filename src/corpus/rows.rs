//! Rows as they are read: one by one, many in a row, and those around a byte
//! that an earlier session remembered. Where rows begin is found in `index`.

use std::ops::Range;
use std::sync::PoisonError;

use super::{Corpus, CorpusError, Index, Place, SLICE};
use crate::domain::Incident;
use crate::domain::limits::RECORD_BYTES;
use crate::domain::line::Line;

/// How many bytes on each side of a remembered place are looked at.
const AROUND: u64 = SLICE as u64;

/// Rows around a place whose offsets are known before all before them are.
#[derive(Debug, Default)]
pub struct Near {
    /// The number of the first.
    first: u32,
    places: Index,
}

impl Near {
    fn place(&self, row: u32) -> Option<Place> {
        self.places.place(row.checked_sub(self.first)?)
    }

    fn rows(&self) -> Range<u32> {
        let many = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.first..self.first.saturating_add(many)
    }
}

impl Corpus {
    /// One incident, parsed.
    ///
    /// # Errors
    /// The row isn't known, the file can't be read, or the line is too long or no incident.
    pub fn incident(&self, row: u32) -> Result<Incident, CorpusError> {
        self.record(row)
    }

    /// As much of one incident as a type keeps.
    fn record<T: Line>(&self, row: u32) -> Result<T, CorpusError> {
        let place = self.place(row).ok_or_else(|| CorpusError::NoRow {
            path: self.path.clone(),
            row,
            known: self.len(),
        })?;
        self.fits(row, place)?;
        let mut bytes = vec![0; place.len as usize];
        self.read(place.start, &mut bytes)?;
        self.parse(row, &bytes)
    }

    /// Where a row begins, and its length.
    pub fn span(&self, row: u32) -> Option<(u64, u32)> {
        self.place(row).map(|place| (place.start, place.len))
    }

    /// Reads rows that are known, in their order, a slice of the file at a time;
    /// of each as much as the type keeps.
    pub fn each<T: Line>(
        &self,
        rows: Range<u32>,
        take: &mut dyn FnMut(u32, Result<T, CorpusError>),
    ) {
        let mut bytes = Vec::new();
        let mut row = rows.start;
        while row < rows.end {
            let places = self.slice_of(row..rows.end);
            let (Some((_, first)), Some((_, last))) = (places.first(), places.last()) else {
                return;
            };
            let end = last.start + u64::from(last.len);
            let span = usize::try_from(end - first.start).unwrap_or(usize::MAX);
            // Where the slice can't be read as a whole, each row says what is
            // wrong with itself.
            let read = span <= SLICE && {
                bytes.resize(span, 0);
                self.read(first.start, &mut bytes).is_ok()
            };
            for (_, place) in &places {
                let from = usize::try_from(place.start - first.start).unwrap_or_default();
                let line = bytes.get(from..from + place.len as usize);
                let incident = match line {
                    Some(line) if read => self.parse(row, line),
                    _ => self.record(row),
                };
                take(row, incident);
                row += 1;
            }
        }
    }

    /// The places of the first of some rows: as many as fit a slice, at least one.
    pub(super) fn slice_of(&self, rows: Range<u32>) -> Vec<(u32, Place)> {
        let index = self.index();
        let mut places: Vec<(u32, Place)> = Vec::new();
        for row in rows {
            let Some(place) = index.place(row) else {
                break;
            };
            let first = places.first().map_or(place.start, |(_, first)| first.start);
            let span = place.start + u64::from(place.len) - first;
            if span > SLICE as u64 && !places.is_empty() {
                break;
            }
            places.push((row, place));
        }
        places
    }

    /// Looks at the line that begins at a byte, believed to be a row, and at
    /// the rows around it; gives the rows that can be read now. None where no
    /// line begins there, or that row can't be so early in the file. The
    /// number of the row stays a belief until [`Corpus::row_at`] can tell.
    ///
    /// # Errors
    /// The file can't be read, or was cut short.
    pub fn look_around(&self, row: u32, start: u64) -> Result<Option<Range<u32>>, CorpusError> {
        if start >= self.opened.len {
            return Ok(None);
        }
        let from = start.saturating_sub(AROUND);
        let mut bytes = vec![0; usize::try_from(start - from).unwrap_or_default()];
        self.read(from, &mut bytes)?;
        // What comes before the first line end is the rest of a line.
        let head = match memchr::memchr(b'\n', &bytes) {
            _ if from == 0 => 0,
            Some(end) => end + 1,
            None => return Ok(None),
        };
        let mut places = Index::from(from + head as u64);
        places.feed(&bytes[head..]);
        let mut at = start;
        let mut slice = vec![0; SLICE];
        while at < self.opened.len && at - start <= RECORD_BYTES as u64 {
            let left = usize::try_from(self.opened.len - at).unwrap_or(SLICE);
            slice.truncate(left);
            self.read(at, &mut slice)?;
            places.feed(&slice);
            at += slice.len() as u64;
            if places.row_at(start).is_some() {
                break;
            }
        }
        if at >= self.opened.len {
            places.finish();
        }
        let first = places.row_at(start).and_then(|own| row.checked_sub(own));
        let Some(first) = first.filter(|first| from > 0 || *first == 0) else {
            return Ok(None);
        };
        let near = Near { first, places };
        let rows = near.rows();
        *self.near.write().unwrap_or_else(PoisonError::into_inner) = near;
        Ok(Some(rows))
    }

    /// Forgets what [`Corpus::look_around`] found.
    pub fn forget_around(&self) {
        *self.near.write().unwrap_or_else(PoisonError::into_inner) = Near::default();
    }

    /// The row that begins at a byte, once its offset is found.
    pub fn row_at(&self, start: u64) -> Option<u32> {
        self.index().row_at(start)
    }

    pub(super) fn place(&self, row: u32) -> Option<Place> {
        self.index().place(row).or_else(|| {
            let near = self.near.read().unwrap_or_else(PoisonError::into_inner);
            near.place(row)
        })
    }

    fn fits(&self, row: u32, place: Place) -> Result<(), CorpusError> {
        if place.len as usize > RECORD_BYTES {
            return Err(CorpusError::LongLine {
                path: self.path.clone(),
                line: self.index().line(row),
                len: place.len,
            });
        }
        Ok(())
    }

    fn parse<T: Line>(&self, row: u32, bytes: &[u8]) -> Result<T, CorpusError> {
        std::str::from_utf8(bytes)
            .map_err(|error| format!("not UTF-8 text: {error}"))
            .and_then(|text| T::of_line(text).map_err(|error| error.to_string()))
            .map_err(|cause| CorpusError::Line {
                path: self.path.clone(),
                line: self.index().line(row),
                cause,
            })
    }
}
