//! The display policy, version 1: from source characters to pieces that can't
//! drive a terminal, hide, reorder or stack up.
//!
//! | source | shown |
//! |---|---|
//! | LF, CR LF | ends the line |
//! | TAB | spaces to the next multiple of four cells |
//! | other C0, DEL | the control pictures U+2400.. and U+2421 |
//! | C1 | `[U+009B]` |
//! | bad UTF-8 | U+FFFD |
//! | bidi controls, zero-width, default-ignorable, separators, private use, noncharacters | `[U+202E]`; a run of four or more `[U+E0069 +29 hidden]` |
//! | a joiner not between two pictographs or two joining letters; a variation selector 16 not after an emoji base; a stray Hangul vowel or final | `[U+200D]` |
//! | more than eight marks on a base | eight, then `[+12 marks]` |
//! | a mark without a base | on a dotted circle |

use std::ops::Range;

use super::chars::{
    Class, ZWJ, continues_syllable, is_emoji_base, is_joining_letter, is_pictograph, is_skin_tone,
    name, picture,
};
use super::width::cells;
use super::{Piece, Shown, SourceLine};

/// Marks that one base may carry, joiners and selectors among them.
const MOST_MARKS: usize = 8;
/// Cells from one tab stop to the next.
const TAB: usize = 4;
/// A run of hidden characters up to this long is spelled out.
const SPELLED_OUT: usize = 3;
/// What a mark without a base stands on.
const HOLDER: char = '\u{25CC}';

/// What the end of a line becomes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// It ends the line.
    Split,
    /// It is shown as a control picture; there is one line.
    Shown,
}

/// What a mark, a joiner or a selector would change.
#[derive(Clone, Copy)]
enum Base {
    Nothing,
    /// The dotted circle.
    Holder,
    Char(char),
}

/// Lines under construction.
pub(super) struct Policy {
    ends: Ends,
    lines: Vec<SourceLine>,
    pieces: Vec<Piece>,
    hidden: usize,
    base: Base,
    /// Zero-width characters on the base so far.
    marks: usize,
    /// Width of the first `counted` pieces of this line; the last of them ends at a tab stop.
    column: usize,
    counted: usize,
}

impl Policy {
    pub(super) fn new(ends: Ends) -> Self {
        Self {
            ends,
            lines: Vec::new(),
            pieces: Vec::new(),
            hidden: 0,
            base: Base::Nothing,
            marks: 0,
            column: 0,
            counted: 0,
        }
    }

