//! Numbers of things in our own messages.

use std::fmt::Display;

/// So many of something, in words: `1 article`, `2 articles`. For nouns whose
/// plural is made with an s.
pub fn counted<N: Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    let end = if count == N::from(1) { "" } else { "s" };
    format!("{count} {noun}{end}")
}
