//! The bare tokenising pass beside which the cost of grouping and labelling is
//! told: every text into words by Unicode's word boundaries, each in lower case
//! and hashed to a number, the numbers of an article in a list. It knows no stop
//! words, stems nothing, keeps nothing from article to article.

use overrule::monitor::articles::RawArticle;
use overrule::text::fold;
use unicode_segmentation::UnicodeSegmentation;

/// Takes the texts of articles apart on some threads; how many words there are.
pub fn tokenise(articles: &[RawArticle], threads: usize) -> usize {
    let size = articles.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let parts = articles.chunks(size);
        let parts: Vec<_> = parts.map(|part| scope.spawn(move || words(part))).collect();
        parts.into_iter().filter_map(|part| part.join().ok()).sum()
    })
}

fn words(articles: &[RawArticle]) -> usize {
    let mut count = 0;
    let mut numbers = Vec::new();
    for article in articles {
        numbers.clear();
        let texts = [
            Some(article.title.as_str()),
            article.url.as_deref(),
            article.lead.as_deref(),
            article.body.as_deref(),
        ];
        for text in texts.into_iter().flatten() {
            // Folds what is ASCII byte by byte.
            let lower = fold(text);
            numbers.extend(lower.unicode_words().map(|word| hash(word.as_bytes())));
        }
        count += std::hint::black_box(&numbers).len();
    }
    count
}

/// The time that processors worked for this program, whatever else they did
/// meanwhile, in seconds; Linux only, in steps of a hundredth.
pub fn worked() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let behind = stat.rsplit_once(')')?.1;
    let mut fields = behind.split_whitespace().skip(11);
    let (user, system) = (fields.next()?, fields.next()?);
    Some((user.parse::<f64>().ok()? + system.parse::<f64>().ok()?) / 100.0)
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