    /// Takes good text that begins at byte `at` of the source.
    pub(super) fn text(&mut self, text: &str, mut at: usize) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let taken = self.step(c, rest, at);
            at += taken;
            rest = &rest[taken..];
        }
    }

    /// Takes bytes that are no UTF-8.
    pub(super) fn bad(&mut self, bytes: Range<usize>) {
        self.substitute("\u{FFFD}", bytes, 1);
    }

    /// The lines, the last one ending at the end of the source, and how many
    /// characters are shown as something else.
    pub(super) fn finish(mut self, len: usize) -> (Vec<SourceLine>, usize) {
        self.end_line(len..len);
        (self.lines, self.hidden)
    }

    /// Takes the first characters of `rest`, `c` being the first; says how many bytes.
    fn step(&mut self, c: char, rest: &str, at: usize) -> usize {
        let len = c.len_utf8();
        let bytes = at..at + len;
        match Class::of(c) {
            Class::Plain if c.is_ascii() => return self.ascii(rest, at),
            Class::Plain => self.plain(c, bytes),
            Class::LineEnd => self.line_end(bytes),
            Class::Control if rest.starts_with("\r\n") => {
                self.line_end(at..at + 2);
                return 2;
            }
            Class::Control => self.substitute(&picture(c), bytes, 1),
            Class::Tab => return self.tabs(rest, at),
            Class::Hidden => return self.hidden_run(rest, at),
            Class::Mark => return self.mark(c, rest, at),
            Class::Joiner => self.keep_if(self.joins(c, rest[len..].chars().next()), c, bytes),
            Class::Selector => self.keep_if(
                matches!(self.base, Base::Char(base) if self.marks == 0 && is_emoji_base(base)),
                c,
                bytes,
            ),
            Class::Jamo => match self.base {
                Base::Char(before) if self.marks < MOST_MARKS && continues_syllable(before, c) => {
                    self.keep_if(true, c, bytes);
                    self.base = Base::Char(c);
                }
                _ => self.keep_if(false, c, bytes),
            },
        }
        len
    }

    /// Printable ASCII, a run at a time.
    fn ascii(&mut self, rest: &str, at: usize) -> usize {
        let len = rest
            .bytes()
            .position(|byte| !matches!(byte, b' '..=b'~'))
            .unwrap_or(rest.len());
        let run = &rest[..len];
        self.push(Shown::Plain, run, at..at + len);
        self.base = run.chars().next_back().map_or(Base::Nothing, Base::Char);
        self.marks = 0;
        len
    }

    fn plain(&mut self, c: char, bytes: Range<usize>) {
        self.push(Shown::Plain, c.encode_utf8(&mut [0; 4]), bytes);
        let toned = matches!(self.base, Base::Char(base) if is_skin_tone(c) && is_pictograph(base));
        if !toned {
            self.base = Base::Char(c);
            self.marks = 0;
        }
    }

    /// A zero-width character that is right here, or else named.
    fn keep_if(&mut self, right: bool, c: char, bytes: Range<usize>) {
        if right {
            self.push(Shown::Plain, c.encode_utf8(&mut [0; 4]), bytes);
            self.marks += 1;
        } else {
            self.substitute(&name(c), bytes, 1);
        }
    }

    /// True where a joiner stands between two of a kind.
    fn joins(&self, joiner: char, next: Option<char>) -> bool {
        let (Base::Char(before), Some(after)) = (self.base, next) else {
            return false;
        };
        (joiner == ZWJ && is_pictograph(before) && is_pictograph(after))
            || (is_joining_letter(before) && is_joining_letter(after))
    }

    fn mark(&mut self, c: char, rest: &str, at: usize) -> usize {
        let bytes = at..at + c.len_utf8();
        match self.base {
            Base::Nothing => {
                self.substitute(&format!("{HOLDER}{c}"), bytes.clone(), 1);
                self.base = Base::Holder;
                self.marks = 1;
            }
            _ if self.marks >= MOST_MARKS => {
                let (count, len) = run(rest, Class::Mark);
                self.substitute(&format!("[+{count} marks]"), at..at + len, count);
                return len;
            }
            Base::Holder => {
                self.push(Shown::Substitute, c.encode_utf8(&mut [0; 4]), bytes.clone());
                self.marks += 1;
            }
            Base::Char(_) => {
                self.keep_if(true, c, bytes.clone());
                // What follows joins with the mark, not with what is under it.
                self.base = Base::Char(c);
            }
        }
        bytes.len()
    }

    fn hidden_run(&mut self, rest: &str, at: usize) -> usize {
        let (count, len) = run(rest, Class::Hidden);
        let mut shown = String::new();
        if count <= SPELLED_OUT {
            shown.extend(rest.chars().take(count).map(name));
        } else if let Some(first) = rest.chars().next() {
            let first = u32::from(first);
            shown = format!("[U+{first:04X} +{} hidden]", count - 1);
        }
        self.substitute(&shown, at..at + len, count);
        len
    }

    /// A run of tabs in one piece; they count as no hidden characters.
    fn tabs(&mut self, rest: &str, at: usize) -> usize {
        let (count, len) = run(rest, Class::Tab);
        let since = &self.pieces[self.counted..];
        self.column += since.iter().map(|piece| cells(&piece.shown)).sum::<usize>();
        let spaces = count * TAB - self.column % TAB;
        self.column += spaces;
        self.pieces.push(Piece {
            shown: " ".repeat(spaces),
            bytes: at..at + len,
            kind: Shown::Substitute,
        });
        self.counted = self.pieces.len();
        self.base = Base::Nothing;
        len
    }

    fn line_end(&mut self, bytes: Range<usize>) {
        match self.ends {
            Ends::Split => self.end_line(bytes),
            Ends::Shown => self.substitute(&picture('\n'), bytes, 1),
        }
    }

    fn end_line(&mut self, end: Range<usize>) {
        let pieces = std::mem::take(&mut self.pieces);
        self.lines.push(SourceLine { pieces, end });
        self.base = Base::Nothing;
        self.column = 0;
        self.counted = 0;
    }

    fn substitute(&mut self, shown: &str, bytes: Range<usize>, characters: usize) {
        self.push(Shown::Substitute, shown, bytes);
        self.hidden += characters;
        self.base = Base::Nothing;
    }

    /// Adds to the last piece where it is of the same kind, so that a megabyte
    /// of controls is one piece and not a million.
    fn push(&mut self, kind: Shown, shown: &str, bytes: Range<usize>) {
        match self.pieces[self.counted..].last_mut() {
            Some(last) if last.kind == kind => {
                last.shown.push_str(shown);
                last.bytes.end = bytes.end;
            }
            _ => self.pieces.push(Piece {
                shown: shown.to_owned(),
                bytes,
                kind,
            }),
        }
    }
}

