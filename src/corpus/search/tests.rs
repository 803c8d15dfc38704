//! The search against its meaning: everything that is seen, folded, line by line.

use proptest::prelude::*;

use super::*;
use std::path::Path;
use std::sync::Arc;

use crate::corpus::Corpus;
use crate::disk::MemoryFs;
use crate::domain::Incident;

/// The search as it is meant: all that is seen, folded, must hold each term.
fn plainly(typed: &str, line: &str) -> bool {
    let incident = Incident::from_json(line).unwrap();
    let title: Vec<String> = incident.title.iter().map(|title| fold(title)).collect();
    let mut all: Vec<&str> = vec![incident.id.as_str()];
    all.extend(incident.aliases.iter().map(|id| id.as_str()));
    all.extend(
        [
            &incident.title,
            &incident.country,
            &incident.summary,
            &incident.verdict.rationale,
        ]
        .into_iter()
        .flatten()
        .map(String::as_str),
    );
    all.extend(incident.facets.values().flatten().map(String::as_str));
    all.extend(incident.links.iter().map(String::as_str));
    for article in &incident.articles {
        all.push(article.id.as_str());
        all.extend(
            [
                &article.title,
                &article.outlet,
                &article.url,
                &article.lead,
                &article.verdict.rationale,
            ]
            .into_iter()
            .flatten()
            .map(String::as_str),
        );
    }
    let all: Vec<String> = all.into_iter().map(fold).collect();
    terms(typed).iter().all(|term| {
        let texts = if term.within == Within::Title {
            &title
        } else {
            &all
        };
        texts.iter().any(|text| text.contains(&term.words))
    })
}

/// Lines one after another, with line feeds between, and where they lie.
fn laid(lines: &[String]) -> (Vec<u8>, Vec<Range<usize>>) {
    let mut bytes = Vec::new();
    let places = lines
        .iter()
        .map(|line| {
            let from = bytes.len();
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
            from..bytes.len() - 1
        })
        .collect();
    (bytes, places)
}

fn found(typed: &str, lines: &[String]) -> Vec<usize> {
    let (bytes, places) = laid(lines);
    Query::new(typed).among(&bytes, &places)
}

