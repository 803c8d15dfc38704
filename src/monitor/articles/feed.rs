//! Articles in RSS, Atom and RDF feeds. Feeds in JSON are read as other JSON is.

use feed_rs::model::Feed;
use feed_rs::parser;

use crate::ingest::{day, is_address};

use super::{Dropped, Found, Mend, RawArticle, markup};

/// True for text that begins as a feed in XML does.
pub fn detect(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(1024).collect();
    head.starts_with('<')
        && ["<rss", "<feed", "<rdf:RDF"]
            .iter()
            .any(|tag| head.contains(tag))
}

/// Reads the entries of a feed.
pub fn read(bytes: &[u8]) -> Found {
    let mut found = Found::default();
    let Some((feed, bytes)) = parsed(with_entities(bytes), &mut found) else {
        return found;
    };
    let outlet = feed.title.map(|title| markup::plain(&title.content));
    let own = left_out(&bytes, feed.entries.len());
    for (at, entry) in feed.entries.into_iter().enumerate() {
        let plain = |text: &str| Some(markup::plain(text)).filter(|text| !text.trim().is_empty());
        let day = entry.published.or(entry.updated);
        let second = day.and_then(|day| jiff::Timestamp::from_second(day.timestamp()).ok());
        let mut date =
            second.map(|second| second.to_zoned_datetime(jiff::tz::TimeZone::UTC).date());
        if date.is_none()
            && let Some(text) = own.get(at).and_then(|own| own.date.clone())
        {
            date = day::parse(&text);
            if date.is_none() {
                found.mended.push((1, Mend::BadDate { text }));
            }
        }
        let article = RawArticle {
            id: entry.id,
            title: entry
                .title
                .and_then(|title| plain(&title.content))
                .unwrap_or_default(),
            lead: entry.summary.and_then(|summary| plain(&summary.content)),
            body: entry
                .content
                .and_then(|content| content.body)
                .and_then(|body| plain(&body)),
            url: entry
                .links
                .into_iter()
                .map(|link| link.href)
                .find(|href| is_address(href)),
            outlet: own
                .get(at)
                .and_then(|own| own.source.clone())
                .or(entry.source)
                .or_else(|| outlet.clone()),
            date,
            language: entry.language.or_else(|| feed.language.clone()),
        };
        found.articles.push((1, article));
    }
    found
}

/// The feed and the text of it; where it breaks off, what came before, which is noted.
fn parsed(bytes: Vec<u8>, found: &mut Found) -> Option<(Feed, Vec<u8>)> {
    // Ids that the parser would make up are left to us: they must not change.
    let parser = parser::Builder::new()
        .id_generator(|_, _, _| String::new())
        .build();
    match parser.parse(&bytes[..]) {
        Ok(feed) => Some((feed, bytes)),
        Err(error) => {
            let whole = closed(&bytes);
            let whole = whole.and_then(|closed| Some((parser.parse(&closed[..]).ok()?, closed)));
            let what = match &whole {
                Some((feed, _)) if !feed.entries.is_empty() => "; the entries before it were taken",
                _ => "",
            };
            let cause = format!("{error}{what}");
            found.dropped.push((1, Dropped::BadRecord { cause }));
            whole
        }
    }
}

/// A feed that was cut off, closed after its last whole entry; none where there
/// is none.
fn closed(bytes: &[u8]) -> Option<Vec<u8>> {
    let after = |end: &[u8]| memchr::memmem::rfind(bytes, end).map(|at| at + end.len());
    let (end, close) = [
        (after(b"</item>"), &b"</channel></rss>"[..]),
        (after(b"</entry>"), b"</feed>"),
    ]
    .into_iter()
    .filter_map(|(end, close)| Some((end?, close)))
    .max()?;
    let rdf = memchr::memmem::find(bytes, b"<rdf:RDF").is_some();
    let close = if rdf { b"</rdf:RDF>" } else { close };
    Some([bytes.get(..end)?, close].concat())
}

/// The text with each `&` that begins no entity written as one: feeds have
/// them in headlines and addresses, and the parser drops what they stand in.
fn with_entities(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr::memchr2(b'&', b'<', rest) {
        let (before, from) = rest.split_at(at);
        out.extend_from_slice(before);
        let whole = if from.starts_with(b"<![CDATA[") {
            memchr::memmem::find(from, b"]]>").unwrap_or(from.len())
        } else {
            1
        };
        let (one, after) = from.split_at(whole.min(from.len()));
        out.extend_from_slice(one);
        if one == b"&" && !is_entity(after) {
            out.extend_from_slice(b"amp;");
        }
        rest = after;
    }
    out.extend_from_slice(rest);
    out
}

/// Whether what follows an `&` makes it an entity.
fn is_entity(after: &[u8]) -> bool {
    let end = after.iter().take(32).position(|byte| *byte == b';');
    let name = end.and_then(|end| after.get(..end)).unwrap_or_default();
    let (first, more) = match name {
        [b'#', b'x' | b'X', more @ ..] => (true, more.iter().all(u8::is_ascii_hexdigit)),
        [b'#', more @ ..] => (true, more.iter().all(u8::is_ascii_digit)),
        _ => (!name.is_empty(), name.iter().all(u8::is_ascii_alphanumeric)),
    };
    first && more
}

/// What the parser leaves out of an entry.
#[derive(Default)]
struct LeftOut {
    /// The outlet that a feed of several names for it (`<source>` of RSS).
    source: Option<String>,
    /// Its date as it stands there: one that can't be read is left out unsaid.
    date: Option<String>,
}

/// What the parser leaves out, by entry; nothing where entries can't be told apart.
fn left_out(bytes: &[u8], entries: usize) -> Vec<LeftOut> {
    let text = String::from_utf8_lossy(bytes);
    let begin = if text.contains("<item") {
        "<item"
    } else {
        "<entry"
    };
    // `<items>` of RSS 1.0 is none.
    let is_tag =
        |rest: &&str| rest.starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/');
    let items = text.split(begin).skip(1).filter(is_tag);
    let items: Vec<&str> = items.collect();
    if items.len() != entries {
        return Vec::new();
    }
    let items = items.into_iter().map(|item| LeftOut {
        source: said_in(item, "source"),
        date: ["pubDate", "dc:date", "published", "updated"]
            .iter()
            .find_map(|tag| said_in(item, tag)),
    });
    items.collect()
}

/// What stands between the tags of a name, where the first of them is.
fn said_in(item: &str, tag: &str) -> Option<String> {
    let (_, from) = item.split_once(&format!("<{tag}"))?;
    let (_, inside) = from.split_once('>')?;
    let (said, _) = inside.split_once(&format!("</{tag}>"))?;
    Some(markup::plain(said)).filter(|said| !said.trim().is_empty())
}
