//! What an article's address tells: the words of its last parts, which often
//! are an older or a longer headline, the day, and whether two addresses are
//! the same page.

use std::borrow::Cow;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::hash::{START, hash_with, text_with};

/// Parameters that say where a reader came from, not what is shown.
const TRACKING: &[&str] = &[
    "fbclid", "gclid", "mc_cid", "mc_eid", "ref", "cmp", "ito", "smid", "ocid", "src",
];

/// `/2024/3/19/`, `/2024/mar/19/`, `/20240319/`, `-2024-03-19`.
static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)[/_-]((?:19|20)[0-9]{2})(?:[/_-]?([0-9]{2})[/_-]?([0-9]{2})|[/_-]([0-9]{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[/_-]([0-9]{1,2}))(?:[^0-9]|$)",
    )
    .ok()
});

/// Fronts of hosts that show the same page.
const FRONTS: &[&str] = &["www.", "amp.", "m."];

/// The hash of an address without scheme, `www.`, port, anchor, tracking
/// parameters and a slash at the end: equal for one page. None for what isn't
/// a web address with a path of its own.
pub fn canonical(url: &str) -> Option<u64> {
    let (_, rest) = url.trim().split_once("://")?;
    let rest = before(rest, b'#');
    let place = before(rest, b'?');
    let query = rest.get(place.len() + 1..).unwrap_or_default();
    let (host, path) = place.split_once('/')?;
    let host = host.split(':').next().unwrap_or(host);
    let after = |front: &&str| {
        let at = front.len();
        let is = host
            .get(..at)
            .is_some_and(|it| it.eq_ignore_ascii_case(front));
        is.then(|| &host[at..])
    };
    let host = FRONTS.iter().find_map(after).unwrap_or(host);
    let path = path.trim_end_matches('/');
    let mut kept: Vec<&str> = query.split('&').filter(|part| is_kept(part)).collect();
    kept.sort_unstable();
    let host = host.bytes().map(|byte| byte.to_ascii_lowercase());
    let start = text_with(host.fold(START, hash_with), path.as_bytes());
    let all = kept
        .iter()
        .fold(start, |hash, part| text_with(hash, part.as_bytes()));
    (!path.is_empty() || !kept.is_empty()).then_some(all)
}

/// What stands before a byte of ASCII.
fn before(text: &str, byte: u8) -> &str {
    let end = memchr::memchr(byte, text.as_bytes());
    end.map_or(text, |end| &text[..end])
}

/// True for a parameter that may change what is shown.
fn is_kept(part: &str) -> bool {
    let name = part.split('=').next().unwrap_or(part).to_ascii_lowercase();
    !name.is_empty() && !name.starts_with("utm_") && !TRACKING.contains(&name.as_str())
}

/// The parts of the path that read like words: three or more, joined by
/// hyphens or underscores; [`words`] takes them apart.
pub fn parts(url: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let place = before(before(url, b'#'), b'?');
    let scheme = before(place, b':');
    let path = place[scheme.len()..].strip_prefix("://").unwrap_or(place);
    path.split('/').skip(1).filter_map(|part| {
        let mut part = decode(part);
        if let Some((stem, end)) = part.rsplit_once('.')
            && end.len() <= 5
        {
            let stem = stem.len();
            part = match part {
                Cow::Borrowed(part) => Cow::Borrowed(&part[..stem]),
                Cow::Owned(mut part) => {
                    part.truncate(stem);
                    Cow::Owned(part)
                }
            };
        }
        let enough = words(&part).nth(2).is_some();
        enough.then_some(part)
    })
}

/// The words of a part of a path. What is a number of more than four digits,
/// a hash or the like is left out.
pub fn words(part: &str) -> impl Iterator<Item = &str> {
    let mut rest = part;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let (mut end, mut digits) = (0, 0);
            for byte in rest.bytes() {
                match byte {
                    b'-' | b'_' | b'+' | b' ' | b',' => break,
                    b'0'..=b'9' => digits += 1,
                    _ => {}
                }
                end += 1;
            }
            let word = &rest[..end];
            rest = rest.get(end + 1..).unwrap_or_default();
            let plain = digits == 0 || digits == end && digits <= 4;
            if plain && (1..40).contains(&end) {
                return Some(word);
            }
        }
        None
    })
}

/// Percent signs resolved; what isn't UTF-8 then stays as it was.
fn decode(part: &str) -> Cow<'_, str> {
    if !part.contains('%') {
        return part.into();
    }
    let bytes = part.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = part.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or(Cow::Borrowed(part), Cow::Owned)
}

/// The day that an address names.
pub fn day(url: &str) -> Option<Date> {
    // Most have none; looking for a century is quick.
    if !url.contains("20") && !url.contains("19") {
        return None;
    }
    let found = DAY.as_ref()?.captures(url)?;
    let year = found[1].parse().ok()?;
    let month = found.get(2).or_else(|| found.get(4))?.as_str();
    let day = found.get(3).or_else(|| found.get(5))?.as_str();
    let month = month.parse().ok().or_else(|| {
        let names = "janfebmaraprmayjunjulaugsepoctnovdec";
        let at = names.find(&month.to_ascii_lowercase())?;
        i8::try_from(at / 3 + 1).ok()
    })?;
    Date::new(year, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_has_one_address() {
        let one = canonical("https://www.example.org/a/b/?utm_source=x&id=7#top");
        assert_eq!(one, canonical("http://example.org:80/a/b?id=7&fbclid=q"));
        assert_ne!(one, canonical("https://example.org/a/b?id=8"));
        assert_eq!(canonical("https://example.org/"), None);
        assert_eq!(canonical("no address"), None);
    }

    #[test]
    fn the_words_of_an_address_are_read() {
        let read = |url| {
            let parts = parts(url).map(|part| words(&part).collect::<Vec<_>>().join(" "));
            parts.collect::<Vec<_>>()
        };
        assert_eq!(
            read("https://example.org/news/tech/robot-hits-wall-48213377.html?a-b-c-d"),
            ["robot hits wall"]
        );
        assert_eq!(
            read("https://example.org/a%C3%A9ro-taxi-tombe"),
            ["aéro taxi tombe"]
        );
        assert!(read("https://example.org/story/48213377").is_empty());
        assert!(read("https://example.org/50%-off%zz").is_empty());
    }

    #[test]
    fn the_day_of_an_address_is_read() {
        let table = [
            ("https://e.org/2024/03/19/x", Some("2024-03-19")),
            ("https://e.org/2024/mar/9/x", Some("2024-03-09")),
            ("https://e.org/a/20240319/x", Some("2024-03-19")),
            ("https://e.org/robot-falls-2024-03-19", Some("2024-03-19")),
            ("https://e.org/2024/13/19/x", None),
            ("https://e.org/story-20240319123/x", None),
            ("https://e.org/2024/x", None),
        ];
        for (url, expected) in table {
            assert_eq!(
                day(url).map(|it| it.to_string()).as_deref(),
                expected,
                "{url}"
            );
        }
    }
}
