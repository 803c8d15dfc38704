//! Articles into what grouping needs of them: their words with raw weights,
//! their days, and the fingerprints by which copies are found. What comes of
//! one doesn't depend on others, so that threads can share the work.

use jiff::civil::Date;

use crate::monitor::articles::RawArticle;
use crate::monitor::dedup::{self, Print};

use super::machines::Told;
use super::settings::Weights;
use super::slug;
use super::stems::{Language, Remembered};
use super::vectors::{Lists, Term};
use super::words::{Form, Splitter, Word};

/// Distinct words kept of one article; those of the title come first.
const KEPT: usize = 64;
/// Words of the text that enter its fingerprint.
const PRINTED: usize = 400;
/// A text in which at least this share of the longer words has a capital
/// says nothing about names.
const TITLE_CASE: f32 = 0.6;

/// A day as a number, days since 1970; [`UNDATED`] where there is none.
pub type Day = i32;
/// No day. Later than every day, so that undated articles come last.
pub const UNDATED: Day = Day::MAX;

/// Articles as grouping sees them, before words are weighed against others.
#[derive(Debug, Default)]
pub struct Sketches {
    /// Their ids.
    pub ids: Ids,
    /// The distinct words of each, with their weights within the article.
    pub terms: Lists,
    /// Their days of publication.
    pub days: Vec<Day>,
    /// What copies are found by.
    pub prints: Vec<Print>,
    /// What each tells of machines.
    pub told: Vec<Told>,
}

impl Sketches {
    /// Adds those of more articles.
    pub fn append(&mut self, more: &Self) {
        self.ids.append(&more.ids);
        self.terms.append(&more.terms);
        self.days.extend_from_slice(&more.days);
        self.prints.extend_from_slice(&more.prints);
        self.told.extend_from_slice(&more.told);
    }
}

/// Ids, one after the other: a million small pieces of memory take longer to
/// come by than to fill.
#[derive(Debug, Default)]
pub struct Ids {
    text: String,
    /// Where each one ends.
    ends: Vec<usize>,
}

impl Ids {
    /// One id.
    pub fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[at]]
    }

    fn push(&mut self, id: &str) {
        self.text.push_str(id);
        self.ends.push(self.text.len());
    }

    fn append(&mut self, more: &Self) {
        let base = self.text.len();
        self.text.push_str(&more.text);
        self.ends.extend(more.ends.iter().map(|end| base + end));
    }
}

/// How often words are written with a capital within sentences: what tells a
/// name from a word. Words share counters where their hashes end alike, which
/// gives a few words a bonus that isn't theirs.
#[derive(Debug)]
pub struct Names {
    counts: Vec<[u32; 2]>,
}

/// Which words are names: a bit for each counter, few enough to stay at hand.
#[derive(Debug)]
pub struct KnownNames {
    bits: Vec<u64>,
}

impl KnownNames {
    /// True for the name of someone or something.
    pub fn has(&self, term: u32) -> bool {
        let slot = term as usize % Names::SLOTS;
        self.bits[slot / 64] >> (slot % 64) & 1 == 1
    }
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

    /// The words that are written with a capital more than twice as often as not.
    pub fn known(&self) -> KnownNames {
        let mut bits = vec![0; Self::SLOTS / 64];
        for (slot, [capital, small]) in self.counts.iter().enumerate() {
            let is = *capital > small.saturating_mul(2);
            bits[slot / 64] |= u64::from(is) << (slot % 64);
        }
        KnownNames { bits }
    }
}

/// Makes sketches; one for each thread.
pub struct Sketcher<'a> {
    splitter: Splitter<'a>,
    words: Vec<Word>,
    terms: Vec<Term>,
    /// Those of `terms`, which are looked through faster by themselves.
    numbers: Vec<u32>,
    /// What was seen of names, for [`Names::count`].
    pub seen: Vec<Sighting>,
}

