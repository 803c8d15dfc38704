//! The readers against pages of the monitor and hostile files, which lie
//! outside this repository: `OVERRULE_SHARED` names the folder that holds them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::disk::MemoryFs;
use crate::domain::{Incident, Vocabulary};

use super::report::Repair;
use super::{Imported, Input, Shape, import};

/// The shared folder, where there is one.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("OVERRULE_SHARED").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: OVERRULE_SHARED is not set");
    }
    folder
}

fn import_bytes(name: &str, bytes: Vec<u8>, forced: Option<Shape>) -> Imported {
    let input = Input::Bytes {
        name: name.to_owned(),
        bytes,
    };
    import(
        &MemoryFs::default(),
        &Vocabulary::shipped(),
        &[input],
        forced,
    )
}

fn import_file(path: &Path) -> Imported {
    import_bytes(&path.display().to_string(), fs::read(path).unwrap(), None)
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, into)
        } else {
            into.push(path)
        }
    }
}

/// What a page must give, by hand from its text: shape letter, title, summary,
/// rationale, label, articles, then values by facet in the order of the vocabulary.
type Page = (&'static str, &'static str, usize, [usize; 7]);

#[rustfmt::skip]
const PAGES: &[Page] = &[
    // file, t(itle) s(ummary) r(ationale) i(ncident)/h(azard) c(ut), articles, facets
    ("A_2020-02-14-cbdc.txt", "tsric", 1, [0, 1, 0, 0, 0, 1, 0]),
    ("A_2023-02-27-956b.txt", "tsrhc", 1, [6, 3, 0, 7, 3, 5, 0]),
    ("A_2023-07-14-d175.txt", "tsric", 1, [8, 4, 2, 5, 0, 1, 0]),
    ("A_2023-08-21-c83a.txt", "tsric", 1, [4, 2, 1, 2, 1, 1, 0]),
    ("A_2024-03-24-1b8c.txt", "tsric", 1, [5, 2, 2, 3, 0, 1, 0]),
    ("A_2024-06-03-spaces-breach.txt", "tsri", 5, [3, 2, 2, 2, 1, 1, 0]),
    ("A_2024-10-05-36bb.txt", "tsrhc", 1, [8, 1, 1, 3, 1, 1, 0]),
    ("A_2025-02-10-ec0f.txt", "tsric", 2, [9, 3, 2, 4, 0, 1, 0]),
    ("A_2025-08-31-9eab.txt", "tsric", 0, [4, 2, 1, 2, 1, 2, 0]),
    ("A_2025-09-16-0caa.txt", "tsric", 2, [4, 1, 1, 2, 0, 2, 0]),
    ("A_2026-06-28-7813.txt", "tsrhc", 1, [0, 2, 0, 0, 1, 2, 0]),
    ("B_34909.txt", "tsic", 0, [2, 1, 2, 3, 1, 0, 0]),
    ("B_5143.txt", "tshc", 0, [2, 1, 2, 1, 0, 1, 0]),
    ("B_69998.txt", "tsrhc", 0, [0, 1, 0, 0, 0, 2, 1]),
    ("C_110230.txt", "tr", 0, [0; 7]),
    ("C_22449.txt", "tr", 0, [0; 7]),
    ("D_2021-11-17-7d80.txt", "sr", 0, [0; 7]),
    ("D_2022-10-13-a752.txt", "sr", 0, [0; 7]),
    ("D_2023-10-26-e078.txt", "sr", 0, [0; 7]),
    ("D_2024-05-02-95be.txt", "sr", 0, [0; 7]),
    ("D_2025-09-23-5931.txt", "sr", 0, [0; 7]),
    ("D_2026-01-25-6a48.txt", "sr", 0, [0; 7]),
    ("D_2026-03-25-b062.txt", "sr", 0, [0; 7]),
    ("D_2026-04-06-1a33.txt", "sr", 0, [0; 7]),
    ("D_2026-06-03-5d47.txt", "sr", 0, [0; 7]),
    ("D_2026-06-30-2135.txt", "sr", 0, [0; 7]),
];

