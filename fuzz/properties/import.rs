//! Outside shapes read: nothing is invented, every place is inside the file,
//! ids are unlike, spans quote their text, and what was imported once is taken
//! word for word when it is imported again.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use overrule::disk::MemoryFs;
use overrule::domain::{Incident, Verdict, Vocabulary};
use overrule::ingest::{Imported, Input, Shape, import};

use super::head;
use super::verdict::spans_quote;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::shipped);

const PAGES: &[Option<Shape>] = &[
    None,
    Some(Shape::AimPageA),
    Some(Shape::AimPageB),
    Some(Shape::AimPageC),
    Some(Shape::AimPageD),
];

/// Page text; the first byte says as which layout, or that it is for the program to tell.
pub fn page(data: &[u8]) {
    let ([which], text) = head::<1>(data);
    let forced = PAGES[usize::from(which) % PAGES.len()];
    let imported = read(text, forced);
    let source = String::from_utf8_lossy(text);
    let is_page = |shape: &str| shape.starts_with("aim-page");
    for incident in &imported.incidents {
        if incident.source.shape.as_deref().is_some_and(is_page) {
            nothing_is_invented(&source, incident);
        }
    }
}

/// Saved pages.
pub fn html(data: &[u8]) {
    read(data, Some(Shape::AimHtml));
}

/// Answers of the web service, or whatever else the program takes the bytes for.
pub fn service(data: &[u8]) {
    let ([which], text) = head::<1>(data);
    read(text, (which & 1 == 0).then_some(Shape::AimJson));
}

/// Sets; the first byte says in which form.
pub fn set(data: &[u8]) {
    let ([which], text) = head::<1>(data);
    let shapes = [None, Some(Shape::Set), Some(Shape::SetArray)];
    read(text, shapes[usize::from(which) % shapes.len()]);
}

fn import_bytes(bytes: &[u8], forced: Option<Shape>) -> Imported {
    let input = Input::Bytes {
        name: "input".to_owned(),
        bytes: bytes.to_vec(),
    };
    import(&MemoryFs::default(), &VOCABULARY, &[input], forced)
}

/// Imports bytes and checks what holds for every shape.
fn read(bytes: &[u8], forced: Option<Shape>) -> Imported {
    let imported = import_bytes(bytes, forced);
    let report = &imported.report;
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
    let places = report.skipped.iter().map(|entry| entry.line);
    let places = places.chain(report.repaired.iter().map(|entry| entry.line));
    for line in places.flatten() {
        assert!((1..=lines).contains(&line), "line {line} of {lines}");
    }
    assert!(
        !(imported.incidents.is_empty() && report.skipped.is_empty() && report.taken.is_empty()),
        "nothing is taken, and nothing is said"
    );
    let mut ids = BTreeSet::new();
    for incident in &imported.incidents {
        assert!(!incident.id.as_str().is_empty(), "an incident without id");
        assert!(ids.insert(&incident.id), "{} stands twice", incident.id);
        let articles: BTreeSet<_> = incident.articles.iter().map(|one| &one.id).collect();
        assert_eq!(
            articles.len(),
            incident.articles.len(),
            "two articles of {} have one id",
            incident.id
        );
        verdicts(incident).for_each(labels_are_known_and_spans_quote);
    }
    again_is_the_same(&imported.incidents);
    imported
}

fn verdicts(incident: &Incident) -> impl Iterator<Item = &Verdict> {
    let articles = incident.articles.iter().map(|article| &article.verdict);
    std::iter::once(&incident.verdict).chain(articles)
}

fn labels_are_known_and_spans_quote(verdict: &Verdict) {
    // Spans that a set came with are the set's own.
    if let (Some(rationale), Some(_)) = (&verdict.rationale, &verdict.prose) {
        let read = overrule::ingest::verdict::read(&VOCABULARY, rationale);
        spans_quote(&VOCABULARY, rationale, &read.spans);
    }
}

/// A set of what was imported is taken as it stands.
fn again_is_the_same(incidents: &[Incident]) {
    let lines: Vec<String> = incidents
        .iter()
        .map(|incident| incident.to_json().unwrap())
        .collect();
    for line in &lines {
        assert!(
            !line.contains(['\n', '\r']),
            "{line:?} is more than one line"
        );
    }
    if lines.is_empty() {
        return;
    }
    let again = import_bytes(lines.join("\n").as_bytes(), Some(Shape::Set));
    assert!(
        again.report.skipped.is_empty(),
        "{:?}",
        again.report.skipped
    );
    assert!(
        again.report.repaired.is_empty(),
        "{:?}",
        again.report.repaired
    );
    let written: Vec<String> = again
        .incidents
        .iter()
        .map(|incident| incident.to_json().unwrap())
        .collect();
    assert_eq!(written, lines, "imported again, it differs");
}

/// Every word of a page's incident stands in the page.
fn nothing_is_invented(source: &str, incident: &Incident) {
    let mut texts = vec![&incident.title, &incident.summary, &incident.country];
    texts.push(&incident.verdict.rationale);
    for article in &incident.articles {
        texts.extend([&article.title, &article.outlet, &article.verdict.rationale]);
    }
    for word in texts
        .into_iter()
        .flatten()
        .flat_map(|t| t.split_whitespace())
    {
        assert!(source.contains(word), "{word:?} is not in the page");
    }
}
