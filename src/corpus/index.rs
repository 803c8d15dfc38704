//! Where the lines of a set lie: fed with the bytes of the file in order, it
//! knows the place of every line that isn't blank. No IO and no JSON here.

use memchr::memchr;

/// A byte order mark in UTF-8, which some editors put before the first line.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The bytes of one line, without its line feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The first byte, counted in the file.
    pub start: u64,
    /// How many bytes; 4 GiB and more count as `u32::MAX`.
    pub len: u32,
}

/// Places of rows: twelve bytes a row.
#[derive(Debug, Default)]
pub struct Index {
    starts: Vec<u64>,
    lens: Vec<u32>,
    /// Blank lines so far, noted at the first row after them.
    skips: Vec<(u32, u64)>,
    blanks: u64,
    /// The first byte of the line under way.
    start: u64,
    /// How many bytes were fed.
    at: u64,
    /// True once the line under way holds more than white space.
    inked: bool,
}

impl Index {
    /// An index of a part of the file alone, which begins with the line at a byte.
    pub fn from(start: u64) -> Self {
        Self {
            start,
            at: start,
            ..Self::default()
        }
    }

    /// Takes the next bytes of the file.
    pub fn feed(&mut self, mut bytes: &[u8]) {
        if self.at == 0 && bytes.starts_with(BOM) {
            self.start = BOM.len() as u64;
            self.at = self.start;
            bytes = &bytes[BOM.len()..];
        }
        while let Some(end) = memchr(b'\n', bytes) {
            self.take(&bytes[..end]);
            self.close();
            self.at += 1;
            self.start = self.at;
            bytes = &bytes[end + 1..];
        }
        self.take(bytes);
    }

    /// Ends the file: a last line without a line feed is a row too.
    pub fn finish(&mut self) {
        if self.at > self.start {
            self.close();
            self.start = self.at;
        }
    }

    fn take(&mut self, part: &[u8]) {
        self.inked = self.inked || !part.iter().all(u8::is_ascii_whitespace);
        self.at += part.len() as u64;
    }

    fn close(&mut self) {
        if std::mem::take(&mut self.inked) {
            if self.blanks > self.skips.last().map_or(0, |(_, blanks)| *blanks) {
                let row = u32::try_from(self.starts.len()).unwrap_or(u32::MAX);
                self.skips.push((row, self.blanks));
            }
            self.starts.push(self.start);
            self.lens
                .push(u32::try_from(self.at - self.start).unwrap_or(u32::MAX));
        } else {
            self.blanks += 1;
        }
    }

    /// How many bytes were fed.
    pub fn fed(&self) -> u64 {
        self.at
    }

    /// Rows known so far.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Where a row lies.
    pub fn place(&self, row: u32) -> Option<Place> {
        let row = usize::try_from(row).ok()?;
        Some(Place {
            start: *self.starts.get(row)?,
            len: *self.lens.get(row)?,
        })
    }

    /// The row that begins at a byte.
    pub fn row_at(&self, start: u64) -> Option<u32> {
        u32::try_from(self.starts.binary_search(&start).ok()?).ok()
    }

    /// The number of a row's line in the file, from 1, blank lines counted.
    pub fn line(&self, row: u32) -> u64 {
        let before = self.skips.partition_point(|(from, _)| *from <= row);
        let blanks = before.checked_sub(1).map_or(0, |at| self.skips[at].1);
        u64::from(row) + blanks + 1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The rows of a text fed in pieces of a size, with their line numbers.
    fn rows(text: &[u8], size: usize) -> Vec<(u64, String)> {
        let mut index = Index::default();
        // The first piece is never so short that it would split a byte order mark.
        let (head, tail) = text.split_at(text.len().min(size.max(3)));
        index.feed(head);
        tail.chunks(size).for_each(|piece| index.feed(piece));
        index.finish();
        assert_eq!(index.fed(), text.len() as u64);
        (0..u32::try_from(index.len()).unwrap())
            .map(|row| {
                let place = index.place(row).unwrap();
                let start = usize::try_from(place.start).unwrap();
                let line = &text[start..start + place.len as usize];
                (index.line(row), String::from_utf8_lossy(line).into_owned())
            })
            .collect()
    }

    fn is(found: &[(u64, String)], wanted: &[(u64, &str)]) {
        let found: Vec<_> = found.iter().map(|(n, line)| (*n, line.as_str())).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn blank_lines_are_no_rows_but_count_as_lines() {
        let text = b"\xEF\xBB\xBF\r\n{1}\r\n \t\r\n\n{2}\n{3}";
        is(&rows(text, 64), &[(2, "{1}\r"), (5, "{2}"), (6, "{3}")]);
    }

    #[test]
    fn a_file_of_nothing_has_no_rows() {
        for text in [&b""[..], b"\xEF\xBB\xBF", b"\n", b"\r\n\r\n", b"  "] {
            is(&rows(text, 3), &[]);
        }
    }

    #[test]
    fn a_last_line_with_and_without_its_end_is_one_row() {
        is(&rows(b"{1}\n{2}", 8), &[(1, "{1}"), (2, "{2}")]);
        is(&rows(b"{1}\n{2}\n", 8), &[(1, "{1}"), (2, "{2}")]);
    }

    proptest! {
        #[test]
        fn where_the_pieces_end_changes_nothing(
            text in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), Just(b' '), Just(b'x')], 0..60),
            size in 1_usize..9,
        ) {
            let by_hand: Vec<(u64, String)> = text
                .split(|byte| *byte == b'\n')
                .zip(1..)
                .filter(|(line, _)| !line.iter().all(u8::is_ascii_whitespace))
                .map(|(line, number)| (number, String::from_utf8_lossy(line).into_owned()))
                .collect();
            prop_assert_eq!(rows(&text, size), by_hand);
        }
    }
}
