//! How journal files are called: `<reviewer>~<host>~<random>.jsonl`.

use std::fmt::Write as _;

use crate::domain::Digest;

/// Longest part of a file name, in bytes: three parts and what follows them
/// stay below 255, the limit of most file systems.
const LONGEST: usize = 80;

/// The beginning of the names of all files of a reviewer on a host.
pub(super) fn prefix(reviewer: &str, host: &str) -> String {
    format!("{}~{}~", part(reviewer), part(host))
}

/// Eight characters that tell files apart: of the caller's random text at
/// first, of its hash with the number of the try where that name is taken.
pub(super) fn random_part(random: &str, tries: u32) -> String {
    let plain = random.len() == 8 && random.bytes().all(|b| b.is_ascii_alphanumeric());
    if plain && tries == 0 {
        return random.to_owned();
    }
    let hash = Digest::of(&[random, &tries.to_string()]);
    hash.short().chars().take(8).collect()
}

/// Percent-encodes a part of a name, all but letters, digits, `_` and inner
/// dots and hyphens of ASCII: a name that begins with a dot hides, and one that
/// begins with a hyphen is an option to the tools of the shell. A long one is cut and ends in a hash of the whole.
fn part(text: &str) -> String {
    let mut encoded = String::new();
    for (at, byte) in text.bytes().enumerate() {
        let plain =
            byte.is_ascii_alphanumeric() || byte == b'_' || (matches!(byte, b'.' | b'-') && at > 0);
        if plain {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    if encoded.len() > LONGEST {
        let hash = Digest::of(&[text]);
        encoded.truncate(LONGEST - 17);
        encoded = format!("{encoded}%{}", hash.short());
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_the_folder_or_hides() {
        assert_eq!(prefix("ana", "box.local"), "ana~box.local~");
        assert_eq!(prefix("../ana b", "x~y"), "%2E.%2Fana%20b~x%7Ey~");
        assert_eq!(prefix("-rf", "a-b"), "%2Drf~a-b~");
        assert_eq!(prefix("Zoë", ""), "Zo%C3%AB~~");
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let (one, two) = ("名".repeat(60), "名".repeat(61));
        assert!(prefix(&one, &two).len() <= 2 * LONGEST + 2);
        assert_ne!(prefix(&one, "h"), prefix(&two, "h"));
        assert_eq!(prefix(&one, "h").len(), LONGEST + 3);
        let fits = "a".repeat(LONGEST);
        assert_eq!(prefix(&fits, "h"), format!("{fits}~h~"));
    }

    #[test]
    fn a_taken_name_gives_way_to_another() {
        assert_eq!(random_part("0a1b2c3d", 0), "0a1b2c3d");
        assert_ne!(random_part("0a1b2c3d", 1), random_part("0a1b2c3d", 2));
        for odd in ["../../..", "abc", "0a1b2c3d4"] {
            let made = random_part(odd, 0);
            assert_eq!(made.len(), 8, "{odd}");
            assert!(made.bytes().all(|b| b.is_ascii_alphanumeric()), "{made}");
        }
    }
}
