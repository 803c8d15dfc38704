//! One article into what grouping needs of it: its words with their raw
//! weights, its day, and the fingerprints by which copies are found. Nothing
//! here depends on other articles, so that threads can share the work.

use jiff::civil::Date;

use crate::monitor::articles::RawArticle;
use crate::monitor::dedup::{self, Print};

use super::settings::Weights;
use super::slug;
use super::words::{Form, Splitter, Word};

/// Distinct words kept of one article; those of the title come first.
const KEPT: usize = 64;
/// Words of the text that enter its fingerprint.
const PRINTED: usize = 400;
/// A headline in which at least this share of the longer words has a capital
/// says nothing about names.
const TITLE_CASE: f32 = 0.6;

/// A day as a number, days since 1970; [`UNDATED`] where there is none.
pub type Day = i32;
/// No day. Later than every day, so that undated articles come last.
pub const UNDATED: Day = Day::MAX;

/// An article as grouping sees it, before words are weighed against others.
#[derive(Clone, Debug)]
pub struct Sketch {
    /// Distinct words, each with its weight within the article.
    pub terms: Vec<(u32, f32)>,
    /// The day of publication.
    pub day: Day,
    /// What copies are found by.
    pub print: Print,
    /// True where there is text besides the headline.
    pub has_text: bool,
}

/// How often words are written with a capital within sentences: what tells a
/// name from a word. Words share counters where their hashes end alike, which
/// costs a little of the bonus and nothing else.
#[derive(Debug)]
pub struct Names {
    counts: Vec<[u32; 2]>,
}

/// A word that counts for or against being a name: its slot, and how it was written.
pub type Sighting = (u32, Form);

impl Default for Names {
    fn default() -> Self {
        Self {
            counts: vec![[0; 2]; Self::SLOTS],
        }
    }
}

impl Names {
    const SLOTS: usize = 1 << 18;

    /// Counts what sketching came across. Threads that counted by themselves
    /// would wait for each other at the common words.
    pub fn count(&mut self, seen: &[Sighting]) {
        for (slot, form) in seen {
            let side = usize::from(*form == Form::Small);
            self.counts[*slot as usize][side] += 1;
        }
    }

    /// True for words that are written with a capital more than twice as often as not.
    pub fn is_name(&self, term: u32) -> bool {
        let [capital, small] = &self.counts[term as usize % Self::SLOTS];
        *capital > small.saturating_mul(2)
    }
}

/// Makes sketches; one for each thread.
#[derive(Default)]
pub struct Sketcher {
    splitter: Splitter,
    words: Vec<Word>,
    /// What was seen of names, for [`Names::count`].
    pub seen: Vec<Sighting>,
}

impl Sketcher {
    /// Sketches one article and notes what it tells about names.
    pub fn sketch(&mut self, article: &RawArticle, weights: &Weights) -> Sketch {
        let language = article.language.as_deref();
        let mut terms = Vec::with_capacity(24);
        let title = headline(&article.title, article.outlet.as_deref());
        self.read(title, language, usize::MAX);
        self.names();
        let title_print = dedup::set_of(self.words.iter().map(|word| word.term));
        self.weigh(&mut terms, 1.0, weights.number);
        for part in article.url.as_deref().into_iter().flat_map(slug::parts) {
            self.read(&part, language, usize::MAX);
            self.words.sort_unstable_by_key(|word| word.term);
            self.words.dedup_by_key(|word| word.term);
            self.weigh(&mut terms, weights.slug, weights.number);
        }
        let texts = [article.lead.as_deref(), article.body.as_deref()];
        let mut left = weights.lead_words;
        let mut whole = None;
        for text in texts.into_iter().flatten() {
            self.read(text, language, left);
            if article.body.is_none() && self.words.len() < left {
                // All of the text was read: no need to read it again below.
                whole = Some(dedup::text_print(self.words.iter().map(|word| word.term)));
            }
            left -= self.words.len();
            self.names();
            self.weigh(&mut terms, weights.lead, weights.number);
        }
        let has_text = left < weights.lead_words;
        let body = article.body.as_deref().or(article.lead.as_deref());
        let text = whole.unwrap_or_else(|| {
            self.read(body?, language, PRINTED);
            dedup::text_print(self.words.iter().map(|word| word.term))
        });
        let day = day(article);
        Sketch {
            terms,
            day,
            print: Print::new(article, title, title_print, text, day),
            has_text,
        }
    }

