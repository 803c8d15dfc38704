//! Folding for search.

use unicode_normalization::UnicodeNormalization;

/// Folds a text for searching: NFKC, lower case. Characters fold one by one,
/// so that a part of a word folds to the same part of the folded word (a final
/// sigma stays a sigma).
pub fn fold(source: &str) -> String {
    if source.is_ascii() {
        return source.to_ascii_lowercase();
    }
    source.nfkc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_width_and_composition() {
        let table = [
            ("Plain ASCII", "plain ascii"),
            ("ÉTÉ", "été"),
            ("E\u{301}te\u{301}", "été"),
            ("ＡＢＣ１２", "abc12"),
            ("ﬁnding", "finding"),
            ("ΟΔΟΣ", "οδοσ"),
            ("ｶﾞ", "ガ"),
        ];
        for (source, folded) in table {
            assert_eq!(fold(source), folded, "{source}");
        }
    }
}
