//! What labelling costs beside the bare tokenising pass of `grouping_cost`, both
//! on two threads: medians of interleaved runs. `cargo run --release --example
//! label_cost FILE`, a file of articles as `overrule monitor` takes them; fails
//! above ten times.

#[path = "../grouping_cost/bare.rs"]
mod bare;

use std::io::Write as _;
use std::time::{Duration, Instant};

use overrule::disk::RealFs;
use overrule::domain::Vocabulary;
use overrule::ingest::Input;
use overrule::monitor::articles::{Names, RawArticle, read};
use overrule::monitor::label::{Rules, Speech, articles as labelled};
use overrule::monitor::watch::Unwatched;

use bare::{tokenise, worked};

const ROUNDS: usize = 15;
const THREADS: usize = 2;
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
    let speech = Speech::new(&vocabulary);
    let texts = |one: &RawArticle| [Some(one.title.clone()), one.lead.clone(), one.body.clone()];
    let texts: Vec<String> = articles.iter().flat_map(texts).flatten().collect();
    let (mut bare, mut label) = (Vec::new(), Vec::new());
    let (mut bare_work, mut work) = (0.0, 0.0);
    let since = |before: Option<f64>| worked().zip(before).map_or(0.0, |(now, then)| now - then);
    for _ in 0..=ROUNDS {
        let (start, before) = (Instant::now(), worked());
        let tokens = tokenise(&articles, THREADS);
        bare.push(start.elapsed());
        bare_work += since(before);
        let (start, before) = (Instant::now(), worked());
        let spans = labelled(Rules::shipped(&speech), &articles, THREADS, &Unwatched).len();
        label.push(start.elapsed());
        work += since(before);
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
        "{} articles, {} bytes: bare {:.2} ms, labelled {:.2} ms, {ratio:.1} times; work of processors {bare_work:.2} s and {work:.2} s",
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
