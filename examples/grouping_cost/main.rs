//! What grouping costs, against a bare tokenising pass over the same articles
//! in the same run:
//!
//!     cargo run --release --example grouping_cost -- [ARTICLES] [THREADS] [lead|body] [print]
//!
//! The articles are made up: stories of a few articles each over a year, words
//! of a vocabulary with the frequencies of prose. Each batch is made, taken
//! apart by the bare pass (`bare.rs`) and added; making it is not timed. With
//! `lead` each article has 60 words of text, with `body` 450. With `print` the articles are
//! written as JSON Lines instead, for `label_cost` and `overrule monitor`.

mod bare;

use std::io::Write;
use std::time::{Duration, Instant};

use jiff::ToSpan;
use jiff::civil::date;
use overrule::monitor::articles::RawArticle;
use overrule::monitor::cluster::{Grouper, Known, Settings};
use serde_json::json;

use bare::{tokenise, worked};

/// Articles made at a time.
const BATCH: usize = 1 << 15;
/// Words of a lead.
const LEAD: usize = 60;
/// Words of a whole article.
const BODY: usize = 450;
/// Words there are, names of stories left out.
const VOCABULARY: u64 = 60_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, or: usize| args.get(at).map_or(Ok(or), |arg| arg.parse());
    let (articles, threads) = (number(0, 1_000_000)?, number(1, 2)?);
    let asked = |word: &str| args.iter().any(|arg| arg == word);
    let text = if asked("body") {
        BODY
    } else if asked("lead") {
        LEAD
    } else {
        0
    };
    let mut maker = Maker::new(articles as u64 / 4);
    if asked("print") {
        return print(&mut maker, articles, text);
    }
    let mut grouper = Grouper::new(Settings::shipped()?, threads);
    let (mut tokenising, mut grouping) = (Duration::ZERO, Duration::ZERO);
    let mut words = 0;
    let (mut bare_work, mut work) = (0.0, 0.0);
    let since = |before: Option<f64>| worked().zip(before).map_or(0.0, |(now, then)| now - then);
    while grouper.len() < articles {
        let batch = maker.batch(BATCH.min(articles - grouper.len()), grouper.len(), text);
        let (start, before) = (Instant::now(), worked());
        words += tokenise(&batch, threads);
        tokenising += start.elapsed();
        bare_work += since(before);
        let (start, before) = (Instant::now(), worked());
        grouper.add(&batch);
        grouping += start.elapsed();
        work += since(before);
    }
    let adding = grouping;
    let (start, before) = (Instant::now(), worked());
    let prepared = grouper.prepare(&Known::default());
    let preparing = start.elapsed();
    let start = Instant::now();
    let grouped = prepared.group();
    let joining = start.elapsed();
    grouping += preparing + joining;
    work += since(before);
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
    if bare_work > 0.0 {
        let ratio = work / bare_work;
        writeln!(
            out,
            "work of processors {bare_work:.2} s and {work:.2} s, ratio {ratio:.2}"
        )?;
    }
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

fn print(maker: &mut Maker, n: usize, text: usize) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for first in (0..n).step_by(BATCH) {
        for one in maker.batch(BATCH.min(n - first), first, text) {
            let line = json!({"id": one.id, "title": one.title, "lead": one.lead, "text": one.body, "url": one.url,
                "outlet": one.outlet, "date": one.date.map(|it| it.to_string()), "language": "en"});
            writeln!(out, "{line}")?;
        }
    }
    Ok(out.flush()?)
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

    fn batch(&mut self, n: usize, first: usize, text: usize) -> Vec<RawArticle> {
        let article = |at: usize| {
            let story = self.draw(self.stories);
            let title = self.headline(story);
            let slug = title.replace(' ', "-");
            let day = (story * 365 / self.stories + self.draw(5)) as i64;
            let told = (text > 0).then(|| {
                let words = (0..text).map(|at| match at % 4 {
                    0 => self.of_story(story),
                    _ => self.word(),
                });
                words.collect::<Vec<_>>().join(" ")
            });
            let (lead, body) = if text > LEAD {
                (None, told)
            } else {
                (told, None)
            };
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
                body,
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
