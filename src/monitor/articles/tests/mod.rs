//! Articles of every shape, and what is said of those that aren't.

mod broken;

use super::*;
use crate::disk::MemoryFs;
use crate::monitor::watch::Unwatched;

fn from(name: &str, text: &str, mappings: &[&str]) -> Articles {
    let mappings: Vec<_> = mappings.iter().map(|text| (*text).to_owned()).collect();
    let input = Input::Bytes {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    read(
        &MemoryFs::default(),
        &[input],
        &Names::with(&mappings).unwrap(),
        &Unwatched,
    )
}

fn one(text: &str) -> RawArticle {
    let done = from("a", text, &[]);
    assert_eq!(done.articles.len(), 1, "{}", done.report);
    done.articles[0].clone()
}

fn lines(done: &Articles) -> Vec<String> {
    done.report
        .dropped
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn json_lines_with_the_usual_names() {
    let done = from(
        "a",
        "{\"headline\":\"Robot stops\",\"description\":\"It <b>stopped</b> &amp; waited.\",\"source\":{\"title\":\"Paper\"},\"publishedAt\":\"2026-03-01T09:00:00Z\",\"link\":\"https://e.org/a\",\"lang\":\"eng\"}\n\
         {\"title\":\"Second\",\"text\":\"Body\",\"url\":\"javascript:x\",\"date\":\"01/02/2026\"}",
        &[],
    );
    let first = &done.articles[0];
    assert_eq!(first.lead.as_deref(), Some("It stopped & waited."));
    assert_eq!(first.outlet.as_deref(), Some("Paper"));
    assert_eq!(first.date.unwrap().to_string(), "2026-03-01");
    assert_eq!(first.language.as_deref(), Some("eng"));
    assert_eq!(
        first.id,
        Article::hashed_id("Robot stops", "Paper", "2026-03-01").to_string()
    );
    let second = &done.articles[1];
    assert_eq!(
        (second.body.as_deref(), second.url.as_deref(), second.date),
        (Some("Body"), None, None)
    );
    assert!(matches!(&done.report.mended[0].what, Mend::BadDate { text } if text == "01/02/2026"));
}

#[test]
fn fields_can_be_mapped() {
    let text = "Schlagzeile;Zeitung;Tag\nRoboter hält;Blatt;03.06.2024\n;Blatt;\n";
    let done = from(
        "a",
        text,
        &["title=Schlagzeile", "outlet=zeitung", "date=Tag"],
    );
    assert_eq!(done.articles[0].title, "Roboter hält");
    assert_eq!(done.articles[0].outlet.as_deref(), Some("Blatt"));
    assert_eq!(done.articles[0].date.unwrap().to_string(), "2024-06-03");
    assert_eq!(
        lines(&done),
        ["a:3: has no headline; --field title=NAME says which field holds it"]
    );
    let unmapped = from("a", text, &[]);
    assert!(
        lines(&unmapped)[0].starts_with("a:1: has no column for the headline, only schlagzeile")
    );
    assert!(
        Names::with(&["titel=x".into()])
            .unwrap_err()
            .to_string()
            .contains("no part \"titel\"")
    );
    assert!(
        Names::with(&["title".into()])
            .unwrap_err()
            .to_string()
            .contains("PART=NAME")
    );
}

#[test]
fn tables_keep_commas_and_lines_in_their_cells() {
    let done = from("a", "id,title,body\n7,\"A, b\",\"one\ntwo\"\n", &[]);
    assert_eq!(done.articles[0].id, "7");
    assert_eq!(done.articles[0].title, "A, b");
    assert_eq!(done.articles[0].body.as_deref(), Some("one\ntwo"));
}

#[test]
fn answers_of_an_event_registry_are_searched_for_their_articles() {
    let text = r#"{"articles":{"page":1,"totalResults":2,"results":[
        {"uri":"81","lang":"eng","isDuplicate":false,"date":"2026-03-01","url":"https://e.org/1","title":"One","body":"Text","source":{"uri":"e.org","title":"E"},"concepts":[{"uri":"x","label":{"eng":"AI"}}]},
        {"uri":"82","lang":"eng","isDuplicate":true,"date":"2026-03-01","url":"https://e.org/2","title":"Two","body":"Text"}]}}"#;
    let done = from("a", text, &[]);
    let [article] = &done.articles[..] else {
        panic!("{}", done.report)
    };
    assert_eq!(
        (article.id.as_str(), article.outlet.as_deref()),
        ("81", Some("E"))
    );
    assert_eq!(lines(&done), ["a:1: the source marks it as a copy"]);
}

