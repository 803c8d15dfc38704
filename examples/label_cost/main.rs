//! What labelling costs beside a bare pass that takes the same texts apart:
//! medians of interleaved runs. `cargo run --release --example label_cost FILE`,
//! a file of articles as `overrule monitor` takes them; fails above ten times.

use std::io::Write as _;
use std::time::{Duration, Instant};

use overrule::disk::RealFs;
use overrule::domain::Vocabulary;
use overrule::ingest::Input;
use overrule::monitor::articles::{Names, RawArticle, read};
use overrule::monitor::cues::Tokens;
use overrule::monitor::label::{Rules, article};
use overrule::monitor::watch::Unwatched;

const ROUNDS: usize = 15;
const MOST: f64 = 10.0;

fn main() -> Result<(), String> {
    let file = std::env::args().nth(1).ok_or("name a file of articles")?;
    let read = read(
        &RealFs,
        &[Input::Path(file.into())],
        &Names::default(),
        &Unwatched,
    );
    let (articles, vocabulary) = (read.articles, Vocabulary::shipped());
    let texts = |one: &RawArticle| [Some(one.title.clone()), one.lead.clone(), one.body.clone()];
    let texts: Vec<String> = articles.iter().flat_map(texts).flatten().collect();
    let (mut bare, mut label) = (Vec::new(), Vec::new());
    for _ in 0..=ROUNDS {
        let start = Instant::now();
        let tokens: usize = texts.iter().map(|text| Tokens::of(text).tokens.len()).sum();
        bare.push(start.elapsed());
        let start = Instant::now();
        let spans: usize = articles
            .iter()
            .map(|one| {
                article(Rules::shipped(&vocabulary), one)
                    .article
                    .verdict
                    .spans
                    .len()
            })
            .sum();
        label.push(start.elapsed());
        std::hint::black_box((tokens, spans));
    }
    let median = |times: &mut Vec<Duration>| {
        // The first round loads the lexicons.
        times.remove(0);
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64()
    };
    let (bare, label) = (median(&mut bare), median(&mut label));
    let ratio = label / bare;
    let line = format!(
        "{} articles, {} bytes: bare {:.2} ms, labelled {:.2} ms, {ratio:.1} times",
        articles.len(),
        texts.iter().map(String::len).sum::<usize>(),
        bare * 1e3,
        label * 1e3
    );
    match ratio <= MOST {
        true => {
            let mut out = std::io::stdout().lock();
            writeln!(out, "{line}").map_err(|error| error.to_string())
        }
        false => Err(line),
    }
}
