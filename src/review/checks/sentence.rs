//! Sentences and quotes: plain text cut where a reader would cut it.

use memchr::memchr3_iter;

/// Words before a full stop that don't end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "dr", "mr", "mrs", "ms", "st", "vs", "no", "inc", "e.g", "i.e",
];

/// How many words of context a quote shows on each side.
const CONTEXT: usize = 4;

/// The sentences of a text, in order, without the space around them.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut marks = marks(text);
    let mut from = 0;
    std::iter::from_fn(move || {
        while from < text.len() {
            let start = from;
            from = end(text, start, &mut marks);
            let sentence = text[start..from].trim();
            if !sentence.is_empty() {
                return Some(sentence);
            }
        }
        None
    })
}

/// The sentence that holds a byte, or the last one where the byte lies behind the text.
pub fn around(text: &str, at: usize) -> &str {
    let mut found = "";
    for sentence in sentences(text) {
        // Both are parts of the same text, so their places can be compared.
        let start = sentence.as_ptr() as usize - text.as_ptr() as usize;
        if start > at {
            break;
        }
        found = sentence;
    }
    found
}

/// Where the sentence that begins at a place ends, closing quotes and brackets
/// included; `marks` are those from there on.
fn end(text: &str, start: usize, marks: &mut impl Iterator<Item = (usize, char)>) -> usize {
    for (at, mark) in marks {
        let after = at + mark.len_utf8();
        match mark {
            '\n' | '。' | '！' | '？' => return after,
            '.' | '!' | '?' => {
                let tail = text[after..].trim_start_matches(['"', '\'', ')', ']', '”', '’']);
                if ends(&text[start..at], mark, tail) {
                    return text.len() - tail.len();
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// The characters that may end a sentence, with their places. Whole sets are
/// read this way: bytes that begin no such character are passed over unread.
fn marks(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let bytes = text.as_bytes();
    let mut points = memchr3_iter(b'.', b'!', b'?', bytes).peekable();
    let mut others = memchr3_iter(b'\n', 0xE3, 0xEF, bytes).peekable();
    let places = std::iter::from_fn(move || match (points.peek(), others.peek()) {
        (Some(point), Some(other)) if point > other => others.next(),
        (Some(_), _) => points.next(),
        (None, _) => others.next(),
    });
    places.filter_map(|at| Some((at, text.get(at..)?.chars().next()?)))
}

/// Whether a mark ends a sentence: white space follows, then no lower-case
/// letter; and a full stop doesn't stand behind an initial or an abbreviation.
fn ends(before: &str, mark: char, after: &str) -> bool {
    let Some(next) = after.trim_start().chars().next() else {
        return true;
    };
    if !after.starts_with(char::is_whitespace) || next.is_lowercase() {
        return false;
    }
    if mark != '.' {
        return true;
    }
    let mut words = before.rsplit(|c: char| c == '(' || c.is_whitespace());
    let word = words.next().unwrap_or_default();
    let initial = word.split('.').all(|part| part.chars().count() == 1);
    let short = ABBREVIATIONS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word));
    !(initial || short)
}

/// A stretch of a sentence with a few words around it, in quotes; `..` where it is cut.
pub fn quote(sentence: &str, from: usize, to: usize) -> String {
    let (before, rest) = sentence.split_at(from);
    let (hit, after) = rest.split_at(to - from);
    let head: Vec<&str> = before.split_whitespace().rev().take(CONTEXT + 1).collect();
    let tail: Vec<&str> = after.split_whitespace().take(CONTEXT + 1).collect();
    let glue_before = if before.ends_with(char::is_whitespace) {
        " "
    } else {
        ""
    };
    let glue_after = if after.starts_with(char::is_whitespace) {
        " "
    } else {
        ""
    };
    let cut = |words: &[&str]| if words.len() > CONTEXT { ".." } else { "" };
    let (start, stop) = (cut(&head), cut(&tail));
    let mut head: Vec<&str> = head.into_iter().take(CONTEXT).collect();
    head.reverse();
    let tail: Vec<&str> = tail.into_iter().take(CONTEXT).collect();
    format!(
        "\"{start}{}{}{hit}{}{}{stop}\"",
        head.join(" "),
        if head.is_empty() { "" } else { glue_before },
        if tail.is_empty() { "" } else { glue_after },
        tail.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        let text = "The U.S. agency (e.g. its lab) paid 3.5 million. \"Was it enough?\" Dr. Roe said no! \n A line\nof 2 parts";
        let found: Vec<_> = sentences(text).collect();
        assert_eq!(
            found,
            [
                "The U.S. agency (e.g. its lab) paid 3.5 million.",
                "\"Was it enough?\"",
                "Dr. Roe said no!",
                "A line",
                "of 2 parts"
            ]
        );
    }

    #[test]
    fn a_word_begins_behind_any_white_space() {
        let text = "Told by\u{a0}Mr. Roe.\tDr. Doe\u{a0}agrees.";
        let found: Vec<_> = sentences(text).collect();
        assert_eq!(found, ["Told by\u{a0}Mr. Roe.", "Dr. Doe\u{a0}agrees."]);
    }

    #[test]
    fn the_sentence_around_a_byte_is_found() {
        let text = "One is here. Two is there. Three ends";
        assert_eq!(around(text, 0), "One is here.");
        assert_eq!(around(text, 14), "Two is there.");
        assert_eq!(around(text, 999), "Three ends");
        assert_eq!(around("", 3), "");
    }

    #[test]
    fn a_quote_shows_a_few_words_around() {
        let text = "a b c d e hit-word f g";
        let at = text.find("hit").unwrap();
        assert_eq!(quote(text, at, at + 3), "\"..b c d e hit-word f g\"");
        assert_eq!(quote("hit", 0, 3), "\"hit\"");
    }
}
