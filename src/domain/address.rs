//! Which web addresses may be handed on as a link. Addresses come from
//! strangers; nothing here fetches one or looks a name up. A refused address is
//! kept as it is: what it can't be is copied, since whoever pastes it follows it.
//!
//! A host has to be a public name in plain ASCII. Names in other scripts are
//! refused in both spellings (`xn--` is the second): they can look like any
//! other name, and to tell the honest ones apart takes tables that go stale.

use super::visible::is_invisible;

/// The longest address, in bytes.
pub const LONGEST: usize = 2_048;

/// Last parts of names that no public site has.
const INSIDE: &[&str] = &[
    "arpa",
    "corp",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localhost",
    "localdomain",
    "private",
];

/// Why an address isn't handed on. What it is worded as follows "the address
/// isn't copied:".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Another scheme, or none.
    #[error("it doesn't begin with http:// or https://")]
    Scheme,
    /// Longer than [`LONGEST`].
    #[error("it has {0} bytes, the limit is {LONGEST}")]
    Long(usize),
    /// A space, a line end, a control or hidden character.
    #[error("it holds a space or a hidden character (U+{:04X})", u32::from(*.0))]
    Hidden(char),
    /// A control character, percent-encoded.
    #[error("it holds an encoded control character")]
    Encoded,
    /// Read by some programs as `/`, by others as part of a name.
    #[error("it holds a backslash")]
    Backslash,
    /// `user@host`: the host looks like another.
    #[error("it holds a user name")]
    UserName,
    /// A port that is no number from 1 to 65535.
    #[error("its port is no number from 1 to 65535")]
    Port,
    /// A host in letters beyond ASCII, in either spelling.
    #[error("its host is written in other letters than a to z, and can look like another")]
    Script,
    /// A host that is a number, in any spelling.
    #[error("its host is a number, not a name")]
    Number,
    /// A host that only a network of one's own knows.
    #[error("its host is a name inside a network, not a public one")]
    Inside,
    /// A host that is no name at all.
    #[error("its host is no name")]
    Host,
}

/// Checks an address; what passes is a link to a public host, in one line.
///
/// # Errors
/// The first reason against it.
pub fn check(address: &str) -> Result<(), Refused> {
    if address.len() > LONGEST {
        return Err(Refused::Long(address.len()));
    }
    let hides = |c: char| c.is_whitespace() || c.is_control() || is_invisible(c);
    if let Some(hidden) = address.chars().find(|c| hides(*c)) {
        return Err(Refused::Hidden(hidden));
    }
    if address.contains('\\') {
        return Err(Refused::Backslash);
    }
    let (scheme, rest) = address.split_once("://").ok_or(Refused::Scheme)?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return Err(Refused::Scheme);
    }
    if has_encoded_control(rest) {
        return Err(Refused::Encoded);
    }
    let site = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if site.contains('@') {
        return Err(Refused::UserName);
    }
    if site.starts_with('[') {
        return Err(Refused::Number);
    }
    let name = match site.split_once(':') {
        None => site,
        Some((name, port)) if is_port(port) => name,
        Some(_) => return Err(Refused::Port),
    };
    host(name)
}

/// `%00` to `%1F` and `%7F`.
fn has_encoded_control(text: &str) -> bool {
    text.as_bytes().windows(3).any(|three| {
        let [b'%', high, low] = three else {
            return false;
        };
        low.is_ascii_hexdigit()
            && (matches!(high, b'0' | b'1') || (*high == b'7' && matches!(low, b'f' | b'F')))
    })
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

fn host(name: &str) -> Result<(), Refused> {
    if !name.is_ascii() {
        return Err(Refused::Script);
    }
    let name = name.to_ascii_lowercase();
    let parts: Vec<&str> = name.split('.').collect();
    if name.len() > 253 || !parts.iter().all(|part| is_part(part)) {
        return Err(Refused::Host);
    }
    if parts.iter().any(|part| part.starts_with("xn--")) {
        return Err(Refused::Script);
    }
    // No public name ends in a part that begins with a digit, and every
    // spelling of a number that programs take for a host does.
    let last = parts.last().copied().unwrap_or_default();
    if last.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(Refused::Number);
    }
    if parts.len() == 1 || INSIDE.contains(&last) {
        return Err(Refused::Inside);
    }
    Ok(())
}