impl<'a> Sketcher<'a> {
    /// Begins, with the stems that are remembered.
    pub fn new(remembered: &'a Remembered) -> Self {
        Self {
            splitter: Splitter::new(remembered),
            words: Vec::new(),
            terms: Vec::new(),
            numbers: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// Sketches articles and notes what they tell about names.
    pub fn sketch(&mut self, articles: &[RawArticle], weights: &Weights) -> Sketches {
        let mut sketches = Sketches::default();
        for article in articles {
            let day = day(article);
            let print = self.one(article, day, weights);
            sketches.ids.push(&article.id);
            sketches.terms.push(self.terms.drain(..));
            self.numbers.clear();
            sketches.days.push(day);
            sketches.prints.push(print);
            sketches.told.push(Told::of(article));
        }
        sketches
    }

    /// One article, its words into `self.terms`.
    fn one(&mut self, article: &RawArticle, day: Day, weights: &Weights) -> Print {
        let language = Language::of(article.language.as_deref());
        let title = headline(&article.title, article.outlet.as_deref());
        self.read(title, language, usize::MAX);
        let title_print = dedup::of_title(self.words.iter().map(|word| word.term));
        self.weigh(1.0, weights.number);
        for part in article.url.as_deref().into_iter().flat_map(slug::parts) {
            self.words.clear();
            for word in slug::words(&part) {
                self.more(word, language, usize::MAX);
            }
            self.distinct();
            self.weigh(weights.slug, weights.number);
        }
        let texts = [article.lead.as_deref(), article.body.as_deref()];
        let mut left = weights.lead_words;
        let mut whole = None;
        for text in texts.into_iter().flatten() {
            self.read(text, language, left);
            if article.body.is_none() && self.words.len() < left {
                // All of the text was read: no need to read it again below.
                whole = Some(dedup::text_prints(self.words.iter().map(|word| word.term)));
            }
            left -= self.words.len();
            self.names();
            self.weigh(weights.lead, weights.number);
        }
        let body = article.body.as_deref().or(article.lead.as_deref());
        let text = whole.unwrap_or_else(|| {
            let Some(body) = body else {
                return (None, None);
            };
            self.read(body, language, PRINTED);
            dedup::text_prints(self.words.iter().map(|word| word.term))
        });
        Print::new(article, title, title_print, text, day)
    }

    /// Reads the words of a text into `self.words`, `most` at most.
    fn read(&mut self, text: &str, language: Language, most: usize) {
        self.words.clear();
        self.more(text, language, most);
    }

    /// Reads more, until there are `most`.
    fn more(&mut self, text: &str, language: Language, most: usize) {
        if most == 0 {
            return;
        }
        let words = &mut self.words;
        self.splitter.split(text, language, |word| {
            words.push(word);
            words.len() < most
        });
    }

    /// Counts capitals of a text, unless it is written in title case or has none
    /// that could mean anything. Headlines aren't counted: most of what they name
    /// is companies, which many events share.
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

    /// Keeps the first of each word in `self.words`, which are a few dozen.
    fn distinct(&mut self) {
        let words = &mut self.words;
        let mut kept = 0;
        for at in 0..words.len() {
            let word = words[at];
            if words[..kept].iter().all(|it| it.term != word.term) {
                words[kept] = word;
                kept += 1;
            }
        }
        words.truncate(kept);
    }

    /// Adds `self.words` to `self.terms`.
    fn weigh(&mut self, weight: f32, number: f32) {
        let (terms, numbers) = (&mut self.terms, &mut self.numbers);
        for word in &self.words {
            let weight = match word.form {
                Form::Number => weight * number,
                Form::Small | Form::Capital => weight,
            };
            // A few dozen numbers: looking at each beats a table.
            if numbers.contains(&word.term) {
                let same = terms.iter_mut().filter(|it| it.0 == word.term);
                same.for_each(|it| it.1 += weight);
            } else if terms.len() < KEPT {
                numbers.push(word.term);
                terms.push((word.term, weight));
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
    let sep = |at: usize| {
        let width = match &title.as_bytes()[at..] {
            [b' ', b'|' | b'-', b' ', ..] => 3,
            [b' ', b':', b':', b' ', ..] => 4,
            // En dash and em dash.
            [b' ', 0xe2, 0x80, 0x93 | 0x94, b' ', ..] => 5,
            _ => return None,
        };
        Some((at, width))
    };
    let mut spaces = memchr::memrchr_iter(b' ', title.as_bytes());
    let Some((at, width)) = spaces.find_map(sep) else {
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
    fn names_are_learnt_from_sentences_of_texts_only() {
        let (mut names, remembered) = (Names::default(), Remembered::default());
        let mut sketcher = Sketcher::new(&remembered);
        let mut article = RawArticle {
            title: "Clerk from Brumley sues".into(),
            ..RawArticle::default()
        };
        for text in [
            "Police stop a Zorbo near the school",
            "Why Every Parent Fears School Robots",
        ] {
            article.lead = Some(text.into());
            sketcher.sketch(std::slice::from_ref(&article), &weights());
        }
        names.count(&sketcher.seen);
        let mut is_name = |word: &str| {
            sketcher.read(word, Language::of(None), 1);
            names.known().has(sketcher.words[0].term)
        };
        assert!(is_name("Zorbo"));
        assert!(!is_name("school"));
        assert!(!is_name("parent"), "title case says nothing");
        assert!(!is_name("Brumley"), "nor do headlines");
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