/// How many characters of a class a text begins with, and their bytes.
fn run(text: &str, class: Class) -> (usize, usize) {
    text.chars()
        .take_while(|c| Class::of(*c) == class)
        .fold((0, 0), |(count, len), c| (count + 1, len + c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use crate::text::{Piece, SafeText, Shown, one_line, safe_line};

    fn shown(source: &str) -> String {
        SafeText::new(source).shown()
    }

    #[test]
    fn shows_what_the_policy_says() {
        let table = [
            ("", "", 0),
            ("plain, 世界", "plain, 世界", 0),
            ("\u{1b}[2Jx", "␛[2Jx", 1),
            ("one\rtwo", "one␍two", 1),
            ("one\r\ntwo\n", "one\ntwo\n", 0),
            ("a\u{7f}b\u{9b}c", "a␡b[U+009B]c", 2),
            ("a\tb\t\tc", "a   b       c", 0),
            ("世\tb", "世  b", 0),
            ("\u{1}\tb\n\tc", "␁   b\n    c", 1),
            (
                "a\u{202e}b\u{200b}\u{feff}",
                "a[U+202E]b[U+200B][U+FEFF]",
                3,
            ),
            (
                "a\u{e0061}\u{e0062}\u{e0063}\u{e0064}",
                "a[U+E0061 +3 hidden]",
                4,
            ),
            // Joiners.
            ("👩\u{200d}🚒", "👩\u{200d}🚒", 0),
            ("👩🏽\u{200d}🚒", "👩🏽\u{200d}🚒", 0),
            ("a🏽\u{200d}🚒", "a🏽[U+200D]🚒", 1),
            ("a\u{200d}b", "a[U+200D]b", 1),
            ("👩\u{200d}", "👩[U+200D]", 1),
            ("👩\u{200d}\u{200d}🚒", "👩[U+200D][U+200D]🚒", 2),
            ("👩\u{200d}\u{3164}", "👩[U+200D][U+3164]", 2),
            ("می\u{200c}رود", "می\u{200c}رود", 0),
            ("क\u{94d}\u{200d}ष", "क\u{94d}\u{200d}ष", 0),
            ("\u{1b}\u{200d}🚒", "␛[U+200D]🚒", 2),
            // Selectors.
            (
                "❤\u{fe0f} 1\u{fe0f}\u{20e3}",
                "❤\u{fe0f} 1\u{fe0f}\u{20e3}",
                0,
            ),
            ("❤\u{fe0f}\u{fe0f}", "❤\u{fe0f}[U+FE0F]", 1),
            ("a\u{fe0f}", "a[U+FE0F]", 1),
            // Marks.
            ("\u{301}\u{302}a", "◌\u{301}\u{302}a", 1),
            ("a\n\u{301}", "a\n◌\u{301}", 1),
            ("\t\u{301}", "    ◌\u{301}", 1),
            // Hangul in parts.
            ("\u{1112}\u{1161}\u{11ab}", "\u{1112}\u{1161}\u{11ab}", 0),
            ("a\u{1161}", "a[U+1161]", 1),
            ("\u{1100}\u{301}\u{1161}", "\u{1100}\u{301}[U+1161]", 1),
        ];
        for (source, expected, hidden) in table {
            let safe = SafeText::new(source);
            assert_eq!(safe.shown(), expected, "{source:?}");
            assert_eq!(safe.hidden(), hidden, "{source:?}");
        }
    }

    #[test]
    fn marks_stop_at_eight() {
        let eight = "\u{301}".repeat(8);
        assert_eq!(shown(&format!("e{eight}x")), format!("e{eight}x"));
        let nine_more = format!("e{eight}{}x", "\u{302}".repeat(9));
        assert_eq!(shown(&nine_more), format!("e{eight}[+9 marks]x"));
        assert_eq!(SafeText::new(&nine_more).hidden(), 9);
    }

    #[test]
    fn pieces_know_their_bytes() {
        let safe = SafeText::new("ab\u{1}\u{2}世\u{200b}\r\nc");
        let piece = |shown: &str, bytes, kind| Piece {
            shown: shown.to_owned(),
            bytes,
            kind,
        };
        assert_eq!(
            safe.lines[0].pieces,
            [
                piece("ab", 0..2, Shown::Plain),
                piece("␁␂", 2..4, Shown::Substitute),
                piece("世", 4..7, Shown::Plain),
                piece("[U+200B]", 7..10, Shown::Substitute),
            ]
        );
        assert_eq!(safe.lines[0].end, 10..12);
        assert_eq!(safe.lines[1].pieces, [piece("c", 12..13, Shown::Plain)]);
    }

    #[test]
    fn a_tab_knows_its_bytes() {
        let safe = SafeText::new("abc\t\td");
        let bytes = |piece: &Piece| (piece.bytes.start, piece.bytes.end);
        let pieces: Vec<_> = safe.lines[0].pieces.iter().map(bytes).collect();
        assert_eq!(pieces, [(0, 3), (3, 5), (5, 6)]);
    }

    #[test]
    fn bad_bytes_are_shown_and_counted() {
        let safe = SafeText::from_bytes(b"a\xff\xc3(\xe2\x82");
        assert_eq!(safe.shown(), "a\u{fffd}\u{fffd}(\u{fffd}");
        assert_eq!(safe.hidden(), 3);
        assert_eq!(safe.lines[0].pieces[1].bytes, 1..3);
        assert_eq!(safe.lines[0].pieces[3].bytes, 4..6);
        assert_eq!(SafeText::from_bytes("né".as_bytes()), SafeText::new("né"));
    }

    #[test]
    fn a_safe_line_is_one_line() {
        assert_eq!(safe_line("a\nb\r\nc\r\u{1b}"), "a␊b␊c␍␛");
        assert_eq!(safe_line("a\u{2028}b\u{85}c"), "a[U+2028]b[U+0085]c");
        assert_eq!(safe_line(""), "");
        assert_eq!(one_line("a\nb\u{202e}"), "a b[U+202E]");
    }

    #[test]
    fn marks_are_counted_wherever_they_begin() {
        let marks = |count| "\u{301}".repeat(count);
        assert_eq!(shown(&marks(8)), format!("\u{25CC}{}", marks(8)));
        assert_eq!(shown(&marks(12)), format!("\u{25CC}{}[+4 marks]", marks(8)));
        let many = SafeText::new(&format!("a{}b", marks(11)));
        let last: Vec<_> = many.lines[0].pieces.iter().rev().take(2).collect();
        assert_eq!((last[0].shown.as_str(), &last[0].bytes), ("b", &(23..24)));
        assert_eq!(
            (last[1].shown.as_str(), &last[1].bytes),
            ("[+3 marks]", &(17..23))
        );
        let vowels = |count: usize| format!("\u{1100}{}", "\u{1161}".repeat(count));
        assert_eq!(shown(&vowels(8)), vowels(8));
        assert_eq!(shown(&vowels(9)), format!("{}[U+1161]", vowels(8)));
    }

    #[test]
    fn a_joiner_stands_between_two_of_a_kind() {
        for (before, joiner, after, kept) in [
            ('👩', '\u{200D}', '🚒', true),
            ('ی', '\u{200C}', 'ر', true),
            ('ی', '\u{200D}', 'ر', true),
            ('👩', '\u{200C}', '🚒', false),
            ('👩', '\u{200D}', 'ر', false),
            ('ی', '\u{200D}', '🚒', false),
            ('ی', '\u{200C}', 'a', false),
            ('a', '\u{200C}', 'ر', false),
            ('a', '\u{200D}', '🚒', false),
        ] {
            let source = format!("{before}{joiner}{after}");
            let is_kept = shown(&source) == source;
            assert_eq!(is_kept, kept, "{source:?}");
        }
    }
}
