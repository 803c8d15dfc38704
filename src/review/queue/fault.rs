//! What is wrong with a filter or an order as typed, and what was likely meant.

use std::fmt;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A term that isn't `kind:value`.
    Shape {
        /// The term.
        term: String,
    },
    /// A kind of term, or a value of a kind, that there isn't.
    Unknown {
        /// What it should have been, such as `flag`.
        what: &'static str,
        /// The word as typed; empty where none was.
        word: String,
        /// The allowed words.
        allowed: Vec<String>,
    },
}

/// All that is wrong with a filter or an order as typed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(Fault::to_string).collect::<Vec<_>>().join("; "))]
pub struct BadFilter(pub Vec<Fault>);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape { term } => {
                write!(
                    f,
                    "\"{term}\" is no term; write it like is:pending or flag:split"
                )
            }
            Self::Unknown {
                what,
                word,
                allowed,
            } => {
                if word.is_empty() {
                    write!(f, "{what}: needs a value")?;
                } else {
                    write!(f, "\"{word}\" is no {what}")?;
                }
                if let Some(near) = nearest(word, allowed) {
                    write!(f, ", did you mean {near}?")?;
                }
                write!(f, " (allowed: {})", allowed.join(", "))
            }
        }
    }
}

/// The value that a table gives a word, in any case.
pub fn choose<T: Copy>(
    what: &'static str,
    word: &str,
    table: &[(T, &'static str)],
) -> Result<T, Fault> {
    table
        .iter()
        .find(|(_, name)| name.eq_ignore_ascii_case(word))
        .map(|(value, _)| *value)
        .ok_or_else(|| Fault::Unknown {
            what,
            word: word.to_owned(),
            allowed: table.iter().map(|(_, name)| (*name).to_owned()).collect(),
        })
}

/// The allowed word that was likely meant: it begins like the word, or few
/// letters part the two.
fn nearest<'a>(word: &str, allowed: &'a [String]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let far = |name: &&String| distance(&word, name);
    let begun = allowed
        .iter()
        .find(|name| word.len() > 1 && name.starts_with(&word));
    let close = allowed.iter().min_by_key(far).filter(|name| {
        // A third of the letters may be wrong: of a short word, one.
        far(name) <= (word.chars().count() / 3).max(1) && word.chars().count() > 1
    });
    begun.or(close).map(String::as_str)
}

/// How many letters must be put in, left out, changed or swapped with their
/// neighbour (Damerau 1964, in the restricted form: no letter is moved twice).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_textbook() {
        for (a, b, wanted) in [
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("lable", "label", 1),
            ("flag", "flag", 0),
        ] {
            assert_eq!(distance(a, b), wanted);
            assert_eq!(distance(b, a), wanted);
        }
    }

    #[test]
    fn what_was_meant_is_near_or_not_named() {
        let allowed: Vec<String> = ["pending", "decided", "no-text"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(nearest("pendng", &allowed), Some("pending"));
        assert_eq!(nearest("no", &allowed), Some("no-text"));
        assert_eq!(nearest("sun", &allowed), None);
        assert_eq!(nearest("", &allowed), None);
    }
}