#[test]
fn feeds_of_every_kind() {
    let rss = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title><link>https://e.org</link><description>d</description><language>en</language>
        <item><title>Robot stops</title><link>https://e.org/a</link><guid>g-1</guid><description>&lt;p&gt;It stopped.&lt;/p&gt;</description><pubDate>Mon, 03 Jun 2024 09:00:00 GMT</pubDate></item></channel></rss>"#;
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Paper</title><id>f</id><updated>2024-06-03T09:00:00Z</updated>
        <entry><title>Robot stops</title><id>g-1</id><link href="https://e.org/a"/><updated>2024-06-03T09:00:00Z</updated><summary>It stopped.</summary></entry></feed>"#;
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Paper","items":[{"id":"g-1","url":"https://e.org/a","title":"Robot stops","summary":"It stopped.","date_published":"2024-06-03T09:00:00Z"}]}"#;
    for feed in [rss, atom, json] {
        let article = one(feed);
        assert_eq!(
            (article.id.as_str(), article.title.as_str()),
            ("g-1", "Robot stops"),
            "{feed}"
        );
        assert_eq!(article.lead.as_deref(), Some("It stopped."), "{feed}");
        assert_eq!(article.date.unwrap().to_string(), "2024-06-03", "{feed}");
        assert_eq!(article.url.as_deref(), Some("https://e.org/a"), "{feed}");
    }
}

#[test]
fn a_saved_page_gives_its_running_text() {
    let long = "The robot stopped in front of the school and did not move for an hour.";
    let text = format!(
        "<!doctype html><html lang=\"en\"><head><title>Robot stops - Paper</title><meta property=\"og:title\" content=\"Robot stops\"><meta property=\"og:site_name\" content=\"Paper\"><meta property=\"article:published_time\" content=\"2026-03-01T08:00:00Z\"><link rel=\"canonical\" href=\"https://e.org/a\"></head><body><nav><p>Home</p></nav><article><p>{long}</p><p>{long} Twice.<script>x()</script></p></article><aside><p>Read also: how a newspaper is made by a robot in ten days</p></aside></body></html>"
    );
    let article = one(&text);
    assert_eq!(article.title, "Robot stops");
    assert_eq!(article.body, Some(format!("{long}\n\n{long} Twice.")));
    assert_eq!(
        (article.outlet.as_deref(), article.language.as_deref()),
        (Some("Paper"), Some("en"))
    );
    assert_eq!(article.date.unwrap().to_string(), "2026-03-01");
}

#[test]
fn a_page_of_divs_gives_its_article_and_not_what_stands_beside_it() {
    let text = "<!doctype html><html><head><title>Robot arm hurts worker - The Mill</title></head><body class=\"cookies-on\">\
        <header><h1><a href=\"/\">The Mill</a></h1></header>\
        <div id=\"cookie-banner\"><p>We and our partners store and read information on your device, such as cookies, and process personal data.</p></div>\
        <div class=\"menu\"><a>News</a> <a>Sport</a> <a>Weather and traffic</a> <a>Opinion of readers</a></div>\
        <main><h2>Robot arm hurts worker</h2>\
        <div>A robot arm struck a worker at a plant on Monday, police said.</div>\
        <div>The arm took him for a <b>pallet</b>, the operator of the plant said.</div></main>\
        <footer><p>All rights reserved. Imprint, privacy, terms of use and contact to the newsroom.</p></footer></body></html>";
    let article = one(text);
    assert_eq!(article.title, "Robot arm hurts worker");
    assert_eq!(
        article.body.unwrap(),
        "A robot arm struck a worker at a plant on Monday, police said.\n\nThe arm took him for a pallet, the operator of the plant said."
    );
    let title = |head: &str, body: &str| {
        one(&format!("<html><head>{head}</head><body>{body}</body>")).title
    };
    let named =
        "<title>Robot stops | Paper</title><meta property=\"og:site_name\" content=\"Paper\">";
    for (body, wanted) in [
        ("<h1>Paper</h1>", "Robot stops"),
        ("<h1>PAPER</h1><h1>A robot stops</h1>", "A robot stops"),
        (
            "<header><h1>Your daily news</h1></header><h1>A robot stops</h1>",
            "A robot stops",
        ),
        ("<h2>Read more</h2>", "Robot stops"),
    ] {
        assert_eq!(title(named, body), wanted, "{body}");
    }
    assert_eq!(title("<title>Robot - or not</title>", ""), "Robot - or not");
}

