//! The inputs that the README's tour uses are whole and are what they say.

use std::path::{Path, PathBuf};

use overrule::disk::RealFs;
use overrule::domain::{Incident, Vocabulary};
use overrule::ingest::verdict::read;
use overrule::ingest::{Input, import};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/inputs");
const MY_LABELS: &str = include_str!("../examples/inputs/my-labels.toml");

#[test]
fn the_table_names_every_file() {
    let table = include_str!("../examples/inputs/README.md");
    let mut files = 0;
    for entry in std::fs::read_dir(FOLDER).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name != "README.md" {
            assert!(
                table.contains(&format!("| `{name}` |")),
                "{name} is not in the table"
            );
            files += 1;
        }
    }
    assert_eq!(files, table.matches("| `").count());
}

#[test]
fn every_file_imports_with_the_counts_of_the_table() {
    let rows = include_str!("../examples/inputs/README.md")
        .lines()
        .filter(|line| line.starts_with("| `"));
    let mut files = 0;
    for row in rows {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let name = cells[1].trim_matches('`');
        // A vocabulary holds no incidents.
        let (Ok(incidents), Ok(articles)) = (cells[3].parse(), cells[4].parse()) else {
            assert_eq!(name, "my-labels.toml");
            continue;
        };
        let input = Input::Path(Path::new(FOLDER).join(name));
        let report = import(&RealFs, &Vocabulary::shipped(), &[input], None).report;
        assert!(report.skipped.is_empty(), "{report}");
        let counts: (usize, usize) = (incidents, articles);
        assert_eq!((report.incidents(), report.articles()), counts, "{report}");
        let unknown: usize = report.unknown.values().flat_map(|it| it.values()).sum();
        assert_eq!(unknown, usize::from(name == "listing-b.txt"), "{report}");
        files += 1;
    }
    assert!(files > 0);
}

#[test]
fn the_sets_are_canonical() {
    let lines = include_str!("../examples/inputs/set.jsonl");
    let set: Vec<_> = lines
        .lines()
        .map(|line| Incident::from_json(line).unwrap())
        .collect();
    assert_eq!(set.len(), 3);
    let array: Vec<&serde_json::value::RawValue> =
        serde_json::from_str(include_str!("../examples/inputs/set.json")).unwrap();
    for (raw, line) in array.iter().zip(&set) {
        let incident = Incident::from_json(raw.get()).unwrap();
        assert_eq!(incident.to_json().unwrap(), line.to_json().unwrap());
    }
    assert_eq!(array.len(), 2);
}

#[test]
fn the_saved_page_holds_the_data_it_shows() {
    let page = std::fs::read_to_string(Path::new(FOLDER).join("saved-page.html")).unwrap();
    let (_, rest) = page
        .split_once(r#"<script id="ng-state" type="application/json">"#)
        .unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    let state: serde_json::Value = serde_json::from_str(json).unwrap();
    let incident = &state["incidents"]["incidents"][0];
    assert_eq!(incident["n_articles"], 2);
    assert!(page.contains(&format!("<h1>{}</h1>", incident["title"].as_str().unwrap())));
}

#[test]
fn the_sixth_label_is_read_where_prose_asserts_it() {
    let vocabulary = Vocabulary::shipped().with(MY_LABELS).unwrap();
    assert_eq!(
        vocabulary.label_by_key('6').unwrap().id.as_str(),
        "near_miss"
    );
    assert!(vocabulary.criterion("averted").is_some());
    let of = |text| read(&vocabulary, text).label.map(|label| label.to_string());
    assert_eq!(
        of("The crew braked in time. The event is classified as a Near Miss."),
        Some("near_miss".into())
    );
    assert_eq!(
        of(include_str!("../examples/inputs/page-d.txt")),
        Some("hazard".into())
    );
}
