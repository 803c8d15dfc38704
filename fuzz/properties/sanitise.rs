//! Text made safe to show: nothing hidden gets through, nothing is counted that
//! isn't there, and what is safe stays as it is.

use overrule::text::{SafeText, safe_line};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::is_hidden;

/// Any bytes.
pub fn check(data: &[u8]) {
    let safe = SafeText::from_bytes(data);
    let shown = safe.shown();
    no_line_drives_a_terminal(&shown);
    assert_eq!(
        SafeText::new(&shown).shown(),
        shown,
        "what is safe is changed"
    );
    let Ok(source) = std::str::from_utf8(data) else {
        assert!(safe.hidden() > 0, "bad bytes are not counted");
        return;
    };
    assert_eq!(
        SafeText::new(source),
        safe,
        "a text and its bytes are shown alike"
    );
    if safe.hidden() == 0 {
        let bare = |text: &str| text.replace("\r\n", "\n").replace(['\t', ' '], "");
        assert_eq!(
            bare(&shown),
            bare(source),
            "something is changed and not counted"
        );
    }
    let line = safe_line(source);
    assert!(!line.contains('\n'), "{line:?}");
    no_line_drives_a_terminal(&line);
}

/// The same claim on a text that nothing made safe: it must fail.
pub fn control(data: &[u8]) {
    no_line_drives_a_terminal(&String::from_utf8_lossy(data));
}

fn no_line_drives_a_terminal(shown: &str) {
    for line in shown.split('\n') {
        let bad = line.chars().find(|c| is_hidden(*c));
        assert_eq!(bad, None, "{line:?}");
        let unseen = line.graphemes(true).find(|cluster| cluster.width() == 0);
        assert_eq!(unseen, None, "{line:?}");
    }
}
