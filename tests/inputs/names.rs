//! Names from outside never lead out of the folder they belong to.

use super::common::{Desk, hostile, said};

/// Decides under a name; the one journal that came of it.
fn journal(name: &str) {
    let desk = Desk::new();
    let set = desk.set();
    std::fs::create_dir(desk.path("decisions")).unwrap();
    let reviewer = format!("--reviewer={name}");
    let decisions = desk.path("decisions");
    let folder = format!("--decisions={}", decisions.display());
    let done = desk.run(&[
        "decide",
        set.to_str().unwrap(),
        "i",
        "1",
        &reviewer,
        &folder,
    ]);
    let before: Vec<String> = vec!["decisions".into(), "set.jsonl".into()];
    assert_eq!(desk.names("."), before, "{name:?}: {}", said(&done));
    if done.status.success() {
        let names = desk.names("decisions");
        let journals: Vec<_> = names
            .iter()
            .filter(|name| name.ends_with(".jsonl"))
            .collect();
        assert_eq!(journals.len(), 1, "{name:?}: {names:?}");
        assert!(!journals[0].starts_with(['.', '/']), "{names:?}");
        assert!(
            journals[0].is_ascii() && !journals[0].contains(['\\', ':', ' ']),
            "{names:?}"
        );
        let stats = desk.run(&["stats", set.to_str().unwrap(), &folder]);
        assert!(
            said(&stats).contains("1 decided"),
            "{name:?}: {}",
            said(&stats)
        );
    }
}

/// Imports a file of that name, and asks for one where there is none.
fn file(name: &str) {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("in")).unwrap();
    if !desk.path(name).exists() {
        let done = desk.run(&["import", "-o", "out.jsonl", "--", name]);
        assert_ne!(done.status.code(), Some(0), "{name:?}: {}", said(&done));
        assert_eq!(desk.names("."), ["in"], "{name:?}");
    }
    // As a name inside a folder it is a name like others, where the system takes it.
    let inside = desk.path("in").join(name);
    if inside.parent() == Some(desk.path("in").as_path())
        && std::fs::write(&inside, "{\"id\":\"a\"}").is_ok()
    {
        let done = desk.run(&["import", "in", "-o", "out.jsonl"]);
        let hidden = name.starts_with('.');
        assert_eq!(done.status.success(), !hidden, "{name:?}: {}", said(&done));
        assert_eq!(desk.names("in"), [name]);
    }
}

const OURS: &[&str] = &[
    "../up",
    "/root/x",
    "..",
    ".",
    "a/../../b",
    "~/x",
    "$HOME",
    "-rf",
    "--force",
    "a\nb",
    "a\u{1b}[2Jb",
    "\u{202e}gpj",
    "C:\\x",
    "NUL",
    "x:y",
    "a ",
    "é",
    "e\u{301}",
    "%2e%2e",
    "*",
    "?",
    "`id`",
    "$(id)",
];

#[test]
fn no_name_of_ours_leaves_its_folder() {
    for name in OURS {
        journal(name);
        file(name);
    }
    journal(&"n".repeat(300));
    file(&"n".repeat(300));
}

#[test]
fn no_hostile_path_leaves_its_folder() {
    let Some(folder) = hostile("vectors") else {
        return;
    };
    let text = std::fs::read_to_string(folder.join("urls_paths_cells.json")).unwrap();
    let all: serde_json::Value = serde_json::from_str(&text).unwrap();
    let paths = all["paths_must_stay_inside"].as_array().unwrap();
    assert!(paths.len() >= 40, "{}", paths.len());
    for path in paths.iter().map(|path| path.as_str().unwrap()) {
        // No argument of a program holds a zero byte.
        let name = path.replace('\0', "\u{2400}");
        // Words for kinds of files stand in the list too; as names they are names.
        journal(&name);
        if !std::path::Path::new(&name).is_absolute() {
            file(&name);
        }
    }
}
