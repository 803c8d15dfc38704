//! What of a text is prose. Articles that were taken from a page bring lines of
//! the page along: who wrote them, what a picture shows, what else to read. Such
//! a line is short and ends without the mark that ends a sentence; what stands in
//! it is about another article, or about none.

use std::ops::Range;

/// Words that a line of prose has at least, where no mark ends it.
const WORDS: usize = 30;

/// The stretches of a text that are prose, in its order: all of it where it has
/// one line, or where most of it would be left out (lists, lines that were broken
/// at a width).
pub fn of(text: &str) -> Vec<Range<usize>> {
    let whole = std::iter::once(0..text.len()).collect();
    if memchr::memchr(b'\n', text.trim_end().as_bytes()).is_none() {
        return whole;
    }
    let mut all: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let (mut kept, mut left_out) = (0, 0);
    for line in text.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let words = line.trim();
        if words.is_empty() {
            continue;
        }
        if !is_prose(words) {
            left_out += words.len();
            continue;
        }
        kept += words.len();
        match all.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => all.push(range),
        }
    }
    if left_out > kept { whole } else { all }
}

/// Whether a line ends as sentences do, or is too long for a line of the page.
fn is_prose(line: &str) -> bool {
    let closing = |c: char| matches!(c, '"' | '”' | '’' | '\'' | '»' | '“' | ')' | ']' | '*');
    let bare = line.trim_end_matches(closing);
    let ends = |c: char| {
        matches!(
            c,
            '.' | '!' | '?' | '…' | ':' | ';' | ',' | '。' | '！' | '？'
        )
    };
    // In brackets with its mark: `[Photo: AP.]` is a caption all the same.
    let boxed = line.starts_with('[') && line.ends_with(']');
    bare.ends_with(ends) && !boxed || line.split_whitespace().nth(WORDS - 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Vec<&str> {
        let all = of(text).into_iter();
        all.map(|range| text[range].trim()).collect()
    }

    #[test]
    fn lines_of_the_page_are_left_out() {
        let text = "By Ada Quill | Staff writer\n\n\
                    A tram without a driver struck a cyclist at the old bridge on Monday.\n\
                    \"It rang,\" he said.\n[Photo: The tram. A. Quill.]\nREAD MORE: Bridge falls\n\n\
                    Police are looking for witnesses.\n27 comments\n";
        assert_eq!(
            kept(text),
            [
                "A tram without a driver struck a cyclist at the old bridge on Monday.\n\
                 \"It rang,\" he said.",
                "Police are looking for witnesses."
            ]
        );
    }

    #[test]
    fn a_line_alone_is_all_there_is_and_broken_lines_are_kept() {
        assert_eq!(kept("Tram strikes cyclist"), ["Tram strikes cyclist"]);
        let broken = "A tram struck a cyclist on\nMonday while it went on the\nbridge.";
        assert_eq!(kept(broken), [broken]);
        assert_eq!(kept("\n"), [""]);
    }

    #[test]
    fn a_long_line_is_prose_without_a_mark_too() {
        let long = format!("A tram {}hit a cyclist", "very ".repeat(40));
        let text = format!("Opinion\n{long}\n");
        assert_eq!(kept(&text), [long]);
    }
}
