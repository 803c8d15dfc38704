//! What a single line of page text is: a heading, a date, furniture of the
//! page, or text. Headings are recognised with and without their colon.

use crate::domain::vocabulary::Facet;
use crate::domain::{Date, Vocabulary};

/// Heading of a rationale. Its apostrophe may be curly.
pub const WHY: &str = "Why's our monitor labelling this an incident or hazard?";
/// Heading of the list of articles.
pub const ARTICLES: &str = "Articles about this incident or hazard";
/// The line that stands where an image was.
pub const THUMBNAIL: &str = "Thumbnail Image";
/// Heading of the severity.
pub const SEVERITY: &str = "Severity";

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text that belongs to whatever stands before it.
    Text,
    /// Furniture of the page that says nothing about an incident.
    Chrome,
    /// The line that stands where an image was; it begins an incident or an article.
    Thumbnail,
    /// The disclaimer; it stands once on every incident page.
    Disclaimer,
    /// The name of the site.
    Site,
    /// The count over a listing.
    Results(Option<u64>),
    /// Heading of a rationale.
    Why,
    /// Heading of the articles, with their number where it is told.
    Articles(Option<u64>),
    /// Heading of the severity.
    Severity,
    /// Heading of a facet, by its place in the vocabulary.
    Facet(usize),
    /// Heading of a block of links to other databases.
    Elsewhere,
    /// Values that the page hides, with their number.
    More(Option<u64>),
    /// A date.
    Date(Date),
    /// Something in the form of a date that is none.
    BadDate,
    /// The address of an incident page.
    Address,
}

/// One line that isn't blank.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its number, counted from 1.
    pub number: u64,
    /// What it is.
    pub kind: Kind,
    /// The whole line, trimmed.
    pub text: &'a str,
    /// What follows a heading and its colon on the same line.
    pub rest: &'a str,
}

/// Beginnings of lines that are furniture or headings, whatever follows.
const OPENINGS: &[(&str, Kind)] = &[
    (
        "The information displayed in the AIM should not",
        Kind::Disclaimer,
    ),
    ("AIM: AI Incidents and Hazards Monitor", Kind::Site),
    ("Automated monitor of incidents and hazards", Kind::Chrome),
    ("AI-related legislation is gaining traction", Kind::Chrome),
    (
        "Note: An AI incident or hazard can be reported",
        Kind::Chrome,
    ),
    ("Show summary statistics of AI incidents", Kind::Chrome),
    ("As percentage of total AI events", Kind::Chrome),
    ("Why's our monitor labelling", Kind::Why),
    ("Why\u{2019}s our monitor labelling", Kind::Why),
    ("In other databases", Kind::Elsewhere),
    ("Open in new", Kind::Chrome),
];

/// Whole lines that are furniture or headings.
const WHOLE: &[(&str, Kind)] = &[
    ("aim-logo", Kind::Chrome),
    ("Advanced Search Options", Kind::Chrome),
    ("Open in", Kind::Chrome),
    ("Show less", Kind::Chrome),
    (THUMBNAIL, Kind::Thumbnail),
    (SEVERITY, Kind::Severity),
];

/// The lines of a text that aren't blank, each with what it is.
pub fn lines<'a>(vocabulary: &Vocabulary, text: &'a str) -> Vec<Line<'a>> {
    text.split('\n')
        .zip(1..)
        .map(|(text, number)| (text.trim(), number))
        .filter(|(text, _)| !text.is_empty())
        .map(|(text, number)| {
            let (kind, rest) = classify(vocabulary, text);
            Line {
                number,
                kind,
                text,
                rest,
            }
        })
        .collect()
}

fn classify<'a>(vocabulary: &Vocabulary, text: &'a str) -> (Kind, &'a str) {
    let opening = OPENINGS
        .iter()
        .find(|(opening, _)| text.starts_with(opening));
    if let Some((_, kind)) = opening {
        return (*kind, "");
    }
    let (heading, rest) = text.split_once(':').unwrap_or((text, ""));
    let (heading, rest) = (heading.trim(), rest.trim());
    let whole = WHOLE
        .iter()
        .find(|(whole, _)| whole.eq_ignore_ascii_case(heading));
    if let Some((_, kind)) = whole {
        return (*kind, rest);
    }
    let facet = vocabulary
        .facets
        .iter()
        .position(|facet| is_heading(facet, heading));
    if let Some(at) = facet {
        return (Kind::Facet(at), rest);
    }
    let kind = counted(text).or_else(|| dated(text)).unwrap_or(Kind::Text);
    (kind, "")
}