    /// Reads the words of a text into `self.words`, `most` at most.
    fn read(&mut self, text: &str, language: Option<&str>, most: usize) {
        self.words.clear();
        if most == 0 {
            return;
        }
        let words = &mut self.words;
        self.splitter.split(text, language, |word| {
            words.push(word);
            words.len() < most
        });
    }

    /// Counts capitals, unless the text is written in title case or has none
    /// that could mean anything.
    fn names(&mut self) {
        let is = |form| self.words.iter().filter(|word| word.form == form).count() as f32;
        let (capital, small) = (is(Form::Capital), is(Form::Small));
        if capital < TITLE_CASE * (capital + small) {
            // The first word has a capital whatever it is.
            for word in self.words.iter().skip(1) {
                if word.form != Form::Number {
                    let slot = word.term as usize % Names::SLOTS;
                    self.seen.push((slot as u32, word.form));
                }
            }
        }
    }

    fn weigh(&self, terms: &mut Vec<(u32, f32)>, weight: f32, number: f32) {
        for word in &self.words {
            let weight = match word.form {
                Form::Number => weight * number,
                Form::Small | Form::Capital => weight,
            };
            // A few dozen numbers: looking at each beats a table.
            match terms.iter().position(|term| term.0 == word.term) {
                Some(at) => terms[at].1 += weight,
                None if terms.len() < KEPT => terms.push((word.term, weight)),
                None => {}
            }
        }
    }
}

/// The day an article says, else the one in its address.
fn day(article: &RawArticle) -> Day {
    let date = article.date.or_else(|| slug::day(article.url.as_deref()?));
    let days = date.and_then(|date| date.since(Date::new(1970, 1, 1).ok()?).ok());
    days.map_or(UNDATED, |span| span.get_days())
}

/// The headline without the outlet that many pages put after it: what follows
/// the last separator, where it is the outlet, or a few words with capitals.
pub fn headline<'a>(title: &'a str, outlet: Option<&str>) -> &'a str {
    let seps = [" | ", " - ", " – ", " — ", " :: "];
    let cut = seps
        .iter()
        .filter_map(|sep| Some((title.rfind(sep)?, sep.len())));
    let Some((at, width)) = cut.max() else {
        return title;
    };
    let (head, tail) = (&title[..at], &title[at + width..]);
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let short = letters(tail);
    let is_outlet = short.len() >= 3 && outlet.is_some_and(|it| letters(it).contains(&short));
    let capitals = tail
        .split_whitespace()
        .all(|word| !word.starts_with(char::is_lowercase));
    let looks_so = head.len() > 20 && capitals && tail.split_whitespace().count() <= 4;
    if is_outlet || looks_so { head } else { title }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitor::cluster::settings::Settings;

    fn weights() -> Weights {
        Settings::shipped().unwrap().weights
    }

    #[test]
    fn the_outlet_behind_a_headline_is_left_out() {
        let table = [
            (
                "Robot taxi hits a cyclist downtown | Daily Lantern",
                None,
                "Robot taxi hits a cyclist downtown",
            ),
            (
                "Taxi hits wall - daily lantern",
                Some("dailylantern.com"),
                "Taxi hits wall",
            ),
            (
                "Taxi hits wall - and drives on",
                None,
                "Taxi hits wall - and drives on",
            ),
            ("Short | Tail", None, "Short | Tail"),
        ];
        for (title, outlet, expected) in table {
            assert_eq!(headline(title, outlet), expected);
        }
    }

    #[test]
    fn names_are_learnt_from_sentences_only() {
        let (mut names, mut sketcher) = (Names::default(), Sketcher::default());
        let mut article = RawArticle::default();
        for title in [
            "Police stop a Zorbo near the school",
            "Why Every Parent Fears School Robots",
        ] {
            article.title = title.into();
            sketcher.sketch(&article, &weights());
        }
        names.count(&sketcher.seen);
        let mut is_name = |word: &str| {
            sketcher.read(word, None, 1);
            names.is_name(sketcher.words[0].term)
        };
        assert!(is_name("Zorbo"));
        assert!(!is_name("school"));
        assert!(!is_name("parent"), "title case says nothing");
    }

    #[test]
    fn the_day_comes_from_the_address_where_the_article_has_none() {
        let mut article = RawArticle {
            url: Some("https://e.org/1970/01/03/x".into()),
            ..RawArticle::default()
        };
        assert_eq!(day(&article), 2);
        article.date = Date::new(1970, 1, 2).ok();
        assert_eq!(day(&article), 1);
        assert_eq!(day(&RawArticle::default()), UNDATED);
    }
}
