//! What an article's address tells: the words of its last parts, which often
//! are an older or a longer headline, the day, and whether two addresses are
//! the same page.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

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

/// The address without scheme, `www.`, port, anchor, tracking parameters and a
/// slash at the end: equal for one page. None for what isn't a web address
/// with a path of its own.
pub fn canonical(url: &str) -> Option<String> {
    let (_, rest) = url.trim().split_once("://")?;
    let rest = rest.split('#').next().unwrap_or(rest);
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = place.split_once('/')?;
    let host = host.to_ascii_lowercase();
    let host = host.split(':').next().unwrap_or(&host);
    let host = ["www.", "amp.", "m."]
        .iter()
        .find_map(|front| host.strip_prefix(front))
        .unwrap_or(host);
    let path = path.trim_end_matches('/');
    let mut kept: Vec<&str> = query
        .split('&')
        .filter(|part| {
            let name = part.split('=').next().unwrap_or(part).to_ascii_lowercase();
            !name.is_empty() && !name.starts_with("utm_") && !TRACKING.contains(&name.as_str())
        })
        .collect();
    kept.sort_unstable();
    (!path.is_empty() || !kept.is_empty()).then(|| format!("{host}/{path}?{}", kept.join("&")))
}

/// The parts of the path that read like words: three or more, joined by
/// hyphens or underscores. What is a number or mixes digits in is left out.
pub fn parts(url: &str) -> impl Iterator<Item = String> {
    let place = url.split(['?', '#']).next().unwrap_or(url);
    let path = place.split_once("://").map_or(place, |it| it.1);
    path.split('/').skip(1).filter_map(|part| {
        let part = decode(part);
        let stem = match part.rsplit_once('.') {
            Some((stem, end)) if end.len() <= 5 => stem,
            _ => &part,
        };
        let words: Vec<&str> = stem
            .split(['-', '_', '+', ' ', ','])
            .filter(|word| is_word(word))
            .collect();
        (words.len() >= 3).then(|| words.join(" "))
    })
}

/// False for numbers of more than four digits, hashes and the like.
fn is_word(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    !word.is_empty() && word.len() < 40 && (digits == 0 || digits == word.len() && digits <= 4)
}

/// Percent signs resolved; what isn't UTF-8 then stays as it was.
fn decode(part: &str) -> String {
    if !part.contains('%') {
        return part.to_owned();
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
    String::from_utf8(out).unwrap_or_else(|_| part.to_owned())
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
        let read = |url| parts(url).collect::<Vec<_>>();
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
