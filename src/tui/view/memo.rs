//! Texts that were laid out before: titles, definitions and rationales stand on
//! one screen after the other, and to lay one out costs many times what it
//! costs to find it again. What is given depends on what is asked for alone.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::rc::Rc;

use crate::text::Line;

/// Bytes of texts that are kept; one more, and all are forgotten.
const MOST: usize = 1 << 20;

thread_local! {
    static MEMO: RefCell<Memo> = RefCell::default();
}

/// In which way a text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// On as many lines as it takes.
    Wrapped,
    /// On one, and cut.
    Cut,
}

/// A part of a text to be laid out at a width. What is said of the rest hangs
/// on how much there is of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Asked<T> {
    way: Way,
    width: usize,
    before: usize,
    after: usize,
    part: T,
}

struct Known {
    asked: Asked<Box<str>>,
    lines: Rc<[Line]>,
}

#[derive(Default)]
struct Memo {
    /// By hash of what was asked for.
    known: HashMap<u64, Known>,
    bytes: usize,
}

impl Memo {
    fn lines(&mut self, asked: Asked<&str>, lay: impl FnOnce() -> Vec<Line>) -> Rc<[Line]> {
        let mut hasher = DefaultHasher::new();
        asked.hash(&mut hasher);
        let hash = hasher.finish();
        if let Some(known) = self.known.get(&hash)
            && known.asked.with(&*known.asked.part) == asked
        {
            return Rc::clone(&known.lines);
        }
        let lines: Rc<[Line]> = lay().into();
        self.bytes += asked.part.len();
        if self.bytes > MOST {
            self.known.clear();
            self.bytes = asked.part.len();
        }
        let known = Known {
            asked: asked.with(asked.part.into()),
            lines: Rc::clone(&lines),
        };
        self.known.insert(hash, known);
        lines
    }
}

impl<T> Asked<T> {
    /// The same asked of a part that is held in another way.
    fn with<U>(&self, part: U) -> Asked<U> {
        Asked {
            way: self.way,
            width: self.width,
            before: self.before,
            after: self.after,
            part,
        }
    }
}

/// The lines of a part of a text at a width: as they were, or as they are laid
/// out now.
pub fn lines(
    way: Way,
    (source, range): (&str, &Range<usize>),
    width: usize,
    lay: impl FnOnce() -> Vec<Line>,
) -> Rc<[Line]> {
    let asked = Asked {
        way,
        width,
        before: range.start,
        after: source.len() - range.end,
        part: &source[range.clone()],
    };
    MEMO.with(|memo| match memo.try_borrow_mut() {
        Ok(mut memo) => memo.lines(asked, lay),
        // One text is being laid out within another: none is at this time.
        Err(_) => lay().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SafeText;

    fn asked(part: &str, width: usize) -> Asked<&str> {
        Asked {
            way: Way::Wrapped,
            width,
            before: 0,
            after: 0,
            part,
        }
    }

    #[test]
    fn a_text_is_laid_out_once_and_another_one_never_taken_for_it() {
        let mut memo = Memo::default();
        let lay = |text: &'static str, width| move || SafeText::new(text).wrap(width);
        let first = memo.lines(asked("a b", 9), lay("a b", 9));
        let again = memo.lines(asked("a b", 9), || unreachable!("it is known"));
        assert_eq!(first, again);
        let one = memo.lines(asked("a b", 1), lay("a b", 1));
        assert_eq!(one.len(), 2);
        let mut cut = asked("a b", 9);
        cut.after = 1;
        assert_eq!(memo.lines(cut, Vec::new).len(), 0);
        // Two texts of one hash.
        let known = memo.known.values_mut();
        for known in known {
            known.asked.part = "other".into();
        }
        let new = memo.lines(asked("a b", 9), lay("a b", 9));
        assert_eq!(new, first);
    }

    #[test]
    fn few_bytes_are_kept() {
        let mut memo = Memo::default();
        for width in 0..100 {
            let text = "x".repeat(MOST / 10);
            memo.lines(asked(&text, width), Vec::new);
            assert!(memo.bytes <= MOST && memo.known.len() <= 10);
        }
        let long = "x".repeat(2 * MOST);
        memo.lines(asked(&long, 1), Vec::new);
        assert_eq!(memo.known.len(), 1, "the last one is kept");
    }
}
