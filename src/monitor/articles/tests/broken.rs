//! Broken, cut off and odd input: what can be taken is taken, and what can't is
//! named.

use super::*;

#[test]
fn a_broken_line_costs_no_other_line() {
    let good =
        |title: &str| format!("{{\"title\":\"{title}\",\"url\":\"https://e.org/{title}\"}}\n");
    let text = format!(
        "{}{{\"title\":\"Cut, \"lead\": {{}}\n{}{{\"title\":\"Cut\",\"lead\":\n{}not json\n{}{{\"title\":",
        good("A"),
        good("B"),
        good("C"),
        good("D")
    );
    let done = from("a", &text, &[]);
    let titles: Vec<&str> = done.articles.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(titles, ["A", "B", "C", "D"], "{}", done.report);
    let said = lines(&done);
    assert_eq!(said.len(), 4, "{said:#?}");
    assert!(said[0].starts_with("a:2: ") && said[0].ends_with("the other lines were read"));
    assert!(
        !said[3].contains("read") || !said[3].contains("lines were"),
        "{said:#?}"
    );
}

#[test]
fn an_answer_that_is_cut_off_gives_what_stands_before_the_cut() {
    let text = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Wire\",\"items\":[\
        {\"id\":\"1\",\"title\":\"One\",\"url\":\"https://e.org/1\"},\n\
        {\"id\":\"2\",\"title\":\"Two\",\"url\":\"https://e.org/2\"},\n{\"id\":\"3\",\"ti";
    let done = from("a", text, &[]);
    assert_eq!(done.articles.len(), 2, "{}", done.report);
    assert!(lines(&done)[0].contains("the articles in it that stand before were taken"));
    let nested =
        "{\"articles\":{\"results\":[{\"title\":\"One\",\"url\":\"https://e.org/1\"},{\"ti";
    assert_eq!(from("a", nested, &[]).articles.len(), 1);
    let listed = from("a", "[{\"title\":\"On", &[]);
    assert!(lines(&listed)[0].ends_with("nothing of the list could be taken"));
}

#[test]
fn a_feed_that_is_cut_off_gives_its_whole_entries() {
    let rss = "<rss version=\"2.0\"><channel><title>Wire</title>\
        <item><title>One</title><link>https://e.org/1</link></item>\
        <item><title>Two</title><li";
    let done = from("a", rss, &[]);
    assert_eq!(done.articles.len(), 1, "{}", done.report);
    assert!(lines(&done)[0].ends_with("the entries before it were taken"));
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Wire</title>\
        <entry><id>1</id><title>One</title></entry><entry><id>2</id>";
    assert_eq!(from("a", atom, &[]).articles.len(), 1);
    assert_eq!(from("a", "<rss><channel><item><ti", &[]).articles.len(), 0);
}

#[test]
fn a_record_whose_headline_is_no_text_is_named_and_nothing_inside_taken_for_it() {
    for title in ["null", "[\"x\"]", "true", "{\"a\":1}", "\"  \""] {
        let text = format!(
            "{{\"title\":{title},\"lead\":\"It fell.\",\"url\":\"https://e.org/1\",\"source\":{{\"title\":\"Paper\",\"uri\":\"paper.org\"}}}}"
        );
        let done = from("a", &text, &[]);
        assert!(done.articles.is_empty(), "{title}: {:?}", done.articles);
        assert_eq!(done.report.dropped[0].what, Dropped::NoTitle, "{title}");
    }
}

#[test]
fn a_headline_with_a_list_beside_it_is_an_article() {
    let line = "{\"title\":\"Robot hurts worker\",\"tags\":[1,2],\"url\":null}\n";
    assert_eq!(one(line).title, "Robot hurts worker");
    let answer = "{\"title\":\"Wire\",\"items\":[{\"title\":\"One\",\"url\":\"https://e.org/1\"}]}";
    assert_eq!(one(answer).title, "One");
}

#[test]
fn a_feed_that_describes_itself_is_not_taken_for_an_article() {
    let feed = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"City Paper\",\"language\":\"en\",\"description\":\"News\",\"items\":[{\"id\":\"1\",\"url\":\"https://e.org/1\",\"title\":\"Robotaxi hits cyclist\"}]}";
    let article = one(feed);
    assert_eq!(article.title, "Robotaxi hits cyclist");
    assert_eq!(article.outlet.as_deref(), Some("City Paper"));
    let answer = "{\"status\":\"ok\",\"feed\":{\"title\":\"Paper\",\"link\":\"https://e.org\",\"description\":\"d\"},\"items\":[{\"title\":\"One\",\"link\":\"https://e.org/1\",\"source\":\"Post\"}]}";
    assert_eq!(one(answer).outlet.as_deref(), Some("Post"));
    let related = "{\"title\":\"One\",\"url\":\"https://e.org/1\",\"related\":[{\"title\":\"Two\",\"url\":\"https://e.org/2\"}]}";
    assert_eq!(one(related).title, "One");
}

#[test]
fn a_quote_that_is_never_closed_costs_its_line_alone() {
    let done = from(
        "a",
        "title;lead;date\nA good one;x;2026-03-01\n\"Robotaxi hits man;He fell;2026-03-01\nChatbot leaks data;300;2026-03-01\n\"Drone \"\"Bee\"\" falls\";It\nfell;2026-03-02\n",
        &[],
    );
    let titles: Vec<&str> = done.articles.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "A good one",
            "Chatbot leaks data",
            "Drone \"Bee\" falls",
            "fell"
        ]
    );
    assert_eq!(
        lines(&done),
        ["a:3: can't be read: a quote is opened and never closed"]
    );
}