#[test]
fn every_page_gives_what_stands_on_it() {
    let Some(shared) = shared() else { return };
    let vocabulary = Vocabulary::shipped();
    for (name, parts, articles, facets) in PAGES {
        let done = import_file(&shared.join("data/aim/pages").join(name));
        assert!(done.report.skipped.is_empty(), "{name}: {}", done.report);
        assert!(done.report.unknown.is_empty(), "{name}: {}", done.report);
        let [one] = &done.incidents[..] else {
            panic!("{name}: {} incidents", done.incidents.len());
        };
        let shape = format!("aim-page-{}", name[..1].to_lowercase());
        assert_eq!(one.source.shape.as_deref(), Some(shape.as_str()), "{name}");
        // The label that the severity field states, whatever the rationale says.
        let label = one
            .verdict
            .severity
            .as_ref()
            .map_or("", |id| &id.as_str()[..1]);
        let cut = done.report.repaired.iter().any(|entry| {
            matches!(
                entry.what,
                Repair::ArticleCut { .. } | Repair::RecordCut { .. } | Repair::NoArticles
            )
        });
        let mark = |there: bool, letter: &'static str| if there { letter } else { "" };
        let got = [
            mark(one.title.is_some(), "t"),
            mark(one.summary.is_some(), "s"),
            mark(one.verdict.rationale.is_some(), "r"),
            label,
            mark(cut, "c"),
        ];
        assert_eq!(got.concat(), *parts, "{name}: {}", done.report);
        assert_eq!(one.articles.len(), *articles, "{name}");
        let counts: Vec<_> = vocabulary
            .facets
            .iter()
            .map(|facet| one.facets.get(&facet.id).map_or(0, Vec::len))
            .collect();
        assert_eq!(counts, facets, "{name}");
        assert_eq!(
            done.report.repaired.len(),
            usize::from(cut),
            "{name}: {}",
            done.report
        );
    }
}

#[test]
fn the_whole_page_is_read_to_its_last_line() {
    let Some(shared) = shared() else { return };
    let name = "A_2024-06-03-spaces-breach.txt";
    let done = import_file(&shared.join("data/aim/pages").join(name));
    let one = &done.incidents[0];
    assert!(done.report.repaired.is_empty(), "{}", done.report);
    let outlets: Vec<_> = one
        .articles
        .iter()
        .filter_map(|article| article.outlet.as_deref())
        .collect();
    assert_eq!(
        outlets,
        [
            "TechRadar",
            "TechTarget",
            "Tech Times",
            "SC Media",
            "WinBuzzer"
        ]
    );
    for article in &one.articles {
        assert_eq!(article.date.unwrap().to_string(), "2024-06-03");
        assert!(article.verdict.rationale.as_ref().unwrap().ends_with('.'));
    }
    // The rationale of the incident is the one of its second article, word for word.
    assert_eq!(one.verdict.rationale, one.articles[1].verdict.rationale);
    assert_eq!(one.verdict.provenance.as_deref(), Some("AI generated"));
    assert_eq!(one.provenance["summary"], "AI generated");
}

