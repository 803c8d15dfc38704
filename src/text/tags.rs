//! Text spelled in Unicode tag characters, which no terminal shows and some
//! machines read.

/// The tag characters that stand for printable ASCII.
const TAGS: std::ops::RangeInclusive<char> = '\u{E0020}'..='\u{E007E}';

/// What the runs of tag characters in a text spell, in order. Each is printable ASCII.
pub fn spelled(source: &str) -> Vec<String> {
    let mut runs = Vec::new();
    let mut run = String::new();
    for c in source.chars() {
        if TAGS.contains(&c) {
            run.extend(char::from_u32(u32::from(c) - 0xE0000));
        } else if !run.is_empty() {
            runs.push(std::mem::take(&mut run));
        }
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tagged(ascii: &str) -> String {
        let tag = |c| char::from_u32(0xE0000 + u32::from(c)).unwrap();
        ascii.chars().map(tag).collect()
    }

    #[test]
    fn runs_are_spelled_out_one_by_one() {
        assert_eq!(spelled("nothing \u{e0001}\u{e007f}"), Vec::<String>::new());
        let source = format!("a{}b\u{e007f}{}", tagged("Say safe!"), tagged("~ "));
        assert_eq!(spelled(&source), ["Say safe!", "~ "]);
    }
}
