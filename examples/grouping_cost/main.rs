//! What grouping costs, against a bare tokenising pass over the same articles
//! in the same run:
//!
//!     cargo run --release --example grouping_cost -- [ARTICLES] [THREADS] [lead]
//!
//! The articles are made up: stories of a few articles each over a year, words
//! of a vocabulary with the frequencies of prose. Each batch is made, split
//! into words (folded, by Unicode's word boundaries, counted, nothing kept) and
//! added; making it is not timed. With `lead` each article has 60 words of text.

use std::io::Write;
use std::time::{Duration, Instant};

use jiff::ToSpan;
use jiff::civil::date;
use overrule::monitor::articles::RawArticle;
use overrule::monitor::cluster::{Grouper, Known, Settings};
use overrule::text::fold;
use unicode_segmentation::UnicodeSegmentation;

/// Articles made at a time.
const BATCH: usize = 1 << 15;
/// Words there are, names of stories left out.
const VOCABULARY: u64 = 60_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, or: usize| args.get(at).map_or(Ok(or), |arg| arg.parse());
    let (articles, threads) = (number(0, 1_000_000)?, number(1, 2)?);
    let lead = args.get(2).is_some_and(|arg| arg == "lead");
    let mut maker = Maker::new(articles as u64 / 4);
    let mut grouper = Grouper::new(Settings::shipped()?, threads);
    let (mut tokenising, mut grouping) = (Duration::ZERO, Duration::ZERO);
    let mut words = 0;
    while grouper.len() < articles {
        let batch = maker.batch(BATCH.min(articles - grouper.len()), grouper.len(), lead);
        let start = Instant::now();
        words += tokenise(&batch, threads);
        tokenising += start.elapsed();
        let start = Instant::now();
        grouper.add(&batch);
        grouping += start.elapsed();
    }
    let adding = grouping;
    let start = Instant::now();
    let prepared = grouper.prepare(&Known::default());
    let preparing = start.elapsed();
    let start = Instant::now();
    let grouped = prepared.group();
    let joining = start.elapsed();
    grouping += preparing + joining;
    let mut digest = blake3::Hasher::new();
    for group in &grouped.groups {
        digest.update(group.id.as_str().as_bytes());
        for member in &group.members {
            digest.update(&member.article.to_le_bytes());
        }
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{articles} articles, {words} words, {threads} threads")?;
    writeln!(out, "tokenising {tokenising:.2?}")?;
    writeln!(
        out,
        "grouping {grouping:.2?}: adding {adding:.2?}, preparing {preparing:.2?}, joining {joining:.2?}"
    )?;
    let ratio = grouping.as_secs_f64() / tokenising.as_secs_f64();
    writeln!(out, "ratio {ratio:.2}")?;
    writeln!(
        out,
        "{} groups, {} possible merges, digest {}",
        grouped.groups.len(),
        grouped.merges.len(),
        &digest.finalize().to_hex()[..16]
    )?;
    // Linux only; elsewhere the line is left out.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = status.lines().find(|line| line.starts_with("VmHWM")) {
        writeln!(
            out,
            "peak memory {}",
            peak.trim_start_matches("VmHWM:").trim()
        )?;
    }
    Ok(())
}

/// Splits all that grouping reads into words, and counts them.
fn tokenise(articles: &[RawArticle], threads: usize) -> usize {
    let count = |articles: &[RawArticle]| -> usize {
        let texts = articles.iter().flat_map(|it| {
            let texts = [
                Some(it.title.as_str()),
                it.url.as_deref(),
                it.lead.as_deref(),
            ];
            texts.into_iter().flatten()
        });
        texts.map(|text| fold(text).unicode_words().count()).sum()
    };
    let size = articles.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let parts = articles.chunks(size);
        let parts: Vec<_> = parts.map(|part| scope.spawn(move || count(part))).collect();
        parts.into_iter().filter_map(|part| part.join().ok()).sum()
    })
}

/// Makes articles up.
struct Maker {
    seed: u64,
    stories: u64,
}

impl Maker {
    fn new(stories: u64) -> Self {
        Self {
            seed: 7,
            stories: stories.max(1),
        }
    }

    /// A number below `n`.
    fn draw(&mut self, n: u64) -> u64 {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        ((u128::from(self.seed >> 16) * u128::from(n)) >> 48) as u64
    }

    /// A word: the rank follows Zipf's law.
    fn word(&mut self) -> String {
        let uniform = self.draw(1 << 30) as f64 / f64::from(1 << 30);
        let rank = (VOCABULARY as f64).powf(uniform) as u64;
        spell(rank)
    }

    /// A word of a story: each has a dozen, some of them its own names.
    fn of_story(&mut self, story: u64) -> String {
        let nth = self.draw(12);
        let mixed = (story * 12 + nth).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        match nth {
            0..4 => spell(VOCABULARY + (story * 4 + nth) % (self.stories * 2)),
            _ => spell(100 + mixed % (VOCABULARY - 100)),
        }
    }

    fn headline(&mut self, story: u64) -> String {
        let length = 7 + self.draw(6);
        let words = (0..length).map(|at| match at % 5 {
            0..3 => self.of_story(story),
            _ => self.word(),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    fn batch(&mut self, n: usize, first: usize, lead: bool) -> Vec<RawArticle> {
        let article = |at: usize| {
            let story = self.draw(self.stories);
            let title = self.headline(story);
            let slug = title.replace(' ', "-");
            let day = (story * 365 / self.stories + self.draw(5)) as i64;
            let lead = lead.then(|| {
                let words = (0..60).map(|at| match at % 4 {
                    0 => self.of_story(story),
                    _ => self.word(),
                });
                words.collect::<Vec<_>>().join(" ")
            });
            RawArticle {
                id: format!("{:08}", first + at),
                url: Some(format!(
                    "https://outlet{}.example/news/{slug}",
                    self.draw(900)
                )),
                outlet: Some(format!("outlet{}", self.draw(900))),
                date: date(2025, 1, 1).checked_add(day.days()).ok(),
                language: Some("en".into()),
                title,
                lead,
                body: None,
            }
        };
        (0..n).map(article).collect()
    }
}

/// A word for a number: syllables, the more the greater it is.
fn spell(mut number: u64) -> String {
    let (first, second) = (b"bdfgklmnprstvz", b"aeiou");
    let mut word = String::new();
    loop {
        word.push(char::from(first[(number % 14) as usize]));
        number /= 14;
        word.push(char::from(second[(number % 5) as usize]));
        number /= 5;
        if number == 0 {
            return word;
        }
    }
}