/// The name of a facet, in singular or plural.
fn is_heading(facet: &Facet, heading: &str) -> bool {
    let stem = |text: &str| text.trim_end_matches('s').to_lowercase();
    stem(&facet.name) == stem(heading)
}

/// Lines that tell a number.
fn counted(text: &str) -> Option<Kind> {
    let number = || {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    if text.starts_with(ARTICLES) {
        Some(Kind::Articles(number()))
    } else if text.starts_with("Results: About") {
        Some(Kind::Results(number()))
    } else if hidden(text).is_some_and(|(before, _)| before.is_empty()) {
        Some(Kind::More(number()))
    } else {
        None
    }
}

/// Splits "Show More (n)" off the end of a line; the number where it tells one.
pub fn hidden(text: &str) -> Option<(&str, Option<u64>)> {
    const MORE: &str = "show more";
    let bare = text.trim_end_matches([')', ' ']);
    let digits = bare.len() - bare.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (bare, number) = bare.split_at(bare.len() - digits);
    let bare = bare.trim_end_matches(['(', ' ']);
    let at = bare.len().checked_sub(MORE.len())?;
    let found = bare.get(at..)?.eq_ignore_ascii_case(MORE);
    found.then(|| (bare[..at].trim_end(), number.parse().ok()))
}

/// Dates, good and bad, and addresses of incident pages.
fn dated(text: &str) -> Option<Kind> {
    if let Ok(date) = text.parse() {
        return Some(Kind::Date(date));
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let form = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"-/. ".contains(&byte));
    if form && (5..=8).contains(&digits) && digits < text.len() {
        return Some(Kind::BadDate);
    }
    let address = text.starts_with("https://oecd.ai/") && text.contains("/incidents/");
    (address && !text.contains(' ')).then_some(Kind::Address)
}

/// True where the text is the beginning of a heading, but not all of it: the
/// text was cut there.
pub fn begins_heading(vocabulary: &Vocabulary, text: &str) -> bool {
    let facets = vocabulary.facets.iter().map(|facet| facet.name.as_str());
    [WHY, ARTICLES, THUMBNAIL, SEVERITY]
        .into_iter()
        .chain(facets)
        .any(|heading| text.len() > 2 && text.len() < heading.len() && heading.starts_with(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Kind {
        classify(&Vocabulary::shipped(), text).0
    }

    #[test]
    fn headings_with_and_without_colon_and_plural() {
        assert_eq!(kind("Industries"), Kind::Facet(1));
        assert_eq!(kind("Business functions:"), Kind::Facet(4));
        assert_eq!(kind("severity :"), Kind::Severity);
        let inline = classify(&Vocabulary::shipped(), "Harm types: Psychological");
        assert_eq!(inline, (Kind::Facet(3), "Psychological"));
        assert_eq!(kind("Industries of tomorrow"), Kind::Text);
        assert_eq!(kind(&WHY.replace('\'', "\u{2019}")), Kind::Why);
    }

    #[test]
    fn numbers_are_read() {
        assert_eq!(
            kind("Results: About 1,234 incidents & hazards"),
            Kind::Results(Some(1234))
        );
        assert_eq!(kind("Show More (3)"), Kind::More(Some(3)));
        assert_eq!(hidden("SafetyShow more (12)"), Some(("Safety", Some(12))));
        assert_eq!(hidden("Show more"), Some(("", None)));
        assert_eq!(hidden("Safety (3)"), None);
        assert_eq!(hidden("é"), None);
    }

    #[test]
    fn dates_good_and_bad() {
        assert!(matches!(kind("2024-02-29"), Kind::Date(_)));
        assert_eq!(kind("2023-02-29"), Kind::BadDate);
        assert_eq!(kind("3/6/2024"), Kind::BadDate);
        assert_eq!(kind("2024"), Kind::Text);
        assert_eq!(kind("20240603"), Kind::Text);
    }

    #[test]
    fn a_cut_heading_is_seen() {
        let vocabulary = Vocabulary::shipped();
        assert!(begins_heading(&vocabulary, "Autonomy"));
        assert!(begins_heading(&vocabulary, "Why's our"));
        assert!(!begins_heading(&vocabulary, "Severity"));
        assert!(!begins_heading(&vocabulary, "Au"));
    }
}