#[test]
fn quotes_that_are_never_closed_end_a_table_sometime() {
    let rows = "a,q\"x,\"b\n".repeat(3000);
    let done = from("a", &format!("id,x,title\n{rows}"), &[]);
    assert_eq!(done.report.dropped.len(), 1000);
    let last = lines(&done).pop().unwrap();
    assert!(
        last.ends_with("in 1,000 lines, so the rest was not read"),
        "{last}"
    );
}

#[test]
fn what_a_review_left_holds_no_articles() {
    for text in [
        r#"{"v":1,"seq":1,"id":"i","basis":{"judged":{"title":"Robotaxi hits man"}}}"#,
        r#"{"kind":"header","format":"overrule-reviewed","title":"Robotaxi hits man"}"#,
    ] {
        let done = from("a", text, &[]);
        assert!(done.articles.is_empty());
        assert!(
            lines(&done)[0].ends_with("holds no articles"),
            "{:?}",
            lines(&done)
        );
    }
}

#[test]
fn a_row_with_more_cells_than_names_is_not_taken_shifted() {
    let done = from(
        "a",
        "title,lead,outlet\nRobotaxi hits man, 54, in Leeds,He fell,Post\nFine,x,Post,,\n",
        &[],
    );
    assert_eq!(done.articles.len(), 1, "{}", done.report);
    assert_eq!(done.articles[0].title, "Fine");
    assert!(lines(&done)[0].starts_with("a:2: can't be read: 5 cells where the header names 3"));
}

#[test]
fn another_article_of_the_same_number_is_taken_under_an_id_of_its_own() {
    let done = from(
        "a",
        "{\"id\":\"1\",\"title\":\"Robotaxi hits man\"}\n{\"id\":\"1\",\"title\":\"Drone falls\"}\n{\"id\":\"1\",\"title\":\"Robotaxi hits man\",\"lead\":\"more\"}\n{\"id\":\"1\",\"title\":\"Drone falls\"}",
        &[],
    );
    assert_eq!(done.articles.len(), 2, "{}", done.report);
    assert!(matches!(&done.report.mended[0].what, Mend::IdChanged { id } if id == "1"));
    assert_eq!(
        done.report
            .dropped
            .iter()
            .map(|it| it.line)
            .collect::<Vec<_>>(),
        [Some(3), Some(4)],
        "the same again, each under its id"
    );
}

#[test]
fn a_feed_of_several_outlets_names_each_and_may_have_ampersands() {
    let rss = "<rss version=\"2.0\"><channel><title>News search</title>\
        <item><title>Robotaxi hits man at M&S in Leeds - Post</title><link>https://e.org/1?b=1&c=2</link><source url=\"https://post.example\">Post &amp; Times</source></item>\
        <item><title><![CDATA[A & B]]></title><link>https://e.org/2</link></item></channel></rss>";
    let done = from("a", rss, &[]);
    let told: Vec<_> = done
        .articles
        .iter()
        .map(|it| (it.title.as_str(), it.outlet.as_deref().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("Robotaxi hits man at M&S in Leeds - Post", "Post & Times"),
            ("A & B", "News search")
        ],
        "{}",
        done.report
    );
    assert_eq!(
        done.articles[0].url.as_deref(),
        Some("https://e.org/1?b=1&c=2")
    );
}

#[test]
fn a_date_of_a_feed_that_cannot_be_read_is_named() {
    let item =
        |date: &str| format!("<item><title>T {date}</title><pubDate>{date}</pubDate></item>");
    let dates = [
        "Mon, 02 Mar 2026 09:00:00 GMT",
        "Monday, March 2, 2026",
        "02/03/2026",
        "soon",
    ];
    let items: String = dates.map(item).concat();
    let rss = format!("<rss version=\"2.0\"><channel><title>Wire</title>{items}</channel></rss>");
    let done = from("a", &rss, &[]);
    let days = done
        .articles
        .iter()
        .map(|it| it.date.map(|day| day.to_string()));
    let second = Some("2026-03-02".to_owned());
    assert_eq!(
        days.collect::<Vec<_>>(),
        [second.clone(), second, None, None],
        "{}",
        done.report
    );
    let mended: Vec<String> = done
        .report
        .mended
        .iter()
        .map(|it| it.what.to_string())
        .collect();
    assert!(
        mended[0].starts_with("\"02/03/2026\" is no date"),
        "{mended:?}"
    );
    assert_eq!(mended.len(), 2);
}

#[test]
fn a_feed_that_breaks_off_keeps_the_dates_of_what_came_before() {
    let item =
        |date: &str| format!("<item><title>T {date}</title><pubDate>{date}</pubDate></item>");
    let items: String = ["13.3.2026", "soon", "14.3.2026"].map(item).concat();
    let rss = format!("<rss version=\"2.0\"><channel><title>Wire</title>{items}");
    let done = from("a", &rss[..rss.len() - 10], &[]);
    let days: Vec<bool> = done.articles.iter().map(|it| it.date.is_some()).collect();
    assert_eq!(days, [true, false], "{}", done.report);
    assert_eq!(done.report.mended.len(), 1, "{}", done.report);
}

#[test]
fn a_list_of_items_is_no_item_of_a_feed() {
    let rdf = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
        <channel><title>Wire</title><items><rdf:Seq/></items></channel>\
        <item><title>One</title><link>https://e.org/1</link><dc:date>03/06/2024</dc:date></item></rdf:RDF>";
    let done = from("a", rdf, &[]);
    assert_eq!(done.articles.len(), 1, "{}", done.report);
    assert_eq!(done.report.mended.len(), 1, "{}", done.report);
}
