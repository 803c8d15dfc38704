//! Hashes of words and texts: the same on every machine and in every release,
//! so that the same articles give the same groups.

/// What mixes bits.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// The first value of [`hash`].
pub const START: u64 = 0xcbf2_9ce4_8422_2325;

/// One step of [`hash`].
pub const fn hash_with(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
}

/// FNV-1a, 64 bits: for words, which are read byte by byte anyway.
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().copied().fold(START, hash_with)
}

/// 32 bits of a hash, mixed, so that near words lie far apart.
pub const fn term_of(hash: u64) -> u32 {
    ((hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32
}

/// Goes on with a hash over a longer text, eight bytes at a time.
pub fn text_with(hash: u64, bytes: &[u8]) -> u64 {
    let step = |hash: u64, word: u64| (hash ^ word).wrapping_mul(MIX).rotate_left(29);
    let mut words = bytes.chunks_exact(8);
    let mut hash = step(hash, bytes.len() as u64);
    for word in &mut words {
        let word = word.try_into().map_or(0, u64::from_le_bytes);
        hash = step(hash, word);
    }
    let mut rest = [0; 8];
    rest[..words.remainder().len()].copy_from_slice(words.remainder());
    let hash = step(hash, u64::from_le_bytes(rest));
    hash ^ hash >> 32
}

/// One key for a hash of some kind, which differs from those of other kinds.
pub const fn of_kind(kind: u64, hash: u64) -> u64 {
    (hash ^ kind).wrapping_mul(MIX).rotate_left(29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_differ_anywhere_differ() {
        let of = |text: &str| text_with(START, text.as_bytes());
        let all = [
            "",
            "a",
            "b",
            "a\0",
            "abcdefgh",
            "abcdefgi",
            "abcdefgha",
            "xbcdefgha",
        ];
        for (at, one) in all.iter().enumerate() {
            for other in &all[..at] {
                assert_ne!(of(one), of(other), "{one:?} {other:?}");
            }
        }
    }
}