#[test]
fn elements_that_are_never_closed_end_with_what_holds_them() {
    let text = "<html><head><title>Robot arm hurts worker</title></head><body>\
        <nav><ul><li>News of the day, of the week and of the year<li>Sport and all of its results</ul></nav>\
        <article><p>A robot arm struck a worker at a plant on Monday, police said.</p></article>\
        <footer><p>All rights reserved. Imprint, privacy, terms of use and contact to the newsroom.</p></footer></body></html>";
    assert_eq!(
        one(text).body.unwrap(),
        "A robot arm struck a worker at a plant on Monday, police said."
    );
    // As deep as anybody likes.
    let deep = format!(
        "<p>A robot arm struck a worker at a plant on Monday, police said.</p>{}",
        "<div>".repeat(100_000)
    );
    assert!(one(&format!("<title>T</title>{deep}")).body.is_some());
}

#[test]
fn the_same_article_is_taken_once() {
    let line = "{\"id\":\"story-1\",\"title\":\"A b c\",\"date\":\"2026-01-01\"}\n";
    let other = "{\"id\":\"story-1\",\"title\":\"Other\",\"date\":\"2026-01-01\"}\n";
    let done = from("a", &format!("{line}{line}{other}"), &[]);
    assert_eq!(done.articles.len(), 1);
    assert_eq!(
        lines(&done),
        [
            "a:2: the article story-1 is the same again",
            "a:3: the article story-1 came before with other words; the first one stands"
        ]
    );
}

#[test]
fn what_can_not_be_read_is_named() {
    let drops = |text: &str| lines(&from("a", text, &[])).join("\n");
    assert!(drops("").contains("is empty"));
    assert!(drops("Just words.").contains("no column for the headline"));
    assert!(
        drops("{\"title\":\"A\",\"date\":\"2026-01-01\"}\n{\"title\":")
            .contains("a:2: can't be read")
    );
    assert!(drops("[]").contains("holds no article"));
    assert!(drops("{\"x\":1}").contains("has no headline"));
    assert!(drops(&"[".repeat(200)).contains("can't be read"));
    assert!(drops("<rss><channel>").contains("can't be read"));
    assert!(drops("<html><body></body></html>").contains("has no headline"));
    assert!(drops("{\"title\":\"A\",\"title\":\"B\"}").contains("stands twice"));
}

#[test]
fn what_a_folder_holds_besides_articles_is_passed_over() {
    let fs = MemoryFs::default()
        .with_file("in/a.csv", "title\nA is here\n")
        .with_file("in/README.md", "# Articles to try\n\nSome words.\n")
        .with_file("in/notes", "{\"what\": 1}")
        .with_file("in/picture.png", "\u{1}\0\0")
        .with_file("in/more.txt", "title\nB is here\n")
        .with_file("in/again.txt", "title\nA is here\n")
        .with_file("in/broken.json", "{\"title\":");
    let of = |path: &str| {
        let inputs = [Input::Path(path.into())];
        read(&fs, &inputs, &Names::default(), &Unwatched)
    };
    let done = of("in");
    assert_eq!(done.articles.len(), 2);
    let passed = ["in/README.md", "in/notes", "in/picture.png"];
    assert_eq!(done.report.passed, passed);
    let dropped: Vec<_> = done.report.dropped.iter().map(|it| &*it.file).collect();
    assert_eq!(dropped, ["in/again.txt", "in/broken.json"]);
    assert!(
        done.report
            .to_string()
            .contains("passed    in/README.md: not articles")
    );
    // What is named is meant.
    for name in passed {
        let done = of(name);
        assert_eq!(done.report.dropped.len(), 1, "{name}");
        assert!(done.report.passed.is_empty());
    }
}

#[test]
fn folders_are_read_in_order() {
    let fs = MemoryFs::default()
        .with_file(
            "in/b.jsonl",
            "{\"title\":\"B is here\",\"date\":\"2026-01-01\"}",
        )
        .with_file("in/a.csv", "title\nA is here\n");
    let done = read(
        &fs,
        &[Input::Path("in".into())],
        &Names::default(),
        &Unwatched,
    );
    let titles: Vec<_> = done
        .articles
        .iter()
        .map(|article| article.title.as_str())
        .collect();
    assert_eq!(titles, ["A is here", "B is here"]);
    assert!(
        done.report
            .to_string()
            .starts_with("taken 2 articles from 2 files; mended 0, dropped 0")
    );
}