#[test]
fn pages_agree_with_the_records_of_the_same_incidents() {
    let Some(shared) = shared() else { return };
    let aim = shared.join("data/aim");
    let mut compared = 0;
    for line in fs::read_to_string(aim.join("rationales.jsonl"))
        .unwrap()
        .lines()
    {
        let record: Value = serde_json::from_str(line).unwrap();
        let text = |value: &Value| value.as_str().map(|text| text.trim().to_owned());
        let name = format!(
            "{}_{}.txt",
            record["layout"].as_str().unwrap(),
            record["id"].as_str().unwrap()
        );
        let done = import_file(&aim.join("pages").join(&name));
        let one: &Incident = &done.incidents[0];
        assert_eq!(one.title, text(&record["title"]), "{name}");
        assert_eq!(one.summary, text(&record["summary"]), "{name}");
        assert_eq!(one.verdict.rationale, text(&record["rationale"]), "{name}");
        for (at, article) in record["articles"].as_array().unwrap().iter().enumerate() {
            let got = &one.articles[at];
            assert_eq!(got.title, text(&article["headline"]), "{name}");
            assert_eq!(got.outlet, text(&article["outlet"]), "{name}");
            assert_eq!(
                got.date.map(|date| date.to_string()),
                text(&article["date"]),
                "{name}"
            );
            assert_eq!(got.verdict.rationale, text(&article["rationale"]), "{name}");
            assert_eq!(
                got.extra.contains_key("cut"),
                article["truncated"] == true,
                "{name}"
            );
        }
        for (heading, glued) in record["facets_raw"].as_object().unwrap() {
            let facet = Vocabulary::shipped()
                .facets
                .into_iter()
                .find(|facet| facet.name == *heading);
            if let Some(facet) = facet {
                assert_eq!(
                    one.facets[&facet.id].concat(),
                    glued.as_str().unwrap(),
                    "{name}"
                );
            }
        }
        compared += 1;
    }
    assert_eq!(compared, 22);
}

#[test]
fn all_pages_in_one_file_give_the_same_incidents() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("data/aim/pages");
    let names = |letters: &[char]| -> Vec<&str> {
        let names = PAGES.iter().map(|page| page.0);
        names.filter(|name| name.starts_with(letters)).collect()
    };
    // D before A: a text that begins with a title is told from one that doesn't.
    let mut whole = String::new();
    for name in names(&['D']).iter().chain(&names(&['A'])) {
        whole += &fs::read_to_string(folder.join(name)).unwrap();
        whole.push('\n');
    }
    let done = import_bytes("all", whole.into_bytes(), Some(Shape::AimPageA));
    assert_eq!(done.incidents.len(), 21, "{}", done.report);
    for (at, name) in names(&['D']).iter().chain(&names(&['A'])).enumerate() {
        let alone = &import_file(&folder.join(name)).incidents[0];
        assert_eq!(done.incidents[at].id, alone.id, "{name}");
        assert_eq!(
            done.incidents[at].articles.len(),
            alone.articles.len(),
            "{name}"
        );
    }
}

#[test]
fn hostile_files_never_panic_and_are_always_reported() {
    let Some(shared) = shared() else { return };
    let mut all = Vec::new();
    files(&shared.join("data/hostile"), &mut all);
    assert!(all.len() > 380, "{} files", all.len());
    let shapes = super::shape::FORMATS
        .iter()
        .map(|format| Some(format.shape));
    let shapes: Vec<_> = std::iter::once(None).chain(shapes).collect();
    for path in &all {
        let bytes = fs::read(path).unwrap();
        // The large files are read as what they look like only.
        let few = bytes.len() > 200_000;
        for forced in shapes.iter().take(if few { 1 } else { shapes.len() }) {
            let done = import_bytes("hostile", bytes.clone(), *forced);
            let report = &done.report;
            let told = !report.skipped.is_empty() || report.incidents() > 0;
            assert!(told, "{} as {forced:?}", path.display());
            for one in &done.incidents {
                let line = one.to_json().unwrap();
                assert!(
                    !line.contains('\n') && Incident::from_json(&line).is_ok(),
                    "{line}"
                );
            }
        }
    }
}

#[test]
fn sets_written_out_read_back_the_same() {
    let Some(shared) = shared() else { return };
    let mut lines = String::new();
    let mut count = 0;
    for (name, ..) in PAGES {
        for one in import_file(&shared.join("data/aim/pages").join(name)).incidents {
            lines += &one.to_json().unwrap();
            lines.push('\n');
            count += 1;
        }
    }
    let done = import_bytes("set", lines.clone().into_bytes(), None);
    assert_eq!(
        (done.incidents.len(), done.report.skipped.len()),
        (count, 0)
    );
    let again: String = done
        .incidents
        .iter()
        .map(|one| one.to_json().unwrap() + "\n")
        .collect();
    assert_eq!(again, lines);
}
