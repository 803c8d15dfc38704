//! One article in a page saved from a browser: what the page says of itself in
//! its head, and the element that holds most of its running text, what stands
//! beside an article (menus, consent to cookies) left aside where anything else
//! is there.

use crate::ingest::{day, is_address};

use super::markup::{Piece, Pieces, attribute, decoded, folded, is_block};
use super::{Dropped, Found, Mend, RawArticle};

/// The least text of a paragraph of an article, in characters.
const PARAGRAPH: usize = 40;

/// Reads the article of a page.
pub fn read(text: &str) -> Found {
    let mut found = Found::default();
    let page = Page::of(text);
    let title = page.meta(&["og:title", "twitter:title"]);
    let Some(title) = title.or_else(|| page.headline()) else {
        found.dropped.push((1, Dropped::NoTitle));
        return found;
    };
    let day = page
        .meta(&["article:published_time", "date", "dc.date", "datepublished"])
        .or_else(|| page.day.clone());
    let parsed = day.as_deref().and_then(day::parse);
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
            .filter(|url| is_address(url)),
        outlet: page.outlet(),
        date: parsed,
        language: page.language.clone(),
    };
    found.articles.push((1, article));
    found
}

/// Where something stands in a page, the best place last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// In a menu, a foot, a question about cookies.
    Aside,
    #[default]
    Somewhere,
    /// In what the page calls its article.
    Article,
}

/// Elements that stand beside an article.
const BESIDE: &[&str] = &["nav", "footer", "aside", "form", "dialog"];
/// What such elements are called by pages that make them of others.
const BESIDE_NAMES: &[&str] = &[
    "cookie",
    "consent",
    "gdpr",
    "newsletter",
    "sidebar",
    "related",
    "comments",
];
/// Elements whose own text may be running text: pages do without `p`.
const MAY_RUN: &[&str] = &["div", "section", "article", "main", "blockquote", "td"];
/// What stands between headline and outlet in the title of a page.
const SEPARATORS: &[&str] = &[" - ", " | ", " – ", " — ", " :: ", " · "];

/// An element that is open.
#[derive(Default)]
struct Element {
    name: String,
    number: usize,
    place: Place,
}

impl Element {
    /// An element in another one.
    fn within(outer: &Self, name: &str, inside: &str, number: usize) -> Self {
        let called = || {
            let names = ["class", "id"].into_iter();
            let names: String = names.filter_map(|key| attribute(inside, key)).collect();
            let names = names.to_lowercase();
            BESIDE_NAMES.iter().any(|beside| names.contains(beside))
        };
        let place = match name {
            "body" | "html" => outer.place,
            "article" | "main" => outer.place.max(Place::Article),
            // That of an article has its headline.
            "header" if outer.place == Place::Somewhere => Place::Aside,
            _ if BESIDE.contains(&name) || called() => Place::Aside,
            _ => outer.place,
        };
        Self {
            name: name.to_owned(),
            number,
            place: match outer.place {
                Place::Aside => Place::Aside,
                _ => place,
            },
        }
    }
}

/// A text that a page holds.
struct Stands {
    /// The number of the element that holds it.
    holder: usize,
    place: Place,
    text: String,
}

/// What a page holds, in one pass.
#[derive(Default)]
struct Page {
    metas: Vec<(String, String)>,
    /// Headings and the title, by element.
    heads: Vec<(String, Stands)>,
    canonical: Option<String>,
    day: Option<String>,
    language: Option<String>,
    paragraphs: Vec<Stands>,
}

/// Elements within each other; browsers go no deeper.
const DEPTH: usize = 512;

