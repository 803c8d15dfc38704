//! Sets of any size to measure with. The same number gives the same bytes.
//!
//! What it makes is shaped like a real set, not true: words of a Zipf
//! distribution, five articles and about 7.5 KB an incident, a rationale that
//! ends in a readable verdict, some headlines in other scripts. Every fifth
//! line writes what isn't ASCII as `\uXXXX`, as many exporters do. Incident
//! number n (from 1) has the id `INC-` and seven digits; every 1,000th title holds the
//! word `Quetzalneedle`, so that a search has something to find.

use overrule::domain::{Article, ArticleId, How, Incident, IncidentId, LabelId, Run, Verdict};

const ONSETS: [&str; 16] = [
    "b", "br", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v",
];
const NUCLEI: [&str; 8] = ["a", "e", "i", "o", "u", "ea", "ai", "ou"];
const CODAS: [&str; 8] = ["", "n", "r", "s", "l", "nd", "st", "m"];
const OUTLETS: [&str; 12] = [
    "Herald",
    "Courier",
    "Post",
    "Tribune",
    "Gazette",
    "Observer",
    "Dispatch",
    "Wire",
    "Echo",
    "Standard",
    "Ledger",
    "Chronicle",
];
const COUNTRIES: [&str; 6] = [
    "United States",
    "Germany",
    "India",
    "Brazil",
    "Japan",
    "Kenya",
];
const OTHER_SCRIPTS: [&str; 4] = [
    "Αυτόνομο όχημα σταμάτησε στη μέση του δρόμου",
    "自动驾驶汽车在路口停下",
    "خودروی خودران در تقاطع ایستاد",
    "Беспилотный автомобиль остановился на перекрёстке",
];
const VERDICTS: [(&str, &str); 3] = [
    (
        "incident",
        "The event therefore meets the definition of an AI Incident.",
    ),
    (
        "hazard",
        "Since harm is plausible and has not come about, this is an AI Hazard.",
    ),
    (
        "complementary",
        "It reports on a response to a known matter and is therefore Complementary Information.",
    ),
];
/// How many different words there are.
const WORDS: usize = 30_000;

/// Numbers that are the same on every machine (SplitMix64: Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", 2014).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap_or_default()
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// Text out of invented words, the frequent ones short.
struct Prose {
    words: Vec<String>,
    /// The sum of 1/rank up to and including each word.
    sums: Vec<f64>,
}

impl Prose {
    fn new() -> Self {
        let mut numbers = Numbers(1);
        let mut sum = 0.0;
        let mut words = Vec::with_capacity(WORDS);
        let mut sums = Vec::with_capacity(WORDS);
        for rank in 1..=WORDS {
            let mut word = String::new();
            for _ in 0..=(rank.ilog10() / 2 + u32::from(rank > 500)) {
                word += numbers.one_of(&ONSETS);
                word += numbers.one_of(&NUCLEI);
            }
            word += numbers.one_of(&CODAS);
            words.push(word);
            sum += 1.0 / rank as f64;
            sums.push(sum);
        }
        Self { words, sums }
    }

    fn word(&self, numbers: &mut Numbers) -> &str {
        let total = self.sums[WORDS - 1];
        let at = (numbers.next() >> 11) as f64 / (1_u64 << 53) as f64 * total;
        &self.words[self.sums.partition_point(|&sum| sum < at).min(WORDS - 1)]
    }

    /// A headline or sentence of so many words, without the stop.
    fn phrase(&self, numbers: &mut Numbers, count: usize) -> String {
        let mut text = String::new();
        for at in 0..count {
            let word = self.word(numbers);
            if at == 0 {
                text += &word[..1].to_uppercase();
                text += &word[1..];
            } else {
                text.push(' ');
                text += word;
            }
        }
        text
    }

    fn paragraph(&self, numbers: &mut Numbers, sentences: usize) -> String {
        let mut text = String::new();
        for _ in 0..sentences {
            let count = 12 + numbers.below(14);
            text += &self.phrase(numbers, count);
            text += ". ";
        }
        text.pop();
        text
    }
}

fn verdict(prose: &Prose, numbers: &mut Numbers, label: usize, sentences: usize) -> Verdict {
    let (label, sentence) = VERDICTS[label];
    Verdict {
        label: Some(LabelId::from(label)),
        rationale: Some(format!(
            "{} {sentence}",
            prose.paragraph(numbers, sentences)
        )),
        how: How::Field,
        run: Run {
            who: Some("generate_set".to_owned()),
            ..Run::default()
        },
        ..Verdict::default()
    }
}

fn incident(prose: &Prose, number: u64) -> Incident {
    let mut numbers = Numbers(number);
    let label = numbers.below(VERDICTS.len());
    let day = format!(
        "20{:02}-{:02}-{:02}",
        16 + numbers.below(10),
        1 + numbers.below(12),
        1 + numbers.below(28)
    );
    let mut title = prose.phrase(&mut numbers, 9);
    if number.is_multiple_of(1000) {
        title += " Quetzalneedle";
    }
    let articles = (1..=5)
        .map(|at| {
            let split = numbers.below(4) == 0;
            let of = if split {
                numbers.below(VERDICTS.len())
            } else {
                label
            };
            let headline = if numbers.below(10) == 0 {
                numbers.one_of(&OTHER_SCRIPTS).to_owned()
            } else {
                prose.phrase(&mut numbers, 10)
            };
            Article {
                id: ArticleId::from(format!("INC-{number:07}-{at}")),
                title: Some(headline),
                outlet: Some(numbers.one_of(&OUTLETS).to_owned()),
                date: day.parse().ok(),
                url: Some(format!("https://news.example/{number}/{at}")),
                language: Some("en".to_owned()),
                verdict: verdict(prose, &mut numbers, of, 6),
                ..Article::default()
            }
        })
        .collect();
    Incident {
        id: IncidentId::from(format!("INC-{number:07}")),
        title: Some(title),
        date: day.parse().ok(),
        country: Some(numbers.one_of(&COUNTRIES).to_owned()),
        summary: Some(prose.paragraph(&mut numbers, 4)),
        verdict: verdict(prose, &mut numbers, label, 5),
        articles,
        ..Incident::default()
    }
}

/// The same JSON with everything beyond ASCII as `\uXXXX`.
fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for char in line.chars() {
        if char.is_ascii() {
            out.push(char);
        } else {
            let mut units = [0; 2];
            for unit in char.encode_utf16(&mut units) {
                out += &format!("\\u{unit:04x}");
            }
        }
    }
    out
}

/// The lines of a set of so many incidents, without their line feeds.
///
/// # Errors
/// Never in practice: an incident that can't be written as JSON.
pub fn lines(count: u64) -> impl Iterator<Item = Result<String, serde_json::Error>> {
    let prose = Prose::new();
    (1..=count).map(move |number| {
        let line = incident(&prose, number).to_json()?;
        Ok(if number.is_multiple_of(5) {
            escaped(&line)
        } else {
            line
        })
    })
}
