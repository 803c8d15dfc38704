//! Numbers of things in our own messages.

/// So many of something, in words: `1 article`, `2 articles`. For nouns whose
/// plural is made with an s.
pub fn counted(count: usize, noun: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{end}")
}