/// A part of a host name; underscores stand in names of real sites.
fn is_part(part: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=63).contains(&part.len())
        && part.bytes().all(plain)
        && !part.starts_with('-')
        && !part.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rustfmt::skip]
    const TABLE: &[(&str, Result<(), Refused>)] = &[
        ("https://news.example/2026/a-b_c?q=1&r=a%20b#top", Ok(())),
        ("HTTP://News.Example", Ok(())),
        ("https://my_blog.example:8443/", Ok(())),
        ("https://news.example/новости/@ada?next=http://10.0.0.1/", Ok(())),
        ("https://127.0.0.1.news.example/", Ok(())),
        ("", Err(Refused::Scheme)),
        ("news.example/a", Err(Refused::Scheme)),
        ("ftp://news.example/", Err(Refused::Scheme)),
        ("file:///home/ada/notes", Err(Refused::Scheme)),
        ("javascript:alert(2)//https://news.example", Err(Refused::Scheme)),
        ("--browser=x", Err(Refused::Scheme)),
        ("https://news.example/a b", Err(Refused::Hidden(' '))),
        ("https://news.example/\n", Err(Refused::Hidden('\n'))),
        ("https://news.example/\u{1b}[2J", Err(Refused::Hidden('\u{1b}'))),
        ("https://news.example/\u{9b}2J", Err(Refused::Hidden('\u{9b}'))),
        ("https://news.example/\u{202e}gpj", Err(Refused::Hidden('\u{202e}'))),
        ("https://news.example/\u{200b}", Err(Refused::Hidden('\u{200b}'))),
        ("https://news.example/\u{3000}", Err(Refused::Hidden('\u{3000}'))),
        ("https://news.example/%0D%0aX:y", Err(Refused::Encoded)),
        ("https://news.example/%7f", Err(Refused::Encoded)),
        ("https://news.example/%70", Ok(())),
        ("https://news.example\\@other.example/", Err(Refused::Backslash)),
        ("https://ada@news.example/", Err(Refused::UserName)),
        ("https://news.example:pw@other.example/", Err(Refused::UserName)),
        ("https://news.example:0/", Err(Refused::Port)),
        ("https://news.example:65536/", Err(Refused::Port)),
        ("https://news.example:+80/", Err(Refused::Port)),
        ("https://news.example:/", Err(Refused::Port)),
        ("https://nеws.example/", Err(Refused::Script)),
        ("https://ｎｅｗｓ.example/", Err(Refused::Script)),
        ("https://www.XN--nws-mdd.example/", Err(Refused::Script)),
        ("http://192.168.7.1/", Err(Refused::Number)),
        ("http://3232237313/", Err(Refused::Number)),
        ("http://0xc0a80701/", Err(Refused::Number)),
        ("http://[fd00::7]/", Err(Refused::Number)),
        ("http://8.8.8.8", Err(Refused::Number)),
        ("http://localhost/", Err(Refused::Inside)),
        ("http://printer.local/", Err(Refused::Inside)),
        ("http://intranet/", Err(Refused::Inside)),
        ("https:///path", Err(Refused::Host)),
        ("https://.example/", Err(Refused::Host)),
        ("https://news..example/", Err(Refused::Host)),
        ("https://-news.example/", Err(Refused::Host)),
        ("https://news.example;ls", Err(Refused::Host)),
        ("https://news.example$(ls)", Err(Refused::Host)),
        ("https://news%2eexample/", Err(Refused::Host)),
    ];

    #[test]
    fn each_rule_refuses_what_it_is_for_and_no_more() {
        for (address, expected) in TABLE {
            assert_eq!(check(address), *expected, "{address:?}");
        }
        let fits = format!("https://news.example/{}", "a".repeat(LONGEST - 21));
        assert_eq!(check(&fits), Ok(()));
        assert_eq!(check(&(fits + "a")), Err(Refused::Long(LONGEST + 1)));
        let part = "a".repeat(64);
        assert_eq!(
            check(&format!("https://{part}.example/")),
            Err(Refused::Host)
        );
    }

    #[test]
    fn hostile_addresses_are_refused_and_those_of_real_reports_are_not() {
        let Some(shared) = std::env::var_os("OVERRULE_SHARED") else {
            println!("skipped: OVERRULE_SHARED is not set");
            return;
        };
        let data = std::path::Path::new(&shared).join("data");
        let read = |name: &str| std::fs::read_to_string(data.join(name)).unwrap();
        let vectors: serde_json::Value =
            serde_json::from_str(&read("hostile/vectors/urls_paths_cells.json")).unwrap();
        let hostile: Vec<String> =
            serde_json::from_value(vectors["urls_must_not_open_or_fetch"].clone()).unwrap();
        assert_eq!(hostile.len(), 51);
        for address in hostile {
            assert!(check(&address).is_err(), "{address:?}");
        }
        let reports = read("clustering/aiid_reports.jsonl");
        let mut taken = 0;
        for line in reports.lines() {
            let report: serde_json::Value = serde_json::from_str(line).unwrap();
            let address = report["url"].as_str().unwrap();
            assert_eq!(check(address), Ok(()), "{address:?}");
            taken += 1;
        }
        assert!(taken > 2_500, "{taken}");
    }
}
