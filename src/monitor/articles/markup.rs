//! HTML into the text that a reader sees, in one pass: a browser's parser takes
//! hours over a page of nested tags, and tags are all that is needed here.

/// Elements whose content is no text of the article.
const SILENT: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "iframe", "textarea", "select",
];
/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "li",
    "br",
    "h1",
    "h2",
    "h3",
    "h4",
    "section",
    "article",
    "blockquote",
    "tr",
    "ul",
    "ol",
    "main",
    "aside",
    "nav",
    "header",
    "footer",
    "figure",
    "figcaption",
    "td",
    "form",
    "dialog",
];
/// Names of characters that texts of news use.
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("rsquo", "’"),
    ("lsquo", "‘"),
    ("rdquo", "”"),
    ("ldquo", "“"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("hellip", "…"),
    ("euro", "€"),
    ("pound", "£"),
    ("shy", ""),
    ("auml", "ä"),
    ("ouml", "ö"),
    ("uuml", "ü"),
    ("Auml", "Ä"),
    ("Ouml", "Ö"),
    ("Uuml", "Ü"),
    ("szlig", "ß"),
    ("eacute", "é"),
    ("egrave", "è"),
    ("ecirc", "ê"),
    ("agrave", "à"),
    ("acirc", "â"),
    ("ccedil", "ç"),
    ("ocirc", "ô"),
    ("ugrave", "ù"),
    ("icirc", "î"),
    ("aacute", "á"),
    ("iacute", "í"),
    ("oacute", "ó"),
    ("uacute", "ú"),
    ("ntilde", "ñ"),
];

/// A piece of HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A start tag: its name in lower case, and what stands behind it.
    Open(String, &'a str),
    /// An end tag.
    Close(String),
    /// Text, entities not yet replaced.
    Text(&'a str),
}

/// The pieces of HTML in order; comments, and what elements hold that is no
/// text of the article, are left out.
pub struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Pieces<'a> {
    /// Begins.
    pub const fn new(html: &'a str) -> Self {
        Self { rest: html }
    }

    /// The tag at the start of the rest, where there is one, and what follows it.
    fn tag(&mut self) -> Option<Piece<'a>> {
        let inner = self.rest.get(1..)?;
        let (name_at, closes) = match inner.strip_prefix('/') {
            Some(name) => (name, true),
            None => (inner, false),
        };
        if !name_at.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let end = end_of_tag(self.rest);
        let inside = &name_at[..name_at.len() - (self.rest.len() - end)];
        let inside = inside.strip_suffix('>').unwrap_or(inside);
        let length = inside
            .find(|c: char| c.is_whitespace() || c == '/')
            .unwrap_or(inside.len());
        let name = inside[..length].to_ascii_lowercase();
        self.rest = &self.rest[end..];
        if closes {
            return Some(Piece::Close(name));
        }
        if SILENT.contains(&name.as_str()) {
            self.skip_to_end(&name);
        }
        Some(Piece::Open(name, &inside[length..]))
    }

    /// Passes over the content of an element that holds no text.
    fn skip_to_end(&mut self, name: &str) {
        let ends = |at: &usize| {
            let after = self.rest.get(at + 2..at + 2 + name.len());
            after.is_some_and(|after| after.eq_ignore_ascii_case(name))
        };
        let end = memchr::memmem::find_iter(self.rest.as_bytes(), "</").find(ends);
        self.rest = end.map_or("", |end| &self.rest[end..]);
    }
}

/// The byte behind the `>` that ends the tag at the start of a text; one inside
/// quotation marks doesn't.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return at + 1,
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    text.len()
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if !self.rest.starts_with('<') {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at(end);
                self.rest = rest;
                return Some(Piece::Text(text));
            }
            if let Some(comment) = self.rest.strip_prefix("<!--") {
                self.rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            } else if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
                self.rest = &self.rest[end_of_tag(self.rest)..];
            } else if let Some(tag) = self.tag() {
                return Some(tag);
            } else {
                // A bare sign, as in "a < b".
                let end = self.rest[1..]
                    .find('<')
                    .map_or(self.rest.len(), |end| end + 1);
                let (text, rest) = self.rest.split_at(end);
                self.rest = rest;
                return Some(Piece::Text(text));
            }
        }
    }
}

/// An attribute of a start tag, entities replaced.
pub fn attribute(inside: &str, name: &str) -> Option<String> {
    let mut rest = inside;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/')?;
        let (key, after) = rest.split_at(end);
        let Some(value) = after.trim_start().strip_prefix('=') else {
            rest = if key.is_empty() {
                after.get(1..)?
            } else {
                after
            };
            continue;
        };
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_once(char::is_whitespace).unwrap_or((value, "")),
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(decoded(value));
        }
        rest = after;
    }
}

/// Text with its entities replaced; unknown ones stay as they are.
pub fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.bytes().take(10).position(|byte| byte == b';');
        let sign = end.and_then(|end| entity(&rest[..end]));
        match (sign, end) {
            (Some(sign), Some(end)) => {
                out.push_str(&sign);
                rest = &rest[end + 1..];
            }
            _ => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<String> {
    if let Some((_, sign)) = ENTITIES.iter().find(|(known, _)| *known == name) {
        return Some((*sign).to_owned());
    }
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).map(String::from)
}

/// True for an element that stands on lines of its own.
pub fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// White space as one space.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of a piece of HTML, blocks on lines of their own; text without a
/// tag comes back as it is, entities replaced.
pub fn plain(html: &str) -> String {
    let mut raw = String::new();
    let mut tags = 0;
    for piece in Pieces::new(html) {
        match piece {
            Piece::Text(text) => raw.push_str(text),
            Piece::Open(name, _) | Piece::Close(name) => {
                tags += 1;
                if is_block(&name) {
                    raw.push('\n');
                }
            }
        }
    }
    if tags == 0 {
        return decoded(html);
    }
    let lines: Vec<String> = raw.lines().map(|line| folded(&decoded(line))).collect();
    let lines: Vec<&str> = lines
        .iter()
        .map(String::as_str)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_text_stays() {
        assert_eq!(
            plain("A &amp; B &#8217; &#x41; &odd; 3 < 4"),
            "A & B ’ A &odd; 3 < 4"
        );
        assert_eq!(
            plain("<p>One <b>two</b></p><p title=\"a>b\">three</p>tail"),
            "One two\nthree\ntail"
        );
        assert_eq!(
            plain("<script>if (a<b) x()</SCRIPT>seen<!-- <p>not -->"),
            "seen"
        );
        assert_eq!(plain("<style>p{}"), "");
    }

    #[test]
    fn attributes_are_found_in_any_order_and_quoting() {
        let tag = r#" async content="a &amp; b" property='og:title' id=x"#;
        assert_eq!(attribute(tag, "content").as_deref(), Some("a & b"));
        assert_eq!(attribute(tag, "PROPERTY").as_deref(), Some("og:title"));
        assert_eq!(attribute(tag, "id").as_deref(), Some("x"));
        assert_eq!(attribute(tag, "name"), None);
        assert_eq!(attribute(" = = /", "name"), None);
    }

    #[test]
    fn any_text_is_taken_apart() {
        for text in [
            "<",
            "</",
            "<a",
            "<a href=\"",
            "<!--",
            "<!",
            "&",
            "&#xffffffff;",
            "<é>",
            "<a\n",
        ] {
            let _ = plain(text);
        }
        // Nesting costs nothing.
        assert_eq!(plain(&"<b>".repeat(200_000)), "");
    }
}