impl Page {
    fn of(text: &str) -> Self {
        let mut page = Self::default();
        // The elements that are open; paragraphs stand in the last.
        let mut holders = vec![Element::default()];
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
                    if is_text(&name) {
                        page.close(open.take(), &holders);
                        open = Some((name, String::new()));
                    } else if is_block(&name) && name != "br" {
                        page.close(open.take(), &holders);
                        made += 1;
                        if let Some(outer) = holders.last().filter(|_| holders.len() < DEPTH) {
                            let own = Element::within(outer, &name, inside, made);
                            holders.push(own);
                        }
                        if MAY_RUN.contains(&name.as_str()) {
                            open = Some((name, String::new()));
                        }
                    } else if let Some((_, inner)) = &mut open {
                        inner.push(' ');
                    }
                }
                Piece::Close(name) => {
                    if is_text(&name) || is_block(&name) {
                        page.close(open.take(), &holders);
                    }
                    // What is left open inside (`li` and `td` may be) ends with it.
                    let of_it = holders.iter().rposition(|holder| holder.name == name);
                    holders.truncate(of_it.unwrap_or(holders.len()).max(1));
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
    fn close(&mut self, open: Option<(String, String)>, holders: &[Element]) {
        let Some((name, inner)) = open else { return };
        let text = folded(&decoded(&inner));
        // Text of an element that isn't one for text stands in the one around it.
        let own = !is_text(&name);
        let mut holders = holders.iter().rev().skip(usize::from(own));
        let holder = holders.next();
        let stands = Stands {
            holder: holder.map_or(0, |element| element.number),
            place: holder.map_or(Place::default(), |element| element.place),
            text,
        };
        if is_text(&name) && name != "p" {
            self.heads.push((name, stands));
        } else if stands.text.chars().count() >= PARAGRAPH && (!own || runs(&stands.text)) {
            self.paragraphs.push(stands);
        }
    }

    fn meta(&self, names: &[&str]) -> Option<String> {
        let of = |name: &&str| self.metas.iter().find(|(key, _)| key == name);
        names.iter().find_map(of).map(|(_, value)| value.clone())
    }

    fn outlet(&self) -> Option<String> {
        self.meta(&["og:site_name", "application-name"])
    }

    /// The heading that the title of the page begins with, else the first main
    /// one that isn't the name of the outlet, else the title.
    fn headline(&self) -> Option<String> {
        let title = self.heads.iter().find(|(name, _)| name == "title");
        let title = title.map(|(_, stands)| stands.text.as_str());
        let outlet = self.outlet().unwrap_or_default();
        let tail = title.and_then(|title| {
            let ends = SEPARATORS.iter().filter_map(|sign| title.rsplit_once(sign));
            ends.min_by_key(|(_, tail)| tail.len())
        });
        let is_name = |text: &str| {
            let tail = tail.is_some_and(|(_, tail)| tail == text);
            tail || text.to_lowercase() == outlet.to_lowercase()
        };
        let mut heads = self
            .heads
            .iter()
            .filter(|(name, stands)| name != "title" && !stands.text.is_empty())
            .filter(|(_, stands)| !is_name(&stands.text));
        let begins = |text: &str| title.is_some_and(|title| title.starts_with(text));
        let first = heads.clone().find(|(_, stands)| begins(&stands.text));
        let mains = heads.clone().filter(|(name, _)| name == "h1");
        let main =
            || mains.max_by_key(|(_, stands)| (stands.place, std::cmp::Reverse(stands.holder)));
        let found = first
            .or_else(main)
            .or_else(|| heads.next().filter(|_| title.is_none()));
        let bare = match tail {
            Some((bare, tail)) if tail.to_lowercase() == outlet.to_lowercase() => Some(bare),
            _ => title,
        };
        found
            .map(|(_, stands)| stands.text.as_str())
            .or(bare)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    /// The paragraphs of the element that holds most text, in the best place.
    fn body(&self) -> Option<String> {
        let best = self.paragraphs.iter().map(|it| it.place).max()?;
        let there = || self.paragraphs.iter().filter(|it| it.place == best);
        let mut lengths = std::collections::BTreeMap::new();
        for paragraph in there() {
            *lengths.entry(paragraph.holder).or_insert(0) += paragraph.text.len();
        }
        // The earlier element wins a tie.
        let (most, _) = lengths
            .into_iter()
            .rev()
            .max_by_key(|(_, length)| *length)?;
        let own = there().filter(|it| it.holder == most);
        let texts: Vec<&str> = own.map(|it| it.text.as_str()).collect();
        Some(texts.join("\n\n"))
    }
}

/// Elements that hold nothing but text.
fn is_text(name: &str) -> bool {
    matches!(name, "p" | "h1" | "h2" | "title")
}

/// Whether a text has a sentence that ends: a row of links has none.
fn runs(text: &str) -> bool {
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '…' | '。' | '؟' | '।');
    text.contains(". ")
        || text
            .trim_end_matches(['"', '”', '’', '»', ')'])
            .ends_with(ends)
}
