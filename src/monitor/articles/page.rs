//! One article in a page saved from a browser: what the page says of itself in
//! its head, and the element that holds most of its running text.

use super::markup::{Piece, Pieces, attribute, decoded, folded, is_block};
use super::{Drop, Found, Mend, RawArticle, date, fields};

/// The least text of a paragraph of an article, in characters.
const PARAGRAPH: usize = 40;

/// Reads the article of a page.
pub fn read(text: &str) -> Found {
    let mut found = Found::default();
    let page = Page::of(text);
    let title = page
        .meta(&["og:title", "twitter:title"])
        .or_else(|| page.text_of("h1"))
        .or_else(|| page.text_of("title"));
    let Some(title) = title else {
        found.dropped.push((1, Drop::NoTitle));
        return found;
    };
    let day = page
        .meta(&["article:published_time", "date", "dc.date", "datepublished"])
        .or_else(|| page.day.clone());
    let parsed = day.as_deref().and_then(date::parse);
    if let (Some(text), None) = (day, parsed) {
        found.mended.push((1, Mend::BadDate { text }));
    }
    let article = RawArticle {
        id: String::new(),
        title,
        lead: page.meta(&["og:description", "description"]),
        body: page.body(),
        url: page
            .canonical
            .clone()
            .or_else(|| page.meta(&["og:url"]))
            .filter(|url| fields::is_address(url)),
        outlet: page.meta(&["og:site_name", "application-name"]),
        date: parsed,
        language: page.language.clone(),
    };
    found.articles.push((1, article));
    found
}

/// What a page holds, in one pass.
#[derive(Default)]
struct Page {
    metas: Vec<(String, String)>,
    /// Texts of headings and of the title, by element.
    heads: Vec<(String, String)>,
    canonical: Option<String>,
    day: Option<String>,
    language: Option<String>,
    /// Paragraphs, each with the number of the element that holds it.
    paragraphs: Vec<(usize, String)>,
}

impl Page {
    fn of(text: &str) -> Self {
        let mut page = Self::default();
        // Numbers of the elements that are open; paragraphs stand in the last.
        let mut holders = vec![(String::new(), 0)];
        let mut made = 0;
        let mut open: Option<(String, String)> = None;
        for piece in Pieces::new(text) {
            match piece {
                Piece::Text(text) => {
                    if let Some((_, inner)) = &mut open {
                        inner.push_str(text);
                    }
                }
                Piece::Open(name, inside) => {
                    page.note(&name, inside);
                    if matches!(name.as_str(), "p" | "h1" | "title") {
                        page.close(open.take(), &holders);
                        open = Some((name, String::new()));
                    } else if is_block(&name) && name != "br" {
                        page.close(open.take(), &holders);
                        made += 1;
                        holders.push((name, made));
                    } else if let Some((_, inner)) = &mut open {
                        inner.push(' ');
                    }
                }
                Piece::Close(name) => {
                    if matches!(name.as_str(), "p" | "h1" | "title") || is_block(&name) {
                        page.close(open.take(), &holders);
                    }
                    if holders.last().is_some_and(|(last, _)| *last == name) && holders.len() > 1 {
                        holders.pop();
                    }
                }
            }
        }
        page.close(open, &holders);
        page
    }

    /// What a tag says of the page.
    fn note(&mut self, name: &str, inside: &str) {
        let get = |key| attribute(inside, key).filter(|value| !value.trim().is_empty());
        match name {
            "meta" => {
                let key = ["property", "name", "itemprop"].into_iter().find_map(get);
                if let (Some(key), Some(value)) = (key, get("content")) {
                    self.metas.push((key.to_lowercase(), value));
                }
            }
            "html" => self.language = get("lang"),
            "time" if self.day.is_none() => self.day = get("datetime"),
            "link" if get("rel").as_deref() == Some("canonical") => self.canonical = get("href"),
            _ => {}
        }
    }

    /// Ends a paragraph or a heading.
    fn close(&mut self, open: Option<(String, String)>, holders: &[(String, usize)]) {
        let Some((name, inner)) = open else { return };
        let text = folded(&decoded(&inner));
        if name != "p" {
            self.heads.push((name, text));
        } else if text.chars().count() >= PARAGRAPH {
            let holder = holders.last().map_or(0, |(_, number)| *number);
            self.paragraphs.push((holder, text));
        }
    }

    fn meta(&self, names: &[&str]) -> Option<String> {
        let of = |name: &&str| self.metas.iter().find(|(key, _)| key == name);
        names.iter().find_map(of).map(|(_, value)| value.clone())
    }

    fn text_of(&self, element: &str) -> Option<String> {
        let head = self
            .heads
            .iter()
            .find(|(name, text)| name == element && !text.is_empty());
        head.map(|(_, text)| text.clone())
    }

    /// The paragraphs of the element that holds most text.
    fn body(&self) -> Option<String> {
        let mut lengths = std::collections::BTreeMap::new();
        for (holder, text) in &self.paragraphs {
            *lengths.entry(*holder).or_insert(0) += text.len();
        }
        // The earlier element wins a tie.
        let (best, _) = lengths
            .into_iter()
            .rev()
            .max_by_key(|(_, length)| *length)?;
        let own = self.paragraphs.iter().filter(|(holder, _)| *holder == best);
        Some(
            own.map(|(_, text)| text.as_str())
                .collect::<Vec<_>>()
                .join("\n\n"),
        )
    }
}