/// A JSON string, with everything that isn't plain ASCII as `\uXXXX` where asked.
fn quoted(text: &str, escaped: bool) -> String {
    let json = serde_json::to_string(text).unwrap();
    if !escaped {
        return json;
    }
    let mut out = String::new();
    let mut units = [0; 2];
    for letter in json.chars() {
        if letter.is_ascii() && letter != 'k' {
            out.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

#[test]
fn keys_and_what_isn_t_seen_are_not_found() {
    let line =
        r#"{"id":"i","title":"Robot","verdict":{"label":"hazard"},"unknown":"secret"}"#.to_owned();
    for (typed, there) in [
        ("robot", true),
        ("title", false),
        ("hazard", false),
        ("secret", false),
        ("rationale", false),
    ] {
        assert_eq!(
            !found(typed, std::slice::from_ref(&line)).is_empty(),
            there,
            "{typed}"
        );
    }
}

#[test]
fn a_search_sees_what_the_analyst_sees() {
    let line = r#"{"id":"ID1","aliases":["OLD2"],"title":"Title3","date":"2024-06-03","country":"Land4","summary":"Sum5","verdict":{"rationale":"Why6","guess":"unrelated"},"facets":{"industries":["Branch7"]},"links":["https://eight.example"],"articles":[{"id":"art9","title":"Head10","outlet":"Post11","lead":"Lead12","verdict":{"rationale":"Because13"}}]}"#;
    let lines = [line.to_owned()];
    let all = "id1 old2 title3 2024-06-03 land4 sum5 why6 branch7 eight art9 head10 post11 lead12 because13";
    for word in all.split(' ').chain([all]) {
        assert_eq!(found(word, &lines), [0], "{word}");
    }
    // The guess isn't shown before the answer, so it isn't found.
    assert!(found("unrelated", &lines).is_empty());
}

#[test]
fn a_title_is_searched_alone_where_asked() {
    let lines = [
        r#"{"id":"i","title":"Taxi stops","summary":"a bus"}"#.to_owned(),
        r#"{"id":"j","title":"Bus stops","summary":"a taxi"}"#.to_owned(),
    ];
    assert_eq!(found("taxi", &lines), [0, 1]);
    assert_eq!(found("title:taxi", &lines), [0]);
    assert_eq!(found(r#"title:"bus st" taxi"#, &lines), [1]);
}

#[test]
fn a_query_that_asks_for_more_narrows() {
    let narrows = |new, old| Query::new(new).narrows(&Query::new(old));
    for (new, old, wanted) in [
        ("rob", "ro", true),
        ("ro", "rob", false),
        ("robo car", "robo", true),
        ("car robo", "robo car", true),
        ("title:robo", "robo", true),
        ("robo", "title:robo", false),
        (r#""self driving""#, "self", true),
        ("x", "", true),
    ] {
        assert_eq!(narrows(new, old), wanted, "{new} after {old}");
    }
}

/// Letters that fold in every way there is.
fn letters() -> impl Strategy<Value = String> {
    let some = [
        "a", "A", "k", "K", "\u{212A}", "ﬁ", "f", "i", "I", "İ", "\u{307}", "é", "É", "e",
        "\u{301}", "\u{323}", "ê", "ệ", "Ａ", "½", "1", "2", "ß", "ẞ", "Σ", "σ", "ς", "自",
        "\u{2F83}", "ガ", "ｶ", "ﾞ", "か", "\u{3099}", "각", "가", "\u{11A8}", "\u{1100}",
        "\u{1161}", "ㄱ", "🙂", "\u{344}", "ü", "Å", "\u{212B}", " ", "\"", "\\", "/", "&", "-",
        "ো", "\u{9C7}", "\u{9BE}", "\u{FB2C}", "ש", "\u{5C1}", "Ǆ", "™", "№", "\n",
    ];
    proptest::collection::vec(proptest::sample::select(some.to_vec()), 0..7)
        .prop_map(|some| some.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_found_is_what_is_meant(
        texts in proptest::collection::vec((letters(), letters(), letters(), any::<bool>()), 1..6),
        typed in letters(),
        also in letters(),
        cut in 0_usize..6,
    ) {
        let lines: Vec<String> = texts
            .iter()
            .map(|(title, rationale, headline, escaped)| {
                let say = |text: &str| quoted(text, *escaped);
                format!(
                    r#"{{"id":"n","title":{},"verdict":{{"rationale":{}}},"articles":[{{"id":"m","title":{}}}]}}"#,
                    say(title), say(rationale), say(headline)
                )
            })
            .collect();
        // What was typed, a part of what is there, and both.
        let part: String = texts[0].1.chars().skip(cut / 2).take(cut).collect();
        for typed in [typed.clone(), part.clone(), format!("{part} {also}"), format!("\"{part}"), format!("title:{typed} {part}")] {
            let meant: Vec<usize> = (0..lines.len()).filter(|at| plainly(&typed, &lines[*at])).collect();
            prop_assert_eq!(found(&typed, &lines), meant, "{:?}", typed);
        }
    }

    #[test]
    fn narrowing_finds_what_a_new_search_finds(
        texts in proptest::collection::vec(letters(), 1..8),
        typed in letters(),
        more in letters(),
    ) {
        let lines: Vec<String> = texts.iter().map(|text| format!(r#"{{"id":"n","title":{}}}"#, quoted(text, false))).collect();
        let (longer, shorter) = (format!("{typed}{more}"), typed);
        if Query::new(&longer).narrows(&Query::new(&shorter)) {
            let before = found(&shorter, &lines);
            for at in found(&longer, &lines) {
                prop_assert!(before.contains(&at));
            }
        }
    }
}

/// Everything a search through a set finds, in parts of so many bytes.
fn through(corpus: &Corpus, search: &mut Search, bytes: u64) -> Vec<u32> {
    let known = u32::try_from(corpus.len()).unwrap();
    let mut all = Vec::new();
    while search.next() < known {
        all.extend(search.go_on(corpus, known, bytes));
    }
    all
}

#[test]
fn parts_of_any_size_and_a_change_of_mind_find_the_same() {
    let lines: Vec<String> = (0..500)
        .map(|at| {
            let fill = "x".repeat(at * 37 % 4000);
            format!(
                r#"{{"id":"n{at}","title":"robo{}","summary":"{fill}"}}"#,
                at % 7
            )
        })
        .collect();
    let fs = MemoryFs::default().with_file("/s.jsonl", laid(&lines).0);
    let corpus = Corpus::open(Arc::new(fs), Path::new("/s.jsonl")).unwrap();
    while !corpus.index_more(u64::MAX).unwrap() {}
    let wanted = |typed| -> Vec<u32> {
        found(typed, &lines)
            .into_iter()
            .map(|at| u32::try_from(at).unwrap())
            .collect()
    };
    for bytes in [1, 5_000, 300_000, u64::MAX] {
        let mut search = Search::new(Query::new("robo3"));
        assert_eq!(through(&corpus, &mut search, bytes), wanted("robo3"));
        // Narrowed when done, and again after a part of that.
        let mut search = search.then(Query::new("robo3 n1"));
        let known = u32::try_from(corpus.len()).unwrap();
        search.go_on(&corpus, known, 1);
        let mut search = search.then(Query::new("robo3 n10"));
        assert_eq!(through(&corpus, &mut search, bytes), wanted("robo3 n10"));
        // Widened: from the beginning.
        let mut search = search.then(Query::new("robo"));
        assert_eq!(through(&corpus, &mut search, bytes).len(), 500);
    }
}
